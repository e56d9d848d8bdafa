/* A simulation's report as text, CSV, JSON and a page. Each appends to the buffer. */
#ifndef CLI_SIMULATE_SHOW_H
#define CLI_SIMULATE_SHOW_H

#include "runtime/simulation_tables.h"

struct simulate_view {
    const struct simulation *simulation;
    const struct simulation_report *report;
    const promo_image *image;
    bool alone;   /* each order was priced as if there were no other */
    int only;     /* one table, or -1 */
};

void simulate_show_text(struct buffer *out, const struct simulate_view *view);
void simulate_show_csv(struct buffer *out, const struct simulate_view *view);
void simulate_show_json(struct buffer *out, const struct simulate_view *view);
void simulate_show_html(struct buffer *out, const struct simulate_view *view);

#endif
