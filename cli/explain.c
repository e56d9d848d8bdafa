/* promo explain: why each promotion applied to a basket or did not, in plain words, a paragraph each. */
#include "cli/baskets.h"
#include "cli/commands.h"
#include "cli/explanation.h"
#include "cli/files.h"
#include "cli/rules.h"
#include "cli/terminal.h"

#include <promo/json.h>

#include <stdio.h>

enum { EXPLAIN_STATE, EXPLAIN_WORK_LIMIT, EXPLAIN_LAYERS, EXPLAIN_FORMAT };

static const struct option EXPLAIN_OPTIONS[] = {
    [EXPLAIN_STATE] = {"state", '\0', OPTION_TEXT, "FILE", "what the store knows, as JSON: audiences, uses, codes, points", 0,
                       0},
    [EXPLAIN_WORK_LIMIT] = {"work-limit", '\0', OPTION_NUMBER, "N", "counted steps the basket may take", 1, INT64_MAX},
    [EXPLAIN_LAYERS] = {"layers", '\0', OPTION_TEXT, "DIR",
                        "also write each layer's problem there: LAYER.layer, and LAYER.lp for other solvers", 0, 0},
    [EXPLAIN_FORMAT] = FORMAT_OPTION,
};

enum { STATE_LARGEST = 1 << 30 };

/* Where problems of layers go. A layer that chooses several times has several: LAYER.layer, LAYER-2.layer. */
struct kept_layers {
    const char *folder; /* NULL: nowhere */
    const char *last;
    unsigned times;
    bool failed;
};

static bool keep_text(const struct kept_layers *kept, const char *layer, const char *suffix, const char *text)
{
    struct buffer path;
    buffer_init(&path, NULL);
    buffer_format(&path, "%s/%s", kept->folder, layer);
    if (kept->times > 1)
        buffer_format(&path, "-%u", kept->times);
    buffer_string(&path, suffix);
    buffer_char(&path, '\0');
    bool done = !path.failed && file_replace(path.bytes, text_from(text));
    buffer_done(&path);
    return done;
}

static void keep_layer(void *context, const char *layer, const char *instance, const char *program)
{
    struct kept_layers *kept = context;
    kept->times = kept->last != NULL && strcmp(kept->last, layer) == 0 ? kept->times + 1 : 1;
    kept->last = layer;
    if (!kept->failed)
        kept->failed = !keep_text(kept, layer, ".layer", instance) ||
                       (program != NULL && !keep_text(kept, layer, ".lp", program));
}

static enum exit_code read_state(promo_json_state **state, const char *path, const promo_image *image)
{
    struct buffer text;
    buffer_init(&text, NULL);
    enum exit_code code = file_read(path, STATE_LARGEST, &text) ? EXIT_FINE : EXIT_CANNOT;
    if (code == EXIT_FINE && promo_json_state_read(state, text.bytes, text.length, image, NULL) != PROMO_OK) {
        complain("%s: %s", file_shown(path), promo_last_error());
        code = EXIT_CANNOT;
    }
    buffer_done(&text);
    return code;
}

static enum exit_code price(promo_json_pricer *pricer, const promo_json_state *state, const char *path)
{
    struct buffer basket;
    const char *text;
    size_t length;
    buffer_init(&basket, NULL);
    enum exit_code code = baskets_read_one(path, &basket) ? EXIT_FINE : EXIT_CANNOT;
    if (code == EXIT_FINE &&
        promo_json_price(pricer, state, basket.bytes, basket.length, &text, &length) != PROMO_OK) {
        complain("%s: %s", file_shown(path), promo_last_error());
        code = EXIT_CANNOT;
    }
    buffer_done(&basket);
    return code;
}

static enum exit_code print(const promo_image *image, const promo_result *result)
{
    struct buffer page;
    buffer_init(&page, NULL);
    explanation_print(&page, image, result, terminal_output_colored());
    bool fine = !page.failed && terminal_write((struct text){page.bytes, page.length}) == PROMO_OK;
    if (page.failed)
        complain("no memory left");
    buffer_done(&page);
    return fine ? EXIT_FINE : EXIT_CANNOT;
}

static enum exit_code explain(const struct invocation *invocation)
{
    const char *basket = invocation->operand_count > 1 ? invocation->operands[invocation->operand_count - 1] : "-";
    size_t rule_count = invocation->operand_count > 1 ? invocation->operand_count - 1 : 1;
    struct rules rules;
    promo_json_state *state = NULL;
    promo_json_pricer *pricer = NULL;
    struct kept_layers kept = {.folder = invocation->values[EXPLAIN_LAYERS].text};
    promo_session_options options = {.explain = true,
                                     .work_limit = invocation->values[EXPLAIN_WORK_LIMIT].number,
                                     .keep_layer = kept.folder == NULL ? NULL : keep_layer,
                                     .keep_context = &kept};
    enum exit_code code = rules_open(&rules, invocation->operands, rule_count,
                                     (promo_format)invocation->values[EXPLAIN_FORMAT].number);
    if (code == EXIT_FINE && kept.folder != NULL && !directory_make(kept.folder))
        code = EXIT_CANNOT;
    if (code == EXIT_FINE && invocation->values[EXPLAIN_STATE].given)
        code = read_state(&state, invocation->values[EXPLAIN_STATE].text, rules.image);
    if (code == EXIT_FINE &&
        promo_json_pricer_new(&pricer, rules.image, &options) != PROMO_OK) {
        complain("%s", promo_last_error());
        code = EXIT_CANNOT;
    }
    if (code == EXIT_FINE)
        code = price(pricer, state, basket);
    if (code == EXIT_FINE)
        code = print(rules.image, promo_json_result(pricer));
    if (kept.failed)
        code = EXIT_CANNOT;
    promo_json_pricer_free(pricer);
    promo_json_state_free(state);
    rules_close(&rules);
    return code;
}

const struct command EXPLAIN_COMMAND = {
    .name = "explain",
    .operands = "RULES [BASKET]",
    .summary = "why each promotion applied to a basket, or did not",
    .details = "RULES is an image, or rule files and directories of them; BASKET is a file with one basket as JSON, `-` or none\n"
               "is standard input.",
    .examples = "# why a basket costs what it costs\npromo explain rules.promoc basket.json\n"
                "# with what the store knew of the customer\npromo explain rules/ basket.json --state state.json",
    OPTIONS_OF(EXPLAIN_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = explain,
};
