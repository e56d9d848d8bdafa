/* Audiences: customers by id, loaded by the million, looked up one at a time.
 *
 * A load writes its members under a number of their own, in transactions of their own, and becomes the audience in the last
 * one. They are set aside and sorted before, so that the store grows at its end and holds nobody up. */
#include "runtime/store.h"

#include "base/arena.h"
#include "runtime/demand.h"

enum { MEMBERS_A_TRANSACTION = 20000, DROPPED_A_TRANSACTION = 50000 };

struct loading {
    const char *audience;
    int64_t id;    /* of this load */
    int64_t count; /* members so far */
    const char **members;
    size_t waiting;
    int64_t dropped;
};

static promo_status begin_load(struct store_link *link, void *context)
{
    struct loading *loading = context;
    promo_status status = store_exec(link, SQL_DROP_LOADS, NULL, VALUES(value_text(loading->audience)));
    if (status == PROMO_OK)
        status = store_exec_one(link, SQL_ADD_LOAD, VALUES(value_text(loading->audience)));
    loading->id = link->driver->last_key(link);
    return status;
}

static promo_status write_members(struct store_link *link, void *context)
{
    struct loading *loading = context;
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < loading->waiting; i++)
        status = store_exec_one(link, SQL_ADD_MEMBER, VALUES(value_int(loading->id), value_text(loading->members[i])));
    loading->count += (int64_t)loading->waiting;
    return status;
}

static promo_status finish_load(struct store_link *link, void *context)
{
    struct loading *loading = context;
    int64_t changed;
    promo_status status = store_exec(link, SQL_RETIRE_AUDIENCE, NULL, VALUES(value_text(loading->audience)));
    if (status == PROMO_OK)
        status = store_exec(link, SQL_INSTALL_AUDIENCE, &changed, VALUES(value_int(loading->id), value_int(loading->count)));
    if (status == PROMO_OK && changed != 1)
        return error_set(PROMO_CONFLICT, "another load of audience `%s` began meanwhile", loading->audience);
    return status;
}

static promo_status drop_members(struct store_link *link, void *context)
{
    struct loading *loading = context;
    int64_t retired;
    loading->dropped = 0;
    promo_status status = store_value_of(link, SQL_RETIRED_AUDIENCE, 0, &retired, NULL, 0);
    if (status != PROMO_OK || retired == 0)
        return status;
    status = store_exec(link, SQL_DROP_MEMBERS, &loading->dropped, VALUES(value_int(retired), value_int(DROPPED_A_TRANSACTION)));
    if (status != PROMO_OK || loading->dropped > 0)
        return status;
    loading->dropped = 1;
    return store_exec_one(link, SQL_DROP_AUDIENCE, VALUES(value_int(retired)));
}

struct step {
    store_function *function;
    struct loading *loading;
};

static promo_status attempt(struct store_link *link, void *context)
{
    struct step *step = context;
    int64_t count = step->loading->count;
    promo_status status = store_attempt(link, step->function, step->loading);
    if (status != PROMO_OK)
        step->loading->count = count;
    return status;
}

static promo_status run(promo_store *store, store_function *function, struct loading *loading)
{
    struct step step = {function, loading};
    return store_write(store, attempt, &step);
}

/* Everything that `next` gives, beside the store. */
static promo_status set_aside(struct store_link *link, promo_next_member *next, promo_progress *progress, void *context)
{
    enum { BETWEEN_PROGRESS = 10000 };
    const char *member;
    promo_status status = store_exec(link, SQL_SET_ASIDE, NULL, NULL, 0);
    int64_t count = 0;
    bool more = true;
    while (status == PROMO_OK && more) {
        member = next(context);
        more = member != NULL;
        if (more)
            status = demand_check_text("customer", member, DEMAND_KEY_MOST);
        if (more && status == PROMO_OK)
            status = store_exec(link, SQL_ADD_ASIDE, NULL, VALUES(value_text(member)));
        count += more;
        bool asked = progress != NULL && (!more || count % BETWEEN_PROGRESS == 0);
        if (status == PROMO_OK && asked && !progress(context, count, 0))
            status = error_set(PROMO_BUSY, "stopped: the audience is as it was");
    }
    return status;
}

/* Hands on what was set aside, in order and each once, a transaction's worth at a time. */
static promo_status bring_in(promo_store *store, struct loading *loading, struct store_link *link)
{
    struct arena arena;
    bool row;
    arena_init(&arena, store_allocator(store));
    promo_status status = store_query(link, SQL_READ_ASIDE, &row, NULL, 0);
    while (status == PROMO_OK && row) {
        arena_reset(&arena);
        loading->waiting = 0;
        while (status == PROMO_OK && row && loading->waiting < MEMBERS_A_TRANSACTION) {
            struct text member = store_text(link, SQL_READ_ASIDE, 0);
            const char *kept = arena_copy(&arena, member.bytes, member.length);
            if (kept == NULL)
                status = error_set(PROMO_NO_MEMORY, "no memory for the audience");
            else
                loading->members[loading->waiting++] = kept;
            if (status == PROMO_OK)
                status = store_step(link, SQL_READ_ASIDE, &row);
        }
        if (status == PROMO_OK)
            status = run(store, write_members, loading);
    }
    store_finish(link, SQL_READ_ASIDE);
    arena_done(&arena);
    return status;
}

static promo_status load(promo_store *store, struct loading *loading, promo_next_member *next, promo_progress *progress,
                         void *context)
{
    struct store_link *link;
    promo_status status = store_link_open(store, &link);
    if (status != PROMO_OK)
        return status;
    status = link->driver->make_room(link);
    if (status == PROMO_OK)
        status = link->driver->begin(link, STORE_READ);
    if (status == PROMO_OK) {
        status = set_aside(link, next, progress, context);
        if (status == PROMO_OK)
            status = run(store, begin_load, loading);
        if (status == PROMO_OK)
            status = bring_in(store, loading, link);
        link->driver->end(link, false);
    }
    store_link_close(link);
    return status == PROMO_OK ? run(store, finish_load, loading) : status;
}

promo_status promo_store_load_audience(promo_store *store, const char *audience, promo_next_member *next,
                                       promo_progress *progress, void *context, int64_t *count)
{
    const promo_allocator *alloc = store_allocator(store);
    struct loading loading = {.audience = audience};
    promo_status status = demand_check_text("audience", audience, DEMAND_KEY_MOST);
    if (count != NULL)
        *count = 0;
    if (status != PROMO_OK)
        return status;
    loading.members = alloc_array(alloc, MEMBERS_A_TRANSACTION, sizeof *loading.members);
    if (loading.members == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory for the audience");
    status = load(store, &loading, next, progress, context);
    alloc_release(alloc, loading.members, MEMBERS_A_TRANSACTION, sizeof *loading.members);
    if (status == PROMO_OK && count != NULL)
        *count = loading.count;
    /* The members it had before are nobody's now; if this fails the next load tries again. */
    do {
        loading.dropped = 0;
    } while (status == PROMO_OK && run(store, drop_members, &loading) == PROMO_OK && loading.dropped > 0);
    return status;
}

struct asking {
    const char *audience, *customer;
    int64_t inside;
};

static promo_status ask(struct store_link *link, void *context)
{
    struct asking *asking = context;
    return store_value_of(link, SQL_IN_AUDIENCE, 0, &asking->inside, VALUES(value_text(asking->audience), value_text(asking->customer)));
}

promo_status promo_store_in_audience(promo_store *store, const char *audience, const char *customer, bool *inside)
{
    struct asking asking = {audience, customer, 0};
    promo_status status = store_read(store, ask, &asking);
    *inside = asking.inside != 0;
    return status;
}
