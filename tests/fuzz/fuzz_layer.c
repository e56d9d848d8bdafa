/* Any bytes as a layer for the optimiser: refused with a message, or solved within its work limit, and written so that what is
 * read again is the same. */
#include "vm/best_file.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORK_MOST = 20000 };

static struct best_solver *solver;

static void check_solution(const struct best_problem *problem)
{
    const struct best_solution *solution;
    if (best_solve(solver, problem, &solution) != PROMO_OK)
        return;
    assert(!solution->feasible || fraction_compare(solution->value, solution->bound) <= 0);
    for (uint32_t i = 0; i < solution->piece_count; i++)
        assert(solution->pieces[i].class_index <= problem->class_count && solution->pieces[i].count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct best_instance instance, again;
    struct buffer first, second;
    if (solver == NULL && (solver = best_solver_new(NULL)) == NULL)
        return 0;
    best_instance_init(&instance, NULL);
    if (best_file_read(&instance, (struct text){(const char *)data, size}) != PROMO_OK) {
        assert(promo_last_error()[0] != '\0');
        best_instance_done(&instance);
        return 0;
    }
    buffer_init(&first, NULL);
    buffer_init(&second, NULL);
    best_instance_init(&again, NULL);
    best_file_write(&first, &instance.problem);
    assert(best_file_read(&again, (struct text){first.bytes, first.length}) == PROMO_OK);
    best_file_write(&second, &again.problem);
    assert(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
    if (instance.problem.work_limit > WORK_MOST)
        instance.problem.work_limit = WORK_MOST;
    check_solution(&instance.problem);
    best_instance_done(&again);
    best_instance_done(&instance);
    buffer_done(&second);
    buffer_done(&first);
    return 0;
}
