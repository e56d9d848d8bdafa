#include "vm/best_stage.h"

#include "vm/best_hold.h"

enum {
    STAGE_BITS = 12, /* of the preferences that become weights together */
    WALK_COPIES = 16, /* with more, walks of few columns would leave bounds too rough for what comes after */
    WEIGHT_MOST = 90 /* bits of all weights together */
};

static bool shares_budget(const struct prefer *prefer, const struct preference *preference)
{
    return preference->promotion != BEST_NONE && prefer->promotions[preference->promotion].budget != BEST_NONE;
}

uint32_t stage_gather(const struct prefer *prefer, uint32_t first, uint32_t *chosen, uint32_t *count)
{
    promo_i128 range = 1;
    bool better = false;
    uint32_t i = first;
    *count = 0;
    for (uint32_t more = first; more < prefer->count && !better; more++)
        better = !preference_settled(prefer, &prefer->list[more]) && !preference_greatest(prefer, &prefer->list[more]);
    for (; better && i < prefer->count; i++) {
        const struct preference *preference = &prefer->list[i];
        bool fits = preference->range < ((promo_i128)1 << STAGE_BITS) / range;
        if (preference_settled(prefer, preference))
            continue;
        if (*count > 0 && (!fits || shares_budget(prefer, preference)))
            break;
        chosen[(*count)++] = i;
        if (!fits || shares_budget(prefer, preference))
            return i + 1;
        range *= preference->range + 1;
    }
    return i;
}

/* The open columns and the rows that they take units of. */
static bool make_stage(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    struct component *stage = &prefer->stage;
    size_t entries = 0;
    uint32_t offers = 0; /* columns that are no spares, which come last */
    *stage = (struct component){.model = component->model,
                                .promotions = prefer->promotions,
                                .promotion_count = component->promotion_count + 1,
                                .row_count = component->row_count,
                                .purse_count = prefer->purse_count,
                                .exclusions = component->exclusions,
                                .slots = component->slots,
                                .must_use = component->must_use};
    for (uint32_t j = 0; j < prefer->column_count; j++)
        if (prefer->open[j]) {
            prefer->members[stage->column_count++] = j;
            entries += j < component->column_count ? prefer_column(prefer, j)->entry_count : 1;
            offers += j < component->column_count;
        }
    stage->many = component_copies(component, prefer->members, offers) > WALK_COPIES;
    stage->columns = SCRATCH_ARRAY(prefer->scratch, stage->column_count, struct component_column);
    stage->copies = SCRATCH_CLEARED(prefer->scratch, stage->column_count, int64_t);
    stage->rows = SCRATCH_ARRAY(prefer->scratch, stage->row_count, struct component_row);
    stage->purses = SCRATCH_ARRAY(prefer->scratch, stage->purse_count, struct purse);
    stage->entries = SCRATCH_ARRAY(prefer->scratch, entries, struct entry);
    stage->row_entries = SCRATCH_ARRAY(prefer->scratch, entries, struct row_entry);
    if (stage->columns == NULL || stage->copies == NULL || stage->rows == NULL || stage->purses == NULL ||
        stage->entries == NULL || stage->row_entries == NULL)
        return false;
    for (uint32_t r = 0; r < stage->row_count; r++)
        stage->rows[r] = (struct component_row){.model_row = component->rows[r].model_row, .capacity = prefer->capacities[r]};
    for (uint32_t i = 0; i < stage->purse_count; i++)
        stage->purses[i] = prefer->purses[i];
    return true;
}

static void fill_columns(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    struct component *stage = &prefer->stage;
    uint32_t at = 0;
    for (uint32_t k = 0; k < stage->column_count; k++) {
        uint32_t j = prefer->members[k];
        struct component_column *column = &stage->columns[k];
        if (j < component->column_count) {
            *column = *prefer_column(prefer, j);
            column->money /= prefer->parts;
            for (uint32_t i = 0; i < column->entry_count; i++)
                stage->entries[at + i] = component->entries[column->first_entry + i];
        } else {
            const struct spare *spare = &prefer->spares[j - component->column_count];
            *column = (struct component_column){.model_column = BEST_NONE,
                                                .promotion = component->promotion_count,
                                                .most = spare->units,
                                                .entry_count = 1};
            stage->entries[at] = (struct entry){spare->row, 1};
        }
        column->first_entry = at;
        at += column->entry_count;
    }
    component_list_rows(stage);
}

/* The preference's weights, times `multiple`. */
static bool add_weights(struct prefer *prefer, const struct preference *preference, promo_i128 multiple)
{
    struct component *stage = &prefer->stage;
    promo_i128 part;
    if (preference->promotion == BEST_NONE) {
        const struct component_row *row = &stage->rows[preference->row];
        for (uint32_t i = 0; i < row->entry_count; i++) {
            const struct row_entry *entry = &stage->row_entries[row->first_entry + i];
            int64_t units = preference_units(prefer, preference, prefer->members[entry->column], entry->amount);
            if (!multiply_i128(units, multiple, &part) ||
                !add_i128(stage->columns[entry->column].weight, part, &stage->columns[entry->column].weight))
                return false;
        }
        return true;
    }
    for (uint32_t k = 0; k < stage->column_count; k++)
        if (prefer->members[k] < prefer->component->column_count &&
            (!multiply_i128(preference_value(prefer, preference->promotion, prefer->members[k]) / preference->unit, multiple, &part) ||
             !add_i128(stage->columns[k].weight, part, &stage->columns[k].weight)))
            return false;
    uint32_t cap = prefer->promotions[preference->promotion].cap;
    if (cap != BEST_NONE)
        stage->purses[cap].each += multiple;
    return true;
}

/* Weights: the preferences, the first above the others, and what is held above all. False: they become too large. */
static bool weigh_stage(struct prefer *prefer, const uint32_t *chosen, uint32_t count)
{
    struct component *stage = &prefer->stage;
    promo_i128 multiple = 1, part;
    for (uint32_t k = 0; k < stage->column_count; k++)
        stage->columns[k].weight = 0;
    for (uint32_t i = 0; i < stage->purse_count; i++)
        stage->purses[i].each = 0;
    for (uint32_t c = count; c > 0; c--) {
        const struct preference *preference = &prefer->list[chosen[c - 1]];
        if (!add_weights(prefer, preference, multiple) || !multiply_i128(multiple, preference->range + 1, &multiple))
            return false;
    }
    promo_i128 decided = 1;
    for (uint32_t i = 0; i < prefer->decided_count; i++) {
        if (!add_weights(prefer, &prefer->list[prefer->decided[i]], multiple))
            return false;
        decided += prefer->list[prefer->decided[i]].range;
    }
    if (!multiply_i128(multiple, decided, &multiple))
        return false;
    for (uint32_t k = 0; k < stage->column_count; k++)
        if (!multiply_i128(prefer->held[prefer->members[k]], multiple, &part) ||
            !add_i128(stage->columns[k].weight, part, &stage->columns[k].weight))
            return false;
    for (uint32_t i = 0; i < stage->purse_count; i++)
        if (!multiply_i128(prefer->purses[i].each, multiple, &part) ||
            !add_i128(stage->purses[i].each, part, &stage->purses[i].each))
            return false;
    promo_i128 sum = 0;
    for (uint32_t k = 0; k < stage->column_count; k++)
        if (!preference_add(stage->columns[k].weight, stage->columns[k].most, &sum))
            return false;
    return sum >> WEIGHT_MOST == 0;
}

void stage_count_spares(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    int64_t rest = 0;
    for (uint32_t s = prefer->spare_count; s > 0; s--) {
        const struct spare *spare = &prefer->spares[s - 1];
        const struct component_row *row = &component->rows[spare->row];
        if (s == prefer->spare_count || spare->row != spare[1].row) {
            rest = prefer->capacities[spare->row];
            for (uint32_t i = 0; i < row->entry_count; i++) {
                const struct row_entry *entry = &component->row_entries[row->first_entry + i];
                rest -= entry->amount * prefer->copies[entry->column];
            }
        }
        int64_t units = rest < spare->units ? rest : spare->units;
        prefer->copies[component->column_count + s - 1] = units;
        rest -= units;
    }
}

/* No promotion has more of its budget than those before the one that is preferred next leave it. */
static void limit_caps(struct prefer *prefer, uint32_t next)
{
    const struct component *component = prefer->component;
    for (uint32_t p = 0; p < component->promotion_count; p++) {
        uint32_t budget = prefer->promotions[p].budget;
        if (budget == BEST_NONE)
            continue;
        promo_i128 left = prefer->purses[budget].limit;
        for (uint32_t q = 0; q < p && q < next; q++) {
            promo_i128 money = 0, cap;
            if (prefer->promotions[q].budget != budget)
                continue;
            for (uint32_t j = 0; j < component->column_count; j++)
                if (prefer_column(prefer, j)->promotion == q)
                    money += prefer_column(prefer, j)->money / prefer->parts * prefer->copies[j];
            cap = prefer->purses[prefer->promotions[q].cap].limit;
            left -= money < cap ? money : cap;
        }
        struct purse *cap = &prefer->purses[prefer->promotions[p].cap];
        cap->limit = cap->limit < left ? cap->limit : left;
    }
}

/* The value of a promotion is held above all that follows. False: that becomes too large. */
static bool hold_value(struct prefer *prefer, const struct preference *preference)
{
    promo_i128 multiple = preference->range + 1;
    for (uint32_t j = 0; j < prefer->component->column_count; j++)
        if (prefer->open[j] && (!multiply_i128(prefer->held[j], multiple, &prefer->held[j]) ||
                                !add_i128(prefer->held[j], preference_value(prefer, preference->promotion, j) / preference->unit, &prefer->held[j])))
            return false;
    for (uint32_t i = 0; i < prefer->purse_count; i++)
        if (!multiply_i128(prefer->purses[i].each, multiple, &prefer->purses[i].each))
            return false;
    uint32_t cap = prefer->promotions[preference->promotion].cap;
    if (cap != BEST_NONE)
        prefer->purses[cap].each++;
    return true;
}

/* No set in question claims more units of the row than the set at hand; where it does not claim all up to the atom, none of
 * later ones. */
static void hold_claims(struct prefer *prefer, uint32_t number)
{
    const struct component *component = prefer->component;
    const struct preference *preference = &prefer->list[number];
    prefer->decided[prefer->decided_count++] = number;
    if (preference_greatest(prefer, preference))
        return;
    const struct component_row *row = &component->rows[preference->row];
    prefer->capacities[preference->row] = 0;
    for (uint32_t i = 0; i < row->entry_count; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        prefer->capacities[preference->row] += entry->amount * prefer->copies[entry->column];
    }
    for (uint32_t s = 0; s < prefer->spare_count; s++)
        if (prefer->spares[s].row == preference->row)
            prefer->open[component->column_count + s] = false;
}

promo_status stage_run(struct prefer *prefer, const uint32_t *chosen, uint32_t count, bool *ended)
{
    struct component *stage = &prefer->stage;
    uint32_t promotion = prefer->list[chosen[0]].promotion;
    bool exact = false;
    limit_caps(prefer, promotion != BEST_NONE ? promotion : 0);
    if (!make_stage(prefer))
        return PROMO_NO_MEMORY;
    fill_columns(prefer);
    *ended = true;
    if (!weigh_stage(prefer, chosen, count))
        return PROMO_OK;
    int64_t *start = SCRATCH_ARRAY(prefer->scratch, stage->column_count, int64_t);
    if (start == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t k = 0; k < stage->column_count; k++)
        start[k] = prefer->copies[prefer->members[k]];
    promo_status status = component_improve(stage, start);
    if (status != PROMO_OK)
        return status;
    for (uint32_t k = 0; k < stage->column_count; k++)
        prefer->copies[prefer->members[k]] = stage->copies[k];
    stage_count_spares(prefer);
    *ended = stage->stopped;
    status = hold_by_prices(prefer, stage, prefer->members, 1, &exact);
    for (uint32_t c = 0; status == PROMO_OK && !exact && c < count && !*ended; c++) {
        if (prefer->list[chosen[c]].promotion == BEST_NONE)
            hold_claims(prefer, chosen[c]);
        else
            *ended = !hold_value(prefer, &prefer->list[chosen[c]]);
    }
    return status;
}
