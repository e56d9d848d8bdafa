/* Snapshots of the state as JSON: what a basket's session is told of, and what is refused. */
#include "runtime/state_json.h"

#include "tests/support/allocators.h"
#include "tests/support/sample_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char STATE[] =
    "{ \"audiences\": { \"regulars\": [\"c-1\", \"c-9\"], \"nobody\": [] },"
    "  \"coupons\": { \"welcome\": { \"uses\": 100, \"customers\": { \"c-9\": 1, \"c-8\": 2 }, \"today\": 3 },"
    "                 \"not_in_the_rules\": { \"uses\": 1 } },"
    "  \"promotions\": { \"pair\": { \"uses\": 7, \"customers\": { \"c-9\": 2 }, \"today\": 1 } },"
    "  \"codes\": { \"GC-0001\": { \"coupon\": \"card\", \"issued\": \"2026-01-01T10:00Z\", \"balance\": \"25.00\", \"uses\": 1,"
    "                              \"revoked\": true } },"
    "  \"campaigns\": { \"spring\": { \"spent\": \"995.00\", \"uses\": 20 } },"
    "  \"loyalty\": { \"c-9\": { \"stars\": { \"points\": 250, \"earned\": 600, \"tier\": \"gold\" } },"
    "                 \"c-8\": { \"stars\": { \"points\": 600 } } } }";

struct fixture {
    unsigned char *bytes;
    promo_image *image;
    struct basket basket;
};

static void fixture_start(struct fixture *fixture)
{
    struct builder builder;
    size_t size;
    sample_start(&builder);
    fixture->bytes = builder_finish(&builder, &size);
    builder_done(&builder);
    assert_int_equal(promo_image_load(&fixture->image, fixture->bytes, size, NULL), PROMO_OK);
    assert_int_equal(basket_init(&fixture->basket, fixture->image, &ALLOC_DEFAULT), PROMO_OK);
}

static void fixture_stop(struct fixture *fixture)
{
    basket_done(&fixture->basket);
    promo_image_free(fixture->image);
    free(fixture->bytes);
}

static void tell(struct fixture *f, const char *customer, const char *code)
{
    struct state_snapshot *snapshot;
    assert_int_equal(state_snapshot_read(&snapshot, text_from(STATE), f->image, NULL), PROMO_OK);
    basket_clear(&f->basket);
    assert_int_equal(basket_at(&f->basket, 1775052000), PROMO_OK);
    if (customer != NULL)
        assert_int_equal(basket_customer(&f->basket, text_from(customer)), PROMO_OK);
    if (code != NULL)
        assert_int_equal(basket_code(&f->basket, text_from(code)), PROMO_OK);
    assert_int_equal(state_snapshot_tell(snapshot, &f->basket), PROMO_OK);
    assert_int_equal(basket_close(&f->basket), PROMO_OK);
    state_snapshot_free(snapshot);
}

static uint32_t find(const struct fixture *f, enum named kind, const char *name)
{
    uint32_t index = image_find(f->image, kind, text_from(name));
    assert_true(index != INDEX_NONE);
    return index;
}

static void a_known_customer(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    tell(&f, "c-9", "gc0001");
    assert_true(f.basket.has_state);
    assert_true(basket_is_in_audience(&f.basket, find(&f, NAMED_AUDIENCE, "regulars")));
    promo_uses uses = basket_uses_of_coupon(&f.basket, find(&f, NAMED_COUPON, "welcome"));
    assert_int_equal(uses.total, 100);
    assert_int_equal(uses.customer, 1);
    assert_int_equal(uses.day, 3);
    uses = basket_uses_of_promotion(&f.basket, find(&f, NAMED_PROMOTION, "pair"));
    assert_int_equal(uses.total, 7);
    assert_int_equal(uses.customer, 2);
    assert_int_equal(uses.day, 1);
    uint32_t campaign = find(&f, NAMED_CAMPAIGN, "spring");
    assert_int_equal(f.basket.campaign_uses[campaign].money, 99500);
    assert_int_equal(f.basket.campaign_uses[campaign].uses, 20);
    uint32_t program = find(&f, NAMED_PROGRAM, "stars");
    assert_int_equal(f.basket.points[program].balance, 250);
    assert_int_equal(f.basket.points[program].tier, 1); /* as said, though 600 points reach only the first */
    assert_int_equal(f.basket.codes.count, 1);
    const struct basket_code *code = &f.basket.codes.items[0];
    assert_true(code->told && code->revoked);
    assert_int_equal(code->balance, 2500);
    assert_int_equal(code->uses, 1);
    assert_int_equal(code->issued, 1767261600);
    assert_int_equal(code->coupon, find(&f, NAMED_COUPON, "card"));
    fixture_stop(&f);
}

static void other_customers(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    tell(&f, "c-8", "GC-0002");
    assert_false(basket_is_in_audience(&f.basket, find(&f, NAMED_AUDIENCE, "regulars")));
    assert_int_equal(basket_uses_of_coupon(&f.basket, find(&f, NAMED_COUPON, "welcome")).customer, 2);
    assert_int_equal(f.basket.points[find(&f, NAMED_PROGRAM, "stars")].tier, 0); /* what 600 points reach */
    assert_false(f.basket.codes.items[0].told);
    tell(&f, NULL, NULL);
    assert_true(f.basket.has_state);
    promo_uses uses = basket_uses_of_coupon(&f.basket, find(&f, NAMED_COUPON, "welcome"));
    assert_int_equal(uses.total, 100);
    assert_int_equal(uses.customer, 0);
    tell(&f, "c-7", NULL);
    assert_int_equal(basket_uses_of_promotion(&f.basket, find(&f, NAMED_PROMOTION, "pair")).customer, 0);
    fixture_stop(&f);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "expected an object"},
        {"[]", "expected an object"},
        {"{} {}", "nothing after"},
        {"{\"coupon\":{}}", "coupon: no such member"},
        {"{\"coupons\":{\"welcome\":{\"use\":1}}}", "coupons.welcome.use: no such member"},
        {"{\"coupons\":{\"welcome\":{\"uses\":-1}}}", "coupons.welcome.uses: expected a number of 0 or more"},
        {"{\"coupons\":{\"welcome\":{\"uses\":1.5}}}", "coupons.welcome.uses"},
        {"{\"coupons\":{\"welcome\":{\"customers\":{\"c-9\":\"1\"}}}}", "coupons.welcome.customers.c-9"},
        {"{\"coupons\":{},\"coupons\":{}}", "coupons: given twice"},
        {"{\"audiences\":{\"vip\":[7]}}", "audiences.vip[0]: expected text"},
        {"{\"campaigns\":{\"spring\":{\"spent\":\"1.005\"}}}", "campaigns.spring.spent"},
        {"{\"campaigns\":{\"spring\":{\"spent\":\"-1\"}}}", "campaigns.spring.spent"},
        {"{\"codes\":{\"GC-1\":{}}}", "codes.GC-1.coupon: missing"},
        {"{\"codes\":{\"GC-1\":{\"coupon\":\"card\",\"issued\":\"now\"}}}", "codes.GC-1.issued"},
        {"{\"codes\":{\"GC-1\":{\"coupon\":\"card\"},\"gc1\":{\"coupon\":\"card\"}}}", "codes.gc1: the same code"},
        {"{\"loyalty\":{\"c-9\":{\"stars\":{\"points\":-1}}}}", "loyalty.c-9.stars.points"},
        {"{\"loyalty\":{\"c-9\":{\"stars\":7}}}", "loyalty.c-9.stars: expected an object"},
    };
    struct fixture f;
    fixture_start(&f);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct state_snapshot *snapshot;
        if (state_snapshot_read(&snapshot, text_from(CASES[i][0]), f.image, NULL) == PROMO_OK ||
            strstr(promo_last_error(), CASES[i][1]) == NULL)
            fail_msg("%s: %s", CASES[i][0], promo_last_error());
        assert_null(snapshot);
    }
    fixture_stop(&f);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    promo_status status = PROMO_NO_MEMORY;
    for (long fails_after = 0; status != PROMO_OK; fails_after++) {
        struct counting counting;
        struct state_snapshot *snapshot;
        assert_true(fails_after < 1000);
        counting_start(&counting, fails_after);
        status = state_snapshot_read(&snapshot, text_from(STATE), f.image, &counting.allocator);
        assert_true(status == PROMO_OK || status == PROMO_NO_MEMORY);
        state_snapshot_free(snapshot);
        assert_int_equal(counting.live_bytes, 0);
    }
    fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_customer),
        cmocka_unit_test(other_customers),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
