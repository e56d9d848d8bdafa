#include "compiler/benefits.h"

#include "base/exact.h"
#include "compiler/criteria.h"
#include "compiler/items.h"
#include "compiler/names.h"
#include "compiler/values.h"
#include "compiler/words.h"
#include "lang/nearest.h"

bool benefits_pick(struct check *check, const struct pick *pick, struct plan_pick *out)
{
    *out = (struct plan_pick){.up_to = pick->up_to, .different = pick->different, .no_dearer = pick->no_dearer};
    bool counted = value_count(check, pick->count, 1, "the number of units", &out->count);
    out->set = items_set(check, pick->items);
    return counted && out->set != PLAN_NONE;
}

/* ---- Where a benefit applies ---- */

static bool whole_only(struct check *check, const struct target *target, const char *of)
{
    if (!target->each && target->choice == CHOICE_NONE)
        return true;
    check_error(check, P0214, target->span, "%s has no units to choose among", of);
    return false;
}

/* Beside declared sets a benefit is for what these words say; a slip in one looks like the name of a set. */
static bool is_misspelt(struct check *check, const struct expr *items)
{
    static const char *const WORDS[] = {"order", "shipping", "them"};
    const struct word *word = items == NULL ? NULL : value_single_word(items);
    if (word == NULL || value_binding(check, items) != NULL || names_declared(check, NAME_SET, word->text))
        return false;
    struct nearest nearest = nearest_to(word->text);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
        nearest_offer(&nearest, text_from(WORDS[i]));
    if (nearest.best.bytes == NULL)
        return false;
    struct diagnostic *d = check_error(check, P0102, word->span, "no item set is named `%.*s`", SHOWN(word->text));
    diag_did_you_mean(d, nearest.best);
    return true;
}

static bool target_of(struct check *check, const struct target *target, struct plan_benefit *out)
{
    static const enum plan_select SELECTS[] = {[CHOICE_NONE] = PLAN_SELECT_ALL,
                                               [CHOICE_SOME] = PLAN_SELECT_ANY,
                                               [CHOICE_CHEAPEST] = PLAN_SELECT_CHEAPEST,
                                               [CHOICE_DEAREST] = PLAN_SELECT_DEAREST};
    static const enum plan_scope SCOPES[] = {[TARGET_ITEMS] = PLAN_SCOPE_SET,
                                             [TARGET_THEM] = PLAN_SCOPE_THEM,
                                             [TARGET_ORDER] = PLAN_SCOPE_ORDER,
                                             [TARGET_SHIPPING] = PLAN_SCOPE_SHIPPING};
    out->scope = SCOPES[target->kind];
    out->select = SELECTS[target->choice];
    if (target->kind == TARGET_ORDER)
        return whole_only(check, target, "the order");
    if (target->kind == TARGET_SHIPPING)
        return whole_only(check, target, "shipping");
    bool counted = target->choice == CHOICE_NONE ||
                   value_count(check, target->count, 1, "the number of units", &out->count);
    if (target->kind == TARGET_THEM)
        return counted;
    out->set = is_misspelt(check, target->items) ? PLAN_NONE : items_set(check, target->items);
    return counted && out->set != PLAN_NONE;
}

static bool of_units(const struct target *target)
{
    return target->each || target->choice != CHOICE_NONE;
}

/* ---- Discounts ---- */

static bool is_percent(const struct check *check, const struct expr *value)
{
    const struct binding *binding = value == NULL ? NULL : value_binding(check, value);
    if (binding != NULL)
        return binding->type == PARAMETER_PERCENT;
    return value != NULL && value->kind == EXPR_LITERAL && value->literal->kind == LITERAL_PERCENT;
}

static bool discount_of(struct check *check, const struct benefit *benefit, struct plan_benefit *out)
{
    bool each = of_units(&benefit->target);
    bool placed = target_of(check, &benefit->target, out), valued = true;
    if (benefit->kind == BENEFIT_FREE) {
        out->kind = PLAN_PERCENT_OFF;
        out->value = EXACT_MILLION;
    } else if (benefit->kind == BENEFIT_FOR) {
        out->kind = each ? PLAN_PRICE_EACH : PLAN_PRICE_SUM;
        valued = value_money(check, benefit->value, "a price", &out->value);
    } else if (is_percent(check, benefit->value)) {
        out->kind = PLAN_PERCENT_OFF;
        valued = value_of(check, benefit->value, PLAN_PERCENT, "a discount", &out->value);
    } else {
        out->kind = each ? PLAN_OFF_EACH : PLAN_OFF_SPREAD;
        valued = value_money(check, benefit->value, "a discount", &out->value);
    }
    return placed && valued;
}

static const char *type_words(enum plan_promotion_type type)
{
    return type == PLAN_AWARD ? "award" : type == PLAN_REDUCTION ? "reduction" : "discount";
}

static bool allowed_by_type(struct check *check, const struct benefit *benefit, const struct plan_benefit *made,
                            const struct benefit_context *context)
{
    bool percentage = made->kind == PLAN_PERCENT_OFF && benefit->kind == BENEFIT_OFF;
    if (context->type == PLAN_DISCOUNT || (context->type == PLAN_REDUCTION && !percentage))
        return true;
    struct diagnostic *d;
    if (context->type == PLAN_AWARD) {
        d = check_error(check, P0207, benefit->span, "an `award` promotion gives awards only, and this is a discount");
        diag_help(d, "write `type discount`, or give a gift, points, a coupon, a certificate or an allowance");
    } else {
        d = check_error(check, P0207, benefit->span, "a `reduction` promotion gives money off or a price, and no percentage");
        diag_help(d, "write `type discount`, or an amount of money");
    }
    if (context->type_span.file != UINT32_MAX)
        diag_note(d, context->type_span, "declared `%s` here", type_words(context->type));
    return false;
}

static bool allowed_by_picks(struct check *check, const struct benefit *benefit, const struct plan_benefit *made,
                             const struct benefit_context *context)
{
    bool takes = context->takes_units || context->counts_amounts;
    struct diagnostic *d;
    if (made->scope == PLAN_SCOPE_THEM && !takes) {
        d = check_error(check, P0209, benefit->target.span,
                        "`them` are the units that `buy`, `get` or `every` takes, and this event takes none");
        diag_help(d, "name the items, or add `buy 1 of ...`");
        return false;
    }
    if (made->scope == PLAN_SCOPE_SET && takes) {
        d = check_error(check, P0209, benefit->target.span,
                        "beside `buy`, `get` or `every` a discount is for them, the order or shipping");
        diag_note(d, context->takes_span, "this says what one application takes");
        diag_help(d, "write `them` for the units taken, or put the condition into `when`");
        return false;
    }
    if (context->counts_amounts && made->kind != PLAN_OFF_SPREAD && made->kind != PLAN_OFF_EACH) {
        d = check_error(check, P0209, benefit->span, "for every full amount there can be money or awards, as many times");
        diag_note(d, context->takes_span, "this counts full amounts");
        diag_help(d, "give an amount off, or write `when amount of ... >= ...` instead of `every`");
        return false;
    }
    return true;
}

/* ---- Awards ---- */

/* A gift is one sku. */
static bool gift_of(struct check *check, const struct benefit *benefit, struct plan_benefit *out)
{
    bool counted = value_count(check, benefit->count, 1, "the number of gifts", &out->count);
    bool worth = benefit->value == NULL || value_money(check, benefit->value, "the worth of a gift", &out->worth);
    uint32_t node = items_node(check, benefit->target.items);
    if (node == PLAN_NONE)
        return false;
    const struct plan_node *set = &check->plan->nodes.items[node];
    const struct plan_list *list = set->kind == PLAN_NODE_SKU ? &check->plan->lists.items[set->list] : NULL;
    bool of_trial = check->frame != NULL && check->frame->trial;
    if (list == NULL || list->count != 1) {
        if (!of_trial) {
            struct diagnostic *d = check_error(check, P0214, benefit->target.span, "a gift is one thing");
            diag_help(d, "name its sku: `gift 1 of sku \"...\"`");
        }
        return false;
    }
    out->name = plan_symbol_text(check->plan, (uint32_t)list->values[0]);
    if (out->name.length != 0 || of_trial)
        return counted && worth;
    check_error(check, P0214, benefit->target.span, "a gift has a sku, and this is empty");
    return false;
}

static bool coupon_of(struct check *check, const struct benefit *benefit, struct plan_benefit *out)
{
    bool certificate = benefit->kind == BENEFIT_CERTIFICATE;
    out->count = 1;
    bool worth = !certificate || value_money(check, benefit->value, "the worth of a certificate", &out->worth);
    out->reference = names_index(check, NAME_COUPON, &benefit->name);
    if (out->reference == PLAN_NONE)
        return false;
    const struct plan_coupon *coupon = &check->plan->coupons.items[out->reference];
    if (coupon->certificate == certificate)
        return worth;
    struct diagnostic *d = check_error(check, P0217, benefit->name.span, "`%.*s` is of kind `%s`", SHOWN(coupon->name),
                                       certificate ? "discount" : "certificate");
    const struct name *name = names_find(check, NAME_COUPON, &(struct word){.text = coupon->name});
    if (name != NULL)
        diag_note(d, name->span, "declared here");
    if (certificate)
        diag_help(d, "write `give coupon %.*s`, which has no worth of its own", SHOWN(coupon->name));
    else
        diag_help(d, "write `give certificate %.*s worth ...`", SHOWN(coupon->name));
    return false;
}

static bool allowance_of(struct check *check, const struct benefit *benefit, struct plan_benefit *out)
{
    bool counted = value_count(check, benefit->count, 1, "the size of an allowance", &out->count);
    bool unit = value_text(check, &benefit->unit, "the unit of an allowance", &out->unit);
    bool name = value_text(check, &benefit->name, "what an allowance is of", &out->name);
    if (name && out->name.length == 0 && (check->frame == NULL || !check->frame->trial)) {
        check_error(check, P0214, benefit->name.span, "an allowance is of something, and this is empty");
        return false;
    }
    return counted && unit && name;
}

static bool points_of(struct check *check, const struct benefit *benefit, struct plan_benefit *out)
{
    bool counted = value_count(check, benefit->count, 1, "the number of points", &out->count);
    out->reference = names_index(check, NAME_PROGRAM, &benefit->name);
    return counted && out->reference != PLAN_NONE;
}

/* ---- Charges ---- */

static bool charge_of(struct check *check, const struct benefit *benefit, struct plan_benefit *out)
{
    const struct target *target = &benefit->target;
    bool percent = is_percent(check, benefit->value);
    out->kind = percent ? PLAN_CHARGE_PERCENT : PLAN_CHARGE;
    bool valued = value_of(check, benefit->value, percent ? PLAN_PERCENT : PLAN_MONEY, "a charge", &out->value);
    bool placed = target->kind == TARGET_ORDER ? !target->each && target->choice == CHOICE_NONE
                                               : target->kind == TARGET_ITEMS && target->each;
    if (placed)
        return target_of(check, target, out) && valued;
    struct diagnostic *d = check_error(check, P0214, target->span, "a charge is on the order, or on each of some items");
    diag_help(d, target->kind == TARGET_ITEMS ? "write `on each of ...`" : "write `on order`, or `on each of` an item set");
    return false;
}

bool benefits_of(struct check *check, const struct benefit *benefit, const struct benefit_context *context,
                 struct plan_benefit *out)
{
    static const enum plan_benefit_kind AWARDS[] = {[BENEFIT_GIFT] = PLAN_GIFT,
                                                    [BENEFIT_ALLOWANCE] = PLAN_ALLOWANCE,
                                                    [BENEFIT_POINTS] = PLAN_POINTS_GIVEN,
                                                    [BENEFIT_COUPON] = PLAN_COUPON_GIVEN,
                                                    [BENEFIT_CERTIFICATE] = PLAN_CERTIFICATE};
    *out = (struct plan_benefit){.scope = PLAN_SCOPE_NOTHING,
                                 .from = benefit,
                                 .place = {benefit->span.file, benefit->span.start, benefit->span.end}};
    switch (benefit->kind) {
    case BENEFIT_OFF:
    case BENEFIT_FOR:
    case BENEFIT_FREE:
        return discount_of(check, benefit, out) && allowed_by_type(check, benefit, out, context) &&
               allowed_by_picks(check, benefit, out, context);
    case BENEFIT_CHARGE: return charge_of(check, benefit, out);
    case BENEFIT_LADDER: return false;
    default: break;
    }
    out->kind = AWARDS[benefit->kind];
    switch (benefit->kind) {
    case BENEFIT_GIFT: return gift_of(check, benefit, out);
    case BENEFIT_ALLOWANCE: return allowance_of(check, benefit, out);
    case BENEFIT_POINTS: return points_of(check, benefit, out);
    default: return coupon_of(check, benefit, out);
    }
}

/* ---- Ladders ---- */

static void row_of(struct check *check, const struct ladder_row *row, bool of_money, const struct benefit_context *context,
                   struct plan_row *out)
{
    VECTOR(struct plan_benefit) benefits = {0};
    if (of_money)
        value_money(check, row->from, "a step of this ladder", &out->from);
    else
        value_count(check, row->from, 0, "a step of this ladder", &out->from);
    for (const struct benefit *benefit = row->benefits; benefit != NULL; benefit = benefit->next) {
        struct plan_benefit made;
        if (benefits_of(check, benefit, context, &made))
            CHECK_PUSH(check, &benefits, made);
    }
    CHECK_KEEP(check, &benefits, struct plan_benefit, &out->benefits, &out->benefit_count);
}

void benefits_ladder(struct check *check, const struct benefit *ladder, const struct benefit_context *context,
                     struct plan_event *event)
{
    VECTOR(struct plan_row) rows = {0};
    bool known = ladder->measure != NULL && criteria_measure(check, ladder->measure, &event->ladder_by, &event->ladder_set);
    bool trial = check->frame != NULL && check->frame->trial;
    for (const struct ladder_row *row = ladder->rows; row != NULL; row = row->next) {
        size_t errors = check->diags->errors;
        struct plan_row made = {.written = row};
        row_of(check, row, event->ladder_by == PLAN_MEASURE_AMOUNT, context, &made);
        if (check->diags->errors != errors)
            continue;
        if (rows.count != 0 && made.from <= rows.items[rows.count - 1].from && !trial) {
            struct diagnostic *d = check_error(check, P0211, row->from->span, "the steps of a ladder go up");
            diag_help(d, "put the smaller step first; each step replaces those before it");
        }
        CHECK_PUSH(check, &rows, made);
    }
    if (ladder->rows == NULL)
        check_error(check, P0215, ladder->span, "a ladder without a step");
    if (!known)
        event->ladder_by = PLAN_MEASURE_NOTHING;
    CHECK_KEEP(check, &rows, struct plan_row, &event->rows, &event->row_count);
}

/* ---- Words ---- */

static void append_one(struct check *check, const struct benefit *benefit, struct buffer *out)
{
    struct span span = benefit->span;
    struct text text = sources_text(check->sources, span);
    static const char GIVE[] = "give";
    bool keyword = text.length > sizeof GIVE && memcmp(text.bytes, GIVE, sizeof GIVE - 1) == 0 &&
                   memchr(" \t\r\n#", text.bytes[sizeof GIVE - 1], 5) != NULL;
    if (keyword)
        span.start += sizeof GIVE - 1;
    if (out->length != 0)
        buffer_string(out, ", ");
    words_append(check, out, span);
}

void benefits_words(struct check *check, const struct benefit *benefit, struct buffer *out)
{
    if (benefit->kind != BENEFIT_LADDER) {
        append_one(check, benefit, out);
        return;
    }
    for (const struct ladder_row *row = benefit->rows; row != NULL; row = row->next) {
        for (const struct benefit *given = row->benefits; given != NULL; given = given->next)
            append_one(check, given, out);
        if (row->from != NULL) {
            buffer_string(out, " from ");
            words_append(check, out, row->from->span);
        }
    }
}
