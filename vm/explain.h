/* Explanations: what became of every promotion and event, in sentences, with the values that were seen.
 *
 * The stages report here while they work, when the session asked for it; explain_finish turns that into verdicts. What
 * is computed for an explanation only (what an outbid promotion would have saved) is solved apart, with work of its own,
 * after the layer's choice: results are the same with and without. */
#ifndef VM_EXPLAIN_H
#define VM_EXPLAIN_H

#include "vm/eligible.h"
#include "vm/evaluation.h"
#include "vm/offers.h"
#include "vm/visit.h"

/* Makes evaluation->explanation, in scratch memory. */
promo_status explain_start(struct evaluation *evaluation);

promo_status explain_ineligible(struct evaluation *evaluation, uint32_t promotion, enum ineligible reason);

/* It excludes `other`, which an earlier layer used. */
promo_status explain_excluded(struct evaluation *evaluation, uint32_t promotion, uint32_t other);

promo_status explain_miss(struct evaluation *evaluation, uint32_t event, enum miss miss,
                          const struct measured *measured);

/* What an exclusive promotion would save. */
void explain_exclusive(struct evaluation *evaluation, uint32_t promotion, int64_t saved);

/* After the choice of a layer (INDEX_NONE: an exclusive promotion), and before its units change: what the promotions
 * that were left out would have saved, and the arithmetic of the others. What of `solution` is kept is copied, then the
 * solver is used again. */
promo_status explain_choice(struct evaluation *evaluation, uint32_t layer, const struct offers *offers,
                            const struct best_solution *solution, const struct settlement *settlement);

/* The verdicts, by layer, priority and declaration; events follow their promotion where it has several. */
promo_status explain_finish(struct evaluation *evaluation);

#endif
