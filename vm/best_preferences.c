#include "vm/best_preferences.h"

#include "vm/sort.h"

#include <string.h>

/* Worth of a copy, in parts. */
static promo_i128 worth_of(const struct prefer *prefer, uint32_t j)
{
    const struct model *model = prefer->component->model;
    return (promo_i128)model->columns.items[prefer_column(prefer, j)->model_column].worth * model->scale;
}

/* What a unit of a row with a base takes off, in parts. */
static promo_i128 base_of(const struct prefer *prefer, uint32_t row)
{
    const struct model *model = prefer->component->model;
    return model->bases[prefer->component->rows[row].model_row].weight / model->award_scale;
}

promo_i128 preference_value(const struct prefer *prefer, uint32_t promotion, uint32_t j)
{
    const struct component *component = prefer->component;
    const struct component_column *column = prefer_column(prefer, j);
    promo_i128 value = column->promotion == promotion ? column->money + worth_of(prefer, j) : 0;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        if (prefer->bases[entry->row] == promotion)
            value -= base_of(prefer, entry->row) * entry->amount;
    }
    return value / prefer->parts;
}

promo_i128 preference_money(const struct prefer *prefer, uint32_t promotion, uint32_t j)
{
    const struct component_column *column = prefer_column(prefer, j);
    return column->promotion == promotion ? column->money / prefer->parts : 0;
}

int64_t preference_units(const struct prefer *prefer, const struct preference *preference, uint32_t j, int64_t amount)
{
    if (j < prefer->component->column_count)
        return amount;
    return prefer->spares[j - prefer->component->column_count].atom > preference->atom ? amount : 0;
}

void preferences_parts(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    promo_i128 parts = 0;
    for (uint32_t j = 0; j < component->column_count && parts != 1; j++)
        parts = component_divisor(component_divisor(parts, prefer_column(prefer, j)->money), worth_of(prefer, j));
    for (uint32_t i = 0; i < component->purse_count; i++)
        parts = component_divisor(parts, component->purses[i].limit);
    for (uint32_t r = 0; r < component->row_count; r++)
        if (prefer->bases[r] != BEST_NONE)
            parts = component_divisor(parts, base_of(prefer, r));
    prefer->parts = parts > 0 ? parts : 1;
}

bool preference_add(promo_i128 each, int64_t copies, promo_i128 *sum)
{
    promo_i128 part;
    return multiply_i128(each < 0 ? -each : each, copies, &part) && add_i128(*sum, part, sum);
}

/* No more money than the cap, and what else there may be. */
static bool limit_range(const struct prefer *prefer, struct preference *preference, promo_i128 limit)
{
    for (uint32_t j = 0; j < prefer->component->column_count; j++) {
        promo_i128 other = preference_value(prefer, preference->promotion, j) - preference_money(prefer, preference->promotion, j);
        if (!preference_add(other, prefer_column(prefer, j)->most, &limit))
            return false;
    }
    preference->range = preference->range < limit ? preference->range : limit;
    return true;
}

/* The greatest sum that any set can count, less the least; 0: all sets count the same. */
static bool find_range(const struct prefer *prefer, struct preference *preference)
{
    const struct component *component = prefer->component;
    preference->range = 0;
    if (preference->promotion != BEST_NONE) {
        uint32_t cap = prefer->promotions[preference->promotion].cap;
        preference->unit = cap == BEST_NONE ? 0 : 1;
        for (uint32_t j = 0; j < component->column_count; j++) {
            promo_i128 value = preference_value(prefer, preference->promotion, j);
            if (!preference_add(value, prefer_column(prefer, j)->most, &preference->range))
                return false;
            preference->unit = component_divisor(preference->unit, value);
        }
        preference->range = preference->unit > 0 ? preference->range / preference->unit : 0;
        return cap == BEST_NONE || limit_range(prefer, preference, prefer->purses[cap].limit);
    }
    const struct component_row *row = &component->rows[preference->row];
    for (uint32_t i = 0; i < row->entry_count && preference->range < row->capacity; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        if (!preference_add(entry->amount, prefer_column(prefer, entry->column)->most, &preference->range))
            return false;
    }
    if (preference->range > row->capacity)
        preference->range = row->capacity;
    return true;
}

/* Whether the promotion's worth can stand for money of a budget: what is left to later ones is then not known. */
static bool mixes_worth(const struct prefer *prefer, uint32_t promotion)
{
    const struct component *component = prefer->component;
    bool money = false, worth = false, shared = false;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (prefer_column(prefer, j)->promotion == promotion) {
            money |= prefer_column(prefer, j)->money != 0;
            worth |= worth_of(prefer, j) != 0;
        }
    for (uint32_t p = promotion + 1; p < component->promotion_count; p++)
        shared |= component->promotions[p].budget == component->promotions[promotion].budget;
    return money && worth && shared && component->promotions[promotion].budget != BEST_NONE;
}

/* Whether columns give anything by the promotion, or take units that it has a base for. */
static bool is_concerned(const struct prefer *prefer, uint32_t promotion)
{
    const struct component *component = prefer->component;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (component->columns[j].promotion == promotion)
            return true;
    for (uint32_t r = 0; r < component->row_count; r++)
        if (prefer->bases[r] == promotion)
            return true;
    return false;
}

/* Values of promotions in order; what all others have decides the last of those that differ. False: not all are listed. */
static bool list_values(struct prefer *prefer)
{
    for (uint32_t p = 0; p < prefer->component->promotion_count; p++) {
        struct preference preference = {.promotion = p, .row = BEST_NONE};
        if (!is_concerned(prefer, p))
            continue;
        if (!find_range(prefer, &preference))
            return false;
        if (preference.range > 0)
            prefer->list[prefer->count++] = preference;
        if (preference.range > 0 && mixes_worth(prefer, p))
            return false;
    }
    if (prefer->count > 0)
        prefer->count--;
    return true;
}

static bool is_claimed(const struct prefer *prefer, uint32_t row)
{
    const struct component *component = prefer->component;
    const struct model *model = component->model;
    uint32_t number = component->rows[row].model_row;
    return number != BEST_NONE && number <= model->row_count &&
           (number == model->row_count || model->bases[number].event == BEST_NONE);
}

static bool atom_first(const void *context, uint32_t a, uint32_t b)
{
    const struct preference *list = context;
    return list[a].atom < list[b].atom;
}

/* Claimed units, atom after atom. */
static promo_status list_claims(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    const struct model *model = component->model;
    struct preference *list = prefer->list + prefer->count;
    uint32_t count = 0;
    for (uint32_t r = 0; r < component->row_count; r++) {
        struct preference preference = {.promotion = BEST_NONE, .row = r};
        const struct component_row *row = &component->rows[r];
        if (!is_claimed(prefer, r))
            continue;
        if (!find_range(prefer, &preference))
            preference.range = row->capacity;
        bool shipping = row->model_row == model->row_count, first = true;
        int64_t taken = row->taken;
        for (uint32_t a = shipping ? model->atom_count : model->places[row->model_row].first_atom; a != BEST_NONE;
             a = shipping ? BEST_NONE : model->atoms[a].next) {
            int64_t units = (shipping ? 1 : model->atoms[a].count) - taken;
            taken = units < 0 ? -units : 0;
            if (units <= 0)
                continue;
            preference.atom = a;
            list[count++] = preference;
            if (!first)
                prefer->spares[prefer->spare_count++] = (struct spare){r, a, units};
            first = false;
        }
    }
    uint32_t *order = SCRATCH_ARRAY(prefer->scratch, count, uint32_t);
    struct preference *sorted = SCRATCH_ARRAY(prefer->scratch, count, struct preference);
    if (order == NULL || sorted == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    sort_numbers(order, count, atom_first, list);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = list[order[i]];
    if (count > 0)
        memcpy(list, sorted, count * sizeof *list);
    prefer->count += count;
    return PROMO_OK;
}

uint32_t preferences_most(const struct component *component)
{
    const struct model *model = component->model;
    uint32_t count = component->promotion_count + component->row_count;
    for (uint32_t r = 0; r < component->row_count; r++) {
        uint32_t number = component->rows[r].model_row;
        uint32_t atom = number < model->row_count ? model->places[number].first_atom : BEST_NONE;
        for (; atom != BEST_NONE; atom = model->atoms[atom].next)
            count++;
    }
    return count;
}

bool preference_settled(const struct prefer *prefer, const struct preference *preference)
{
    const struct component *component = prefer->component;
    if (preference->promotion != BEST_NONE) {
        uint32_t cap = prefer->promotions[preference->promotion].cap;
        bool spent = cap != BEST_NONE && prefer->spent[cap];
        for (uint32_t j = 0; j < component->column_count; j++)
            if (prefer->open[j] && preference_value(prefer, preference->promotion, j) !=
                                       (spent ? preference_money(prefer, preference->promotion, j) : 0))
                return false;
        return true;
    }
    const struct component_row *row = &component->rows[preference->row];
    for (uint32_t i = 0; i < row->entry_count && !prefer->tight[preference->row]; i++)
        if (prefer->open[component->row_entries[row->first_entry + i].column])
            return false;
    return true;
}

bool preference_greatest(const struct prefer *prefer, const struct preference *preference)
{
    const struct component *component = prefer->component;
    if (preference->promotion != BEST_NONE)
        return false;
    const struct component_row *row = &component->rows[preference->row];
    int64_t units = 0;
    for (uint32_t i = 0; i < row->entry_count; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        units += entry->amount * prefer->copies[entry->column];
    }
    for (uint32_t s = 0; s < prefer->spare_count; s++)
        if (prefer->spares[s].row == preference->row && prefer->spares[s].atom > preference->atom)
            units += prefer->copies[component->column_count + s];
    return units == prefer->capacities[preference->row];
}

promo_status preferences_list(struct prefer *prefer, bool *whole)
{
    *whole = list_values(prefer);
    return *whole ? list_claims(prefer) : PROMO_OK;
}
