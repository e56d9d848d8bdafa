/* Every write, sync and read of every operation fails once, in every way: the operation is then done or not done, says so,
 * and can be repeated. And the power is lost at each of them: what was acknowledged is there afterwards.
 *
 * S33 disk full, I/O error: nothing acknowledged, everything as before, a clear error, and it goes on when there is space. */
#include "tests/support/allocators.h"
#include "tests/support/contents.h"
#include "tests/support/faulty_disk.h"

#include <sys/wait.h>

/* --- the operations ------------------------------------------------------------------------------------------------- */

struct scene {
    struct place place;
    char template[128]; /* a prepared store, closed */
    char *before;
};

static void big_sale(struct sale *sale, const char *order)
{
    sale_begin(sale, order, "c-1");
    sale_line(sale, "1", 3, 3000, 2800);
    sale_line(sale, "2", 1, 500, 500);
    sale_need(sale, PROMO_NEED_COUPON, "race", 1, 100);
    sale_need(sale, PROMO_NEED_PROMOTION_CUSTOMER, "first", 1, 100);
    sale_need(sale, PROMO_NEED_CAMPAIGN_MONEY, "spring", 200, 60000);
    sale_points(sale, "stars", 150, 150);
    sale_issue(sale, PROMO_ISSUE_POINTS, "stars", NULL, 33, 0);
    sale_issue(sale, PROMO_ISSUE_CERTIFICATE, "gift", "GC-############", 1, 1000);
}

static promo_status do_reserve(promo_store *store)
{
    struct sale sale;
    big_sale(&sale, "new");
    return reserve(store, &sale, 1100);
}

static promo_status do_commit(promo_store *store)
{
    return commit(store, "held", 1100);
}

static promo_status do_cancel(promo_store *store)
{
    return cancel(store, "held", 1100);
}

static promo_status do_refund(promo_store *store)
{
    return refund(store, "sold", "r", "1", 2, 1100, NULL);
}

static promo_status do_adjust(promo_store *store)
{
    return promo_store_adjust(store, "key", "c-1", "stars", -70, PROMO_NEVER, "why", 1100);
}

static promo_status do_expire(promo_store *store)
{
    return promo_store_expire(store, 100000, NULL);
}

static promo_status do_generate(promo_store *store)
{
    promo_batch batch = {.coupon = "summer", .pattern = "S-##########", .count = 400, .limit = PROMO_UNLIMITED,
                         .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    return promo_store_generate(store, &batch, NULL, NULL, NULL);
}

static const char *next_member(void *context)
{
    static char id[32];
    int *left = context;
    snprintf(id, sizeof id, "member-%d", *left);
    return --*left < 0 ? NULL : id;
}

static promo_status do_audience(promo_store *store)
{
    int left = 300;
    return promo_store_load_audience(store, "vip", next_member, NULL, &left, NULL);
}

static promo_status do_forget(promo_store *store)
{
    promo_status status = promo_store_forget(store, "c-1");
    return status == PROMO_NOT_FOUND ? PROMO_OK : status; /* as it is when repeated */
}

static promo_status do_revoke(promo_store *store)
{
    char code[PROMO_CODE_SIZE] = "";
    promo_status status = promo_store_codes(store, "old", NULL, keep_code, code);
    return status == PROMO_OK ? promo_store_revoke(store, code, 1100, "lost") : status;
}

static const struct operation {
    const char *name;
    promo_status (*run)(promo_store *store);
} OPERATIONS[] = {
    {"reserve", do_reserve}, {"commit", do_commit},     {"cancel", do_cancel},     {"refund", do_refund}, {"adjust", do_adjust},
    {"expire", do_expire},   {"generate", do_generate}, {"audience", do_audience}, {"revoke", do_revoke}, {"forget", do_forget},
};
enum { OPERATION_COUNT = sizeof OPERATIONS / sizeof OPERATIONS[0] };

/* --- a fresh copy of the prepared store for each try ----------------------------------------------------------------- */

static void copy_file(const char *from, const char *to)
{
    char bytes[8192];
    size_t got;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    while ((got = fread(bytes, 1, sizeof bytes, in)) > 0)
        assert_int_equal(fwrite(bytes, 1, got, out), got);
    fclose(in);
    fclose(out);
}

static int prepare(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct sale sale;
    int left = 50;
    char code[PROMO_CODE_SIZE];
    disk_install();
    disk_heal();
    place_init(&scene->place);
    promo_store *store = scene->place.store;
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", 500, 50000, "start", 0));
    make_code(store, "old", "b", 700, code);
    assert_ok(promo_store_load_audience(store, "vip", next_member, NULL, &left, NULL));
    big_sale(&sale, "sold");
    sell(store, &sale, 1000);
    big_sale(&sale, "held");
    assert_ok(reserve(store, &sale, 1000));
    promo_store_close(store);
    scene->place.store = NULL;
    snprintf(scene->template, sizeof scene->template, "%s/template.db", scene->place.directory);
    copy_file(scene->place.path, scene->template);
    scene->before = contents_of(scene->place.path);
    *state = scene;
    return 0;
}

static int clean_up(void **state)
{
    struct scene *scene = *state;
    disk_heal();
    unlink(scene->template);
    place_done(&scene->place);
    free(scene->before);
    free(scene);
    return 0;
}

static void start_over(struct scene *scene)
{
    disk_heal();
    promo_store_close(scene->place.store);
    scene->place.store = NULL;
    place_remove_file(scene->place.path);
    copy_file(scene->template, scene->place.path);
}

static char *contents_after(struct scene *scene, const struct operation *operation)
{
    start_over(scene);
    place_open(&scene->place);
    assert_ok(operation->run(scene->place.store));
    return contents_of(scene->place.path);
}

/* Done or not done; several transactions may have been done in part, which a repetition completes. */
static void assert_before_or_after(struct scene *scene, const struct operation *operation, const char *after, bool must_be_after)
{
    char *now = contents_of(scene->place.path);
    bool in_parts = operation->run == do_audience || operation->run == do_expire;
    if (strcmp(now, after) != 0 && (must_be_after || (!in_parts && strcmp(now, scene->before) != 0)))
        fail_msg("%s is neither done nor undone%s:\n%s\nafter:\n%s", operation->name, must_be_after ? ", and was acknowledged" : "",
                 now, after);
    free(now);
}

static void assert_repeats(struct scene *scene, const struct operation *operation, const char *after)
{
    char *now;
    assert_ok(operation->run(scene->place.store));
    assert_verified(scene->place.store);
    now = contents_of(scene->place.path);
    assert_string_equal(now, after);
    free(now);
}

/* --- errors ---------------------------------------------------------------------------------------------------------- */

static int64_t fail_each(struct scene *scene, const struct operation *operation, enum fault fault)
{
    char *after = contents_after(scene, operation);
    int64_t at = 1;
    for (bool happened = true; happened; at += TEST_STEP) {
        start_over(scene);
        place_open(&scene->place);
        disk_fail(fault, at, 0);
        promo_status status = operation->run(scene->place.store);
        happened = disk.happened;
        disk_heal();
        if (status != PROMO_OK && (status != PROMO_IO || promo_last_error()[0] == '\0'))
            fail_msg("%s: %s (%s)", operation->name, promo_status_text(status), promo_last_error());
        assert_before_or_after(scene, operation, after, status == PROMO_OK);
        assert_repeats(scene, operation, after); /* with the same handle: it goes on */
    }
    free(after);
    return at - 1 - TEST_STEP;
}

static void fail_all(struct scene *scene, enum fault fault)
{
    int64_t faults = 0;
    for (size_t i = 0; i < OPERATION_COUNT; i++)
        faults += fail_each(scene, &OPERATIONS[i], fault);
    print_message("%lld faults\n", (long long)faults);
    assert_true(faults >= OPERATION_COUNT / TEST_STEP);
}

static void writes_that_fail(void **state)
{
    fail_all(*state, FAULT_WRITE);
}

static void writes_that_are_torn(void **state)
{
    fail_all(*state, FAULT_TORN);
}

static void syncs_that_fail(void **state)
{
    fail_all(*state, FAULT_SYNC);
}

static void s33_disk_full(void **state)
{
    fail_all(*state, FAULT_FULL);
}

static void reads_that_fail(void **state)
{
    fail_all(*state, FAULT_READ);
}

/* --- memory ------------------------------------------------------------------------------------------------------------ */

static int64_t starve_each(struct scene *scene, const struct operation *operation)
{
    char *after = contents_after(scene, operation);
    int64_t at = 0;
    for (bool starved = true; starved; at += TEST_STEP) {
        struct counting counting;
        promo_store_options options = {.allocator = &counting.allocator};
        start_over(scene);
        counting_start(&counting, -1);
        assert_ok(promo_store_open(&scene->place.store, scene->place.path, &options));
        counting.fails_after = (long)at;
        promo_status status = operation->run(scene->place.store);
        starved = counting.fails_after == 0;
        counting.fails_after = -1;
        if (status != PROMO_OK && status != PROMO_NO_MEMORY)
            fail_msg("%s: %s (%s)", operation->name, promo_status_text(status), promo_last_error());
        assert_before_or_after(scene, operation, after, status == PROMO_OK);
        assert_repeats(scene, operation, after);
        promo_store_close(scene->place.store);
        scene->place.store = NULL;
        assert_int_equal(counting.live_bytes, 0);
    }
    free(after);
    return at - TEST_STEP;
}

static void memory_that_fails(void **state)
{
    int64_t faults = 0;
    for (size_t i = 0; i < OPERATION_COUNT; i++)
        faults += starve_each(*state, &OPERATIONS[i]);
    assert_true(faults >= OPERATION_COUNT / TEST_STEP);
}

/* --- power ----------------------------------------------------------------------------------------------------------- */

/* In a process of its own, that ends when the power does. Returns whether it did; *acknowledged: the call had been
 * answered. */
static bool lose_power(struct scene *scene, const struct operation *operation, int64_t at, uint64_t seed, bool *acknowledged)
{
    int ends[2], result;
    char ack = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        promo_store *store;
        if (promo_store_open(&store, scene->place.path, NULL) != PROMO_OK)
            _exit(1);
        disk_fail(FAULT_POWER, at, seed);
        promo_status status = operation->run(store);
        if (status == PROMO_OK && write(ends[1], "!", 1) != 1)
            _exit(2);
        promo_store_close(store);
        _exit(status == PROMO_OK ? 0 : 3);
    }
    close(ends[1]);
    *acknowledged = read(ends[0], &ack, 1) == 1;
    close(ends[0]);
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result) && (WEXITSTATUS(result) == 0 || WEXITSTATUS(result) == 77));
    return WEXITSTATUS(result) == 77;
}

static int64_t lose_power_at_each(struct scene *scene, const struct operation *operation, uint64_t seed)
{
    char *after = contents_after(scene, operation);
    int64_t at = 1;
    for (bool lost = true; lost; at += TEST_STEP) {
        bool acknowledged;
        start_over(scene);
        lost = lose_power(scene, operation, at, seed + (uint64_t)at, &acknowledged);
        place_open(&scene->place);
        assert_verified(scene->place.store);
        assert_before_or_after(scene, operation, after, acknowledged);
        assert_repeats(scene, operation, after);
    }
    free(after);
    return at - 1 - TEST_STEP;
}

static void power_is_lost(void **state)
{
    uint64_t seed = test_seed(42);
    int64_t losses = 0;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int64_t round = 0; round < test_scale(1); round++)
        for (size_t i = 0; i < OPERATION_COUNT; i++)
            losses += lose_power_at_each(*state, &OPERATIONS[i], seed + (uint64_t)round * 1000003);
    print_message("power lost %lld times\n", (long long)losses);
    assert_true(losses > 100 / TEST_STEP);
}

/* Making a store: interrupted, it is made by the next try. */
static void power_is_lost_while_a_store_is_made(void **state)
{
    struct scene *scene = *state;
    uint64_t seed = test_seed(42);
    bool lost = true;
    for (int64_t at = 1; lost; at++) {
        int result;
        promo_store_close(scene->place.store);
        scene->place.store = NULL;
        place_remove_file(scene->place.path);
        pid_t child = fork();
        if (child == 0) {
            disk_fail(FAULT_POWER, at, seed + (uint64_t)at);
            _exit(promo_store_create(scene->place.path, NULL) == PROMO_OK ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &result, 0), child);
        assert_true(WIFEXITED(result) && WEXITSTATUS(result) != 1);
        lost = WEXITSTATUS(result) == 77;
        promo_status status = promo_store_create(scene->place.path, NULL);
        assert_true(status == PROMO_OK || (status == PROMO_CONFLICT && strstr(promo_last_error(), "already") != NULL));
        place_open(&scene->place);
        assert_verified(scene->place.store);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, prepare, clean_up)
    const struct CMUnitTest tests[] = {
        TEST(writes_that_fail), TEST(writes_that_are_torn), TEST(syncs_that_fail), TEST(s33_disk_full),
        TEST(reads_that_fail),  TEST(memory_that_fails),    TEST(power_is_lost),   TEST(power_is_lost_while_a_store_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
