/* Columns from configurations: of those that claim the same, the best is kept. */
#include "vm/best_config.h"

#include <string.h>

enum { COLUMN_STEPS = 16 };

struct column_maker {
    struct model *model;
    uint32_t group;
    size_t first_column, first_rational; /* of this group: both lists run in parallel */
};

static uint64_t hash_entries(const struct entry *entries, uint32_t count)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < count; i++) {
        hash = (hash ^ entries[i].row) * UINT64_C(0x100000001b3);
        hash = (hash ^ (uint64_t)entries[i].amount) * UINT64_C(0x100000001b3);
    }
    return hash ^ hash >> 29;
}

static bool same_entries(const struct model *model, const struct column *a, const struct column *b)
{
    if (a->entry_count != b->entry_count)
        return false;
    for (uint32_t i = 0; i < a->entry_count; i++) {
        const struct entry *one = &model->entries.items[a->first_entry + i];
        const struct entry *other = &model->entries.items[b->first_entry + i];
        if (one->row != other->row || one->amount != other->amount)
            return false;
    }
    return true;
}

/* Puts the numbers of the group's columns into a table of `slots` (a power of two). */
static void fill_table(struct column_maker *maker, size_t slots)
{
    struct model *model = maker->model;
    memset(model->table.items, 0xff, slots * sizeof *model->table.items);
    for (size_t j = maker->first_column; j < model->columns.count; j++) {
        const struct column *column = &model->columns.items[j];
        size_t slot = (size_t)hash_entries(model->entries.items + column->first_entry, column->entry_count) & (slots - 1);
        while (model->table.items[slot] != BEST_NONE)
            slot = (slot + 1) & (slots - 1);
        model->table.items[slot] = (uint32_t)j;
    }
    model->table.count = slots;
}

static bool room_in_table(struct column_maker *maker)
{
    struct model *model = maker->model;
    size_t wanted = 64;
    while (wanted < 4 * (model->columns.count - maker->first_column + 1))
        wanted *= 2;
    if (model->table.count >= wanted / 2 && model->table.count != 0)
        return true;
    model->table.count = 0;
    if (!VECTOR_RESERVE(&model->table, model->alloc, wanted))
        return false;
    fill_table(maker, wanted);
    return true;
}

/* Whether `a` is at least as good as `b` in money, in worth and in awards. */
static bool covers(const struct column *a, struct fraction a_money, const struct column *b, struct fraction b_money)
{
    return fraction_compare(a_money, b_money) >= 0 && a->worth >= b->worth && a->awards >= b->awards;
}

/* Drops the newest column if another that claims the same covers it; if it covers another, takes that one's place. */
static promo_status keep_best(struct column_maker *maker)
{
    struct model *model = maker->model;
    size_t newest = model->columns.count - 1, offset = maker->first_rational - maker->first_column;
    struct column *column = &model->columns.items[newest];
    struct rational *rational = &model->rationals.items[newest + offset];
    size_t slots = model->table.count;
    size_t slot = (size_t)hash_entries(model->entries.items + column->first_entry, column->entry_count) & (slots - 1);
    for (; model->table.items[slot] != BEST_NONE; slot = (slot + 1) & (slots - 1)) {
        struct column *other = &model->columns.items[model->table.items[slot]];
        struct rational *known = &model->rationals.items[model->table.items[slot] + offset];
        if (!same_entries(model, column, other))
            continue;
        bool worse = covers(other, known->money, column, rational->money);
        if (!worse && !covers(column, rational->money, other, known->money))
            continue;
        if (!worse) {
            other->worth = column->worth;
            other->awards = column->awards;
            known->money = rational->money;
        }
        model->entries.count = column->first_entry;
        model->columns.count--;
        model->rationals.count--;
        return PROMO_OK;
    }
    model->table.items[slot] = (uint32_t)newest;
    return PROMO_OK;
}

static promo_status draft_limits(struct model *model, const struct model_group *group, const int64_t *times)
{
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < group->count; i++) {
        const struct model_event *event = &model->events[model->group_events[group->first + i]];
        if (event->bounded && times[i] > 0)
            status = draft_entry(model, event->limit_row, times[i]);
    }
    if (status == PROMO_OK && group->whole)
        status = draft_entry(model, group->once_row, 1);
    return status;
}

static promo_status draft_config(struct model *model, uint32_t group_number, const struct config_result *result,
                                 struct draft *draft)
{
    const struct model_group *group = &model->groups[group_number];
    promo_status status = PROMO_OK;
    draft_begin(model, draft, model->group_events[group->first]);
    draft->linked = draft->rational = true;
    draft->exact = result->money;
    draft->worth = result->worth;
    draft->awards = result->awards;
    draft->unit = result->unit;
    for (size_t l = 0; status == PROMO_OK && l < model->lots.count; l++)
        if (model->lots.items[l].trace != BEST_NONE && model->lots.items[l].count > 0)
            status = draft_entry(model, model->lots.items[l].place, model->lots.items[l].count);
    return status == PROMO_OK ? draft_limits(model, group, result->times) : status;
}

static promo_status make_column(void *context, const struct config_result *result, bool *stop)
{
    struct column_maker *maker = context;
    struct model *model = maker->model;
    struct draft draft;
    size_t before = model->columns.count;
    if (!model_work(model, COLUMN_STEPS)) {
        model->incomplete = true;
        *stop = true;
        return PROMO_OK;
    }
    if (!room_in_table(maker))
        return PROMO_NO_MEMORY;
    promo_status status = draft_config(model, maker->group, result, &draft);
    if (status == PROMO_OK)
        status = draft_finish(model, &draft);
    return status == PROMO_OK && model->columns.count > before ? keep_best(maker) : status;
}

promo_status config_columns(struct model *model, uint32_t group)
{
    struct column_maker maker = {model, group, model->columns.count, model->rationals.count};
    model->table.count = 0;
    return config_visit_group(model, group, (struct config_sink){make_column, &maker});
}

/* The best of the ways to choose inside one application. */
struct best_way {
    struct fraction money;
    bool found;
};

static promo_status keep_way(void *context, const struct config_result *result, bool *stop)
{
    struct best_way *best = context;
    (void)stop;
    if (!best->found || fraction_compare(result->money, best->money) > 0)
        best->money = result->money;
    best->found = true;
    return PROMO_OK;
}

promo_status config_application(struct model *model, uint32_t event, const struct take *takes, uint32_t take_count,
                                struct fraction *money, bool *refused)
{
    struct best_way best = {{0, 1}, false};
    promo_status status = config_visit_application(model, event, takes, take_count, (struct config_sink){keep_way, &best});
    *money = best.money;
    *refused = !best.found;
    return status;
}

promo_status config_same(struct model *model, uint32_t group, const struct config_result *result,
                         const struct column *column, bool *same)
{
    struct draft draft;
    *same = false;
    if (result->worth != column->worth || result->awards != column->awards)
        return PROMO_OK;
    promo_status status = draft_config(model, group, result, &draft);
    return status == PROMO_OK ? draft_same(model, &draft, column, same) : status;
}
