/* The tree that sources become, and the words, numbers and strings in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "lang/keywords.h"
#include "tests/support/allocators.h"
#include "tests/support/parsed.h"

static struct parsed *good(const char *text)
{
    struct parsed *p = parsed_text(text);
    if (p->diags.errors != 0) {
        print_error("%s", text);
        parsed_show(p);
    }
    assert_int_equal(p->diags.errors, 0);
    assert_non_null(p->tree);
    return p;
}

static void assert_word(const struct word *word, const char *text)
{
    assert_true(word_given(word));
    if (!text_equal(word->text, text_from(text)))
        print_error("%.*s is not %s\n", (int)word->text.length, word->text.bytes, text);
    assert_true(text_equal(word->text, text_from(text)));
}

static const struct clause *clause_of(const struct parsed *p, enum clause_kind kind)
{
    const struct clause *clause = clause_find(p->tree->declarations->clauses, kind);
    assert_non_null(clause);
    return clause;
}

/* The first event of the first declaration. */
static const struct event *event_of(const struct parsed *p)
{
    return clause_of(p, CLAUSE_EVENT)->event;
}

static const struct clause *event_clause(const struct parsed *p, enum clause_kind kind)
{
    const struct clause *clause = clause_find(event_of(p)->clauses, kind);
    assert_non_null(clause);
    return clause;
}

/* `text` as the criterion of an event; the caller frees *p. */
static const struct expr *criterion(struct parsed **p, const char *text)
{
    char source[512];
    snprintf(source, sizeof source, "promotion p { event e { when %s give 1.00 off order } }\n", text);
    *p = good(source);
    return event_clause(*p, CLAUSE_WHEN)->value;
}

static const struct benefit *benefit(struct parsed **p, const char *text)
{
    char source[512];
    snprintf(source, sizeof source, "promotion p { event e { %s } }\n", text);
    *p = good(source);
    return event_of(*p)->clauses->benefit;
}

static void declarations_keep_their_order_and_spans(void **state)
{
    (void)state;
    struct parsed *p = good("import \"std/bogo\"\n# about\nlet x = sku \"A\"   # more\npromotion p \"P\" { }\n");
    const struct declaration *d = p->tree->declarations;
    assert_int_equal(d->kind, DECLARATION_IMPORT);
    assert_word(&d->name, "std/bogo");
    assert_true(d->name.quoted);
    d = d->next;
    assert_int_equal(d->kind, DECLARATION_LET);
    assert_true(text_equal(sources_text(&p->sources, d->span), TEXT("let x = sku \"A\"")));
    assert_true(text_equal(sources_text(&p->sources, d->name.span), TEXT("x")));
    assert_int_equal(d->items->kind, EXPR_SELECT);
    d = d->next;
    assert_int_equal(d->kind, DECLARATION_PROMOTION);
    assert_word(&d->title, "P");
    assert_null(d->clauses);
    assert_null(d->next);
    assert_int_equal(p->tree->comment_count, 2);
    assert_true(p->tree->comments[0].alone);
    assert_false(p->tree->comments[1].alone);
    assert_true(text_equal(sources_text(&p->sources, p->tree->comments[1].span), TEXT("# more")));
    parsed_free(p);
}

static void the_whole_language_is_read(void **state)
{
    (void)state;
    size_t length = 0;
    char *bytes = file_read("tests/lang/whole.promo", &length);
    assert_non_null(bytes);
    struct parsed p;
    parsed_start(&p, NULL, bytes, length);
    assert_int_equal(p.diags.list.count, 0);
    bool seen[CLAUSE_COUNT] = {false};
    for (const struct declaration *d = p.tree->declarations; d != NULL; d = d->next) {
        const struct clause *lists[] = {d->clauses, NULL, NULL};
        if (d->kind == DECLARATION_TEST) {
            lists[0] = d->test->basket;
            lists[1] = d->test->expectations;
            seen[CLAUSE_BASKET] |= d->test->has_basket;
            const struct clause *inner = clause_find(lists[0], CLAUSE_BASKET_STATE);
            lists[2] = inner == NULL ? NULL : inner->clauses;
        }
        for (size_t i = 0; i < 3; i++) {
            for (const struct clause *clause = lists[i]; clause != NULL; clause = clause->next) {
                seen[clause->kind] = true;
                const struct clause *inner = clause->kind == CLAUSE_EVENT ? clause->event->clauses : NULL;
                for (; inner != NULL; inner = inner->next)
                    seen[inner->kind] = true;
            }
        }
    }
    for (int kind = 0; kind < CLAUSE_COUNT; kind++) {
        if (!seen[kind])
            print_error("no clause `%s` (%d) in tests/lang/whole.promo\n", clause_info_get((enum clause_kind)kind)->word, kind);
        assert_true(seen[kind]);
    }
    parsed_done(&p);
    free(bytes);
}

static void or_and_not_bind_as_usual(void **state)
{
    (void)state;
    struct parsed *p;
    const struct expr *e = criterion(&p, "a == 1 or b == 2 and not c == 3 or d == 4");
    assert_int_equal(e->kind, EXPR_OR);
    assert_int_equal(e->items->kind, EXPR_COMPARE);
    const struct expr *both = e->items->next;
    assert_int_equal(both->kind, EXPR_AND);
    assert_int_equal(both->items->next->kind, EXPR_NOT);
    assert_int_equal(both->items->next->left->kind, EXPR_COMPARE);
    assert_null(both->items->next->next);
    assert_int_equal(both->next->kind, EXPR_COMPARE);
    assert_null(both->next->next);
    parsed_free(p);
    e = criterion(&p, "(a == 1 or b == 2) or c == 3");
    assert_int_equal(e->kind, EXPR_OR);
    assert_int_equal(e->items->kind, EXPR_OR);
    assert_true(e->items->parenthesised);
    parsed_free(p);
}

static void criteria_have_their_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum expr_kind kind, left;
    } FORMS[] = {
        {"customer.orders == 0", EXPR_COMPARE, EXPR_NAME},
        {"quantity of sku \"A\" >= 1", EXPR_COMPARE, EXPR_MEASURE},
        {"quantity >= 1", EXPR_COMPARE, EXPR_MEASURE},
        {"lines of (a or b) >= 1", EXPR_COMPARE, EXPR_MEASURE},
        {"points of stars >= 100", EXPR_COMPARE, EXPR_PROGRAM},
        {"tier of stars >= gold", EXPR_COMPARE, EXPR_PROGRAM},
        {"price < list_price", EXPR_COMPARE, EXPR_NAME},
        {"sku == \"A\"", EXPR_COMPARE, EXPR_NAME},
        {"brand in { \"A\", \"B\" }", EXPR_IN, EXPR_NAME},
        {"time in 09:00 .. 12:00", EXPR_IN, EXPR_NAME},
        {"customer.x is missing", EXPR_MISSING, EXPR_NAME},
        {"customer.birthday is today", EXPR_TODAY, EXPR_NAME},
        {"customer.birthday within 7 days", EXPR_WITHIN, EXPR_NAME},
        {"any { a == 1 }", EXPR_GROUP, EXPR_ERROR},
        {"group g none { a == 1 }", EXPR_GROUP, EXPR_ERROR},
        {"segment \"vip\"", EXPR_SEGMENT, EXPR_ERROR},
        {"segment vip_segment", EXPR_SEGMENT, EXPR_ERROR},
        {"audience vip", EXPR_AUDIENCE, EXPR_ERROR},
        {"coupon welcome", EXPR_COUPON, EXPR_ERROR},
        {"tag \"new\"", EXPR_SELECT, EXPR_ERROR},
        {"all items", EXPR_ALL_ITEMS, EXPR_ERROR},
        {"items none { price == 1.00 }", EXPR_ITEMS, EXPR_ERROR},
        {"order.gift_wrap", EXPR_NAME, EXPR_ERROR},
    };
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        struct parsed *p;
        const struct expr *e = criterion(&p, FORMS[i].text);
        assert_int_equal(e->kind, FORMS[i].kind);
        assert_true(text_equal(sources_text(&p->sources, e->span), text_from(FORMS[i].text)));
        if (FORMS[i].left != EXPR_ERROR)
            assert_int_equal(e->left->kind, FORMS[i].left);
        parsed_free(p);
    }
}

static void benefits_have_their_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum benefit_kind kind;
        enum target_kind target;
        enum choice choice;
        bool each, has_count;
    } FORMS[] = {
        {"give 20% off category \"a\"", BENEFIT_OFF, TARGET_ITEMS, CHOICE_NONE, false, false},
        {"give 10.00 off each of a", BENEFIT_OFF, TARGET_ITEMS, CHOICE_NONE, true, false},
        {"give each of a for 7.50", BENEFIT_FOR, TARGET_ITEMS, CHOICE_NONE, true, false},
        {"give a free", BENEFIT_FREE, TARGET_ITEMS, CHOICE_NONE, false, false},
        {"give 20% off 3 of a", BENEFIT_OFF, TARGET_ITEMS, CHOICE_SOME, false, true},
        {"give 20% off cheapest 1 of a", BENEFIT_OFF, TARGET_ITEMS, CHOICE_CHEAPEST, false, true},
        {"give dearest 2 of them free", BENEFIT_FREE, TARGET_THEM, CHOICE_DEAREST, false, true},
        {"give them for 99.00", BENEFIT_FOR, TARGET_THEM, CHOICE_NONE, false, false},
        {"give 5.00 off each of them", BENEFIT_OFF, TARGET_THEM, CHOICE_NONE, true, false},
        {"give order for 420.00", BENEFIT_FOR, TARGET_ORDER, CHOICE_NONE, false, false},
        {"give shipping free", BENEFIT_FREE, TARGET_SHIPPING, CHOICE_NONE, false, false},
        {"give rate off goods", BENEFIT_OFF, TARGET_ITEMS, CHOICE_NONE, false, false},
        {"give amount off order", BENEFIT_OFF, TARGET_ORDER, CHOICE_NONE, false, false},
        {"give n of goods free", BENEFIT_FREE, TARGET_ITEMS, CHOICE_SOME, false, true},
        {"charge 2.50 on each of a", BENEFIT_CHARGE, TARGET_ITEMS, CHOICE_NONE, true, false},
        {"charge 3% on order", BENEFIT_CHARGE, TARGET_ORDER, CHOICE_NONE, false, false},
        {"give gift 1 of sku \"A\" worth 5.00", BENEFIT_GIFT, TARGET_ITEMS, CHOICE_NONE, false, false},
    };
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        struct parsed *p;
        const struct benefit *b = benefit(&p, FORMS[i].text);
        assert_int_equal(b->kind, FORMS[i].kind);
        assert_int_equal(b->target.kind, FORMS[i].target);
        assert_int_equal(b->target.choice, FORMS[i].choice);
        assert_int_equal(b->target.each, FORMS[i].each);
        assert_int_equal(b->target.count != NULL, FORMS[i].has_count);
        parsed_free(p);
    }
    struct parsed *p;
    const struct benefit *b = benefit(&p, "give allowance 100 \"GB\" of \"data\"");
    assert_int_equal(b->kind, BENEFIT_ALLOWANCE);
    assert_word(&b->unit, "GB");
    assert_word(&b->name, "data");
    parsed_free(p);
    b = benefit(&p, "give by amount of a { from 1.00 give 1% off order  from 2.00 give 2% off order give coupon c }");
    assert_int_equal(b->kind, BENEFIT_LADDER);
    assert_int_equal(b->measure->measure, MEASURE_AMOUNT);
    assert_non_null(b->measure->left);
    assert_int_equal(b->rows->next->benefits->next->kind, BENEFIT_COUPON);
    assert_null(b->rows->next->next);
    parsed_free(p);
}

static void picks_have_their_forms(void **state)
{
    (void)state;
    struct parsed *p = good("promotion p { event e { buy 3 different of a, 1 of b  get up to 5 of c no dearer  give them free } }");
    const struct pick *pick = event_clause(p, CLAUSE_BUY)->picks;
    assert_true(pick->different);
    assert_int_equal(pick->count->literal->value, 3);
    assert_false(pick->next->different);
    assert_null(pick->next->next);
    pick = event_clause(p, CLAUSE_GET)->picks;
    assert_true(pick->up_to && pick->no_dearer);
    parsed_free(p);
    p = good("promotion p { event e { every 100 JPY of all items  give 1.00 off order } }");
    pick = event_clause(p, CLAUSE_EVERY)->picks;
    assert_word(&pick->count->literal->word, "JPY");
    parsed_free(p);
}

/* Every word of the language names a promotion, an event, a channel, an enum's value, a field. */
static void any_word_may_name_a_thing(void **state)
{
    (void)state;
    for (size_t i = 0; i < KEYWORDS_COUNT; i++) {
        struct text word = KEYWORDS[i].text;
        if (text_equal(word, TEXT("true")) || text_equal(word, TEXT("false")))
            continue;
        if (i > 0)
            assert_true(text_compare(KEYWORDS[i - 1].text, word) < 0);
        assert_ptr_equal(keyword_find(word), &KEYWORDS[i]);
        char source[1024];
        const char *w = word.bytes;
        snprintf(source, sizeof source,
                 "profile { customer.%s : enum { %s, x }  order.a : %s }\n"
                 "campaign %s { type %s  channels %s, %s }\n"
                 "coupon %s { kind %s }\nloyalty %s { tier %s from 5 points }\naudience %s { \"a\" }\n"
                 "promotion %s \"title\" {\n  layer %s  status %s  price_list %s  audience %s  requires coupon %s\n"
                 "  excludes %s, %s  event %s on %s { when customer.%s == 1  give coupon %s }\n"
                 "  sequence { 1 event %s used %s unused stop }\n}\n"
                 "let %s = tag \"x\"\n"
                 "test \"t\" { basket { at 2026-01-01T10:00  channel %s  customer { %s gold } }\n"
                 "  expect discount 1.00 by %s.%s  expect issued %s }\n",
                 w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w);
        parsed_free(good(source));
    }
}

static void numbers_keep_their_digits(void **state)
{
    (void)state;
    struct parsed *p = good("promotion p { cap 1_234.50 USD per order  priority 007  event e { give 12.3456% off order } }");
    const struct literal *cap = clause_of(p, CLAUSE_CAP)->value->literal;
    assert_int_equal(cap->value, 123450);
    assert_int_equal(cap->decimals, 2);
    assert_word(&cap->word, "USD");
    const struct literal *priority = clause_of(p, CLAUSE_PRIORITY)->value->literal;
    assert_int_equal(priority->value, 7);
    assert_int_equal(priority->decimals, 0);
    assert_false(word_given(&priority->word));
    const struct literal *rate = event_of(p)->clauses->benefit->value->literal;
    assert_int_equal(rate->kind, LITERAL_PERCENT);
    assert_int_equal(rate->value, 123456);
    assert_int_equal(rate->decimals, 4);
    parsed_free(p);
    p = good("promotion p { priority 999_999_999_999_999_999 }");
    assert_int_equal(clause_of(p, CLAUSE_PRIORITY)->value->literal->value, 999999999999999999);
    parsed_free(p);
}

/* Ranges need no spaces around their dots. */
static void dates_and_times_are_read(void **state)
{
    (void)state;
    struct parsed *p = good("promotion p { period 2026-03-01..2028-02-29  schedule mon..fri 09:30..24:00 }");
    const struct expr *period = clause_of(p, CLAUSE_PERIOD)->value;
    assert_int_equal(period->kind, EXPR_RANGE);
    assert_int_equal(period->left->literal->kind, LITERAL_DATE);
    assert_int_equal(period->left->literal->value, calendar_day(2026, 3, 1));
    assert_int_equal(period->right->literal->value, calendar_day(2028, 2, 29));
    const struct schedule *schedule = clause_of(p, CLAUSE_SCHEDULE)->schedule;
    assert_int_equal(schedule->days->kind, EXPR_RANGE);
    assert_int_equal(schedule->times->left->literal->value, 9 * 3600 + 30 * 60);
    assert_int_equal(schedule->times->right->literal->value, 86400);
    parsed_free(p);
    p = good("promotion p { period 2026-03-01T17:00:05-04:30 .. 2026-03-02T00:00 }");
    period = clause_of(p, CLAUSE_PERIOD)->value;
    assert_int_equal(period->left->literal->kind, LITERAL_INSTANT);
    assert_int_equal(period->left->literal->value, calendar_day(2026, 3, 1) * 86400 + 17 * 3600 + 5);
    assert_true(period->left->literal->has_offset);
    assert_int_equal(period->left->literal->offset, -(4 * 3600 + 30 * 60));
    assert_false(period->right->literal->has_offset);
    parsed_free(p);
    p = good("promotion p { period from 2026-03-01T17:00Z }");
    period = clause_of(p, CLAUSE_PERIOD)->value;
    assert_null(period->right);
    assert_true(period->left->literal->has_offset);
    assert_int_equal(period->left->literal->offset, 0);
    parsed_free(p);
    p = good("coupon c { valid for 2 years }");
    const struct literal *valid = clause_of(p, CLAUSE_VALID)->value->literal;
    assert_int_equal(valid->kind, LITERAL_DURATION);
    assert_int_equal(valid->value, 2);
    assert_int_equal(valid->unit, UNIT_YEAR);
    parsed_free(p);
}

static void strings_are_decoded(void **state)
{
    (void)state;
    struct parsed *p = good("promotion p \"a \\\"b\\\" \\\\ \\t\\n \\u{1F381}\" { }");
    assert_word(&p->tree->declarations->title, "a \"b\" \\ \t\n \xF0\x9F\x8E\x81");
    parsed_free(p);
    p = good("promotion p \"\" { }");
    assert_word(&p->tree->declarations->title, "");
    parsed_free(p);
}

static void wrong_literals_have_their_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum code code;
    } WRONG[] = {
        {"promotion p { priority 1__0 }", P0007},
        {"promotion p { priority 1_ }", P0007},
        {"promotion p { cap 1_.5 per order }", P0007},
        {"promotion p { priority 1000000000000000000 }", P0008},
        {"promotion p { event e { give 1.00001% off order } }", P0010},
        {"promotion p { period 2026-2-1 .. 2026-03-01 }", P0009},
        {"promotion p { period 2026-02-29 .. 2026-03-01 }", P0009},
        {"promotion p { period 2100-02-29 .. 2100-03-01 }", P0009},
        {"promotion p { period 0000-01-01 .. 2100-03-01 }", P0009},
        {"promotion p { period 2026-01-01T25:00 .. 2026-03-01 }", P0009},
        {"promotion p { period 2026-01-01T10:00+24:00 .. 2026-03-01 }", P0009},
        {"promotion p { period 2026-01-01T10 .. 2026-03-01 }", P0009},
        {"promotion p { schedule 9:00 .. 10:00 }", P0009},
        {"promotion p { schedule 24:01 .. 10:00 }", P0009},
        {"promotion p \"\\x\" { }", P0006},
        {"promotion p \"\\u{0}\" { }", P0006},
        {"promotion p \"\\u{202E}\" { }", P0006},
        {"promotion p \"\\u{D800}\" { }", P0006},
        {"promotion p \"\\u{110000}\" { }", P0006},
        {"promotion p \"\\u41\" { }", P0006},
        {"promotion p \"tab\x01\" { }", P0001},
        {"promotion p \"\r\" { }", P0001},
        {"promotion p { } # \x7F", P0001},
        {"promotion p \"\xC3\" { }", P0002},
        {"promotion p \"\xED\xA0\x80\" { }", P0002},
        {"promotion p \"a\xE2\x80\xAE\" { }", P0003},
        {"promotion p { } # \xE2\x81\xA6", P0003},
        {"promotion p\xC3\xA9 { }", P0004},
        {"promotion p { priority 10% % }", P0004},
        {"promotion p \"a\\\" { }\n", P0005},
        {"coupon c { valid for 1.5 days }", P0007},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct parsed *p = parsed_text(WRONG[i].text);
        if (p->diags.list.count != 1 || p->diags.list.items[0]->code != WRONG[i].code) {
            print_error("%s\n", WRONG[i].text);
            parsed_show(p);
        }
        assert_int_equal(p->diags.list.count, 1);
        assert_int_equal(p->diags.list.items[0]->code, WRONG[i].code);
        parsed_free(p);
    }
}

/* S34: nothing after a NUL is taken for the end of the file. */
static void s34_text_after_nul(void **state)
{
    (void)state;
    static const char BYTES[] = "promotion a { }\0promotion b { layer }\n";
    struct parsed p;
    parsed_start(&p, NULL, BYTES, sizeof BYTES - 1);
    assert_int_equal(p.diags.list.count, 1); /* the second line's error is on a line that is not to be trusted */
    assert_int_equal(p.diags.list.items[0]->code, P0001);
    assert_int_equal(p.diags.list.items[0]->span.start, 15);
    assert_non_null(p.tree->declarations->next);
    assert_word(&p.tree->declarations->next->name, "b");
    parsed_done(&p);
}

/* What is no rule file at all is said once, and nobody reads on. */
static void what_is_no_rule_file_is_said_once(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        enum code code;
    } FILES[] = {
#define BYTES(literal) literal, sizeof literal - 1
        {BYTES("\xFF\xFEp\0r\0o\0m\0o\0t\0i\0o\0n\0 \0p\0 \0{\0}\0"), P0002},
        {BYTES("\xFE\xFF\0p\0r\0o\0m\0o\0t\0i\0o\0n\0 \0p\0 \0{\0}"), P0002},
        {BYTES("\x7f\x45LF\x02\x01\x01\0\0\0\0\0\0\0\0\0\n\x03\0>\0\n\x01\0"), P0001},
        {BYTES("\n{\n  \"at\": \"2026-01-01T10:00\",\n  \"lines\": [ { \"sku\": \"A\" } ]\n}\n"), P0013},
        {BYTES("\xEF\xBB\xBF[{ \"at\": 1 },\n { \"at\": 2 }]\n"), P0013},
        /* In another encoding each line may have such bytes: one remedy for all. */
        {BYTES("promotion p \"Caf\xE9\" { }\n# d\xE9j\xE0 vu\npromotion q \"\xFC\" { }\n"), P0002},
#undef BYTES
    };
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        struct parsed p;
        parsed_start(&p, NULL, FILES[i].bytes, FILES[i].length);
        assert_int_equal(p.status, PROMO_OK);
        if (p.diags.list.count != 1)
            parsed_show(&p);
        assert_int_equal(p.diags.list.count, 1);
        assert_int_equal(p.diags.list.items[0]->code, FILES[i].code);
        parsed_done(&p);
    }
}

static void a_byte_order_mark_is_tolerated(void **state)
{
    (void)state;
    parsed_free(good("\xEF\xBB\xBFpromotion a { }\r\n"));
    struct parsed *p = parsed_text("promotion a { }\n\xEF\xBB\xBF");
    assert_int_equal(p->diags.list.count, 1);
    assert_int_equal(p->diags.list.items[0]->code, P0003);
    parsed_free(p);
}

static char *repeated(const char *before, const char *again, size_t times, const char *after)
{
    size_t one = strlen(again), length = strlen(before);
    char *text = malloc(length + one * times + strlen(after) + 1);
    strcpy(text, before);
    for (size_t i = 0; i < times; i++, length += one)
        memcpy(text + length, again, one);
    strcpy(text + length, after);
    return text;
}

/* S37: whatever nests is counted. */
static void s37_deep_nesting(void **state)
{
    (void)state;
    static const struct {
        const char *before, *again, *after;
    } DEEP[] = {
        {"promotion p { event e { when ", "all { ", "a == 1 give 1.00 off order } }"},
        {"promotion p { event e { when ", "not ", "a == 1 give 1.00 off order } }"},
        {"promotion p { event e { when ", "(", "a == 1 give 1.00 off order } }"},
        {"let x = ", "(", "y"},
        {"let x = ", "items all { not (", "y"},
        {"", "promotion p { event e { when ", ""},
        {"", "{", ""},
        {"", "}", ""},
        {"", "(", ""},
        {"let x = y ", "or a except b ", ""},
    };
    for (size_t i = 0; i < sizeof DEEP / sizeof DEEP[0]; i++) {
        char *text = repeated(DEEP[i].before, DEEP[i].again, 20000, DEEP[i].after);
        struct parsed *p = parsed_text(text);
        assert_int_equal(p->status, PROMO_OK);
        assert_true(p->diags.errors > 0);
        parsed_free(p);
        free(text);
    }
    struct parsed *p = parsed_text("let x = ((((((((((y))))))))))\n");
    assert_int_equal(p->diags.errors, 0);
    parsed_free(p);
}

/* What does not nest may be long. */
static void long_chains_are_flat(void **state)
{
    (void)state;
    char *text = repeated("let x = y", " or sku \"A\"", 50000, "\n");
    struct parsed *p = good(text);
    const struct expr *chain = p->tree->declarations->items;
    assert_int_equal(chain->kind, EXPR_OR);
    assert_true(chain->depth < 5);
    size_t count = 0;
    for (const struct expr *item = chain->items; item != NULL; item = item->next)
        count++;
    assert_int_equal(count, 50001);
    parsed_free(p);
    free(text);
}

static void nothing_is_a_rule_set_too(void **state)
{
    (void)state;
    struct parsed *p = good("");
    assert_null(p->tree->declarations);
    parsed_free(p);
    p = good("# only this");
    assert_null(p->tree->declarations);
    assert_int_equal(p->tree->comment_count, 1);
    parsed_free(p);
}

/* With every n-th allocation refused: a status, nothing lost, nothing kept. */
static void memory_may_end_anywhere(void **state)
{
    (void)state;
    size_t length = 0;
    char *whole = file_read("tests/lang/whole.promo", &length);
    assert_non_null(whole);
    static const char BROKEN[] = "promotion a {\n  pirority 1\n  event e { give 10% } \"x\n}\npromotion b { layer \\ }\n";
    const struct {
        const char *bytes;
        size_t length;
    } SOURCES[] = {{whole, length}, {BROKEN, sizeof BROKEN - 1}};
    for (size_t i = 0; i < 2; i++) {
        long allowed = 0;
        for (bool complete = false; !complete; allowed++) {
            struct counting counting;
            counting_start(&counting, allowed);
            struct parsed p;
            parsed_start(&p, &counting.allocator, SOURCES[i].bytes, SOURCES[i].length);
            complete = p.status == PROMO_OK && !diagnostics_failed(&p.diags);
            if (!complete)
                assert_int_equal(p.status, PROMO_NO_MEMORY);
            struct buffer out;
            buffer_init(&out, &counting.allocator);
            render_people(&out, &p.diags, (struct render_options){true, 0});
            render_json(&out, &p.diags, (struct render_options){false, 0});
            render_sarif(&out, &p.diags, (struct render_options){false, 0});
            render_github(&out, &p.diags, (struct render_options){false, 0});
            buffer_done(&out);
            parsed_done(&p);
            assert_int_equal(counting.live_bytes, 0);
        }
        assert_true(allowed > 5);
    }
    free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declarations_keep_their_order_and_spans),
        cmocka_unit_test(the_whole_language_is_read),
        cmocka_unit_test(or_and_not_bind_as_usual),
        cmocka_unit_test(criteria_have_their_forms),
        cmocka_unit_test(benefits_have_their_forms),
        cmocka_unit_test(picks_have_their_forms),
        cmocka_unit_test(any_word_may_name_a_thing),
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(dates_and_times_are_read),
        cmocka_unit_test(strings_are_decoded),
        cmocka_unit_test(wrong_literals_have_their_codes),
        cmocka_unit_test(s34_text_after_nul),
        cmocka_unit_test(what_is_no_rule_file_is_said_once),
        cmocka_unit_test(a_byte_order_mark_is_tolerated),
        cmocka_unit_test(s37_deep_nesting),
        cmocka_unit_test(long_chains_are_flat),
        cmocka_unit_test(nothing_is_a_rule_set_too),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
