/* What the tests of a rule set reached, by place in the sources: each event (used or not), each criterion (seen to hold, seen
 * to fail), each benefit (given or not). What a template brings is told for each of its uses.
 *
 * Made of the counts of vm/coverage.h and the plan's places; cli/coverage_report.h shows it. Promotions that are not active
 * are left out: no test can reach them. */
#ifndef CLI_COVERAGE_H
#define CLI_COVERAGE_H

#include "base/vector.h"
#include "compiler/plan.h"
#include "vm/coverage.h"

#include <promo/compile.h>

enum site_kind { SITE_EVENT, SITE_CRITERION, SITE_BENEFIT, SITE_KINDS };

struct site {
    enum site_kind kind;
    const struct plan_promotion *promotion;
    const struct plan_event *event;
    struct plan_place place; /* where it is written, in a template perhaps */
    struct plan_place shown; /* the same, or the template's use in the promotion */
    struct text text;        /* as written; of a criterion with the arguments of its use */
    uint64_t visited, used;  /* its event */
    uint64_t elsewhere;      /* its event was come to for a request on another trigger */
    struct coverage_ineligible why; /* what most often kept its promotion from being used */
    uint64_t first, second;  /* event: used, 0; criterion: held, failed; benefit: given, 0 */
    size_t serial;           /* orders what stands at one place */
};

struct covered {
    const promo_compiler *compiler;
    VECTOR(struct site) sites; /* by file and place */
    size_t outcomes, reached;  /* an event or benefit has one outcome, a criterion two */
    uint64_t baskets;          /* priced */
    size_t passive;            /* events of promotions that are not active */
    bool failed;               /* no memory */
};

/* False without memory; covered_done all the same. */
bool covered_make(struct covered *covered, const promo_compiler *compiler, const struct coverage *coverage);
void covered_done(struct covered *covered);

size_t site_outcomes(const struct site *site);
size_t site_reached(const struct site *site);

/* Whether the share reached is at least so many millionths. */
bool covered_at_least(const struct covered *covered, int64_t millionths);

#endif
