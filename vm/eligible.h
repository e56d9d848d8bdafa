/* Eligibility: may a promotion be used for this basket at all, whatever its events say?
 *
 * The layer evaluation asks for each candidate, in the order of the image; the explanation asks for the reason and its
 * sentence. Semantics, "Which events are used", 1. */
#ifndef VM_ELIGIBLE_H
#define VM_ELIGIBLE_H

#include "base/calendar.h"
#include "vm/evaluation.h"

/* INELIGIBLE(name, word, sentence): the word is what results say, the sentence what explanations say. */
#define INELIGIBLE_REASONS(INELIGIBLE)                                                                     \
    INELIGIBLE(NOTHING, "", "it may be used")                                                              \
    INELIGIBLE(STATUS, "status", "its status is not active")                                               \
    INELIGIBLE(PERIOD, "period", "the basket's instant is outside its period")                             \
    INELIGIBLE(CAMPAIGN_PERIOD, "campaign_period", "the basket's instant is outside its campaign's period") \
    INELIGIBLE(SCHEDULE, "schedule", "none of its schedules holds at the basket's local time")             \
    INELIGIBLE(CHANNEL, "channel", "it is not for the basket's channel")                                   \
    INELIGIBLE(CAMPAIGN_CHANNEL, "campaign_channel", "its campaign is not for the basket's channel")       \
    INELIGIBLE(STORE, "store", "it is not for the basket's store")                                         \
    INELIGIBLE(REGION, "region", "it is not for the basket's region")                                      \
    INELIGIBLE(PRICE_LIST, "price_list", "the basket is not priced by its price list")                     \
    INELIGIBLE(AUDIENCE, "audience", "the customer is not in its audience")                                \
    INELIGIBLE(COUPON, "coupon", "no accepted code of its coupon was presented")                           \
    INELIGIBLE(CUSTOMER, "customer", "it has a limit per customer, and the customer is not known")         \
    INELIGIBLE(LIMIT, "limit", "its limit is used up")                                                     \
    INELIGIBLE(BUDGET, "budget", "its campaign's budget is used up")                                       \
    INELIGIBLE(HOLDOUT, "holdout", "the customer is in its campaign's control group")

enum ineligible {
#define INELIGIBLE(name, word, sentence) INELIGIBLE_##name,
    INELIGIBLE_REASONS(INELIGIBLE)
#undef INELIGIBLE
    INELIGIBLE_COUNT
};

/* Once for an image: room to write what control groups are found by. */
promo_status eligible_prepare(struct evaluation *evaluation);

/* Whether the clocks stay as they are for two days before and after the basket's instant: schedules are then plain clock
 * time. For evaluation->steady_clock, once per basket. */
static inline bool eligible_steady_clock(const struct evaluation *evaluation)
{
    const int64_t days = 2 * CALENDAR_DAY_SECONDS;
    const struct basket *basket = evaluation->basket;
    return basket->at - days >= basket->clock.from && basket->at + days < basket->clock.to;
}

/* The first condition that does not hold; INELIGIBLE_NOTHING: eligible. */
enum ineligible eligible_check(const struct evaluation *evaluation, uint32_t promotion);

/* Whether the basket's customer belongs to the campaign's control group; reports ask for it, too. */
bool eligible_held_out(const struct evaluation *evaluation, const struct image_campaign *campaign);

/* Whether a customer of that id does. The control group is the same on every platform and for ever: by a hash of the
 * campaign's name and the id. `room` has bytes for both and one more. */
bool eligible_control_group(const struct image_view *image, const struct image_campaign *campaign, struct text customer,
                            char *room);

const char *ineligible_word(enum ineligible reason);
const char *ineligible_sentence(enum ineligible reason);

#endif
