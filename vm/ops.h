/* Operations: the enumeration, and for each its name, shape and meaning, all made from vm/ops.def.
 *
 * Read by the compiler's code generator, the verifier, the interpreter, the disassembler and the reference page. */
#ifndef VM_OPS_H
#define VM_OPS_H

#include <stdint.h>

/* What a, b, c and imm are, in the order of their letters. The verifier has a rule for each. */
enum op_shape {
    VALUE_CONSTANT,         /* a register, imm constant */
    VALUE_SET,              /* a register, imm item set */
    VALUE_CUSTOMER,         /* a register, imm customer field that is no set */
    VALUE_ORDER,            /* a register, imm order field that is no set */
    VALUE_FACT,             /* a register, imm fact */
    VALUE_PROGRAM,          /* a register, imm program */
    BOOL_VALUES,            /* a register, b register, c register */
    BOOL_VALUE_LIST,        /* a register, b register, imm list */
    BOOL_VALUE_RANGE,       /* a register, b register, imm constant (and the next) */
    BOOL_VALUE,             /* a register, b register */
    BOOL_CUSTOMER_LIST,     /* a register, b customer field that is a set, imm list */
    BOOL_ORDER_LIST,        /* a register, b order field that is a set, imm list */
    BOOL_CUSTOMER,          /* a register, imm customer field that is a set */
    BOOL_ORDER,             /* a register, imm order field that is a set */
    BOOL_SYMBOL,            /* a register, imm symbol */
    BOOL_AUDIENCE,          /* a register, imm audience */
    BOOL_COUPON,            /* a register, imm coupon */
    BOOL,                   /* a register */
    BOOL_BOOL,              /* a register, b register */
    BOOL_BOOLS,             /* a register, b register, c register */
    SKIP,                   /* b register, imm instruction ahead in the same piece of code */
    RETURN_BOOL,            /* b register */
    SET,                    /* a set register */
    SET_LIST,               /* a set register, imm list */
    SET_SET,                /* a set register, imm item set of a smaller number */
    SET_SETS,               /* a, b, c set registers */
    SET_SET_REGISTER,       /* a, b set registers */
    SET_ATTRIBUTE_CONSTANT, /* a set register, b comparison, c attribute, imm constant */
    SET_ATTRIBUTES,         /* a set register, b comparison, c attribute, imm attribute */
    SET_ATTRIBUTE_LIST,     /* a set register, c attribute, imm list */
    SET_ATTRIBUTE_RANGE,    /* a set register, c attribute, imm constant (and the next) */
    SET_ATTRIBUTE,          /* a set register, c attribute */
    RETURN_SET              /* b set register */
};

enum op {
#define OP(name, shape, meaning) OP_##name,
#include "vm/ops.def"
#undef OP
    OP_COUNT
};

struct op_info {
    const char *name;
    enum op_shape shape;
    const char *meaning;
};

extern const struct op_info OP_INFO[OP_COUNT];

struct instruction {
    uint8_t op, a, b, c;
    uint32_t imm;
};

/* Registers a piece of code may use; all are unset when it begins, and the verifier demands a write before a read. */
enum { VALUE_REGISTERS = 16, SET_REGISTERS = 16 };

enum comparison { CMP_EQUAL, CMP_DIFFERENT, CMP_LESS, CMP_AT_MOST, CMP_MORE, CMP_AT_LEAST, CMP_COUNT };

/* Attributes of a unit class: built-in ones, then ATTRIBUTE_FIELDS + i is item field i of the profile. */
enum attribute {
    ATTRIBUTE_PRICE,      /* at the layer */
    ATTRIBUTE_LIST_PRICE,
    ATTRIBUTE_COST,
    ATTRIBUTE_QUANTITY,   /* of the whole basket line */
    ATTRIBUTE_SKU,        /* symbols */
    ATTRIBUTE_BRAND,
    ATTRIBUTE_FIELDS = 8,
    ATTRIBUTE_MOST = 255
};

#endif
