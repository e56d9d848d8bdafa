/* Dual prices of rows, in whole numbers: any prices at which no column costs less than nothing bound every set. */
#include "vm/best_component.h"

static promo_i128 column_price(const struct component *component, const struct component_column *column)
{
    promo_i128 sum = 0;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        sum += component->rows[entry->row].price * entry->amount;
    }
    return sum;
}

/* Each column's weight shared out over the units it takes; a row costs the greatest share. */
static void share_weights(struct component *component)
{
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        promo_i128 units = 0;
        for (uint32_t i = 0; i < column->entry_count; i++)
            units += component->entries[column->first_entry + i].amount;
        promo_i128 share = column->weight <= 0 ? 0 : (column->weight + units - 1) / units;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            struct component_row *row = &component->rows[component->entries[column->first_entry + i].row];
            row->price = share > row->price ? share : row->price;
        }
    }
}

/* Lowers each price as far as its columns allow. */
static void lower_prices(struct component *component)
{
    for (uint32_t r = 0; r < component->row_count; r++) {
        struct component_row *row = &component->rows[r];
        promo_i128 step = row->price;
        for (uint32_t i = 0; i < row->entry_count && step > 0; i++) {
            const struct row_entry *entry = &component->row_entries[row->first_entry + i];
            promo_i128 most = component->columns[entry->column].cost / entry->amount;
            step = most < step ? most : step;
        }
        row->price -= step;
        for (uint32_t i = 0; i < row->entry_count && step > 0; i++) {
            const struct row_entry *entry = &component->row_entries[row->first_entry + i];
            component->columns[entry->column].cost -= step * entry->amount;
        }
    }
}

promo_status component_price(struct component *component)
{
    share_weights(component);
    for (uint32_t j = 0; j < component->column_count; j++) {
        struct component_column *column = &component->columns[j];
        column->cost = column_price(component, column) - column->weight;
    }
    lower_prices(component);
    component->priced = 0;
    for (uint32_t r = 0; r < component->row_count; r++) {
        promo_i128 part;
        if (!multiply_i128(component->rows[r].price, component->rows[r].capacity, &part) ||
            !add_i128(component->priced, part, &component->priced))
            return PROMO_OVERFLOW;
    }
    return PROMO_OK;
}
