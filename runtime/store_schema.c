#include "runtime/store_schema.h"

#include <stddef.h>

/* The journal is only added to: the store itself refuses anything else. */
#define KEPT(name, change, table)                            \
    "CREATE TRIGGER " name " BEFORE " change " ON " table    \
    " BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END"

/* The ledger: who, what is held and used, the journal behind it, orders, codes, audiences. */
static const char *const LEDGER[] = {
    "CREATE TABLE customer ("
    "  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",

    /* Balances. The journal is the truth, this is its sum. */
    "CREATE TABLE account ("
    "  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, customer INTEGER NOT NULL,"
    "  part INTEGER NOT NULL, opened INTEGER NOT NULL, expires INTEGER NOT NULL,"
    "  source INTEGER NOT NULL DEFAULT 0, available INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,"
    "  used INTEGER NOT NULL DEFAULT 0, lapsed INTEGER NOT NULL DEFAULT 0,"
    "  CHECK (source + available + held + used + lapsed = 0),"
    "  CHECK (held >= 0 AND used >= 0 AND lapsed >= 0 AND (available >= 0 OR kind = 10)))",
    "CREATE UNIQUE INDEX account_key ON account (kind, name, customer, part)",
    "CREATE INDEX account_expiry ON account (expires) WHERE available > 0 AND expires < 9223372036854775807",

    "CREATE TABLE booking ("
    "  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, operation INTEGER NOT NULL, orders INTEGER, key TEXT, content BLOB,"
    "  why TEXT)",
    "CREATE UNIQUE INDEX booking_key ON booking (key) WHERE key IS NOT NULL",
    "CREATE TABLE entry ("
    "  booking INTEGER NOT NULL, number INTEGER NOT NULL, account INTEGER NOT NULL, movement INTEGER NOT NULL,"
    "  side INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (booking, number)) WITHOUT ROWID",
    KEPT("entry_stays", "UPDATE", "entry"),
    KEPT("entry_remains", "DELETE", "entry"),
    KEPT("booking_stays", "UPDATE", "booking"),
    KEPT("booking_remains", "DELETE", "booking"),

    "CREATE TABLE orders ("
    "  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, customer INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  at INTEGER NOT NULL, expires INTEGER NOT NULL, content BLOB NOT NULL, due INTEGER NOT NULL,"
    "  currency TEXT NOT NULL, decimals INTEGER NOT NULL, image TEXT, demand BLOB, result TEXT)",
    "CREATE INDEX orders_expiry ON orders (expires) WHERE state = 1",
    "CREATE TABLE hold ("
    "  orders INTEGER NOT NULL, number INTEGER NOT NULL, account INTEGER NOT NULL, kind INTEGER NOT NULL,"
    "  amount INTEGER NOT NULL, money INTEGER NOT NULL, once INTEGER NOT NULL, returned INTEGER NOT NULL DEFAULT 0,"
    "  PRIMARY KEY (orders, number), CHECK (amount > 0 AND returned BETWEEN 0 AND amount)) WITHOUT ROWID",
    "CREATE TABLE order_line ("
    "  orders INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, sku TEXT NOT NULL, category TEXT, brand TEXT,"
    "  quantity INTEGER NOT NULL, original INTEGER NOT NULL, total INTEGER NOT NULL, cost INTEGER,"
    "  returned INTEGER NOT NULL DEFAULT 0, refunded INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (orders, number),"
    "  CHECK (returned BETWEEN 0 AND quantity AND refunded BETWEEN 0 AND total)) WITHOUT ROWID",
    /* What a commit issued: account is the lot of points, code the code's key. */
    "CREATE TABLE issued ("
    "  orders INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL, name TEXT NOT NULL, account INTEGER,"
    "  code INTEGER, text TEXT, quantity INTEGER NOT NULL, worth INTEGER NOT NULL, expires INTEGER NOT NULL,"
    "  taken INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (orders, number), CHECK (taken BETWEEN 0 AND quantity))"
    " WITHOUT ROWID",
    "CREATE TABLE refund ("
    "  orders INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, content BLOB NOT NULL, value INTEGER NOT NULL,"
    "  money INTEGER NOT NULL, booking INTEGER NOT NULL, PRIMARY KEY (orders, id)) WITHOUT ROWID",
    "CREATE TABLE refund_line ("
    "  booking INTEGER NOT NULL, line INTEGER NOT NULL, quantity INTEGER NOT NULL, value INTEGER NOT NULL,"
    "  PRIMARY KEY (booking, line), CHECK (quantity > 0 AND value >= 0)) WITHOUT ROWID",

    /* A coupon's codes come in batches: generated ones by name, issued ones in the batch named ''. */
    "CREATE TABLE batch ("
    "  id INTEGER PRIMARY KEY, coupon TEXT NOT NULL, name TEXT NOT NULL, pattern TEXT NOT NULL, currency TEXT NOT NULL,"
    "  certificate INTEGER NOT NULL, decimals INTEGER NOT NULL, content BLOB, made INTEGER NOT NULL DEFAULT 0)",
    "CREATE UNIQUE INDEX batch_key ON batch (coupon, name, pattern, currency, certificate)",
    "CREATE TABLE code ("
    "  id INTEGER PRIMARY KEY, normal TEXT NOT NULL, batch INTEGER NOT NULL, customer INTEGER NOT NULL,"
    "  uses INTEGER NOT NULL, issued INTEGER NOT NULL, starts INTEGER NOT NULL, expires INTEGER NOT NULL,"
    "  standing INTEGER NOT NULL DEFAULT 0)",
    "CREATE UNIQUE INDEX code_normal ON code (normal)",
    "CREATE INDEX code_batch ON code (batch)",

    "CREATE TABLE audience ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, current INTEGER NOT NULL, members INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX audience_current ON audience (name) WHERE current = 1",
    "CREATE TABLE member ("
    "  audience INTEGER NOT NULL, customer TEXT NOT NULL, PRIMARY KEY (audience, customer)) WITHOUT ROWID",
    NULL};

/* Facts for reports: one row a committed order, and what belongs to it. Lines are in order_line. */
static const char *const REPORTS[] = {
    "CREATE TABLE sale ("
    "  orders INTEGER PRIMARY KEY, at INTEGER NOT NULL, day INTEGER NOT NULL, customer INTEGER NOT NULL,"
    "  currency TEXT NOT NULL, \"trigger\" TEXT, channel TEXT, store TEXT, region TEXT, price_list TEXT, image TEXT,"
    "  subtotal INTEGER NOT NULL, discount INTEGER NOT NULL, shipping INTEGER NOT NULL, charges INTEGER NOT NULL,"
    "  total INTEGER NOT NULL, due INTEGER NOT NULL, cost INTEGER)",
    "CREATE INDEX sale_day ON sale (day)",
    "CREATE TABLE sale_segment ("
    "  orders INTEGER NOT NULL, segment TEXT NOT NULL, PRIMARY KEY (orders, segment)) WITHOUT ROWID",
    "CREATE TABLE sale_holdout ("
    "  orders INTEGER NOT NULL, campaign TEXT NOT NULL, PRIMARY KEY (orders, campaign)) WITHOUT ROWID",
    "CREATE TABLE sale_coupon ("
    "  orders INTEGER NOT NULL, coupon TEXT NOT NULL, PRIMARY KEY (orders, coupon)) WITHOUT ROWID",
    "CREATE TABLE sale_given ("
    "  orders INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL, campaign TEXT, promotion TEXT NOT NULL,"
    "  event TEXT NOT NULL, what TEXT, line INTEGER, amount INTEGER NOT NULL, quantity INTEGER NOT NULL,"
    "  PRIMARY KEY (orders, number)) WITHOUT ROWID",
    "CREATE INDEX sale_given_promotion ON sale_given (promotion, event)",
    NULL};

static const char *const *const STEPS[STORE_SCHEMA_VERSION + 1] = {NULL, LEDGER, REPORTS};

const char *const *store_schema_step(int version)
{
    return STEPS[version];
}
