/* Plots of a report's tables as inline SVG: no script, no outer resource; colours are the page's (runtime/page.h). */
#ifndef RUNTIME_PLOT_H
#define RUNTIME_PLOT_H

#include "runtime/table.h"

/* A bar for each of the first `most` rows, with its label and its value. Values are of 0 or more. */
void plot_bars(struct buffer *out, const struct table *table, size_t label, size_t value, size_t most);

/* Columns beside each other, row by row; labels under the first, the last and some between. */
void plot_columns(struct buffer *out, const struct table *table, size_t label, size_t value);

/* A line that falls by steps from the budget to what is left of it. Rows of `table` whose first cell is `name`; `day` and
 * `so_far` are columns. from and to: the days of the whole history. */
struct plot_budget {
    struct text name;
    int64_t budget;
    size_t day, so_far;
    int64_t from, to;
};
void plot_burn_down(struct buffer *out, const struct table *table, const struct plot_budget *budget);

#endif
