#include "vm/explain.h"

#include "vm/explain_parts.h"
#include "vm/path.h"
#include "vm/reasons.h"
#include "vm/words.h"

promo_status explain_start(struct evaluation *evaluation)
{
    struct arena *scratch = &evaluation->scratch;
    struct explanation *explanation = ARENA_NEW(scratch, struct explanation);
    if (explanation == NULL)
        return evaluation_no_memory();
    explanation->brief = !evaluation->options->explain;
    explanation->promotions = ARENA_ARRAY(scratch, evaluation->view->PROMOTIONS_COUNT, struct account);
    explanation->work = evaluation->work_limit;
    if (explanation->promotions == NULL)
        return evaluation_no_memory();
    if (!explanation->brief) {
        explanation->events = ARENA_ARRAY(scratch, evaluation->view->EVENTS_COUNT, struct account);
        explanation->steps = ARENA_ARRAY(scratch, evaluation->view->EVENTS_COUNT, struct sentences);
        if (explanation->events == NULL || explanation->steps == NULL)
            return evaluation_no_memory();
    }
    evaluation->explanation = explanation;
    return PROMO_OK;
}

/* Of a promotion. */
static const char *layer_name(const struct evaluation *evaluation, uint32_t promotion)
{
    uint32_t layer = evaluation->view->PROMOTIONS[promotion].layer;
    return layer == INDEX_NONE ? "exclusive" : evaluation_name(evaluation, evaluation->view->LAYERS[layer].name);
}

static const char *const *one_rival(struct evaluation *evaluation, uint32_t promotion)
{
    const char **rival = ARENA_NEW(&evaluation->scratch, const char *);
    if (rival != NULL)
        *rival = explain_name(evaluation, promotion);
    return rival;
}

promo_status explain_ineligible(struct evaluation *evaluation, uint32_t promotion, enum ineligible reason)
{
    if (evaluation->explanation->brief)
        return PROMO_OK;
    evaluation->explanation->promotions[promotion] = (struct account){
        .known = true,
        .kind = PROMO_NOT_ELIGIBLE,
        .layer = evaluation->view->PROMOTIONS[promotion].layer,
        .text = reason_of_ineligible(evaluation, promotion, reason),
        .reason = ineligible_word(reason),
    };
    return evaluation->explanation->promotions[promotion].text != NULL ? PROMO_OK : evaluation_no_memory();
}

promo_status explain_excluded(struct evaluation *evaluation, uint32_t promotion, uint32_t other)
{
    struct account account = {
        .known = true,
        .kind = PROMO_OUTBID,
        .layer = evaluation->view->PROMOTIONS[promotion].layer,
        .text = arena_format(&evaluation->scratch, "it excludes `%s`, which is used", explain_name(evaluation, other)),
        .rivals = one_rival(evaluation, other),
        .rival_count = 1,
    };
    evaluation->explanation->promotions[promotion] = account;
    return account.text != NULL && account.rivals != NULL ? PROMO_OK : evaluation_no_memory();
}

promo_status explain_miss(struct evaluation *evaluation, uint32_t event, enum miss miss,
                          const struct measured *measured)
{
    struct reason reason;
    if (evaluation->explanation->brief)
        return PROMO_OK;
    if (!reason_of_miss(evaluation, event, miss, measured, &reason))
        return evaluation_no_memory();
    evaluation->explanation->events[event] =
        (struct account){.known = true, .kind = PROMO_NOT_USED, .text = reason.text, .reason = reason.word};
    return evaluation->scene.status;
}

void explain_exclusive(struct evaluation *evaluation, uint32_t promotion, int64_t saved)
{
    evaluation->explanation->promotions[promotion].amount = saved;
}

/* --- verdicts --------------------------------------------------------------------------------------------------------- */

/* Those of the visit's promotion and, where events are told of, of its event. How many. */
static size_t accounts_of(const struct explanation *explanation, const struct visit *visit, struct account *accounts[2])
{
    accounts[0] = &explanation->promotions[visit->promotion];
    if (explanation->brief)
        return 1;
    accounts[1] = &explanation->events[visit->event];
    return 2;
}

/* What the outcome gives by promotion or by event, and by whom anything is given. */
static void apply_outcome(struct evaluation *evaluation, const struct outcome *outcome)
{
    struct explanation *explanation = evaluation->explanation;
    for (size_t i = 0; i < outcome->uses.count; i++) {
        const struct outcome_use *use = &outcome->uses.items[i];
        const struct visit *visit = &evaluation->visits.items[use->visit];
        struct account *accounts[2];
        size_t count = accounts_of(explanation, visit, accounts);
        for (size_t a = 0; a < count; a++) {
            int64_t amount = accounts[a]->known && accounts[a]->kind == PROMO_APPLIED ? accounts[a]->amount : 0;
            *accounts[a] = (struct account){.known = true, .kind = PROMO_APPLIED, .layer = visit->layer,
                                            .amount = amount + use->amount};
        }
    }
}

static void apply_charges(struct evaluation *evaluation, const struct outcome *outcome)
{
    struct explanation *explanation = evaluation->explanation;
    for (size_t i = 0; i < outcome->charges.count; i++) {
        const struct visit *visit = &evaluation->visits.items[outcome->charges.items[i]];
        struct account *promotion = &explanation->promotions[visit->promotion];
        if (!promotion->known || promotion->kind != PROMO_APPLIED)
            *promotion = (struct account){.known = true, .kind = PROMO_APPLIED, .layer = visit->layer};
        if (explanation->brief)
            continue;
        explanation->events[visit->event] = *promotion;
        explanation->events[visit->event].amount = 0;
    }
}

/* An exclusive promotion won: what the layers gave is outbid by it. */
static promo_status outbid_layers(struct evaluation *evaluation, uint32_t winner)
{
    struct explanation *explanation = evaluation->explanation;
    const struct outcome *layers = &evaluation->layers;
    apply_outcome(evaluation, layers);
    const char *text = arena_format(&evaluation->scratch, "the exclusive promotion `%s` saves more than all others together",
                                    explain_name(evaluation, winner));
    const char *const *rival = one_rival(evaluation, winner);
    if (text == NULL || rival == NULL)
        return evaluation_no_memory();
    size_t uses = layers->uses.count;
    for (size_t i = 0; i < uses + layers->charges.count; i++) {
        uint32_t index = i < uses ? layers->uses.items[i].visit : layers->charges.items[i - uses];
        const struct visit *visit = &evaluation->visits.items[index];
        struct account *accounts[2];
        size_t count = accounts_of(explanation, visit, accounts);
        for (size_t a = 0; a < count; a++) {
            accounts[a]->known = true;
            accounts[a]->kind = PROMO_OUTBID;
            accounts[a]->text = text;
            accounts[a]->rivals = rival;
            accounts[a]->rival_count = 1;
        }
    }
    return PROMO_OK;
}

/* Exclusive promotions that were used and did not win. Their rivals are what won: another one, or all that applied. */
static promo_status outbid_exclusives(struct evaluation *evaluation)
{
    struct explanation *explanation = evaluation->explanation;
    uint32_t winner = evaluation->final->exclusive;
    for (size_t i = 0; i < evaluation->visits.count; i++) {
        const struct visit *visit = &evaluation->visits.items[i];
        struct account *account = &explanation->promotions[visit->promotion];
        if (visit->layer != INDEX_NONE || visit->promotion == winner || account->known)
            continue;
        const char *alone = words_money(&evaluation->scratch, evaluation->view, account->amount);
        const char *instead = words_money(&evaluation->scratch, evaluation->view, evaluation->final->discount);
        if (alone == NULL || instead == NULL)
            return evaluation_no_memory();
        *account = (struct account){
            .known = true, .kind = PROMO_OUTBID, .layer = INDEX_NONE, .amount = account->amount,
            .text = arena_format(&evaluation->scratch,
                                 "it is for itself alone and would save %s, which is no more than what is given instead, %s",
                                 alone, instead)};
        if (account->text == NULL)
            return evaluation_no_memory();
        if (winner == INDEX_NONE)
            continue;
        account->rivals = one_rival(evaluation, winner);
        account->rival_count = 1;
        if (account->rivals == NULL)
            return evaluation_no_memory();
    }
    return PROMO_OK;
}

/* What the promotion's only event gives, or the event: in the words of the rules. */
static const char *given_text(struct evaluation *evaluation, uint32_t index, uint32_t event)
{
    const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[index];
    if (event == INDEX_NONE && promotion->events.count == 1)
        event = promotion->events.first;
    if (event == INDEX_NONE || evaluation->view->EVENTS[event].gives.length == 0)
        return "it applies";
    return arena_format(&evaluation->scratch, "it applies: %s",
                        evaluation_name(evaluation, evaluation->view->EVENTS[event].gives));
}

static const char *applied_text(struct evaluation *evaluation, uint32_t index, uint32_t event, const struct account *account)
{
    if (account->amount == 0)
        return given_text(evaluation, index, event);
    const char *amount = words_money(&evaluation->scratch, evaluation->view, account->amount);
    return amount == NULL ? NULL : arena_format(&evaluation->scratch, "it saves %s", amount);
}

/* An event without an account was used and not chosen, or was never visited. */
static struct account account_of_event(struct evaluation *evaluation, uint32_t index, uint32_t event,
                                       const struct account *promotion)
{
    struct account account = evaluation->explanation->events[event];
    if (account.known)
        return account;
    if (promotion->kind == PROMO_NOT_ELIGIBLE)
        return *promotion;
    account = (struct account){.known = true, .kind = PROMO_NOT_USED, .reason = "order",
                               .text = path_unvisited(evaluation, index, event)};
    if (path_used(evaluation, event))
        account = (struct account){.known = true, .kind = PROMO_OUTBID, .rivals = promotion->rivals,
                                   .rival_count = promotion->rival_count,
                                   .text = "the best combination is without it"};
    return account;
}

/* A promotion none of whose events was used: the first event's reason stands for it. */
static bool account_by_events(struct evaluation *evaluation, uint32_t index)
{
    const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[index];
    struct account *account = &evaluation->explanation->promotions[index];
    *account = (struct account){.known = true, .kind = PROMO_NOT_USED, .reason = "events", .text = "it has no event"};
    for (uint32_t i = 0; i < promotion->events.count; i++) {
        uint32_t event = promotion->events.first + i;
        const struct account *of = &evaluation->explanation->events[event];
        if (!of->known)
            continue;
        account->text = of->text;
        account->reason = of->reason;
        if (promotion->events.count > 1)
            account->text = arena_format(&evaluation->scratch, "event `%s`: %s",
                                         evaluation_name(evaluation, evaluation->view->EVENTS[event].name), of->text);
        break;
    }
    if (account->reason != NULL && strcmp(account->reason, "events") == 0 && promotion->events.count > 0)
        account->text = "what it takes off rounds to nothing";
    return account->text != NULL;
}

/* `event` INDEX_NONE: the promotion as a whole. */
static promo_status add_verdict(struct evaluation *evaluation, uint32_t index, uint32_t event,
                                const struct account *account, const struct sentences *steps, promo_verdict *verdict)
{
    *verdict = (promo_verdict){
        .kind = account->kind,
        .promotion = explain_name(evaluation, index),
        .event = event == INDEX_NONE ? NULL : evaluation_name(evaluation, evaluation->view->EVENTS[event].name),
        .layer = layer_name(evaluation, index),
        .amount = account->amount,
        .text = account->kind == PROMO_APPLIED ? applied_text(evaluation, index, event, account) : account->text,
        .reason = account->reason,
        .rivals = account->rivals,
        .rival_count = account->rival_count,
        .has_next_best = account->kind == PROMO_OUTBID && account->best != 0,
        .best = account->best,
        .next_best = account->next_best,
        .steps = steps == NULL ? NULL : steps->items,
        .step_count = steps == NULL ? 0 : steps->count,
    };
    return verdict->text != NULL ? PROMO_OK : evaluation_no_memory();
}

/* Of an event: its arithmetic, if it applied. Of a promotion: that of its only event, or how its sequence went. */
static promo_status steps_of(struct evaluation *evaluation, uint32_t index, const struct account *account,
                             const struct sentences **steps)
{
    const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[index];
    *steps = NULL;
    if (account->kind == PROMO_NOT_ELIGIBLE)
        return PROMO_OK;
    if (promotion->events.count == 1 && account->kind == PROMO_APPLIED)
        *steps = &evaluation->explanation->steps[promotion->events.first];
    if (promotion->steps.count == 0)
        return PROMO_OK;
    struct sentences *path = ARENA_NEW(&evaluation->scratch, struct sentences);
    *steps = path;
    return path != NULL ? path_tell(evaluation, index, path) : evaluation_no_memory();
}

static promo_status add_promotion(struct evaluation *evaluation, uint32_t index, promo_verdict *verdicts, size_t *count)
{
    const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[index];
    struct account *account = &evaluation->explanation->promotions[index];
    const struct sentences *steps;
    if (!account->known && !account_by_events(evaluation, index))
        return evaluation_no_memory();
    promo_status status = steps_of(evaluation, index, account, &steps);
    if (status == PROMO_OK)
        status = add_verdict(evaluation, index, INDEX_NONE, account, steps, &verdicts[(*count)++]);
    if (promotion->events.count < 2 || account->kind == PROMO_NOT_ELIGIBLE)
        return status;
    for (uint32_t i = 0; status == PROMO_OK && i < promotion->events.count; i++) {
        uint32_t event = promotion->events.first + i;
        struct account of = account_of_event(evaluation, index, event, account);
        steps = of.kind == PROMO_APPLIED ? &evaluation->explanation->steps[event] : NULL;
        status = add_verdict(evaluation, index, event, &of, steps, &verdicts[(*count)++]);
    }
    return status;
}

/* Which promotions were outbid: of the others nothing is said. */
static promo_status list_outbid(struct evaluation *evaluation)
{
    const struct account *accounts = evaluation->explanation->promotions;
    uint32_t promotions = evaluation->view->PROMOTIONS_COUNT;
    size_t count = 0;
    for (uint32_t i = 0; i < promotions; i++)
        count += accounts[i].known && accounts[i].kind == PROMO_OUTBID;
    promo_verdict *verdicts = ARENA_ARRAY(&evaluation->scratch, count, promo_verdict);
    if (verdicts == NULL)
        return evaluation_no_memory();
    evaluation->result.verdicts = verdicts;
    evaluation->result.verdict_count = count;
    for (uint32_t i = 0; i < promotions; i++)
        if (accounts[i].known && accounts[i].kind == PROMO_OUTBID)
            *verdicts++ = (promo_verdict){.kind = PROMO_OUTBID,
                                          .promotion = explain_name(evaluation, i),
                                          .layer = layer_name(evaluation, i),
                                          .amount = accounts[i].amount,
                                          .rivals = accounts[i].rivals,
                                          .rival_count = accounts[i].rival_count};
    return PROMO_OK;
}

promo_status explain_finish(struct evaluation *evaluation)
{
    const struct image_view *image = evaluation->view;
    const struct outcome *outcome = evaluation->final;
    size_t count = 0;
    promo_status status = PROMO_OK;
    if (outcome->exclusive != INDEX_NONE)
        status = outbid_layers(evaluation, outcome->exclusive);
    apply_outcome(evaluation, outcome);
    apply_charges(evaluation, outcome);
    if (status == PROMO_OK)
        status = outbid_exclusives(evaluation);
    if (status != PROMO_OK || evaluation->explanation->brief)
        return status == PROMO_OK ? list_outbid(evaluation) : status;
    promo_verdict *verdicts =
        ARENA_ARRAY(&evaluation->scratch, (size_t)image->PROMOTIONS_COUNT + image->EVENTS_COUNT, promo_verdict);
    if (verdicts == NULL)
        return evaluation_no_memory();
    for (uint32_t i = 0; status == PROMO_OK && i < image->PROMOTIONS_COUNT; i++)
        status = add_promotion(evaluation, i, verdicts, &count);
    evaluation->result.verdicts = verdicts;
    evaluation->result.verdict_count = count;
    return status;
}
