/* The collector of diagnostics, its codes, and "did you mean". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/nearest.h"
#include "tests/support/allocators.h"
#include "tests/support/parsed.h"

static struct span span_of(uint32_t file, uint32_t start, uint32_t end)
{
    return (struct span){file, start, end};
}

static void places_are_counted_in_characters(void **state)
{
    (void)state;
    struct sources sources;
    const struct source *source;
    sources_init(&sources, NULL);
    static const char TEXT_BYTES[] = "a\n\xC3\xA9\xF0\x9F\x8E\x81x\r\n\nlast";
    assert_int_equal(sources_add(&sources, "a.promo", TEXT_BYTES, sizeof TEXT_BYTES - 1, &source), PROMO_OK);
    struct place place = source_place(source, 8); /* the x: after two bytes and four bytes on line 2 */
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 3);
    assert_int_equal(place.column_utf16, 4);
    assert_int_equal(source_place(source, 0).line, 1);
    assert_int_equal(source_place(source, 1).column, 2);
    assert_int_equal(source_place(source, 9999).line, 4);
    assert_int_equal(source_place(source, 9999).column, 5);
    assert_true(text_equal(source_line(source, 2), TEXT("\xC3\xA9\xF0\x9F\x8E\x81x")));
    assert_true(text_equal(source_line(source, 3), TEXT("")));
    assert_true(text_equal(source_line(source, 4), TEXT("last")));
    assert_int_equal(source_line(source, 5).length, 0);
    assert_true(text_equal(sources_text(&sources, span_of(0, 13, 15)), TEXT("as")));
    assert_int_equal(sources_text(&sources, SPAN_NONE).length, 0);
    sources_done(&sources);
}

static void sources_over_the_limit_are_refused(void **state)
{
    (void)state;
    struct sources sources;
    const struct source *source;
    sources_init(&sources, NULL);
    char byte = 'a';
    assert_int_equal(sources_add(&sources, "a.promo", &byte, (size_t)SOURCE_LARGEST + 1, &source), PROMO_LIMIT);
    assert_null(source);
    sources_done(&sources);
}

static void finish_sorts_and_says_nothing_twice(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = b\nlet c = d\n");
    struct diagnostics *diags = &p->diags;
    diag_error(diags, P0011, span_of(0, 10, 13), "later");
    diag_warning(diags, P0013, span_of(0, 0, 3), "a warning here");
    diag_error(diags, P0011, span_of(0, 0, 3), "an error here");
    diag_error(diags, P0011, span_of(0, 10, 13), "later");
    diag_error(diags, P0011, span_of(0, 10, 13), "and another");
    diag_error(diags, P0011, SPAN_NONE, "nowhere");
    diagnostics_finish(diags);
    assert_int_equal(diags->list.count, 5);
    assert_int_equal(diags->errors, 4);
    assert_int_equal(diags->warnings, 1);
    assert_string_equal(diags->list.items[0]->message, "an error here");
    assert_string_equal(diags->list.items[1]->message, "a warning here");
    assert_string_equal(diags->list.items[2]->message, "later");
    assert_string_equal(diags->list.items[3]->message, "and another");
    assert_string_equal(diags->list.items[4]->message, "nowhere");
    assert_string_equal(diag_place(diags, span_of(0, 10, 13)), "shop.promo:2");
    parsed_free(p);
}

static void rewinding_forgets(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = b\n");
    diag_error(&p->diags, P0011, span_of(0, 0, 3), "kept");
    struct diagnostics_mark mark = diagnostics_here(&p->diags);
    diag_error(&p->diags, P0011, span_of(0, 0, 3), "forgotten");
    diag_warning(&p->diags, P0011, span_of(0, 0, 3), "forgotten");
    diagnostics_rewind(&p->diags, mark);
    assert_int_equal(p->diags.list.count, 1);
    assert_int_equal(p->diags.errors, 1);
    assert_int_equal(p->diags.warnings, 0);
    parsed_free(p);
}

static void too_many_are_counted_not_kept(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = b\n");
    for (uint32_t i = 0; i < DIAGNOSTICS_KEPT + 5; i++)
        diag_help(diag_error(&p->diags, P0011, span_of(0, 0, 1), "number %u", i), "help");
    assert_int_equal(p->diags.list.count, DIAGNOSTICS_KEPT);
    assert_int_equal(p->diags.errors, DIAGNOSTICS_KEPT + 5);
    assert_true(p->diags.overfull);
    assert_false(diagnostics_failed(&p->diags));
    parsed_free(p);
}

static void without_memory_a_diagnostic_is_still_given(void **state)
{
    (void)state;
    struct counting counting;
    counting_start(&counting, 0);
    struct diagnostics diags;
    diagnostics_init(&diags, NULL, &counting.allocator);
    struct diagnostic *d = diag_error(&diags, P0011, SPAN_NONE, "lost");
    assert_non_null(d);
    diag_help(d, "lost");
    diag_note(d, SPAN_NONE, "lost");
    diag_fix(d, SPAN_NONE, TEXT("lost"));
    assert_true(diagnostics_failed(&diags));
    diagnostics_done(&diags);
    assert_int_equal(counting.live_bytes, 0);
}

static void codes_are_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(code_find(TEXT("P0011")), P0011);
    assert_int_equal(code_find(TEXT("p0011")), P0011);
    assert_int_equal(code_find(TEXT("P001")), CODE_NONE);
    assert_int_equal(code_find(TEXT("P00111")), CODE_NONE);
    assert_int_equal(code_find(TEXT("")), CODE_NONE);
    assert_string_equal(code_info_get(P0005)->name, "P0005");
}

/* Each page says something, and the table's names are unique. */
static void every_code_has_a_page(void **state)
{
    (void)state;
    for (int code = CODE_NONE + 1; code < CODE_COUNT; code++) {
        const struct code_info *info = code_info_get((enum code)code);
        assert_int_equal(code_find(text_from(info->name)), code);
        assert_true(strlen(info->title) > 5);
        if (strlen(info->page) <= 40)
            print_error("%s: %s\n", info->name, info->page);
        assert_true(strlen(info->page) > 40);
    }
}

/* The examples of the pages on form are what they claim. */
static void examples_of_pages_are_true(void **state)
{
    (void)state;
    size_t tried = 0;
    for (int code = CODE_NONE + 1; code < CODE_COUNT; code++) {
        const struct code_info *info = code_info_get((enum code)code);
        if (strncmp(info->name, "P00", 3) != 0 || info->wrong[0] == '\0')
            continue;
        struct parsed *wrong = parsed_text(info->wrong), *right = parsed_text(info->right);
        if (!parsed_has(wrong, (enum code)code) || wrong->diags.errors != 1 || right->diags.errors != 0) {
            print_error("%s\n", info->name);
            parsed_show(wrong);
            parsed_show(right);
        }
        assert_true(parsed_has(wrong, (enum code)code));
        assert_int_equal(wrong->diags.errors, 1);
        assert_int_equal(right->diags.errors, 0);
        parsed_free(wrong);
        parsed_free(right);
        tried++;
    }
    assert_true(tried >= 12);
}

static void the_nearest_name_is_suggested(void **state)
{
    (void)state;
    struct nearest nearest = nearest_to(TEXT("shose"));
    assert_false(nearest_offer(&nearest, TEXT("socks")));
    assert_true(nearest_offer(&nearest, TEXT("shoes")));
    assert_false(nearest_offer(&nearest, TEXT("s")));
    assert_true(text_equal(nearest.best, TEXT("shoes")));
    nearest = nearest_to(TEXT("ab"));
    assert_false(nearest_offer(&nearest, TEXT("xy")));
    assert_null(nearest.best.bytes);
    /* Equally near: the first in order, however they are offered. */
    nearest = nearest_to(TEXT("tier_c"));
    nearest_offer(&nearest, TEXT("tier_b"));
    nearest_offer(&nearest, TEXT("tier_a"));
    assert_true(text_equal(nearest.best, TEXT("tier_a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_counted_in_characters),
        cmocka_unit_test(sources_over_the_limit_are_refused),
        cmocka_unit_test(finish_sorts_and_says_nothing_twice),
        cmocka_unit_test(rewinding_forgets),
        cmocka_unit_test(too_many_are_counted_not_kept),
        cmocka_unit_test(without_memory_a_diagnostic_is_still_given),
        cmocka_unit_test(codes_are_found_by_name),
        cmocka_unit_test(every_code_has_a_page),
        cmocka_unit_test(examples_of_pages_are_true),
        cmocka_unit_test(the_nearest_name_is_suggested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
