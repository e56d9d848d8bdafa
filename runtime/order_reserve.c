/* Sessions and baskets as JSON, priced against a store and reserved in it: <promo/order.h>. */
#include "runtime/order.h"

#include "runtime/json_pricer.h"
#include "runtime/ledger_order.h"
#include "vm/evaluation.h"
#include "vm/session.h"

#include <stdio.h>

/* --- an order that is there already --------------------------------------------------------------------------------- */

struct repeating {
    const char *id;
    const unsigned char *content;
    int64_t at;
    struct answer *answer;
    bool there;
};

static promo_status look(struct store_link *link, void *context)
{
    struct repeating *repeating = context;
    struct order order;
    promo_status status = order_find(link, repeating->id, &order);
    bool held = order.state == PROMO_ORDER_HELD && repeating->at < order.expires;
    if (status != PROMO_OK || !(held || order.state == PROMO_ORDER_COMMITTED))
        return status;
    repeating->there = true;
    repeating->answer->shown.repeated = memcmp(order.content, repeating->content, DIGEST_SIZE) == 0;
    status = order_show(link, &order, repeating->answer);
    if (status == PROMO_OK)
        status = answer_finish(repeating->answer);
    if (status == PROMO_OK && !repeating->answer->shown.repeated)
        status = answer_conflict(repeating->answer, "order `%s` is %s with other content", repeating->id,
                                 held ? "held" : "committed");
    return status;
}

promo_status order_repeated(promo_store *store, const char *order, const unsigned char content[DIGEST_SIZE], int64_t at,
                            promo_answer **out)
{
    *out = NULL;
    promo_status status = demand_check_text("order", order, DEMAND_KEY_MOST);
    if (status != PROMO_OK)
        return status;
    struct repeating repeating = {order, content, at, answer_new(store_allocator(store), order), false};
    if (repeating.answer == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory for the answer");
    status = store_read(store, look, &repeating);
    if (repeating.there && (status == PROMO_OK || status == PROMO_CONFLICT))
        *out = &repeating.answer->shown;
    else
        answer_free(repeating.answer);
    return status;
}

/* --- sessions ------------------------------------------------------------------------------------------------------ */

promo_status promo_session_reserve(promo_session *session, promo_store *store, const char *order, int64_t at, int64_t ttl,
                                   const void *content, size_t content_size, const char *text, promo_answer **answer)
{
    struct arena arena;
    promo_demand demand;
    *answer = NULL;
    if (!session->priced)
        return error_set(PROMO_INVALID, "the session has no priced basket to reserve");
    struct order_priced priced = {
        .evaluation = session->evaluation,
        .image = session->evaluation->image,
        .basket = session->evaluation->basket,
        .result = &session->evaluation->result,
        .at = at,
    };
    arena_init(&arena, store_allocator(store));
    promo_status status = order_demand(&priced, &arena, &demand);
    demand.order = order;
    demand.content = content;
    demand.content_size = content_size;
    demand.result = text;
    if (status == PROMO_OK)
        status = promo_store_reserve(store, &demand, at, ttl, answer);
    arena_done(&arena);
    return status;
}

/* --- baskets as text ----------------------------------------------------------------------------------------------- */

static promo_status price(promo_json_pricer *pricer, promo_store *store, int64_t at, struct text json)
{
    struct order_state state = {store, at};
    pricer->result = NULL;
    buffer_clear(&pricer->text);
    promo_session_clear(pricer->session);
    struct basket *basket = session_basket(pricer->session);
    promo_status status = basket_read(&pricer->reader, json, basket);
    if (status == PROMO_OK)
        status = order_tell(&state, basket);
    if (status == PROMO_OK)
        status = promo_session_price(pricer->session, &pricer->result);
    if (status != PROMO_OK)
        pricer->result = NULL;
    else
        result_write(&pricer->text, pricer->image, pricer->result, pricer->style);
    return status;
}

promo_status promo_json_price_in(promo_json_pricer *pricer, promo_store *store, int64_t at, const char *basket, size_t length,
                                 const char **result, size_t *result_length)
{
    promo_status status = price(pricer, store, at, (struct text){basket, length});
    if (status != PROMO_OK)
        return status;
    *result = buffer_cstring(&pricer->text);
    *result_length = pricer->text.length;
    return *result != NULL ? PROMO_OK : error_set(PROMO_NO_MEMORY, "no memory left for the result");
}

/* The text without white space between its tokens. */
static void write_tight(struct buffer *out, struct text json)
{
    bool quoted = false;
    for (size_t i = 0; i < json.length; i++) {
        char byte = json.bytes[i];
        bool space = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        if (!space || quoted)
            buffer_char(out, byte);
        if (quoted && byte == '\\' && i + 1 < json.length)
            buffer_char(out, json.bytes[++i]);
        else if (byte == '"')
            quoted = !quoted;
    }
}

/* As demand_digest would have it, before there is a demand. */
static promo_status digest_basket(promo_json_pricer *pricer, struct text json, struct buffer *tight,
                                  unsigned char out[DIGEST_SIZE])
{
    promo_session_clear(pricer->session);
    struct basket *basket = session_basket(pricer->session);
    promo_status status = basket_read(&pricer->reader, json, basket);
    if (status != PROMO_OK)
        return status;
    promo_demand demand = {.content = "", .content_size = 0};
    write_tight(tight, json);
    if (tight->failed)
        return error_set(PROMO_NO_MEMORY, "no memory for the basket");
    demand.content = tight->bytes;
    demand.content_size = tight->length;
    if (basket_customer_known(basket))
        demand.customer = texts_get(&basket->texts, (uint32_t)basket->customer[CUSTOMER_ID]).bytes;
    return demand_digest(&demand, &pricer->alloc, out);
}

static bool is_of_other_rules(const promo_answer *answer, const promo_image *image)
{
    char hash[17];
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)promo_image_hash(image));
    return answer->image != NULL && strcmp(answer->image, hash) != 0;
}

promo_status promo_json_reserve(promo_json_pricer *pricer, promo_store *store, const char *order, int64_t at, int64_t ttl,
                                const char *basket, size_t length, promo_answer **answer)
{
    struct text json = {basket, length};
    struct buffer tight;
    unsigned char content[DIGEST_SIZE];
    *answer = NULL;
    buffer_init(&tight, &pricer->alloc);
    promo_status status = digest_basket(pricer, json, &tight, content);
    if (status == PROMO_OK)
        status = order_repeated(store, order, content, at, answer);
    if (status == PROMO_OK && *answer != NULL)
        (*answer)->other_rules = is_of_other_rules(*answer, pricer->image);
    if (status == PROMO_OK && *answer == NULL)
        status = price(pricer, store, at, json);
    if (status == PROMO_OK && *answer == NULL) {
        const char *result = buffer_cstring(&pricer->text);
        status = result == NULL ? error_set(PROMO_NO_MEMORY, "no memory left for the result")
                                : promo_session_reserve(pricer->session, store, order, at, ttl, tight.bytes, tight.length,
                                                        result, answer);
    }
    buffer_done(&tight);
    return status;
}
