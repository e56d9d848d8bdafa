/* Titles that say something else than the rule does: a percentage, an amount, "3 for 2", half price; and names of promotions,
 * which are read like titles. */
#include "base/exact.h"
#include "compiler/check_parts.h"
#include "compiler/lint_numbers.h"

static struct span span_in(struct span title, size_t start, size_t end)
{
    return (struct span){title.file, title.start + 1 + (uint32_t)start, title.start + 1 + (uint32_t)end};
}

/* ---- Percentages and amounts ---- */

static bool title_says_percent(struct text title, int64_t percent)
{
    struct number_token token;
    int64_t value;
    for (size_t at = 0; number_next(title, at, &token); at = token.end)
        if (token.end < title.length && title.bytes[token.end] == '%' && number_scaled(token, 4, &value) && value == percent)
            return true;
    return false;
}

/* What the title says beyond them is of something else: "100% cotton, 20% off". */
static bool title_says_all_percents(const struct said *said, struct text title)
{
    for (size_t i = 0; i < said->percent_count; i++)
        if (!title_says_percent(title, said->percents[i]))
            return false;
    return true;
}

static void look_at_percent(struct lint *lint, const struct said *said, struct span span, struct text title,
                            struct number_token token)
{
    int64_t value;
    if (!number_scaled(token, 4, &value) || said->percent_count == 0 || said_percent(said, value) ||
        title_says_all_percents(said, title))
        return;
    struct diagnostic *d = lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, token.start, token.end + 1),
                                       "the title says %.*s%%, and the rule gives %s", (int)(token.end - token.start),
                                       title.bytes + token.start, lint_percent(lint, said->percents[0]));
    diag_help(d, "correct the one that is wrong");
}

/* "17.00" may be a time. */
static bool is_time(const struct said *said, struct number_token token)
{
    return said->has_times && token.decimals == 2 && token.value <= 2400 && token.value % 100 < 60;
}

/* With all the decimals of the currency; other numbers may be anything. */
static void look_at_amount(struct lint *lint, const struct said *said, struct span span, struct text title,
                           struct number_token token)
{
    int64_t value;
    if (is_time(said, token))
        return;
    unsigned decimals = lint->plan->decimals;
    if (decimals == 0 || token.decimals != decimals || !number_scaled(token, decimals, &value) || said->amount_count == 0 ||
        said_amount(said, value))
        return;
    struct diagnostic *d = lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, token.start, token.end),
                                       "the title says %.*s, and no amount of the rule is that",
                                       (int)(token.end - token.start), title.bytes + token.start);
    diag_help(d, "correct the one that is wrong; the rule says %s", lint_money(lint, said->amounts[0]));
}

static void look_at_numbers(struct lint *lint, const struct said *said, struct span span, struct text title)
{
    struct number_token token;
    for (size_t at = 0; number_next(title, at, &token); at = token.end) {
        bool percent = token.end < title.length && title.bytes[token.end] == '%';
        if (percent)
            look_at_percent(lint, said, span, title, token);
        else
            look_at_amount(lint, said, span, title, token);
    }
}

/* ---- "3 for 2" ---- */

static bool small_number(struct text title, size_t *at, int64_t *value)
{
    static const char *const WORDS[] = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
    struct number_token token;
    if (*at > 0 &&
        (number_is_letter(title.bytes[*at - 1]) || number_is_digit(title.bytes[*at - 1]) || title.bytes[*at - 1] == '.'))
        return false;
    if (*at < title.length && number_is_digit(title.bytes[*at])) {
        bool alone =
            number_next(title, *at, &token) && token.start == *at && token.decimals == 0 && token.value <= 100 &&
            (token.end == title.length || (title.bytes[token.end] != '%' && !number_is_letter(title.bytes[token.end])));
        if (alone) {
            *value = token.value;
            *at = token.end;
        }
        return alone;
    }
    for (int64_t i = 0; i < 10; i++) {
        size_t next = *at;
        if (number_skip(title, &next, WORDS[i]) && (next == title.length || !number_is_letter(title.bytes[next]))) {
            *value = i + 1;
            *at = next;
            return true;
        }
    }
    return false;
}

/* "3 for 2", "three for the price of two": so many taken, and so many paid. */
static bool reads_multibuy(struct text title, size_t at, int64_t *taken, int64_t *paid, size_t *end)
{
    if (!small_number(title, &at, taken) || !number_skip(title, &at, " for "))
        return false;
    number_skip(title, &at, "the price of ");
    if (!small_number(title, &at, paid) || *paid >= *taken || *paid < 1)
        return false;
    *end = at;
    return true;
}

/* What an event that gives units free takes, and how many of them are paid; false: it is none. */
static bool multibuy_of(const struct plan_event *event, int64_t *taken, int64_t *paid)
{
    if (event->buy_count != 1 || event->benefit_count != 1)
        return false;
    const struct plan_benefit *benefit = &event->benefits[0];
    if (benefit->kind != PLAN_PERCENT_OFF || benefit->value != EXACT_MILLION || benefit->scope != PLAN_SCOPE_THEM)
        return false;
    *taken = event->buys[0].count;
    if (event->get_count == 0) {
        *paid = *taken - (benefit->select == PLAN_SELECT_ALL ? *taken : benefit->count);
        return *paid > 0;
    }
    if (event->get_count != 1 || event->gets[0].up_to)
        return false;
    *paid = *taken;
    *taken += event->gets[0].count;
    if (benefit->select != PLAN_SELECT_ALL && benefit->count < event->gets[0].count)
        *paid += event->gets[0].count - benefit->count;
    return true;
}

static void look_for_multibuy(struct lint *lint, const struct plan_promotion *promotion, struct span span, struct text title)
{
    int64_t taken, paid, own_taken = 0, own_paid = 0;
    size_t end;
    for (size_t at = 0; at < title.length; at++) {
        if (!reads_multibuy(title, at, &taken, &paid, &end))
            continue;
        bool any = false, same = false;
        for (uint32_t i = 0; i < promotion->event_count; i++)
            if (multibuy_of(&promotion->events[i], &own_taken, &own_paid)) {
                any = true;
                same |= own_taken * paid == own_paid * taken;
            }
        if (!any || same)
            return;
        struct diagnostic *d = lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, at, end),
                                           "the title says %lld for %lld, and the rule is %lld for %lld", (long long)taken,
                                           (long long)paid, (long long)own_taken, (long long)own_paid);
        diag_help(d, "correct the one that is wrong");
        return;
    }
}

/* ---- "half price" ---- */

enum { HALF = EXACT_MILLION / 2 };

static void look_for_half(struct lint *lint, const struct said *said, struct span span, struct text title)
{
    if (said->percent_count == 0 || said_percent(said, HALF))
        return;
    for (size_t at = 0; at < title.length; at++) {
        size_t end = at;
        if ((at > 0 && number_is_letter(title.bytes[at - 1])) ||
            !(number_skip(title, &end, "half price") || number_skip(title, &end, "half-price")))
            continue;
        struct diagnostic *d =
            lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, at, end),
                        "the title says half price, and the rule gives %s", lint_percent(lint, said->percents[0]));
        diag_help(d, "correct the one that is wrong");
        return;
    }
}

/* ---- What a promotion is called ---- */

/* `save_20_percent`, `three_for_two`: a name is read like a title, its words apart by `_`. */
static void look_at_own_name(struct lint *lint, const struct plan_promotion *promotion, const struct said *said)
{
    struct span span = lint_name_of(promotion);
    char *words = arena_copy(&lint->arena, promotion->name.bytes, promotion->name.length);
    struct text name = {words, promotion->name.length};
    struct number_token token;
    if (words == NULL) {
        lint->failed = true;
        return;
    }
    for (size_t i = 0; i < name.length; i++)
        if (words[i] == '_')
            words[i] = ' ';
    span.start--; /* a title begins behind its quote */
    look_for_multibuy(lint, promotion, span, name);
    for (size_t at = 0; number_next(name, at, &token); at = token.end) {
        size_t end = token.end;
        int64_t value;
        bool percent = number_skip(name, &end, " percent") || number_skip(name, &end, " pct");
        if (!percent || !number_scaled(token, 4, &value) || said->percent_count == 0 || said_percent(said, value))
            continue;
        struct diagnostic *d = lint_report(lint, LINT_NAME_SAYS_OTHER, lint_name_of(promotion),
                                           "the name says %lld percent, and the rule gives %s", (long long)token.value,
                                           lint_percent(lint, said->percents[0]));
        diag_help(d, "correct the one that is wrong");
    }
}

/* ---- The whole ---- */

static void look_at_promotion(struct lint *lint, const struct plan_promotion *promotion, struct said *said)
{
    const struct word *title = &promotion->declaration->title;
    if (promotion->events_missing)
        return;
    said_by_promotion(said, lint, promotion);
    if (word_given(title) && title->quoted && !said->overfull &&
        title->span.end - title->span.start == title->text.length + 2) {
        look_at_numbers(lint, said, title->span, title->text);
        look_for_multibuy(lint, promotion, title->span, title->text);
        look_for_half(lint, said, title->span, title->text);
    }
    if (!said->overfull)
        look_at_own_name(lint, promotion, said);
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        const struct plan_event *event = &promotion->events[i];
        const struct word *own = &event->from->event->title;
        bool exact = word_given(own) && own->quoted && own->span.end - own->span.start == own->text.length + 2;
        if (event->frame == NULL && exact && !said->overfull)
            look_at_numbers(lint, said, own->span, own->text);
    }
}

void lint_titles(struct lint *lint)
{
    struct said *said = alloc_zeroed(lint->compiler->alloc, 1, sizeof *said);
    lint->failed |= said == NULL;
    for (size_t i = 0; i < lint->plan->promotions.count && !lint->failed; i++) {
        look_at_promotion(lint, &lint->plan->promotions.items[i], said);
        arena_reset(&lint->arena);
    }
    alloc_release(lint->compiler->alloc, said, said == NULL ? 0 : 1, sizeof *said);
}
