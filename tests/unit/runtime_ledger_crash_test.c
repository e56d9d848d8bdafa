/* A process that is killed (kill -9) at random instants, again and again, and repeats each call until it is acknowledged:
 * it ends exactly as one that was never killed. */
#define _DEFAULT_SOURCE /* usleep */
#include "tests/support/contents.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

enum { ORDERS_AT_ONCE = 25, CUSTOMERS = 7 };

/* The n-th call of the script, the same for every process that comes to it. Returns the library's answer. */
static promo_status run_call(promo_store *store, uint64_t seed, int64_t number)
{
    uint64_t random = seed ^ (uint64_t)number * UINT64_C(0xD1342543DE82EF95);
    char order[32], customer[32], key[32], season[32];
    int64_t at = 1000 + number * 20 - random_below(&random, 400), which = number / 10 * 2 + random_below(&random, ORDERS_AT_ONCE);
    snprintf(order, sizeof order, "o-%lld", (long long)which);
    snprintf(customer, sizeof customer, "c-%lld", (long long)(which % CUSTOMERS));
    snprintf(key, sizeof key, "k-%lld", (long long)number);
    snprintf(season, sizeof season, "s-%lld", (long long)number / 3000); /* new limits, now and then */
    int64_t kind = random_below(&random, 20);
    if (kind < 8) {
        struct sale sale;
        sale_begin(&sale, order, customer);
        sale_line(&sale, "1", 3, 3000, 2800);
        sale_line(&sale, "2", 1, 500, 500);
        sale_need(&sale, PROMO_NEED_COUPON, season, 1, 400);
        sale_need(&sale, PROMO_NEED_PROMOTION_CUSTOMER, season, 1, 40);
        sale_need(&sale, PROMO_NEED_CAMPAIGN_MONEY, season, 200, 60000);
        if (which % 3 == 0)
            sale_points(&sale, "stars", 20, 20);
        sale_issue(&sale, PROMO_ISSUE_POINTS, "stars", NULL, 33, 0)->valid_count = 5000;
        sale.issues[0].valid_unit = PROMO_SECONDS;
        if (which % 4 == 0)
            sale_issue(&sale, PROMO_ISSUE_CERTIFICATE, "gift", "GC-############", 1, 1000);
        return reserve(store, &sale, at);
    }
    if (kind < 13)
        return commit(store, order, at);
    if (kind < 15)
        return cancel(store, order, at);
    if (kind < 18)
        return refund(store, order, key, random_below(&random, 2) == 0 ? "1" : "2", 1, at, NULL);
    if (kind < 19)
        return promo_store_adjust(store, key, customer, "stars", 5, PROMO_NEVER, "gift", at);
    return promo_store_expire(store, at - 2000, NULL);
}

struct acknowledged {
    int64_t number;
    promo_status status;
};

/* Runs the script from `from` on, acknowledging each call; returns when it is done, unless it is killed. */
static void work(const char *path, uint64_t seed, int64_t from, int64_t to, int acknowledge)
{
    promo_store *store;
    struct acknowledged ack = {from, promo_store_open(&store, path, NULL)};
    if (ack.status != PROMO_OK)
        _exit(1);
    for (; ack.number < to; ack.number++) {
        ack.status = run_call(store, seed, ack.number);
        if (write(acknowledge, &ack, sizeof ack) != sizeof ack)
            _exit(2);
    }
    promo_store_close(store);
    _exit(0);
}

/* Reads acknowledgements until the process is gone; statuses by number. */
static void listen(int acknowledge, int64_t *next, promo_status *statuses)
{
    struct acknowledged ack;
    ssize_t got;
    while ((got = read(acknowledge, &ack, sizeof ack)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        assert_int_equal(got, sizeof ack);
        assert_int_equal(ack.number, *next);
        statuses[(*next)++] = ack.status;
    }
}

static int64_t run_killed(const char *path, uint64_t seed, int64_t calls, promo_status *statuses)
{
    uint64_t random = seed;
    int64_t next = 0, kills = 0, patience = 12000; /* microseconds: grows where starting alone takes longer */
    while (next < calls) {
        int ends[2], result;
        int64_t before = next;
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            work(path, seed, next, calls, ends[1]);
        }
        close(ends[1]);
        usleep((useconds_t)random_below(&random, patience));
        kill(child, SIGKILL);
        listen(ends[0], &next, statuses);
        close(ends[0]);
        assert_int_equal(waitpid(child, &result, 0), child);
        assert_true(WIFSIGNALED(result) || WEXITSTATUS(result) == 0);
        kills += WIFSIGNALED(result);
        patience += next == before ? patience / 4 : 0;
    }
    return kills;
}

static void assert_same_contents(const char *path, const char *other)
{
    char *left = contents_of(path), *right = contents_of(other);
    assert_string_equal(left, right);
    free(left);
    free(right);
}

static void killed_at_random_instants(void **state)
{
    (void)state;
    const int64_t calls = test_scale(3000);
    uint64_t seed = test_seed(20260301);
    struct place killed, spared;
    promo_status *statuses = calloc((size_t)calls, sizeof *statuses);
    int64_t done = 0;
    place_make(&killed);
    assert_ok(promo_store_create(killed.path, NULL));
    place_init(&spared);
    int64_t kills = run_killed(killed.path, seed, calls, statuses);
    print_message("seed %llu: %lld calls, killed %lld times\n", (unsigned long long)seed, (long long)calls, (long long)kills);
    assert_true(kills > 5);
    for (int64_t i = 0; i < calls; i++) {
        promo_status status = run_call(spared.store, seed, i);
        if (status != statuses[i])
            fail_msg("call %lld: %s when killed, %s when not", (long long)i, promo_status_text(statuses[i]),
                     promo_status_text(status));
        done += status == PROMO_OK;
    }
    assert_true(done > calls / 3); /* the script does something */
    place_open(&killed);
    assert_verified(killed.store);
    assert_verified(spared.store);
    assert_same_contents(killed.path, spared.path);
    free(statuses);
    place_done(&killed);
    place_done(&spared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_random_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
