#include "cli/rules.h"

#include "base/bytes.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/terminal.h"
#include "vm/image.h"

#include <stdio.h>
#include <sys/stat.h>

enum { DIAGNOSTICS_SHOWN_TO_PEOPLE = 20, INPUT_LARGEST = 1 << 28 };

bool rules_are_image(struct text bytes)
{
    return bytes.length >= sizeof(uint64_t) && read_u64((const unsigned char *)bytes.bytes) == IMAGE_MAGIC;
}

bool rules_is_image(const char *path)
{
    char first[sizeof(uint64_t)];
    struct stat found;
    if (stat(path, &found) != 0 || !S_ISREG(found.st_mode)) /* a pipe would lose what is looked at */
        return false;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    bool read = fread(first, 1, sizeof first, file) == sizeof first;
    fclose(file);
    return read && rules_are_image((struct text){first, sizeof first});
}

enum exit_code rules_refuse_image(const char *path)
{
    complain("%s: an image, where sources are wanted", file_shown(path));
    return EXIT_CANNOT;
}

/* Standard input, or what else can be read once only. */
static bool is_stream(const char *path)
{
    struct stat found;
    return strcmp(path, "-") == 0 || (stat(path, &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode));
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

static enum exit_code add_text(struct rules *rules, const char *path, const struct buffer *text)
{
    if (rules_are_image((struct text){text->bytes, text->length}))
        return rules_refuse_image(path);
    promo_status status = promo_compiler_text(rules->compiler, file_shown(path), text->bytes == NULL ? "" : text->bytes,
                                              text->length);
    if (status == PROMO_OK)
        return EXIT_FINE;
    complain_of(path, status);
    return EXIT_CANNOT;
}

static enum exit_code add_stream(struct rules *rules, const char *path)
{
    struct buffer text;
    buffer_init(&text, NULL);
    enum exit_code code = file_read(path, INPUT_LARGEST, &text) ? add_text(rules, path, &text) : EXIT_CANNOT;
    buffer_done(&text);
    return code;
}

static enum exit_code add_source(struct rules *rules, const char *path)
{
    if (is_stream(path))
        return add_stream(rules, path);
    if (rules_is_image(path))
        return rules_refuse_image(path);
    promo_status status = promo_compiler_file(rules->compiler, path);
    if (status == PROMO_OK)
        return EXIT_FINE;
    complain_of(path, status);
    return EXIT_CANNOT;
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

static enum exit_code begin(struct rules *rules, const promo_compile_options *options)
{
    *rules = (struct rules){0};
    if (promo_compiler_new(&rules->compiler, options) == PROMO_OK)
        return EXIT_FINE;
    complain("%s", promo_last_error());
    return EXIT_CANNOT;
}

static enum exit_code finish(struct rules *rules, bool with_image)
{
    promo_status status = promo_compiler_compile(rules->compiler, with_image ? &rules->bytes : NULL, &rules->size);
    if (status != PROMO_OK && status != PROMO_REJECTED) {
        complain("%s", promo_last_error());
        return EXIT_CANNOT;
    }
    return status == PROMO_REJECTED ? EXIT_FINDINGS : EXIT_FINE;
}

static enum exit_code compile(struct rules *rules, const char *const *operands, size_t count,
                              const promo_compile_options *options, bool with_image)
{
    enum exit_code code = begin(rules, options);
    if (code == EXIT_FINE)
        code = add_sources(rules, operands, count);
    return code == EXIT_FINE ? finish(rules, with_image) : code;
}

/* Shows the diagnostics of what came of compiling. */
static enum exit_code show_compiled(struct rules *rules, enum exit_code code, promo_format format)
{
    if (code == EXIT_CANNOT)
        return code;
    enum exit_code shown = rules_show(rules, format);
    return shown == EXIT_FINE ? code : shown;
}

enum exit_code rules_check(struct rules *rules, const char *const *operands, size_t count, promo_format format)
{
    return show_compiled(rules, compile(rules, operands, count, NULL, false), format);
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

static enum exit_code compile_stream(struct rules *rules, const char *path, const struct buffer *text, promo_format format)
{
    enum exit_code code = begin(rules, NULL);
    if (code == EXIT_FINE)
        code = add_text(rules, path, text);
    if (code == EXIT_FINE)
        code = finish(rules, true);
    code = show_compiled(rules, code, format);
    return code == EXIT_FINE ? load(rules) : code;
}

/* What it is shows when it has been read. */
static enum exit_code open_stream(struct rules *rules, const char *path, promo_format format)
{
    struct buffer stream;
    enum exit_code code = EXIT_CANNOT;
    *rules = (struct rules){0};
    buffer_init(&stream, NULL);
    bool read = file_read(path, INPUT_LARGEST, &stream);
    if (read && rules_are_image((struct text){stream.bytes, stream.length})) {
        rules->stream = stream;
        if (promo_image_load(&rules->image, stream.bytes, stream.length, NULL) == PROMO_OK)
            return EXIT_FINE;
        complain("%s: %s", file_shown(path), promo_last_error());
        return EXIT_CANNOT;
    }
    if (read)
        code = compile_stream(rules, path, &stream, format);
    buffer_done(&stream);
    return code;
}

enum exit_code rules_open(struct rules *rules, const char *const *operands, size_t count, promo_format format)
{
    if (count == 1 && is_stream(operands[0]))
        return open_stream(rules, operands[0], format);
    if (count == 1 && rules_is_image(operands[0]))
        return open_image(rules, operands[0]);
    *rules = (struct rules){0};
    if (!image_is_alone(operands, count))
        return EXIT_CANNOT;
    enum exit_code code = show_compiled(rules, compile(rules, operands, count, NULL, true), format);
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
    buffer_done(&rules->stream);
    *rules = (struct rules){0};
}
