#include "compiler/lint_numbers.h"

#include "base/exact.h"

/* ---- What a promotion says ---- */

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

void said_by_set(struct said *said, uint32_t set)
{
    add_set(said, set, 0);
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

void said_by_promotion(struct said *said, const struct lint *lint, const struct plan_promotion *promotion)
{
    const struct plan *plan = lint->plan;
    *said = (struct said){.lint = lint, .has_times = promotion->schedule_count != 0};
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

bool said_percent(const struct said *said, int64_t millionths)
{
    return has(said->percents, said->percent_count, millionths);
}

bool said_amount(const struct said *said, int64_t value)
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

bool number_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool number_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

bool number_next(struct text title, size_t from, struct number_token *token)
{
    for (size_t at = from; at < title.length; at++) {
        if (!number_is_digit(title.bytes[at]) ||
            (at > 0 &&
             (number_is_letter(title.bytes[at - 1]) || number_is_digit(title.bytes[at - 1]) || title.bytes[at - 1] == '.' ||
              title.bytes[at - 1] == ',' || title.bytes[at - 1] == '-' || title.bytes[at - 1] == '/')))
            continue;
        *token = (struct number_token){.start = at};
        size_t end = at;
        bool point = false;
        while (end < title.length && end - at < 15) {
            char c = title.bytes[end];
            bool digit_follows = end + 1 < title.length && number_is_digit(title.bytes[end + 1]);
            if (number_is_digit(c)) {
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

bool number_scaled(struct number_token token, unsigned decimals, int64_t *value)
{
    *value = token.value;
    if (token.decimals > decimals)
        return false;
    for (unsigned i = token.decimals; i < decimals; i++)
        if (!multiply_i64(*value, 10, value))
            return false;
    return true;
}

bool number_skip(struct text title, size_t *at, const char *word)
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
