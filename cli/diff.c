/* promo diff: two versions of a rule set, in words and over real baskets. */
#include "base/decimal.h"
#include "base/exact.h"
#include "cli/baskets.h"
#include "cli/commands.h"
#include "cli/diff_show.h"
#include "cli/image_plan.h"
#include "cli/plans.h"
#include "cli/rules.h"
#include "cli/terminal.h"

#include <stdio.h>

enum { OLD, NEW };

enum { DIFF_FORMAT, DIFF_FAIL_OVER, DIFF_TOP, DIFF_STATE, DIFF_NO_STATE, DIFF_WORK_LIMIT };

static const struct option DIFF_OPTIONS[] = {
    [DIFF_FORMAT] = {"format", '\0', OPTION_CHOICE, "text|json|markdown", "how the differences are written to standard output", 0,
                     0},
    [DIFF_FAIL_OVER] = {"fail-over", '\0', OPTION_TEXTS, "SHARE|AMOUNT",
                        "exit code 1 where more than 2% of the baskets change, or where all discounts together change by more "
                        "than 500.00; may be given again",
                        0, 0},
    [DIFF_TOP] = {"top", '\0', OPTION_NUMBER, "N", "largest changes shown. Default 10", 0, 1000},
    [DIFF_STATE] = {"state", '\0', OPTION_TEXT, "FILE", "what the store knows before the first basket, as JSON", 0, 0},
    [DIFF_NO_STATE] = {"no-state", '\0', OPTION_FLAG, NULL, "price each basket as if there were no other", 0, 0},
    [DIFF_WORK_LIMIT] = {"work-limit", '\0', OPTION_NUMBER, "N", "counted steps a basket may take", 1, INT64_MAX},
};

enum { DEFAULT_TOP = 10, PROMOTIONS_SHOWN = 30 };

static void (*const SHOW[])(struct buffer *, const struct diff_view *) = {diff_show_text, diff_show_json, diff_show_markdown};

/* One version, opened and in words. */
struct version {
    struct rules rules;
    struct plan from_image; /* where the words come from the image */
    bool has_plan, described;
    struct describer describer;
    struct description_of_rules words;
};

/* What --fail-over says. */
struct threshold {
    bool is_share;
    int64_t value; /* millionths, or minor units */
};

struct diff {
    struct progress progress; /* first: the context of the comparison */
    struct refusals refusals; /* of the file at hand */
    uint64_t before;          /* baskets priced before it */
    const struct invocation *invocation;
    struct version versions[2];
    struct price_comparison prices;
    bool compares, prepared;
};

/* ---- The rules ---- */

static bool describe_version(struct version *version, bool from_image)
{
    const struct plan *plan = NULL;
    if (from_image) {
        plan_init(&version->from_image, NULL);
        version->has_plan = true;
        plan = image_plan(&version->from_image, version->rules.image) ? &version->from_image : NULL;
    } else {
        plan = rules_plan(&version->rules);
    }
    if (plan == NULL || !describer_init(&version->describer, plan, 0))
        return false;
    version->describer.bare = true;
    version->described = describe_rules(&version->words, &version->describer);
    if (!version->described)
        describer_done(&version->describer);
    return version->described;
}

static void version_done(struct version *version)
{
    if (version->described) {
        description_of_rules_done(&version->words);
        describer_done(&version->describer);
    }
    if (version->has_plan)
        plan_done(&version->from_image);
    rules_close(&version->rules);
}

static enum exit_code open_versions(struct diff *diff)
{
    for (int side = OLD; side <= NEW; side++) {
        enum exit_code code = rules_open(&diff->versions[side].rules, diff->invocation->operands + side, 1, PROMO_PEOPLE);
        if (code != EXIT_FINE)
            return code;
    }
    return EXIT_FINE;
}

/* ---- The baskets ---- */

static void report_refused(void *context, int side, uint64_t line, const char *message, struct text record)
{
    static const char *const BY[] = {"the old rules only: ", "the new rules only: ", ""};
    struct diff *diff = context;
    struct buffer whole;
    buffer_init(&whole, NULL);
    buffer_format(&whole, "%s%s", BY[side], message);
    const char *text = buffer_cstring(&whole);
    progress_clear(&diff->progress);
    refusals_add(&diff->refusals, line, 0, text == NULL ? message : text, record);
    buffer_done(&whole);
}

static void show_progress(void *context, uint64_t bytes)
{
    struct diff *diff = context;
    if (diff->prices.totals.priced != diff->before)
        refusals_are_among_baskets(&diff->refusals);
    progress_at(&diff->progress, bytes);
}

static bool read_states(struct diff *diff)
{
    const char *path = diff->invocation->values[DIFF_STATE].text;
    for (int side = OLD; path != NULL && side <= NEW; side++)
        if (!baskets_read_state(&diff->prices.sides[side].state, diff->versions[side].rules.image, path))
            return false;
    return true;
}

static bool prepare(struct diff *diff)
{
    const struct option_value *values = diff->invocation->values;
    const promo_image *old = diff->versions[OLD].rules.image, *new = diff->versions[NEW].rules.image;
    size_t top = values[DIFF_TOP].given ? (size_t)values[DIFF_TOP].number : DEFAULT_TOP;
    if (strcmp(promo_image_currency(old), promo_image_currency(new)) != 0) {
        complain("the currencies differ, %s and %s: baskets cannot be compared", promo_image_currency(old),
                 promo_image_currency(new));
        return false;
    }
    diff->prepared = true;
    if (comparison_init(&diff->prices, old, new, top, values[DIFF_WORK_LIMIT].number) != PROMO_OK) {
        complain("%s", promo_last_error());
        return false;
    }
    diff->prices.alone = values[DIFF_NO_STATE].given || (!history_matters(old) && !history_matters(new));
    diff->prices.context = diff;
    diff->prices.report = report_refused;
    return read_states(diff);
}

static bool compare_file(struct diff *diff, const char *path)
{
    diff->before = diff->prices.totals.priced;
    int file = baskets_open(&diff->progress, &diff->refusals, path);
    return file >= 0 &&
           baskets_close(&diff->progress, &diff->refusals, file, comparison_run(&diff->prices, file, show_progress));
}

static enum exit_code compare_baskets(struct diff *diff)
{
    enum exit_code code = prepare(diff) ? EXIT_FINE : EXIT_CANNOT;
    if (code != EXIT_FINE)
        return code;
    for (size_t i = 2; i < diff->invocation->operand_count; i++)
        if (!compare_file(diff, diff->invocation->operands[i]))
            code = EXIT_CANNOT;
    const struct comparison_totals *totals = &diff->prices.totals;
    bool refused = totals->refused + totals->refused_by[OLD] + totals->refused_by[NEW] != 0;
    code = refused ? EXIT_CANNOT : code;
    diff->compares = code == EXIT_FINE || totals->priced != 0; /* else there is nothing to show, and it is said why */
    return code;
}

/* ---- What is too much ---- */

/* "2%" or "500.00", in the currency of the rules. False: complained. */
static bool read_threshold(const struct diff *diff, const char *given, struct threshold *threshold)
{
    struct text text = text_from(given);
    threshold->is_share = text.length != 0 && text.bytes[text.length - 1] == '%';
    if (threshold->is_share)
        text.length--;
    int places = threshold->is_share ? 4 : promo_image_decimals(diff->versions[NEW].rules.image);
    if (decimal_parse(text, places, &threshold->value) == DECIMAL_OK && threshold->value >= 0 &&
        (!threshold->is_share || threshold->value <= EXACT_MILLION))
        return true;
    complain("--fail-over takes a share of the baskets such as 2%%, or an amount such as 500.00, not `%s`", given);
    return false;
}

static bool is_over(const struct comparison_totals *totals, struct threshold threshold)
{
    if (threshold.is_share)
        return (promo_i128)totals->changed * EXACT_MILLION > (promo_i128)totals->priced * threshold.value;
    promo_i128 change = (promo_i128)totals->discount[NEW] - totals->discount[OLD];
    return (change < 0 ? -change : change) > threshold.value;
}

static enum exit_code check_thresholds(const struct diff *diff)
{
    const struct option_value *given = &diff->invocation->values[DIFF_FAIL_OVER];
    enum exit_code code = EXIT_FINE;
    for (size_t i = 0; i < given->texts.count; i++) {
        struct threshold threshold;
        if (!read_threshold(diff, given->texts.items[i], &threshold))
            return EXIT_CANNOT;
        if (!diff->prepared || !is_over(&diff->prices.totals, threshold))
            continue;
        complain(threshold.is_share ? "more than %s of the baskets change" : "discounts change by more than %s in all",
                 given->texts.items[i]);
        code = EXIT_FINDINGS;
    }
    return code;
}

/* ---- The command ---- */

static enum exit_code show(struct diff *diff, const struct rule_changes *changes, bool from_images)
{
    struct diff_view view = {.changes = changes,
                             .prices = diff->compares ? &diff->prices : NULL,
                             .image = diff->versions[NEW].rules.image,
                             .old_name = diff->invocation->operands[OLD],
                             .new_name = diff->invocation->operands[NEW],
                             .from_images = from_images,
                             .most = PROMOTIONS_SHOWN};
    struct buffer out;
    buffer_init(&out, NULL);
    SHOW[diff->invocation->values[DIFF_FORMAT].number](&out, &view);
    enum exit_code code = EXIT_FINE;
    if (out.failed)
        complain("no memory left");
    if (out.failed || terminal_write((struct text){out.bytes, out.length}) != PROMO_OK)
        code = EXIT_CANNOT;
    buffer_done(&out);
    return code;
}

/* Images know only the author's words of sets and conditions: then both versions are told from their images. */
static enum exit_code compare_rules(struct diff *diff)
{
    bool from_images = diff->versions[OLD].rules.compiler == NULL || diff->versions[NEW].rules.compiler == NULL;
    struct rule_changes changes;
    if (!describe_version(&diff->versions[OLD], from_images) || !describe_version(&diff->versions[NEW], from_images) ||
        !rule_changes_find(&changes, &diff->versions[OLD].words, &diff->versions[NEW].words, !from_images, NULL)) {
        complain("no memory left");
        return EXIT_CANNOT;
    }
    enum exit_code code = show(diff, &changes, from_images);
    rule_changes_done(&changes);
    return code;
}

static enum exit_code worse(enum exit_code a, enum exit_code b)
{
    return a > b ? a : b;
}

static enum exit_code run(struct diff *diff)
{
    enum exit_code code = open_versions(diff);
    if (code == EXIT_FINE && diff->invocation->values[DIFF_FAIL_OVER].given && !diff->compares) {
        complain("--fail-over needs baskets to compare");
        code = EXIT_CANNOT;
    }
    if (code == EXIT_FINE)
        code = check_thresholds(diff); /* before the work: whether they can be read */
    if (code != EXIT_FINE)
        return code;
    if (diff->compares)
        code = compare_baskets(diff);
    if (code == EXIT_CANNOT && !diff->prepared)
        return code;
    code = worse(code, compare_rules(diff));
    return worse(code, check_thresholds(diff));
}

static enum exit_code diff_command(const struct invocation *invocation)
{
    struct diff diff = {.invocation = invocation, .compares = invocation->operand_count > 2};
    enum exit_code code = run(&diff);
    if (diff.prepared)
        comparison_done(&diff.prices);
    version_done(&diff.versions[OLD]);
    version_done(&diff.versions[NEW]);
    return code;
}

const struct command DIFF_COMMAND = {
    .name = "diff",
    .operands = "OLD NEW [BASKETS]",
    .summary = "what another version of the rules changes, in words and over baskets",
    .details = "OLD and NEW are each a rule file, a directory of them or an image; BASKETS are files of baskets, one a line, `-`\n"
               "is standard input. Told are declarations added, removed and changed, property by property, and, over the\n"
               "baskets, how many change, what that costs by promotion, and the largest changes with their reasons. Limits,\n"
               "budgets and points carry over from basket to basket on either side. Differences alone are no failure: see\n"
               "--fail-over. A basket that is refused is reported, and the exit code is 2.",
    .examples = "# what a change of the rules says\n"
                "promo diff rules-main/ rules/\n"
                "# the comment on a pull request, with last week's baskets\n"
                "promo diff --format markdown rules-main/ rules/ week.ndjson\n"
                "# stop what changes more than a tenth of the baskets, or more than 500.00 of discounts\n"
                "promo diff --fail-over 10% --fail-over 500.00 rules-main/ rules/ week.ndjson",
    OPTIONS_OF(DIFF_OPTIONS),
    .least = 2,
    .most = SIZE_MAX,
    .run = diff_command,
};
