/* What the checker finds, where, and that it finds nothing else: sources, and their diagnostics as "line:code" in order. */
#include <promo/compile.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static promo_compiler *compile_text(const char *text)
{
    promo_compiler *compiler;
    void *image;
    size_t size;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "rules.promo", text, strlen(text)), PROMO_OK);
    promo_status status = promo_compiler_compile(compiler, &image, &size);
    assert_true(status == PROMO_OK || status == PROMO_REJECTED);
    assert_true((status == PROMO_OK) == (image != NULL));
    promo_compiled_free(NULL, image, size);
    return compiler;
}

static void expect_codes(const char *text, const char *expected)
{
    char found[2000] = "";
    size_t count, at = 0;
    promo_compiler *compiler = compile_text(text);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    for (size_t i = 0; i < count && at + 20 < sizeof found; i++)
        at += (size_t)snprintf(found + at, sizeof found - at, "%s%zu:%s", i == 0 ? "" : " ", list[i].place.line,
                               list[i].code);
    if (strcmp(found, expected) != 0)
        fail_msg("expected %s\nfound %s\n%s\n%s", expected, found, text,
                 promo_compiler_render(compiler, PROMO_PEOPLE, false, 0));
    promo_compiler_free(compiler);
}

/* The first diagnostic's words. */
static void expect_words(const char *text, const char *message, const char *help, const char *note)
{
    size_t count;
    promo_compiler *compiler = compile_text(text);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    assert_true(count >= 1);
    assert_string_equal(list[0].message, message);
    if (help == NULL)
        assert_null(list[0].help);
    else
        assert_string_equal(list[0].help, help);
    assert_int_equal(list[0].related_count, note == NULL ? 0 : 1);
    if (note != NULL)
        assert_string_equal(list[0].related[0].message, note);
    promo_compiler_free(compiler);
}

#define USD "settings { currency USD }\n"
#define YEN "settings { currency JPY }\n"
#define EVENT(body) "promotion p { event e { " body " } }\n"

static void names_are_declared_once_for_each_kind(void **state)
{
    (void)state;
    expect_codes(USD "audience staff { \"a\" }\npromotion staff { audience staff  event e { give 1.00 off order } }\n", "");
    expect_codes(USD "audience a { \"x\" }\naudience a { \"y\" }\nlet l = sku \"A\"\nlet l = sku \"B\"\n", "3:P0101 5:P0101");
    expect_codes(USD "layers { a  b  a }\n", "2:P0101");
    expect_codes(USD "promotion p { event e { give 1.00 off order }\n event e { give 2.00 off order } }\n", "3:P0101");
    expect_codes(USD "profile { item.season : text }\nprofile { item.season : text }\n", "3:P0101");
    expect_codes(USD "profile { customer.level : enum { a, b, a } }\n", "2:P0101");
    expect_codes(USD "loyalty s { tier a from 1 points  tier a from 2 points }\n", "2:P0101");
}

static void names_are_used_before_they_are_declared(void **state)
{
    (void)state;
    expect_codes(EVENT("give 10% off shoes") "let shoes = boots or sku \"A\"\nlet boots = sku \"B\"\n" USD, "");
}

static void an_unknown_name_does_not_cascade(void **state)
{
    (void)state;
    expect_codes(USD EVENT("when amount of shose >= 50.00  give 10% off shose") "let a = shose except sku \"A\"\nlet b = a\n",
                 "2:P0102 2:P0102 3:P0102");
    expect_codes(USD "promotion p { campaign c  audience a  layer l  price_list u  requires coupon k  excludes q\n"
                     "event e { when audience a  give 3 points of s  give coupon k } }\n",
                 "2:P0102 2:P0102 2:P0102 2:P0102 2:P0102 2:P0102 3:P0102 3:P0102 3:P0102");
}

static void an_unknown_name_says_what_is_near_and_where(void **state)
{
    (void)state;
    expect_words(USD "let shoes = category \"shoes\"\n" EVENT("give 10% off shose"), "no item set is named `shose`",
                 "did you mean `shoes` (declared at rules.promo:2)?", NULL);
    expect_words(USD "campaign spring { }\n" "promotion p { audience spring  event e { give 1.00 off order } }\n",
                 "`spring` is a campaign, and an audience is wanted here", NULL, "declared here");
    expect_words(USD "profile { customer.level : enum { silver, gold } }\n" EVENT("when customer.levle == gold give 1.00 off order"),
                 "no profile declares `customer.levle`", "did you mean `customer.level`?", NULL);
    expect_words(USD "profile { customer.level : enum { silver, gold } }\n" EVENT("when customer.level == glod give 1.00 off order"),
                 "`customer.level` has no value `glod`", "did you mean `gold`?", NULL);
}

/* A name whose declaration the parser lost is not unknown; another one still is. */
static void what_is_lost_in_a_broken_file_is_not_unknown(void **state)
{
    (void)state;
    expect_codes(USD "let shoes = = category \"shoes\"\n" EVENT("give 10% off shoes") EVENT("give 10% off hats"),
                 "2:P0011 4:P0101 4:P0102");
}

static void a_set_of_itself(void **state)
{
    (void)state;
    expect_codes(USD "let a = b or sku \"A\"\nlet b = c\nlet c = all items except a\n" EVENT("give 10% off b"), "2:P0106");
}

static void settings_are_there_once(void **state)
{
    (void)state;
    expect_codes(EVENT("give 10% off order"), "1:P0110");
    expect_codes(USD USD EVENT("give 10% off order"), "2:P0109");
    expect_codes("settings { timezone \"UTC\" }\n", "1:P0215");
    expect_codes("settings { currency XYZ  rounding odd  timezone \"Mars/Olympus\"  floor 5% }\n",
                 "1:P0104 1:P0104 1:P0402 1:P0201");
}

/* S13: a currency's own decimals. */
static void money_has_the_decimals_of_its_currency(void **state)
{
    (void)state;
    expect_codes(YEN EVENT("give 10.50 off order"), "2:P0203");
    expect_codes(YEN EVENT("give 10.50 JPY off order"), "2:P0203");
    expect_codes(YEN EVENT("give 275 off order"), "");
    expect_codes("settings { currency KWD }\n" EVENT("give 1.234 off order"), "");
    expect_codes("settings { currency KWD }\n" EVENT("give 1.2345 off order"), "2:P0203");
    expect_codes(USD EVENT("give 10 EUR off order"), "2:P0204");
    expect_codes(USD EVENT("give 999_999_999_999_999_999 off order"), "2:P0206");
    expect_codes(USD "price_list p { currency EUR }\ncampaign c { budget 5 GBP }\n", "2:P0204 3:P0204");
}

/* S26: what would raise totals is refused here. */
static void percentages_and_counts_have_bounds(void **state)
{
    (void)state;
    expect_codes(USD EVENT("give 100.0001% off order"), "2:P0205");
    expect_codes(USD EVENT("give 100% off order"), "");
    expect_codes(USD EVENT("charge 101% on order"), "2:P0205");
    expect_codes(USD EVENT("buy 0 of all items  give 10% off them"), "2:P0206");
    expect_codes(USD EVENT("give 10% off 0 of all items"), "2:P0206");
    expect_codes(USD EVENT("give gift 0 of sku \"A\""), "2:P0206");
    expect_codes(USD EVENT("every 0.00 of all items  give 1.00 off order"), "2:P0206");
    expect_codes(USD "promotion p { limit 0 total  event e { give 1.00 off order } }\n", "2:P0206");
}

static void types_do_not_mix(void **state)
{
    (void)state;
    expect_codes(USD EVENT("when amount >= 10%  give 1.00 off order"), "2:P0201");
    expect_codes(USD EVENT("when quantity >= 1.5  give 1.00 off order"), "2:P0201");
    expect_codes(USD EVENT("when quantity >= 5 USD  give 1.00 off order"), "2:P0201");
    expect_codes(USD EVENT("when channel == 5  give 1.00 off order"), "2:P0201");
    expect_codes(USD EVENT("when channel < \"web\"  give 1.00 off order"), "2:P0202");
    expect_codes(USD EVENT("when amount >= quantity  give 1.00 off order"), "2:P0202");
    expect_codes(USD EVENT("when amount of sku \"A\" >= amount of sku \"B\"  give 1.00 off order"), "");
    expect_codes(USD EVENT("when channel is today  give 1.00 off order"), "2:P0202");
    expect_codes(USD EVENT("when amount is missing  give 1.00 off order"), "2:P0202");
    expect_codes(USD EVENT("when customer.birthday within 2 months  give 1.00 off order"), "2:P0201");
    expect_codes(USD EVENT("when weekday >= mon  give 1.00 off order"), "2:P0202");
    expect_codes(USD EVENT("when weekday in sat .. mon and time in 22:00 .. 06:00  give 1.00 off order"), "");
    expect_codes(USD EVENT("when time in 10:00 .. 10:00  give 1.00 off order"), "2:P0213");
    expect_codes(USD EVENT("when customer.birthday in 2026-01-02 .. 2026-01-01  give 1.00 off order"), "2:P0213");
    expect_codes(USD EVENT("when quantity in { 1, 2.5, \"3\" }  give 1.00 off order"), "2:P0201 2:P0201");
}

static void fields_are_compared_with_their_own_type(void **state)
{
    (void)state;
#define FIELDS "profile { customer.level : enum { a, b }  order.level : enum { b, a }  customer.rank : enum { a, b }\n" \
               "customer.tags : set  order.placed : instant  customer.size : decimal }\n"
    expect_codes(USD FIELDS EVENT("when customer.level == customer.rank  give 1.00 off order"), "");
    expect_codes(USD FIELDS EVENT("when customer.level == order.level  give 1.00 off order"), "4:P0202");
    expect_codes(USD FIELDS EVENT("when customer.level >= b and customer.level in a .. b  give 1.00 off order"), "");
    expect_codes(USD FIELDS EVENT("when customer.level == \"a\"  give 1.00 off order"), "4:P0201");
    expect_codes(USD FIELDS EVENT("when customer.tags == \"a\"  give 1.00 off order"), "4:P0202");
    expect_codes(USD FIELDS EVENT("when customer.tags in { \"a\", \"b\" } or customer.tags is missing  give 1.00 off order"), "");
    expect_codes(USD FIELDS EVENT("when order.placed in 2026-01-01 .. 2026-01-31  give 1.00 off order"), "");
    expect_codes(USD FIELDS EVENT("when order.placed >= 2026-01-01  give 1.00 off order"), "4:P0201");
    expect_codes(USD FIELDS EVENT("when customer.size > 3.75 and customer.size < 10  give 1.00 off order"), "");
    expect_codes(USD FIELDS EVENT("when customer.size > 3.1234567  give 1.00 off order"), "4:P0206");
}

static void built_in_parameters_keep_their_type(void **state)
{
    (void)state;
    expect_codes(USD "profile { customer.orders : number  customer.birthday : date  order.channel : text  item.price : money }\n"
                 EVENT("when customer.orders == 0 and order.channel == \"web\"  give 1.00 off order"), "");
    expect_codes(USD "profile { customer.orders : text\n order.coupons : set\n basket.x : text\n item.y : color\n order.z : enum }\n",
                 "2:P0105 3:P0105 4:P0104 5:P0104 6:P0215");
}

static void item_criteria_stand_in_item_sets_only(void **state)
{
    (void)state;
    expect_codes(USD EVENT("when price >= 10.00  give 1.00 off order"), "2:P0212");
    expect_codes(USD "profile { item.season : text }\n" EVENT("when item.season == \"x\"  give 1.00 off order"), "3:P0212");
    expect_codes(USD EVENT("give 10% off items all { channel == \"web\"  customer.orders == 1  amount >= 5.00  segment \"v\" }"),
                 "2:P0212 2:P0212 2:P0212 2:P0212");
    expect_codes(USD EVENT("when sku \"A\"  give 1.00 off order"), "2:P0212");
    expect_codes(USD "let s = sku \"A\"\n" EVENT("when s  give 1.00 off order"), "3:P0212");
    expect_codes(USD EVENT("give 10% off items any { price < list_price  cost is missing  quantity >= 2  not tag \"new\"\n"
                           "brand in { \"A\" }  category == \"a/b\"  sku != \"C\"  none { price in 1.00 .. 2.00 } }"), "");
    expect_codes(USD EVENT("give 10% off items all { price < quantity }"), "2:P0202");
    expect_codes(USD "profile { order.gift : bool }\n" EVENT("when order.gift  give 1.00 off order"), "3:P0208");
}

static void benefits_fit_the_type_of_promotion(void **state)
{
    (void)state;
#define TYPED(type, body) USD "loyalty s { }\npromotion p { type " type "  event e { " body " } }\n"
    expect_codes(TYPED("award", "give 10% off order"), "3:P0207");
    expect_codes(TYPED("award", "give 3 points of s  charge 1.00 on order"), "");
    expect_codes(TYPED("award", "give by amount { from 1.00 give 1.00 off order }"), "3:P0207");
    expect_codes(TYPED("reduction", "give 10% off order"), "3:P0207");
    expect_codes(TYPED("reduction", "give 1.00 off order  give 3 points of s  charge 3% on order"), "");
    expect_codes(TYPED("reduction", "give sku \"A\" free"), "");
    expect_codes(TYPED("discount", "give 10% off order  give 3 points of s"), "");
}

static void benefits_fit_what_is_taken(void **state)
{
    (void)state;
    expect_codes(USD EVENT("give 10% off them"), "2:P0209");
    expect_codes(USD EVENT("buy 1 of sku \"A\"  give 10% off sku \"B\""), "2:P0209");
    expect_codes(USD EVENT("every 2 of sku \"A\"  give 10% off sku \"B\""), "2:P0209");
    expect_codes(USD EVENT("buy 1 of sku \"A\"  give 10% off order  give shipping free  give 1.00 off them"), "");
    expect_codes(USD EVENT("every 10.00 of sku \"A\"  give 10% off them"), "2:P0209");
    expect_codes(USD EVENT("every 10.00 of sku \"A\"  give 1.00 off them"), "");
    expect_codes(YEN EVENT("every 100 JPY of sku \"A\"  give 5 off order"), "");
    expect_codes(USD EVENT("get 1 of sku \"A\"  give them free"), "2:P0210");
    expect_codes(USD EVENT("buy 1 of sku \"A\"  every 2 of sku \"A\"  give them free"), "2:P0210");
    expect_codes(USD EVENT("give cheapest 1 of order free"), "2:P0214");
    expect_codes(USD EVENT("charge 1.00 on sku \"A\""), "2:P0214");
    expect_codes(USD EVENT("charge 1.00 on them"), "2:P0214");
    expect_codes(USD EVENT("give gift 1 of category \"A\""), "2:P0214");
    expect_codes(USD EVENT("give gift 1 of sku { \"A\", \"B\" }"), "2:P0214");
}

static void ladders_go_up(void **state)
{
    (void)state;
    expect_codes(USD EVENT("give by amount { from 10.00 give 1% off order\n from 10.00 give 2% off order }"), "3:P0211");
    expect_codes(USD EVENT("give by quantity { from 1 give 1% off order\n from 2.00 give 2% off order }"), "3:P0201");
    expect_codes(USD EVENT("give by amount { from 1.00 give 1% off order }\n give by amount { from 2.00 give 1% off order }"),
                 "3:P0211");
    expect_codes(USD EVENT("give by amount { from 1.00 give 1% off order }  give shipping free  charge 1.00 on order"), "");
    expect_codes(USD EVENT("give by amount { }"), "2:P0215");
}

static void something_is_missing(void **state)
{
    (void)state;
    expect_codes(USD "promotion p { layer main }\n", "2:P0215");
    expect_codes(USD EVENT("when amount >= 1.00"), "2:P0215");
    expect_codes(USD "coupon c { }\n", "2:P0215 2:P0215");
    expect_codes(USD "layers { }\n", "2:P0215");
    expect_codes(USD "promotion p { event e { give 1.00 off order }  sequence { } }\n", "2:P0215");
}

static void given_twice(void **state)
{
    (void)state;
    expect_codes(USD "coupon c { kind discount  code \"A1\"  limit 1 total\n limit 2 total\n limit 3 per day }\n", "3:P0016");
    expect_codes(USD "campaign c { budget 1.00  budget 5 uses\n budget 2.00 }\n", "3:P0016");
    expect_codes(USD "coupon a { kind discount code \"A1\" }\ncoupon b { kind discount code \"B1\" }\n"
                     "promotion p { requires coupon a\n requires coupon b\n event e { give 1.00 off order } }\n", "5:P0016");
    expect_codes(USD "template t() { layer main\n event e { give 1.00 off order } }\npromotion p { use t()  layer main }\n",
                 "4:P0016");
}

static void limits_have_their_place(void **state)
{
    (void)state;
    expect_codes(USD "promotion p { limit 1 per order  event e { give 1.00 off order } }\n", "2:P0216");
    expect_codes(USD EVENT("give 1.00 off order  limit 1 per customer"), "2:P0216");
}

static void coupons_and_codes(void **state)
{
    (void)state;
    expect_codes(USD "coupon a { kind discount  code \"HELLO\" }\ncoupon b { kind discount  code \"he-llo\" }\n"
                     "coupon c { kind discount  code \"HE1L0\" }\n", "3:P0108 4:P0108");
    expect_codes(USD "coupon a { kind discount  code \"--\" }\ncoupon b { kind discount  codes \"B-#\" }\n", "2:P0219 3:P0219");
    expect_codes(USD "coupon a { kind certificate  codes \"GC-####\" }\n"
                     "promotion p { requires coupon a  event e { give coupon a } }\n", "3:P0217 3:P0217");
    expect_codes(USD "coupon a { kind discount  codes \"GC-####\" }\n" EVENT("give certificate a worth 5.00"), "3:P0217");
}

static void periods(void **state)
{
    (void)state;
#define PERIOD(period) USD "promotion p { period " period "  event e { give 1.00 off order } }\n"
    expect_codes(PERIOD("2026-03-02 .. 2026-03-01"), "2:P0401");
    expect_codes(PERIOD("2026-03-01 .. 2026-03-01"), "");
    expect_codes(PERIOD("2026-03-01T10:00 .. 2026-03-01T10:00"), "2:P0401");
    expect_codes(PERIOD("2026-03-01T10:00Z .. 2026-03-01T10:00+02:00"), "2:P0401");
    expect_codes(PERIOD("from 2026-03-01"), "");
    expect_codes(USD "promotion p { schedule mon .. fry 10:00 .. 12:00\n schedule sat 10:00 .. 10:00\n"
                     "schedule sun .. tue 22:00 .. 06:00  event e { give 1.00 off order } }\n", "2:P0104 3:P0401");
}

/* S42: a circle is an error that prints the path. */
static void sequences(void **state)
{
    (void)state;
#define EVENTS "event a { give 1.00 off order }\nevent b { give 1.00 off order }\nevent c { give 1.00 off order }\n"
    expect_codes(USD "promotion p {\n" EVENTS "sequence { 1 event a used b unused c\n 2 event b used stop unused c } }\n", "");
    expect_codes(USD "promotion p {\n" EVENTS "sequence { 1 event a used b unused c\n 2 event b used c unused stop\n"
                     "3 event c used stop unused a } }\n", "8:P0502");
    expect_codes(USD "promotion p {\n" EVENTS "sequence { 1 event a used a unused stop } }\n", "6:P0502");
    expect_codes(USD "promotion p {\n" EVENTS "sequence { 1 event a used d unused e } }\n", "6:P0501 6:P0501");
    expect_codes(USD "promotion p {\n" EVENTS "sequence { 1 event a used b unused stop } }\n", "5:P0503");
    expect_codes(USD "promotion p {\n" EVENTS "sequence { 1 event a used b unused c\n 1 event b used stop unused stop\n"
                     "3 event a used stop unused stop } }\n", "7:P0504 8:P0504");
    expect_codes(USD "promotion p {\n" EVENTS "events exclusive\nsequence { 1 event a used b unused c } }\n", "6:P0505");
    expect_words(USD "promotion p {\n" EVENTS "sequence { 1 event a used b unused c\n 2 event b used c unused stop\n"
                     "3 event c used stop unused a } }\n", "the sequence runs in a circle: a -> b -> c -> a",
                 "let one of these steps lead to `stop`, or to an event further on", "this step comes again");
}

static void templates_and_their_uses(void **state)
{
    (void)state;
#define TEMPLATE "template t(goods : items, least : money, rate : percent = 10%) {\n event e { when amount of goods >= least\n" \
                 "  give rate off goods } }\n"
    expect_codes(USD TEMPLATE "promotion p { use t(goods = sku \"A\" or tag \"b\", least = 10.00) }\n", "");
    expect_codes(USD TEMPLATE "promotion p { use t(goods = sku \"A\") }\n", "5:P0304");
    expect_codes(USD TEMPLATE "promotion p { use t(goods = sku \"A\", least = 10.00, lest = 5.00, least = 1.00) }\n",
                 "5:P0304 5:P0304");
    expect_codes(USD TEMPLATE "promotion p { use t(goods = sku \"A\", least = 10%) }\n", "5:P0201");
    expect_codes(USD TEMPLATE "promotion p { use u(goods = sku \"A\") }\n", "5:P0102");
    expect_codes(USD "template t(n : number) {\n use u(n = n) }\ntemplate u(n : number) {\n use t(n = n) }\n"
                     "promotion p { use t(n = 1)  event e { give 1.00 off order } }\n", "5:P0305");
    expect_codes(USD "template t(n : colour, n : number) { event e { give 1.00 off order } }\n", "2:P0104 2:P0101");
}

/* An error in a template is said once, with the `use` that shows it; a template that nobody uses is looked into as well. */
static void errors_in_templates(void **state)
{
    (void)state;
#define WRONG "template t(rate : percent) {\n event e {\n when amount >= rate\n give 1.00 off order } }\n"
    expect_codes(USD WRONG, "4:P0201");
    expect_codes(USD WRONG "promotion p { use t(rate = 5%) }\npromotion q { use t(rate = 6%) }\n", "4:P0201");
    promo_compiler *compiler = compile_text(USD WRONG "promotion p { use t(rate = 5%) }\n");
    size_t count;
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].place.line, 4);
    assert_true(list[0].related_count >= 1);
    assert_string_equal(list[0].related[0].message, "in template `t`, used here");
    assert_int_equal(list[0].related[0].place.line, 6);
    promo_compiler_free(compiler);
}

/* What an unknown template would have brought is not unknown as well. */
static void an_unknown_template_does_not_cascade(void **state)
{
    (void)state;
    expect_codes(USD "promotion p { use t()  event a { give 1.00 off order }\n sequence { 1 event a used e unused stop  2 event e used stop unused stop } }\n"
                     "test \"x\" { basket { at 2026-01-01T10:00 } expect discount 1.00 by p.e }\n", "2:P0102");
}

static void tests_are_looked_into_beside_wrong_rules(void **state)
{
    (void)state;
    expect_codes(USD EVENT("give 150% off order") "test \"x\" { basket { at 2026-01-01T10:00 } expect total 1.005\n expect discount 1.00 by q }\n",
                 "2:P0205 3:P0240 4:P0102");
}

static void every_file_is_reported_in_order(void **state)
{
    (void)state;
    promo_compiler *compiler;
    size_t count;
    static const char FIRST[] = USD EVENT("give 150% off order"), SECOND[] = "let a = b\npromotion q { layer x  event e { give 1.00 off order } }\n";
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "a.promo", FIRST, sizeof FIRST - 1), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "b.promo", SECOND, sizeof SECOND - 1), PROMO_OK);
    assert_int_equal(promo_compiler_compile(compiler, NULL, NULL), PROMO_REJECTED);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    assert_int_equal(count, 3);
    assert_string_equal(list[0].place.file, "a.promo");
    assert_string_equal(list[0].code, "P0205");
    assert_string_equal(list[1].place.file, "b.promo");
    assert_string_equal(list[1].code, "P0102");
    assert_int_equal(list[2].place.line, 2);
    assert_int_equal(promo_compiler_compile(compiler, NULL, NULL), PROMO_INVALID);
    promo_compiler_free(compiler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_declared_once_for_each_kind),
        cmocka_unit_test(names_are_used_before_they_are_declared),
        cmocka_unit_test(an_unknown_name_does_not_cascade),
        cmocka_unit_test(an_unknown_name_says_what_is_near_and_where),
        cmocka_unit_test(what_is_lost_in_a_broken_file_is_not_unknown),
        cmocka_unit_test(a_set_of_itself),
        cmocka_unit_test(settings_are_there_once),
        cmocka_unit_test(money_has_the_decimals_of_its_currency),
        cmocka_unit_test(percentages_and_counts_have_bounds),
        cmocka_unit_test(types_do_not_mix),
        cmocka_unit_test(fields_are_compared_with_their_own_type),
        cmocka_unit_test(built_in_parameters_keep_their_type),
        cmocka_unit_test(item_criteria_stand_in_item_sets_only),
        cmocka_unit_test(benefits_fit_the_type_of_promotion),
        cmocka_unit_test(benefits_fit_what_is_taken),
        cmocka_unit_test(ladders_go_up),
        cmocka_unit_test(something_is_missing),
        cmocka_unit_test(given_twice),
        cmocka_unit_test(limits_have_their_place),
        cmocka_unit_test(coupons_and_codes),
        cmocka_unit_test(periods),
        cmocka_unit_test(sequences),
        cmocka_unit_test(templates_and_their_uses),
        cmocka_unit_test(errors_in_templates),
        cmocka_unit_test(an_unknown_template_does_not_cascade),
        cmocka_unit_test(tests_are_looked_into_beside_wrong_rules),
        cmocka_unit_test(every_file_is_reported_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
