/* The units of one application of a repeated event: every way to take its picks from the lots at hand. */
#ifndef VM_BEST_APPLICATION_H
#define VM_BEST_APPLICATION_H

#include "vm/best_visit.h"

void application_begin(struct visit *visit, uint32_t i);

/* After an application: no more of them, or another. */
void application_next(struct visit *visit, uint32_t i);

#endif
