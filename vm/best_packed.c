#include "vm/best_packed.h"

#include <string.h>

/* As good as no limit, and far from an overflow. */
#define PACKED_LIMIT ((int64_t)1 << 61)

enum { FEW_COPIES = 4 /* of a column, that are tried one by one without a thought */ };

/* Columns that take at least `amount` units of a row. */
struct packed_threshold {
    int64_t amount;
    uint64_t columns;
};

struct packed_row {
    uint64_t columns;
    int64_t price, rest;
    int64_t *amounts; /* by column; NULL: each takes one unit */
    struct packed_threshold *thresholds; /* greatest amount first */
    uint32_t threshold_count;
};

struct packed_column {
    uint32_t number; /* in the component */
    int64_t cost, most; /* most: copies that may be added */
    promo_i128 weight;
    bool full;          /* more copies give no less, and claim more: its units have no base */
    bool even;          /* every copy gives the same, or no less than nothing */
    const struct entry *entries;
    uint32_t entry_count;
};

struct packed {
    struct set *set;
    struct component *component;
    enum walk_goal goal;
    bool purses;             /* money may be cut */
    bool unpriced_idle;      /* columns of rows without a price gain nothing */
    int64_t bound;           /* of all sets, fine */
    int64_t near;            /* sets that lose more are not looked for */
    int64_t limit;           /* what a set may lose, so that it is worth looking at */
    int64_t steps;           /* that are left */
    struct packed_column *columns;
    struct packed_row *rows; /* those that the columns take units of */
    uint32_t row_count;
    uint32_t column_count;
    uint64_t lone;           /* columns that take single units of one row and nothing else, and units that have no base */
    struct packed_row **row_of; /* by row of the component */
    int64_t *levels;         /* by depth: what columns cost and rows are priced at there */
};

/* What columns cost, then the prices of rows, at a depth of the walk. */
static int64_t *level_at(const struct packed *packed, uint32_t depth)
{
    return packed->levels + (size_t)depth * (packed->column_count + packed->row_count);
}

bool packed_fits(const struct component *component, uint32_t count)
{
    return count <= PACKED_COLUMNS && !component->exclusions && !component->slots &&
           component->must_use == BEST_NONE && component->model->slack == 0;
}

static void add_threshold(struct packed_row *row, uint32_t place, int64_t amount)
{
    uint32_t at = 0;
    while (at < row->threshold_count && row->thresholds[at].amount > amount)
        at++;
    if (at == row->threshold_count || row->thresholds[at].amount != amount) {
        for (uint32_t move = row->threshold_count++; move > at; move--)
            row->thresholds[move] = row->thresholds[move - 1];
        row->thresholds[at] = (struct packed_threshold){amount, 0};
    }
    row->thresholds[at].columns |= (uint64_t)1 << place;
}

/* What rows lose that none of the columns can use. */
static promo_i128 idle_loss(const struct packed *packed)
{
    const struct component *component = packed->component;
    promo_i128 loss = 0;
    for (uint32_t r = 0; r < component->row_count; r++)
        if (packed->row_of[r] == NULL)
            loss += (promo_i128)component->rows[r].price * packed->set->rests[r];
    return loss;
}

/* The rows that the columns take units of, each with room for as many thresholds as columns take units of it. */
static bool make_rows(struct packed *packed, const struct packed_start *start)
{
    const struct component *component = packed->component;
    struct scratch *scratch = component->model->scratch;
    uint32_t entry_count = 0;
    packed->rows = SCRATCH_ARRAY(scratch, component->row_count, struct packed_row);
    packed->row_of = SCRATCH_CLEARED(scratch, component->row_count, struct packed_row *);
    if (packed->rows == NULL || packed->row_of == NULL)
        return false;
    for (uint32_t i = 0; i < start->count; i++) {
        const struct component_column *column = &component->columns[start->columns[i]];
        const struct entry *entry = component->entries + column->first_entry, *end = entry + column->entry_count;
        for (; entry < end; entry++) {
            struct packed_row **row = &packed->row_of[entry->row];
            if (*row == NULL) {
                *row = &packed->rows[packed->row_count++];
                **row = (struct packed_row){.price = component->rows[entry->row].price, .rest = packed->set->rests[entry->row]};
            }
            (*row)->threshold_count++;
        }
        entry_count += column->entry_count;
    }
    struct packed_threshold *thresholds = SCRATCH_ARRAY(scratch, entry_count, struct packed_threshold);
    for (uint32_t r = 0; r < packed->row_count && thresholds != NULL; r++) {
        packed->rows[r].thresholds = thresholds;
        thresholds += packed->rows[r].threshold_count;
        packed->rows[r].threshold_count = 0;
    }
    return thresholds != NULL;
}

/* Of rows of which some column takes several units. */
static bool list_amounts(struct packed *packed)
{
    for (uint32_t r = 0; r < packed->row_count; r++)
        if (packed->rows[r].thresholds[0].amount > 1) {
            packed->rows[r].amounts = SCRATCH_ARRAY(packed->component->model->scratch, packed->column_count, int64_t);
            if (packed->rows[r].amounts == NULL)
                return false;
        }
    for (uint32_t i = 0; i < packed->column_count; i++) {
        const struct packed_column *column = &packed->columns[i];
        for (uint32_t k = 0; k < column->entry_count; k++) {
            const struct packed_row *row = packed->row_of[column->entries[k].row];
            if (row->amounts != NULL)
                row->amounts[i] = column->entries[k].amount;
        }
    }
    return true;
}

static bool first_level(struct packed *packed)
{
    size_t size = (size_t)packed->column_count + packed->row_count;
    packed->levels = SCRATCH_ARRAY(packed->component->model->scratch, size * (packed->column_count + 2), int64_t);
    if (packed->levels == NULL)
        return false;
    for (uint32_t i = 0; i < packed->column_count; i++)
        packed->levels[i] = packed->columns[i].cost;
    for (uint32_t r = 0; r < packed->row_count; r++)
        packed->levels[packed->column_count + r] = packed->rows[r].price;
    return true;
}

/* Columns as bits of their rows. */
static bool begin(struct packed *packed, const struct packed_start *start)
{
    const struct component *component = packed->component;
    packed->column_count = start->count;
    packed->columns = SCRATCH_ARRAY(component->model->scratch, start->count, struct packed_column);
    if (packed->columns == NULL || !make_rows(packed, start))
        return false;
    for (uint32_t i = 0; i < start->count; i++) {
        const struct component_column *source = &component->columns[start->columns[i]];
        const struct entry *entries = component->entries + source->first_entry;
        packed->columns[i] = (struct packed_column){.number = start->columns[i],
                                                    .cost = start->costs[i],
                                                    .most = start->most[i],
                                                    .weight = source->weight,
                                                    .entries = entries,
                                                    .entry_count = source->entry_count};
        const struct component_promotion *promotion = &component->promotions[source->promotion];
        packed->columns[i].full = source->weight >= source->money * component->model->award_scale &&
                                  !component_has_base(component, source);
        packed->columns[i].even = packed->columns[i].full || (promotion->cap == BEST_NONE && promotion->budget == BEST_NONE);
        if (source->entry_count == 1 && entries[0].amount == 1 && packed->columns[i].full)
            packed->lone |= (uint64_t)1 << i;
        for (uint32_t k = 0; k < source->entry_count; k++) {
            struct packed_row *row = packed->row_of[entries[k].row];
            row->columns |= (uint64_t)1 << i;
            add_threshold(row, i, entries[k].amount);
        }
    }
    for (uint32_t r = 0; r < packed->row_count; r++)
        for (uint32_t t = 1; t < packed->rows[r].threshold_count; t++)
            packed->rows[r].thresholds[t].columns |= packed->rows[r].thresholds[t - 1].columns;
    return list_amounts(packed) && first_level(packed);
}

static int64_t fitting(const struct packed *packed, const struct packed_column *column)
{
    int64_t fit = column->most;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        int64_t rest = packed->row_of[column->entries[i].row]->rest, amount = column->entries[i].amount;
        int64_t units = amount == 1 ? rest : rest < amount ? 0 : rest / amount;
        fit = units < fit ? units : fit;
    }
    return fit;
}

/* What is lost by it where its money is cut. */
static promo_i128 take(struct packed *packed, const struct packed_column *column, int64_t copies)
{
    promo_i128 loss = 0;
    if (packed->purses) {
        struct cut cut = set_take(packed->set, column->number, copies);
        loss = set_cut_loss(packed->component, column->number, cut);
    } else {
        packed->set->copies[column->number] += copies;
        packed->set->weight += column->weight * copies;
    }
    for (uint32_t i = 0; i < column->entry_count; i++)
        packed->row_of[column->entries[i].row]->rest -= column->entries[i].amount * copies;
    return loss;
}

/* The candidates that still fit beside the copies just taken of a column. */
static uint64_t still_fitting(const struct packed *packed, const struct packed_column *column, uint64_t candidates)
{
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct packed_row *row = packed->row_of[column->entries[i].row];
        uint32_t t = row->threshold_count;
        while (t > 0 && row->thresholds[t - 1].amount <= row->rest)
            t--;
        if (t > 0)
            candidates &= ~row->thresholds[t - 1].columns;
    }
    return candidates;
}

static void set_limit(struct packed *packed)
{
    const struct component *component = packed->component;
    promo_i128 least = component->best + (packed->goal == WALK_BETTER ? component->lattice : 0);
    packed->limit = component->found ? component_narrow(packed->bound - component_fine(component, least)) : PACKED_LIMIT;
    packed->limit = packed->limit < packed->near ? packed->limit : packed->near;
}

/* A set that nothing can be added to. */
static promo_status finish_set(struct packed *packed)
{
    promo_status status = PROMO_OK;
    if (packed->goal == WALK_EQUAL)
        status = set_offer_equal(packed->set);
    else
        set_offer(packed->set);
    set_limit(packed);
    return status;
}

/* Some number that grows with how many bits there are, exact for few. */
static inline uint32_t count_bits(uint64_t bits)
{
    uint64_t more = bits & (bits - 1), most = more & (more - 1);
    return more == 0 ? 1 : most == 0 ? 2 : (most & (most - 1)) == 0 ? 3 : 4;
}

/* Lowers the price of a row as far as the candidates that take units of it allow; what that loses. Those that cost nothing any
 * more become `free`. */
static promo_i128 lower_price(const struct packed_row *row, uint64_t columns, int64_t *price, int64_t *costs, uint64_t *free)
{
    int64_t step = *price;
    for (uint64_t rest = columns; rest != 0 && step > 0; rest &= rest - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(rest);
        int64_t most = row->amounts == NULL ? costs[place] : costs[place] / row->amounts[place];
        step = most < step ? most : step;
    }
    if (step == 0)
        return 0;
    *price -= step;
    for (; columns != 0; columns &= columns - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(columns);
        costs[place] -= row->amounts == NULL ? step : step * row->amounts[place];
        *free |= (uint64_t)(costs[place] == 0) << place;
    }
    return (promo_i128)step * row->rest;
}

/* Lowers all prices as far as the candidates allow, and drops those that cost more then than may be lost. False: nothing that
 * is worth looking at is left. */
static bool tighten(const struct packed *packed, int64_t *level, uint64_t *candidates, int64_t *loss)
{
    int64_t *costs = level, *prices = level + packed->column_count;
    uint64_t free = 0; /* candidates that cost nothing: no row that they take units of can be cheaper */
    for (uint64_t rest = *candidates; rest != 0; rest &= rest - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(rest);
        free |= (uint64_t)(costs[place] == 0) << place;
    }
    for (uint32_t r = 0; r < packed->row_count; r++) {
        const struct packed_row *row = &packed->rows[r];
        uint64_t columns = *candidates & row->columns;
        if (row->rest == 0 || prices[r] == 0 || (columns & free) != 0)
            continue;
        promo_i128 sum = *loss + lower_price(row, columns, &prices[r], costs, &free);
        if (sum > packed->limit)
            return false;
        *loss = (int64_t)sum;
    }
    for (uint64_t rest = *candidates; rest != 0; rest &= rest - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(rest);
        if (costs[place] > packed->limit - *loss)
            *candidates &= ~((uint64_t)1 << place);
    }
    return true;
}

/* The row that the fewest candidates can still use, or NULL where nothing can be added. */
static const struct packed_row *choose_row(const struct packed *packed, uint64_t candidates, const int64_t *prices)
{
    const struct packed_row *chosen = NULL;
    uint32_t fewest = UINT32_MAX;
    int64_t dearest = 0;
    for (uint32_t r = 0; r < packed->row_count; r++) {
        const struct packed_row *row = &packed->rows[r];
        uint64_t columns = candidates & row->columns;
        if (row->rest == 0 || columns == 0 || (prices[r] == 0 && packed->unpriced_idle))
            continue;
        uint32_t count = count_bits(columns);
        if (count < fewest || (count == fewest && prices[r] > dearest)) {
            fewest = count;
            dearest = prices[r];
            chosen = row;
        }
    }
    return chosen;
}

/* Takes the next column of a row out of those left: those that take single units of it only come last. A unit that such a
 * column fits is not left unused: the set with it gives no less, and where it gives as much, claims more. */
static uint32_t next_column(const struct packed *packed, uint64_t *columns)
{
    uint64_t first = *columns & ~packed->lone;
    uint32_t place = (uint32_t)__builtin_ctzll(first != 0 ? first : *columns);
    *columns &= ~((uint64_t)1 << place);
    return place;
}

static int64_t amount_of(const struct packed_row *row, uint32_t place)
{
    return row->amounts == NULL ? 1 : row->amounts[place];
}

/* Units of the row that are left, whatever copies of other candidates are added. */
static promo_i128 units_beside(const struct packed *packed, const struct packed_row *row, uint64_t others)
{
    promo_i128 units = row->rest;
    for (others &= row->columns; others != 0 && units > 0; others &= others - 1) {
        uint32_t other = (uint32_t)__builtin_ctzll(others);
        units -= (promo_i128)fitting(packed, &packed->columns[other]) * amount_of(row, other);
    }
    return units > 0 ? units : 0;
}

/* Of many copies that fit of a column, the least that are worth looking at: with fewer, the row that is decided is left with units
 * that no other candidate can use, and that have a price. */
static int64_t least_copies(const struct packed *packed, const struct packed_row *row, uint32_t place, uint64_t others, int64_t loss,
                            const int64_t *level)
{
    promo_i128 price = level[packed->column_count + (uint32_t)(row - packed->rows)], unused = units_beside(packed, row, others);
    promo_i128 each = price * amount_of(row, place) - level[place], over = unused * price + loss - packed->limit;
    int64_t most = packed->columns[place].most;
    if (each <= 0 || over <= 0)
        return 1;
    promo_i128 least = (over - 1) / each + 1;
    return least < most ? (int64_t)least : most;
}

/* Copies of a column that stand in the way of no other candidate: of fewer, none are best, or as good as these, as what each gives is the
 * same. 0: there are none, or what one gives depends on others. */
static int64_t free_copies(const struct packed *packed, uint32_t place, uint64_t others)
{
    const struct packed_column *column = &packed->columns[place];
    int64_t copies = column->even ? column->most : 0;
    for (uint32_t i = 0; i < column->entry_count && copies > 0; i++) {
        promo_i128 units = units_beside(packed, packed->row_of[column->entries[i].row], others) / column->entries[i].amount;
        copies = units < copies ? (int64_t)units : copies;
    }
    return copies;
}

/* All sets that add candidates to the set at hand; `above` is the level above. */
static promo_status walk(struct packed *packed, uint64_t candidates, int64_t loss, uint32_t depth, const int64_t *above)
{
    promo_status status = PROMO_OK;
    int64_t *level = level_at(packed, depth);
    packed->steps -= packed->row_count / 2 + 1;
    if (packed->steps < 0)
        return PROMO_OK;
    memcpy(level, above, ((size_t)packed->column_count + packed->row_count) * sizeof *level);
    if (!tighten(packed, level, &candidates, &loss))
        return PROMO_OK;
    const struct packed_row *row = choose_row(packed, candidates, level + packed->column_count);
    if (row == NULL)
        return finish_set(packed);
    bool fills = false;
    for (uint64_t columns = candidates & row->columns; columns != 0 && status == PROMO_OK && !fills;) {
        uint32_t place = next_column(packed, &columns);
        const struct packed_column *column = &packed->columns[place];
        fills = columns == 0 && bits_has(&packed->lone, place);
        candidates &= ~((uint64_t)1 << place);
        int64_t fit = fitting(packed, column), least = 1, free = 0;
        if (fit > FEW_COPIES && !fills) {
            free = free_copies(packed, place, candidates);
            least = least_copies(packed, row, place, candidates, loss, level);
            least = least > free ? least : free;
        }
        bool worth = false;
        for (int64_t copies = fit; copies >= least && status == PROMO_OK && (copies == fit || !fills) && packed->steps >= 0; copies--) {
            packed->steps -= copies < fit;
            promo_i128 more = loss + (promo_i128)level[place] * copies;
            worth = more <= packed->limit;
            if (worth) {
                more += take(packed, column, copies);
                worth = more <= packed->limit;
                if (worth)
                    status = walk(packed, still_fitting(packed, column, candidates), (int64_t)more, depth + 1, level);
                (void)take(packed, column, -copies);
            }
            fills &= worth; /* what is lost is rounded */
        }
        fills |= worth && free > 0 && least == free && column->full; /* fewer give no more, and claim less */
    }
    if (status == PROMO_OK && !fills)
        status = walk(packed, candidates & ~row->columns, loss, depth + 1, level);
    return status;
}

promo_status packed_walk(struct set *set, const struct packed_start *start, enum walk_goal goal, int64_t steps,
                         bool *finished)
{
    struct component *component = set->component;
    struct model *model = component->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct packed packed = {.set = set, .component = component, .goal = goal, .bound = start->bound, .near = start->near};
    int64_t left = model->work_limit - model->work;
    packed.steps = steps = left < steps ? left : steps;
    packed.purses = component->purse_count > 0;
    packed.unpriced_idle = goal == WALK_BETTER && !packed.purses && !start->cheap;
    set_limit(&packed);
    *finished = packed.limit < 0;
    if (*finished || start->bound == COMPONENT_CUT)
        return PROMO_OK;
    promo_status status = begin(&packed, start) ? PROMO_OK : PROMO_NO_MEMORY;
    promo_i128 loss = status == PROMO_OK ? idle_loss(&packed) : 0;
    uint64_t all = start->count == PACKED_COLUMNS ? UINT64_MAX : ((uint64_t)1 << start->count) - 1;
    if (status == PROMO_OK && loss <= packed.limit)
        status = walk(&packed, all, (int64_t)loss, 1, packed.levels);
    *finished = packed.steps >= 0;
    model->work += steps - packed.steps;
    scratch_rewind(model->scratch, mark);
    return status;
}
