/* promo run: prices baskets, one result a line. */
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/progress.h"
#include "cli/rules.h"
#include "cli/stored.h"
#include "runtime/summary.h"
#include "cli/terminal.h"
#include "runtime/batch.h"
#include "runtime/order.h"
#include "runtime/state_json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RUN_EXPLAIN, RUN_STATE, RUN_JOBS, RUN_SUMMARY, RUN_STATS, RUN_NO_INDEX, RUN_WORK_LIMIT, RUN_STORE, RUN_AT, RUN_FORMAT };

static const struct option RUN_OPTIONS[] = {
    [RUN_EXPLAIN] = {"explain", '\0', OPTION_FLAG, NULL, "add the verdict on every promotion to each result", 0, 0},
    [RUN_STATE] = {"state", '\0', OPTION_TEXT, "FILE", "what the store knows, as JSON: audiences, uses, codes, points", 0, 0},
    [RUN_JOBS] = {"jobs", 'j', OPTION_NUMBER, "N", "threads; 0: as many as there are processors. Default 1", 0,
                  BATCH_MOST_JOBS},
    [RUN_SUMMARY] = {"summary", 's', OPTION_FLAG, NULL, "instead of results: what promotions cost and who got what", 0, 0},
    [RUN_STATS] = {"stats", '\0', OPTION_FLAG, NULL, "add counts and microseconds to each result, and their sums at the end",
                   0, 0},
    [RUN_NO_INDEX] = {"no-index", '\0', OPTION_FLAG, NULL, "visit every promotion; the results are the same", 0, 0},
    [RUN_WORK_LIMIT] = {"work-limit", '\0', OPTION_NUMBER, "N", "counted steps a basket may take", 1, INT64_MAX},
    [RUN_STORE] = {"store", '\0', OPTION_TEXT, "STORE", "price against this store; nothing in it changes", 0, 0},
    [RUN_AT] = {"at", '\0', OPTION_TEXT, "INSTANT", "the store as of then, instead of now: 2026-03-01T17:00Z", 0, 0},
    [RUN_FORMAT] = FORMAT_OPTION,
};

enum { STATE_LARGEST = 1 << 30 };

/* One run over all files of baskets. */
struct run {
    const struct invocation *invocation;
    struct rules rules;
    struct state_snapshot *state;
    struct order_state stored; /* store NULL: none was named */
    struct summary *summaries; /* one a thread; NULL: nobody asks */
    unsigned jobs;
    struct progress progress;
    const char *input;         /* for messages */
    struct batch_counts counts;
};

static promo_status write_results(void *context, struct text results)
{
    struct run *run = context;
    progress_clear(&run->progress);
    promo_status status = terminal_write(results);
    return status == PROMO_OK ? terminal_flush() : status;
}

static void report_problem(void *context, const struct batch_problem *problem)
{
    struct run *run = context;
    progress_clear(&run->progress);
    if (problem->column == 0)
        fprintf(stderr, "%s:%llu: %s\n", run->input, (unsigned long long)problem->line, problem->message);
    else
        fprintf(stderr, "%s:%llu:%llu: %s\n", run->input, (unsigned long long)problem->line,
                (unsigned long long)problem->column, problem->message);
}

static void show_progress(void *context, uint64_t bytes_read)
{
    progress_at(&((struct run *)context)->progress, bytes_read);
}

static promo_status add_to_summary(void *context, unsigned worker, uint64_t number, const promo_result *result)
{
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
        .report = report_problem,
        .progress = show_progress,
        .visit = run->summaries == NULL ? NULL : add_to_summary,
    };
    return options;
}

static enum exit_code price_file(struct run *run, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY);
    struct stat found;
    run->input = standard ? "standard input" : path;
    if (file < 0) {
        complain("%s: %s", path, strerror(errno));
        return EXIT_CANNOT;
    }
    bool sized = fstat(file, &found) == 0 && S_ISREG(found.st_mode);
    struct batch_options options = batch_options_of(run);
    struct batch_counts counts;
    progress_begin(&run->progress, sized ? (uint64_t)found.st_size : 0);
    promo_status status = batch_run(run->rules.image, file, &options, &counts);
    progress_clear(&run->progress);
    if (!standard)
        close(file);
    run->counts.priced += counts.priced;
    run->counts.bad += counts.bad;
    if (status != PROMO_OK && !terminal_failed())
        complain("%s: %s", run->input, promo_last_error());
    return status != PROMO_OK || counts.bad != 0 ? EXIT_CANNOT : EXIT_FINE;
}

/* Of operands, the rules come first: the first, and whatever more looks like rules. */
static size_t count_rules(const struct invocation *invocation)
{
    size_t count = 1;
    while (count < invocation->operand_count && path_names_rules(invocation->operands[count]))
        count++;
    return count;
}

static enum exit_code read_state(struct run *run, const char *path)
{
    struct buffer text;
    buffer_init(&text, NULL);
    enum exit_code code = file_read(path, STATE_LARGEST, &text) ? EXIT_FINE : EXIT_CANNOT;
    if (code == EXIT_FINE && state_snapshot_read(&run->state, (struct text){text.bytes, text.length}, run->rules.image,
                                                 NULL) != PROMO_OK) {
        complain("%s: %s", path, promo_last_error());
        code = EXIT_CANNOT;
    }
    buffer_done(&text);
    return code;
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
    if (promo_store_open(&run->stored.store, values[RUN_STORE].text, NULL) == PROMO_OK)
        return EXIT_FINE;
    complain("%s", promo_last_error());
    return EXIT_CANNOT;
}

static unsigned jobs_asked_for(const struct option_value *value)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (!value->given)
        return 1;
    if (value->number != 0)
        return (unsigned)value->number;
    return processors < 1 ? 1 : processors > BATCH_MOST_JOBS ? BATCH_MOST_JOBS : (unsigned)processors;
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
        summary_print(&page, &run->summaries[0], run->rules.image, run->counts.bad, nanoseconds);
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
    static const char *const STANDARD_INPUT[] = {"-"};
    const char *const *files = run->invocation->operands + first;
    size_t count = run->invocation->operand_count - first;
    if (count == 0) {
        files = STANDARD_INPUT;
        count = 1;
    }
    int64_t started = clock_now();
    enum exit_code code = EXIT_FINE;
    for (size_t i = 0; i < count && !terminal_failed(); i++)
        if (price_file(run, files[i]) != EXIT_FINE)
            code = EXIT_CANNOT;
    if (run->summaries != NULL && show_summary(run, clock_now() - started) != EXIT_FINE)
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
    struct run run = {.invocation = invocation, .jobs = jobs_asked_for(&values[RUN_JOBS])};
    size_t rules = count_rules(invocation);
    enum exit_code code = rules_open(&run.rules, invocation->operands, rules, (promo_format)values[RUN_FORMAT].number);
    if (code == EXIT_FINE && values[RUN_STATE].given)
        code = read_state(&run, values[RUN_STATE].text);
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
               "line and the rest are priced; then the exit code is 2.",
    .examples = "# price a file of baskets on all processors\n"
                "promo run rules.promoc baskets.ndjson --jobs 0 >results.ndjson\n"
                "# what the promotions cost\n"
                "promo run rules/ baskets.ndjson --summary\n"
                "# one basket, by hand\n"
                "echo '{\"at\":\"2026-04-01T10:00:00Z\",\"lines\":[{\"sku\":\"A\",\"price\":\"10.00\"}]}' | promo run rules/",
    OPTIONS_OF(RUN_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = run_command,
};
