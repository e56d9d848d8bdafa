/* What the files of the linter share (compiler/lint*.c); nobody else includes it. */
#ifndef COMPILER_LINT_PARTS_H
#define COMPILER_LINT_PARTS_H

#include "compiler/compilation.h"
#include "compiler/interval.h"
#include "compiler/lint.h"

struct lint {
    promo_compiler *compiler;
    const struct plan *plan;
    const struct lint_options *options;
    struct diagnostics *diags;
    struct arena arena;
    struct interval_maker intervals;
    bool library; /* nothing but templates and sets: what is unused here is for others */
    bool failed;  /* no memory */
};

/* A finding, at its level; where the lint is off, one that nobody reads. */
struct diagnostic *lint_report(struct lint *lint, enum lint_rule rule, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same of something written in a template: it is shown where the promotion uses the template, with a note on the place
 * inside, and on each `use` between the two. frame NULL: at the place itself. */
struct diagnostic *lint_report_in(struct lint *lint, enum lint_rule rule, const struct frame *frame, struct span span,
                                  const char *format, ...) __attribute__((format(printf, 5, 6)));

bool lint_is_on(const struct lint *lint, enum lint_rule rule);

/* Whether the source is one of the standard library's. */
bool lint_of_library(const struct lint *lint, struct span span);

/* Where a promotion uses the template of the frame, from outside. */
struct span lint_use(const struct frame *frame);

/* Whether an expression speaks of a parameter of the frame's template. */
bool lint_has_parameter(const struct frame *frame, const struct expr *expr);

/* The bytes at a span, as written; and on one line, not too long, for messages (in the diagnostics' arena). */
struct text lint_source(const struct lint *lint, struct span span);
struct text lint_words(struct lint *lint, struct span span);

/* "10%", "12.50", as the author would write it; in the lint's arena. */
const char *lint_percent(struct lint *lint, int64_t millionths);
const char *lint_money(struct lint *lint, int64_t minor);

/* "2026-05-31" of an instant, local, with the time where it is not midnight; and of what ends before `to` the last day. */
const char *lint_day(struct lint *lint, int64_t instant);
const char *lint_last_day(struct lint *lint, int64_t to);

/* The span of a promotion's name. */
struct span lint_name_of(const struct plan_promotion *promotion);

/* The clause of a promotion that is its own; NULL: there is none, or a template's. */
const struct clause *lint_clause(const struct plan_promotion *promotion, enum clause_kind kind);

/* Where a promotion says something: in a clause of its own, in one that a template brought (then with its frame), or nowhere: then
 * its name. */
struct lint_spot {
    const struct frame *frame;
    struct span span;
};

struct lint_spot lint_spot(const struct plan_promotion *promotion, enum clause_kind kind);

/* The promotion's own period and its campaign's together; empty: from >= to. */
struct plan_period lint_period(const struct lint *lint, const struct plan_promotion *promotion);

/* Channels that a promotion and its campaign and price list leave, as symbols. *any: all. */
struct interval_set lint_channels(struct lint *lint, const struct plan_promotion *promotion, bool *any);

/* The declarations of a kind, by their number in the plan; NULL: declared by nobody. */
const struct name *lint_named(const struct lint *lint, enum name_kind kind, uint32_t index);

/* ---- What rule files say, the library's apart ---- */

/* An expression and those around it. */
struct lint_place {
    const struct expr *expr;
    const struct lint_place *outer; /* NULL: none */
};

typedef void lint_visit(void *context, const struct lint_place *place);

/* Each expression of criteria and item sets, in every declaration; the outer ones first. */
void lint_each_expr(struct lint *lint, lint_visit *visit, void *context);

void lint_each_declaration(struct lint *lint, void (*visit)(struct lint *lint, const struct declaration *declaration));

/* ---- What the lints look at, a function for each file ---- */

void lint_criteria(struct lint *lint);
void lint_unused(struct lint *lint);
void lint_periods(struct lint *lint);
void lint_pairs(struct lint *lint);
void lint_money_rules(struct lint *lint);
void lint_limits(struct lint *lint);
void lint_missing(struct lint *lint);
void lint_sets(struct lint *lint);
void lint_style_rules(struct lint *lint);
void lint_titles(struct lint *lint);
void lint_names(struct lint *lint);
void lint_events(struct lint *lint);
void lint_catalogue(struct lint *lint);

/* ---- Comments ---- */

/* Takes away what comments ask to ignore; reports comments that are wrong, or ignore nothing. */
void lint_ignores(struct lint *lint);

#endif
