#include "compiler/emit.h"

#include "compiler/emit_parts.h"

#include <stdlib.h>

/* ---- What all parts use ---- */

static int compare_values(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The plan numbers symbols as they came, the image bytewise. */
uint32_t emit_list(struct emit *emit, uint32_t list)
{
    if (list == PLAN_NONE)
        return INDEX_NONE;
    if (emit->lists[list] != INDEX_NONE || emit_failed(emit))
        return emit->lists[list];
    const struct plan_list *from = &emit->plan->lists.items[list];
    int64_t *values = ARENA_ARRAY(&emit->scratch, from->count, int64_t);
    if (values == NULL) {
        emit_no_memory(emit);
        return 0;
    }
    for (uint32_t i = 0; i < from->count; i++)
        values[i] = from->of_symbols ? emit->symbols[from->values[i]] : from->values[i];
    if (from->of_symbols && from->count > 1)
        qsort(values, from->count, sizeof *values, compare_values);
    struct span span = {image_writer_add(&emit->writer, SECTION_LIST_VALUES, values, from->count), from->count};
    emit->lists[list] = image_writer_add(&emit->writer, SECTION_LISTS, &span, 1);
    return emit->lists[list];
}

uint32_t emit_constant(struct emit *emit, enum plan_type type, int64_t value)
{
    int64_t constant = type == PLAN_TEXT ? (int64_t)emit->symbols[value] : value;
    return image_writer_constants(&emit->writer, &constant, 1);
}

void emit_step(struct emit *emit, enum op op, unsigned a, unsigned b, unsigned c, uint32_t imm)
{
    struct instruction step = {(uint8_t)op, (uint8_t)a, (uint8_t)b, (uint8_t)c, imm};
    if (!VECTOR_PUSH(&emit->code, emit->alloc, step))
        emit_no_memory(emit);
}

/* The piece at hand in the table of pieces; *at is where it stands in CODE, if it does. */
static bool piece_find(struct emit *emit, uint32_t *at, uint32_t *number)
{
    size_t size = emit->code.count * sizeof *emit->code.items;
    bool added;
    struct text key = {(const char *)emit->code.items, size};
    *number = text_table_find(&emit->pieces, key);
    if (*number != TEXT_TABLE_NONE) {
        *at = emit->piece_at[*number];
        return true;
    }
    key.bytes = arena_copy(&emit->scratch, key.bytes, size);
    *number = key.bytes == NULL ? TEXT_TABLE_NONE : text_table_add(&emit->pieces, key, &added);
    if (*number == TEXT_TABLE_NONE ||
        !alloc_grow(emit->alloc, (void **)&emit->piece_at, &emit->piece_capacity, emit->pieces.count,
                    sizeof *emit->piece_at))
        emit_no_memory(emit);
    return false;
}

struct span emit_piece(struct emit *emit, bool has_jumps)
{
    struct span span = {image_writer_count(&emit->writer, SECTION_CODE), (uint32_t)emit->code.count};
    uint32_t number = TEXT_TABLE_NONE;
    bool found = !has_jumps && !emit_failed(emit) && piece_find(emit, &span.first, &number);
    if (!found && !emit_failed(emit)) {
        for (size_t i = 0; i < emit->code.count && has_jumps; i++)
            if (OP_INFO[emit->code.items[i].op].shape == SKIP)
                emit->code.items[i].imm += span.first;
        image_writer_add(&emit->writer, SECTION_CODE, emit->code.items, emit->code.count);
        if (number != TEXT_TABLE_NONE)
            emit->piece_at[number] = span.first;
    }
    emit->code.count = 0;
    return span;
}

/* ---- Declarations ---- */

static void write_settings(struct emit *emit)
{
    const struct plan *plan = emit->plan;
    struct image_settings settings = {.decimals = plan->decimals,
                                      .rounding = plan->rounding,
                                      .floor = plan->floor,
                                      .timezone = image_writer_text(&emit->writer, plan->timezone)};
    memcpy(settings.currency, plan->currency, sizeof settings.currency);
    image_writer_add(&emit->writer, SECTION_SETTINGS, &settings, 1);
    for (size_t i = 0; i < plan->zone.changes.count; i++) {
        struct zone_change change = plan->zone.changes.items[i];
        struct image_transition transition = {change.at, change.offset};
        image_writer_add(&emit->writer, SECTION_TRANSITIONS, &transition, 1);
    }
}

_Static_assert((int)PLAN_BOOL == TYPE_BOOL && (int)PLAN_ENUM == TYPE_ENUM && (int)PLAN_SET == TYPE_SET &&
                   (int)PLAN_CUSTOMER == OWNER_CUSTOMER && (int)PLAN_ITEM == OWNER_ITEM,
               "the plan numbers types and owners as images do");
_Static_assert((int)PLAN_FACT_TIME == FACT_TIME && (int)PLAN_FACT_TRIGGER == FACT_TRIGGER &&
                   (int)PLAN_ATTRIBUTE_BRAND == ATTRIBUTE_BRAND && (int)PLAN_ATTRIBUTE_FIELDS == ATTRIBUTE_FIELDS &&
                   (int)PLAN_ATTRIBUTE_MOST == ATTRIBUTE_MOST && (int)PLAN_AT_LEAST == CMP_AT_LEAST,
               "the plan numbers facts, attributes and comparisons as images do");
_Static_assert((int)PLAN_MINUTES == UNIT_MINUTES && (int)PLAN_YEARS == UNIT_YEARS &&
                   (int)PLAN_OBSOLETE == STATUS_OBSOLETE && (int)PLAN_REDUCTION == PROMOTION_REDUCTION,
               "the plan numbers units, status and types of promotions as images do");

static void write_fields(struct emit *emit)
{
    for (size_t i = 0; i < emit->plan->fields.count; i++) {
        const struct plan_field *field = &emit->plan->fields.items[i];
        struct image_field record = {.name = image_writer_text(&emit->writer, field->name),
                                     .owner = (uint8_t)field->owner,
                                     .type = (uint8_t)field->type,
                                     .slot = field->slot,
                                     .names = {image_writer_count(&emit->writer, SECTION_ENUM_NAMES),
                                               field->value_count}};
        for (uint32_t j = 0; j < field->value_count; j++) {
            struct ref name = image_writer_text(&emit->writer, field->values[j]);
            image_writer_add(&emit->writer, SECTION_ENUM_NAMES, &name, 1);
        }
        image_writer_add(&emit->writer, SECTION_FIELDS, &record, 1);
    }
}

static void write_places(struct emit *emit)
{
    const struct plan *plan = emit->plan;
    for (size_t i = 0; i < plan->audiences.count; i++) {
        const struct plan_audience *audience = &plan->audiences.items[i];
        struct image_audience record = {.name = image_writer_text(&emit->writer, audience->name),
                                        .members = emit_list(emit, audience->members)};
        image_writer_add(&emit->writer, SECTION_AUDIENCES, &record, 1);
    }
    for (size_t i = 0; i < plan->price_lists.count; i++) {
        const struct plan_price_list *list = &plan->price_lists.items[i];
        struct image_price_list record = {.name = image_writer_text(&emit->writer, list->name),
                                          .title = image_writer_text(&emit->writer, list->title),
                                          .symbol = emit->symbols[list->symbol],
                                          .channels = emit_list(emit, list->channels)};
        memcpy(record.currency, list->currency, sizeof record.currency);
        image_writer_add(&emit->writer, SECTION_PRICE_LISTS, &record, 1);
    }
}

static void write_campaigns(struct emit *emit)
{
    for (size_t i = 0; i < emit->plan->campaigns.count; i++) {
        const struct plan_campaign *campaign = &emit->plan->campaigns.items[i];
        struct image_campaign record = {.name = image_writer_text(&emit->writer, campaign->name),
                                        .title = image_writer_text(&emit->writer, campaign->title),
                                        .type = image_writer_text(&emit->writer, campaign->type),
                                        .initiative = image_writer_text(&emit->writer, campaign->initiative),
                                        .period = {campaign->period.from, campaign->period.to},
                                        .budget_money = campaign->budget_money,
                                        .budget_uses = campaign->budget_uses,
                                        .holdout = (uint32_t)campaign->holdout,
                                        .channels = emit_list(emit, campaign->channels)};
        image_writer_add(&emit->writer, SECTION_CAMPAIGNS, &record, 1);
    }
}

static void write_coupons(struct emit *emit)
{
    for (size_t i = 0; i < emit->plan->coupons.count; i++) {
        const struct plan_coupon *coupon = &emit->plan->coupons.items[i];
        struct image_coupon record = {
            .name = image_writer_text(&emit->writer, coupon->name),
            .title = image_writer_text(&emit->writer, coupon->title),
            .code = image_writer_text(&emit->writer, coupon->code),
            .normal = image_writer_text(&emit->writer, coupon->normal),
            .pattern = image_writer_text(&emit->writer, coupon->pattern),
            .count = coupon->count,
            .valid = {coupon->valid.from, coupon->valid.to},
            .valid_count = coupon->valid_for.count,
            .minimum = coupon->minimum,
            .limits = {coupon->limits.total, coupon->limits.per_customer, coupon->limits.per_day, VALUE_UNLIMITED},
            .kind = coupon->certificate ? COUPON_CERTIFICATE : COUPON_DISCOUNT,
            .valid_unit = (uint8_t)coupon->valid_for.unit,
            .once = coupon->once,
        };
        image_writer_add(&emit->writer, SECTION_COUPONS, &record, 1);
    }
}

static void write_programs(struct emit *emit)
{
    for (size_t i = 0; i < emit->plan->programs.count; i++) {
        const struct plan_program *program = &emit->plan->programs.items[i];
        struct image_program record = {
            .name = image_writer_text(&emit->writer, program->name),
            .title = image_writer_text(&emit->writer, program->title),
            .earn_points = program->earn_points,
            .earn_per = program->earn_per,
            .redeem_points = program->redeem_points,
            .redeem_for = program->redeem_for,
            .expire_count = program->expire.count,
            .expire_unit = (uint32_t)program->expire.unit,
            .earn_set = program->earn_set == PLAN_NONE ? INDEX_NONE : emit->sets[program->earn_set],
            .tiers = {image_writer_count(&emit->writer, SECTION_TIERS), program->tier_count},
        };
        for (uint32_t j = 0; j < program->tier_count; j++) {
            struct image_tier tier = {image_writer_text(&emit->writer, program->tiers[j].name), program->tiers[j].from};
            image_writer_add(&emit->writer, SECTION_TIERS, &tier, 1);
        }
        image_writer_add(&emit->writer, SECTION_PROGRAMS, &record, 1);
    }
}

/* ---- The whole ---- */

static uint32_t *numbers_new(struct emit *emit, size_t count)
{
    uint32_t *numbers = ARENA_ARRAY(&emit->scratch, count, uint32_t);
    for (size_t i = 0; i < count && numbers != NULL; i++)
        numbers[i] = INDEX_NONE;
    return numbers;
}

static bool write_all(struct emit *emit)
{
    const struct plan *plan = emit->plan;
    emit->symbols = numbers_new(emit, plan->symbols.count);
    emit->lists = numbers_new(emit, plan->lists.count);
    emit->sets = numbers_new(emit, plan->nodes.count);
    emit->promotions = numbers_new(emit, plan->promotions.count);
    emit->reached = ARENA_ARRAY(&emit->scratch, plan->nodes.count, uint8_t);
    if (emit->symbols == NULL || emit->lists == NULL || emit->sets == NULL || emit->promotions == NULL ||
        emit->reached == NULL || !emit_reach(emit) || !emit_sets(emit))
        return false;
    write_settings(emit);
    write_fields(emit);
    write_places(emit);
    write_campaigns(emit);
    write_coupons(emit);
    write_programs(emit);
    return emit_promotions(emit) && emit_index(emit);
}

promo_status emit_image(const struct plan *plan, const promo_allocator *alloc, void **image, size_t *size)
{
    struct emit emit = {.plan = plan, .alloc = alloc_or_default(alloc)};
    *image = NULL;
    *size = 0;
    if (plan->failed)
        return PROMO_NO_MEMORY;
    image_writer_init(&emit.writer, alloc);
    arena_init(&emit.scratch, alloc);
    text_table_init(&emit.pieces, alloc, (struct hash_key){0, 0});
    if (!write_all(&emit))
        emit_no_memory(&emit);
    promo_status status = image_writer_finish(&emit.writer, image, size);
    VECTOR_DONE(&emit.code, emit.alloc);
    alloc_release(emit.alloc, emit.piece_at, emit.piece_capacity, sizeof *emit.piece_at);
    text_table_done(&emit.pieces);
    arena_done(&emit.scratch);
    image_writer_done(&emit.writer);
    return status;
}
