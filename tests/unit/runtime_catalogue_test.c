/* Catalogues as text: CSV and JSON say the same items, and what is wrong is said with its line and column. */
#include "runtime/catalogue_json.h"

#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static promo_status read_text(struct catalogue *catalogue, struct text text, int decimals)
{
    promo_status status = catalogue_read(catalogue, "shop", text, decimals);
    return status == PROMO_OK ? catalogue_close(catalogue) : status;
}

/* The items as one text, to be compared. */
static const char *told(const char *text, int decimals)
{
    static char out[2048];
    struct catalogue catalogue;
    size_t used = 0;
    catalogue_init(&catalogue, NULL);
    promo_status status = read_text(&catalogue, text_from(text), decimals);
    if (status != PROMO_OK)
        snprintf(out, sizeof out, "%s", promo_last_error());
    for (size_t i = 0; status == PROMO_OK && i < catalogue.items.count; i++) {
        const struct catalogue_item *item = &catalogue.items.items[i];
        const int64_t amounts[] = {item->price, item->list_price, item->cost, item->min_price};
        used += (size_t)snprintf(out + used, sizeof out - used, "%s%s|%s|%s|", i == 0 ? "" : "\n", item->sku.bytes,
                                 item->name.length == 0 ? "" : item->name.bytes, item->brand.length == 0 ? "" : item->brand.bytes);
        for (size_t j = 0; j < item->category_count; j++)
            used += (size_t)snprintf(out + used, sizeof out - used, "%s;", item->categories[j].bytes);
        used += (size_t)snprintf(out + used, sizeof out - used, "|");
        for (size_t j = 0; j < item->tag_count; j++)
            used += (size_t)snprintf(out + used, sizeof out - used, "%s;", item->tags[j].bytes);
        for (size_t j = 0; j < 4; j++)
            used += (size_t)(amounts[j] == CATALOGUE_NONE
                                 ? snprintf(out + used, sizeof out - used, "|-")
                                 : snprintf(out + used, sizeof out - used, "|%lld", (long long)amounts[j]));
        for (size_t j = 0; j < item->attribute_count; j++)
            used += (size_t)snprintf(out + used, sizeof out - used, "|%s=%s", item->attributes[j].name.bytes,
                                     item->attributes[j].value.bytes);
        used += (size_t)snprintf(out + used, sizeof out - used, "@%u", (unsigned)item->line);
    }
    if (used == 0 && status == PROMO_OK)
        out[0] = '\0';
    catalogue_done(&catalogue);
    return out;
}

static void csv_is_read(void **state)
{
    (void)state;
    assert_string_equal(told("sku,price\nA,1.25\n", 2), "A|||||125|-|-|-@2");
    assert_string_equal(told("\xEF\xBB\xBFPrice,SKU\r\n1,A\r\n\r\n2.5,B", 2), "A|||||100|-|-|-@2\nB|||||250|-|-|-@4");
    assert_string_equal(told("sku,name,category,brand,tags,price,list_price,cost,min_price,season,\n"
                             "A , \"Mug, \"\"large\"\"\nand red\",home/kitchen; sale,\"Tin\",new;3for2,5,6.00,0.5,1,ss26,x\n", 2),
                        "A|Mug, \"large\" and red|Tin|home/kitchen;sale;|new;3for2;|500|600|50|100|season=ss26@2");
    assert_string_equal(told("sku,name,price\nA,5\" nail,1\n,,\nB,,\n", 2), "A|5\" nail||||100|-|-|-@2\nB|||||-|-|-|-@4");
    assert_string_equal(told("sku,price\nA,275\n", 0), "A|||||275|-|-|-@2");
    assert_string_equal(told("sku\n", 2), "");
}

static void json_is_read(void **state)
{
    (void)state;
    static const char EXPECTED[] = "A|Mug|Tin|home/kitchen;sale;|new;|500|600|50|100|season=ss26|size=3|bulky=true|of=x|of=y@2\n"
                                   "B|||||120|-|-|-@4";
    static const char ITEMS[] = "{\"sku\":\"A\",\"name\":\"Mug\",\"brand\":\"Tin\",\"category\":[\"home/kitchen\",\"sale\"],"
                                "\"tags\":\"new\",\"price\":5,\"list_price\":\"6.00\",\"cost\":0.5,\"min_price\":\"1\","
                                "\"season\":\"ss26\",\"size\":3,\"bulky\":true,\"of\":[\"x\",\"y\"],\"box\":{\"w\":1},\"none\":null}%s\n"
                                "\n{\"sku\":\"B\",\"price\":\"1.20\"}";
    char text[1024];
    size_t used = (size_t)snprintf(text, sizeof text, "[\n");
    used += (size_t)snprintf(text + used, sizeof text - used, ITEMS, ",");
    snprintf(text + used, sizeof text - used, "]\n");
    assert_string_equal(told(text, 2), EXPECTED);
    text[0] = '\n';
    snprintf(text + 1, sizeof text - 1, ITEMS, "");
    assert_string_equal(told(text, 2), EXPECTED);
    assert_string_equal(told("[]", 2), "");
}

static void what_is_wrong_is_said_where_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
        int decimals;
    } WRONG[] = {
        {"", "shop:1: the file is empty; its first line names the columns", 2},
        {"\n\n", "shop:3: the file is empty; its first line names the columns", 2},
        {"name,price\n", "shop:1: no column `sku`; the first line names the columns: sku, name, category, brand, tags, price, "
                         "list_price, cost, min_price, and attributes", 2},
        {"sku;price\nA;1\n", "shop:1: columns are separated by `;`, where `,` is wanted", 2},
        {"sku,SKU\n", "shop:1: column `SKU`: the column is there twice", 2},
        {"sku,tag,tags\n", "shop:1: column `tags`: the column is there twice", 2},
        {"sku,x,x\n", "shop:1: column `x`: the column is there twice", 2},
        {"sku,price\nA,1\nA,2\n", "shop:3: column `sku`: `A` is on line 2 already", 2},
        {"sku,price\n,1\n", "shop:2: column `sku`: missing: what the item is ordered by", 2},
        {"sku,price\nA,-1\n", "shop:2: column `price`: expected an amount of 0 or more, found `-1`", 2},
        {"sku,price\nA,1.005\n", "shop:2: column `price`: expected an amount with at most 2 decimals, found `1.005`", 2},
        {"sku,price\nA,1.5\n", "shop:2: column `price`: expected an amount without decimals, found `1.5`", 0},
        {"sku,cost\nA,\"1,50\"\n", "shop:2: column `cost`: expected an amount such as 12.5, found `1,50`", 2},
        {"sku,cost\nA,99999999999999999999\n", "shop:2: column `cost`: `99999999999999999999` is too large", 2},
        {"sku,price\nA\n", "shop:2: 1 cell, where the first line names 2 columns", 2},
        {"sku,price\nA,1,2\n", "shop:2: 3 cells, where the first line names 2 columns", 2},
        {"sku,name\nA,\"Mug\n", "shop:2: column `name`: a quote is not closed", 2},
        {"sku,name\nA,\"Mug\"x\n", "shop:2: column `name`: expected `,` or the end of the line after a cell in quotes", 2},
        {"sku,name\nA,M\xFCll\n", "shop:2: column `name`: the text is not well-formed UTF-8; save the file as UTF-8", 2},
        {"sku,name\nA,x\x1B[2J\n", "shop:2: column `name`: the text has a control character", 2},
        {"sku,name\nA\xE2\x80\xAE,x\n", "shop:2: column `sku`: the text has a control character", 2},
        {"[ {\"sku\":\"A\"},\n  {\"sku\":\"A\"} ]", "shop:2: [1].sku: `A` is on line 1 already", 2},
        {"[ {\"price\":1} ]", "shop:1: [0].sku: missing: what the item is ordered by", 2},
        {"[ {\"sku\":\"A\",\n\"price\":-1} ]", "shop:2: [0].price: expected an amount of 0 or more", 2},
        {"{\"sku\":\"A\",\"price\":1.005}", "shop:1: price: expected an amount with at most 2 decimals, found 1.005", 2},
        {"[ 3 ]", "shop:1: [0]: expected an item, an object in braces, found a number", 2},
        {"{\"sku\":\"A\"}\n7", "shop:2: expected an item, an object in braces, found a number", 2},
        {"[] x", "shop:1: expected nothing after the closing bracket", 2},
        {"{\"sku\":\"A\\u0000\"}", "shop:1: sku: text must not contain a NUL character", 2},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        assert_string_equal(told(WRONG[i].text, WRONG[i].decimals), WRONG[i].message);
}

static void a_nul_is_refused(void **state)
{
    (void)state;
    struct catalogue catalogue;
    catalogue_init(&catalogue, NULL);
    assert_int_equal(read_text(&catalogue, (struct text){"sku\nA\0B\n", 8}, 2), PROMO_INVALID);
    assert_string_equal(promo_last_error(), "shop:2: column `sku`: the text has a NUL character");
    catalogue_done(&catalogue);
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "sku,name,category,tags,x\nA,\"a \"\"b\"\"\nc\",a/b;c,d;e,f\nB,,,,\n",
        "[{\"sku\":\"A\\u0042\",\"category\":[\"a\",\"b\"],\"tags\":\"c\",\"x\":[\"y\"]},{\"sku\":\"B\"}]",
    };
    for (size_t i = 0; i < 2; i++) {
        promo_status status = PROMO_NO_MEMORY;
        for (long fails_after = 0; status == PROMO_NO_MEMORY; fails_after++) {
            struct counting counting;
            struct catalogue catalogue;
            counting_start(&counting, fails_after);
            catalogue_init(&catalogue, &counting.allocator);
            status = read_text(&catalogue, text_from(TEXTS[i]), 2);
            catalogue_done(&catalogue);
            assert_int_equal(counting.live_bytes, 0);
        }
        assert_int_equal(status, PROMO_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_read),      cmocka_unit_test(json_is_read),
        cmocka_unit_test(a_nul_is_refused), cmocka_unit_test(what_is_wrong_is_said_where_it_stands),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
