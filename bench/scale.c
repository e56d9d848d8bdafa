/* How cost grows with the number of promotions: compiles, opens and prices with rule sets made by bench/make_shop.py.
 *
 *     scale BASKETS RULES...
 *
 * For each rule file: sources to image, image to handle, memory; then pricing, each basket timed alone in nanoseconds, the
 * least of some rounds, medians and 99th percentiles over all baskets: from JSON to JSON, from setters, pricing alone and
 * of that matching (selecting candidates, eligibility, criteria, offers), with the index and without. Nothing here decides
 * whether a number is good; bench/floor.c is what it is held against. */
#include "bench/shop_baskets.h"
#include "vm/evaluation.h"
#include "vm/session.h"

#include <promo/compile.h>
#include <promo/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Without an index fewer rounds have to do; with so many promotions, one. */
enum { ROUNDS = 25, ROUNDS_WITHOUT = 3, MANY = 20000 };

struct basket_text {
    const char *text;
    size_t length;
};

struct basket_texts {
    char *bytes;
    struct basket_text *items;
    size_t count;
};

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static void stop(const char *what)
{
    fprintf(stderr, "scale: %s: %s\n", what, promo_last_error());
    exit(2);
}

static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        stop(path);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    if (bytes == NULL || fread(bytes, 1, *size, file) != *size)
        stop(path);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

static struct basket_texts read_baskets(const char *path)
{
    size_t size;
    struct basket_texts all = {.bytes = read_whole(path, &size)};
    size_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += all.bytes[i] == '\n';
    all.items = malloc(lines * sizeof *all.items);
    if (all.items == NULL)
        stop("no memory");
    for (char *at = all.bytes; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length != 0)
            all.items[all.count++] = (struct basket_text){at, length};
        at += length + (at[length] == '\n');
    }
    return all;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Sorts, and shows median and 99th percentile. */
static void show(const char *what, double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_value);
    printf("  %-34s %9.2f %9.2f\n", what, times[count / 2], times[count * 99 / 100]);
}

static void keep_least(double *time, int round, double taken)
{
    if (round == 0 || taken < *time)
        *time = taken;
}

/* From text to text; the sum of all discounts, to compare. */
static double price_texts(const promo_image *image, const struct basket_texts *baskets, double *times)
{
    promo_json_pricer *pricer;
    double discount = 0;
    if (promo_json_pricer_new(&pricer, image, NULL) != PROMO_OK)
        stop("pricer");
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < baskets->count; i++) {
            const char *result;
            size_t length;
            double start = now();
            if (promo_json_price(pricer, NULL, baskets->items[i].text, baskets->items[i].length, &result, &length) != PROMO_OK)
                stop("basket");
            keep_least(&times[i], round, now() - start);
            if (round == 0)
                discount += (double)promo_json_result(pricer)->discount;
        }
    promo_json_pricer_free(pricer);
    return discount;
}

/* Counts what a session holds. */
static void *counted(void *context, void *block, size_t old_size, size_t new_size)
{
    size_t *held = context;
    void *moved = NULL;
    if (new_size == 0)
        free(block);
    else if ((moved = realloc(block, new_size)) == NULL)
        return NULL;
    *held = *held - old_size + new_size;
    return moved;
}

struct timed {
    double *whole, *pricing, *matching;
    double discount;
    size_t held; /* bytes a session holds after all baskets */
};

static void price_baskets(const promo_image *image, const struct shop_basket *baskets, size_t count, bool no_index,
                          int rounds, struct timed *timed)
{
    size_t held = 0;
    promo_allocator allocator = {counted, &held};
    promo_session_options options = {.allocator = &allocator, .no_index = no_index};
    promo_session *session;
    const promo_result *result;
    if (promo_session_new(&session, image, &options) != PROMO_OK)
        stop("session");
    timed->discount = 0;
    for (int round = 0; round < rounds; round++)
        for (size_t i = 0; i < count; i++) {
            double start = now();
            promo_session_clear(session);
            if (shop_basket_give(&baskets[i], session) != PROMO_OK)
                stop("basket");
            double given = now();
            if (promo_session_price(session, &result) != PROMO_OK)
                stop("pricing");
            double end = now();
            keep_least(&timed->whole[i], round, end - start);
            keep_least(&timed->pricing[i], round, end - given);
            if (round == 0)
                timed->discount += (double)result->discount;
        }
    timed->held = held;
    promo_session_free(session);
}

/* In rounds of its own, for reading the clock at each stage costs, too. */
static void match_baskets(const promo_image *image, const struct shop_basket *baskets, size_t count, bool no_index,
                          int rounds, double *times)
{
    promo_session_options options = {.no_index = no_index, .stats = true};
    promo_session *session;
    const promo_result *result;
    if (promo_session_new(&session, image, &options) != PROMO_OK)
        stop("session");
    for (int round = 0; round < rounds; round++)
        for (size_t i = 0; i < count; i++) {
            if (shop_basket_give(&baskets[i], session) != PROMO_OK || promo_session_price(session, &result) != PROMO_OK)
                stop("basket");
            const promo_stats *stats = &session->evaluation->stats; /* in nanoseconds */
            keep_least(&times[i], round, (double)(stats->microseconds_select + stats->microseconds_match) / 1e3);
        }
    promo_session_free(session);
}

struct shop {
    struct basket_texts texts;
    struct shop_basket *baskets;
    size_t count;
    struct timed timed;
};

static void price_shop(const promo_image *image, struct shop *shop)
{
    struct timed *timed = &shop->timed;
    double discount = price_texts(image, &shop->texts, timed->whole);
    show("from JSON to JSON", timed->whole, shop->count);
    price_baskets(image, shop->baskets, shop->count, false, ROUNDS, timed);
    double with = timed->discount;
    size_t held = timed->held;
    show("setters and pricing", timed->whole, shop->count);
    show("pricing", timed->pricing, shop->count);
    match_baskets(image, shop->baskets, shop->count, false, ROUNDS, timed->matching);
    show("matching", timed->matching, shop->count);
    int rounds = promo_image_promotions(image) > MANY ? 1 : ROUNDS_WITHOUT;
    price_baskets(image, shop->baskets, shop->count, true, rounds, timed);
    show("pricing, no index", timed->pricing, shop->count);
    match_baskets(image, shop->baskets, shop->count, true, rounds, timed->matching);
    show("matching, no index", timed->matching, shop->count);
    printf("  %zu bytes a session; discounts %s: %.0f\n", held, discount == with && with == timed->discount ? "equal" : "DIFFER",
           with);
}

static void measure(const char *path, struct shop *shop)
{
    promo_compiler *compiler;
    promo_image *image;
    void *bytes;
    size_t size;
    double start = now();
    if (promo_compiler_new(&compiler, NULL) != PROMO_OK || promo_compiler_file(compiler, path) != PROMO_OK)
        stop(path);
    if (promo_compiler_compile(compiler, &bytes, &size) != PROMO_OK) {
        fputs(promo_compiler_render(compiler, PROMO_PEOPLE, false, 5), stderr);
        stop(path);
    }
    double compiled = now() - start;
    promo_compiler_free(compiler);
    start = now();
    if (promo_image_load(&image, bytes, size, NULL) != PROMO_OK)
        stop("image");
    double loaded = now() - start;
    size_t promotions = promo_image_promotions(image);
    printf("%zu promotions: compiled in %.1f ms, opened in %.2f ms, %.0f bytes each\n", promotions, compiled / 1e3,
           loaded / 1e3, promotions == 0 ? 0 : (double)size / (double)promotions);
    price_shop(image, shop);
    promo_image_free(image);
    promo_compiled_free(NULL, bytes, size);
}

static double *times_of(size_t count)
{
    double *times = calloc(count, sizeof *times);
    if (times == NULL)
        stop("no memory");
    return times;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: scale BASKETS.ndjson RULES...\n", stderr);
        return 2;
    }
    char table[4096];
    struct shop shop = {.texts = read_baskets(argv[1])};
    snprintf(table, sizeof table, "%s.tsv", argv[1]);
    shop.baskets = shop_baskets_read(table, &shop.count);
    if (shop.baskets == NULL || shop.count != shop.texts.count)
        return fputs("scale: the baskets and their table differ\n", stderr), 2;
    shop.timed = (struct timed){.whole = times_of(shop.count), .pricing = times_of(shop.count), .matching = times_of(shop.count)};
    for (int i = 2; i < argc; i++)
        measure(argv[i], &shop);
    free(shop.timed.whole);
    free(shop.timed.pricing);
    free(shop.timed.matching);
    free(shop.baskets);
    free(shop.texts.items);
    free(shop.texts.bytes);
    return 0;
}
