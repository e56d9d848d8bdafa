#include "cli/stored.h"

#include "base/calendar.h"
#include "cli/terminal.h"
#include "lang/nearest.h"
#include "runtime/instant.h"
#include "vm/image.h"

#include <promo/order.h>

#include <stdio.h>
#include <time.h>

bool stored_instant(const struct option_value *value, int64_t *at)
{
    static const struct image_view UTC = {0};
    int64_t day;
    *at = (int64_t)time(NULL);
    if (!value->given || instant_parse(text_from(value->text), &UTC, at))
        return true;
    if (date_parse(text_from(value->text), &day)) {
        *at = day * CALENDAR_DAY_SECONDS;
        return true;
    }
    complain("--at takes an instant such as 2026-03-01T17:00Z, or a date, not `%s`", value->text);
    return false;
}

enum exit_code stored_failure(promo_status status)
{
    if (status == PROMO_OK)
        return EXIT_FINE;
    complain("%s", promo_last_error());
    return status == PROMO_CONFLICT || status == PROMO_NOT_FOUND ? EXIT_FINDINGS : EXIT_CANNOT;
}

enum exit_code stored_print(const char *line)
{
    if (line == NULL) {
        complain("no memory left");
        return EXIT_CANNOT;
    }
    promo_status status = terminal_write(text_from(line));
    return status == PROMO_OK && terminal_write(TEXT("\n")) == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
}

enum exit_code stored_answer(promo_status status, promo_answer *answer, bool reservation)
{
    if (answer == NULL)
        return stored_failure(status);
    enum exit_code code = stored_print(promo_answer_json(answer, reservation));
    if (code == EXIT_FINE && status != PROMO_OK)
        code = EXIT_FINDINGS;
    promo_answer_free(answer);
    return code;
}

static enum exit_code run_action(struct stored *stored, const struct action *action)
{
    const struct option_value *values = stored->invocation->values;
    if (stored->count < action->least || stored->count > action->most) {
        complain("usage: promo %s %s %s --store STORE", stored->invocation->command->name, action->name, action->operands);
        return EXIT_CANNOT;
    }
    if (!values[STORED_STORE].given) {
        complain("which store? --store shop.db");
        return EXIT_CANNOT;
    }
    stored->address = values[STORED_STORE].text;
    if (!stored_instant(&values[STORED_AT], &stored->at))
        return EXIT_CANNOT;
    promo_status status = action->closed ? PROMO_OK : promo_store_open(&stored->store, stored->address, NULL);
    if (status != PROMO_OK) {
        complain_of(stored->address, status);
        return EXIT_CANNOT;
    }
    enum exit_code code = action->run(stored);
    promo_store_close(stored->store);
    return code;
}

enum exit_code stored_run(const struct invocation *invocation, const struct action *actions, size_t count)
{
    const char *name = invocation->operands[0];
    struct stored stored = {invocation, invocation->operands + 1, invocation->operand_count - 1, NULL, NULL, 0};
    struct nearest nearest = nearest_to(text_from(name));
    for (size_t i = 0; i < count; i++) {
        if (strcmp(actions[i].name, name) == 0)
            return run_action(&stored, &actions[i]);
        nearest_offer(&nearest, text_from(actions[i].name));
    }
    if (nearest.best.bytes != NULL)
        complain("no action `%s` of `promo %s`; did you mean `%.*s`?", name, invocation->command->name, (int)nearest.best.length,
                 nearest.best.bytes);
    else
        complain("no action `%s` of `promo %s`; `promo %s --help` lists them", name, invocation->command->name,
                 invocation->command->name);
    return EXIT_CANNOT;
}
