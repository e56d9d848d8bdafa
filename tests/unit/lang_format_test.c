/* The formatter: its layout, and what must hold of every file: the same tokens, the same comments, and nothing to do the
 * second time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/allocators.h"
#include "tests/support/parsed.h"
#include "tests/support/scanned.h"

/* Formats, and checks what must hold of any source without errors. */
static void check_formatting(const char *bytes, size_t length)
{
    struct buffer once, twice;
    buffer_init(&once, NULL);
    buffer_init(&twice, NULL);
    assert_int_equal(format_bytes(&once, bytes, length), PROMO_OK);
    assert_int_equal(format_bytes(&twice, once.bytes, once.length), PROMO_OK);
    struct scanned *before = scanned_text(bytes, length), *after = scanned_text(once.bytes, once.length);
    assert_int_equal(before->status, PROMO_OK);
    assert_int_equal(after->status, PROMO_OK);
    bool words = same_words(before, after);
    bool idempotent = text_equal((struct text){once.bytes, once.length}, (struct text){twice.bytes, twice.length});
    if (!words || !idempotent)
        print_error("--- given\n%.*s\n--- once\n%.*s\n--- twice\n%.*s\n", (int)length, bytes, (int)once.length, once.bytes,
                    (int)twice.length, twice.bytes);
    assert_true(words);
    assert_true(idempotent);
    for (size_t i = 0; i + 1 < once.length; i++) /* no line ends in a space */
        assert_false((once.bytes[i] == ' ' || once.bytes[i] == '\t') && once.bytes[i + 1] == '\n');
    scanned_free(before);
    scanned_free(after);
    buffer_done(&once);
    buffer_done(&twice);
}

static void assert_formats(const char *given, const char *expected)
{
    struct buffer out;
    buffer_init(&out, NULL);
    assert_int_equal(format_bytes(&out, given, strlen(given)), PROMO_OK);
    assert_string_equal(buffer_cstring(&out), expected);
    buffer_done(&out);
    check_formatting(given, strlen(given));
}

static void space_is_one_way(void **state)
{
    (void)state;
    assert_formats("promotion   a{layer  x event e{when amount>=5.00 give 10%off order}}",
                   "promotion a { layer x  event e { when amount >= 5.00  give 10% off order } }\n");
    assert_formats("let a=sku{\"A\",\"B\"}or(brand \"C\" except c)\n", "let a = sku { \"A\", \"B\" } or (brand \"C\" except c)\n");
}

static void lines_break_where_the_author_broke_the_block(void **state)
{
    (void)state;
    assert_formats("promotion a {\nlayer x  event e { when\namount >= 5.00 give 1.00 off order } }",
                   "promotion a {\n  layer x\n  event e { when amount >= 5.00  give 1.00 off order }\n}\n");
    assert_formats("promotion a { layer x  event e {\nwhen amount >= 5.00 give 1.00 off order } }",
                   "promotion a {\n  layer x\n  event e {\n    when amount >= 5.00\n    give 1.00 off order\n  }\n}\n");
}

static void long_blocks_are_broken(void **state)
{
    (void)state;
    assert_formats("promotion a_name_long_enough { event e { when quantity of category \"something/rather/long\" >= 12 "
                   "give 10% off category \"something/rather/long\" } }",
                   "promotion a_name_long_enough {\n"
                   "  event e { when quantity of category \"something/rather/long\" >= 12  "
                   "give 10% off category \"something/rather/long\" }\n}\n");
    assert_formats("let a = sku \"AAAAAAAAAAAAAAAAAAAAAAAA\" or sku \"BBBBBBBBBBBBBBBBBBBBBBBBB\" or "
                   "sku \"CCCCCCCCCCCCCCCCCCCCCCCCCCC\" or sku \"DDDDDDDDDDDDDDDDDDDD\"\n",
                   "let a = sku \"AAAAAAAAAAAAAAAAAAAAAAAA\" or sku \"BBBBBBBBBBBBBBBBBBBBBBBBB\" or "
                   "sku \"CCCCCCCCCCCCCCCCCCCCCCCCCCC\"\n    or sku \"DDDDDDDDDDDDDDDDDDDD\"\n");
}

static void properties_stand_below_each_other(void **state)
{
    (void)state;
    assert_formats("promotion a {\n type award\n campaign c\n\n priority 1\n exclusive\n channels web,store\n event e { }\n}\n",
                   "promotion a {\n  type     award\n  campaign c\n\n  priority 1\n  exclusive\n  channels web, store\n"
                   "  event e { }\n}\n");
    assert_formats("profile {\n customer.a:number\n item.colour : text\n}\nlet a = b\nlet long_one = c\n",
                   "profile {\n  customer.a  : number\n  item.colour : text\n}\n\nlet a        = b\nlet long_one = c\n");
    assert_formats("promotion p {\n event one{give 1.00 off order}\n event three{give 1.00 off order}\n}\n",
                   "promotion p {\n  event one   { give 1.00 off order }\n  event three { give 1.00 off order }\n}\n");
    assert_formats("loyalty s {\n tier silver from 5 points\n tier gold from 20 points\n}\n",
                   "loyalty s {\n  tier silver from 5 points\n  tier gold   from 20 points\n}\n");
    assert_formats("promotion p {\n sequence {\n 1 \"first\" event a used stop unused long_name\n 2 event long_name used stop unused stop\n}\n}\n",
                   "promotion p {\n  sequence {\n    1 \"first\" event a         used stop  unused long_name\n"
                   "    2         event long_name used stop  unused stop\n  }\n}\n");
}

static void empty_lines_are_single(void **state)
{
    (void)state;
    assert_formats("\n\nlet a = b\n\n\n\nlet c = d\npromotion p {\n\n layer x\n\n\n type award\n\n}\npromotion q {\n layer x\n}\n",
                   "let a = b\n\nlet c = d\n\npromotion p {\n  layer x\n\n  type award\n}\n\npromotion q {\n  layer x\n}\n");
}

static void comments_stay_where_they_are(void **state)
{
    (void)state;
    assert_formats("# head\n\n# about a\nlet a = b # why\n   # last of a\npromotion p { # what\n# first\nlayer x # where\n"
                   "# end\n}\n# bye",
                   "# head\n\n# about a\nlet a = b  # why\n\n# last of a\npromotion p {  # what\n  # first\n"
                   "  layer x  # where\n  # end\n}\n# bye\n");
    assert_formats("settings { currency # which\n USD }\n", "settings {\n  currency  # which\n      USD\n}\n");
    assert_formats("promotion p { }\n# only\n", "promotion p { }\n# only\n");
    assert_formats("# alone", "# alone\n");
    assert_formats("", "");
    assert_formats("let a = b # one\nlet long_name = c # two\n",
                   "let a         = b  # one\nlet long_name = c  # two\n");
}

static void lists_are_filled(void **state)
{
    (void)state;
    assert_formats("audience a {\n\"c-1\",\n\"c-2\"\n}\n", "audience a {\n  \"c-1\", \"c-2\"\n}\n");
    assert_formats("audience a { \"c-1\" ,\"c-2\" }\n", "audience a { \"c-1\", \"c-2\" }\n");
    assert_formats("template t(\na : items, b : money = 1.00) { event e { give b off a } }\n",
                   "template t(\n  a : items,\n  b : money = 1.00\n) { event e { give b off a } }\n");
}

static void errors_are_not_formatted(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, NULL);
    assert_int_equal(format_bytes(&out, "promotion { }", 13), PROMO_REJECTED);
    assert_int_equal(format_bytes(&out, "let a = \"", 9), PROMO_REJECTED);
    assert_int_equal(out.length, 0);
    buffer_done(&out);
}

static const char *const FILES[] = {"tests/lang/whole.promo", "tests/lang/season.promo"};

static uint64_t random_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* The tokens of a file with other white space, and comments, between them. */
static void write_shaken(struct buffer *out, const struct scanned *s, uint64_t *seed)
{
    static const char *const GAPS[] = {" ", "  ", "\n", "\n\n", "\n\n\n   ", "\t", " # note\n", "\n # alone\n", "\n\n# alone\n\n"};
    uint64_t wild = random_next(seed) % 9 + 1;
    for (size_t i = 0; i + 1 < s->scan.tokens.count; i++) {
        buffer_text(out, token_text(s, i));
        uint64_t gap = random_next(seed) % 12 < wild ? random_next(seed) % 9 : 0;
        buffer_string(out, GAPS[gap]);
    }
}

static void any_layout_becomes_the_one(void **state)
{
    (void)state;
    const uint64_t first_seed = 20260401;
    print_message("seed %llu\n", (unsigned long long)first_seed);
    uint64_t seed = first_seed;
    for (size_t f = 0; f < sizeof FILES / sizeof FILES[0]; f++) {
        size_t length = 0;
        char *bytes = file_read(FILES[f], &length);
        assert_non_null(bytes);
        check_formatting(bytes, length);
        struct scanned *s = scanned_text(bytes, length);
        for (int round = 0; round < 150; round++) {
            struct buffer shaken;
            buffer_init(&shaken, NULL);
            write_shaken(&shaken, s, &seed);
            check_formatting(shaken.bytes, shaken.length);
            buffer_done(&shaken);
        }
        scanned_free(s);
        free(bytes);
    }
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    static const char GIVEN[] = "# a\nlet a = b # c\npromotion p { layer x\n event e { give 1.00 off order } }\n";
    long allowed = 0;
    for (promo_status status = PROMO_NO_MEMORY; status != PROMO_OK; allowed++) {
        struct counting counting;
        counting_start(&counting, allowed);
        struct buffer out;
        buffer_init(&out, &counting.allocator);
        status = format_bytes(&out, GIVEN, sizeof GIVEN - 1);
        assert_true(status == PROMO_OK || status == PROMO_NO_MEMORY);
        buffer_done(&out);
        assert_int_equal(counting.live_bytes, 0);
    }
    assert_true(allowed > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(space_is_one_way),
        cmocka_unit_test(lines_break_where_the_author_broke_the_block),
        cmocka_unit_test(long_blocks_are_broken),
        cmocka_unit_test(properties_stand_below_each_other),
        cmocka_unit_test(empty_lines_are_single),
        cmocka_unit_test(comments_stay_where_they_are),
        cmocka_unit_test(lists_are_filled),
        cmocka_unit_test(errors_are_not_formatted),
        cmocka_unit_test(any_layout_becomes_the_one),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
