/* promo state: a store as a whole. */
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/stored.h"
#include "cli/terminal.h"

#include <stdio.h>

static const struct option STATE_OPTIONS[] = {[STORED_STORE] = STORE_OPTION, [STORED_AT] = AT_OPTION};

static enum exit_code init(struct stored *stored)
{
    enum exit_code code = stored_failure(promo_store_create(stored->address, NULL));
    if (code == EXIT_FINE)
        fprintf(stderr, "made the store %s\n", stored->address);
    return code;
}

static void print_disagreement(void *context, const char *disagreement)
{
    (void)context;
    stored_print(disagreement);
}

static enum exit_code verify(struct stored *stored)
{
    int64_t disagreements;
    promo_status status = promo_store_verify(stored->store, print_disagreement, NULL, &disagreements);
    if (status != PROMO_OK)
        return stored_failure(status);
    if (disagreements == 0)
        return stored_print("every balance agrees with the journal");
    complain("%lld disagreement%s", (long long)disagreements, text_plural(disagreements));
    return EXIT_FINDINGS;
}

static bool show_progress(void *context, int64_t done, int64_t of)
{
    struct progress *progress = context;
    progress->total = (uint64_t)of;
    progress_at(progress, (uint64_t)done);
    return true;
}

static enum exit_code backup(struct stored *stored)
{
    struct progress progress;
    progress_begin(&progress, 0);
    promo_status status = promo_store_backup(stored->store, stored->operands[0], show_progress, &progress);
    progress_clear(&progress);
    return stored_failure(status);
}

static enum exit_code forget(struct stored *stored)
{
    return stored_failure(promo_store_forget(stored->store, stored->operands[0]));
}

static enum exit_code expire(struct stored *stored)
{
    int64_t count;
    char line[64];
    promo_status status = promo_store_expire(stored->store, stored->at, &count);
    if (status != PROMO_OK)
        return stored_failure(status);
    snprintf(line, sizeof line, "%lld expired", (long long)count);
    return stored_print(line);
}

static const struct action ACTIONS[] = {
    {"init", "", 0, 0, true, init},
    {"verify", "", 0, 0, false, verify},
    {"backup", "FILE", 1, 1, false, backup},
    {"forget", "CUSTOMER", 1, 1, false, forget},
    {"expire", "", 0, 0, false, expire},
};

static enum exit_code state(const struct invocation *invocation)
{
    return stored_run(invocation, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command STATE_COMMAND = {
    .name = "state",
    .operands = "init|verify|backup|forget|expire ...",
    .summary = "make a store, verify it, copy it, forget a customer",
    .details = "promo state init: makes an empty store.\n"
               "promo state verify: recomputes every balance from the journal and checks the file; names each disagreement and\n"
               "ends with exit code 1 if there is one.\n"
               "promo state backup FILE: a complete copy as of one instant, while others go on.\n"
               "promo state forget CUSTOMER: replaces the customer's id by a random one, for ever.\n"
               "promo state expire: books holds, certificates and points that have ended; nothing depends on it.",
    .examples = "# a new store\n"
                "promo state init --store shop.db\n"
                "# whether all is in order, and a copy\n"
                "promo state verify --store shop.db\n"
                "promo state backup shop-copy.db --store shop.db",
    OPTIONS_OF(STATE_OPTIONS),
    .least = 1,
    .most = 2,
    .run = state,
};
