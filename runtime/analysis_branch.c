#include "runtime/analysis_branch.h"

#include <pthread.h>

struct branch {
    struct analysis analysis;
    promo_status status;
    char message[256];
};

struct branching {
    struct analysis *analysis;
    struct branch *branches;
    uint32_t count, items;
    uint64_t each, chance;
    analysis_search *search;
    void *context;
    pthread_mutex_t lock;
    uint32_t next; /* under the lock */
};

struct worker {
    struct branching *branching;
    struct till *till;
    pthread_t thread;
};

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left");
}

static promo_status branch_off(struct branch *branch, const struct analysis *from)
{
    uint32_t promotions = from->image->view.PROMOTIONS_COUNT;
    struct analysis *own = &branch->analysis;
    *own = *from;
    arena_init(&own->arena, NULL);
    own->witnesses = ARENA_ARRAY(&own->arena, promotions, struct order *);
    if (own->witnesses == NULL)
        return no_memory();
    if (promotions != 0)
        memcpy(own->witnesses, from->witnesses, promotions * sizeof *own->witnesses);
    for (int i = 0; i < POOL_COUNT; i++) {
        own->pools[i].items = ARENA_ARRAY(&own->arena, POOL_MOST, struct pooled);
        if (own->pools[i].items == NULL)
            return no_memory();
        memcpy(own->pools[i].items, from->pools[i].items, from->pools[i].count * sizeof *own->pools[i].items);
    }
    return PROMO_OK;
}

static promo_status take_back(struct analysis *analysis, const struct branch *branch)
{
    const struct analysis *own = &branch->analysis;
    for (uint32_t i = 0; i < analysis->image->view.PROMOTIONS_COUNT; i++) {
        if (analysis->witnesses[i] != NULL || own->witnesses[i] == NULL)
            continue;
        struct order *kept = ARENA_NEW(&analysis->arena, struct order);
        if (kept == NULL)
            return no_memory();
        *kept = *own->witnesses[i];
        analysis->witnesses[i] = kept;
    }
    for (int i = 0; i < POOL_COUNT; i++)
        for (uint32_t j = 0; j < own->pools[i].count; j++) {
            const struct pooled *found = &own->pools[i].items[j];
            pool_offer(&analysis->pools[i], &found->order, found->score, found->applied);
        }
    analysis->till.priced += own->till.priced;
    analysis->till.unproven += own->till.unproven;
    return branch->status == PROMO_OK ? PROMO_OK : error_set(branch->status, "%s", branch->message);
}

/* Lends the branch a till. */
static void run(const struct branching *branching, uint32_t number, struct till *till)
{
    struct branch *branch = &branching->branches[number];
    struct analysis *own = &branch->analysis;
    own->till = *till;
    own->till.priced = own->till.unproven = 0;
    for (uint32_t item = number; branch->status == PROMO_OK && item < branching->items; item += branching->count) {
        struct chance mixed = {branching->chance ^ item};
        own->chance.state = chance_next(&mixed);
        own->till.most = own->till.priced + branching->each;
        branch->status = branching->search(own, branching->context, item);
    }
    *till = own->till;
    if (branch->status == PROMO_OK)
        return;
    strncpy(branch->message, promo_last_error(), sizeof branch->message - 1);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct branching *branching = worker->branching;
    for (;;) {
        pthread_mutex_lock(&branching->lock);
        uint32_t number = branching->next++;
        pthread_mutex_unlock(&branching->lock);
        if (number >= branching->count)
            return NULL;
        run(branching, number, worker->till);
    }
}

/* The caller's thread works, too; where the system has no more threads it works alone. */
static void run_all(struct branching *branching)
{
    struct worker workers[ANALYSIS_BRANCHES];
    struct till own = branching->analysis->till;
    uint32_t threads = branching->analysis->helper_count < branching->count ? branching->analysis->helper_count
                                                                           : branching->count - 1;
    uint32_t started = 0;
    pthread_mutex_init(&branching->lock, NULL);
    for (; started < threads; started++) {
        workers[started] = (struct worker){.branching = branching, .till = &branching->analysis->helpers[started]};
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break;
    }
    work(&(struct worker){.branching = branching, .till = &own});
    for (uint32_t i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&branching->lock);
    /* Its buffers may have grown; what it counts is the analysis's. */
    own.priced = branching->analysis->till.priced;
    own.unproven = branching->analysis->till.unproven;
    own.most = branching->analysis->till.most;
    branching->analysis->till = own;
}

promo_status analysis_branch(struct analysis *analysis, uint32_t items, uint64_t each, analysis_search *search, void *context)
{
    struct branching branching = {.analysis = analysis, .count = items < ANALYSIS_BRANCHES ? items : ANALYSIS_BRANCHES,
                                  .items = items, .each = each, .search = search, .context = context,
                                  .chance = chance_next(&analysis->chance)};
    promo_status status = PROMO_OK;
    uint32_t made = 0;
    if (items == 0)
        return PROMO_OK;
    branching.branches = alloc_zeroed(&ALLOC_DEFAULT, branching.count, sizeof *branching.branches);
    if (branching.branches == NULL)
        return no_memory();
    for (; status == PROMO_OK && made < branching.count; made++)
        status = branch_off(&branching.branches[made], analysis);
    if (status == PROMO_OK)
        run_all(&branching);
    for (uint32_t i = 0; status == PROMO_OK && i < branching.count; i++)
        status = take_back(analysis, &branching.branches[i]);
    for (uint32_t i = 0; i < made; i++)
        arena_done(&branching.branches[i].analysis.arena);
    alloc_release(&ALLOC_DEFAULT, branching.branches, branching.count, sizeof *branching.branches);
    return status;
}
