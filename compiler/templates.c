#include "compiler/templates.h"

#include "compiler/choices.h"
#include "compiler/items.h"
#include "compiler/values.h"
#include "compiler/words.h"
#include "lang/nearest.h"

enum { DEEPEST_USES = 16, MOST_CLAUSES = 10000, MOST_USES = 1000, MOST_PARAMETERS = 100 };

static const struct {
    enum plan_type constant;  /* PLAN_UNKNOWN: no constant */
    enum name_kind declared;  /* of names */
} TYPES[PARAMETER_TYPE_COUNT] = {
    [PARAMETER_ITEMS] = {PLAN_UNKNOWN, NAME_SET},
    [PARAMETER_MONEY] = {PLAN_MONEY, NAME_SET},
    [PARAMETER_PERCENT] = {PLAN_PERCENT, NAME_SET},
    [PARAMETER_NUMBER] = {PLAN_NUMBER, NAME_SET},
    [PARAMETER_TEXT] = {PLAN_TEXT, NAME_SET},
    [PARAMETER_DATE] = {PLAN_DATE, NAME_SET},
    [PARAMETER_INSTANT] = {PLAN_INSTANT, NAME_SET},
    [PARAMETER_COUPON] = {PLAN_UNKNOWN, NAME_COUPON},
    [PARAMETER_PROGRAM] = {PLAN_UNKNOWN, NAME_PROGRAM},
    [PARAMETER_AUDIENCE] = {PLAN_UNKNOWN, NAME_AUDIENCE},
};

static enum parameter_type type_of(const struct parameter *parameter)
{
    int type = 0;
    while (type < PARAMETER_TYPE_COUNT && !text_equal(parameter->type.text, text_from(CHOICES_PARAMETER_TYPE[type])))
        type++;
    return (enum parameter_type)type;
}

/* An unknown type was probably to be the one written most like it; the uses of the parameter are judged by that. */
static enum parameter_type probable_type(const struct parameter *parameter)
{
    enum parameter_type best = type_of(parameter);
    struct nearest nearest = nearest_to(parameter->type.text);
    if (best != PARAMETER_TYPE_COUNT)
        return best;
    for (int type = 0; type < PARAMETER_TYPE_COUNT; type++)
        if (nearest_offer(&nearest, text_from(CHOICES_PARAMETER_TYPE[type])))
            best = (enum parameter_type)type;
    return best;
}

/* ---- Binding ---- */

static bool bind_name(struct check *check, enum parameter_type type, const struct expr *value, struct binding *binding)
{
    const struct word *word = value_single_word(value);
    if (word == NULL) {
        check_error(check, P0201, value->span, "the name of a %s is wanted here, and this is %s",
                    names_kind_word(TYPES[type].declared), value_words(check, value));
        return false;
    }
    uint32_t index = names_index(check, TYPES[type].declared, word);
    binding->value = index;
    return index != PLAN_NONE;
}

/* The argument is looked into in the frame of the `use`, so that it may name the parameters there. */
static void bind_value(struct check *check, const struct expr *value, const char *what, struct binding *binding)
{
    binding->text = words_of(check, value->span);
    if (binding->type == PARAMETER_ITEMS) {
        binding->node = items_node(check, value);
        binding->valid = binding->node != PLAN_NONE;
    } else if (TYPES[binding->type].constant == PLAN_UNKNOWN) {
        binding->valid = bind_name(check, binding->type, value, binding);
    } else {
        binding->valid = value_of(check, value, TYPES[binding->type].constant, what, &binding->value);
    }
}

static const struct argument *argument_of(const struct use *use, struct text name)
{
    for (const struct argument *argument = use->arguments; argument != NULL; argument = argument->next)
        if (text_equal(argument->name.text, name))
            return argument;
    return NULL;
}

/* A parameter that is missed because its argument has its name misspelt: one mistake, reported at the argument. */
static bool is_misspelt(const struct use *use, const struct declaration *template, const struct parameter *missed)
{
    for (const struct argument *argument = use->arguments; argument != NULL; argument = argument->next) {
        struct nearest nearest = nearest_to(argument->name.text);
        const struct parameter *parameter = template->parameters;
        for (; parameter != NULL && !text_equal(parameter->name.text, argument->name.text); parameter = parameter->next)
            nearest_offer(&nearest, parameter->name.text);
        if (parameter == NULL && text_equal(nearest.best, missed->name.text))
            return true;
    }
    return false;
}

static void bind_parameter(struct check *check, const struct frame *inner, const struct clause *clause,
                           const struct declaration *template, const struct parameter *parameter,
                           struct binding *binding)
{
    const struct argument *argument = argument_of(clause->use, parameter->name.text);
    *binding = (struct binding){.parameter = parameter, .type = probable_type(parameter), .node = PLAN_NONE};
    if (binding->type == PARAMETER_TYPE_COUNT) {
        binding->type = PARAMETER_NUMBER;
        return; /* reported at the declaration */
    }
    const char *what = arena_format(check->arena, "parameter `%.*s`", SHOWN(parameter->name.text));
    if (what == NULL)
        check->failed = true;
    else if (argument != NULL && argument->value != NULL)
        bind_value(check, argument->value, what, binding);
    else if (argument == NULL && parameter->initial != NULL) {
        const struct frame *outer = check->frame;
        struct frame alone = *inner; /* a default names no parameters, and its errors are the template's */
        alone.count = 0;
        check->frame = &alone;
        bind_value(check, parameter->initial, what, binding);
        check->frame = outer;
    } else if (argument == NULL && !is_misspelt(clause->use, template, parameter)) {
        struct diagnostic *d =
            check_error(check, P0304, clause->use->template_name.span, "template `%.*s` needs parameter `%.*s`",
                        SHOWN(clause->use->template_name.text), SHOWN(parameter->name.text));
        diag_note(d, parameter->span, "declared here, without a default");
        diag_help(d, "write `%.*s = ...` between the parentheses", SHOWN(parameter->name.text));
    }
}

static void check_arguments(struct check *check, const struct use *use, const struct declaration *template)
{
    for (const struct argument *argument = use->arguments; argument != NULL; argument = argument->next) {
        const struct parameter *parameter = template->parameters;
        struct nearest nearest = nearest_to(argument->name.text);
        if (!word_given(&argument->name))
            continue;
        for (; parameter != NULL && !text_equal(parameter->name.text, argument->name.text); parameter = parameter->next)
            nearest_offer(&nearest, parameter->name.text);
        const struct argument *first = argument_of(use, argument->name.text);
        if (parameter == NULL) {
            struct diagnostic *d = check_error(check, P0304, argument->name.span, "template `%.*s` has no parameter `%.*s`",
                                               SHOWN(template->name.text), SHOWN(argument->name.text));
            diag_note(d, template->name.span, "declared here");
            if (nearest.best.bytes != NULL)
                diag_did_you_mean(d, nearest.best);
        } else if (first != argument) {
            struct diagnostic *d = check_error(check, P0304, argument->name.span, "parameter `%.*s` is given twice",
                                               SHOWN(argument->name.text));
            diag_note(d, first->name.span, "here first");
        }
    }
}

static struct frame *new_frame(struct check *check, const struct declaration *template, struct span use)
{
    size_t count = 0;
    for (const struct parameter *parameter = template->parameters; parameter != NULL; parameter = parameter->next)
        count++;
    struct frame *frame = CHECK_NEW(check, struct frame);
    struct binding *bindings = CHECK_ARRAY(check, count, struct binding);
    if (frame == NULL || bindings == NULL)
        return NULL;
    *frame = (struct frame){.outer = check->frame,
                            .declaration = template,
                            .use = use,
                            .bindings = bindings,
                            .count = count < MOST_PARAMETERS ? count : MOST_PARAMETERS};
    return frame;
}

static const struct frame *bind(struct check *check, const struct clause *clause, const struct declaration *template)
{
    struct frame *frame = new_frame(check, template, clause->span);
    const struct parameter *parameter = template->parameters;
    for (size_t i = 0; frame != NULL && i < frame->count; i++, parameter = parameter->next)
        bind_parameter(check, frame, clause, template, parameter, &frame->bindings[i]);
    return frame;
}

/* ---- Writing out ---- */

static bool uses_itself(struct check *check, const struct clause *clause, const struct name *name)
{
    unsigned depth = 0;
    for (const struct frame *frame = check->frame; frame != NULL; frame = frame->outer, depth++) {
        if (frame->declaration != name->declaration)
            continue;
        struct diagnostic *d = check_error(check, P0305, clause->use->template_name.span, "template `%.*s` uses itself",
                                           SHOWN(name->text));
        diag_help(d, "a template can use others, but the chain must end");
        return true;
    }
    if (depth < DEEPEST_USES)
        return false;
    check_error(check, P0305, clause->span, "templates use each other in more than %d levels", DEEPEST_USES);
    return true;
}

/* Recursion goes as deep as templates use each other: DEEPEST_USES. */
static void expand(struct check *check, const struct clause *clauses, struct placed_clauses *out)
{
    for (const struct clause *clause = clauses; clause != NULL && !check->failed; clause = clause->next) {
        if (out->list.count >= MOST_CLAUSES) {
            if (out->list.count == MOST_CLAUSES)
                check_error(check, P0603, clause->span, "more than %d clauses in one promotion", MOST_CLAUSES);
            out->lost = true;
            return;
        }
        if (clause->kind != CLAUSE_USE) {
            CHECK_PUSH(check, &out->list, (struct placed_clause){clause, check->frame});
            continue;
        }
        if (check->uses++ >= MOST_USES) {
            if (check->uses == MOST_USES + 1)
                check_error(check, P0603, clause->span, "more than %d uses of templates in one promotion", MOST_USES);
            out->lost = true;
            return;
        }
        struct name *name = names_find(check, NAME_TEMPLATE, &clause->use->template_name);
        if (name == NULL || uses_itself(check, clause, name)) {
            out->lost = true;
            continue;
        }
        check_arguments(check, clause->use, name->declaration);
        const struct frame *outer = check->frame, *inner = bind(check, clause, name->declaration);
        if (inner == NULL)
            return;
        check->frame = inner;
        expand(check, name->declaration->clauses, out);
        check->frame = outer;
    }
}

void templates_expand(struct check *check, const struct clause *clauses, struct placed_clauses *out)
{
    check->uses = 0;
    expand(check, clauses, out);
}

/* ---- Declarations ---- */

void templates_check(struct check *check, const struct declaration *declaration)
{
    size_t count = 0;
    text_table_clear(&check->local);
    for (const struct parameter *parameter = declaration->parameters; parameter != NULL;
         parameter = parameter->next, count++) {
        bool added;
        if (!word_given(&parameter->name) || !word_given(&parameter->type))
            continue;
        if (text_table_add(&check->local, parameter->name.text, &added) == TEXT_TABLE_NONE)
            check->failed = true;
        else if (!added)
            check_error(check, P0101, parameter->name.span, "there is a parameter `%.*s` already",
                        SHOWN(parameter->name.text));
        if (type_of(parameter) == PARAMETER_TYPE_COUNT) {
            struct diagnostic *d = check_error(check, P0104, parameter->type.span, "`%.*s` is no type of parameters",
                                               SHOWN(parameter->type.text));
            struct nearest nearest = nearest_to(parameter->type.text);
            for (int type = 0; type < PARAMETER_TYPE_COUNT; type++)
                nearest_offer(&nearest, text_from(CHOICES_PARAMETER_TYPE[type]));
            if (nearest.best.bytes != NULL)
                diag_did_you_mean(d, nearest.best);
            else
                diag_help(d, "parameters are items, money, percent, number, text, date, instant, coupon, loyalty or audience");
        }
        if (count == MOST_PARAMETERS)
            check_error(check, P0603, parameter->span, "more than %d parameters", MOST_PARAMETERS);
    }
}

const struct frame *templates_trial(struct check *check, const struct declaration *declaration)
{
    struct frame *frame = new_frame(check, declaration, declaration->name.span);
    const struct parameter *parameter = declaration->parameters;
    if (frame != NULL)
        frame->trial = true;
    for (size_t i = 0; frame != NULL && i < frame->count; i++, parameter = parameter->next) {
        struct binding *binding = &frame->bindings[i];
        *binding = (struct binding){.parameter = parameter, .type = probable_type(parameter),
                                    .valid = true, .value = 1, .node = PLAN_NONE, .text = parameter->name.text};
        bool named = binding->type == PARAMETER_COUPON || binding->type == PARAMETER_PROGRAM ||
                     binding->type == PARAMETER_AUDIENCE;
        if (binding->type == PARAMETER_TYPE_COUNT)
            binding->type = PARAMETER_NUMBER;
        if (binding->type == PARAMETER_ITEMS)
            binding->node = items_all(check);
        if (binding->type == PARAMETER_TEXT)
            binding->value = plan_symbol(check->plan, TEXT(""));
        if (named || check->plan->failed)
            binding->valid = false;
    }
    return frame;
}
