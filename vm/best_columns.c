#include "vm/best_columns.h"

#include "base/near.h"
#include "vm/best_apply.h"
#include "vm/best_first.h"

#include <string.h>

static void draft_drop(struct model *model, const struct draft *draft)
{
    model->entries.count = draft->first_entry;
    model->takes.count = draft->first_take;
}

/* Entries of one row, which lie side by side, become one. */
static __attribute__((cold)) void join_entries(struct model *model, size_t first)
{
    struct entry *entries = model->entries.items + first;
    size_t count = model->entries.count - first, kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (entries[i].row == entries[kept - 1].row)
            entries[kept - 1].amount += entries[i].amount;
        else
            entries[kept++] = entries[i];
    }
    model->entries.count = first + kept;
}

/* Entries by row, each row once. They are few, and come nearly sorted. */
static inline void sort_entries(struct model *model, size_t first)
{
    struct entry *entries = model->entries.items + first;
    size_t count = model->entries.count - first;
    bool twice = false;
    for (size_t i = 1; i < count; i++) {
        if (entries[i - 1].row < entries[i].row)
            continue;
        struct entry entry = entries[i];
        size_t at = i;
        for (; at > 0 && entries[at - 1].row > entry.row; at--)
            entries[at] = entries[at - 1];
        entries[at] = entry;
        twice |= at > 0 && entries[at - 1].row == entry.row;
    }
    if (twice)
        join_entries(model, first);
}

/* Weight of the units of entries [first, end) without the offer. */
static bool base_weight(const struct model *model, size_t first, size_t end, promo_i128 *weight)
{
    const struct entry *entry = model->entries.items + first, *after = model->entries.items + end;
    *weight = 0;
    for (; entry < after; entry++) {
        promo_i128 part;
        if (entry->row < model->row_count && model->bases[entry->row].event != BEST_NONE &&
            (!multiply_i128(model->bases[entry->row].weight, entry->amount, &part) || !add_i128(*weight, part, weight)))
            return false;
    }
    return true;
}

/* Copies that fit the capacities; an offer that claims nothing is taken once. */
static inline int64_t most_copies(const struct model *model, size_t first)
{
    const struct entry *entry = model->entries.items + first, *after = model->entries.items + model->entries.count;
    const int64_t *capacities = model->capacities;
    int64_t most = entry == after ? 1 : INT64_MAX;
    for (; entry < after; entry++) {
        int64_t fit = capacities[entry->row];
        if (entry->amount != 1)
            fit /= entry->amount;
        most = fit < most ? fit : most;
    }
    return most;
}

/* Among equally good offers an earlier promotion is preferred: whether this one is, to the base of its units, which weighs
 * `base` together. */
static bool preferred_to_base(const struct model *model, const struct column *column, promo_i128 base)
{
    uint32_t first = BEST_NONE;
    promo_i128 value = column->weight + base - column->awards;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &model->entries.items[column->first_entry + i];
        if (entry->row >= model->row_count || model->bases[entry->row].event == BEST_NONE)
            continue;
        uint32_t promotion = model->events[model->bases[entry->row].event].promotion;
        first = promotion < first ? promotion : first;
        if (promotion == column->promotion)
            value -= model->bases[entry->row].weight * entry->amount;
    }
    return column->promotion < first || (column->promotion == first && value >= 0);
}

/* The column's weight from its money; false: overflow. */
static inline bool weigh(const struct model *model, struct column *column, promo_i128 base)
{
    promo_i128 money = column->money, worth = 0;
    bool fits = model->award_scale == 1 || multiply_i128(money, model->award_scale, &money);
    if (fits && column->worth != 0)
        fits = multiply_i128(column->worth, model->money_weight, &worth) && add_i128(money, worth, &money);
    return fits && add_i128(money, column->awards, &money) && add_i128(money, -base, &column->weight);
}

static inline bool too_many(const struct model *model)
{
    return (model->entries.count | model->takes.count | (model->columns.count + 2)) > UINT32_MAX;
}

/* The draft as a column after the last, not weighed yet; NULL: no memory. */
static inline struct column *draft_column(struct model *model, const struct draft *draft, int64_t most)
{
    if (!VECTOR_RESERVE(&model->columns, model->alloc, 1))
        return NULL;
    struct column *column = &model->columns.items[model->columns.count];
    column->money = draft->money;
    column->worth = draft->worth;
    column->awards = draft->awards;
    column->most = most;
    column->promotion = draft->promotion;
    column->event = draft->event;
    column->rational = BEST_NONE;
    column->linked = draft->linked;
    column->unit = draft->unit;
    column->slot = false;
    column->first = 0;
    column->first_entry = (uint32_t)draft->first_entry;
    column->entry_count = (uint32_t)(model->entries.count - draft->first_entry);
    column->first_take = (uint32_t)draft->first_take;
    column->take_count = (uint32_t)(model->takes.count - draft->first_take);
    return column;
}

/* A column whose money is known only as a fraction is weighed when all are made. */
static promo_status keep_rational(struct model *model, const struct draft *draft, struct column *column)
{
    struct rational rational = {(uint32_t)model->columns.count, draft->exact};
    column->rational = (uint32_t)model->rationals.count;
    model->columns.count++;
    return VECTOR_PUSH(&model->rationals, model->alloc, rational) ? PROMO_OK : PROMO_NO_MEMORY;
}

promo_status draft_finish(struct model *model, struct draft *draft)
{
    bool nothing = draft->rational ? draft->exact.numerator == 0 : draft->money == 0;
    sort_entries(model, draft->first_entry);
    int64_t most = most_copies(model, draft->first_entry);
    if (most < 1 || (nothing && draft->worth == 0 && draft->awards == 0)) {
        draft_drop(model, draft);
        return PROMO_OK;
    }
    if (too_many(model))
        return PROMO_LIMIT;
    struct column *column = draft_column(model, draft, most);
    promo_i128 base = 0;
    if (column == NULL)
        return PROMO_NO_MEMORY;
    if (draft->rational)
        return keep_rational(model, draft, column);
    if ((model->based && !base_weight(model, draft->first_entry, model->entries.count, &base)) || !weigh(model, column, base))
        return PROMO_OVERFLOW;
    bool better = column->weight > 0 || (column->weight == 0 && preferred_to_base(model, column, base));
    if (better || model->problem->must_use == column->promotion)
        model->columns.count++;
    else
        draft_drop(model, draft);
    return PROMO_OK;
}

bool model_same_money(const struct model *model, const struct column *column, struct fraction money)
{
    struct fraction parts;
    if (column->rational != BEST_NONE)
        return fraction_compare(model->rationals.items[column->rational].money, money) == 0;
    return fraction_multiply(money, fraction_whole(model->scale), &parts) && parts.denominator == 1 &&
           parts.numerator == column->money;
}

promo_status draft_keep(struct model *model, struct draft *draft, int64_t most)
{
    sort_entries(model, draft->first_entry);
    if (most < 1) {
        draft_drop(model, draft);
        return PROMO_OK;
    }
    if (too_many(model))
        return PROMO_LIMIT;
    struct column *column = draft_column(model, draft, most);
    promo_i128 base;
    if (column == NULL)
        return PROMO_NO_MEMORY;
    column->slot = model->slots = true;
    model->columns.count++;
    return base_weight(model, draft->first_entry, model->entries.count, &base) && weigh(model, column, base) ? PROMO_OK
                                                                                                            : PROMO_OVERFLOW;
}

promo_status draft_same(struct model *model, struct draft *draft, const struct column *column, bool *same)
{
    sort_entries(model, draft->first_entry);
    size_t count = model->entries.count - draft->first_entry;
    *same = model_same_money(model, column, draft->exact) && count == column->entry_count;
    for (size_t i = 0; *same && i < count; i++) {
        const struct entry *entry = &model->entries.items[draft->first_entry + i];
        const struct entry *other = &model->entries.items[column->first_entry + i];
        *same = entry->row == other->row && entry->amount == other->amount;
    }
    draft_drop(model, draft);
    return PROMO_OK;
}

static promo_status claim_row(struct model *model, uint32_t row)
{
    return draft_entry(model, row, model->places[row].count);
}

static promo_status per_unit_columns(struct model *model, uint32_t number)
{
    const struct model_event *event = &model->events[number];
    struct unit_rate rate = model_unit_rate(model, event->source->benefits);
    struct row_walk walk = {model, event, event->claims, 0, 0, 0};
    promo_status status = PROMO_OK;
    uint32_t row;
    while (status == PROMO_OK && row_walk_next(&walk, &row)) {
        struct draft draft;
        draft_begin(model, &draft, number);
        (void)model_work(model, 1);
        draft.money = unit_rate_money(&rate, model->places[row].price, model->places[row].floor);
        status = draft_entry(model, row, 1);
        if (status == PROMO_OK && event->bounded)
            status = draft_entry(model, event->limit_row, 1);
        if (status == PROMO_OK)
            status = draft_finish(model, &draft);
    }
    return status;
}

/* The money of the one price benefit of an event that is one offer, over the units that it claims. */
static promo_status once_money(struct model *model, const struct model_event *event, const struct best_benefit *benefit,
                               promo_i128 *money, bool *refused)
{
    promo_i128 heads = 0, prices = 0, each = 0, part;
    bool shipping = benefit->scope == BEST_ON_SHIPPING;
    bool together = benefit->form == BEST_OFF_SPREAD || benefit->form == BEST_PRICE_SUM;
    struct unit_rate rate = model_unit_rate(model, benefit);
    struct row_walk walk = {model, event, benefit->scope == BEST_ON_SET ? benefit->set : NULL, 0, 0, 0};
    uint32_t row = model->row_count;
    promo_status status = PROMO_OK;
    bool more = shipping || row_walk_next(&walk, &row);
    for (; status == PROMO_OK && more; more = !shipping && row_walk_next(&walk, &row)) {
        const struct place *place = &model->places[row];
        if (together && (!add_i128(heads, (promo_i128)model_head(place->price, place->floor) * place->count, &heads) ||
                         !add_i128(prices, (promo_i128)place->price * place->count, &prices)))
            return PROMO_OVERFLOW;
        if (!together && (!multiply_i128(unit_rate_money(&rate, place->price, place->floor), place->count, &part) ||
                          !add_i128(each, part, &each)))
            return PROMO_OVERFLOW;
        (void)model_work(model, 1);
        status = claim_row(model, row);
    }
    promo_i128 amount = benefit->form == BEST_PRICE_SUM ? prices - benefit->value : benefit->value;
    *refused = benefit->form == BEST_PRICE_SUM && amount < 0;
    if (!together) {
        *money = each;
        return status;
    }
    amount = amount < heads ? amount : heads;
    return multiply_i128(amount > 0 ? amount : 0, model->scale, money) ? status : PROMO_OVERFLOW;
}

/* Several price benefits, one after another, on all units of the event. */
static promo_status once_lots(struct model *model, struct model_event *event, struct draft *draft, bool *refused)
{
    struct scratch_mark mark = scratch_mark(model->scratch);
    uint32_t shipping = model->row_count, capacity = model->row_count + 1 + event->source->benefit_count;
    struct lots lots = {SCRATCH_ARRAY(model->scratch, capacity, struct lot), 0, capacity};
    int64_t *quotas = SCRATCH_ARRAY(model->scratch, capacity, int64_t);
    uint32_t *order = SCRATCH_ARRAY(model->scratch, capacity, uint32_t);
    promo_status status = lots.items != NULL && quotas != NULL && order != NULL ? PROMO_OK : PROMO_NO_MEMORY;
    for (uint32_t r = 0; status == PROMO_OK && r <= shipping; r++) {
        const struct place *place = &model->places[r];
        bool touched = r == shipping ? event->shipping
                                     : event->order || model_in_set(event->claims, place->class_index);
        if (touched)
            lots.items[lots.count++] =
                (struct lot){.place = r, .count = place->count, .left = {place->price, 1}, .off = {0, 1}};
    }
    draft->rational = true;
    for (uint32_t b = 0; status == PROMO_OK && !*refused && b < event->source->benefit_count; b++) {
        const struct best_benefit *benefit = &event->source->benefits[b];
        struct applied applied;
        (void)model_work(model, (int64_t)lots.count);
        apply_quotas(model->places, shipping, event->source, benefit, &lots, quotas, order);
        status = apply_benefit(model->places, benefit, &lots, quotas, &applied);
        *refused = applied.refused;
        if (status == PROMO_OK && !near_add(draft->exact, applied.money, &draft->exact))
            status = PROMO_OVERFLOW;
    }
    for (uint32_t i = 0; status == PROMO_OK && i < lots.count; i++)
        if (lots.items[i].role != LOT_NONE)
            status = draft_entry(model, lots.items[i].place, lots.items[i].count);
    scratch_rewind(model->scratch, mark);
    return status;
}

static promo_status once_columns(struct model *model, uint32_t number)
{
    struct model_event *event = &model->events[number];
    struct draft draft;
    bool refused = false;
    promo_status status = PROMO_OK;
    draft_begin(model, &draft, number);
    if (event->price_count > 1) {
        status = once_lots(model, event, &draft, &refused);
    } else if (event->price_count == 1) {
        const struct best_benefit *benefit = event->source->benefits;
        while (benefit->form == BEST_AWARD)
            benefit++;
        status = once_money(model, event, benefit, &draft.money, &refused);
    }
    if (status == PROMO_OK && refused)
        draft_drop(model, &draft);
    else if (status == PROMO_OK)
        status = draft_finish(model, &draft);
    return status;
}

/* How much finer parts become where they cannot be fine enough. */
enum { ROUGH_PARTS = 1 << 24 };

/* The most that rounding to parts can make two sets differ: a part for each application of either, of which each takes a unit
 * at least, or nothing (and then it is one of as many as there are columns). */
static bool rough_slack(const struct model *model, promo_i128 *slack)
{
    promo_i128 applications = (promo_i128)model->rationals.count + 1;
    for (uint32_t r = 0; r <= model->row_count; r++)
        applications += model->capacities[r];
    return multiply_i128(applications, model->award_scale, slack);
}

static bool least_multiple(promo_i128 a, promo_i128 b, promo_i128 *multiple)
{
    promo_i128 x = a, y = b;
    while (y != 0) {
        promo_i128 rest = x % y;
        x = y;
        y = rest;
    }
    return multiply_i128(a / x, b, multiple);
}

/* What parts have to be finer by so that every rational amount is a whole number of them; 0: no such number fits. */
static promo_i128 common_parts(const struct model *model)
{
    promo_i128 finer = 1, largest = (promo_i128)1 << 62;
    for (size_t i = 0; i < model->rationals.count; i++) {
        struct fraction parts;
        if (!fraction_multiply(model->rationals.items[i].money, fraction_whole(model->scale), &parts) ||
            !least_multiple(finer, parts.denominator, &finer) || finer > largest / model->scale)
            return 0;
    }
    return finer;
}

/* Makes the parts fine enough for every rational amount, and weighs the columns that have one. Where no parts are fine enough
 * for all of them, each is rounded to the nearest: sets that weigh the same but for that are compared by their amounts. */
static promo_status settle_rationals(struct model *model)
{
    promo_i128 finer = common_parts(model);
    bool rough = finer == 0;
    if (rough)
        finer = ROUGH_PARTS;
    model->scale *= (int64_t)finer;
    model->finer = (int64_t)finer;
    if (!multiply_i128(model->money_weight, finer, &model->money_weight) ||
        (rough && !rough_slack(model, &model->slack)))
        return PROMO_OVERFLOW;
    for (uint32_t r = 0; r < model->row_count; r++)
        if (!multiply_i128(model->bases[r].weight, finer, &model->bases[r].weight))
            return PROMO_OVERFLOW;
    for (size_t j = 0; j < model->columns.count; j++) {
        struct column *column = &model->columns.items[j];
        promo_i128 base;
        bool fits = column->rational == BEST_NONE
                        ? multiply_i128(column->money, finer, &column->money)
                        : near_scale(model->rationals.items[column->rational].money, model->scale, &column->money);
        if (!fits || !base_weight(model, column->first_entry, column->first_entry + column->entry_count, &base) ||
            !weigh(model, column, base))
            return PROMO_OVERFLOW;
    }
    return PROMO_OK;
}

/* By the first, middle and last of them: few columns are alike in these and not in all. */
static inline uint64_t hash_claims(const struct model *model, const struct column *column)
{
    const struct entry *entry = &model->entries.items[column->first_entry];
    uint32_t count = column->entry_count;
    uint64_t key = (uint64_t)entry->amount << 54 ^ (uint64_t)count << 48 ^ entry->row;
    key ^= (uint64_t)entry[count / 2].row << 16 ^ (uint64_t)entry[count - 1].row << 32;
    return key * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

/* By all of them. */
static uint64_t hash_all_claims(const struct model *model, const struct column *column)
{
    uint64_t hash = column->entry_count;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &model->entries.items[column->first_entry + i];
        hash = (hash ^ hash >> 32 ^ (uint64_t)entry->amount << 32 ^ entry->row) * UINT64_C(0x9e3779b97f4a7c15);
    }
    return hash >> 32;
}

static bool same_claims(const struct model *model, const struct column *a, const struct column *b)
{
    const struct entry *one = &model->entries.items[a->first_entry], *other = &model->entries.items[b->first_entry];
    bool same = a->entry_count == b->entry_count;
    for (uint32_t i = 0; same && i < a->entry_count; i++)
        same = one[i].row == other[i].row && one[i].amount == other[i].amount;
    return same;
}

/* Nothing but its weight tells such a column from another that claims the same. */
static bool is_plain(const struct model *model, const struct column *column)
{
    return !column->slot && column->entry_count > 0 && !model->tied[column->promotion];
}

/* Of so many columns, as many may be alike in three rows and not in all. */
enum { COLUMNS_MANY = 4096 };

/* Of columns that claim the same, only the one that weighs most can be in a best set; of equals, the first is preferred. */
static promo_status drop_twins(struct model *model)
{
    size_t slots = 16, kept = 0, count = model->columns.count;
    struct column *columns = model->columns.items;
    while (slots < 2 * count)
        slots *= 2;
    struct scratch_mark mark = scratch_mark(model->scratch);
    uint32_t *table = SCRATCH_ARRAY(model->scratch, slots, uint32_t);
    if (table == NULL)
        return PROMO_NO_MEMORY;
    memset(table, 0xff, slots * sizeof *table);
    for (size_t j = 0; j < count; j++) {
        if (kept < j)
            columns[kept] = columns[j];
        if (!is_plain(model, &columns[kept])) {
            kept++;
            continue;
        }
        uint64_t hash = count > COLUMNS_MANY ? hash_all_claims(model, &columns[kept]) : hash_claims(model, &columns[kept]);
        size_t slot = (size_t)hash & (slots - 1);
        while (table[slot] != BEST_NONE && !same_claims(model, &columns[table[slot]], &columns[kept]))
            slot = (slot + 1) & (slots - 1);
        if (table[slot] == BEST_NONE) {
            table[slot] = (uint32_t)kept++;
        } else {
            struct column *twin = &columns[table[slot]];
            int64_t first = twin->first + columns[kept].first;
            if (columns[kept].weight > twin->weight)
                *twin = columns[kept];
            twin->first = first;
        }
    }
    model->columns.count = kept;
    scratch_rewind(model->scratch, mark);
    return PROMO_OK;
}

static promo_status group_columns(struct model *model, uint32_t g)
{
    const struct model_group *group = &model->groups[g];
    uint32_t number = model->group_events[group->first];
    const struct model_event *event = &model->events[number];
    if (group->linked)
        return config_columns(model, g);
    if (event->kind == OFFER_PER_UNIT)
        return per_unit_columns(model, number);
    if (event->kind == OFFER_ONCE)
        return once_columns(model, number);
    bool made;
    promo_status status = bundle_column(model, number, &made);
    return made || status != PROMO_OK ? status : pattern_columns(model, number);
}

promo_status model_columns(struct model *model)
{
    promo_status status = PROMO_OK;
    uint32_t *begins = SCRATCH_ARRAY(model->scratch, (size_t)model->open_count + 1, uint32_t), struck = BEST_NONE;
    if (begins == NULL)
        return PROMO_NO_MEMORY;
    model->slack = 0;
    model->slots = false;
    model->columns.count = model->entries.count = model->takes.count = model->rationals.count = 0;
    for (uint32_t i = 0; status == PROMO_OK && i < model->open_count; i++) {
        begins[i] = (uint32_t)model->columns.count;
        status = group_columns(model, model->open_groups[i]);
        if (model->incomplete && struck == BEST_NONE)
            struck = i;
    }
    begins[model->open_count] = (uint32_t)model->columns.count;
    if (status == PROMO_OK && struck != BEST_NONE && !model->complete)
        status = first_columns(model, begins, struck);
    if (status == PROMO_OK && model->rationals.count > 0)
        status = settle_rationals(model);
    if (status == PROMO_OK && model->rationals.count == 0 && !model->complete && model->columns.count > 1)
        status = drop_twins(model);
    return status;
}
