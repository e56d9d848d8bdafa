/* The floor: the rules of bench/make_shop.py written by hand in C, as a team without a promotion engine would.
 *
 *     floor RULES.tsv BASKETS.tsv
 *
 * Matching (which promotions' conditions hold) and applying in priority order, greedily, each unit once; with an index from
 * categories, brands, items, segments and coupons to promotions, and without. Not exact, proves nothing, explains nothing:
 * it is what an engine's speed is measured against. Prints median and 99th percentile in microseconds a basket. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ITEMS = 5000, CATEGORIES = 250, BRANDS = 150, SEGMENTS = 40, COUPONS = 1000000, LINES = 40, LISTED = 20 };
enum { ROUNDS = 25, ROUNDS_WITHOUT = 3 }; /* with and without an index */

enum kind { PERCENT, AMOUNT, FREE, PAIR, LADDER, MEMBER, COUPON, KINDS };
static const char *const KIND[KINDS] = {"percent", "amount", "free", "pair", "ladder", "member", "coupon"};

struct rule {
    enum kind kind;
    uint32_t channels, regions;
    int first, last;
    bool evening;
    int priority, number;
    int a, b, c;
    int items[LISTED], item_count;
};

struct line {
    int item, category, brand, price, quantity;
};

struct basket {
    int day, channel, region, segments[2], coupon, count;
    bool evening;
    struct line lines[LINES];
};

/* Per basket: how many units of a category, brand or item; cleared by the lines that set it. */
static int of_category[CATEGORIES], of_brand[BRANDS], of_item[ITEMS];

struct posting {
    int *rules;
    int count;
};
static struct posting by_category[CATEGORIES], by_brand[BRANDS], by_item[ITEMS], by_segment[SEGMENTS];
static int *by_coupon; /* rule + 1 */

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static void *need(void *block)
{
    if (block == NULL) {
        fputs("floor: no memory\n", stderr);
        exit(2);
    }
    return block;
}

static void post(struct posting *posting, int rule)
{
    posting->rules = need(realloc(posting->rules, (size_t)(posting->count + 1) * sizeof *posting->rules));
    posting->rules[posting->count++] = rule;
}

static int by_priority(const void *left, const void *right)
{
    const struct rule *a = left, *b = right;
    return a->priority != b->priority ? a->priority - b->priority : a->number - b->number;
}

/* --- input ------------------------------------------------------------------------------------------------------- */

static int next_number(char **at)
{
    return (int)strtol(*at, at, 10);
}

static struct rule *read_rules(FILE *file, int *count)
{
    static char text[4096];
    struct rule *rules = NULL;
    *count = 0;
    while (fgets(text, sizeof text, file) != NULL) {
        struct rule rule = {.number = *count};
        char *at = strchr(text, '\t');
        while (rule.kind < KINDS && strncmp(text, KIND[rule.kind], (size_t)(at - text)) != 0)
            rule.kind++;
        rule.channels = (uint32_t)next_number(&at);
        rule.regions = (uint32_t)next_number(&at);
        rule.first = next_number(&at);
        rule.last = next_number(&at);
        rule.evening = next_number(&at) != 0;
        rule.priority = next_number(&at);
        rule.a = next_number(&at);
        rule.b = next_number(&at);
        rule.c = next_number(&at);
        while (*at == '\t' && rule.item_count < LISTED)
            rule.items[rule.item_count++] = next_number(&at);
        rules = need(realloc(rules, (size_t)(*count + 1) * sizeof *rules));
        rules[(*count)++] = rule;
    }
    qsort(rules, (size_t)*count, sizeof *rules, by_priority);
    return rules;
}

static struct basket *read_baskets(FILE *file, int *count)
{
    static char text[16384];
    struct basket *baskets = NULL;
    *count = 0;
    while (fgets(text, sizeof text, file) != NULL) {
        char *at = text;
        struct basket basket = {.day = next_number(&at)};
        basket.evening = next_number(&at) != 0;
        basket.channel = next_number(&at);
        basket.region = next_number(&at);
        basket.segments[0] = next_number(&at);
        basket.segments[1] = next_number(&at);
        basket.coupon = next_number(&at);
        basket.count = next_number(&at);
        for (int i = 0; i < basket.count && i < LINES; i++) {
            struct line *line = &basket.lines[i];
            line->item = next_number(&at);
            line->category = next_number(&at);
            line->brand = next_number(&at);
            line->price = next_number(&at);
            line->quantity = next_number(&at);
        }
        baskets = need(realloc(baskets, (size_t)(*count + 1) * sizeof *baskets));
        baskets[(*count)++] = basket;
    }
    return baskets;
}

static void build_index(const struct rule *rules, int count)
{
    by_coupon = need(calloc(COUPONS, sizeof *by_coupon));
    for (int i = 0; i < count; i++) {
        const struct rule *rule = &rules[i];
        switch (rule->kind) {
        case PERCENT:
        case LADDER: post(&by_category[rule->a], i); break;
        case AMOUNT:
        case MEMBER: post(&by_segment[rule->a], i); break;
        case FREE: post(&by_brand[rule->a], i); break;
        case PAIR: post(&by_item[rule->a], i); break;
        case COUPON: by_coupon[rule->a] = i + 1; break;
        case KINDS: break;
        }
    }
}

/* --- matching ----------------------------------------------------------------------------------------------------- */

static void count_units(const struct basket *basket, int sign)
{
    for (int i = 0; i < basket->count; i++) {
        const struct line *line = &basket->lines[i];
        of_category[line->category] += sign * line->quantity;
        of_brand[line->brand] += sign * line->quantity;
        of_item[line->item] += sign * line->quantity;
    }
}

static bool in_segment(const struct basket *basket, int segment)
{
    return basket->segments[0] == segment || basket->segments[1] == segment;
}

static bool holds(const struct rule *rule, const struct basket *basket, int amount)
{
    if ((rule->channels >> basket->channel & 1) == 0 || (rule->regions >> basket->region & 1) == 0 ||
        basket->day < rule->first || basket->day > rule->last || (rule->evening && !basket->evening))
        return false;
    switch (rule->kind) {
    case PERCENT: return of_category[rule->a] >= rule->b;
    case LADDER: return of_category[rule->a] >= 2;
    case AMOUNT: return in_segment(basket, rule->a) && amount >= rule->b;
    case FREE: return of_brand[rule->a] >= rule->b;
    case PAIR: return of_item[rule->a] > 0 && of_item[rule->b] > 0;
    case COUPON: return basket->coupon == rule->a;
    case MEMBER:
        if (in_segment(basket, rule->a))
            for (int i = 0; i < rule->item_count; i++)
                if (of_item[rule->items[i]] > 0)
                    return true;
        return false;
    case KINDS: break;
    }
    return false;
}

static int amount_of(const struct basket *basket)
{
    int amount = 0;
    for (int i = 0; i < basket->count; i++)
        amount += basket->lines[i].price * basket->lines[i].quantity;
    return amount;
}

static int match_all(const struct rule *rules, int count, const struct basket *basket, int *matched)
{
    int found = 0, amount = amount_of(basket);
    for (int i = 0; i < count; i++)
        if (holds(&rules[i], basket, amount))
            matched[found++] = i;
    return found;
}

static int match_postings(const struct rule *rules, const struct posting *posting, const struct basket *basket, int amount,
                          int *matched, int found)
{
    for (int i = 0; i < posting->count; i++)
        if (holds(&rules[posting->rules[i]], basket, amount))
            matched[found++] = posting->rules[i];
    return found;
}

static int by_number(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

/* Each category, brand and item is looked up at its first line. */
static int match_indexed(const struct rule *rules, const struct basket *basket, int *matched)
{
    static int category_seen[CATEGORIES], brand_seen[BRANDS], stamp;
    int found = 0, amount = amount_of(basket);
    stamp++;
    for (int i = 0; i < basket->count; i++) {
        const struct line *line = &basket->lines[i];
        if (category_seen[line->category] != stamp)
            found = match_postings(rules, &by_category[line->category], basket, amount, matched, found);
        if (brand_seen[line->brand] != stamp)
            found = match_postings(rules, &by_brand[line->brand], basket, amount, matched, found);
        category_seen[line->category] = brand_seen[line->brand] = stamp;
        found = match_postings(rules, &by_item[line->item], basket, amount, matched, found);
    }
    for (int i = 0; i < 2; i++)
        found = match_postings(rules, &by_segment[basket->segments[i]], basket, amount, matched, found);
    if (basket->coupon >= 0 && by_coupon[basket->coupon] != 0 && holds(&rules[by_coupon[basket->coupon] - 1], basket, amount))
        matched[found++] = by_coupon[basket->coupon] - 1;
    qsort(matched, (size_t)found, sizeof *matched, by_number);
    return found;
}

/* --- applying ------------------------------------------------------------------------------------------------------ */

static long percent_of(const struct basket *basket, int *left, int category, int rate)
{
    long saved = 0;
    for (int i = 0; i < basket->count; i++)
        if (basket->lines[i].category == category) {
            saved += (long)basket->lines[i].price * left[i] * rate / 100;
            left[i] = 0;
        }
    return saved;
}

static long cheapest_free(const struct basket *basket, int *left, const struct rule *rule)
{
    int units = 0, cheapest = 0;
    for (int i = 0; i < basket->count; i++)
        if (basket->lines[i].brand == rule->a && left[i] > 0) {
            units += left[i];
            if (cheapest == 0 || basket->lines[i].price < cheapest)
                cheapest = basket->lines[i].price;
        }
    int times = units / rule->b;
    for (int i = 0, take = times * rule->b; i < basket->count; i++)
        if (basket->lines[i].brand == rule->a) {
            int taken = left[i] < take ? left[i] : take;
            left[i] -= taken;
            take -= taken;
        }
    return (long)times * cheapest;
}

static long pair_price(const struct basket *basket, int *left, const struct rule *rule)
{
    int first = -1, second = -1;
    for (int i = 0; i < basket->count; i++) {
        first = basket->lines[i].item == rule->a && left[i] > 0 ? i : first;
        second = basket->lines[i].item == rule->b && left[i] > 0 ? i : second;
    }
    if (first < 0 || second < 0)
        return 0;
    int times = left[first] < left[second] ? left[first] : left[second];
    left[first] -= times;
    left[second] -= times;
    return (long)times * (basket->lines[first].price + basket->lines[second].price - rule->c);
}

static long members(const struct basket *basket, int *left, const struct rule *rule)
{
    long saved = 0;
    for (int i = 0; i < basket->count; i++)
        for (int j = 0; j < rule->item_count; j++)
            if (basket->lines[i].item == rule->items[j]) {
                saved += (long)basket->lines[i].price * left[i] * rule->b / 100;
                left[i] = 0;
            }
    return saved;
}

static long apply(const struct rule *rules, const int *matched, int found, const struct basket *basket)
{
    int left[LINES];
    long saved = 0, order = 0, amount = amount_of(basket);
    for (int i = 0; i < basket->count; i++)
        left[i] = basket->lines[i].quantity;
    for (int i = 0; i < found; i++) {
        const struct rule *rule = &rules[matched[i]];
        int units;
        switch (rule->kind) {
        case PERCENT: saved += percent_of(basket, left, rule->a, rule->c); break;
        case LADDER:
            units = of_category[rule->a];
            saved += percent_of(basket, left, rule->a, units >= 8 ? 15 : units >= 4 ? 10 : 5);
            break;
        case FREE: saved += cheapest_free(basket, left, rule); break;
        case PAIR: saved += pair_price(basket, left, rule); break;
        case MEMBER: saved += members(basket, left, rule); break;
        case AMOUNT: order = order == 0 ? rule->c : order; break;
        case COUPON: order = order == 0 ? (amount - saved) * rule->b / 100 : order; break;
        case KINDS: break;
        }
    }
    return saved + order;
}

/* --- measuring ------------------------------------------------------------------------------------------------------ */

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void measure(const char *name, const struct rule *rules, int count, const struct basket *baskets, int basket_count,
                    bool indexed, bool applied, int *matched, double *times)
{
    long saved = 0, matches = 0;
    int rounds = indexed ? ROUNDS : ROUNDS_WITHOUT;
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < basket_count; i++) {
            double start = now();
            count_units(&baskets[i], 1);
            int found = indexed ? match_indexed(rules, &baskets[i], matched) : match_all(rules, count, &baskets[i], matched);
            saved += applied ? apply(rules, matched, found, &baskets[i]) : 0;
            count_units(&baskets[i], -1);
            double taken = now() - start;
            matches += found;
            if (round == 0 || taken < times[i])
                times[i] = taken;
        }
    qsort(times, (size_t)basket_count, sizeof *times, by_value);
    printf("  %-34s %9.2f %9.2f   %ld matches, %ld saved\n", name, times[basket_count / 2], times[basket_count * 99 / 100],
           matches / rounds, saved / rounds);
}

int main(int argc, char **argv)
{
    FILE *rule_file = argc == 3 ? fopen(argv[1], "r") : NULL, *basket_file = argc == 3 ? fopen(argv[2], "r") : NULL;
    if (rule_file == NULL || basket_file == NULL) {
        fputs("usage: floor RULES.tsv BASKETS.tsv\n", stderr);
        return 2;
    }
    int count, basket_count;
    struct rule *rules = read_rules(rule_file, &count);
    struct basket *baskets = read_baskets(basket_file, &basket_count);
    int *matched = need(malloc((size_t)count * sizeof *matched + 1));
    double *times = need(malloc((size_t)basket_count * sizeof *times + 1));
    build_index(rules, count);
    printf("%d promotions by hand in C; microseconds a basket, median and 99th percentile\n", count);
    measure("matching, no index", rules, count, baskets, basket_count, false, false, matched, times);
    measure("matching, index", rules, count, baskets, basket_count, true, false, matched, times);
    measure("in priority order, no index", rules, count, baskets, basket_count, false, true, matched, times);
    measure("in priority order, index", rules, count, baskets, basket_count, true, true, matched, times);
    return 0;
}
