#include "vm/best_small.h"

enum { COLUMNS_MOST = 6, NODES_MOST = 100, WEIGHT_BITS = 56 };

struct small_column {
    const struct entry *entries, *end;
    int64_t weight, most;
    int64_t money; /* parts, where the cap counts them; or nothing */
    int64_t rest;  /* what this column and those after it weigh at most */
};

/* The walk through the sets. */
struct small {
    struct small_column columns[COLUMNS_MOST];
    int64_t copies[COLUMNS_MOST], best_copies[COLUMNS_MOST];
    int64_t *capacities; /* the model's: what is left of them */
    uint32_t count, nodes;
    uint32_t capped;     /* the promotion whose cap may bind, or BEST_NONE */
    int64_t cap, each;   /* parts, and what one that is cut weighs */
    int64_t best;
    bool tied;
};

static bool narrow(promo_i128 value)
{
    return value < (promo_i128)1 << WEIGHT_BITS && value > -((promo_i128)1 << WEIGHT_BITS);
}

/* The same of a column's copies together. */
static inline bool narrow_weight(const struct column *column)
{
    int64_t weight = (int64_t)column->weight, all;
    return weight == column->weight && multiply_i64(weight, column->most, &all) && all < (int64_t)1 << WEIGHT_BITS &&
           all > -((int64_t)1 << WEIGHT_BITS);
}

/* Only units limit the column, or the one cap. */
static bool is_simple(struct small *small, const struct model *model, const struct column *column)
{
    uint32_t promotion = column->promotion;
    if (column->slot || column->most >= NODES_MOST || !narrow_weight(column))
        return false;
    if (model->tied[promotion] && (model->budgeted[promotion] || model_promotion(model, promotion)->exclude_count > 0))
        return false;
    if (!model->capped[promotion])
        return true;
    promo_i128 cap = (promo_i128)model_promotion(model, promotion)->cap * model->scale;
    if ((small->capped != BEST_NONE && small->capped != promotion) || !narrow(cap * model->award_scale) ||
        !narrow(column->money * column->most * model->award_scale))
        return false;
    small->capped = promotion;
    small->cap = (int64_t)cap;
    small->each = (int64_t)model->award_scale;
    return true;
}

/* False where another search has to be made. */
static bool begin(struct small *small, struct model *model, const uint32_t *members, uint32_t count)
{
    int64_t rest = 0;
    small->count = count;
    small->capacities = model->capacities;
    small->capped = BEST_NONE;
    small->nodes = 0;
    small->best = INT64_MIN;
    for (uint32_t k = count; k-- > 0;) {
        const struct column *source = &model->columns.items[members[k]];
        struct small_column *column = &small->columns[k];
        if (!is_simple(small, model, source))
            return false;
        column->entries = model->entries.items + source->first_entry;
        column->end = column->entries + source->entry_count;
        column->weight = (int64_t)source->weight;
        column->most = source->most;
        column->money = model->capped[source->promotion] ? (int64_t)source->money : 0;
        rest += column->weight > 0 ? column->weight * column->most : 0;
        column->rest = rest;
    }
    return true;
}

/* A set, with all columns decided. */
static void look(struct small *small, int64_t weight, int64_t money)
{
    if (small->capped != BEST_NONE && money > small->cap)
        weight -= (money - small->cap) * small->each;
    if (weight <= small->best) {
        small->tied |= weight == small->best;
        return;
    }
    small->tied = false;
    small->best = weight;
    for (uint32_t k = 0; k < small->count; k++)
        small->best_copies[k] = small->copies[k];
}

static int64_t fitting(const struct small *small, const struct small_column *column)
{
    int64_t fit = column->most;
    for (const struct entry *entry = column->entries; entry < column->end; entry++) {
        int64_t rest = small->capacities[entry->row];
        int64_t units = entry->amount == 1 ? rest : rest / entry->amount;
        fit = units < fit ? units : fit;
    }
    return fit;
}

static void take(const struct small *small, const struct small_column *column, int64_t copies)
{
    for (const struct entry *entry = column->entries; entry < column->end; entry++)
        small->capacities[entry->row] -= entry->amount * copies;
}

static void walk(struct small *small, uint32_t at, int64_t weight, int64_t money);

static inline void walk_on(struct small *small, uint32_t at, int64_t weight, int64_t money)
{
    if (at == small->count)
        look(small, weight, money);
    else
        walk(small, at, weight, money);
}

/* Every way to take columns from number `at` on that may be as good as the best. */
static void walk(struct small *small, uint32_t at, int64_t weight, int64_t money)
{
    const struct small_column *column = &small->columns[at];
    if (++small->nodes > NODES_MOST || weight + column->rest < small->best)
        return;
    int64_t fit = fitting(small, column);
    if (fit > 0)
        take(small, column, fit);
    for (int64_t copies = fit; copies > 0; copies--) {
        small->copies[at] = copies;
        walk_on(small, at + 1, weight + column->weight * copies, money + column->money * copies);
        take(small, column, -1);
    }
    small->copies[at] = 0;
    walk_on(small, at + 1, weight, money);
}

bool small_solve(struct model *model, const uint32_t *members, uint32_t count, int64_t *copies, promo_i128 *best)
{
    const struct column *first = &model->columns.items[members[0]];
    if (count == 1 && first->weight > 0 && !model->tied[first->promotion]) {
        bool fits = multiply_i128(first->weight, first->most, best);
        if (fits)
            copies[members[0]] = first->most; /* nothing limits it but its units */
        return fits;
    }
    struct small small;
    if (count > COLUMNS_MOST || model->slack > 0 || !narrow(model->award_scale) || !begin(&small, model, members, count))
        return false;
    walk(&small, 0, 0, 0);
    if (!model_work(model, small.nodes) || small.nodes > NODES_MOST || small.tied)
        return false;
    for (uint32_t k = 0; k < count; k++)
        copies[members[k]] = small.best_copies[k];
    *best = small.best;
    return true;
}
