/* promo analyse: questions about a rule set that are answered with orders. */
#include "base/calendar.h"
#include "base/decimal.h"
#include "cli/analyse_report.h"
#include "cli/baskets.h"
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "runtime/instant.h"
#include "vm/local.h"

#include <string.h>

enum {
    ANALYSE_OVER, ANALYSE_BELOW_COST, ANALYSE_SPLIT, ANALYSE_SPLIT_OVER, ANALYSE_DEAD, ANALYSE_PROMOTION, ANALYSE_CATALOGUE, ANALYSE_AT,
    ANALYSE_FROM, ANALYSE_TO, ANALYSE_WORK, ANALYSE_SEED, ANALYSE_JOBS, ANALYSE_WITNESS, ANALYSE_FORMAT
};

enum { WORK_USUAL = 40000, WORK_MOST = 1000000000 };

static const struct option ANALYSE_OPTIONS[] = {
    [ANALYSE_OVER] = {"over", '\0', OPTION_TEXT, "SHARE", "can an order get more than SHARE (70%) off its goods?", 0, 0},
    [ANALYSE_BELOW_COST] = {"below-cost", '\0', OPTION_FLAG, NULL, "can an order be sold below what its goods cost?", 0, 0},
    [ANALYSE_SPLIT] = {"split", '\0', OPTION_FLAG, NULL, "is an order cheaper in two?", 0, 0},
    [ANALYSE_SPLIT_OVER] = {"split-over", '\0', OPTION_TEXT, "SHARE", "is an order cheaper in two by more than SHARE (5%)?", 0, 0},
    [ANALYSE_DEAD] = {"dead", '\0', OPTION_FLAG, NULL, "which promotions never apply?", 0, 0},
    [ANALYSE_PROMOTION] = {"promotion", '\0', OPTION_TEXT, "NAME", "what does this promotion make impossible?", 0, 0},
    [ANALYSE_CATALOGUE] = CATALOGUE_OPTION,
    [ANALYSE_AT] = {"at", '\0', OPTION_TEXT, "INSTANT", "look at orders of this instant or day only", 0, 0},
    [ANALYSE_FROM] = {"from", '\0', OPTION_TEXT, "INSTANT", "look at orders from this instant or day on", 0, 0},
    [ANALYSE_TO] = {"to", '\0', OPTION_TEXT, "INSTANT", "look at orders until this instant, or to the end of this day", 0, 0},
    [ANALYSE_WORK] = {"work", '\0', OPTION_NUMBER, "N", "orders to price for each question. Default 40000", 1, WORK_MOST},
    [ANALYSE_SEED] = {"seed", '\0', OPTION_NUMBER, "N", "search along other ways; equal seeds give equal answers. Default 1", 0,
                      INT64_MAX},
    [ANALYSE_JOBS] = JOBS_OPTION,
    [ANALYSE_WITNESS] = {"witness", '\0', OPTION_TEXT, "DIR", "write the orders into DIR, for `promo run`", 0, 0},
    [ANALYSE_FORMAT] = {"format", '\0', OPTION_CHOICE, "text|json", "the report for people, or as JSON", 0, 0},
};

/* --- what is asked --------------------------------------------------------------------------------------------------- */

/* "70%" or "70", up to four decimals, as millionths. */
static bool read_share(const struct option_value *value, const char *name, int64_t *share)
{
    struct text text = text_from(value->text);
    if (!value->given)
        return true;
    if (text.length != 0 && text.bytes[text.length - 1] == '%')
        text.length--;
    if (decimal_parse(text, 4, share) == DECIMAL_OK && *share >= 0 && *share <= SHARE_WHOLE)
        return true;
    complain("--%s takes a share from 0%% to 100%%, such as 70%%, not `%s`", name, value->text);
    return false;
}

/* An instant, or a day: then from its beginning to its end. */
static bool read_time(const struct option_value *value, const char *name, const promo_image *image, int64_t *from, int64_t *to)
{
    int64_t day;
    if (date_parse(text_from(value->text), &day)) {
        *from = local_instant(&image->view, day * CALENDAR_DAY_SECONDS, false);
        *to = local_instant(&image->view, (day + 1) * CALENDAR_DAY_SECONDS, false);
        return true;
    }
    if (instant_parse(text_from(value->text), &image->view, from)) {
        *to = *from + 1;
        return true;
    }
    complain("--%s takes an instant such as 2026-03-01T17:00 or a day such as 2026-03-01, not `%s`", name, value->text);
    return false;
}

static bool read_times(const struct option_value *values, const promo_image *image, struct analysis_options *options)
{
    int64_t ignored;
    options->from = INT64_MIN;
    options->to = INT64_MAX;
    if (values[ANALYSE_AT].given && (values[ANALYSE_FROM].given || values[ANALYSE_TO].given)) {
        complain("--at, or --from and --to, not both");
        return false;
    }
    if (values[ANALYSE_AT].given && !read_time(&values[ANALYSE_AT], "at", image, &options->from, &options->to))
        return false;
    if (values[ANALYSE_FROM].given && !read_time(&values[ANALYSE_FROM], "from", image, &options->from, &ignored))
        return false;
    if (values[ANALYSE_TO].given) {
        if (!read_time(&values[ANALYSE_TO], "to", image, &ignored, &options->to))
            return false;
        if (ignored + 1 == options->to)
            options->to = ignored; /* an instant is excluded, as in a period */
    }
    if (options->from < options->to)
        return true;
    complain("--from must be before --to");
    return false;
}

static bool read_questions(const struct option_value *values, struct analyse_report *report, const promo_image *image)
{
    bool any = values[ANALYSE_OVER].given || values[ANALYSE_BELOW_COST].given || values[ANALYSE_SPLIT].given ||
               values[ANALYSE_SPLIT_OVER].given || values[ANALYSE_DEAD].given || values[ANALYSE_PROMOTION].given;
    report->asks_stack = !any || values[ANALYSE_OVER].given;
    report->asks_loss = values[ANALYSE_BELOW_COST].given || (!any && values[ANALYSE_CATALOGUE].given);
    report->asks_split = !any || values[ANALYSE_SPLIT].given || values[ANALYSE_SPLIT_OVER].given;
    report->asks_dead = !any || values[ANALYSE_DEAD].given;
    report->asks_conflict = values[ANALYSE_PROMOTION].given;
    report->limit = -1;
    if (!read_share(&values[ANALYSE_OVER], "over", &report->limit) ||
        !read_share(&values[ANALYSE_SPLIT_OVER], "split-over", &report->split_limit))
        return false;
    if (report->asks_conflict) {
        report->promotion = image_find(image, NAMED_PROMOTION, text_from(values[ANALYSE_PROMOTION].text));
        if (report->promotion == INDEX_NONE)
            complain("no promotion is named `%s`", values[ANALYSE_PROMOTION].text);
        return report->promotion != INDEX_NONE;
    }
    return true;
}

/* --- answering ------------------------------------------------------------------------------------------------------- */

static uint32_t impossible_at_all(const struct conflict_answer *answer)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < answer->count; i++)
        count += answer->items[i].at_all;
    return count;
}

static promo_status answer_all(struct analyse_report *report)
{
    struct analysis *analysis = report->analysis;
    promo_status status = PROMO_OK;
    if (report->asks_stack) {
        status = analysis_stack(analysis, POOL_SHARE, &report->stack);
        report->bound = bound_share(analysis);
        report->findings += report_over(report);
    }
    if (status == PROMO_OK && report->asks_loss) {
        status = analysis_stack(analysis, POOL_LOSS, &report->loss);
        report->findings += report_below_cost(report);
    }
    if (status == PROMO_OK && report->asks_split) {
        status = analysis_split(analysis, &report->split);
        report->findings += report_split(report);
    }
    if (status == PROMO_OK && report->asks_dead) {
        status = analysis_dead(analysis, &report->dead);
        report->findings += report->dead.count;
    }
    if (status == PROMO_OK && report->asks_conflict) {
        status = analysis_conflict(analysis, report->promotion, &report->conflict);
        report->findings += impossible_at_all(&report->conflict);
    }
    return status;
}

static enum exit_code print(struct analyse_report *report, bool json)
{
    struct buffer page;
    buffer_init(&page, NULL);
    promo_status status = json ? report_json(report, &page) : report_text(report, &page);
    if (status == PROMO_OK && page.failed)
        status = error_set(PROMO_NO_MEMORY, "no memory left");
    if (status != PROMO_OK && status != PROMO_IO)
        complain("%s", promo_last_error());
    if (status == PROMO_OK)
        status = terminal_write((struct text){page.bytes, page.length});
    buffer_done(&page);
    return status != PROMO_OK ? EXIT_CANNOT : report->findings != 0 ? EXIT_FINDINGS : EXIT_FINE;
}

static enum exit_code analyse(const struct invocation *invocation, const promo_image *image, const struct catalogue *catalogue)
{
    const struct option_value *values = invocation->values;
    struct analysis analysis;
    struct analyse_report report = {.analysis = &analysis, .catalogue = values[ANALYSE_CATALOGUE].text,
                                    .directory = values[ANALYSE_WITNESS].text, .rules = invocation->operands[0]};
    struct analysis_options options = {
        .work = values[ANALYSE_WORK].given ? (uint64_t)values[ANALYSE_WORK].number : WORK_USUAL,
        .seed = values[ANALYSE_SEED].given ? (uint64_t)values[ANALYSE_SEED].number : 1,
        .jobs = baskets_jobs(&values[ANALYSE_JOBS]),
    };
    if (!read_times(values, image, &options) || !read_questions(values, &report, image) ||
        (report.directory != NULL && !directory_make(report.directory)))
        return EXIT_CANNOT;
    if (analysis_init(&analysis, image, catalogue, &options) != PROMO_OK) {
        complain("%s%s%s", catalogue == NULL ? "" : report.catalogue, catalogue == NULL ? "" : ": ", promo_last_error());
        return EXIT_CANNOT;
    }
    enum exit_code code = EXIT_CANNOT;
    if (report.asks_loss && values[ANALYSE_BELOW_COST].given && analysis.goods.with_cost == 0)
        complain("--below-cost needs a --catalogue whose items tell their cost");
    else if (analysis.goods.items.count == 0)
        complain("%s: no item has a price, so there is nothing to make orders of", report.catalogue);
    else if (answer_all(&report) != PROMO_OK)
        complain("%s", promo_last_error());
    else
        code = print(&report, values[ANALYSE_FORMAT].number == 1);
    analysis_done(&analysis);
    return code;
}

static enum exit_code analyse_command(const struct invocation *invocation)
{
    const struct option_value *given = &invocation->values[ANALYSE_CATALOGUE];
    struct rules rules = {0};
    struct catalogue catalogue;
    enum exit_code code = rules_open(&rules, invocation->operands, invocation->operand_count, PROMO_PEOPLE);
    if (code == EXIT_FINE && given->given) {
        code = catalogue_open(&catalogue, given->text, promo_image_decimals(rules.image));
        if (code == EXIT_FINE) {
            code = analyse(invocation, rules.image, &catalogue);
            catalogue_done(&catalogue);
        }
    } else if (code == EXIT_FINE)
        code = analyse(invocation, rules.image, NULL);
    rules_close(&rules);
    return code;
}

const struct command ANALYSE_COMMAND = {
    .name = "analyse",
    .operands = "RULES",
    .summary = "look for orders that rules should not allow: how far they stack, splits, dead promotions",
    .details = "RULES is an image, or rule files and directories of them. Without a question, all are asked but --promotion's.\n"
               "Each answer has a witness: an order that `promo run` prices the same. What is proven is said to be; what is\n"
               "only the most that was found is said to be that. Exit code 1: an order gets more than --over, or is below\n"
               "cost, or cheaper in two; a promotion never applies, or another one keeps it from applying.",
    .examples = "# may an order get more than 70% off, sell below cost, or be cheaper in two?\n"
                "promo analyse --over 70% --below-cost --split --catalogue shop.csv rules/\n"
                "# what never applies, and an order for each promotion that does\n"
                "promo analyse --dead --witness orders rules/",
    OPTIONS_OF(ANALYSE_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = analyse_command,
};
