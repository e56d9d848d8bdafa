#include "compiler/lint_parts.h"

#include "base/calendar.h"
#include "base/decimal.h"
#include "compiler/check_parts.h"
#include "compiler/import.h"

static const enum severity SEVERITIES[] = {[LINT_OFF] = SEVERITY_HINT,
                                           [LINT_NOTE] = SEVERITY_NOTE,
                                           [LINT_WARNING] = SEVERITY_WARNING,
                                           [LINT_ERROR] = SEVERITY_ERROR};

void lint_options_init(struct lint_options *options)
{
    *options = (struct lint_options){0};
    for (int rule = 0; rule < LINT_RULE_COUNT; rule++)
        options->levels[rule] = lint_info_get((enum lint_rule)rule)->level;
}

bool lint_options_set(struct lint_options *options, struct text name, enum lint_level level)
{
    enum lint_category category = lint_category_find(name);
    enum lint_rule found = lint_find(name);
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++)
        if (rule == (int)found || lint_info_get((enum lint_rule)rule)->category == category)
            options->levels[rule] = level;
    return found != LINT_RULE_NONE || category != LINT_CATEGORY_COUNT;
}

_Static_assert((int)PROMO_LINT_OFF == LINT_OFF && (int)PROMO_LINT_NOTE == LINT_NOTE &&
                   (int)PROMO_LINT_WARNING == LINT_WARNING && (int)PROMO_LINT_ERROR == LINT_ERROR,
               "levels are the same inside and out");

/* ---- Findings ---- */

bool lint_is_on(const struct lint *lint, enum lint_rule rule)
{
    return lint->options->levels[rule] != LINT_OFF;
}

static struct diagnostic *vreport(struct lint *lint, enum lint_rule rule, struct span span, const char *format,
                                  va_list arguments)
{
    if (!lint_is_on(lint, rule)) {
        lint->diags->sink = (struct diagnostic){.owner = NULL};
        return &lint->diags->sink;
    }
    struct diagnostic *d =
        diag_vadd(lint->diags, SEVERITIES[lint->options->levels[rule]], CODE_NONE, span, format, arguments);
    d->lint = rule;
    return d;
}

struct diagnostic *lint_report(struct lint *lint, enum lint_rule rule, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *d = vreport(lint, rule, span, format, arguments);
    va_end(arguments);
    return d;
}

struct diagnostic *lint_report_in(struct lint *lint, enum lint_rule rule, const struct frame *frame, struct span span,
                                  const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *d = vreport(lint, rule, frame == NULL ? span : lint_use(frame), format, arguments);
    va_end(arguments);
    for (; frame != NULL; frame = frame->outer) {
        diag_note(d, span, "in template `%.*s`", SHOWN(frame->declaration->name.text));
        span = frame->use;
    }
    return d;
}

/* ---- Places and words ---- */

bool lint_of_library(const struct lint *lint, struct span span)
{
    const struct source *source = sources_get(&lint->compiler->sources, span.file);
    return source != NULL && strncmp(source->path.bytes, "std/", 4) == 0 && import_library(source->path) != NULL;
}

struct span lint_use(const struct frame *frame)
{
    while (frame->outer != NULL)
        frame = frame->outer;
    return frame->use;
}

static bool is_parameter(const struct frame *frame, const struct word *word)
{
    for (size_t i = 0; i < frame->count; i++)
        if (word_given(word) && !word->quoted && text_equal(frame->bindings[i].parameter->name.text, word->text))
            return true;
    return false;
}

/* The parser bounds how deep expressions go. */
bool lint_has_parameter(const struct frame *frame, const struct expr *expr)
{
    if (frame == NULL || expr == NULL)
        return false;
    if (is_parameter(frame, &expr->word) || lint_has_parameter(frame, expr->left) || lint_has_parameter(frame, expr->right))
        return true;
    for (const struct word *word = expr->words; word != NULL; word = word->next)
        if (is_parameter(frame, word))
            return true;
    for (const struct expr *item = expr->items; item != NULL; item = item->next)
        if (lint_has_parameter(frame, item))
            return true;
    return false;
}

struct text lint_source(const struct lint *lint, struct span span)
{
    return sources_text(&lint->compiler->sources, span);
}

enum { LONGEST_WORDS = 90 };

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct text lint_words(struct lint *lint, struct span span)
{
    struct text from = lint_source(lint, span);
    char *words = arena_alloc(&lint->diags->arena, LONGEST_WORDS + 8, 1);
    size_t length = 0;
    if (words == NULL) {
        lint->failed = true;
        return (struct text){"", 0};
    }
    for (size_t i = 0; i < from.length; i++) {
        if (from.bytes[i] == '#' && i > 0 &&
            is_white(from.bytes[i - 1])) /* a comment; in a text it is cut, too: that is only shown */
            while (i < from.length && from.bytes[i] != '\n')
                i++;
        if (i == from.length || (is_white(from.bytes[i]) && length > 0 && words[length - 1] == ' '))
            continue;
        bool begins = ((unsigned char)from.bytes[i] & 0xC0) != 0x80;
        if (length >= LONGEST_WORDS && begins) {
            memcpy(words + length, "...", 3);
            return (struct text){words, length + 3};
        }
        words[length++] = is_white(from.bytes[i]) ? ' ' : from.bytes[i];
    }
    return (struct text){words, length};
}

static const char *kept(struct lint *lint, const char *text)
{
    lint->failed |= text == NULL;
    return text == NULL ? "" : text;
}

const char *lint_percent(struct lint *lint, int64_t millionths)
{
    char digits[DECIMAL_ROOM];
    size_t length = decimal_print_short(millionths, 4, digits);
    return kept(lint, arena_format(&lint->arena, "%.*s%%", (int)length, digits));
}

const char *lint_money(struct lint *lint, int64_t minor)
{
    char digits[DECIMAL_ROOM];
    size_t length = decimal_print(minor, lint->plan->decimals, digits);
    return kept(lint, arena_format(&lint->arena, "%.*s", (int)length, digits));
}

static int64_t local_day(const struct lint *lint, int64_t instant, int64_t *second)
{
    int64_t local = instant + zone_offset_at(&lint->plan->zone, instant);
    *second = local % CALENDAR_DAY_SECONDS;
    if (*second < 0)
        *second += CALENDAR_DAY_SECONDS;
    return (local - *second) / CALENDAR_DAY_SECONDS;
}

const char *lint_day(struct lint *lint, int64_t instant)
{
    int64_t second;
    struct calendar_date date = calendar_date_of(local_day(lint, instant, &second));
    if (second == 0)
        return kept(lint, arena_format(&lint->arena, "%04d-%02d-%02d", date.year, date.month, date.day));
    return kept(lint, arena_format(&lint->arena, "%04d-%02d-%02dT%02d:%02d", date.year, date.month, date.day,
                                   (int)(second / 3600), (int)(second / 60 % 60)));
}

const char *lint_last_day(struct lint *lint, int64_t to)
{
    int64_t second;
    struct calendar_date date = calendar_date_of(local_day(lint, to - 1, &second));
    return kept(lint, arena_format(&lint->arena, "%04d-%02d-%02d", date.year, date.month, date.day));
}

struct span lint_name_of(const struct plan_promotion *promotion)
{
    return promotion->declaration->name.span;
}

const struct clause *lint_clause(const struct plan_promotion *promotion, enum clause_kind kind)
{
    return clause_find(promotion->declaration->clauses, kind);
}

struct lint_spot lint_spot(const struct plan_promotion *promotion, enum clause_kind kind)
{
    const struct clause *own = lint_clause(promotion, kind);
    if (own != NULL)
        return (struct lint_spot){NULL, own->span};
    for (uint32_t i = 0; i < promotion->placed_count; i++)
        if (promotion->placed[i].clause->kind == kind)
            return (struct lint_spot){promotion->placed[i].frame, promotion->placed[i].clause->span};
    return (struct lint_spot){NULL, lint_name_of(promotion)};
}

const struct name *lint_named(const struct lint *lint, enum name_kind kind, uint32_t index)
{
    const struct name_table *table = &lint->compiler->trace.names.kinds[kind];
    if (index < table->names.count && table->names.items[index].index == index)
        return &table->names.items[index];
    return NULL;
}

/* ---- What several lints ask ---- */

struct plan_period lint_period(const struct lint *lint, const struct plan_promotion *promotion)
{
    struct plan_period period = promotion->period;
    if (promotion->campaign == PLAN_NONE)
        return period;
    const struct plan_campaign *campaign = &lint->plan->campaigns.items[promotion->campaign];
    if (campaign->period.from > period.from)
        period.from = campaign->period.from;
    if (campaign->period.to < period.to)
        period.to = campaign->period.to;
    return period;
}

static void narrow(struct lint *lint, struct interval_set *set, bool *any, uint32_t list)
{
    if (list == PLAN_NONE)
        return;
    const struct plan_list *values = &lint->plan->lists.items[list];
    struct interval_set points = intervals_points(&lint->intervals, values->values, values->count);
    *set = *any ? points : intervals_both(&lint->intervals, *set, points);
    *any = false;
}

struct interval_set lint_channels(struct lint *lint, const struct plan_promotion *promotion, bool *any)
{
    struct interval_set set = {NULL, 0};
    *any = true;
    narrow(lint, &set, any, promotion->channels);
    if (promotion->campaign != PLAN_NONE)
        narrow(lint, &set, any, lint->plan->campaigns.items[promotion->campaign].channels);
    if (promotion->price_list != PLAN_NONE)
        narrow(lint, &set, any, lint->plan->price_lists.items[promotion->price_list].channels);
    return set;
}

/* ---- The whole ---- */

static void (*const LOOKS[])(struct lint *) = {
    lint_criteria, lint_unused,      lint_periods, lint_pairs, lint_money_rules, lint_limits, lint_missing,
    lint_sets,     lint_style_rules, lint_titles,  lint_names, lint_events,      lint_catalogue,
};

/* What the compiler warns of is a lint's here: it can be configured and ignored like the others, and is said once. */
static void adopt_warnings(struct lint *lint)
{
    static const struct {
        enum code code;
        enum lint_rule rule;
    } ADOPTED[] = {{P0503, LINT_UNREACHABLE_EVENT}};
    for (size_t i = 0; i < lint->diags->list.count; i++)
        for (size_t j = 0; j < sizeof ADOPTED / sizeof *ADOPTED; j++)
            if (lint->diags->list.items[i]->code == ADOPTED[j].code)
                diagnostic_adopt(lint->diags, lint->diags->list.items[i], ADOPTED[j].rule,
                                 SEVERITIES[lint->options->levels[ADOPTED[j].rule]]);
}

static bool is_shown(void *context, const struct diagnostic *diagnostic)
{
    const struct lint *lint = context;
    return diagnostic->lint == LINT_RULE_NONE || lint_is_on(lint, diagnostic->lint);
}

promo_status promo_compiler_lint(promo_compiler *compiler, const promo_lint_options *given)
{
    struct lint_options options;
    lint_options_init(&options);
    for (size_t i = 0; given != NULL && i < given->setting_count; i++) {
        const promo_lint_setting *setting = &given->settings[i];
        if (!lint_options_set(&options, text_from(setting->name), (enum lint_level)setting->level))
            return error_set(PROMO_NOT_FOUND, "no lint or category is named `%s`", setting->name);
    }
    if (given != NULL) {
        options.has_at = given->has_at;
        options.at = given->at;
    }
    return compilation_lint(compiler, &options);
}

promo_status compilation_lint(promo_compiler *compiler, const struct lint_options *options)
{
    struct lint lint = {.compiler = compiler, .plan = &compiler->plan, .options = options, .diags = &compiler->diags};
    if (compiler->linted)
        return error_set(PROMO_INVALID, "a compiler lints once");
    compiler->linted = true;
    if (!compiler->compiled) {
        promo_status status = promo_compiler_compile(compiler, NULL, NULL);
        if (status != PROMO_OK)
            return status;
    }
    if (compiler->diags.errors != 0)
        return error_set(PROMO_REJECTED, "the rule files have errors");
    arena_init(&lint.arena, compiler->alloc);
    lint.intervals.arena = &lint.arena;
    lint.library = compiler->plan.currency[0] == '\0';
    adopt_warnings(&lint);
    for (size_t i = 0; i < sizeof LOOKS / sizeof *LOOKS; i++)
        LOOKS[i](&lint);
    diagnostics_keep(&compiler->diags, is_shown, &lint);
    diagnostics_finish(&compiler->diags);
    lint_ignores(&lint);
    diagnostics_finish(&compiler->diags);
    compiler->listed = NULL;
    bool failed = lint.failed || lint.intervals.failed || diagnostics_failed(&compiler->diags);
    arena_done(&lint.arena);
    return failed ? error_set(PROMO_NO_MEMORY, "no memory left to lint") : PROMO_OK;
}
