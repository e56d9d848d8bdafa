#include "cli/baskets.h"

#include "cli/files.h"
#include "cli/paths.h"
#include "cli/rules.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BASKET_LARGEST = 16 << 20, STATE_LARGEST = 1 << 30 };

size_t baskets_count_rules(const struct invocation *invocation)
{
    size_t count = 1;
    while (count < invocation->operand_count && path_names_rules(invocation->operands[count]))
        count++;
    return count;
}

static void report_problem(void *context, const struct batch_problem *problem)
{
    struct baskets *baskets = context;
    progress_clear(&baskets->progress);
    refusals_add(&baskets->refusals, problem->line, problem->column, problem->message, problem->record);
}

static void show_progress(void *context, uint64_t bytes_read)
{
    struct baskets *baskets = context;
    if (baskets->file.priced != 0)
        refusals_are_among_baskets(&baskets->refusals);
    progress_at(&baskets->progress, bytes_read);
}

int baskets_open(struct progress *progress, struct refusals *refusals, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY);
    struct stat found;
    if (file < 0) {
        complain("%s: %s", path, strerror(errno));
        return -1;
    }
    if (standard && isatty(STDIN_FILENO))
        complain("reading baskets from standard input, up to Ctrl-D");
    bool sized = fstat(file, &found) == 0 && S_ISREG(found.st_mode);
    progress_begin(progress, sized ? (uint64_t)found.st_size : 0);
    refusals_begin(refusals, file_shown(path));
    return file;
}

bool baskets_close(struct progress *progress, struct refusals *refusals, int file, promo_status status)
{
    progress_clear(progress);
    refusals_end(refusals, status == PROMO_OK);
    if (file != STDIN_FILENO)
        close(file);
    if (status != PROMO_OK && !terminal_failed())
        complain("%s: %s", refusals->input, promo_last_error());
    return status == PROMO_OK;
}

enum exit_code baskets_price(struct baskets *baskets, const promo_image *image, struct batch_options options,
                             const char *path)
{
    int file = baskets_open(&baskets->progress, &baskets->refusals, path);
    if (file < 0)
        return EXIT_CANNOT;
    options.report = report_problem;
    options.progress = show_progress;
    promo_status status = batch_run(image, file, &options, &baskets->file);
    baskets->counts.priced += baskets->file.priced;
    baskets->counts.bad += baskets->file.bad;
    bool read = baskets_close(&baskets->progress, &baskets->refusals, file, status);
    return read && baskets->file.bad == 0 ? EXIT_FINE : EXIT_CANNOT;
}

enum exit_code baskets_price_all(struct baskets *baskets, const promo_image *image, const struct batch_options *options,
                                 const struct invocation *invocation, size_t first)
{
    enum exit_code code = EXIT_FINE;
    if (first == invocation->operand_count)
        return baskets_price(baskets, image, *options, "-");
    for (size_t i = first; i < invocation->operand_count && !terminal_failed(); i++)
        if (baskets_price(baskets, image, *options, invocation->operands[i]) != EXIT_FINE)
            code = EXIT_CANNOT;
    return code;
}

/* Whether an object ends on one line and another begins the next: nothing in JSON is written like that, texts included. */
static bool are_several(struct text text)
{
    char last = '\0';
    bool line_ended = false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        line_ended |= byte == '\n';
        if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
            continue;
        if (line_ended && byte == '{' && last == '}')
            return true;
        last = byte;
        line_ended = false;
    }
    return false;
}

bool baskets_read_one(const char *path, struct buffer *out)
{
    if (!file_read(path, BASKET_LARGEST, out))
        return false;
    struct text text = {out->bytes, out->length};
    bool image = rules_are_image(text), several = !image && are_several(text);
    if (image)
        complain("%s: an image, where a basket is wanted; rules come before it", file_shown(path));
    if (several)
        complain("%s: several baskets, where one is wanted; of a file with one a line, `sed -n 7p` gives the seventh",
                 file_shown(path));
    return !image && !several;
}

unsigned baskets_jobs(const struct option_value *value)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (!value->given)
        return 1;
    if (value->number != 0)
        return (unsigned)value->number;
    return processors < 1 ? 1 : processors > BATCH_MOST_JOBS ? BATCH_MOST_JOBS : (unsigned)processors;
}

bool baskets_read_state(struct state_snapshot **state, const promo_image *image, const char *path)
{
    struct buffer text;
    buffer_init(&text, NULL);
    bool read = file_read(path, STATE_LARGEST, &text);
    if (read && state_snapshot_read(state, (struct text){text.bytes, text.length}, image, NULL) != PROMO_OK) {
        complain("%s: %s", file_shown(path), promo_last_error());
        read = false;
    }
    buffer_done(&text);
    return read;
}
