#include "compiler/describe_parts.h"

#include "base/decimal.h"

#include <stdlib.h>

/* ---- What excludes what ---- */

static int compare_exclusions(const void *left, const void *right)
{
    const struct exclusion *a = left, *b = right;
    if (a->one != b->one)
        return a->one < b->one ? -1 : 1;
    return a->other < b->other ? -1 : a->other > b->other;
}

static bool collect_exclusions(struct describer *describer)
{
    const struct plan *plan = describer->plan;
    size_t kept = 0;
    for (uint32_t one = 0; one < plan->promotions.count; one++)
        for (uint32_t i = 0; i < plan->promotions.items[one].exclude_count; i++) {
            uint32_t other = plan->promotions.items[one].excludes[i];
            if (!VECTOR_PUSH(&describer->exclusions, plan->alloc, (struct exclusion){one, other}) ||
                !VECTOR_PUSH(&describer->exclusions, plan->alloc, (struct exclusion){other, one}))
                return false;
        }
    struct exclusion *list = describer->exclusions.items;
    if (describer->exclusions.count == 0)
        return true;
    qsort(list, describer->exclusions.count, sizeof *list, compare_exclusions);
    for (size_t i = 0; i < describer->exclusions.count; i++)
        if (kept == 0 || compare_exclusions(&list[kept - 1], &list[i]) != 0)
            list[kept++] = list[i];
    describer->exclusions.count = kept;
    return true;
}

size_t describe_exclusions(const struct describer *describer, uint32_t promotion)
{
    size_t low = 0, high = describer->exclusions.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (describer->exclusions.items[middle].one < promotion)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- The describer ---- */

bool describer_init(struct describer *describer, const struct plan *plan, size_t shown)
{
    *describer = (struct describer){.plan = plan, .shown = shown};
    describer->let_of = alloc_zeroed(plan->alloc, plan->nodes.count + 1, sizeof *describer->let_of);
    describer->named = alloc_zeroed(plan->alloc, plan->lets.count + 1, sizeof *describer->named);
    if (describer->let_of == NULL || describer->named == NULL || !collect_exclusions(describer)) {
        describer_done(describer);
        return false;
    }
    for (size_t i = 0; i < plan->nodes.count; i++)
        describer->let_of[i] = PLAN_NONE;
    for (size_t i = plan->lets.count; i-- > 0;) {
        uint32_t node = plan->lets.items[i].node;
        if (node != PLAN_NONE && plan->nodes.items[node].kind != PLAN_NODE_ALL)
            describer->let_of[node] = (uint32_t)i;
    }
    return true;
}

void describer_done(struct describer *describer)
{
    const struct plan *plan = describer->plan;
    VECTOR_DONE(&describer->names, plan->alloc);
    VECTOR_DONE(&describer->exclusions, plan->alloc);
    alloc_release(plan->alloc, describer->named, plan->lets.count + 1, sizeof *describer->named);
    alloc_release(plan->alloc, describer->let_of, plan->nodes.count + 1, sizeof *describer->let_of);
    describer->named = NULL;
    describer->let_of = NULL;
}

void describe_forget(struct describer *describer)
{
    for (size_t i = 0; i < describer->names.count; i++)
        describer->named[describer->names.items[i]] = false;
    describer->names.count = 0;
}

/* ---- Values ---- */

static void told_enum(struct buffer *out, const struct plan *plan, uint32_t of, int64_t value)
{
    const struct plan_field *field = of == PLAN_NONE ? NULL : &plan->fields.items[of];
    if (field != NULL && value >= 0 && value < field->value_count)
        describe_name(out, field->values[value]);
}

static void told_tier(struct buffer *out, const struct plan *plan, uint32_t of, int64_t value)
{
    const struct plan_program *program = of == PLAN_NONE ? NULL : &plan->programs.items[of];
    if (program != NULL && value >= 0 && value < program->tier_count)
        describe_name(out, program->tiers[value].name);
}

static void told_decimal(struct buffer *out, int64_t value)
{
    char digits[DECIMAL_ROOM];
    buffer_write(out, digits, decimal_print_short(value, 6, digits));
}

void describe_value(const struct describer *describer, struct buffer *out, struct told_type type, int64_t value)
{
    const struct plan *plan = describer->plan;
    switch (type.type) {
    case PLAN_BOOL: buffer_string(out, value != 0 ? "yes" : "no"); break;
    case PLAN_NUMBER: phrase_count(out, value); break;
    case PLAN_DECIMAL: told_decimal(out, value); break;
    case PLAN_MONEY: phrase_money(out, plan, value); break;
    case PLAN_PERCENT: phrase_percent(out, value); break;
    case PLAN_DATE: phrase_date(out, value); break;
    case PLAN_INSTANT: phrase_instant(out, plan, value); break;
    case PLAN_ENUM: told_enum(out, plan, type.of, value); break;
    case PLAN_TIME: phrase_time(out, value); break;
    case PLAN_WEEKDAY: buffer_string(out, phrase_weekday(value)); break;
    case PLAN_TIER: told_tier(out, plan, type.of, value); break;
    case PLAN_TEXT:
    case PLAN_SET: phrase_quoted(out, plan_symbol_text(plan, (uint32_t)value)); break;
    case PLAN_UNKNOWN: break;
    }
}

void describe_list(const struct describer *describer, struct buffer *out, uint32_t list, struct told_type type,
                   const char *last)
{
    const struct plan_list *members = &describer->plan->lists.items[list];
    size_t count = members->count, told = describer->shown == 0 || count <= describer->shown + 1 ? count : describer->shown;
    if (members->of_symbols)
        type.type = PLAN_TEXT;
    for (size_t i = 0; i < told; i++) {
        phrase_between(out, i, told == count ? count : told + 1, last);
        describe_value(describer, out, type, members->values[i]);
    }
    if (told < count) {
        buffer_format(out, " %s ", last);
        phrase_count(out, (int64_t)(count - told));
        buffer_string(out, " others");
    }
}

const char *describe_comparison(enum plan_comparison comparison, enum plan_type type)
{
    static const char *const OF_NUMBERS[] = {"", "something other than ", "less than ", "at most ", "more than ", "at least "};
    static const char *const OF_RANKS[] = {"", "something other than ", "below ", "at most ", "above ", "at least "};
    static const char *const OF_DATES[] = {"", "something other than ", "before ", "on or before ", "after ", "on or after "};
    static const char *const OF_TIMES[] = {"", "something other than ", "before ", "at or before ", "after ", "at or after "};
    switch (type) {
    case PLAN_ENUM:
    case PLAN_TIER: return OF_RANKS[comparison];
    case PLAN_DATE: return OF_DATES[comparison];
    case PLAN_INSTANT:
    case PLAN_TIME: return OF_TIMES[comparison];
    default: return OF_NUMBERS[comparison];
    }
}

void describe_range(const struct describer *describer, struct buffer *out, struct told_type type, int64_t low, int64_t high)
{
    bool to_end = type.type == PLAN_TIME || type.type == PLAN_INSTANT;
    buffer_string(out, "from ");
    describe_value(describer, out, type, low);
    buffer_string(out, " to ");
    describe_value(describer, out, type, to_end ? high + 1 : high);
}

void describe_name(struct buffer *out, struct text name)
{
    for (size_t i = 0; i < name.length; i++)
        buffer_char(out, name.bytes[i] == '_' ? ' ' : name.bytes[i]);
}

void describe_titled(const struct describer *describer, struct buffer *out, struct text name, struct text title)
{
    buffer_text(out, name);
    if (title.length == 0 || describer->bare)
        return;
    buffer_string(out, " (");
    phrase_quoted(out, title);
    buffer_char(out, ')');
}

/* ---- Lines ---- */

static const struct {
    const char *heading, *word;
} PARTS[] = {
#define PART(name, heading, word) {heading, word},
    DESCRIBE_PARTS(PART)
#undef PART
};

const char *describe_heading(enum describe_part part)
{
    return PARTS[part].heading;
}

const char *describe_part_word(enum describe_part part)
{
    return PARTS[part].word;
}

void description_init(struct description *description, const promo_allocator *alloc, struct arena *arena)
{
    *description = (struct description){.alloc = alloc_or_default(alloc), .arena = arena};
}

void description_done(struct description *description)
{
    VECTOR_DONE(&description->lines, description->alloc);
}

static void add_line(struct description *description, struct description_line line, struct buffer *words)
{
    if (words->length != 0 && !words->failed) {
        line.words = (struct text){arena_copy(description->arena, words->bytes, words->length), words->length};
        if (line.words.bytes == NULL || !VECTOR_PUSH(&description->lines, description->alloc, line))
            description->failed = true;
    }
    description->failed |= words->failed;
    buffer_clear(words);
}

void description_add(struct description *description, enum describe_part part, const char *property, struct buffer *words)
{
    add_line(description, (struct description_line){.part = part, .property = property}, words);
}

void description_add_event(struct description *description, const struct plan_event *event, const struct event_piece *piece,
                           struct buffer *words)
{
    add_line(description,
             (struct description_line){.part = DESCRIBE_OFFER,
                                       .event = event->name,
                                       .event_title = event->title,
                                       .property = piece->property,
                                       .follows = piece->follows},
             words);
}
