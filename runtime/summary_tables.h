/* What a summary comes to by promotion and event, as tables: what costs most first. For `promo run --summary` and for
 * `promo simulate`. */
#ifndef RUNTIME_SUMMARY_TABLES_H
#define RUNTIME_SUMMARY_TABLES_H

#include "runtime/summary.h"
#include "runtime/table.h"

/* Makes both tables, with their columns; table_done is the caller's. Texts are the summary's. */
void summary_table_promotions(struct table *table, const struct summary *summary, int decimals);
void summary_table_awards(struct table *table, const struct summary *summary, int decimals);

#endif
