/* What `promo analyse` found, and printing it: as text for people or as JSON (docs/analyse.md), with witness orders.
 *
 * The report is filled by cli/analyse.c and borrowed here. Orders are priced once more to be shown, so that what is printed is
 * what `promo run` gives. */
#ifndef CLI_ANALYSE_REPORT_H
#define CLI_ANALYSE_REPORT_H

#include "runtime/analysis_bound.h"
#include "runtime/analysis_conflict.h"
#include "runtime/analysis_dead.h"
#include "runtime/analysis_split.h"
#include "runtime/analysis_stack.h"

struct analyse_report {
    struct analysis *analysis;
    const char *catalogue;          /* its path; NULL: the goods are invented */
    const char *directory;          /* for witnesses; NULL: none */
    const char *rules;              /* as on the command line, for `promo run` */
    bool asks_stack, asks_loss, asks_split, asks_dead, asks_conflict;
    int64_t limit;                  /* --over, millionths; negative: not given */
    int64_t split_limit;            /* --split-over, millionths */
    struct stack_answer stack, loss;
    struct share_bound bound;
    struct split_answer split;
    struct dead_answer dead;
    struct conflict_answer conflict;
    uint32_t promotion;             /* of the conflicts */
    uint32_t findings;
};

/* What counts as a finding. */
bool report_over(const struct analyse_report *report);
bool report_below_cost(const struct analyse_report *report);
bool report_split(const struct analyse_report *report);

/* The share of the whole that the split saves. */
struct score report_saving(const struct analyse_report *report);

/* "12.34" of millionths of a whole, rounded down, or, `up`, up. */
void report_percent(struct buffer *out, struct score share, bool up);

void report_money(struct buffer *out, const struct analyse_report *report, int64_t amount);

/* A sentence without its full stop: why a promotion is dead; why two never meet. */
void report_dead_reason(struct buffer *out, const struct analyse_report *report, const struct dead_promotion *dead);
void report_conflict_reason(struct buffer *out, const struct analyse_report *report, const struct conflict *conflict);

/* An order under a name: written to the directory as NAME.json and, where it needs one, NAME.state.json. PROMO_IO: complained. */
promo_status report_witness(const struct analyse_report *report, const char *name, const struct order *order,
                            const struct order_uses *uses);

/* The uses that the first order of the split leaves to the second. */
promo_status report_split_uses(const struct analyse_report *report, struct order_uses *uses);

promo_status report_text(const struct analyse_report *report, struct buffer *out);
promo_status report_json(const struct analyse_report *report, struct buffer *out);

#endif
