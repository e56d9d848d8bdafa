#include "vm/explain.h"

#include "vm/arithmetic.h"
#include "vm/best_file.h"
#include "vm/best_lp.h"
#include "vm/path.h"
#include "vm/reasons.h"
#include "vm/words.h"

/* What became of a promotion or of an event, as far as it is known while layers are evaluated. */
struct account {
    bool known;
    promo_verdict_kind kind;
    uint32_t layer;
    int64_t amount;
    const char *text, *reason;
    const char *const *rivals;
    size_t rival_count;
    int64_t next_best; /* outbid: what the best combination with it saves; VALUE_MISSING: there is none */
    int64_t best;      /* outbid: what the one without it saves */
};

struct explanation {
    struct account *promotions; /* by promotion */
    struct account *events;     /* by event */
    struct sentences *steps;    /* by event: the arithmetic of what it gives */
    int64_t work;               /* left for what only explanations solve */
    bool brief;                 /* only who was outbid, by whom: no events, no reasons, nothing of who was no candidate */
};

/* Which promotion claims units of which class in a layer's choice. */
struct claim {
    uint32_t class_index, promotion;
};

struct claims {
    struct claim *items;
    size_t count;
};

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

static const char *promotion_name(const struct evaluation *evaluation, uint32_t promotion)
{
    return evaluation_name(evaluation, evaluation->view->PROMOTIONS[promotion].name);
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
        *rival = promotion_name(evaluation, promotion);
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
        .text = arena_format(&evaluation->scratch, "it excludes `%s`, which is used", promotion_name(evaluation, other)),
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

/* --- what was left out of a layer's choice ------------------------------------------------------------------------- */

static bool copy_claims(struct evaluation *evaluation, const struct best_solution *solution, struct claims *claims)
{
    claims->count = 0;
    claims->items = ARENA_ARRAY(&evaluation->scratch, solution->share_count, struct claim);
    for (uint32_t i = 0; claims->items != NULL && i < solution->piece_count; i++) {
        const struct best_piece *piece = &solution->pieces[i];
        for (uint32_t s = 0; s < piece->share_count && claims->count < solution->share_count; s++)
            claims->items[claims->count++] =
                (struct claim){piece->class_index, solution->shares[piece->first_share + s].promotion};
    }
    return claims->items != NULL;
}

static bool *copy_used(struct evaluation *evaluation, const struct offers *offers, const struct best_solution *solution)
{
    bool *used = ARENA_ARRAY(&evaluation->scratch, offers->problem.promotion_count, bool);
    for (uint32_t i = 0; used != NULL && i < solution->use_count; i++)
        used[solution->uses[i].promotion] = true;
    return used;
}

static promo_status solve_apart(struct evaluation *evaluation, struct best_problem *problem,
                                const struct best_solution **solution)
{
    struct explanation *explanation = evaluation->explanation;
    int64_t left = evaluation->work_left, work = evaluation->stats.work;
    evaluation->work_left = explanation->work;
    promo_status status = offers_solve(evaluation, problem, solution);
    explanation->work = evaluation->work_left;
    evaluation->work_left = left;
    evaluation->stats.work = work;
    return status;
}

/* The promotions that claim what the solution (of the outbid promotion alone) would claim, or that it excludes. */
static bool find_rivals(struct evaluation *evaluation, const struct offers *offers, uint32_t outbid,
                        const struct best_solution *alone, const struct claims *claims, const bool *used,
                        struct account *account)
{
    uint32_t count = offers->problem.promotion_count;
    bool *rival = ARENA_ARRAY(&evaluation->scratch, count, bool);
    const char **names = ARENA_ARRAY(&evaluation->scratch, count, const char *);
    if (rival == NULL || names == NULL)
        return false;
    for (uint32_t i = 0; i < alone->piece_count; i++)
        for (size_t c = 0; c < claims->count; c++)
            if (claims->items[c].class_index == alone->pieces[i].class_index)
                rival[claims->items[c].promotion] = true;
    const struct best_promotion *promotion = &offers->problem.promotions[outbid];
    for (uint32_t i = 0; i < promotion->exclude_count; i++)
        rival[promotion->excludes[i]] |= used[promotion->excludes[i]];
    for (uint32_t i = 0; i < count; i++)
        if (rival[i] && i != outbid)
            names[account->rival_count++] = promotion_name(evaluation, offers->promotions[i]);
    account->rivals = names;
    return true;
}

static bool round_money(struct fraction value, int64_t *out)
{
    return fraction_round(value, ROUND_DOWN, out);
}

/* A sentence about the next best combination, the one that has to use the promotion. */
static promo_status outbid_sentence(struct evaluation *evaluation, const struct offers *offers, uint32_t outbid,
                                    int64_t best, struct account *account)
{
    struct arena *scratch = &evaluation->scratch;
    struct best_problem problem = offers->problem;
    const struct best_solution *with;
    int64_t value = 0;
    problem.must_use = outbid;
    promo_status status = solve_apart(evaluation, &problem, &with);
    if (status != PROMO_OK)
        return status;
    account->best = best;
    account->next_best = VALUE_MISSING;
    const char *alone = words_money(scratch, evaluation->view, account->amount);
    if (!with->feasible && !with->proven) {
        account->best = 0;
        account->text = arena_format(scratch, "alone it would save %s; the work limit was met before a combination with it was found",
                                     alone);
        return account->text != NULL ? PROMO_OK : evaluation_no_memory();
    }
    if (!with->feasible || !round_money(with->value, &value)) {
        account->text = arena_format(scratch, "alone it would save %s, but it cannot be used beside the others", alone);
        return account->text != NULL ? PROMO_OK : evaluation_no_memory();
    }
    account->next_best = value;
    const char *next = words_money(scratch, evaluation->view, value);
    const char *chosen = words_money(scratch, evaluation->view, best);
    if (alone == NULL || next == NULL || chosen == NULL)
        return evaluation_no_memory();
    account->text = arena_format(
        scratch, "alone it would save %s; the best combination with it saves %s%s, the one without it %s", alone,
        with->proven ? "" : "at least ", next, chosen);
    return account->text != NULL ? PROMO_OK : evaluation_no_memory();
}

static promo_status explain_outbid(struct evaluation *evaluation, uint32_t layer, const struct offers *offers,
                                   uint32_t outbid, int64_t best, const struct claims *claims, const bool *used)
{
    struct best_promotion promotion = offers->problem.promotions[outbid];
    struct best_problem problem = offers->problem;
    struct account account = {.known = true, .kind = PROMO_OUTBID, .layer = layer};
    const struct best_solution *alone;
    promotion.exclude_count = 0;
    problem.promotions = &promotion;
    problem.promotion_count = 1;
    promo_status status = solve_apart(evaluation, &problem, &alone);
    if (status != PROMO_OK)
        return status;
    bool has_offer = alone->use_count > 0;
    if (!round_money(alone->value, &account.amount))
        return evaluation_overflow("what a promotion would save");
    if (has_offer && !find_rivals(evaluation, offers, outbid, alone, claims, used, &account))
        return evaluation_no_memory();
    if (has_offer && !evaluation->explanation->brief)
        status = outbid_sentence(evaluation, offers, outbid, best, &account);
    if (!has_offer && !alone->proven) {
        account.text = "the work limit was met before it was known what it would save";
    } else if (!has_offer) {
        account = (struct account){
            .known = true,
            .kind = PROMO_NOT_USED,
            .layer = layer,
            .text = "there is nothing it could take anything off",
            .reason = "offer",
        };
    }
    evaluation->explanation->promotions[offers->promotions[outbid]] = account;
    return status;
}

/* Programs of more columns are not written. */
enum { PROGRAM_COLUMNS = 20000 };

/* Gives the layer's problem to whoever keeps them. */
static promo_status keep_layer(struct evaluation *evaluation, uint32_t layer, const struct best_problem *problem)
{
    const promo_session_options *options = evaluation->options;
    struct buffer instance, program;
    buffer_init(&instance, evaluation->alloc);
    buffer_init(&program, evaluation->alloc);
    best_file_write(&instance, problem);
    buffer_char(&instance, '\0');
    promo_status status = best_lp_write(&program, problem, evaluation->alloc, PROGRAM_COLUMNS);
    bool small = status == PROMO_OK;
    buffer_char(&program, '\0');
    status = status == PROMO_NO_MEMORY || instance.failed || program.failed ? evaluation_no_memory() : PROMO_OK;
    if (status == PROMO_OK)
        options->keep_layer(options->keep_context,
                            layer == INDEX_NONE ? "exclusive" : evaluation_name(evaluation, evaluation->view->LAYERS[layer].name),
                            instance.bytes, small ? program.bytes : NULL);
    buffer_done(&program);
    buffer_done(&instance);
    return status;
}

static promo_status tell_arithmetic(struct evaluation *evaluation, const struct offers *offers,
                                    const struct best_solution *solution, const struct settlement *settlement)
{
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < solution->use_count; i++) {
        uint32_t visit = offers_visit(offers, solution->uses[i].promotion, solution->uses[i].event);
        struct sentences *steps = &evaluation->explanation->steps[evaluation->visits.items[visit].event];
        status = arithmetic_tell(evaluation, offers, solution, settlement, i, steps);
    }
    return status;
}

promo_status explain_choice(struct evaluation *evaluation, uint32_t layer, const struct offers *offers,
                            const struct best_solution *solution, const struct settlement *settlement)
{
    struct claims claims;
    bool *used = copy_used(evaluation, offers, solution);
    int64_t best = 0;
    bool brief = evaluation->explanation->brief;
    promo_status status = brief ? PROMO_OK : tell_arithmetic(evaluation, offers, solution, settlement);
    if (status == PROMO_OK && !brief && evaluation->options->keep_layer != NULL)
        status = keep_layer(evaluation, layer, &offers->problem);
    if (status != PROMO_OK)
        return status;
    if (used == NULL || !copy_claims(evaluation, solution, &claims))
        return evaluation_no_memory();
    if (!round_money(solution->value, &best))
        return evaluation_overflow("what a layer saves");
    for (uint32_t i = 0; status == PROMO_OK && i < offers->problem.promotion_count; i++)
        if (!used[i])
            status = explain_outbid(evaluation, layer, offers, i, best, &claims, used);
    return status;
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
                                    promotion_name(evaluation, winner));
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
        .promotion = promotion_name(evaluation, index),
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
                                          .promotion = promotion_name(evaluation, i),
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
