/* promo coupon: codes made, listed, shown, revoked. */
#include "base/decimal.h"
#include "cli/commands.h"
#include "cli/paths.h"
#include "cli/progress.h"
#include "cli/rules.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "runtime/instant.h"
#include "runtime/result_json.h"
#include "vm/codes.h"

#include <stdio.h>

enum { COUPON_COUNT = STORED_OPTIONS, COUPON_BATCH, COUPON_WORTH, COUPON_CUSTOMER, COUPON_WHY, COUPON_FORMAT };

static const struct option COUPON_OPTIONS[] = {
    [STORED_STORE] = STORE_OPTION,
    [STORED_AT] = AT_OPTION,
    [COUPON_COUNT] = {"count", '\0', OPTION_NUMBER, "N", "generate: codes the batch shall have; default what the rules say", 1,
                      100000000},
    [COUPON_BATCH] = {"batch", '\0', OPTION_TEXT, "NAME", "generate, list: which batch; default the coupon's name", 0, 0},
    [COUPON_WORTH] = {"worth", '\0', OPTION_TEXT, "AMOUNT", "generate: the balance of each certificate", 0, 0},
    [COUPON_CUSTOMER] = {"customer", '\0', OPTION_TEXT, "ID", "generate: only this customer may use them", 0, 0},
    [COUPON_WHY] = {"why", '\0', OPTION_TEXT, "TEXT", "revoke: kept in the journal", 0, 0},
    [COUPON_FORMAT] = FORMAT_OPTION,
};

/* --- codes as CSV -------------------------------------------------------------------------------------------------- */

struct printing {
    int64_t count;
    bool failed;
};

static bool print_code(void *context, const char *code)
{
    struct printing *printing = context;
    char field[2 * PROMO_CODE_SIZE + 4];
    promo_csv_field(code, field, sizeof field);
    printing->failed = stored_print(field) != EXIT_FINE;
    printing->count++;
    return !printing->failed;
}

static enum exit_code print_codes(struct stored *stored, const char *coupon, const char *batch, int64_t *count)
{
    struct printing printing = {0};
    promo_status status = promo_store_codes(stored->store, coupon, batch, print_code, &printing);
    *count = printing.count;
    return status != PROMO_OK ? stored_failure(status) : printing.failed ? EXIT_CANNOT : EXIT_FINE;
}

/* --- generate ------------------------------------------------------------------------------------------------------ */

static bool show_progress(void *context, int64_t done, int64_t of)
{
    (void)of;
    progress_at(context, (uint64_t)done);
    return true;
}

static bool take_worth(const struct option_value *value, const promo_image *image, const struct image_coupon *coupon,
                       promo_batch *batch)
{
    bool certificate = coupon->kind == COUPON_CERTIFICATE;
    if (certificate != value->given) {
        complain(certificate ? "`%s` is a certificate: what is each worth? --worth 10.00"
                             : "`%s` is no certificate: it has no worth", batch->coupon);
        return false;
    }
    batch->currency = promo_image_currency(image);
    batch->decimals = promo_image_decimals(image);
    if (!certificate || (decimal_parse(text_from(value->text), batch->decimals, &batch->worth) == DECIMAL_OK && batch->worth > 0))
        return true;
    complain("--worth takes an amount of %s above zero, not `%s`", batch->currency, value->text);
    return false;
}

/* The batch that the rules and the options describe; false: complained. */
static bool describe(struct stored *stored, const promo_image *image, const char *name, promo_batch *batch)
{
    const struct option_value *values = stored->invocation->values;
    uint32_t index = image_find(image, NAMED_COUPON, text_from(name));
    if (index == INDEX_NONE) {
        complain("the rules have no coupon `%s`", name);
        return false;
    }
    const struct image_coupon *coupon = &image->view.COUPONS[index];
    if (coupon->pattern.length == 0) {
        complain("`%s` has one public code: there is nothing to generate", name);
        return false;
    }
    int64_t count = values[COUPON_COUNT].given ? values[COUPON_COUNT].number : coupon->count;
    if (count == 0 || (coupon->count > 0 && count > coupon->count)) {
        complain(count == 0 ? "how many codes? --count N" : "the rules say that `%s` has %lld code%s: not %lld", name,
                 (long long)coupon->count, text_plural(coupon->count), (long long)count);
        return false;
    }
    *batch = (promo_batch){
        .coupon = name,
        .batch = values[COUPON_BATCH].text,
        .pattern = image->view.STRINGS + coupon->pattern.offset,
        .count = count,
        .limit = PROMO_UNLIMITED,
        .customer = values[COUPON_CUSTOMER].text,
        .at = stored->at,
        .starts = coupon->valid.from,
        .ends = coupon->valid.to,
        .valid_unit = PROMO_NO_DURATION,
    };
    int64_t expires = codes_expiry(&image->view, coupon, stored->at);
    if (coupon->valid_count > 0 && expires > stored->at && expires != INT64_MAX) {
        batch->valid_count = expires - stored->at;
        batch->valid_unit = PROMO_SECONDS;
    }
    return take_worth(&values[COUPON_WORTH], image, coupon, batch);
}

static enum exit_code make(struct stored *stored, const promo_batch *batch)
{
    promo_code_odds odds;
    struct progress progress;
    int64_t made, count;
    progress_begin(&progress, (uint64_t)batch->count);
    promo_status status = promo_store_generate(stored->store, batch, show_progress, &progress, &made);
    progress_clear(&progress);
    if (status != PROMO_OK)
        return stored_failure(status);
    enum exit_code code = print_codes(stored, batch->coupon, batch->batch != NULL ? batch->batch : batch->coupon, &count);
    if (code != EXIT_FINE)
        return code;
    /* Each code is a key of the store: as many as were read back are as many different ones. */
    fprintf(stderr, "%lld issued, %lld of them now; %lld unique; %lld expected\n", (long long)count, (long long)made,
            (long long)count, (long long)batch->count);
    if (promo_code_odds_of(batch->pattern, batch->count, &odds) == PROMO_OK) {
        fprintf(stderr, "one guess in %lld hits a code\n", (long long)odds.one_in);
        if (odds.weak)
            complain("warning: better than one in ten million; a longer pattern is harder to guess");
    }
    return count == batch->count ? EXIT_FINE : EXIT_FINDINGS;
}

static enum exit_code generate(struct stored *stored)
{
    struct rules rules;
    promo_batch batch;
    enum exit_code code = rules_open(&rules, stored->operands, stored->count - 1,
                                     (promo_format)stored->invocation->values[COUPON_FORMAT].number);
    if (code == EXIT_FINE && !describe(stored, rules.image, stored->operands[stored->count - 1], &batch))
        code = EXIT_CANNOT;
    if (code == EXIT_FINE)
        code = make(stored, &batch);
    rules_close(&rules);
    return code;
}

/* --- one code ------------------------------------------------------------------------------------------------------ */

static enum exit_code list(struct stored *stored)
{
    int64_t count;
    enum exit_code code = print_codes(stored, stored->operands[0], stored->invocation->values[COUPON_BATCH].text, &count);
    if (code == EXIT_FINE && count == 0)
        complain("the store has no such codes of `%s`", stored->operands[0]);
    return code;
}

static void add_money(struct buffer *line, const char *name, int64_t amount, int decimals)
{
    char digits[DECIMAL_ROOM];
    size_t length = decimal_print(amount, decimals, digits);
    buffer_format(line, ",\"%s\":\"%.*s\"", name, (int)length, digits);
}

static void add_instant(struct buffer *line, const char *name, int64_t instant)
{
    char text[INSTANT_ROOM];
    if (instant == PROMO_NEVER || instant == PROMO_ALWAYS)
        return;
    instant_print(instant, text);
    buffer_format(line, ",\"%s\":\"%s\"", name, text);
}

static enum exit_code show(struct stored *stored)
{
    static const char *const STANDING[] = {[PROMO_CODE_LIVE] = "live", [PROMO_CODE_REVOKED] = "revoked",
                                           [PROMO_CODE_EXPIRED] = "expired"};
    promo_code_report report;
    struct buffer line;
    promo_status status = promo_store_code(stored->store, stored->operands[0], stored->at, &report);
    if (status != PROMO_OK)
        return stored_failure(status);
    buffer_init(&line, NULL);
    buffer_string(&line, "{\"code\":");
    json_write_text(&line, text_from(report.code));
    buffer_string(&line, ",\"coupon\":");
    json_write_text(&line, text_from(report.coupon));
    buffer_format(&line, ",\"state\":\"%s\"", STANDING[report.standing]);
    add_instant(&line, "issued", report.issued);
    add_instant(&line, "from", report.starts);
    add_instant(&line, "expires", report.expires);
    if (report.certificate) {
        buffer_format(&line, ",\"currency\":\"%s\"", report.currency);
        add_money(&line, "worth", report.worth, report.decimals);
        add_money(&line, "balance", report.balance, report.decimals);
        add_money(&line, "held", report.held, report.decimals);
        add_money(&line, "used", report.used, report.decimals);
    } else {
        buffer_format(&line, ",\"uses\":%lld,\"held\":%lld,\"used\":%lld", (long long)report.uses, (long long)report.held,
                      (long long)report.used);
    }
    buffer_char(&line, '}');
    enum exit_code code = stored_print(buffer_cstring(&line));
    buffer_done(&line);
    return code;
}

static enum exit_code revoke(struct stored *stored)
{
    return stored_failure(promo_store_revoke(stored->store, stored->operands[0], stored->at,
                                             stored->invocation->values[COUPON_WHY].text));
}

static const struct action ACTIONS[] = {
    {"generate", "RULES NAME --count N", 2, SIZE_MAX, false, generate},
    {"show", "CODE", 1, 1, false, show},
    {"revoke", "CODE", 1, 1, false, revoke},
    {"list", "NAME", 1, 1, false, list},
};

static enum exit_code coupon(const struct invocation *invocation)
{
    return stored_run(invocation, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command COUPON_COMMAND = {
    .name = "coupon",
    .operands = "generate|show|revoke|list ...",
    .summary = "make, show, revoke and list a coupon's codes",
    .details = "promo coupon generate RULES NAME --count N: makes the batch's codes and prints them, one a line as CSV. After an\n"
               "interruption the same command makes up the number and prints all of them. Another --batch makes more.\n"
               "promo coupon show CODE: what the store knows of it. promo coupon revoke CODE: it is accepted no more.\n"
               "promo coupon list NAME: its codes in the order they were issued.",
    .examples = "# make the codes of a coupon\n"
                "promo coupon generate rules.promoc summer --count 5000 --store shop.db >codes.csv\n"
                "# what became of one\n"
                "promo coupon show SUMMER-7K2M9QXW --store shop.db",
    OPTIONS_OF(COUPON_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = coupon,
};
