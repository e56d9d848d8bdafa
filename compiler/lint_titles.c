/* Titles and names that say something else than the rule does: a percentage, an amount, "3 for 2", a unit, a trigger. */
#include "base/exact.h"
#include "compiler/check_parts.h"
#include "compiler/lint_parts.h"
#include "lang/nearest.h"

/* ---- Numbers in texts ---- */

enum { MOST_NUMBERS = 400 };

/* Every number that a promotion says, by what it is. */
struct said {
    const struct lint *lint;
    int64_t percents[MOST_NUMBERS], amounts[MOST_NUMBERS], counts[MOST_NUMBERS];
    size_t percent_count, amount_count, count_count;
    bool overfull, has_times;
};

static void add(struct said *said, int64_t *list, size_t *count, int64_t value)
{
    if (*count == MOST_NUMBERS)
        said->overfull = true;
    else
        list[(*count)++] = value;
}

static void add_typed(struct said *said, enum plan_type type, int64_t value)
{
    if (type == PLAN_PERCENT)
        add(said, said->percents, &said->percent_count, value);
    else if (type == PLAN_MONEY)
        add(said, said->amounts, &said->amount_count, value);
    else if (type == PLAN_NUMBER)
        add(said, said->counts, &said->count_count, value);
}

static enum plan_type type_of_attribute(const struct plan *plan, uint32_t attribute)
{
    if (attribute <= PLAN_ATTRIBUTE_COST)
        return PLAN_MONEY;
    for (size_t i = 0; i < plan->fields.count; i++)
        if (plan->fields.items[i].owner == PLAN_ITEM && plan->fields.items[i].slot + PLAN_ATTRIBUTE_FIELDS == attribute)
            return plan->fields.items[i].type;
    return attribute == PLAN_ATTRIBUTE_QUANTITY ? PLAN_NUMBER : PLAN_UNKNOWN;
}

enum { DEEPEST_SET = 50 };

static void add_set(struct said *said, uint32_t set, unsigned depth)
{
    const struct plan *plan = said->lint->plan;
    if (set == PLAN_NONE || depth > DEEPEST_SET || said->overfull)
        return;
    const struct plan_node *node = &plan->nodes.items[set];
    if (node->kind == PLAN_NODE_COMPARE || node->kind == PLAN_NODE_IN_RANGE) {
        enum plan_type type = type_of_attribute(plan, node->attribute);
        add_typed(said, type, node->low);
        if (node->kind == PLAN_NODE_IN_RANGE)
            add_typed(said, type, node->high);
    }
    for (uint32_t i = 0; i < node->member_count; i++)
        add_set(said, node->members[i], depth + 1);
}

static void add_operand(struct said *said, const struct plan_operand *operand)
{
    if (operand->kind == PLAN_CONSTANT)
        add_typed(said, operand->type, operand->value);
    if (operand->kind == PLAN_QUANTITY || operand->kind == PLAN_AMOUNT || operand->kind == PLAN_LINES)
        add_set(said, operand->index, 0);
}

static void add_criterion(struct said *said, const struct plan_criterion *criterion)
{
    if (criterion->kind == PLAN_TEST) {
        add_operand(said, &criterion->left);
        if (criterion->test == PLAN_TEST_COMPARE)
            add_operand(said, &criterion->right);
        if (criterion->test == PLAN_TEST_IN_RANGE) {
            add_typed(said, criterion->left.type, criterion->low);
            add_typed(said, criterion->left.type, criterion->high);
        }
    }
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next)
        add_criterion(said, child);
}

static void add_benefits(struct said *said, const struct plan_benefit *benefits, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct plan_benefit *benefit = &benefits[i];
        bool percent = benefit->kind == PLAN_PERCENT_OFF || benefit->kind == PLAN_CHARGE_PERCENT;
        bool money = !percent && (benefit->kind <= PLAN_PRICE_SUM || benefit->kind == PLAN_CHARGE);
        if (percent)
            add_typed(said, PLAN_PERCENT, benefit->value);
        if (money)
            add_typed(said, PLAN_MONEY, benefit->value);
        if (benefit->worth != 0)
            add_typed(said, PLAN_MONEY, benefit->worth);
        if (benefit->count != 0)
            add_typed(said, PLAN_NUMBER, benefit->count);
        if (benefit->scope == PLAN_SCOPE_SET)
            add_set(said, benefit->set, 0);
    }
}

static void add_picks(struct said *said, const struct plan_pick *picks, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        add_typed(said, PLAN_NUMBER, picks[i].count);
        add_set(said, picks[i].set, 0);
    }
}

static void add_event(struct said *said, const struct plan_event *event)
{
    if (event->when != NULL)
        add_criterion(said, event->when);
    add_picks(said, event->buys, event->buy_count);
    add_picks(said, event->gets, event->get_count);
    add_benefits(said, event->benefits, event->benefit_count);
    for (uint32_t i = 0; i < event->row_count; i++) {
        add_typed(said, event->ladder_by == PLAN_MEASURE_AMOUNT ? PLAN_MONEY : PLAN_NUMBER, event->rows[i].from);
        add_benefits(said, event->rows[i].benefits, event->rows[i].benefit_count);
    }
    if (event->every_amount != 0)
        add_typed(said, PLAN_MONEY, event->every_amount);
}

static void add_promotion(struct said *said, const struct plan_promotion *promotion)
{
    const struct plan *plan = said->lint->plan;
    for (uint32_t i = 0; i < promotion->event_count; i++)
        add_event(said, &promotion->events[i]);
    if (promotion->cap != PLAN_UNLIMITED)
        add_typed(said, PLAN_MONEY, promotion->cap);
    if (promotion->coupon != PLAN_NONE && plan->coupons.items[promotion->coupon].minimum != 0)
        add_typed(said, PLAN_MONEY, plan->coupons.items[promotion->coupon].minimum);
    if (promotion->campaign != PLAN_NONE && plan->campaigns.items[promotion->campaign].budget_money != PLAN_UNLIMITED)
        add_typed(said, PLAN_MONEY, plan->campaigns.items[promotion->campaign].budget_money);
}

static bool has(const int64_t *list, size_t count, int64_t value)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == value)
            return true;
    return false;
}

/* An amount of a rule, or of several units of it: "3 for 6.00" is also "each for 2.00". */
static bool has_amount(const struct said *said, int64_t value)
{
    if (has(said->amounts, said->amount_count, value))
        return true;
    for (size_t i = 0; i < said->amount_count; i++)
        for (size_t j = 0; j < said->count_count; j++) {
            int64_t product;
            if (multiply_i64(said->amounts[i], said->counts[j], &product) && product == value)
                return true;
            if (multiply_i64(value, said->counts[j], &product) && product == said->amounts[i])
                return true;
        }
    return false;
}

/* ---- Reading titles ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

struct token {
    size_t start, end;
    int64_t value;     /* digits without the point */
    unsigned decimals;
};

/* The next number that stands by itself; false: there is none. A comma or a point groups or parts where digits follow. */
static bool next_number(struct text title, size_t from, struct token *token)
{
    for (size_t at = from; at < title.length; at++) {
        if (!is_digit(title.bytes[at]) || (at > 0 && (is_letter(title.bytes[at - 1]) || is_digit(title.bytes[at - 1]) || title.bytes[at - 1] == '.' ||
                                                      title.bytes[at - 1] == ',' || title.bytes[at - 1] == '-' || title.bytes[at - 1] == '/')))
            continue;
        *token = (struct token){.start = at};
        size_t end = at;
        bool point = false;
        while (end < title.length && end - at < 15) {
            char c = title.bytes[end];
            bool digit_follows = end + 1 < title.length && is_digit(title.bytes[end + 1]);
            if (is_digit(c)) {
                token->value = token->value * 10 + (c - '0');
                token->decimals += point;
            } else if (c == '.' && digit_follows && !point)
                point = true;
            else if (!(c == '_' && digit_follows && !point) && !(c == ',' && digit_follows && !point))
                break;
            end++;
        }
        token->end = end;
        return true;
    }
    return false;
}

static bool scaled(struct token token, unsigned decimals, int64_t *value)
{
    *value = token.value;
    if (token.decimals > decimals)
        return false;
    for (unsigned i = token.decimals; i < decimals; i++)
        if (!multiply_i64(*value, 10, value))
            return false;
    return true;
}

static struct span span_in(struct span title, size_t start, size_t end)
{
    return (struct span){title.file, title.start + 1 + (uint32_t)start, title.start + 1 + (uint32_t)end};
}

/* ---- Percentages and amounts ---- */

static void look_at_percent(struct lint *lint, const struct said *said, struct span span, struct text title, struct token token)
{
    int64_t value;
    if (!scaled(token, 4, &value) || said->percent_count == 0 || has(said->percents, said->percent_count, value))
        return;
    struct diagnostic *d = lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, token.start, token.end + 1),
                                       "the title says %.*s%%, and the rule gives %s", (int)(token.end - token.start),
                                       title.bytes + token.start, lint_percent(lint, said->percents[0]));
    diag_help(d, "correct the one that is wrong");
}

/* "17.00" may be a time. */
static bool is_time(const struct said *said, struct token token)
{
    return said->has_times && token.decimals == 2 && token.value <= 2400 && token.value % 100 < 60;
}

/* With all the decimals of the currency; other numbers may be anything. */
static void look_at_amount(struct lint *lint, const struct said *said, struct span span, struct text title, struct token token)
{
    int64_t value;
    if (is_time(said, token))
        return;
    unsigned decimals = lint->plan->decimals;
    if (decimals == 0 || token.decimals != decimals || !scaled(token, decimals, &value) || said->amount_count == 0 || has_amount(said, value))
        return;
    struct diagnostic *d = lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, token.start, token.end),
                                       "the title says %.*s, and no amount of the rule is that", (int)(token.end - token.start),
                                       title.bytes + token.start);
    diag_help(d, "correct the one that is wrong; the rule says %s", lint_money(lint, said->amounts[0]));
}

static void look_at_numbers(struct lint *lint, const struct said *said, struct span span, struct text title)
{
    struct token token;
    for (size_t at = 0; next_number(title, at, &token); at = token.end) {
        bool percent = token.end < title.length && title.bytes[token.end] == '%';
        if (percent)
            look_at_percent(lint, said, span, title, token);
        else
            look_at_amount(lint, said, span, title, token);
    }
}

/* ---- "3 for 2" ---- */

static bool skip(struct text title, size_t *at, const char *word)
{
    size_t length = strlen(word);
    if (*at + length > title.length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = title.bytes[*at + i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != word[i])
            return false;
    }
    *at += length;
    return true;
}

static bool small_number(struct text title, size_t *at, int64_t *value)
{
    static const char *const WORDS[] = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
    struct token token;
    if (*at > 0 && (is_letter(title.bytes[*at - 1]) || is_digit(title.bytes[*at - 1]) || title.bytes[*at - 1] == '.'))
        return false;
    if (*at < title.length && is_digit(title.bytes[*at])) {
        bool alone = next_number(title, *at, &token) && token.start == *at && token.decimals == 0 && token.value <= 100 &&
                     (token.end == title.length || (title.bytes[token.end] != '%' && !is_letter(title.bytes[token.end])));
        if (alone) {
            *value = token.value;
            *at = token.end;
        }
        return alone;
    }
    for (int64_t i = 0; i < 10; i++) {
        size_t next = *at;
        if (skip(title, &next, WORDS[i]) && (next == title.length || !is_letter(title.bytes[next]))) {
            *value = i + 1;
            *at = next;
            return true;
        }
    }
    return false;
}

/* "3 for 2", "three for the price of two": so many taken, and so many paid. */
static bool reads_multibuy(struct text title, size_t at, int64_t *taken, int64_t *paid, size_t *end)
{
    if (!small_number(title, &at, taken) || !skip(title, &at, " for "))
        return false;
    skip(title, &at, "the price of ");
    if (!small_number(title, &at, paid) || *paid >= *taken || *paid < 1)
        return false;
    *end = at;
    return true;
}

/* What an event that gives units free takes, and how many of them are paid; false: it is none. */
static bool multibuy_of(const struct plan_event *event, int64_t *taken, int64_t *paid)
{
    if (event->buy_count != 1 || event->benefit_count != 1)
        return false;
    const struct plan_benefit *benefit = &event->benefits[0];
    if (benefit->kind != PLAN_PERCENT_OFF || benefit->value != EXACT_MILLION || benefit->scope != PLAN_SCOPE_THEM)
        return false;
    *taken = event->buys[0].count;
    if (event->get_count == 0) {
        *paid = *taken - (benefit->select == PLAN_SELECT_ALL ? *taken : benefit->count);
        return *paid > 0;
    }
    if (event->get_count != 1 || event->gets[0].up_to)
        return false;
    *paid = *taken;
    *taken += event->gets[0].count;
    if (benefit->select != PLAN_SELECT_ALL && benefit->count < event->gets[0].count)
        *paid += event->gets[0].count - benefit->count;
    return true;
}

static void look_for_multibuy(struct lint *lint, const struct plan_promotion *promotion, struct span span, struct text title)
{
    int64_t taken, paid, own_taken = 0, own_paid = 0;
    size_t end;
    for (size_t at = 0; at < title.length; at++) {
        if (!reads_multibuy(title, at, &taken, &paid, &end))
            continue;
        bool any = false, same = false;
        for (uint32_t i = 0; i < promotion->event_count; i++)
            if (multibuy_of(&promotion->events[i], &own_taken, &own_paid)) {
                any = true;
                same |= own_taken * paid == own_paid * taken;
            }
        if (!any || same)
            return;
        struct diagnostic *d = lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, at, end), "the title says %lld for %lld, and the rule is %lld for %lld",
                                           (long long)taken, (long long)paid, (long long)own_taken, (long long)own_paid);
        diag_help(d, "correct the one that is wrong");
        return;
    }
}

/* ---- "half price" ---- */

enum { HALF = EXACT_MILLION / 2 };

static void look_for_half(struct lint *lint, const struct said *said, struct span span, struct text title)
{
    if (said->percent_count == 0 || has(said->percents, said->percent_count, HALF))
        return;
    for (size_t at = 0; at < title.length; at++) {
        size_t end = at;
        if ((at > 0 && is_letter(title.bytes[at - 1])) || !(skip(title, &end, "half price") || skip(title, &end, "half-price")))
            continue;
        struct diagnostic *d = lint_report(lint, LINT_TITLE_SAYS_OTHER, span_in(span, at, end), "the title says half price, and the rule gives %s",
                                           lint_percent(lint, said->percents[0]));
        diag_help(d, "correct the one that is wrong");
        return;
    }
}

/* ---- What a promotion is called ---- */

/* `save_20_percent`, `three_for_two`: a name is read like a title, its words apart by `_`. */
static void look_at_own_name(struct lint *lint, const struct plan_promotion *promotion, const struct said *said)
{
    struct span span = lint_name_of(promotion);
    char *words = arena_copy(&lint->arena, promotion->name.bytes, promotion->name.length);
    struct text name = {words, promotion->name.length};
    struct token token;
    if (words == NULL) {
        lint->failed = true;
        return;
    }
    for (size_t i = 0; i < name.length; i++)
        if (words[i] == '_')
            words[i] = ' ';
    span.start--; /* a title begins behind its quote */
    look_for_multibuy(lint, promotion, span, name);
    for (size_t at = 0; next_number(name, at, &token); at = token.end) {
        size_t end = token.end;
        int64_t value;
        bool percent = skip(name, &end, " percent") || skip(name, &end, " pct");
        if (!percent || !scaled(token, 4, &value) || said->percent_count == 0 || has(said->percents, said->percent_count, value))
            continue;
        struct diagnostic *d = lint_report(lint, LINT_NAME_SAYS_OTHER, lint_name_of(promotion), "the name says %lld percent, and the rule gives %s",
                                           (long long)token.value, lint_percent(lint, said->percents[0]));
        diag_help(d, "correct the one that is wrong");
    }
}

/* ---- Names and their types ---- */

static bool has_part(struct text name, const char *part)
{
    size_t length = strlen(part);
    for (size_t at = 0; at + length <= name.length; at++)
        if (memcmp(name.bytes + at, part, length) == 0 && (at == 0 || name.bytes[at - 1] == '_') &&
            (at + length == name.length || name.bytes[at + length] == '_'))
            return true;
    return false;
}

/* A part of a name that promises a type, and the types that keep the promise. */
static const struct promise {
    const char *part, *what;
    const char *types[4];
} PROMISES[] = {
    {"percent", "a percentage", {"percent", "decimal", "number", NULL}},
    {"percentage", "a percentage", {"percent", "decimal", "number", NULL}},
    {"pct", "a percentage", {"percent", "decimal", "number", NULL}},
    {"rate", "a rate", {"percent", "decimal", "number", NULL}},
    {"price", "an amount of money", {"money", "bool", "text", NULL}},
    {"spend", "an amount of money", {"money", NULL}},
    {"amount", "an amount", {"money", "number", "decimal", NULL}},
    {"worth", "an amount of money", {"money", NULL}},
    {"cost", "an amount of money", {"money", "bool", NULL}},
    {"quantity", "a number", {"number", "decimal", NULL}},
    {"qty", "a number", {"number", "decimal", NULL}},
    {"count", "a number", {"number", NULL}},
    {"units", "a number", {"number", "decimal", NULL}},
    {"date", "a date", {"date", "instant", NULL}},
    {"birthday", "a date", {"date", NULL}},
};

static void look_at_type(struct lint *lint, const struct parameter *parameter, bool of_profile)
{
    for (size_t i = 0; i < sizeof PROMISES / sizeof *PROMISES; i++) {
        const struct promise *promise = &PROMISES[i];
        if (!word_given(&parameter->type) || !has_part(parameter->name.text, promise->part))
            continue;
        /* In a template a percentage has its own type, and a number is none. */
        bool strict = !of_profile && strcmp(promise->what, "a percentage") == 0;
        for (size_t j = 0; j < 4 && promise->types[j] != NULL && (j == 0 || !strict); j++)
            if (text_equal(parameter->type.text, text_from(promise->types[j])))
                return;
        struct diagnostic *d = lint_report(lint, LINT_NAME_SAYS_OTHER, parameter->span, "`%.*s` reads like %s, and its type is `%.*s`",
                                           SHOWN(parameter->name.text), promise->what, SHOWN(parameter->type.text));
        diag_help(d, "give it type `%s`, or another name", promise->types[0]);
        return;
    }
}

/* `under_10`: a price that the set's own criteria should say. */
static void look_at_bound(struct lint *lint, const struct declaration *let)
{
    static const char *const WORDS[] = {"under_", "below_", "over_", "above_", "upto_", "up_to_"};
    struct text name = let->name.text;
    const struct name_table *table = &lint->compiler->trace.names.kinds[NAME_SET];
    uint32_t number = text_table_find(&table->texts, name);
    struct said said = {.lint = lint};
    struct token token;
    int64_t value;
    if (number >= table->names.count || table->names.items[number].index == PLAN_NONE)
        return;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        for (size_t at = 0; at < name.length; at++) {
            size_t end = at;
            if ((at > 0 && name.bytes[at - 1] != '_') || !skip(name, &end, WORDS[i]))
                continue;
            struct text rest = {name.bytes + end, name.length - end};
            if (!next_number(rest, 0, &token) || token.start != 0 || !scaled(token, lint->plan->decimals, &value))
                continue;
            add_set(&said, table->names.items[number].index, 0);
            if (said.amount_count == 0 || said.count_count != 0 || said.overfull || has(said.amounts, said.amount_count, value))
                return;
            struct diagnostic *d = lint_report(lint, LINT_NAME_SAYS_OTHER, let->name.span, "the name says %lld, and the price is compared with %s",
                                               (long long)token.value, lint_money(lint, said.amounts[0]));
            diag_help(d, "correct the one that is wrong");
            return;
        }
}

/* An item set is no percentage. */
static void look_at_let(struct lint *lint, const struct declaration *let)
{
    look_at_bound(lint, let);
    static const char *const PARTS[] = {"percent", "percentage", "pct", "quantity", "qty", "amount"};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (has_part(let->name.text, PARTS[i])) {
            struct diagnostic *d = lint_report(lint, LINT_NAME_SAYS_OTHER, let->name.span, "`%.*s` reads like a number, and it is a set of items",
                                               SHOWN(let->name.text));
            diag_help(d, "name the items: what they are, or what is done with them");
            return;
        }
}

/* ---- Triggers ---- */

static void look_at_trigger(struct lint *lint, const struct event *event)
{
    static const char *const KNOWN[] = {"basket", "signup", "purchase", "review"};
    struct nearest nearest = nearest_to(event->trigger.text);
    if (!word_given(&event->trigger))
        return;
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (text_equal(event->trigger.text, text_from(KNOWN[i])))
            return;
        nearest_offer(&nearest, text_from(KNOWN[i]));
    }
    if (nearest.best.bytes == NULL)
        return;
    struct diagnostic *d = lint_report(lint, LINT_MISSPELT_TRIGGER, event->trigger.span, "`%.*s` looks like the trigger `%.*s`, misspelt",
                                       SHOWN(event->trigger.text), SHOWN(nearest.best));
    diag_help(d, "write `on %.*s`; an event on any other trigger is used only where the caller sends exactly that", SHOWN(nearest.best));
}

static void look_at_declaration(struct lint *lint, const struct declaration *declaration)
{
    if (declaration->kind == DECLARATION_TEMPLATE || declaration->kind == DECLARATION_PROFILE)
        for (const struct parameter *parameter = declaration->parameters; parameter != NULL; parameter = parameter->next)
            look_at_type(lint, parameter, declaration->kind == DECLARATION_PROFILE);
    if (declaration->kind == DECLARATION_LET)
        look_at_let(lint, declaration);
    if (declaration->kind == DECLARATION_PROMOTION || declaration->kind == DECLARATION_TEMPLATE)
        for (const struct clause *clause = declaration->clauses; clause != NULL; clause = clause->next)
            if (clause->kind == CLAUSE_EVENT && clause->event != NULL)
                look_at_trigger(lint, clause->event);
}

/* ---- Allowances ---- */

struct allowance {
    struct text name, unit;
    struct span span;
};

static const struct hash_key NAMES_KEY = {0x6e616d6573, 0x6b6579};

struct allowances {
    struct lint *lint;
    struct text_table names;
    VECTOR(struct allowance) first;
};

static void take_allowances(struct allowances *allowances, const struct plan_benefit *benefits, uint32_t count)
{
    struct lint *lint = allowances->lint;
    for (uint32_t i = 0; i < count && !lint->failed; i++) {
        const struct plan_benefit *benefit = &benefits[i];
        bool added;
        if (benefit->kind != PLAN_ALLOWANCE)
            continue;
        uint32_t number = text_table_add(&allowances->names, benefit->name, &added);
        struct allowance allowance = {benefit->name, benefit->unit, benefit->from->span};
        if (number == TEXT_TABLE_NONE || (added && !VECTOR_PUSH(&allowances->first, lint->compiler->alloc, allowance))) {
            lint->failed = true;
            return;
        }
        const struct allowance *first = &allowances->first.items[number];
        if (text_equal(first->unit, benefit->unit))
            continue;
        struct diagnostic *d = lint_report(lint, LINT_ALLOWANCE_UNITS, benefit->from->span, "\"%.*s\" is counted in \"%.*s\" here and in \"%.*s\" elsewhere",
                                           SHOWN(benefit->name), SHOWN(benefit->unit), SHOWN(first->unit));
        diag_note(d, first->span, "here");
        diag_help(d, "whoever adds the two up needs one unit");
    }
}

/* ---- The whole ---- */

static void look_at_promotion(struct lint *lint, const struct plan_promotion *promotion, struct said *said)
{
    const struct word *title = &promotion->declaration->title;
    *said = (struct said){.lint = lint, .has_times = promotion->schedule_count != 0};
    if (promotion->events_missing)
        return;
    add_promotion(said, promotion);
    if (word_given(title) && title->quoted && !said->overfull && title->span.end - title->span.start == title->text.length + 2) {
        look_at_numbers(lint, said, title->span, title->text);
        look_for_multibuy(lint, promotion, title->span, title->text);
        look_for_half(lint, said, title->span, title->text);
    }
    if (!said->overfull)
        look_at_own_name(lint, promotion, said);
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        const struct plan_event *event = &promotion->events[i];
        const struct word *own = &event->from->event->title;
        bool exact = word_given(own) && own->quoted && own->span.end - own->span.start == own->text.length + 2;
        if (event->frame == NULL && exact && !said->overfull)
            look_at_numbers(lint, said, own->span, own->text);
    }
}

void lint_titles(struct lint *lint)
{
    struct said *said = alloc_zeroed(lint->compiler->alloc, 1, sizeof *said);
    struct allowances allowances = {.lint = lint};
    text_table_init(&allowances.names, lint->compiler->alloc, NAMES_KEY);
    lint->failed |= said == NULL;
    lint_each_declaration(lint, look_at_declaration);
    for (size_t i = 0; i < lint->plan->promotions.count && !lint->failed; i++) {
        const struct plan_promotion *promotion = &lint->plan->promotions.items[i];
        look_at_promotion(lint, promotion, said);
        for (uint32_t j = 0; j < promotion->event_count; j++) {
            const struct plan_event *event = &promotion->events[j];
            take_allowances(&allowances, event->benefits, event->benefit_count);
            for (uint32_t k = 0; k < event->row_count; k++)
                take_allowances(&allowances, event->rows[k].benefits, event->rows[k].benefit_count);
        }
        arena_reset(&lint->arena);
    }
    VECTOR_DONE(&allowances.first, lint->compiler->alloc);
    text_table_done(&allowances.names);
    alloc_release(lint->compiler->alloc, said, said == NULL ? 0 : 1, sizeof *said);
}
