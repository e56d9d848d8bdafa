#include "cli/test_run.h"

#include "cli/expectations.h"
#include "cli/explanation.h"
#include "cli/test_basket.h"
#include "compiler/compilation.h"
#include "vm/coverage.h"

#include <fnmatch.h>

void test_run_init(struct test_run *run)
{
    *run = (struct test_run){0};
    arena_init(&run->arena, NULL);
}

void test_run_done(struct test_run *run)
{
    VECTOR_DONE(&run->tests, &ALLOC_DEFAULT);
    arena_done(&run->arena);
}

bool test_name_matches(const char *name, const char *filter)
{
    return filter[strcspn(filter, "*?[")] == '\0' ? strstr(name, filter) != NULL : fnmatch(filter, name, 0) == 0;
}

static bool wanted(const struct test_run *run, const char *name)
{
    bool any = run->filter_count == 0;
    for (size_t i = 0; !any && i < run->filter_count; i++)
        any = test_name_matches(name, run->filters[i]);
    return any;
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left for the tests");
}

static promo_status check_all(struct test_run *run, const struct test_case *test, const promo_result *result,
                              struct tested *tested)
{
    struct checked *checks = ARENA_ARRAY(&run->arena, test->expectation_count, struct checked);
    struct buffer actual;
    promo_status status = checks == NULL ? no_memory() : PROMO_OK;
    buffer_init(&actual, NULL);
    for (size_t i = 0; status == PROMO_OK && i < test->expectation_count; i++) {
        buffer_clear(&actual);
        checks[i].expectation = &test->expectations[i];
        if (expectation_holds(checks[i].expectation, run->image, result, &actual))
            continue;
        tested->outcome = TEST_FAILED;
        checks[i].actual = actual.failed ? NULL : arena_copy(&run->arena, actual.bytes, actual.length);
        if (checks[i].actual == NULL)
            status = no_memory();
    }
    tested->checks = checks;
    tested->check_count = test->expectation_count;
    buffer_done(&actual);
    return status;
}

/* Whether a failing expectation, or any, names the promotion. */
static bool is_named(const struct tested *tested, const char *promotion, bool failing)
{
    for (size_t i = 0; i < tested->check_count; i++) {
        const struct checked *check = &tested->checks[i];
        const char *named = check->expectation->promotion;
        if ((check->actual != NULL || !failing) && named != NULL && strcmp(named, promotion) == 0)
            return true;
    }
    return false;
}

/* The promotions that the failing expectations name; where one of them names none, also what had a part in the outcome, and
 * what the test speaks of elsewhere. */
static bool is_at_hand(const struct tested *tested, const promo_verdict *verdict)
{
    bool general = false;
    for (size_t i = 0; i < tested->check_count; i++)
        general |= tested->checks[i].actual != NULL && tested->checks[i].expectation->promotion == NULL;
    if (is_named(tested, verdict->promotion, !general))
        return true;
    return general && (verdict->kind == PROMO_APPLIED || verdict->kind == PROMO_OUTBID);
}

static promo_status print_page(struct test_run *run, const promo_result *result, struct tested *tested)
{
    promo_result shown = *result;
    promo_verdict *verdicts = ARENA_ARRAY(&run->arena, result->verdict_count, promo_verdict);
    struct buffer page;
    if (verdicts == NULL)
        return no_memory();
    shown.verdicts = verdicts;
    shown.verdict_count = 0;
    for (size_t i = 0; i < result->verdict_count; i++)
        if (is_at_hand(tested, &result->verdicts[i]))
            verdicts[shown.verdict_count++] = result->verdicts[i];
    buffer_init(&page, NULL);
    explanation_print(&page, run->image, &shown, run->colored);
    tested->why = page.failed ? NULL : arena_copy(&run->arena, page.bytes, page.length);
    buffer_done(&page);
    return tested->why == NULL ? no_memory() : PROMO_OK;
}

static promo_status price(promo_session *session, const struct test_case *test, const promo_result **result)
{
    promo_status status = test_basket_fill(session, &test->basket);
    return status == PROMO_OK ? promo_session_price(session, result) : status;
}

/* Priced once more, by a session that explains. */
static promo_status explain(struct test_run *run, struct tested *tested)
{
    const promo_result *result;
    promo_session *session;
    promo_status status = promo_session_new(&session, run->image, &(promo_session_options){.explain = true});
    if (status != PROMO_OK)
        return status;
    status = price(session, tested->test, &result);
    if (status == PROMO_OK)
        status = print_page(run, result, tested);
    promo_session_free(session);
    return status;
}

static promo_status run_test(struct test_run *run, promo_session *session, const struct test_case *test)
{
    const promo_result *result;
    struct tested tested = {.test = test};
    promo_status status = price(session, test, &result);
    if (status == PROMO_NO_MEMORY)
        return status;
    if (status != PROMO_OK) {
        tested.outcome = TEST_BROKEN;
        tested.problem = arena_format(&run->arena, "%s", promo_last_error());
        status = tested.problem == NULL ? no_memory() : PROMO_OK;
    } else {
        status = check_all(run, test, result, &tested);
        if (status == PROMO_OK && tested.outcome == TEST_FAILED && run->explain)
            status = explain(run, &tested);
    }
    run->passed += tested.outcome == TEST_PASSED;
    run->failed += tested.outcome == TEST_FAILED;
    run->broken += tested.outcome == TEST_BROKEN;
    return VECTOR_PUSH(&run->tests, &ALLOC_DEFAULT, tested) ? status : no_memory();
}

promo_status test_run(struct test_run *run)
{
    promo_session *session;
    promo_session_options options = {.no_index = run->coverage != NULL};
    const struct test_case *tests = compilation_tests(run->compiler, &run->found);
    promo_status status = promo_session_new(&session, run->image, &options);
    if (status != PROMO_OK)
        return status;
    coverage_count(session, run->coverage);
    for (size_t i = 0; status == PROMO_OK && i < run->found; i++)
        if (wanted(run, tests[i].name))
            status = run_test(run, session, &tests[i]);
    promo_session_free(session);
    return status;
}
