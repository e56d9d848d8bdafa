/* promo run: prices baskets, one result a line. */
#include "cli/baskets.h"
#include "cli/commands.h"
#include "cli/rules.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "runtime/order.h"
#include "runtime/summary.h"

#include <stdio.h>

enum { RUN_EXPLAIN, RUN_STATE, RUN_JOBS, RUN_SUMMARY, RUN_STATS, RUN_NO_INDEX, RUN_WORK_LIMIT, RUN_STORE, RUN_AT, RUN_FORMAT };

static const struct option RUN_OPTIONS[] = {
    [RUN_EXPLAIN] = {"explain", '\0', OPTION_FLAG, NULL, "add the verdict on every promotion to each result", 0, 0},
    [RUN_STATE] = {"state", '\0', OPTION_TEXT, "FILE", "what the store knows, as JSON: audiences, uses, codes, points", 0, 0},
    [RUN_JOBS] = JOBS_OPTION,
    [RUN_SUMMARY] = {"summary", 's', OPTION_FLAG, NULL, "instead of results: what promotions cost and who got what", 0, 0},
    [RUN_STATS] = {"stats", '\0', OPTION_FLAG, NULL, "add counts and microseconds to each result, and their sums at the end",
                   0, 0},
    [RUN_NO_INDEX] = {"no-index", '\0', OPTION_FLAG, NULL, "visit every promotion; the results are the same", 0, 0},
    [RUN_WORK_LIMIT] = {"work-limit", '\0', OPTION_NUMBER, "N", "counted steps a basket may take", 1, INT64_MAX},
    [RUN_STORE] = {"store", '\0', OPTION_TEXT, "STORE", "price against this store; nothing in it changes", 0, 0},
    [RUN_AT] = {"at", '\0', OPTION_TEXT, "INSTANT", "the store as of then, instead of now: 2026-03-01T17:00Z", 0, 0},
    [RUN_FORMAT] = FORMAT_OPTION,
};

/* One run over all files of baskets. */
struct run {
    struct baskets baskets; /* first: the context of the batch */
    const struct invocation *invocation;
    struct rules rules;
    struct state_snapshot *state;
    struct order_state stored; /* store NULL: none was named */
    struct summary *summaries; /* one a thread; NULL: nobody asks */
    unsigned jobs;
};

static promo_status write_results(void *context, struct text results)
{
    struct run *run = context;
    progress_clear(&run->baskets.progress);
    promo_status status = terminal_write(results);
    return status == PROMO_OK ? terminal_flush() : status;
}

static promo_status add_to_summary(void *context, unsigned worker, uint64_t number, const struct basket *basket,
                                   const promo_result *result)
{
    (void)basket;
    return summary_add(&((struct run *)context)->summaries[worker], number, result);
}

static promo_status tell_state(const void *state, struct basket *basket)
{
    return state_snapshot_tell(state, basket);
}

static struct batch_options batch_options_of(struct run *run)
{
    const struct option_value *values = run->invocation->values;
    struct batch_options options = {
        .jobs = run->jobs,
        .style = {.explain = values[RUN_EXPLAIN].given, .stats = values[RUN_STATS].given},
        .no_results = values[RUN_SUMMARY].given,
        .session = {.no_index = values[RUN_NO_INDEX].given, .work_limit = values[RUN_WORK_LIMIT].number},
        .tell = run->stored.store != NULL ? order_tell : run->state == NULL ? NULL : tell_state,
        .state = run->stored.store != NULL ? (const void *)&run->stored : run->state,
        .context = run,
        .write = write_results,
        .visit = run->summaries == NULL ? NULL : add_to_summary,
    };
    return options;
}

static enum exit_code open_store(struct run *run)
{
    const struct option_value *values = run->invocation->values;
    if (values[RUN_STATE].given) {
        complain("--state or --store, not both");
        return EXIT_CANNOT;
    }
    if (!stored_instant(&values[RUN_AT], &run->stored.at))
        return EXIT_CANNOT;
    promo_status status = promo_store_open(&run->stored.store, values[RUN_STORE].text, NULL);
    if (status == PROMO_OK)
        return EXIT_FINE;
    complain_of(values[RUN_STORE].text, status);
    return EXIT_CANNOT;
}

static bool prepare_summaries(struct run *run)
{
    run->summaries = alloc_zeroed(&ALLOC_DEFAULT, run->jobs, sizeof *run->summaries);
    if (run->summaries == NULL)
        complain("no memory left");
    for (unsigned i = 0; run->summaries != NULL && i < run->jobs; i++)
        summary_init(&run->summaries[i]);
    return run->summaries != NULL;
}

static enum exit_code show_summary(struct run *run, int64_t nanoseconds)
{
    struct buffer page;
    promo_status status = PROMO_OK;
    for (unsigned i = 1; status == PROMO_OK && i < run->jobs; i++)
        status = summary_merge(&run->summaries[0], &run->summaries[i]);
    buffer_init(&page, NULL);
    if (status == PROMO_OK && run->invocation->values[RUN_SUMMARY].given)
        summary_print(&page, &run->summaries[0], run->rules.image, run->baskets.counts.bad, nanoseconds);
    if (status == PROMO_OK && !page.failed)
        status = terminal_write((struct text){page.bytes, page.length});
    buffer_clear(&page);
    if (status == PROMO_OK && run->invocation->values[RUN_STATS].given) {
        summary_print_stats(&page, &run->summaries[0]);
        const char *text = buffer_cstring(&page);
        fputs(text == NULL ? "" : text, stderr);
    }
    if (status != PROMO_OK && !terminal_failed())
        complain("%s", promo_last_error());
    buffer_done(&page);
    return status == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
}

static enum exit_code price_all(struct run *run, size_t first)
{
    struct batch_options options = batch_options_of(run);
    int64_t started = clock_now();
    enum exit_code code = baskets_price_all(&run->baskets, run->rules.image, &options, run->invocation, first);
    bool nothing = code != EXIT_FINE && run->baskets.counts.priced == 0; /* to sum up: it is said why */
    if (run->summaries != NULL && !nothing && show_summary(run, clock_now() - started) != EXIT_FINE)
        code = EXIT_CANNOT;
    return code;
}

static void release(struct run *run)
{
    for (unsigned i = 0; run->summaries != NULL && i < run->jobs; i++)
        summary_done(&run->summaries[i]);
    alloc_release(&ALLOC_DEFAULT, run->summaries, run->jobs, sizeof *run->summaries);
    state_snapshot_free(run->state);
    promo_store_close(run->stored.store);
    rules_close(&run->rules);
}

static enum exit_code run_command(const struct invocation *invocation)
{
    const struct option_value *values = invocation->values;
    struct run run = {.invocation = invocation, .jobs = baskets_jobs(&values[RUN_JOBS])};
    if (values[RUN_AT].given && !values[RUN_STORE].given) {
        complain("--at says as of when --store is asked, and none is given; a basket has its own `at`");
        return EXIT_CANNOT;
    }
    size_t rules = baskets_count_rules(invocation);
    enum exit_code code = rules_open(&run.rules, invocation->operands, rules, (promo_format)values[RUN_FORMAT].number);
    if (code == EXIT_FINE && values[RUN_STATE].given)
        code = baskets_read_state(&run.state, run.rules.image, values[RUN_STATE].text) ? EXIT_FINE : EXIT_CANNOT;
    if (code == EXIT_FINE && values[RUN_STORE].given)
        code = open_store(&run);
    if (code == EXIT_FINE && (values[RUN_SUMMARY].given || values[RUN_STATS].given) && !prepare_summaries(&run))
        code = EXIT_CANNOT;
    if (code == EXIT_FINE)
        code = price_all(&run, rules);
    release(&run);
    return code;
}

const struct command RUN_COMMAND = {
    .name = "run",
    .operands = "RULES [BASKETS]",
    .summary = "price baskets: JSON, one a line or objects",
    .details = "RULES is an image, or rule files and directories of them; BASKETS are files, `-` or none is standard input.\n"
               "Results are printed one a line, in the order read. A basket that cannot be read is reported with its\n"
               "line (of each file the first 20, then how many more) and the rest are priced; then the exit code is 2.",
    .examples = "# price a file of baskets on all processors\n"
                "promo run rules.promoc baskets.ndjson --jobs 0 >results.ndjson\n"
                "# what the promotions cost\n"
                "promo run rules/ baskets.ndjson --summary\n"
                "# one basket, by hand\n"
                "echo '{\"at\":\"2026-04-01T10:00:00Z\",\"lines\":[{\"sku\":\"A\",\"qty\":1,\"price\":\"10.00\"}]}' | promo run rules/",
    OPTIONS_OF(RUN_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = run_command,
};
