#include "base/bits.h"
#include "base/vector.h"
#include "vm/best_file.h"
#include "vm/best_words.h"

#include <inttypes.h>

/* Amounts stay far from what 64 bits hold, so that the sums of a basket stay within 128. */
enum { CLASSES_MOST = 100000, PARTS_MOST = 1000000 };
#define AMOUNT_MOST (INT64_C(1) << 50)

/* Events while pointers are still numbers of what lies in the reader's lists. */
struct event_parts {
    size_t first_buy, first_get, first_benefit;
};

struct promotion_parts {
    size_t first_event, first_exclude;
};

struct reader {
    struct best_instance *instance;
    const promo_allocator *alloc;
    struct text text;
    size_t at;
    uint32_t line;
    promo_status status;
    VECTOR(struct best_class) classes;
    VECTOR(int64_t) budgets;
    VECTOR(struct best_promotion) promotions;
    VECTOR(struct promotion_parts) promotion_parts;
    VECTOR(struct best_event) events;
    VECTOR(struct event_parts) event_parts;
    VECTOR(struct best_pick) buys;
    VECTOR(struct best_pick) gets;
    VECTOR(struct best_benefit) benefits;
    VECTOR(uint32_t) excludes;
};

static void fail(struct reader *reader, promo_status status, const char *what)
{
    if (reader->status != PROMO_OK)
        return;
    reader->status = status == PROMO_NO_MEMORY ? error_set(status, "no memory left to read the layer")
                                               : error_set(status, "line %" PRIu32 ": %s", reader->line, what);
}

/* The next word of the line, empty at its end. A `#` begins a comment. */
static struct text next_word(struct reader *reader)
{
    const char *bytes = reader->text.bytes;
    while (reader->at < reader->text.length && (bytes[reader->at] == ' ' || bytes[reader->at] == '\t' || bytes[reader->at] == '\r'))
        reader->at++;
    size_t first = reader->at;
    while (reader->at < reader->text.length && bytes[reader->at] != ' ' && bytes[reader->at] != '\t' &&
           bytes[reader->at] != '\r' && bytes[reader->at] != '\n' && bytes[reader->at] != '#')
        reader->at++;
    return (struct text){bytes + first, reader->at - first};
}

/* Looks at the next word without taking it. */
static struct text peek_word(struct reader *reader)
{
    size_t at = reader->at;
    struct text word = next_word(reader);
    reader->at = at;
    return word;
}

static bool take_word(struct reader *reader, const char *word)
{
    if (!text_equal(peek_word(reader), text_from(word)))
        return false;
    (void)next_word(reader);
    return true;
}

static bool read_digits(const char *bytes, size_t length, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < '0' || bytes[i] > '9' || *value > AMOUNT_MOST)
            return false;
        *value = *value * 10 + (bytes[i] - '0');
    }
    return length > 0 && *value <= AMOUNT_MOST;
}

static int64_t read_number(struct reader *reader, int64_t least, int64_t most)
{
    struct text word = next_word(reader);
    int64_t value;
    if (!read_digits(word.bytes, word.length, &value) || value < least || value > most) {
        fail(reader, PROMO_INVALID, "a number expected, or one out of range");
        return least;
    }
    return value;
}

/* A number after its word, or what holds without it. */
static int64_t read_optional(struct reader *reader, const char *word, int64_t otherwise, int64_t least, int64_t most)
{
    return take_word(reader, word) ? read_number(reader, least, most) : otherwise;
}

static uint32_t read_choice(struct reader *reader, const char *const *words, size_t count)
{
    struct text word = next_word(reader);
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(word, text_from(words[i])))
            return i;
    fail(reader, PROMO_INVALID, "an unknown word");
    return 0;
}

static const uint64_t *read_set(struct reader *reader)
{
    size_t class_count = reader->classes.count;
    uint64_t *set = ARENA_ARRAY(&reader->instance->arena, BITS_WORDS(class_count), uint64_t);
    if (set == NULL) {
        fail(reader, PROMO_NO_MEMORY, "");
        return NULL;
    }
    if (!take_word(reader, "of"))
        fail(reader, PROMO_INVALID, "`of` and classes expected");
    while (reader->status == PROMO_OK && peek_word(reader).length > 0) {
        struct text word = next_word(reader);
        size_t dash = 0;
        while (dash < word.length && word.bytes[dash] != '-')
            dash++;
        int64_t first, last;
        bool fits = read_digits(word.bytes, dash, &first);
        last = first;
        if (dash < word.length)
            fits = fits && read_digits(word.bytes + dash + 1, word.length - dash - 1, &last);
        if (!fits || first > last || last >= (int64_t)class_count) {
            fail(reader, PROMO_INVALID, "no such classes");
            break;
        }
        for (int64_t c = first; c <= last; c++)
            bits_add(set, (size_t)c);
    }
    return set;
}

#define ADD(reader, list, ...)                                       \
    do {                                                             \
        if ((reader)->list.count >= PARTS_MOST)                      \
            fail((reader), PROMO_LIMIT, "too many of them");         \
        else if (!VECTOR_PUSH(&(reader)->list, (reader)->alloc, __VA_ARGS__)) \
            fail((reader), PROMO_NO_MEMORY, "");                     \
    } while (0)

static void read_class(struct reader *reader)
{
    struct best_class class = {.price = read_number(reader, 0, AMOUNT_MOST)};
    class.floor = read_optional(reader, "floor", 0, 0, AMOUNT_MOST);
    class.count = read_optional(reader, "count", 1, 1, AMOUNT_MOST);
    class.sku = (uint32_t)read_optional(reader, "sku", (int64_t)reader->classes.count, 0, UINT32_MAX);
    class.line = (uint32_t)read_optional(reader, "line", (int64_t)reader->classes.count, 0, UINT32_MAX);
    if (reader->promotions.count > 0)
        fail(reader, PROMO_INVALID, "classes come before promotions");
    if (reader->classes.count >= CLASSES_MOST)
        fail(reader, PROMO_LIMIT, "too many classes");
    ADD(reader, classes, class);
}

static void read_shipping(struct reader *reader)
{
    reader->instance->problem.shipping = read_number(reader, 0, AMOUNT_MOST);
    reader->instance->problem.shipping_floor = read_optional(reader, "floor", 0, 0, AMOUNT_MOST);
}

static void read_budget(struct reader *reader)
{
    ADD(reader, budgets, read_number(reader, 0, AMOUNT_MOST));
}

static void read_promotion(struct reader *reader)
{
    struct promotion_parts parts = {reader->events.count, reader->excludes.count};
    struct best_promotion promotion = {.cap = read_optional(reader, "cap", BEST_UNLIMITED, 0, AMOUNT_MOST)};
    promotion.budget = (uint32_t)read_optional(reader, "budget", BEST_NONE, 0, PARTS_MOST);
    if (take_word(reader, "excludes"))
        while (reader->status == PROMO_OK && peek_word(reader).length > 0) {
            ADD(reader, excludes, (uint32_t)read_number(reader, 0, PARTS_MOST));
            promotion.exclude_count++;
        }
    ADD(reader, promotions, promotion);
    ADD(reader, promotion_parts, parts);
}

static void read_event(struct reader *reader)
{
    struct event_parts parts = {reader->buys.count, reader->gets.count, reader->benefits.count};
    struct best_event event = {.limit = read_optional(reader, "limit", BEST_UNLIMITED, 0, AMOUNT_MOST)};
    event.once = take_word(reader, "once");
    if (reader->promotions.count == 0) {
        fail(reader, PROMO_INVALID, "an event belongs to a promotion");
        return;
    }
    reader->promotions.items[reader->promotions.count - 1].event_count++;
    ADD(reader, events, event);
    ADD(reader, event_parts, parts);
}

static struct best_event *current_event(struct reader *reader)
{
    bool has = reader->promotions.count > 0 && reader->promotions.items[reader->promotions.count - 1].event_count > 0;
    if (!has)
        fail(reader, PROMO_INVALID, "this belongs to an event");
    return has ? &reader->events.items[reader->events.count - 1] : NULL;
}

static struct best_pick read_pick(struct reader *reader, bool get)
{
    struct best_pick pick = {.count = read_number(reader, 1, AMOUNT_MOST)};
    pick.up_to = take_word(reader, "up_to");
    pick.different = take_word(reader, "different");
    pick.no_dearer = take_word(reader, "no_dearer");
    if (!get && (pick.up_to || pick.no_dearer))
        fail(reader, PROMO_INVALID, "only what is gotten can be `up_to` or `no_dearer`");
    pick.set = read_set(reader);
    return pick;
}

/* What an event takes says what its benefits may speak of. */
static void check_pick(struct reader *reader, const struct best_event *event)
{
    if (event != NULL && event->benefit_count > 0)
        fail(reader, PROMO_INVALID, "what is bought and gotten comes before benefits");
}

static void read_buy(struct reader *reader)
{
    struct best_event *event = current_event(reader);
    struct best_pick pick = read_pick(reader, false);
    check_pick(reader, event);
    if (event != NULL) {
        event->buy_count++;
        ADD(reader, buys, pick);
    }
}

static void read_get(struct reader *reader)
{
    struct best_event *event = current_event(reader);
    struct best_pick pick = read_pick(reader, true);
    check_pick(reader, event);
    if (event != NULL && event->buy_count == 0)
        fail(reader, PROMO_INVALID, "`get` comes after `buy`");
    if (event != NULL) {
        event->get_count++;
        ADD(reader, gets, pick);
    }
}

static void read_benefit(struct reader *reader)
{
    struct best_event *event = current_event(reader);
    struct best_benefit benefit = {
        .form = (enum best_form)read_choice(reader, BEST_FORM_WORDS, BEST_WORD_COUNT(BEST_FORM_WORDS))};
    if (benefit.form != BEST_AWARD)
        benefit.value = read_number(reader, 0, benefit.form == BEST_PERCENT ? EXACT_MILLION : AMOUNT_MOST);
    if (!take_word(reader, "on"))
        fail(reader, PROMO_INVALID, "`on` expected");
    benefit.scope = (enum best_scope)read_choice(reader, BEST_SCOPE_WORDS, BEST_WORD_COUNT(BEST_SCOPE_WORDS));
    for (uint32_t select = BEST_ANY; select <= BEST_DEAREST; select++)
        if (take_word(reader, BEST_SELECT_WORDS[select])) {
            benefit.select = (enum best_select)select;
            benefit.count = read_number(reader, 1, AMOUNT_MOST);
        }
    benefit.worth = read_optional(reader, "worth", 0, 0, AMOUNT_MOST);
    benefit.awards = read_optional(reader, "awards", 0, 0, AMOUNT_MOST);
    if (benefit.scope == BEST_ON_SET)
        benefit.set = read_set(reader);
    if (event == NULL)
        return;
    bool taken = event->buy_count > 0;
    bool wrong_scope = (benefit.scope == BEST_ON_THEM && !taken) || (benefit.scope == BEST_ON_SET && taken) ||
                       (benefit.scope == BEST_ON_NOTHING) != (benefit.form == BEST_AWARD);
    wrong_scope |= benefit.select != BEST_ALL && benefit.scope != BEST_ON_SET && benefit.scope != BEST_ON_THEM;
    if (wrong_scope)
        fail(reader, PROMO_INVALID, "a benefit cannot be on that here");
    event->benefit_count++;
    ADD(reader, benefits, benefit);
}

static void read_must_use(struct reader *reader)
{
    reader->instance->problem.must_use = (uint32_t)read_number(reader, 0, PARTS_MOST);
}

static void read_work_limit(struct reader *reader)
{
    reader->instance->problem.work_limit = read_number(reader, 0, AMOUNT_MOST);
}

/* What a line can begin with. */
static const struct {
    const char *word;
    void (*read)(struct reader *);
} LINES[] = {
    {"class", read_class},         {"shipping", read_shipping}, {"budget", read_budget},
    {"promotion", read_promotion}, {"event", read_event},       {"buy", read_buy},
    {"get", read_get},             {"benefit", read_benefit},   {"must_use", read_must_use},
    {"work_limit", read_work_limit},
};

static void end_line(struct reader *reader)
{
    if (peek_word(reader).length > 0)
        fail(reader, PROMO_INVALID, "more than belongs on the line");
    while (reader->at < reader->text.length && reader->text.bytes[reader->at] != '\n')
        reader->at++;
    if (reader->at < reader->text.length)
        reader->at++;
    reader->line++;
}

static void read_lines(struct reader *reader)
{
    if (!take_word(reader, "layer") || read_number(reader, 1, 1) != 1)
        fail(reader, PROMO_INVALID, "`layer 1` expected");
    end_line(reader);
    while (reader->status == PROMO_OK && reader->at < reader->text.length) {
        struct text word = next_word(reader);
        bool known = word.length == 0;
        for (size_t i = 0; i < BEST_WORD_COUNT(LINES) && !known; i++)
            if (text_equal(word, text_from(LINES[i].word))) {
                known = true;
                LINES[i].read(reader);
            }
        if (!known)
            fail(reader, PROMO_INVALID, "an unknown word");
        if (reader->status == PROMO_OK)
            end_line(reader);
    }
}

static void *copy(struct reader *reader, const void *items, size_t count, size_t size)
{
    void *block = arena_alloc(&reader->instance->arena, count, size);
    if (block == NULL)
        fail(reader, PROMO_NO_MEMORY, "");
    else if (count > 0)
        memcpy(block, items, count * size);
    return block;
}

#define COPY(reader, list) copy((reader), (reader)->list.items, (reader)->list.count, sizeof *(reader)->list.items)

static bool excluded_back(const struct best_problem *problem, uint32_t promotion, uint32_t by)
{
    if (promotion >= problem->promotion_count || promotion == by)
        return false;
    for (uint32_t i = 0; i < problem->promotions[promotion].exclude_count; i++)
        if (problem->promotions[promotion].excludes[i] == by)
            return true;
    return false;
}

static void check_references(struct reader *reader)
{
    const struct best_problem *problem = &reader->instance->problem;
    if (problem->must_use != BEST_NONE && problem->must_use >= problem->promotion_count)
        fail(reader, PROMO_INVALID, "`must_use` names no promotion");
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        const struct best_promotion *promotion = &problem->promotions[p];
        if (promotion->budget != BEST_NONE && promotion->budget >= problem->budget_count)
            fail(reader, PROMO_INVALID, "a promotion names no budget");
        for (uint32_t i = 0; i < promotion->exclude_count; i++)
            if (!excluded_back(problem, promotion->excludes[i], p))
                fail(reader, PROMO_INVALID, "promotions exclude each other, both named");
    }
}

/* Turns numbers into pointers, in the instance's own memory. */
static void connect(struct reader *reader)
{
    struct best_problem *problem = &reader->instance->problem;
    struct best_promotion *promotions = COPY(reader, promotions);
    struct best_event *events = COPY(reader, events);
    const struct best_pick *buys = COPY(reader, buys), *gets = COPY(reader, gets);
    const struct best_benefit *benefits = COPY(reader, benefits);
    const uint32_t *excludes = COPY(reader, excludes);
    problem->classes = COPY(reader, classes);
    problem->budgets = COPY(reader, budgets);
    if (reader->status != PROMO_OK)
        return;
    for (size_t e = 0; e < reader->events.count; e++) {
        events[e].buys = buys + reader->event_parts.items[e].first_buy;
        events[e].gets = gets + reader->event_parts.items[e].first_get;
        events[e].benefits = benefits + reader->event_parts.items[e].first_benefit;
    }
    for (size_t p = 0; p < reader->promotions.count; p++) {
        promotions[p].events = events + reader->promotion_parts.items[p].first_event;
        promotions[p].excludes = excludes + reader->promotion_parts.items[p].first_exclude;
    }
    problem->promotions = promotions;
    problem->promotion_count = (uint32_t)reader->promotions.count;
    problem->class_count = (uint32_t)reader->classes.count;
    problem->budget_count = (uint32_t)reader->budgets.count;
    check_references(reader);
}

void best_instance_init(struct best_instance *instance, const promo_allocator *alloc)
{
    arena_init(&instance->arena, alloc_or_default(alloc));
    instance->problem = (struct best_problem){.must_use = BEST_NONE, .work_limit = BEST_UNLIMITED};
}

void best_instance_done(struct best_instance *instance)
{
    arena_done(&instance->arena);
}

promo_status best_file_read(struct best_instance *instance, struct text text)
{
    struct reader reader = {.instance = instance, .alloc = instance->arena.alloc, .text = text, .line = 1};
    instance->problem = (struct best_problem){.must_use = BEST_NONE, .work_limit = BEST_UNLIMITED};
    read_lines(&reader);
    if (reader.status == PROMO_OK)
        connect(&reader);
    VECTOR_DONE(&reader.classes, reader.alloc);
    VECTOR_DONE(&reader.budgets, reader.alloc);
    VECTOR_DONE(&reader.promotions, reader.alloc);
    VECTOR_DONE(&reader.promotion_parts, reader.alloc);
    VECTOR_DONE(&reader.events, reader.alloc);
    VECTOR_DONE(&reader.event_parts, reader.alloc);
    VECTOR_DONE(&reader.buys, reader.alloc);
    VECTOR_DONE(&reader.gets, reader.alloc);
    VECTOR_DONE(&reader.benefits, reader.alloc);
    VECTOR_DONE(&reader.excludes, reader.alloc);
    return reader.status;
}
