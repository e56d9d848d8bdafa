/* Candidate selection: the promotions that a basket could meet. What it leaves out could not have been used; what it
 * lets through is confirmed by eligibility and criteria, so that results are the same with every promotion a candidate.
 *
 * Called once per basket by the evaluation, before the layers. */
#ifndef VM_CANDIDATES_H
#define VM_CANDIDATES_H

#include "vm/evaluation.h"

/* Fills evaluation->candidates, ascending: every promotion where the session asked for explanations or for no index. */
promo_status candidates_find(struct evaluation *evaluation);

#endif
