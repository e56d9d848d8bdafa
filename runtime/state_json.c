#include "runtime/state_json.h"

#include "base/codes.h"
#include "runtime/json_reader.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What is known of a coupon or a promotion. */
struct counted {
    struct text name;
    promo_uses uses; /* `customer` is kept in facts */
};

enum counted_kind { COUNTED_COUPON, COUNTED_PROMOTION, COUNTED_KINDS };

struct campaign {
    struct text name;
    int64_t spent, uses;
};

/* By number in the table of codes' normal forms. */
struct told_code {
    struct text code;
    struct code_input input;
};

enum known_kind { KNOWN_AUDIENCE, KNOWN_COUPON, KNOWN_PROMOTION, KNOWN_LOYALTY };

/* One thing known of one customer; a customer's are a list. */
struct customer_fact {
    enum known_kind kind;
    uint32_t next;      /* INDEX_NONE */
    uint32_t counted;   /* coupon, promotion: its number among the counted */
    struct text name;   /* audience, program */
    int64_t uses;
    int64_t balance, earned;
    struct text tier;   /* bytes NULL: what `earned` reaches */
};

struct state_snapshot {
    const promo_allocator *alloc;
    struct arena arena; /* every text */
    VECTOR(struct counted) counted[COUNTED_KINDS];
    VECTOR(struct campaign) campaigns;
    struct text_table code_numbers;
    VECTOR(struct told_code) codes;
    struct text_table customers;
    VECTOR(uint32_t) first_fact; /* by customer */
    VECTOR(struct customer_fact) facts;
};

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left for the state");
}

static promo_status keep(struct state_snapshot *snapshot, struct text text, struct text *kept)
{
    const char *copy = arena_copy(&snapshot->arena, text.bytes, text.length);
    *kept = (struct text){copy, text.length};
    return copy != NULL ? PROMO_OK : no_memory();
}

/* The customer's number, new where it is not known yet. */
static promo_status find_customer(struct state_snapshot *snapshot, struct text id, uint32_t *number)
{
    *number = text_table_find(&snapshot->customers, id);
    if (*number != TEXT_TABLE_NONE)
        return PROMO_OK;
    struct text kept;
    promo_status status = keep(snapshot, id, &kept);
    if (status != PROMO_OK)
        return status;
    if (!VECTOR_PUSH(&snapshot->first_fact, snapshot->alloc, INDEX_NONE))
        return no_memory();
    *number = text_table_add(&snapshot->customers, kept, NULL);
    return *number != TEXT_TABLE_NONE ? PROMO_OK : no_memory();
}

static promo_status add_fact(struct state_snapshot *snapshot, struct text customer, struct customer_fact fact)
{
    uint32_t number;
    promo_status status = find_customer(snapshot, customer, &number);
    if (status != PROMO_OK)
        return status;
    fact.next = snapshot->first_fact.items[number];
    if (snapshot->facts.count >= INDEX_NONE || !VECTOR_PUSH(&snapshot->facts, snapshot->alloc, fact))
        return no_memory();
    snapshot->first_fact.items[number] = (uint32_t)(snapshot->facts.count - 1);
    return PROMO_OK;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

/* What the members of one entry are read into. */
struct entry {
    struct state_snapshot *snapshot;
    struct text name;       /* kept */
    enum counted_kind kind;
    struct counted counted;
    uint32_t counted_number;
    struct campaign campaign;
    struct told_code code;
    struct customer_fact fact;
};

static promo_status refuse_unknown(struct json_reader *r, void *context, struct text name)
{
    (void)context;
    (void)name;
    return json_refuse(r, "no such member of a state");
}

static promo_status take_member_of_audience(struct json_reader *r, void *context, struct text customer)
{
    (void)r;
    const struct entry *entry = context;
    return add_fact(entry->snapshot, customer, (struct customer_fact){.kind = KNOWN_AUDIENCE, .name = entry->name});
}

static promo_status take_audience(struct json_reader *r, void *context, struct text name)
{
    struct entry entry = {.snapshot = context};
    promo_status status = keep(entry.snapshot, name, &entry.name);
    return status == PROMO_OK ? json_read_texts(r, take_member_of_audience, &entry) : status;
}

enum counted_number { COUNTED_USES, COUNTED_TODAY };

static promo_status take_counted_number(struct json_reader *r, void *context, int argument)
{
    promo_uses *uses = &((struct entry *)context)->counted.uses;
    return json_read_count(r, argument == COUNTED_USES ? &uses->total : &uses->day);
}

static promo_status take_customer_uses(struct json_reader *r, void *context, struct text customer)
{
    const struct entry *entry = context;
    int64_t uses;
    promo_status status = json_read_count(r, &uses);
    if (status != PROMO_OK)
        return status;
    enum known_kind kind = entry->kind == COUNTED_COUPON ? KNOWN_COUPON : KNOWN_PROMOTION;
    return add_fact(entry->snapshot, customer,
                    (struct customer_fact){.kind = kind, .counted = entry->counted_number, .uses = uses});
}

static const struct json_schema CUSTOMER_USES = {NULL, 0, take_customer_uses};

static promo_status take_customers(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_object(r, &CUSTOMER_USES, context, NULL);
}

static const struct json_known COUNTED_MEMBERS[] = {
    JSON_KNOWN("uses", take_counted_number, COUNTED_USES),
    JSON_KNOWN("today", take_counted_number, COUNTED_TODAY),
    JSON_KNOWN("customers", take_customers, 0),
};

static const struct json_schema COUNTED = {COUNTED_MEMBERS, COUNT(COUNTED_MEMBERS), refuse_unknown};

static promo_status take_counted(struct json_reader *r, struct state_snapshot *snapshot, enum counted_kind kind,
                                 struct text name)
{
    struct entry entry = {.snapshot = snapshot, .kind = kind, .counted_number = (uint32_t)snapshot->counted[kind].count};
    promo_status status = keep(snapshot, name, &entry.counted.name);
    if (status == PROMO_OK)
        status = json_read_object(r, &COUNTED, &entry, NULL);
    if (status == PROMO_OK && !VECTOR_PUSH(&snapshot->counted[kind], snapshot->alloc, entry.counted))
        status = no_memory();
    return status;
}

static promo_status take_coupon(struct json_reader *r, void *context, struct text name)
{
    return take_counted(r, context, COUNTED_COUPON, name);
}

static promo_status take_promotion(struct json_reader *r, void *context, struct text name)
{
    return take_counted(r, context, COUNTED_PROMOTION, name);
}

static promo_status campaign_spent(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_price(r, &((struct entry *)context)->campaign.spent);
}

static promo_status campaign_uses(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_count(r, &((struct entry *)context)->campaign.uses);
}

static const struct json_known CAMPAIGN_MEMBERS[] = {
    JSON_KNOWN("spent", campaign_spent, 0),
    JSON_KNOWN("uses", campaign_uses, 0),
};

static const struct json_schema CAMPAIGN = {CAMPAIGN_MEMBERS, COUNT(CAMPAIGN_MEMBERS), refuse_unknown};

static promo_status take_campaign(struct json_reader *r, void *context, struct text name)
{
    struct entry entry = {.snapshot = context};
    promo_status status = keep(entry.snapshot, name, &entry.campaign.name);
    if (status == PROMO_OK)
        status = json_read_object(r, &CAMPAIGN, &entry, NULL);
    if (status == PROMO_OK && !VECTOR_PUSH(&entry.snapshot->campaigns, entry.snapshot->alloc, entry.campaign))
        status = no_memory();
    return status;
}

static promo_status code_coupon(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    struct entry *entry = context;
    struct text coupon;
    promo_status status = json_read_text(r, &coupon);
    return status == PROMO_OK ? keep(entry->snapshot, coupon, &entry->code.input.coupon) : status;
}

static promo_status code_issued(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_instant(r, &((struct entry *)context)->code.input.issued);
}

static promo_status code_balance(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_price(r, &((struct entry *)context)->code.input.balance);
}

static promo_status code_uses(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_count(r, &((struct entry *)context)->code.input.uses);
}

static promo_status code_revoked(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_bool(r, &((struct entry *)context)->code.input.revoked);
}

static const struct json_known CODE_MEMBERS[] = {
    JSON_KNOWN("coupon", code_coupon, 0),
    JSON_KNOWN("issued", code_issued, 0),
    JSON_KNOWN("balance", code_balance, 0),
    JSON_KNOWN("uses", code_uses, 0),
    JSON_KNOWN("revoked", code_revoked, 0),
};

static const struct json_schema CODE = {CODE_MEMBERS, COUNT(CODE_MEMBERS), refuse_unknown};

static promo_status add_code(struct json_reader *r, const struct entry *entry)
{
    struct state_snapshot *snapshot = entry->snapshot;
    char *normal = arena_alloc(&snapshot->arena, entry->code.code.length + 1, 1);
    bool added;
    if (normal == NULL)
        return no_memory();
    struct text text = {normal, code_normal(entry->code.code, normal)};
    if (text_table_add(&snapshot->code_numbers, text, &added) == TEXT_TABLE_NONE)
        return no_memory();
    if (!added)
        return json_refuse(r, "the same code is given twice");
    return VECTOR_PUSH(&snapshot->codes, snapshot->alloc, entry->code) ? PROMO_OK : no_memory();
}

static promo_status take_code(struct json_reader *r, void *context, struct text name)
{
    struct entry entry = {.snapshot = context, .code.input.issued = VALUE_MISSING};
    promo_status status = keep(entry.snapshot, name, &entry.code.code);
    if (status == PROMO_OK)
        status = json_read_object(r, &CODE, &entry, NULL);
    if (status == PROMO_OK && entry.code.input.coupon.bytes == NULL)
        status = json_refuse_member(r, "coupon", "missing: whose code it is");
    return status == PROMO_OK ? add_code(r, &entry) : status;
}

enum loyalty_number { LOYALTY_POINTS, LOYALTY_EARNED };

static promo_status loyalty_number(struct json_reader *r, void *context, int argument)
{
    struct customer_fact *fact = &((struct entry *)context)->fact;
    return json_read_count(r, argument == LOYALTY_POINTS ? &fact->balance : &fact->earned);
}

static promo_status loyalty_tier(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    struct entry *entry = context;
    struct text tier;
    promo_status status = json_read_text(r, &tier);
    return status == PROMO_OK ? keep(entry->snapshot, tier, &entry->fact.tier) : status;
}

static const struct json_known LOYALTY_MEMBERS[] = {
    JSON_KNOWN("points", loyalty_number, LOYALTY_POINTS),
    JSON_KNOWN("earned", loyalty_number, LOYALTY_EARNED),
    JSON_KNOWN("tier", loyalty_tier, 0),
};

static const struct json_schema LOYALTY = {LOYALTY_MEMBERS, COUNT(LOYALTY_MEMBERS), refuse_unknown};

/* One program of the customer whose id is the entry's name. Points count for a tier where nothing says otherwise. */
static promo_status take_program(struct json_reader *r, void *context, struct text program)
{
    struct entry *customer = context;
    struct entry entry = {.snapshot = customer->snapshot, .fact = {.kind = KNOWN_LOYALTY}};
    unsigned seen;
    promo_status status = keep(entry.snapshot, program, &entry.fact.name);
    if (status == PROMO_OK)
        status = json_read_object(r, &LOYALTY, &entry, &seen);
    if (status != PROMO_OK)
        return status;
    if (!(seen >> LOYALTY_EARNED & 1))
        entry.fact.earned = entry.fact.balance;
    return add_fact(entry.snapshot, customer->name, entry.fact);
}

static const struct json_schema PROGRAMS = {NULL, 0, take_program};

static promo_status take_loyal_customer(struct json_reader *r, void *context, struct text name)
{
    struct entry entry = {.snapshot = context, .name = name};
    return json_read_object(r, &PROGRAMS, &entry, NULL);
}

enum part { PART_AUDIENCES, PART_COUPONS, PART_PROMOTIONS, PART_CODES, PART_CAMPAIGNS, PART_LOYALTY };

static promo_status take_part(struct json_reader *r, void *context, int argument)
{
    static const struct json_schema PARTS[] = {
        [PART_AUDIENCES] = {NULL, 0, take_audience},     [PART_COUPONS] = {NULL, 0, take_coupon},
        [PART_PROMOTIONS] = {NULL, 0, take_promotion},   [PART_CODES] = {NULL, 0, take_code},
        [PART_CAMPAIGNS] = {NULL, 0, take_campaign},     [PART_LOYALTY] = {NULL, 0, take_loyal_customer},
    };
    return json_read_object(r, &PARTS[argument], context, NULL);
}

static const struct json_known STATE_MEMBERS[] = {
    JSON_KNOWN("audiences", take_part, PART_AUDIENCES),   JSON_KNOWN("coupons", take_part, PART_COUPONS),
    JSON_KNOWN("promotions", take_part, PART_PROMOTIONS), JSON_KNOWN("codes", take_part, PART_CODES),
    JSON_KNOWN("campaigns", take_part, PART_CAMPAIGNS),   JSON_KNOWN("loyalty", take_part, PART_LOYALTY),
};

static const struct json_schema STATE = {STATE_MEMBERS, COUNT(STATE_MEMBERS), refuse_unknown};

static promo_status read_state(struct state_snapshot *snapshot, struct text json, const struct image_view *image)
{
    struct json_reader r;
    json_reader_init(&r, json, image, &snapshot->arena);
    promo_status status = json_read_object(&r, &STATE, snapshot, NULL);
    return status == PROMO_OK ? json_read_end(&r) : status;
}

/* Strangers choose customers' ids and codes: the tables' key is one that they cannot know, from where things lie. */
static struct hash_key key_of(struct state_snapshot *snapshot)
{
    const uint64_t seed[] = {(uint64_t)(uintptr_t)snapshot, (uint64_t)(uintptr_t)&STATE};
    struct hash_key key = {seed[0], seed[1]};
    key.low = hash_bytes(key, seed, sizeof seed);
    key.high = hash_bytes(key, seed, sizeof seed);
    return key;
}

promo_status state_snapshot_read(struct state_snapshot **out, struct text json, const promo_image *image,
                                 const promo_allocator *given)
{
    const promo_allocator *alloc = alloc_or_default(given);
    *out = NULL;
    struct state_snapshot *snapshot = alloc_zeroed(alloc, 1, sizeof *snapshot);
    if (snapshot == NULL)
        return no_memory();
    snapshot->alloc = alloc;
    arena_init(&snapshot->arena, alloc);
    text_table_init(&snapshot->code_numbers, alloc, key_of(snapshot));
    text_table_init(&snapshot->customers, alloc, key_of(snapshot));
    promo_status status = read_state(snapshot, json, &image->view);
    if (status == PROMO_OK)
        *out = snapshot;
    else
        state_snapshot_free(snapshot);
    return status;
}

void state_snapshot_free(struct state_snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    for (size_t i = 0; i < COUNTED_KINDS; i++)
        VECTOR_DONE(&snapshot->counted[i], snapshot->alloc);
    VECTOR_DONE(&snapshot->campaigns, snapshot->alloc);
    VECTOR_DONE(&snapshot->codes, snapshot->alloc);
    VECTOR_DONE(&snapshot->first_fact, snapshot->alloc);
    VECTOR_DONE(&snapshot->facts, snapshot->alloc);
    text_table_done(&snapshot->code_numbers);
    text_table_done(&snapshot->customers);
    arena_done(&snapshot->arena);
    alloc_release(snapshot->alloc, snapshot, 1, sizeof *snapshot);
}

/* --- telling -------------------------------------------------------------------------------------------------------- */

static promo_status tell_counted(struct basket *basket, enum counted_kind kind, const struct counted *counted,
                                 int64_t by_customer)
{
    promo_uses uses = {counted->uses.total, by_customer, counted->uses.day};
    return kind == COUNTED_COUPON ? basket_coupon_uses(basket, counted->name, uses)
                                  : basket_promotion_uses(basket, counted->name, uses);
}

static promo_status tell_totals(const struct state_snapshot *snapshot, struct basket *basket)
{
    promo_status status = PROMO_OK;
    for (int kind = 0; kind < COUNTED_KINDS; kind++)
        for (size_t i = 0; status == PROMO_OK && i < snapshot->counted[kind].count; i++)
            status = tell_counted(basket, (enum counted_kind)kind, &snapshot->counted[kind].items[i], 0);
    for (size_t i = 0; status == PROMO_OK && i < snapshot->campaigns.count; i++) {
        const struct campaign *campaign = &snapshot->campaigns.items[i];
        status = basket_campaign_used(basket, campaign->name, campaign->spent, campaign->uses);
    }
    return status;
}

static promo_status tell_fact(const struct state_snapshot *snapshot, struct basket *basket,
                              const struct customer_fact *fact)
{
    switch (fact->kind) {
    case KNOWN_AUDIENCE:
        return basket_in_audience(basket, fact->name);
    case KNOWN_COUPON:
        return tell_counted(basket, COUNTED_COUPON, &snapshot->counted[COUNTED_COUPON].items[fact->counted], fact->uses);
    case KNOWN_PROMOTION:
        return tell_counted(basket, COUNTED_PROMOTION, &snapshot->counted[COUNTED_PROMOTION].items[fact->counted],
                            fact->uses);
    case KNOWN_LOYALTY:
        break;
    }
    return basket_points(basket, fact->name, fact->balance, fact->earned, fact->tier);
}

static promo_status tell_customer(const struct state_snapshot *snapshot, struct basket *basket)
{
    if (!basket_customer_known(basket))
        return PROMO_OK;
    struct text id = texts_get(&basket->texts, (uint32_t)basket->customer[CUSTOMER_ID]);
    uint32_t number = text_table_find(&snapshot->customers, id);
    promo_status status = PROMO_OK;
    uint32_t at = number == TEXT_TABLE_NONE ? INDEX_NONE : snapshot->first_fact.items[number];
    for (; status == PROMO_OK && at != INDEX_NONE; at = snapshot->facts.items[at].next)
        status = tell_fact(snapshot, basket, &snapshot->facts.items[at]);
    return status;
}

static promo_status tell_codes(const struct state_snapshot *snapshot, struct basket *basket)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < basket->codes.count; i++) {
        struct text normal = texts_get(&basket->texts, basket->codes.items[i].normal);
        uint32_t number = text_table_find(&snapshot->code_numbers, normal);
        if (number != TEXT_TABLE_NONE) {
            const struct told_code *told = &snapshot->codes.items[number];
            status = basket_code_state(basket, told->code, &told->input);
        }
    }
    return status;
}

promo_status state_snapshot_tell(const struct state_snapshot *snapshot, struct basket *basket)
{
    basket_state(basket);
    promo_status status = tell_totals(snapshot, basket);
    if (status == PROMO_OK)
        status = tell_customer(snapshot, basket);
    return status == PROMO_OK ? tell_codes(snapshot, basket) : status;
}
