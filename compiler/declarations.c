#include "compiler/declarations.h"

#include "base/exact.h"
#include "compiler/choices.h"
#include "compiler/currency.h"
#include "compiler/periods.h"
#include "compiler/properties.h"
#include "compiler/values.h"
#include "lang/nearest.h"

/* ---- Settings ---- */

static void set_currency(struct check *check, const struct word *word)
{
    const struct currency *currency = currency_find(word->text);
    if (!word_given(word))
        return;
    if (currency == NULL) {
        struct nearest nearest = nearest_to(word->text);
        for (size_t i = 0; i < CURRENCY_COUNT; i++)
            nearest_offer(&nearest, text_from(CURRENCIES[i].code));
        struct diagnostic *d =
            check_error(check, P0104, word->span, "`%.*s` is no currency of ISO 4217", SHOWN(word->text));
        if (nearest.best.bytes != NULL)
            diag_did_you_mean(d, nearest.best);
        else
            diag_help(d, "currencies are three capital letters, such as USD or EUR");
        return;
    }
    memcpy(check->plan->currency, currency->code, sizeof check->plan->currency);
    check->plan->decimals = currency->decimals;
    check->currency_known = true;
}

static void set_zone(struct check *check, const struct word *word)
{
    struct zone *zone = &check->plan->zone;
    promo_status status = zone_read(zone, check->alloc, check->zoneinfo, word->text);
    check->plan->timezone = word->text;
    check->zone_known = status == PROMO_OK;
    if (status == PROMO_NO_MEMORY) {
        check->failed = true;
    } else if (status == PROMO_NOT_FOUND) {
        struct diagnostic *d = check_error(check, P0402, word->span, "there is no time zone \"%.*s\"", SHOWN(word->text));
        diag_help(d, "zones are named as in the IANA database, such as \"Europe/Amsterdam\" or \"UTC\" (looked for in %s)",
                  check->zoneinfo == NULL ? ZONE_DIRECTORY : check->zoneinfo);
    } else if (status != PROMO_OK) {
        check_error(check, P0402, word->span, "the file of time zone \"%.*s\" cannot be used", SHOWN(word->text));
    }
}

void declarations_settings(struct check *check, const struct declaration *declaration)
{
    const struct clause *clauses = declaration->clauses;
    const struct clause *currency = clause_find(clauses, CLAUSE_CURRENCY), *zone = clause_find(clauses, CLAUSE_TIMEZONE);
    const struct clause *rounding = clause_find(clauses, CLAUSE_ROUNDING), *floor = clause_find(clauses, CLAUSE_FLOOR);
    if (currency != NULL) {
        set_currency(check, &currency->word);
    } else if (!declaration->damaged) {
        struct diagnostic *d = check_error(check, P0215, declaration->keyword, "the settings need a currency");
        diag_help(d, "add `currency USD`, or the code of yours");
    }
    if (zone != NULL && word_given(&zone->word))
        set_zone(check, &zone->word);
    if (rounding != NULL) {
        int chosen = property_choice(check, &rounding->word, "way to round", CHOICES_ROUNDING);
        if (chosen >= 0)
            check->plan->rounding = (uint8_t)chosen;
    }
    if (floor != NULL)
        value_money(check, floor->value, "the floor", &check->plan->floor);
}

_Static_assert(ROUND_HALF_UP == 0 && ROUND_HALF_EVEN == 1 && ROUND_HALF_DOWN == 2 && ROUND_UP == 3 && ROUND_DOWN == 4,
               "ways to round are listed in their order");

/* ---- Audiences, price lists, layers ---- */

void declarations_audience(struct check *check, const struct declaration *declaration)
{
    struct plan_audience audience = {.name = declaration->name.text, .members = PLAN_NONE};
    VECTOR(int64_t) members = {0};
    for (const struct word *word = declaration->members; declaration->listed && word != NULL; word = word->next)
        CHECK_PUSH(check, &members, (int64_t)plan_symbol(check->plan, word->text));
    if (declaration->listed && !check->failed && !check->plan->failed)
        audience.members = plan_list(check->plan, true, members.items, members.count);
    VECTOR_DONE(&members, check->alloc);
    CHECK_PUSH(check, &check->plan->audiences, audience);
}

void declarations_price_list(struct check *check, const struct declaration *declaration)
{
    const struct clause *clauses = declaration->clauses, *currency = clause_find(clauses, CLAUSE_CURRENCY);
    struct plan_price_list list = {.name = declaration->name.text,
                                   .title = declaration->title.text,
                                   .symbol = plan_symbol(check->plan, declaration->name.text),
                                   .channels = property_places(check, clause_find(clauses, CLAUSE_CHANNELS)),
                                   .stores = property_places(check, clause_find(clauses, CLAUSE_STORES)),
                                   .regions = property_places(check, clause_find(clauses, CLAUSE_REGIONS))};
    memcpy(list.currency, check->plan->currency, sizeof list.currency);
    if (currency != NULL)
        value_currency(check, &currency->word);
    CHECK_PUSH(check, &check->plan->price_lists, list);
}

void declarations_layers(struct check *check, const struct declaration *declaration)
{
    for (const struct layer *layer = declaration->layers; layer != NULL; layer = layer->next) {
        int prices = property_choice(check, &layer->prices, "price a layer can work on", CHOICES_LAYER_PRICES);
        struct plan_layer made = {.name = layer->name.text,
                                  .title = layer->title.text,
                                  .on_original = prices == 1,
                                  .stack = text_equal(layer->combine.text, TEXT("stack"))};
        CHECK_PUSH(check, &check->plan->layers, made);
    }
    if (declaration->layers == NULL)
        check_error(check, P0215, declaration->keyword, "no layer is declared here");
}

/* ---- Campaigns ---- */

static void set_budgets(struct check *check, const struct clause *clauses, struct plan_campaign *campaign)
{
    const struct clause *money = NULL, *uses = NULL;
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next) {
        if (clause->kind != CLAUSE_BUDGET && clause->kind != CLAUSE_BUDGET_USES)
            continue;
        bool of_money = clause->kind == CLAUSE_BUDGET;
        const struct clause **first = of_money ? &money : &uses;
        if (*first != NULL) {
            struct diagnostic *d = check_error(check, P0016, clause->span, "this budget is given twice");
            diag_note(d, (*first)->span, "here first");
            diag_help(d, "a campaign has one budget of money and one of uses (`budget 1_000 uses`)");
            continue;
        }
        *first = clause;
        if (of_money)
            value_money(check, clause->value, "a budget", &campaign->budget_money);
        else
            value_count(check, clause->value, 1, "a budget of uses", &campaign->budget_uses);
    }
}

void declarations_campaign(struct check *check, const struct declaration *declaration)
{
    const struct clause *clauses = declaration->clauses;
    const struct clause *type = clause_find(clauses, CLAUSE_TYPE), *initiative = clause_find(clauses, CLAUSE_INITIATIVE);
    const struct clause *period = clause_find(clauses, CLAUSE_PERIOD), *holdout = clause_find(clauses, CLAUSE_HOLDOUT);
    struct plan_campaign campaign = {.name = declaration->name.text,
                                     .title = declaration->title.text,
                                     .period = {PLAN_SINCE_EVER, PLAN_FOR_EVER},
                                     .budget_money = PLAN_UNLIMITED,
                                     .budget_uses = PLAN_UNLIMITED,
                                     .channels = property_places(check, clause_find(clauses, CLAUSE_CHANNELS)),
                                     .stores = property_places(check, clause_find(clauses, CLAUSE_STORES)),
                                     .regions = property_places(check, clause_find(clauses, CLAUSE_REGIONS))};
    int chosen = type == NULL ? -1 : property_choice(check, &type->word, "type of campaigns", CHOICES_CAMPAIGN_TYPE);
    if (chosen >= 0)
        campaign.type = text_from(CHOICES_CAMPAIGN_TYPE[chosen]);
    if (initiative != NULL)
        campaign.initiative = initiative->word.text;
    if (period != NULL)
        period_of(check, period->value, &campaign.period);
    if (holdout != NULL)
        value_of(check, holdout->value, PLAN_PERCENT, "a holdout", &campaign.holdout);
    set_budgets(check, clauses, &campaign);
    CHECK_PUSH(check, &check->plan->campaigns, campaign);
}
