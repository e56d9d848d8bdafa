/* promo simulate: what a rule set would have cost over a history of baskets. */
#include "cli/baskets.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/rules.h"
#include "cli/simulate_show.h"
#include "cli/terminal.h"
#include "runtime/history.h"

enum {
    SIMULATE_FORMAT, SIMULATE_TABLE, SIMULATE_HTML, SIMULATE_STATE, SIMULATE_NO_STATE, SIMULATE_NO_OUTBID, SIMULATE_JOBS,
    SIMULATE_WORK_LIMIT
};

static const struct option SIMULATE_OPTIONS[] = {
    [SIMULATE_FORMAT] = {"format", '\0', OPTION_CHOICE, "text|csv|json", "how the report is written to standard output", 0, 0},
    [SIMULATE_TABLE] = {"table", '\0', OPTION_CHOICE, REPORT_KEYS, "only this table, with all its rows", 0, 0},
    [SIMULATE_HTML] = {"html", '\0', OPTION_TEXT, "FILE", "write a page with plots that needs nothing else, too (`-`: instead, to standard output)", 0, 0},
    [SIMULATE_STATE] = {"state", '\0', OPTION_TEXT, "FILE", "what the store knows before the first basket, as JSON", 0, 0},
    [SIMULATE_NO_STATE] = {"no-state", '\0', OPTION_FLAG, NULL, "price each basket as if there were no other", 0, 0},
    [SIMULATE_NO_OUTBID] = {"no-outbid", '\0', OPTION_FLAG, NULL, "leave out what outbid what: faster", 0, 0},
    [SIMULATE_JOBS] = {"jobs", 'j', OPTION_NUMBER, "N",
                       "threads, where no basket depends on those before it; 0: as many as there are processors. Default 1", 0,
                       BATCH_MOST_JOBS},
    [SIMULATE_WORK_LIMIT] = {"work-limit", '\0', OPTION_NUMBER, "N", "counted steps a basket may take", 1, INT64_MAX},
};

static void (*const SHOW[])(struct buffer *, const struct simulate_view *) = {simulate_show_text, simulate_show_csv,
                                                                             simulate_show_json};

struct simulating {
    struct baskets baskets; /* first: the context of the batch */
    const struct invocation *invocation;
    struct rules rules;
    struct state_snapshot *state;
    struct history history;
    bool alone; /* no basket is told of those before it */
    unsigned jobs;
    struct simulation *simulations; /* one a thread */
    uint64_t before;                /* baskets of the files before this one */
};

static promo_status tell(const void *context, struct basket *basket)
{
    /* The batch has one thread where there is a history, so this is the only one to use it. */
    struct simulating *simulating = *(struct simulating *const *)context;
    promo_status status = simulating->state == NULL ? PROMO_OK : state_snapshot_tell(simulating->state, basket);
    return status == PROMO_OK && !simulating->alone ? history_tell(&simulating->history, basket) : status;
}

static promo_status visit(void *context, unsigned worker, uint64_t number, const struct basket *basket,
                          const promo_result *result)
{
    struct simulating *simulating = context;
    promo_status status = simulating->alone ? PROMO_OK : history_book(&simulating->history, basket, result);
    return status == PROMO_OK ? simulation_add(&simulating->simulations[worker], simulating->before + number, basket, result)
                              : status;
}

static enum exit_code price(struct simulating *simulating, size_t first)
{
    static const char *const STANDARD_INPUT[] = {"-"};
    const struct invocation *invocation = simulating->invocation;
    const struct option_value *values = invocation->values;
    const char *const *files = invocation->operands + first;
    size_t count = invocation->operand_count - first;
    enum exit_code code = EXIT_FINE;
    struct batch_options options = {
        .jobs = simulating->jobs,
        .no_results = true,
        .session = {.work_limit = values[SIMULATE_WORK_LIMIT].number, .outbid = !values[SIMULATE_NO_OUTBID].given},
        .tell = simulating->state == NULL && simulating->alone ? NULL : tell,
        .state = &simulating,
        .keeps_segments = true,
        .context = simulating,
        .visit = visit,
    };
    if (count == 0) {
        files = STANDARD_INPUT;
        count = 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (baskets_price(&simulating->baskets, simulating->rules.image, options, files[i]) != EXIT_FINE)
            code = EXIT_CANNOT;
        simulating->before = simulating->baskets.counts.priced + simulating->baskets.counts.bad;
    }
    return code;
}

static bool prepare(struct simulating *simulating)
{
    const promo_image *image = simulating->rules.image;
    simulating->alone = simulating->invocation->values[SIMULATE_NO_STATE].given || !history_matters(image);
    simulating->jobs = simulating->alone ? baskets_jobs(&simulating->invocation->values[SIMULATE_JOBS]) : 1;
    simulating->simulations = alloc_zeroed(&ALLOC_DEFAULT, simulating->jobs, sizeof *simulating->simulations);
    for (unsigned i = 0; simulating->simulations != NULL && i < simulating->jobs; i++)
        simulation_init(&simulating->simulations[i]);
    if (simulating->simulations != NULL && history_init(&simulating->history, image, NULL) == PROMO_OK)
        return true;
    complain("no memory left");
    return false;
}

static bool is_made(const struct simulate_view *view, const struct buffer *out)
{
    bool made = !out->failed && !view->report->failed;
    if (!made)
        complain("no memory left");
    return made;
}

/* To the page, and to standard output unless the page goes there. */
static bool write_report(struct simulating *simulating, const struct simulate_view *view)
{
    const struct option_value *values = simulating->invocation->values;
    const char *html = values[SIMULATE_HTML].text;
    bool instead = html != NULL && strcmp(html, "-") == 0, written = true;
    struct buffer out;
    buffer_init(&out, NULL);
    if (html != NULL)
        simulate_show_html(&out, view);
    if (html != NULL && !instead) {
        written = is_made(view, &out) && file_replace(html, (struct text){out.bytes, out.length});
        buffer_clear(&out);
    }
    if (!instead)
        SHOW[values[SIMULATE_FORMAT].number](&out, view);
    written = written && is_made(view, &out) && terminal_write((struct text){out.bytes, out.length}) == PROMO_OK;
    buffer_done(&out);
    return written;
}

static enum exit_code show(struct simulating *simulating)
{
    const struct option_value *table = &simulating->invocation->values[SIMULATE_TABLE];
    promo_status status = PROMO_OK;
    for (unsigned i = 1; status == PROMO_OK && i < simulating->jobs; i++)
        status = simulation_merge(&simulating->simulations[0], &simulating->simulations[i]);
    if (simulating->alone)
        simulating->simulations[0].unordered = 0; /* the order is of no account, and each thread saw a part of it */
    if (status != PROMO_OK) {
        complain("%s", promo_last_error());
        return EXIT_CANNOT;
    }
    struct simulation_report report;
    simulation_report_init(&report, &simulating->simulations[0], simulating->rules.image, simulating->baskets.counts.bad);
    struct simulate_view view = {.simulation = &simulating->simulations[0],
                                 .report = &report,
                                 .image = simulating->rules.image,
                                 .alone = simulating->alone,
                                 .only = table->given ? (int)table->number : -1};
    bool written = write_report(simulating, &view);
    simulation_report_done(&report);
    return written ? EXIT_FINE : EXIT_CANNOT;
}

static void release(struct simulating *simulating)
{
    for (unsigned i = 0; simulating->simulations != NULL && i < simulating->jobs; i++)
        simulation_done(&simulating->simulations[i]);
    alloc_release(&ALLOC_DEFAULT, simulating->simulations, simulating->jobs, sizeof *simulating->simulations);
    history_done(&simulating->history);
    state_snapshot_free(simulating->state);
    rules_close(&simulating->rules);
}

static enum exit_code simulate(const struct invocation *invocation)
{
    struct simulating simulating = {.invocation = invocation};
    const char *state = invocation->values[SIMULATE_STATE].text;
    size_t rules = baskets_count_rules(invocation);
    enum exit_code code = rules_open(&simulating.rules, invocation->operands, rules, PROMO_PEOPLE);
    if (code == EXIT_FINE && state != NULL && !baskets_read_state(&simulating.state, simulating.rules.image, state))
        code = EXIT_CANNOT;
    if (code == EXIT_FINE && !prepare(&simulating))
        code = EXIT_CANNOT;
    if (code == EXIT_FINE) {
        code = price(&simulating, rules);
        bool nothing = code != EXIT_FINE && simulating.baskets.counts.priced == 0; /* to report of: it is said why */
        if (!nothing && show(&simulating) != EXIT_FINE)
            code = EXIT_CANNOT;
    }
    release(&simulating);
    return code;
}

const struct command SIMULATE_COMMAND = {
    .name = "simulate",
    .operands = "RULES [BASKETS]",
    .summary = "what promotions cost over a history of baskets",
    .details = "RULES is an image, or rule files and directories of them; BASKETS are files, one basket a line, in the order of\n"
               "time; `-` or none is standard input. Limits, budgets and points carry over from basket to basket, as they\n"
               "would in a store. The report tells cost by promotion, campaign, layer, channel, segment and day, how\n"
               "discounts spread, what was outbid by what, and how budgets burn down. A basket that cannot be read is\n"
               "reported with its line and the rest are priced; then the exit code is 2.",
    .examples = "# last year's baskets with this year's rules\n"
                "promo simulate rules/ last-year.ndjson\n"
                "# a page with plots\n"
                "promo simulate --html report.html rules/ last-year.ndjson\n"
                "# the days, for a spreadsheet\n"
                "promo simulate --format csv --table days rules/ last-year.ndjson > days.csv",
    OPTIONS_OF(SIMULATE_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = simulate,
};
