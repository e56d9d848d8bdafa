#include "compiler/describe_rules.h"

static const struct {
    const char *word, *heading;
} KINDS[] = {[DESCRIBED_SETTINGS] = {"settings", "Settings"},
             [DESCRIBED_LAYER] = {"layer", "Layers"},
             [DESCRIBED_PROMOTION] = {"promotion", "Promotions"},
             [DESCRIBED_CAMPAIGN] = {"campaign", "Campaigns"},
             [DESCRIBED_COUPON] = {"coupon", "Coupons"},
             [DESCRIBED_PROGRAM] = {"loyalty program", "Loyalty programs"},
             [DESCRIBED_PRICE_LIST] = {"price list", "Price lists"},
             [DESCRIBED_AUDIENCE] = {"audience", "Audiences"},
             [DESCRIBED_SET] = {"item set", "Item sets"}};

const char *described_kind_word(enum described_kind kind)
{
    return KINDS[kind].word;
}

const char *described_kind_heading(enum described_kind kind)
{
    return KINDS[kind].heading;
}

static size_t count_of(const struct plan *plan, enum described_kind kind)
{
    switch (kind) {
    case DESCRIBED_SETTINGS: return 1;
    case DESCRIBED_LAYER: return plan->layers.count;
    case DESCRIBED_PROMOTION: return plan->promotions.count;
    case DESCRIBED_CAMPAIGN: return plan->campaigns.count;
    case DESCRIBED_COUPON: return plan->coupons.count;
    case DESCRIBED_PROGRAM: return plan->programs.count;
    case DESCRIBED_PRICE_LIST: return plan->price_lists.count;
    case DESCRIBED_AUDIENCE: return plan->audiences.count;
    case DESCRIBED_SET: return plan->lets.count;
    case DESCRIBED_KIND_COUNT: break;
    }
    return 0;
}

static void tell_promotion(struct describer *describer, struct described *out)
{
    const struct plan_promotion *promotion = &describer->plan->promotions.items[out->number];
    out->name = promotion->name;
    out->title = promotion->title;
    out->file = promotion->file;
    out->line = promotion->line;
    out->runs = describe_runs(describer->plan, promotion);
    out->scheduled = promotion->schedule_count != 0;
    out->live = promotion->status == PLAN_ACTIVE;
    describe_promotion(describer, &out->says, promotion);
}

static void tell(struct describer *describer, struct described *out)
{
    const struct plan *plan = describer->plan;
    uint32_t number = out->number;
#define TELL(vector, function)                         \
    do {                                               \
        out->name = plan->vector.items[number].name;   \
        function(describer, &out->says, &plan->vector.items[number]); \
    } while (0)
    switch (out->kind) {
    case DESCRIBED_SETTINGS: describe_settings(describer, &out->says); break;
    case DESCRIBED_LAYER:
        out->name = plan->layers.items[number].name;
        out->title = plan->layers.items[number].title;
        describe_layer(describer, &out->says, number);
        break;
    case DESCRIBED_PROMOTION: tell_promotion(describer, out); break;
    case DESCRIBED_CAMPAIGN:
        TELL(campaigns, describe_campaign);
        out->title = plan->campaigns.items[number].title;
        out->runs = plan->campaigns.items[number].period;
        break;
    case DESCRIBED_COUPON:
        TELL(coupons, describe_coupon);
        out->title = plan->coupons.items[number].title;
        break;
    case DESCRIBED_PROGRAM:
        TELL(programs, describe_program);
        out->title = plan->programs.items[number].title;
        break;
    case DESCRIBED_PRICE_LIST:
        TELL(price_lists, describe_price_list);
        out->title = plan->price_lists.items[number].title;
        break;
    case DESCRIBED_AUDIENCE: TELL(audiences, describe_audience); break;
    case DESCRIBED_SET: TELL(lets, describe_let); break;
    case DESCRIBED_KIND_COUNT: break;
    }
#undef TELL
}

/* False: no memory. */
static bool add(struct description_of_rules *rules, struct describer *describer, enum described_kind kind, uint32_t number)
{
    struct described described = {.kind = kind, .number = number, .runs = {PLAN_SINCE_EVER, PLAN_FOR_EVER}};
    description_init(&described.says, rules->alloc, &rules->arena);
    tell(describer, &described);
    if (!described.says.failed && !describer->failed && VECTOR_PUSH(&rules->all, rules->alloc, described))
        return true;
    description_done(&described.says);
    return false;
}

bool describe_rules(struct description_of_rules *rules, struct describer *describer)
{
    *rules = (struct description_of_rules){.alloc = describer->plan->alloc};
    arena_init(&rules->arena, rules->alloc);
    for (int kind = 0; kind < DESCRIBED_KIND_COUNT; kind++) {
        size_t count = count_of(describer->plan, (enum described_kind)kind);
        for (size_t i = 0; i < count; i++)
            if (!add(rules, describer, (enum described_kind)kind, (uint32_t)i)) {
                description_of_rules_done(rules);
                return false;
            }
    }
    return true;
}

void description_of_rules_done(struct description_of_rules *rules)
{
    for (size_t i = 0; i < rules->all.count; i++)
        description_done(&rules->all.items[i].says);
    VECTOR_DONE(&rules->all, rules->alloc);
    arena_done(&rules->arena);
}
