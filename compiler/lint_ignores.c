/* `# promo:ignore NAME, NAME: reason` */
#include "compiler/lint_parts.h"

#include "lang/nearest.h"

enum { LINE_NONE = 0 };

/* One name in one comment. */
struct ignore {
    uint32_t file;
    size_t line; /* on which it ignores findings */
    enum lint_rule rule;
    struct span name, comment;
    bool used;
};

struct ignores {
    struct lint *lint;
    VECTOR(struct ignore) list;
    bool failed;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static struct text trimmed(struct text text)
{
    while (text.length > 0 && is_space(text.bytes[0]))
        text = (struct text){text.bytes + 1, text.length - 1};
    while (text.length > 0 && (is_space(text.bytes[text.length - 1]) || text.bytes[text.length - 1] == '\r'))
        text.length--;
    return text;
}

static struct span span_of(struct span comment, struct text whole, struct text part)
{
    uint32_t start = comment.start + (uint32_t)(part.bytes - whole.bytes);
    return (struct span){comment.file, start, start + (uint32_t)part.length};
}

/* A comment alone on its line is about the next line that has something else. */
static size_t line_meant(const struct source *source, const struct comment *comment)
{
    size_t line = source_place(source, comment->span.start).line;
    if (!comment->alone)
        return line;
    for (line++; line <= source->line_count; line++) {
        struct text text = trimmed(source_line(source, line));
        if (text.length > 0 && text.bytes[0] != '#')
            return line;
    }
    return LINE_NONE;
}

static void report_unknown(struct lint *lint, struct span span, struct text name)
{
    struct diagnostic *d = lint_report(lint, LINT_BAD_IGNORE, span, "no lint is named `%.*s`", SHOWN(name));
    struct nearest nearest = nearest_to(name);
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++)
        nearest_offer(&nearest, text_from(lint_info_get((enum lint_rule)rule)->name));
    if (nearest.best.bytes != NULL)
        diag_help(d, "did you mean `%.*s`?", SHOWN(nearest.best));
    else
        diag_help(d, "`promo lint --list` names them all");
}

static void read_names(struct ignores *ignores, const struct tree *tree, const struct comment *comment, struct text whole,
                       struct text names)
{
    struct lint *lint = ignores->lint;
    size_t line = line_meant(tree->source, comment);
    for (size_t start = 0; start <= names.length;) {
        size_t end = start;
        while (end < names.length && names.bytes[end] != ',')
            end++;
        struct text name = trimmed((struct text){names.bytes + start, end - start});
        enum lint_rule rule = lint_find(name);
        struct span span = span_of(comment->span, whole, name);
        if (rule == LINT_RULE_NONE) {
            report_unknown(lint, span, name);
        } else {
            struct ignore ignore = {comment->span.file, line, rule, span, comment->span, false};
            ignores->failed |= !VECTOR_PUSH(&ignores->list, lint->compiler->alloc, ignore);
        }
        start = end + 1;
    }
}

static void read_comment(struct ignores *ignores, const struct tree *tree, const struct comment *comment)
{
    static const struct text MARK = {"promo:ignore", 12};
    struct lint *lint = ignores->lint;
    struct text whole = lint_source(lint, comment->span), rest = whole;
    if (rest.length == 0)
        return;
    rest = trimmed((struct text){rest.bytes + 1, rest.length - 1});
    if (rest.length < MARK.length || memcmp(rest.bytes, MARK.bytes, MARK.length) != 0)
        return;
    rest = (struct text){rest.bytes + MARK.length, rest.length - MARK.length};
    size_t colon = 0;
    while (colon < rest.length && rest.bytes[colon] != ':')
        colon++;
    struct text names = trimmed((struct text){rest.bytes, colon});
    struct text reason = colon == rest.length ? rest : trimmed((struct text){rest.bytes + colon + 1, rest.length - colon - 1});
    if (names.length == 0 || !is_space(rest.bytes[0])) {
        diag_help(lint_report(lint, LINT_BAD_IGNORE, comment->span, "this ignores nothing by name"),
                  "write `# promo:ignore NAME: reason`; `promo lint --list` has the names");
        return;
    }
    if (colon == rest.length || reason.length == 0) {
        diag_help(lint_report(lint, LINT_BAD_IGNORE, comment->span, "a finding is ignored for a reason, and this gives none"),
                  "write `# promo:ignore %.*s: why it is right here`", SHOWN(names));
        return;
    }
    read_names(ignores, tree, comment, whole, names);
}

/* Ignores are in order of file and line. */
static bool is_wanted(void *context, const struct diagnostic *diagnostic)
{
    struct ignores *ignores = context;
    const struct source *source = sources_get(&ignores->lint->compiler->sources, diagnostic->span.file);
    bool wanted = true;
    if (diagnostic->lint == LINT_RULE_NONE || source == NULL || ignores->list.count == 0)
        return true;
    size_t line = source_place(source, diagnostic->span.start).line;
    size_t low = 0, high = ignores->list.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct ignore *at = &ignores->list.items[middle];
        if (at->file < diagnostic->span.file || (at->file == diagnostic->span.file && at->line < line))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < ignores->list.count; low++) {
        struct ignore *at = &ignores->list.items[low];
        if (at->file != diagnostic->span.file || at->line != line)
            break;
        if (at->rule == diagnostic->lint) {
            at->used = true;
            wanted = false;
        }
    }
    return wanted;
}

static void report_unused(struct lint *lint, const struct ignore *ignore)
{
    if (!lint_is_on(lint, ignore->rule))
        return; /* it may be meant for another configuration */
    struct diagnostic *d = lint_report(lint, LINT_UNUSED_IGNORE, ignore->name, "there is no `%s` to ignore here",
                                       lint_info_get(ignore->rule)->name);
    diag_help(d, "delete the comment; what it was for has gone");
}

void lint_ignores(struct lint *lint)
{
    struct ignores ignores = {.lint = lint};
    for (size_t i = 0; i < lint->compiler->trees.count; i++) {
        const struct tree *tree = lint->compiler->trees.items[i];
        for (size_t j = 0; j < tree->comment_count; j++)
            if (!lint_of_library(lint, tree->comments[j].span))
                read_comment(&ignores, tree, &tree->comments[j]);
    }
    diagnostics_keep(lint->diags, is_wanted, &ignores);
    for (size_t i = 0; i < ignores.list.count; i++)
        if (!ignores.list.items[i].used)
            report_unused(lint, &ignores.list.items[i]);
    lint->failed |= ignores.failed;
    VECTOR_DONE(&ignores.list, lint->compiler->alloc);
}
