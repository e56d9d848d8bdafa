#include "vm/ops.h"

const struct op_info OP_INFO[OP_COUNT] = {
#define OP(name, shape, meaning) {#name, shape, meaning},
#include "vm/ops.def"
#undef OP
};
