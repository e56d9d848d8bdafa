/* One stage of the search for the preferred set: the columns still in question as a component whose weights are some preferences, and
 * above them what must not be lost. */
#ifndef VM_BEST_STAGE_H
#define VM_BEST_STAGE_H

#include "vm/best_preferences.h"

/* Preferences from `first` on that become weights together; those that are settled are passed over. Returns the number after
 * the last; *count is 0 where nothing can be improved any more. */
uint32_t stage_gather(const struct prefer *prefer, uint32_t first, uint32_t *chosen, uint32_t *count);

/* The preferred of the sets still in question by the preferences chosen; *ended: there is nothing more to find. */
promo_status stage_run(struct prefer *prefer, const uint32_t *chosen, uint32_t count, bool *ended);

/* Units of a row that no column takes are those of its last atoms. */
void stage_count_spares(struct prefer *prefer);

#endif
