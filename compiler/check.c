#include "compiler/check.h"

#include "compiler/declarations.h"
#include "compiler/fields.h"
#include "compiler/items.h"
#include "compiler/programs.h"
#include "compiler/promotions.h"
#include "compiler/templates.h"

static const struct hash_key LOCAL_KEY = {0x6c6f63616c, 0x6b6579};

enum { MOST_SUGGESTIONS = 50 };

/* What is done with each kind of declaration, in one pass over all trees. */
typedef void step(struct check *check, const struct declaration *declaration);

static void each(struct check *check, enum declaration_kind kind, step *do_one)
{
    for (size_t i = 0; i < check->tree_count; i++)
        for (const struct declaration *declaration = check->trees[i]->declarations;
             declaration != NULL && !check->failed; declaration = declaration->next)
            if (declaration->kind == kind)
                do_one(check, declaration);
}

static const struct declaration *first_of(const struct check *check, enum declaration_kind kind)
{
    for (size_t i = 0; i < check->tree_count; i++)
        for (const struct declaration *declaration = check->trees[i]->declarations; declaration != NULL;
             declaration = declaration->next)
            if (declaration->kind == kind)
                return declaration;
    return NULL;
}

/* ---- Names ---- */

static const struct {
    enum declaration_kind declaration;
    enum name_kind name;
} NAMED[] = {
    {DECLARATION_LET, NAME_SET},           {DECLARATION_AUDIENCE, NAME_AUDIENCE},
    {DECLARATION_PRICE_LIST, NAME_PRICE_LIST}, {DECLARATION_CAMPAIGN, NAME_CAMPAIGN},
    {DECLARATION_COUPON, NAME_COUPON},     {DECLARATION_LOYALTY, NAME_PROGRAM},
    {DECLARATION_PROMOTION, NAME_PROMOTION}, {DECLARATION_TEMPLATE, NAME_TEMPLATE},
};
enum { NAMED_COUNT = sizeof NAMED / sizeof *NAMED };

/* A declaration's number among its kind is its place in the plan's vector, as each is appended in this order. */
static void declare_names(struct check *check)
{
    uint32_t counts[NAMED_COUNT] = {0};
    for (size_t i = 0; i < check->tree_count; i++)
        for (const struct declaration *declaration = check->trees[i]->declarations;
             declaration != NULL && !check->failed; declaration = declaration->next)
            for (int j = 0; j < NAMED_COUNT; j++)
                if (NAMED[j].declaration == declaration->kind)
                    names_declare(check, NAMED[j].name, &declaration->name, declaration, counts[j]++);
}

/* ---- What is there once ---- */

static void report_again(struct check *check, enum declaration_kind kind, const struct declaration *first, const char *what)
{
    for (size_t i = 0; i < check->tree_count; i++)
        for (const struct declaration *declaration = check->trees[i]->declarations; declaration != NULL;
             declaration = declaration->next) {
            if (declaration->kind != kind || declaration == first)
                continue;
            struct diagnostic *d = check_error(check, P0109, declaration->keyword, "a rule set has one block of %s", what);
            diag_note(d, first->keyword, "this is the first");
            diag_help(d, "put everything into one of them");
        }
}

/* Whether there is nothing that means something by itself: only what a rule set can import. */
static bool is_library(const struct check *check)
{
    for (size_t i = 0; i < check->tree_count; i++)
        for (const struct declaration *declaration = check->trees[i]->declarations; declaration != NULL;
             declaration = declaration->next)
            if (declaration->kind != DECLARATION_TEMPLATE && declaration->kind != DECLARATION_LET &&
                declaration->kind != DECLARATION_PROFILE && declaration->kind != DECLARATION_IMPORT)
                return false;
    return first_of(check, DECLARATION_TEMPLATE) != NULL;
}

static void read_settings(struct check *check)
{
    const struct declaration *settings = first_of(check, DECLARATION_SETTINGS);
    if (settings == NULL) {
        struct span start = {check->tree_count == 0 ? UINT32_MAX : check->trees[0]->source->number, 0, 0};
        if (!check->missing.any && (check->image_wanted || !is_library(check)))
            diag_help(check_error(check, P0110, start, "the rule set has no settings"),
                      "write `settings { currency USD }` into one of its files");
        return;
    }
    declarations_settings(check, settings);
    report_again(check, DECLARATION_SETTINGS, settings, "settings");
}

static void read_layers(struct check *check)
{
    const struct declaration *layers = first_of(check, DECLARATION_LAYERS);
    if (layers == NULL) {
        struct word main = {.text = TEXT("main"), .span = {UINT32_MAX, 0, 0}};
        names_declare(check, NAME_LAYER, &main, NULL, 0);
        CHECK_PUSH(check, &check->plan->layers, (struct plan_layer){.name = TEXT("main")});
        return;
    }
    uint32_t index = 0;
    for (const struct layer *layer = layers->layers; layer != NULL; layer = layer->next)
        names_declare(check, NAME_LAYER, &layer->name, layers, index++);
    declarations_layers(check, layers);
    report_again(check, DECLARATION_LAYERS, layers, "layers");
}

static void check_unused_templates(struct check *check)
{
    struct name_table *table = &check->names.kinds[NAME_TEMPLATE];
    for (size_t i = 0; i < table->names.count && !check->failed; i++)
        if (!table->names.items[i].used)
            promotions_check_template(check, table->names.items[i].declaration);
}

/* ---- The whole ---- */

static void check_all(struct check *check)
{
    declare_names(check);
    read_settings(check);
    if (check->plan->zone.changes.count == 0)
        check->failed |= !zone_utc(&check->plan->zone, check->alloc);
    if (check->plan->timezone.bytes == NULL) {
        check->plan->timezone = TEXT("UTC");
        check->zone_known = true;
    }
    read_layers(check);
    each(check, DECLARATION_PROFILE, fields_declare);
    fields_finish(check);
    each(check, DECLARATION_TEMPLATE, templates_check);
    each(check, DECLARATION_AUDIENCE, declarations_audience);
    each(check, DECLARATION_PRICE_LIST, declarations_price_list);
    each(check, DECLARATION_CAMPAIGN, declarations_campaign);
    each(check, DECLARATION_COUPON, programs_coupon);
    items_check_lets(check);
    each(check, DECLARATION_LOYALTY, programs_loyalty);
    each(check, DECLARATION_PROMOTION, promotions_check);
    check_unused_templates(check);
}

void check_rules(struct plan *plan, const struct tree *const *trees, size_t tree_count, struct diagnostics *diags,
                 const char *zoneinfo, bool image_wanted, struct trace *trace)
{
    struct check check = {.alloc = plan->alloc,
                          .plan = plan,
                          .arena = &plan->arena,
                          .sources = diags->sources,
                          .diags = diags,
                          .zoneinfo = zoneinfo,
                          .trees = trees,
                          .tree_count = tree_count,
                          .suggestions = MOST_SUGGESTIONS,
                          .trace = trace,
                          .image_wanted = image_wanted,
                          .names = trace->names};
    text_table_init(&check.local, plan->alloc, LOCAL_KEY);
    text_table_init(&check.codes, plan->alloc, LOCAL_KEY);
    for (int owner = 0; owner < PLAN_OWNER_COUNT; owner++)
        text_table_init(&check.field_names[owner].texts, plan->alloc, LOCAL_KEY);
    if (missing_init(&check.missing, diags, &plan->arena))
        check_all(&check);
    else
        check.failed = true;
    plan->failed |= check.failed;
    for (int owner = 0; owner < PLAN_OWNER_COUNT; owner++) {
        text_table_done(&check.field_names[owner].texts);
        VECTOR_DONE(&check.field_names[owner].spans, plan->alloc);
        VECTOR_DONE(&check.field_names[owner].indices, plan->alloc);
    }
    VECTOR_DONE(&check.code_spans, plan->alloc);
    text_table_done(&check.codes);
    text_table_done(&check.local);
    trace->names = check.names;
}
