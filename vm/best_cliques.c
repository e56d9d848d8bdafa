#include "vm/best_cliques.h"

#include "base/bits.h"
#include "vm/best_linear.h"

#include <string.h>

enum {
    ROUNDS = 1,
    COLUMNS_MOST = 1024, /* of a component that cliques are looked for in */
    CLIQUES_MOST = 32,   /* added at a time */
    COPIES_MOST = 64     /* that a clique's row counts */
};

#define ONE ((int64_t)1 << LINEAR_BITS)
#define BROKEN (ONE + ONE / 32) /* what the parts of a clique's columns come to at least, to be worth a row */
#define NONE_OF (ONE >> 12)     /* less of a column is none of it */

struct clique {
    uint64_t *columns;
    int64_t copies; /* a multiple of what each column can be taken */
};

struct cliques {
    struct component *component;
    size_t words;        /* of a set of columns */
    int64_t *parts;      /* by column: how much of all copies that it can have the relaxation takes */
    uint32_t *taken;     /* the columns that it takes something of, the greatest part first */
    uint32_t taken_count;
    uint64_t *conflicts; /* by column: those that leave no room for a copy of each other ... */
    bool *known;         /* ... if they have been looked at */
    struct clique found[CLIQUES_MOST];
    uint32_t found_count;
};

/* False: the relaxation takes whole copies only. */
static bool list_taken(struct cliques *cliques)
{
    const struct component *component = cliques->component;
    bool split = false;
    for (uint32_t j = 0; j < component->column_count; j++) {
        int64_t value = component->values[j], most = component->columns[j].most;
        if (value < NONE_OF || most < 1)
            continue;
        int64_t part = cliques->parts[j] = most == 1 ? value : value / most;
        uint32_t at = cliques->taken_count++;
        for (; at > 0 && cliques->parts[cliques->taken[at - 1]] < part; at--)
            cliques->taken[at] = cliques->taken[at - 1];
        cliques->taken[at] = j;
        split |= part < ONE - NONE_OF;
    }
    return split;
}

static const uint64_t *conflicts_of(struct cliques *cliques, uint32_t number)
{
    const struct component *component = cliques->component;
    const struct component_column *column = &component->columns[number];
    uint64_t *conflicts = cliques->conflicts + number * cliques->words;
    if (cliques->known[number])
        return conflicts;
    cliques->known[number] = true;
    memset(conflicts, 0, cliques->words * sizeof *conflicts);
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        const struct component_row *row = &component->rows[entry->row];
        const struct row_entry *other = component->row_entries + row->first_entry, *end = other + row->entry_count;
        int64_t room = row->capacity - entry->amount;
        for (; other < end; other++)
            if (other->amount > room)
                bits_add(conflicts, other->column);
        component->model->work += row->entry_count / 8 + 1;
    }
    bits_drop(conflicts, number);
    return conflicts;
}

/* Adds the column to a clique, all of whose columns it conflicts with. */
static void join(struct cliques *cliques, uint64_t *clique, uint64_t *candidates, uint32_t number)
{
    const uint64_t *conflicts = conflicts_of(cliques, number);
    bits_add(clique, number);
    for (size_t word = 0; word < cliques->words; word++)
        candidates[word] &= conflicts[word];
}

/* The clique that a column begins, those that the relaxation takes most of first. False: it breaks none. */
static bool grow(struct cliques *cliques, uint32_t first, uint64_t *clique, uint64_t *candidates)
{
    int64_t sum = cliques->parts[first];
    memset(clique, 0, cliques->words * sizeof *clique);
    memcpy(candidates, conflicts_of(cliques, first), cliques->words * sizeof *candidates);
    bits_add(clique, first);
    for (uint32_t i = 0; i < cliques->taken_count; i++) {
        uint32_t number = cliques->taken[i];
        if (!bits_has(candidates, number))
            continue;
        sum += cliques->parts[number];
        join(cliques, clique, candidates, number);
    }
    if (sum < BROKEN)
        return false;
    size_t count = cliques->component->column_count;
    for (size_t next = bits_next(candidates, count, 0); next < count; next = bits_next(candidates, count, next + 1))
        join(cliques, clique, candidates, (uint32_t)next);
    return true;
}

/* The least multiple of what each of a clique's columns can be taken; 0: it is too great. */
static int64_t common_copies(const struct component *component, const uint64_t *clique)
{
    int64_t copies = 1;
    size_t number, count = component->column_count;
    for (struct bits_walk walk = bits_walk(clique, count); bits_walk_next(&walk, &number);) {
        int64_t most = component->columns[number].most;
        if (most < 1 || most > COPIES_MOST)
            return 0;
        copies *= most / (int64_t)component_divisor(copies, most);
        if (copies > COPIES_MOST)
            return 0;
    }
    return copies;
}

static bool is_known(const struct cliques *cliques, const uint64_t *clique)
{
    for (uint32_t i = 0; i < cliques->found_count; i++)
        if (memcmp(cliques->found[i].columns, clique, cliques->words * sizeof *clique) == 0)
            return true;
    return false;
}

static promo_status find(struct cliques *cliques)
{
    struct scratch *scratch = cliques->component->model->scratch;
    uint64_t *candidates = SCRATCH_ARRAY(scratch, cliques->words, uint64_t), *clique = NULL;
    if (candidates == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t i = 0; i < cliques->taken_count && cliques->found_count < CLIQUES_MOST; i++) {
        if (cliques->parts[cliques->taken[i]] >= ONE - NONE_OF)
            continue;
        clique = clique == NULL ? SCRATCH_ARRAY(scratch, cliques->words, uint64_t) : clique;
        if (clique == NULL)
            return PROMO_NO_MEMORY;
        if (!grow(cliques, cliques->taken[i], clique, candidates) || is_known(cliques, clique))
            continue;
        int64_t copies = common_copies(cliques->component, clique);
        if (copies == 0)
            continue;
        cliques->found[cliques->found_count++] = (struct clique){clique, copies};
        clique = NULL;
    }
    return PROMO_OK;
}

/* Rows of the cliques, after all others. */
static promo_status add_rows(struct cliques *cliques)
{
    struct component *component = cliques->component;
    struct scratch *scratch = component->model->scratch;
    const struct entry *old = component->entries;
    uint32_t rows = component->row_count, at = 0;
    size_t entry_count = 0;
    for (uint32_t j = 0; j < component->column_count; j++)
        entry_count += component->columns[j].entry_count + cliques->found_count;
    const struct component_row *old_rows = component->rows;
    component->rows = SCRATCH_ARRAY(scratch, rows + cliques->found_count, struct component_row);
    component->entries = SCRATCH_ARRAY(scratch, entry_count, struct entry);
    component->row_entries = SCRATCH_ARRAY(scratch, entry_count, struct row_entry);
    if (component->rows == NULL || component->entries == NULL || component->row_entries == NULL)
        return PROMO_NO_MEMORY;
    memcpy(component->rows, old_rows, rows * sizeof *old_rows);
    for (uint32_t i = 0; i < cliques->found_count; i++)
        component->rows[component->row_count++] =
            (struct component_row){.model_row = BEST_NONE, .capacity = cliques->found[i].copies};
    for (uint32_t j = 0; j < component->column_count; j++) {
        struct component_column *column = &component->columns[j];
        memcpy(component->entries + at, old + column->first_entry, column->entry_count * sizeof *old);
        column->first_entry = at;
        at += column->entry_count;
        for (uint32_t i = 0; i < cliques->found_count; i++)
            if (bits_has(cliques->found[i].columns, j))
                component->entries[at++] = (struct entry){rows + i, cliques->found[i].copies / column->most};
        column->entry_count = at - column->first_entry;
    }
    component_list_rows(component);
    component->model->work += at / 8;
    return PROMO_OK;
}

/* *added: whether there are more rows now. */
static promo_status add_cliques(struct component *component, bool *added)
{
    struct scratch *scratch = component->model->scratch;
    uint32_t count = component->column_count;
    struct cliques cliques = {.component = component, .words = BITS_WORDS(count)};
    cliques.parts = SCRATCH_CLEARED(scratch, count, int64_t);
    cliques.taken = SCRATCH_ARRAY(scratch, count, uint32_t);
    *added = false;
    if (cliques.parts == NULL || cliques.taken == NULL)
        return PROMO_NO_MEMORY;
    if (!list_taken(&cliques))
        return PROMO_OK;
    cliques.conflicts = SCRATCH_ARRAY(scratch, count * cliques.words, uint64_t);
    cliques.known = SCRATCH_CLEARED(scratch, count, bool);
    if (cliques.conflicts == NULL || cliques.known == NULL)
        return PROMO_NO_MEMORY;
    promo_status status = find(&cliques);
    *added = status == PROMO_OK && cliques.found_count > 0;
    return *added ? add_rows(&cliques) : status;
}

promo_status cliques_tighten(struct component *component, const uint32_t *order, bool *tightened)
{
    promo_status status = PROMO_OK;
    bool added = component->column_count <= COLUMNS_MOST;
    *tightened = false;
    for (int round = 0; round < ROUNDS && added && status == PROMO_OK; round++) {
        uint32_t rows = component->row_count;
        status = add_cliques(component, &added);
        if (status == PROMO_OK && added)
            status = linear_add_rows(component->linear, rows);
        if (status != PROMO_OK || !added)
            break;
        *tightened = true;
        (void)linear_dual(component->linear, order, component->column_count, INT64_MAX);
        linear_values(component->linear, order, component->column_count, component->values);
    }
    return status;
}
