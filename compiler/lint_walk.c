/* Every expression that rule files say, with those around it. */
#include "compiler/lint_parts.h"

struct walk {
    struct lint *lint;
    lint_visit *visit;
    void *context;
};

/* The parser bounds the depth. */
static void walk_expr(const struct walk *walk, const struct expr *expr, const struct lint_place *outer)
{
    if (expr == NULL || expr->kind == EXPR_ERROR)
        return;
    struct lint_place place = {expr, outer};
    walk->visit(walk->context, &place);
    walk_expr(walk, expr->left, &place);
    walk_expr(walk, expr->right, &place);
    for (const struct expr *item = expr->items; item != NULL; item = item->next)
        walk_expr(walk, item, &place);
}

/* A gift is named and not selected: it need not be among the goods. */
static void walk_target(const struct walk *walk, const struct benefit *benefit)
{
    if (benefit->kind != BENEFIT_GIFT)
        walk_expr(walk, benefit->target.items, NULL);
}

static void walk_benefit(const struct walk *walk, const struct benefit *benefit)
{
    walk_target(walk, benefit);
    walk_expr(walk, benefit->measure, NULL);
    for (const struct ladder_row *row = benefit->rows; row != NULL; row = row->next)
        for (const struct benefit *inner = row->benefits; inner != NULL; inner = inner->next)
            walk_target(walk, inner);
}

static void walk_event(const struct walk *walk, const struct event *event)
{
    for (const struct clause *clause = event->clauses; clause != NULL; clause = clause->next) {
        if (clause->kind == CLAUSE_WHEN)
            walk_expr(walk, clause->value, NULL);
        if ((clause->kind == CLAUSE_GIVE || clause->kind == CLAUSE_CHARGE) && clause->benefit != NULL)
            walk_benefit(walk, clause->benefit);
        if (clause->kind == CLAUSE_BUY || clause->kind == CLAUSE_GET || clause->kind == CLAUSE_EVERY)
            for (const struct pick *pick = clause->picks; pick != NULL; pick = pick->next)
                walk_expr(walk, pick->items, NULL);
    }
}

static void walk_clauses(const struct walk *walk, const struct clause *clauses)
{
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next) {
        if (clause->kind == CLAUSE_EVENT && clause->event != NULL)
            walk_event(walk, clause->event);
        if (clause->kind == CLAUSE_USE && clause->use != NULL)
            for (const struct argument *argument = clause->use->arguments; argument != NULL; argument = argument->next)
                walk_expr(walk, argument->value, NULL);
        if (clause->kind == CLAUSE_EARN && clause->target != NULL)
            walk_expr(walk, clause->target->items, NULL);
    }
}

void lint_each_declaration(struct lint *lint, void (*visit)(struct lint *lint, const struct declaration *declaration))
{
    for (size_t i = 0; i < lint->compiler->trees.count; i++) {
        const struct tree *tree = lint->compiler->trees.items[i];
        if (lint_of_library(lint, (struct span){tree->source->number, 0, 0}))
            continue;
        for (const struct declaration *declaration = tree->declarations; declaration != NULL; declaration = declaration->next)
            visit(lint, declaration);
    }
}

void lint_each_expr(struct lint *lint, lint_visit *visit, void *context)
{
    struct walk walk = {lint, visit, context};
    for (size_t i = 0; i < lint->compiler->trees.count; i++) {
        const struct tree *tree = lint->compiler->trees.items[i];
        if (lint_of_library(lint, (struct span){tree->source->number, 0, 0}))
            continue;
        for (const struct declaration *declaration = tree->declarations; declaration != NULL; declaration = declaration->next) {
            if (declaration->kind == DECLARATION_LET)
                walk_expr(&walk, declaration->items, NULL);
            else if (declaration->kind == DECLARATION_PROMOTION || declaration->kind == DECLARATION_TEMPLATE ||
                     declaration->kind == DECLARATION_LOYALTY)
                walk_clauses(&walk, declaration->clauses);
        }
    }
}
