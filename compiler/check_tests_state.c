/* The `state { }` of a test's basket: what a store would say of this customer and these codes. */
#include "compiler/check_tests_parts.h"

/* Entries of one kind, one for each name that the block speaks of. */
struct state_arrays {
    struct test_points *points;
    struct test_uses *coupons, *promotions;
    struct test_campaign *campaigns;
    struct test_code *codes;
    const char **audiences;
};

static struct test_points *points_of(struct test_state *state, struct state_arrays *arrays, const char *program)
{
    for (size_t i = 0; i < state->point_count; i++)
        if (strcmp(arrays->points[i].program, program) == 0)
            return &arrays->points[i];
    arrays->points[state->point_count] = (struct test_points){.program = program};
    return &arrays->points[state->point_count++];
}

static struct test_uses *uses_of(struct test_uses *all, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    all[*count] = (struct test_uses){.name = name};
    return &all[(*count)++];
}

static struct test_campaign *campaign_of(struct test_state *state, struct state_arrays *arrays, const char *name)
{
    for (size_t i = 0; i < state->campaign_count; i++)
        if (strcmp(arrays->campaigns[i].name, name) == 0)
            return &arrays->campaigns[i];
    arrays->campaigns[state->campaign_count] = (struct test_campaign){.name = name};
    return &arrays->campaigns[state->campaign_count++];
}

/* The declared name as a string of the arena; NULL after the report. */
static const char *named(struct test_checker *checker, enum test_name kind, const struct word *word)
{
    uint32_t number;
    return test_find(checker, kind, word, &number) ? test_string(checker, word->text) : NULL;
}

static bool has_tier(const struct plan_program *program, struct text tier)
{
    for (uint32_t i = 0; i < program->tier_count; i++)
        if (text_equal(program->tiers[i].name, tier))
            return true;
    return false;
}

static void read_tier(struct test_checker *checker, const struct clause *clause, struct test_points *points)
{
    uint32_t program;
    if (!word_given(&clause->second_word) || !test_find(checker, NAME_PROGRAM, &clause->word, &program)) {
        checker->wrong = true;
        return;
    }
    if (has_tier(&checker->plan->programs.items[program], clause->second_word.text))
        points->tier = test_string(checker, clause->second_word.text);
    else
        test_wrong(checker, P0102, clause->second_word.span, "`%.*s` has no tier named `%.*s`", SHOWN(clause->word.text),
                   SHOWN(clause->second_word.text));
}

static void read_points(struct test_checker *checker, const struct clause *clause, struct test_state *state,
                        struct state_arrays *arrays)
{
    const char *program = named(checker, NAME_PROGRAM, &clause->word);
    if (program == NULL)
        return;
    struct test_points *points = points_of(state, arrays, program);
    if (clause->kind == CLAUSE_STATE_TIER)
        read_tier(checker, clause, points);
    else if (clause->kind == CLAUSE_STATE_POINTS)
        points->balance_given = test_whole(checker, clause->value, &points->balance);
    else
        points->earned_given = test_whole(checker, clause->value, &points->earned);
    if (points->balance_given && !points->earned_given)
        points->earned = points->balance;
}

static void read_uses(struct test_checker *checker, const struct clause *clause, struct test_uses *uses)
{
    int64_t count;
    if (!test_whole(checker, clause->value, &count))
        return;
    if (clause->scope == SCOPE_CUSTOMER)
        uses->uses.customer = count;
    else if (clause->scope == SCOPE_DAY)
        uses->uses.day = count;
    else
        uses->uses.total = count;
}

static void read_code(struct test_checker *checker, const struct state_code *code, struct test_code *out)
{
    out->code = test_string(checker, code->code.text);
    out->state = (promo_code_state){.coupon = named(checker, NAME_COUPON, &code->coupon), .issued = INT64_MIN,
                                    .revoked = code->revoked};
    checker->wrong |= out->code == NULL;
    if (code->issued != NULL)
        test_instant(checker, code->issued, &out->state.issued);
    if (code->uses != NULL)
        test_whole(checker, code->uses, &out->state.uses);
    if (code->balance != NULL)
        test_money(checker, code->balance, &out->state.balance);
}

static void read_clause(struct test_checker *checker, const struct clause *clause, struct test_state *state,
                        struct state_arrays *arrays)
{
    const char *name = NULL;
    switch (clause->kind) {
    case CLAUSE_STATE_AUDIENCE:
        if ((name = named(checker, NAME_AUDIENCE, &clause->word)) != NULL)
            arrays->audiences[state->audience_count++] = name;
        break;
    case CLAUSE_STATE_POINTS:
    case CLAUSE_STATE_EARNED:
    case CLAUSE_STATE_TIER: read_points(checker, clause, state, arrays); break;
    case CLAUSE_STATE_COUPON_USES:
        if ((name = named(checker, NAME_COUPON, &clause->word)) != NULL)
            read_uses(checker, clause, uses_of(arrays->coupons, &state->coupon_count, name));
        break;
    case CLAUSE_STATE_PROMOTION_USES:
        if ((name = named(checker, NAME_PROMOTION, &clause->word)) != NULL)
            read_uses(checker, clause, uses_of(arrays->promotions, &state->promotion_count, name));
        break;
    case CLAUSE_STATE_CAMPAIGN_USES:
        if ((name = named(checker, NAME_CAMPAIGN, &clause->word)) != NULL)
            test_whole(checker, clause->value, &campaign_of(state, arrays, name)->uses);
        break;
    case CLAUSE_STATE_CAMPAIGN_SPENT:
        if ((name = named(checker, NAME_CAMPAIGN, &clause->word)) != NULL)
            test_money(checker, clause->value, &campaign_of(state, arrays, name)->money);
        break;
    case CLAUSE_STATE_CODE: read_code(checker, clause->code, &arrays->codes[state->code_count++]); break;
    default: break;
    }
}

void test_read_state(struct test_checker *checker, const struct clause *clauses, struct test_state *state)
{
    if (state->given) {
        test_wrong(checker, P0016, clauses == NULL ? (struct span){0} : clauses->span, "a basket has one `state`");
        return;
    }
    state->given = true;
    size_t most = 0;
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next)
        most++;
    struct state_arrays arrays = {
        test_array(checker, most, sizeof *arrays.points),    test_array(checker, most, sizeof *arrays.coupons),
        test_array(checker, most, sizeof *arrays.promotions), test_array(checker, most, sizeof *arrays.campaigns),
        test_array(checker, most, sizeof *arrays.codes),     test_array(checker, most, sizeof *arrays.audiences),
    };
    for (const struct clause *clause = clauses; clause != NULL && !checker->failed; clause = clause->next)
        read_clause(checker, clause, state, &arrays);
    state->points = arrays.points;
    state->coupons = arrays.coupons;
    state->promotions = arrays.promotions;
    state->campaigns = arrays.campaigns;
    state->codes = arrays.codes;
    state->audiences = arrays.audiences;
}
