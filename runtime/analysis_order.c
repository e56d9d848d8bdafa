#include "runtime/analysis_order.h"

#include "base/decimal.h"
#include "runtime/result_json.h"
#include "vm/texts.h"

/* Counted steps for one order of a search; what they do not suffice for is passed over, not guessed. */
enum { ORDER_WORK = 20000 };

/* --- lines ----------------------------------------------------------------------------------------------------------- */

bool order_add(struct order *order, uint32_t item, int64_t quantity)
{
    uint32_t at = 0;
    while (at < order->count && order->lines[at].item != item)
        at++;
    if (at == ORDER_LINES)
        return false;
    if (at == order->count)
        order->lines[order->count++] = (struct order_line){item, 0};
    if (quantity > ORDER_UNITS - order->lines[at].quantity)
        return false;
    order->lines[at].quantity += quantity;
    return true;
}

bool order_add_lines(struct order *order, const struct order *more)
{
    for (uint32_t i = 0; i < more->count; i++)
        if (!order_add(order, more->lines[i].item, more->lines[i].quantity))
            return false;
    return true;
}

void order_tidy(struct order *order)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < order->count; i++)
        if (order->lines[i].quantity > 0)
            order->lines[kept++] = order->lines[i];
    order->count = kept;
}

/* --- as text --------------------------------------------------------------------------------------------------------- */

void order_write(const struct order *order, const struct goods *goods, struct buffer *out)
{
    setting_write(&order->setting, goods->image, out);
    buffer_string(out, "\"lines\":[");
    for (uint32_t i = 0; i < order->count; i++) {
        buffer_string(out, i == 0 ? "{" : ",{");
        buffer_text(out, goods->items.items[order->lines[i].item].json);
        buffer_format(out, ",\"qty\":%lld}", (long long)order->lines[i].quantity);
    }
    buffer_string(out, "]}");
}

void order_write_state(const struct order *order, const struct goods *goods, const struct order_uses *uses, struct buffer *out)
{
    size_t start = out->length;
    buffer_char(out, '{');
    setting_write_state(&order->setting, goods->image, uses != NULL && uses->codes, out);
    if (uses != NULL && uses->state.length != 0) {
        buffer_string(out, out->length == start + 1 ? "" : ",");
        buffer_text(out, (struct text){uses->state.bytes, uses->state.length});
    }
    if (out->length == start + 1)
        out->length = start;
    else
        buffer_char(out, '}');
}

/* --- pricing --------------------------------------------------------------------------------------------------------- */

promo_status till_init(struct till *till, const promo_image *image, const struct goods *goods, uint64_t most, bool no_index)
{
    *till = (struct till){.image = image, .goods = goods, .most = most};
    buffer_init(&till->basket, NULL);
    buffer_init(&till->state, NULL);
    return promo_json_pricer_new(&till->pricer, image, &(promo_session_options){.work_limit = ORDER_WORK, .no_index = no_index});
}

void till_done(struct till *till)
{
    promo_json_pricer_free(till->pricer);
    promo_json_pricer_free(till->explainer);
    buffer_done(&till->basket);
    buffer_done(&till->state);
}

static bool all_proven(const promo_result *result)
{
    for (size_t i = 0; i < result->layer_count; i++)
        if (!result->layers[i].proven)
            return false;
    return true;
}

/* What is refused (a sum that overflows, say) is no order of any shop; only memory ends the search. */
static promo_status forgive(promo_status status)
{
    return status == PROMO_NO_MEMORY ? status : PROMO_OK;
}

static promo_status price(struct till *till, promo_json_pricer *pricer, const struct order *order, const struct order_uses *uses,
                          const promo_result **result)
{
    promo_json_state *state = NULL;
    const char *text;
    size_t length;
    buffer_clear(&till->basket);
    buffer_clear(&till->state);
    order_write(order, till->goods, &till->basket);
    order_write_state(order, till->goods, uses, &till->state);
    if (till->basket.failed || till->state.failed)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    promo_status status = PROMO_OK;
    if (till->state.length != 0)
        status = promo_json_state_read(&state, till->state.bytes, till->state.length, till->image, NULL);
    if (status == PROMO_OK)
        status = promo_json_price(pricer, state, till->basket.bytes, till->basket.length, &text, &length);
    promo_json_state_free(state);
    till->priced++;
    if (status != PROMO_OK)
        return forgive(status);
    *result = promo_json_result(pricer);
    if (!all_proven(*result)) {
        till->unproven++;
        *result = NULL;
    }
    return PROMO_OK;
}

promo_status till_price(struct till *till, const struct order *order, const struct order_uses *uses, const promo_result **result)
{
    *result = NULL;
    return till_closed(till) ? PROMO_OK : price(till, till->pricer, order, uses, result);
}

promo_status till_explain(struct till *till, const struct order *order, const promo_result **result)
{
    promo_status status = PROMO_OK;
    *result = NULL;
    if (till->explainer == NULL)
        status = promo_json_pricer_new(&till->explainer, till->image,
                                       &(promo_session_options){.work_limit = ORDER_WORK, .explain = true});
    return status == PROMO_OK ? price(till, till->explainer, order, NULL, result) : status;
}

/* --- what is used up ------------------------------------------------------------------------------------------------- */

void order_uses_init(struct order_uses *uses)
{
    uses->codes = false;
    buffer_init(&uses->state, NULL);
}

void order_uses_done(struct order_uses *uses)
{
    buffer_done(&uses->state);
}

static void put_entry(struct buffer *out, const char *part, bool first, const char *name)
{
    if (first) {
        buffer_string(out, out->length == 0 ? "" : ",");
        buffer_format(out, "\"%s\":{", part);
    } else
        buffer_char(out, ',');
    json_write_text(out, text_from(name));
    buffer_char(out, ':');
}

/* Uses of coupons or of promotions: one each, of this customer, today. */
static void put_counted(struct order_uses *uses, const promo_result *result, promo_hold_kind kind, struct text customer)
{
    bool any = false;
    for (size_t i = 0; i < result->hold_count; i++) {
        if (result->holds[i].kind != kind)
            continue;
        put_entry(&uses->state, kind == PROMO_HOLD_COUPON ? "coupons" : "promotions", !any, result->holds[i].name);
        buffer_string(&uses->state, "{\"uses\":1,\"today\":1");
        if (customer.bytes != NULL) {
            buffer_string(&uses->state, ",\"customers\":{");
            json_write_text(&uses->state, customer);
            buffer_string(&uses->state, ":1}");
        }
        buffer_char(&uses->state, '}');
        any = true;
    }
    buffer_string(&uses->state, any ? "}" : "");
}

static const promo_hold *hold_of(const promo_result *result, promo_hold_kind kind, const char *name)
{
    for (size_t i = 0; i < result->hold_count; i++)
        if (result->holds[i].kind == kind && strcmp(result->holds[i].name, name) == 0)
            return &result->holds[i];
    return NULL;
}

static void put_campaigns(struct order_uses *uses, const promo_image *image, const promo_result *result)
{
    bool any = false;
    for (uint32_t i = 0; i < image->view.CAMPAIGNS_COUNT; i++) {
        const char *name = image_text(&image->view, image->view.CAMPAIGNS[i].name).bytes;
        const promo_hold *money = hold_of(result, PROMO_HOLD_BUDGET_MONEY, name);
        const promo_hold *use = hold_of(result, PROMO_HOLD_BUDGET_USES, name);
        char digits[DECIMAL_ROOM];
        if (money == NULL && use == NULL)
            continue;
        size_t length = decimal_print(money == NULL ? 0 : money->amount, image->view.SETTINGS->decimals, digits);
        put_entry(&uses->state, "campaigns", !any, name);
        buffer_format(&uses->state, "{\"spent\":\"%.*s\",\"uses\":%d}", (int)length, digits, use != NULL);
        any = true;
    }
    buffer_string(&uses->state, any ? "}" : "");
}

void order_uses_of(struct order_uses *uses, const struct order *order, const promo_image *image, const promo_result *result)
{
    char room[SETTING_CUSTOMER_ROOM];
    struct text customer = setting_customer(&order->setting, image, room);
    buffer_clear(&uses->state);
    uses->codes = false;
    for (size_t i = 0; i < result->hold_count; i++)
        uses->codes = uses->codes || result->holds[i].kind == PROMO_HOLD_COUPON;
    put_counted(uses, result, PROMO_HOLD_COUPON, customer);
    put_counted(uses, result, PROMO_HOLD_PROMOTION, customer);
    put_campaigns(uses, image, result);
}
