#include "compiler/zone.h"

#include "base/bytes.h"
#include "base/calendar.h"
#include "compiler/posix_zone.h"

#include <stdio.h>

enum {
    HEADER_SIZE = 44,
    LARGEST_FILE = 1 << 20,
    LONGEST_NAME = 128,
    MOST_OFFSET = 26 * 3600 /* RFC 8536: more than 25 hours west or 26 east is no time zone */
};

static int32_t big_i32(const unsigned char *at)
{
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | (uint32_t)at[3]);
}

static int64_t big_i64(const unsigned char *at)
{
    return (int64_t)((uint64_t)(uint32_t)big_i32(at) << 32 | (uint32_t)big_i32(at + 4));
}

/* One block of a TZif file: counts from its header, and where its parts lie. */
struct block {
    uint32_t utc_indicators, standard_indicators, leap_seconds, times, types, letters;
    const unsigned char *time_at, *index_at, *type_at;
    size_t size; /* with its header */
};

/* False where the header is none or the parts do not fit. */
static bool block_read(const unsigned char *bytes, size_t size, size_t time_size, struct block *block)
{
    if (size < HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0)
        return false;
    uint32_t *const counts[] = {&block->utc_indicators, &block->standard_indicators, &block->leap_seconds,
                                &block->times,          &block->types,               &block->letters};
    for (size_t i = 0; i < 6; i++) {
        *counts[i] = (uint32_t)big_i32(bytes + 20 + 4 * i);
        if (*counts[i] > LARGEST_FILE)
            return false;
    }
    block->time_at = bytes + HEADER_SIZE;
    block->index_at = block->time_at + (size_t)block->times * time_size;
    block->type_at = block->index_at + block->times;
    block->size = HEADER_SIZE + (size_t)block->times * (time_size + 1) + (size_t)block->types * 6 + block->letters +
                  (size_t)block->leap_seconds * (time_size + 4) + block->standard_indicators + block->utc_indicators;
    return block->size <= size && block->types >= 1;
}

static bool change_add(struct zone *zone, int64_t at, int32_t offset)
{
    if (zone->changes.count != 0 && zone->changes.items[zone->changes.count - 1].offset == offset)
        return true;
    return VECTOR_PUSH(&zone->changes, zone->alloc, (struct zone_change){at, offset});
}

/* A rule may end summer time at the very instant at which it starts again: then nothing changes. */
static promo_status ruled_change(struct zone *zone, struct zone_change change)
{
    struct zone_change *last = &zone->changes.items[zone->changes.count - 1];
    if (change.at < last->at)
        return PROMO_CORRUPT;
    if (change.at == last->at)
        zone->changes.count--;
    return change_add(zone, change.at, change.offset) ? PROMO_OK : PROMO_NO_MEMORY;
}

static bool offset_of_type(const struct block *block, uint32_t type, int32_t *offset)
{
    if (type >= block->types)
        return false;
    *offset = big_i32(block->type_at + (size_t)type * 6);
    return *offset > -MOST_OFFSET && *offset < MOST_OFFSET;
}

/* The changes written out in the file. */
static promo_status listed_changes(struct zone *zone, const struct block *block)
{
    int32_t offset;
    if (!offset_of_type(block, 0, &offset))
        return PROMO_CORRUPT;
    if (!change_add(zone, INT64_MIN, offset))
        return PROMO_NO_MEMORY;
    int64_t before = INT64_MIN;
    for (uint32_t i = 0; i < block->times; i++) {
        int64_t at = big_i64(block->time_at + (size_t)i * 8);
        if (at <= before || at > CALENDAR_LAST_INSTANT || !offset_of_type(block, block->index_at[i], &offset))
            return PROMO_CORRUPT;
        if (!change_add(zone, at, offset))
            return PROMO_NO_MEMORY;
        before = at;
    }
    return PROMO_OK;
}

/* The rule of the footer, from the last change listed on. */
static promo_status ruled_changes(struct zone *zone, const struct block *block, struct text footer)
{
    struct posix_zone rule;
    if (footer.length == 0)
        return PROMO_OK;
    if (!posix_zone_parse(&rule, footer))
        return PROMO_CORRUPT;
    int64_t last = block->times == 0 ? INT64_MIN : big_i64(block->time_at + ((size_t)block->times - 1) * 8);
    if (!rule.has_summer)
        return block->times != 0 || change_add(zone, INT64_MIN, rule.offset) ? PROMO_OK : PROMO_NO_MEMORY;
    int32_t first_year = 1970;
    if (last > CALENDAR_FIRST_INSTANT)
        first_year = calendar_date_of(last / CALENDAR_DAY_SECONDS).year - 1;
    for (int32_t year = first_year; year <= ZONE_LAST_YEAR; year++) {
        int64_t start = posix_zone_start(&rule, year), end = posix_zone_end(&rule, year);
        struct zone_change pair[2] = {{start, rule.summer_offset}, {end, rule.offset}};
        int first = start < end ? 0 : 1;
        for (int i = 0; i < 2; i++) {
            struct zone_change change = pair[i == 0 ? first : 1 - first];
            promo_status status = change.at > last ? ruled_change(zone, change) : PROMO_OK;
            if (status != PROMO_OK)
                return status;
        }
    }
    return PROMO_OK;
}

/* Between the newlines after the second block; false where they are missing. */
static bool footer_read(const unsigned char *bytes, size_t size, struct text *footer)
{
    if (size < 2 || bytes[0] != '\n')
        return false;
    const unsigned char *end = memchr(bytes + 1, '\n', size - 1);
    if (end == NULL)
        return false;
    *footer = (struct text){(const char *)bytes + 1, (size_t)(end - bytes) - 1};
    return true;
}

promo_status zone_parse(struct zone *zone, const promo_allocator *alloc, const unsigned char *bytes, size_t size)
{
    *zone = (struct zone){.alloc = alloc_or_default(alloc)};
    struct block old, block;
    struct text footer;
    promo_status status = PROMO_CORRUPT;
    if (block_read(bytes, size, 4, &old) && bytes[4] >= '2' &&
        block_read(bytes + old.size, size - old.size, 8, &block) &&
        footer_read(bytes + old.size + block.size, size - old.size - block.size, &footer)) {
        status = listed_changes(zone, &block);
        if (status == PROMO_OK)
            status = ruled_changes(zone, &block, footer);
    }
    if (status != PROMO_OK)
        zone_done(zone);
    return status;
}

bool zone_utc(struct zone *zone, const promo_allocator *alloc)
{
    *zone = (struct zone){.alloc = alloc_or_default(alloc)};
    return change_add(zone, INT64_MIN, 0);
}

/* Letters, digits and `_ + -` in parts between single slashes: never a path out of the directory. */
static bool name_possible(struct text name)
{
    bool part = false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.bytes[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
                      c == '-';
        if (!letter && (c != '/' || !part))
            return false;
        part = letter;
    }
    return part && name.length <= LONGEST_NAME;
}

static promo_status file_read(struct buffer *into, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return PROMO_NOT_FOUND;
    char piece[4096];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, file)) != 0 && into->length <= LARGEST_FILE)
        buffer_write(into, piece, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return PROMO_IO; /* a directory, most likely */
    return into->failed ? PROMO_NO_MEMORY : into->length > LARGEST_FILE ? PROMO_CORRUPT : PROMO_OK;
}

promo_status zone_read(struct zone *zone, const promo_allocator *alloc, const char *directory, struct text name)
{
    *zone = (struct zone){.alloc = alloc_or_default(alloc)};
    if (text_equal(name, TEXT("UTC")))
        return zone_utc(zone, alloc) ? PROMO_OK : PROMO_NO_MEMORY;
    if (!name_possible(name))
        return PROMO_NOT_FOUND;
    struct buffer path, bytes;
    buffer_init(&path, alloc);
    buffer_init(&bytes, alloc);
    buffer_string(&path, directory == NULL ? ZONE_DIRECTORY : directory);
    buffer_char(&path, '/');
    buffer_text(&path, name);
    const char *file = buffer_cstring(&path);
    promo_status status = file == NULL ? PROMO_NO_MEMORY : file_read(&bytes, file);
    if (status == PROMO_OK)
        status = zone_parse(zone, alloc, (const unsigned char *)bytes.bytes, bytes.length);
    buffer_done(&bytes);
    buffer_done(&path);
    return status;
}

void zone_done(struct zone *zone)
{
    VECTOR_DONE(&zone->changes, zone->alloc);
}

/* The last change at or before the instant. */
static size_t change_at(const struct zone *zone, int64_t instant)
{
    size_t low = 0, high = zone->changes.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes.items[middle].at <= instant)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int32_t zone_offset_at(const struct zone *zone, int64_t instant)
{
    return zone->changes.items[change_at(zone, instant)].offset;
}

int64_t zone_instant(const struct zone *zone, int64_t local, enum zone_edge edge, enum zone_oddity *oddity)
{
    /* An instant that shows this local time lies within two days of it; the offsets that hold around it are few. */
    size_t first = change_at(zone, local - 2 * CALENDAR_DAY_SECONDS);
    size_t last = change_at(zone, local + 2 * CALENDAR_DAY_SECONDS);
    int64_t found = 0, after_gap = INT64_MAX;
    int matches = 0;
    for (size_t i = first; i <= last; i++) {
        struct zone_change change = zone->changes.items[i];
        int64_t instant = local - change.offset;
        int64_t until = i + 1 < zone->changes.count ? zone->changes.items[i + 1].at : INT64_MAX;
        if (instant >= change.at && instant < until) {
            matches++;
            if (matches == 1 || edge == ZONE_END)
                found = instant;
        } else if (instant < change.at && change.at != INT64_MIN && change.at < after_gap) {
            after_gap = change.at;
        }
    }
    if (oddity != NULL)
        *oddity = matches == 0 ? ZONE_SKIPPED : matches > 1 ? ZONE_TWICE : ZONE_PLAIN;
    return matches == 0 ? after_gap : found;
}
