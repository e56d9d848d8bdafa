/* A time zone of the IANA database: its clock changes, and local time to instants by the rule of the language.
 *
 * zone_read takes a TZif file (RFC 8536, version 2 or later) from a directory and expands the POSIX rule in its footer up to
 * the year 2200, so that images need no zone files. Only changes of the offset are kept. The zone owns its changes. */
#ifndef COMPILER_ZONE_H
#define COMPILER_ZONE_H

#include "base/text.h"
#include "base/vector.h"

#define ZONE_DIRECTORY "/usr/share/zoneinfo"
enum { ZONE_LAST_YEAR = 2200 };

struct zone_change {
    int64_t at;     /* instant from which the offset holds; of the first INT64_MIN */
    int32_t offset; /* seconds east of UTC */
};

struct zone {
    const promo_allocator *alloc;
    VECTOR(struct zone_change) changes; /* ascending, at least one, each with another offset than the one before */
};

/* A zone that is UTC since ever and for ever. False: no memory. */
bool zone_utc(struct zone *zone, const promo_allocator *alloc);

/* PROMO_NOT_FOUND: no such name (or none that can be one); PROMO_IO: unreadable; PROMO_CORRUPT: not such a file;
 * PROMO_NO_MEMORY. On failure the zone is empty. "UTC" needs no file. */
promo_status zone_read(struct zone *zone, const promo_allocator *alloc, const char *directory, struct text name);

/* The same from the bytes of a TZif file. */
promo_status zone_parse(struct zone *zone, const promo_allocator *alloc, const unsigned char *bytes, size_t size);

void zone_done(struct zone *zone);

int32_t zone_offset_at(const struct zone *zone, int64_t instant);

/* What to do with a local time that happens twice: the earlier instant where something starts, the later where it ends. */
enum zone_edge { ZONE_START, ZONE_END };

enum zone_oddity { ZONE_PLAIN, ZONE_SKIPPED, ZONE_TWICE };

/* `local`: seconds since 1970-01-01T00:00 on the clocks of the zone. A local time that is skipped gives the first instant
 * after the gap. *oddity (may be NULL) says whether it was one of these. */
int64_t zone_instant(const struct zone *zone, int64_t local, enum zone_edge edge, enum zone_oddity *oddity);

#endif
