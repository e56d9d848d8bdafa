#include "vm/best_first.h"

#include "base/near.h"
#include "vm/best_columns.h"
#include "vm/sort.h"

#include <string.h>

enum {
    ROUND_STEPS = 1000, ROW_STEPS = 6, /* of one look for more applications; and for each row */
    COLUMNS_MOST = 50000               /* with more of them, what was looked at and not taken is forgotten */
};

struct first {
    struct model *model;
    int64_t *rests;      /* by row: units left */
    int64_t *open;       /* of those, what the promotion at hand may take */
    promo_i128 *caps;    /* by promotion: parts that its cap leaves; negative: no cap */
    promo_i128 *budgets; /* by budget: the same */
    bool *used;          /* by promotion */
    bool alone;          /* a promotion looks at what it gives alone, not beyond the bases of its units */
    promo_i128 gained;   /* weight of all that is taken, beyond the bases */
};

/* In parts; amounts that are not whole parts yet are rounded. */
static promo_i128 money_of(const struct model *model, const struct column *column)
{
    promo_i128 parts = column->money;
    if (column->rational != BEST_NONE && !near_scale(model->rationals.items[column->rational].money, model->scale, &parts))
        return 0;
    return parts;
}

static promo_i128 weight_with(const struct model *model, const struct column *column, promo_i128 money)
{
    return money * model->award_scale + column->worth * model->money_weight + column->awards;
}

/* What a copy weighs, beyond the bases of its units. */
static promo_i128 weight_of(const struct model *model, const struct column *column)
{
    promo_i128 weight = weight_with(model, column, money_of(model, column));
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &model->entries.items[column->first_entry + i];
        if (entry->row < model->row_count && model->bases[entry->row].event != BEST_NONE)
            weight -= model->bases[entry->row].weight * entry->amount;
    }
    return weight;
}

static int64_t fitting(const struct first *first, const struct column *column)
{
    int64_t copies = column->entry_count > 0 ? INT64_MAX : column->first == 0;
    for (uint32_t i = 0; i < column->entry_count && copies > 0; i++) {
        const struct entry *entry = &first->model->entries.items[column->first_entry + i];
        int64_t fit = first->open[entry->row] / entry->amount;
        copies = fit < copies ? fit : copies;
    }
    return copies;
}

/* Copies that it takes to spend what is left, at most; negative: nothing limits it. */
static int64_t spending(promo_i128 left, promo_i128 money, int64_t copies)
{
    if (left < 0 || money <= 0 || (left - 1) / money >= copies)
        return copies;
    return (int64_t)((left - 1) / money) + 1;
}

/* Spends money that is limited to what is left, if anything limits it. Returns what is spent. */
static promo_i128 draw(promo_i128 *left, promo_i128 money)
{
    if (*left >= 0 && money > *left)
        money = *left;
    if (*left >= 0)
        *left -= money;
    return money;
}

/* Of sums that do not fit, which only the choice between two sets looks at, nothing is noted. */
static void note_gain(struct first *first, promo_i128 weight, int64_t copies, promo_i128 cut)
{
    promo_i128 gain;
    if (multiply_i128(weight, copies, &gain) && add_i128(gain, cut, &gain))
        (void)add_i128(first->gained, gain, &first->gained);
}

static void take(struct first *first, struct column *column, int64_t copies)
{
    const struct best_promotion *promotion = model_promotion(first->model, column->promotion);
    promo_i128 money = money_of(first->model, column);
    copies = spending(first->caps[column->promotion], money, copies);
    if (promotion->budget != BEST_NONE)
        copies = spending(first->budgets[promotion->budget], money, copies);
    money *= copies;
    column->first += copies;
    first->used[column->promotion] = true;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &first->model->entries.items[column->first_entry + i];
        first->rests[entry->row] -= entry->amount * copies;
        first->open[entry->row] -= entry->amount * copies;
    }
    promo_i128 spent = draw(&first->caps[column->promotion], money);
    if (promotion->budget != BEST_NONE)
        spent = draw(&first->budgets[promotion->budget], spent);
    note_gain(first, weight_of(first->model, column), copies, (spent - money) * first->model->award_scale);
}

/* Whether a promotion that is used excludes it, or its money is spent. */
static bool is_closed(const struct first *first, uint32_t number)
{
    const struct best_promotion *promotion = model_promotion(first->model, number);
    for (uint32_t i = 0; i < promotion->exclude_count; i++)
        if (first->used[promotion->excludes[i]])
            return true;
    return first->caps[number] == 0 || (promotion->budget != BEST_NONE && first->budgets[promotion->budget] == 0);
}

bool first_comes_before(const struct model *model, const struct column *a, const struct column *b)
{
    for (uint32_t i = 0; i < a->entry_count && i < b->entry_count; i++) {
        const struct entry *one = &model->entries.items[a->first_entry + i], *other = &model->entries.items[b->first_entry + i];
        if (one->row != other->row || one->amount != other->amount)
            return one->row < other->row || (one->row == other->row && one->amount > other->amount);
    }
    return false;
}

/* Columns in the order that they are taken in. */
struct ranking {
    const struct model *model;
    const promo_i128 *weights; /* by column, from `from` on */
    size_t from;
};

static bool ranks_before(const void *context, uint32_t a, uint32_t b)
{
    const struct ranking *ranking = context;
    const struct column *columns = ranking->model->columns.items;
    promo_i128 one = ranking->weights[a - ranking->from], other = ranking->weights[b - ranking->from];
    if (one != other)
        return one > other;
    if (first_comes_before(ranking->model, &columns[a], &columns[b]))
        return true;
    return a < b && !first_comes_before(ranking->model, &columns[b], &columns[a]);
}

/* Takes the columns [from, end) that gain, those first that weigh most and come first, as often as they fit. *any: one of them
 * did. */
static promo_status take_best(struct first *first, size_t from, size_t end, bool *any)
{
    struct model *model = first->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    uint32_t *order = SCRATCH_ARRAY(model->scratch, end - from, uint32_t);
    promo_i128 *weights = SCRATCH_ARRAY(model->scratch, end - from, promo_i128);
    struct ranking ranking = {model, weights, from};
    size_t count = 0;
    *any = false;
    if (order == NULL || weights == NULL)
        return PROMO_NO_MEMORY;
    for (size_t j = from; j < end; j++) {
        const struct column *column = &model->columns.items[j];
        promo_i128 gain = column->slot || fitting(first, column) < 1 ? 0 : weight_of(model, column);
        weights[j - from] = first->alone ? weight_with(model, column, money_of(model, column)) : gain;
        if (gain > 0)
            order[count++] = (uint32_t)j;
    }
    sort_numbers(order, count, ranks_before, &ranking);
    for (size_t i = 0; i < count && !is_closed(first, model->columns.items[order[i]].promotion); i++) {
        struct column *column = &model->columns.items[order[i]];
        int64_t copies = fitting(first, column);
        if (copies > 0)
            take(first, column, copies);
        *any |= copies > 0;
    }
    model->work += (int64_t)(end - from) / ROW_STEPS;
    scratch_rewind(model->scratch, mark);
    return PROMO_OK;
}

/* More columns of a group, of the units that are left. */
static promo_status make_more(struct first *first, uint32_t g)
{
    struct model *model = first->model;
    const struct model_group *group = &model->groups[g];
    uint32_t number = model->group_events[group->first];
    int64_t *capacities = model->capacities;
    model->incomplete = false;
    model->work_limit = model->work + ROUND_STEPS + ROW_STEPS * (int64_t)model->row_count;
    if (group->linked)
        return config_columns(model, g);
    model->capacities = first->open;
    promo_status status = pattern_first(model, number);
    model->capacities = capacities;
    return status;
}

static promo_status make_room(struct first *first, struct model *model)
{
    const struct best_problem *problem = model->problem;
    *first = (struct first){.model = model};
    first->rests = SCRATCH_ARRAY(model->scratch, model->capacity_count, int64_t);
    first->open = SCRATCH_ARRAY(model->scratch, model->capacity_count, int64_t);
    first->caps = SCRATCH_ARRAY(model->scratch, problem->promotion_count, promo_i128);
    first->budgets = SCRATCH_ARRAY(model->scratch, problem->budget_count, promo_i128);
    first->used = SCRATCH_ARRAY(model->scratch, problem->promotion_count, bool);
    if (first->rests == NULL || first->open == NULL || first->caps == NULL || first->budgets == NULL || first->used == NULL)
        return PROMO_NO_MEMORY;
    return PROMO_OK;
}

/* Nothing is taken. */
static void begin(struct first *first, bool alone)
{
    struct model *model = first->model;
    const struct best_problem *problem = model->problem;
    first->alone = alone;
    first->gained = 0;
    for (uint32_t r = 0; r < model->capacity_count; r++)
        first->rests[r] = model->capacities[r];
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        first->caps[p] = model->capped[p] ? (promo_i128)problem->promotions[p].cap * model->scale : -1;
        first->used[p] = false;
    }
    for (uint32_t b = 0; b < problem->budget_count; b++)
        first->budgets[b] = problem->budgets[b] == BEST_UNLIMITED ? -1 : (promo_i128)problem->budgets[b] * model->scale;
    for (size_t j = 0; j < model->columns.count; j++)
        model->columns.items[j].first = 0;
}

/* Units that earlier promotions have not taken; those that have their base from one of them count as taken by `strict`. */
static void open_rows(struct first *first, uint32_t promotion, bool strict)
{
    const struct model *model = first->model;
    for (uint32_t r = 0; r < model->capacity_count; r++) {
        bool based = strict && r < model->row_count && model->bases[r].event != BEST_NONE &&
                     model->events[model->bases[r].event].promotion < promotion;
        first->open[r] = based ? 0 : first->rests[r];
    }
    first->model->work += model->capacity_count / ROW_STEPS;
}

/* Drops the columns from `from` on, with rationals from `rational` on, that are not taken. */
static void drop_idle(struct model *model, size_t from, size_t rational)
{
    struct column *columns = model->columns.items;
    size_t kept = from, entries = columns[from].first_entry, takes = columns[from].first_take;
    for (size_t j = from; j < model->columns.count; j++) {
        struct column column = columns[j];
        if (column.first == 0)
            continue;
        memmove(model->entries.items + entries, model->entries.items + column.first_entry,
                column.entry_count * sizeof *model->entries.items);
        memmove(model->takes.items + takes, model->takes.items + column.first_take, column.take_count * sizeof *model->takes.items);
        column.first_entry = (uint32_t)entries;
        column.first_take = (uint32_t)takes;
        entries += column.entry_count;
        takes += column.take_count;
        if (column.rational != BEST_NONE) {
            model->rationals.items[rational] = model->rationals.items[column.rational];
            column.rational = (uint32_t)rational++;
        }
        columns[kept++] = column;
    }
    model->columns.count = kept;
    model->entries.count = entries;
    model->takes.count = takes;
    model->rationals.count = rational;
}

/* What a group takes of the units open to it, of columns that there are and of such as are made for it. */
static promo_status take_group(struct first *first, uint32_t number, const uint32_t *begins, bool complete)
{
    struct model *model = first->model;
    uint32_t g = model->open_groups[number];
    const struct model_group *group = &model->groups[g];
    bool lists = group->linked || model->events[model->group_events[group->first]].kind == OFFER_REPEATED;
    bool slots = begins[number] < begins[number + 1] && model->columns.items[begins[number]].slot, more = lists && !slots && !complete;
    promo_status status = PROMO_OK;
    while (more && status == PROMO_OK && !is_closed(first, group->promotion)) {
        size_t columns = model->columns.count, rationals = model->rationals.count;
        bool any = false;
        status = make_more(first, g);
        if (status == PROMO_OK)
            status = take_best(first, columns, model->columns.count, &any);
        if (model->columns.count > COLUMNS_MOST && model->columns.count > columns && !group->linked)
            drop_idle(model, columns, rationals);
        more = any && !group->linked;
    }
    return status == PROMO_OK ? take_best(first, begins[number], begins[number + 1], &more) : status;
}

/* First by priority alone; then, of what that leaves, also what gains beyond the bases of earlier promotions. */
static promo_status go_in_turn(struct first *first, const uint32_t *begins, uint32_t struck, bool alone)
{
    struct model *model = first->model;
    promo_status status = PROMO_OK;
    begin(first, alone);
    for (int strict = 1; strict >= 0; strict--)
        for (uint32_t i = 0; status == PROMO_OK && i < model->open_count; i++) {
            uint32_t promotion = model->groups[model->open_groups[i]].promotion;
            if (is_closed(first, promotion))
                continue;
            open_rows(first, promotion, strict == 1);
            status = take_group(first, i, begins, i < struck);
        }
    return status;
}

/* The set at hand, to come back to. */
static promo_status save(const struct first *first, int64_t **copies)
{
    const struct model *model = first->model;
    *copies = SCRATCH_ARRAY(model->scratch, model->columns.count, int64_t);
    for (size_t j = 0; *copies != NULL && j < model->columns.count; j++)
        (*copies)[j] = model->columns.items[j].first;
    return *copies != NULL ? PROMO_OK : PROMO_NO_MEMORY;
}

static void restore(const struct first *first, const int64_t *copies, size_t count)
{
    const struct model *model = first->model;
    for (size_t j = 0; j < model->columns.count; j++)
        model->columns.items[j].first = j < count ? copies[j] : 0;
}

promo_status first_columns(struct model *model, const uint32_t *begins, uint32_t struck)
{
    struct first first;
    int64_t work_limit = model->work_limit, *copies = NULL;
    promo_status status = make_room(&first, model);
    if (status == PROMO_OK)
        status = go_in_turn(&first, begins, struck, false);
    size_t count = model->columns.count;
    promo_i128 gained = first.gained;
    if (status == PROMO_OK)
        status = save(&first, &copies);
    if (status == PROMO_OK)
        status = go_in_turn(&first, begins, struck, true);
    if (status == PROMO_OK && first.gained <= gained)
        restore(&first, copies, count);
    model->work_limit = work_limit;
    model->incomplete = true;
    return status;
}
