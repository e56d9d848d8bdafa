/* Any bytes as a basket: read, priced and printed, or refused with a message. The first byte chooses what the basket is read
 * for: whether a state is told and whether results are explained. */
#include "tests/support/sample_image.h"

#include <promo/json.h>

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char STATE[] =
    "{\"audiences\":{\"regulars\":[\"c-1\"]},\"coupons\":{\"welcome\":{\"uses\":3,\"customers\":{\"c-1\":1}}},"
    "\"codes\":{\"GC-0001\":{\"coupon\":\"card\",\"balance\":\"25.00\"}},\"loyalty\":{\"c-1\":{\"stars\":{\"points\":700}}}}";

static promo_image *image;
static promo_json_state *state;
static promo_json_pricer *pricers[2];

static void start(void)
{
    struct builder builder;
    size_t size;
    sample_start(&builder);
    unsigned char *bytes = builder_finish(&builder, &size);
    builder_done(&builder);
    if (promo_image_load(&image, bytes, size, NULL) != PROMO_OK ||
        promo_json_state_read(&state, STATE, sizeof STATE - 1, image, NULL) != PROMO_OK)
        abort();
    for (int i = 0; i < 2; i++)
        if (promo_json_pricer_new(&pricers[i], image, &(promo_session_options){.explain = i == 1, .work_limit = 20000}) != PROMO_OK)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *result;
    size_t length;
    if (image == NULL)
        start();
    if (size == 0)
        return 0;
    promo_json_pricer *pricer = pricers[data[0] & 1];
    promo_status status = promo_json_price(pricer, data[0] & 2 ? state : NULL, (const char *)data + 1, size - 1, &result, &length);
    if (status == PROMO_OK) {
        const promo_result *priced = promo_json_result(pricer);
        assert(length > 2 && result[0] == '{' && result[length - 1] == '}' && result[length] == '\0');
        assert(priced->total == priced->subtotal + priced->shipping_given - priced->discount + priced->charges);
        assert(priced->discount >= 0 && priced->due >= 0);
    } else
        assert(promo_last_error()[0] != '\0');
    return 0;
}
