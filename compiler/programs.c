#include "compiler/programs.h"

#include "base/codes.h"
#include "compiler/choices.h"
#include "compiler/items.h"
#include "compiler/periods.h"
#include "compiler/properties.h"
#include "compiler/values.h"

enum { LONGEST_CODE = 64, LEAST_RANDOM = 2, MOST_CODES = 1000000000 };

/* ---- Coupons ---- */

static bool code_fits(struct check *check, const struct word *word, const char *what)
{
    if (word->text.length <= LONGEST_CODE)
        return true;
    check_error(check, P0219, word->span, "%s has at most %d bytes", what, LONGEST_CODE);
    return false;
}

/* The one public code, and the form in which codes are compared, which is unique. */
static void set_code(struct check *check, const struct clause *clause, struct plan_coupon *coupon)
{
    const struct word *word = &clause->word;
    char normal[LONGEST_CODE];
    bool added;
    if (!word_given(word) || !code_fits(check, word, "a code"))
        return;
    size_t length = code_normal(word->text, normal);
    if (length == 0) {
        check_error(check, P0219, word->span, "a code has letters or digits, and this has none");
        return;
    }
    const char *kept = check_string(check, (struct text){normal, length});
    coupon->code = word->text;
    coupon->normal = text_from(kept);
    uint32_t number = text_table_add(&check->codes, coupon->normal, &added);
    if (number == TEXT_TABLE_NONE) {
        check->failed = true;
    } else if (added) {
        CHECK_PUSH(check, &check->code_spans, word->span);
    } else if (number < check->code_spans.count) {
        struct diagnostic *d = check_error(check, P0108, word->span, "another coupon has this code");
        diag_note(d, check->code_spans.items[number], "this one");
        diag_help(d, "codes are compared without case and dashes, `O` as `0`, `I` and `L` as `1`");
    }
}

/* More codes than the pattern can make? Each `#` is one of 32, but the last, which the others decide. */
static bool is_too_short(int64_t wanted, size_t random)
{
    int64_t codes = 1;
    for (size_t i = 1; i < random && codes < wanted; i++)
        codes *= 32;
    return codes < wanted;
}

static void set_pattern(struct check *check, const struct clause *clause, struct plan_coupon *coupon)
{
    size_t random = 0;
    if (clause->value != NULL && value_count(check, clause->value, 1, "the number of codes", &coupon->count) &&
        coupon->count > MOST_CODES)
        check_error(check, P0206, clause->value->span, "more than %d codes", MOST_CODES);
    if (!word_given(&clause->word) || !code_fits(check, &clause->word, "a pattern of codes"))
        return;
    coupon->pattern = clause->word.text;
    for (size_t i = 0; i < coupon->pattern.length; i++)
        random += coupon->pattern.bytes[i] == '#';
    if (random >= LEAST_RANDOM && is_too_short(coupon->count, random)) {
        struct diagnostic *d = check_error(check, P0219, clause->word.span, "this pattern has fewer than %lld codes",
                                           (long long)coupon->count);
        diag_help(d, "add `#`: all but the last make 32 times as many codes");
    }
    if (random >= LEAST_RANDOM)
        return;
    struct diagnostic *d = check_error(check, P0219, clause->word.span, "a pattern of codes has at least %d `#`", LEAST_RANDOM);
    diag_help(d, "each `#` is a random character, the last one a check character; one code for all is `code \"...\"`");
}

static void set_codes(struct check *check, const struct declaration *declaration, struct plan_coupon *coupon)
{
    const struct clause *code = clause_find(declaration->clauses, CLAUSE_CODE);
    const struct clause *codes = clause_find(declaration->clauses, CLAUSE_CODES);
    if (code != NULL && codes != NULL) {
        struct diagnostic *d = check_error(check, P0016, codes->span, "a coupon has one public code or generated ones, not both");
        diag_note(d, code->span, "the public code is given here");
    }
    if (code == NULL && codes == NULL && !declaration->damaged) {
        struct diagnostic *d = check_error(check, P0215, declaration->name.span, "a coupon needs its code");
        diag_help(d, "add `code \"WELCOME10\"`, or generated ones: `codes \"SUMMER-########\"`");
    }
    if (code != NULL)
        set_code(check, code, coupon);
    if (codes != NULL)
        set_pattern(check, codes, coupon);
}

static void set_validity(struct check *check, const struct clause *clause, struct plan_coupon *coupon)
{
    if (clause == NULL || clause->value == NULL)
        return;
    if (clause->value->kind == EXPR_RANGE)
        period_of(check, clause->value, &coupon->valid);
    else if (!value_duration(check, clause->value, &coupon->valid_for))
        coupon->valid_for = (struct plan_duration){0, PLAN_UNIT_NONE};
}

void programs_coupon(struct check *check, const struct declaration *declaration)
{
    const struct clause *clauses = declaration->clauses, *kind = clause_find(clauses, CLAUSE_KIND);
    const struct clause *minimum = clause_find(clauses, CLAUSE_MINIMUM);
    struct plan_coupon coupon = {.name = declaration->name.text,
                                 .title = declaration->title.text,
                                 .valid = {PLAN_SINCE_EVER, PLAN_FOR_EVER},
                                 .limits = PROPERTY_NO_LIMITS,
                                 .once = clause_find(clauses, CLAUSE_ONCE) != NULL};
    struct limits_seen seen = {{NULL}};
    if (kind != NULL) {
        coupon.certificate = property_choice(check, &kind->word, "kind of coupons", CHOICES_COUPON_KIND) == 1;
    } else if (!declaration->damaged) {
        struct diagnostic *d = check_error(check, P0215, declaration->name.span, "a coupon needs its kind");
        diag_help(d, "add `kind discount`, or `kind certificate` for one that carries a balance");
    }
    set_codes(check, declaration, &coupon);
    if (minimum != NULL)
        value_money(check, minimum->value, "the minimum of a coupon", &coupon.minimum);
    set_validity(check, clause_find(clauses, CLAUSE_VALID), &coupon);
    for (const struct clause *limit = clause_find(clauses, CLAUSE_LIMIT); limit != NULL; limit = clause_again(limit))
        property_limit(check, limit, &seen, &coupon.limits);
    CHECK_PUSH(check, &check->plan->coupons, coupon);
}

/* ---- Loyalty ---- */

/* So many points for so much money: neither is nothing. */
static void set_rate(struct check *check, const struct clause *clause, int64_t *points, int64_t *money)
{
    int64_t count = 0, amount = 0;
    bool counted = value_count(check, clause->value, 1, "the number of points", &count);
    if (!value_money(check, clause->second, "the amount beside the points", &amount) || !counted)
        return;
    if (amount == 0) {
        check_error(check, P0206, clause->second->span, "the amount beside the points is more than nothing");
        return;
    }
    *points = count;
    *money = amount;
}

static void set_earning(struct check *check, const struct clause *earn, struct plan_program *program)
{
    const struct clause *again = clause_again(earn);
    const struct target *target = earn->target;
    if (again != NULL) {
        struct diagnostic *d = check_error(check, P0016, again->span, "a program earns in one way");
        diag_note(d, earn->span, "here first");
        diag_help(d, "points for something else can be given by a promotion: `give 50 points of %.*s`",
                  SHOWN(program->name));
    }
    set_rate(check, earn, &program->earn_points, &program->earn_per);
    if (target == NULL || target->kind == TARGET_ORDER)
        return;
    if (target->kind == TARGET_ITEMS)
        program->earn_set = items_set(check, target->items);
    else
        check_error(check, P0214, target->span, "points are earned on the order, or on items");
}

static void set_tiers(struct check *check, const struct clause *clauses, struct plan_program *program)
{
    VECTOR(struct plan_tier) tiers = {0};
    text_table_clear(&check->local);
    for (const struct clause *tier = clause_find(clauses, CLAUSE_TIER); tier != NULL; tier = clause_again(tier)) {
        struct plan_tier made = {.name = tier->word.text};
        bool added;
        if (!word_given(&tier->word))
            continue;
        bool counted = value_count(check, tier->value, 0, "the points of a tier", &made.from);
        if (text_table_add(&check->local, tier->word.text, &added) == TEXT_TABLE_NONE)
            check->failed = true;
        else if (!added)
            check_error(check, P0101, tier->word.span, "the program has a tier `%.*s` already", SHOWN(tier->word.text));
        else if (counted && tiers.count != 0 && tiers.items[tiers.count - 1].from >= made.from)
            diag_help(check_error(check, P0211, tier->span, "the tiers of a program go up"), "put the lower tier first");
        CHECK_PUSH(check, &tiers, made);
    }
    CHECK_KEEP(check, &tiers, struct plan_tier, &program->tiers, &program->tier_count);
}

void programs_loyalty(struct check *check, const struct declaration *declaration)
{
    const struct clause *clauses = declaration->clauses;
    const struct clause *earn = clause_find(clauses, CLAUSE_EARN), *redeem = clause_find(clauses, CLAUSE_REDEEM);
    const struct clause *expire = clause_find(clauses, CLAUSE_EXPIRE);
    struct plan_program program = {.name = declaration->name.text, .title = declaration->title.text, .earn_set = PLAN_NONE};
    if (earn != NULL)
        set_earning(check, earn, &program);
    if (redeem != NULL)
        set_rate(check, redeem, &program.redeem_points, &program.redeem_for);
    if (expire != NULL && !value_duration(check, expire->value, &program.expire))
        program.expire = (struct plan_duration){0, PLAN_UNIT_NONE};
    set_tiers(check, clauses, &program);
    CHECK_PUSH(check, &check->plan->programs, program);
}
