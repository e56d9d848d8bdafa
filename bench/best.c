/* How long the layer's best combination takes, beside an integer programming solver and greedy by priority.
 *
 *     bench_best [instances [WORD ...]]     a table on standard output
 *
 * Words are families, sizes (offers), `shapes` and `quantities`; without one of a kind, all of it. `quantities` is a table of its own,
 * of the families and sizes named, else of ordinary and hard ones of 20 and 40 offers; where it is not asked for, of fewer instances. */
#include "bench/best_instances.h"
#include "bench/best_measure.h"
#include "bench/best_quantities.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAMILIES_MOST = 8, SIZES_MOST = 16, UNASKED_INSTANCES = 30, CALIBRATED_FAMILIES = 2 /* the first ones */ };

static const struct measure_limits LIMITS = {.work = 50000000, .seconds = 20, .greedy = true};

static void print_head(void)
{
    printf("%-28s %9s %9s %9s %7s  %9s %9s %9s  %6s %6s  %8s %6s\n", "microseconds a layer", "median", "p99", "max",
           "proven", "GLPK med", "p99", "max", "x med", "x p99", "greedy", "loses");
}

static void print_row(const char *name, struct row *row)
{
    uint32_t count = row->own.count;
    double median = bench_quantile(&row->own, 0.5), p99 = bench_quantile(&row->own, 0.99), most = bench_quantile(&row->own, 1);
    double other = bench_quantile(&row->glpk, 0.5), other_p99 = bench_quantile(&row->glpk, 0.99), other_most = bench_quantile(&row->glpk, 1);
    printf("%-28s %9.1f %9.1f %9.1f %6.1f%%  %9.1f %9.1f %9.1f  %6.1f %6.1f  %8.1f %5.2f%%", name, median, p99, most,
           100.0 * row->proven / count, other, other_p99, other_most, other / median, other_p99 / p99,
           bench_quantile(&row->greedy, 0.5), 100 * row->lost / count);
    bench_print_notes(row);
}

struct sizes {
    uint32_t offers[SIZES_MOST], count;
};

/* Where none are asked for. */
static const struct sizes USUAL = {{5, 10, 20, 40, 80, 160}, 6}, USUAL_QUANTITIES = {{20, 40}, 2};

/* What the command's words ask for. */
struct request {
    uint32_t instances;
    bool family[FAMILIES_MOST], any_family, shapes, quantities;
    struct sizes sizes;
};

static bool read_word(struct request *request, const char *word)
{
    char *end;
    unsigned long size = strtoul(word, &end, 10);
    for (uint32_t f = 0; f < INSTANCE_FAMILY_COUNT; f++)
        if (strcmp(word, INSTANCE_FAMILIES[f].name) == 0)
            return request->any_family = request->family[f] = true;
    if (strcmp(word, "shapes") == 0)
        return request->shapes = true;
    if (strcmp(word, "quantities") == 0)
        return request->quantities = true;
    if (*end != '\0' || size == 0 || request->sizes.count == SIZES_MOST)
        return false;
    request->sizes.offers[request->sizes.count++] = (uint32_t)size;
    return true;
}

static bool read_request(struct request *request, int argc, char **argv)
{
    *request = (struct request){.instances = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 200};
    for (int i = 2; i < argc; i++)
        if (!read_word(request, argv[i]))
            return false;
    return request->instances > 0;
}

static uint32_t bench_family(struct bench *bench, const struct instance_family *family, uint32_t offers, uint32_t instances)
{
    char name[64];
    bench_row(bench, LIMITS);
    for (uint32_t i = 0; i < instances; i++) {
        arena_reset(&bench->arena);
        snprintf(name, sizeof name, "%s %" PRIu32 " number %" PRIu32, family->name, offers, i);
        bench_measure(bench, instance_make(family, &bench->arena, offers, i), name);
    }
    snprintf(name, sizeof name, "%s, %" PRIu32 " offers", family->name, offers);
    print_row(name, &bench->row);
    return bench->row.different;
}

static uint32_t bench_shape(struct bench *bench, const struct instance_shape *shape)
{
    bench_row(bench, LIMITS);
    arena_reset(&bench->arena);
    bench_measure(bench, shape->make(&bench->arena), shape->name);
    print_row(shape->name, &bench->row);
    return bench->row.different;
}

static uint32_t bench_families(struct bench *bench, const struct request *request)
{
    const struct sizes *sizes = request->sizes.count > 0 ? &request->sizes : &USUAL;
    uint32_t different = 0;
    for (uint32_t f = 0; f < INSTANCE_FAMILY_COUNT; f++)
        for (uint32_t s = 0; s < sizes->count && (request->family[f] || !request->any_family); s++)
            different += bench_family(bench, &INSTANCE_FAMILIES[f], sizes->offers[s], request->instances);
    return different;
}

static uint32_t bench_quantities(struct bench *bench, const struct request *request)
{
    const struct sizes *sizes = request->sizes.count > 0 ? &request->sizes : &USUAL_QUANTITIES;
    bool fewer = !request->quantities && request->instances > UNASKED_INSTANCES;
    uint32_t instances = fewer ? UNASKED_INSTANCES : request->instances, different = 0;
    quantities_print_head();
    for (uint32_t f = 0; f < INSTANCE_FAMILY_COUNT; f++)
        for (uint32_t s = 0; s < sizes->count && (request->any_family ? request->family[f] : f < CALIBRATED_FAMILIES); s++)
            different += quantities_bench(bench, &INSTANCE_FAMILIES[f], sizes->offers[s], instances);
    return different;
}

static uint32_t bench_all(struct bench *bench, const struct request *request)
{
    uint32_t different = 0;
    bool named = request->any_family || request->sizes.count > 0, apart = request->shapes || request->quantities;
    bool families = !request->quantities && (named || !request->shapes), shapes = request->shapes || (!named && !apart);
    if (families || shapes)
        print_head();
    if (families)
        different += bench_families(bench, request);
    for (uint32_t i = 0; i < INSTANCE_SHAPE_COUNT && shapes; i++)
        different += bench_shape(bench, &INSTANCE_SHAPES[i]);
    if (request->quantities || (!named && !apart))
        different += bench_quantities(bench, request);
    return different;
}

int main(int argc, char **argv)
{
    struct request request;
    static struct bench bench;
    if (!read_request(&request, argc, argv)) {
        fprintf(stderr, "bench_best [instances [family or size or `shapes` or `quantities` ...]]\n");
        return 2;
    }
    uint32_t different = 1;
    if (bench_begin(&bench, request.instances))
        different = bench_all(&bench, &request);
    bench_end(&bench);
    return different > 0;
}
