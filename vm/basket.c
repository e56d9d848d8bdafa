#include "vm/basket_parts.h"

#include "base/calendar.h"
#include "base/codes.h"
#include "base/exact.h"

#include <assert.h>

promo_status basket_no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left for the basket");
}

promo_status basket_refuse(const struct basket *basket, promo_status status, enum field_owner owner, struct text member,
                           const char *why)
{
    int length = member.length > 100 ? 100 : (int)member.length;
    if (owner == OWNER_ITEM)
        return error_set(status, "lines[%zu].%.*s: %s", basket->lines.count, length, member.bytes, why);
    return error_set(status, "%s%.*s: %s", owner == OWNER_CUSTOMER ? "customer." : "", length, member.bytes, why);
}

/* Whether eight bytes are printable ASCII: neither the high bit, nor below a space, nor DEL. */
static bool eight_printable(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    uint64_t delete = word ^ (ones * 0x7F);
    return ((word | (word - ones * 0x20) | (delete - ones)) & high) == 0;
}

promo_status basket_check(const struct basket *basket, struct text text, enum field_owner owner, struct text member)
{
    if (text.length > BASKET_TEXT)
        return basket_refuse(basket, PROMO_LIMIT, owner, member, "a text of at most 4096 bytes expected");
    if (basket->texts_checked)
        return PROMO_OK;
    size_t at = 0;
    while (at < text.length) {
        if (text.length - at >= 8 && eight_printable(text.bytes + at)) {
            at += 8;
            continue;
        }
        if (text.bytes[at] >= ' ' && text.bytes[at] < 0x7F) {
            at++;
            continue;
        }
        size_t bytes;
        int32_t code = utf8_decode(text, at, &bytes);
        if (code < 0)
            return basket_refuse(basket, PROMO_INVALID, owner, member, "the text is not well-formed UTF-8");
        if (utf8_is_control(code))
            return basket_refuse(basket, PROMO_INVALID, owner, member, "the text has a control character");
        at += bytes;
    }
    return PROMO_OK;
}

static uint32_t count_fields(const struct image_view *image, enum field_owner owner)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < image->FIELDS_COUNT; i++)
        count += image->FIELDS[i].owner == owner;
    return count;
}

/* Zeroed, with one element where none is needed, so that NULL always means no memory. */
static void *room(const promo_allocator *alloc, size_t count, size_t size)
{
    return alloc_zeroed(alloc, count == 0 ? 1 : count, size);
}

static void room_done(const promo_allocator *alloc, void *block, size_t count, size_t size)
{
    alloc_release(alloc, block, count == 0 ? 1 : count, size);
}

/* Every field that is missing until it is given. */
static void forget_values(struct basket *basket)
{
    for (uint32_t i = 0; i < basket->customer_field_count; i++)
        basket->customer[i] = VALUE_MISSING;
    for (uint32_t i = 0; i < basket->order_field_count; i++)
        basket->order[i] = VALUE_MISSING;
    for (size_t i = 0; i < FACT_COUNT; i++)
        basket->facts[i] = VALUE_MISSING;
    for (uint32_t i = 0; i < basket->image->view.PROGRAMS_COUNT; i++)
        basket->points[i] = (struct basket_points){.tier = VALUE_MISSING};
    basket->id = NULL;
    basket->at = VALUE_MISSING;
    basket->has_shipping = basket->has_state = false;
    basket->shipping = basket->subtotal = 0;
}

promo_status basket_init(struct basket *basket, const promo_image *image, const promo_allocator *alloc)
{
    const struct image_view *view = &image->view;
    *basket = (struct basket){
        .image = image,
        .alloc = alloc,
        .customer_field_count = count_fields(view, OWNER_CUSTOMER),
        .order_field_count = count_fields(view, OWNER_ORDER),
        .item_field_count = count_fields(view, OWNER_ITEM),
        .usual_trigger = texts_symbol(view, TEXT("basket")),
    };
    texts_init(&basket->texts, alloc, view);
    text_table_init(&basket->line_ids, alloc, basket->texts.own.key);
    basket->customer = room(alloc, basket->customer_field_count, sizeof *basket->customer);
    basket->order = room(alloc, basket->order_field_count, sizeof *basket->order);
    basket->segment_bits = room(alloc, BITS_WORDS(view->SYMBOLS_COUNT), sizeof *basket->segment_bits);
    basket->audience_bits = room(alloc, BITS_WORDS(view->AUDIENCES_COUNT), sizeof *basket->audience_bits);
    basket->campaign_uses = room(alloc, view->CAMPAIGNS_COUNT, sizeof *basket->campaign_uses);
    basket->points = room(alloc, view->PROGRAMS_COUNT, sizeof *basket->points);
    basket->term_of_symbol = room(alloc, view->SYMBOLS_COUNT, sizeof *basket->term_of_symbol);
    if (basket->customer == NULL || basket->order == NULL || basket->segment_bits == NULL ||
        basket->audience_bits == NULL || basket->campaign_uses == NULL || basket->points == NULL ||
        basket->term_of_symbol == NULL) {
        basket_done(basket);
        return basket_no_memory();
    }
    forget_values(basket);
    return PROMO_OK;
}

static void uses_done(const promo_allocator *alloc, struct basket_uses *uses)
{
    alloc_release(alloc, uses->by_index, uses->count, sizeof *uses->by_index);
    VECTOR_DONE(&uses->touched, alloc);
}

void basket_done(struct basket *basket)
{
    const promo_allocator *alloc = basket->alloc;
    const struct image_view *view = &basket->image->view;
    texts_done(&basket->texts);
    text_table_done(&basket->line_ids);
    room_done(alloc, basket->customer, basket->customer_field_count, sizeof *basket->customer);
    room_done(alloc, basket->order, basket->order_field_count, sizeof *basket->order);
    room_done(alloc, basket->segment_bits, BITS_WORDS(view->SYMBOLS_COUNT), sizeof *basket->segment_bits);
    room_done(alloc, basket->audience_bits, BITS_WORDS(view->AUDIENCES_COUNT), sizeof *basket->audience_bits);
    room_done(alloc, basket->campaign_uses, view->CAMPAIGNS_COUNT, sizeof *basket->campaign_uses);
    room_done(alloc, basket->points, view->PROGRAMS_COUNT, sizeof *basket->points);
    room_done(alloc, basket->term_of_symbol, view->SYMBOLS_COUNT, sizeof *basket->term_of_symbol);
    uses_done(alloc, &basket->promotion_uses);
    uses_done(alloc, &basket->coupon_uses);
    VECTOR_DONE(&basket->lines, alloc);
    VECTOR_DONE(&basket->line_values, alloc);
    VECTOR_DONE(&basket->members, alloc);
    VECTOR_DONE(&basket->terms, alloc);
    for (size_t i = 0; i < TERM_KIND_COUNT; i++)
        VECTOR_DONE(&basket->kinds[i], alloc);
    VECTOR_DONE(&basket->segments, alloc);
    VECTOR_DONE(&basket->codes, alloc);
    VECTOR_DONE(&basket->redeems, alloc);
    VECTOR_DONE(&basket->selectors, alloc);
    VECTOR_DONE(&basket->occurrences, alloc);
    VECTOR_DONE(&basket->told_codes, alloc);
    VECTOR_DONE(&basket->other_segments, alloc);
    VECTOR_DONE(&basket->code_room, alloc);
    alloc_release(alloc, basket->default_ids, basket->default_id_capacity, sizeof *basket->default_ids);
    *basket = (struct basket){.image = basket->image, .alloc = alloc};
}

static void uses_clear(struct basket_uses *uses)
{
    for (size_t i = 0; i < uses->touched.count; i++)
        uses->by_index[uses->touched.items[i]] = (promo_uses){0};
    uses->touched.count = 0;
}

void basket_clear(struct basket *basket)
{
    const struct image_view *view = &basket->image->view;
    texts_clear(&basket->texts);
    text_table_clear(&basket->line_ids);
    for (size_t i = 0; i < basket->segments.count; i++)
        bits_drop(basket->segment_bits, basket->segments.items[i]);
    if (basket->has_state) {
        memset(basket->audience_bits, 0, BITS_WORDS(view->AUDIENCES_COUNT) * sizeof *basket->audience_bits);
        memset(basket->campaign_uses, 0, view->CAMPAIGNS_COUNT * sizeof *basket->campaign_uses);
        uses_clear(&basket->promotion_uses);
        uses_clear(&basket->coupon_uses);
    }
    basket->lines.count = basket->line_values.count = basket->members.count = 0;
    basket->terms.count = basket->occurrences.count = basket->segments.count = 0;
    memset(basket->term_marks, 0, sizeof basket->term_marks);
    for (size_t i = 0; i < TERM_KIND_COUNT; i++)
        basket->kinds[i].count = 0;
    basket->codes.count = basket->redeems.count = basket->told_codes.count = 0;
    basket->other_segments.count = 0;
    basket->selectors.count = 0;
    basket->line_open = basket->closed = false;
    basket->given_ids = basket->members_mark = basket->line_members = basket->outside_members = 0;
    forget_values(basket);
}

/* --- facts, the customer, codes ------------------------------------------------------------------------------------- */

promo_status basket_id(struct basket *basket, struct text id)
{
    promo_status status = basket_check(basket, id, OWNER_ORDER, TEXT("id"));
    if (status != PROMO_OK)
        return status;
    const char *copy = texts_copy(&basket->texts, id);
    if (copy == NULL)
        return basket_no_memory();
    basket->id = copy;
    return PROMO_OK;
}

promo_status basket_at(struct basket *basket, int64_t instant)
{
    if (instant < CALENDAR_FIRST_INSTANT || instant > CALENDAR_LAST_INSTANT)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, TEXT("at"), "an instant of the years 1 to 9999 expected");
    basket->at = instant;
    return PROMO_OK;
}

/* The number of a text that may be held, or why not. */
static promo_status number_of(struct basket *basket, struct text text, enum field_owner owner, struct text member,
                              int64_t *number)
{
    promo_status status = basket_check(basket, text, owner, member);
    if (status != PROMO_OK)
        return status;
    uint32_t found = texts_add(&basket->texts, text);
    if (found == TEXTS_NONE)
        return basket_no_memory();
    *number = found;
    return PROMO_OK;
}

promo_status basket_fact(struct basket *basket, enum fact fact, struct text text)
{
    static const struct text MEMBERS[] = {
        [FACT_CHANNEL] = {"channel", 7}, [FACT_STORE] = {"store", 5}, [FACT_REGION] = {"region", 6},
        [FACT_PRICE_LIST] = {"price_list", 10}, [FACT_PAYMENT] = {"payment", 7},
        [FACT_SHIPPING_METHOD] = {"shipping.method", 15}, [FACT_TRIGGER] = {"trigger", 7},
    };
    assert(!basket->closed && fact <= FACT_TRIGGER);
    return number_of(basket, text, OWNER_ORDER, MEMBERS[fact], &basket->facts[fact]);
}

promo_status basket_shipping(struct basket *basket, int64_t price)
{
    int64_t sum;
    if (price < 0)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, TEXT("shipping.price"), "a price of 0 or more expected");
    if (!add_i64(basket->subtotal, price, &sum))
        return basket_refuse(basket, PROMO_OVERFLOW, OWNER_ORDER, TEXT("shipping.price"), "the basket's sum is too large");
    basket->has_shipping = true;
    basket->shipping = price;
    return PROMO_OK;
}

promo_status basket_customer(struct basket *basket, struct text id)
{
    if (id.bytes == NULL) {
        basket->customer[CUSTOMER_ID] = VALUE_MISSING;
        return PROMO_OK;
    }
    return number_of(basket, id, OWNER_CUSTOMER, TEXT("id"), &basket->customer[CUSTOMER_ID]);
}

static promo_status keep_segment(struct basket *basket, struct text segment)
{
    if (basket->other_segments.count >= BASKET_MEMBERS)
        return basket_refuse(basket, PROMO_LIMIT, OWNER_CUSTOMER, TEXT("segments"), "at most 100000 segments expected");
    uint32_t number = texts_add(&basket->texts, segment);
    if (number == TEXTS_NONE || !VECTOR_PUSH(&basket->other_segments, basket->alloc, number))
        return basket_no_memory();
    return PROMO_OK;
}

promo_status basket_segment(struct basket *basket, struct text segment)
{
    promo_status status = basket_check(basket, segment, OWNER_CUSTOMER, TEXT("segments"));
    uint32_t symbol = status == PROMO_OK ? texts_symbol(&basket->image->view, segment) : TEXTS_NONE;
    if (status == PROMO_OK && symbol == TEXTS_NONE && basket->keeps_segments)
        return keep_segment(basket, segment);
    if (symbol == TEXTS_NONE || basket_in_segment(basket, symbol))
        return status;
    if (basket->segments.count >= BASKET_MEMBERS)
        return basket_refuse(basket, PROMO_LIMIT, OWNER_CUSTOMER, TEXT("segments"), "at most 100000 segments expected");
    if (!VECTOR_PUSH(&basket->segments, basket->alloc, symbol))
        return basket_no_memory();
    bits_add(basket->segment_bits, symbol);
    return PROMO_OK;
}

/* The text number of a code's normal form. */
static promo_status normal_number(struct basket *basket, struct text code, uint32_t *number)
{
    promo_status status = basket_check(basket, code, OWNER_ORDER, TEXT("coupons"));
    if (status != PROMO_OK)
        return status;
    basket->code_room.count = 0;
    if (!VECTOR_RESERVE(&basket->code_room, basket->alloc, code.length + 1))
        return basket_no_memory();
    char *room_for_it = basket->code_room.items;
    struct text normal = {room_for_it, code_normal(code, room_for_it)};
    *number = texts_add(&basket->texts, normal);
    return *number == TEXTS_NONE ? basket_no_memory() : PROMO_OK;
}

/* The code of that normal form, or NULL. */
static struct basket_code *code_find(struct basket_code *codes, size_t count, uint32_t normal)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i].normal == normal)
            return &codes[i];
    return NULL;
}

/* Whether the code was presented before, letter by letter. */
static bool code_presented(const struct basket *basket, struct text code)
{
    for (size_t i = 0; i < basket->codes.count; i++)
        if (text_equal(text_from(basket->codes.items[i].presented), code))
            return true;
    return false;
}

promo_status basket_code(struct basket *basket, struct text code)
{
    uint32_t normal;
    promo_status status = normal_number(basket, code, &normal);
    bool repeated = status == PROMO_OK && code_find(basket->codes.items, basket->codes.count, normal) != NULL;
    if (status != PROMO_OK || (repeated && code_presented(basket, code)))
        return status;
    if (basket->codes.count >= BASKET_CODES)
        return basket_refuse(basket, PROMO_LIMIT, OWNER_ORDER, TEXT("coupons"), "at most 1000 codes expected");
    const char *presented = texts_copy(&basket->texts, code);
    struct basket_code added = {
        .presented = presented, .normal = normal, .coupon = INDEX_NONE, .repeated = repeated, .issued = VALUE_MISSING};
    if (presented == NULL || !VECTOR_PUSH(&basket->codes, basket->alloc, added))
        return basket_no_memory();
    return PROMO_OK;
}

promo_status basket_code_state(struct basket *basket, struct text code, const struct code_input *state)
{
    basket->has_state = true;
    if (state->uses < 0 || state->balance < 0)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, TEXT("state.codes"), "numbers of 0 or more expected");
    uint32_t normal;
    promo_status status = normal_number(basket, code, &normal);
    if (status != PROMO_OK)
        return status;
    struct basket_code told = {
        .normal = normal, .told = true, .revoked = state->revoked, .issued = state->issued, .uses = state->uses,
        .balance = state->balance,
        .coupon = state->coupon.bytes == NULL ? INDEX_NONE : image_find(basket->image, NAMED_COUPON, state->coupon),
    };
    struct basket_code *known = code_find(basket->told_codes.items, basket->told_codes.count, normal);
    if (known != NULL) {
        *known = told;
        return PROMO_OK;
    }
    if (basket->told_codes.count >= BASKET_CODES)
        return basket_refuse(basket, PROMO_LIMIT, OWNER_ORDER, TEXT("state.codes"), "at most 1000 codes expected");
    return VECTOR_PUSH(&basket->told_codes, basket->alloc, told) ? PROMO_OK : basket_no_memory();
}

promo_status basket_redeem(struct basket *basket, struct text program, int64_t points)
{
    uint32_t index = image_find(basket->image, NAMED_PROGRAM, program);
    if (points < 0)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, TEXT("redeem_points"), "points of 0 or more expected");
    if (index == INDEX_NONE)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, TEXT("redeem_points"), "no loyalty program of that name");
    for (size_t i = 0; i < basket->redeems.count; i++)
        if (basket->redeems.items[i].program == index)
            return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, TEXT("redeem_points"), "the program is given twice");
    struct basket_redeem wish = {index, points};
    return VECTOR_PUSH(&basket->redeems, basket->alloc, wish) ? PROMO_OK : basket_no_memory();
}

/* --- fields ---------------------------------------------------------------------------------------------------------- */

static int64_t *value_of(struct basket *basket, const struct image_field *field)
{
    if (field->owner == OWNER_CUSTOMER)
        return &basket->customer[field->slot];
    if (field->owner == OWNER_ORDER)
        return &basket->order[field->slot];
    assert(basket->line_open);
    return &basket->line_values.items[basket->lines.count * basket->item_field_count + field->slot];
}

/* What was expected of a value, by type. */
static promo_status refuse_type(const struct basket *basket, const struct image_field *field)
{
    static const char *const EXPECTED[TYPE_COUNT] = {
        [TYPE_BOOL] = "true or false expected", [TYPE_NUMBER] = "a whole number expected",
        [TYPE_DECIMAL] = "a decimal number expected", [TYPE_MONEY] = "an amount expected",
        [TYPE_PERCENT] = "a percentage expected", [TYPE_TEXT] = "a text expected",
        [TYPE_DATE] = "a date of the years 1 to 9999 expected", [TYPE_INSTANT] = "an instant of the years 1 to 9999 expected",
        [TYPE_ENUM] = "one of the values that the profile lists expected", [TYPE_SET] = "texts expected",
    };
    return basket_refuse(basket, PROMO_INVALID, (enum field_owner)field->owner,
                         image_text(&basket->image->view, field->name), EXPECTED[field->type]);
}

promo_status basket_field_integer(struct basket *basket, const struct image_field *field, int64_t integer)
{
    static const struct { bool integer; int64_t least, most; } RANGE[TYPE_COUNT] = {
        [TYPE_BOOL] = {true, 0, 1},
        [TYPE_NUMBER] = {true, -INT64_MAX, INT64_MAX},
        [TYPE_DECIMAL] = {true, -INT64_MAX, INT64_MAX},
        [TYPE_MONEY] = {true, -INT64_MAX, INT64_MAX},
        [TYPE_PERCENT] = {true, -INT64_MAX, INT64_MAX},
        [TYPE_DATE] = {true, CALENDAR_FIRST_DAY, CALENDAR_LAST_DAY},
        [TYPE_INSTANT] = {true, CALENDAR_FIRST_INSTANT, CALENDAR_LAST_INSTANT},
    };
    if (!RANGE[field->type].integer || integer < RANGE[field->type].least || integer > RANGE[field->type].most)
        return refuse_type(basket, field);
    *value_of(basket, field) = integer;
    return PROMO_OK;
}

static promo_status add_member(struct basket *basket, const struct image_field *field, uint32_t text)
{
    bool of_line = field->owner == OWNER_ITEM;
    size_t *count = of_line ? &basket->line_members : &basket->outside_members;
    if (*count >= (of_line ? (size_t)BASKET_PER_LINE : (size_t)BASKET_MEMBERS))
        return basket_refuse(basket, PROMO_LIMIT, (enum field_owner)field->owner,
                             image_text(&basket->image->view, field->name), "fewer members expected");
    int64_t *value = value_of(basket, field);
    struct basket_member member = {text, *value == VALUE_MISSING ? INDEX_NONE : (uint32_t)*value};
    if (!VECTOR_PUSH(&basket->members, basket->alloc, member))
        return basket_no_memory();
    *value = (int64_t)(basket->members.count - 1);
    ++*count;
    return PROMO_OK;
}

promo_status basket_field_text(struct basket *basket, const struct image_field *field, struct text text)
{
    const struct image_view *image = &basket->image->view;
    if (field->type == TYPE_ENUM) {
        for (uint32_t i = 0; i < field->names.count; i++)
            if (text_equal(image_text(image, image->ENUM_NAMES[field->names.first + i]), text)) {
                *value_of(basket, field) = i;
                return PROMO_OK;
            }
        return refuse_type(basket, field);
    }
    if (field->type != TYPE_TEXT && field->type != TYPE_SET)
        return refuse_type(basket, field);
    int64_t number = VALUE_MISSING;
    promo_status status = number_of(basket, text, (enum field_owner)field->owner, image_text(image, field->name), &number);
    if (status != PROMO_OK)
        return status;
    if (field->type == TYPE_SET)
        return add_member(basket, field, (uint32_t)number);
    *value_of(basket, field) = number;
    return PROMO_OK;
}

/* --- closing --------------------------------------------------------------------------------------------------------- */

static void find_today(struct basket *basket)
{
    if (basket->at < basket->clock.from || basket->at >= basket->clock.to)
        basket->clock = image_clock_near(&basket->image->view, basket->at, basket->clock.number);
    int64_t offset = basket->clock.offset;
    int64_t local = basket->at + offset;
    int64_t seconds = local % CALENDAR_DAY_SECONDS;
    if (seconds < 0)
        seconds += CALENDAR_DAY_SECONDS;
    int64_t day = (local - seconds) / CALENDAR_DAY_SECONDS;
    if (day < basket->year_from || day >= basket->year_to) {
        basket->today.year = calendar_date_of(day).year;
        basket->year_from = calendar_day(basket->today.year, 1, 1);
        basket->year_to = calendar_day(basket->today.year + 1, 1, 1);
    }
    basket->today = (struct basket_today){
        .offset = offset, .day = day, .year = basket->today.year, .weekday = (uint8_t)calendar_weekday(day), .seconds = (int32_t)seconds};
    basket->facts[FACT_WEEKDAY] = basket->today.weekday;
    basket->facts[FACT_TIME] = seconds;
}

/* Which coupon each code is of, and what the store knows of it. A fixed code needs no word of the store. */
static void resolve_codes(struct basket *basket)
{
    for (size_t i = 0; i < basket->codes.count; i++) {
        struct basket_code *code = &basket->codes.items[i];
        const struct basket_code *told = code_find(basket->told_codes.items, basket->told_codes.count, code->normal);
        if (told != NULL) {
            const struct basket_code given = *code;
            *code = *told;
            code->presented = given.presented;
            code->repeated = given.repeated;
        }
        if (code->coupon == INDEX_NONE)
            code->coupon = image_find(basket->image, NAMED_CODE, texts_get(&basket->texts, code->normal));
    }
}

promo_status basket_close(struct basket *basket)
{
    promo_status status = PROMO_OK;
    if (basket->closed)
        return PROMO_OK;
    assert(!basket->line_open);
    if (basket->at == VALUE_MISSING)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, TEXT("at"), "an instant expected");
    if (basket->facts[FACT_TRIGGER] == VALUE_MISSING && basket->usual_trigger != TEXTS_NONE)
        basket->facts[FACT_TRIGGER] = basket->usual_trigger;
    if (basket->facts[FACT_TRIGGER] == VALUE_MISSING)
        status = basket_fact(basket, FACT_TRIGGER, TEXT("basket"));
    if (status == PROMO_OK)
        status = basket_close_lines(basket);
    if (status == PROMO_OK) {
        find_today(basket);
        resolve_codes(basket);
        basket->closed = true;
    }
    return status;
}

bool basket_set_has(const struct basket *basket, int64_t value, uint32_t list)
{
    uint32_t at = value == VALUE_MISSING ? INDEX_NONE : (uint32_t)value;
    for (; at != INDEX_NONE; at = basket->members.items[at].next)
        if (image_list_has(&basket->image->view, list, basket->members.items[at].text))
            return true;
    return false;
}

static int64_t yearly(int32_t year, int month, int day)
{
    return calendar_day(year, month, month == 2 && day == 29 && !calendar_leap(year) ? 28 : day);
}

bool basket_is_today(const struct basket_today *today, int64_t day)
{
    return basket_is_within(today, day, 0);
}

bool basket_is_within(const struct basket_today *today, int64_t day, int64_t days)
{
    if (day < CALENDAR_FIRST_DAY || day > CALENDAR_LAST_DAY || days < 0)
        return false; /* missing, or no date */
    struct calendar_date date = calendar_date_of(day);
    for (int32_t year = today->year - 1; year <= today->year + 1; year++) {
        int64_t distance = yearly(year, date.month, date.day) - today->day;
        if ((distance < 0 ? -distance : distance) <= days)
            return true;
    }
    return false;
}
