/* Stores for tests: made in a directory of their own, in memory where the system has such a place, and removed at the end.
 * Demands put together in one line each. For tests of the runtime only. */
#ifndef TESTS_SUPPORT_STORES_H
#define TESTS_SUPPORT_STORES_H

#include <promo/store.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))

/* Under a sanitizer a process takes many times as long to start: those who start one for each of many cases take a part. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { TEST_STEP = 7 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { TEST_STEP = 7 };
#else
enum { TEST_STEP = 1 };
#endif
#else
enum { TEST_STEP = 1 };
#endif

struct place {
    char directory[64], path[96];
    promo_store *store;
};

/* PROMO_TEST_SCALE multiplies the length of what is random; 1 in CI. */
static UNUSED int64_t test_scale(int64_t count)
{
    const char *scale = getenv("PROMO_TEST_SCALE");
    return scale == NULL ? count : count * strtoll(scale, NULL, 10);
}

/* PROMO_TEST_SEED repeats a run that failed; printed by those who use it. */
static UNUSED uint64_t test_seed(uint64_t otherwise)
{
    const char *seed = getenv("PROMO_TEST_SEED");
    return seed == NULL ? otherwise : strtoull(seed, NULL, 10);
}

static UNUSED uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static UNUSED int64_t random_below(uint64_t *state, int64_t count)
{
    return (int64_t)(next_random(state) % (uint64_t)count);
}

/* Fails with what the library said. */
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        promo_status assert_status = (call);                                                       \
        if (assert_status != PROMO_OK)                                                             \
            fail_msg("%s: %s (%s)", #call, promo_status_text(assert_status), promo_last_error());  \
    } while (0)

#define assert_status(call, wanted)                                                                       \
    do {                                                                                                  \
        promo_status assert_got = (call);                                                                 \
        if (assert_got != (wanted))                                                                       \
            fail_msg("%s: %s, not %s (%s)", #call, promo_status_text(assert_got), #wanted, promo_last_error()); \
    } while (0)

static UNUSED void place_make(struct place *place)
{
    *place = (struct place){0};
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(place->directory, sizeof place->directory, "%s/promo-test-XXXXXX", memory ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(place->directory));
    snprintf(place->path, sizeof place->path, "%s/shop.db", place->directory);
}

static UNUSED void place_open(struct place *place)
{
    assert_ok(promo_store_open(&place->store, place->path, NULL));
}

static UNUSED void place_init(struct place *place)
{
    place_make(place);
    assert_ok(promo_store_create(place->path, NULL));
    place_open(place);
}

static UNUSED void place_remove_file(const char *path)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
    char name[160];
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, SUFFIXES[i]);
        unlink(name);
    }
}

static UNUSED void place_done(struct place *place)
{
    promo_store_close(place->store);
    place->store = NULL;
    place_remove_file(place->path);
    rmdir(place->directory);
}

static UNUSED int store_setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    place_init(place);
    *state = place;
    return 0;
}

static UNUSED int store_teardown(void **state)
{
    place_done(*state);
    free(*state);
    return 0;
}

static UNUSED promo_store *store_of(void **state)
{
    return ((struct place *)*state)->store;
}

static UNUSED void print_disagreement(void *context, const char *disagreement)
{
    (void)context;
    print_error("disagreement: %s\n", disagreement);
}

/* Every balance agrees with the journal. */
static UNUSED void assert_verified(promo_store *store)
{
    int64_t disagreements = -1;
    assert_ok(promo_store_verify(store, print_disagreement, NULL, &disagreements));
    assert_int_equal(disagreements, 0);
}

/* --- demands --- */

enum { SALE_NEEDS = 16, SALE_LINES = 8, SALE_ISSUES = 8 };

/* A demand under construction: its arrays are its own. */
struct sale {
    promo_demand demand;
    promo_need needs[SALE_NEEDS];
    promo_issue issues[SALE_ISSUES];
    promo_sold_line lines[SALE_LINES];
};

static UNUSED void sale_begin(struct sale *sale, const char *order, const char *customer)
{
    *sale = (struct sale){.demand = {.order = order, .customer = customer, .currency = "USD", .decimals = 2, .day = 20500}};
    sale->demand.needs = sale->needs;
    sale->demand.issues = sale->issues;
    sale->demand.lines = sale->lines;
}

/* A line, and the order's sums with it. */
static UNUSED void sale_line(struct sale *sale, const char *id, int64_t quantity, int64_t original, int64_t total)
{
    sale->lines[sale->demand.line_count++] =
        (promo_sold_line){.id = id, .sku = "SKU", .quantity = quantity, .original = original, .total = total,
                          .cost = PROMO_NOT_KNOWN};
    sale->demand.subtotal += original;
    sale->demand.discount += original - total;
    sale->demand.total += total;
    sale->demand.due += total;
}

static UNUSED promo_need *sale_need(struct sale *sale, promo_need_kind kind, const char *name, int64_t amount, int64_t limit)
{
    promo_need *need = &sale->needs[sale->demand.need_count++];
    *need = (promo_need){.kind = kind, .name = name, .amount = amount, .limit = limit};
    return need;
}

static UNUSED promo_need *sale_code(struct sale *sale, promo_need_kind kind, const char *coupon, const char *code,
                                    int64_t amount)
{
    promo_need *need = sale_need(sale, kind, coupon, amount, PROMO_UNLIMITED);
    need->code = code;
    if (kind == PROMO_NEED_CERTIFICATE)
        sale->demand.due -= amount;
    return need;
}

static UNUSED promo_need *sale_points(struct sale *sale, const char *program, int64_t points, int64_t money)
{
    promo_need *need = sale_need(sale, PROMO_NEED_POINTS, program, points, PROMO_UNLIMITED);
    need->money = money;
    sale->demand.due -= money;
    return need;
}

static UNUSED promo_issue *sale_issue(struct sale *sale, promo_issue_kind kind, const char *name, const char *pattern,
                                      int64_t quantity, int64_t worth)
{
    promo_issue *issue = &sale->issues[sale->demand.issue_count++];
    *issue = (promo_issue){.kind = kind, .name = name, .pattern = pattern, .quantity = quantity, .worth = worth,
                           .limit = PROMO_UNLIMITED, .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    return issue;
}

static UNUSED promo_status reserve(promo_store *store, const struct sale *sale, int64_t at)
{
    promo_answer *answer;
    promo_status status = promo_store_reserve(store, &sale->demand, at, 0, &answer);
    promo_answer_free(answer);
    return status;
}

static UNUSED promo_status commit(promo_store *store, const char *order, int64_t at)
{
    promo_answer *answer;
    promo_status status = promo_store_commit(store, order, at, &answer);
    promo_answer_free(answer);
    return status;
}

static UNUSED promo_status cancel(promo_store *store, const char *order, int64_t at)
{
    promo_answer *answer;
    promo_status status = promo_store_cancel(store, order, at, &answer);
    promo_answer_free(answer);
    return status;
}

static UNUSED void sell(promo_store *store, const struct sale *sale, int64_t at)
{
    assert_ok(reserve(store, sale, at));
    assert_ok(commit(store, sale->demand.order, at));
}

/* Refunds one line; *money (may be NULL) is what is paid back. */
static UNUSED promo_status refund(promo_store *store, const char *order, const char *id, const char *line, int64_t quantity,
                                  int64_t at, int64_t *money)
{
    promo_answer *answer;
    promo_return back = {line, quantity};
    promo_status status = promo_store_refund(store, order, id, &back, 1, at, &answer);
    if (money != NULL)
        *money = status == PROMO_OK ? answer->refunds[0].money : -1;
    promo_answer_free(answer);
    return status;
}

/* --- balances --- */

struct points_wanted {
    const char *program;
    promo_points_report found;
};

static UNUSED bool find_points(void *context, const promo_points_report *report)
{
    struct points_wanted *wanted = context;
    if (strcmp(report->program, wanted->program) == 0)
        wanted->found = *report;
    return true;
}

static UNUSED promo_points_report points_of(promo_store *store, const char *customer, const char *program, int64_t at)
{
    struct points_wanted wanted = {.program = program};
    assert_ok(promo_store_points(store, customer, at, find_points, &wanted));
    return wanted.found;
}

static UNUSED promo_code_report code_of(promo_store *store, const char *code, int64_t at)
{
    promo_code_report report;
    assert_ok(promo_store_code(store, code, at, &report));
    return report;
}

/* One certificate, by a batch of its own; its code is written to `code`. */
static UNUSED bool keep_code(void *context, const char *code)
{
    snprintf(context, PROMO_CODE_SIZE, "%s", code);
    return true;
}

static UNUSED void make_code(promo_store *store, const char *coupon, const char *batch, int64_t worth, char code[PROMO_CODE_SIZE])
{
    promo_batch one = {.coupon = coupon, .batch = batch, .pattern = "GC-############", .count = 1, .limit = PROMO_UNLIMITED,
                       .worth = worth, .currency = worth > 0 ? "USD" : NULL, .decimals = 2, .starts = PROMO_ALWAYS,
                       .ends = PROMO_NEVER};
    assert_ok(promo_store_generate(store, &one, NULL, NULL, NULL));
    assert_ok(promo_store_codes(store, coupon, batch, keep_code, code));
}

#endif
