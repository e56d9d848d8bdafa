/* RULES of a command line: an image, or sources that are compiled on the spot; their diagnostics are shown here.
 *
 * Opened rules own the image and, of sources, its bytes and the compiler; rules_close gives all back. */
#ifndef CLI_RULES_H
#define CLI_RULES_H

#include "base/text.h"
#include "cli/command.h"

#include <promo/compile.h>
#include <promo/vm.h>

/* In the order of FORMAT_CHOICE and of promo_format. */
#define FORMAT_CHOICE "text|json|sarif|github"
#define FORMAT_OPTION \
    {"format", '\0', OPTION_CHOICE, FORMAT_CHOICE, "diagnostics as text on standard error, or the others on standard output", 0, 0}

struct rules {
    promo_image *image;       /* NULL with rules_check */
    promo_compiler *compiler; /* NULL of an image */
    void *bytes;              /* of a compiled image */
    size_t size;
    struct buffer stream;     /* what a pipe gave, where its bytes are the image */
    size_t errors, warnings;
};

/* Opens one image, or compiles files and directories of them as one rule set; "-" is standard input, of either. */
enum exit_code rules_open(struct rules *rules, const char *const *operands, size_t count, promo_format format);

/* The same of sources only, and without showing the diagnostics: rules_show does, also of what is rejected (EXIT_FINDINGS). */
enum exit_code rules_open_quietly(struct rules *rules, const char *const *operands, size_t count);
enum exit_code rules_show(struct rules *rules, promo_format format);

/* Compiles without making an image; quietly: rules_show shows what is wrong. options may be NULL. */
enum exit_code rules_check_quietly(struct rules *rules, const char *const *operands, size_t count,
                                   const promo_compile_options *options);
enum exit_code rules_check(struct rules *rules, const char *const *operands, size_t count, promo_format format);

void rules_close(struct rules *rules);

/* Whether the file is a compiled image, by its first bytes; of a pipe, which would lose them, false. */
bool rules_is_image(const char *path);

/* Whether what was read is one. */
bool rules_are_image(struct text bytes);

/* Complains that it is one, where rule files are needed. */
enum exit_code rules_refuse_image(const char *path);

#endif
