#include "cli/image_plan.h"

#include "vm/loader.h"
#include "vm/texts.h"

struct copying {
    struct plan *plan;
    const struct image_view *view;
};

_Static_assert(PLAN_NONE == INDEX_NONE && PLAN_UNLIMITED == VALUE_UNLIMITED, "what is not there is the same in both");

static struct text text_at(const struct copying *copying, struct ref ref)
{
    return image_text(copying->view, ref);
}

static void *room(struct copying *copying, size_t count, size_t size)
{
    void *array = arena_alloc(&copying->plan->arena, count, size);
    copying->plan->failed |= array == NULL && count != 0;
    return array;
}

#define ROOM(copying, count, type) ((type *)room((copying), (count), sizeof(type)))
#define PUSH(copying, vector, ...)                                               \
    ((copying)->plan->failed |= !VECTOR_PUSH(&(copying)->plan->vector, (copying)->plan->alloc, __VA_ARGS__))

static struct plan_period period_of(struct image_period period)
{
    return (struct plan_period){period.from, period.to};
}

static struct plan_limits limits_of(struct image_limits limits)
{
    return (struct plan_limits){limits.total, limits.per_customer, limits.per_day, limits.per_order};
}

/* ---- Settings, texts and sets ---- */

static void copy_settings(struct copying *copying)
{
    struct plan *plan = copying->plan;
    const struct image_settings *settings = &copying->view->SETTINGS[0];
    memcpy(plan->currency, settings->currency, sizeof plan->currency);
    plan->currency[3] = '\0';
    plan->decimals = settings->decimals;
    plan->rounding = settings->rounding;
    plan->floor = settings->floor;
    plan->timezone = text_at(copying, settings->timezone);
    plan->zone.alloc = plan->alloc;
    for (uint32_t i = 0; i < copying->view->TRANSITIONS_COUNT; i++) {
        const struct image_transition *transition = &copying->view->TRANSITIONS[i];
        PUSH(copying, zone.changes, (struct zone_change){i == 0 ? INT64_MIN : transition->at, (int32_t)transition->offset});
    }
}

/* Symbols keep their numbers, and so do lists. */
static void copy_texts(struct copying *copying)
{
    const struct image_view *view = copying->view;
    for (uint32_t i = 0; i < view->SYMBOLS_COUNT; i++)
        plan_symbol(copying->plan, text_at(copying, view->SYMBOLS[i]));
    for (uint32_t i = 0; i < view->LISTS_COUNT; i++)
        PUSH(copying, lists, (struct plan_list){.values = view->LIST_VALUES + view->LISTS[i].first, .count = view->LISTS[i].count});
}

static void copy_sets(struct copying *copying)
{
    const struct image_view *view = copying->view;
    for (uint32_t i = 0; i < view->SETS_COUNT; i++) {
        struct text words = text_at(copying, view->SETS[i].text);
        bool all = text_equal(words, TEXT("all items"));
        PUSH(copying, nodes, (struct plan_node){.kind = all ? PLAN_NODE_ALL : PLAN_NODE_NOTHING, .wanted = true, .text = words});
        PUSH(copying, lets, (struct plan_let){words, i});
    }
}

/* ---- Declarations ---- */

static void copy_places(struct copying *copying)
{
    const struct image_view *view = copying->view;
    for (uint32_t i = 0; i < view->AUDIENCES_COUNT; i++)
        PUSH(copying, audiences, (struct plan_audience){text_at(copying, view->AUDIENCES[i].name), view->AUDIENCES[i].members});
    for (uint32_t i = 0; i < view->PRICE_LISTS_COUNT; i++) {
        const struct image_price_list *list = &view->PRICE_LISTS[i];
        PUSH(copying, price_lists,
             (struct plan_price_list){.name = text_at(copying, list->name), .title = text_at(copying, list->title),
                                      .symbol = list->symbol, .channels = list->channels, .stores = PLAN_NONE,
                                      .regions = PLAN_NONE});
    }
    for (uint32_t i = 0; i < view->LAYERS_COUNT; i++) {
        const struct image_layer *layer = &view->LAYERS[i];
        PUSH(copying, layers, (struct plan_layer){text_at(copying, layer->name), text_at(copying, layer->title),
                                                  layer->on_original != 0, layer->stack != 0});
    }
    for (uint32_t i = 0; i < view->CAMPAIGNS_COUNT; i++) {
        const struct image_campaign *campaign = &view->CAMPAIGNS[i];
        PUSH(copying, campaigns,
             (struct plan_campaign){.name = text_at(copying, campaign->name), .title = text_at(copying, campaign->title),
                                    .type = text_at(copying, campaign->type),
                                    .initiative = text_at(copying, campaign->initiative),
                                    .period = period_of(campaign->period), .budget_money = campaign->budget_money,
                                    .budget_uses = campaign->budget_uses, .holdout = campaign->holdout,
                                    .channels = campaign->channels, .stores = PLAN_NONE, .regions = PLAN_NONE});
    }
}

static void copy_programs(struct copying *copying)
{
    const struct image_view *view = copying->view;
    for (uint32_t i = 0; i < view->COUPONS_COUNT; i++) {
        const struct image_coupon *coupon = &view->COUPONS[i];
        PUSH(copying, coupons,
             (struct plan_coupon){.name = text_at(copying, coupon->name), .title = text_at(copying, coupon->title),
                                  .code = text_at(copying, coupon->code), .normal = text_at(copying, coupon->normal),
                                  .pattern = text_at(copying, coupon->pattern),
                                  .certificate = coupon->kind == COUPON_CERTIFICATE, .once = coupon->once != 0,
                                  .count = coupon->count, .minimum = coupon->minimum, .valid = period_of(coupon->valid),
                                  .valid_for = {coupon->valid_count, (enum plan_unit)coupon->valid_unit},
                                  .limits = limits_of(coupon->limits)});
    }
    for (uint32_t i = 0; i < view->PROGRAMS_COUNT; i++) {
        const struct image_program *program = &view->PROGRAMS[i];
        struct plan_tier *tiers = ROOM(copying, program->tiers.count, struct plan_tier);
        for (uint32_t t = 0; tiers != NULL && t < program->tiers.count; t++)
            tiers[t] = (struct plan_tier){text_at(copying, view->TIERS[program->tiers.first + t].name),
                                          view->TIERS[program->tiers.first + t].from};
        PUSH(copying, programs,
             (struct plan_program){.name = text_at(copying, program->name), .title = text_at(copying, program->title),
                                   .earn_points = program->earn_points, .earn_per = program->earn_per,
                                   .redeem_points = program->redeem_points, .redeem_for = program->redeem_for,
                                   .expire = {program->expire_count, (enum plan_unit)program->expire_unit},
                                   .earn_set = program->earn_set, .tiers = tiers,
                                   .tier_count = tiers == NULL ? 0 : program->tiers.count});
    }
}

/* ---- Events ---- */

static const struct plan_pick *picks_of(struct copying *copying, struct span span, uint32_t *count)
{
    struct plan_pick *picks = ROOM(copying, span.count, struct plan_pick);
    *count = picks == NULL ? 0 : span.count;
    for (uint32_t i = 0; i < *count; i++) {
        const struct image_pick *pick = &copying->view->PICKS[span.first + i];
        picks[i] = (struct plan_pick){.set = pick->set, .count = pick->count, .up_to = (pick->flags & PICK_UP_TO) != 0,
                                      .different = (pick->flags & PICK_DIFFERENT) != 0,
                                      .no_dearer = (pick->flags & PICK_NO_DEARER) != 0};
    }
    return picks;
}

static const struct plan_benefit *benefits_of(struct copying *copying, struct span span, uint32_t *count)
{
    struct plan_benefit *benefits = ROOM(copying, span.count, struct plan_benefit);
    *count = benefits == NULL ? 0 : span.count;
    for (uint32_t i = 0; i < *count; i++) {
        const struct image_benefit *benefit = &copying->view->BENEFITS[span.first + i];
        benefits[i] = (struct plan_benefit){.kind = (enum plan_benefit_kind)benefit->kind,
                                            .scope = (enum plan_scope)benefit->scope,
                                            .select = (enum plan_select)benefit->select,
                                            .set = benefit->set,
                                            .reference = benefit->reference,
                                            .count = benefit->count,
                                            .value = benefit->value,
                                            .worth = benefit->worth,
                                            .name = text_at(copying, benefit->name),
                                            .unit = text_at(copying, benefit->unit)};
    }
    return benefits;
}

static const struct plan_row *rows_of(struct copying *copying, struct span span, uint32_t *count)
{
    struct plan_row *rows = ROOM(copying, span.count, struct plan_row);
    *count = rows == NULL ? 0 : span.count;
    for (uint32_t i = 0; i < *count; i++) {
        rows[i].from = copying->view->ROWS[span.first + i].from;
        rows[i].benefits = benefits_of(copying, copying->view->ROWS[span.first + i].benefits, &rows[i].benefit_count);
    }
    return rows;
}

/* A condition in the author's words: a test that compares nothing. */
static struct plan_criterion *when_of(struct copying *copying, uint32_t root)
{
    struct plan_criterion *when = root == INDEX_NONE ? NULL : ROOM(copying, 1, struct plan_criterion);
    if (when != NULL) {
        *when = (struct plan_criterion){.kind = PLAN_TEST, .text = text_at(copying, copying->view->CRITERIA[root].text)};
        when->left.kind = when->right.kind = PLAN_CONSTANT;
    }
    return when;
}

static struct plan_event event_of(struct copying *copying, const struct image_event *event)
{
    struct plan_event made = {.name = text_at(copying, event->name),
                              .title = text_at(copying, event->title),
                              .gives = text_at(copying, event->gives),
                              .trigger = event->trigger,
                              .line = event->line,
                              .priority = event->priority,
                              .limit = event->limit,
                              .when = when_of(copying, event->criterion),
                              .every_amount = event->every_amount,
                              .every_set = event->every_set,
                              .ladder_by = (enum plan_measure)event->ladder_by,
                              .ladder_set = event->ladder_set};
    made.buys = picks_of(copying, event->buys, &made.buy_count);
    made.gets = picks_of(copying, event->gets, &made.get_count);
    made.rows = rows_of(copying, event->rows, &made.row_count);
    made.benefits = benefits_of(copying, event->benefits, &made.benefit_count);
    return made;
}

/* ---- Promotions ---- */

/* By number of declaration: where the image has them sorted otherwise. */
static uint32_t *places_of(struct copying *copying)
{
    const struct image_view *view = copying->view;
    uint32_t *places = ROOM(copying, view->PROMOTIONS_COUNT, uint32_t);
    for (uint32_t i = 0; places != NULL && i < view->PROMOTIONS_COUNT; i++)
        places[view->PROMOTIONS[i].declared] = i;
    return places;
}

static void copy_steps(struct copying *copying, const struct image_promotion *promotion, struct plan_promotion *made)
{
    struct plan_step *steps = ROOM(copying, promotion->steps.count, struct plan_step);
    for (uint32_t i = 0; steps != NULL && i < promotion->steps.count; i++) {
        const struct image_step *step = &copying->view->STEPS[promotion->steps.first + i];
        uint32_t first = promotion->events.first;
        steps[i] = (struct plan_step){.number = step->number,
                                      .event = step->event - first,
                                      .used = step->used == STEP_STOP ? PLAN_NONE : step->used - first,
                                      .unused = step->unused == STEP_STOP ? PLAN_NONE : step->unused - first,
                                      .title = text_at(copying, step->title)};
    }
    made->steps = steps;
    made->step_count = steps == NULL ? 0 : promotion->steps.count;
}

static void copy_lists(struct copying *copying, const struct image_promotion *promotion, struct plan_promotion *made)
{
    const struct image_view *view = copying->view;
    struct plan_event *events = ROOM(copying, promotion->events.count, struct plan_event);
    struct plan_schedule *schedules = ROOM(copying, promotion->schedules.count, struct plan_schedule);
    uint32_t *excludes = ROOM(copying, promotion->excludes.count, uint32_t);
    for (uint32_t i = 0; events != NULL && i < promotion->events.count; i++)
        events[i] = event_of(copying, &view->EVENTS[promotion->events.first + i]);
    for (uint32_t i = 0; schedules != NULL && i < promotion->schedules.count; i++) {
        const struct image_schedule *schedule = &view->SCHEDULES[promotion->schedules.first + i];
        schedules[i] = (struct plan_schedule){schedule->weekdays, schedule->start, schedule->end};
    }
    for (uint32_t i = 0; excludes != NULL && i < promotion->excludes.count; i++)
        excludes[i] = view->PROMOTIONS[view->INDICES[promotion->excludes.first + i]].declared;
    made->events = events;
    made->event_count = events == NULL ? 0 : promotion->events.count;
    made->schedules = schedules;
    made->schedule_count = schedules == NULL ? 0 : promotion->schedules.count;
    made->excludes = excludes;
    made->exclude_count = excludes == NULL ? 0 : promotion->excludes.count;
    copy_steps(copying, promotion, made);
}

static void copy_promotions(struct copying *copying)
{
    uint32_t *places = places_of(copying);
    for (uint32_t i = 0; places != NULL && i < copying->view->PROMOTIONS_COUNT; i++) {
        const struct image_promotion *promotion = &copying->view->PROMOTIONS[places[i]];
        struct plan_promotion made = {.name = text_at(copying, promotion->name),
                                      .title = text_at(copying, promotion->title),
                                      .file = text_at(copying, promotion->file),
                                      .line = promotion->line,
                                      .status = (enum plan_status)promotion->status,
                                      .type = (enum plan_promotion_type)promotion->type,
                                      .events_exclusive = promotion->events_exclusive != 0,
                                      .priority = promotion->priority,
                                      .layer = promotion->layer,
                                      .period = period_of(promotion->period),
                                      .limits = limits_of(promotion->limits),
                                      .cap = promotion->cap,
                                      .campaign = promotion->campaign,
                                      .coupon = promotion->coupon,
                                      .audience = promotion->audience,
                                      .price_list = promotion->price_list,
                                      .channels = promotion->channels,
                                      .stores = promotion->stores,
                                      .regions = promotion->regions};
        copy_lists(copying, promotion, &made);
        PUSH(copying, promotions, made);
    }
}

bool image_plan(struct plan *plan, const promo_image *image)
{
    struct copying copying = {plan, &image->view};
    copy_settings(&copying);
    copy_texts(&copying);
    copy_sets(&copying);
    copy_places(&copying);
    copy_programs(&copying);
    copy_promotions(&copying);
    return !plan->failed;
}
