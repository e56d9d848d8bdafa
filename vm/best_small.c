#include "vm/best_small.h"

#include <string.h>

enum {
    ITEMS_MOST = 64,   /* copies of all columns together */
    ROWS_MOST = 96,
    CAPS_MOST = 7,
    NODES_MOST = 1000,
    WEIGHT_BITS = 61,
    WIDTH_MOST = 128   /* bits for what is left of all rows */
};

struct small_row {
    int64_t capacity, demand; /* of all copies together; more than its capacity: it binds */
    int64_t least;            /* units that a copy takes */
    uint32_t model_row;
    uint32_t shift;           /* of its field */
    uint32_t lightest, heaviest, share_count; /* of the items that share it */
};

/* A copy of a column; it is taken only where those before it are. */
struct small_item {
    promo_u128 need;       /* units, in the fields of their rows */
    int64_t weight, money; /* parts that count against the cap */
    int64_t rest;          /* no set of this item and those after it weighs more */
    uint32_t cap;
    uint32_t next;         /* the first item of the next column */
    uint32_t column;       /* in the part */
    uint32_t heavier;      /* the next item that shares the same row */
};

struct small_cap {
    uint32_t promotion;
    int64_t limit, spent; /* parts; spent: by the set at hand */
    int64_t shared;       /* weight of the items that share it, as a bound */
};

/* The walk through the sets. Each row that binds has a field of bits for the units left, and above it a guard bit, so that one
 * subtraction tells whether a copy fits. */
struct small {
    const struct model *model;
    struct small_item items[ITEMS_MOST + 1];
    struct small_row rows[ROWS_MOST];
    struct small_cap caps[1 + CAPS_MOST]; /* the first one is nobody's */
    uint32_t item_count, row_count, cap_count, nodes, nodes_most;
    promo_u128 guards, full;
    int64_t each; /* weight of a part that a cap cuts */
    int64_t best;
    uint64_t equals[SMALL_EQUALS]; /* the best sets, as bits of items */
    uint32_t equal_count;
};

static bool narrow(promo_i128 value)
{
    return value < (promo_i128)1 << WEIGHT_BITS && value > -((promo_i128)1 << WEIGHT_BITS);
}

/* The number of the promotion's cap; 0: it has none that binds. False: too many. */
static bool find_cap(struct small *small, uint32_t promotion, uint32_t *number)
{
    const struct model *model = small->model;
    *number = 0;
    if (!model->capped[promotion])
        return true;
    while (++*number < small->cap_count)
        if (small->caps[*number].promotion == promotion)
            return true;
    promo_i128 limit = (promo_i128)model_promotion(model, promotion)->cap * model->scale;
    if (*number > CAPS_MOST || !narrow(limit) || !narrow(limit * model->award_scale))
        return false;
    small->caps[*number] = (struct small_cap){promotion, (int64_t)limit, 0, 0};
    small->cap_count++;
    return true;
}

/* Only units and caps limit it, and copies are few. */
static bool is_simple(const struct small *small, const struct column *column)
{
    uint32_t promotion = column->promotion;
    return !column->slot && column->most <= ITEMS_MOST && !small->model->budgeted[promotion] &&
           model_promotion(small->model, promotion)->exclude_count == 0 && narrow(column->weight) && narrow(column->money);
}

/* Columns by weight, the heaviest first, as items; false where something about them asks for another search. */
static bool list_items(struct small *small, const uint32_t *members, uint32_t count)
{
    const struct column *columns = small->model->columns.items;
    uint32_t order[SMALL_COLUMNS];
    promo_i128 weight = 0, money = 0;
    int64_t items = 0;
    for (uint32_t k = 0; k < count; k++) {
        const struct column *column = &columns[members[k]];
        uint32_t at = k;
        if (!is_simple(small, column))
            return false;
        for (; at > 0 && columns[members[order[at - 1]]].weight < column->weight; at--)
            order[at] = order[at - 1];
        order[at] = k;
        items += column->most;
        weight += (column->weight > 0 ? column->weight : -column->weight) * column->most;
        money += column->money * column->most;
    }
    if (items > ITEMS_MOST || !narrow(weight) || !narrow(money) || !narrow(money * small->model->award_scale))
        return false;
    struct small_item *item = small->items;
    for (uint32_t k = 0; k < count; k++) {
        const struct column *column = &columns[members[order[k]]];
        uint32_t cap, next = (uint32_t)(item - small->items) + (uint32_t)column->most;
        if (!find_cap(small, column->promotion, &cap))
            return false;
        for (int64_t copy = 0; copy < column->most; copy++, item++) {
            item->need = 0;
            item->weight = (int64_t)column->weight;
            item->money = (int64_t)column->money;
            item->cap = cap;
            item->next = next;
            item->column = order[k];
        }
    }
    small->item_count = (uint32_t)(item - small->items);
    item->rest = 0;
    return true;
}

static const struct entry *entries_of(const struct small *small, uint32_t number, const struct entry **end)
{
    const struct column *column = &small->model->columns.items[number];
    const struct entry *entry = small->model->entries.items + column->first_entry;
    *end = entry + column->entry_count;
    return entry;
}

/* The rows of all columns, and how much is asked of them; false: too many. */
static bool list_rows(struct small *small, const uint32_t *members, uint32_t count, uint32_t *rows)
{
    small->row_count = 0;
    for (uint32_t k = 0; k < count; k++) {
        const struct entry *end, *entry = entries_of(small, members[k], &end);
        int64_t most = small->model->columns.items[members[k]].most;
        for (; entry < end; entry++) {
            int64_t asked = entry->amount * most; /* no more than there is */
            if (rows[entry->row] == BEST_NONE) {
                if (small->row_count == ROWS_MOST)
                    return false;
                struct small_row *row = &small->rows[small->row_count];
                row->capacity = small->model->capacities[entry->row];
                row->demand = asked;
                row->least = entry->amount;
                row->model_row = entry->row;
                row->share_count = 0;
                rows[entry->row] = small->row_count++;
                continue;
            }
            struct small_row *row = &small->rows[rows[entry->row]];
            row->demand = asked > INT64_MAX - row->demand ? INT64_MAX : row->demand + asked;
            row->least = entry->amount < row->least ? entry->amount : row->least;
        }
    }
    return true;
}

/* Rows that bind get their fields; false where there is no room for all. */
static bool make_fields(struct small *small)
{
    uint32_t width = 0;
    small->guards = small->full = 0;
    for (uint32_t r = 0; r < small->row_count; r++) {
        struct small_row *row = &small->rows[r];
        if (row->demand <= row->capacity)
            continue;
        uint32_t bits = 64 - (uint32_t)__builtin_clzll((uint64_t)row->capacity);
        if (width + bits + 1 > WIDTH_MOST)
            return false;
        row->shift = width;
        small->full |= (promo_u128)row->capacity << width;
        small->guards |= (promo_u128)1 << (width + bits);
        width += bits + 1;
    }
    small->full |= small->guards;
    return true;
}

/* An item shares the row whose items are bounded most by it: of a row that has so many already, the lightest no longer counts. */
static int64_t share(struct small *small, uint32_t number, struct small_row *row)
{
    int64_t saved = 0;
    if (row->share_count == 0)
        row->lightest = number;
    else
        small->items[row->heaviest].heavier = number;
    row->heaviest = number;
    row->share_count++;
    if (row->share_count > row->capacity / row->least) {
        saved = small->items[row->lightest].weight;
        row->lightest = small->items[row->lightest].heavier;
        row->share_count--;
    }
    return saved;
}

/* Those that share a cap are bounded by its limit, if none gives more than the money that it may cut. Whether the item does, and
 * how much of its weight is beyond the limit. */
static bool shares_cap(const struct small *small, const struct small_item *item, int64_t *beyond)
{
    const struct small_cap *cap = &small->caps[item->cap];
    int64_t rest = cap->limit * small->each - cap->shared;
    *beyond = item->weight > rest ? item->weight - rest : 0;
    return item->cap != 0 && item->weight <= item->money * small->each;
}

/* What each item needs, and what those from it on weigh at most: of those that share a row only as many count as it may hold, of
 * those that share a cap, no more than its limit. */
static void make_needs(struct small *small, const uint32_t *members, const uint32_t *rows)
{
    for (uint32_t i = small->item_count; i-- > 0;) {
        struct small_item *item = &small->items[i];
        const struct entry *end, *entry = entries_of(small, members[item->column], &end);
        struct small_row *best = NULL;
        int64_t most = -1;
        for (; entry < end; entry++) {
            struct small_row *row = &small->rows[rows[entry->row]];
            if (row->demand <= row->capacity)
                continue;
            item->need |= (promo_u128)entry->amount << row->shift;
            bool full = row->share_count > 0 && row->share_count >= row->capacity / row->least;
            int64_t saved = full ? small->items[row->lightest].weight : 0;
            if (saved > most) {
                most = saved;
                best = row;
            }
        }
        item->rest = item[1].rest;
        if (item->weight <= 0)
            continue;
        int64_t beyond;
        if (shares_cap(small, item, &beyond) && beyond > most)
            small->caps[item->cap].shared += item->weight - beyond;
        else
            beyond = best != NULL ? share(small, i, best) : 0;
        item->rest += item->weight - beyond;
    }
}

/* A set, with all columns decided. */
static void look(struct small *small, int64_t weight, uint64_t taken)
{
    for (uint32_t i = 1; i < small->cap_count; i++)
        if (small->caps[i].spent > small->caps[i].limit)
            weight -= (small->caps[i].spent - small->caps[i].limit) * small->each;
    if (weight < small->best)
        return;
    if (weight > small->best)
        small->equal_count = 0;
    small->best = weight;
    if (small->equal_count < SMALL_EQUALS)
        small->equals[small->equal_count] = taken;
    small->equal_count++;
}

/* Every way to take items from number `at` on that may be as good as the best. */
static void walk(struct small *small, uint32_t at, promo_u128 left, int64_t weight, uint64_t taken)
{
    const struct small_item *item = &small->items[at];
    for (; weight + item->rest >= small->best; at = item->next, item = &small->items[at]) {
        if (at == small->item_count) {
            look(small, weight, taken);
            return;
        }
        promo_u128 after = left - item->need;
        if ((after & small->guards) != small->guards)
            continue;
        if (++small->nodes > small->nodes_most)
            return;
        small->caps[item->cap].spent += item->money;
        walk(small, at + 1, after, weight + item->weight, taken | (uint64_t)1 << at);
        small->caps[item->cap].spent -= item->money;
    }
}

static bool find_sets(struct small *small, const uint32_t *members, uint32_t count, uint32_t *rows)
{
    bool fits = list_items(small, members, count) && list_rows(small, members, count, rows) && make_fields(small);
    if (fits)
        make_needs(small, members, rows);
    for (uint32_t r = 0; r < small->row_count; r++)
        rows[small->rows[r].model_row] = BEST_NONE;
    if (fits)
        walk(small, 0, small->full, 0, 0);
    return fits && small->nodes <= small->nodes_most && small->equal_count <= SMALL_EQUALS;
}

bool small_solve(struct model *model, const uint32_t *members, uint32_t count, uint32_t *rows, struct small_best *best)
{
    const struct column *first = &model->columns.items[members[0]];
    int64_t steps = model->work_limit - model->work;
    struct small small;
    best->set_count = 1;
    if (count == 1 && first->weight > 0 && !model->capped[first->promotion] && !model->budgeted[first->promotion]) {
        best->copies[0][0] = first->most; /* nothing limits it but its units */
        return multiply_i128(first->weight, first->most, &best->weight);
    }
    if (count > SMALL_COLUMNS || steps <= 0 || model->slack > 0 || !narrow(model->award_scale))
        return false;
    small.model = model;
    small.cap_count = 1;
    small.caps[0] = (struct small_cap){BEST_NONE, 0, 0, 0};
    small.row_count = small.nodes = small.equal_count = 0;
    small.nodes_most = steps < NODES_MOST ? (uint32_t)steps : NODES_MOST;
    small.each = (int64_t)model->award_scale;
    small.best = INT64_MIN;
    bool found = find_sets(&small, members, count, rows);
    model->work += small.nodes;
    if (!found)
        return false;
    best->weight = small.best;
    best->set_count = small.equal_count;
    for (uint32_t s = 0; s < best->set_count; s++) {
        memset(best->copies[s], 0, count * sizeof best->copies[s][0]);
        for (uint64_t taken = small.equals[s]; taken != 0; taken &= taken - 1)
            best->copies[s][small.items[__builtin_ctzll(taken)].column]++;
    }
    return true;
}
