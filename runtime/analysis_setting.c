#include "runtime/analysis_setting.h"

#include "runtime/analysis_time.h"
#include "runtime/analysis_spell.h"
#include "vm/eligible.h"

#include <stdio.h>

enum { CUSTOMERS_TRIED = 1000 };

/* --- choosing -------------------------------------------------------------------------------------------------------- */

static struct text invented(uint32_t number, char room[SETTING_CUSTOMER_ROOM])
{
    return (struct text){room, (size_t)snprintf(room, SETTING_CUSTOMER_ROOM, "customer-%u", (unsigned)number)};
}

static bool in_no_group(const struct image_view *view, struct text id, char *room, size_t most)
{
    for (uint32_t i = 0; i < view->CAMPAIGNS_COUNT; i++) {
        const struct image_campaign *campaign = &view->CAMPAIGNS[i];
        if (campaign->holdout != 0 && campaign->name.length + id.length + 1 <= most &&
            eligible_control_group(view, campaign, id, room))
            return false;
    }
    return true;
}

uint32_t setting_free_customer(const promo_image *image)
{
    char id[SETTING_CUSTOMER_ROOM], room[BASKET_TEXT + SETTING_CUSTOMER_ROOM];
    for (uint32_t number = 1; number <= CUSTOMERS_TRIED; number++)
        if (in_no_group(&image->view, invented(number, id), room, sizeof room))
            return number;
    return 1;
}

bool setting_solve(struct setting *setting, const promo_image *image, const struct setting_bounds *bounds, bool *proven)
{
    *proven = needs_contradict(&image->view, &setting->needs);
    if (*proven)
        return false;
    setting->customer = bounds->customer;
    return time_choose(image, &setting->needs, *bounds, &setting->at, proven);
}

bool setting_join(struct setting *setting, const struct setting *more, const promo_image *image,
                  const struct setting_bounds *bounds)
{
    bool proven;
    setting->shipping = setting->shipping || more->shipping;
    return needs_join(&setting->needs, &more->needs) && setting_solve(setting, image, bounds, &proven);
}

void setting_vary(struct setting *setting, const promo_image *image, const struct setting_bounds *bounds, uint64_t chance)
{
    const struct need *need = setting->needs.count == 0 ? NULL : &setting->needs.items[chance % setting->needs.count];
    struct setting varied = *setting;
    bool proven;
    if (need == NULL || need->subject != NEED_FACT || !need_has_value(need) || need->relation != NEED_IN_LIST)
        return;
    const struct needs other = {
        .items = {{.subject = NEED_FACT, .index = need->index, .relation = NEED_DIFFERENT,
                   .low = setting_value(setting, &image->view, NEED_FACT, need->index)}},
        .count = 1};
    if (needs_join(&varied.needs, &other) && setting_solve(&varied, image, bounds, &proven))
        *setting = varied;
}

/* --- what was chosen ------------------------------------------------------------------------------------------------- */

int64_t setting_value(const struct setting *setting, const struct image_view *view, enum need_subject subject, uint32_t index)
{
    int64_t value;
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        const struct need *need = &setting->needs.items[i];
        if (need->subject == subject && need->index == index && need_has_value(need))
            return needs_value(view, &setting->needs, i, &value) ? value : VALUE_MISSING;
    }
    return VALUE_MISSING;
}

/* A store's audience is told with the state; the members of one that is declared are known. */
static struct text member_of_audience(const struct setting *setting, const struct image_view *view)
{
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        const struct need *need = &setting->needs.items[i];
        if (need->subject != NEED_AUDIENCE || need->negated || view->AUDIENCES[need->index].members == INDEX_NONE)
            continue;
        struct span members = view->LISTS[view->AUDIENCES[need->index].members];
        if (members.count != 0)
            return spell_symbol(view, view->LIST_VALUES[members.first]);
    }
    return (struct text){NULL, 0};
}

static bool customer_must_be_missing(const struct setting *setting, const struct image_view *view)
{
    bool spoken_of = false;
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        const struct need *need = &setting->needs.items[i];
        bool here = need->subject == NEED_CUSTOMER && need->index == CUSTOMER_ID;
        spoken_of = spoken_of || (here && need->relation == NEED_MISSING && !need->negated);
    }
    return spoken_of && setting_value(setting, view, NEED_CUSTOMER, CUSTOMER_ID) == VALUE_MISSING;
}

struct text setting_customer(const struct setting *setting, const promo_image *image, char room[SETTING_CUSTOMER_ROOM])
{
    const struct image_view *view = &image->view;
    int64_t value = setting_value(setting, view, NEED_CUSTOMER, CUSTOMER_ID);
    if (value != VALUE_MISSING)
        return spell_symbol(view, value);
    if (customer_must_be_missing(setting, view))
        return (struct text){NULL, 0};
    struct text member = member_of_audience(setting, view);
    return member.bytes != NULL ? member : invented(setting->customer, room);
}
