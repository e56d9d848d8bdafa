/* Rounding and allocation against a settlement unit by unit, and the sentences of the semantics on their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vm/settle.h"

enum { MOST_CLASSES = 12, MOST_MADE = 5, MOST_USES = 4, MOST_UNITS = 64, MOST_PIECES = 12 };

static struct fraction ratio(int64_t numerator, int64_t denominator)
{
    struct fraction out;
    assert_true(fraction_make(numerator, denominator, &out));
    return out;
}

struct instance {
    struct best_class classes[MOST_CLASSES];
    struct best_event events[MOST_USES];
    struct best_promotion promotions[MOST_USES];
    int64_t budgets[1];
    struct best_use uses[MOST_USES];
    struct best_piece pieces[MOST_PIECES];
    struct best_share shares[MOST_PIECES * MOST_USES];
    struct best_problem problem;
    struct best_solution solution;
};

static void wire(struct instance *instance)
{
    instance->problem.classes = instance->classes;
    instance->problem.promotions = instance->promotions;
    instance->problem.budgets = instance->budgets;
    instance->problem.must_use = BEST_NONE;
    instance->solution.uses = instance->uses;
    instance->solution.pieces = instance->pieces;
    instance->solution.shares = instance->shares;
    for (uint32_t u = 0; u < instance->solution.use_count; u++)
        instance->uses[u].money = fraction_whole(0);
    for (uint32_t p = 0; p < instance->solution.piece_count; p++)
        for (uint32_t s = 0; s < instance->pieces[p].share_count; s++) {
            const struct best_share *share = &instance->shares[instance->pieces[p].first_share + s];
            struct fraction all;
            struct best_use *use = &instance->uses[0];
            while (use->promotion != share->promotion || use->event != share->event)
                use++;
            assert_true(fraction_multiply(share->discount, fraction_whole(instance->pieces[p].count), &all));
            assert_true(fraction_add(use->money, all, &use->money));
        }
}

static void add_piece(struct instance *instance, uint32_t class_index, int64_t count, uint32_t share_count,
                      const struct best_share *shares)
{
    struct best_solution *solution = &instance->solution;
    instance->pieces[solution->piece_count++] =
        (struct best_piece){class_index, count, solution->share_count, share_count};
    for (uint32_t i = 0; i < share_count; i++)
        instance->shares[solution->share_count++] = shares[i];
}

static const struct settlement *settled(struct settler *settler, struct instance *instance, enum rounding mode)
{
    const struct settlement *out;
    wire(instance);
    assert_int_equal(settle(settler, &instance->problem, &instance->solution, mode, &out), PROMO_OK);
    return out;
}

/* --- unit by unit --------------------------------------------------------------------------------------------------- */

struct unit {
    uint32_t piece;
    int64_t left, taken;
};

static const struct best_share *share_in(const struct instance *instance, uint32_t piece, uint32_t promotion)
{
    const struct best_piece *of = &instance->pieces[piece];
    for (uint32_t i = 0; i < of->share_count; i++)
        if (instance->shares[of->first_share + i].promotion == promotion)
            return &instance->shares[of->first_share + i];
    return NULL;
}

static size_t expand(const struct instance *instance, struct unit *units)
{
    size_t count = 0;
    for (uint32_t p = 0; p < instance->solution.piece_count; p++) {
        const struct best_class *of = &instance->classes[instance->pieces[p].class_index];
        for (int64_t i = 0; i < instance->pieces[p].count; i++)
            units[count++] = (struct unit){p, of->price - of->floor, 0};
    }
    return count;
}

/* Gives `total` to the units by largest remainder, one minor unit at a time. */
static void give(const struct instance *instance, struct unit *units, size_t count, uint32_t promotion, int64_t total,
                 struct fraction exact)
{
    struct fraction rest[MOST_UNITS];
    bool has[MOST_UNITS] = {false};
    int64_t base[MOST_UNITS] = {0}, given = 0;
    for (size_t i = 0; i < count; i++) {
        const struct best_share *share = share_in(instance, units[i].piece, promotion);
        struct fraction quota;
        if (share == NULL || share->discount.numerator == 0)
            continue;
        assert_true(fraction_multiply(share->discount, fraction_whole(total), &quota));
        assert_true(fraction_divide(quota, exact, &quota));
        has[i] = true;
        base[i] = (int64_t)(quota.numerator / quota.denominator);
        rest[i] = (struct fraction){quota.numerator % quota.denominator, quota.denominator};
        if (base[i] > units[i].left)
            base[i] = units[i].left;
        given += base[i];
    }
    while (given < total) {
        bool passed[MOST_UNITS] = {false};
        bool any = false;
        for (;;) {
            size_t best = count;
            for (size_t i = 0; i < count; i++)
                if (has[i] && !passed[i] && (best == count || fraction_compare(rest[i], rest[best]) > 0))
                    best = i;
            if (best == count || given == total)
                break;
            passed[best] = true;
            if (base[best] < units[best].left) {
                base[best]++;
                given++;
                any = true;
            }
        }
        if (!any)
            break;
    }
    for (size_t i = 0; i < count; i++) {
        units[i].left -= base[i];
        units[i].taken += base[i];
    }
}

static int64_t settle_by_unit(const struct instance *instance, struct unit *units, size_t count, enum rounding mode)
{
    int64_t all = 0, budget = instance->budgets[0];
    for (uint32_t u = 0; u < instance->solution.use_count; u++) {
        uint32_t promotion = instance->uses[u].promotion;
        struct fraction exact = fraction_whole(0);
        int64_t total, room = 0;
        for (size_t i = 0; i < count; i++) {
            const struct best_share *share = share_in(instance, units[i].piece, promotion);
            if (share == NULL || share->discount.numerator == 0)
                continue;
            assert_true(fraction_add(exact, share->discount, &exact));
            room += units[i].left;
        }
        assert_true(fraction_round(exact, mode, &total));
        total = total > room ? room : total;
        total = total > instance->promotions[promotion].cap ? instance->promotions[promotion].cap : total;
        if (instance->promotions[promotion].budget == 0 && total > budget)
            total = budget;
        if (total <= 0)
            continue;
        give(instance, units, count, promotion, total, exact);
        if (instance->promotions[promotion].budget == 0)
            budget -= total;
        all += total;
    }
    return all;
}

static uint64_t state;

static int64_t below(int64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int64_t)(state % (uint64_t)limit);
}

static void make_instance(struct instance *instance)
{
    *instance = (struct instance){.budgets = {below(400)}};
    bool large = below(4) == 0; /* fractions without a common denominator of use */
    uint32_t uses = 1 + (uint32_t)below(MOST_USES), classes = 1 + (uint32_t)below(MOST_MADE);
    instance->problem.class_count = classes;
    instance->problem.promotion_count = instance->solution.use_count = uses;
    instance->problem.budget_count = 1;
    for (uint32_t u = 0; u < uses; u++) {
        instance->promotions[u] = (struct best_promotion){
            .events = &instance->events[u], .event_count = 1,
            .cap = below(4) == 0 ? below(300) : BEST_UNLIMITED,
            .budget = below(4) == 0 ? 0 : BEST_NONE};
        instance->uses[u] = (struct best_use){.promotion = u, .times = 1};
    }
    for (uint32_t c = 0; c < classes; c++) {
        int64_t price = below(3) == 0 ? below(4) : below(200);
        instance->classes[c] = (struct best_class){price, below(3) == 0 ? below(price + 1) : 0, 0, c, c};
        for (uint32_t p = 0; p < 1 + (uint32_t)below(2); p++) {
            struct best_share shares[MOST_USES];
            uint32_t count = 0;
            struct fraction left = fraction_whole(price - instance->classes[c].floor);
            int64_t parts = !large ? 7 : below(2) == 0 ? 999983 : 1000003;
            for (uint32_t u = 0; u < (large ? 1 : uses); u++) {
                if (below(3) == 0)
                    continue;
                struct fraction part = ratio(below(parts < 8 ? 8 : parts + 1), parts);
                assert_true(fraction_multiply(left, part, &part));
                assert_true(fraction_subtract(left, part, &left));
                shares[count++] = (struct best_share){u, 0, false, part};
            }
            int64_t units = 1 + below(5);
            instance->classes[c].count += units;
            if (count > 0)
                add_piece(instance, c, units, count, shares);
        }
    }
}

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

static void check_class(const struct settlement *settlement, const struct instance *instance, const struct unit *units,
                        size_t count, uint32_t class_index)
{
    int64_t expected[MOST_UNITS], found[MOST_UNITS];
    size_t expected_count = 0, found_count = 0;
    for (size_t i = 0; i < count; i++)
        if (instance->pieces[units[i].piece].class_index == class_index)
            expected[expected_count++] = units[i].taken;
    for (size_t i = 0; i < settlement->part_count; i++)
        for (int64_t n = 0; settlement->parts[i].class_index == class_index && n < settlement->parts[i].count; n++)
            found[found_count++] = settlement->parts[i].taken;
    assert_int_equal(found_count, expected_count);
    qsort(expected, expected_count, sizeof expected[0], by_number);
    qsort(found, found_count, sizeof found[0], by_number);
    assert_true(expected_count == 0 || memcmp(expected, found, expected_count * sizeof expected[0]) == 0);
}

static void agrees_with_unit_by_unit(void **unused)
{
    (void)unused;
    struct settler settler;
    settler_init(&settler, NULL);
    const char *seed = getenv("PROMO_SEED");
    state = seed != NULL ? strtoull(seed, NULL, 10) : 20260401;
    print_message("seed %llu\n", (unsigned long long)state);
    for (int round = 0; round < 20000; round++) {
        struct instance instance;
        struct unit units[MOST_UNITS];
        make_instance(&instance);
        enum rounding mode = (enum rounding)below(ROUNDING_COUNT);
        const struct settlement *settlement = settled(&settler, &instance, mode);
        size_t count = expand(&instance, units);
        int64_t all = settle_by_unit(&instance, units, count, mode);
        assert_int_equal(settlement->discount, all);
        int64_t shared = 0, taken = 0;
        for (size_t i = 0; i < settlement->share_count; i++)
            shared += settlement->shares[i].amount;
        for (size_t i = 0; i < settlement->part_count; i++) {
            const struct settled_part *part = &settlement->parts[i];
            const struct best_class *of = &instance.classes[part->class_index];
            assert_true(part->taken >= 0 && part->taken <= of->price - of->floor);
            taken += part->taken * part->count;
        }
        assert_int_equal(shared, all);
        assert_int_equal(taken, all);
        for (uint32_t c = 0; c < instance.problem.class_count; c++)
            check_class(settlement, &instance, units, count, c);
    }
    settler_done(&settler);
}

/* --- one sentence at a time ----------------------------------------------------------------------------------------- */

/* An event over classes at 10.00 each (floor 0), with the given exact discount of each unit. */
static void one_event(struct instance *instance, const int64_t *counts, uint32_t classes, struct fraction each)
{
    *instance = (struct instance){.budgets = {0}};
    instance->problem.class_count = classes;
    instance->problem.promotion_count = instance->solution.use_count = 1;
    instance->promotions[0] = (struct best_promotion){.cap = BEST_UNLIMITED, .budget = BEST_NONE};
    for (uint32_t c = 0; c < classes; c++) {
        instance->classes[c] = (struct best_class){1000, 0, counts[c], c, c};
        add_piece(instance, c, counts[c], 1, &(struct best_share){0, 0, false, each});
    }
}

static void rounds_once_and_gives_odd_units_to_the_earlier_line(void **unused)
{
    (void)unused;
    struct settler settler;
    struct instance instance;
    settler_init(&settler, NULL);
    one_event(&instance, (const int64_t[]){1, 1, 1}, 3, ratio(1, 2));
    const struct settlement *out = settled(&settler, &instance, ROUND_HALF_UP);
    assert_int_equal(out->discount, 2);
    assert_int_equal(out->share_count, 2);
    assert_int_equal(out->shares[0].class_index, 0);
    assert_int_equal(out->shares[1].class_index, 1);
    assert_int_equal(settled(&settler, &instance, ROUND_HALF_DOWN)->discount, 1);
    assert_int_equal(settled(&settler, &instance, ROUND_UP)->discount, 2);
    assert_int_equal(settled(&settler, &instance, ROUND_DOWN)->discount, 1);
    settler_done(&settler);
}

static void a_million_units_split_in_two_parts(void **unused)
{
    (void)unused;
    struct settler settler;
    struct instance instance;
    settler_init(&settler, NULL);
    one_event(&instance, (const int64_t[]){1000000}, 1, ratio(1000001, 3000000));
    const struct settlement *out = settled(&settler, &instance, ROUND_HALF_UP);
    assert_int_equal(out->discount, 333334);
    assert_int_equal(out->part_count, 2);
    assert_int_equal(out->parts[0].count, 333334);
    assert_int_equal(out->parts[0].taken, 1);
    assert_int_equal(out->parts[1].count, 666666);
    assert_int_equal(out->parts[1].taken, 0);
    settler_done(&settler);
}

static void a_cap_cuts_the_later_event(void **unused)
{
    (void)unused;
    struct settler settler;
    struct instance instance;
    settler_init(&settler, NULL);
    one_event(&instance, (const int64_t[]){1}, 1, fraction_whole(300));
    instance.solution.piece_count = instance.solution.share_count = 0;
    add_piece(&instance, 0, 1, 2,
              (const struct best_share[]){{0, 0, false, fraction_whole(300)}, {0, 1, false, fraction_whole(200)}});
    instance.promotions[0].cap = 400;
    instance.uses[1] = (struct best_use){.event = 1, .times = 1};
    instance.solution.use_count = 2;
    const struct settlement *out = settled(&settler, &instance, ROUND_HALF_UP);
    assert_int_equal(out->uses[0].amount, 300);
    assert_int_equal(out->uses[1].amount, 100);
    assert_int_equal(out->parts[0].taken, 400);
    settler_done(&settler);
}

static void shipping_is_the_last_unit(void **unused)
{
    (void)unused;
    struct settler settler;
    struct instance instance;
    settler_init(&settler, NULL);
    one_event(&instance, (const int64_t[]){1}, 1, ratio(1, 2));
    instance.problem.shipping = 500;
    instance.problem.shipping_floor = 499;
    add_piece(&instance, 1, 1, 1, &(struct best_share){0, 0, false, ratio(1, 2)});
    const struct settlement *out = settled(&settler, &instance, ROUND_HALF_UP);
    assert_int_equal(out->discount, 1);
    assert_int_equal(out->shares[0].class_index, 0);
    assert_int_equal(out->parts[1].class_index, 1);
    assert_int_equal(out->parts[1].taken, 0);
    settler_done(&settler);
}

/* Shares whose common denominator has 34 digits: 1000 and a little, 2000 and a little. */
static void wide_denominators_are_exact(void **unused)
{
    (void)unused;
    const int64_t p = 100000000000000003, q = 99999999999999997;
    struct settler settler;
    struct instance instance;
    settler_init(&settler, NULL);
    one_event(&instance, (const int64_t[]){1, 1}, 2, fraction_whole(1));
    instance.classes[0].price = instance.classes[1].price = 5000;
    instance.shares[0].discount = (struct fraction){(promo_i128)1000 * p + 1, p};
    instance.shares[1].discount = (struct fraction){(promo_i128)2000 * q + 1, q};
    const struct settlement *out = settled(&settler, &instance, ROUND_HALF_UP);
    assert_int_equal(out->discount, 3000);
    assert_int_equal(out->shares[0].amount, 1000);
    assert_int_equal(out->shares[1].amount, 2000);
    out = settled(&settler, &instance, ROUND_UP);
    assert_int_equal(out->discount, 3001);
    assert_int_equal(out->shares[0].amount, 1000);
    assert_int_equal(out->shares[1].amount, 2001);
    settler_done(&settler);
}

/* Each pair of shares adds up to one minor unit; together their denominators fit no 128 bits. */
static void shares_without_a_common_denominator_are_exact(void **unused)
{
    (void)unused;
    static const int64_t PRIMES[] = {999999937, 999999929, 999999893, 999999883, 999999797};
    struct settler settler;
    struct instance instance;
    settler_init(&settler, NULL);
    one_event(&instance, (const int64_t[]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 10, fraction_whole(1));
    for (int i = 0; i < 5; i++) {
        instance.shares[2 * i].discount = (struct fraction){1, PRIMES[i]};
        instance.shares[2 * i + 1].discount = (struct fraction){PRIMES[i] - 1, PRIMES[i]};
    }
    const struct settlement *out = settled(&settler, &instance, ROUND_HALF_UP);
    assert_int_equal(out->discount, 5);
    assert_int_equal(out->share_count, 5);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(out->shares[i].class_index, 2 * i + 1);
    settler_done(&settler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_unit_by_unit),
        cmocka_unit_test(rounds_once_and_gives_odd_units_to_the_earlier_line),
        cmocka_unit_test(a_million_units_split_in_two_parts),
        cmocka_unit_test(a_cap_cuts_the_later_event),
        cmocka_unit_test(shipping_is_the_last_unit),
        cmocka_unit_test(wide_denominators_are_exact),
        cmocka_unit_test(shares_without_a_common_denominator_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
