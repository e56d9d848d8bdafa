#include "runtime/summary.h"

#include "base/exact.h"

#include <stdio.h>

void summary_init(struct summary *summary)
{
    *summary = (struct summary){0};
    arena_init(&summary->arena, NULL);
    buffer_init(&summary->key, NULL);
    text_table_init(&summary->names, &ALLOC_DEFAULT, (struct hash_key){(uint64_t)(uintptr_t)summary, 0});
}

void summary_done(struct summary *summary)
{
    VECTOR_DONE(&summary->rows, &ALLOC_DEFAULT);
    text_table_done(&summary->names);
    buffer_done(&summary->key);
    arena_done(&summary->arena);
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left for the summary");
}

static bool keep(struct summary *summary, struct text text, struct text *kept)
{
    if (text.bytes == NULL) {
        *kept = text;
        return true;
    }
    const char *copy = arena_copy(&summary->arena, text.bytes, text.length);
    *kept = (struct text){copy, text.length};
    return copy != NULL;
}

/* The row of these names, a new one if there was none; NULL without memory. */
static struct summary_row *find_row(struct summary *summary, struct text promotion, struct text event, struct text gives)
{
    const struct text parts[] = {promotion, event, gives};
    buffer_clear(&summary->key);
    for (size_t i = 0; i < 3; i++) {
        buffer_text(&summary->key, parts[i]);
        buffer_char(&summary->key, '\0');
    }
    if (summary->key.failed)
        return NULL;
    struct text key = {summary->key.bytes, summary->key.length};
    uint32_t number = text_table_find(&summary->names, key);
    if (number != TEXT_TABLE_NONE)
        return &summary->rows.items[number];
    struct summary_row row = {0};
    struct text kept;
    if (!keep(summary, promotion, &row.promotion) || !keep(summary, event, &row.event) ||
        !keep(summary, gives, &row.gives) || !keep(summary, key, &kept) ||
        !VECTOR_PUSH(&summary->rows, &ALLOC_DEFAULT, row) ||
        text_table_add(&summary->names, kept, NULL) == TEXT_TABLE_NONE)
        return NULL;
    return &summary->rows.items[summary->rows.count - 1];
}

static promo_status add_to_row(struct summary *summary, const struct summary_row *added)
{
    struct summary_row *row = find_row(summary, added->promotion, added->event, added->gives);
    if (row == NULL)
        return no_memory();
    row->orders += added->orders;
    if (added->largest > row->largest)
        row->largest = added->largest;
    if (!add_i64(row->times, added->times, &row->times) || !add_i64(row->amount, added->amount, &row->amount))
        return error_set(PROMO_OVERFLOW, "the sum of all orders is too large");
    return PROMO_OK;
}

/* --- orders --------------------------------------------------------------------------------------------------------- */

/* More saved comes first, then the earlier order. */
static bool is_better(const struct summary_order *a, const struct summary_order *b)
{
    return a->discount != b->discount ? a->discount > b->discount : a->number < b->number;
}

/* Its place among the best, or SUMMARY_BEST. */
static size_t rank_of(const struct summary *summary, const struct summary_order *order)
{
    size_t rank = 0;
    while (rank < summary->best_count && !is_better(order, &summary->best[rank]))
        rank++;
    return rank;
}

static promo_status add_best(struct summary *summary, struct summary_order order)
{
    size_t rank = rank_of(summary, &order);
    if (rank == SUMMARY_BEST || order.discount == 0)
        return PROMO_OK;
    if (!keep(summary, order.id, &order.id) || !keep(summary, order.promotions, &order.promotions))
        return no_memory();
    if (summary->best_count < SUMMARY_BEST)
        summary->best_count++;
    memmove(&summary->best[rank + 1], &summary->best[rank], (summary->best_count - 1 - rank) * sizeof order);
    summary->best[rank] = order;
    return PROMO_OK;
}

static promo_status add_order(struct summary *summary, uint64_t number, const promo_result *result)
{
    struct summary_order order = {.number = number, .id = text_from(result->id), .subtotal = result->subtotal,
                                  .discount = result->discount};
    if (rank_of(summary, &order) == SUMMARY_BEST)
        return PROMO_OK;
    buffer_clear(&summary->key);
    for (size_t i = 0; i < result->applied_count; i++)
        if (i == 0 || strcmp(result->applied[i].promotion, result->applied[i - 1].promotion) != 0) {
            buffer_string(&summary->key, summary->key.length == 0 ? "" : ", ");
            buffer_string(&summary->key, result->applied[i].promotion);
        }
    order.promotions = (struct text){summary->key.bytes, summary->key.length};
    return summary->key.failed ? no_memory() : add_best(summary, order);
}

static promo_status add_sum(int64_t *sum, int64_t amount)
{
    return add_i64(*sum, amount, sum) ? PROMO_OK : error_set(PROMO_OVERFLOW, "the sum of all orders is too large");
}

static promo_status add_sums(struct summary *summary, const int64_t amounts[6])
{
    int64_t *const SUMS[] = {&summary->subtotal, &summary->discount, &summary->charges,
                             &summary->shipping, &summary->due,      &summary->payments};
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < 6; i++)
        status = add_sum(SUMS[i], amounts[i]);
    return status;
}

static void add_stats(promo_stats *sum, const promo_stats *added)
{
    sum->candidates += added->candidates;
    sum->events += added->events;
    sum->instructions += added->instructions;
    sum->offers += added->offers;
    sum->work += added->work;
    sum->microseconds_select += added->microseconds_select;
    sum->microseconds_match += added->microseconds_match;
    sum->microseconds_choose += added->microseconds_choose;
    sum->microseconds_settle += added->microseconds_settle;
}

static promo_status add_award(struct summary *summary, const promo_award *award)
{
    static const char *const KIND[] = {[PROMO_GIFT] = "gift", [PROMO_ALLOWANCE] = "allowance of", [PROMO_POINTS] = "points of",
                                       [PROMO_COUPON] = "coupon", [PROMO_CERTIFICATE] = "certificate"};
    char gives[160];
    int length = award->unit == NULL ? snprintf(gives, sizeof gives, "%s %s", KIND[award->kind], award->name)
                                     : snprintf(gives, sizeof gives, "%s %s %s", award->unit, KIND[award->kind], award->name);
    size_t shown = length < 0 ? 0 : (size_t)length < sizeof gives ? (size_t)length : sizeof gives - 1;
    struct summary_row row = {.promotion = text_from(award->promotion), .event = text_from(award->event),
                              .gives = {gives, shown}, .orders = 1, .times = award->quantity};
    return add_to_row(summary, &row);
}

promo_status summary_add(struct summary *summary, uint64_t number, const promo_result *result)
{
    int64_t payments = 0;
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < result->payment_count; i++)
        status = add_sum(&payments, result->payments[i].amount);
    const int64_t amounts[] = {result->subtotal, result->discount, result->charges,
                               result->shipping, result->due,      payments};
    if (status == PROMO_OK)
        status = add_sums(summary, amounts);
    for (size_t i = 0; status == PROMO_OK && i < result->applied_count; i++) {
        const promo_applied *applied = &result->applied[i];
        struct summary_row row = {.promotion = text_from(applied->promotion), .event = text_from(applied->event),
                                  .orders = 1, .times = applied->times, .amount = applied->amount,
                                  .largest = applied->amount};
        status = add_to_row(summary, &row);
    }
    for (size_t i = 0; status == PROMO_OK && i < result->award_count; i++)
        status = add_award(summary, &result->awards[i]);
    if (status == PROMO_OK)
        status = add_order(summary, number, result);
    summary->orders++;
    summary->discounted += result->discount != 0;
    summary->codes += result->code_count;
    for (size_t i = 0; i < result->code_count; i++)
        summary->codes_accepted += result->codes[i].accepted;
    for (size_t i = 0; i < result->layer_count; i++)
        summary->unproven += !result->layers[i].proven;
    add_stats(&summary->stats, &result->stats);
    return status;
}

promo_status summary_merge(struct summary *summary, const struct summary *other)
{
    const int64_t amounts[] = {other->subtotal, other->discount, other->charges,
                               other->shipping, other->due,      other->payments};
    promo_status status = add_sums(summary, amounts);
    for (size_t i = 0; status == PROMO_OK && i < other->rows.count; i++)
        status = add_to_row(summary, &other->rows.items[i]);
    for (size_t i = 0; status == PROMO_OK && i < other->best_count; i++)
        status = add_best(summary, other->best[i]);
    summary->orders += other->orders;
    summary->discounted += other->discounted;
    summary->codes += other->codes;
    summary->codes_accepted += other->codes_accepted;
    summary->unproven += other->unproven;
    add_stats(&summary->stats, &other->stats);
    return status;
}
