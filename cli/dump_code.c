/* The disassembler: operands as the operation's shape says (vm/ops.h). */
#include "cli/dump_parts.h"

#include <stdio.h>

/* What a letter of an instruction is. */
enum operand { NONE, R, S, SYMBOL, LIST, K, RANGE, SET_NUMBER, TARGET, CUSTOMER_FIELD, ORDER_FIELD, FACT, PROGRAM, AUDIENCE,
               COUPON, COMPARISON, ATTRIBUTE, ATTRIBUTE_IMM };

static const struct {
    unsigned char a, b, c, imm;
} SHAPES[] = {
    [VALUE_CONSTANT] = {R, NONE, NONE, K},
    [VALUE_SET] = {R, NONE, NONE, SET_NUMBER},
    [VALUE_CUSTOMER] = {R, NONE, NONE, CUSTOMER_FIELD},
    [VALUE_ORDER] = {R, NONE, NONE, ORDER_FIELD},
    [VALUE_FACT] = {R, NONE, NONE, FACT},
    [VALUE_PROGRAM] = {R, NONE, NONE, PROGRAM},
    [BOOL_VALUES] = {R, R, R, NONE},
    [BOOL_VALUE_LIST] = {R, R, NONE, LIST},
    [BOOL_VALUE_RANGE] = {R, R, NONE, RANGE},
    [BOOL_VALUE] = {R, R, NONE, NONE},
    [BOOL_CUSTOMER_LIST] = {R, CUSTOMER_FIELD, NONE, LIST},
    [BOOL_ORDER_LIST] = {R, ORDER_FIELD, NONE, LIST},
    [BOOL_CUSTOMER] = {R, NONE, NONE, CUSTOMER_FIELD},
    [BOOL_ORDER] = {R, NONE, NONE, ORDER_FIELD},
    [BOOL_SYMBOL] = {R, NONE, NONE, SYMBOL},
    [BOOL_AUDIENCE] = {R, NONE, NONE, AUDIENCE},
    [BOOL_COUPON] = {R, NONE, NONE, COUPON},
    [BOOL] = {R, NONE, NONE, NONE},
    [BOOL_BOOL] = {R, R, NONE, NONE},
    [BOOL_BOOLS] = {R, R, R, NONE},
    [SKIP] = {NONE, R, NONE, TARGET},
    [RETURN_BOOL] = {NONE, R, NONE, NONE},
    [SET] = {S, NONE, NONE, NONE},
    [SET_LIST] = {S, NONE, NONE, LIST},
    [SET_SET] = {S, NONE, NONE, SET_NUMBER},
    [SET_SETS] = {S, S, S, NONE},
    [SET_SET_REGISTER] = {S, S, NONE, NONE},
    [SET_ATTRIBUTE_CONSTANT] = {S, COMPARISON, ATTRIBUTE, K},
    [SET_ATTRIBUTES] = {S, COMPARISON, ATTRIBUTE, ATTRIBUTE_IMM},
    [SET_ATTRIBUTE_LIST] = {S, NONE, ATTRIBUTE, LIST},
    [SET_ATTRIBUTE_RANGE] = {S, NONE, ATTRIBUTE, RANGE},
    [SET_ATTRIBUTE] = {S, NONE, ATTRIBUTE, NONE},
    [RETURN_SET] = {NONE, S, NONE, NONE},
};

static void put_ref(struct buffer *out, const struct image_view *image, struct ref ref)
{
    buffer_write(out, image->STRINGS + ref.offset, ref.length);
}

static void put_field(struct buffer *out, const struct image_view *image, enum field_owner owner, uint32_t slot)
{
    static const char *const OWNER[] = {[OWNER_CUSTOMER] = "customer", [OWNER_ORDER] = "order", [OWNER_ITEM] = "item"};
    buffer_format(out, "%s.", OWNER[owner]);
    for (uint32_t i = 0; i < image->FIELDS_COUNT; i++)
        if (image->FIELDS[i].owner == owner && image->FIELDS[i].slot == slot)
            put_ref(out, image, image->FIELDS[i].name);
}

static void put_attribute(struct buffer *out, const struct image_view *image, uint32_t attribute)
{
    static const char *const BUILT_IN[] = {
        [ATTRIBUTE_PRICE] = "price",       [ATTRIBUTE_LIST_PRICE] = "list_price", [ATTRIBUTE_COST] = "cost",
        [ATTRIBUTE_QUANTITY] = "quantity", [ATTRIBUTE_SKU] = "sku",               [ATTRIBUTE_BRAND] = "brand",
    };
    if (attribute >= ATTRIBUTE_FIELDS)
        put_field(out, image, OWNER_ITEM, attribute - ATTRIBUTE_FIELDS);
    else if (attribute < sizeof BUILT_IN / sizeof *BUILT_IN)
        buffer_string(out, BUILT_IN[attribute]);
}

static void put_operand(struct buffer *out, const struct image_view *image, enum operand kind, uint32_t value)
{
    static const char *const FACTS[] = {
        [FACT_CHANNEL] = "channel",   [FACT_STORE] = "store",       [FACT_REGION] = "region",
        [FACT_PRICE_LIST] = "price_list", [FACT_PAYMENT] = "payment", [FACT_SHIPPING_METHOD] = "shipping_method",
        [FACT_TRIGGER] = "trigger",   [FACT_WEEKDAY] = "weekday",   [FACT_TIME] = "time",
    };
    static const char *const COMPARISONS[] = {[CMP_EQUAL] = "==", [CMP_DIFFERENT] = "!=", [CMP_LESS] = "<",
                                              [CMP_AT_MOST] = "<=", [CMP_MORE] = ">",     [CMP_AT_LEAST] = ">="};
    switch (kind) {
    case NONE: break;
    case R: buffer_format(out, "r%u", value); break;
    case S: buffer_format(out, "s%u", value); break;
    case SYMBOL: put_ref(out, image, image->SYMBOLS[value]); break;
    case LIST: buffer_format(out, "list %u", value); break;
    case K: buffer_format(out, "%lld", (long long)image->CONSTANTS[value]); break;
    case RANGE:
        buffer_format(out, "%lld .. %lld", (long long)image->CONSTANTS[value], (long long)image->CONSTANTS[value + 1]);
        break;
    case SET_NUMBER: buffer_format(out, "set %u", value); break;
    case TARGET: buffer_format(out, "to %u", value); break;
    case CUSTOMER_FIELD: put_field(out, image, OWNER_CUSTOMER, value); break;
    case ORDER_FIELD: put_field(out, image, OWNER_ORDER, value); break;
    case FACT: buffer_string(out, FACTS[value]); break;
    case PROGRAM: put_ref(out, image, image->PROGRAMS[value].name); break;
    case AUDIENCE: put_ref(out, image, image->AUDIENCES[value].name); break;
    case COUPON: put_ref(out, image, image->COUPONS[value].name); break;
    case COMPARISON: buffer_string(out, COMPARISONS[value]); break;
    case ATTRIBUTE:
    case ATTRIBUTE_IMM: put_attribute(out, image, value); break;
    }
}

static void put_instruction(struct buffer *out, const struct image_view *image, uint32_t index)
{
    const struct instruction *code = &image->CODE[index];
    const struct op_info *info = &OP_INFO[code->op];
    const unsigned char kinds[] = {SHAPES[info->shape].a, SHAPES[info->shape].b, SHAPES[info->shape].c,
                                   SHAPES[info->shape].imm};
    const uint32_t values[] = {code->a, code->b, code->c, code->imm};
    buffer_format(out, "%6u  %-22s", index, info->name);
    const char *separator = "";
    for (size_t i = 0; i < 4; i++)
        if (kinds[i] != NONE) {
            buffer_string(out, separator);
            put_operand(out, image, (enum operand)kinds[i], values[i]);
            separator = ", ";
        }
    buffer_char(out, '\n');
}

void dump_code(struct buffer *out, const struct image_view *image, struct span code, size_t indent)
{
    for (uint32_t i = 0; i < code.count; i++) {
        buffer_repeat(out, ' ', indent);
        put_instruction(out, image, code.first + i);
    }
}
