#include "compiler/missing.h"

enum { MOST_SEARCHES = 200 };

bool missing_init(struct missing *missing, const struct diagnostics *diags, struct arena *arena)
{
    *missing = (struct missing){
        .sources = diags->sources, .count = diags->sources->files.count, .searches = MOST_SEARCHES};
    missing->broken = ARENA_ARRAY(arena, missing->count, uint8_t);
    if (missing->broken == NULL)
        return false;
    for (size_t i = 0; i < diags->list.count; i++) {
        const struct diagnostic *diagnostic = diags->list.items[i];
        if (diagnostic->severity != SEVERITY_ERROR)
            continue;
        missing->any = true;
        missing->import_failed |= diagnostic->code == P0301 || diagnostic->code == P0302;
        if (diagnostic->span.file < missing->count)
            missing->broken[diagnostic->span.file] = 1;
    }
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Where the word stands next, from `at` on; text.length: nowhere. */
static size_t find_word(struct text text, struct text word, size_t at)
{
    for (; word.length <= text.length && at <= text.length - word.length; at++) {
        const char *found = memchr(text.bytes + at, word.bytes[0], text.length - word.length - at + 1);
        if (found == NULL)
            break;
        at = (size_t)(found - text.bytes);
        size_t end = at + word.length;
        if (memcmp(found, word.bytes, word.length) == 0 && (at == 0 || !is_letter(text.bytes[at - 1])) &&
            (end == text.length || !is_letter(text.bytes[end])))
            return at;
    }
    return text.length;
}

/* `let name` at the start of a line: uses of a name stand inside blocks, and so further in. */
static bool declares(struct text text, size_t at, struct text word)
{
    size_t end = at;
    while (at > 0 && (text.bytes[at - 1] == ' ' || text.bytes[at - 1] == '\t'))
        at--;
    return end != at && at >= word.length && memcmp(text.bytes + at - word.length, word.bytes, word.length) == 0 &&
           (at == word.length || text.bytes[at - word.length - 1] == '\n');
}

/* `owner.name :` */
static bool declares_field(struct text text, size_t at, size_t length, struct text owner)
{
    size_t end = at + length;
    while (end < text.length && (text.bytes[end] == ' ' || text.bytes[end] == '\t'))
        end++;
    return end < text.length && text.bytes[end] == ':' && at > owner.length && text.bytes[at - 1] == '.' &&
           memcmp(text.bytes + at - 1 - owner.length, owner.bytes, owner.length) == 0;
}

/* Whether a source with errors seems to declare the name behind the word; of a field the word is its owner. */
static bool declared(struct missing *missing, struct text word, struct text name, bool field)
{
    if (missing->import_failed || missing->searches == 0)
        return true;
    if (name.length == 0)
        return false;
    missing->searches--;
    for (uint32_t i = 0; i < missing->count; i++) {
        if (!missing->broken[i])
            continue;
        struct text text = sources_get(missing->sources, i)->text;
        for (size_t at = find_word(text, name, 0); at < text.length; at = find_word(text, name, at + 1))
            if (field ? declares_field(text, at, name.length, word) : declares(text, at, word))
                return true;
    }
    return false;
}

bool missing_name(struct missing *missing, enum name_kind kind, struct text name)
{
    static const char *const WORDS[NAME_KIND_COUNT] = {
        [NAME_SET] = "let",           [NAME_AUDIENCE] = "audience", [NAME_PRICE_LIST] = "price_list",
        [NAME_CAMPAIGN] = "campaign", [NAME_COUPON] = "coupon",     [NAME_PROGRAM] = "loyalty",
        [NAME_PROMOTION] = "promotion", [NAME_TEMPLATE] = "template"};
    if (!missing->any || kind == NAME_LAYER)
        return missing->any; /* layers stand in a block, without a word before each */
    return declared(missing, text_from(WORDS[kind]), name, false);
}

bool missing_field(struct missing *missing, struct text owner, struct text name)
{
    return missing->any && declared(missing, owner, name, true);
}
