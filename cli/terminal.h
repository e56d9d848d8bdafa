/* The three streams of the command: messages, colours, and output whose failure is noticed. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "base/text.h"

#include <stdbool.h>

/* "promo: ..." on standard error, one line. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same of what promo_last_error says, after what it is about unless it names that itself. */
void complain_of(const char *what, promo_status status);

/* What --color said ("auto", "always", "never" or NULL). */
void terminal_choose_color(const char *choice);

/* Whether messages on standard error (output: standard output) are coloured. */
bool terminal_colored(void);
bool terminal_output_colored(void);

/* Whether a person watches standard error, for progress bars, or standard output. */
bool terminal_watched(void);
bool terminal_output_watched(void);

/* Writes to standard output. PROMO_IO when it takes no more; silent where the reader has gone. */
promo_status terminal_write(struct text text);

/* Whether a write to standard output has failed: nothing more will arrive there. */
bool terminal_failed(void);

/* Whether whoever read standard output has gone, also where nothing has been written since. */
bool terminal_abandoned(void);

/* Writes to standard output at once what was held back. PROMO_IO as terminal_write. */
promo_status terminal_flush(void);

/* Flushes standard output; false where something did not arrive (complained, unless the reader has gone). */
bool terminal_finish(void);

#endif
