#include "bench/best_measure.h"

#include "bench/best_clock.h"
#include "bench/best_glpk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MOST = 100000, REPEATS = 3 };

bool bench_begin(struct bench *bench, uint32_t instances)
{
    bench->solver = best_solver_new(NULL);
    arena_init(&bench->arena, &ALLOC_DEFAULT);
    bench->row = (struct row){.own = {calloc(instances, sizeof(double)), 0},
                              .glpk = {calloc(instances, sizeof(double)), 0},
                              .greedy = {calloc(instances, sizeof(double)), 0}};
    return greedy_begin(&bench->greedy) && bench->solver != NULL && bench->row.own.times != NULL &&
           bench->row.glpk.times != NULL && bench->row.greedy.times != NULL;
}

void bench_end(struct bench *bench)
{
    free(bench->row.own.times);
    free(bench->row.glpk.times);
    free(bench->row.greedy.times);
    arena_done(&bench->arena);
    greedy_end(&bench->greedy);
    best_solver_free(bench->solver);
}

void bench_row(struct bench *bench, struct measure_limits limits)
{
    struct row *row = &bench->row;
    double *own = row->own.times, *glpk = row->glpk.times, *greedy = row->greedy.times;
    bench->limits = limits;
    *row = (struct row){.own = {own, 0}, .glpk = {glpk, 0}, .greedy = {greedy, 0}};
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

double bench_quantile(struct samples *samples, double part)
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

static const struct best_solution *measure_own(struct bench *bench, const struct best_problem *problem, const char *name)
{
    const struct best_solution *solution = NULL;
    double best = 0;
    for (int i = 0; i <= REPEATS; i++) {
        double start = clock_start();
        promo_status status = best_solve(bench->solver, problem, &solution);
        double time = clock_since(start);
        if (status != PROMO_OK) {
            fprintf(stderr, "%s: %s\n", name, promo_status_text(status));
            exit(1);
        }
        if (i == 1 || (i > 1 && time < best))
            best = time;
    }
    add_sample(&bench->row.own, best);
    bench->row.proven += solution->proven;
    return solution;
}

static void measure_greedy(struct bench *bench, const struct best_problem *problem, double value)
{
    struct fraction taken;
    double start = clock_start();
    if (greedy_value(&bench->greedy, problem, &taken) != PROMO_OK)
        return;
    add_sample(&bench->row.greedy, clock_since(start));
    bench->row.lost += value > 0 ? (value - as_double(taken)) / value : 0;
}

static void measure_glpk(struct bench *bench, const struct best_problem *problem, const char *name, double value, bool proven)
{
    struct row *row = &bench->row;
    double other, time;
    if (glpk_solve(problem, COLUMNS_MOST, bench->limits.seconds, &other, &time) != GLPK_OPTIMAL) {
        row->skipped++;
        return;
    }
    add_sample(&row->glpk, time);
    row->compared++;
    if (proven && !glpk_agrees(value, other)) {
        row->different++;
        fprintf(stderr, "%s: %.6f here, %.6f by GLPK\n", name, value, other);
    }
}

void bench_measure(struct bench *bench, const struct best_problem *made, const char *name)
{
    struct best_problem problem = *made;
    problem.work_limit = bench->limits.work;
    const struct best_solution *solution = measure_own(bench, &problem, name);
    double value = as_double(solution->value);
    bool proven = solution->proven;
    if (bench->limits.greedy)
        measure_greedy(bench, &problem, value);
    if (getenv("BENCH_NO_GLPK") == NULL)
        measure_glpk(bench, &problem, name, value, proven);
}

void bench_print_notes(const struct row *row)
{
    if (row->skipped > 0)
        printf("  (%" PRIu32 " without an optimum by GLPK)", row->skipped);
    if (row->different > 0)
        printf("  %" PRIu32 " DIFFERENT", row->different);
    printf("\n");
    fflush(stdout);
}
