/* Reserving and committing orders, beside the bare SQLite transactions they need; and looking codes and customers up.
 *
 *     state [--seconds S] [--codes N] [--members N] [--directory D]
 *
 * The floor is measured in the same run, on the same disk, with the same schema, by plain prepared statements that write the
 * same rows: one connection for one caller, one each for eight. */
#include "base/alloc.h"
#include "runtime/store.h"

#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { CALLERS = 8, NEEDS = 3, LINES = 2 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "state: %s: %s\n", what, why);
    exit(2);
}

static void must(promo_status status, const char *what)
{
    if (status != PROMO_OK)
        die(what, promo_last_error());
}

static void drop(const char *path)
{
    char name[4096];
    static const char *const SUFFIX[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, SUFFIX[i]);
        unlink(name);
    }
}

/* --- the ledger ---------------------------------------------------------------------------------------------------- */

struct caller {
    promo_store *store;
    const char *path;
    int number;
    double until;
    int64_t orders;
    pthread_t thread;
};

static void order_once(promo_store *store, int caller, int64_t number)
{
    char order[64], customer[64];
    promo_answer *answer;
    snprintf(order, sizeof order, "order-%d-%" PRId64, caller, number);
    snprintf(customer, sizeof customer, "customer-%d-%" PRId64, caller, number % 1000);
    const promo_need needs[NEEDS] = {
        {PROMO_NEED_COUPON, "welcome", NULL, 1, 1000000000, 0, false},
        {PROMO_NEED_PROMOTION_CUSTOMER, "spring", NULL, 1, 1000000, 0, false},
        {PROMO_NEED_CAMPAIGN_MONEY, "members", NULL, 250, INT64_C(1) << 50, 0, false},
    };
    const promo_sold_line lines[LINES] = {
        {"1", "SHOE-1", "shoes", "Nike", 2, 10000, 9750, PROMO_NOT_KNOWN},
        {"2", "SOCK-7", "socks", NULL, 3, 1500, 1500, PROMO_NOT_KNOWN},
    };
    const promo_given given = {PROMO_GIVEN_DISCOUNT, "spring", "members", "members", NULL, 0, 250, 0};
    const promo_issue points = {.kind = PROMO_ISSUE_POINTS, .name = "stars", .quantity = 112, .limit = PROMO_UNLIMITED,
                                .starts = PROMO_ALWAYS, .ends = PROMO_NEVER, .valid_count = 365, .valid_unit = PROMO_DAYS};
    const promo_demand demand = {
        .order = order, .customer = customer, .currency = "USD", .day = 20500, .subtotal = 11500, .discount = 250,
        .total = 11250, .due = 11250, .channel = "web", .needs = needs, .need_count = NEEDS, .lines = lines,
        .line_count = LINES, .given = &given, .given_count = 1, .issues = &points, .issue_count = 1,
    };
    must(promo_store_reserve(store, &demand, 1775000000 + number, 0, &answer), "reserve");
    promo_answer_free(answer);
    must(promo_store_commit(store, order, 1775000010 + number, &answer), "commit");
    promo_answer_free(answer);
}

static void *run_ledger(void *context)
{
    struct caller *caller = context;
    for (caller->orders = 0; now() < caller->until; caller->orders++)
        order_once(caller->store, caller->number, caller->orders);
    return NULL;
}

/* --- the floor ----------------------------------------------------------------------------------------------------- */

struct floor {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
};

static sqlite3_stmt *prepared(struct floor *floor, enum store_sql sql)
{
    if (floor->statements[sql] == NULL &&
        sqlite3_prepare_v3(floor->db, STORE_SQL[sql], -1, SQLITE_PREPARE_PERSISTENT, &floor->statements[sql], NULL) != SQLITE_OK)
        die(STORE_SQL[sql], sqlite3_errmsg(floor->db));
    return floor->statements[sql];
}

/* Texts where they are given, numbers elsewhere. */
static void bare(struct floor *floor, enum store_sql sql, const char *const *texts, const int64_t *numbers, int count)
{
    sqlite3_stmt *statement = prepared(floor, sql);
    for (int i = 0; i < count; i++)
        if (texts != NULL && texts[i] != NULL)
            sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
        else
            sqlite3_bind_int64(statement, i + 1, numbers[i]);
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        die(STORE_SQL[sql], sqlite3_errmsg(floor->db));
    sqlite3_reset(statement);
}

static void bare_booking(struct floor *floor, int64_t operation, int64_t order, int64_t *booking)
{
    sqlite3_stmt *statement = prepared(floor, SQL_ADD_BOOKING);
    sqlite3_clear_bindings(statement);
    bare(floor, SQL_ADD_BOOKING, NULL, (int64_t[]){1775000000, operation, order}, 3);
    *booking = sqlite3_last_insert_rowid(floor->db);
}

static void bare_move(struct floor *floor, int64_t booking, int64_t number, int64_t account, const int64_t change[5])
{
    bare(floor, SQL_MOVE, NULL,
         (int64_t[]){account, change[0], change[1], change[2], change[3], change[4], INT64_MAX, INT64_MIN}, 8);
    bare(floor, SQL_ADD_ENTRIES, NULL, (int64_t[]){booking, number, account, 0, 0, 2, 1}, 7);
}

static int64_t bare_account(struct floor *floor, int64_t kind, const char *name, int64_t customer, int64_t part)
{
    sqlite3_stmt *statement = prepared(floor, SQL_ACCOUNT_ID);
    const char *texts[] = {NULL, name, NULL, NULL, NULL, NULL};
    int64_t numbers[] = {kind, 0, customer, part, 0, INT64_MAX}, id = 0;
    for (int i = 0; i < 4; i++)
        if (texts[i] != NULL)
            sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
        else
            sqlite3_bind_int64(statement, i + 1, numbers[i]);
    if (sqlite3_step(statement) == SQLITE_ROW)
        id = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    if (id == 0) {
        bare(floor, SQL_ADD_ACCOUNT, texts, numbers, 6);
        id = sqlite3_last_insert_rowid(floor->db);
    }
    return id;
}

/* The rows of order_once: two transactions. */
static void bare_order(struct floor *floor, int caller, int64_t number)
{
    static const int64_t HOLD[5] = {-1, 0, 1, 0, 0}, USE[5] = {0, 0, -1, 1, 0}, EARN[5] = {-112, 112, 0, 0, 0};
    static const char WAITING[600] = "";
    char order[64];
    int64_t booking, accounts[NEEDS];
    snprintf(order, sizeof order, "order-%d-%" PRId64, caller, number);
    bare(floor, SQL_BEGIN_WRITE, NULL, NULL, 0);
    sqlite3_stmt *add = prepared(floor, SQL_ADD_ORDER);
    sqlite3_bind_blob(add, 6, WAITING, 32, SQLITE_STATIC);
    sqlite3_bind_blob(add, 10, WAITING, sizeof WAITING, SQLITE_STATIC);
    sqlite3_bind_text(add, 1, order, -1, SQLITE_STATIC);
    for (int i = 2; i <= 5; i++)
        sqlite3_bind_int64(add, i, i == 3 ? 1 : 1775000000 + number);
    sqlite3_bind_int64(add, 7, 11250);
    sqlite3_bind_text(add, 8, "USD", -1, SQLITE_STATIC);
    sqlite3_bind_int64(add, 12, 2);
    if (sqlite3_step(add) != SQLITE_DONE)
        die("floor", sqlite3_errmsg(floor->db));
    sqlite3_reset(add);
    int64_t key = sqlite3_last_insert_rowid(floor->db);
    bare_booking(floor, 0, key, &booking);
    accounts[0] = bare_account(floor, 0, "welcome", 0, 0);
    accounts[1] = bare_account(floor, 4, "spring", 1 + caller * 1000 + number % 1000, 0);
    accounts[2] = bare_account(floor, 6, "members", 0, 0);
    for (int i = 0; i < NEEDS; i++) {
        bare_move(floor, booking, 2 * i, accounts[i], HOLD);
        bare(floor, SQL_ADD_HOLD, NULL, (int64_t[]){key, i, accounts[i], i, 1, 0, 0}, 7);
    }
    bare(floor, SQL_COMMIT, NULL, NULL, 0);

    bare(floor, SQL_BEGIN_WRITE, NULL, NULL, 0);
    bare_booking(floor, 1, key, &booking);
    for (int i = 0; i < NEEDS; i++)
        bare_move(floor, booking, 2 * i, accounts[i], USE);
    int64_t lot = bare_account(floor, 10, "stars", 1 + caller * 1000 + number % 1000, booking);
    bare_move(floor, booking, 2 * NEEDS, lot, EARN);
    bare(floor, SQL_ADD_ISSUED, (const char *[]){NULL, NULL, NULL, "stars", NULL, NULL, NULL, NULL, NULL, NULL},
         (int64_t[]){key, 0, 2, 0, lot, 0, 0, 112, 0, 1}, 10);
    for (int i = 0; i < LINES; i++)
        bare(floor, SQL_ADD_LINE, (const char *[]){NULL, NULL, "1", "SHOE-1", "shoes", "Nike", NULL, NULL, NULL, NULL},
             (int64_t[]){key, i, 0, 0, 0, 0, 2, 10000, 9750, 0}, 10);
    bare(floor, SQL_ADD_SALE,
         (const char *[]){NULL, NULL, NULL, NULL, "USD", NULL, "web", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                          NULL},
         (int64_t[]){key, 1775000000, 20500, 1, 0, 0, 0, 0, 0, 0, 0, 11500, 250, 0, 0, 11250, 11250, 0}, 18);
    bare(floor, SQL_ADD_GIVEN, (const char *[]){NULL, NULL, NULL, "members", "spring", "members", NULL, NULL, NULL, NULL},
         (int64_t[]){key, 0, 0, 0, 0, 0, 0, 0, 250, 0}, 10);
    bare(floor, SQL_CLOSE_ORDER, NULL, (int64_t[]){key, 2, 1775000010}, 3);
    bare(floor, SQL_COMMIT, NULL, NULL, 0);
}

static int wait_a_little(void *context, int tries)
{
    (void)context;
    struct timespec nap = {0, tries < 6 ? 50000L << tries : 3000000};
    nanosleep(&nap, NULL);
    return 1;
}

static void *run_floor(void *context)
{
    struct caller *caller = context;
    struct floor floor = {0};
    if (sqlite3_open_v2(caller->path, &floor.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        die(caller->path, "cannot be opened");
    sqlite3_busy_handler(floor.db, wait_a_little, NULL);
    sqlite3_exec(floor.db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;"
                           "PRAGMA wal_autocheckpoint = 2000", NULL, NULL, NULL);
    for (caller->orders = 0; now() < caller->until; caller->orders++)
        bare_order(&floor, caller->number, caller->orders);
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(floor.statements[i]);
    sqlite3_close(floor.db);
    return NULL;
}

/* --- side by side -------------------------------------------------------------------------------------------------- */

static double rate(const char *path, int callers, double seconds, bool floor)
{
    struct caller all[CALLERS];
    promo_store *store = NULL;
    int64_t orders = 0;
    drop(path);
    must(promo_store_create(path, NULL), path);
    if (!floor)
        must(promo_store_open(&store, path, NULL), path);
    double begin = now();
    for (int i = 0; i < callers; i++) {
        all[i] = (struct caller){.store = store, .path = path, .number = i, .until = begin + seconds};
        pthread_create(&all[i].thread, NULL, floor ? run_floor : run_ledger, &all[i]);
    }
    for (int i = 0; i < callers; i++) {
        pthread_join(all[i].thread, NULL);
        orders += all[i].orders;
    }
    double elapsed = now() - begin;
    promo_store_close(store);
    drop(path);
    return (double)orders / elapsed;
}

static void compare(const char *directory, int callers, double seconds)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/bench-state.db", directory);
    /* In turns, so that a disk that changes its mind changes it for both. */
    enum { TURNS = 5 };
    double floor = 0, ledger = 0;
    for (int turn = 0; turn < TURNS; turn++) {
        floor += rate(path, callers, seconds / TURNS, true) / TURNS;
        ledger += rate(path, callers, seconds / TURNS, false) / TURNS;
    }
    printf("orders (reserve, commit), %d caller%s  %10.0f /s   floor %10.0f /s   %5.0f%%\n", callers, callers == 1 ? " " : "s",
           ledger, floor, 100 * ledger / floor);
}

/* --- lookups ------------------------------------------------------------------------------------------------------- */

struct members {
    int64_t next, count;
    char id[32];
};

static const char *next_member(void *context)
{
    struct members *members = context;
    if (members->next == members->count)
        return NULL;
    /* Out of order, as a file of customers is. */
    uint64_t mixed = (uint64_t)members->next++ * UINT64_C(0x9E3779B97F4A7C15);
    snprintf(members->id, sizeof members->id, "c-%016" PRIx64, mixed);
    return members->id;
}

struct codes {
    char (*some)[PROMO_CODE_SIZE];
    int64_t seen, kept, every;
};

static bool keep_some(void *context, const char *code)
{
    struct codes *codes = context;
    if (codes->seen++ % codes->every == 0 && codes->kept < 1000)
        snprintf(codes->some[codes->kept++], PROMO_CODE_SIZE, "%s", code);
    return true;
}

static void look_up_codes(promo_store *store, int64_t count)
{
    enum { LOOKUPS = 20000 };
    struct codes codes = {.some = calloc(1000, PROMO_CODE_SIZE), .every = count / 1000 + 1};
    promo_code_report report;
    promo_batch batch = {.coupon = "summer", .pattern = "SUMMER-############", .count = count, .limit = PROMO_UNLIMITED,
                         .at = 1775000000, .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    double begin = now();
    must(promo_store_generate(store, &batch, NULL, NULL, NULL), "generate");
    printf("codes generated: %" PRId64 "  %10.0f /s\n", count, (double)count / (now() - begin));
    must(promo_store_codes(store, "summer", NULL, keep_some, &codes), "list");
    for (int known = 1; known >= 0; known--) {
        begin = now();
        for (int i = 0; i < LOOKUPS; i++) {
            char code[PROMO_CODE_SIZE];
            snprintf(code, sizeof code, "%s", codes.some[(int64_t)i * 7919 % codes.kept]);
            if (!known)
                code[strlen(code) - 1] = code[strlen(code) - 1] == '0' ? '1' : '0';
            promo_store_code(store, code, 1775000000, &report);
        }
        printf("lookup of a code among %" PRId64 ", %-9s %8.2f us\n", count, known ? "known:" : "unknown:",
               (now() - begin) / LOOKUPS * 1e6);
    }
    free(codes.some);
}

static void look_up_members(promo_store *store, int64_t count)
{
    enum { LOOKUPS = 20000 };
    struct members members = {.count = count};
    double begin = now();
    must(promo_store_load_audience(store, "vip", next_member, NULL, &members, NULL), "load");
    printf("audience loaded: %" PRId64 "  %10.0f /s\n", count, (double)count / (now() - begin));
    begin = now();
    int64_t inside = 0;
    for (int64_t i = 0; i < LOOKUPS; i++) {
        bool is;
        members.next = i * (count / LOOKUPS > 0 ? count / LOOKUPS : 1) % count;
        must(promo_store_in_audience(store, "vip", next_member(&members), &is), "lookup");
        inside += is;
    }
    printf("lookup of a customer among %" PRId64 "      %8.2f us%s\n", count, (now() - begin) / LOOKUPS * 1e6,
           inside == LOOKUPS ? "" : "   WRONG");
}

int main(int count, char **arguments)
{
    const char *directory = ".";
    double seconds = 4;
    int64_t codes = 100000, members = 100000;
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], "--seconds") == 0)
            seconds = strtod(arguments[i + 1], NULL);
        else if (strcmp(arguments[i], "--codes") == 0)
            codes = strtoll(arguments[i + 1], NULL, 10);
        else if (strcmp(arguments[i], "--members") == 0)
            members = strtoll(arguments[i + 1], NULL, 10);
        else if (strcmp(arguments[i], "--directory") == 0)
            directory = arguments[i + 1];
        else
            die(arguments[i], "is no option");
    }
    compare(directory, 1, seconds);
    compare(directory, CALLERS, seconds);
    char path[4096];
    promo_store *store;
    snprintf(path, sizeof path, "%s/bench-state.db", directory);
    drop(path);
    must(promo_store_create(path, NULL), path);
    must(promo_store_open(&store, path, NULL), path);
    look_up_codes(store, codes);
    look_up_members(store, members);
    promo_store_close(store);
    drop(path);
    return 0;
}
