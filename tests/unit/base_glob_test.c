/* Patterns of paths: what they match, and what they do not. */
#include "base/glob.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void patterns_match_whole_paths_and_what_is_below(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *path;
        bool matches;
    } CASES[] = {
        {"rules", "rules", true},
        {"rules", "rules/shoes.promo", true},
        {"rules/", "rules/shoes.promo", true},
        {"rules", "rules2/shoes.promo", false},
        {"rules", "my/rules", false},
        {"*.promo", "shoes.promo", true},
        {"*.promo", "rules/shoes.promo", false},
        {"rules/*.promo", "rules/shoes.promo", true},
        {"rules/*.promo", "rules/old/shoes.promo", false},
        {"rules/*", "rules/old/shoes.promo", true},
        {"**/*.promo", "shoes.promo", true},
        {"**/*.promo", "a/b/shoes.promo", true},
        {"**/old", "a/b/old/shoes.promo", true},
        {"**/old", "a/cold/shoes.promo", false},
        {"**/old", "old", true},
        {"rules/**/test_*.promo", "rules/a/b/test_x.promo", true},
        {"rules/**/test_*.promo", "rules/test_x.promo", true},
        {"rules/**/test_*.promo", "rules/a/my_test_x.promo", false},
        {"rules/**", "rules/a/b", true},
        {"sh?es.promo", "shoes.promo", true},
        {"sh?es.promo", "sh/es.promo", false},
        {"a*b*c", "aXbYbZc", true},
        {"a*b*c", "aXbY/c", false},
        {"**a**b", "x/a/y/b", true},
        {"", "rules", false},
        {"*", "a", true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (glob_matches(text_from(CASES[i].pattern), text_from(CASES[i].path)) != CASES[i].matches)
            fail_msg("`%s` and `%s`: not %d", CASES[i].pattern, CASES[i].path, CASES[i].matches);
}

static void many_stars_take_no_time(void **state)
{
    (void)state;
    char pattern[401], path[2001];
    for (size_t i = 0; i < 400; i++)
        pattern[i] = i % 2 == 0 ? '*' : 'a';
    memset(path, 'a', 2000);
    pattern[400] = path[2000] = '\0';
    assert_true(glob_matches(text_from(pattern), text_from(path)));
    pattern[399] = 'b';
    assert_false(glob_matches(text_from(pattern), text_from(path)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_match_whole_paths_and_what_is_below),
        cmocka_unit_test(many_stars_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
