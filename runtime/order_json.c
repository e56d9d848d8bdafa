/* Answers of the ledger as JSON. */
#include "base/decimal.h"
#include "runtime/answer.h"
#include "runtime/instant.h"
#include "runtime/result_json.h"

#include <promo/order.h>

struct writer {
    struct buffer *out;
    int decimals;
    bool first; /* of the innermost object or list */
};

static void comma(struct writer *writer)
{
    if (!writer->first)
        buffer_char(writer->out, ',');
    writer->first = false;
}

static void member(struct writer *writer, const char *name)
{
    comma(writer);
    json_write_text(writer->out, text_from(name));
    buffer_char(writer->out, ':');
}

static void put_text(struct writer *writer, const char *name, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    member(writer, name);
    json_write_text(writer->out, text_from(text));
}

static void put_number(struct writer *writer, const char *name, int64_t number)
{
    member(writer, name);
    buffer_format(writer->out, "%lld", (long long)number);
}

static void put_money(struct writer *writer, const char *name, int64_t amount)
{
    char text[DECIMAL_ROOM];
    size_t length = decimal_print(amount, writer->decimals, text);
    member(writer, name);
    json_write_text(writer->out, (struct text){text, length});
}

/* Of what lasts for ever there is no end to show. */
static void put_instant(struct writer *writer, const char *name, int64_t instant)
{
    char text[INSTANT_ROOM];
    if (instant == PROMO_NEVER || instant == PROMO_ALWAYS)
        return;
    instant_print(instant, text);
    put_text(writer, name, text);
}

static void begin(struct writer *writer, char bracket)
{
    buffer_char(writer->out, bracket);
    writer->first = true;
}

static void end(struct writer *writer, char bracket)
{
    buffer_char(writer->out, bracket);
    writer->first = false;
}

/* What counts money is shown in major units. */
static bool is_money(const char *account)
{
    return strcmp(account, "campaign money") == 0 || strcmp(account, "certificate") == 0;
}

static void put_amount(struct writer *writer, const char *name, const char *account, int64_t amount)
{
    if (is_money(account))
        put_money(writer, name, amount);
    else
        put_number(writer, name, amount);
}

static void put_shortages(struct writer *writer, const promo_answer *answer)
{
    if (answer->shortage_count == 0)
        return;
    member(writer, "ran_out");
    begin(writer, '[');
    for (size_t i = 0; i < answer->shortage_count; i++) {
        const promo_shortage *shortage = &answer->shortages[i];
        comma(writer);
        begin(writer, '{');
        put_text(writer, "kind", shortage->kind);
        put_text(writer, "name", shortage->name);
        put_text(writer, "code", shortage->code);
        put_text(writer, "reason", promo_shortage_text(shortage->reason));
        put_amount(writer, "wanted", shortage->kind, shortage->wanted);
        put_amount(writer, "left", shortage->kind, shortage->left);
        end(writer, '}');
    }
    end(writer, ']');
}

static void put_issued(struct writer *writer, const promo_answer *answer)
{
    static const char *const KIND[] = {[PROMO_ISSUE_COUPON] = "coupon", [PROMO_ISSUE_CERTIFICATE] = "certificate",
                                       [PROMO_ISSUE_POINTS] = "program"};
    member(writer, "issued");
    begin(writer, '[');
    for (size_t i = 0; i < answer->issued_count; i++) {
        const promo_issued *issued = &answer->issued[i];
        comma(writer);
        begin(writer, '{');
        put_text(writer, KIND[issued->kind], issued->name);
        put_text(writer, "code", issued->code);
        if (issued->kind == PROMO_ISSUE_POINTS)
            put_number(writer, "points", issued->quantity);
        if (issued->kind == PROMO_ISSUE_CERTIFICATE)
            put_money(writer, "worth", issued->worth);
        put_instant(writer, "expires", issued->expires);
        end(writer, '}');
    }
    end(writer, ']');
}

static void put_movements(struct writer *writer, const promo_answer *answer)
{
    member(writer, "movements");
    begin(writer, '[');
    for (size_t i = 0; i < answer->movement_count; i++) {
        const promo_movement *movement = &answer->movements[i];
        comma(writer);
        begin(writer, '{');
        put_text(writer, "movement", movement->movement);
        put_text(writer, "account", movement->account);
        put_text(writer, "name", movement->name);
        put_text(writer, "code", movement->code);
        put_amount(writer, "amount", movement->account, movement->amount);
        end(writer, '}');
    }
    end(writer, ']');
}

static void put_refund(struct writer *writer, const promo_refunded *refunded)
{
    put_text(writer, "refund", refunded->refund);
    put_instant(writer, "refunded_at", refunded->at);
    put_money(writer, "value", refunded->value);
    put_money(writer, "paid_back", refunded->money);
}

static void put_refunds(struct writer *writer, const promo_answer *answer)
{
    if (answer->refund_count == 0)
        return;
    member(writer, "refunds");
    begin(writer, '[');
    for (size_t i = 0; i < answer->refund_count; i++) {
        comma(writer);
        begin(writer, '{');
        put_refund(writer, &answer->refunds[i]);
        end(writer, '}');
    }
    end(writer, ']');
}

/* A reservation's answer is the result itself, and more: its members without the braces. */
static void put_result_members(struct writer *writer, const char *result)
{
    size_t length = result == NULL ? 0 : strlen(result);
    if (length <= 2 || result[0] != '{' || result[length - 1] != '}')
        return;
    buffer_write(writer->out, result + 1, length - 2);
    writer->first = false;
}

const char *promo_answer_json(promo_answer *shown, bool reservation)
{
    static const char *const STATE[] = {[PROMO_ORDER_NONE] = "none", [PROMO_ORDER_HELD] = "held",
                                        [PROMO_ORDER_COMMITTED] = "committed", [PROMO_ORDER_CANCELLED] = "cancelled"};
    struct answer *answer = (struct answer *)(void *)shown;
    bool held = shown->state == PROMO_ORDER_HELD || shown->state == PROMO_ORDER_COMMITTED;
    held = held && shown->why == NULL && shown->shortage_count == 0;
    struct buffer json;
    buffer_init(&json, answer->alloc);
    struct writer writer = {&json, shown->decimals, true};
    begin(&writer, '{');
    if (reservation && held) /* what could not be held is no price */
        put_result_members(&writer, shown->result);
    put_text(&writer, "order", shown->order);
    if (reservation)
        put_text(&writer, "reservation", held ? "held" : "conflict");
    put_text(&writer, "state", STATE[shown->state]);
    if (shown->state != PROMO_ORDER_NONE)
        put_instant(&writer, "at", shown->at);
    if (shown->state == PROMO_ORDER_HELD)
        put_instant(&writer, "expires", shown->expires);
    put_text(&writer, "why", shown->why);
    if (shown->other_rules) {
        member(&writer, "other_rules");
        buffer_string(&json, "true");
    }
    if (!reservation || !held || shown->result == NULL) {
        put_text(&writer, "image", shown->image);
        put_text(&writer, "currency", shown->currency);
    }
    put_shortages(&writer, shown);
    if (answer->of_refund && shown->refund_count > 0) {
        put_refund(&writer, &shown->refunds[0]);
        put_movements(&writer, shown);
    } else if (shown->state == PROMO_ORDER_COMMITTED && !answer->of_refund) {
        put_issued(&writer, shown);
        put_refunds(&writer, shown);
    }
    if (shown->result != NULL && !reservation) {
        member(&writer, "result");
        buffer_string(&json, shown->result);
    }
    end(&writer, '}');
    const char *text = json.failed ? NULL : answer_text(answer, (struct text){json.bytes, json.length});
    buffer_done(&json);
    return text;
}
