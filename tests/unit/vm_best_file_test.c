/* Layers as files: what is written is read again as the same problem, and what cannot be a layer is refused by line. */
#include "tests/support/allocators.h"
#include "vm/best_file.h"
#include "vm_best_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct random_layer layer;

static struct text text_of(const struct buffer *buffer)
{
    return (struct text){buffer->bytes, buffer->length};
}

static void same_shares(const struct best_solution *a, const struct best_solution *b)
{
    assert_int_equal(a->share_count, b->share_count);
    for (uint32_t i = 0; i < a->share_count; i++) {
        assert_int_equal(a->shares[i].promotion, b->shares[i].promotion);
        assert_int_equal(a->shares[i].event, b->shares[i].event);
        assert_int_equal(a->shares[i].gotten, b->shares[i].gotten);
        assert_int_equal(fraction_compare(a->shares[i].discount, b->shares[i].discount), 0);
    }
}

static void same_solution(const struct best_solution *a, const struct best_solution *b)
{
    assert_int_equal(a->feasible, b->feasible);
    assert_int_equal(a->proven, b->proven);
    assert_int_equal(a->work, b->work);
    assert_int_equal(fraction_compare(a->value, b->value), 0);
    assert_int_equal(fraction_compare(a->bound, b->bound), 0);
    assert_int_equal(a->piece_count, b->piece_count);
    for (uint32_t i = 0; i < a->piece_count; i++) {
        assert_int_equal(a->pieces[i].class_index, b->pieces[i].class_index);
        assert_int_equal(a->pieces[i].count, b->pieces[i].count);
        assert_int_equal(a->pieces[i].share_count, b->pieces[i].share_count);
    }
    same_shares(a, b);
}

static void check_round_trip(const struct best_problem *problem, struct best_solver *solver, struct best_solver *other)
{
    struct buffer first, second;
    struct best_instance instance;
    const struct best_solution *solution, *again;
    buffer_init(&first, NULL);
    buffer_init(&second, NULL);
    best_instance_init(&instance, NULL);
    best_file_write(&first, problem);
    assert_int_equal(best_file_read(&instance, text_of(&first)), PROMO_OK);
    best_file_write(&second, &instance.problem);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_int_equal(best_solve(solver, problem, &solution), PROMO_OK);
    assert_int_equal(best_solve(other, &instance.problem, &again), PROMO_OK);
    same_solution(solution, again);
    best_instance_done(&instance);
    buffer_done(&second);
    buffer_done(&first);
}

static void what_is_written_is_read_and_solved_the_same(void **state)
{
    static const struct random_shape SHAPES[] = {
        {12, 10, 5, 2, 2, true, false, false}, {8, 6, 4, 3, 2, true, false, true}, {40, 16, 6, 1, 1, false, true, false}};
    struct best_solver *solver = best_solver_new(NULL), *other = best_solver_new(NULL);
    (void)state;
    assert_true(solver != NULL && other != NULL);
    for (uint64_t seed = 1; seed <= 600; seed++) {
        random_layer(&layer, seed, &SHAPES[seed % 3]);
        if (seed % 4 == 0)
            layer.problem.work_limit = 500 + (int64_t)seed;
        else
            layer.problem.work_limit = 1000000;
        check_round_trip(&layer.problem, solver, other);
    }
    best_solver_free(other);
    best_solver_free(solver);
}

static promo_status read_text(const char *text)
{
    struct best_instance instance;
    best_instance_init(&instance, NULL);
    promo_status status = best_file_read(&instance, text_from(text));
    best_instance_done(&instance);
    return status;
}

static void lines_are_free_in_spaces_and_comments(void **state)
{
    struct best_instance instance;
    (void)state;
    best_instance_init(&instance, NULL);
    assert_int_equal(best_file_read(&instance, TEXT("layer 1 # of a shop\r\n\n  class 100   count 3\nclass 7 floor 5 # a bag\n"
                                                    "promotion\nevent once\nbenefit percent 500000 on set of 0-1")),
                     PROMO_OK);
    assert_int_equal(instance.problem.class_count, 2);
    assert_int_equal(instance.problem.classes[0].count, 3);
    assert_int_equal(instance.problem.classes[1].floor, 5);
    assert_true(instance.problem.promotions[0].events[0].once);
    assert_int_equal(instance.problem.promotions[0].events[0].benefits[0].set[0], 3);
    best_instance_done(&instance);
}

/* An offer that chooses two units and then selects the cheapest, beside offers of the same units: of equal units no more than
 * three are told apart, and forty are proven as four are. */
static void many_equal_units_to_choose_among_are_proven(void **state)
{
    (void)state;
    static const char *const counts[] = {"4", "40", "1000000"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct buffer text;
        struct best_instance instance;
        const struct best_solution *solution;
        struct best_solver *solver = best_solver_new(NULL);
        assert_non_null(solver);
        buffer_init(&text, NULL);
        best_instance_init(&instance, NULL);
        buffer_format(&text,
                      "layer 1\nclass 500 floor 0 count %s sku 0 line 0\nclass 450 floor 0 count 1 sku 1 line 1\n"
                      "promotion cap 900\nevent\nbenefit percent 200000 on set any 2 of 0\n"
                      "benefit percent 500000 on set cheapest 1 of 0-1\n"
                      "event limit 3\nbenefit off_each 100 on set of 0\n",
                      counts[i]);
        assert_int_equal(best_file_read(&instance, text_of(&text)), PROMO_OK);
        assert_int_equal(best_solve(solver, &instance.problem, &solution), PROMO_OK);
        assert_true(solution->proven);
        assert_int_equal(fraction_compare(solution->value, fraction_whole(700)), 0);
        buffer_done(&text);
        best_instance_done(&instance);
        best_solver_free(solver);
    }
}

/* Solves a layer of so many lines, each of so many units, with these promotions. */
static void solve_lines(struct best_solver *solver, int lines, int units, const char *promotions, const struct best_solution **solution)
{
    struct buffer text;
    struct best_instance instance;
    buffer_init(&text, NULL);
    best_instance_init(&instance, NULL);
    buffer_format(&text, "layer 1\n");
    for (int i = 0; i < lines; i++)
        buffer_format(&text, "class %d floor 0 count %d sku %d line %d\n", 1000 + 37 * i, units, i, i);
    buffer_format(&text, "%s", promotions);
    assert_int_equal(best_file_read(&instance, text_of(&text)), PROMO_OK);
    assert_int_equal(best_solve(solver, &instance.problem, solution), PROMO_OK);
    buffer_done(&text);
    best_instance_done(&instance);
}

/* A hundred lines, with 161,700 ways to take three, of which two copies of each could be two others; or with far more to take
 * twelve, of which most have the first, middle and last unit in common. Looking at each with each would take minutes or hours, and
 * no step may be longer than others. */
static void many_ways_are_compared_within_counted_steps(void **state)
{
    static const char *const ways[] = {
        "promotion\nevent\nbuy 3 different of 0-99\nbenefit percent 150000 on them cheapest 1\n"
        "benefit percent 100000 on them dearest 1\nwork_limit 1000000\n",
        "promotion\nevent\nbuy 12 different of 0-99\nbenefit percent 100000 on them any 6\nwork_limit 4000000\n",
    };
    static const int units[] = {20, 1};
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct best_solution *solution;
        struct best_solver *solver = best_solver_new(NULL);
        assert_non_null(solver);
        solve_lines(solver, 100, units[i], ways[i], &solution);
        assert_true(solution->value.numerator > 0 && solution->work < 5000000);
        best_solver_free(solver);
    }
}

/* Hundreds of thousands of units, of which a budget pays for one at most, were split one by one until the branches were too deep. */
static void many_units_of_a_small_budget_are_proven(void **state)
{
    static const char text[] = "layer 1\n"
                               "class 4946 count 643731 sku 5 line 0\nclass 2165 count 1 sku 6 line 1\nclass 1735 count 1000000 sku 7 line 2\n"
                               "budget 100\n"
                               "promotion\n  event\n    benefit percent 333333 on set cheapest 2 of 0-2\n"
                               "promotion cap 100\n  event limit 3\n    buy 3 of 0\n    get 1 no_dearer of 1\n"
                               "    benefit percent 500000 on them\n"
                               "promotion budget 0\n  event\n    benefit off_each 200 on set of 0\n"
                               "promotion cap 10000000\n  event once\n    benefit off_spread 1800 on set of 0\n";
    (void)state;
    const struct best_solution *solution;
    struct best_instance instance;
    struct best_solver *solver = best_solver_new(NULL);
    assert_non_null(solver);
    best_instance_init(&instance, NULL);
    assert_int_equal(best_file_read(&instance, text_from(text)), PROMO_OK);
    assert_int_equal(best_solve(solver, &instance.problem, &solution), PROMO_OK);
    assert_true(solution->proven && solution->work < 10000);
    best_instance_done(&instance);
    best_solver_free(solver);
}

/* A cap of 236 is spent by one unit of each of two lines; of sets as good, the one that claims all ten units of the second comes first.
 * Other discounts of the same lines are a multi-buy of slots. */
static void the_preferred_of_equal_sets_is_found_beside_slots_and_a_spent_cap(void **state)
{
    (void)state;
    static const char LAYER[] =
        "layer 1\nclass 839 floor 0 count 1 sku 0 line 0\nclass 219 floor 0 count 10 sku 1 line 1\n"
        "class 219 floor 0 count 1 sku 2 line 2\nclass 49 floor 0 count 1 sku 3 line 3\nclass 839 floor 0 count 1 sku 4 line 4\n"
        "class 807 floor 0 count 1 sku 5 line 5\nclass 539 floor 0 count 10 sku 6 line 6\nclass 689 floor 0 count 1 sku 7 line 7\n"
        "class 319 floor 0 count 10 sku 8 line 8\n"
        "promotion\nevent\nbuy 4 of 2 5-6 8\nbenefit price_sum 1356 on them\n"
        "promotion\nevent\nbuy 1 of 6\nget 1 of 4\nbenefit percent 400000 on them\n"
        "promotion cap 236\nevent\nbenefit percent 270000 on set of 0-1 7\n"
        "promotion\nevent\nbuy 1 of 7\nget 1 of 3\nbenefit percent 440000 on them\n"
        "promotion\nevent\nbuy 1 of 6\nget 1 of 3\nbenefit percent 240000 on them\nwork_limit 4000000\n";
    struct best_instance instance;
    struct best_solver *solver = best_solver_new(NULL);
    const struct best_solution *solution;
    int64_t units = 0;
    assert_non_null(solver);
    best_instance_init(&instance, NULL);
    assert_int_equal(best_file_read(&instance, (struct text){LAYER, sizeof LAYER - 1}), PROMO_OK);
    assert_int_equal(best_solve(solver, &instance.problem, &solution), PROMO_OK);
    for (uint32_t i = 0; i < solution->piece_count; i++)
        if (solution->pieces[i].class_index == 1)
            units += solution->pieces[i].count;
    assert_true(solution->proven);
    assert_int_equal(units, 10);
    best_instance_done(&instance);
    best_solver_free(solver);
}

/* Where no steps are left applications are looked for again and again, of what is left; what is not taken is not kept. */
static void what_a_struck_limit_leaves_to_look_at_is_not_kept(void **state)
{
    (void)state;
    enum { BYTES_MOST = 64 << 20 };
    struct counting counting;
    const struct best_solution *solution;
    counting_start(&counting, -1);
    struct best_solver *solver = best_solver_new(&counting.allocator);
    assert_non_null(solver);
    solve_lines(solver, 1000, 2,
                "promotion\nevent\nbuy 2 of 0-499\nbenefit percent 500000 on them cheapest 1\n"
                "promotion\nevent\nbuy 3 of 0-999\nbenefit percent 400000 on them cheapest 1\nwork_limit 1\n",
                &solution);
    assert_int_equal(solution->use_count, 2);
    assert_true(counting.live_bytes < BYTES_MOST);
    best_solver_free(solver);
}

/* Each with the line that the message has to name. */
static void what_is_no_layer_is_refused_by_line(void **state)
{
    static const struct {
        const char *line, *text;
    } WRONG[] = {
        {"line 1:", ""},
        {"line 1:", "layer 2\n"},
        {"line 2:", "layer 1\nclass\n"},
        {"line 2:", "layer 1\nclass -1\n"},
        {"line 2:", "layer 1\nclass 99999999999999999999\n"},
        {"line 2:", "layer 1\nclass 100 count 0\n"},
        {"line 2:", "layer 1\nclass 100 weight 5\n"},
        {"line 2:", "layer 1\nshop\n"},
        {"line 2:", "layer 1\nevent\n"},
        {"line 2:", "layer 1\nbuy 1 of 0\n"},
        {"line 3:", "layer 1\npromotion\nclass 5\n"},
        {"line 3:", "layer 1\npromotion\nbenefit award on nothing\n"},
        {"line 4:", "layer 1\npromotion\nevent\nbuy 1\n"},
        {"line 4:", "layer 1\npromotion\nevent\nbuy 1 of 0\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nget 1 of 0\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nbuy 1 no_dearer of 0\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nbuy 1 of 0-1\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nbenefit percent 1000001 on set of 0\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nbenefit percent 5 on them\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nbenefit award on set of 0\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nbenefit off_each 5 on order cheapest 1\n"},
        {"line 5:", "layer 1\nclass 5\npromotion\nevent\nbenefit gift 5 on set of 0\n"},
        {"line 6:", "layer 1\nclass 5\npromotion\nevent\nbenefit percent 5 on set of 0\nbuy 1 of 0\n"},
        {"`must_use`", "layer 1\nmust_use 0\n"},
        {"budget", "layer 1\npromotion budget 0\n"},
        {"exclude", "layer 1\npromotion excludes 1\npromotion\n"},
        {"exclude", "layer 1\npromotion excludes 0\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        assert_int_equal(read_text(WRONG[i].text), PROMO_INVALID);
        if (strstr(promo_last_error(), WRONG[i].line) == NULL)
            fail_msg("%s: expected %s in the message, got %s", WRONG[i].text, WRONG[i].line, promo_last_error());
    }
}

/* Every allocation fails once; nothing is lost, and nothing else happens. */
static void a_failing_allocation_is_survived(void **state)
{
    struct buffer text;
    (void)state;
    buffer_init(&text, NULL);
    random_layer(&layer, 11, &(struct random_shape){12, 10, 5, 2, 2, true, false, false});
    best_file_write(&text, &layer.problem);
    bool failed = true;
    for (long after = 0; failed; after++) {
        struct counting counting;
        struct best_instance instance;
        counting_start(&counting, after);
        best_instance_init(&instance, &counting.allocator);
        promo_status status = best_file_read(&instance, text_of(&text));
        best_instance_done(&instance);
        failed = status != PROMO_OK;
        if (failed)
            assert_int_equal(status, PROMO_NO_MEMORY);
        assert_int_equal(counting.live_bytes, 0);
    }
    buffer_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_and_solved_the_same),
        cmocka_unit_test(lines_are_free_in_spaces_and_comments),
        cmocka_unit_test(many_equal_units_to_choose_among_are_proven),
        cmocka_unit_test(many_ways_are_compared_within_counted_steps),
        cmocka_unit_test(many_units_of_a_small_budget_are_proven),
        cmocka_unit_test(the_preferred_of_equal_sets_is_found_beside_slots_and_a_spent_cap),
        cmocka_unit_test(what_a_struck_limit_leaves_to_look_at_is_not_kept),
        cmocka_unit_test(what_is_no_layer_is_refused_by_line),
        cmocka_unit_test(a_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
