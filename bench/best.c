/* How long the layer's best combination takes, beside an integer programming solver and greedy by priority.
 *
 *     bench_best [instances [WORD ...]]     a table on standard output
 *
 * Words are families, sizes (offers) and `shapes`; without one of a kind, all of it. */
#include "bench/best_clock.h"
#include "bench/best_glpk.h"
#include "bench/best_greedy.h"
#include "bench/best_instances.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = 100000, REPEATS = 3, WORK_LIMIT = 50000000, SECONDS_MOST = 20, FAMILIES_MOST = 8, SIZES_MOST = 16 };

struct samples {
    double *times; /* microseconds */
    uint32_t count;
};

struct row {
    struct samples own, glpk, greedy;
    uint32_t proven, compared, different, skipped;
    double lost; /* by greedy, share of the discount, summed */
};

struct bench {
    struct best_solver *solver;
    struct greedy greedy;
    struct arena arena; /* of the instance at hand */
    struct row row;
};

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double quantile(struct samples *samples, double part)
{
    if (samples->count == 0)
        return 0;
    qsort(samples->times, samples->count, sizeof *samples->times, by_size);
    uint32_t at = (uint32_t)(part * (samples->count - 1) + 0.5);
    return samples->times[at];
}

static double as_double(struct fraction value)
{
    return (double)value.numerator / (double)value.denominator;
}

static void add_sample(struct samples *samples, double time)
{
    samples->times[samples->count++] = time;
}

static void measure(struct bench *bench, const struct best_problem *made, const char *name)
{
    struct best_problem limited = *made;
    const struct best_problem *problem = &limited;
    const struct best_solution *solution;
    struct row *row = &bench->row;
    double best = 0, value, other, time;
    limited.work_limit = WORK_LIMIT;
    for (int i = 0; i <= REPEATS; i++) {
        double start = clock_start();
        promo_status status = best_solve(bench->solver, problem, &solution);
        time = clock_since(start);
        if (status != PROMO_OK) {
            fprintf(stderr, "%s: %s\n", name, promo_status_text(status));
            exit(1);
        }
        if (i == 1 || (i > 1 && time < best))
            best = time;
    }
    add_sample(&row->own, best);
    row->proven += solution->proven;
    value = as_double(solution->value);
    bool proven = solution->proven;
    struct fraction taken;
    double start = clock_start();
    if (greedy_value(&bench->greedy, problem, &taken) == PROMO_OK) {
        add_sample(&row->greedy, clock_since(start));
        row->lost += value > 0 ? (value - as_double(taken)) / value : 0;
    }
    if (getenv("BENCH_NO_GLPK") != NULL)
        return;
    enum glpk_end end = glpk_solve(problem, COLUMNS_MOST, SECONDS_MOST, &other, &time);
    if (end != GLPK_OPTIMAL) {
        row->skipped++;
        return;
    }
    add_sample(&row->glpk, time);
    row->compared++;
    if (proven && (other - value > 1e-3 || value - other > 1e-3)) {
        row->different++;
        fprintf(stderr, "%s: %.6f here, %.6f by GLPK\n", name, value, other);
    }
}

static void print_head(void)
{
    printf("%-28s %9s %9s %9s %7s  %9s %9s %9s  %6s %6s  %8s %6s\n", "microseconds a layer", "median", "p99", "max",
           "proven", "GLPK med", "p99", "max", "x med", "x p99", "greedy", "loses");
}

static void print_row(const char *name, struct row *row)
{
    uint32_t count = row->own.count;
    double median = quantile(&row->own, 0.5), p99 = quantile(&row->own, 0.99), most = quantile(&row->own, 1);
    double other = quantile(&row->glpk, 0.5), other_p99 = quantile(&row->glpk, 0.99), other_most = quantile(&row->glpk, 1);
    printf("%-28s %9.1f %9.1f %9.1f %6.1f%%  %9.1f %9.1f %9.1f  %6.1f %6.1f  %8.1f %5.2f%%", name, median, p99, most,
           100.0 * row->proven / count, other, other_p99, other_most, other / median, other_p99 / p99,
           quantile(&row->greedy, 0.5), 100 * row->lost / count);
    if (row->skipped > 0)
        printf("  (%" PRIu32 " without an optimum by GLPK)", row->skipped);
    if (row->different > 0)
        printf("  %" PRIu32 " DIFFERENT", row->different);
    printf("\n");
    fflush(stdout);
}

static void reset(struct row *row)
{
    double *own = row->own.times, *glpk = row->glpk.times, *greedy = row->greedy.times;
    *row = (struct row){.own = {own, 0}, .glpk = {glpk, 0}, .greedy = {greedy, 0}};
}

/* What the command's words ask for: all families and sizes, where none is named. */
struct request {
    uint32_t instances;
    bool family[FAMILIES_MOST], shapes;
    uint32_t sizes[SIZES_MOST], size_count;
};

static bool read_word(struct request *request, const char *word)
{
    char *end;
    unsigned long size = strtoul(word, &end, 10);
    for (uint32_t f = 0; f < INSTANCE_FAMILY_COUNT; f++)
        if (strcmp(word, INSTANCE_FAMILIES[f].name) == 0)
            return request->family[f] = true;
    if (strcmp(word, "shapes") == 0)
        return request->shapes = true;
    if (*end != '\0' || size == 0 || request->size_count == SIZES_MOST)
        return false;
    request->sizes[request->size_count++] = (uint32_t)size;
    return true;
}

static bool read_request(struct request *request, int argc, char **argv)
{
    static const uint32_t usual[] = {5, 10, 20, 40, 80, 160};
    bool any = false;
    *request = (struct request){.instances = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 200};
    for (int i = 2; i < argc; i++)
        if (!read_word(request, argv[i]))
            return false;
    for (uint32_t f = 0; f < INSTANCE_FAMILY_COUNT; f++)
        any |= request->family[f];
    for (uint32_t f = 0; f < INSTANCE_FAMILY_COUNT; f++)
        request->family[f] |= !any && !request->shapes;
    request->shapes |= !any && request->size_count == 0;
    if (request->size_count == 0) {
        request->size_count = sizeof usual / sizeof *usual;
        memcpy(request->sizes, usual, sizeof usual);
    }
    return request->instances > 0;
}

static uint32_t bench_family(struct bench *bench, const struct instance_family *family, uint32_t offers, uint32_t instances)
{
    char name[64];
    reset(&bench->row);
    for (uint32_t i = 0; i < instances; i++) {
        arena_reset(&bench->arena);
        snprintf(name, sizeof name, "%s %" PRIu32 " number %" PRIu32, family->name, offers, i);
        measure(bench, instance_make(family, &bench->arena, offers, i), name);
    }
    snprintf(name, sizeof name, "%s, %" PRIu32 " offers", family->name, offers);
    print_row(name, &bench->row);
    return bench->row.different;
}

static uint32_t bench_shape(struct bench *bench, const struct instance_shape *shape)
{
    reset(&bench->row);
    arena_reset(&bench->arena);
    measure(bench, shape->make(&bench->arena), shape->name);
    print_row(shape->name, &bench->row);
    return bench->row.different;
}

static uint32_t bench_all(struct bench *bench, const struct request *request)
{
    uint32_t different = 0;
    print_head();
    for (uint32_t f = 0; f < INSTANCE_FAMILY_COUNT; f++)
        for (uint32_t s = 0; s < request->size_count && request->family[f]; s++)
            different += bench_family(bench, &INSTANCE_FAMILIES[f], request->sizes[s], request->instances);
    for (uint32_t i = 0; i < INSTANCE_SHAPE_COUNT && request->shapes; i++)
        different += bench_shape(bench, &INSTANCE_SHAPES[i]);
    return different;
}

int main(int argc, char **argv)
{
    struct request request;
    static struct bench bench;
    if (!read_request(&request, argc, argv)) {
        fprintf(stderr, "bench_best [instances [family or size or `shapes` ...]]\n");
        return 2;
    }
    bench.solver = best_solver_new(NULL);
    if (bench.solver == NULL || !greedy_begin(&bench.greedy))
        return 2;
    arena_init(&bench.arena, &ALLOC_DEFAULT);
    bench.row = (struct row){.own = {calloc(request.instances, sizeof(double)), 0},
                             .glpk = {calloc(request.instances, sizeof(double)), 0},
                             .greedy = {calloc(request.instances, sizeof(double)), 0}};
    uint32_t different = bench_all(&bench, &request);
    free(bench.row.own.times);
    free(bench.row.glpk.times);
    free(bench.row.greedy.times);
    arena_done(&bench.arena);
    greedy_end(&bench.greedy);
    best_solver_free(bench.solver);
    return different > 0;
}
