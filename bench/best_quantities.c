#include "bench/best_quantities.h"

#include "promo/vm.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS_MOST = 2 };

typedef const struct best_problem *quantities_make(struct arena *arena, const struct best_problem *problem, int64_t number);

static struct best_class *copy_classes(struct arena *arena, const struct best_problem *problem, struct best_problem **copy)
{
    struct best_class *classes = ARENA_ARRAY(arena, problem->class_count, struct best_class);
    *copy = ARENA_NEW(arena, struct best_problem);
    if (classes == NULL || *copy == NULL)
        return NULL;
    memcpy(classes, problem->classes, problem->class_count * sizeof *classes);
    **copy = *problem;
    (*copy)->classes = classes;
    return classes;
}

const struct best_problem *quantities_of_one(struct arena *arena, const struct best_problem *problem, int64_t count)
{
    struct best_problem *copy;
    struct best_class *classes = copy_classes(arena, problem, &copy);
    if (classes == NULL)
        return NULL;
    classes[problem->class_count / 2].count = count;
    return copy;
}

const struct best_problem *quantities_of_all(struct arena *arena, const struct best_problem *problem, int64_t times)
{
    struct best_problem *copy;
    struct best_class *classes = copy_classes(arena, problem, &copy);
    if (classes == NULL)
        return NULL;
    for (uint32_t c = 0; c < problem->class_count; c++)
        classes[c].count *= times;
    return copy;
}

/* The rows; of each way to make them, the one with ten comes first, as the others are measured by it. */
static const struct {
    const char *name;
    quantities_make *make;
    int64_t number;
} ROWS[] = {
    {"10 of a line", quantities_of_one, 10},          {"1,000 of a line", quantities_of_one, 1000},
    {"1,000,000 of a line", quantities_of_one, 1000000}, {"10 times each line", quantities_of_all, 10},
    {"as it is", quantities_of_all, 1},               {"1,000 times each line", quantities_of_all, 1000},
    {"1,000,000 times each line", quantities_of_all, 1000000},
};

void quantities_print_head(void)
{
    printf("%-46s %9s %9s %9s %9s %7s  %6s %6s  %9s %9s %9s  %6s %6s\n", "microseconds a layer", "median", "p90", "p99", "max", "proven",
           "/10 md", "/10 99", "GLPK med", "p99", "max", "x med", "x p99");
}

static void print_row(const char *name, struct row *row, double ten_median, double ten_p99)
{
    double median = bench_quantile(&row->own, 0.5), p99 = bench_quantile(&row->own, 0.99);
    double other = bench_quantile(&row->glpk, 0.5), other_p99 = bench_quantile(&row->glpk, 0.99);
    printf("%-46s %9.1f %9.1f %9.1f %9.1f %6.1f%%  %6.2f %6.2f  %9.1f %9.1f %9.1f  %6.1f %6.1f", name, median,
           bench_quantile(&row->own, 0.9), p99, bench_quantile(&row->own, 1), 100.0 * row->proven / row->own.count, median / ten_median,
           p99 / ten_p99, other, other_p99, bench_quantile(&row->glpk, 1), other / median, other_p99 / p99);
    bench_print_notes(row);
}

uint32_t quantities_bench(struct bench *bench, const struct instance_family *family, uint32_t offers, uint32_t instances)
{
    char name[96];
    uint32_t different = 0;
    double ten_median = 1, ten_p99 = 1;
    for (size_t r = 0; r < sizeof ROWS / sizeof *ROWS; r++) {
        bench_row(bench, (struct measure_limits){.work = PROMO_DEFAULT_WORK, .seconds = SECONDS_MOST});
        for (uint32_t i = 0; i < instances; i++) {
            arena_reset(&bench->arena);
            snprintf(name, sizeof name, "%s %" PRIu32 " number %" PRIu32 ", %s", family->name, offers, i, ROWS[r].name);
            const struct best_problem *problem = instance_make(family, &bench->arena, offers, i);
            bench_measure(bench, ROWS[r].make(&bench->arena, problem, ROWS[r].number), name);
        }
        if (ROWS[r].number == 10) {
            ten_median = bench_quantile(&bench->row.own, 0.5);
            ten_p99 = bench_quantile(&bench->row.own, 0.99);
        }
        snprintf(name, sizeof name, "%s, %" PRIu32 " offers, %s", family->name, offers, ROWS[r].name);
        print_row(name, &bench->row, ten_median, ten_p99);
        different += bench->row.different;
    }
    return different;
}
