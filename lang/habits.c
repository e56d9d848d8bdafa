#include "lang/habits.h"

#include "lang/grammar.h"

/* What several of them mean. */
#define IS_NOT_EQUAL "a comparison is written `==`; `is` asks only whether something `is missing` or `is today`"
#define PERIODS "when it runs is its period: `period 2026-03-01 .. 2026-05-31`, `period from 2026-03-01`"
#define SCHEDULES "days of the week and times of day are its schedule: `schedule mon .. fri 17:00 .. 20:00`"
#define EVENTS_GIVE "what the customer gets is given by an event: `event NAME { give 10% off order }`"
#define EACH_GIVES "each benefit has its `give`: `give 10% off shoes  give 5% off shipping`"
#define TEXTS_OF_ITEMS "say what the text is: `sku \"A-1\"`, `category \"shoes\"`, `brand \"Acme\"`"
#define STATUSES "write `status active`, or draft, retired or obsolete"
#define COMBINING "promotions of one layer compete, those of different ones add up: `layer NAME`; `exclusive` combines with none"
#define CONDITIONS "what must hold is asked for by an event: `event NAME { when amount >= 50.00  give 10% off order }`"
#define WHOSE "who gets it: `audience NAME`, or in an event `when segment \"vip\"`"
#define OFFERS "an offer is a promotion: `promotion NAME { event NAME { give 10% off order } }`"
#define TITLES "a title is a text behind the name: `promotion spring \"Spring offers\" { ... }`"
#define LIMITS "each limit is a clause of its own: `limit 1 per customer  limit 100 total`"
#define MOST "the most a promotion gives an order is its `cap 25.00 per order`; how often, its `limit 1 per customer`"

/* By what they have written and what could stand there; 0: whatever it is. The first that fits is said. */
static const struct habit {
    int written, next, expected;
    const char *help;
} HABITS[] = {
    /* comparisons, numbers, ranges */
    {T_ASSIGN, T_MORE, T_AT_LEAST, "write `>=`"},
    {T_ASSIGN, T_LESS, T_AT_MOST, "write `<=`"},
    {T_ASSIGN, 0, T_EQUAL, "a comparison for equality is written `==`"},
    {T_EQUAL, 0, T_STRING, "the value follows at once: `segment \"vip\"`, `sku \"A-1\"`"},
    {T_NAME, 0, T_MISSING, IS_NOT_EQUAL},
    {T_STRING, 0, T_MISSING, IS_NOT_EQUAL},
    {T_NUMBER, 0, T_MISSING, IS_NOT_EQUAL},
    {T_COMMA, T_NUMBER, T_CURRENCY_CODE, "a number has no comma: 1_000.00"},
    {T_NUMBER, 0, T_DATE, "a date is written year-month-day: 2026-03-01"},
    {T_TO, 0, T_DOTS, "a range is written with two dots: `2026-03-01 .. 2026-05-31`, `17:00 .. 20:00`"},
    {T_TO, 0, T_EVENT, "a range is written with two dots, and without `from`: `2026-03-01 .. 2026-05-31`"},
    {T_COMMA, 0, T_DOTS, "one of several is written with braces: `in { mon, tue }`"},
    {T_GIVE, 0, T_DOTS, "`in` asks for one of several, `in { \"a\", \"b\" }`, or for a range, `in 10 .. 20`"},
    {T_TIME, 0, T_IN, "a time of day is asked for by `time in 17:00 .. 20:00`"},
    /* in a promotion */
    {T_SEGMENT, 0, T_SCHEDULE, "a segment is asked for in an event: `when segment \"vip\"`"},
    {T_COUPON, 0, T_REQUIRES, "a promotion for a coupon says `requires coupon NAME`"},
    {T_CODE, 0, T_REQUIRES, "codes are a coupon's: `coupon save { kind discount  code \"SAVE\" }`, and the promotion says `requires coupon save`"},
    {T_FROM, 0, T_PERIOD, PERIODS},
    {T_VALID, 0, T_PERIOD, PERIODS},
    {T_TIME, 0, T_SCHEDULE, SCHEDULES},
    {T_MINIMUM, 0, T_EVENT, "what the basket must reach is asked for by an event: `when amount >= 50.00`"},
    {T_DISCOUNT, 0, T_EVENT, EVENTS_GIVE},
    {T_GIVE, 0, T_EVENT, EVENTS_GIVE},
    {T_WHEN, 0, T_EVENT, "what must hold is asked for by an event: `event NAME { when amount >= 50.00  give 10% off order }`"},
    {T_TRUE, 0, T_EVENT, "leave it out: the word before it stands alone"},
    {T_FALSE, 0, T_EVENT, "leave both out: what is not said does not hold"},
    {T_PER, 0, T_LIMIT, LIMITS},
    {T_COMMA, T_NUMBER, T_LIMIT, LIMITS},
    {T_USE, 0, T_PER, "leave it out: `limit 1 per customer`"},
    {0, 0, T_PER, "per what: `limit 1 per customer`, `limit 100 total`, `cap 25.00 per order`"},
    /* in an event */
    {T_FREE, 0, T_GIVE, "what is free is given: `give shipping free`, `give them free`"},
    {T_FOR, 0, T_GIVE, "what is taken gets a price by `give them for 8.00`"},
    {T_DISCOUNT, 0, T_GIVE, "what the customer gets is given: `give 10% off order`"},
    {T_AND, T_PERCENT, T_GIVE, EACH_GIVES},
    {T_COMMA, T_PERCENT, T_GIVE, EACH_GIVES},
    {T_AND, T_NUMBER, T_GIVE, "several things that one `buy` or `get` takes have commas between them: `buy 1 of A, 1 of B`"},
    {T_COMMA, T_STRING, T_OR, "several texts stand in braces: `sku { \"A\", \"B\" }`"},
    {T_STRING, 0, T_COMMA, "several have commas between them: `\"web\", \"store\"`"},
    /* what is given, and how many of what */
    {T_FREE, 0, T_GIFT, "`free` comes last: `give shipping free`; an item from the shelf is `give gift 1 of sku \"MUG\"`"},
    {T_FREE, 0, T_POINTS, "`free` comes last: `give 1 of sku \"MUG\" free`"},
    {T_OFF, 0, T_GIFT, "`off` comes behind: `give 10% off order`"},
    {T_POINTS, 0, T_GIFT, "the number comes first: `give 50 points of stars`"},
    {T_STRING, 0, T_GIFT, TEXTS_OF_ITEMS},
    {T_STRING, 0, T_EACH, TEXTS_OF_ITEMS},
    {T_RIGHT_BRACE, 0, T_GIFT, "say what is given: `give 10% off order`, `give shipping free`"},
    {T_RIGHT_BRACE, 0, T_EACH, "say off what: `give 10% off order`, `give 10% off category \"shoes\"`"},
    {T_DISCOUNT, 0, T_OFF, "say off what: `give 10% off order`, `give 10% off category \"shoes\"`"},
    {T_GIFT, 0, T_POINTS, "the number comes behind: `give gift 1 of sku \"DISK\"`"},
    {T_NUMBER, 0, T_OFF, "a currency comes behind its amount: 10.00 USD"},
    {T_NAME, 0, T_OFF, "say of what: `give 50 points of stars`, `give 1 of shoes free`, `give 5.00 off order`"},
    {T_OFF, 0, T_DIFFERENT, "what is taken off is given: `give 10% off order`"},
    {T_GET, 0, T_DIFFERENT, "say of what: `buy 2 of category \"shoes\"`"},
    {T_FREE, 0, T_DIFFERENT, "say of what: `get 1 of category \"shoes\"  give them free`"},
    {T_GIVE, 0, T_DIFFERENT, "say of what: `every 3 of category \"shoes\"`, `every 100.00 of all items`"},
    {T_FREE, 0, T_OF, "say how many of what: `give cheapest 1 of them free`"},
    {T_NAME, 0, T_OF, "say how much of it: `2 of shoes`, `quantity of shoes`"},
    {T_OF, 0, T_NUMBER, "say how many: `cheapest 1 of shoes`"},
    {T_SKU, 0, T_NUMBER, "say how many: `gift 1 of sku \"MUG\"`"},
    {T_ORDER, 0, T_SKU, "the whole order is `all items`"},
    {T_ANY, 0, T_STRING, "one of several is written with braces: `{ \"A\", \"B\" }`"},
    {0, 0, T_ASSIGN, "arguments have names: `goods = shoes`"},
    {0, 0, T_UNIT, "units of time are minutes, hours, days, weeks, months and years"},
    {T_NAME, 0, T_STRING, "a text stands in double quotes"},
    {T_STRING, 0, T_NAME, "a name is a word without quotes, such as `spring_sale`"},
};

/* Words that are none here, by how people use them. */
static const struct foreign_word {
    const char *word;
    int expected;
    const char *help;
} FOREIGN_WORDS[] = {
    {"active", T_STATUS, STATUSES},
    {"between", T_IN, "a range is asked for by `in`: `amount in 10.00 .. 20.00`, `time in 17:00 .. 19:00`"},
    {"combinable", T_LAYER, COMBINING},
    {"condition", T_EVENT, CONDITIONS},
    {"conditions", T_EVENT, CONDITIONS},
    {"contains", T_IN, "what is in the basket is counted: `when quantity of sku \"A-1\" >= 1`"},
    {"customers", T_AUDIENCE, WHOSE},
    {"dates", T_PERIOD, PERIODS},
    {"days", T_SCHEDULE, SCHEDULES},
    {"deal", T_PROMOTION, OFFERS},
    {"description", T_EVENT, TITLES},
    {"disabled", T_STATUS, STATUSES},
    {"else", T_WHEN, "each case is an event of its own; with `events exclusive` only the first one that is used counts"},
    {"enabled", T_STATUS, STATUSES},
    {"end", T_PERIOD, PERIODS},
    {"ends", T_PERIOD, PERIODS},
    {"hour", T_SCHEDULE, SCHEDULES},
    {"hours", T_SCHEDULE, SCHEDULES},
    {"if", T_WHEN, "a condition is written before the benefit: `when amount >= 50.00  give 10.00 off order`"},
    {"max", T_CAP, MOST},
    {"max", T_GIVE, MOST},
    {"maximum", T_CAP, MOST},
    {"maximum", T_GIVE, MOST},
    {"name", T_EVENT, TITLES},
    {"offer", T_PROMOTION, OFFERS},
    {"pay", T_GIVE, "what is not paid is given: `buy 3 of shoes  give cheapest 1 of them free`"},
    {"percent", T_OFF, "a percentage is written 10%"},
    {"promo", T_PROMOTION, OFFERS},
    {"rule", T_EVENT, EVENTS_GIVE},
    {"rule", T_PROMOTION, OFFERS},
    {"stackable", T_LAYER, COMBINING},
    {"start", T_PERIOD, PERIODS},
    {"starts", T_PERIOD, PERIODS},
    {"then", T_WHEN, "leave it out: what is given follows the condition"},
    {"time", T_SCHEDULE, SCHEDULES},
    {"times", T_SCHEDULE, SCHEDULES},
    {"title", T_EVENT, TITLES},
    {"weekdays", T_SCHEDULE, SCHEDULES},
};

static bool could_stand(const struct habit_place *place, int kind)
{
    for (size_t i = 0; i < place->expected_count; i++)
        if (place->expected[i] == kind)
            return true;
    return false;
}

/* A name that is one of several things, or of arguments, goes by other rules. */
static bool fits(const struct habit_place *place, const struct habit *habit)
{
    bool written = habit->written == 0 || habit->written == place->written;
    if (!written || (habit->next != 0 && habit->next != place->next) || !could_stand(place, habit->expected))
        return false;
    if (habit->expected == T_ASSIGN)
        return place->in_arguments;
    return habit->expected != T_NAME || !(could_stand(place, T_LEFT_PAREN) || could_stand(place, T_NUMBER));
}

const char *habit_help(const struct habit_place *place)
{
    for (size_t i = 0; place->written == T_NAME && i < sizeof FOREIGN_WORDS / sizeof FOREIGN_WORDS[0]; i++)
        if (could_stand(place, FOREIGN_WORDS[i].expected) && text_equal(place->word, text_from(FOREIGN_WORDS[i].word)))
            return FOREIGN_WORDS[i].help;
    for (size_t i = 0; i < sizeof HABITS / sizeof HABITS[0]; i++)
        if (fits(place, &HABITS[i]))
            return HABITS[i].help;
    return NULL;
}
