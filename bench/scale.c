/* How cost grows with the number of promotions: compiles, opens and prices with rule sets made by bench/make_shop.py.
 *
 *     scale BASKETS RULES...
 *
 * For each rule file one row: sources to image, image to handle, and pricing with the index and without, each basket timed
 * alone; medians and 99th percentiles over all baskets, and in the same run. Nothing here decides whether a number is good. */
#include <promo/compile.h>
#include <promo/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 3 };

struct basket {
    const char *text;
    size_t length;
};

struct baskets {
    char *bytes;
    struct basket *items;
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

static struct baskets read_baskets(const char *path)
{
    size_t size;
    struct baskets all = {.bytes = read_whole(path, &size)};
    size_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += all.bytes[i] == '\n';
    all.items = malloc(lines * sizeof *all.items);
    if (all.items == NULL)
        stop("no memory");
    for (char *at = all.bytes; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length != 0)
            all.items[all.count++] = (struct basket){at, length};
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
static void show(double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_value);
    printf(" %9.2f %9.2f", times[count / 2], times[count * 99 / 100]);
}

/* Microseconds of each basket from text to text: the least of some rounds, so that a noisy neighbour counts less. */
static double price_all(const promo_image *image, const struct baskets *baskets, bool no_index, double *times)
{
    promo_session_options options = {.no_index = no_index};
    promo_json_pricer *pricer;
    double discount = 0;
    if (promo_json_pricer_new(&pricer, image, &options) != PROMO_OK)
        stop("pricer");
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < baskets->count; i++) {
            const char *result;
            size_t length;
            double start = now();
            if (promo_json_price(pricer, NULL, baskets->items[i].text, baskets->items[i].length, &result, &length) != PROMO_OK)
                stop("basket");
            double taken = now() - start;
            if (round == 0 || taken < times[i])
                times[i] = taken;
            if (round == 0)
                discount += (double)promo_json_result(pricer)->discount;
        }
    promo_json_pricer_free(pricer);
    return discount;
}

static void measure(const char *path, const struct baskets *baskets, double *times)
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
    printf("%10zu %10.1f %9.2f %9.0f", promotions, compiled / 1e3, loaded / 1e3,
           promotions == 0 ? 0 : (double)size / (double)promotions);
    double with = price_all(image, baskets, false, times);
    show(times, baskets->count);
    double without = price_all(image, baskets, true, times);
    show(times, baskets->count);
    printf("  %s\n", with == without ? "same" : "DIFFERENT");
    promo_image_free(image);
    promo_compiled_free(NULL, bytes, size);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: scale BASKETS RULES...\n", stderr);
        return 2;
    }
    struct baskets baskets = read_baskets(argv[1]);
    double *times = malloc((baskets.count + 1) * sizeof *times);
    if (times == NULL || baskets.count == 0)
        stop("no baskets");
    printf("%zu baskets; per basket, microseconds from JSON to JSON, median and 99th percentile\n", baskets.count);
    printf("%10s %10s %9s %9s %19s %19s  %s\n", "promotions", "compile ms", "load ms", "bytes/p", "with index", "without", "discounts");
    for (int i = 2; i < argc; i++)
        measure(argv[i], &baskets, times);
    free(times);
    free(baskets.items);
    free(baskets.bytes);
    return 0;
}
