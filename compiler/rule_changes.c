#include "compiler/rule_changes.h"

#include "base/columns.h"
#include "base/hash.h"
#include "compiler/phrases.h"

static const struct hash_key NAMES_KEY = {0x6368616e676573, 0x6b6579};

struct finding {
    struct rule_changes *changes;
    const struct description_of_rules *old, *new;
    struct text_table names; /* of the new ones of the kind at hand */
    VECTOR(const struct described *) listed;
    VECTOR(bool) met;
    bool failed;
};

/* ---- Lines ---- */

/* What a campaign, a coupon, a price list or a let says is told at that declaration, once. */
static bool is_compared(const struct description_line *line, enum described_kind kind)
{
    static const char *const OF_OTHERS[] = {"campaign period", "campaign channels", "price list channels"};
    if (line->part == DESCRIBE_MEANS)
        return false;
    if (kind != DESCRIBED_PROMOTION)
        return true;
    for (size_t i = 0; i < sizeof OF_OTHERS / sizeof *OF_OTHERS; i++)
        if (strcmp(line->property, OF_OTHERS[i]) == 0)
            return false;
    return (line->part != DESCRIBE_BUDGET || strcmp(line->property, "campaign") == 0) &&
           (line->part != DESCRIBE_NEEDS || strcmp(line->property, "coupon") == 0);
}

static bool same_place(const struct description_line *a, const struct description_line *b)
{
    return a->part == b->part && strcmp(a->property, b->property) == 0 && text_equal(a->event, b->event);
}

static const struct description_line *find_line(const struct description *says, const struct description_line *like)
{
    for (size_t i = 0; i < says->lines.count; i++)
        if (same_place(&says->lines.items[i], like))
            return &says->lines.items[i];
    return NULL;
}

static void push_line(struct finding *finding, struct line_change line)
{
    if (!VECTOR_PUSH(&finding->changes->lines, finding->changes->alloc, line))
        finding->failed = true;
}

static void compare_lines(struct finding *finding, const struct described *old, const struct described *new)
{
    const struct text nothing = {NULL, 0};
    if (!text_equal(old->title, new->title))
        push_line(finding, (struct line_change){nothing, "title", old->title, new->title});
    for (size_t i = 0; i < old->says.lines.count; i++) {
        const struct description_line *line = &old->says.lines.items[i];
        bool compared = is_compared(line, old->kind);
        const struct description_line *other = compared ? find_line(&new->says, line) : NULL;
        if (!compared || (other != NULL && text_equal(line->words, other->words)))
            continue;
        push_line(finding, (struct line_change){line->event, line->property, line->words,
                                                other == NULL ? nothing : other->words});
    }
    for (size_t i = 0; i < new->says.lines.count; i++) {
        const struct description_line *line = &new->says.lines.items[i];
        if (is_compared(line, new->kind) && find_line(&old->says, line) == NULL)
            push_line(finding, (struct line_change){line->event, line->property, nothing, line->words});
    }
}

/* ---- Declarations ---- */

static void push(struct finding *finding, struct rule_change change)
{
    if (!VECTOR_PUSH(&finding->changes->all, finding->changes->alloc, change))
        finding->failed = true;
}

static void compare_one(struct finding *finding, const struct described *old)
{
    uint32_t number = text_table_find(&finding->names, old->name);
    if (number == TEXT_TABLE_NONE) {
        push(finding, (struct rule_change){.kind = RULE_REMOVED, .old = old});
        return;
    }
    const struct described *new = finding->listed.items[number];
    size_t first = finding->changes->lines.count;
    finding->met.items[number] = true;
    compare_lines(finding, old, new);
    size_t count = finding->changes->lines.count - first;
    if (count != 0)
        push(finding, (struct rule_change){RULE_CHANGED, old, new, first, count});
}

/* Names are unique in their kind. */
static void list_new(struct finding *finding, enum described_kind kind)
{
    text_table_clear(&finding->names);
    finding->listed.count = finding->met.count = 0;
    for (size_t i = 0; i < finding->new->all.count && !finding->failed; i++) {
        const struct described *new = &finding->new->all.items[i];
        if (new->kind != kind)
            continue;
        finding->failed = text_table_add(&finding->names, new->name, NULL) == TEXT_TABLE_NONE ||
                          !VECTOR_PUSH(&finding->listed, finding->changes->alloc, new) ||
                          !VECTOR_PUSH(&finding->met, finding->changes->alloc, false);
    }
}

static void compare_kind(struct finding *finding, enum described_kind kind)
{
    uint32_t highest = 0;
    list_new(finding, kind);
    for (size_t i = 0; i < finding->old->all.count && !finding->failed; i++) {
        const struct described *old = &finding->old->all.items[i];
        if (old->kind != kind)
            continue;
        compare_one(finding, old);
        uint32_t number = text_table_find(&finding->names, old->name);
        if (kind != DESCRIBED_PROMOTION || number == TEXT_TABLE_NONE)
            continue;
        finding->changes->reordered |= number < highest;
        highest = number > highest ? number : highest;
    }
    for (size_t i = 0; i < finding->listed.count && !finding->failed; i++)
        if (!finding->met.items[i])
            push(finding, (struct rule_change){.kind = RULE_ADDED, .new = finding->listed.items[i]});
}

bool rule_changes_find(struct rule_changes *changes, const struct description_of_rules *old,
                       const struct description_of_rules *new, bool with_sets, const promo_allocator *alloc)
{
    *changes = (struct rule_changes){.alloc = alloc_or_default(alloc)};
    struct finding finding = {.changes = changes, .old = old, .new = new};
    text_table_init(&finding.names, changes->alloc, NAMES_KEY);
    for (int kind = 0; kind < DESCRIBED_KIND_COUNT && !finding.failed; kind++)
        if (with_sets || kind != DESCRIBED_SET)
            compare_kind(&finding, (enum described_kind)kind);
    text_table_done(&finding.names);
    VECTOR_DONE(&finding.listed, changes->alloc);
    VECTOR_DONE(&finding.met, changes->alloc);
    if (finding.failed)
        rule_changes_done(changes);
    return !finding.failed;
}

void rule_changes_done(struct rule_changes *changes)
{
    VECTOR_DONE(&changes->all, changes->alloc);
    VECTOR_DONE(&changes->lines, changes->alloc);
}

/* ---- In words ---- */

const char *rule_change_word(enum rule_change_kind kind)
{
    static const char *const WORDS[] = {[RULE_ADDED] = "added", [RULE_REMOVED] = "removed", [RULE_CHANGED] = "changed"};
    return WORDS[kind];
}

enum { LONG_TEXT = 120, CONTEXT = 30 };

/* Where words begin: back from `at`. */
static size_t word_start(struct text text, size_t at)
{
    while (at > 0 && text.bytes[at - 1] != ' ')
        at--;
    return at;
}

static size_t word_end(struct text text, size_t at)
{
    while (at < text.length && text.bytes[at] != ' ')
        at++;
    return at;
}

/* Of a long text what lies between the first and the last difference, with some words around it. */
static struct text cut(struct text text, size_t same_before, size_t same_after, bool *before, bool *after)
{
    size_t from = same_before > CONTEXT ? word_start(text, same_before - CONTEXT) : 0;
    size_t end = text.length - same_after, to = same_after > CONTEXT ? word_end(text, end + CONTEXT) : text.length;
    *before = from > 0;
    *after = to < text.length;
    return (struct text){text.bytes + from, to - from};
}

static void put_side(struct buffer *out, const struct line_change *line, struct text text, size_t same_before,
                     size_t same_after)
{
    bool before = false, after = false;
    if (strcmp(line->property, "title") == 0) {
        phrase_quoted(out, text);
        return;
    }
    if (text.length > LONG_TEXT)
        text = cut(text, same_before, same_after, &before, &after);
    buffer_string(out, before ? "... " : "");
    buffer_text(out, text);
    buffer_string(out, after ? " ..." : "");
}

void rule_change_tell(struct buffer *out, const struct line_change *line)
{
    struct text old = line->old, new = line->new;
    size_t least = old.length < new.length ? old.length : new.length, before = 0, after = 0;
    while (before < least && old.bytes[before] == new.bytes[before])
        before++;
    while (after < least - before && old.bytes[old.length - 1 - after] == new.bytes[new.length - 1 - after])
        after++;
    if (line->event.length != 0) {
        buffer_string(out, "offer ");
        columns_put(out, line->event);
        buffer_string(out, ", ");
    }
    buffer_format(out, "%s: ", line->property);
    if (new.length == 0) {
        buffer_string(out, "no longer ");
        put_side(out, line, old, old.length, 0);
    } else if (old.length == 0) {
        buffer_string(out, "now ");
        put_side(out, line, new, new.length, 0);
    } else {
        put_side(out, line, new, before, after);
        buffer_string(out, " instead of ");
        put_side(out, line, old, before, after);
    }
}
