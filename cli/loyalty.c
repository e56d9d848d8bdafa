/* promo loyalty: a customer's points, shown and adjusted. */
#include "base/decimal.h"
#include "cli/commands.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "runtime/instant.h"
#include "runtime/result_json.h"

enum { LOYALTY_WHY = STORED_OPTIONS, LOYALTY_KEY, LOYALTY_EXPIRES };

static const struct option LOYALTY_OPTIONS[] = {
    [STORED_STORE] = STORE_OPTION,
    [STORED_AT] = AT_OPTION,
    [LOYALTY_WHY] = {"why", '\0', OPTION_TEXT, "TEXT", "adjust: the reason, kept in the journal", 0, 0},
    [LOYALTY_KEY] = {"key", '\0', OPTION_TEXT, "KEY", "adjust: the same key a second time changes nothing", 0, 0},
    [LOYALTY_EXPIRES] = {"expires", '\0', OPTION_TEXT, "INSTANT", "adjust: when points that are given end; default never", 0, 0},
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
               "promo loyalty adjust CUSTOMER PROGRAM POINTS --why TEXT: gives points, or takes them (-50).",
    .examples = "# a customer's points\n"
                "promo loyalty show c-9 --store shop.db\n"
                "# points for a broken parcel\n"
                "promo loyalty adjust c-9 stars 50 --why 'broken parcel' --key case-4711 --store shop.db",
    OPTIONS_OF(LOYALTY_OPTIONS),
    .least = 1,
    .most = 4,
    .run = loyalty,
};
