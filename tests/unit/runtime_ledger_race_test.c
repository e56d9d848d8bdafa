/* Many at once: sixteen processes, and threads within one, fight for what is limited. Exactly the limit is given out. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/support/stores.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { PROCESSES = 16, COUPON_USES = 1000, CERTIFICATE = 30000, POINTS = 5000, BUDGET = 100000 };

/* What the processes got, added up between them. */
struct gains {
    int64_t coupons, budget, certificate, points, attempts, failures;
};

struct fight {
    const char *path;
    char code[PROMO_CODE_SIZE];
    struct gains *gains;
};

static void add(int64_t *sum, int64_t amount)
{
    __atomic_fetch_add(sum, amount, __ATOMIC_RELAXED);
}

/* One kind of need after the other, until each has run out; some orders are cancelled and some committed twice. */
static int64_t fight_for(promo_store *store, const struct fight *fight, int fighter, int kind)
{
    uint64_t random = (uint64_t)fighter * 1000 + (uint64_t)kind;
    int64_t got = 0;
    for (int64_t i = 0, refused = 0; refused < 3; i++) {
        struct sale sale;
        char order[64];
        int64_t amount = kind == 0 ? 1 : 100 + random_below(&random, 900);
        snprintf(order, sizeof order, "o-%d-%d-%lld", fighter, kind, (long long)i);
        sale_begin(&sale, order, "c-1");
        sale_line(&sale, "1", 1, 1000, 1000);
        if (kind == 0)
            sale_need(&sale, PROMO_NEED_COUPON, "race", 1, COUPON_USES);
        else if (kind == 1)
            sale_need(&sale, PROMO_NEED_CAMPAIGN_MONEY, "spring", amount, BUDGET);
        else if (kind == 2)
            sale_code(&sale, PROMO_NEED_CERTIFICATE, "gift", fight->code, amount);
        else
            sale_points(&sale, "stars", amount, amount);
        promo_status status = reserve(store, &sale, 1000);
        add(&fight->gains->attempts, 1);
        bool given_back = status == PROMO_OK && random_below(&random, 10) == 0;
        if (status != PROMO_OK && status != PROMO_CONFLICT)
            add(&fight->gains->failures, 1);
        if (status == PROMO_OK && (given_back ? cancel(store, order, 1001) : commit(store, order, 1001)) != PROMO_OK)
            add(&fight->gains->failures, 1);
        if (status == PROMO_OK && !given_back && random_below(&random, 10) == 0 && commit(store, order, 1002) != PROMO_OK)
            add(&fight->gains->failures, 1);
        got += status == PROMO_OK && !given_back ? amount : 0;
        refused += status != PROMO_OK;
    }
    return got;
}

static void fight_for_all(promo_store *store, const struct fight *fight, int fighter)
{
    int64_t *const sums[] = {&fight->gains->coupons, &fight->gains->budget, &fight->gains->certificate, &fight->gains->points};
    for (int i = 0; i < 4; i++)
        add(sums[(fighter + i) % 4], fight_for(store, fight, fighter, (fighter + i) % 4));
}

static void prepare(struct place *place, struct fight *fight)
{
    place_init(place);
    make_code(place->store, "gift", "b", CERTIFICATE, fight->code);
    assert_ok(promo_store_adjust(place->store, NULL, "c-1", "stars", POINTS, PROMO_NEVER, "start", 0));
    fight->path = place->path;
    fight->gains = mmap(NULL, sizeof *fight->gains, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(fight->gains, MAP_FAILED);
}

/* Single uses meet their limit exactly. Amounts of 100 to 999 leave less than the last refusal asked for: whoever was refused
 * last competed with nobody. */
static void judge(struct place *place, struct fight *fight)
{
    promo_store *store = place->store;
    const struct gains *gains = fight->gains;
    assert_int_equal(gains->failures, 0);
    assert_int_equal(gains->coupons, COUPON_USES);
    assert_in_range(gains->budget, BUDGET - 999, BUDGET);
    assert_in_range(gains->certificate, CERTIFICATE - 999, CERTIFICATE);
    assert_in_range(gains->points, POINTS - 999, POINTS);
    assert_int_equal(code_of(store, fight->code, 2000).used, gains->certificate);
    assert_int_equal(code_of(store, fight->code, 2000).balance, CERTIFICATE - gains->certificate);
    assert_int_equal(points_of(store, "c-1", "stars", 2000).balance, POINTS - gains->points);
    assert_int_equal(points_of(store, "c-1", "stars", 2000).held, 0);
    assert_verified(store);
    munmap(fight->gains, sizeof *fight->gains);
    place_done(place);
}

/* S01 coupon race: exactly the limit, for every interleaving. */
static void s01_coupon_race_of_processes(void **state)
{
    (void)state;
    struct place place;
    struct fight fight = {0};
    prepare(&place, &fight);
    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0) {
            promo_store *store;
            if (promo_store_open(&store, fight.path, NULL) != PROMO_OK)
                _exit(1);
            fight_for_all(store, &fight, i);
            promo_store_close(store);
            _exit(0);
        }
    for (int i = 0; i < PROCESSES; i++) {
        int result;
        wait(&result);
        assert_int_equal(result, 0);
    }
    judge(&place, &fight);
}

struct fighter {
    promo_store *store;
    const struct fight *fight;
    int number;
    pthread_t thread;
};

static void *fight_in_thread(void *context)
{
    struct fighter *fighter = context;
    fight_for_all(fighter->store, fighter->fight, fighter->number);
    return NULL;
}

/* The same by threads that share one handle, and with it transactions. */
static void s01_coupon_race_of_threads(void **state)
{
    (void)state;
    struct place place;
    struct fight fight = {0};
    struct fighter fighters[PROCESSES];
    prepare(&place, &fight);
    for (int i = 0; i < PROCESSES; i++) {
        fighters[i] = (struct fighter){.store = place.store, .fight = &fight, .number = i};
        assert_int_equal(pthread_create(&fighters[i].thread, NULL, fight_in_thread, &fighters[i]), 0);
    }
    for (int i = 0; i < PROCESSES; i++)
        pthread_join(fighters[i].thread, NULL);
    judge(&place, &fight);
}

/* S05, of processes: all complete one cart; each gets the same answer, and it is booked once. */
static void s05_one_cart_many_completions(void **state)
{
    (void)state;
    struct place place;
    struct sale sale;
    place_init(&place);
    sale_begin(&sale, "o", "c-1");
    sale_line(&sale, "1", 1, 1000, 1000);
    sale_need(&sale, PROMO_NEED_COUPON, "race", 1, 1);
    sale_issue(&sale, PROMO_ISSUE_POINTS, "stars", NULL, 10, 0);
    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0) {
            promo_store *store;
            bool fine = promo_store_open(&store, place.path, NULL) == PROMO_OK && reserve(store, &sale, 1000) == PROMO_OK &&
                        commit(store, "o", 1001) == PROMO_OK && refund(store, "o", "r", "1", 1, 1002, NULL) == PROMO_OK;
            _exit(fine ? 0 : 1);
        }
    for (int i = 0; i < PROCESSES; i++) {
        int result;
        wait(&result);
        assert_int_equal(result, 0);
    }
    assert_int_equal(points_of(place.store, "c-1", "stars", 2000).balance, 0);
    promo_answer *answer;
    assert_ok(promo_store_order(place.store, "o", 2000, &answer));
    assert_int_equal(answer->refund_count, 1);
    promo_answer_free(answer);
    assert_verified(place.store);
    place_done(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s01_coupon_race_of_processes),
        cmocka_unit_test(s01_coupon_race_of_threads),
        cmocka_unit_test(s05_one_cart_many_completions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
