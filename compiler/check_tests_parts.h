/* What the files that resolve tests share (compiler/check_tests*.c); nobody else includes it.
 *
 * Each function that reads a value reports what is wrong with it and then answers false; the test is left out. */
#ifndef COMPILER_CHECK_TESTS_PARTS_H
#define COMPILER_CHECK_TESTS_PARTS_H

#include "compiler/check_tests.h"

enum test_name { NAME_PROMOTION, NAME_COUPON, NAME_CAMPAIGN, NAME_PROGRAM, NAME_AUDIENCE, TEST_NAME_COUNT };

struct test_checker {
    const promo_allocator *alloc;
    const struct plan *plan;
    struct diagnostics *diags;
    struct arena *arena;
    struct text_table names[TEST_NAME_COUNT];
    bool failed; /* no memory */
    bool wrong;  /* the test at hand has an error */
};

/* Reports at `span` and marks the test as wrong. */
struct diagnostic *test_wrong(struct test_checker *checker, enum code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A copy in the arena; NULL where the word is not given or there is no memory. */
const char *test_string(struct test_checker *checker, struct text text);

/* `count` cleared elements, or NULL when count is 0 or there is no memory. */
void *test_array(struct test_checker *checker, size_t count, size_t size);

bool test_money(struct test_checker *checker, const struct expr *value, int64_t *out);
bool test_whole(struct test_checker *checker, const struct expr *value, int64_t *out);
bool test_millionths(struct test_checker *checker, const struct expr *value, int64_t *out);
bool test_instant(struct test_checker *checker, const struct expr *value, int64_t *out);

/* The declaration's number among its kind; reports an unknown name. A missing word is wrong without a report. */
bool test_find(struct test_checker *checker, enum test_name kind, const struct word *word, uint32_t *number);

/* The values of a field of the profile as one or more promo_fields, appended to out[*count]; room for all is there. */
void test_field(struct test_checker *checker, enum plan_owner owner, const struct field *field, promo_field *out, size_t *count);

/* How many promo_fields a list of fields needs at most. */
size_t test_field_count(const struct field *fields);

void test_read_state(struct test_checker *checker, const struct clause *clauses, struct test_state *state);
void test_read_basket(struct test_checker *checker, const struct test *test, struct test_basket *basket);

#endif
