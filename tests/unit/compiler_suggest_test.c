/* What editors are told of a source: names and their places, what may come at any place, what can be folded. Every place of a
 * sound and of a broken source is asked about; every n-th allocation fails; nothing leaks. */
#include "compiler/suggest.h"
#include "lang/folds.h"
#include "lang/grammar.h"
#include "lang/keywords.h"
#include "tests/support/allocators.h"
#include "tests/support/parsed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char SOUND[] =
    "# The shop.\n# It is small.\nsettings { currency USD }\nprofile { customer.level : enum { low, high } }\n"
    "let shoes = category \"shoes\"\nlayers { one two }\nloyalty s { earn 1 point per 1.00 on shoes  tier gold from 5 points }\n"
    "template t(goods : items, least : money = 5.00) {\n  event a { when amount of goods >= least  give 5% off goods }\n}\n"
    "promotion p {\n  layer one\n  event e { when customer.level >= high and tier of s == gold  give 1.00 off shoes }\n"
    "  event f { give 2.00 off order }\n  sequence { 1 event e used stop unused f  2 event f used stop unused stop }\n}\n"
    "promotion q { use t(goods = shoes)  excludes p }\n"
    "test \"x\" { basket { at 2026-01-01  customer { level high }  line 1 of \"A\" at 9.00 } expect discount 1.00 by p.e }\n";

static const char BROKEN[] =
    "settings { currency }\nlet = category\npromotion p { layer\n event e { give 5% of shoes }\n nonsense { } ( \"open\n"
    "promotion q { event f { when all { customer. }  give } \ntest \"x\" { expect discount by p.\n";

static uint32_t place_of(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    assert_non_null(found);
    return (uint32_t)(found - text);
}

static struct symbols symbols_of(const struct parsed *parsed)
{
    struct symbols symbols;
    const struct tree *tree = parsed->tree;
    assert_true(symbols_build(&symbols, &ALLOC_DEFAULT, &tree, 1));
    return symbols;
}

static void names_and_their_places(void **state)
{
    static const struct {
        const char *at;
        enum symbol_kind kind;
        const char *name, *declared;
        uint32_t uses;
    } CASES[] = {
        {"shoes = category", SYMBOL_SET, "shoes", "shoes = category", 4}, {"one\n", SYMBOL_LAYER, "one", "one two", 2},
        {"level >= high", SYMBOL_FIELD, "level", "level : enum", 3},     {"high and", SYMBOL_VALUE, "high", "high } }", 3},
        {"gold  give", SYMBOL_TIER, "gold", "gold from", 2},             {"goods }\n}", SYMBOL_PARAMETER, "goods", "goods : items", 4},
        {"least  give", SYMBOL_PARAMETER, "least", "least : money", 2},  {"f  2 event", SYMBOL_EVENT, "f", "f { give", 3},
        {"t(goods = shoes)", SYMBOL_TEMPLATE, "t", "t(goods : items", 2}, {"p.e }", SYMBOL_PROMOTION, "p", "p {\n", 3},
        {"e }\n", SYMBOL_EVENT, "e", "e { when customer", 3},
    };
    struct parsed *parsed = parsed_text(SOUND);
    struct symbols symbols = symbols_of(parsed);
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct symbol_use *use = symbols_at(&symbols, 0, place_of(SOUND, CASES[i].at));
        assert_non_null(use);
        const struct symbol *symbol = &symbols.list.items[use->symbol];
        assert_int_equal(symbol->kind, CASES[i].kind);
        assert_true(text_equal(symbol->name, text_from(CASES[i].name)));
        assert_int_equal(symbol->name_span.start, place_of(SOUND, CASES[i].declared));
        assert_int_equal(symbol->uses, CASES[i].uses);
    }
    assert_null(symbols_at(&symbols, 0, place_of(SOUND, "promotion")));
    assert_null(symbols_at(&symbols, 1, place_of(SOUND, "shoes")));
    symbols_done(&symbols);
    parsed_free(parsed);
}

/* In a sound source, what stands at a place is among what is expected there. */
static void what_stands_there_is_expected(void **state)
{
    struct parsed *parsed = parsed_text(SOUND);
    (void)state;
    assert_int_equal(parsed->diags.errors, 0);
    struct arena arena;
    arena_init(&arena, NULL);
    size_t asked = 0;
    for (uint32_t at = 0; at < sizeof SOUND - 1; at++) {
        struct expected here, behind;
        bool begins = at > 0 && strchr(" \n", SOUND[at - 1]) != NULL && SOUND[at] >= 'a' && SOUND[at] <= 'z';
        if (!begins)
            continue;
        uint32_t end = at + (uint32_t)strspn(SOUND + at, "abcdefghijklmnopqrstuvwxyz_");
        assert_int_equal(expect_at(&arena, parsed->source, at, &here), PROMO_OK);
        assert_int_equal(expect_at(&arena, parsed->source, end, &behind), PROMO_OK);
        if (here.nowhere || here.in_text)
            continue;
        const struct keyword *keyword = keyword_find((struct text){SOUND + at, end - at});
        assert_true((keyword != NULL && expected_kind(&here, keyword->token)) || expected_kind(&here, T_NAME));
        assert_int_equal(behind.start, at); /* at its end the word is still what is replaced */
        assert_int_equal(behind.end, end);
        assert_int_equal(behind.kind_count, here.kind_count);
        asked++;
    }
    assert_true(asked > 60);
    arena_done(&arena);
    parsed_free(parsed);
}

/* False: there was no memory. */
static bool ask(const char *text, uint32_t at, const promo_allocator *alloc)
{
    struct parsed parsed;
    struct symbols symbols;
    struct expected expected;
    struct suggestions suggestions;
    struct fold *folds;
    size_t count;
    parsed_start(&parsed, alloc, text, strlen(text));
    bool fine = parsed.status == PROMO_OK && parsed.tree != NULL;
    const struct tree *tree = parsed.tree;
    bool built = fine && symbols_build(&symbols, alloc, &tree, 1);
    suggestions_init(&suggestions, alloc);
    if (built && expect_at(&parsed.arena, parsed.source, at, &expected) == PROMO_OK)
        fine = suggest(&suggestions, &(struct suggest_from){.expected = &expected, .now = &symbols, .sound = &symbols}) &&
               folds_find(&parsed.arena, parsed.source, &folds, &count) == PROMO_OK;
    else
        fine = false;
    suggestions_done(&suggestions);
    if (fine || tree != NULL)
        symbols_done(&symbols);
    parsed_done(&parsed);
    return fine;
}

static void every_place_of_broken_sources(void **state)
{
    struct counting memory;
    (void)state;
    for (uint32_t at = 0; at < sizeof BROKEN; at++) {
        counting_start(&memory, -1);
        assert_true(ask(BROKEN, at, &memory.allocator));
        assert_int_equal(memory.live_bytes, 0);
    }
}

static void memory_runs_out(void **state)
{
    struct counting memory;
    (void)state;
    const uint32_t at = place_of(SOUND, "t(goods = shoes)");
    counting_start(&memory, -1);
    assert_true(ask(SOUND, at, &memory.allocator));
    size_t all = memory.given;
    for (size_t served = 0; served < all; served++) {
        counting_start(&memory, (long)served);
        assert_false(ask(SOUND, at, &memory.allocator));
        assert_int_equal(memory.live_bytes, 0);
    }
}

static void folds(void **state)
{
    struct parsed *parsed = parsed_text(SOUND);
    struct fold *found;
    size_t count;
    (void)state;
    assert_int_equal(folds_find(&parsed->arena, parsed->source, &found, &count), PROMO_OK);
    assert_int_equal(count, 3);
    assert_int_equal(found[0].start, place_of(SOUND, "{\n  event a"));
    assert_int_equal(found[1].start, place_of(SOUND, "{\n  layer one"));
    assert_true(found[2].comment);
    assert_int_equal(found[2].start, 0);
    parsed_free(parsed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_their_places), cmocka_unit_test(what_stands_there_is_expected),
        cmocka_unit_test(every_place_of_broken_sources), cmocka_unit_test(memory_runs_out), cmocka_unit_test(folds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
