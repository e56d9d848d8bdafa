/* How long the layer's best combination takes, beside an integer programming solver and greedy by priority.
 *
 *     bench_best [instances] [offers ...]     tables on standard output */
#include "bench/best_glpk.h"
#include "bench/best_greedy.h"
#include "bench/best_instances.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COLUMNS_MOST = 100000, REPEATS = 3, WORK_LIMIT = 50000000, SECONDS_MOST = 20 };

struct samples {
    double *times; /* microseconds */
    uint32_t count;
};

struct row {
    struct samples own, glpk, greedy;
    uint32_t proven, compared, different, skipped;
    double lost; /* by greedy, share of the discount, summed */
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

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

static void measure(struct best_solver *solver, struct greedy *greedy, const struct best_problem *problem,
                    struct row *row, const char *name)
{
    const struct best_solution *solution;
    double best = 0, value, other, time;
    for (int i = 0; i <= REPEATS; i++) {
        double start = now();
        promo_status status = best_solve(solver, problem, &solution);
        time = now() - start;
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
    double start = now();
    if (greedy_value(greedy, problem, &taken) == PROMO_OK) {
        add_sample(&row->greedy, now() - start);
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

int main(int argc, char **argv)
{
    static const uint32_t usual[] = {5, 10, 20, 40, 80, 160};
    uint32_t instances = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 200, different = 0;
    uint32_t sizes = argc > 2 ? (uint32_t)argc - 2 : 6;
    struct best_solver *solver = best_solver_new(NULL);
    static struct greedy greedy;
    if (solver == NULL || !greedy_begin(&greedy))
        return 2;
    struct row row = {.own = {calloc(instances + 1, sizeof(double)), 0},
                      .glpk = {calloc(instances + 1, sizeof(double)), 0},
                      .greedy = {calloc(instances + 1, sizeof(double)), 0}};
    struct arena arena;
    arena_init(&arena, &ALLOC_DEFAULT);
    print_head();
    for (int kind = INSTANCE_ORDINARY; kind <= INSTANCE_HARD; kind++)
        for (uint32_t s = 0; s < sizes; s++) {
            uint32_t offers = argc > 2 ? (uint32_t)strtoul(argv[s + 2], NULL, 10) : usual[s];
            char name[64];
            reset(&row);
            for (uint32_t i = 0; i < instances; i++) {
                arena_reset(&arena);
                snprintf(name, sizeof name, "%s %" PRIu32 " number %" PRIu32, kind == INSTANCE_HARD ? "hard" : "ordinary", offers, i);
                struct best_problem problem = *instance_make(&arena, (enum instance_kind)kind, offers, i);
                problem.work_limit = WORK_LIMIT;
                measure(solver, &greedy, &problem, &row, name);
            }
            snprintf(name, sizeof name, "%s, %" PRIu32 " offers", kind == INSTANCE_HARD ? "hard" : "ordinary", offers);
            print_row(name, &row);
            different += row.different;
        }
    for (uint32_t i = 0; i < INSTANCE_SHAPE_COUNT && argc <= 2; i++) {
        reset(&row);
        arena_reset(&arena);
        struct best_problem problem = *INSTANCE_SHAPES[i].make(&arena);
        problem.work_limit = WORK_LIMIT;
        measure(solver, &greedy, &problem, &row, INSTANCE_SHAPES[i].name);
        print_row(INSTANCE_SHAPES[i].name, &row);
        different += row.different;
    }
    arena_done(&arena);
    best_solver_free(solver);
    greedy_end(&greedy);
    free(row.own.times);
    free(row.glpk.times);
    free(row.greedy.times);
    return different > 0;
}
