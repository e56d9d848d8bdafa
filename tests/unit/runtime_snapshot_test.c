/* What evaluation reads: counts as they would be at an instant, codes at the same cost whether they exist or not, audiences. */
#include "runtime/snapshot.h"
#include "tests/support/stores.h"

struct asking {
    const char *customer, *code, *name;
    int64_t at, count, statements, balance, earned;
    enum account_kind kind;
    struct code found;
};

static promo_status ask_count(struct store_link *link, void *context)
{
    struct asking *asking = context;
    struct snapshot snapshot;
    promo_status status = snapshot_begin(&snapshot, link, asking->customer, asking->at);
    return status == PROMO_OK ? snapshot_count(&snapshot, asking->kind, asking->name, 0, &asking->count) : status;
}

static int64_t count_at(promo_store *store, enum account_kind kind, const char *name, const char *customer, int64_t at)
{
    struct asking asking = {.kind = kind, .name = name, .customer = customer, .at = at};
    assert_ok(store_read(store, ask_count, &asking));
    return asking.count;
}

static promo_status ask_code(struct store_link *link, void *context)
{
    struct asking *asking = context;
    struct snapshot snapshot;
    promo_status status = snapshot_begin(&snapshot, link, asking->customer, asking->at);
    int64_t before = link->statements;
    if (status == PROMO_OK)
        status = snapshot_code(&snapshot, asking->code, &asking->found);
    asking->statements = link->statements - before;
    return status;
}

static struct asking code_at(promo_store *store, const char *code, const char *customer, int64_t at)
{
    struct asking asking = {.code = code, .customer = customer, .at = at};
    assert_ok(store_read(store, ask_code, &asking));
    return asking;
}

static promo_status ask_points(struct store_link *link, void *context)
{
    struct asking *asking = context;
    struct snapshot snapshot;
    promo_status status = snapshot_begin(&snapshot, link, asking->customer, asking->at);
    return status == PROMO_OK ? snapshot_points(&snapshot, "stars", &asking->balance, &asking->earned) : status;
}

static void holds_count_until_they_end(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    char code[PROMO_CODE_SIZE];
    make_code(store, "gift", "b", 1000, code);
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", 100, PROMO_NEVER, "start", 0));
    sale_begin(&sale, "o", "c-1");
    sale_line(&sale, "1", 1, 1000, 1000);
    sale_need(&sale, PROMO_NEED_COUPON, "welcome", 1, 5);
    sale_need(&sale, PROMO_NEED_COUPON_CUSTOMER, "welcome", 1, 5);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", code, 400);
    sale_points(&sale, "stars", 60, 60);
    assert_ok(reserve(store, &sale, 1000));
    for (int ended = 0; ended < 2; ended++) {
        int64_t at = ended ? 1900 : 1899;
        struct asking points = {.customer = "c-1", .at = at};
        assert_ok(store_read(store, ask_points, &points));
        assert_int_equal(points.balance, ended ? 100 : 40);
        assert_int_equal(points.earned, 100);
        assert_int_equal(count_at(store, ACCOUNT_COUPON, "welcome", NULL, at), !ended);
        assert_int_equal(count_at(store, ACCOUNT_COUPON_CUSTOMER, "welcome", "c-1", at), !ended);
        assert_int_equal(count_at(store, ACCOUNT_COUPON_CUSTOMER, "welcome", "c-2", at), 0);
        assert_int_equal(code_at(store, code, NULL, at).found.account.sides[SIDE_AVAILABLE], ended ? 1000 : 600);
    }
    assert_ok(commit(store, "o", 1899)); /* looking changed nothing */
    assert_int_equal(count_at(store, ACCOUNT_COUPON, "welcome", NULL, 99999), 1);
}

/* S27 guessable codes: looking a code up takes the same statements, in the same order, whatever it is. */
static void s27_a_code_costs_the_same_known_or_not(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    char known[PROMO_CODE_SIZE], used[PROMO_CODE_SIZE], own[PROMO_CODE_SIZE];
    promo_batch batch = {.coupon = "own", .pattern = "GC-############", .count = 1, .limit = PROMO_UNLIMITED, .customer = "c-1",
                         .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    make_code(store, "summer", "b", 0, known);
    make_code(store, "gift", "b", 1000, used);
    assert_ok(promo_store_generate(store, &batch, NULL, NULL, NULL));
    assert_ok(promo_store_codes(store, "own", NULL, keep_code, own));
    sale_begin(&sale, "o", NULL);
    sale_line(&sale, "1", 1, 1000, 1000);
    sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", used, 400);
    assert_ok(reserve(store, &sale, 1000)); /* a hold that has ended at 5000 is one more statement, for each */
    for (int64_t at = 1000; at <= 5000; at += 4000) {
        int64_t cost = code_at(store, known, NULL, at).statements;
        assert_int_equal(cost, at == 1000 ? 1 : 2);
        const char *const others[] = {used, own, "GC-000000000000", "ZZZZZZZZZZ", "0", "WELCOME10"};
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
            assert_int_equal(code_at(store, others[i], NULL, at).statements, cost);
    }
    assert_string_equal(code_at(store, known, NULL, 0).found.coupon, "summer");
    assert_string_equal(code_at(store, own, "c-1", 0).found.coupon, "own");
    assert_int_equal(code_at(store, own, "c-2", 0).found.id, 0); /* nothing more than that it is not accepted */
    assert_int_equal(code_at(store, own, NULL, 0).found.id, 0);
    assert_int_equal(code_at(store, "GC-000000000000", NULL, 0).found.id, 0);
}

/* --- audiences -------------------------------------------------------------------------------------------------------- */

struct members {
    int64_t next, count, repeat;
    uint64_t salt;
    char id[32];
    const char *bad;
};

static const char *next_member(void *context)
{
    struct members *members = context;
    if (members->next >= members->count)
        return NULL;
    if (members->bad != NULL && members->next == members->count / 2) {
        members->next = members->count;
        return members->bad;
    }
    uint64_t number = (uint64_t)(members->next++ % members->repeat) * UINT64_C(0x9E3779B97F4A7C15) ^ members->salt;
    snprintf(members->id, sizeof members->id, "c-%016llx", (unsigned long long)number);
    return members->id;
}

static bool is_inside(promo_store *store, const char *audience, uint64_t salt, int64_t number)
{
    struct members members = {.next = number, .count = number + 1, .repeat = INT64_MAX, .salt = salt};
    bool inside;
    assert_ok(promo_store_in_audience(store, audience, next_member(&members), &inside));
    return inside;
}

static bool stop(void *context, int64_t done, int64_t of)
{
    (void)context;
    (void)done;
    (void)of;
    return false;
}

static void an_audience_is_replaced_at_once(void **state)
{
    promo_store *store = store_of(state);
    const int64_t count = test_scale(1) > 1 ? 10000000 : 300000;
    struct members first = {.count = count + 1000, .repeat = count, .salt = 0}; /* some twice */
    struct members second = {.count = 500, .repeat = 500, .salt = 12345};
    struct members stopped = {.count = 100, .repeat = 100, .salt = 777};
    struct members bad = {.count = 100, .repeat = 100, .salt = 888, .bad = "c\n1"};
    int64_t loaded;
    assert_false(is_inside(store, "vip", 0, 3));
    assert_ok(promo_store_load_audience(store, "vip", next_member, NULL, &first, &loaded));
    assert_int_equal(loaded, count);
    assert_true(is_inside(store, "vip", 0, 0) && is_inside(store, "vip", 0, count - 1));
    assert_false(is_inside(store, "vip", 0, count) || is_inside(store, "staff", 0, 0));
    assert_status(promo_store_load_audience(store, "vip", next_member, stop, &stopped, NULL), PROMO_BUSY);
    assert_status(promo_store_load_audience(store, "vip", next_member, NULL, &bad, NULL), PROMO_INVALID);
    assert_true(is_inside(store, "vip", 0, 7));
    assert_false(is_inside(store, "vip", 777, 7) || is_inside(store, "vip", 888, 7));
    assert_ok(promo_store_load_audience(store, "vip", next_member, NULL, &second, &loaded));
    assert_int_equal(loaded, 500);
    assert_true(is_inside(store, "vip", 12345, 499));
    assert_false(is_inside(store, "vip", 0, 7));
    struct members none = {.count = 0, .repeat = 1};
    assert_ok(promo_store_load_audience(store, "vip", next_member, NULL, &none, &loaded));
    assert_int_equal(loaded, 0);
    assert_false(is_inside(store, "vip", 12345, 499));
    assert_verified(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(holds_count_until_they_end, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(s27_a_code_costs_the_same_known_or_not, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(an_audience_is_replaced_at_once, store_setup, store_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
