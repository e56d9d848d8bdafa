#include "lang/folds.h"

#include "lang/grammar.h"
#include "lang/scan.h"

struct finder {
    const struct scan *scan;
    struct fold *folds;
    size_t count;
};

static size_t line_of(const struct finder *f, uint32_t offset)
{
    return source_place(f->scan->source, offset).line;
}

static void add(struct finder *f, uint32_t start, uint32_t end, bool comment)
{
    if (line_of(f, start) < line_of(f, end))
        f->folds[f->count++] = (struct fold){start, end, comment};
}

/* From the line of each brace to the line before its end; `open` has room for every token. */
static void find_blocks(struct finder *f, uint32_t *open)
{
    size_t depth = 0;
    for (size_t i = 0; i < f->scan->tokens.count; i++) {
        const struct token *token = &f->scan->tokens.items[i];
        if (token->kind == T_LEFT_BRACE)
            open[depth++] = token->start;
        else if (token->kind == T_RIGHT_BRACE && depth > 0) {
            uint32_t line_start = f->scan->source->line_starts[line_of(f, token->start) - 1];
            add(f, open[--depth], token->first && line_start > 0 ? line_start - 1 : token->start, false);
        }
    }
}

static void find_comments(struct finder *f)
{
    const struct comment *comments = f->scan->comments.items;
    for (size_t i = 0, next; i < f->scan->comments.count; i = next) {
        next = i + 1;
        while (next < f->scan->comments.count && comments[i].alone && comments[next].alone &&
               line_of(f, comments[next].span.start) == line_of(f, comments[next - 1].span.start) + 1)
            next++;
        add(f, comments[i].span.start, comments[next - 1].span.start, true);
    }
}

promo_status folds_find(struct arena *arena, const struct source *source, struct fold **folds, size_t *count)
{
    struct diagnostics diags; /* what is wrong is nobody's business here */
    struct scan *scan = ARENA_NEW(arena, struct scan);
    if (scan == NULL)
        return PROMO_NO_MEMORY;
    diagnostics_init(&diags, NULL, arena->alloc);
    scan_init(scan, arena->alloc, source, &diags);
    promo_status status = scan_run(scan);
    struct finder f = {.scan = scan, .folds = ARENA_ARRAY(arena, scan->tokens.count + scan->comments.count, struct fold)};
    uint32_t *open = ARENA_ARRAY(arena, scan->tokens.count, uint32_t);
    if (status == PROMO_OK && (f.folds == NULL || open == NULL))
        status = PROMO_NO_MEMORY;
    if (status == PROMO_OK) {
        find_blocks(&f, open);
        find_comments(&f);
    }
    *folds = f.folds;
    *count = f.count;
    scan_done(scan);
    diagnostics_done(&diags);
    return status;
}
