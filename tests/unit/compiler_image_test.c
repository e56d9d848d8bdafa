/* What the compiler writes: the same bytes each time, each text, list, set and piece of code once, promotions in their order,
 * periods as instants, `excludes` on both sides. */
#include "base/calendar.h"
#include "base/hash.h"
#include "vm/image.h"

#include <promo/compile.h>
#include <promo/vm.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define USD "settings { currency USD }\n"

struct written {
    void *bytes;
    size_t size;
    struct image_view view;
};

static struct written write_image(const char *text)
{
    struct written written = {0};
    promo_compiler *compiler;
    promo_image *image;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "rules.promo", text, strlen(text)), PROMO_OK);
    if (promo_compiler_compile(compiler, &written.bytes, &written.size) != PROMO_OK)
        fail_msg("%s", promo_compiler_render(compiler, PROMO_PEOPLE, false, 0));
    promo_compiler_free(compiler);
    assert_int_equal((uintptr_t)written.bytes % 8, 0);
    assert_int_equal(written.size % 8, 0);
    if (promo_image_load(&image, written.bytes, written.size, NULL) != PROMO_OK)
        fail_msg("%s", promo_last_error());
    promo_image_free(image);
    const struct image_header *header = written.bytes;
    written.view.header = header;
#define SECTION(name, type)                                                                                        \
    written.view.name = (const type *)(const void *)((const char *)written.bytes + header->sections[SECTION_##name].offset); \
    written.view.name##_COUNT = (uint32_t)header->sections[SECTION_##name].count;
    IMAGE_SECTIONS(SECTION)
#undef SECTION
    return written;
}

static void done(struct written *written)
{
    promo_compiled_free(NULL, written->bytes, written->size);
}

static const char *text_at(const struct written *written, struct ref ref)
{
    return written->view.STRINGS + ref.offset;
}

static void the_same_sources_give_the_same_bytes(void **state)
{
    (void)state;
    static const char RULES[] = USD "profile { item.b : text  item.a : number  customer.z : set  customer.y : bool }\n"
        "let shoes = category { \"b\", \"a\" } or brand \"X\"\naudience v { \"2\", \"1\" }\n"
        "promotion p { excludes q  event e { when audience v  give 5% off shoes } }\n"
        "promotion q { event e { when quantity of shoes >= 2  give 1.00 off order } }\n";
    struct written one = write_image(RULES), two = write_image(RULES);
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.bytes, two.bytes, one.size);
    assert_int_equal(one.view.header->hash, hash_bytes((struct hash_key){0, 0}, (const char *)one.bytes + sizeof(struct image_header),
                                                       one.size - sizeof(struct image_header)));
    done(&one);
    done(&two);
}

/* Comments and layout are not in the image. Lines are, so the lines stay. */
static void layout_changes_nothing(void **state)
{
    (void)state;
    struct written one = write_image(USD "promotion p { event e { when all { amount >= 5.00  quantity >= 2 }  give 5% off order } }\n");
    struct written two = write_image(USD "promotion p { event e { when   all {  amount >= 5.00 quantity  >= 2 }   give  5%   off order } } # why\n");
    assert_int_equal(one.size, two.size);
    assert_string_equal(text_at(&one, one.view.EVENTS[0].gives), "5% off order");
    assert_string_equal(text_at(&two, two.view.EVENTS[0].gives), "5% off order");
    done(&one);
    done(&two);
}

static void symbols_are_sorted_and_found_by_hash(void **state)
{
    (void)state;
    struct written image = write_image(USD "promotion p { channels web, app  event e { give 5% off sku { \"z\", \"B\", \"a\", \"z\" } } }\n");
    const struct image_view *view = &image.view;
    for (uint32_t i = 1; i < view->SYMBOLS_COUNT; i++)
        assert_true(strcmp(text_at(&image, view->SYMBOLS[i - 1]), text_at(&image, view->SYMBOLS[i])) < 0);
    for (uint32_t i = 0; i < view->SYMBOLS_COUNT; i++) {
        struct ref ref = view->SYMBOLS[i];
        uint32_t mask = view->SYMBOL_SLOTS_COUNT - 1;
        uint32_t slot = (uint32_t)hash_symbol((struct text){text_at(&image, ref), ref.length}) & mask;
        while (view->SYMBOL_SLOTS[slot] != i + 1) {
            assert_int_not_equal(view->SYMBOL_SLOTS[slot], 0);
            slot = (slot + 1) & mask;
        }
    }
    assert_int_equal(view->SYMBOLS_COUNT, 6); /* basket, app, web and three skus */
    done(&image);
}

/* However it is written, and wherever. */
static void equal_sets_are_one(void **state)
{
    (void)state;
    struct written image = write_image(USD
        "let both = sku { \"A\", \"B\" }\n"
        "promotion p { event a { give 5% off both } event b { give 6% off sku { \"B\", \"A\", \"B\" } }\n"
        "event c { give 7% off sku \"A\" or sku \"B\" } event d { when quantity of both >= 1  give 8% off items any { sku == \"B\"  sku in { \"A\" } } } }\n");
    assert_int_equal(image.view.SETS_COUNT, 1);
    assert_string_equal(text_at(&image, image.view.SETS[0].text), "both");
    for (uint32_t i = 0; i < image.view.BENEFITS_COUNT; i++)
        assert_int_equal(image.view.BENEFITS[i].set, 0);
    done(&image);
}

/* What several sets are made of is computed once, and sets load smaller ones only. */
static void shared_parts_are_loaded(void **state)
{
    (void)state;
    struct written image = write_image(USD
        "let base = category \"a\" except tag \"old\"\n"
        "promotion p { event a { give 5% off base or sku \"A\" } event b { give 6% off base except brand \"B\" } event c { give 7% off items all { base price >= 5.00 } } }\n");
    uint32_t loads = 0;
    assert_int_equal(image.view.SETS_COUNT, 4);
    for (uint32_t i = 0; i < image.view.SETS_COUNT; i++)
        for (uint32_t j = 0; j < image.view.SETS[i].code.count; j++) {
            struct instruction step = image.view.CODE[image.view.SETS[i].code.first + j];
            if (step.op == OP_SET_LOAD) {
                loads++;
                assert_true(step.imm < i);
            }
        }
    assert_int_equal(loads, 3);
    uint32_t reading = 0;
    for (uint32_t i = 0; i < image.view.SETS_COUNT; i++)
        reading += image.view.SETS[i].reads_price;
    assert_int_equal(reading, 1);
    done(&image);
}

static void what_nothing_refers_to_is_not_written(void **state)
{
    (void)state;
    struct written one = write_image(USD "promotion p { event e { give 5% off sku \"A\" } }\n");
    struct written two = write_image(USD "promotion p { event e { give 5% off sku \"A\" } }\n"
                                         "let unused = sku \"UNUSED\" except tag \"x\"\n"
                                         "template t(g : items) { event e { when segment \"UNUSED\" give 5% off g } }\n");
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.bytes, two.bytes, one.size);
    done(&one);
    done(&two);
}

static void promotions_stand_by_layer_priority_and_declaration(void **state)
{
    (void)state;
    struct written image = write_image(USD "layers { one  two }\n"
        "promotion a { exclusive event e { give 1.00 off order } }\npromotion b { layer two event e { give 1.00 off order } }\n"
        "promotion c { priority 200 event e { give 1.00 off order } }\npromotion d { event e { give 1.00 off order } }\n"
        "promotion e { event z { priority 2 give 1.00 off order } event y { priority 1 give 1.00 off order } event x { priority 2 give 1.00 off order } }\n");
    static const char *const NAMES[] = {"d", "e", "c", "b", "a"};
    for (uint32_t i = 0; i < 5; i++)
        assert_string_equal(text_at(&image, image.view.PROMOTIONS[i].name), NAMES[i]);
    assert_int_equal(image.view.PROMOTIONS[0].declared, 3);
    assert_int_equal(image.view.LAYERS[0].promotions.count, 3);
    assert_int_equal(image.view.LAYERS[1].promotions.count, 1);
    assert_int_equal(image.view.PROMOTIONS[4].layer, INDEX_NONE);
    struct span events = image.view.PROMOTIONS[1].events;
    assert_string_equal(text_at(&image, image.view.EVENTS[events.first].name), "y");
    assert_string_equal(text_at(&image, image.view.EVENTS[events.first + 1].name), "z");
    assert_string_equal(text_at(&image, image.view.EVENTS[events.first + 2].name), "x");
    done(&image);
}

static void excludes_are_on_both_sides(void **state)
{
    (void)state;
    struct written image = write_image(USD "promotion a { excludes c, b event e { give 1.00 off order } }\n"
        "promotion b { excludes a event e { give 1.00 off order } }\npromotion c { event e { give 1.00 off order } }\n");
    static const uint32_t COUNTS[] = {2, 1, 1};
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(image.view.PROMOTIONS[i].excludes.count, COUNTS[i]);
    const uint32_t *of_a = image.view.INDICES + image.view.PROMOTIONS[0].excludes.first;
    assert_int_equal(of_a[0], 1);
    assert_int_equal(of_a[1], 2);
    assert_int_equal(image.view.INDICES[image.view.PROMOTIONS[2].excludes.first], 0);
    done(&image);
}

static int64_t utc(int year, int month, int day, int hour)
{
    return calendar_day(year, month, day) * CALENDAR_DAY_SECONDS + hour * 3600;
}

/* S14: a last date is the whole local day. S15: 8 March 2026 has 23 hours in New York. */
static void periods_are_local_days(void **state)
{
    (void)state;
#define PERIOD(name, period) "promotion " name " { period " period " event e { give 1.00 off order } }\n"
    struct written image = write_image("settings { currency USD  timezone \"America/New_York\" }\n"
        PERIOD("a", "2026-03-08 .. 2026-03-08") PERIOD("b", "2026-07-06T10:00 .. 2026-07-06T20:00Z") PERIOD("c", "from 2026-11-01")
        PERIOD("d", "2026-03-08T02:30 .. 2026-11-01T01:30"));
    const struct image_promotion *promotions = image.view.PROMOTIONS;
    assert_int_equal(promotions[0].period.from, utc(2026, 3, 8, 5));
    assert_int_equal(promotions[0].period.to, utc(2026, 3, 9, 4));
    assert_int_equal(promotions[1].period.from, utc(2026, 7, 6, 14));
    assert_int_equal(promotions[1].period.to, utc(2026, 7, 6, 20));
    assert_int_equal(promotions[2].period.from, utc(2026, 11, 1, 4));
    assert_int_equal(promotions[2].period.to, INT64_MAX);
    assert_int_equal(promotions[3].period.from, utc(2026, 3, 8, 7));
    assert_int_equal(promotions[3].period.to, utc(2026, 11, 1, 6) + 1800);
    done(&image);
}

static void words_are_the_authors(void **state)
{
    (void)state;
    struct written image = write_image(USD
        "template t(goods : items, least : money) { event e { when amount   of goods >= least and # why\n quantity of goods > 1\n"
        "give 5% off goods } event f { buy 2 of goods give cheapest 1 of them free } event g { give by amount { from least give 1% off order } } }\n"
        "promotion p { use t(goods = category \"a b\", least = 10.00) }\n");
    const struct image_criterion *root = &image.view.CRITERIA[image.view.EVENTS[0].criterion];
    assert_string_equal(text_at(&image, root->text), "amount of category \"a b\" >= 10.00 and quantity of category \"a b\" > 1");
    const struct image_criterion *first = &image.view.CRITERIA[image.view.INDICES[root->children.first]];
    assert_string_equal(text_at(&image, first->text), "amount of category \"a b\" >= 10.00");
    assert_int_equal(first->measure, MEASURE_AMOUNT);
    assert_int_equal(first->threshold, 1000);
    assert_int_equal(first->strictly, 0);
    const struct image_criterion *second = &image.view.CRITERIA[image.view.INDICES[root->children.first + 1]];
    assert_int_equal(second->measure, MEASURE_QUANTITY);
    assert_int_equal(second->strictly, 1);
    assert_string_equal(text_at(&image, image.view.EVENTS[0].gives), "5% off category \"a b\"");
    assert_string_equal(text_at(&image, image.view.EVENTS[1].gives), "cheapest 1 of 2 of category \"a b\" free");
    assert_string_equal(text_at(&image, image.view.EVENTS[2].gives), "1% off order from 10.00");
    assert_int_equal(image.view.EVENTS[0].line, 5);
    done(&image);
}

/* More than the registers hold, more than a piece of code holds. */
static void large_sets_are_cut_into_several(void **state)
{
    (void)state;
    size_t capacity = 1 << 20, at = 0;
    char *text = malloc(capacity);
    assert_non_null(text);
    at += (size_t)snprintf(text, capacity, "%spromotion p { event e { give 5%% off ", USD);
    for (int i = 0; i < 60; i++)
        at += (size_t)snprintf(text + at, capacity - at, "items any { price == %d.00 (", i + 1);
    at += (size_t)snprintf(text + at, capacity - at, "tag \"x\"");
    for (int i = 0; i < 60; i++)
        at += (size_t)snprintf(text + at, capacity - at, ") }");
    at += (size_t)snprintf(text + at, capacity - at, " } event f { give 5%% off items any { ");
    for (int i = 0; i < 9000; i++)
        at += (size_t)snprintf(text + at, capacity - at, "all { price == %d.00 cost == 1.00 } ", i);
    snprintf(text + at, capacity - at, "} } }\n");
    struct written image = write_image(text);
    assert_true(image.view.SETS_COUNT > 2);
    done(&image);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_sources_give_the_same_bytes),
        cmocka_unit_test(layout_changes_nothing),
        cmocka_unit_test(symbols_are_sorted_and_found_by_hash),
        cmocka_unit_test(equal_sets_are_one),
        cmocka_unit_test(shared_parts_are_loaded),
        cmocka_unit_test(what_nothing_refers_to_is_not_written),
        cmocka_unit_test(promotions_stand_by_layer_priority_and_declaration),
        cmocka_unit_test(excludes_are_on_both_sides),
        cmocka_unit_test(periods_are_local_days),
        cmocka_unit_test(words_are_the_authors),
        cmocka_unit_test(large_sets_are_cut_into_several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
