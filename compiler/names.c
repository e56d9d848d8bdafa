#include "compiler/names.h"

#include "compiler/check_parts.h"
#include "compiler/import.h"
#include "lang/nearest.h"

static const struct hash_key NAMES_KEY = {0x6e616d6573, 0x6b6579};

static const struct {
    const char *word;     /* in messages */
    const char *a;        /* with its article */
    int parameter;        /* the parameter type that stands for such a name; -1: none */
} KINDS[NAME_KIND_COUNT] = {
    [NAME_SET] = {"item set", "an item set", -1},
    [NAME_AUDIENCE] = {"audience", "an audience", PARAMETER_AUDIENCE},
    [NAME_PRICE_LIST] = {"price list", "a price list", -1},
    [NAME_LAYER] = {"layer", "a layer", -1},
    [NAME_CAMPAIGN] = {"campaign", "a campaign", -1},
    [NAME_COUPON] = {"coupon", "a coupon", PARAMETER_COUPON},
    [NAME_PROGRAM] = {"loyalty program", "a loyalty program", PARAMETER_PROGRAM},
    [NAME_PROMOTION] = {"promotion", "a promotion", -1},
    [NAME_TEMPLATE] = {"template", "a template", -1},
};

const char *names_kind_word(enum name_kind kind)
{
    return KINDS[kind].word;
}

void names_init(struct names *names, const promo_allocator *alloc)
{
    *names = (struct names){0};
    for (int kind = 0; kind < NAME_KIND_COUNT; kind++)
        text_table_init(&names->kinds[kind].texts, alloc, NAMES_KEY);
}

void names_done(struct names *names, const promo_allocator *alloc)
{
    for (int kind = 0; kind < NAME_KIND_COUNT; kind++) {
        text_table_done(&names->kinds[kind].texts);
        VECTOR_DONE(&names->kinds[kind].names, alloc);
    }
}

void names_declare(struct check *check, enum name_kind kind, const struct word *word,
                   const struct declaration *declaration, uint32_t index)
{
    struct name_table *table = &check->names.kinds[kind];
    bool added;
    if (!word_given(word))
        return;
    uint32_t number = text_table_add(&table->texts, word->text, &added);
    if (number == TEXT_TABLE_NONE) {
        check->failed = true;
    } else if (added) {
        CHECK_PUSH(check, &table->names,
                   (struct name){.text = word->text, .span = word->span, .declaration = declaration, .index = index});
    } else if (number < table->names.count) {
        struct diagnostic *d = check_error(check, P0101, word->span, "there is %s named `%.*s` already", KINDS[kind].a,
                                           SHOWN(word->text));
        diag_note(d, table->names.items[number].span, "declared here");
        diag_help(d, "give one of the two another name");
    }
}

static struct name *find(const struct names *names, enum name_kind kind, struct text text)
{
    const struct name_table *table = &names->kinds[kind];
    uint32_t number = text_table_find(&table->texts, text);
    return number < table->names.count ? &table->names.items[number] : NULL;
}

bool names_suggest(struct check *check, struct diagnostic *diagnostic, enum name_kind kind, struct text wanted)
{
    const struct name_table *table = &check->names.kinds[kind];
    struct nearest nearest = nearest_to(wanted);
    if (check->suggestions == 0)
        return false;
    check->suggestions--;
    const struct name *best = NULL;
    for (size_t i = 0; i < table->names.count; i++)
        if (nearest_offer(&nearest, table->names.items[i].text))
            best = &table->names.items[i];
    if (best == NULL)
        return false;
    diag_did_you_mean(diagnostic, best->text);
    if (best->declaration != NULL || best->span.file != UINT32_MAX)
        diag_help(diagnostic, "did you mean `%.*s` (declared at %s)?", SHOWN(best->text),
                  diag_place(check->diags, best->span));
    return true;
}

/* A template of the standard library, whose import is missing. */
static void suggest_import(struct check *check, struct diagnostic *diagnostic, const struct word *word)
{
    const struct stdlib_file *file = import_library_of(word->text);
    const char *import = file == NULL ? NULL : arena_format(check->arena, "import \"%s\"\n", file->name);
    diag_help(diagnostic, file == NULL ? "templates of the standard library need their import, such as `import \"%s\"`"
                                       : "it is in the standard library: `import \"%s\"`",
              file == NULL ? "std/bogo" : file->name);
    if (import != NULL)
        diag_suggest(diagnostic, (struct span){word->span.file, 0, 0}, text_from(import));
}

static void report_unknown(struct check *check, enum name_kind kind, const struct word *word)
{
    for (int other = 0; other < NAME_KIND_COUNT; other++) {
        const struct name *name = find(&check->names, (enum name_kind)other, word->text);
        if (name == NULL || name->declaration == NULL || other == (int)kind)
            continue;
        struct diagnostic *d = check_error(check, P0103, word->span, "`%.*s` is %s, and %s is wanted here",
                                           SHOWN(word->text), KINDS[other].a, KINDS[kind].a);
        diag_note(d, name->span, "declared here");
        names_suggest(check, d, kind, word->text);
        return;
    }
    if (missing_name(&check->missing, kind, word->text))
        return;
    struct diagnostic *d =
        check_error(check, P0102, word->span, "no %s is named `%.*s`", KINDS[kind].word, SHOWN(word->text));
    if (names_suggest(check, d, kind, word->text))
        return;
    if (kind == NAME_TEMPLATE)
        suggest_import(check, d, word);
    else if (kind == NAME_SET)
        diag_help(d, "name a set with `let %.*s = ...`, or write one: `all items`, `category \"shoes\"`", SHOWN(word->text));
}

struct name *names_find(struct check *check, enum name_kind kind, const struct word *word)
{
    if (!word_given(word))
        return NULL;
    struct name *name = find(&check->names, kind, word->text);
    if (name == NULL)
        report_unknown(check, kind, word);
    else
        name->used = true;
    return name;
}

bool names_declared(const struct check *check, enum name_kind kind, struct text text)
{
    return find(&check->names, kind, text) != NULL;
}

uint32_t names_index(struct check *check, enum name_kind kind, const struct word *word)
{
    const struct binding *binding = word_given(word) ? check_binding(check, word->text) : NULL;
    if (binding != NULL && KINDS[kind].parameter >= 0) {
        if ((int)binding->type == KINDS[kind].parameter)
            return binding->valid ? (uint32_t)binding->value : PLAN_NONE;
        struct diagnostic *d = check_error(check, P0201, word->span, "%s is wanted here, and parameter `%.*s` is none",
                                           KINDS[kind].a, SHOWN(word->text));
        diag_note(d, binding->parameter->span, "declared here");
        return PLAN_NONE;
    }
    const struct name *name = names_find(check, kind, word);
    return name == NULL ? PLAN_NONE : name->index;
}
