/* Codes: patterns, the check character, the odds, the normal form, validity, CSV, and batches of them. */
#include "runtime/code_pattern.h"
#include "tests/support/stores.h"

static void normal_form_is_one(void **state)
{
    (void)state;
    static const char *const SAME[] = {"WELC0ME-1O", "welcome10", "w-e-l-c-o-m-e-i-0", "WELCOMEL0"};
    char first[PROMO_CODE_SIZE], other[PROMO_CODE_SIZE];
    assert_ok(promo_code_normal(SAME[0], first));
    for (size_t i = 1; i < sizeof SAME / sizeof SAME[0]; i++) {
        assert_ok(promo_code_normal(SAME[i], other));
        assert_string_equal(first, other);
    }
}

static void control_characters_are_refused(void **state)
{
    (void)state;
    char normal[PROMO_CODE_SIZE];
    assert_status(promo_code_normal("", normal), PROMO_INVALID);
    assert_status(promo_code_normal("---", normal), PROMO_INVALID);
    assert_status(promo_code_normal("A\nB", normal), PROMO_INVALID);
    assert_status(promo_code_normal("A\x7f", normal), PROMO_INVALID);
    assert_status(promo_code_normal("A\xff", normal), PROMO_INVALID);
    char longest[PROMO_CODE_SIZE + 1];
    memset(longest, 'A', PROMO_CODE_SIZE);
    longest[PROMO_CODE_SIZE] = '\0';
    assert_status(promo_code_normal(longest, normal), PROMO_LIMIT);
}

/* Every wrong character and every two that changed places are found. */
static void check_character_finds_slips(void **state)
{
    (void)state;
    static const char PATTERN[] = "SUMMER-########";
    static const char DIGITS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct code_source source = {0};
    for (int round = 0; round < 200; round++) {
        char code[PROMO_CODE_SIZE], wrong[PROMO_CODE_SIZE];
        assert_ok(code_draw(PATTERN, &source, code));
        assert_true(code_pattern_fits(PATTERN, code));
        for (size_t i = 6; i < strlen(code); i++) {
            for (const char *digit = DIGITS; *digit != '\0'; digit++) {
                memcpy(wrong, code, sizeof wrong);
                wrong[i] = *digit;
                assert_int_equal(code_pattern_fits(PATTERN, wrong), *digit == code[i]);
            }
            for (size_t j = 6; j < i; j++) {
                memcpy(wrong, code, sizeof wrong);
                wrong[i] = code[j];
                wrong[j] = code[i];
                assert_int_equal(code_pattern_fits(PATTERN, wrong), code[i] == code[j]);
            }
        }
    }
}

static void codes_are_printed_as_their_pattern(void **state)
{
    (void)state;
    static const char PATTERN[] = "Gift Oil-####-##";
    struct code_source source = {0};
    char normal[PROMO_CODE_SIZE], code[PROMO_CODE_SIZE], again[PROMO_CODE_SIZE];
    assert_ok(code_draw(PATTERN, &source, normal));
    code_print(PATTERN, normal, code);
    assert_int_equal(strlen(code), strlen(PATTERN));
    assert_memory_equal(code, "Gift Oil-", 9);
    assert_int_equal(code[13], '-');
    assert_ok(promo_code_normal(code, again));
    assert_string_equal(again, normal);
}

/* S27 guessable codes: the entropy is computed, and demanded. */
static void s27_guessable_codes_odds(void **state)
{
    (void)state;
    promo_code_odds odds;
    assert_ok(promo_code_odds_of("SUMMER-########", 5000, &odds));
    assert_int_equal(odds.random, 7);
    assert_int_equal(odds.space, INT64_C(34359738368));
    assert_int_equal(odds.one_in, INT64_C(6871947));
    assert_true(odds.enough && odds.weak);
    assert_ok(promo_code_odds_of("GC-############", 5000, &odds));
    assert_true(odds.enough && !odds.weak);
    assert_ok(promo_code_odds_of("####################", 100000000, &odds));
    assert_int_equal(odds.space, INT64_MAX);
    assert_ok(promo_code_odds_of("S-####", 5000, &odds));
    assert_false(odds.enough);
    assert_non_null(strstr(promo_last_error(), "32^3 = 32768"));
    assert_non_null(strstr(promo_last_error(), "one guess in 6"));
    assert_status(promo_code_odds_of("S-#", 1, &odds), PROMO_INVALID);
    assert_status(promo_code_odds_of("SUMMER", 1, &odds), PROMO_INVALID);
    assert_status(promo_code_odds_of("S-####", 0, &odds), PROMO_INVALID);
}

static void validity_keeps_the_day_of_the_month(void **state)
{
    (void)state;
    const int64_t jan_31 = 1769817600, feb_28 = 1772236800, noon = 43200; /* 2026 */
    assert_int_equal(code_expiry(jan_31 + noon, 1, PROMO_MONTHS, PROMO_NEVER), feb_28 + noon);
    assert_int_equal(code_expiry(jan_31, 12, PROMO_MONTHS, PROMO_NEVER), jan_31 + 365 * 86400);
    assert_int_equal(code_expiry(jan_31, 1, PROMO_YEARS, PROMO_NEVER), jan_31 + 365 * 86400);
    assert_int_equal(code_expiry(1000, 90, PROMO_DAYS, PROMO_NEVER), 1000 + 90 * 86400);
    assert_int_equal(code_expiry(1000, 90, PROMO_DAYS, 5000), 5000);
    assert_int_equal(code_expiry(1000, 0, PROMO_NO_DURATION, PROMO_NEVER), PROMO_NEVER);
    assert_int_equal(code_expiry(1000, INT64_MAX, PROMO_WEEKS, PROMO_NEVER), PROMO_NEVER);
    assert_int_equal(code_expiry(-86400, 1, PROMO_MONTHS, PROMO_NEVER), 30 * 86400); /* 31 December 1969 */
}

/* S35 formula in an export */
static void s35_formula_in_an_export(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"SUMMER-7K3", "SUMMER-7K3"},
        {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
        {"+1", "\"'+1\""}, {"-1", "\"'-1\""}, {"@SUM(A1)", "\"'@SUM(A1)\""}, {"\t=1", "\"'\t=1\""},
        {"a,b", "\"a,b\""}, {"a\"b", "\"a\"\"b\""}, {"", ""},
    };
    char field[64], cut[8];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(promo_csv_field(CASES[i][0], field, sizeof field), strlen(CASES[i][1]));
        assert_string_equal(field, CASES[i][1]);
    }
    assert_int_equal(promo_csv_field("0123456789", cut, sizeof cut), 10);
    assert_string_equal(cut, "0123456");
}

/* --- batches ------------------------------------------------------------------------------------------------------- */

struct seen {
    int64_t count;
    char last[PROMO_CODE_SIZE];
    const char *pattern;
    int64_t by_first[128], by_third[128]; /* random characters */
};

static bool see_code(void *context, const char *code)
{
    struct seen *seen = context;
    char normal[PROMO_CODE_SIZE];
    assert_ok(promo_code_normal(code, normal));
    assert_true(code_pattern_fits(seen->pattern, normal));
    snprintf(seen->last, sizeof seen->last, "%s", code);
    seen->by_first[code[7] & 127]++;
    seen->by_third[code[9] & 127]++;
    seen->count++;
    return true;
}

static bool stop_soon(void *context, int64_t done, int64_t of)
{
    (void)of;
    int64_t *calls = context;
    (void)done;
    return ++*calls < 2;
}

/* S31 duplicate winners: issued = unique = expected, also after an interruption. */
static void s31_duplicate_winners(void **state)
{
    promo_store *store = store_of(state);
    const int64_t count = test_scale(1) > 1 ? 10000000 : 100000;
    promo_batch batch = {.coupon = "summer", .pattern = "SUMMER-##########", .count = count, .limit = PROMO_UNLIMITED, .at = 1000,
                         .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    struct seen seen = {.pattern = batch.pattern};
    int64_t made, before, calls = 0;
    assert_status(promo_store_generate(store, &batch, stop_soon, &calls, &before), PROMO_BUSY);
    assert_true(before > 0 && before < count);
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, &made));
    assert_int_equal(made, count - before);
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, &made));
    assert_int_equal(made, 0);
    assert_ok(promo_store_codes(store, "summer", NULL, see_code, &seen));
    assert_int_equal(seen.count, count);
    for (const char *digit = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; *digit != '\0'; digit++) {
        assert_in_range(seen.by_third[(int)*digit], count / 32 * 8 / 10, count / 32 * 12 / 10);
        /* Made region by region: an interruption leaves some less full, at most by what was to come. */
        assert_in_range(seen.by_first[(int)*digit], count / 32 / 2, count / 32 * 2);
    }
    assert_verified(store); /* each code is unique by the store's key, and of its pattern */
}

static void batches_are_told_apart(void **state)
{
    promo_store *store = store_of(state);
    promo_batch batch = {.coupon = "summer", .pattern = "SUMMER-##########", .count = 10, .limit = 15, .at = 1000,
                         .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    struct seen seen = {.pattern = batch.pattern};
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, NULL));
    batch.worth = 500;
    batch.currency = "USD";
    assert_status(promo_store_generate(store, &batch, NULL, NULL, NULL), PROMO_CONFLICT);
    batch.worth = 0;
    batch.currency = NULL;
    batch.count = 9;
    assert_status(promo_store_generate(store, &batch, NULL, NULL, NULL), PROMO_CONFLICT);
    batch.batch = "more";
    assert_status(promo_store_generate(store, &batch, NULL, NULL, NULL), PROMO_CONFLICT); /* 19 of 15 */
    batch.count = 5;
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, NULL));
    assert_ok(promo_store_codes(store, "summer", "more", see_code, &seen));
    assert_int_equal(seen.count, 5);
    assert_ok(promo_store_codes(store, "summer", NULL, see_code, &seen));
    assert_int_equal(seen.count, 5 + 15);
    batch.pattern = "S-###";
    assert_status(promo_store_generate(store, &batch, NULL, NULL, NULL), PROMO_INVALID);
    assert_non_null(strstr(promo_last_error(), "32^2 = 1024"));
    assert_verified(store);
}

/* A pattern with hardly more codes than are wanted still gives different ones: those taken are drawn again. */
static void collisions_are_drawn_again(void **state)
{
    promo_store *store = store_of(state);
    promo_sold_line line = {"1", "A", NULL, NULL, 1, 100, 100, PROMO_NOT_KNOWN};
    promo_issue issue = {.kind = PROMO_ISSUE_COUPON, .name = "tiny", .pattern = "T-##", .quantity = 24, .limit = PROMO_UNLIMITED,
                         .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    promo_demand demand = {.order = "o", .currency = "USD", .lines = &line, .line_count = 1, .subtotal = 100, .total = 100,
                           .due = 100, .issues = &issue, .issue_count = 1};
    promo_answer *answer;
    assert_ok(promo_store_reserve(store, &demand, 0, 0, &answer));
    promo_answer_free(answer);
    assert_ok(promo_store_commit(store, "o", 0, &answer));
    assert_int_equal(answer->issued_count, 24);
    for (size_t i = 0; i < 24; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(answer->issued[i].code, answer->issued[j].code);
    promo_answer_free(answer);
    issue.quantity = 9; /* 33 of 32: there is no such code, and nothing is booked */
    demand.order = "p";
    assert_ok(promo_store_reserve(store, &demand, 0, 0, &answer));
    promo_answer_free(answer);
    assert_status(promo_store_commit(store, "p", 0, &answer), PROMO_LIMIT);
    assert_null(answer);
    assert_verified(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_form_is_one),
        cmocka_unit_test(control_characters_are_refused),
        cmocka_unit_test(check_character_finds_slips),
        cmocka_unit_test(codes_are_printed_as_their_pattern),
        cmocka_unit_test(s27_guessable_codes_odds),
        cmocka_unit_test(validity_keeps_the_day_of_the_month),
        cmocka_unit_test(s35_formula_in_an_export),
        cmocka_unit_test_setup_teardown(s31_duplicate_winners, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(batches_are_told_apart, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(collisions_are_drawn_again, store_setup, store_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
