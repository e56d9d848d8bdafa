/* Behind <promo/json.h>: a session with its reader and the buffer of its last result. */
#ifndef RUNTIME_JSON_PRICER_H
#define RUNTIME_JSON_PRICER_H

#include "runtime/basket_json.h"
#include "runtime/result_json.h"
#include "runtime/state_json.h"

#include <promo/json.h>

struct promo_json_pricer {
    promo_allocator alloc;
    const promo_image *image;
    promo_session *session;
    struct basket_reader reader;
    struct buffer text;
    struct result_style style;
    const promo_result *result; /* of the last success */
};

#endif
