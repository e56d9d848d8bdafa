#include "vm/interpret.h"

#include "base/exact.h"
#include "vm/sets.h"

#include <assert.h>

enum { FIRST_WORDS = 1024, LARGEST_WORDS = 1 << 18 };

struct scene_block {
    struct scene_block *next;
    size_t size;
    uint64_t words[];
};

promo_status scene_init(struct scene *scene, const promo_image *image, const promo_allocator *alloc)
{
    size_t sets = image->view.SETS_COUNT;
    *scene = (struct scene){.alloc = alloc, .image = &image->view};
    scene->entry_of_set = alloc_zeroed(alloc, sets == 0 ? 1 : sets, sizeof *scene->entry_of_set);
    return scene->entry_of_set == NULL ? error_set(PROMO_NO_MEMORY, "no memory left for a session") : PROMO_OK;
}

void scene_done(struct scene *scene)
{
    size_t sets = scene->image->SETS_COUNT;
    alloc_release(scene->alloc, scene->entry_of_set, sets == 0 ? 1 : sets, sizeof *scene->entry_of_set);
    VECTOR_DONE(&scene->entries, scene->alloc);
    VECTOR_DONE(&scene->pending, scene->alloc);
    VECTOR_DONE(&scene->shapes, scene->alloc);
    VECTOR_DONE(&scene->first_class, scene->alloc);
    while (scene->blocks != NULL) {
        struct scene_block *block = scene->blocks;
        scene->blocks = block->next;
        scene->alloc->resize(scene->alloc->context, block, sizeof *block + block->size * sizeof block->words[0], 0);
    }
    *scene = (struct scene){.alloc = scene->alloc, .image = scene->image};
}

static promo_status fail(struct scene *scene, promo_status status)
{
    if (scene->status == PROMO_OK)
        scene->status = status == PROMO_NO_MEMORY ? error_set(status, "no memory left for the evaluation")
                                                  : error_set(status, "a sum of the basket is too large");
    return scene->status;
}

/* --- memory of sets ----------------------------------------------------------------------------------------------------- */

static struct scene_block *block_new(const struct scene *scene, size_t size)
{
    struct scene_block *block = NULL;
    if (size <= (PTRDIFF_MAX - sizeof *block) / sizeof block->words[0])
        block = scene->alloc->resize(scene->alloc->context, NULL, 0, sizeof *block + size * sizeof block->words[0]);
    if (block != NULL) {
        block->next = NULL;
        block->size = size;
    }
    return block;
}

/* Goes on to a block that has room for so many words, a new one if none has; false without memory. */
static bool next_block(struct scene *scene, size_t count)
{
    while (scene->current != NULL && scene->current->size - scene->used < count && scene->current->next != NULL) {
        scene->current = scene->current->next;
        scene->used = 0;
    }
    struct scene_block *last = scene->current;
    if (last == NULL || last->size - scene->used < count) {
        size_t size = last == NULL ? FIRST_WORDS : last->size < LARGEST_WORDS ? last->size * 2 : LARGEST_WORDS;
        struct scene_block *added = block_new(scene, size < count ? count : size);
        if (added == NULL) {
            fail(scene, PROMO_NO_MEMORY);
            return false;
        }
        if (last == NULL)
            scene->blocks = added;
        else
            last->next = added;
        scene->current = added;
        scene->used = 0;
    }
    return true;
}

uint64_t *scene_words(struct scene *scene, size_t count)
{
    bool room = scene->current != NULL && scene->current->size - scene->used >= count;
    if (!room && !next_block(scene, count))
        return NULL;
    uint64_t *words = scene->current->words + scene->used;
    scene->used += count;
    return words;
}

/* --- layers ------------------------------------------------------------------------------------------------------------- */

static void forget_sets(struct scene *scene)
{
    scene->entries.count = 0;
    scene->shapes.count = 0;
    memset(scene->columns_made, 0, sizeof scene->columns_made);
    scene->current = scene->blocks;
    scene->used = 0;
}

/* Whether the units are grouped as before; *repriced says whether any price differs then. */
static bool same_shape(const struct scene *scene, const struct best_class *classes, uint32_t count, bool *repriced)
{
    *repriced = false;
    if (scene->registers == NULL || scene->shapes.count != count)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct scene_shape *shape = &scene->shapes.items[i];
        if (shape->line != classes[i].line || shape->count != classes[i].count)
            return false;
        *repriced |= shape->price != classes[i].price;
    }
    return true;
}

/* Sums of money go, and the sets that read prices. */
static void forget_prices(struct scene *scene, const struct best_class *classes)
{
    for (uint32_t i = 0; i < scene->class_count; i++)
        scene->shapes.items[i].price = classes[i].price;
    if (bits_has(scene->columns_made, ATTRIBUTE_PRICE))
        for (uint32_t i = 0; i < scene->class_count; i++)
            scene->columns[ATTRIBUTE_PRICE][i] = classes[i].price;
    for (size_t i = 0; i < scene->entries.count; i++) {
        struct scene_set *entry = &scene->entries.items[i];
        entry->amount_known = false;
        if (scene->image->SETS[entry->set].reads_price)
            entry->bits_known = entry->counts_known = false;
    }
}

/* The classes of each line. */
static bool index_classes(struct scene *scene, const struct best_class *classes, uint32_t count)
{
    size_t lines = scene->basket->lines.count;
    scene->first_class.count = 0;
    if (!VECTOR_RESERVE(&scene->first_class, scene->alloc, lines + 1) ||
        !VECTOR_RESERVE(&scene->shapes, scene->alloc, count))
        return false;
    uint32_t class_index = 0;
    for (size_t line = 0; line <= lines; line++) {
        scene->first_class.items[line] = class_index;
        while (class_index < count && classes[class_index].line == line)
            class_index++;
    }
    assert(class_index == count);
    scene->first_class.count = lines + 1;
    for (uint32_t i = 0; i < count; i++)
        scene->shapes.items[i] = (struct scene_shape){classes[i].line, classes[i].count, classes[i].price};
    scene->shapes.count = count;
    return true;
}

promo_status scene_layer(struct scene *scene, const struct best_class *classes, uint32_t count)
{
    if (scene->status != PROMO_OK)
        return scene->status;
    bool repriced;
    bool same = same_shape(scene, classes, count, &repriced);
    scene->classes = classes;
    if (same && repriced)
        forget_prices(scene, classes);
    if (same)
        return PROMO_OK;
    forget_sets(scene);
    scene->class_count = count;
    scene->words = count == 0 ? 1 : BITS_WORDS(count);
    scene->registers = scene_words(scene, (SET_REGISTERS + 1) * scene->words);
    if (scene->registers == NULL)
        return scene->status;
    memset(scene->registers + SET_REGISTERS * scene->words, 0, scene->words * sizeof *scene->registers);
    return index_classes(scene, classes, count) ? PROMO_OK : fail(scene, PROMO_NO_MEMORY);
}

/* --- item sets ---------------------------------------------------------------------------------------------------------- */

/* The entry of a set, or NULL while nobody has asked for it. It moves when another is added. */
static inline struct scene_set *entry_find(const struct scene *scene, uint32_t set)
{
    uint32_t number = scene->entry_of_set[set];
    bool found = number < scene->entries.count && scene->entries.items[number].set == set;
    return found ? &scene->entries.items[number] : NULL;
}

/* A new one of a set that has none; NULL without memory. */
static struct scene_set *entry_add(struct scene *scene, uint32_t set)
{
    if (!VECTOR_RESERVE(&scene->entries, scene->alloc, 1)) {
        fail(scene, PROMO_NO_MEMORY);
        return NULL;
    }
    uint64_t *bits = scene_words(scene, scene->words);
    if (bits == NULL)
        return NULL;
    uint32_t number = (uint32_t)scene->entries.count++;
    scene->entry_of_set[set] = number;
    scene->entries.items[number] = (struct scene_set){.set = set, .bits = bits};
    return &scene->entries.items[number];
}

const uint64_t *scene_known_set(const struct scene *scene, uint32_t set)
{
    const struct scene_set *entry = entry_find(scene, set);
    return entry != NULL && entry->bits_known ? entry->bits : NULL;
}

/* Quantity and lines of what is in the set, and its amount: sums of a basket, whose lines and whole are bounded. */
static void add_class(struct scene *scene, struct scene_set *entry, uint32_t class_index)
{
    const struct best_class *units = &scene->classes[class_index];
    int64_t part;
    bits_add(entry->bits, class_index);
    if (!add_i64(entry->quantity, units->count, &entry->quantity) || !multiply_i64(units->price, units->count, &part) ||
        !add_i64(entry->amount, part, &entry->amount))
        fail(scene, PROMO_OVERFLOW);
}

/* A set that is what has one sku, category, brand or tag is known from the basket's term, and its sums with it. */
static void compute_term(struct scene *scene, struct scene_set *entry, enum term_kind kind, uint32_t symbol)
{
    const struct basket *basket = scene->basket;
    const struct basket_term *found = basket_term_find(basket, kind, symbol);
    entry->bits[0] = 0;
    if (scene->words > 1)
        memset(entry->bits, 0, scene->words * sizeof *entry->bits);
    entry->quantity = entry->lines = entry->amount = 0;
    const struct basket_occurrence *occurrences = basket->occurrences.items;
    for (uint32_t at = found != NULL ? found->first : INDEX_NONE; at != INDEX_NONE; at = occurrences[at].next) {
        uint32_t line = occurrences[at].line, end = scene->first_class.items[line + 1];
        entry->lines += scene->first_class.items[line] < end;
        for (uint32_t class_index = scene->first_class.items[line]; class_index < end; class_index++)
            add_class(scene, entry, class_index);
    }
    entry->bits_known = entry->counts_known = entry->amount_known = true;
}

/* Puts the sets that this one loads, and that nobody has computed, before it. False: no memory. */
static bool push_loads(struct scene *scene, uint32_t set, bool *ready)
{
    struct span code = scene->image->SETS[set].code;
    *ready = true;
    for (uint32_t i = 0; i < code.count; i++) {
        struct instruction step = scene->image->CODE[code.first + i];
        if (step.op != OP_SET_LOAD || scene_known_set(scene, step.imm) != NULL)
            continue;
        *ready = false;
        if (!VECTOR_PUSH(&scene->pending, scene->alloc, step.imm)) {
            fail(scene, PROMO_NO_MEMORY);
            return false;
        }
    }
    return true;
}

/* Sets load only sets of smaller numbers, so this ends; each is looked at twice at most. */
static void compute(struct scene *scene, uint32_t wanted)
{
    scene->pending.count = 0;
    bool ready = VECTOR_PUSH(&scene->pending, scene->alloc, wanted);
    if (!ready)
        fail(scene, PROMO_NO_MEMORY);
    while (scene->status == PROMO_OK && scene->pending.count != 0) {
        uint32_t set = scene->pending.items[scene->pending.count - 1];
        if (scene_known_set(scene, set) == NULL) {
            if (!push_loads(scene, set, &ready) || !ready)
                continue;
            struct scene_set *entry = entry_find(scene, set);
            if (entry == NULL && (entry = entry_add(scene, set)) == NULL)
                continue;
            entry->bits_known = sets_run(scene, scene->image->SETS[set].code, entry->bits);
            if (!entry->bits_known)
                fail(scene, PROMO_NO_MEMORY);
        }
        scene->pending.count--;
    }
}

/* The entry of a set whose bits are not known; `entry` is what it has so far, or NULL. */
static struct scene_set *make_entry(struct scene *scene, struct scene_set *entry, uint32_t set)
{
    const struct image_set *of = &scene->image->SETS[set];
    enum term_kind kind = (enum term_kind)((of->term & ((1u << SET_TERM_BITS) - 1)) - 1);
    if (scene->status != PROMO_OK)
        return NULL;
    if (of->term == 0) {
        compute(scene, set);
        entry = entry_find(scene, set);
    } else if (entry != NULL || (entry = entry_add(scene, set)) != NULL) {
        if (of->values.count == 1) {
            compute_term(scene, entry, kind, of->term >> SET_TERM_BITS);
        } else {
            sets_select_terms(scene, kind, of->values, entry->bits);
            entry->bits_known = true;
        }
    }
    return scene->status == PROMO_OK ? entry : NULL;
}

/* The entry with its bits known, or NULL after a failure. */
static inline struct scene_set *ready_entry(struct scene *scene, uint32_t set)
{
    struct scene_set *entry = entry_find(scene, set);
    if (entry == NULL || !entry->bits_known)
        return make_entry(scene, entry, set);
    return scene->status == PROMO_OK ? entry : NULL;
}

const uint64_t *scene_set(struct scene *scene, uint32_t set)
{
    const struct scene_set *entry = ready_entry(scene, set);
    return entry != NULL ? entry->bits : scene->registers + SET_REGISTERS * scene->words;
}

static void count_units(struct scene *scene, struct scene_set *entry)
{
    promo_i128 quantity = 0;
    int64_t lines = 0;
    uint32_t last = INDEX_NONE;
    size_t count = scene->class_count;
    for (size_t i = bits_next(entry->bits, count, 0); i < count; i = bits_next(entry->bits, count, i + 1)) {
        quantity += scene->classes[i].count;
        lines += scene->classes[i].line != last;
        last = scene->classes[i].line;
    }
    if (quantity > INT64_MAX)
        fail(scene, PROMO_OVERFLOW);
    entry->quantity = (int64_t)quantity;
    entry->lines = lines;
    entry->counts_known = true;
}

static void sum_prices(struct scene *scene, struct scene_set *entry)
{
    promo_i128 amount = 0;
    size_t count = scene->class_count;
    for (size_t i = bits_next(entry->bits, count, 0); i < count; i = bits_next(entry->bits, count, i + 1)) {
        promo_i128 part = (promo_i128)scene->classes[i].price * scene->classes[i].count;
        if (!add_i128(amount, part, &amount))
            fail(scene, PROMO_OVERFLOW);
    }
    if (amount > INT64_MAX)
        fail(scene, PROMO_OVERFLOW);
    entry->amount = (int64_t)amount;
    entry->amount_known = true;
}

int64_t scene_quantity(struct scene *scene, uint32_t set)
{
    struct scene_set *entry = ready_entry(scene, set);
    if (entry != NULL && !entry->counts_known)
        count_units(scene, entry);
    return entry == NULL ? 0 : entry->quantity;
}

int64_t scene_lines(struct scene *scene, uint32_t set)
{
    struct scene_set *entry = ready_entry(scene, set);
    if (entry != NULL && !entry->counts_known)
        count_units(scene, entry);
    return entry == NULL ? 0 : entry->lines;
}

int64_t scene_amount(struct scene *scene, uint32_t set)
{
    struct scene_set *entry = ready_entry(scene, set);
    if (entry != NULL && !entry->amount_known)
        sum_prices(scene, entry);
    return entry == NULL ? 0 : entry->amount;
}

/* --- conditions --------------------------------------------------------------------------------------------------------- */

static bool has_coupon(const struct scene *scene, uint32_t coupon)
{
    return scene->accepted != NULL && bits_has(scene->accepted, coupon);
}

static bool in_range(const int64_t *bounds, int64_t value)
{
    return value != VALUE_MISSING && bounds[0] <= value && value <= bounds[1];
}

/* What control operations do is in scene_observe; here is every operation that writes a register. */
static int64_t value_of(struct scene *scene, struct instruction step, const int64_t *r)
{
    const struct basket *basket = scene->basket;
    const struct image_view *image = scene->image;
    switch ((enum op)step.op) {
    case OP_CONSTANT: return image->CONSTANTS[step.imm];
    case OP_QUANTITY: return scene_quantity(scene, step.imm);
    case OP_AMOUNT: return scene_amount(scene, step.imm);
    case OP_LINES: return scene_lines(scene, step.imm);
    case OP_CUSTOMER: return basket->customer[step.imm];
    case OP_ORDER: return basket->order[step.imm];
    case OP_FACT: return basket->facts[step.imm];
    case OP_POINTS: return basket->points[step.imm].balance;
    case OP_TIER: return basket->points[step.imm].tier;
    case OP_EQUAL: return compare_values(CMP_EQUAL, r[step.b], r[step.c]);
    case OP_DIFFERENT: return compare_values(CMP_DIFFERENT, r[step.b], r[step.c]);
    case OP_LESS: return compare_values(CMP_LESS, r[step.b], r[step.c]);
    case OP_AT_MOST: return compare_values(CMP_AT_MOST, r[step.b], r[step.c]);
    case OP_MORE: return compare_values(CMP_MORE, r[step.b], r[step.c]);
    case OP_AT_LEAST: return compare_values(CMP_AT_LEAST, r[step.b], r[step.c]);
    case OP_IN_LIST: return r[step.b] != VALUE_MISSING && image_list_has(image, step.imm, r[step.b]);
    case OP_IN_RANGE: return in_range(image->CONSTANTS + step.imm, r[step.b]);
    case OP_IS_MISSING: return r[step.b] == VALUE_MISSING;
    case OP_IS_TODAY: return basket_is_today(&basket->today, r[step.b]);
    case OP_WITHIN: return basket_is_within(&basket->today, r[step.b], r[step.c]);
    case OP_CUSTOMER_HAS: return basket_set_has(basket, basket->customer[step.b], step.imm);
    case OP_ORDER_HAS: return basket_set_has(basket, basket->order[step.b], step.imm);
    case OP_CUSTOMER_NONE: return basket->customer[step.imm] == VALUE_MISSING;
    case OP_ORDER_NONE: return basket->order[step.imm] == VALUE_MISSING;
    case OP_SEGMENT: return basket_in_segment(basket, step.imm);
    case OP_AUDIENCE: return basket_is_in_audience(basket, step.imm);
    case OP_COUPON: return has_coupon(scene, step.imm);
    case OP_TRUE: return 1;
    case OP_FALSE: return 0;
    case OP_NOT: return !r[step.b];
    case OP_AND: return r[step.b] && r[step.c];
    case OP_OR: return r[step.b] || r[step.c];
    default: return 0; /* verified: operations on sets are not in conditions */
    }
}

bool scene_observe(struct scene *scene, struct span code, int64_t *observed)
{
    int64_t r[VALUE_REGISTERS] = {VALUE_MISSING};
    bool holds = code.count == 0;
    const struct instruction *step = scene->image->CODE + code.first;
    const struct instruction *end = step + code.count;
    while (step < end) {
        scene->instructions++;
        if (step->op == OP_SKIP_IF || step->op == OP_SKIP_UNLESS) {
            bool skips = (r[step->b] != 0) == (step->op == OP_SKIP_IF);
            step = skips ? scene->image->CODE + step->imm : step + 1;
            continue;
        }
        if (step->op == OP_RETURN) {
            holds = r[step->b] != 0;
            break;
        }
        r[step->a] = value_of(scene, *step, r);
        step++;
    }
    *observed = r[0];
    return holds && scene->status == PROMO_OK;
}

bool scene_holds(struct scene *scene, struct span code)
{
    int64_t observed;
    return scene_observe(scene, code, &observed);
}
