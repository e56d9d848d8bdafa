#include "lang/format.h"

#include "lang/grammar.h"
#include "lang/layout.h"
#include "lang/parser.h"

enum { CONTINUATION = 4 };

#define NOWHERE UINT32_MAX

/* A pair of braces or parentheses, by its opening token. */
struct pair {
    uint32_t close;
    bool expanded; /* its contents are on lines of their own */
};

/* An open brace while printing. */
struct frame {
    uint32_t open;
    size_t indent; /* of the line it is on */
    bool expanded;
    int parent; /* what the item it belongs to begins with: T_PROMOTION and the like */
    size_t item, item_end;
};

struct printer {
    struct parser *p;
    struct layout layout;
    struct pair *pairs;   /* by token */
    bool *begins;         /* by token: begins an item of a block */
    struct frame frames[PARSE_DEEPEST];
    size_t depth;
    size_t comment;       /* the next one */
    size_t item;          /* first token of the item at hand */
    size_t item_end;      /* the token after it */
    size_t item_indent;
    size_t column;        /* width of the line so far */
    uint32_t last_end;    /* where the last token or comment ended in the source */
    bool need_line;       /* after a comment */
    bool tall;            /* the last declaration took several lines */
    bool failed;
};

static const struct token *token_at(const struct printer *f, size_t token)
{
    return &f->p->tokens[token];
}

static int kind_at(const struct printer *f, size_t token)
{
    return f->p->tokens[token].kind;
}

/* ---- What the author decided ---- */

static bool has_comment(const struct parser *p, uint32_t start, uint32_t end)
{
    size_t low = 0, high = p->scan.comments.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->scan.comments.items[middle].span.start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->scan.comments.count && p->scan.comments.items[low].span.start < end;
}

/* Parentheses after the name of a template belong to it. */
static bool is_call(const struct printer *f, size_t paren)
{
    if (paren < 2 || kind_at(f, paren) != T_LEFT_PAREN || !f->begins[paren - 2])
        return false;
    return kind_at(f, paren - 2) == T_USE || kind_at(f, paren - 2) == T_TEMPLATE;
}

/* What says more of a code in a test's state follows it on its line. */
static bool goes_on_with_code(const struct printer *f, size_t token)
{
    int kind = kind_at(f, token);
    return kind == T_ISSUED || kind == T_BALANCE || kind == T_REVOKED ||
           (kind == T_USES && kind_at(f, token + 1) == T_NUMBER);
}

/* Matches brackets; a block that is broken, or has a comment in it, is expanded, and so is all around it. */
static void find_pairs(struct printer *f)
{
    uint32_t open[PARSE_DEEPEST];
    int heads[PARSE_DEEPEST + 1] = {0}; /* what the item at each level begins with */
    size_t depth = 0;
    for (uint32_t i = 0; i < f->p->count; i++) {
        int kind = kind_at(f, i);
        f->pairs[i] = (struct pair){NOWHERE, false};
        if (depth > 0 && heads[depth - 1] == T_STATE && goes_on_with_code(f, i))
            f->begins[i] = false;
        if (f->begins[i])
            heads[depth] = kind;
        if (kind == T_LEFT_BRACE || kind == T_LEFT_PAREN) {
            open[depth++] = i;
            continue;
        }
        if ((kind != T_RIGHT_BRACE && kind != T_RIGHT_PAREN) || depth == 0)
            continue;
        uint32_t start = open[--depth];
        struct pair *pair = &f->pairs[start];
        pair->close = i;
        bool breaks = kind == T_RIGHT_BRACE || is_call(f, start), empty = start + 1 == i;
        pair->expanded |= breaks && !empty && token_at(f, start + 1)->first;
        pair->expanded |= breaks && has_comment(f->p, token_at(f, start)->end, token_at(f, i)->start);
        if (pair->expanded && depth > 0)
            f->pairs[open[depth - 1]].expanded = true;
    }
}

/* ---- Widths ---- */

static size_t width_of(const struct printer *f, size_t token)
{
    struct text text = parser_text(f->p, token);
    size_t width = 0;
    for (size_t i = 0; i < text.length; i++)
        width += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
    return width;
}

/* Spaces before a token on the line of the one before it. */
static size_t spaces_before(const struct printer *f, size_t token)
{
    int before = kind_at(f, token - 1), kind = kind_at(f, token);
    if (kind == T_COMMA || kind == T_DOT || kind == T_RIGHT_PAREN || before == T_DOT || before == T_LEFT_PAREN ||
        is_call(f, token))
        return 0;
    int head = f->item < token ? kind_at(f, f->item) : 0;
    if ((kind == T_UNUSED && head == T_NUMBER) || (kind == T_GIVE && head == T_FROM && token > f->item + 3))
        return 2;
    return f->begins[token] && before != T_LEFT_BRACE ? 2 : 1;
}

/* From `start` up to `end`, on one line. */
static size_t flat_width(const struct printer *f, size_t start, size_t end)
{
    size_t width = 0;
    for (size_t i = start; i < end && width <= FORMAT_WIDTH; i++)
        width += width_of(f, i) + (i == start ? 0 : spaces_before(f, i));
    return width;
}

/* The token after an item that begins at `start`. */
static size_t item_end(const struct printer *f, size_t start)
{
    size_t end = start;
    while (end < f->p->count && kind_at(f, end) != T_END) {
        if (end > start && f->begins[end])
            break;
        if (kind_at(f, end) == T_RIGHT_BRACE || kind_at(f, end) == T_RIGHT_PAREN)
            break;
        end = f->pairs[end].close != NOWHERE ? f->pairs[end].close + 1 : end + 1;
    }
    return end;
}

/* The first bracket of an item, outside others, that is on lines of its own, or its end. */
static size_t first_expanded(const struct printer *f, size_t start, size_t end)
{
    while (start < end && !f->pairs[start].expanded)
        start = f->pairs[start].close != NOWHERE ? f->pairs[start].close + 1 : start + 1;
    return start;
}

/* Whether something in the item is on lines of its own; where it does not fit its line, its last block is made so, and
 * where its head does not fit, the parameters of a template are. */
static bool settle_item(struct printer *f, size_t start, size_t indent)
{
    size_t end = item_end(f, start), expanded = first_expanded(f, start, end);
    if (expanded == end && indent + flat_width(f, start, end) > FORMAT_WIDTH) {
        size_t last = NOWHERE;
        for (size_t i = start; i < end; i = f->pairs[i].close != NOWHERE ? f->pairs[i].close + 1 : i + 1)
            if (kind_at(f, i) == T_LEFT_BRACE && f->pairs[i].close + 1 == end && f->pairs[i].close > i + 1)
                last = i;
        if (last != NOWHERE)
            f->pairs[last].expanded = true;
        expanded = first_expanded(f, start, end);
    }
    size_t paren = start + 2, head_end = expanded == end ? end : expanded + 1;
    if (paren < expanded && is_call(f, paren) && f->pairs[paren].close > paren + 1 &&
        indent + flat_width(f, start, head_end) > FORMAT_WIDTH) {
        f->pairs[paren].expanded = true;
        expanded = paren;
    }
    return expanded != end;
}

/* ---- Pieces ---- */

static struct piece *put(struct printer *f, struct text text, size_t width, size_t spaces)
{
    struct piece piece = {.text = text, .width = width, .spaces = spaces};
    if (!VECTOR_PUSH(&f->layout.pieces, f->layout.alloc, piece)) {
        f->failed = true;
        return NULL;
    }
    f->column += spaces + width;
    return &f->layout.pieces.items[f->layout.pieces.count - 1];
}

/* Whether the source has an empty line before an offset. */
static bool blank_before(const struct printer *f, uint32_t start)
{
    size_t breaks = 0;
    for (uint32_t i = f->last_end; i < start; i++)
        breaks += f->p->b.source->text.bytes[i] == '\n';
    return breaks > 1;
}

static struct piece *put_line(struct printer *f, struct text text, size_t width, size_t indent, bool blank)
{
    f->column = 0;
    f->need_line = false;
    bool begin = f->layout.pieces.count == 0;
    struct piece *piece = put(f, text, width, indent);
    if (piece != NULL) {
        piece->line = true;
        piece->blank = blank && !begin;
    }
    return piece;
}

static size_t inner_indent(const struct printer *f)
{
    return f->depth == 0 ? 0 : f->frames[f->depth - 1].indent + FORMAT_INDENT;
}

/* The comments before a token; `indent` is that of one that stands alone, `opens` where a block or the file begins. */
static void put_comments(struct printer *f, uint32_t before, size_t indent, bool opens, bool blank)
{
    for (; f->comment < f->p->scan.comments.count; f->comment++) {
        const struct comment *comment = &f->p->scan.comments.items[f->comment];
        if (comment->span.start >= before || f->failed)
            break;
        struct text text = {f->p->b.source->text.bytes + comment->span.start, comment->span.end - comment->span.start};
        size_t width = 0;
        for (size_t i = 0; i < text.length; i++)
            width += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
        if (comment->alone) {
            put_line(f, text, width, indent, !opens && (blank || blank_before(f, comment->span.start)));
        } else {
            struct piece *piece = put(f, text, width, 2);
            if (piece != NULL)
                piece->mark = MARK_COMMENT;
        }
        f->need_line = true;
        blank &= !comment->alone;
        opens &= !comment->alone;
        f->last_end = comment->span.end;
    }
}

/* ---- Marks ---- */

static bool is_property(int parent, int kind)
{
    switch (parent) {
    case T_SETTINGS:
    case T_CAMPAIGN:
    case T_COUPON:
    case T_PRICE_LIST:
        return true;
    case T_PROMOTION:
    case T_TEMPLATE:
        return kind != T_EVENT && kind != T_EVENTS && kind != T_SEQUENCE && kind != T_USE;
    default:
        return false;
    }
}

/* How a token of the item at hand lines up with those above and below; `parent` is what the block around it is of. */
static enum mark mark_of(const struct printer *f, size_t token, int parent)
{
    int kind = kind_at(f, token), head = kind_at(f, f->item);
    if (token == f->item)
        return MARK_NONE;
    if (parent == 0 && head == T_LET)
        return token == f->item + 2 ? MARK_EQUAL : MARK_NONE;
    bool in_line = kind == T_LEFT_BRACE && !f->pairs[token].expanded;
    if (parent == 0)
        return in_line && (head == T_PROMOTION || head == T_COUPON) ? MARK_BRACE : MARK_NONE;
    if (parent == T_PROFILE)
        return kind == T_COLON ? MARK_COLON : MARK_NONE;
    if (parent == T_LAYERS)
        return token == f->item + 1 && kind == T_STRING ? MARK_TITLE : MARK_NONE;
    if (head == T_FROM && kind == T_GIVE)
        return token <= f->item + 3 ? MARK_GIVE : MARK_NONE;
    if (parent == T_LOYALTY)
        return head == T_TIER && token == f->item + 2 ? MARK_FROM : MARK_NONE;
    if (parent == T_SEQUENCE && head == T_NUMBER) {
        bool name = kind_at(f, token - 1) == T_EVENT || kind_at(f, token - 1) == T_USED || kind_at(f, token - 1) == T_UNUSED;
        return name ? MARK_NONE
               : kind == T_EVENT  ? MARK_STEP_EVENT
               : kind == T_USED   ? MARK_STEP_USED
               : kind == T_UNUSED ? MARK_STEP_UNUSED
                                  : MARK_NONE;
    }
    if (head == T_EVENT && (parent == T_PROMOTION || parent == T_TEMPLATE))
        return in_line ? MARK_BRACE : MARK_NONE;
    return token == f->item + 1 && is_property(parent, head) ? MARK_VALUE : MARK_NONE;
}

/* ---- Tokens ---- */

/* A line may be continued before and, or and except, and after a comma; that of a basket before some properties. */
static bool may_break_before(const struct printer *f, size_t token)
{
    int kind = kind_at(f, token);
    if (kind_at(f, f->item) == T_LINE)
        return kind == T_CATEGORY || kind == T_TAG || kind == T_LIST_PRICE || kind == T_LEFT_BRACE || kind == T_AT;
    return kind == T_AND || kind == T_OR || kind == T_EXCEPT || kind_at(f, token - 1) == T_COMMA;
}

/* Whether the words up to the next place to break no longer fit on the line. */
static bool must_break_before(const struct printer *f, size_t token)
{
    if (!may_break_before(f, token))
        return false;
    size_t width = f->column + spaces_before(f, token) + width_of(f, token);
    for (size_t i = token + 1; i < f->item_end && !may_break_before(f, i) && width <= FORMAT_WIDTH; i++) {
        width += spaces_before(f, i) + width_of(f, i);
        if (f->pairs[i].expanded)
            break;
    }
    return width > FORMAT_WIDTH;
}

static void put_token(struct printer *f, size_t token)
{
    const struct frame *frame = f->depth == 0 ? NULL : &f->frames[f->depth - 1];
    struct text text = parser_text(f->p, token);
    uint32_t start = token_at(f, token)->start;
    size_t width = width_of(f, token);
    bool opens = frame == NULL ? token == 0 : frame->open + 1 == token;
    bool call = frame != NULL && is_call(f, frame->open);
    bool own_lines = frame == NULL || frame->expanded;
    bool closes = frame != NULL && f->pairs[frame->open].close == token;
    bool begins = f->begins[token] && !closes;
    bool list_begins = frame != NULL && own_lines && !closes && !begins &&
                       (opens || (call && kind_at(f, token - 1) == T_COMMA));

    if (begins && own_lines) {
        bool lets = kind_at(f, f->item) == T_LET && kind_at(f, token) == T_LET;
        f->item = token;
        f->item_end = item_end(f, token);
        bool tall = settle_item(f, token, inner_indent(f));
        bool apart = frame == NULL && !opens && !lets && (tall || f->tall);
        put_comments(f, start, inner_indent(f), opens, apart);
        bool after_comment = f->layout.pieces.count > 0 && f->need_line && f->last_end > 0 &&
                             f->layout.pieces.items[f->layout.pieces.count - 1].mark != MARK_COMMENT;
        f->item_indent = inner_indent(f);
        if (frame == NULL)
            f->tall = tall;
        bool blank = (blank_before(f, start) && (!opens || f->need_line)) || (apart && !after_comment);
        struct piece *piece = put_line(f, text, width, f->item_indent, blank);
        if (piece != NULL)
            piece->alone = frame != NULL && is_property(frame->parent, kind_at(f, token)) && f->item_end == token + 1;
    } else if (closes && own_lines && frame != NULL) {
        put_comments(f, start, inner_indent(f), opens, false);
        put_line(f, text, width, frame->indent, false);
    } else {
        bool list = frame != NULL && frame->expanded && !f->begins[frame->open + 1];
        size_t indent = list ? inner_indent(f) : f->item_indent + CONTINUATION;
        put_comments(f, start, indent, opens, false);
        if (f->need_line || list_begins || must_break_before(f, token)) {
            put_line(f, text, width, indent, false);
        } else {
            struct piece *piece = put(f, text, width, spaces_before(f, token));
            if (piece != NULL)
                piece->mark = frame == NULL || own_lines ? mark_of(f, token, frame == NULL ? 0 : frame->parent) : MARK_NONE;
        }
    }
    f->last_end = token_at(f, token)->end;
}

/* Frames are the open braces and parentheses; behind each the item around it goes on. */
static void put_tokens(struct printer *f)
{
    for (size_t token = 0; token + 1 < f->p->count && !f->failed; token++) {
        put_token(f, token);
        if (f->depth > 0 && f->pairs[f->frames[f->depth - 1].open].close == token) {
            const struct frame *frame = &f->frames[--f->depth];
            f->item = frame->item;
            f->item_end = frame->item_end;
            f->item_indent = frame->indent;
            continue;
        }
        if (f->pairs[token].close == NOWHERE)
            continue;
        bool expanded = f->pairs[token].expanded && (kind_at(f, token) == T_LEFT_BRACE || is_call(f, token));
        f->frames[f->depth++] =
            (struct frame){(uint32_t)token, f->item_indent, expanded, kind_at(f, f->item), f->item, f->item_end};
    }
    put_comments(f, UINT32_MAX, 0, f->p->count == 1, false);
}

static void write_pieces(struct buffer *out, const struct layout *layout)
{
    for (size_t i = 0; i < layout->pieces.count; i++) {
        const struct piece *piece = &layout->pieces.items[i];
        if (piece->line && i > 0)
            buffer_string(out, piece->blank ? "\n\n" : "\n");
        buffer_repeat(out, ' ', piece->spaces);
        buffer_text(out, piece->text);
    }
    if (layout->pieces.count > 0)
        buffer_char(out, '\n');
}

static promo_status print(struct buffer *out, struct parser *p, bool *begins)
{
    struct printer *f = alloc_zeroed(p->scan.alloc, 1, sizeof *f);
    struct pair *pairs = alloc_zeroed(p->scan.alloc, p->count, sizeof *pairs);
    promo_status status = PROMO_NO_MEMORY;
    if (f != NULL && pairs != NULL) {
        f->p = p;
        f->layout.alloc = p->scan.alloc;
        f->pairs = pairs;
        f->begins = begins;
        find_pairs(f);
        put_tokens(f);
        align_pieces(&f->layout);
        if (!f->failed)
            write_pieces(out, &f->layout);
        status = f->failed || out->failed ? PROMO_NO_MEMORY : PROMO_OK;
        VECTOR_DONE(&f->layout.pieces, p->scan.alloc);
    }
    alloc_release(p->scan.alloc, pairs, p->count, sizeof *pairs);
    alloc_release(p->scan.alloc, f, 1, sizeof *f);
    return status;
}

promo_status format_source(struct buffer *out, const struct source *source, struct diagnostics *diags)
{
    struct arena arena;
    arena_init(&arena, out->alloc);
    size_t errors = diags->errors;
    struct parser *p = parser_new(&arena, source, diags);
    if (p != NULL)
        p->marking = true;
    promo_status status = p == NULL ? PROMO_NO_MEMORY : parser_run(p);
    if (status == PROMO_OK && diags->errors > errors)
        status = PROMO_REJECTED;
    if (status == PROMO_OK)
        status = print(out, p, p->begins);
    parser_free(p);
    arena_done(&arena);
    return status;
}
