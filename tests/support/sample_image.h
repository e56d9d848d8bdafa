/* A small image with something in every section but the candidate index, for tests of the VM. */
#ifndef TESTS_SAMPLE_IMAGE_H
#define TESTS_SAMPLE_IMAGE_H

#include "tests/support/image_builder.h"

enum sample_set { SAMPLE_ALL, SAMPLE_SHOES, SAMPLE_DEAR, SAMPLE_DEAR_SHOES, SAMPLE_SETS };
enum sample_promotion { SAMPLE_PAIR, SAMPLE_LADDER, SAMPLE_STAFF };

static const char *const SAMPLE_SYMBOLS[] = {
    "basket", "c-1", "c-2", "new", "nike", "phone", "shoes", "shoes/sport", "vip", "web",
};

static inline void sample_sets(struct builder *builder)
{
    uint32_t shoes = builder_list_of(builder, "shoes");
    uint32_t dear = builder_constant(builder, 10000);
    builder_set(builder, CODE(builder, {OP_SET_ALL, 0, 0, 0, 0}, {OP_SET_RETURN, 0, 0, 0, 0}), 0);
    builder_set(builder, CODE(builder, {OP_SET_CATEGORY, 1, 0, 0, shoes}, {OP_SET_RETURN, 0, 1, 0, 0}), 0);
    RECORD(builder, SETS, struct image_set, SAMPLE_SHOES)->term = builder_symbol(builder, "shoes") << SET_TERM_BITS | 2;
    RECORD(builder, SETS, struct image_set, SAMPLE_SHOES)->values = *RECORD(builder, LISTS, struct span, shoes);
    builder_set(builder, CODE(builder, {OP_SET_COMPARE, 0, CMP_AT_LEAST, ATTRIBUTE_PRICE, dear}, {OP_SET_RETURN, 0, 0, 0, 0}), 1);
    builder_set(builder, CODE(builder, {OP_SET_LOAD, 0, 0, 0, SAMPLE_SHOES}, {OP_SET_LOAD, 1, 0, 0, SAMPLE_DEAR},
                              {OP_SET_BOTH, 2, 0, 1, 0}, {OP_SET_RETURN, 0, 2, 0, 0}), 1);
}

static inline void sample_declarations(struct builder *builder)
{
    struct span levels = {0, 2};
    PUSH(builder, ENUM_NAMES, struct ref, {builder_text(builder, "silver").offset, 6});
    PUSH(builder, ENUM_NAMES, struct ref, {builder_text(builder, "gold").offset, 4});
    builder_field(builder, OWNER_CUSTOMER, "level", TYPE_ENUM, 3, levels);
    builder_field(builder, OWNER_CUSTOMER, "likes", TYPE_SET, 4, (struct span){0, 0});
    builder_field(builder, OWNER_ORDER, "gift_wrap", TYPE_BOOL, 0, (struct span){0, 0});
    builder_field(builder, OWNER_ITEM, "materials", TYPE_SET, 0, (struct span){0, 0});
    builder_field(builder, OWNER_ITEM, "season", TYPE_TEXT, 1, (struct span){0, 0});
    builder_field(builder, OWNER_ITEM, "since", TYPE_DATE, 2, (struct span){0, 0});
    PUSH(builder, TRANSITIONS, struct image_transition, {INT64_MIN, 0});
    PUSH(builder, TRANSITIONS, struct image_transition, {1000000000, 3600});
    PUSH(builder, AUDIENCES, struct image_audience, {.name = builder_text(builder, "staff"), .members = builder_list_of(builder, "c-1")});
    PUSH(builder, AUDIENCES, struct image_audience, {.name = builder_text(builder, "regulars"), .members = INDEX_NONE});
    PUSH(builder, PRICE_LISTS, struct image_price_list,
         {.name = builder_text(builder, "web"), .symbol = builder_symbol(builder, "web"), .channels = INDEX_NONE, .currency = "USD"});
    PUSH(builder, CAMPAIGNS, struct image_campaign,
         {.name = builder_text(builder, "spring"), .period = {INT64_MIN, INT64_MAX}, .budget_money = 100000,
          .budget_uses = VALUE_UNLIMITED, .channels = INDEX_NONE});
    struct image_limits unlimited = {VALUE_UNLIMITED, VALUE_UNLIMITED, VALUE_UNLIMITED, VALUE_UNLIMITED};
    PUSH(builder, COUPONS, struct image_coupon,
         {.name = builder_text(builder, "welcome"), .code = builder_text(builder, "hello-10"), .normal = builder_text(builder, "HE11010"),
          .valid = {INT64_MIN, INT64_MAX}, .limits = unlimited, .kind = COUPON_DISCOUNT});
    PUSH(builder, COUPONS, struct image_coupon,
         {.name = builder_text(builder, "card"), .pattern = builder_text(builder, "GC-########"), .valid = {INT64_MIN, INT64_MAX},
          .valid_count = 2, .valid_unit = UNIT_YEARS, .limits = unlimited, .kind = COUPON_CERTIFICATE});
    PUSH(builder, PROGRAMS, struct image_program,
         {.name = builder_text(builder, "stars"), .earn_points = 1, .earn_per = 100, .redeem_points = 100, .redeem_for = 100,
          .expire_count = 365, .earn_set = INDEX_NONE, .expire_unit = UNIT_DAYS, .tiers = {0, 2}});
    PUSH(builder, TIERS, struct image_tier, {.name = builder_text(builder, "silver"), .from = 500});
    PUSH(builder, TIERS, struct image_tier, {.name = builder_text(builder, "gold"), .from = 2000});
    PUSH(builder, SCHEDULES, struct image_schedule, {.weekdays = 0x1F, .start = 61200, .end = 68400});
}

static inline struct image_promotion sample_promotion(struct builder *builder, const char *name, uint32_t declared, uint32_t event)
{
    return (struct image_promotion){
        .name = builder_text(builder, name), .status = STATUS_ACTIVE, .type = PROMOTION_DISCOUNT, .priority = 100,
        .declared = declared, .layer = 0, .period = {INT64_MIN, INT64_MAX},
        .limits = {VALUE_UNLIMITED, VALUE_UNLIMITED, VALUE_UNLIMITED, VALUE_UNLIMITED}, .cap = VALUE_UNLIMITED,
        .campaign = INDEX_NONE, .coupon = INDEX_NONE, .audience = INDEX_NONE, .price_list = INDEX_NONE,
        .channels = INDEX_NONE, .stores = INDEX_NONE, .regions = INDEX_NONE, .events = {event, 1},
    };
}

static inline struct image_event sample_event(struct builder *builder, const char *name, uint32_t promotion)
{
    return (struct image_event){
        .name = builder_text(builder, name), .promotion = promotion, .trigger = builder_symbol(builder, "basket"),
        .priority = 100, .criterion = INDEX_NONE, .limit = VALUE_UNLIMITED,
    };
}

/* `when all { amount of shoes >= 50.00  customer.level == gold }` */
static inline void sample_criteria(struct builder *builder, struct image_event *event)
{
    uint32_t fifty = builder_constant(builder, 5000), gold = builder_constant(builder, 1);
    event->code = CODE(builder, {OP_AMOUNT, 0, 0, 0, SAMPLE_SHOES}, {OP_CONSTANT, 1, 0, 0, fifty}, {OP_AT_LEAST, 2, 0, 1, 0},
                       {OP_SKIP_UNLESS, 0, 2, 0, 0}, {OP_CUSTOMER, 0, 0, 0, 3}, {OP_CONSTANT, 1, 0, 0, gold},
                       {OP_EQUAL, 2, 0, 1, 0}, {OP_RETURN, 0, 2, 0, 0});
    RECORD(builder, CODE, struct instruction, event->code.first + 3)->imm = event->code.first + 7;
    struct span amount = CODE(builder, {OP_AMOUNT, 0, 0, 0, SAMPLE_SHOES}, {OP_CONSTANT, 1, 0, 0, fifty},
                              {OP_AT_LEAST, 2, 0, 1, 0}, {OP_RETURN, 0, 2, 0, 0});
    struct span level = CODE(builder, {OP_CUSTOMER, 0, 0, 0, 3}, {OP_CONSTANT, 1, 0, 0, gold}, {OP_EQUAL, 2, 0, 1, 0},
                             {OP_RETURN, 0, 2, 0, 0});
    struct span children = {(uint32_t)builder->sections[SECTION_INDICES].count, 2};
    event->criterion = PUSH(builder, CRITERIA, struct image_criterion, {.kind = CRITERION_ALL, .children = children});
    PUSH(builder, CRITERIA, struct image_criterion,
         {.kind = CRITERION_TEST, .code = amount, .measure = MEASURE_AMOUNT, .shown = SHOWN_MONEY, .set = SAMPLE_SHOES, .threshold = 5000});
    PUSH(builder, CRITERIA, struct image_criterion, {.kind = CRITERION_TEST, .code = level, .shown = SHOWN_ENUM, .field = 3});
    PUSH(builder, INDICES, uint32_t, {event->criterion + 1});
    PUSH(builder, INDICES, uint32_t, {event->criterion + 2});
}

static inline void sample_promotions(struct builder *builder)
{
    struct image_promotion pair = sample_promotion(builder, "pair", 0, 0), ladder = sample_promotion(builder, "ladder", 1, 1),
                           staff = sample_promotion(builder, "staff_only", 2, 2);
    pair.campaign = 0;
    pair.coupon = 0;
    pair.schedules = (struct span){0, 1};
    pair.steps = (struct span){0, 1};
    pair.excludes = (struct span){PUSH(builder, INDICES, uint32_t, {SAMPLE_LADDER}), 1};
    ladder.excludes = (struct span){PUSH(builder, INDICES, uint32_t, {SAMPLE_PAIR}), 1};
    staff.exclusive = 1;
    staff.layer = INDEX_NONE;
    staff.audience = 0;
    builder_push(builder, SECTION_PROMOTIONS, &pair, 1);
    builder_push(builder, SECTION_PROMOTIONS, &ladder, 1);
    builder_push(builder, SECTION_PROMOTIONS, &staff, 1);
    RECORD(builder, LAYERS, struct image_layer, 0)->promotions = (struct span){0, 2};
    PUSH(builder, STEPS, struct image_step, {.number = 1, .event = 0, .used = STEP_STOP, .unused = STEP_STOP});

    struct image_event two = sample_event(builder, "two", SAMPLE_PAIR), rows = sample_event(builder, "rows", SAMPLE_LADDER),
                       all = sample_event(builder, "all", SAMPLE_STAFF);
    PUSH(builder, PICKS, struct image_pick, {.set = SAMPLE_SHOES, .count = 2});
    PUSH(builder, PICKS, struct image_pick, {.set = SAMPLE_ALL, .count = 1, .flags = PICK_UP_TO | PICK_NO_DEARER});
    two.buys = (struct span){0, 1};
    two.gets = (struct span){1, 1};
    two.benefits = (struct span){0, 1};
    two.limit = 3;
    PUSH(builder, BENEFITS, struct image_benefit, {.kind = BENEFIT_PERCENT, .scope = SCOPE_THEM, .value = 500000});
    rows.ladder_by = MEASURE_AMOUNT;
    rows.ladder_set = SAMPLE_ALL;
    rows.rows = (struct span){0, 2};
    PUSH(builder, ROWS, struct image_row, {.from = 10000, .benefits = {1, 1}});
    PUSH(builder, ROWS, struct image_row, {.from = 20000, .benefits = {2, 1}});
    PUSH(builder, BENEFITS, struct image_benefit, {.kind = BENEFIT_PERCENT, .scope = SCOPE_ORDER, .value = 50000});
    PUSH(builder, BENEFITS, struct image_benefit, {.kind = BENEFIT_OFF_SPREAD, .scope = SCOPE_ORDER, .value = 1500});
    sample_criteria(builder, &all);
    all.benefits = (struct span){3, 4};
    PUSH(builder, BENEFITS, struct image_benefit, {.kind = BENEFIT_PERCENT, .scope = SCOPE_SET, .set = SAMPLE_DEAR_SHOES, .value = 300000});
    PUSH(builder, BENEFITS, struct image_benefit,
         {.kind = BENEFIT_GIFT, .scope = SCOPE_NOTHING, .count = 1, .worth = 500, .name = builder_text(builder, "USB")});
    PUSH(builder, BENEFITS, struct image_benefit, {.kind = BENEFIT_POINTS, .scope = SCOPE_NOTHING, .count = 50, .reference = 0});
    PUSH(builder, BENEFITS, struct image_benefit,
         {.kind = BENEFIT_CERTIFICATE, .scope = SCOPE_NOTHING, .count = 1, .worth = 1000, .reference = 1});
    builder_push(builder, SECTION_EVENTS, &two, 1);
    builder_push(builder, SECTION_EVENTS, &rows, 1);
    builder_push(builder, SECTION_EVENTS, &all, 1);
    PUSH(builder, BRIEFS, struct image_brief, {.flags = 0});
    PUSH(builder, BRIEFS, struct image_brief,
         {.flags = BRIEF_DECIDED, .measure = MEASURE_AMOUNT, .event = 1, .trigger = rows.trigger, .set = SAMPLE_SHOES, .least = 5000,
          .name = ladder.name.offset, .event_name = rows.name.offset, .gives = rows.gives.offset});
    PUSH(builder, BRIEFS, struct image_brief, {.flags = BRIEF_FREE});
}

static inline void sample_start(struct builder *builder)
{
    builder_start(builder, SAMPLE_SYMBOLS, sizeof SAMPLE_SYMBOLS / sizeof SAMPLE_SYMBOLS[0]);
    sample_sets(builder);
    sample_declarations(builder);
    sample_promotions(builder);
}

#endif
