/* promo loyalty: a customer's points, shown and adjusted. */
#include "base/arena.h"
#include "base/decimal.h"
#include "cli/commands.h"
#include "cli/rules.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "lang/nearest.h"
#include "runtime/instant.h"
#include "runtime/result_json.h"
#include "vm/loader.h"

enum { LOYALTY_WHY = STORED_OPTIONS, LOYALTY_KEY, LOYALTY_EXPIRES, LOYALTY_RULES };

static const struct option LOYALTY_OPTIONS[] = {
    [STORED_STORE] = STORE_OPTION,
    [STORED_AT] = AT_OPTION,
    [LOYALTY_WHY] = {"why", '\0', OPTION_TEXT, "TEXT", "adjust: the reason, kept in the journal", 0, 0},
    [LOYALTY_KEY] = {"key", '\0', OPTION_TEXT, "KEY", "adjust: the same key a second time changes nothing", 0, 0},
    [LOYALTY_EXPIRES] = {"expires", '\0', OPTION_TEXT, "INSTANT", "adjust: when points that are given end; default never", 0, 0},
    [LOYALTY_RULES] = {"rules", '\0', OPTION_TEXTS, "RULES",
                       "adjust: the rules say which programs there are; default those that the store has points of", 0, 0},
};

struct listing {
    struct buffer line;
    bool any;
};

static bool add_program(void *context, const promo_points_report *report)
{
    struct listing *listing = context;
    struct buffer *line = &listing->line;
    char text[INSTANT_ROOM];
    if (listing->any)
        buffer_char(line, ',');
    listing->any = true;
    json_write_text(line, text_from(report->program));
    buffer_format(line, ":{\"points\":%lld,\"held\":%lld,\"earned\":%lld", (long long)report->balance,
                  (long long)report->held, (long long)report->earned);
    if (report->next_expiry != PROMO_NEVER) {
        instant_print(report->next_expiry, text);
        buffer_format(line, ",\"expiring\":%lld,\"expires\":\"%s\"", (long long)report->expiring, text);
    }
    buffer_char(line, '}');
    return true;
}

static enum exit_code show(struct stored *stored)
{
    struct listing listing = {0};
    buffer_init(&listing.line, NULL);
    buffer_string(&listing.line, "{\"customer\":");
    json_write_text(&listing.line, text_from(stored->operands[0]));
    buffer_string(&listing.line, ",\"programs\":{");
    promo_status status = promo_store_points(stored->store, stored->operands[0], stored->at, add_program, &listing);
    buffer_string(&listing.line, "}}");
    enum exit_code code = status == PROMO_OK ? stored_print(buffer_cstring(&listing.line)) : stored_failure(status);
    buffer_done(&listing.line);
    return code;
}

/* The programs there are, beside the one that is wanted. */
struct programs {
    const char *wanted;
    bool found;
    struct arena names;
    struct nearest nearest;
    struct buffer list;
};

static bool add_known(void *context, const char *program)
{
    struct programs *programs = context;
    const char *name = arena_copy(&programs->names, program, strlen(program));
    if (name == NULL)
        return false;
    programs->found |= strcmp(name, programs->wanted) == 0;
    nearest_offer(&programs->nearest, text_from(name));
    buffer_format(&programs->list, "%s`%s`", programs->list.length == 0 ? "" : ", ", name);
    return true;
}

static enum exit_code add_declared(struct programs *programs, const char *const *operands, size_t count)
{
    struct rules rules;
    enum exit_code code = rules_open(&rules, operands, count, PROMO_PEOPLE);
    for (uint32_t i = 0; code == EXIT_FINE && i < rules.image->view.PROGRAMS_COUNT; i++)
        add_known(programs, rules.image->view.STRINGS + rules.image->view.PROGRAMS[i].name.offset);
    rules_close(&rules);
    return code;
}

static enum exit_code refuse_program(struct programs *programs, bool declared)
{
    const char *near = programs->nearest.best.bytes;
    const char *list = programs->list.length == 0 ? NULL : buffer_cstring(&programs->list);
    struct buffer hint;
    buffer_init(&hint, NULL);
    if (near != NULL)
        buffer_format(&hint, " did you mean `%s`?", near);
    if (declared)
        complain("the rules have no loyalty program `%s`;%s they have %s", programs->wanted, buffer_cstring(&hint),
                 list == NULL ? "none" : list);
    else
        complain("the store has no points of `%s`;%s it has points of %s; --rules RULES takes what rules declare",
                 programs->wanted, buffer_cstring(&hint), list == NULL ? "no program yet" : list);
    buffer_done(&hint);
    return EXIT_FINDINGS;
}

/* A name that nobody has used would be a new program, and a typing mistake is one: EXIT_FINDINGS, and complained. */
static enum exit_code know_program(struct stored *stored, const char *program)
{
    const struct option_value *rules = &stored->invocation->values[LOYALTY_RULES];
    struct programs programs = {.wanted = program, .nearest = nearest_to(text_from(program))};
    arena_init(&programs.names, NULL);
    buffer_init(&programs.list, NULL);
    enum exit_code code = rules->given ? add_declared(&programs, rules->texts.items, rules->texts.count)
                                       : stored_failure(promo_store_programs(stored->store, add_known, &programs));
    if (code == EXIT_FINE && !programs.found)
        code = refuse_program(&programs, rules->given);
    buffer_done(&programs.list);
    arena_done(&programs.names);
    return code;
}

static enum exit_code adjust(struct stored *stored)
{
    const struct option_value *values = stored->invocation->values;
    int64_t points, expires = PROMO_NEVER;
    if (decimal_parse(text_from(stored->operands[2]), 0, &points) != DECIMAL_OK) {
        complain("points are a whole number, not `%s`", stored->operands[2]);
        return EXIT_CANNOT;
    }
    if (!values[LOYALTY_WHY].given) {
        complain("why? --why TEXT");
        return EXIT_CANNOT;
    }
    if (values[LOYALTY_EXPIRES].given && !stored_instant(&values[LOYALTY_EXPIRES], &expires))
        return EXIT_CANNOT;
    enum exit_code code = know_program(stored, stored->operands[1]);
    if (code != EXIT_FINE)
        return code;
    promo_status status = promo_store_adjust(stored->store, values[LOYALTY_KEY].text, stored->operands[0],
                                             stored->operands[1], points, expires, values[LOYALTY_WHY].text, stored->at);
    stored->count = 1;
    return status == PROMO_OK ? show(stored) : stored_failure(status);
}

static const struct action ACTIONS[] = {
    {"show", "CUSTOMER", 1, 1, false, show},
    {"adjust", "CUSTOMER PROGRAM POINTS --why TEXT", 3, 3, false, adjust},
};

static enum exit_code loyalty(const struct invocation *invocation)
{
    return stored_run(invocation, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command LOYALTY_COMMAND = {
    .name = "loyalty",
    .operands = "show|adjust ...",
    .summary = "a customer's points",
    .details = "promo loyalty show CUSTOMER: the points of each program; fewer than none after a refund of spent ones.\n"
               "promo loyalty adjust CUSTOMER PROGRAM POINTS --why TEXT: gives points, or takes them (-50). The\n"
               "program is one that the store has points of, or that the rules of --rules declare.",
    .examples = "# a customer's points\n"
                "promo loyalty show c-9 --store shop.db\n"
                "# points for a broken parcel\n"
                "promo loyalty adjust c-9 stars 50 --why 'broken parcel' --key case-4711 --store shop.db\n"
                "# the first points of a program\n"
                "promo loyalty adjust c-9 stars 50 --why welcome --rules rules.promo --store shop.db",
    OPTIONS_OF(LOYALTY_OPTIONS),
    .least = 1,
    .most = 4,
    .run = loyalty,
};
