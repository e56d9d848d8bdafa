/* The life of an order: reserve, commit, cancel, refund; what each holds, books and answers, once. */
#include "tests/support/stores.h"

static void simple_sale(struct sale *sale, const char *order, const char *customer)
{
    sale_begin(sale, order, customer);
    sale_line(sale, "1", 1, 2500, 2500);
}

/* --- reserve, commit, cancel ---------------------------------------------------------------------------------------- */

static void all_or_nothing_and_each_thing_that_ran_out(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    simple_sale(&sale, "o", "c-1");
    sale_need(&sale, PROMO_NEED_COUPON, "plenty", 1, 10);
    sale_need(&sale, PROMO_NEED_COUPON, "none", 1, 0);
    sale_need(&sale, PROMO_NEED_CAMPAIGN_MONEY, "spring", 500, 499);
    sale_code(&sale, PROMO_NEED_CODE, "summer", "NO-SUCH-CODE", 1);
    sale_points(&sale, "stars", 100, 100);
    assert_status(promo_store_reserve(store, &sale.demand, 0, 0, &answer), PROMO_CONFLICT);
    static const struct {
        promo_shortage_reason reason;
        const char *kind, *name;
        int64_t left;
    } WANTED[] = {{PROMO_SHORT_LIMIT, "coupon", "none", 0},
                  {PROMO_SHORT_BUDGET, "campaign money", "spring", 499},
                  {PROMO_SHORT_UNKNOWN, "code", "summer", 0},
                  {PROMO_SHORT_BALANCE, "points", "stars", 0}};
    assert_int_equal(answer->shortage_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(answer->shortages[i].reason, WANTED[i].reason);
        assert_string_equal(answer->shortages[i].kind, WANTED[i].kind);
        assert_string_equal(answer->shortages[i].name, WANTED[i].name);
        assert_int_equal(answer->shortages[i].left, WANTED[i].left);
    }
    assert_int_equal(answer->state, PROMO_ORDER_NONE);
    promo_answer_free(answer);
    assert_status(promo_store_order(store, "o", 0, &answer), PROMO_NOT_FOUND);
    sale.demand.need_count = 1; /* priced again: another content under the same key, as nothing was held */
    sale.demand.due = 2500;
    assert_ok(reserve(store, &sale, 0));
    assert_verified(store);
}

static void held_until_it_ends(void **state)
{
    promo_store *store = store_of(state);
    struct sale first, second;
    promo_answer *answer;
    simple_sale(&first, "first", NULL);
    sale_need(&first, PROMO_NEED_COUPON, "one", 1, 1);
    simple_sale(&second, "second", NULL);
    sale_need(&second, PROMO_NEED_COUPON, "one", 1, 1);
    assert_ok(promo_store_reserve(store, &first.demand, 1000, 60, &answer));
    assert_int_equal(answer->state, PROMO_ORDER_HELD);
    assert_int_equal(answer->expires, 1060);
    promo_answer_free(answer);
    assert_status(reserve(store, &second, 1059), PROMO_CONFLICT);
    assert_ok(promo_store_order(store, "first", 1059, &answer));
    assert_int_equal(answer->state, PROMO_ORDER_HELD);
    promo_answer_free(answer);
    assert_ok(promo_store_order(store, "first", 1060, &answer));
    assert_int_equal(answer->state, PROMO_ORDER_CANCELLED);
    promo_answer_free(answer);
    assert_ok(reserve(store, &second, 1060)); /* what ended makes room, though nobody booked it */
    assert_status(commit(store, "first", 1030), PROMO_CONFLICT);
    assert_ok(commit(store, "second", 1061));
    assert_verified(store);
}

static void an_ended_hold_cannot_be_committed(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    simple_sale(&sale, "o", NULL);
    sale_need(&sale, PROMO_NEED_COUPON, "one", 1, 1);
    assert_ok(reserve(store, &sale, 1000));
    assert_status(commit(store, "o", 1900), PROMO_CONFLICT);
    assert_non_null(strstr(promo_last_error(), "has ended"));
    assert_ok(cancel(store, "o", 1900)); /* as good as cancelled */
    assert_ok(reserve(store, &sale, 1900)); /* the shopper tries again */
    assert_ok(commit(store, "o", 1901));
    assert_verified(store);
}

static void each_answer_is_given_again(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    simple_sale(&sale, "o", "c-1");
    sale.demand.result = "{\"total\":\"25.00\"}";
    sale_need(&sale, PROMO_NEED_COUPON, "one", 1, 1);
    sale_issue(&sale, PROMO_ISSUE_COUPON, "thanks", "T-########", 1, 0);
    for (int i = 0; i < 3; i++) {
        assert_ok(promo_store_reserve(store, &sale.demand, 1000 + i, 0, &answer));
        assert_int_equal(answer->repeated, i > 0);
        assert_string_equal(answer->result, "{\"total\":\"25.00\"}");
        assert_int_equal(answer->expires, 1900);
        promo_answer_free(answer);
    }
    char code[PROMO_CODE_SIZE] = "";
    for (int i = 0; i < 3; i++) {
        assert_ok(promo_store_commit(store, "o", 1100 + i, &answer));
        assert_int_equal(answer->repeated, i > 0);
        assert_int_equal(answer->at, 1100);
        assert_int_equal(answer->issued_count, 1);
        if (i == 0)
            snprintf(code, sizeof code, "%s", answer->issued[0].code);
        assert_string_equal(answer->issued[0].code, code);
        promo_answer_free(answer);
    }
    assert_ok(promo_store_reserve(store, &sale.demand, 5000, 0, &answer)); /* the event delivered late */
    assert_true(answer->repeated);
    assert_int_equal(answer->state, PROMO_ORDER_COMMITTED);
    promo_answer_free(answer);
    sale_line(&sale, "2", 1, 100, 100);
    assert_status(promo_store_reserve(store, &sale.demand, 1000, 0, &answer), PROMO_CONFLICT);
    assert_non_null(strstr(answer->why, "other content"));
    promo_answer_free(answer);
    assert_status(cancel(store, "o", 1200), PROMO_CONFLICT);
    assert_status(commit(store, "other", 0), PROMO_NOT_FOUND);
    assert_status(cancel(store, "other", 0), PROMO_NOT_FOUND);
    assert_verified(store);
}

static void content_is_what_the_caller_says(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    simple_sale(&sale, "o", "c-1");
    sale.demand.content = "basket";
    sale.demand.content_size = 6;
    assert_ok(reserve(store, &sale, 0));
    sale_line(&sale, "2", 1, 100, 100); /* priced a little later, to another result */
    assert_ok(reserve(store, &sale, 1));
    sale.demand.customer = "c-2";
    assert_status(reserve(store, &sale, 1), PROMO_CONFLICT);
}

/* S23 burnt coupon: a payment that fails gives the code back. */
static void s23_burnt_coupon(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    char code[PROMO_CODE_SIZE];
    make_code(store, "summer", "b", 0, code);
    for (int i = 0; i < 3; i++) {
        simple_sale(&sale, "o", "c-1");
        sale_code(&sale, PROMO_NEED_CODE, "summer", code, 1);
        assert_ok(reserve(store, &sale, i));
        assert_int_equal(code_of(store, code, i).held, 1);
        assert_ok(cancel(store, "o", i));
        assert_ok(cancel(store, "o", i));
        assert_int_equal(code_of(store, code, i).held, 0);
    }
    assert_ok(reserve(store, &sale, 10));
    simple_sale(&sale, "p", "c-1");
    sale_code(&sale, PROMO_NEED_CODE, "summer", code, 1);
    assert_status(reserve(store, &sale, 10), PROMO_CONFLICT); /* what is held counts like what is used */
    assert_ok(commit(store, "o", 11));
    assert_status(reserve(store, &sale, 12), PROMO_CONFLICT);
    assert_int_equal(code_of(store, code, 12).used, 1);
    assert_verified(store);
}

/* S03 counter never counted: the second use by the same customer is refused. */
static void s03_counter_never_counted(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    for (int customer = 0; customer < 2; customer++)
        for (int use = 0; use < 2; use++) {
            char order[32], name[32];
            snprintf(order, sizeof order, "o-%d-%d", customer, use);
            snprintf(name, sizeof name, "c-%d", customer);
            simple_sale(&sale, order, name);
            sale_need(&sale, PROMO_NEED_COUPON, "welcome", 1, 100);
            sale_need(&sale, PROMO_NEED_COUPON_CUSTOMER, "welcome", 1, 1);
            sale_need(&sale, PROMO_NEED_PROMOTION_CUSTOMER, "first", 1, 1);
            assert_status(reserve(store, &sale, 0), use == 0 ? PROMO_OK : PROMO_CONFLICT);
            if (use == 0)
                assert_ok(commit(store, order, 0));
        }
    assert_verified(store);
}

static void a_limit_a_day_begins_anew(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    for (int i = 0; i < 6; i++) {
        char order[32];
        snprintf(order, sizeof order, "o-%d", i);
        simple_sale(&sale, order, NULL);
        sale.demand.day = 20500 + i / 3;
        sale_need(&sale, PROMO_NEED_PROMOTION_DAY, "happy", 1, 2);
        assert_status(reserve(store, &sale, i), i % 3 < 2 ? PROMO_OK : PROMO_CONFLICT);
    }
    assert_verified(store);
}

/* S04 certificate spent twice: what is captured never exceeds what was issued. */
static void s04_certificate_spent_twice(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    char code[PROMO_CODE_SIZE];
    int64_t captured = 0;
    make_code(store, "gift", "b", 6000, code);
    for (int i = 0; i < 5; i++) {
        char order[32];
        promo_answer *answer;
        snprintf(order, sizeof order, "o-%d", i);
        simple_sale(&sale, order, NULL);
        sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 2500);
        promo_status status = promo_store_reserve(store, &sale.demand, i, 0, &answer);
        captured += status == PROMO_OK ? 2500 : 0;
        if (status != PROMO_OK)
            assert_int_equal(answer->shortages[0].left, 1000);
        promo_answer_free(answer);
    }
    assert_int_equal(captured, 5000);
    assert_int_equal(code_of(store, code, 10).balance, 1000);
    assert_int_equal(code_of(store, code, 10).held, 5000);
    assert_ok(commit(store, "o-0", 10));
    assert_ok(cancel(store, "o-1", 10));
    assert_int_equal(code_of(store, code, 10).used, 2500);
    assert_int_equal(code_of(store, code, 10).balance, 3500);
    assert_verified(store);
}

/* S05 one cart, two completions: the second gets the first's answer, and nothing is given back. */
static void s05_one_cart_two_completions(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *first, *second;
    char code[PROMO_CODE_SIZE];
    make_code(store, "gift", "b", 2500, code);
    simple_sale(&sale, "o", "c-1");
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 2500);
    sale_issue(&sale, PROMO_ISSUE_POINTS, "stars", NULL, 25, 0);
    assert_ok(reserve(store, &sale, 0));
    assert_ok(promo_store_commit(store, "o", 1, &first));
    assert_ok(promo_store_commit(store, "o", 2, &second));
    assert_true(second->repeated && !first->repeated);
    assert_int_equal(first->at, second->at);
    assert_int_equal(first->issued_count, second->issued_count);
    promo_answer_free(first);
    promo_answer_free(second);
    assert_status(cancel(store, "o", 3), PROMO_CONFLICT); /* the loser's error path */
    assert_int_equal(code_of(store, code, 3).used, 2500);
    assert_int_equal(points_of(store, "c-1", "stars", 3).balance, 25);
    assert_verified(store);
}

/* S06 event replayed: one booking an order and kind. */
static void s06_event_replayed(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    simple_sale(&sale, "o", "c-1");
    sale_issue(&sale, PROMO_ISSUE_POINTS, "stars", NULL, 25, 0);
    for (int i = 0; i < 4; i++) {
        assert_ok(reserve(store, &sale, i));
        assert_ok(commit(store, "o", i));
        assert_int_equal(points_of(store, "c-1", "stars", 10).balance, 25);
    }
    int64_t money;
    for (int i = 0; i < 3; i++) {
        assert_ok(refund(store, "o", "r", "1", 1, 20 + i, &money));
        assert_int_equal(money, 2500);
        assert_int_equal(points_of(store, "c-1", "stars", 30).balance, 0);
    }
    assert_verified(store);
}

/* S08 same code, other case: one code in a basket and in a store. */
static void s08_same_code_other_case(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char code[PROMO_CODE_SIZE], other[PROMO_CODE_SIZE];
    make_code(store, "summer", "b", 0, code);
    size_t length = 0;
    for (const char *at = code; *at != '\0'; at++) {
        char byte = *at == '0' ? 'o' : *at == '1' ? 'l' : *at;
        if (byte != '-')
            other[length++] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    other[length] = '\0';
    simple_sale(&sale, "o", NULL);
    sale_code(&sale, PROMO_NEED_CODE, "summer", code, 1);
    sale_code(&sale, PROMO_NEED_CODE, "summer", other, 1);
    assert_status(promo_store_reserve(store, &sale.demand, 0, 0, &answer), PROMO_CONFLICT);
    assert_int_equal(answer->shortage_count, 1);
    assert_int_equal(answer->shortages[0].reason, PROMO_SHORT_LIMIT);
    promo_answer_free(answer);
    sale.demand.need_count = 1;
    sale.needs[0].code = other;
    assert_ok(reserve(store, &sale, 0));
    assert_int_equal(code_of(store, code, 0).held, 1);
    assert_verified(store);
}

/* S09 guest passes the limit: a limit per customer needs a customer. */
static void s09_guest_passes_the_limit(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    simple_sale(&sale, "o", NULL);
    sale_need(&sale, PROMO_NEED_COUPON_CUSTOMER, "welcome", 1, 1);
    assert_status(reserve(store, &sale, 0), PROMO_INVALID);
    assert_non_null(strstr(promo_last_error(), "customer is not known"));
    simple_sale(&sale, "o", NULL);
    sale_issue(&sale, PROMO_ISSUE_POINTS, "stars", NULL, 10, 0);
    assert_status(reserve(store, &sale, 0), PROMO_INVALID);
}

/* S27 guessable codes: a code for somebody else, of another coupon or of no coupon is the same nothing. */
static void s27_nothing_said_of_others_codes(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char own[PROMO_CODE_SIZE] = "";
    promo_batch batch = {.coupon = "summer", .pattern = "S-##########", .count = 1, .limit = PROMO_UNLIMITED, .customer = "c-1",
                         .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, NULL));
    assert_ok(promo_store_codes(store, "summer", NULL, keep_code, own));
    const struct {
        const char *customer, *coupon, *code;
    } cases[] = {{"c-2", "summer", own}, {NULL, "summer", own}, {"c-1", "winter", own}, {"c-2", "summer", "S-0123456789"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        simple_sale(&sale, "o", cases[i].customer);
        sale_code(&sale, PROMO_NEED_CODE, cases[i].coupon, cases[i].code, 1);
        assert_status(promo_store_reserve(store, &sale.demand, 0, 0, &answer), PROMO_CONFLICT);
        assert_int_equal(answer->shortage_count, 1);
        assert_int_equal(answer->shortages[0].reason, PROMO_SHORT_UNKNOWN);
        assert_int_equal(answer->shortages[0].left, 0);
        promo_answer_free(answer);
    }
    simple_sale(&sale, "o", "c-1");
    sale_code(&sale, PROMO_NEED_CODE, "summer", own, 1);
    assert_ok(reserve(store, &sale, 0));
}

/* S32 clock runs back: what the store has ended never comes back, and holds end. */
static void s32_clock_runs_back(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char code[PROMO_CODE_SIZE] = "";
    promo_batch batch = {.coupon = "summer", .pattern = "S-##########", .count = 1, .limit = PROMO_UNLIMITED, .at = 0,
                         .starts = 500, .ends = 1000};
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, NULL));
    assert_ok(promo_store_codes(store, "summer", NULL, keep_code, code));
    static const struct {
        int64_t at;
        promo_shortage_reason reason;
    } CASES[] = {{499, PROMO_SHORT_EARLY}, {1000, PROMO_SHORT_EXPIRED}, {999, PROMO_SHORT_EXPIRED}, {600, PROMO_SHORT_EXPIRED}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        simple_sale(&sale, "o", NULL);
        sale_code(&sale, PROMO_NEED_CODE, "summer", code, 1);
        assert_status(promo_store_reserve(store, &sale.demand, CASES[i].at, 0, &answer), PROMO_CONFLICT);
        assert_int_equal(answer->shortages[0].reason, CASES[i].reason);
        promo_answer_free(answer);
    }
    simple_sale(&sale, "p", NULL);
    assert_ok(reserve(store, &sale, 2000));
    assert_ok(commit(store, "p", 100)); /* the clock of another machine */
    assert_verified(store);
}

static void a_revoked_code_is_refused(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char code[PROMO_CODE_SIZE];
    make_code(store, "gift", "b", 5000, code);
    simple_sale(&sale, "held", NULL);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 2000);
    assert_ok(reserve(store, &sale, 0));
    assert_ok(promo_store_revoke(store, code, 1, "lost"));
    assert_ok(promo_store_revoke(store, code, 1, "lost"));
    assert_status(promo_store_revoke(store, "GC-000000000000", 1, NULL), PROMO_NOT_FOUND);
    simple_sale(&sale, "o", NULL);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 100);
    assert_status(promo_store_reserve(store, &sale.demand, 2, 0, &answer), PROMO_CONFLICT);
    assert_int_equal(answer->shortages[0].reason, PROMO_SHORT_REVOKED);
    promo_answer_free(answer);
    assert_ok(commit(store, "held", 3)); /* what was held stays held */
    assert_int_equal(code_of(store, code, 3).used, 2000);
    assert_int_equal(code_of(store, code, 3).balance, 0);
    assert_int_equal(code_of(store, code, 3).standing, PROMO_CODE_REVOKED);
    assert_verified(store);
}

static void a_certificate_of_another_currency_pays_nothing(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    char code[PROMO_CODE_SIZE];
    make_code(store, "gift", "b", 5000, code);
    simple_sale(&sale, "o", NULL);
    sale.demand.currency = "JPY";
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 100);
    assert_status(promo_store_reserve(store, &sale.demand, 2, 0, &answer), PROMO_CONFLICT);
    assert_int_equal(answer->shortages[0].reason, PROMO_SHORT_CURRENCY);
    promo_answer_free(answer);
}

static void issuing_has_its_limit(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
    for (int i = 0; i < 3; i++) {
        char order[32];
        snprintf(order, sizeof order, "o-%d", i);
        simple_sale(&sale, order, NULL);
        sale_issue(&sale, PROMO_ISSUE_COUPON, "thanks", "T-########", 2, 0)->limit = 5;
        promo_status status = promo_store_reserve(store, &sale.demand, 0, 0, &answer);
        assert_int_equal(status, i < 2 ? PROMO_OK : PROMO_CONFLICT);
        if (i == 2)
            assert_int_equal(answer->shortages[0].left, 1);
        promo_answer_free(answer);
    }
    assert_ok(commit(store, "o-0", 1));
    assert_ok(cancel(store, "o-1", 1));
    sale_begin(&sale, "public", NULL);
    sale_line(&sale, "1", 1, 100, 100);
    sale_issue(&sale, PROMO_ISSUE_COUPON, "hello", "HELLO", 1, 0);
    assert_ok(reserve(store, &sale, 2));
    assert_ok(promo_store_commit(store, "public", 2, &answer));
    assert_string_equal(answer->issued[0].code, "HELLO"); /* the one public code: nothing is made */
    promo_answer_free(answer);
    assert_verified(store);
}

static void wrong_demands_are_named(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    promo_answer *answer;
#define REFUSED(change, status, names)                                                  \
    do {                                                                                \
        simple_sale(&sale, "o", "c-1");                                                 \
        sale_need(&sale, PROMO_NEED_COUPON, "welcome", 1, 1);                           \
        change;                                                                         \
        assert_status(promo_store_reserve(store, &sale.demand, 0, 0, &answer), status); \
        assert_null(answer);                                                            \
        assert_non_null(strstr(promo_last_error(), names));                             \
    } while (0)
    REFUSED(sale.demand.order = "", PROMO_INVALID, "order");
    REFUSED(sale.demand.order = "a\nb", PROMO_INVALID, "control character");
    REFUSED(sale.demand.currency = "DOLLARS", PROMO_LIMIT, "currency");
    REFUSED(sale.needs[0].amount = 0, PROMO_INVALID, "needs.amount");
    REFUSED(sale.needs[0].amount = -1, PROMO_INVALID, "needs.amount");
    REFUSED(sale.needs[0].amount = INT64_MAX, PROMO_INVALID, "needs.amount");
    REFUSED(sale.needs[0].name = NULL, PROMO_INVALID, "needs.name");
    REFUSED(sale.needs[0].limit = -1, PROMO_INVALID, "needs.limit");
    REFUSED(sale.needs[0].kind = (promo_need_kind)99, PROMO_INVALID, "needs.kind");
    REFUSED(sale.lines[0].quantity = 0, PROMO_INVALID, "lines.quantity");
    REFUSED(sale.lines[0].total = -1, PROMO_INVALID, "lines.total");
    REFUSED(sale.lines[0].total = 2501, PROMO_INVALID, "costs more");
    REFUSED(sale_line(&sale, "1", 1, 1, 1), PROMO_INVALID, "twice");
    REFUSED(sale.demand.total = 2499, PROMO_INVALID, "add up");
    REFUSED(sale.demand.due = 2499, PROMO_INVALID, "due");
    REFUSED(sale_issue(&sale, PROMO_ISSUE_CERTIFICATE, "gift", "GIFT", 1, 100), PROMO_INVALID, "pattern");
    REFUSED(sale_issue(&sale, PROMO_ISSUE_CERTIFICATE, "gift", "G-####", 1, 0), PROMO_INVALID, "issues.worth");
#undef REFUSED
    simple_sale(&sale, "o", NULL);
    assert_status(promo_store_reserve(store, &sale.demand, 0, -1, &answer), PROMO_INVALID);
    assert_status(promo_store_reserve(store, &sale.demand, INT64_MAX, 10, &answer), PROMO_INVALID);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        TEST(all_or_nothing_and_each_thing_that_ran_out),
        TEST(held_until_it_ends),
        TEST(an_ended_hold_cannot_be_committed),
        TEST(each_answer_is_given_again),
        TEST(content_is_what_the_caller_says),
        TEST(s23_burnt_coupon),
        TEST(s03_counter_never_counted),
        TEST(a_limit_a_day_begins_anew),
        TEST(s04_certificate_spent_twice),
        TEST(s05_one_cart_two_completions),
        TEST(s06_event_replayed),
        TEST(s08_same_code_other_case),
        TEST(s09_guest_passes_the_limit),
        TEST(s27_nothing_said_of_others_codes),
        TEST(s32_clock_runs_back),
        TEST(a_revoked_code_is_refused),
        TEST(a_certificate_of_another_currency_pays_nothing),
        TEST(issuing_has_its_limit),
        TEST(wrong_demands_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
