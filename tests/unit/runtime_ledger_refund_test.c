/* Refunds to the minor unit, and loyalty points through everything that can happen to them. */
#include "tests/support/stores.h"

/* --- units and money ------------------------------------------------------------------------------------------------ */

/* S19 refund at full price: what was paid for the unit comes back, by its stored allocation. */
static void s19_refund_at_full_price(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    int64_t money;
    sale_begin(&sale, "o", NULL);
    sale_line(&sale, "shirt", 1, 4995, 3618);
    sale_line(&sale, "socks", 3, 1500, 1000); /* 3.34, 3.33, 3.33 */
    sell(store, &sale, 0);
    assert_ok(refund(store, "o", "r1", "shirt", 1, 1, &money));
    assert_int_equal(money, 3618);
    assert_ok(refund(store, "o", "r2", "socks", 1, 1, &money));
    assert_int_equal(money, 334);
    assert_ok(refund(store, "o", "r3", "socks", 2, 1, &money));
    assert_int_equal(money, 666);
    assert_verified(store);
}

/* S20 refund overrun: the sum never exceeds what was paid. */
static void s20_refund_overrun(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    int64_t money, sum = 0;
    sale_begin(&sale, "o", NULL);
    sale_line(&sale, "1", 7, 10000, 9999);
    sell(store, &sale, 0);
    for (int i = 0; i < 10; i++) {
        char id[24];
        snprintf(id, sizeof id, "r%d", i);
        promo_status status = refund(store, "o", id, "1", 1, 1, &money);
        assert_int_equal(status, i < 7 ? PROMO_OK : PROMO_CONFLICT);
        sum += i < 7 ? money : 0;
    }
    assert_int_equal(sum, 9999);
    promo_return two[] = {{"1", 1}, {"2", 1}};
    assert_status(promo_store_refund(store, "o", "x", two, 2, 1, &answer), PROMO_CONFLICT);
    assert_non_null(strstr(answer->why, "0 left"));
    promo_answer_free(answer);
    assert_ok(promo_store_order(store, "o", 2, &answer));
    assert_int_equal(answer->refund_count, 7);
    promo_answer_free(answer);
    assert_verified(store);
}

/* S21 zero means all: refused. */
static void s21_zero_means_all(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    sale_begin(&sale, "o", NULL);
    sale_line(&sale, "1", 2, 1000, 1000);
    sell(store, &sale, 0);
    assert_status(refund(store, "o", "r", "1", 0, 1, NULL), PROMO_INVALID);
    assert_status(refund(store, "o", "r", "1", -1, 1, NULL), PROMO_INVALID);
    assert_status(refund(store, "o", "r", "none", 1, 1, NULL), PROMO_INVALID);
    assert_status(promo_store_refund(store, "o", "r", NULL, 0, 1, &answer), PROMO_INVALID);
    promo_return twice[] = {{"1", 1}, {"1", 1}};
    assert_status(promo_store_refund(store, "o", "r", twice, 2, 1, &answer), PROMO_INVALID);
    assert_status(refund(store, "other", "r", "1", 1, 1, NULL), PROMO_NOT_FOUND);
    assert_ok(promo_store_order(store, "o", 2, &answer));
    assert_int_equal(answer->refund_count, 0);
    promo_answer_free(answer);
}

static void a_refund_is_made_once(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    promo_return ab[] = {{"a", 1}, {"b", 1}}, ba[] = {{"b", 1}, {"a", 1}}, other[] = {{"a", 1}};
    sale_begin(&sale, "o", NULL);
    sale_line(&sale, "a", 2, 1000, 1000);
    sale_line(&sale, "b", 2, 500, 400);
    assert_ok(reserve(store, &sale, 0));
    assert_status(promo_store_refund(store, "o", "r", ab, 2, 1, &answer), PROMO_CONFLICT); /* not yet sold */
    promo_answer_free(answer);
    assert_ok(commit(store, "o", 0));
    for (int i = 0; i < 3; i++) {
        assert_ok(promo_store_refund(store, "o", "r", i == 1 ? ba : ab, 2, 1 + i, &answer));
        assert_int_equal(answer->repeated, i > 0);
        assert_int_equal(answer->refunds[0].value, 700);
        assert_int_equal(answer->refunds[0].at, 1);
        promo_answer_free(answer);
    }
    assert_status(promo_store_refund(store, "o", "r", other, 1, 1, &answer), PROMO_CONFLICT);
    promo_answer_free(answer);
    assert_verified(store);
}

/* Money paid last goes back first, then points, then certificates: the reverse of how they paid. */
static void payments_return_last_in_first_out(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char first[PROMO_CODE_SIZE], second[PROMO_CODE_SIZE];
    make_code(store, "gift", "a", 3000, first);
    make_code(store, "gift", "b", 3000, second);
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", 1000, PROMO_NEVER, "test", 0));
    sale_begin(&sale, "o", "c-1");
    sale_line(&sale, "1", 10, 10000, 10000);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", first, 3000);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", second, 2000);
    sale_points(&sale, "stars", 1000, 1000);
    assert_int_equal(sale.demand.due, 4000);
    sell(store, &sale, 0);
    static const struct {
        int64_t units, money, points, second, first;
    } STEPS[] = {
        {3, 3000, 0, 1000, 0},    /* all from the money */
        {2, 1000, 1000, 1000, 0}, /* the rest of it, and all points */
        {3, 0, 1000, 3000, 1000}, /* the second certificate, then the first */
        {2, 0, 1000, 3000, 3000},
    };
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        char id[24];
        promo_return back = {"1", STEPS[i].units};
        snprintf(id, sizeof id, "r%zu", i);
        assert_ok(promo_store_refund(store, "o", id, &back, 1, 1, &answer));
        assert_int_equal(answer->refunds[0].value, STEPS[i].units * 1000);
        assert_int_equal(answer->refunds[0].money, STEPS[i].money);
        promo_answer_free(answer);
        assert_int_equal(points_of(store, "c-1", "stars", 1).balance, STEPS[i].points);
        assert_int_equal(code_of(store, second, 1).balance, STEPS[i].second);
        assert_int_equal(code_of(store, first, 1).balance, STEPS[i].first);
        assert_verified(store);
    }
}

/* S22 certificate laundering: what comes back to a certificate keeps the certificate's own end. */
static void s22_certificate_laundering(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char code[PROMO_CODE_SIZE] = "";
    promo_batch batch = {.coupon = "gift", .pattern = "GC-############", .count = 1, .limit = PROMO_UNLIMITED, .worth = 2000,
                         .currency = "USD", .decimals = 2, .starts = PROMO_ALWAYS, .ends = 1000};
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, NULL));
    assert_ok(promo_store_codes(store, "gift", NULL, keep_code, code));
    sale_begin(&sale, "o", NULL);
    sale_line(&sale, "1", 1, 2000, 2000);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 2000);
    sell(store, &sale, 10);
    assert_ok(refund(store, "o", "r", "1", 1, 2000, NULL));
    assert_int_equal(code_of(store, code, 2000).expires, 1000);
    sale_begin(&sale, "p", NULL);
    sale_line(&sale, "1", 1, 2000, 2000);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 2000);
    assert_status(promo_store_reserve(store, &sale.demand, 2000, 0, &answer), PROMO_CONFLICT);
    assert_int_equal(answer->shortages[0].reason, PROMO_SHORT_EXPIRED);
    promo_answer_free(answer);
    assert_verified(store);
}

static bool can_use(promo_store *store, const char *order, const char *coupon)
{
    struct sale sale;
    sale_begin(&sale, order, "c-1");
    sale_line(&sale, "1", 1, 100, 100);
    sale_need(&sale, PROMO_NEED_COUPON_CUSTOMER, coupon, 1, 1);
    bool can = reserve(store, &sale, 100) == PROMO_OK;
    if (can)
        assert_ok(cancel(store, order, 100));
    return can;
}

static void a_full_return_restores_the_coupon_unless_once(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    sale_begin(&sale, "o", "c-1");
    sale_line(&sale, "1", 2, 2000, 1000);
    sale_need(&sale, PROMO_NEED_COUPON_CUSTOMER, "again", 1, 1);
    sale_need(&sale, PROMO_NEED_COUPON_CUSTOMER, "once", 1, 1)->once = true;
    sale_need(&sale, PROMO_NEED_CAMPAIGN_MONEY, "spring", 1001, 1001);
    sale_need(&sale, PROMO_NEED_CAMPAIGN_USES, "spring", 1, 1);
    sell(store, &sale, 0);
    assert_false(can_use(store, "a", "again"));
    assert_ok(refund(store, "o", "r1", "1", 1, 1, NULL));
    assert_false(can_use(store, "b", "again"));
    struct sale budget;
    sale_begin(&budget, "p", "c-1");
    sale_line(&budget, "1", 1, 100, 100);
    sale_need(&budget, PROMO_NEED_CAMPAIGN_MONEY, "spring", 501, 1001);
    assert_status(reserve(store, &budget, 1), PROMO_CONFLICT); /* half of 10.01 is back: 5.00 */
    budget.needs[0].amount = 500;
    assert_ok(reserve(store, &budget, 1));
    assert_ok(refund(store, "o", "r2", "1", 1, 1, NULL));
    assert_true(can_use(store, "c", "again"));
    assert_false(can_use(store, "d", "once"));
    assert_verified(store);
}

/* S07 for what was issued: a certificate given with the order goes back with it, unless it was used. */
static void s07_issued_codes_go_back(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char codes[2][PROMO_CODE_SIZE];
    for (int i = 0; i < 2; i++) {
        sale_begin(&sale, i == 0 ? "o" : "p", "c-1");
        sale_line(&sale, "1", 1, 10000, 10000);
        sale_issue(&sale, PROMO_ISSUE_CERTIFICATE, "gift", "GC-############", 1, 1000);
        sale_issue(&sale, PROMO_ISSUE_COUPON, "thanks", "T-########", 1, 0);
        assert_ok(reserve(store, &sale, 0));
        assert_ok(promo_store_commit(store, sale.demand.order, 0, &answer));
        snprintf(codes[i], PROMO_CODE_SIZE, "%s", answer->issued[0].code);
        promo_answer_free(answer);
    }
    struct sale use;
    sale_begin(&use, "use", NULL);
    sale_line(&use, "1", 1, 400, 400);
    sale_code(&use, PROMO_NEED_CERTIFICATE, "gift", codes[0], 400);
    sell(store, &use, 1);
    assert_ok(refund(store, "o", "r", "1", 1, 2, NULL));
    assert_ok(refund(store, "p", "r", "1", 1, 2, NULL));
    assert_int_equal(code_of(store, codes[0], 2).standing, PROMO_CODE_LIVE);
    assert_int_equal(code_of(store, codes[0], 2).balance, 600);
    assert_int_equal(code_of(store, codes[1], 2).standing, PROMO_CODE_REVOKED);
    assert_int_equal(code_of(store, codes[1], 2).balance, 0);
    assert_verified(store);
}

/* --- points --------------------------------------------------------------------------------------------------------- */

static void earn(promo_store *store, const char *order, int64_t units, int64_t total, int64_t points, int64_t at, int64_t days)
{
    struct sale sale;
    sale_begin(&sale, order, "c-1");
    sale_line(&sale, "1", units, total, total);
    promo_issue *issue = sale_issue(&sale, PROMO_ISSUE_POINTS, "stars", NULL, points, 0);
    issue->valid_count = days;
    issue->valid_unit = days > 0 ? PROMO_DAYS : PROMO_NO_DURATION;
    sell(store, &sale, at);
}

static promo_status spend(promo_store *store, const char *order, int64_t points, int64_t at)
{
    struct sale sale;
    sale_begin(&sale, order, "c-1");
    sale_line(&sale, "1", 1, points, points);
    sale_points(&sale, "stars", points, points);
    promo_status status = reserve(store, &sale, at);
    return status == PROMO_OK ? commit(store, order, at) : status;
}

static int64_t balance(promo_store *store, int64_t at)
{
    return points_of(store, "c-1", "stars", at).balance;
}

enum { DAY = 86400 };

static void oldest_points_are_spent_first(void **state)
{
    promo_store *store = store_of(state);
    earn(store, "a", 1, 100, 100, 0, 10);
    earn(store, "b", 1, 100, 100, DAY, 10);
    assert_int_equal(balance(store, 2 * DAY), 200);
    assert_ok(spend(store, "s", 60, 2 * DAY));
    assert_int_equal(points_of(store, "c-1", "stars", 2 * DAY).expiring, 40); /* of the first lot */
    assert_int_equal(points_of(store, "c-1", "stars", 2 * DAY).next_expiry, 10 * DAY);
    assert_int_equal(balance(store, 10 * DAY), 100);
    assert_ok(spend(store, "t", 100, 10 * DAY));
    assert_status(spend(store, "u", 1, 10 * DAY), PROMO_CONFLICT);
    assert_int_equal(balance(store, 11 * DAY), 0);
    assert_verified(store);
}

static void a_tier_is_what_was_earned_in_the_period(void **state)
{
    promo_store *store = store_of(state);
    earn(store, "a", 2, 300, 300, 0, 365);
    earn(store, "b", 1, 300, 300, 100 * DAY, 365);
    assert_ok(spend(store, "s", 500, 101 * DAY));
    assert_int_equal(points_of(store, "c-1", "stars", 101 * DAY).earned, 600); /* spending takes no tier away */
    assert_ok(refund(store, "a", "r", "1", 1, 102 * DAY, NULL));
    assert_int_equal(points_of(store, "c-1", "stars", 102 * DAY).earned, 450); /* returning does */
    assert_int_equal(points_of(store, "c-1", "stars", 365 * DAY).earned, 300);
    assert_int_equal(points_of(store, "c-1", "stars", 465 * DAY).earned, 0);
}

/* S07 buy, return, keep the points: a refund takes back exactly what was booked, once, in proportion. */
static void s07_buy_return_keep_the_points(void **state)
{
    promo_store *store = store_of(state);
    earn(store, "a", 3, 10000, 100, 0, 0);
    static const int64_t LEFT[] = {66, 33, 0}; /* what the goods that stay have earned, rounded down */
    for (int i = 0; i < 3; i++) {
        char id[24];
        snprintf(id, sizeof id, "r%d", i);
        for (int again = 0; again < 2; again++)
            assert_ok(refund(store, "a", id, "1", 1, 1 + i, NULL));
        assert_int_equal(balance(store, 10), LEFT[i]);
    }
    assert_verified(store);
}

static void points_spent_and_returned_leave_a_debt(void **state)
{
    promo_store *store = store_of(state);
    earn(store, "a", 1, 100, 100, 0, 0);
    assert_ok(spend(store, "s", 80, 1));
    assert_ok(refund(store, "a", "r", "1", 1, 2, NULL));
    assert_int_equal(balance(store, 2), -80);
    assert_status(spend(store, "t", 1, 2), PROMO_CONFLICT);
    assert_verified(store);
    earn(store, "b", 1, 100, 50, 3, 0);
    assert_int_equal(balance(store, 3), -30);
    assert_status(spend(store, "u", 1, 3), PROMO_CONFLICT);
    earn(store, "c", 1, 100, 50, 4, 1);
    assert_int_equal(balance(store, 4), 20);
    assert_int_equal(balance(store, 4 + DAY), 0); /* the debt was paid by what came in, and does not come back */
    assert_ok(spend(store, "v", 20, 5));
    assert_verified(store);
    assert_ok(refund(store, "s", "r", "1", 1, 6, NULL)); /* the points that paid come back, though their lot is gone */
    assert_int_equal(points_of(store, "c-1", "stars", 6).earned, 100);
    assert_true(balance(store, 6) >= 30);
    assert_verified(store);
}

static void points_held_while_their_order_is_returned(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    earn(store, "a", 1, 100, 100, 0, 0);
    sale_begin(&sale, "s", "c-1");
    sale_line(&sale, "1", 1, 100, 100);
    sale_points(&sale, "stars", 100, 100);
    assert_ok(reserve(store, &sale, 1));
    assert_ok(refund(store, "a", "r", "1", 1, 2, NULL));
    assert_int_equal(balance(store, 2), -100);
    assert_ok(cancel(store, "s", 3));
    assert_int_equal(balance(store, 3), 0);
    assert_verified(store);
}

static void points_that_ended_are_not_taken_twice(void **state)
{
    promo_store *store = store_of(state);
    int64_t count;
    earn(store, "a", 2, 100, 100, 0, 10);
    earn(store, "b", 1, 100, 40, 5 * DAY, 10);
    assert_ok(promo_store_expire(store, 10 * DAY, &count));
    assert_int_equal(count, 1);
    assert_int_equal(balance(store, 11 * DAY), 40);
    assert_ok(refund(store, "a", "r", "1", 1, 11 * DAY, NULL));
    assert_int_equal(balance(store, 11 * DAY), 40); /* they were gone already */
    assert_int_equal(balance(store, 1), 40);        /* also for a clock that runs behind */
    assert_verified(store);
}

static void adjustments_are_booked_once_by_key(void **state)
{
    promo_store *store = store_of(state);
    for (int i = 0; i < 3; i++)
        assert_ok(promo_store_adjust(store, "k", "c-1", "stars", 50, PROMO_NEVER, "sorry", 1));
    assert_int_equal(balance(store, 2), 50);
    assert_status(promo_store_adjust(store, "k", "c-1", "stars", 51, PROMO_NEVER, "sorry", 1), PROMO_CONFLICT);
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", 50, PROMO_NEVER, "sorry", 1));
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", -70, PROMO_NEVER, "fraud", 2));
    assert_int_equal(balance(store, 2), 30);
    assert_status(promo_store_adjust(store, NULL, "c-1", "stars", -31, PROMO_NEVER, "fraud", 2), PROMO_CONFLICT);
    assert_status(promo_store_adjust(store, NULL, "c-1", "stars", 0, PROMO_NEVER, "why", 2), PROMO_INVALID);
    assert_status(promo_store_adjust(store, NULL, "c-1", "stars", 1, PROMO_NEVER, NULL, 2), PROMO_INVALID);
    assert_int_equal(balance(store, 2), 30);
    assert_verified(store);
}

static bool join_names(void *context, const char *program)
{
    char *names = context;
    strcat(strcat(names, program), " ");
    return strlen(names) < 12;
}

static void programs_are_named_in_order(void **state)
{
    promo_store *store = store_of(state);
    char names[64] = "";
    assert_ok(promo_store_programs(store, join_names, names));
    assert_string_equal(names, "");
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", 50, PROMO_NEVER, "sorry", 1));
    assert_ok(promo_store_adjust(store, NULL, "c-2", "miles", 50, PROMO_NEVER, "sorry", 1));
    assert_ok(promo_store_adjust(store, NULL, "c-1", "miles", 50, PROMO_NEVER, "sorry", 1));
    assert_ok(promo_store_adjust(store, NULL, "c-1", "miles", -50, PROMO_NEVER, "fraud", 1));
    assert_ok(promo_store_programs(store, join_names, names));
    assert_string_equal(names, "miles stars ");
    names[0] = '\0';
    assert_ok(promo_store_adjust(store, NULL, "c-1", "tokens", 50, PROMO_NEVER, "sorry", 1));
    assert_ok(promo_store_programs(store, join_names, names));
    assert_string_equal(names, "miles stars "); /* the visit ended there */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        TEST(s19_refund_at_full_price),
        TEST(s20_refund_overrun),
        TEST(s21_zero_means_all),
        TEST(a_refund_is_made_once),
        TEST(payments_return_last_in_first_out),
        TEST(s22_certificate_laundering),
        TEST(a_full_return_restores_the_coupon_unless_once),
        TEST(s07_issued_codes_go_back),
        TEST(oldest_points_are_spent_first),
        TEST(a_tier_is_what_was_earned_in_the_period),
        TEST(s07_buy_return_keep_the_points),
        TEST(points_spent_and_returned_leave_a_debt),
        TEST(points_held_while_their_order_is_returned),
        TEST(points_that_ended_are_not_taken_twice),
        TEST(adjustments_are_booked_once_by_key),
        TEST(programs_are_named_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
