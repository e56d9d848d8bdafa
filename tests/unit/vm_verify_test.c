/* The verifier accepts a sound image, and refuses each way of breaking a record with PROMO_CORRUPT. */
#include "tests/support/allocators.h"
#include "tests/support/sample_image.h"

#include <promo/vm.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static promo_status load(struct builder *builder)
{
    size_t size;
    unsigned char *bytes = builder_finish(builder, &size);
    promo_image *image;
    promo_status status = promo_image_load(&image, bytes, size, NULL);
    assert_true((status == PROMO_OK) == (image != NULL));
    promo_image_free(image);
    free(bytes);
    return status;
}

static void a_sound_image_is_accepted(void **state)
{
    (void)state;
    struct builder builder;
    sample_start(&builder);
    assert_int_equal(load(&builder), PROMO_OK);
    builder_done(&builder);
}

static void an_empty_rule_set_is_accepted(void **state)
{
    (void)state;
    static const char *const SYMBOLS[] = {"basket"};
    struct builder builder;
    builder_start(&builder, SYMBOLS, 1);
    assert_int_equal(load(&builder), PROMO_OK);
    builder_done(&builder);
}

/* Each breaks one thing in the sample. */
#define BREAK(section, type, index, ...)                               \
    {                                                                  \
        struct builder builder;                                        \
        sample_start(&builder);                                        \
        type *record = RECORD(&builder, section, type, index);         \
        __VA_ARGS__;                                                   \
        promo_status status = load(&builder);                          \
        if (status != PROMO_CORRUPT)                                   \
            fail_msg("%s: %s: %d", #section, #__VA_ARGS__, (int)status); \
        builder_done(&builder);                                        \
    }

static void texts_symbols_lists(void **state)
{
    (void)state;
    BREAK(STRINGS, char, 0, *record = 'x')
    BREAK(STRINGS, char, 1, *record = (char)0xFF)
    BREAK(SYMBOLS, struct ref, 0, record->offset = 1u << 30)
    BREAK(SYMBOLS, struct ref, 0, record->length = 1u << 31)
    BREAK(SYMBOLS, struct ref, 1, *record = record[1])
    BREAK(SYMBOLS, struct ref, 2, record->length++)
    BREAK(LISTS, struct span, 0, record->first = 1u << 31)
    BREAK(LISTS, struct span, 0, record->count = UINT32_MAX)
    BREAK(LIST_VALUES, int64_t, 0, *record = -1)
    BREAK(LIST_VALUES, int64_t, 0, *record = 1 << 20)
}

static void code(void **state)
{
    (void)state;
    BREAK(CODE, struct instruction, 0, record->op = OP_COUNT)
    BREAK(CODE, struct instruction, 0, record->op = 255)
    BREAK(CODE, struct instruction, 0, record->op = OP_TRUE) /* a condition's operation in a set */
    BREAK(CODE, struct instruction, 0, record->a = SET_REGISTERS)
    BREAK(CODE, struct instruction, 0, record->a = 5) /* register 0 is then read unwritten */
    BREAK(CODE, struct instruction, 2, record->imm = 999)
    BREAK(CODE, struct instruction, 4, record->b = CMP_COUNT)
    BREAK(CODE, struct instruction, 4, record->c = 6)
    BREAK(CODE, struct instruction, 4, record->c = ATTRIBUTE_FIELDS + 3)
    BREAK(CODE, struct instruction, 4, record->c = ATTRIBUTE_FIELDS) /* a set */
    BREAK(CODE, struct instruction, 4, record->imm = 999)
    BREAK(CODE, struct instruction, 6, record->imm = SAMPLE_DEAR_SHOES) /* loads itself */
    BREAK(SETS, struct image_set, SAMPLE_DEAR, record->reads_price = 0)
    BREAK(SETS, struct image_set, SAMPLE_DEAR_SHOES, record->reads_price = 0)
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->reads_price = 2)
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->term = 2)
    BREAK(SETS, struct image_set, SAMPLE_SHOES, record->term++)
    BREAK(SETS, struct image_set, SAMPLE_SHOES, record->term += 1u << SET_TERM_BITS)
    BREAK(SETS, struct image_set, SAMPLE_SHOES, record->term |= (1u << SET_TERM_BITS) - 1)
    BREAK(SETS, struct image_set, SAMPLE_SHOES, record->values.count = 0)
    BREAK(SETS, struct image_set, SAMPLE_SHOES, record->values.first++)
    BREAK(SETS, struct image_set, SAMPLE_SHOES, record->term = 0)
    BREAK(SETS, struct image_set, SAMPLE_SHOES, record->term = 2)
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->values = (struct span){0, 1})
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->code.count = 0)
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->code.count = 1)
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->code.count = 3)
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->code.first = UINT32_MAX)
    BREAK(SETS, struct image_set, SAMPLE_ALL, record->text.offset = UINT32_MAX)
    /* From 10 on: the condition of the staff's event. */
    BREAK(CODE, struct instruction, 10, record->imm = SAMPLE_SETS)
    BREAK(CODE, struct instruction, 11, record->imm = 999)
    BREAK(CODE, struct instruction, 12, record->b = 3)
    BREAK(CODE, struct instruction, 12, record->c = 16)
    BREAK(CODE, struct instruction, 12, record->a = 16)
    BREAK(CODE, struct instruction, 13, record->imm = 13) /* onto itself */
    BREAK(CODE, struct instruction, 13, record->imm = 10) /* back */
    BREAK(CODE, struct instruction, 13, record->imm = 18) /* out of the piece */
    BREAK(CODE, struct instruction, 13, record->op = OP_SKIP_IF, record->b = 9)
    BREAK(CODE, struct instruction, 14, record->imm = 4) /* a set, read as a value */
    BREAK(CODE, struct instruction, 14, record->imm = 5)
    BREAK(CODE, struct instruction, 17, record->op = OP_TRUE)
    BREAK(CODE, struct instruction, 17, record->op = OP_SET_RETURN)
    BREAK(CODE, struct instruction, 17, record->op = OP_SKIP_IF)
    BREAK(CODE, struct instruction, 18, record->a = 3, record[2].b = 3) /* the value shown is not in register 0 */
}

/* A register that only one of two paths writes may not be read where they meet. */
static void paths_meet(void **state)
{
    (void)state;
    for (int both = 0; both < 2; both++) {
        struct builder builder;
        sample_start(&builder);
        struct span piece = CODE(&builder, {OP_TRUE, 0, 0, 0, 0}, {OP_TRUE, 1, 0, 0, 0}, {OP_SKIP_IF, 0, 0, 0, 0},
                                 {OP_FALSE, 2, 0, 0, 0}, {OP_RETURN, 0, 2, 0, 0});
        RECORD(&builder, CODE, struct instruction, piece.first + 2)->imm = piece.first + 4;
        if (both)
            RECORD(&builder, CODE, struct instruction, piece.first + 1)->a = 2;
        RECORD(&builder, EVENTS, struct image_event, 0)->code = piece;
        assert_int_equal(load(&builder), both ? PROMO_OK : PROMO_CORRUPT);
        builder_done(&builder);
    }
}

static void declarations(void **state)
{
    (void)state;
    BREAK(SETTINGS, struct image_settings, 0, record->rounding = 5)
    BREAK(SETTINGS, struct image_settings, 0, record->decimals = 7)
    BREAK(SETTINGS, struct image_settings, 0, record->currency[1] = '\n')
    BREAK(SETTINGS, struct image_settings, 0, record->currency[3] = 'X')
    BREAK(SETTINGS, struct image_settings, 0, record->floor = -1)
    BREAK(SETTINGS, struct image_settings, 0, record->reserved[1] = 1)
    BREAK(TRANSITIONS, struct image_transition, 1, record->at = INT64_MIN)
    BREAK(TRANSITIONS, struct image_transition, 1, record->offset = INT64_MAX)
    BREAK(FIELDS, struct image_field, 0, record->type = TYPE_NUMBER)
    BREAK(FIELDS, struct image_field, 1, record->name = record[1].name)
    BREAK(FIELDS, struct image_field, 3, record->names.count = 3)
    BREAK(FIELDS, struct image_field, 3, record->type = TYPE_COUNT)
    BREAK(FIELDS, struct image_field, 3, record->slot = 7)
    BREAK(FIELDS, struct image_field, 4, record->owner = OWNER_COUNT)
    BREAK(FIELDS, struct image_field, 5, record->owner = OWNER_ITEM)
    BREAK(FIELDS, struct image_field, 7, record->name = record[-1].name)
    BREAK(AUDIENCES, struct image_audience, 0, record->members = 999)
    BREAK(AUDIENCES, struct image_audience, 1, record->name = record[-1].name)
    BREAK(PRICE_LISTS, struct image_price_list, 0, record->symbol = 999)
    BREAK(LAYERS, struct image_layer, 0, record->promotions.count = 3)
    BREAK(LAYERS, struct image_layer, 0, record->promotions.count = 1)
    BREAK(LAYERS, struct image_layer, 0, record->stack = 2)
    BREAK(CAMPAIGNS, struct image_campaign, 0, record->budget_money = -1)
    BREAK(CAMPAIGNS, struct image_campaign, 0, record->holdout = 1000001)
    BREAK(COUPONS, struct image_coupon, 0, record->kind = 2)
    BREAK(COUPONS, struct image_coupon, 0, record->minimum = -5000)
    BREAK(COUPONS, struct image_coupon, 0, record->normal = record->code)
    BREAK(COUPONS, struct image_coupon, 0, record->normal.length = 0, record->normal.offset = 0)
    BREAK(COUPONS, struct image_coupon, 1, record->code = record[-1].code, record->normal = record[-1].normal)
    BREAK(COUPONS, struct image_coupon, 1, record->valid_unit = UNIT_NONE)
    BREAK(COUPONS, struct image_coupon, 1, record->limits.total = -1)
    BREAK(PROGRAMS, struct image_program, 0, record->earn_per = 0)
    BREAK(PROGRAMS, struct image_program, 0, record->redeem_for = -100)
    BREAK(PROGRAMS, struct image_program, 0, record->earn_set = SAMPLE_SETS)
    BREAK(TIERS, struct image_tier, 1, record->from = 500)
    BREAK(SCHEDULES, struct image_schedule, 0, record->weekdays = 128)
    BREAK(SCHEDULES, struct image_schedule, 0, record->start = -1)
    BREAK(SCHEDULES, struct image_schedule, 0, record->end = 86401)
}

static void promotions(void **state)
{
    (void)state;
    BREAK(PROMOTIONS, struct image_promotion, 0, record->status = 4)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->exclusive = 1)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->layer = 1)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->layer = INDEX_NONE)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->declared = 5)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->cap = -1)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->limits.per_order = 1)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->campaign = 1)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->coupon = 2)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->channels = 999)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->schedules.count = 2)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->excludes.count = 0)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->events.count = 2)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->events = (record + 1)->events)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->name = record[1].name)
    BREAK(PROMOTIONS, struct image_promotion, 0, record->name.length = 0)
    BREAK(INDICES, uint32_t, 0, *record = SAMPLE_PAIR)
    BREAK(INDICES, uint32_t, 0, *record = 77)
    BREAK(STEPS, struct image_step, 0, record->used = 0) /* to itself */
    BREAK(STEPS, struct image_step, 0, record->unused = 1) /* another's event */
    BREAK(STEPS, struct image_step, 0, record->event = STEP_STOP)
    BREAK(STEPS, struct image_step, 0, record->event = 2)
}

static void events_and_benefits(void **state)
{
    (void)state;
    BREAK(EVENTS, struct image_event, 0, record->promotion = 1)
    BREAK(EVENTS, struct image_event, 0, record->trigger = 999)
    BREAK(EVENTS, struct image_event, 0, record->criterion = 999)
    BREAK(EVENTS, struct image_event, 0, record->limit = -1)
    BREAK(EVENTS, struct image_event, 0, record->buys.count = 0)
    BREAK(EVENTS, struct image_event, 0, record->buys.first = 1) /* up to and no dearer at `buy` */
    BREAK(EVENTS, struct image_event, 0, record->gets.count = 9)
    BREAK(EVENTS, struct image_event, 0, record->benefits.count = 0)
    BREAK(EVENTS, struct image_event, 0, record->benefits.first = 3) /* a set beside units taken */
    BREAK(EVENTS, struct image_event, 0, record->every_amount = 100)
    BREAK(EVENTS, struct image_event, 1, record->benefits.count = 1)
    BREAK(EVENTS, struct image_event, 1, record->rows.count = 0)
    BREAK(EVENTS, struct image_event, 1, record->rows.count = 3)
    BREAK(EVENTS, struct image_event, 1, record->ladder_by = 4)
    BREAK(EVENTS, struct image_event, 1, record->ladder_set = SAMPLE_SETS)
    BREAK(EVENTS, struct image_event, 2, record->benefits.first = 0) /* nothing is taken */
    BREAK(EVENTS, struct image_event, 2, record->every_amount = 100, record->every_set = SAMPLE_SETS)
    BREAK(ROWS, struct image_row, 1, record->from = 10000)
    BREAK(ROWS, struct image_row, 0, record->from = -1)
    BREAK(ROWS, struct image_row, 0, record->benefits.count = 0)
    BREAK(PICKS, struct image_pick, 0, record->count = 0)
    BREAK(PICKS, struct image_pick, 0, record->set = SAMPLE_SETS)
    BREAK(PICKS, struct image_pick, 0, record->flags = 8)
    BREAK(BENEFITS, struct image_benefit, 0, record->value = 1500000) /* 150% */
    BREAK(BENEFITS, struct image_benefit, 0, record->value = -50)
    BREAK(BENEFITS, struct image_benefit, 0, record->kind = BENEFIT_KIND_COUNT)
    BREAK(BENEFITS, struct image_benefit, 0, record->scope = SCOPE_NOTHING)
    BREAK(BENEFITS, struct image_benefit, 0, record->select = SELECT_CHEAPEST) /* of no unit */
    BREAK(BENEFITS, struct image_benefit, 0, record->select = SELECT_COUNT)
    BREAK(BENEFITS, struct image_benefit, 1, record->select = SELECT_CHEAPEST, record->count = 1)
    BREAK(BENEFITS, struct image_benefit, 2, record->value = -1)
    BREAK(BENEFITS, struct image_benefit, 3, record->set = SAMPLE_SETS)
    BREAK(BENEFITS, struct image_benefit, 4, record->count = 0)
    BREAK(BENEFITS, struct image_benefit, 4, record->worth = -1)
    BREAK(BENEFITS, struct image_benefit, 4, record->name.length = 0)
    BREAK(BENEFITS, struct image_benefit, 5, record->reference = 1)
    BREAK(BENEFITS, struct image_benefit, 6, record->reference = 0) /* no certificate */
    BREAK(BENEFITS, struct image_benefit, 6, record->reference = 2)
}

static void briefs(void **state)
{
    (void)state;
    BREAK(BRIEFS, struct image_brief, SAMPLE_PAIR, record->flags = 16)
    BREAK(BRIEFS, struct image_brief, SAMPLE_PAIR, record->flags = BRIEF_PLAIN)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->flags |= BRIEF_PLAIN, record->benefit = 1)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->flags |= BRIEF_TAKES)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->reserved[2] = 1)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->name++)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->event_name++)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->gives++)
    BREAK(BRIEFS, struct image_brief, SAMPLE_PAIR, record->flags = BRIEF_FREE)    /* of a campaign */
    BREAK(BRIEFS, struct image_brief, SAMPLE_PAIR, record->flags = BRIEF_DECIDED) /* it has a sequence */
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->flags |= BRIEF_FREE) /* it excludes another */
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->event = 2)
    BREAK(PROMOTIONS, struct image_promotion, SAMPLE_LADDER, record->limits.total = 7)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->event = UINT32_MAX)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->trigger++)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->measure = MEASURE_LINES + 1)
    BREAK(BRIEFS, struct image_brief, SAMPLE_LADDER, record->set = SAMPLE_SETS)
    struct builder builder;
    sample_start(&builder);
    PUSH(&builder, BRIEFS, struct image_brief, {.flags = 0}); /* one more than promotions */
    assert_int_equal(load(&builder), PROMO_CORRUPT);
    builder_done(&builder);
}

/* The ladder's event with one benefit in place of rows: 15.00 off the order, or half off two shoes taken. */
static void make_plain(struct builder *builder, bool takes)
{
    struct image_event *event = RECORD(builder, EVENTS, struct image_event, 1);
    struct image_brief *brief = RECORD(builder, BRIEFS, struct image_brief, SAMPLE_LADDER);
    uint32_t number = takes ? 0 : 2;
    const struct image_benefit *benefit = RECORD(builder, BENEFITS, struct image_benefit, number);
    event->ladder_by = MEASURE_NOTHING;
    event->rows.count = 0;
    event->benefits = (struct span){number, 1};
    event->buys.count = takes;
    brief->flags |= takes ? BRIEF_PLAIN | BRIEF_TAKES : BRIEF_PLAIN;
    brief->kind = benefit->kind;
    brief->scope = benefit->scope;
    brief->value = benefit->value;
    brief->benefit = number;
    if (takes) {
        brief->measure = MEASURE_QUANTITY;
        brief->set = SAMPLE_SHOES;
        brief->least = 2;
    }
}

#define BREAK_PLAIN(takes, section, type, index, ...)                          \
    {                                                                          \
        struct builder builder;                                                \
        sample_start(&builder);                                                \
        make_plain(&builder, takes);                                           \
        assert_int_equal(load(&builder), PROMO_OK);                            \
        type *record = RECORD(&builder, section, type, index);                 \
        __VA_ARGS__;                                                           \
        if (load(&builder) != PROMO_CORRUPT)                                   \
            fail_msg("plain: %s: %s", #section, #__VA_ARGS__);                 \
        builder_done(&builder);                                                \
    }

static void plain_briefs(void **state)
{
    (void)state;
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->benefit = 1)
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->kind = BENEFIT_PRICE_SUM)
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->scope = SCOPE_SHIPPING)
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->select = SELECT_ANY)
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->benefit_set = 1)
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->value++)
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->count = 1)
    BREAK_PLAIN(false, BRIEFS, struct image_brief, SAMPLE_LADDER, record->flags |= BRIEF_TAKES)
    BREAK_PLAIN(false, EVENTS, struct image_event, 1, record->buys.count = 1)
    BREAK_PLAIN(false, EVENTS, struct image_event, 1, record->every_amount = 100)
    BREAK_PLAIN(false, EVENTS, struct image_event, 1, record->benefits.count = 2)
    BREAK_PLAIN(false, EVENTS, struct image_event, 1, record->limit = 3)
    BREAK_PLAIN(true, BRIEFS, struct image_brief, SAMPLE_LADDER, record->flags &= (uint8_t)~BRIEF_TAKES)
    BREAK_PLAIN(true, BRIEFS, struct image_brief, SAMPLE_LADDER, record->set = SAMPLE_ALL)
    BREAK_PLAIN(true, BRIEFS, struct image_brief, SAMPLE_LADDER, record->least = 1)
    BREAK_PLAIN(true, BRIEFS, struct image_brief, SAMPLE_LADDER, record->measure = MEASURE_LINES)
    BREAK_PLAIN(true, PICKS, struct image_pick, 0, record->flags = PICK_DIFFERENT)
    BREAK_PLAIN(true, EVENTS, struct image_event, 1, record->buys.count = 2)
    BREAK_PLAIN(true, EVENTS, struct image_event, 1, record->gets = (struct span){1, 1})
}

static void criteria(void **state)
{
    (void)state;
    BREAK(CRITERIA, struct image_criterion, 0, record->kind = 5)
    BREAK(CRITERIA, struct image_criterion, 0, record->kind = CRITERION_NOT)
    BREAK(CRITERIA, struct image_criterion, 0, record->kind = CRITERION_TEST)
    BREAK(CRITERIA, struct image_criterion, 0, record->children.count = 0)
    BREAK(CRITERIA, struct image_criterion, 1, record->kind = CRITERION_ALL)
    BREAK(CRITERIA, struct image_criterion, 1, record->measure = 4)
    BREAK(CRITERIA, struct image_criterion, 1, record->set = SAMPLE_SETS)
    BREAK(CRITERIA, struct image_criterion, 1, record->shown = SHOWN_COUNT)
    BREAK(CRITERIA, struct image_criterion, 1, record->shown = SHOWN_ENUM) /* of a field that is none */
    BREAK(CRITERIA, struct image_criterion, 1, record->strictly = 2)
    BREAK(CRITERIA, struct image_criterion, 1, record->code.count--)
    BREAK(CRITERIA, struct image_criterion, 2, record->field = 99)
    BREAK(INDICES, uint32_t, 2, *record = 0) /* its own parent */
    BREAK(INDICES, uint32_t, 2, *record = 2) /* two parents */
    BREAK(INDICES, uint32_t, 2, *record = 99)
}

static void nesting_is_limited(void **state)
{
    (void)state;
    for (uint32_t levels = 255; levels <= 256; levels++) {
        struct builder builder;
        sample_start(&builder);
        uint32_t first = (uint32_t)builder.sections[SECTION_CRITERIA].count;
        for (uint32_t i = 0; i < levels; i++) {
            uint32_t child = PUSH(&builder, INDICES, uint32_t, {first + i + 1});
            PUSH(&builder, CRITERIA, struct image_criterion, {.kind = CRITERION_NOT, .children = {child, 1}});
        }
        struct image_criterion test = *RECORD(&builder, CRITERIA, struct image_criterion, 1);
        builder_push(&builder, SECTION_CRITERIA, &test, 1);
        assert_int_equal(load(&builder), levels == 255 ? PROMO_OK : PROMO_CORRUPT);
        builder_done(&builder);
    }
}

/* Few records that refer to the same large range very often would take forever: refused. */
static void reach_is_limited(void **state)
{
    (void)state;
    struct builder builder;
    sample_start(&builder);
    struct instruction nothing = {OP_SET_NONE, 0, 0, 0, 0}, back = {OP_SET_RETURN, 0, 0, 0, 0};
    struct span piece = {(uint32_t)builder.sections[SECTION_CODE].count, 60000};
    for (int i = 0; i < 59999; i++)
        builder_push(&builder, SECTION_CODE, &nothing, 1);
    builder_push(&builder, SECTION_CODE, &back, 1);
    for (int i = 0; i < 200; i++)
        builder_set(&builder, piece, 0);
    assert_int_equal(load(&builder), PROMO_OK);
    for (int i = 0; i < 200; i++)
        builder_set(&builder, piece, 0);
    assert_int_equal(load(&builder), PROMO_CORRUPT);
    builder_done(&builder);
}

static void too_many_promotions_are_over_a_limit(void **state)
{
    (void)state;
    struct builder builder;
    sample_start(&builder);
    struct image_promotion promotion = *RECORD(&builder, PROMOTIONS, struct image_promotion, 0);
    for (int i = 0; i < 100000; i++)
        builder_push(&builder, SECTION_PROMOTIONS, &promotion, 1);
    assert_int_equal(load(&builder), PROMO_LIMIT);
    builder_done(&builder);
}

/* S36 crafted image: whatever single byte is changed, and hashed again, the loader ends with a status. */
static void crafted_images_end_in_a_status(void **state)
{
    (void)state;
    static const unsigned char CHANGES[] = {0x01, 0x80, 0xFF, 0x10};
    struct builder builder;
    size_t size;
    sample_start(&builder);
    unsigned char *bytes = builder_finish(&builder, &size);
    size_t accepted = 0, refused = 0;
    for (size_t at = 0; at < size; at++)
        for (size_t i = 0; i < sizeof CHANGES; i++) {
            bytes[at] ^= CHANGES[i];
            if (at >= sizeof(struct image_header))
                image_rehash(bytes, size);
            promo_image *image;
            promo_status status = promo_image_load(&image, bytes, size, NULL);
            assert_true(status == PROMO_OK || status == PROMO_CORRUPT || status == PROMO_UNSUPPORTED);
            *(status == PROMO_OK ? &accepted : &refused) += 1;
            promo_image_free(image);
            bytes[at] ^= CHANGES[i];
        }
    assert_true(refused > accepted);
    free(bytes);
    builder_done(&builder);
}

static void a_failing_allocation_is_survived(void **state)
{
    (void)state;
    struct builder builder;
    size_t size;
    sample_start(&builder);
    unsigned char *bytes = builder_finish(&builder, &size);
    for (long fails_after = 0;; fails_after++) {
        struct counting counting;
        counting_start(&counting, fails_after);
        promo_image *image;
        promo_status status = promo_image_load(&image, bytes, size, &counting.allocator);
        promo_image_free(image);
        assert_int_equal(counting.live_bytes, 0);
        if (status == PROMO_OK)
            break;
        assert_int_equal(status, PROMO_NO_MEMORY);
        assert_true(fails_after < 100);
    }
    free(bytes);
    builder_done(&builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_image_is_accepted),
        cmocka_unit_test(an_empty_rule_set_is_accepted),
        cmocka_unit_test(texts_symbols_lists),
        cmocka_unit_test(code),
        cmocka_unit_test(paths_meet),
        cmocka_unit_test(declarations),
        cmocka_unit_test(promotions),
        cmocka_unit_test(events_and_benefits),
        cmocka_unit_test(briefs),
        cmocka_unit_test(plain_briefs),
        cmocka_unit_test(criteria),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(reach_is_limited),
        cmocka_unit_test(too_many_promotions_are_over_a_limit),
        cmocka_unit_test(crafted_images_end_in_a_status),
        cmocka_unit_test(a_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
