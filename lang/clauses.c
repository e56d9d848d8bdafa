#include "lang/ast.h"

static const struct clause_info CLAUSES[] = {
#define CLAUSE(kind, word, repeatable) {word, repeatable},
#include "lang/clauses.def"
#undef CLAUSE
};

const struct clause_info *clause_info_get(enum clause_kind kind)
{
    return &CLAUSES[kind];
}

const struct clause *clause_find(const struct clause *clauses, enum clause_kind kind)
{
    while (clauses != NULL && clauses->kind != kind)
        clauses = clauses->next;
    return clauses;
}

const struct clause *clause_again(const struct clause *clause)
{
    return clause_find(clause->next, clause->kind);
}
