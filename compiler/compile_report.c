/* The public view of diagnostics: as structures, and rendered. */
#include "compiler/compilation.h"

#include "lang/render.h"

static promo_place place_of(const promo_compiler *compiler, struct span span)
{
    const struct source *source = sources_get(&compiler->sources, span.file);
    if (source == NULL)
        return (promo_place){0};
    struct place start = source_place(source, span.start), end = source_place(source, span.end);
    return (promo_place){source->path.bytes, start.line, start.column, end.line, end.column, span.start, span.end};
}

static promo_related *list_related(promo_compiler *compiler, const struct diagnostic *diagnostic, size_t *count)
{
    *count = 0;
    for (const struct diagnostic_note *note = diagnostic->notes; note != NULL; note = note->next)
        ++*count;
    promo_related *related = ARENA_ARRAY(&compiler->arena, *count, promo_related), *next = related;
    for (const struct diagnostic_note *note = diagnostic->notes; note != NULL && related != NULL; note = note->next)
        *next++ = (promo_related){place_of(compiler, note->span), note->message};
    return related;
}

static promo_edit *list_edits(promo_compiler *compiler, const struct diagnostic *diagnostic, size_t *count)
{
    *count = 0;
    for (const struct diagnostic_fix *fix = diagnostic->fixes; fix != NULL; fix = fix->next)
        ++*count;
    promo_edit *edits = ARENA_ARRAY(&compiler->arena, *count, promo_edit), *next = edits;
    for (const struct diagnostic_fix *fix = diagnostic->fixes; fix != NULL && edits != NULL; fix = fix->next)
        *next++ = (promo_edit){place_of(compiler, fix->span), fix->text.bytes};
    return edits;
}

static bool list_one(promo_compiler *compiler, const struct diagnostic *diagnostic, promo_diagnostic *out)
{
    bool is_lint = diagnostic->lint != LINT_RULE_NONE;
    *out = (promo_diagnostic){
        .severity = (promo_severity)diagnostic->severity,
        .code = diagnostic_name(diagnostic),
        .category = is_lint ? lint_category_name(lint_info_get(diagnostic->lint)->category) : "",
        .message = diagnostic->message,
        .help = diagnostic->help,
        .place = place_of(compiler, diagnostic->span),
    };
    out->related = list_related(compiler, diagnostic, &out->related_count);
    out->edits = list_edits(compiler, diagnostic, &out->edit_count);
    return out->related != NULL && out->edits != NULL;
}

const promo_diagnostic *promo_compiler_diagnostics(promo_compiler *compiler, size_t *count)
{
    *count = 0;
    if (!compiler->compiled)
        return NULL;
    if (compiler->listed == NULL) {
        promo_diagnostic *list = ARENA_ARRAY(&compiler->arena, compiler->diags.list.count + 1, promo_diagnostic);
        if (list == NULL)
            return NULL;
        for (size_t i = 0; i < compiler->diags.list.count; i++)
            if (!list_one(compiler, compiler->diags.list.items[i], &list[i]))
                return NULL;
        compiler->listed = list;
        compiler->listed_count = compiler->diags.list.count;
    }
    *count = compiler->listed_count;
    return compiler->listed;
}

const char *promo_compiler_render(promo_compiler *compiler, promo_format format, bool colour, size_t most)
{
    static void (*const RENDER[])(struct buffer *, const struct diagnostics *, struct render_options) = {
        [PROMO_PEOPLE] = render_people,
        [PROMO_JSON] = render_json,
        [PROMO_SARIF] = render_sarif,
        [PROMO_GITHUB] = render_github,
        [PROMO_JUNIT] = render_junit,
    };
    if (!compiler->compiled || (size_t)format >= sizeof RENDER / sizeof RENDER[0])
        return NULL;
    buffer_clear(&compiler->rendered);
    RENDER[format](&compiler->rendered, &compiler->diags, (struct render_options){colour, most});
    return buffer_cstring(&compiler->rendered);
}
