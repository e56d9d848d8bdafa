/* promo order: the life of an order in a store. */
#include "cli/baskets.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/rules.h"
#include "cli/stored.h"
#include "cli/terminal.h"

#include <promo/order.h>

enum { ORDER_ID = STORED_OPTIONS, ORDER_TTL, ORDER_REFUND, ORDER_LINES, ORDER_FORMAT };

static const struct option ORDER_OPTIONS[] = {
    [STORED_STORE] = STORE_OPTION,
    [STORED_AT] = AT_OPTION,
    [ORDER_ID] = {"order", '\0', OPTION_TEXT, "ID", "reserve: the order's key", 0, 0},
    [ORDER_TTL] = {"ttl", '\0', OPTION_NUMBER, "SECONDS", "reserve: how long it holds; default 900", 1, 31536000},
    [ORDER_REFUND] = {"refund", '\0', OPTION_TEXT, "ID", "refund: its key, of its own for each refund of the order", 0, 0},
    [ORDER_LINES] = {"lines", '\0', OPTION_TEXT, "JSON", "refund: what comes back, [{\"id\":\"1\",\"qty\":1}]", 0, 0},
    [ORDER_FORMAT] = FORMAT_OPTION,
};

static enum exit_code reserve_basket(struct stored *stored, const promo_image *image, const char *path)
{
    const struct option_value *values = stored->invocation->values;
    promo_json_pricer *pricer = NULL;
    promo_answer *answer = NULL;
    struct buffer basket;
    buffer_init(&basket, NULL);
    enum exit_code code = baskets_read_one(path, &basket) ? EXIT_FINE : EXIT_CANNOT;
    if (code == EXIT_FINE && promo_json_pricer_new(&pricer, image, NULL) != PROMO_OK)
        code = stored_failure(PROMO_NO_MEMORY);
    if (code == EXIT_FINE) {
        promo_status status = promo_json_reserve(pricer, stored->store, values[ORDER_ID].text, stored->at,
                                                 values[ORDER_TTL].number, basket.bytes, basket.length, &answer);
        if (answer == NULL && (status == PROMO_INVALID || status == PROMO_LIMIT)) {
            complain_of(file_shown(path), status);
            code = EXIT_CANNOT;
        } else
            code = stored_answer(status, answer, true);
    }
    promo_json_pricer_free(pricer);
    buffer_done(&basket);
    return code;
}

static enum exit_code reserve(struct stored *stored)
{
    const struct option_value *values = stored->invocation->values;
    const char *basket = stored->count > 1 ? stored->operands[stored->count - 1] : "-";
    size_t rule_count = stored->count > 1 ? stored->count - 1 : 1;
    struct rules rules;
    if (!values[ORDER_ID].given) {
        complain("which order? --order ID");
        return EXIT_CANNOT;
    }
    enum exit_code code = rules_open(&rules, stored->operands, rule_count, (promo_format)values[ORDER_FORMAT].number);
    if (code == EXIT_FINE)
        code = reserve_basket(stored, rules.image, basket);
    rules_close(&rules);
    return code;
}

static enum exit_code commit(struct stored *stored)
{
    promo_answer *answer;
    promo_status status = promo_store_commit(stored->store, stored->operands[0], stored->at, &answer);
    return stored_answer(status, answer, false);
}

static enum exit_code cancel(struct stored *stored)
{
    promo_answer *answer;
    promo_status status = promo_store_cancel(stored->store, stored->operands[0], stored->at, &answer);
    return stored_answer(status, answer, false);
}

static enum exit_code show(struct stored *stored)
{
    promo_answer *answer;
    promo_status status = promo_store_order(stored->store, stored->operands[0], stored->at, &answer);
    return stored_answer(status, answer, false);
}

static enum exit_code refund(struct stored *stored)
{
    const struct option_value *values = stored->invocation->values;
    promo_answer *answer;
    if (!values[ORDER_REFUND].given || !values[ORDER_LINES].given) {
        complain("which refund, of what? --refund ID --lines '[{\"id\":\"1\",\"qty\":1}]'");
        return EXIT_CANNOT;
    }
    const char *lines = values[ORDER_LINES].text;
    promo_status status = promo_json_refund(stored->store, stored->operands[0], values[ORDER_REFUND].text, lines,
                                            strlen(lines), stored->at, &answer);
    return stored_answer(status, answer, false);
}

static const struct action ACTIONS[] = {
    {"reserve", "RULES BASKET --order ID", 1, SIZE_MAX, false, reserve},
    {"commit", "ID", 1, 1, false, commit},
    {"cancel", "ID", 1, 1, false, cancel},
    {"show", "ID", 1, 1, false, show},
    {"refund", "ID --refund ID --lines JSON", 1, 1, false, refund},
};

static enum exit_code order(const struct invocation *invocation)
{
    return stored_run(invocation, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command ORDER_COMMAND = {
    .name = "order",
    .operands = "reserve|commit|cancel|show|refund ...",
    .summary = "reserve what an order needs, commit, cancel, refund",
    .details = "promo order reserve RULES BASKET --order ID: prices the basket against the store and holds what the result\n"
               "needs; prints it with \"reservation\": \"held\", or \"conflict\" with what ran out (exit code 1).\n"
               "promo order commit ID, cancel ID, show ID: print the order's state and what was issued.\n"
               "promo order refund ID --refund ID --lines JSON: what is paid back, and every movement.\n"
               "Each may be repeated: the same call is answered the same and changes nothing more.",
    .examples = "# hold what a basket needs, then take it\n"
                "promo order reserve rules.promoc basket.json --order 1001 --store shop.db\n"
                "promo order commit 1001 --store shop.db\n"
                "# one unit of a line comes back\n"
                "promo order refund 1001 --refund 1001-1 --lines '[{\"id\":\"1\",\"qty\":1}]' --store shop.db",
    OPTIONS_OF(ORDER_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = order,
};
