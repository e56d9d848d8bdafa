/* Any bytes as a snapshot of the state: read and told, or refused with a message. */
#include "runtime/state_json.h"
#include "tests/support/sample_image.h"
#include "vm/session.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static promo_image *image;
static promo_session *session;

static void start(void)
{
    struct builder builder;
    size_t size;
    sample_start(&builder);
    unsigned char *bytes = builder_finish(&builder, &size);
    builder_done(&builder);
    if (promo_image_load(&image, bytes, size, NULL) != PROMO_OK || promo_session_new(&session, image, NULL) != PROMO_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct state_snapshot *snapshot;
    if (image == NULL)
        start();
    if (state_snapshot_read(&snapshot, (struct text){(const char *)data, size}, image, NULL) != PROMO_OK) {
        assert(promo_last_error()[0] != '\0');
        return 0;
    }
    promo_session_clear(session);
    promo_session_customer(session, "c-1");
    promo_session_code(session, "GC-0001");
    state_snapshot_tell(snapshot, session_basket(session));
    state_snapshot_free(snapshot);
    return 0;
}
