/* Instants that periods, schedules, weekdays and times of the day allow. */
#ifndef RUNTIME_ANALYSIS_TIME_H
#define RUNTIME_ANALYSIS_TIME_H

#include "runtime/analysis_setting.h"

/* The first instant of the window that suits the needs that speak of time. False: none; *proven where none of any day does
 * (near a change of the clocks that is not claimed). */
bool time_choose(const promo_image *image, const struct needs *needs, struct setting_bounds window, int64_t *at, bool *proven);

/* The part of the window that the needed periods leave: from >= to where they leave none. */
struct setting_bounds time_period(const struct needs *needs, struct setting_bounds window);

#endif
