#include "vm/eligible.h"

#include "base/calendar.h"
#include "vm/local.h"

static bool in_period(const struct image_period *period, int64_t at)
{
    return period->from <= at && at < period->to;
}

/* The range that begins on the day `ago` days before today, in clock time or, near a change of the clocks, in instants. */
static bool in_range_of_day(const struct evaluation *evaluation, const struct image_schedule *schedule, int ago)
{
    const struct basket_today *today = &evaluation->basket->today;
    if (!(schedule->weekdays >> (today->weekday + 7 - ago) % 7 & 1))
        return false;
    int64_t end = schedule->end > schedule->start ? schedule->end : schedule->end + CALENDAR_DAY_SECONDS;
    int64_t now = today->seconds + (int64_t)ago * CALENDAR_DAY_SECONDS;
    if (evaluation->steady_clock)
        return schedule->start <= now && now < end;
    int64_t midnight = (today->day - ago) * CALENDAR_DAY_SECONDS;
    return local_instant(evaluation->view, midnight + schedule->start, false) <= evaluation->basket->at &&
           evaluation->basket->at < local_instant(evaluation->view, midnight + end, true);
}

/* A range over midnight belongs to the day it starts on. */
static bool in_schedule(const struct evaluation *evaluation, const struct image_schedule *schedule)
{
    if (schedule->start == 0 && schedule->end == CALENDAR_DAY_SECONDS)
        return schedule->weekdays >> evaluation->basket->today.weekday & 1;
    return in_range_of_day(evaluation, schedule, 0) || in_range_of_day(evaluation, schedule, 1);
}

static bool in_schedules(const struct evaluation *evaluation, struct span schedules)
{
    for (uint32_t i = 0; i < schedules.count; i++)
        if (in_schedule(evaluation, &evaluation->view->SCHEDULES[schedules.first + i]))
            return true;
    return schedules.count == 0;
}

/* A property that the basket does not carry does not match. */
static bool fact_matches(const struct evaluation *evaluation, uint32_t list, enum fact fact)
{
    int64_t value = evaluation->basket->facts[fact];
    return list == INDEX_NONE || (value != VALUE_MISSING && image_list_has(evaluation->view, list, value));
}

/* The list the basket is priced by, and one that is for the basket's channel where that is known. */
static bool price_list_matches(const struct evaluation *evaluation, uint32_t index)
{
    if (index == INDEX_NONE)
        return true;
    const struct image_price_list *list = &evaluation->view->PRICE_LISTS[index];
    const int64_t *facts = evaluation->basket->facts;
    return facts[FACT_PRICE_LIST] == list->symbol &&
           (facts[FACT_CHANNEL] == VALUE_MISSING || fact_matches(evaluation, list->channels, FACT_CHANNEL));
}

promo_status eligible_prepare(struct evaluation *evaluation)
{
    const struct image_view *image = evaluation->view;
    for (uint32_t i = 0; i < image->CAMPAIGNS_COUNT; i++) {
        size_t size = (size_t)image->CAMPAIGNS[i].name.length + 1 + BASKET_TEXT;
        if (image->CAMPAIGNS[i].holdout != 0 && size > evaluation->holdout_room_size)
            evaluation->holdout_room_size = size;
    }
    if (evaluation->holdout_room_size == 0)
        return PROMO_OK;
    evaluation->holdout_room = alloc_array(evaluation->alloc, evaluation->holdout_room_size, 1);
    return evaluation->holdout_room != NULL ? PROMO_OK : evaluation_no_memory();
}

bool eligible_control_group(const struct image_view *image, const struct image_campaign *campaign, struct text customer,
                            char *bytes)
{
    struct text name = image_text(image, campaign->name);
    memcpy(bytes, name.bytes, name.length);
    bytes[name.length] = '\0';
    memcpy(bytes + name.length + 1, customer.bytes, customer.length);
    uint64_t hash = hash_bytes((struct hash_key){0, 0}, bytes, name.length + 1 + customer.length);
    return hash % EXACT_MILLION < campaign->holdout;
}

bool eligible_held_out(const struct evaluation *evaluation, const struct image_campaign *campaign)
{
    if (campaign->holdout == 0 || !basket_customer_known(evaluation->basket))
        return false;
    struct text id = texts_get(&evaluation->basket->texts, (uint32_t)evaluation->basket->customer[CUSTOMER_ID]);
    return eligible_control_group(evaluation->view, campaign, id, evaluation->holdout_room);
}

static enum ineligible check_limits(const struct basket *basket, const struct image_limits *limits, uint32_t promotion)
{
    if (limits->total == VALUE_UNLIMITED && limits->per_day == VALUE_UNLIMITED &&
        limits->per_customer == VALUE_UNLIMITED)
        return INELIGIBLE_NOTHING;
    promo_uses uses = basket_uses_of_promotion(basket, promotion);
    if (limits->per_customer != VALUE_UNLIMITED && !basket_customer_known(basket))
        return INELIGIBLE_CUSTOMER;
    bool left = uses.total < limits->total && uses.day < limits->per_day && uses.customer < limits->per_customer;
    return left ? INELIGIBLE_NOTHING : INELIGIBLE_LIMIT;
}

static enum ineligible check_campaign(const struct evaluation *evaluation, uint32_t index)
{
    const struct image_campaign *campaign = &evaluation->view->CAMPAIGNS[index];
    const struct basket_campaign_uses *used = &evaluation->basket->campaign_uses[index];
    if (!in_period(&campaign->period, evaluation->basket->at))
        return INELIGIBLE_CAMPAIGN_PERIOD;
    if (!fact_matches(evaluation, campaign->channels, FACT_CHANNEL))
        return INELIGIBLE_CAMPAIGN_CHANNEL;
    if (used->money >= campaign->budget_money || used->uses >= campaign->budget_uses)
        return INELIGIBLE_BUDGET;
    return eligible_held_out(evaluation, campaign) ? INELIGIBLE_HOLDOUT : INELIGIBLE_NOTHING;
}

enum ineligible eligible_check(const struct evaluation *evaluation, uint32_t index)
{
    const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[index];
    const struct basket *basket = evaluation->basket;
    if (promotion->status != STATUS_ACTIVE)
        return INELIGIBLE_STATUS;
    if (!in_period(&promotion->period, basket->at))
        return INELIGIBLE_PERIOD;
    if (!in_schedules(evaluation, promotion->schedules))
        return INELIGIBLE_SCHEDULE;
    if (!fact_matches(evaluation, promotion->channels, FACT_CHANNEL))
        return INELIGIBLE_CHANNEL;
    if (!fact_matches(evaluation, promotion->stores, FACT_STORE))
        return INELIGIBLE_STORE;
    if (!fact_matches(evaluation, promotion->regions, FACT_REGION))
        return INELIGIBLE_REGION;
    if (!price_list_matches(evaluation, promotion->price_list))
        return INELIGIBLE_PRICE_LIST;
    if (promotion->audience != INDEX_NONE && !basket_is_in_audience(basket, promotion->audience))
        return INELIGIBLE_AUDIENCE;
    if (promotion->coupon != INDEX_NONE && !bits_has(evaluation->accepted, promotion->coupon))
        return INELIGIBLE_COUPON;
    enum ineligible reason = check_limits(basket, &promotion->limits, index);
    if (reason == INELIGIBLE_NOTHING && promotion->campaign != INDEX_NONE)
        reason = check_campaign(evaluation, promotion->campaign);
    return reason;
}

static const char *const WORDS[INELIGIBLE_COUNT] = {
#define INELIGIBLE(name, word, sentence) word,
    INELIGIBLE_REASONS(INELIGIBLE)
#undef INELIGIBLE
};

static const char *const SENTENCES[INELIGIBLE_COUNT] = {
#define INELIGIBLE(name, word, sentence) sentence,
    INELIGIBLE_REASONS(INELIGIBLE)
#undef INELIGIBLE
};

const char *ineligible_word(enum ineligible reason)
{
    return WORDS[reason];
}

const char *ineligible_sentence(enum ineligible reason)
{
    return SENTENCES[reason];
}
