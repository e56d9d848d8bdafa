/* promo describe: what each promotion says in plain words, with a picture of the calendar. */
#include "cli/commands.h"
#include "cli/describe_show.h"
#include "cli/files.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "compiler/compilation.h"
#include "lang/nearest.h"

enum { DESCRIBE_FORMAT, DESCRIBE_HTML, DESCRIBE_PROMOTIONS };

/* In the order of the alternatives. */
static void (*const SHOW[])(struct buffer *, const struct describe_view *) = {describe_show_text, describe_show_json,
                                                                             describe_show_markdown};

static const struct option DESCRIBE_OPTIONS[] = {
    [DESCRIBE_FORMAT] = {"format", '\0', OPTION_CHOICE, "text|json|markdown", "how it is written to standard output", 0, 0},
    [DESCRIBE_HTML] = {"html", '\0', OPTION_TEXT, "FILE", "write a page that needs nothing else, and nothing to standard output (`-`: there)",
                       0, 0},
    [DESCRIBE_PROMOTIONS] = {"promotion", 'p', OPTION_TEXTS, "NAME", "only this promotion; may be given again", 0, 0},
};

enum { LIST_SHOWN = 12 };

/* Marks the promotions that were asked for, or everything. False: complained. */
static bool choose(const struct description_of_rules *rules, const struct option_value *names, bool *chosen)
{
    for (size_t i = 0; i < rules->all.count; i++)
        chosen[i] = !names->given;
    for (size_t n = 0; n < names->texts.count; n++) {
        struct text name = text_from(names->texts.items[n]);
        struct nearest nearest = nearest_to(name);
        bool found = false;
        for (size_t i = 0; i < rules->all.count; i++) {
            const struct described *described = &rules->all.items[i];
            if (described->kind != DESCRIBED_PROMOTION)
                continue;
            nearest_offer(&nearest, described->name);
            if (text_equal(described->name, name))
                found = chosen[i] = true;
        }
        if (!found && nearest.best.bytes != NULL)
            complain("no promotion is named `%s`; did you mean `%.*s`?", names->texts.items[n], (int)nearest.best.length,
                     nearest.best.bytes);
        else if (!found)
            complain("no promotion is named `%s`", names->texts.items[n]);
        if (!found)
            return false;
    }
    return true;
}

static enum exit_code write_out(struct buffer *out, const char *html)
{
    struct text text = {out->bytes, out->length};
    if (out->failed) {
        complain("no memory left");
        return EXIT_CANNOT;
    }
    if (html != NULL && strcmp(html, "-") != 0)
        return file_replace(html, text) ? EXIT_FINE : EXIT_CANNOT;
    return terminal_write(text) == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
}

static enum exit_code show(const struct invocation *invocation, const struct plan *plan,
                           const struct description_of_rules *rules, bool *chosen)
{
    const char *html = invocation->values[DESCRIBE_HTML].text;
    if (!choose(rules, &invocation->values[DESCRIBE_PROMOTIONS], chosen))
        return EXIT_CANNOT;
    struct describe_view view = {.plan = plan, .rules = rules, .chosen = chosen};
    struct buffer out;
    buffer_init(&out, NULL);
    calendar_init(&view.calendar, plan, rules, chosen);
    out.failed = view.calendar.failed;
    if (html != NULL)
        describe_show_html(&out, &view);
    else
        SHOW[invocation->values[DESCRIBE_FORMAT].number](&out, &view);
    enum exit_code code = write_out(&out, html);
    calendar_done(&view.calendar);
    buffer_done(&out);
    return code;
}

static enum exit_code describe_plan(const struct invocation *invocation, const struct plan *plan)
{
    struct describer describer;
    struct description_of_rules rules;
    enum exit_code code = EXIT_CANNOT;
    if (!describer_init(&describer, plan, LIST_SHOWN)) {
        complain("no memory left");
        return EXIT_CANNOT;
    }
    if (!describe_rules(&rules, &describer)) {
        complain("no memory left");
    } else {
        bool *chosen = alloc_zeroed(&ALLOC_DEFAULT, rules.all.count, sizeof *chosen);
        if (chosen == NULL)
            complain("no memory left");
        else
            code = show(invocation, plan, &rules, chosen);
        alloc_release(&ALLOC_DEFAULT, chosen, rules.all.count, sizeof *chosen);
        description_of_rules_done(&rules);
    }
    describer_done(&describer);
    return code;
}

static enum exit_code describe(const struct invocation *invocation)
{
    struct rules rules;
    enum exit_code code = rules_check(&rules, invocation->operands, invocation->operand_count, PROMO_PEOPLE);
    if (code == EXIT_FINE)
        code = describe_plan(invocation, &rules.compiler->plan);
    rules_close(&rules);
    return code;
}

const struct command DESCRIBE_COMMAND = {
    .name = "describe",
    .operands = "FILES",
    .summary = "what each promotion says, in plain words",
    .details = "FILES are rule files and directories of them; all together are one rule set. For the colleague who approves a\n"
               "promotion: who gets it, when and where, what it asks for and gives, how often, how it combines with others;\n"
               "templates are written out. A calendar shows which promotions run when.",
    .examples = "# the whole rule set, for reading\n"
                "promo describe rules/\n"
                "# a page to send or to print\n"
                "promo describe --html season.html rules/\n"
                "# one promotion, for the description of a change\n"
                "promo describe --promotion spring_sale --format markdown rules/",
    OPTIONS_OF(DESCRIBE_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = describe,
};
