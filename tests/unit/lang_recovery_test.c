/* Errors that stay small: whatever one token or line is lost from a file, the errors said are few and near, and a
 * mistake in the last promotion is still found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "lang/scan.h"
#include "tests/support/parsed.h"

static const char LAST[] = "\npromotion last_one {\n  event e { give 10% }\n}\n";

static const char *const FILES[] = {"tests/lang/whole.promo", "tests/lang/season.promo"};

struct tally {
    size_t cases, errors, far;
    size_t worst;
};

/* The file without the bytes from start to end, and with the last promotion after it. */
static void lose(const char *bytes, size_t length, size_t start, size_t end, struct tally *tally)
{
    size_t kept = length - (end - start);
    char *text = malloc(kept + sizeof LAST);
    memcpy(text, bytes, start);
    memcpy(text + start, bytes + end, length - end);
    memcpy(text + kept, LAST, sizeof LAST - 1);
    struct parsed p;
    parsed_start(&p, NULL, text, kept + sizeof LAST - 1);
    assert_int_equal(p.status, PROMO_OK);
    size_t in_last = 0;
    for (size_t i = 0; i < p.diags.list.count; i++)
        in_last += p.diags.list.items[i]->span.start >= kept;
    size_t elsewhere = p.diags.errors - in_last;
    bool far = false;
    if (elsewhere > 0) {
        size_t said = source_place(p.source, p.diags.list.items[0]->span.start).line;
        size_t lost = source_place(p.source, start).line;
        far = said + 2 < lost || said > lost + 3;
    }
    if (in_last != 1 || elsewhere > 4) {
        print_error("without `%.*s`:\n", (int)(end - start), bytes + start);
        parsed_show(&p);
    }
    assert_int_equal(in_last, 1);
    assert_true(elsewhere <= 4);
    tally->cases++;
    tally->errors += elsewhere;
    tally->far += far;
    if (elsewhere > tally->worst)
        tally->worst = elsewhere;
    parsed_done(&p);
    free(text);
}

static void check_tally(const char *what, const char *path, const struct tally *tally)
{
    print_message("%s: %s lost: %zu cases, %.2f errors each, at most %zu; %zu first errors are far\n", path, what,
                  tally->cases, (double)tally->errors / (double)tally->cases, tally->worst, tally->far);
    assert_true(tally->cases > 50);
    assert_true(tally->errors <= tally->cases * 5 / 4);
    assert_true(tally->far * 100 <= tally->cases);
}

static void each_token_lost(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof FILES / sizeof FILES[0]; f++) {
        size_t length = 0;
        char *bytes = file_read(FILES[f], &length);
        assert_non_null(bytes);
        struct parsed p;
        parsed_start(&p, NULL, bytes, length);
        if (p.diags.errors != 0)
            parsed_show(&p);
        assert_int_equal(p.diags.errors, 0);
        struct scan scan;
        scan_init(&scan, &ALLOC_DEFAULT, p.source, &p.diags);
        assert_int_equal(scan_run(&scan), PROMO_OK);
        struct tally tally = {0};
        for (size_t i = 0; i + 1 < scan.tokens.count; i++)
            lose(bytes, length, scan.tokens.items[i].start, scan.tokens.items[i].end, &tally);
        check_tally("a token", FILES[f], &tally);
        scan_done(&scan);
        parsed_done(&p);
        free(bytes);
    }
}

static void each_line_lost(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof FILES / sizeof FILES[0]; f++) {
        size_t length = 0;
        char *bytes = file_read(FILES[f], &length);
        assert_non_null(bytes);
        struct tally tally = {0};
        for (size_t start = 0; start < length;) {
            const char *end_of_line = memchr(bytes + start, '\n', length - start);
            size_t end = end_of_line == NULL ? length : (size_t)(end_of_line - bytes) + 1;
            lose(bytes, length, start, end, &tally);
            start = end;
        }
        check_tally("a line", FILES[f], &tally);
        free(bytes);
    }
}

/* Quotes are half a token: the rest of the line goes with them. */
static void each_quote_lost(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof FILES / sizeof FILES[0]; f++) {
        size_t length = 0;
        char *bytes = file_read(FILES[f], &length);
        assert_non_null(bytes);
        struct tally tally = {0};
        for (size_t i = 0; i < length; i++)
            if (bytes[i] == '"')
                lose(bytes, length, i, i + 1, &tally);
        check_tally("a quote", FILES[f], &tally);
        free(bytes);
    }
}

struct expected {
    const char *source;
    size_t errors;
    struct {
        enum code code;
        size_t line;
    } said[6];
};

static const struct expected CASES[] = {
    /* Misspelt words: each is said, and all of their blocks are read. */
    {"settings { curency USD }\n"
     "promotion a {\n  pirority 10\n  evnet e { gvie 10% of order }\n}\n"
     "promtion b { event f { give 5.00 off ordr } }\n",
     6,
     {{P0012, 1}, {P0012, 3}, {P0012, 4}, {P0012, 4}, {P0012, 4}, {P0012, 6}}},
    /* A name forgotten at the end of a line is missed there. */
    {"promotion a {\n  layer\n  priority 10\n  event e { give 1.00 off order }\n}\n", 1, {{P0011, 2}}},
    /* An opening brace, and a closing one that the indentation gives away. */
    {"promotion a\n  event e { give 1.00 off order }\n}\npromotion b { }\n", 1, {{P0011, 1}}},
    {"promotion a {\n  event e {\n    give 1.00 off order\n  event f { give 2.00 off order }\n}\npromotion b { }\n",
     1,
     {{P0014, 3}}},
    {"promotion a {\n  event e { give 1.00 off order }\npromotion b {\n  layer\n}\n", 2, {{P0014, 2}, {P0011, 4}}},
    {"promotion a {\n  event e { give 1.00 off order }\ncampaign c \"C\" { type purchase }\n", 1, {{P0014, 2}}},
    {"promotion a {\n  event e { give 1.00 off order\n", 1, {{P0014, 2}}},
    {"promotion a { event e { give 1.00 off order } } }\npromotion b { }\n", 1, {{P0015, 1}}},
    /* A quote: the line is lost, not the file. */
    {"promotion a \"A {\n  event e { give 1.00 off order }\n}\npromotion b { layer }\n", 2, {{P0005, 1}, {P0011, 4}}},
    {"promotion a { event e { give 1% off sku { \"A\", \"B } } }\npromotion b { layer }\n", 2, {{P0005, 1}, {P0011, 2}}},
    /* Clauses of other blocks, and of none. */
    {"promotion a {\n  when amount >= 5.00\n  event e { give 1.00 off order }\n  colour \"red\"\n  layer orders\n}\n",
     2,
     {{P0013, 2}, {P0013, 4}}},
    {"give 5% off order\npromotion b { layer }\n", 2, {{P0013, 1}, {P0011, 2}}},
    /* A whole clause's middle. */
    {"promotion a {\n  event e { give 20% off }\n  event f { give order }\n  event g { when >= 3 give 1.00 off order }\n}\n",
     3,
     {{P0011, 2}, {P0011, 3}, {P0011, 4}}},
    /* Braces round a list. */
    {"let a = items all { brand in \"A\", \"B\" }\nlet b = sku \"A\", \"B\"\npromotion c { layer }\n",
     3,
     {{P0011, 1}, {P0011, 2}, {P0011, 3}}},
    {"let a = items all { }\n", 1, {{P0017, 1}}},
    {"promotion a { layer x  layer y  type award  type award }\n", 2, {{P0016, 1}, {P0016, 1}}},
    {"promotion a { period 2026-02-30 .. 2026-13-01 }\n", 2, {{P0009, 1}, {P0009, 1}}},
    {"promotion a { priority 123456789012345678901 }\n", 1, {{P0008, 1}}},
    {"promotion a { priority 10; }\n", 1, {{P0004, 1}}},
    {"promotion a { when\n", 1, {{P0013, 1}}},
    {"coupon c { valid for 90days }\npromotion b { layer }\n", 2, {{P0007, 1}, {P0011, 2}}},
    /* Rows of faulty clauses: what an incomplete one lacks is said there, and its neighbours are read for themselves. */
    {"promotion a {\n  event e {\n    when\n    when not\n    buy 2 of\n    limit\n    gvie 10% off order\n  }\n}\n",
     6,
     {{P0011, 3}, {P0016, 4}, {P0011, 4}, {P0011, 5}, {P0011, 6}, {P0012, 7}}},
    {"promotion a {\n  layer\n  priority 10 20\n  limit 3 per\n  colour red\n  cap\n  exlcudes b\n}\n",
     6,
     {{P0011, 2}, {P0011, 3}, {P0011, 4}, {P0013, 5}, {P0011, 6}, {P0012, 7}}},
    {"promotion a {\n  event e {\n    layer goods\n    period 2026-01-01 .. 2026-02-01\n    give 1.00 off order\n  }\n}\n",
     2,
     {{P0013, 3}, {P0013, 4}}},
    {"promotion\npromotion b { event e { give 10% } }\n", 2, {{P0011, 1}, {P0011, 2}}},
    {"promotion a {\n  use threshold(\n    goods = shoes,\n    first 3,\n    rate = 5%\n  )\n}\n", 1, {{P0011, 4}}},
    /* What is said of a token once is not said again, and reading goes on. */
    {"\"{\n basket{3of{\np{\n  l\n  once}",
     5,
     {{P0005, 1}, {P0007, 2}, {P0011, 4}, {P0011, 5}, {P0011, 5}}},
    {"promotion a {\n  pirority 1\n  priority 2\n}\n", 2, {{P0012, 2}, {P0016, 3}}},
    {"let a = sku Nike\"\nlet b = sku \"A\" or brand \"B or tag \"C\"\npromotion b { layer }\n",
     3,
     {{P0005, 1}, {P0005, 2}, {P0011, 3}}},
};

static void errors_are_said_once_and_where_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const struct expected *expected = &CASES[i];
        struct parsed *p = parsed_text(expected->source);
        bool same = p->diags.list.count == expected->errors;
        for (size_t e = 0; same && e < expected->errors; e++) {
            const struct diagnostic *d = p->diags.list.items[e];
            same = d->code == expected->said[e].code &&
                   source_place(p->source, d->span.start).line == expected->said[e].line;
        }
        if (!same) {
            print_error("%s", expected->source);
            parsed_show(p);
        }
        assert_true(same);
        parsed_free(p);
    }
}

/* Any two of these one below the other: an error on each line, and none elsewhere. */
static void each_of_two_faulty_lines_has_its_error(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "when amount >",    "buy 2 of",  "get 1",   "give 10% off", "give gift",  "charge", "limit",
        "every",            "priority",  "buy",     "give 5.00",    "when not",   "get",    "give cheapest",
        "gvie 10% off order", "layer x", "colour 5", "limit per order"};
    enum { COUNT = sizeof LINES / sizeof *LINES };
    for (size_t i = 0; i < COUNT * COUNT; i++) {
        const char *first = LINES[i / COUNT], *second = LINES[i % COUNT];
        char text[256];
        size_t errors[8] = {0}, wrong = 0;
        snprintf(text, sizeof text, "promotion a {\n  event e {\n    %s\n    %s\n    give 1.00 off order\n  }\n}\n", first,
                 second);
        struct parsed *p = parsed_text(text);
        for (size_t e = 0; e < p->diags.list.count; e++) {
            const struct diagnostic *d = p->diags.list.items[e];
            size_t line = source_place(p->source, d->span.start).line;
            if (d->code == P0016) /* given twice: so it is */
                continue;
            errors[line < 8 ? line : 0]++;
            wrong += line != 3 && line != 4;
        }
        if (errors[3] != 1 || errors[4] != 1 || wrong != 0) {
            print_error("%s", text);
            parsed_show(p);
        }
        assert_int_equal(errors[3], 1);
        assert_int_equal(errors[4], 1);
        assert_int_equal(wrong, 0);
        parsed_free(p);
    }
}

/* Who checks the tree is told where something may have been lost. */
static void damaged_declarations_are_marked(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = sku \"A\"\npromotion b { layer }\nlet c = sku \"C\npromotion d { }\nlet e = $x\nlet f = a\n");
    static const bool DAMAGED[] = {false, true, true, false, true, false};
    const struct declaration *d = p->tree->declarations;
    for (size_t i = 0; i < sizeof DAMAGED / sizeof DAMAGED[0]; i++, d = d->next) {
        assert_non_null(d);
        assert_int_equal(d->damaged, DAMAGED[i]);
    }
    assert_null(d);
    parsed_free(p);
}

/* A name behind a word that only a repair put there names nothing: one mistake has one message. Where a word was plainly
 * left out the name stays, and so does what is declared. */
static void names_behind_a_guess_name_nothing(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("promotion a {\n  hours 17:00 .. 20:00\n  event e { give free shipping }\n}\n"
                                   "promotion b {\n  first { give 5% off order }\n  requires summer\n}\n");
    const struct declaration *a = p->tree->declarations, *b = a->next;
    assert_int_equal(a->clauses->kind, CLAUSE_SCHEDULE);
    assert_int_equal(a->clauses->schedule->days->kind, EXPR_ERROR);
    const struct benefit *benefit = a->clauses->next->event->clauses->benefit;
    assert_int_equal(benefit->kind, BENEFIT_COUPON);
    assert_false(word_given(&benefit->name));
    assert_true(text_equal(b->clauses->event->name.text, TEXT("first")));
    assert_true(text_equal(b->clauses->next->word.text, TEXT("summer")));
    parsed_free(p);
}

static void a_misspelt_word_can_be_corrected(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("promotion a { pirority 10 }\n");
    assert_int_equal(p->diags.list.count, 1);
    const struct diagnostic *d = p->diags.list.items[0];
    assert_string_equal(d->help, "did you mean `priority`?");
    assert_non_null(d->fixes);
    assert_true(text_equal(d->fixes->text, TEXT("priority")));
    assert_int_equal(d->fixes->span.start, 14);
    assert_int_equal(d->fixes->span.end, 22);
    parsed_free(p);
}

static void rubbish_ends(void **state)
{
    (void)state;
    size_t length = 200000;
    char *bytes = malloc(length);
    static const char *const PIECES[] = {"} ", "{ ", "( ", "give ", "promotion ", "\" ", "1 ", "not ", ", ", "\n"};
    uint64_t seed = 20260401;
    for (size_t at = 0; at + 12 < length;) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const char *piece = PIECES[seed >> 33 % 31 & 7];
        size_t size = strlen(piece);
        memcpy(bytes + at, piece, size);
        at += size;
        memset(bytes + at, ' ', length - at);
    }
    struct parsed p;
    parsed_start(&p, NULL, bytes, length);
    assert_int_equal(p.status, PROMO_OK);
    assert_true(p.diags.errors > 0);
    assert_true(p.diags.errors <= 250);
    parsed_done(&p);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_token_lost),
        cmocka_unit_test(each_line_lost),
        cmocka_unit_test(each_quote_lost),
        cmocka_unit_test(errors_are_said_once_and_where_they_are),
        cmocka_unit_test(each_of_two_faulty_lines_has_its_error),
        cmocka_unit_test(damaged_declarations_are_marked),
        cmocka_unit_test(names_behind_a_guess_name_nothing),
        cmocka_unit_test(a_misspelt_word_can_be_corrected),
        cmocka_unit_test(rubbish_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
