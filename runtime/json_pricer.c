#include "runtime/json_pricer.h"

#include "vm/session.h"

promo_status promo_json_state_read(promo_json_state **state, const char *json, size_t length, const promo_image *image,
                                   const promo_allocator *allocator)
{
    struct state_snapshot *snapshot;
    promo_status status = state_snapshot_read(&snapshot, (struct text){json, length}, image, allocator);
    *state = (promo_json_state *)snapshot;
    return status;
}

void promo_json_state_free(promo_json_state *state)
{
    state_snapshot_free((struct state_snapshot *)state);
}

promo_status promo_json_pricer_new(promo_json_pricer **out, const promo_image *image, const promo_session_options *options)
{
    const promo_allocator *alloc = alloc_or_default(options == NULL ? NULL : options->allocator);
    promo_json_pricer *pricer = alloc_zeroed(alloc, 1, sizeof *pricer);
    *out = NULL;
    if (pricer == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    pricer->alloc = *alloc;
    pricer->image = image;
    if (options != NULL)
        pricer->style = (struct result_style){.explain = options->explain, .stats = options->stats};
    buffer_init(&pricer->text, &pricer->alloc);
    promo_status status = basket_reader_init(&pricer->reader, image, &pricer->alloc);
    if (status == PROMO_OK)
        status = promo_session_new(&pricer->session, image, options);
    if (status == PROMO_OK)
        *out = pricer;
    else
        promo_json_pricer_free(pricer);
    return status;
}

void promo_json_pricer_free(promo_json_pricer *pricer)
{
    if (pricer == NULL)
        return;
    promo_allocator alloc = pricer->alloc;
    if (pricer->session != NULL)
        promo_session_free(pricer->session);
    basket_reader_done(&pricer->reader);
    buffer_done(&pricer->text);
    alloc_release(&alloc, pricer, 1, sizeof *pricer);
}

static promo_status price(promo_json_pricer *pricer, const struct state_snapshot *state, struct text json)
{
    promo_session_clear(pricer->session);
    struct basket *basket = session_basket(pricer->session);
    promo_status status = basket_read(&pricer->reader, json, basket);
    if (status == PROMO_OK && state != NULL)
        status = state_snapshot_tell(state, basket);
    if (status == PROMO_OK)
        status = promo_session_price(pricer->session, &pricer->result);
    return status;
}

promo_status promo_json_price(promo_json_pricer *pricer, const promo_json_state *state, const char *basket, size_t length,
                              const char **result, size_t *result_length)
{
    pricer->result = NULL;
    buffer_clear(&pricer->text);
    promo_status status = price(pricer, (const struct state_snapshot *)state, (struct text){basket, length});
    if (status != PROMO_OK) {
        pricer->result = NULL;
        return status;
    }
    result_write(&pricer->text, pricer->image, pricer->result, pricer->style);
    *result = buffer_cstring(&pricer->text);
    *result_length = pricer->text.length;
    return *result != NULL ? PROMO_OK : error_set(PROMO_NO_MEMORY, "no memory left for the result");
}

const promo_result *promo_json_result(const promo_json_pricer *pricer)
{
    return pricer->result;
}
