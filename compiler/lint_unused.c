/* What is declared and used by nothing. Of templates and item sets alone, others may be the users. */
#include "compiler/check_parts.h"
#include "compiler/lint_parts.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Whether the line that ends before `start` is a comment. */
static bool follows_comment(struct text text, size_t start)
{
    size_t at = start == 0 ? 0 : start - 1;
    while (at > 0 && text.bytes[at - 1] != '\n')
        at--;
    while (at < start && is_blank(text.bytes[at]))
        at++;
    return at < start && text.bytes[at] == '#';
}

/* A declaration that has its lines for itself, and no comment that somebody wrote about it. Of two empty lines around it one
 * goes, too. */
static void fix_delete(struct lint *lint, struct diagnostic *d, struct span span)
{
    struct text text = sources_get(&lint->compiler->sources, span.file)->text;
    while (span.start > 0 && is_blank(text.bytes[span.start - 1]))
        span.start--;
    while (span.end < text.length && is_blank(text.bytes[span.end]))
        span.end++;
    bool alone =
        (span.start == 0 || text.bytes[span.start - 1] == '\n') && (span.end == text.length || text.bytes[span.end] == '\n');
    if (!alone || follows_comment(text, span.start))
        return;
    bool apart = span.start < 2 || text.bytes[span.start - 2] == '\n';
    span.end += span.end < text.length;
    span.end += apart && span.end < text.length && text.bytes[span.end] == '\n';
    diag_fix(d, span, TEXT(""));
}

/* Names that are used where they are looked up: in any promotion, template or set. */
static const struct {
    enum name_kind kind;
    enum lint_rule rule;
    const char *help;
} NAMES[] = {
    {NAME_SET, LINT_UNUSED_LET, "delete it, or use it where its items are meant"},
    {NAME_TEMPLATE, LINT_UNUSED_TEMPLATE, "delete it, or write `use %.*s(...)` in a promotion"},
    {NAME_LAYER, LINT_UNUSED_LAYER, "delete it, or write `layer %.*s` in a promotion"},
    {NAME_AUDIENCE, LINT_UNUSED_AUDIENCE, "delete it, or write `audience %.*s` in a promotion or a criterion"},
    {NAME_PRICE_LIST, LINT_UNUSED_PRICE_LIST, "delete it, or write `price_list %.*s` in a promotion"},
    {NAME_CAMPAIGN, LINT_UNUSED_CAMPAIGN, "delete it, or write `campaign %.*s` in a promotion"},
    {NAME_PROGRAM, LINT_UNUSED_LOYALTY, "let it earn points, or give points of it"},
};

/* A layer is used by the promotions in it; the first one by those that say none. A program that earns needs nobody. */
static bool is_used(const struct lint *lint, enum name_kind kind, const struct name *name)
{
    if (kind == NAME_PROGRAM && lint->plan->programs.items[name->index].earn_points != 0)
        return true;
    if (kind == NAME_LAYER)
        for (size_t i = 0; i < lint->plan->promotions.count && name->index == 0; i++)
            if (lint->plan->promotions.items[i].layer == 0)
                return true;
    return name->used;
}

static void look_at_names(struct lint *lint)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const struct name_table *table = &lint->compiler->trace.names.kinds[NAMES[i].kind];
        for (size_t j = 0; j < table->names.count; j++) {
            const struct name *name = &table->names.items[j];
            if (name->declaration == NULL || is_used(lint, NAMES[i].kind, name) || lint_of_library(lint, name->span))
                continue;
            const char *kind = names_kind_word(NAMES[i].kind);
            struct diagnostic *d =
                lint_report(lint, NAMES[i].rule, name->span, "nothing uses the %s `%.*s`", kind, SHOWN(name->text));
            diag_help(d, NAMES[i].help, SHOWN(name->text));
            if (NAMES[i].kind == NAME_SET)
                fix_delete(lint, d, name->declaration->span);
        }
    }
}

static void look_at_fields(struct lint *lint)
{
    for (size_t i = 0; i < lint->plan->fields.count; i++) {
        const struct plan_field *field = &lint->plan->fields.items[i];
        if (field->from == NULL || field->used || lint_of_library(lint, field->from->span))
            continue;
        struct text words = lint_words(lint, span_join(field->from->owner.span, field->from->name.span));
        struct diagnostic *d =
            lint_report(lint, LINT_UNUSED_FIELD, field->from->name.span, "no criterion speaks of `%.*s`", SHOWN(words));
        diag_help(d, "delete it from the profile, or use it in a criterion");
    }
}

/* ---- Parameters of templates ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool has_word(struct text text, struct text word)
{
    for (size_t at = 0; word.length != 0 && at + word.length <= text.length; at++)
        if (memcmp(text.bytes + at, word.bytes, word.length) == 0 && (at == 0 || !is_letter(text.bytes[at - 1])) &&
            (at + word.length == text.length || !is_letter(text.bytes[at + word.length])))
            return true;
    return false;
}

static void look_at_parameters(struct lint *lint, const struct declaration *template)
{
    struct span body = template->span;
    for (const struct parameter *parameter = template->parameters; parameter != NULL; parameter = parameter->next)
        body.start = parameter->span.end;
    for (const struct parameter *parameter = template->parameters; parameter != NULL; parameter = parameter->next) {
        if (has_word(lint_source(lint, body), parameter->name.text))
            continue;
        struct diagnostic *d = lint_report(lint, LINT_UNUSED_PARAMETER, parameter->name.span,
                                           "template `%.*s` makes no use of its parameter `%.*s`", SHOWN(template->name.text),
                                           SHOWN(parameter->name.text));
        diag_help(d, "use it inside the template, or delete it there and where the template is used");
    }
}

/* ---- Imports ---- */

/* Whether a file of the standard library has a template that somebody uses. */
static bool is_library_used(const struct lint *lint, uint32_t file)
{
    const struct name_table *table = &lint->compiler->trace.names.kinds[NAME_TEMPLATE];
    for (size_t i = 0; i < table->names.count; i++)
        if (table->names.items[i].span.file == file && table->names.items[i].used)
            return true;
    return false;
}

static void look_at_import(struct lint *lint, const struct declaration *import)
{
    for (uint32_t i = 0; i < lint->compiler->sources.files.count; i++) {
        const struct source *source = sources_get(&lint->compiler->sources, i);
        struct text name = import->name.text;
        if (!text_equal(source->path, name) || !lint_of_library(lint, (struct span){i, 0, 0}) || is_library_used(lint, i))
            continue;
        struct diagnostic *d =
            lint_report(lint, LINT_UNUSED_IMPORT, import->span, "nothing uses the templates of \"%.*s\"", SHOWN(name));
        diag_help(d, "delete the import, or use one of its templates");
        fix_delete(lint, d, import->span);
    }
}

/* ---- Coupons ---- */

static void mark_coupons(const struct plan_criterion *criterion, uint8_t *required)
{
    if (criterion->kind == PLAN_TEST && criterion->test == PLAN_TEST_COUPON)
        required[criterion->index] = 1;
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next)
        mark_coupons(child, required);
}

static void mark_given(const struct plan_benefit *benefits, uint32_t count, uint8_t *given)
{
    for (uint32_t i = 0; i < count; i++)
        if (benefits[i].kind == PLAN_COUPON_GIVEN || benefits[i].kind == PLAN_CERTIFICATE)
            given[benefits[i].reference] = 1;
}

static void look_at_coupon(struct lint *lint, uint32_t index, bool required, bool given)
{
    const struct plan_coupon *coupon = &lint->plan->coupons.items[index];
    const struct name *name = lint_named(lint, NAME_COUPON, index);
    if (name == NULL || coupon->certificate)
        return; /* a certificate pays by itself, and is sold */
    if (!required) {
        struct diagnostic *d =
            lint_report(lint, LINT_UNREQUIRED_COUPON, name->span,
                        "no promotion requires the coupon `%.*s`: who shows it gets nothing", SHOWN(name->text));
        diag_help(d, "write `requires coupon %.*s` in the promotion it is for", SHOWN(name->text));
    } else if (!given && coupon->code.length == 0 && coupon->count == 0) {
        struct diagnostic *d = lint_report(lint, LINT_UNISSUED_COUPON, name->span,
                                           "coupon `%.*s` is required, and nothing issues it", SHOWN(name->text));
        diag_help(
            d,
            "let an event give it (`give coupon %.*s`), say how many codes are made (`count 1_000`), or write a public `code`",
            SHOWN(name->text));
    }
}

static void look_at_coupons(struct lint *lint)
{
    const struct plan *plan = lint->plan;
    uint8_t *required = ARENA_ARRAY(&lint->arena, plan->coupons.count, uint8_t);
    uint8_t *given = ARENA_ARRAY(&lint->arena, plan->coupons.count, uint8_t);
    if (required == NULL || given == NULL) {
        lint->failed = true;
        return;
    }
    for (size_t i = 0; i < plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &plan->promotions.items[i];
        if (promotion->coupon != PLAN_NONE)
            required[promotion->coupon] = 1;
        for (uint32_t j = 0; j < promotion->event_count; j++) {
            const struct plan_event *event = &promotion->events[j];
            if (event->when != NULL)
                mark_coupons(event->when, required);
            mark_given(event->benefits, event->benefit_count, given);
            for (uint32_t k = 0; k < event->row_count; k++)
                mark_given(event->rows[k].benefits, event->rows[k].benefit_count, given);
        }
    }
    for (uint32_t i = 0; i < plan->coupons.count; i++)
        look_at_coupon(lint, i, required[i], given[i]);
}

/* A rule set without promotions is a part of another one, or a library. */
void lint_unused(struct lint *lint)
{
    for (size_t i = 0; i < lint->compiler->trees.count; i++) {
        const struct tree *tree = lint->compiler->trees.items[i];
        if (lint_of_library(lint, (struct span){tree->source->number, 0, 0}))
            continue;
        for (const struct declaration *declaration = tree->declarations; declaration != NULL;
             declaration = declaration->next) {
            if (declaration->kind == DECLARATION_TEMPLATE)
                look_at_parameters(lint, declaration);
            if (declaration->kind == DECLARATION_IMPORT && word_given(&declaration->name))
                look_at_import(lint, declaration);
        }
    }
    if (lint->plan->promotions.count == 0)
        return;
    look_at_names(lint);
    look_at_fields(lint);
    look_at_coupons(lint);
}
