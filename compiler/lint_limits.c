/* What bounds an offer: limits beside each other, budgets and holdouts of campaigns, and codes that nobody should guess. */
#include "base/codes.h"
#include "base/exact.h"
#include "compiler/check_parts.h"
#include "compiler/lint_parts.h"

/* One guess in so many may hit; of what pays like money, one in more. */
enum { CODE_ODDS = 1000000, CERTIFICATE_ODDS = 10000000 };

static void look_at_limits(struct lint *lint, const struct plan_limits *limits, const struct clause *clauses)
{
    const struct clause *total = NULL;
    for (const struct clause *limit = clause_find(clauses, CLAUSE_LIMIT); limit != NULL; limit = clause_again(limit))
        if (limit->scope == SCOPE_TOTAL)
            total = limit;
    for (const struct clause *limit = clause_find(clauses, CLAUSE_LIMIT); limit != NULL && total != NULL;
         limit = clause_again(limit)) {
        int64_t value = limit->scope == SCOPE_CUSTOMER ? limits->per_customer
                        : limit->scope == SCOPE_DAY    ? limits->per_day
                                                       : 0;
        if (value <= limits->total || value == PLAN_UNLIMITED)
            continue;
        struct diagnostic *d =
            lint_report(lint, LINT_NEEDLESS_LIMIT, limit->span, "this limit is above the one for all together");
        diag_note(d, total->span, "which is used up before");
        diag_help(d, "leave it out, or correct one of the two");
    }
}

/* ---- Campaigns ---- */

static void look_at_campaign(struct lint *lint, uint32_t index)
{
    const struct plan_campaign *campaign = &lint->plan->campaigns.items[index];
    const struct name *name = lint_named(lint, NAME_CAMPAIGN, index);
    if (name == NULL)
        return;
    const struct clause *holdout = clause_find(name->declaration->clauses, CLAUSE_HOLDOUT);
    const struct clause *budget = clause_find(name->declaration->clauses, CLAUSE_BUDGET);
    if (campaign->budget_money == PLAN_UNLIMITED && campaign->budget_uses == PLAN_UNLIMITED && name->used) {
        struct diagnostic *d =
            lint_report(lint, LINT_CAMPAIGN_WITHOUT_BUDGET, name->span, "campaign `%.*s` has no budget", SHOWN(name->text));
        diag_help(d, "say what it may give away (`budget 10_000.00`) or how many orders may use it (`budget 5_000 uses`)");
    }
    if (campaign->budget_money == 0 && budget != NULL)
        diag_help(lint_report(lint, LINT_GIVES_NOTHING, budget->span, "with a budget of nothing this campaign gives nothing"),
                  "say what it may give away");
    if (holdout != NULL && campaign->holdout >= EXACT_MILLION)
        diag_help(lint_report(lint, LINT_GIVES_NOTHING, holdout->span,
                              "every customer is in the control group, so nobody gets anything"),
                  "a holdout is the share of customers who do not get it, such as 10%%");
    else if (holdout != NULL && campaign->holdout == 0)
        diag_help(lint_report(lint, LINT_NEEDLESS_LIMIT, holdout->span, "a control group of nobody"),
                  "leave it out, or say a share");
}

/* ---- Codes ---- */

static void look_at_codes(struct lint *lint, uint32_t index)
{
    const struct plan_coupon *coupon = &lint->plan->coupons.items[index];
    const struct name *name = lint_named(lint, NAME_COUPON, index);
    int random = code_random_characters(coupon->pattern);
    int64_t count = coupon->count > 0 ? coupon->count : 1, least = coupon->certificate ? CERTIFICATE_ODDS : CODE_ODDS;
    if (name == NULL || coupon->pattern.length == 0 || random < 1)
        return;
    int64_t one_in = code_space(random) / count;
    if (one_in >= least)
        return;
    const struct clause *codes = clause_find(name->declaration->clauses, CLAUSE_CODES);
    struct diagnostic *d = lint_report(lint, LINT_GUESSABLE_CODES, codes == NULL ? name->span : codes->word.span,
                                       "one guess in %lld hits a code of `%.*s`", (long long)one_in, SHOWN(name->text));
    diag_help(d, "with %d `#` it is one in %s or better", code_random_wanted(random, count, CERTIFICATE_ODDS) + 1,
              "ten million");
}

/* ---- The whole ---- */

void lint_limits(struct lint *lint)
{
    const struct plan *plan = lint->plan;
    for (size_t i = 0; i < plan->promotions.count && !lint->failed; i++)
        look_at_limits(lint, &plan->promotions.items[i].limits, plan->promotions.items[i].declaration->clauses);
    for (uint32_t i = 0; i < plan->campaigns.count; i++)
        look_at_campaign(lint, i);
    for (uint32_t i = 0; i < plan->coupons.count; i++) {
        const struct name *name = lint_named(lint, NAME_COUPON, i);
        look_at_codes(lint, i);
        if (name != NULL)
            look_at_limits(lint, &plan->coupons.items[i].limits, name->declaration->clauses);
    }
}
