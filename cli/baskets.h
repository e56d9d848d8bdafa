/* Files of baskets on a command line: what follows the rules, priced by runtime/batch in order, with messages for those that
 * are refused and a progress bar where somebody watches. Shared by the verbs that price streams. */
#ifndef CLI_BASKETS_H
#define CLI_BASKETS_H

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/refusals.h"
#include "runtime/batch.h"
#include "runtime/state_json.h"

struct baskets {
    struct progress progress;
    struct refusals refusals; /* of the file at hand */
    struct batch_counts file; /* the same */
    struct batch_counts counts; /* of all files before */
};

/* Of operands, the rules come first: the first, and whatever more looks like rules. */
size_t baskets_count_rules(const struct invocation *invocation);

/* Opens a file of baskets ("-": standard input), and begins its progress and its refusals. Negative: complained. */
int baskets_open(struct progress *progress, struct refusals *refusals, const char *path);

/* Ends all of them; complains where reading failed. Whether it did not. */
bool baskets_close(struct progress *progress, struct refusals *refusals, int file, promo_status status);

/* Prices one file ("-": standard input) with these options; `report` and `progress` of the options are set here, and their
 * context must begin with a struct baskets. EXIT_CANNOT (complained) where it cannot be read or a basket was refused. */
enum exit_code baskets_price(struct baskets *baskets, const promo_image *image, struct batch_options options,
                             const char *path);

/* The same for the operands after the rules, or standard input where there are none. */
enum exit_code baskets_price_all(struct baskets *baskets, const promo_image *image, const struct batch_options *options,
                                 const struct invocation *invocation, size_t first);

/* Appends the text of a file with one basket ("-": standard input). False: complained. */
bool baskets_read_one(const char *path, struct buffer *out);

/* What --jobs asks for: 0 is as many threads as there are processors. */
#define JOBS_OPTION \
    {"jobs", 'j', OPTION_NUMBER, "N", "threads; 0: as many as there are processors. Default 1", 0, BATCH_MOST_JOBS}
unsigned baskets_jobs(const struct option_value *value);

/* Reads --state FILE. False: complained. */
bool baskets_read_state(struct state_snapshot **state, const promo_image *image, const char *path);

#endif
