#include "compiler/check_tests_parts.h"

#include "lang/nearest.h"

static const struct hash_key NAMES_KEY = {0x74657374, 0x6e616d65};

/* The names of one kind in the order of the plan, so that their numbers are the plan's. */
#define ADD_NAMES(checker, kind, vector)                                                                        \
    for (size_t i = 0; i < (vector).count; i++)                                                                 \
        (checker)->failed |= text_table_add(&(checker)->names[kind], (vector).items[i].name, NULL) == TEXT_TABLE_NONE

struct test_checker *test_checker_new(const struct plan *plan, struct diagnostics *diags, struct arena *arena)
{
    struct test_checker *checker = alloc_zeroed(plan->alloc, 1, sizeof *checker);
    if (checker == NULL)
        return NULL;
    *checker = (struct test_checker){.alloc = plan->alloc, .plan = plan, .diags = diags, .arena = arena};
    for (int kind = 0; kind < TEST_NAME_COUNT; kind++)
        text_table_init(&checker->names[kind], plan->alloc, NAMES_KEY);
    ADD_NAMES(checker, NAME_PROMOTION, plan->promotions);
    ADD_NAMES(checker, NAME_COUPON, plan->coupons);
    ADD_NAMES(checker, NAME_CAMPAIGN, plan->campaigns);
    ADD_NAMES(checker, NAME_PROGRAM, plan->programs);
    ADD_NAMES(checker, NAME_AUDIENCE, plan->audiences);
    return checker;
}

void test_checker_free(struct test_checker *checker)
{
    if (checker == NULL)
        return;
    for (int kind = 0; kind < TEST_NAME_COUNT; kind++)
        text_table_done(&checker->names[kind]);
    alloc_release(checker->alloc, checker, 1, sizeof *checker);
}

bool test_checker_failed(const struct test_checker *checker)
{
    return checker->failed;
}

/* --- expectations ---------------------------------------------------------------------------------------------------------- */

/* Which value an expectation states, and what its word names. */
enum stated { STATES_NOTHING, STATES_MONEY, STATES_COUNT };
enum word_is { WORD_NOTHING, WORD_PROMOTION, WORD_PROGRAM, WORD_COUPON, WORD_TEXT };

static const struct {
    enum clause_kind clause;
    enum expectation_kind kind;
    enum stated stated;
    enum word_is word;
} EXPECTATIONS[] = {
    {CLAUSE_EXPECT_TOTAL, EXPECTATION_TOTAL, STATES_MONEY, WORD_NOTHING},
    {CLAUSE_EXPECT_DISCOUNT, EXPECTATION_DISCOUNT, STATES_MONEY, WORD_PROMOTION},
    {CLAUSE_EXPECT_NONE, EXPECTATION_NONE, STATES_NOTHING, WORD_PROMOTION},
    {CLAUSE_EXPECT_GIFT, EXPECTATION_GIFT, STATES_COUNT, WORD_TEXT},
    {CLAUSE_EXPECT_POINTS, EXPECTATION_POINTS, STATES_COUNT, WORD_PROGRAM},
    {CLAUSE_EXPECT_ALLOWANCE, EXPECTATION_ALLOWANCE, STATES_COUNT, WORD_TEXT},
    {CLAUSE_EXPECT_ISSUED, EXPECTATION_ISSUED, STATES_NOTHING, WORD_COUPON},
    {CLAUSE_EXPECT_CHARGE, EXPECTATION_CHARGE, STATES_MONEY, WORD_PROMOTION},
    {CLAUSE_EXPECT_HINT, EXPECTATION_HINT, STATES_NOTHING, WORD_PROMOTION},
    {CLAUSE_EXPECT_LINE, EXPECTATION_LINE, STATES_MONEY, WORD_TEXT},
    {CLAUSE_EXPECT_REJECTED, EXPECTATION_REJECTED, STATES_NOTHING, WORD_TEXT},
};

static void find_event(struct test_checker *checker, const struct plan_promotion *promotion, const struct word *word,
                       struct expectation *out)
{
    struct nearest nearest = nearest_to(word->text);
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        if (text_equal(promotion->events[i].name, word->text)) {
            out->event = test_string(checker, word->text);
            return;
        }
        nearest_offer(&nearest, promotion->events[i].name);
    }
    if (promotion->events_missing) {
        checker->wrong = true; /* the template that is missing has been reported */
        return;
    }
    struct diagnostic *diagnostic = test_wrong(checker, P0102, word->span, "`%.*s` has no event named `%.*s`",
                                               SHOWN(promotion->name), SHOWN(word->text));
    if (nearest.best.bytes != NULL)
        diag_did_you_mean(diagnostic, nearest.best);
}

static void read_promotion(struct test_checker *checker, const struct clause *clause, struct expectation *out)
{
    uint32_t number;
    if (!test_find(checker, NAME_PROMOTION, &clause->word, &number))
        return;
    out->promotion = test_string(checker, clause->word.text);
    if (word_given(&clause->second_word))
        find_event(checker, &checker->plan->promotions.items[number], &clause->second_word, out);
}

static void read_word(struct test_checker *checker, const struct clause *clause, enum word_is is, struct expectation *out)
{
    uint32_t number;
    switch (is) {
    case WORD_NOTHING: break;
    case WORD_PROMOTION: read_promotion(checker, clause, out); break;
    case WORD_PROGRAM:
    case WORD_COUPON:
        test_find(checker, is == WORD_PROGRAM ? NAME_PROGRAM : NAME_COUPON, &clause->word, &number);
        out->name = test_string(checker, clause->word.text);
        break;
    case WORD_TEXT:
        out->name = test_string(checker, clause->word.text);
        checker->wrong |= out->name == NULL;
        break;
    }
}

/* The clause as written, after its `expect`, each run of white space one space. */
static const char *words_of(struct test_checker *checker, const struct clause *clause)
{
    struct span span = {clause->span.file, clause->keyword.end, clause->span.end};
    struct text all = sources_text(checker->diags->sources, span);
    char *words = arena_alloc(checker->arena, all.length + 1, 1);
    if (words == NULL) {
        checker->failed = true;
        return NULL;
    }
    size_t length = 0;
    bool space = false;
    for (size_t i = 0; i < all.length; i++) {
        char byte = all.bytes[i];
        bool white = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        if (!white) {
            if (space && length != 0)
                words[length++] = ' ';
            words[length++] = byte;
        }
        space = white;
    }
    return words;
}

static void read_expectation(struct test_checker *checker, const struct clause *clause, struct expectation *out)
{
    out->span = clause->span;
    out->text = words_of(checker, clause);
    for (size_t i = 0; i < sizeof EXPECTATIONS / sizeof EXPECTATIONS[0]; i++) {
        if (EXPECTATIONS[i].clause != clause->kind)
            continue;
        out->kind = EXPECTATIONS[i].kind;
        if (EXPECTATIONS[i].stated == STATES_MONEY)
            test_money(checker, clause->value, &out->amount);
        else if (EXPECTATIONS[i].stated == STATES_COUNT)
            test_whole(checker, clause->value, &out->quantity);
        read_word(checker, clause, EXPECTATIONS[i].word, out);
    }
}

bool test_checker_add(struct test_checker *checker, const struct declaration *declaration, struct test_case *test)
{
    checker->wrong = false;
    *test = (struct test_case){.name = test_string(checker, declaration->name.text),
                               .span = declaration->span,
                               .name_span = declaration->name.span};
    const struct test *body = declaration->test;
    if (test->name == NULL || body == NULL)
        return false;
    if (!body->has_basket) {
        struct diagnostic *diagnostic = test_wrong(checker, P0241, declaration->name.span, "the test has no basket");
        diag_help(diagnostic, "add `basket { at 2026-04-01T10:00  line 1 of \"A\" at 10.00 }`");
    } else
        test_read_basket(checker, body, &test->basket);
    size_t most = 0;
    for (const struct clause *clause = body->expectations; clause != NULL; clause = clause->next)
        most++;
    if (most == 0) {
        struct diagnostic *diagnostic = test_wrong(checker, P0243, declaration->name.span, "the test expects nothing");
        diag_help(diagnostic, "add what it should find, such as `expect total 10.00`");
    }
    struct expectation *expectations = test_array(checker, most, sizeof *expectations);
    for (const struct clause *clause = body->expectations; expectations != NULL && clause != NULL; clause = clause->next)
        read_expectation(checker, clause, &expectations[test->expectation_count++]);
    test->expectations = expectations;
    return !checker->wrong && !checker->failed;
}
