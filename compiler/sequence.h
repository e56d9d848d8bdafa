/* The conditional sequence of a promotion: which event is visited after which. */
#ifndef COMPILER_SEQUENCE_H
#define COMPILER_SEQUENCE_H

#include "compiler/check_parts.h"

/* Events of the promotion by name: check->local numbers them, spans[number] is where each is declared. Fills the
 * promotion's steps; reports unknown events, loops with their path, and (as a warning) events that no path reaches. */
void sequence_of(struct check *check, const struct clause *sequence, const struct span *spans,
                 struct plan_promotion *promotion);

#endif
