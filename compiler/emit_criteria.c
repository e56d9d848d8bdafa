/* Code of conditions, and the tree of criteria that explanations and hints walk.
 *
 * A test leaves what it observed in register 0 and its answer in register 2. Groups need no registers of their own: each
 * member overwrites the answer, and a jump leaves the group as soon as it is settled. */
#include "compiler/emit_parts.h"

enum { OBSERVED, OTHER, ANSWER, SECOND_ANSWER };

static void code_operand(struct emit *emit, const struct plan_operand *operand, unsigned at)
{
    const struct plan *plan = emit->plan;
    switch (operand->kind) {
    case PLAN_CONSTANT:
        emit_step(emit, OP_CONSTANT, at, 0, 0, emit_constant(emit, operand->type, operand->value));
        break;
    case PLAN_QUANTITY: emit_step(emit, OP_QUANTITY, at, 0, 0, emit->sets[operand->index]); break;
    case PLAN_AMOUNT: emit_step(emit, OP_AMOUNT, at, 0, 0, emit->sets[operand->index]); break;
    case PLAN_LINES: emit_step(emit, OP_LINES, at, 0, 0, emit->sets[operand->index]); break;
    case PLAN_CUSTOMER_FIELD:
        emit_step(emit, OP_CUSTOMER, at, 0, 0, plan->fields.items[operand->index].slot);
        break;
    case PLAN_ORDER_FIELD: emit_step(emit, OP_ORDER, at, 0, 0, plan->fields.items[operand->index].slot); break;
    case PLAN_FACT: emit_step(emit, OP_FACT, at, 0, 0, operand->index); break;
    case PLAN_POINTS: emit_step(emit, OP_POINTS, at, 0, 0, operand->index); break;
    case PLAN_TIER_OF: emit_step(emit, OP_TIER, at, 0, 0, operand->index); break;
    }
}

static const enum op OP_OF_COMPARISON[] = {
    [PLAN_EQUAL] = OP_EQUAL,     [PLAN_DIFFERENT] = OP_DIFFERENT, [PLAN_LESS] = OP_LESS,
    [PLAN_AT_MOST] = OP_AT_MOST, [PLAN_MORE] = OP_MORE,           [PLAN_AT_LEAST] = OP_AT_LEAST,
};

/* A set has no value to look at: its operations name the field. */
static void code_test_of_set(struct emit *emit, const struct plan_criterion *test)
{
    bool customer = test->left.kind == PLAN_CUSTOMER_FIELD;
    uint32_t slot = emit->plan->fields.items[test->left.index].slot;
    if (test->test == PLAN_TEST_HAS)
        emit_step(emit, customer ? OP_CUSTOMER_HAS : OP_ORDER_HAS, ANSWER, slot, 0, emit_list(emit, test->list));
    else
        emit_step(emit, customer ? OP_CUSTOMER_NONE : OP_ORDER_NONE, ANSWER, 0, 0, slot);
}

static bool observes(const struct plan_criterion *test)
{
    return test->test < PLAN_TEST_HAS && test->left.type != PLAN_SET;
}

static void code_outside(struct emit *emit, const struct plan_criterion *test)
{
    emit_step(emit, OP_CONSTANT, OTHER, 0, 0, emit_constant(emit, PLAN_NUMBER, test->high));
    emit_step(emit, OP_AT_LEAST, ANSWER, OBSERVED, OTHER, 0);
    emit_step(emit, OP_CONSTANT, OTHER, 0, 0, emit_constant(emit, PLAN_NUMBER, test->low));
    emit_step(emit, OP_AT_MOST, SECOND_ANSWER, OBSERVED, OTHER, 0);
    emit_step(emit, OP_OR, ANSWER, ANSWER, SECOND_ANSWER, 0);
}

static void code_test(struct emit *emit, const struct plan_criterion *test)
{
    if (observes(test))
        code_operand(emit, &test->left, OBSERVED);
    switch (test->test) {
    case PLAN_TEST_COMPARE:
        code_operand(emit, &test->right, OTHER);
        emit_step(emit, OP_OF_COMPARISON[test->comparison], ANSWER, OBSERVED, OTHER, 0);
        break;
    case PLAN_TEST_IN_LIST: emit_step(emit, OP_IN_LIST, ANSWER, OBSERVED, 0, emit_list(emit, test->list)); break;
    case PLAN_TEST_IN_RANGE:
        emit_step(emit, OP_IN_RANGE, ANSWER, OBSERVED, 0,
                  image_writer_constants(&emit->writer, (int64_t[]){test->low, test->high}, 2));
        break;
    case PLAN_TEST_OUTSIDE: code_outside(emit, test); break;
    case PLAN_TEST_MISSING:
        if (test->left.type == PLAN_SET)
            code_test_of_set(emit, test);
        else
            emit_step(emit, OP_IS_MISSING, ANSWER, OBSERVED, 0, 0);
        break;
    case PLAN_TEST_TODAY: emit_step(emit, OP_IS_TODAY, ANSWER, OBSERVED, 0, 0); break;
    case PLAN_TEST_WITHIN:
        emit_step(emit, OP_CONSTANT, OTHER, 0, 0, emit_constant(emit, PLAN_NUMBER, test->low));
        emit_step(emit, OP_WITHIN, ANSWER, OBSERVED, OTHER, 0);
        break;
    case PLAN_TEST_HAS: code_test_of_set(emit, test); break;
    case PLAN_TEST_SEGMENT: emit_step(emit, OP_SEGMENT, ANSWER, 0, 0, emit->symbols[test->low]); break;
    case PLAN_TEST_AUDIENCE: emit_step(emit, OP_AUDIENCE, ANSWER, 0, 0, test->index); break;
    case PLAN_TEST_COUPON: emit_step(emit, OP_COUPON, ANSWER, 0, 0, test->index); break;
    }
}

/* Jumps out of a group are chained through their targets until its end is known. The checker bounds the depth. */
static void code_condition(struct emit *emit, const struct plan_criterion *criterion, bool *jumps)
{
    if (criterion->kind == PLAN_TEST) {
        code_test(emit, criterion);
        return;
    }
    enum op leave = criterion->kind == PLAN_ALL ? OP_SKIP_UNLESS : OP_SKIP_IF;
    uint32_t chain = INDEX_NONE;
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next) {
        code_condition(emit, child, jumps);
        if (child->next == NULL)
            break;
        emit_step(emit, leave, 0, ANSWER, 0, chain);
        chain = (uint32_t)emit->code.count - 1;
        *jumps = true;
    }
    while (chain != INDEX_NONE && !emit_failed(emit)) {
        struct instruction *jump = &emit->code.items[chain];
        chain = jump->imm;
        jump->imm = (uint32_t)emit->code.count;
    }
    if (criterion->kind == PLAN_NEITHER || criterion->kind == PLAN_NOT)
        emit_step(emit, OP_NOT, ANSWER, ANSWER, 0, 0);
}

static const enum criterion_kind KIND_OF[] = {
    [PLAN_ALL] = CRITERION_ALL, [PLAN_ANY] = CRITERION_ANY,   [PLAN_NEITHER] = CRITERION_NONE,
    [PLAN_NOT] = CRITERION_NOT, [PLAN_TEST] = CRITERION_TEST,
};

static const enum shown SHOWN_OF[] = {
    [PLAN_BOOL] = SHOWN_BOOL,       [PLAN_NUMBER] = SHOWN_NUMBER, [PLAN_DECIMAL] = SHOWN_DECIMAL,
    [PLAN_MONEY] = SHOWN_MONEY,     [PLAN_PERCENT] = SHOWN_PERCENT, [PLAN_TEXT] = SHOWN_TEXT,
    [PLAN_DATE] = SHOWN_DATE,       [PLAN_INSTANT] = SHOWN_INSTANT, [PLAN_ENUM] = SHOWN_ENUM,
    [PLAN_SET] = SHOWN_NOTHING,     [PLAN_TIME] = SHOWN_TIME,     [PLAN_WEEKDAY] = SHOWN_WEEKDAY,
    [PLAN_TIER] = SHOWN_TIER,       [PLAN_UNKNOWN] = SHOWN_NOTHING,
};

/* What a hint can speak of: at least, or more than, so many units or so much money. */
static void describe_measure(const struct emit *emit, const struct plan_criterion *test, struct image_criterion *record)
{
    const struct plan_operand *left = &test->left;
    bool measured = left->kind == PLAN_QUANTITY || left->kind == PLAN_AMOUNT || left->kind == PLAN_LINES;
    if (test->test != PLAN_TEST_COMPARE || !measured || test->right.kind != PLAN_CONSTANT ||
        (test->comparison != PLAN_AT_LEAST && test->comparison != PLAN_MORE))
        return;
    record->measure = left->kind == PLAN_QUANTITY ? MEASURE_QUANTITY
                      : left->kind == PLAN_AMOUNT ? MEASURE_AMOUNT
                                                  : MEASURE_LINES;
    record->strictly = test->comparison == PLAN_MORE;
    record->set = emit->sets[left->index];
    record->threshold = test->right.value;
}

static struct image_criterion record_of(struct emit *emit, const struct plan_criterion *criterion)
{
    struct image_criterion record = {.name = image_writer_text(&emit->writer, criterion->name),
                                     .text = image_writer_text(&emit->writer, criterion->text),
                                     .kind = (uint8_t)KIND_OF[criterion->kind]};
    bool jumps = false;
    code_condition(emit, criterion, &jumps);
    emit_step(emit, OP_RETURN, 0, ANSWER, 0, 0);
    record.code = emit_piece(emit, jumps);
    if (criterion->kind == PLAN_TEST && observes(criterion)) {
        record.shown = (uint8_t)SHOWN_OF[criterion->left.type];
        record.field = criterion->left.type == PLAN_ENUM || criterion->left.type == PLAN_TIER ? criterion->left.index : 0;
        describe_measure(emit, criterion, &record);
    }
    return record;
}

uint32_t emit_criteria(struct emit *emit, const struct plan_criterion *root)
{
    struct image_criterion record = record_of(emit, root);
    uint32_t number = image_writer_add(&emit->writer, SECTION_CRITERIA, &record, 1);
    size_t count = 0, at = 0;
    for (const struct plan_criterion *child = root->children; child != NULL; child = child->next)
        count++;
    uint32_t *children = ARENA_ARRAY(&emit->scratch, count, uint32_t);
    if (children == NULL)
        emit_no_memory(emit);
    if (count == 0 || children == NULL)
        return number;
    for (const struct plan_criterion *child = root->children; child != NULL; child = child->next)
        children[at++] = emit_criteria(emit, child);
    struct span span = {image_writer_add(&emit->writer, SECTION_INDICES, children, count), (uint32_t)count};
    struct image_criterion *written = image_writer_at(&emit->writer, SECTION_CRITERIA, number);
    if (written != NULL)
        written->children = span;
    return number;
}
