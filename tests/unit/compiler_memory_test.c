/* Every n-th allocation fails: each call says so, nothing leaks, nothing crashes, and a failure is never the author's fault. */
#include "tests/support/allocators.h"

#include <promo/compile.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_ALLOCATIONS = 20000 };

static const char SOUND[] =
    "settings { currency USD  timezone \"America/New_York\" }\n"
    "import \"std/bogo\"\n"
    "profile { customer.level : enum { bronze, silver }  item.season : text }\n"
    "let shoes = (category \"shoes\" or brand \"X\") except tag \"old\"\n"
    "layers { one  two }\naudience staff { \"c-1\" }\ncampaign c { budget 5.00  channels web }\n"
    "coupon k { kind discount  code \"HELLO\" }\nloyalty s { earn 1 point per 1.00 on shoes  tier gold from 5 points }\n"
    "template t(goods : items, least : money = 5.00) { event t { when amount of goods >= least  give 5% off goods } }\n"
    "promotion p { layer one  campaign c  excludes q  schedule mon .. fri 17:00 .. 19:00  channels web\n"
    "  event e { when all { customer.level >= silver  quantity of shoes in { 1, 2, 3 }  any { audience staff  coupon k } }\n"
    "    give by amount { from 5.00 give 1.00 off order  from 9.00 give 2.00 off order } } }\n"
    "promotion q { layer two  requires coupon k  use t(goods = shoes)  use cheapest_free(goods = tag \"x\")\n"
    "  event a { give 1.00 off order }  sequence { 1 event a used t unused stop  2 event t used cheapest_free unused stop } }\n"
    "test \"x\" { basket { at 2026-01-01T10:00  line 1 of \"A\" category \"shoes\" { season \"s\" } at 9.00 } expect total 9.00 }\n";

static const char WRONG[] =
    "settings { currency USD }\nlet a = b\nlet b = a\ntemplate t(n : number) { event e { when amount >= n  give 5% off x } }\n"
    "promotion p { layer nope  event e { when customer.level == 5  give 150% off them } use t(n = 1)\n"
    "  sequence { 1 event e used f unused e } }\n";

/* The status of one compilation in which all allocations after the first `served` fail; live bytes are none afterwards. */
static promo_status compile_with(const char *text, long served, size_t *diagnostics)
{
    struct counting memory;
    promo_compiler *compiler;
    void *image = NULL;
    size_t size = 0;
    *diagnostics = 0;
    counting_start(&memory, served);
    promo_compile_options options = {.allocator = &memory.allocator};
    promo_status status = promo_compiler_new(&compiler, &options);
    if (status == PROMO_OK) {
        status = promo_compiler_text(compiler, "rules.promo", text, strlen(text));
        if (status == PROMO_OK)
            status = promo_compiler_compile(compiler, &image, &size);
        if (status == PROMO_REJECTED && promo_compiler_diagnostics(compiler, diagnostics) == NULL)
            status = PROMO_NO_MEMORY;
        promo_compiled_free(&memory.allocator, image, size);
        promo_compiler_free(compiler);
    }
    assert_int_equal(memory.live_bytes, 0);
    return status;
}

static void fail_each(const char *text, promo_status finally)
{
    size_t all, found;
    assert_int_equal(compile_with(text, -1, &all), finally);
    for (long served = 0; served < MOST_ALLOCATIONS; served++) {
        promo_status status = compile_with(text, served, &found);
        if (status == finally) {
            assert_int_equal(found, all);
            return;
        }
        if (status != PROMO_NO_MEMORY)
            fail_msg("after %ld allocations: status %d instead of no memory", served, (int)status);
    }
    fail_msg("still no end after %d allocations", MOST_ALLOCATIONS);
}

static void sound_rules_survive_each_failure(void **state)
{
    (void)state;
    fail_each(SOUND, PROMO_OK);
}

static void wrong_rules_survive_each_failure(void **state)
{
    (void)state;
    fail_each(WRONG, PROMO_REJECTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_rules_survive_each_failure),
        cmocka_unit_test(wrong_rules_survive_each_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
