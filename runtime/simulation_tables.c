#include "runtime/simulation_tables.h"

#include "base/exact.h"
#include "runtime/summary_tables.h"
#include "vm/loader.h"

#include <stdlib.h>

static const struct table_column TOTALS[] = {{"what", ""}, {"orders", "orders"}, {"amount", "amount"}, {"share", "share"}};
static const struct table_column OUTBID[] = {{"promotion", "promotion"}, {"applied", "applied"},
                                             {"outbid", "outbid"},       {"share_outbid", "share"},
                                             {"would_have_saved", "alone worth"}, {"by", "mostly by"}};
static const struct table_column RIVALS[] = {{"promotion", "promotion"}, {"rival", "outbid by"}, {"orders", "orders"}};
static const struct table_column BUDGETS[] = {
    {"campaign", "campaign"}, {"of", "budget of"},        {"budget", "budget"},           {"used", "used"},
    {"share", "share"},       {"quarter_on", "25% on"},   {"half_on", "50% on"},          {"three_quarters_on", "75% on"},
    {"used_up_on", "used up on"}};
static const struct table_column BURN[] = {{"campaign", "campaign"}, {"day", "day"},   {"money", "money"}, {"money_so_far", "so far"},
                                           {"uses", "uses"},         {"uses_so_far", "so far"}};
static const struct table_column PARTS[] = {{"name", "name"}, {"orders", "orders"}, {"share_of_orders", "share"},
                                            {"discount", "discount"}, {"share_of_discount", "share"}};
static const struct table_column GROUPS[] = {{"name", "name"},         {"orders", "orders"}, {"share_of_orders", "share"},
                                             {"discounted", "with discount"}, {"goods", "goods"}, {"discount", "discount"},
                                             {"share_of_goods", "of goods"}};
static const struct table_column SPREAD[] = {{"orders_up_to", "orders with a discount"}, {"discount", "get at most"}};
static const struct table_column SHARES[] = {{"above", "discount on goods above"}, {"up_to", "up to"}, {"orders", "orders"},
                                             {"share", "share"}};
static const struct table_column DAYS[] = {{"day", "day"}, {"orders", "orders"}, {"discounted", "with discount"},
                                           {"goods", "goods"}, {"discount", "discount"}, {"share_of_goods", "of goods"}};

#define COLUMNS(table) (table), sizeof(table) / sizeof *(table)

static const struct {
    const char *key, *title;
    const struct table_column *columns;
    size_t count;
} TABLES[REPORT_TABLES] = { /* promotions and awards are the summary's */
              [REPORT_TOTALS] = {"totals", "All orders", COLUMNS(TOTALS)},
              [REPORT_OUTBID] = {"outbid", "Promotions that a better combination left out", COLUMNS(OUTBID)},
              [REPORT_RIVALS] = {"rivals", "What they were outbid by", COLUMNS(RIVALS)},
              [REPORT_CAMPAIGNS] = {"campaigns", "By campaign", COLUMNS(PARTS)},
              [REPORT_BUDGETS] = {"budgets", "Budgets", COLUMNS(BUDGETS)},
              [REPORT_BURN] = {"burn", "Budgets by day", COLUMNS(BURN)},
              [REPORT_LAYERS] = {"layers", "By layer", COLUMNS(PARTS)},
              [REPORT_CHANNELS] = {"channels", "By channel", COLUMNS(GROUPS)},
              [REPORT_SEGMENTS] = {"segments", "By customer segment (an order counts in each of its customer's)", COLUMNS(GROUPS)},
              [REPORT_SPREAD] = {"spread", "How discounts spread over the orders that get one", COLUMNS(SPREAD)},
              [REPORT_SHARES] = {"shares", "Orders by how much of their goods' price is taken off", COLUMNS(SHARES)},
              [REPORT_DAYS] = {"days", "By day", COLUMNS(DAYS)}};

struct building {
    struct simulation_report *report;
    const struct simulation *simulation;
    const promo_image *image;
    VECTOR(const struct simulation_group *) sorted; /* by kind, then name */
};

static void row(struct building *building, enum report_table table, const struct cell *cells)
{
    table_row(&building->report->tables[table], cells);
}

static struct text name_or_none(struct text name)
{
    return name.length == 0 ? TEXT("(none)") : name;
}

/* ---- In order ---- */

static int compare_groups(const void *left, const void *right)
{
    const struct simulation_group *const *a = left, *const *b = right;
    if ((*a)->kind != (*b)->kind)
        return (*a)->kind < (*b)->kind ? -1 : 1;
    return text_compare((*a)->name, (*b)->name);
}

/* What costs most first; of equals, by name. Of those outbid, who was it most often. */
static int compare_cost(const void *left, const void *right)
{
    const struct simulation_group *const *a = left, *const *b = right;
    bool by_orders = (*a)->kind == SIMULATED_OUTBID || (*a)->kind == SIMULATED_RIVAL;
    if (!by_orders && (*a)->discount != (*b)->discount)
        return (*a)->discount > (*b)->discount ? -1 : 1;
    if ((*a)->orders != (*b)->orders)
        return (*a)->orders > (*b)->orders ? -1 : 1;
    return text_compare((*a)->name, (*b)->name);
}

static int compare_days(const void *left, const void *right)
{
    const struct simulation_group *const *a = left, *const *b = right;
    int64_t one = simulation_day(*a, NULL), other = simulation_day(*b, NULL);
    return one < other ? -1 : one > other;
}

/* The groups of a kind, in an order of their own. */
static const struct simulation_group **groups_of(struct building *building, enum simulation_kind kind, size_t *count)
{
    size_t first = 0;
    while (first < building->sorted.count && building->sorted.items[first]->kind < kind)
        first++;
    *count = 0;
    while (first + *count < building->sorted.count && building->sorted.items[first + *count]->kind == kind)
        ++*count;
    const struct simulation_group **groups = *count == 0 ? NULL : building->sorted.items + first;
    if (groups != NULL)
        qsort(groups, *count, sizeof *groups, kind == SIMULATED_DAY || kind == SIMULATED_BUDGET ? compare_days : compare_cost);
    return groups;
}

/* ---- Totals ---- */

static void total(struct building *building, const char *what, struct cell orders, struct cell amount, struct cell share)
{
    const struct cell cells[] = {cell_text(text_from(what)), orders, amount, share};
    row(building, REPORT_TOTALS, cells);
}

static void build_totals(struct building *building, uint64_t bad)
{
    const struct summary *summary = &building->simulation->summary;
    const struct cell none = {.kind = CELL_NONE};
    int64_t orders = (int64_t)summary->orders;
    total(building, "orders priced", cell_count(orders), none, none);
    total(building, "orders with a discount", cell_count((int64_t)summary->discounted), none,
          cell_share((int64_t)summary->discounted, orders));
    if (bad != 0)
        total(building, "baskets refused", cell_count((int64_t)bad), none, none);
    if (building->simulation->unordered != 0)
        total(building, "orders earlier than the one before", cell_count((int64_t)building->simulation->unordered), none,
              cell_share((int64_t)building->simulation->unordered, orders));
    if (summary->codes != 0) {
        total(building, "codes presented", cell_count((int64_t)summary->codes), none, none);
        total(building, "codes accepted", cell_count((int64_t)summary->codes_accepted), none,
              cell_share((int64_t)summary->codes_accepted, (int64_t)summary->codes));
    }
    total(building, "goods", none, cell_money(summary->subtotal), none);
    total(building, "discounts", none, cell_money(summary->discount), cell_share(summary->discount, summary->subtotal));
    if (summary->charges != 0)
        total(building, "charges", none, cell_money(summary->charges), none);
    total(building, "shipping left to pay", none, cell_money(summary->shipping), none);
    if (summary->payments != 0)
        total(building, "paid by certificate, points", none, cell_money(summary->payments), none);
    total(building, "due", none, cell_money(summary->due), none);
    if (summary->unproven != 0)
        total(building, "layers not proven best (work limit)", cell_count((int64_t)summary->unproven), none, none);
}

/* ---- Outbid ---- */

static uint64_t orders_of(const struct building *building, enum simulation_kind kind, struct text name)
{
    const struct simulation *simulation = building->simulation;
    for (size_t i = 0; i < simulation->groups.count; i++)
        if (simulation->groups.items[i].kind == kind && text_equal(simulation->groups.items[i].name, name))
            return simulation->groups.items[i].orders;
    return 0;
}

static struct text rival_promotion(const struct simulation_group *pair)
{
    return text_from(pair->name.bytes);
}

static struct text rival_rival(const struct simulation_group *pair)
{
    size_t first = strlen(pair->name.bytes) + 1;
    return (struct text){pair->name.bytes + first, pair->name.length - first};
}

static void build_rivals(struct building *building)
{
    size_t count;
    const struct simulation_group **pairs = groups_of(building, SIMULATED_RIVAL, &count);
    for (size_t i = 0; i < count; i++) {
        const struct cell cells[] = {cell_text(rival_promotion(pairs[i])), cell_text(rival_rival(pairs[i])),
                                     cell_count((int64_t)pairs[i]->orders)};
        row(building, REPORT_RIVALS, cells);
    }
}

/* The rival met most often, among pairs sorted that way. */
static struct text main_rival(const struct building *building, struct text promotion)
{
    const struct table *rivals = &building->report->tables[REPORT_RIVALS];
    for (size_t i = 0; i < table_rows(rivals); i++)
        if (text_equal(rivals->cells.items[i * rivals->column_count].text, promotion))
            return rivals->cells.items[i * rivals->column_count + 1].text;
    return (struct text){NULL, 0};
}

static void build_outbid(struct building *building)
{
    size_t count;
    const struct simulation_group **groups = groups_of(building, SIMULATED_OUTBID, &count);
    for (size_t i = 0; i < count; i++) {
        int64_t outbid = (int64_t)groups[i]->orders;
        int64_t applied = (int64_t)orders_of(building, SIMULATED_PROMOTION, groups[i]->name);
        const struct cell cells[] = {cell_text(groups[i]->name), cell_count(applied), cell_count(outbid),
                                     cell_share(outbid, applied + outbid), cell_money(groups[i]->discount),
                                     cell_text(main_rival(building, groups[i]->name))};
        row(building, REPORT_OUTBID, cells);
    }
}

/* ---- Groups of orders ---- */

static void build_parts(struct building *building, enum simulation_kind kind, enum report_table table)
{
    const struct summary *summary = &building->simulation->summary;
    size_t count;
    const struct simulation_group **groups = groups_of(building, kind, &count);
    for (size_t i = 0; i < count; i++) {
        const struct cell cells[] = {cell_text(name_or_none(groups[i]->name)), cell_count((int64_t)groups[i]->orders),
                                     cell_share((int64_t)groups[i]->orders, (int64_t)summary->orders),
                                     cell_money(groups[i]->discount), cell_share(groups[i]->discount, summary->discount)};
        row(building, table, cells);
    }
}

static void build_groups(struct building *building, enum simulation_kind kind, enum report_table table)
{
    const struct summary *summary = &building->simulation->summary;
    size_t count;
    const struct simulation_group **groups = groups_of(building, kind, &count);
    for (size_t i = 0; i < count; i++) {
        const struct simulation_group *group = groups[i];
        const struct cell cells[] = {cell_text(name_or_none(group->name)), cell_count((int64_t)group->orders),
                                     cell_share((int64_t)group->orders, (int64_t)summary->orders),
                                     cell_count((int64_t)group->discounted), cell_money(group->goods),
                                     cell_money(group->discount), cell_share(group->discount, group->goods)};
        row(building, table, cells);
    }
}

static void build_days(struct building *building)
{
    size_t count;
    const struct simulation_group **groups = groups_of(building, SIMULATED_DAY, &count);
    for (size_t i = 0; i < count; i++) {
        const struct simulation_group *group = groups[i];
        const struct cell cells[] = {cell_day(simulation_day(group, NULL)), cell_count((int64_t)group->orders),
                                     cell_count((int64_t)group->discounted), cell_money(group->goods),
                                     cell_money(group->discount), cell_share(group->discount, group->goods)};
        row(building, REPORT_DAYS, cells);
    }
}

/* ---- Spread ---- */

static void build_spread(struct building *building)
{
    static const unsigned PERCENTS[] = {10, 25, 50, 75, 90, 95, 99, 100};
    const struct simulation *simulation = building->simulation;
    for (size_t i = 0; simulation->amounts.total != 0 && i < sizeof PERCENTS / sizeof *PERCENTS; i++) {
        bool all = PERCENTS[i] == 100; /* then it is the largest, which is known to the last digit */
        const struct cell cells[] = {cell_share(PERCENTS[i], 100),
                                     cell_money(all ? simulation->summary.best[0].discount
                                                    : spread_percentile(&simulation->amounts, PERCENTS[i]))};
        row(building, REPORT_SPREAD, cells);
    }
    size_t steps = SIMULATION_SHARES;
    while (steps > 0 && simulation->shares[steps - 1] == 0)
        steps--;
    for (size_t i = 0; i < steps; i++) {
        int64_t up_to = (int64_t)i * 5, orders = (int64_t)simulation->shares[i];
        const struct cell cells[] = {i == 0 ? (struct cell){.kind = CELL_NONE} : cell_share(up_to - 5, 100),
                                     cell_share(up_to, 100), cell_count(orders),
                                     cell_share(orders, (int64_t)simulation->summary.orders)};
        row(building, REPORT_SHARES, cells);
    }
}

/* ---- Budgets ---- */

/* One campaign's days in order. */
static void build_burn(struct building *building, const struct simulation_group **days, size_t count, struct text campaign,
                       bool of_money)
{
    const struct cell none = {.kind = CELL_NONE};
    int64_t money = 0, uses = 0;
    for (size_t i = 0; i < count; i++) {
        struct text name;
        int64_t day = simulation_day(days[i], &name);
        if (!text_equal(name, campaign))
            continue;
        money += days[i]->discount; /* a sum of what is summed already */
        uses += (int64_t)days[i]->orders;
        const struct cell cells[] = {cell_text(campaign), cell_day(day), of_money ? cell_money(days[i]->discount) : none,
                                     of_money ? cell_money(money) : none, cell_count((int64_t)days[i]->orders), cell_count(uses)};
        row(building, REPORT_BURN, cells);
    }
}

/* The first day on which so much of the budget was used. */
static struct cell day_of_share(const struct building *building, struct text campaign, bool money, int64_t budget, int quarters)
{
    const struct table *burn = &building->report->tables[REPORT_BURN];
    for (size_t i = 0; i < table_rows(burn); i++) {
        const struct cell *cells = &burn->cells.items[i * burn->column_count];
        int64_t so_far = cells[money ? 3 : 5].number;
        if (text_equal(cells[0].text, campaign) && (promo_i128)so_far * 4 >= (promo_i128)budget * quarters)
            return cells[1];
    }
    return (struct cell){.kind = CELL_NONE};
}

static int64_t used_of(const struct building *building, struct text campaign, bool money)
{
    const struct table *burn = &building->report->tables[REPORT_BURN];
    int64_t used = 0;
    for (size_t i = 0; i < table_rows(burn); i++)
        if (text_equal(burn->cells.items[i * burn->column_count].text, campaign))
            used = burn->cells.items[i * burn->column_count + (money ? 3 : 5)].number;
    return used;
}

static void build_budget(struct building *building, struct text campaign, bool money, int64_t budget)
{
    int64_t used = used_of(building, campaign, money);
    const struct cell cells[] = {cell_text(campaign),
                                 cell_text(money ? TEXT("money") : TEXT("uses")),
                                 money ? cell_money(budget) : cell_count(budget),
                                 money ? cell_money(used) : cell_count(used),
                                 cell_share(used, budget),
                                 day_of_share(building, campaign, money, budget, 1),
                                 day_of_share(building, campaign, money, budget, 2),
                                 day_of_share(building, campaign, money, budget, 3),
                                 day_of_share(building, campaign, money, budget, 4)};
    row(building, REPORT_BUDGETS, cells);
}

static void build_budgets(struct building *building)
{
    const struct image_view *view = &building->image->view;
    size_t count;
    const struct simulation_group **days = groups_of(building, SIMULATED_BUDGET, &count);
    for (uint32_t i = 0; i < view->CAMPAIGNS_COUNT; i++) {
        const struct image_campaign *campaign = &view->CAMPAIGNS[i];
        struct text name = image_text(view, campaign->name);
        bool money = campaign->budget_money != VALUE_UNLIMITED, uses = campaign->budget_uses != VALUE_UNLIMITED;
        if (!money && !uses)
            continue;
        build_burn(building, days, count, name, money);
        if (money)
            build_budget(building, name, true, campaign->budget_money);
        if (uses)
            build_budget(building, name, false, campaign->budget_uses);
    }
}

/* ---- The whole ---- */

void simulation_report_init(struct simulation_report *report, struct simulation *simulation, const promo_image *image,
                            uint64_t bad)
{
    struct building building = {.report = report, .simulation = simulation, .image = image};
    *report = (struct simulation_report){0};
    summary_table_promotions(&report->tables[REPORT_PROMOTIONS], &simulation->summary, promo_image_decimals(image));
    summary_table_awards(&report->tables[REPORT_AWARDS], &simulation->summary, promo_image_decimals(image));
    for (int i = 0; i < REPORT_TABLES; i++)
        if (TABLES[i].key != NULL)
            table_init(&report->tables[i], NULL, promo_image_decimals(image), TABLES[i].key, TABLES[i].title,
                       TABLES[i].columns, TABLES[i].count);
    for (size_t i = 0; i < simulation->groups.count; i++)
        if (!VECTOR_PUSH(&building.sorted, &ALLOC_DEFAULT, &simulation->groups.items[i]))
            report->failed = true;
    if (building.sorted.count != 0)
        qsort(building.sorted.items, building.sorted.count, sizeof *building.sorted.items, compare_groups);
    build_totals(&building, bad);
    build_rivals(&building);
    build_outbid(&building);
    build_parts(&building, SIMULATED_CAMPAIGN, REPORT_CAMPAIGNS);
    build_parts(&building, SIMULATED_LAYER, REPORT_LAYERS);
    build_groups(&building, SIMULATED_CHANNEL, REPORT_CHANNELS);
    build_groups(&building, SIMULATED_SEGMENT, REPORT_SEGMENTS);
    build_spread(&building);
    build_days(&building);
    build_budgets(&building);
    for (int i = 0; i < REPORT_TABLES; i++)
        report->failed |= report->tables[i].failed;
    VECTOR_DONE(&building.sorted, &ALLOC_DEFAULT);
}

void simulation_report_done(struct simulation_report *report)
{
    for (int i = 0; i < REPORT_TABLES; i++)
        table_done(&report->tables[i]);
}
