#include "vm/sets.h"

static void clear(const struct scene *scene, uint64_t *out)
{
    memset(out, 0, scene->words * sizeof *out);
}

/* Bits beyond the classes stay zero. */
static void fill(const struct scene *scene, uint64_t *out)
{
    memset(out, 0xFF, scene->words * sizeof *out);
    uint32_t rest = scene->class_count % 64;
    if (rest != 0)
        out[scene->words - 1] = UINT64_MAX >> (64 - rest);
    if (scene->class_count == 0)
        out[0] = 0;
}

/* --- by sku, category, brand, tag --------------------------------------------------------------------------------------- */

static void add_lines(const struct scene *scene, const struct basket_term *term, uint64_t *out)
{
    const struct basket_occurrence *occurrences = scene->basket->occurrences.items;
    for (uint32_t at = term->first; at != INDEX_NONE; at = occurrences[at].next) {
        uint32_t line = occurrences[at].line, end = scene->first_class.items[line + 1];
        for (uint32_t class_index = scene->first_class.items[line]; class_index < end; class_index++)
            bits_add(out, class_index);
    }
}

static uint32_t steps_of_search(uint32_t count)
{
    uint32_t steps = 1;
    for (; count > 1; count /= 2)
        steps++;
    return steps;
}

/* A short list is looked up in the basket; in a long one the basket's terms are looked up. */
void sets_select_terms(const struct scene *scene, enum term_kind kind, struct span span, uint64_t *out)
{
    const struct basket *basket = scene->basket;
    const int64_t *values = scene->image->LIST_VALUES + span.first;
    size_t terms = basket->kinds[kind].count;
    clear(scene, out);
    if (terms == 0)
        return;
    if (span.count / steps_of_search(span.count) <= terms) {
        for (uint32_t i = 0; i < span.count; i++) {
            const struct basket_term *term = basket_term_find(basket, kind, (uint32_t)values[i]);
            if (term != NULL)
                add_lines(scene, term, out);
        }
        return;
    }
    for (size_t i = 0; i < terms; i++) {
        const struct basket_term *term = &basket->terms.items[basket->kinds[kind].items[i]];
        if (image_values_have(scene->image, span, term->symbol))
            add_lines(scene, term, out);
    }
}

/* --- by attribute --------------------------------------------------------------------------------------------------------- */

static int64_t attribute_of(const struct scene *scene, uint32_t class_index, uint32_t attribute)
{
    uint32_t number = scene->classes[class_index].line;
    const struct basket_line *line = &scene->basket->lines.items[number];
    switch (attribute) {
    case ATTRIBUTE_PRICE: return scene->classes[class_index].price;
    case ATTRIBUTE_LIST_PRICE: return line->list_price;
    case ATTRIBUTE_COST: return line->cost;
    case ATTRIBUTE_QUANTITY: return line->quantity;
    case ATTRIBUTE_SKU: return line->sku;
    case ATTRIBUTE_BRAND: return line->brand == TEXTS_NONE ? VALUE_MISSING : (int64_t)line->brand;
    default: return basket_item_value(scene->basket, number, attribute - ATTRIBUTE_FIELDS);
    }
}

/* The attribute of every class, gathered when the first set asks for it; NULL without memory. */
static const int64_t *column_of(struct scene *scene, uint32_t attribute)
{
    if (bits_has(scene->columns_made, attribute))
        return scene->columns[attribute];
    _Static_assert(sizeof(int64_t) == sizeof(uint64_t), "a value fills a word");
    int64_t *column = (int64_t *)scene_words(scene, scene->class_count == 0 ? 1 : scene->class_count);
    if (column == NULL)
        return NULL;
    for (uint32_t i = 0; i < scene->class_count; i++)
        column[i] = attribute_of(scene, i, attribute);
    scene->columns[attribute] = column;
    bits_add(scene->columns_made, attribute);
    return column;
}

/* For each class i: whether `test` holds of it, into the bits at `out`. */
#define SELECT(scene, out, test)                                          \
    for (uint32_t base = 0; base < (scene)->class_count; base += 64) {     \
        uint32_t end = (scene)->class_count - base < 64 ? (scene)->class_count : base + 64; \
        uint64_t word = 0;                                                \
        for (uint32_t i = base; i < end; i++)                             \
            word |= (uint64_t)(test) << (i - base);                       \
        (out)[base / 64] = word;                                          \
    }

static void select_compared(const struct scene *scene, enum comparison comparison, const int64_t *left, const int64_t *right,
                            int64_t constant, uint64_t *out)
{
#define COMPARED(operator)                                                                               \
    if (right == NULL)                                                                                   \
        SELECT(scene, out, left[i] != VALUE_MISSING && left[i] operator constant)                        \
    else                                                                                                 \
        SELECT(scene, out, left[i] != VALUE_MISSING && right[i] != VALUE_MISSING && left[i] operator right[i])
    switch (comparison) {
    case CMP_EQUAL: COMPARED(==) break;
    case CMP_DIFFERENT: COMPARED(!=) break;
    case CMP_LESS: COMPARED(<) break;
    case CMP_AT_MOST: COMPARED(<=) break;
    case CMP_MORE: COMPARED(>) break;
    case CMP_AT_LEAST: COMPARED(>=) break;
    case CMP_COUNT: break;
    }
#undef COMPARED
}

static void select_within(const struct scene *scene, const int64_t *values, int64_t days, uint64_t *out)
{
    const struct basket_today *today = &scene->basket->today;
    SELECT(scene, out, basket_is_within(today, values[i], days))
}

/* An instruction that selects by attribute c; false without memory. */
static bool select_classes(struct scene *scene, struct instruction step, uint64_t *out)
{
    const struct image_view *image = scene->image;
    const int64_t *values = column_of(scene, step.c), *others = NULL;
    int64_t constant = 0;
    if (step.op == OP_SET_COMPARE || step.op == OP_SET_WITHIN)
        constant = image->CONSTANTS[step.imm];
    if (step.op == OP_SET_COMPARE_ATTRIBUTES && (others = column_of(scene, step.imm)) == NULL)
        return false;
    if (values == NULL)
        return false;
    clear(scene, out);
    switch ((enum op)step.op) {
    case OP_SET_COMPARE:
        if (constant == VALUE_MISSING)
            break;
        /* fall through */
    case OP_SET_COMPARE_ATTRIBUTES: select_compared(scene, (enum comparison)step.b, values, others, constant, out); break;
    case OP_SET_IN_LIST: SELECT(scene, out, values[i] != VALUE_MISSING && image_list_has(image, step.imm, values[i])) break;
    case OP_SET_IN_RANGE: {
        const int64_t *bounds = image->CONSTANTS + step.imm;
        SELECT(scene, out, values[i] != VALUE_MISSING && bounds[0] <= values[i] && values[i] <= bounds[1])
        break;
    }
    case OP_SET_MISSING: SELECT(scene, out, values[i] == VALUE_MISSING) break;
    case OP_SET_TODAY: select_within(scene, values, 0, out); break;
    case OP_SET_WITHIN: select_within(scene, values, constant, out); break;
    case OP_SET_HAS: SELECT(scene, out, basket_set_has(scene->basket, values[i], step.imm)) break;
    default: break; /* verified: no other operation selects by attribute */
    }
    return true;
}

/* --- the code of a set ---------------------------------------------------------------------------------------------------- */

static void combine(const struct scene *scene, enum op op, uint64_t *out, const uint64_t *left, const uint64_t *right)
{
    for (size_t i = 0; i < scene->words; i++)
        out[i] = op == OP_SET_UNION ? left[i] | right[i] : op == OP_SET_BOTH ? left[i] & right[i] : left[i] & ~right[i];
}

static void complement(const struct scene *scene, uint64_t *out, const uint64_t *of, uint64_t *scratch)
{
    fill(scene, scratch);
    combine(scene, OP_SET_EXCEPT, out, scratch, of);
}

/* False without memory. */
static bool run_step(struct scene *scene, struct instruction step, uint64_t *out)
{
    size_t words = scene->words;
    uint64_t *a = scene->registers + step.a * words;
    switch ((enum op)step.op) {
    case OP_SET_ALL: fill(scene, a); break;
    case OP_SET_NONE: clear(scene, a); break;
    case OP_SET_SKU: sets_select_terms(scene, TERM_SKU, scene->image->LISTS[step.imm], a); break;
    case OP_SET_CATEGORY: sets_select_terms(scene, TERM_CATEGORY, scene->image->LISTS[step.imm], a); break;
    case OP_SET_BRAND: sets_select_terms(scene, TERM_BRAND, scene->image->LISTS[step.imm], a); break;
    case OP_SET_TAG: sets_select_terms(scene, TERM_TAG, scene->image->LISTS[step.imm], a); break;
    case OP_SET_LOAD: memcpy(a, scene_known_set(scene, step.imm), words * sizeof *a); break;
    case OP_SET_UNION:
    case OP_SET_BOTH:
    case OP_SET_EXCEPT:
        combine(scene, (enum op)step.op, a, scene->registers + step.b * words, scene->registers + step.c * words);
        break;
    case OP_SET_NOT: complement(scene, a, scene->registers + step.b * words, out); break;
    case OP_SET_RETURN: memcpy(out, scene->registers + step.b * words, words * sizeof *out); break;
    default: return select_classes(scene, step, a);
    }
    return true;
}

/* The result's room serves as scratch until the last instruction writes it. */
bool sets_run(struct scene *scene, struct span code, uint64_t *out)
{
    const struct instruction *steps = scene->image->CODE + code.first;
    bool done = true;
    for (uint32_t i = 0; done && i < code.count; i++)
        done = run_step(scene, steps[i], out);
    scene->instructions += code.count;
    return done;
}
