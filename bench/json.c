/* JSON at the edge: reading a basket, pricing it and printing its result, apart, and cJSON's tree of the same text.
 *
 *     json IMAGE BASKETS.ndjson
 *
 * Each basket is done many times over and its fastest time counts; then the median and the 99th percentile of baskets. */
#include "runtime/basket_json.h"
#include "runtime/result_json.h"
#include "vm/session.h"

#include <cjson/cJSON.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REPEATS = 30, MOST_BASKETS = 20000 };

enum stage { READ, PRICE, PRINT, TREE, STAGES };

struct sample {
    double microseconds[STAGES];
    size_t bytes_in, bytes_out;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void keep_least(double *least, double value)
{
    if (*least == 0 || value < *least)
        *least = value;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, promo_last_error());
    exit(1);
}

static void measure(const promo_image *image, promo_session *session, struct basket_reader *reader, struct buffer *out,
                    struct text text, struct sample *sample)
{
    const promo_result *result;
    sample->bytes_in = text.length;
    for (int i = 0; i < REPEATS; i++) {
        double started = now();
        promo_session_clear(session);
        if (basket_read(reader, text, session_basket(session)) != PROMO_OK)
            fail("read");
        double read = now();
        if (promo_session_price(session, &result) != PROMO_OK)
            fail("price");
        double priced = now();
        buffer_clear(out);
        result_write(out, image, result, (struct result_style){0});
        double printed = now();
        cJSON *tree = cJSON_ParseWithLength(text.bytes, text.length);
        double parsed = now();
        cJSON_Delete(tree);
        keep_least(&sample->microseconds[READ], read - started);
        keep_least(&sample->microseconds[PRICE], priced - read);
        keep_least(&sample->microseconds[PRINT], printed - priced);
        keep_least(&sample->microseconds[TREE], parsed - printed);
    }
    sample->bytes_out = out->length;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_row(const char *name, const double *values, const double *sorted, const struct sample *samples, size_t count,
                      bool in, bool out)
{
    double sum = 0, bytes = 0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
        bytes += (in ? (double)samples[i].bytes_in : 0) + (out ? (double)samples[i].bytes_out : 0);
    }
    printf("%-28s%12.2f%12.2f%12.2f\n", name, sorted[count / 2], sorted[count * 99 / 100], sum / (bytes / 1024));
}

static void report(const char *name, unsigned stages, const struct sample *samples, size_t count, bool in, bool out)
{
    double *values = malloc(count * sizeof *values), *sorted = malloc(count * sizeof *sorted);
    if (values == NULL || sorted == NULL)
        exit(1);
    for (size_t i = 0; i < count; i++) {
        values[i] = 0;
        for (int s = 0; s < STAGES; s++)
            values[i] += stages >> s & 1 ? samples[i].microseconds[s] : 0;
        sorted[i] = values[i];
    }
    qsort(sorted, count, sizeof *sorted, compare);
    print_row(name, values, sorted, samples, count, in, out);
    free(values);
    free(sorted);
}

int main(int count, char **words)
{
    promo_image *image;
    promo_session *session;
    struct basket_reader reader;
    struct buffer out;
    static struct sample samples[MOST_BASKETS];
    size_t baskets = 0, bytes_in = 0, bytes_out = 0;
    if (count != 3)
        return fprintf(stderr, "usage: json IMAGE BASKETS.ndjson\n"), 2;
    if (promo_image_open(&image, words[1], NULL) != PROMO_OK || promo_session_new(&session, image, NULL) != PROMO_OK ||
        basket_reader_init(&reader, image, NULL) != PROMO_OK)
        fail(words[1]);
    FILE *file = fopen(words[2], "r");
    if (file == NULL)
        return perror(words[2]), 1;
    buffer_init(&out, NULL);
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; baskets < MOST_BASKETS && (length = getline(&line, &room, file)) > 0; baskets++) {
        measure(image, session, &reader, &out, (struct text){line, (size_t)length}, &samples[baskets]);
        bytes_in += samples[baskets].bytes_in;
        bytes_out += samples[baskets].bytes_out;
    }
    printf("%zu baskets of %zu bytes, results of %zu bytes on average\n", baskets, bytes_in / baskets, bytes_out / baskets);
    printf("%-28s%12s%12s%12s\n", "microseconds", "median", "p99", "per KiB");
    report("read into the session", 1u << READ, samples, baskets, true, false);
    report("price", 1u << PRICE, samples, baskets, true, false);
    report("print the result", 1u << PRINT, samples, baskets, false, true);
    report("read and print", 1u << READ | 1u << PRINT, samples, baskets, true, true);
    report("cJSON: a tree of the basket", 1u << TREE, samples, baskets, true, false);
    free(line);
    fclose(file);
    buffer_done(&out);
    basket_reader_done(&reader);
    promo_session_free(session);
    promo_image_free(image);
    return 0;
}
