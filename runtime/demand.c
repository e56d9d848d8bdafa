#include "runtime/demand.h"

#include "base/bytes.h"
#include "base/exact.h"
#include "base/hash.h"

enum { FORMAT_VERSION = 1, LINES_MOST = 10000, THINGS_MOST = 100000 };

/* One list of members a structure: writing, reading and comparing cannot drift apart. */
enum member_type { MEMBER_TEXT, MEMBER_INT64, MEMBER_INT32, MEMBER_ENUM, MEMBER_BOOL, MEMBER_SIZE };

struct member {
    enum member_type type;
    size_t offset;
};

#define M(type, structure, name) {MEMBER_##type, offsetof(structure, name)}

static const struct member HEAD[] = {
    M(TEXT, promo_demand, currency), M(INT32, promo_demand, decimals), M(INT32, promo_demand, day), M(INT64, promo_demand, subtotal),
    M(INT64, promo_demand, discount), M(INT64, promo_demand, shipping), M(INT64, promo_demand, charges),
    M(INT64, promo_demand, total), M(INT64, promo_demand, due), M(TEXT, promo_demand, trigger),
    M(TEXT, promo_demand, channel), M(TEXT, promo_demand, store), M(TEXT, promo_demand, region),
    M(TEXT, promo_demand, price_list), M(TEXT, promo_demand, image),
};
static const struct member NEED[] = {
    M(ENUM, promo_need, kind), M(TEXT, promo_need, name), M(TEXT, promo_need, code), M(INT64, promo_need, amount),
    M(INT64, promo_need, limit), M(INT64, promo_need, money), M(BOOL, promo_need, once),
};
static const struct member ISSUE[] = {
    M(ENUM, promo_issue, kind), M(TEXT, promo_issue, name), M(TEXT, promo_issue, pattern),
    M(INT64, promo_issue, quantity), M(INT64, promo_issue, worth), M(INT64, promo_issue, limit),
    M(INT64, promo_issue, starts), M(INT64, promo_issue, ends), M(INT64, promo_issue, valid_count),
    M(ENUM, promo_issue, valid_unit), M(BOOL, promo_issue, personal),
};
static const struct member LINE[] = {
    M(TEXT, promo_sold_line, id), M(TEXT, promo_sold_line, sku), M(TEXT, promo_sold_line, category),
    M(TEXT, promo_sold_line, brand), M(INT64, promo_sold_line, quantity), M(INT64, promo_sold_line, original),
    M(INT64, promo_sold_line, total), M(INT64, promo_sold_line, cost),
};
static const struct member GIVEN[] = {
    M(ENUM, promo_given, kind), M(TEXT, promo_given, promotion), M(TEXT, promo_given, event),
    M(TEXT, promo_given, campaign), M(TEXT, promo_given, what), M(SIZE, promo_given, line),
    M(INT64, promo_given, amount), M(INT64, promo_given, quantity),
};
static const struct member NAME[] = {{MEMBER_TEXT, 0}};

struct list {
    const struct member *members;
    size_t member_count, size;
    size_t items, count; /* offsets in promo_demand */
    bool kept;           /* waits in the store; the needs become holds instead */
};

#define LIST(members, type, items, count, kept) \
    {members, sizeof members / sizeof members[0], sizeof(type), offsetof(promo_demand, items), offsetof(promo_demand, count), kept}

static const struct list LISTS[] = {
    LIST(NEED, promo_need, needs, need_count, false),
    LIST(ISSUE, promo_issue, issues, issue_count, true),
    LIST(LINE, promo_sold_line, lines, line_count, true),
    LIST(GIVEN, promo_given, given, given_count, true),
    LIST(NAME, const char *, segments, segment_count, true),
    LIST(NAME, const char *, holdouts, holdout_count, true),
};
enum { LIST_COUNT = sizeof LISTS / sizeof LISTS[0], HEAD_COUNT = sizeof HEAD / sizeof HEAD[0] };

/* --- checking ------------------------------------------------------------------------------------------------------ */

promo_status demand_check_text(const char *member, const char *text, size_t most)
{
    if (text == NULL || text[0] == '\0')
        return error_set(PROMO_INVALID, "`%s` must be given", member);
    size_t length = strlen(text);
    if (length > most)
        return error_set(PROMO_LIMIT, "`%s` has %zu bytes; at most %zu are allowed", member, length, most);
    struct text all = {text, length};
    for (size_t at = 0, bytes; at < length; at += bytes) {
        int32_t point = utf8_decode(all, at, &bytes);
        if (point < 0)
            return error_set(PROMO_INVALID, "`%s` is not UTF-8", member);
        if (point < 0x20 || point == 0x7f)
            return error_set(PROMO_INVALID, "`%s` has a control character", member);
    }
    return PROMO_OK;
}

static promo_status check_amount(const char *member, int64_t amount, int64_t least)
{
    if (amount < least || amount > DEMAND_MOST)
        return error_set(PROMO_INVALID, "`%s` is %lld; from %lld to %lld is allowed", member, (long long)amount,
                         (long long)least, (long long)DEMAND_MOST);
    return PROMO_OK;
}

static bool per_customer(promo_need_kind kind)
{
    return kind == PROMO_NEED_COUPON_CUSTOMER || kind == PROMO_NEED_PROMOTION_CUSTOMER || kind == PROMO_NEED_POINTS;
}

static promo_status check_need(const promo_demand *demand, const promo_need *need)
{
    bool by_code = need->kind == PROMO_NEED_CODE || need->kind == PROMO_NEED_CERTIFICATE;
    promo_status status = PROMO_OK;
    if ((int)need->kind < 0 || need->kind > PROMO_NEED_POINTS)
        return error_set(PROMO_INVALID, "`needs.kind` is %d, which is none", (int)need->kind);
    if (!by_code || need->name != NULL)
        status = demand_check_text("needs.name", need->name, DEMAND_KEY_MOST);
    if (status == PROMO_OK && by_code)
        status = demand_check_text("needs.code", need->code, PROMO_CODE_SIZE - 1);
    if (status == PROMO_OK)
        status = check_amount("needs.amount", need->amount, 1);
    if (status == PROMO_OK && need->kind == PROMO_NEED_POINTS)
        status = check_amount("needs.money", need->money, 0);
    if (status == PROMO_OK && need->limit < 0)
        status = error_set(PROMO_INVALID, "`needs.limit` is below zero");
    if (status == PROMO_OK && per_customer(need->kind) && demand->customer == NULL)
        status = error_set(PROMO_INVALID, "`%s` is counted by customer, and the order's customer is not known", need->name);
    return status;
}

static promo_status check_issue(const promo_demand *demand, const promo_issue *issue)
{
    if ((int)issue->kind < 0 || issue->kind > PROMO_ISSUE_POINTS)
        return error_set(PROMO_INVALID, "`issues.kind` is %d, which is none", (int)issue->kind);
    promo_status status = demand_check_text("issues.name", issue->name, DEMAND_KEY_MOST);
    if (status == PROMO_OK && issue->kind != PROMO_ISSUE_POINTS)
        status = demand_check_text("issues.pattern", issue->pattern, PROMO_CODE_SIZE - 1);
    if (status == PROMO_OK && issue->kind == PROMO_ISSUE_CERTIFICATE && strchr(issue->pattern, '#') == NULL)
        status = error_set(PROMO_INVALID, "certificate `%s` needs a pattern with `#`: each has its own code", issue->name);
    if (status == PROMO_OK)
        status = check_amount("issues.quantity", issue->quantity, 1);
    if (status == PROMO_OK && issue->kind == PROMO_ISSUE_CERTIFICATE)
        status = check_amount("issues.worth", issue->worth, 1);
    if (status == PROMO_OK && issue->kind != PROMO_ISSUE_POINTS && issue->quantity > THINGS_MOST)
        status = error_set(PROMO_LIMIT, "`issues.quantity` is %lld codes for one order", (long long)issue->quantity);
    if (status == PROMO_OK && issue->valid_count != 0)
        status = check_amount("issues.valid_count", issue->valid_count, 1);
    bool personal = issue->kind == PROMO_ISSUE_POINTS || issue->personal;
    if (status == PROMO_OK && personal && demand->customer == NULL)
        status = error_set(PROMO_INVALID, "`%s` is for the order's customer, who is not known", issue->name);
    return status;
}

static promo_status check_line(const promo_sold_line *line)
{
    promo_status status = demand_check_text("lines.id", line->id, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = demand_check_text("lines.sku", line->sku, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = check_amount("lines.quantity", line->quantity, 1);
    if (status == PROMO_OK)
        status = check_amount("lines.original", line->original, 0);
    if (status == PROMO_OK)
        status = check_amount("lines.total", line->total, 0);
    if (status == PROMO_OK && line->total > line->original)
        status = error_set(PROMO_INVALID, "line `%s` costs more after its discounts than before", line->id);
    if (status == PROMO_OK && line->cost != PROMO_NOT_KNOWN)
        status = check_amount("lines.cost", line->cost, 0);
    return status;
}

static promo_status check_distinct(const promo_demand *demand, const promo_allocator *alloc)
{
    struct text_table seen;
    promo_status status = PROMO_OK;
    text_table_init(&seen, alloc, (struct hash_key){0x70726f6d6f, 0x6c696e6573});
    for (size_t i = 0; status == PROMO_OK && i < demand->line_count; i++) {
        bool added = false;
        if (text_table_add(&seen, text_from(demand->lines[i].id), &added) == TEXT_TABLE_NONE)
            status = error_set(PROMO_NO_MEMORY, "no memory to check the order's lines");
        else if (!added)
            status = error_set(PROMO_INVALID, "line `%s` is there twice", demand->lines[i].id);
    }
    text_table_done(&seen);
    return status;
}

/* The order's parts add up: nobody can ever be paid back more than came in. */
static promo_status check_sums(const promo_demand *demand)
{
    int64_t goods = 0, paid = 0;
    for (size_t i = 0; i < demand->line_count; i++)
        if (!add_i64(goods, demand->lines[i].total, &goods))
            return error_set(PROMO_OVERFLOW, "the order's lines are too large together");
    for (size_t i = 0; i < demand->need_count; i++) {
        const promo_need *need = &demand->needs[i];
        int64_t money = need->kind == PROMO_NEED_CERTIFICATE ? need->amount : need->kind == PROMO_NEED_POINTS ? need->money : 0;
        if (!add_i64(paid, money, &paid))
            return error_set(PROMO_OVERFLOW, "the order's payments are too large together");
    }
    promo_i128 sum = (promo_i128)goods + demand->shipping + demand->charges;
    if (sum != demand->total)
        return error_set(PROMO_INVALID, "`total` is %lld, but lines, shipping and charges add up to %lld",
                         (long long)demand->total, (long long)sum);
    if ((promo_i128)demand->due + paid != demand->total)
        return error_set(PROMO_INVALID, "`due` is %lld, but of %lld, %lld are paid by certificates and points",
                         (long long)demand->due, (long long)demand->total, (long long)paid);
    return PROMO_OK;
}

static promo_status check_head(const promo_demand *demand)
{
    const struct {
        const char *member;
        int64_t amount;
    } amounts[] = {{"subtotal", demand->subtotal}, {"discount", demand->discount}, {"shipping", demand->shipping},
                   {"charges", demand->charges},   {"total", demand->total},       {"due", demand->due}};
    promo_status status = demand_check_text("order", demand->order, DEMAND_KEY_MOST);
    if (status == PROMO_OK && demand->customer != NULL)
        status = demand_check_text("customer", demand->customer, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = demand_check_text("currency", demand->currency, 3);
    for (size_t i = 0; status == PROMO_OK && i < sizeof amounts / sizeof amounts[0]; i++)
        status = check_amount(amounts[i].member, amounts[i].amount, 0);
    if (status == PROMO_OK && (demand->decimals < 0 || demand->decimals > 18))
        status = error_set(PROMO_INVALID, "`decimals` is %d; 0 to 18 is expected", (int)demand->decimals);
    if (status == PROMO_OK && demand->line_count > LINES_MOST)
        status = error_set(PROMO_LIMIT, "the order has %zu lines; at most %d are allowed", demand->line_count, LINES_MOST);
    return status;
}

promo_status demand_check(const promo_demand *demand, const promo_allocator *alloc)
{
    promo_status status = check_head(demand);
    for (size_t i = 0; status == PROMO_OK && i < demand->need_count; i++)
        status = check_need(demand, &demand->needs[i]);
    for (size_t i = 0; status == PROMO_OK && i < demand->issue_count; i++)
        status = check_issue(demand, &demand->issues[i]);
    for (size_t i = 0; status == PROMO_OK && i < demand->line_count; i++)
        status = check_line(&demand->lines[i]);
    for (size_t i = 0; status == PROMO_OK && i < demand->given_count; i++)
        if (demand->given[i].promotion == NULL || demand->given[i].event == NULL ||
            (demand->given[i].line != SIZE_MAX && demand->given[i].line >= demand->line_count))
            status = error_set(PROMO_INVALID, "`given` needs a promotion, an event, and a line that there is");
    if (status == PROMO_OK)
        status = check_distinct(demand, alloc);
    return status == PROMO_OK ? check_sums(demand) : status;
}

/* --- bytes: every number in 8, every text as its length + 1 (0: NULL) and its bytes ----------------------------------- */

static void write_number(struct buffer *out, int64_t number)
{
    char bytes[8];
    write_u64(bytes, (uint64_t)number);
    buffer_write(out, bytes, sizeof bytes);
}

static void write_members(struct buffer *out, const void *structure, const struct member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = (const char *)structure + members[i].offset;
        if (members[i].type == MEMBER_TEXT) {
            const char *text = *(const char *const *)(const void *)at;
            write_number(out, text == NULL ? 0 : (int64_t)strlen(text) + 1);
            if (text != NULL)
                buffer_string(out, text);
            continue;
        }
        int64_t number = 0;
        switch (members[i].type) {
        case MEMBER_INT64: number = *(const int64_t *)(const void *)at; break;
        case MEMBER_INT32: number = *(const int32_t *)(const void *)at; break;
        case MEMBER_ENUM: number = *(const int *)(const void *)at; break;
        case MEMBER_BOOL: number = *(const bool *)(const void *)at; break;
        case MEMBER_SIZE: number = (int64_t)*(const size_t *)(const void *)at; break;
        case MEMBER_TEXT: break;
        }
        write_number(out, number);
    }
}

static void write_list(struct buffer *out, const promo_demand *demand, const struct list *list)
{
    const char *base = (const char *)demand;
    const char *items = *(const char *const *)(const void *)(base + list->items);
    size_t count = *(const size_t *)(const void *)(base + list->count);
    write_number(out, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        write_members(out, items + i * list->size, list->members, list->member_count);
}

void demand_write(struct buffer *out, const promo_demand *demand)
{
    write_number(out, FORMAT_VERSION);
    write_members(out, demand, HEAD, HEAD_COUNT);
    for (size_t i = 0; i < LIST_COUNT; i++)
        if (LISTS[i].kept)
            write_list(out, demand, &LISTS[i]);
}

promo_status demand_digest(const promo_demand *demand, const promo_allocator *alloc, unsigned char out[DIGEST_SIZE])
{
    struct digest digest;
    struct buffer all;
    buffer_init(&all, alloc);
    if (demand->content != NULL) {
        buffer_write(&all, demand->content, demand->content_size);
    } else {
        demand_write(&all, demand);
        write_list(&all, demand, &LISTS[0]);
    }
    bool failed = all.failed;
    digest_start(&digest);
    const char *customer = demand->customer == NULL ? "" : demand->customer;
    digest_add(&digest, customer, strlen(customer) + 1);
    if (all.length > 0)
        digest_add(&digest, all.bytes, all.length);
    digest_end(&digest, out);
    buffer_done(&all);
    return failed ? error_set(PROMO_NO_MEMORY, "no memory for the order") : PROMO_OK;
}

struct reader {
    struct text left;
    struct arena *arena;
    promo_status status;
};

static int64_t read_number(struct reader *reader)
{
    if (reader->status != PROMO_OK || reader->left.length < 8) {
        reader->status = reader->status != PROMO_OK ? reader->status : PROMO_CORRUPT;
        return 0;
    }
    uint64_t number = read_u64(reader->left.bytes);
    reader->left.bytes += 8;
    reader->left.length -= 8;
    return (int64_t)number;
}

static const char *read_text(struct reader *reader)
{
    int64_t length = read_number(reader) - 1;
    if (reader->status != PROMO_OK || length < 0)
        return NULL;
    if ((uint64_t)length > reader->left.length) {
        reader->status = PROMO_CORRUPT;
        return NULL;
    }
    char *copy = arena_copy(reader->arena, reader->left.bytes, (size_t)length);
    reader->left.bytes += length;
    reader->left.length -= (size_t)length;
    if (copy == NULL)
        reader->status = PROMO_NO_MEMORY;
    return copy;
}

static void read_members(struct reader *reader, void *structure, const struct member *members, size_t count)
{
    for (size_t i = 0; i < count && reader->status == PROMO_OK; i++) {
        void *at = (char *)structure + members[i].offset;
        switch (members[i].type) {
        case MEMBER_TEXT: *(const char **)at = read_text(reader); break;
        case MEMBER_INT64: *(int64_t *)at = read_number(reader); break;
        case MEMBER_INT32: *(int32_t *)at = (int32_t)read_number(reader); break;
        case MEMBER_ENUM: *(int *)at = (int)read_number(reader); break;
        case MEMBER_BOOL: *(bool *)at = read_number(reader) != 0; break;
        case MEMBER_SIZE: *(size_t *)at = (size_t)read_number(reader); break;
        }
    }
}

static void read_list(struct reader *reader, promo_demand *demand, const struct list *list)
{
    char *base = (char *)demand;
    int64_t count = read_number(reader);
    if (reader->status == PROMO_OK && (count < 0 || count > (int64_t)reader->left.length / 8))
        reader->status = PROMO_CORRUPT; /* every item takes 8 bytes or more */
    if (reader->status != PROMO_OK)
        return;
    char *items = arena_alloc(reader->arena, (size_t)count, list->size);
    if (items == NULL) {
        reader->status = PROMO_NO_MEMORY;
        return;
    }
    *(void **)(void *)(base + list->items) = items;
    *(size_t *)(void *)(base + list->count) = (size_t)count;
    for (int64_t i = 0; i < count && reader->status == PROMO_OK; i++)
        read_members(reader, items + (size_t)i * list->size, list->members, list->member_count);
}

promo_status demand_read(struct text bytes, struct arena *arena, promo_demand *demand)
{
    struct reader reader = {bytes, arena, PROMO_OK};
    *demand = (promo_demand){0};
    if (read_number(&reader) != FORMAT_VERSION)
        reader.status = PROMO_CORRUPT;
    read_members(&reader, demand, HEAD, HEAD_COUNT);
    for (size_t i = 0; i < LIST_COUNT; i++)
        if (LISTS[i].kept)
            read_list(&reader, demand, &LISTS[i]);
    if (reader.status == PROMO_OK && reader.left.length > 0)
        reader.status = PROMO_CORRUPT;
    return reader.status == PROMO_OK ? PROMO_OK : error_set(reader.status, "what an order waits to book cannot be read");
}
