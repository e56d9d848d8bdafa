#include "vm/best_packed.h"

/* As good as no limit, and far from an overflow. */
#define PACKED_LIMIT ((int64_t)1 << 61)

/* Columns that take at least `amount` units of a row. */
struct packed_threshold {
    int64_t amount;
    uint64_t columns;
};

struct packed_row {
    uint64_t columns;
    int64_t price, rest;
    struct packed_threshold *thresholds; /* greatest amount first */
    uint32_t threshold_count;
};

struct packed_column {
    uint32_t number; /* in the component */
    int64_t cost, most; /* most: copies that may be added */
    promo_i128 weight;
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
    int64_t limit;           /* what a set may lose */
    int64_t steps;           /* that are left */
    struct packed_column *columns;
    struct packed_row *rows; /* those that the columns take units of */
    uint32_t row_count;
    struct packed_row **row_of; /* by row of the component */
};

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

/* Columns as bits of their rows. */
static bool begin(struct packed *packed, const struct packed_start *start)
{
    const struct component *component = packed->component;
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
        for (uint32_t k = 0; k < source->entry_count; k++) {
            struct packed_row *row = packed->row_of[entries[k].row];
            row->columns |= (uint64_t)1 << i;
            add_threshold(row, i, entries[k].amount);
        }
    }
    for (uint32_t r = 0; r < packed->row_count; r++)
        for (uint32_t t = 1; t < packed->rows[r].threshold_count; t++)
            packed->rows[r].thresholds[t].columns |= packed->rows[r].thresholds[t - 1].columns;
    return true;
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

/* The row that the fewest candidates can still use, or NULL where nothing can be added; false where what rows lose that
 * nothing can use is too much. */
static bool choose_row(struct packed *packed, uint64_t candidates, int64_t loss, const struct packed_row **chosen)
{
    uint32_t fewest = UINT32_MAX;
    *chosen = NULL;
    for (const struct packed_row *row = packed->rows; row < packed->rows + packed->row_count; row++) {
        uint64_t columns = candidates & row->columns;
        if (row->rest == 0 || (row->price == 0 && packed->unpriced_idle))
            continue;
        if (columns == 0) {
            promo_i128 idle = (promo_i128)row->price * row->rest;
            if (idle > packed->limit - loss)
                return false;
            loss += (int64_t)idle;
            continue;
        }
        uint32_t count = count_bits(columns);
        if (count < fewest) {
            fewest = count;
            *chosen = row;
        }
    }
    return true;
}

/* All sets that add candidates to the set at hand. */
static promo_status walk(struct packed *packed, uint64_t candidates, int64_t loss)
{
    const struct packed_row *row;
    promo_status status = PROMO_OK;
    packed->steps -= packed->row_count / 4 + 1;
    if (packed->steps < 0 || !choose_row(packed, candidates, loss, &row))
        return PROMO_OK;
    if (row == NULL)
        return finish_set(packed);
    for (uint64_t columns = candidates & row->columns; columns != 0 && status == PROMO_OK; columns &= columns - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(columns);
        const struct packed_column *column = &packed->columns[place];
        if (loss + column->cost > packed->limit) /* the others cost as much */
            break;
        candidates &= ~((uint64_t)1 << place);
        for (int64_t copies = fitting(packed, column); copies > 0 && status == PROMO_OK; copies--) {
            promo_i128 more = loss + (promo_i128)column->cost * copies;
            if (more > packed->limit)
                continue;
            more += take(packed, column, copies);
            if (more <= packed->limit)
                status = walk(packed, still_fitting(packed, column, candidates), (int64_t)more);
            (void)take(packed, column, -copies);
        }
    }
    if (status == PROMO_OK)
        status = walk(packed, candidates & ~row->columns, loss);
    return status;
}

promo_status packed_walk(struct set *set, const struct packed_start *start, enum walk_goal goal, int64_t steps,
                         bool *finished)
{
    struct component *component = set->component;
    struct model *model = component->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct packed packed = {.set = set, .component = component, .goal = goal, .bound = start->bound};
    int64_t left = model->work_limit - model->work;
    packed.steps = steps = left < steps ? left : steps;
    packed.purses = component->purse_count > 0;
    packed.unpriced_idle = goal == WALK_BETTER && !packed.purses;
    set_limit(&packed);
    *finished = packed.limit < 0;
    if (*finished)
        return PROMO_OK;
    promo_status status = begin(&packed, start) ? PROMO_OK : PROMO_NO_MEMORY;
    promo_i128 loss = status == PROMO_OK ? idle_loss(&packed) : 0;
    uint64_t all = start->count == PACKED_COLUMNS ? UINT64_MAX : ((uint64_t)1 << start->count) - 1;
    if (status == PROMO_OK && loss <= packed.limit)
        status = walk(&packed, all, (int64_t)loss);
    *finished = packed.steps >= 0;
    model->work += steps - packed.steps;
    scratch_rewind(model->scratch, mark);
    return status;
}
