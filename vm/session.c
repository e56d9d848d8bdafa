#include "vm/session.h"

#include "vm/evaluation.h"

promo_status promo_session_new(promo_session **out, const promo_image *image, const promo_session_options *options)
{
    const promo_allocator *alloc = alloc_or_default(options != NULL ? options->allocator : NULL);
    promo_session *session = alloc_zeroed(alloc, 1, sizeof *session);
    *out = NULL;
    if (session == NULL)
        return evaluation_no_memory();
    session->alloc = *alloc;
    if (options != NULL)
        session->options = *options;
    session->options.allocator = &session->alloc;
    promo_status status = basket_init(&session->basket, image, &session->alloc);
    if (status == PROMO_OK) {
        status = evaluation_new(&session->evaluation, image, &session->alloc, &session->options);
        if (status != PROMO_OK)
            basket_done(&session->basket);
    }
    if (status != PROMO_OK) {
        alloc_release(alloc, session, 1, sizeof *session);
        return status;
    }
    *out = session;
    return PROMO_OK;
}

void promo_session_free(promo_session *session)
{
    if (session == NULL)
        return;
    promo_allocator alloc = session->alloc;
    evaluation_free(session->evaluation);
    basket_done(&session->basket);
    alloc_release(&alloc, session, 1, sizeof *session);
}

promo_status promo_session_price(promo_session *session, const promo_result **result)
{
    *result = NULL;
    promo_status status = basket_close(&session->basket);
    if (status == PROMO_OK)
        status = evaluation_run(session->evaluation, &session->basket);
    session->priced = true;
    if (status == PROMO_OK)
        *result = &session->evaluation->result;
    return status;
}
