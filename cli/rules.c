#include "cli/rules.h"

#include "base/bytes.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/terminal.h"
#include "vm/image.h"

#include <stdio.h>
#include <sys/stat.h>

enum { DIAGNOSTICS_SHOWN_TO_PEOPLE = 20, INPUT_LARGEST = 1 << 28 };

bool rules_is_image(const char *path)
{
    unsigned char first[8];
    struct stat found;
    if (stat(path, &found) != 0 || !S_ISREG(found.st_mode)) /* a pipe would lose what is looked at */
        return false;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    bool read = fread(first, 1, sizeof first, file) == sizeof first;
    fclose(file);
    return read && read_u64(first) == IMAGE_MAGIC;
}

enum exit_code rules_show(struct rules *rules, promo_format format)
{
    size_t count = 0;
    const promo_diagnostic *list = promo_compiler_diagnostics(rules->compiler, &count);
    bool people = format == PROMO_PEOPLE;
    const char *text = promo_compiler_render(rules->compiler, format, people && terminal_colored(),
                                             people ? DIAGNOSTICS_SHOWN_TO_PEOPLE : 0);
    if (text == NULL || (list == NULL && count != 0)) {
        complain("no memory left");
        return EXIT_CANNOT;
    }
    for (size_t i = 0; i < count; i++) {
        rules->errors += list[i].severity == PROMO_ERROR;
        rules->warnings += list[i].severity == PROMO_WARNING;
    }
    if (people)
        fputs(text, stderr);
    else if (terminal_write(text_from(text)) != PROMO_OK)
        return EXIT_CANNOT;
    return EXIT_FINE;
}

static enum exit_code add_source(struct rules *rules, const char *path)
{
    struct buffer text;
    promo_status status = PROMO_OK;
    enum exit_code code = EXIT_FINE;
    buffer_init(&text, NULL);
    if (rules_is_image(path)) {
        complain("%s: an image, where sources are wanted", path);
        code = EXIT_CANNOT;
    } else if (strcmp(path, "-") != 0)
        status = promo_compiler_file(rules->compiler, path);
    else if (file_read(path, INPUT_LARGEST, &text))
        status = promo_compiler_text(rules->compiler, "standard input", text.bytes == NULL ? "" : text.bytes, text.length);
    else
        code = EXIT_CANNOT;
    if (status != PROMO_OK) {
        complain_of(path, status);
        code = EXIT_CANNOT;
    }
    buffer_done(&text);
    return code;
}

static enum exit_code add_sources(struct rules *rules, const char *const *operands, size_t count)
{
    struct paths paths;
    enum exit_code code = EXIT_FINE;
    paths_init(&paths);
    for (size_t i = 0; code == EXIT_FINE && i < count; i++)
        if (!paths_add(&paths, operands[i]))
            code = EXIT_CANNOT;
    for (size_t i = 0; code == EXIT_FINE && i < paths.files.count; i++)
        code = add_source(rules, paths.files.items[i]);
    paths_done(&paths);
    return code;
}

static enum exit_code compile(struct rules *rules, const char *const *operands, size_t count,
                              const promo_compile_options *options, bool with_image)
{
    *rules = (struct rules){0};
    if (promo_compiler_new(&rules->compiler, options) != PROMO_OK) {
        complain("%s", promo_last_error());
        return EXIT_CANNOT;
    }
    enum exit_code code = add_sources(rules, operands, count);
    if (code != EXIT_FINE)
        return code;
    promo_status status = promo_compiler_compile(rules->compiler, with_image ? &rules->bytes : NULL, &rules->size);
    if (status != PROMO_OK && status != PROMO_REJECTED) {
        complain("%s", promo_last_error());
        return EXIT_CANNOT;
    }
    return status == PROMO_REJECTED ? EXIT_FINDINGS : EXIT_FINE;
}

/* Shows the diagnostics of what has been compiled. */
static enum exit_code compile_and_show(struct rules *rules, const char *const *operands, size_t count, promo_format format,
                                       bool with_image)
{
    enum exit_code code = compile(rules, operands, count, NULL, with_image);
    if (code == EXIT_CANNOT)
        return code;
    enum exit_code shown = rules_show(rules, format);
    return shown == EXIT_FINE ? code : shown;
}

enum exit_code rules_check(struct rules *rules, const char *const *operands, size_t count, promo_format format)
{
    return compile_and_show(rules, operands, count, format, false);
}

enum exit_code rules_check_quietly(struct rules *rules, const char *const *operands, size_t count,
                                   const promo_compile_options *options)
{
    return compile(rules, operands, count, options, false);
}

static enum exit_code open_image(struct rules *rules, const char *path)
{
    *rules = (struct rules){0};
    if (promo_image_open(&rules->image, path, NULL) == PROMO_OK)
        return EXIT_FINE;
    complain("%s: %s", path, promo_last_error());
    return EXIT_CANNOT;
}

static enum exit_code load(struct rules *rules)
{
    if (promo_image_load(&rules->image, rules->bytes, rules->size, NULL) == PROMO_OK)
        return EXIT_FINE;
    complain("the compiled image is refused: %s; a defect of promo itself, please report it", promo_last_error());
    return EXIT_DEFECT;
}

/* An image has company only by mistake: rule files, or what was to be baskets. */
static bool image_is_alone(const char *const *operands, size_t count)
{
    for (size_t i = 0; count > 1 && i < count; i++)
        if (rules_is_image(operands[i])) {
            complain("%s is an image, a whole rule set: `%s` cannot be added to it", operands[i], operands[i == 0]);
            return false;
        }
    return true;
}

enum exit_code rules_open(struct rules *rules, const char *const *operands, size_t count, promo_format format)
{
    if (count == 1 && rules_is_image(operands[0]))
        return open_image(rules, operands[0]);
    *rules = (struct rules){0};
    if (!image_is_alone(operands, count))
        return EXIT_CANNOT;
    enum exit_code code = compile_and_show(rules, operands, count, format, true);
    return code == EXIT_FINE ? load(rules) : code;
}

enum exit_code rules_open_quietly(struct rules *rules, const char *const *operands, size_t count)
{
    enum exit_code code = compile(rules, operands, count, NULL, true);
    return code == EXIT_FINE ? load(rules) : code;
}

void rules_close(struct rules *rules)
{
    if (rules->image != NULL)
        promo_image_free(rules->image);
    promo_compiled_free(NULL, rules->bytes, rules->size);
    if (rules->compiler != NULL)
        promo_compiler_free(rules->compiler);
    *rules = (struct rules){0};
}
