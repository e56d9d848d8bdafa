/* The lines of a refund as JSON: [{"id":"1","qty":1}]. */
#include "base/vector.h"
#include "runtime/json_reader.h"
#include "runtime/store.h"

#include <promo/order.h>

struct returns {
    VECTOR(promo_return) list;
    const promo_allocator *alloc;
    struct arena *arena;
    promo_return open;
};

static promo_status take_id(struct json_reader *r, void *context, int argument)
{
    struct returns *returns = context;
    struct text id;
    (void)argument;
    promo_status status = json_read_text(r, &id);
    if (status != PROMO_OK)
        return status;
    returns->open.line = arena_copy(returns->arena, id.bytes, id.length);
    return returns->open.line != NULL ? PROMO_OK : error_set(PROMO_NO_MEMORY, "no memory left for the refund");
}

static promo_status take_quantity(struct json_reader *r, void *context, int argument)
{
    struct returns *returns = context;
    (void)argument;
    return json_read_whole(r, &returns->open.quantity);
}

static const struct json_known MEMBERS[] = {JSON_KNOWN("id", take_id, 0), JSON_KNOWN("qty", take_quantity, 0)};
static const struct json_schema LINE = {.known = MEMBERS, .count = sizeof MEMBERS / sizeof MEMBERS[0]};

static promo_status take_line(struct json_reader *r, void *context, int argument)
{
    struct returns *returns = context;
    unsigned seen = 0;
    (void)argument;
    returns->open = (promo_return){0};
    promo_status status = json_read_object(r, &LINE, returns, &seen);
    for (unsigned i = 0; status == PROMO_OK && i < LINE.count; i++)
        if (!(seen >> i & 1))
            status = json_refuse_member(r, MEMBERS[i].name.bytes, "is missing");
    if (status == PROMO_OK && !VECTOR_PUSH(&returns->list, returns->alloc, returns->open))
        status = error_set(PROMO_NO_MEMORY, "no memory left for the refund");
    return status;
}

promo_status promo_json_refund(promo_store *store, const char *order, const char *refund, const char *lines, size_t length,
                               int64_t at, promo_answer **answer)
{
    struct arena arena;
    struct json_reader reader;
    struct returns returns = {.alloc = store_allocator(store), .arena = &arena};
    *answer = NULL;
    arena_init(&arena, returns.alloc);
    json_reader_init(&reader, (struct text){lines, length}, NULL, &arena);
    promo_status status = json_read_list(&reader, "a list of lines", take_line, &returns, 0);
    if (status == PROMO_OK)
        status = json_read_end(&reader);
    if (status == PROMO_OK)
        status = promo_store_refund(store, order, refund, returns.list.items, returns.list.count, at, answer);
    VECTOR_DONE(&returns.list, returns.alloc);
    arena_done(&arena);
    return status;
}
