/* libpromo-runtime: the text of a basket in, the text of its result out (docs/json.md has both formats).
 *
 * A pricer is one thread's: it owns a session and the buffers, and keeps them from basket to basket. Images and states are
 * immutable and may be shared by threads. Texts in need no NUL and are borrowed for the call; the text out belongs to the
 * pricer, is NUL-terminated, and is valid until its next use. */
#ifndef PROMO_JSON_H
#define PROMO_JSON_H

#include <promo/vm.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a store would know, as text: audiences, uses, codes, budgets, points. */
typedef struct promo_json_state promo_json_state;

/* PROMO_INVALID with the member in promo_last_error; PROMO_NO_MEMORY. Local times and amounts are read as the image has
 * them; the image need not outlive the state. allocator NULL: the C library's. */
PROMO_API promo_status promo_json_state_read(promo_json_state **state, const char *json, size_t length,
                                             const promo_image *image, const promo_allocator *allocator);
PROMO_API void promo_json_state_free(promo_json_state *state);

typedef struct promo_json_pricer promo_json_pricer;

/* The image must outlive the pricer; options may be NULL. With options.explain results carry `explanation`, with
 * options.stats `stats`. */
PROMO_API promo_status promo_json_pricer_new(promo_json_pricer **pricer, const promo_image *image,
                                             const promo_session_options *options);
PROMO_API void promo_json_pricer_free(promo_json_pricer *pricer);

/* Prices one basket. state may be NULL. PROMO_INVALID or PROMO_LIMIT with the member's name ("lines[3].price: ...") in
 * promo_last_error, PROMO_OVERFLOW, PROMO_NO_MEMORY; the pricer can go on with another basket after each. */
PROMO_API promo_status promo_json_price(promo_json_pricer *pricer, const promo_json_state *state, const char *basket,
                                        size_t length, const char **result, size_t *result_length);

/* The result of the last promo_json_price that succeeded, as structures; valid as long as its text. NULL before. */
PROMO_API const promo_result *promo_json_result(const promo_json_pricer *pricer);

#ifdef __cplusplus
}
#endif
#endif
