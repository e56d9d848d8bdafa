/* What the grammar's actions call to make tree nodes; private to the parser.
 *
 * A node is never NULL: without memory `failed` is set and the spare one is handed out, and the parser stops after the
 * token at hand. Lists are built as rings: the value on the parser's stack is the last node, whose `next` is the first. */
#ifndef LANG_BUILD_H
#define LANG_BUILD_H

#include "lang/ast.h"
#include "lang/diagnostic.h"

#include <assert.h>
#include <stdalign.h>

enum { BUILD_LARGEST_NODE = 512, BUILD_LONGEST_PATH = 8 };

struct builder {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *diags;
    struct declaration *declarations; /* the result */
    bool failed;  /* no memory */
    bool damaged;  /* an error of form was met in the declaration at hand */
    bool doubtful; /* a clause may have been left out after an error */
    bool refused; /* the automaton met a token it does not accept */
    alignas(max_align_t) unsigned char spare[BUILD_LARGEST_NODE];
};

void *build_node(struct builder *b, size_t size);
#define NODE(b, type) ((type *)build_node((b), sizeof(type)))

#define RING_OF(type)                                                                      \
    static inline struct type *ring_of_##type(struct type *last, struct type *node)         \
    {                                                                                       \
        node->next = last == NULL ? node : last->next;                                      \
        if (last != NULL)                                                                   \
            last->next = node;                                                              \
        return node;                                                                        \
    }
RING_OF(word)
RING_OF(expr)
RING_OF(clause)
RING_OF(declaration)
RING_OF(parameter)
RING_OF(layer)
RING_OF(step)
RING_OF(pick)
RING_OF(benefit)
RING_OF(ladder_row)
RING_OF(argument)
RING_OF(field)

/* Adds `node` to the ring whose last is `last` (NULL: empty) and returns the new last. */
#define RING_ADD(last, node)                                                                        \
    _Generic((node), struct word *: ring_of_word, struct expr *: ring_of_expr,                      \
             struct clause *: ring_of_clause, struct declaration *: ring_of_declaration,            \
             struct parameter *: ring_of_parameter, struct layer *: ring_of_layer,                  \
             struct step *: ring_of_step, struct pick *: ring_of_pick,                              \
             struct benefit *: ring_of_benefit, struct ladder_row *: ring_of_ladder_row,            \
             struct argument *: ring_of_argument, struct field *: ring_of_field)((last), (node))

/* Opens the ring into a list: last becomes the first. */
#define RING_OPEN(last)                       \
    do {                                      \
        if ((last) != NULL) {                 \
            void *first_of_ring = (last)->next; \
            (last)->next = NULL;              \
            (last) = first_of_ring;           \
        }                                     \
    } while (0)

#define NO_WORD ((struct word){0})

struct word *build_word(struct builder *b, struct word word);
struct expr *build_expr(struct builder *b, enum expr_kind kind, struct span span);
struct expr *build_literal(struct builder *b, enum literal_kind kind, struct span span);
struct expr *build_text(struct builder *b, struct word string);
struct expr *build_bool(struct builder *b, struct span span, bool value);

/* 50.00 USD; 90 days: the number becomes money, or a duration. */
struct expr *build_money(struct builder *b, struct expr *number, struct word currency, struct span span);
struct expr *build_duration(struct builder *b, struct expr *number, struct word unit, struct span span);

/* minute(s) ... year(s) */
bool build_is_unit(struct text word, enum time_unit *unit);

struct expr *build_name(struct builder *b, struct word word);
struct expr *build_path(struct builder *b, struct expr *path, struct word part);
struct expr *build_range(struct builder *b, struct expr *from, struct expr *to, struct span span);
struct expr *build_list(struct builder *b, struct expr *ring, struct span span);

/* Operators of one operand, and of two. */
struct expr *build_unary(struct builder *b, enum expr_kind kind, struct expr *left, struct span operator_span,
                         struct span span);
struct expr *build_binary(struct builder *b, enum expr_kind kind, struct expr *left, struct expr *right,
                          struct span operator_span, struct span span);

/* and, or, except: one more operand joins a chain of the same operator. */
struct expr *build_chain(struct builder *b, enum expr_kind kind, struct expr *left, struct expr *right,
                         struct span operator_span, struct span span);

/* all { ... } (GROUP) and items all { ... } (ITEMS); an empty one is an error. */
struct expr *build_group(struct builder *b, enum expr_kind kind, enum quantifier quantifier, struct expr *ring,
                         struct span keyword, struct span span);
struct expr *build_measure(struct builder *b, enum measure measure, struct expr *items, struct span keyword,
                           struct span span);
struct expr *build_program(struct builder *b, enum program_fact fact, struct word program, struct span keyword,
                           struct span span);
struct expr *build_fact(struct builder *b, enum expr_kind kind, struct word word, struct span keyword, struct span span);
struct expr *build_select(struct builder *b, enum attribute attribute, struct word *ring, struct span keyword,
                          struct span span);

struct clause *build_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span);
struct clause *build_word_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span,
                                 struct word word);
struct clause *build_value_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span,
                                  struct expr *value);
struct clause *build_benefit_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span,
                                    struct benefit *benefit);

/* The list of a ring of clauses; reports those given twice. */
struct clause *build_block(struct builder *b, struct clause *ring);

/* In a state block: what may follow `code ... of coupon ...`; `last` is the clause before. */
enum code_value { CODE_ISSUED, CODE_USES, CODE_BALANCE, CODE_REVOKED };
void build_code_value(struct builder *b, struct clause *last, enum code_value which, struct span keyword,
                      struct expr *value);

/* Something that may be written once was written again. */
void build_twice(struct builder *b, struct span again, const char *what, struct span first);

/* Sets a word that may be given once; a second one is reported and counts. */
void build_once(struct builder *b, struct word *at, struct word word, struct span keyword);

/* Properties of a test's line: set `at` (one of the line's members), or report the second one. */
struct line *build_line_value(struct builder *b, struct line *line, struct expr **at, struct span keyword,
                              struct expr *value);
struct line *build_line_words(struct builder *b, struct line *line, struct word **at, struct span keyword,
                              struct word *words);
struct line *build_line_fields(struct builder *b, struct line *line, struct span keyword, struct field *fields);

struct benefit *build_benefit(struct builder *b, enum benefit_kind kind, struct span span);
struct target build_target(enum target_kind kind, struct expr *items, struct span span);

struct declaration *build_declaration(struct builder *b, enum declaration_kind kind, struct span keyword,
                                      struct span span, struct word name, struct word title);

/* A test's basket and expectations come as one ring of clauses. */
struct test *build_test(struct builder *b, struct clause *ring);

#endif
