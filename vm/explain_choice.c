/* Of a layer's choice: what the promotions that it left out would have saved, and the arithmetic of those it took. */
#include "vm/best_file.h"
#include "vm/best_lp.h"
#include "vm/explain_parts.h"
#include "vm/words.h"

/* Which promotion claims units of which class in a layer's choice. */
struct claim {
    uint32_t class_index, promotion;
};

struct claims {
    struct claim *items;
    size_t count;
};

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
            names[account->rival_count++] = explain_name(evaluation, offers->promotions[i]);
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
