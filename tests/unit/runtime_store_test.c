/* The store: made, opened, brought up to date, refused; transactions shared by threads; verify, backup, forget, expire. */
#include "runtime/store.h"
#include "runtime/store_schema.h"
#include "tests/support/stores.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", sql, error);
    sqlite3_close(db);
}

static int64_t ask_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

/* --- opening ------------------------------------------------------------------------------------------------------- */

static void a_store_is_made_once(void **state)
{
    (void)state;
    struct place place;
    struct stat found;
    place_make(&place);
    assert_status(promo_store_open(&place.store, place.path, NULL), PROMO_NOT_FOUND);
    assert_null(place.store);
    assert_int_equal(access(place.path, F_OK), -1);
    assert_ok(promo_store_create(place.path, NULL));
    assert_int_equal(stat(place.path, &found), 0);
    assert_int_equal(found.st_mode & 0077, 0); /* customers' data */
    assert_status(promo_store_create(place.path, NULL), PROMO_CONFLICT);
    place_open(&place);
    assert_verified(place.store);
    place_done(&place);
}

static void other_files_are_refused(void **state)
{
    (void)state;
    struct place place;
    place_make(&place);
    run_sql(place.path, "CREATE TABLE something (x)");
    assert_status(promo_store_open(&place.store, place.path, NULL), PROMO_CORRUPT);
    assert_status(promo_store_create(place.path, NULL), PROMO_CORRUPT);
    assert_int_equal(ask_sql(place.path, "SELECT count(*) FROM sqlite_schema"), 1);
    unlink(place.path);
    FILE *file = fopen(place.path, "w");
    for (int i = 0; i < 2000; i++)
        fputs("no database at all\n", file);
    fclose(file);
    assert_status(promo_store_open(&place.store, place.path, NULL), PROMO_CORRUPT);
    assert_status(promo_store_create(place.path, NULL), PROMO_CORRUPT);
    assert_int_equal(truncate(place.path, 0), 0);
    assert_status(promo_store_open(&place.store, place.path, NULL), PROMO_CORRUPT);
    assert_ok(promo_store_create(place.path, NULL)); /* an empty file is one whose making was interrupted */
    assert_status(promo_store_open(&place.store, "postgres://localhost/shop", NULL), PROMO_UNSUPPORTED);
    assert_status(promo_store_open(&place.store, "", NULL), PROMO_INVALID);
    place_done(&place);
}

static void a_newer_store_is_refused_untouched(void **state)
{
    (void)state;
    struct place place;
    char sql[64];
    place_make(&place);
    assert_ok(promo_store_create(place.path, NULL));
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", STORE_SCHEMA_VERSION + 1);
    run_sql(place.path, sql);
    assert_status(promo_store_open(&place.store, place.path, NULL), PROMO_UNSUPPORTED);
    assert_int_equal(ask_sql(place.path, "PRAGMA user_version"), STORE_SCHEMA_VERSION + 1);
    place_done(&place);
}

static void an_older_store_is_brought_up_to_date(void **state)
{
    (void)state;
    for (int version = 1; version < STORE_SCHEMA_VERSION; version++) {
        struct place place;
        struct store_link *link;
        place_make(&place);
        struct store_settings settings = {.alloc = &ALLOC_DEFAULT, .address = place.path, .busy_milliseconds = 1000,
                                          .create = true, .version = version};
        assert_ok(STORE_SQLITE.open(&link, &settings));
        store_link_close(link);
        assert_int_equal(ask_sql(place.path, "PRAGMA user_version"), version);
        run_sql(place.path, "INSERT INTO customer (id) VALUES ('c-1')");
        place_open(&place);
        assert_int_equal(ask_sql(place.path, "PRAGMA user_version"), STORE_SCHEMA_VERSION);
        assert_int_equal(ask_sql(place.path, "SELECT count(*) FROM customer WHERE id = 'c-1'"), 1);
        assert_int_equal(ask_sql(place.path, "SELECT count(*) FROM sqlite_schema WHERE name = 'sale'"), 1);
        assert_verified(place.store);
        place_done(&place);
    }
}

/* Often, for what goes wrong between two that begin at the same instant does so once in a hundred times. */
static void many_make_it_at_once_one_does(void **state)
{
    (void)state;
    enum { ROUNDS = 40, MAKERS = 8 };
    for (int round = 0; round < ROUNDS; round++) {
        struct place place;
        int made = 0;
        place_make(&place);
        for (int i = 0; i < MAKERS; i++)
            if (fork() == 0) {
                promo_status status = promo_store_create(place.path, NULL);
                _exit(status == PROMO_OK ? 0 : status == PROMO_CONFLICT ? 1 : 2 + (int)status);
            }
        for (int i = 0; i < MAKERS; i++) {
            int result;
            wait(&result);
            assert_true(WIFEXITED(result));
            assert_in_range(WEXITSTATUS(result), 0, 1);
            made += WEXITSTATUS(result) == 0;
        }
        assert_int_equal(made, 1);
        place_open(&place);
        assert_verified(place.store);
        place_done(&place);
    }
}

/* --- transactions -------------------------------------------------------------------------------------------------- */

struct adding {
    const char *id;
    promo_status status;
};

static promo_status add_customer(struct store_link *link, void *context)
{
    struct adding *adding = context;
    promo_status status = store_exec_one(link, SQL_ADD_CUSTOMER, VALUES(value_text(adding->id)));
    return status == PROMO_OK && adding->status != PROMO_OK ? error_set(adding->status, "as asked") : status;
}

static promo_status add_two(struct store_link *link, void *context)
{
    struct adding kept = {"kept", PROMO_OK}, undone = {"undone", PROMO_CONFLICT};
    promo_status first = store_attempt(link, add_customer, &kept);
    promo_status second = store_attempt(link, add_customer, &undone);
    *(int *)context = first == PROMO_OK && second == PROMO_CONFLICT;
    return second;
}

static void an_attempt_that_fails_leaves_nothing(void **state)
{
    struct place *place = *state;
    int as_wanted = 0;
    assert_status(store_write(place->store, add_two, &as_wanted), PROMO_CONFLICT);
    assert_string_equal(promo_last_error(), "as asked");
    assert_true(as_wanted);
    assert_int_equal(ask_sql(place->path, "SELECT count(*) FROM customer WHERE id = 'kept'"), 1);
    assert_int_equal(ask_sql(place->path, "SELECT count(*) FROM customer WHERE id = 'undone'"), 0);
}

/* S02 unchecked increment: a count other than one is an error, never passed over. */
static promo_status change_nobody(struct store_link *link, void *context)
{
    (void)context;
    return store_exec_one(link, SQL_CLOSE_ORDER, VALUES(value_int(77), value_int(2), value_int(0)));
}

static void s02_unchecked_increment(void **state)
{
    assert_status(store_write(store_of(state), change_nobody, NULL), PROMO_CORRUPT);
    assert_non_null(strstr(promo_last_error(), "0 rows"));
}

enum { THREADS = 8, ADDED_BY_EACH = 60 };

struct adder {
    promo_store *store;
    int number, failed;
};

static void *add_many(void *context)
{
    struct adder *adder = context;
    char id[32];
    for (int i = 0; i < ADDED_BY_EACH; i++) {
        snprintf(id, sizeof id, "t%d-%d", adder->number, i);
        struct adding adding = {id, i % 3 == 0 ? PROMO_LIMIT : PROMO_OK};
        struct adding *pointer = &adding;
        promo_status status = store_write(adder->store, add_customer, pointer);
        adder->failed += status != adding.status;
        if (i % 3 == 0 && strcmp(promo_last_error(), "as asked") != 0)
            adder->failed++; /* the message reaches the thread that asked, whoever ran it */
    }
    return NULL;
}

static void threads_share_a_store(void **state)
{
    struct place *place = *state;
    struct adder adders[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        adders[i] = (struct adder){place->store, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, &adders[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(adders[i].failed, 0);
    }
    assert_int_equal(ask_sql(place->path, "SELECT count(*) FROM customer"), THREADS * ADDED_BY_EACH);
}

static void a_store_that_stays_held_is_busy(void **state)
{
    struct place *place = *state;
    promo_store *impatient;
    promo_store_options options = {.busy_milliseconds = 60};
    sqlite3 *db;
    assert_ok(promo_store_open(&impatient, place->path, &options));
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    struct adding adding = {"c-1", PROMO_OK};
    assert_status(store_write(impatient, add_customer, &adding), PROMO_BUSY);
    bool inside = true;
    assert_ok(promo_store_in_audience(impatient, "vip", "c-1", &inside)); /* readers do not wait for writers */
    assert_false(inside);
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_ok(store_write(impatient, add_customer, &adding));
    promo_store_close(impatient);
}

/* --- care ---------------------------------------------------------------------------------------------------------- */

static void sell_something(promo_store *store, const char *order, const char *customer)
{
    struct sale sale;
    sale_begin(&sale, order, customer);
    sale_line(&sale, "1", 2, 10000, 8750);
    sale_need(&sale, PROMO_NEED_COUPON, "welcome", 1, 1000);
    sale_need(&sale, PROMO_NEED_CAMPAIGN_MONEY, "members", 1250, 1000000);
    sale_issue(&sale, PROMO_ISSUE_POINTS, "stars", NULL, 87, 0);
    sale_issue(&sale, PROMO_ISSUE_CERTIFICATE, "gift", "GC-############", 1, 1000);
    sell(store, &sale, 1000);
}

static void the_journal_is_only_added_to(void **state)
{
    struct place *place = *state;
    sqlite3 *db;
    sell_something(place->store, "o", "c-1");
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(db, "UPDATE entry SET amount = amount + 1", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(db, "DELETE FROM entry", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(db, "UPDATE booking SET at = 0", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(db, "DELETE FROM booking", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_verified(place->store);
}

struct sentences {
    char last[1024];
    int count;
};

static void keep_sentence(void *context, const char *sentence)
{
    struct sentences *sentences = context;
    snprintf(sentences->last, sizeof sentences->last, "%s", sentence);
    sentences->count++;
}

/* Every way a balance can be wrong is found, and named. */
static void verify_names_each_disagreement(void **state)
{
    (void)state;
    static const struct {
        const char *damage, *names;
    } CASES[] = {
        {"UPDATE account SET used = used + 1, source = source - 1 WHERE kind = 0", "the journal says"},
        {"UPDATE account SET available = available + 5, source = source - 5 WHERE kind = 9", "the journal says"},
        {"DROP TRIGGER entry_stays; UPDATE entry SET amount = amount + 1 WHERE number = 1", "sum to 1"},
        {"DROP TRIGGER entry_remains; DELETE FROM entry WHERE number = 0", "sum to"},
        {"UPDATE entry SET account = 999 WHERE booking = 1", "has no account"},
        {"UPDATE hold SET amount = amount + 1 WHERE kind = 6", "the committed orders have 1251"},
        {"UPDATE hold SET returned = 1 WHERE kind = 0", "the committed orders have 0"},
        {"UPDATE orders SET state = 3", "does not go with its state"},
        {"UPDATE order_line SET returned = 1", "1 returned for 0"},
        {"UPDATE order_line SET refunded = 1", "0 returned for 1"},
        {"INSERT INTO refund VALUES (1, 'r', 0, x'00', 9000, 9000, 99)", "9000 in money"},
        {"DELETE FROM code", "issued"},
        {"UPDATE batch SET made = 7", "7 made"},
        {"UPDATE code SET normal = 'NONSENSE'", "NONSENSE"},
        {"INSERT INTO hold (orders, number, account, kind, amount, money, once) VALUES (9, 0, 1, 0, 1, 0, 0)",
         "its order holds nothing"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct place place;
        struct sentences sentences = {0};
        int64_t disagreements;
        bool named = false;
        place_init(&place);
        sell_something(place.store, "o", "c-1");
        assert_verified(place.store);
        char damage[512];
        snprintf(damage, sizeof damage, "DROP TRIGGER IF EXISTS entry_stays; %s",
                 strncmp(CASES[i].damage, "DROP TRIGGER entry_stays; ", 26) == 0 ? CASES[i].damage + 26 : CASES[i].damage);
        run_sql(place.path, damage);
        assert_ok(promo_store_verify(place.store, keep_sentence, &sentences, &disagreements));
        assert_int_equal(disagreements, sentences.count);
        named = sentences.count > 0;
        if (!named || (sentences.count == 1 && strstr(sentences.last, CASES[i].names) == NULL))
            fail_msg("%s: %d found, the last `%s`", CASES[i].damage, sentences.count, sentences.last);
        place_done(&place);
    }
}

static void a_damaged_file_is_found(void **state)
{
    (void)state;
    struct place place;
    struct sentences sentences = {0};
    int64_t disagreements = 0;
    place_init(&place);
    char id[32];
    for (int i = 0; i < 200; i++) {
        snprintf(id, sizeof id, "o-%d", i);
        sell_something(place.store, id, id);
    }
    promo_store_close(place.store);
    int file = open(place.path, O_RDWR);
    for (off_t page = 12; page < 40; page += 5)
        assert_int_equal(pwrite(file, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12, page * 4096), 12);
    close(file);
    promo_status status = promo_store_open(&place.store, place.path, NULL);
    if (status == PROMO_OK)
        status = promo_store_verify(place.store, keep_sentence, &sentences, &disagreements);
    assert_true(status == PROMO_CORRUPT || (status == PROMO_OK && disagreements > 0));
    place_done(&place);
}

static bool go_on(void *context, int64_t done, int64_t of)
{
    (void)of;
    return done < *(int64_t *)context;
}

static void a_backup_is_a_store(void **state)
{
    struct place *place = *state;
    struct place copy = {0};
    char file[128];
    int64_t all = INT64_MAX;
    sell_something(place->store, "o", "c-1");
    snprintf(file, sizeof file, "%s/copy.db", place->directory);
    assert_ok(promo_store_backup(place->store, file, go_on, &all));
    assert_status(promo_store_backup(place->store, file, NULL, NULL), PROMO_CONFLICT);
    sell_something(place->store, "p", "c-1");
    snprintf(copy.path, sizeof copy.path, "%.90s", file);
    place_open(&copy);
    assert_verified(copy.store);
    promo_answer *answer;
    assert_ok(promo_store_order(copy.store, "o", 0, &answer));
    assert_int_equal(answer->state, PROMO_ORDER_COMMITTED);
    promo_answer_free(answer);
    assert_status(promo_store_order(copy.store, "p", 0, &answer), PROMO_NOT_FOUND);
    sell_something(copy.store, "q", "c-2"); /* it goes on by itself */
    promo_store_close(copy.store);
    place_remove_file(file);
    assert_status(promo_store_backup(place->store, "/nowhere/at/all.db", NULL, NULL), PROMO_IO);
}

/* The id is nowhere any more, not even in what was overwritten. */
static bool file_has(const char *path, const char *text)
{
    static char bytes[1 << 22];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t size = fread(bytes, 1, sizeof bytes, file), length = strlen(text);
    fclose(file);
    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(bytes + i, text, length) == 0)
            return true;
    return false;
}

static const char *one_member(void *context)
{
    const char **next = context;
    const char *member = *next;
    *next = NULL;
    return member;
}

static void a_customer_is_forgotten(void **state)
{
    struct place *place = *state;
    const char *member = "customer-number-one";
    char log[128];
    bool inside;
    sell_something(place->store, "o", "customer-number-one");
    sell_something(place->store, "p", "customer-number-two");
    assert_ok(promo_store_load_audience(place->store, "vip", one_member, NULL, &member, NULL));
    assert_ok(promo_store_forget(place->store, "customer-number-one"));
    assert_status(promo_store_forget(place->store, "customer-number-one"), PROMO_NOT_FOUND);
    assert_ok(promo_store_in_audience(place->store, "vip", "customer-number-one", &inside));
    assert_false(inside);
    assert_int_equal(points_of(place->store, "customer-number-one", "stars", 2000).balance, 0);
    assert_int_equal(points_of(place->store, "customer-number-two", "stars", 2000).balance, 87);
    assert_verified(place->store); /* what was theirs is somebody's whom nobody knows */
    assert_int_equal(ask_sql(place->path, "SELECT count(*) FROM customer WHERE id LIKE 'forgotten-%'"), 1);
    snprintf(log, sizeof log, "%s-wal", place->path);
    assert_false(file_has(place->path, "customer-number-one"));
    assert_false(file_has(log, "customer-number-one"));
    assert_true(file_has(place->path, "customer-number-two") || file_has(log, "customer-number-two"));
    assert_int_equal(refund(place->store, "o", "r", "1", 1, 3000, NULL), PROMO_OK); /* their order is still an order */
    assert_verified(place->store);
}

static void what_has_ended_is_booked(void **state)
{
    promo_store *store = store_of(state);
    struct sale sale;
    int64_t count;
    sell_something(store, "o", "c-1");
    sale_begin(&sale, "held", "c-1");
    sale_line(&sale, "1", 1, 100, 100);
    sale_need(&sale, PROMO_NEED_COUPON, "welcome", 1, 2);
    assert_ok(reserve(store, &sale, 1000));
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", 10, 5000, "welcome", 1000));
    assert_ok(promo_store_expire(store, 1899, &count));
    assert_int_equal(count, 0);
    assert_ok(promo_store_expire(store, 5000, &count));
    assert_int_equal(count, 2); /* the hold and the ten points */
    assert_ok(promo_store_expire(store, 5000, &count));
    assert_int_equal(count, 0);
    assert_status(commit(store, "held", 1500), PROMO_CONFLICT);
    assert_int_equal(points_of(store, "c-1", "stars", 1500).balance, 87); /* also for a clock that runs behind */
    assert_verified(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_is_made_once),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(a_newer_store_is_refused_untouched),
        cmocka_unit_test(an_older_store_is_brought_up_to_date),
        cmocka_unit_test(many_make_it_at_once_one_does),
        cmocka_unit_test_setup_teardown(an_attempt_that_fails_leaves_nothing, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(s02_unchecked_increment, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(threads_share_a_store, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(a_store_that_stays_held_is_busy, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(the_journal_is_only_added_to, store_setup, store_teardown),
        cmocka_unit_test(verify_names_each_disagreement),
        cmocka_unit_test(a_damaged_file_is_found),
        cmocka_unit_test_setup_teardown(a_backup_is_a_store, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(a_customer_is_forgotten, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(what_has_ended_is_booked, store_setup, store_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
