/* What both ways to print a report share: findings, amounts, reasons, witnesses as files. */
#include "base/decimal.h"
#include "base/exact.h"
#include "cli/analyse_report.h"
#include "cli/files.h"
#include "cli/terminal.h"
#include "vm/texts.h"

bool report_over(const struct analyse_report *report)
{
    return report->limit >= 0 && report->stack.found &&
           score_compare(report->stack.score, (struct score){report->limit, SHARE_WHOLE}) > 0;
}

bool report_below_cost(const struct analyse_report *report)
{
    return report->loss.found && report->loss.score.part > 0;
}

struct score report_saving(const struct analyse_report *report)
{
    const struct split *split = &report->split.split;
    return (struct score){split->gain, split->whole > 0 ? split->whole : 1};
}

bool report_split(const struct analyse_report *report)
{
    return report->split.found && score_compare(report_saving(report), (struct score){report->split_limit, SHARE_WHOLE}) > 0;
}

void report_percent(struct buffer *out, struct score share, bool up)
{
    char digits[DECIMAL_ROOM];
    int64_t hundredths = (int64_t)round_quotient((promo_i128)share.part * 10000, share.whole, up ? ROUND_UP : ROUND_DOWN);
    buffer_write(out, digits, decimal_print(hundredths, 2, digits));
}

void report_money(struct buffer *out, const struct analyse_report *report, int64_t amount)
{
    char digits[DECIMAL_ROOM];
    buffer_write(out, digits, decimal_print(amount, promo_image_decimals(report->analysis->image), digits));
}

void report_dead_reason(struct buffer *out, const struct analyse_report *report, const struct dead_promotion *dead)
{
    const struct image_view *view = &report->analysis->image->view;
    switch (dead->why) {
    case DEAD_NEEDS: buffer_string(out, "its conditions exclude each other: no basket meets them all"); break;
    case DEAD_TIME: buffer_string(out, "its periods and schedules have no instant in common"); break;
    case DEAD_GOODS:
        buffer_string(out, report->analysis->invented ? "no goods were invented that are in " : "no item of the catalogue is in ");
        buffer_text(out, image_text(view, view->SETS[dead->set].text));
        break;
    case DEAD_OUTBID: buffer_format(out, "`%s` gave more in every order that was tried", dead->rival); break;
    case DEAD_OPEN:
        if (dead->reason != NULL)
            buffer_format(out, "in the order made for it: %s", dead->reason);
        else
            buffer_string(out, "no order could be made for it");
        break;
    }
}

void report_conflict_reason(struct buffer *out, const struct analyse_report *report, const struct conflict *conflict)
{
    const char *name = analysis_name(report->analysis, report->promotion);
    const char *other = analysis_name(report->analysis, conflict->promotion);
    const struct image_promotion *promotions = report->analysis->image->view.PROMOTIONS;
    switch (conflict->why) {
    case CONFLICT_EXCLUSIVE:
        buffer_format(out, "`%s` is exclusive", promotions[report->promotion].exclusive ? name : other);
        break;
    case CONFLICT_EXCLUDES: buffer_string(out, "one excludes the other"); break;
    case CONFLICT_NEEDS: buffer_string(out, "no order meets the conditions of both"); break;
    case CONFLICT_OUTBID: buffer_format(out, "where they compete, `%s` loses", conflict->loses ? other : name); break;
    case CONFLICT_OPEN: buffer_string(out, "no order with both was found"); break;
    }
}

static promo_status write_file(const struct analyse_report *report, const char *name, const char *ending,
                               const struct buffer *bytes)
{
    struct buffer path;
    buffer_init(&path, NULL);
    buffer_format(&path, "%s/%s%s", report->directory, name, ending);
    const char *text = buffer_cstring(&path);
    promo_status status = text == NULL ? error_set(PROMO_NO_MEMORY, "no memory left") : PROMO_OK;
    if (status == PROMO_OK && !file_replace(text, (struct text){bytes->bytes, bytes->length}))
        status = error_set(PROMO_IO, "a witness could not be written");
    buffer_done(&path);
    return status;
}

promo_status report_witness(const struct analyse_report *report, const char *name, const struct order *order,
                            const struct order_uses *uses)
{
    struct buffer basket, state;
    promo_status status = PROMO_OK;
    if (report->directory == NULL)
        return PROMO_OK;
    buffer_init(&basket, NULL);
    buffer_init(&state, NULL);
    order_write(order, &report->analysis->goods, &basket);
    order_write_state(order, &report->analysis->goods, uses, &state);
    buffer_char(&basket, '\n');
    if (basket.failed || state.failed)
        status = error_set(PROMO_NO_MEMORY, "no memory left");
    if (status == PROMO_OK)
        status = write_file(report, name, ".json", &basket);
    if (status == PROMO_OK && state.length != 0) {
        buffer_char(&state, '\n');
        status = write_file(report, name, ".state.json", &state);
    }
    buffer_done(&basket);
    buffer_done(&state);
    return status;
}

promo_status report_split_uses(const struct analyse_report *report, struct order_uses *uses)
{
    struct till *till = &report->analysis->till;
    const promo_result *result;
    till->most = till->priced + 1;
    promo_status status = till_price(till, &report->split.split.first, NULL, &result);
    if (status == PROMO_OK && result != NULL)
        order_uses_of(uses, &report->split.split.first, report->analysis->image, result);
    return status;
}
