/* Code: what each shape's operands are, and that registers are written before they are read on every path. */
#include "vm/verify_parts.h"

#include <string.h>

/* Item fields follow the built-in attributes; two numbers between are not used. */
static bool check_attribute(struct verifier *verifier, uint32_t attribute, bool set, bool any_type)
{
    if (attribute <= ATTRIBUTE_BRAND)
        return verify_that(verifier, !set || any_type, "an attribute is no set");
    if (attribute < ATTRIBUTE_FIELDS)
        return verify_fail(verifier, "no such attribute");
    const struct image_field *field = verify_field(verifier, OWNER_ITEM, attribute - ATTRIBUTE_FIELDS);
    if (field == NULL)
        return verify_fail(verifier, "no such field of an item");
    return verify_that(verifier, any_type || (field->type == TYPE_SET) == set, "a field is of the wrong type");
}

static bool check_field(struct verifier *verifier, enum field_owner owner, uint32_t slot, bool set)
{
    const struct image_field *field = verify_field(verifier, owner, slot);
    return verify_that(verifier, field != NULL && (field->type == TYPE_SET) == set, "no such field");
}

/* One constant, or two in a row. */
static bool check_constants(struct verifier *verifier, uint32_t first, uint32_t count)
{
    uint32_t all = verifier->view->CONSTANTS_COUNT;
    return verify_that(verifier, count <= all && first <= all - count, "no such constant");
}

enum register_file { NO_REGISTERS, VALUES, SETS };

/* Which of a, b and c are registers, and of which kind; the rest of an instruction is checked by shape. */
static const struct shape_registers {
    enum register_file file;
    bool writes_a, reads_b, reads_c;
} REGISTERS[] = {
    [VALUE_CONSTANT] = {VALUES, true, false, false},
    [VALUE_SET] = {VALUES, true, false, false},
    [VALUE_CUSTOMER] = {VALUES, true, false, false},
    [VALUE_ORDER] = {VALUES, true, false, false},
    [VALUE_FACT] = {VALUES, true, false, false},
    [VALUE_PROGRAM] = {VALUES, true, false, false},
    [BOOL_VALUES] = {VALUES, true, true, true},
    [BOOL_VALUE_LIST] = {VALUES, true, true, false},
    [BOOL_VALUE_RANGE] = {VALUES, true, true, false},
    [BOOL_VALUE] = {VALUES, true, true, false},
    [BOOL_CUSTOMER_LIST] = {VALUES, true, false, false},
    [BOOL_ORDER_LIST] = {VALUES, true, false, false},
    [BOOL_CUSTOMER] = {VALUES, true, false, false},
    [BOOL_ORDER] = {VALUES, true, false, false},
    [BOOL_SYMBOL] = {VALUES, true, false, false},
    [BOOL_AUDIENCE] = {VALUES, true, false, false},
    [BOOL_COUPON] = {VALUES, true, false, false},
    [BOOL] = {VALUES, true, false, false},
    [BOOL_BOOL] = {VALUES, true, true, false},
    [BOOL_BOOLS] = {VALUES, true, true, true},
    [SKIP] = {VALUES, false, true, false},
    [RETURN_BOOL] = {VALUES, false, true, false},
    [SET] = {SETS, true, false, false},
    [SET_LIST] = {SETS, true, false, false},
    [SET_SET] = {SETS, true, false, false},
    [SET_SETS] = {SETS, true, true, true},
    [SET_SET_REGISTER] = {SETS, true, true, false},
    [SET_ATTRIBUTE_CONSTANT] = {SETS, true, false, false},
    [SET_ATTRIBUTES] = {SETS, true, false, false},
    [SET_ATTRIBUTE_LIST] = {SETS, true, false, false},
    [SET_ATTRIBUTE_RANGE] = {SETS, true, false, false},
    [SET_ATTRIBUTE] = {SETS, true, false, false},
    [RETURN_SET] = {SETS, false, true, false},
};

/* Operands that are no registers. */
static bool check_operands(struct verifier *verifier, struct instruction step, enum op_shape shape)
{
    const struct image_view *view = verifier->view;
    switch (shape) {
    case VALUE_CONSTANT: return check_constants(verifier, step.imm, 1);
    case BOOL_VALUE_RANGE: return check_constants(verifier, step.imm, 2);
    case VALUE_SET: return verify_index(verifier, step.imm, view->SETS_COUNT);
    case VALUE_CUSTOMER: return check_field(verifier, OWNER_CUSTOMER, step.imm, false);
    case VALUE_ORDER: return check_field(verifier, OWNER_ORDER, step.imm, false);
    case BOOL_CUSTOMER: return check_field(verifier, OWNER_CUSTOMER, step.imm, true);
    case BOOL_ORDER: return check_field(verifier, OWNER_ORDER, step.imm, true);
    case VALUE_FACT: return verify_index(verifier, step.imm, FACT_COUNT);
    case VALUE_PROGRAM: return verify_index(verifier, step.imm, view->PROGRAMS_COUNT);
    case BOOL_VALUE_LIST: return verify_index(verifier, step.imm, view->LISTS_COUNT);
    case BOOL_CUSTOMER_LIST:
        return check_field(verifier, OWNER_CUSTOMER, step.b, true) && verify_symbols(verifier, step.imm);
    case BOOL_ORDER_LIST:
        return check_field(verifier, OWNER_ORDER, step.b, true) && verify_symbols(verifier, step.imm);
    case BOOL_SYMBOL: return verify_index(verifier, step.imm, view->SYMBOLS_COUNT);
    case BOOL_AUDIENCE: return verify_index(verifier, step.imm, view->AUDIENCES_COUNT);
    case BOOL_COUPON: return verify_index(verifier, step.imm, view->COUPONS_COUNT);
    case SET_LIST: return verify_symbols(verifier, step.imm);
    case SET_ATTRIBUTE_CONSTANT:
        return verify_index(verifier, step.b, CMP_COUNT) && check_attribute(verifier, step.c, false, false) &&
               check_constants(verifier, step.imm, 1);
    case SET_ATTRIBUTES:
        return verify_index(verifier, step.b, CMP_COUNT) && check_attribute(verifier, step.c, false, false) &&
               check_attribute(verifier, step.imm, false, false);
    case SET_ATTRIBUTE_LIST:
        if (step.op == OP_SET_HAS)
            return check_attribute(verifier, step.c, true, false) && verify_symbols(verifier, step.imm);
        return check_attribute(verifier, step.c, false, false) && verify_index(verifier, step.imm, view->LISTS_COUNT);
    case SET_ATTRIBUTE_RANGE:
        return check_attribute(verifier, step.c, false, false) && check_constants(verifier, step.imm, 2);
    case SET_ATTRIBUTE: return check_attribute(verifier, step.c, false, step.op == OP_SET_MISSING);
    case BOOL_VALUES:
    case BOOL_VALUE:
    case BOOL:
    case BOOL_BOOL:
    case BOOL_BOOLS:
    case SKIP:
    case RETURN_BOOL:
    case SET:
    case SET_SET:
    case SET_SETS:
    case SET_SET_REGISTER:
    case RETURN_SET: return true;
    }
    return verify_fail(verifier, "no such operation");
}

static bool is_read(struct verifier *verifier, uint8_t number, uint16_t written)
{
    return number < VALUE_REGISTERS && written >> number & 1
               ? true
               : verify_fail(verifier, "a register is read before it is written");
}

_Static_assert(VALUE_REGISTERS == 16 && SET_REGISTERS == 16, "a mask of registers has 16 bits");

/* Checks an instruction by itself; *written gains the register it writes. */
static bool check_step(struct verifier *verifier, struct instruction step, enum register_file file, uint16_t *written)
{
    if (step.op >= OP_COUNT)
        return verify_fail(verifier, "no such operation");
    enum op_shape shape = OP_INFO[step.op].shape;
    const struct shape_registers *registers = &REGISTERS[shape];
    if (registers->file != file)
        return verify_fail(verifier, "an operation does not belong into such code");
    if ((registers->reads_b && !is_read(verifier, step.b, *written)) ||
        (registers->reads_c && !is_read(verifier, step.c, *written)) || !check_operands(verifier, step, shape))
        return false;
    if (registers->writes_a) {
        if (step.a >= VALUE_REGISTERS)
            return verify_fail(verifier, "no such register");
        *written = (uint16_t)(*written | 1u << step.a);
    }
    return true;
}

static bool check_piece(struct verifier *verifier, struct span code)
{
    if (!verify_span(verifier, code, verifier->view->CODE_COUNT))
        return false;
    return verify_that(verifier, code.count <= VERIFY_PIECE, "a piece of code is too long");
}

/* masks[i] is what is written on every path to instruction i so far; all registers where no path has come yet. */
static bool prepare_masks(struct verifier *verifier, uint32_t count)
{
    if (!alloc_grow(verifier->alloc, (void **)&verifier->masks, &verifier->mask_capacity, count,
                    sizeof *verifier->masks)) {
        verifier->status = error_set(PROMO_NO_MEMORY, "no memory left to verify the image");
        return false;
    }
    memset(verifier->masks, 0xFF, count * sizeof *verifier->masks);
    verifier->masks[0] = 0;
    return true;
}

bool verify_condition(struct verifier *verifier, struct span code, bool shows)
{
    if (code.count == 0)
        return verify_that(verifier, code.first <= verifier->view->CODE_COUNT && !shows, "a range is out of bounds");
    if (!check_piece(verifier, code) || !prepare_masks(verifier, code.count))
        return false;
    const struct instruction *steps = verifier->view->CODE + code.first;
    uint16_t *masks = verifier->masks;
    for (uint32_t i = 0; i < code.count; i++) {
        struct instruction step = steps[i];
        uint16_t written = masks[i];
        bool last = i + 1 == code.count;
        if (!check_step(verifier, step, VALUES, &written))
            return false;
        if (step.op == OP_RETURN) {
            if (shows && (written & 1) == 0)
                return verify_fail(verifier, "the value to show is not in register 0");
            continue;
        }
        if (last)
            return verify_fail(verifier, "a condition does not end with RETURN");
        if (step.op == OP_SKIP_IF || step.op == OP_SKIP_UNLESS) {
            if (step.imm <= code.first + i || step.imm - code.first >= code.count)
                return verify_fail(verifier, "a jump does not go ahead in its piece of code");
            masks[step.imm - code.first] &= written;
        }
        masks[i + 1] &= written;
    }
    return true;
}

static bool reads_price(const struct image_view *view, struct instruction step)
{
    switch (OP_INFO[step.op].shape) {
    case SET_SET: return view->SETS[step.imm].reads_price == 1;
    case SET_ATTRIBUTES: return step.c == ATTRIBUTE_PRICE || step.imm == ATTRIBUTE_PRICE;
    case SET_ATTRIBUTE_CONSTANT:
    case SET_ATTRIBUTE_LIST:
    case SET_ATTRIBUTE_RANGE:
    case SET_ATTRIBUTE: return step.c == ATTRIBUTE_PRICE;
    default: return false;
    }
}

/* What the set says of itself, to be found without its code, has to be what the code says. */
static bool check_term(struct verifier *verifier, const struct image_set *set)
{
    const struct image_view *view = verifier->view;
    static const enum op OPS[] = {OP_SET_SKU, OP_SET_CATEGORY, OP_SET_BRAND, OP_SET_TAG};
    uint32_t kind = set->term & ((1u << SET_TERM_BITS) - 1);
    if (set->term == 0)
        return verify_that(verifier, set->values.first == 0 && set->values.count == 0, "a set without a term has values");
    struct instruction step = view->CODE[set->code.first];
    bool same = kind >= 1 && kind <= 4 && set->code.count == 2 && step.op == OPS[kind - 1] &&
                view->CODE[set->code.first + 1].b == step.a && view->LISTS[step.imm].first == set->values.first &&
                view->LISTS[step.imm].count == set->values.count && set->values.count != 0 &&
                (set->values.count == 1 ? view->LIST_VALUES[set->values.first] : 0) == (int64_t)(set->term >> SET_TERM_BITS);
    return verify_that(verifier, same, "a set is not what its code says");
}

static bool check_set(struct verifier *verifier, uint32_t number)
{
    const struct image_view *view = verifier->view;
    const struct image_set *set = &view->SETS[number];
    uint16_t written = 0;
    bool price = false;
    if (!verify_text(verifier, set->text) || !verify_flag(verifier, set->reads_price) ||
        !check_piece(verifier, set->code))
        return false;
    for (uint32_t i = 0; i < set->code.count; i++) {
        struct instruction step = view->CODE[set->code.first + i];
        if (!check_step(verifier, step, SETS, &written))
            return false;
        if (step.op == OP_SET_LOAD && step.imm >= number)
            return verify_fail(verifier, "a set loads one that does not come before it");
        if ((step.op == OP_SET_RETURN) != (i + 1 == set->code.count))
            return verify_fail(verifier, "the code of a set does not end with its SET_RETURN");
        price |= reads_price(view, step);
    }
    if (set->code.count == 0)
        return verify_fail(verifier, "a set has no code");
    return verify_that(verifier, !price || set->reads_price == 1, "a set reads prices and does not say so") &&
           check_term(verifier, set);
}

bool verify_sets(struct verifier *verifier)
{
    for (uint32_t i = 0; i < verifier->view->SETS_COUNT; i++) {
        verify_at(verifier, "SETS", i);
        if (!check_set(verifier, i))
            return false;
    }
    return true;
}
