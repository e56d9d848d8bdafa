#include "lang/diagnostic.h"

#include <stdlib.h>

static const struct code_info CODES[] = {
    [CODE_NONE] = {"", "", "", "", ""},
#define CODE(name, title, page, wrong, right) [name] = {#name, title, page, wrong, right},
#include "lang/codes.def"
#undef CODE
};

const struct code_info *code_info_get(enum code code)
{
    return &CODES[code < CODE_COUNT ? code : CODE_NONE];
}

static char upper(char letter)
{
    return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

enum code code_find(struct text name)
{
    for (size_t code = 1; code < CODE_COUNT; code++) {
        size_t same = 0;
        while (same < name.length && CODES[code].name[same] != '\0' && upper(name.bytes[same]) == CODES[code].name[same])
            same++;
        if (same == name.length && CODES[code].name[same] == '\0')
            return (enum code)code;
    }
    return CODE_NONE;
}

void diagnostics_init(struct diagnostics *diags, const struct sources *sources, const promo_allocator *alloc)
{
    *diags = (struct diagnostics){.sources = sources};
    arena_init(&diags->arena, alloc);
}

void diagnostics_done(struct diagnostics *diags)
{
    VECTOR_DONE(&diags->list, diags->arena.alloc);
    arena_done(&diags->arena);
}

bool diagnostics_failed(const struct diagnostics *diags)
{
    return diags->failed;
}

/* Formats into the collector's arena; NULL (remembered) without memory. */
static const char *format_text(struct diagnostics *diags, const char *format, va_list arguments)
{
    struct buffer text;
    buffer_init(&text, diags->arena.alloc);
    buffer_vformat(&text, format, arguments);
    char *copy = text.failed ? NULL : arena_copy(&diags->arena, text.bytes, text.length);
    buffer_done(&text);
    diags->failed |= copy == NULL;
    return copy;
}

/* What callers get when nothing is kept: they may write to it, nobody reads it. */
static struct diagnostic *sink(struct diagnostics *diags)
{
    diags->sink = (struct diagnostic){.owner = NULL};
    return &diags->sink;
}

static size_t *counter(struct diagnostics *diags, enum severity severity)
{
    return severity == SEVERITY_ERROR ? &diags->errors : severity == SEVERITY_WARNING ? &diags->warnings : &diags->notes;
}

struct diagnostic *diag_vadd(struct diagnostics *diags, enum severity severity, enum code code, struct span span,
                             const char *format, va_list arguments)
{
    ++*counter(diags, severity);
    if (diags->list.count >= DIAGNOSTICS_KEPT) {
        diags->overfull = true;
        return sink(diags);
    }
    struct diagnostic *added = ARENA_NEW(&diags->arena, struct diagnostic);
    const char *message = added == NULL ? NULL : format_text(diags, format, arguments);
    if (message == NULL || !VECTOR_PUSH(&diags->list, diags->arena.alloc, added)) {
        diags->failed = true;
        return sink(diags);
    }
    *added = (struct diagnostic){.severity = severity,
                                 .code = code,
                                 .span = span,
                                 .message = message,
                                 .owner = diags,
                                 .serial = diags->list.count - 1};
    return added;
}

struct diagnostic *diag_add(struct diagnostics *diags, enum severity severity, enum code code, struct span span,
                            const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *added = diag_vadd(diags, severity, code, span, format, arguments);
    va_end(arguments);
    return added;
}

struct diagnostic *diag_error(struct diagnostics *diags, enum code code, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *added = diag_vadd(diags, SEVERITY_ERROR, code, span, format, arguments);
    va_end(arguments);
    return added;
}

struct diagnostic *diag_warning(struct diagnostics *diags, enum code code, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *added = diag_vadd(diags, SEVERITY_WARNING, code, span, format, arguments);
    va_end(arguments);
    return added;
}

void diag_note(struct diagnostic *diagnostic, struct span span, const char *format, ...)
{
    struct diagnostics *diags = diagnostic->owner;
    if (diags == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *message = format_text(diags, format, arguments);
    va_end(arguments);
    struct diagnostic_note *note = ARENA_NEW(&diags->arena, struct diagnostic_note);
    if (message == NULL || note == NULL) {
        diags->failed = true;
        return;
    }
    *note = (struct diagnostic_note){span, message, NULL};
    if (diagnostic->last_note == NULL)
        diagnostic->notes = note;
    else
        diagnostic->last_note->next = note;
    diagnostic->last_note = note;
}

void diag_help(struct diagnostic *diagnostic, const char *format, ...)
{
    if (diagnostic->owner == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    diagnostic->help = format_text(diagnostic->owner, format, arguments);
    va_end(arguments);
}

void diag_suggest(struct diagnostic *diagnostic, struct span span, struct text replacement)
{
    struct diagnostics *diags = diagnostic->owner;
    if (diags == NULL)
        return;
    char *copy = arena_copy(&diags->arena, replacement.bytes, replacement.length);
    diags->failed |= copy == NULL;
    diagnostic->suggestion = (struct diagnostic_suggestion){span, {copy, replacement.length}};
}

void diag_did_you_mean(struct diagnostic *diagnostic, struct text meant)
{
    diag_help(diagnostic, "did you mean `%.*s`?", SHOWN(meant));
    diag_suggest(diagnostic, diagnostic->span, meant);
}

void diag_fix(struct diagnostic *diagnostic, struct span span, struct text replacement)
{
    struct diagnostics *diags = diagnostic->owner;
    if (diags == NULL)
        return;
    struct diagnostic_fix *fix = ARENA_NEW(&diags->arena, struct diagnostic_fix);
    char *copy = fix == NULL ? NULL : arena_copy(&diags->arena, replacement.bytes, replacement.length);
    if (copy == NULL) {
        diags->failed = true;
        return;
    }
    *fix = (struct diagnostic_fix){span, {copy, replacement.length}, NULL};
    if (diagnostic->last_fix == NULL)
        diagnostic->fixes = fix;
    else
        diagnostic->last_fix->next = fix;
    diagnostic->last_fix = fix;
}

const char *diagnostic_name(const struct diagnostic *diagnostic)
{
    return diagnostic->lint != LINT_RULE_NONE ? lint_info_get(diagnostic->lint)->name : code_info_get(diagnostic->code)->name;
}

const char *diag_place(struct diagnostics *diags, struct span span)
{
    const struct source *source = sources_get(diags->sources, span.file);
    if (source == NULL)
        return "";
    char *place = arena_format(&diags->arena, "%s:%zu", source->path.bytes, source_place(source, span.start).line);
    diags->failed |= place == NULL;
    return place == NULL ? "" : place;
}

struct diagnostics_mark diagnostics_here(const struct diagnostics *diags)
{
    return (struct diagnostics_mark){diags->list.count, diags->errors, diags->warnings, diags->notes, diags->overfull};
}

void diagnostics_rewind(struct diagnostics *diags, struct diagnostics_mark mark)
{
    diags->list.count = mark.count;
    diags->errors = mark.errors;
    diags->warnings = mark.warnings;
    diags->notes = mark.notes;
    diags->overfull = mark.overfull;
}

static int compare_numbers(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_places(const void *left, const void *right)
{
    const struct diagnostic *a = *(struct diagnostic *const *)left, *b = *(struct diagnostic *const *)right;
    int order = compare_numbers(a->span.file, b->span.file);
    if (order == 0)
        order = compare_numbers(a->span.start, b->span.start);
    if (order == 0)
        order = compare_numbers(a->severity, b->severity);
    return order != 0 ? order : compare_numbers(a->serial, b->serial);
}

static bool said_already(struct diagnostic *const *kept, size_t count, const struct diagnostic *again)
{
    for (size_t i = count; i > 0; i--) {
        const struct diagnostic *before = kept[i - 1];
        if (before->span.file != again->span.file || before->span.start != again->span.start)
            return false;
        if (before->code == again->code && before->lint == again->lint && before->span.end == again->span.end &&
            before->severity == again->severity && strcmp(before->message, again->message) == 0)
            return true;
    }
    return false;
}

void diagnostics_finish(struct diagnostics *diags)
{
    struct diagnostic **items = diags->list.items;
    if (diags->list.count != 0)
        qsort(items, diags->list.count, sizeof(struct diagnostic *), compare_places);
    size_t kept = 0;
    for (size_t i = 0; i < diags->list.count; i++) {
        if (said_already(items, kept, items[i])) {
            --*counter(diags, items[i]->severity);
        } else {
            items[kept++] = items[i];
        }
    }
    diags->list.count = kept;
}

void diagnostics_keep(struct diagnostics *diags, bool (*keep)(void *context, const struct diagnostic *diagnostic),
                      void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < diags->list.count; i++) {
        struct diagnostic *diagnostic = diags->list.items[i];
        if (keep(context, diagnostic))
            diags->list.items[kept++] = diagnostic;
        else
            --*counter(diags, diagnostic->severity);
    }
    diags->list.count = kept;
}

void diagnostic_adopt(struct diagnostics *diags, struct diagnostic *diagnostic, enum lint_rule lint, enum severity severity)
{
    if (diagnostic->owner == NULL)
        return; /* nobody reads it */
    --*counter(diags, diagnostic->severity);
    diagnostic->lint = lint;
    diagnostic->severity = severity;
    ++*counter(diags, severity);
}
