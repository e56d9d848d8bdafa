#include "runtime/comparison.h"

#include "base/decimal.h"
#include "base/exact.h"
#include "runtime/records.h"
#include "vm/session.h"

enum { OLD, NEW, BOTH };

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left to compare");
}

/* ---- Two sides ---- */

static promo_status side_init(struct comparison_side *side, const promo_image *image, int64_t work_limit)
{
    side->image = image;
    promo_session_options options = {.work_limit = work_limit};
    promo_status status = history_init(&side->history, image, NULL);
    if (status == PROMO_OK)
        status = promo_session_new(&side->session, image, &options);
    options.explain = true;
    if (status == PROMO_OK)
        status = promo_session_new(&side->explaining, image, &options);
    if (status == PROMO_OK)
        status = basket_reader_init(&side->reader, image, NULL);
    if (status == PROMO_OK)
        status = basket_reader_init(&side->explaining_reader, image, NULL);
    return status;
}

static void side_done(struct comparison_side *side)
{
    if (side->reader.seen != NULL)
        basket_reader_done(&side->reader);
    if (side->explaining_reader.seen != NULL)
        basket_reader_done(&side->explaining_reader);
    promo_session_free(side->explaining);
    promo_session_free(side->session);
    history_done(&side->history);
    state_snapshot_free(side->state);
}

promo_status comparison_init(struct price_comparison *comparison, const promo_image *old, const promo_image *new, size_t most,
                             int64_t work_limit)
{
    *comparison = (struct price_comparison){.most = most};
    arena_init(&comparison->arena, NULL);
    buffer_init(&comparison->scratch, NULL);
    text_table_init(&comparison->names, &ALLOC_DEFAULT, texts_key(comparison));
    comparison->largest = alloc_zeroed(&ALLOC_DEFAULT, most + 1, sizeof *comparison->largest);
    promo_status status = comparison->largest == NULL ? no_memory() : side_init(&comparison->sides[OLD], old, work_limit);
    if (status == PROMO_OK)
        status = side_init(&comparison->sides[NEW], new, work_limit);
    return status;
}

void comparison_done(struct price_comparison *comparison)
{
    side_done(&comparison->sides[OLD]);
    side_done(&comparison->sides[NEW]);
    alloc_release(&ALLOC_DEFAULT, comparison->largest, comparison->most + 1, sizeof *comparison->largest);
    VECTOR_DONE(&comparison->promotions, &ALLOC_DEFAULT);
    text_table_done(&comparison->names);
    buffer_done(&comparison->scratch);
    arena_done(&comparison->arena);
}

static promo_status price(struct price_comparison *comparison, struct comparison_side *side, bool explain, struct text json,
                          const promo_result **result)
{
    promo_session *session = explain ? side->explaining : side->session;
    promo_session_clear(session);
    struct basket *basket = session_basket(session);
    promo_status status = basket_read(explain ? &side->explaining_reader : &side->reader, json, basket);
    if (status == PROMO_OK && side->state != NULL)
        status = state_snapshot_tell(side->state, basket);
    if (status == PROMO_OK && !comparison->alone)
        status = history_tell(&side->history, basket);
    return status == PROMO_OK ? promo_session_price(session, result) : status;
}

/* ---- What is the same ---- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_award(const promo_award *a, const promo_award *b)
{
    return a->kind == b->kind && same_text(a->name, b->name) && same_text(a->unit, b->unit) && a->worth == b->worth;
}

static int64_t count_award(const promo_result *result, const promo_award *award)
{
    int64_t count = 0;
    for (size_t i = 0; i < result->award_count; i++)
        if (same_award(&result->awards[i], award))
            count += result->awards[i].quantity;
    return count;
}

/* As many of everything, whoever gives it. */
static bool same_awards(const promo_result *old, const promo_result *new)
{
    const promo_result *const RESULTS[] = {old, new};
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < RESULTS[r]->award_count; i++)
            if (count_award(old, &RESULTS[r]->awards[i]) != count_award(new, &RESULTS[r]->awards[i]))
                return false;
    return true;
}

/* What one promotion takes off the order. */
static int64_t given_by(const promo_result *result, const char *promotion)
{
    int64_t sum = 0;
    for (size_t i = 0; i < result->applied_count; i++)
        if (strcmp(result->applied[i].promotion, promotion) == 0)
            sum += result->applied[i].amount; /* no more than the discount */
    return sum;
}

static bool same_givers(const promo_result *old, const promo_result *new)
{
    const promo_result *const RESULTS[] = {old, new};
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < RESULTS[r]->applied_count; i++)
            if (given_by(old, RESULTS[r]->applied[i].promotion) != given_by(new, RESULTS[r]->applied[i].promotion))
                return false;
    return true;
}

/* ---- By promotion ---- */

static struct compared_promotion *find_promotion(struct price_comparison *comparison, const char *name)
{
    struct text text = text_from(name);
    uint32_t number = text_table_find(&comparison->names, text);
    if (number != TEXT_TABLE_NONE)
        return &comparison->promotions.items[number];
    text.bytes = arena_copy(&comparison->arena, text.bytes, text.length);
    if (text.bytes == NULL || !VECTOR_PUSH(&comparison->promotions, &ALLOC_DEFAULT, (struct compared_promotion){.name = text}))
        return NULL;
    if (text_table_add(&comparison->names, text, NULL) == TEXT_TABLE_NONE) {
        comparison->promotions.count--;
        return NULL;
    }
    return &comparison->promotions.items[comparison->promotions.count - 1];
}

/* Events of one promotion stand together. */
static promo_status add_promotions(struct price_comparison *comparison, int side, const promo_result *result)
{
    for (size_t i = 0; i < result->applied_count; i++) {
        const promo_applied *applied = &result->applied[i];
        struct compared_promotion *promotion = find_promotion(comparison, applied->promotion);
        bool again = false;
        if (promotion == NULL)
            return no_memory();
        for (size_t before = 0; before < i && !again; before++)
            again = strcmp(result->applied[before].promotion, applied->promotion) == 0;
        promotion->orders[side] += !again;
        if (!add_i64(promotion->discount[side], applied->amount, &promotion->discount[side]))
            return error_set(PROMO_OVERFLOW, "the sum of all orders is too large");
    }
    return PROMO_OK;
}

/* ---- Reasons ---- */

static const promo_verdict *verdict_on(const promo_result *result, const char *promotion)
{
    for (size_t i = 0; i < result->verdict_count; i++)
        if (result->verdicts[i].event == NULL && strcmp(result->verdicts[i].promotion, promotion) == 0)
            return &result->verdicts[i];
    return NULL;
}

static void put_money(struct price_comparison *comparison, int64_t amount)
{
    char digits[DECIMAL_GROUPED_ROOM];
    size_t length = decimal_print_grouped(amount, promo_image_decimals(comparison->sides[OLD].image), digits);
    buffer_write(&comparison->scratch, digits, length);
}

/* Why the side gives nothing by it. */
static void put_why(struct price_comparison *comparison, int side, const promo_result *result, const char *promotion)
{
    const promo_verdict *verdict = verdict_on(result, promotion);
    buffer_string(&comparison->scratch, side == NEW ? " before, nothing now: " : " now, nothing before: ");
    if (verdict == NULL)
        buffer_string(&comparison->scratch, side == NEW ? "it is no longer there" : "it was not there");
    else
        buffer_string(&comparison->scratch, verdict->text);
}

static void put_reason(struct price_comparison *comparison, const promo_result *const results[2], const char *promotion)
{
    int64_t given[2] = {given_by(results[OLD], promotion), given_by(results[NEW], promotion)};
    if (given[OLD] == given[NEW])
        return;
    buffer_string(&comparison->scratch, promotion);
    buffer_string(&comparison->scratch, ": ");
    if (given[NEW] == 0) {
        put_money(comparison, given[OLD]);
        put_why(comparison, NEW, results[NEW], promotion);
    } else if (given[OLD] == 0) {
        put_money(comparison, given[NEW]);
        put_why(comparison, OLD, results[OLD], promotion);
    } else {
        put_money(comparison, given[NEW]);
        buffer_string(&comparison->scratch, " instead of ");
        put_money(comparison, given[OLD]);
    }
    buffer_char(&comparison->scratch, '\n');
}

/* Whether an earlier application of either result is by the same promotion. */
static bool is_told(const promo_result *const results[2], size_t side, size_t index)
{
    const char *promotion = results[side]->applied[index].promotion;
    for (size_t r = 0; r <= side; r++)
        for (size_t i = 0; i < (r == side ? index : results[r]->applied_count); i++)
            if (strcmp(results[r]->applied[i].promotion, promotion) == 0)
                return true;
    return false;
}

static void put_reasons(struct price_comparison *comparison, const promo_result *const results[2])
{
    buffer_clear(&comparison->scratch);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < results[side]->applied_count; i++)
            if (!is_told(results, side, i))
                put_reason(comparison, results, results[side]->applied[i].promotion);
    if (results[OLD]->charges != results[NEW]->charges) {
        buffer_string(&comparison->scratch, "charges: ");
        put_money(comparison, results[NEW]->charges);
        buffer_string(&comparison->scratch, " instead of ");
        put_money(comparison, results[OLD]->charges);
        buffer_char(&comparison->scratch, '\n');
    }
}

/* ---- The largest changes ---- */

static int64_t distance_of(const promo_result *old, const promo_result *new)
{
    return old->total > new->total ? old->total - new->total : new->total - old->total;
}

/* Its place among the largest, or `most`; of equals the earlier stays before. */
static size_t rank_of(const struct price_comparison *comparison, int64_t distance)
{
    size_t rank = 0;
    while (rank < comparison->largest_count && comparison->largest[rank].distance >= distance)
        rank++;
    return rank;
}

static promo_status add_largest(struct price_comparison *comparison, uint64_t number, struct text json)
{
    const promo_result *old = comparison->sides[OLD].result, *new = comparison->sides[NEW].result, *explained[2];
    struct compared_order order = {.number = number,
                                   .id = text_from(old->id),
                                   .total = {old->total, new->total},
                                   .discount = {old->discount, new->discount},
                                   .distance = distance_of(old, new)};
    size_t rank = rank_of(comparison, order.distance);
    if (rank >= comparison->most || order.distance == 0)
        return PROMO_OK;
    promo_status status = PROMO_OK;
    for (int side = OLD; status == PROMO_OK && side <= NEW; side++)
        status = price(comparison, &comparison->sides[side], true, json, &explained[side]);
    if (status != PROMO_OK)
        return status;
    put_reasons(comparison, explained);
    if (order.id.bytes != NULL)
        order.id.bytes = arena_copy(&comparison->arena, order.id.bytes, order.id.length);
    order.reasons.length = comparison->scratch.length;
    order.reasons.bytes = comparison->scratch.failed ? NULL
                                                     : arena_copy(&comparison->arena,
                                                                  comparison->scratch.bytes == NULL ? "" : comparison->scratch.bytes,
                                                                  comparison->scratch.length);
    if (order.reasons.bytes == NULL || (order.id.length != 0 && order.id.bytes == NULL))
        return no_memory();
    if (comparison->largest_count < comparison->most)
        comparison->largest_count++;
    memmove(&comparison->largest[rank + 1], &comparison->largest[rank],
            (comparison->largest_count - 1 - rank) * sizeof order);
    comparison->largest[rank] = order;
    return PROMO_OK;
}

/* ---- One basket ---- */

static promo_status add_amounts(struct price_comparison *comparison)
{
    struct comparison_totals *totals = &comparison->totals;
    bool fits = add_i64(totals->goods, comparison->sides[NEW].result->subtotal, &totals->goods);
    for (int side = OLD; side <= NEW; side++) {
        const promo_result *result = comparison->sides[side].result;
        fits = fits && add_i64(totals->discount[side], result->discount, &totals->discount[side]) &&
               add_i64(totals->total[side], result->total, &totals->total[side]) &&
               add_i64(totals->charges[side], result->charges, &totals->charges[side]);
    }
    return fits ? PROMO_OK : error_set(PROMO_OVERFLOW, "the sum of all orders is too large");
}

static void count_change(struct price_comparison *comparison)
{
    struct comparison_totals *totals = &comparison->totals;
    const promo_result *old = comparison->sides[OLD].result, *new = comparison->sides[NEW].result;
    bool awards = !same_awards(old, new);
    bool amounts = old->total != new->total || old->charges != new->charges || old->discount != new->discount;
    totals->priced++;
    totals->changed += amounts || awards;
    totals->dearer += new->total > old->total;
    totals->cheaper += new->total < old->total;
    totals->other_awards += awards;
    totals->same_total += !amounts && !awards && !same_givers(old, new);
}

static promo_status add_priced(struct price_comparison *comparison, uint64_t number, struct text json)
{
    promo_status status = add_amounts(comparison);
    count_change(comparison);
    for (int side = OLD; status == PROMO_OK && side <= NEW; side++)
        status = add_promotions(comparison, side, comparison->sides[side].result);
    if (status == PROMO_OK)
        status = add_largest(comparison, number, json);
    for (int side = OLD; status == PROMO_OK && side <= NEW && !comparison->alone; side++)
        status = history_book(&comparison->sides[side].history, &comparison->sides[side].session->basket,
                              comparison->sides[side].result);
    return status;
}

/* A basket that one side refuses counts on neither: what would the other be compared with? */
static promo_status compare(struct price_comparison *comparison, uint64_t number, uint64_t line, struct text json)
{
    promo_status status[2];
    char message[256] = "";
    for (int side = OLD; side <= NEW; side++) {
        status[side] = price(comparison, &comparison->sides[side], false, json, &comparison->sides[side].result);
        if (status[side] == PROMO_NO_MEMORY)
            return status[side];
        if (status[side] != PROMO_OK && message[0] == '\0') {
            size_t length = strlen(promo_last_error());
            length = length < sizeof message ? length : sizeof message - 1;
            memcpy(message, promo_last_error(), length);
            message[length] = '\0';
        }
    }
    if (status[OLD] == PROMO_OK && status[NEW] == PROMO_OK)
        return add_priced(comparison, number, json);
    int by = status[OLD] != PROMO_OK && status[NEW] != PROMO_OK ? BOTH : status[OLD] != PROMO_OK ? OLD : NEW;
    comparison->totals.refused += by == BOTH;
    if (by != BOTH)
        comparison->totals.refused_by[by]++;
    comparison->report(comparison->context, by, line, message, json);
    return PROMO_OK;
}

promo_status comparison_run(struct price_comparison *comparison, int file, void (*progress)(void *context, uint64_t bytes))
{
    struct record_source source;
    struct record_chunk chunk;
    uint64_t number = comparison->totals.priced + comparison->totals.refused + comparison->totals.refused_by[OLD] +
                      comparison->totals.refused_by[NEW];
    record_source_init(&source, file, &ALLOC_DEFAULT);
    record_chunk_init(&chunk, &ALLOC_DEFAULT);
    promo_status status;
    do {
        status = record_source_next(&source, &chunk);
        for (size_t i = 0; status == PROMO_OK && i < chunk.records.count; i++) {
            const struct record *record = &chunk.records.items[i];
            struct text json = {chunk.text.bytes + record->offset, record->length};
            if (record->too_large) {
                comparison->totals.refused++;
                comparison->report(comparison->context, BOTH, record->line, "a basket that is too large", (struct text){NULL, 0});
            } else {
                status = compare(comparison, number, record->line, json);
            }
            number++;
        }
        if (status == PROMO_OK && progress != NULL)
            progress(comparison->context, source.bytes);
    } while (status == PROMO_OK && chunk.records.count != 0);
    record_chunk_done(&chunk);
    record_source_done(&source);
    return status;
}
