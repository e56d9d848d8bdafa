#include "compiler/check_parts.h"

static struct diagnostic *report(struct check *check, enum severity severity, enum code code, struct span span,
                                 const char *format, va_list arguments)
{
    struct diagnostic *d = diag_vadd(check->diags, severity, code, span, format, arguments);
    for (const struct frame *frame = check->frame; frame != NULL && !frame->trial; frame = frame->outer)
        diag_note(d, frame->use, "in template `%.*s`, used here", SHOWN(frame->declaration->name.text));
    return d;
}

struct diagnostic *check_error(struct check *check, enum code code, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *d = report(check, SEVERITY_ERROR, code, span, format, arguments);
    va_end(arguments);
    return d;
}

struct diagnostic *check_warning(struct check *check, enum code code, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *d = report(check, SEVERITY_WARNING, code, span, format, arguments);
    va_end(arguments);
    return d;
}

void *check_alloc(struct check *check, size_t count, size_t size)
{
    void *block = arena_alloc(check->arena, count, size);
    if (block == NULL)
        check->failed = true;
    return block;
}

const struct binding *check_binding(const struct check *check, struct text name)
{
    for (size_t i = 0; check->frame != NULL && i < check->frame->count; i++)
        if (text_equal(check->frame->bindings[i].parameter->name.text, name))
            return &check->frame->bindings[i];
    return NULL;
}

const char *check_string(struct check *check, struct text text)
{
    char *copy = arena_copy(check->arena, text.bytes, text.length);
    if (copy == NULL)
        check->failed = true;
    return copy == NULL ? "" : copy;
}

uint32_t check_line(const struct check *check, struct span span)
{
    const struct source *source = sources_get(check->sources, span.file);
    size_t low = 0, high = source == NULL ? 0 : source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= span.start)
            low = middle;
        else
            high = middle;
    }
    return source == NULL ? 0 : (uint32_t)low + 1;
}
