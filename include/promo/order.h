/* Baskets priced against a store, and orders reserved with what their result needs: the bridge from vm.h to store.h.
 *
 *     promo_session_tell(session, store, at);          after the basket is filled, before promo_session_price
 *     promo_session_price(session, &result);
 *     promo_session_reserve(session, store, "order-1", at, 0, NULL, 0, NULL, &answer);
 *     ... the payment ...
 *     promo_store_commit(store, "order-1", at, &answer);
 *
 * With PROMO_CONFLICT something ran out between pricing and reserving: price again. */
#ifndef PROMO_ORDER_H
#define PROMO_ORDER_H

#include <promo/json.h>
#include <promo/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Tells the session, from one consistent state as of `at`, what the store knows of its basket's customer, of the codes
 * presented, and of the rule set's limits, budgets, programs and audiences. Changes nothing in the store. */
PROMO_API promo_status promo_session_tell(promo_session *session, promo_store *store, int64_t at);

/* Reserves the result that the session has just priced: see promo_store_reserve. `content` is what makes a repeated call the
 * same (NULL: the result itself), `text` is kept with the order (NULL: nothing). */
PROMO_API promo_status promo_session_reserve(promo_session *session, promo_store *store, const char *order, int64_t at,
                                             int64_t ttl, const void *content, size_t content_size, const char *text,
                                             promo_answer **answer);

/* promo_json_price against a store. */
PROMO_API promo_status promo_json_price_in(promo_json_pricer *pricer, promo_store *store, int64_t at, const char *basket,
                                           size_t length, const char **result, size_t *result_length);

/* Prices a basket against the store and reserves it as an order. The basket's text, but for white space, is what makes a
 * repeated call the same: an order that is held or committed already answers as it did, with the result it had; where that
 * came of another rule set than the pricer's, answer->other_rules says so. */
PROMO_API promo_status promo_json_reserve(promo_json_pricer *pricer, promo_store *store, const char *order, int64_t at,
                                          int64_t ttl, const char *basket, size_t length, promo_answer **answer);

/* promo_store_refund with the lines as text: [{"id":"1","qty":1}]. */
PROMO_API promo_status promo_json_refund(promo_store *store, const char *order, const char *refund, const char *lines,
                                         size_t length, int64_t at, promo_answer **answer);

/* An answer as one JSON object (docs/state.md), NUL-terminated, owned by the answer. Of a reservation it is the result itself
 * with a member `reservation`: "held"; or, without the result, "conflict". A repeated call has the same text. NULL without memory. */
PROMO_API const char *promo_answer_json(promo_answer *answer, bool reservation);

#ifdef __cplusplus
}
#endif
#endif
