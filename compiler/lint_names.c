/* Names that promise another unit than a thing has, triggers that look misspelt, allowances in two units. */
#include "compiler/check_parts.h"
#include "compiler/lint_numbers.h"
#include "lang/nearest.h"

/* ---- Names and their types ---- */

static bool has_part(struct text name, const char *part)
{
    size_t length = strlen(part);
    for (size_t at = 0; at + length <= name.length; at++)
        if (memcmp(name.bytes + at, part, length) == 0 && (at == 0 || name.bytes[at - 1] == '_') &&
            (at + length == name.length || name.bytes[at + length] == '_'))
            return true;
    return false;
}

/* A part of a name that promises a type, and the types that keep the promise. */
static const struct promise {
    const char *part, *what;
    const char *types[4];
} PROMISES[] = {
    {"percent", "a percentage", {"percent", "decimal", "number", NULL}},
    {"percentage", "a percentage", {"percent", "decimal", "number", NULL}},
    {"pct", "a percentage", {"percent", "decimal", "number", NULL}},
    {"rate", "a rate", {"percent", "decimal", "number", NULL}},
    {"price", "an amount of money", {"money", "bool", "text", NULL}},
    {"spend", "an amount of money", {"money", NULL}},
    {"amount", "an amount", {"money", "number", "decimal", NULL}},
    {"worth", "an amount of money", {"money", NULL}},
    {"cost", "an amount of money", {"money", "bool", NULL}},
    {"quantity", "a number", {"number", "decimal", NULL}},
    {"qty", "a number", {"number", "decimal", NULL}},
    {"count", "a number", {"number", NULL}},
    {"units", "a number", {"number", "decimal", NULL}},
    {"date", "a date", {"date", "instant", NULL}},
    {"birthday", "a date", {"date", NULL}},
    {"age", "a number", {"number", "decimal", "text", "enum"}},
    {"weight", "a number", {"number", "decimal", "text", "enum"}},
    {"kg", "a number", {"number", "decimal", NULL}},
    {"points", "a number", {"number", "decimal", NULL}},
};

static void look_at_type(struct lint *lint, const struct parameter *parameter, bool of_profile)
{
    for (size_t i = 0; i < sizeof PROMISES / sizeof *PROMISES; i++) {
        const struct promise *promise = &PROMISES[i];
        if (!word_given(&parameter->type) || !has_part(parameter->name.text, promise->part))
            continue;
        /* In a template a percentage has its own type, and a number is none. */
        bool strict = !of_profile && strcmp(promise->what, "a percentage") == 0;
        for (size_t j = 0; j < 4 && promise->types[j] != NULL && (j == 0 || !strict); j++)
            if (text_equal(parameter->type.text, text_from(promise->types[j])))
                return;
        struct diagnostic *d =
            lint_report(lint, LINT_NAME_SAYS_OTHER, parameter->span, "`%.*s` reads like %s, and its type is `%.*s`",
                        SHOWN(parameter->name.text), promise->what, SHOWN(parameter->type.text));
        diag_help(d, "give it type `%s`, or another name", promise->types[0]);
        return;
    }
}

/* `under_10`: a price that the set's own criteria should say. */
static void look_at_bound(struct lint *lint, const struct declaration *let)
{
    static const char *const WORDS[] = {"under_", "below_", "over_", "above_", "upto_", "up_to_"};
    struct text name = let->name.text;
    const struct name_table *table = &lint->compiler->trace.names.kinds[NAME_SET];
    uint32_t number = text_table_find(&table->texts, name);
    struct said said = {.lint = lint};
    struct number_token token;
    int64_t value;
    if (number >= table->names.count || table->names.items[number].index == PLAN_NONE)
        return;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        for (size_t at = 0; at < name.length; at++) {
            size_t end = at;
            if ((at > 0 && name.bytes[at - 1] != '_') || !number_skip(name, &end, WORDS[i]))
                continue;
            struct text rest = {name.bytes + end, name.length - end};
            if (!number_next(rest, 0, &token) || token.start != 0 || !number_scaled(token, lint->plan->decimals, &value))
                continue;
            said_by_set(&said, table->names.items[number].index);
            if (said.amount_count == 0 || said.count_count != 0 || said.overfull || said_amount(&said, value))
                return;
            struct diagnostic *d = lint_report(lint, LINT_NAME_SAYS_OTHER, let->name.span,
                                               "the name says %lld, and the price is compared with %s",
                                               (long long)token.value, lint_money(lint, said.amounts[0]));
            diag_help(d, "correct the one that is wrong");
            return;
        }
}

/* An item set is no percentage. */
static void look_at_let(struct lint *lint, const struct declaration *let)
{
    look_at_bound(lint, let);
    static const char *const PARTS[] = {"percent", "percentage", "pct", "quantity", "qty", "amount"};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (has_part(let->name.text, PARTS[i])) {
            struct diagnostic *d = lint_report(lint, LINT_NAME_SAYS_OTHER, let->name.span,
                                               "`%.*s` reads like a number, and it is a set of items", SHOWN(let->name.text));
            diag_help(d, "name the items: what they are, or what is done with them");
            return;
        }
}

/* ---- Triggers ---- */

static void look_at_trigger(struct lint *lint, const struct event *event)
{
    static const char *const KNOWN[] = {"basket", "signup", "purchase", "review"};
    struct nearest nearest = nearest_to(event->trigger.text);
    if (!word_given(&event->trigger))
        return;
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (text_equal(event->trigger.text, text_from(KNOWN[i])))
            return;
        nearest_offer(&nearest, text_from(KNOWN[i]));
    }
    if (nearest.best.bytes == NULL)
        return;
    struct diagnostic *d =
        lint_report(lint, LINT_MISSPELT_TRIGGER, event->trigger.span, "`%.*s` looks like the trigger `%.*s`, misspelt",
                    SHOWN(event->trigger.text), SHOWN(nearest.best));
    diag_help(d, "write `on %.*s`; an event on any other trigger is used only where the caller sends exactly that",
              SHOWN(nearest.best));
}

static void look_at_declaration(struct lint *lint, const struct declaration *declaration)
{
    if (declaration->kind == DECLARATION_TEMPLATE || declaration->kind == DECLARATION_PROFILE)
        for (const struct parameter *parameter = declaration->parameters; parameter != NULL; parameter = parameter->next)
            look_at_type(lint, parameter, declaration->kind == DECLARATION_PROFILE);
    if (declaration->kind == DECLARATION_LET)
        look_at_let(lint, declaration);
    if (declaration->kind == DECLARATION_PROMOTION || declaration->kind == DECLARATION_TEMPLATE)
        for (const struct clause *clause = declaration->clauses; clause != NULL; clause = clause->next)
            if (clause->kind == CLAUSE_EVENT && clause->event != NULL)
                look_at_trigger(lint, clause->event);
}

/* ---- Allowances ---- */

struct allowance {
    struct text name, unit;
    struct span span;
};

static const struct hash_key NAMES_KEY = {0x6e616d6573, 0x6b6579};

struct allowances {
    struct lint *lint;
    struct text_table names;
    VECTOR(struct allowance) first;
};

static void take_allowances(struct allowances *allowances, const struct plan_benefit *benefits, uint32_t count)
{
    struct lint *lint = allowances->lint;
    for (uint32_t i = 0; i < count && !lint->failed; i++) {
        const struct plan_benefit *benefit = &benefits[i];
        bool added;
        if (benefit->kind != PLAN_ALLOWANCE)
            continue;
        uint32_t number = text_table_add(&allowances->names, benefit->name, &added);
        struct allowance allowance = {benefit->name, benefit->unit, benefit->from->span};
        if (number == TEXT_TABLE_NONE || (added && !VECTOR_PUSH(&allowances->first, lint->compiler->alloc, allowance))) {
            lint->failed = true;
            return;
        }
        const struct allowance *first = &allowances->first.items[number];
        if (text_equal(first->unit, benefit->unit))
            continue;
        struct diagnostic *d = lint_report(lint, LINT_ALLOWANCE_UNITS, benefit->from->span,
                                           "\"%.*s\" is counted in \"%.*s\" here and in \"%.*s\" elsewhere",
                                           SHOWN(benefit->name), SHOWN(benefit->unit), SHOWN(first->unit));
        diag_note(d, first->span, "here");
        diag_help(d, "whoever adds the two up needs one unit");
    }
}

/* ---- The whole ---- */

void lint_names(struct lint *lint)
{
    struct allowances allowances = {.lint = lint};
    text_table_init(&allowances.names, lint->compiler->alloc, NAMES_KEY);
    lint_each_declaration(lint, look_at_declaration);
    for (size_t i = 0; i < lint->plan->promotions.count && !lint->failed; i++) {
        const struct plan_promotion *promotion = &lint->plan->promotions.items[i];
        for (uint32_t j = 0; j < promotion->event_count; j++) {
            const struct plan_event *event = &promotion->events[j];
            take_allowances(&allowances, event->benefits, event->benefit_count);
            for (uint32_t k = 0; k < event->row_count; k++)
                take_allowances(&allowances, event->rows[k].benefits, event->rows[k].benefit_count);
        }
    }
    VECTOR_DONE(&allowances.first, lint->compiler->alloc);
    text_table_done(&allowances.names);
}
