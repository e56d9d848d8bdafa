#include "vm/best_few_bound.h"

enum {
    PRICED_COLUMNS = 36, /* from so many on prices pay */
    PRICE_ROUNDS = 4
};

/* What each column weighs beyond the prices, by its place. */
struct pricing {
    struct few_bound *bound;
    int64_t gains[FEW_COLUMNS];
};

static uint64_t all_columns(const struct few_bound *bound)
{
    return bound->column_count == FEW_COLUMNS ? UINT64_MAX : ((uint64_t)1 << bound->column_count) - 1;
}

static int64_t amount_of(const struct few_column *column, uint32_t row)
{
    const struct entry *entry = column->entries;
    while (entry->row != row)
        entry++;
    return entry->amount;
}

static void add_group(struct few_bound *bound, uint64_t columns, enum few_kind kind, uint32_t number)
{
    int64_t price = kind == FEW_PURSE ? FEW_PRICE : 0;
    bound->groups[bound->group_count++] = (struct few_group){.columns = columns, .kind = kind, .number = number, .price = price};
}

/* Columns of capped promotions, by their caps. */
static void group_by_purse(struct few_bound *bound, const struct component *component)
{
    for (uint32_t i = 0; i < component->purse_count; i++) {
        uint64_t columns = 0;
        for (uint32_t p = 0; p < bound->column_count; p++)
            columns |= (uint64_t)(bound->columns[p].purse == i) << p;
        if (columns != 0)
            add_group(bound, columns, FEW_PURSE, i);
    }
}

static void add_row(struct few_bound *bound, const struct component *component, uint64_t columns, uint32_t row)
{
    uint64_t small = columns & bound->empty[row][component->rows[row].capacity / 2];
    add_group(bound, columns, small == 0 ? FEW_ONE : FEW_ROW, row);
}

/* Of the column's rows, the one whose columns weigh most. */
static uint32_t choose_row(const struct few_column *column, const int64_t *scores)
{
    uint32_t row = column->entries[0].row;
    for (uint32_t i = 1; i < column->entry_count; i++)
        if (scores[column->entries[i].row] > scores[row])
            row = column->entries[i].row;
    return row;
}

/* Each of these columns by one of its rows: the heaviest left chooses. */
static bool group_by_row(struct few_bound *bound, const struct component *component, uint64_t open)
{
    int64_t *scores = SCRATCH_CLEARED(component->model->scratch, component->row_count, int64_t);
    if (scores == NULL)
        return false;
    for (uint64_t rest = open; rest != 0; rest &= rest - 1) {
        const struct few_column *column = &bound->columns[__builtin_ctzll(rest)];
        int64_t weight = column->weight;
        for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
            scores[entry->row] += weight / component->rows[entry->row].capacity * entry->amount;
    }
    while (open != 0) {
        uint32_t row = choose_row(&bound->columns[__builtin_ctzll(open)], scores);
        uint64_t columns = ~bound->empty[row][0] & open;
        add_row(bound, component, columns, row);
        open &= ~columns;
    }
    return true;
}

/* All rows that several columns take units of, and nothing has a price yet; what is in no group then is in one by itself. */
static bool group_all(struct few_bound *bound, const struct component *component)
{
    uint64_t open = all_columns(bound);
    for (uint32_t i = 0; i < bound->group_count; i++) {
        bound->groups[i].price = 0;
        open &= ~bound->groups[i].columns;
    }
    for (uint32_t r = 0; r < component->row_count; r++) {
        uint64_t columns = ~bound->empty[r][0] & all_columns(bound);
        if ((columns & (columns - 1)) == 0)
            continue;
        add_row(bound, component, columns, r);
        open &= ~columns;
    }
    return open == 0 || group_by_row(bound, component, open);
}

static struct few_share share_of(const struct few_group *group, const struct few_column *column, uint64_t bit)
{
    struct few_share share = {.column = bit, .amount = 1, .copies = 1, .units = 1};
    if (group->kind == FEW_ONE)
        return share;
    share.amount = group->kind == FEW_ROW ? amount_of(column, group->number) : column->money;
    share.copies = column->most;
    share.units = share.amount * share.copies;
    return share;
}

/* Ends a group's shares. */
static struct few_share *end_shares(struct few_share *share)
{
    share->column = UINT64_MAX;
    share->all = share->units = share->unit = 0;
    return share + 1;
}

/* What columns take of each group. False: no memory. */
static bool list_shares(struct few_bound *bound, const struct component *component)
{
    size_t count = bound->group_count;
    for (uint32_t i = 0; i < bound->group_count; i++)
        for (uint64_t rest = bound->groups[i].columns; rest != 0; rest &= rest - 1) {
            bound->columns[__builtin_ctzll(rest)].group_count++;
            count++;
        }
    struct few_share *share = SCRATCH_ARRAY(component->model->scratch, count, struct few_share);
    for (uint32_t i = 0; i < bound->group_count && share != NULL; i++) {
        struct few_group *group = &bound->groups[i];
        group->shares = share;
        for (uint64_t rest = group->columns; rest != 0; rest &= rest - 1)
            *share++ = share_of(group, &bound->columns[__builtin_ctzll(rest)], rest & -rest);
        share = end_shares(share);
    }
    return share != NULL;
}

/* The price at which no more than there is of a row or purse is asked for, in the middle where there are several. `unit`: what each
 * share offers for one. */
static int64_t find_price(struct few_share *shares, int64_t left)
{
    struct few_share *share = shares + 1;
    for (; share->column != UINT64_MAX; share++) {
        if (share[-1].unit >= share->unit)
            continue;
        struct few_share moved = *share, *to = share;
        do {
            *to = to[-1];
            to--;
        } while (to > shares && to[-1].unit < moved.unit);
        *to = moved;
    }
    for (share = shares; share->unit > 0 && share->units <= left; share++)
        left -= share->units;
    return left > 0 || share == shares ? share->unit : (share[-1].unit + share->unit) / 2;
}

/* What so much money costs. */
static int64_t cost_of(int64_t money, int64_t price)
{
    return money * price / FEW_PRICE;
}

/* Of which one copy fits: the middle of the two that offer most. */
static void price_one(struct pricing *pricing, struct few_group *group)
{
    int64_t most = 0, second = 0, before = group->price;
    for (uint64_t rest = group->columns; rest != 0; rest &= rest - 1) {
        int64_t offer = pricing->gains[__builtin_ctzll(rest)] + before;
        int64_t less = offer < most ? offer : most;
        most = offer > most ? offer : most;
        second = less > second ? less : second;
    }
    group->price = (most + second) / 2;
    if (group->price != before)
        for (uint64_t rest = group->columns; rest != 0; rest &= rest - 1)
            pricing->gains[__builtin_ctzll(rest)] += before - group->price;
}

static void price_row(struct pricing *pricing, struct few_group *group)
{
    int64_t before = group->price, fall;
    for (struct few_share *share = group->shares; share->column != UINT64_MAX; share++) {
        int64_t offer = pricing->gains[__builtin_ctzll(share->column)] + share->amount * before;
        share->unit = offer <= 0 ? 0 : share->amount == 1 ? offer : offer / share->amount;
    }
    group->price = find_price(group->shares, few_left(pricing->bound, group->number));
    fall = before - group->price;
    for (const struct few_share *share = group->shares; share->column != UINT64_MAX && fall != 0; share++)
        pricing->gains[__builtin_ctzll(share->column)] += share->amount * fall;
}

static void price_purse(struct pricing *pricing, struct few_group *group)
{
    for (struct few_share *share = group->shares; share->column != UINT64_MAX; share++) {
        int64_t *gain = &pricing->gains[__builtin_ctzll(share->column)];
        *gain += cost_of(share->amount, group->price);
        share->unit = *gain <= 0 || share->amount == 0 ? 0 : *gain * FEW_PRICE / share->amount;
    }
    group->price = find_price(group->shares, pricing->bound->left[group->number]);
    if (group->price > FEW_PRICE)
        group->price = FEW_PRICE;
    for (const struct few_share *share = group->shares; share->column != UINT64_MAX; share++)
        pricing->gains[__builtin_ctzll(share->column)] -= cost_of(share->amount, group->price);
}

static void find_prices(struct pricing *pricing)
{
    static void (*const PRICERS[])(struct pricing *, struct few_group *) = {
        [FEW_ONE] = price_one, [FEW_ROW] = price_row, [FEW_PURSE] = price_purse};
    struct few_bound *bound = pricing->bound;
    for (uint32_t round = 0; round < PRICE_ROUNDS; round++)
        for (uint32_t i = 0; i < bound->group_count; i++)
            PRICERS[bound->groups[i].kind](pricing, &bound->groups[i]);
}

/* By the unit, exactly. */
static bool weighs_more(const struct few_share *a, const struct few_share *b)
{
    return (promo_i128)a->all * b->units > (promo_i128)b->all * a->units;
}

/* First those that cost most by each of their columns: what they add is known soonest. */
static void order_groups(struct few_bound *bound)
{
    int64_t costs[FEW_COLUMNS];
    for (uint32_t i = 0; i < bound->group_count; i++) {
        struct few_group group = bound->groups[i];
        int64_t cost = group.kind == FEW_PURSE ? 0 : group.price * (group.kind == FEW_ONE ? 1 : few_left(bound, group.number));
        uint32_t at = i;
        cost /= __builtin_popcountll(group.columns);
        for (; at > 0 && costs[at - 1] < cost; at--) {
            costs[at] = costs[at - 1];
            bound->groups[at] = bound->groups[at - 1];
        }
        costs[at] = cost;
        bound->groups[at] = group;
    }
}

/* Adds a part to those before it, the most first. */
static void add_share(struct few_share *shares, struct few_share *to, struct few_share share, int64_t part)
{
    share.all = part * share.copies;
    share.unit = share.amount == 1 ? part : (part - 1) / share.amount + 1;
    for (; to > shares && weighs_more(&share, &to[-1]); to--)
        *to = to[-1];
    *to = share;
}

/* Each column's part in each of its groups: what it takes there at its price, and an equal part of what it gains or loses. */
static void split_weights(struct pricing *pricing)
{
    struct few_bound *bound = pricing->bound;
    int64_t parts[FEW_COLUMNS], last[FEW_COLUMNS];
    for (uint32_t p = 0; p < bound->column_count; p++) {
        parts[p] = pricing->gains[p] / bound->columns[p].group_count;
        last[p] = pricing->gains[p] - parts[p] * (bound->columns[p].group_count - 1);
    }
    for (uint32_t i = 0; i < bound->group_count; i++) {
        struct few_group *group = &bound->groups[i];
        struct few_share *to = group->shares;
        for (const struct few_share *from = group->shares; from->column != UINT64_MAX; from++) {
            uint32_t place = (uint32_t)__builtin_ctzll(from->column);
            struct few_column *column = &bound->columns[place];
            int64_t gain = last[place];
            last[place] = parts[place];
            if (group->kind == FEW_PURSE) {
                column->part = cost_of(column->money, group->price) + gain;
                column->part = column->part > 0 ? column->part : 0;
                column->uncut = gain > 0 ? gain : 0;
            } else if (from->amount * group->price + gain > 0)
                add_share(group->shares, to++, *from, from->amount * group->price + gain);
        }
        if (group->kind != FEW_PURSE)
            (void)end_shares(to);
    }
}

/* Each column's part is its weight. False: no memory. */
static bool take_weights(struct few_bound *bound, const struct component *component)
{
    size_t count = (size_t)bound->column_count + bound->group_count;
    struct few_share *share = SCRATCH_ARRAY(component->model->scratch, count, struct few_share);
    for (uint32_t i = 0; i < bound->group_count && share != NULL; i++) {
        struct few_group *group = &bound->groups[i];
        if (group->kind == FEW_ONE) {
            group->kind = FEW_WHOLE;
            continue;
        }
        group->shares = share;
        for (uint64_t rest = group->columns; rest != 0; rest &= rest - 1) {
            struct few_column *column = &bound->columns[__builtin_ctzll(rest)];
            column->part = column->weight;
            column->uncut = column->weight > column->money ? column->weight - column->money : 0;
            if (group->kind == FEW_ROW)
                add_share(group->shares, share++, share_of(group, column, rest & -rest), column->weight);
        }
        share = end_shares(share);
    }
    return share != NULL;
}

/* Prices, and each column's parts by them. False: no memory. */
static bool price_weights(struct few_bound *bound, const struct component *component)
{
    struct pricing pricing = {.bound = bound};
    if (!list_shares(bound, component))
        return false;
    for (uint32_t p = 0; p < bound->column_count; p++)
        pricing.gains[p] = bound->columns[p].weight;
    find_prices(&pricing);
    order_groups(bound);
    for (uint32_t p = 0; p < bound->column_count; p++)
        bound->columns[p].gain = pricing.gains[p];
    split_weights(&pricing);
    return true;
}

bool few_bound_begin(struct few_bound *bound, const struct component *component)
{
    uint64_t open = all_columns(bound);
    bound->group_count = 0;
    bound->ones = 0;
    bound->groups = SCRATCH_ARRAY(component->model->scratch, FEW_COLUMNS, struct few_group);
    if (bound->groups == NULL)
        return false;
    group_by_purse(bound, component);
    for (uint32_t i = 0; i < bound->group_count; i++)
        open &= ~bound->groups[i].columns;
    bool priced = bound->column_count >= PRICED_COLUMNS && component->row_count + component->purse_count <= FEW_COLUMNS;
    if (priced ? !group_all(bound, component) || !price_weights(bound, component)
               : !group_by_row(bound, component, open) || !take_weights(bound, component))
        return false;
    bound->ordered = priced ? bound->group_count : 0;
    for (uint32_t i = 0; i < bound->group_count; i++) {
        bound->ones |= (uint64_t)(bound->groups[i].kind <= FEW_WHOLE) << i;
        for (uint64_t rest = bound->groups[i].columns; rest != 0; rest &= rest - 1)
            bound->columns[__builtin_ctzll(rest)].groups |= (uint64_t)1 << i;
    }
    return true;
}

/* All parts of the columns, or what the purse lets through, at its price, and what is left of them. */
static struct few_part part_of_purse(const struct few_bound *bound, const struct few_group *group, uint64_t columns)
{
    int64_t left = bound->left[group->number], sum = 0, through = left > 0 ? (left * group->price + FEW_PRICE - 1) / FEW_PRICE : 0;
    for (uint64_t rest = columns; rest != 0; rest &= rest - 1) {
        const struct few_column *column = &bound->columns[__builtin_ctzll(rest)];
        int64_t fit = column->entries[0].amount == 1 ? few_left(bound, column->entries[0].row) : column->most;
        fit = fit < column->most ? fit : column->most;
        sum += column->part * fit;
        through += column->uncut * fit;
    }
    return (struct few_part){sum < through ? sum : through, columns};
}

static struct few_part part_of_row(const struct few_bound *bound, const struct few_group *group, uint64_t columns)
{
    int64_t left = few_left(bound, group->number);
    struct few_part part = {0, 0};
    for (const struct few_share *share = group->shares; left > 0; share++) {
        uint64_t column = share->column & columns;
        if (column == 0)
            continue;
        if (share->column == UINT64_MAX)
            break;
        part.columns |= column;
        part.most += share->units <= left ? share->all : left * share->unit;
        left -= share->units;
    }
    return part;
}

struct few_part few_part_of_many(const struct few_bound *bound, const struct few_group *group, uint64_t columns)
{
    return group->kind == FEW_ROW ? part_of_row(bound, group, columns) : part_of_purse(bound, group, columns);
}
