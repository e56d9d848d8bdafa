/* What the baskets that a session prices reach of its rules: events used, criteria seen to hold and to fail, benefits given.
 *
 * `promo test --coverage` makes one for an image, has a session count into it, and reads it when all is priced. It is told
 * what happens by the evaluation itself, where events are visited and after the outcome; a session that nobody counts for
 * pays a comparison with NULL for each event. The session should be without the index, which passes over promotions whose
 * criteria cannot hold, and so would hide that they fail. */
#ifndef VM_COVERAGE_H
#define VM_COVERAGE_H

#include <promo/vm.h>

struct evaluation;

/* How often, counted in baskets (an event that is visited twice for one basket counts twice). */
struct coverage_event {
    uint64_t visited; /* for a request on its trigger */
    uint64_t elsewhere; /* come to, for a request on another trigger */
    uint64_t used;    /* its criteria hold, and it has something to offer */
    uint64_t given;   /* part of the outcome */
};

struct coverage_criterion {
    uint64_t held, failed;
};

/* Why a promotion could not be used, most often. */
struct coverage_ineligible {
    const char *sentence; /* NULL: it always could */
    uint64_t times;
};

struct coverage {
    const promo_image *image;
    const promo_allocator *alloc;
    struct coverage_event *events;       /* by event */
    struct coverage_criterion *criteria; /* by criterion; of tests only, not of groups */
    uint64_t *benefits;                  /* by benefit: given */
    uint64_t *ineligible;                /* by promotion and enum ineligible */
    uint64_t baskets;
};

/* PROMO_NO_MEMORY. */
promo_status coverage_init(struct coverage *coverage, const promo_image *image, const promo_allocator *alloc);
void coverage_done(struct coverage *coverage);

/* From now on the session counts into it; NULL: no more. It must outlive the session's next basket. */
void coverage_count(promo_session *session, struct coverage *coverage);

/* --- for the evaluation --- */

/* An event is visited: its criteria are looked into as far as they decide. */
void coverage_visit(struct evaluation *evaluation, uint32_t event);

/* The basket is priced. */
void coverage_outcome(struct evaluation *evaluation);

/* --- for readers --- */

/* Events are given in the image's order, each with its criteria (tests, in the order written) and its benefits (row by row
 * of its ladder, in the order written). */
struct coverage_reader {
    void *context;
    /* declared: the promotion's number in order of declaration */
    void (*event)(void *context, uint32_t declared, const char *name, const struct coverage_event *seen,
                  struct coverage_ineligible why);
    void (*criterion)(void *context, const struct coverage_criterion *seen);
    void (*benefit)(void *context, uint32_t row, uint64_t given);
};

void coverage_read(const struct coverage *coverage, const struct coverage_reader *reader);

#endif
