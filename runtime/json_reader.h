/* Typed values out of JSON text, by schema, with errors that name the member: "lines[3].price: expected an amount, found
 * true". What the readers of baskets and of state snapshots share.
 *
 * A reader is set up on the caller's stack for one document (json_reader_init) and owns nothing. Every function that reads
 * answers PROMO_OK, or PROMO_INVALID or PROMO_NO_MEMORY with its message in promo_last_error; nothing is read after that.
 * Names and texts are slices of the document or of the arena, and live as long as both. */
#ifndef RUNTIME_JSON_READER_H
#define RUNTIME_JSON_READER_H

#include "runtime/json_scan.h"
#include "vm/image.h"

/* One step of the path to the value: the member's name, or, where that has no bytes, the element's index from 0. */
struct json_step_name {
    struct text name;
    size_t index;
};

enum { JSON_PATH = 6 };

struct json_reader {
    struct json_scan scan;
    const struct image_view *image; /* the currency's decimals, the zone */
    struct json_step_name path[JSON_PATH];
    unsigned depth;
};

void json_reader_init(struct json_reader *r, struct text json, const struct image_view *image, struct arena *decoded);

/* PROMO_INVALID with the place and the message. */
promo_status json_refuse(struct json_reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of a member of the object just read. */
promo_status json_refuse_member(struct json_reader *r, const char *member, const char *message);

/* "expected WHAT, found ...", of the value that comes next. */
promo_status json_refuse_kind(struct json_reader *r, const char *what);

/* --- scalars -------------------------------------------------------------------------------------------------------- */

promo_status json_read_text(struct json_reader *r, struct text *out);
promo_status json_read_bool(struct json_reader *r, bool *out);

/* An integer scaled by 10^places from a number or, where `quoted`, also from text; never through floating point. `what`
 * names it in messages: "an amount". */
promo_status json_read_scaled(struct json_reader *r, int places, bool quoted, const char *what, int64_t *out);
promo_status json_read_money(struct json_reader *r, int64_t *out); /* also negative */
promo_status json_read_price(struct json_reader *r, int64_t *out); /* 0 or more */
promo_status json_read_whole(struct json_reader *r, int64_t *out); /* also negative */
promo_status json_read_count(struct json_reader *r, int64_t *out); /* 0 or more */
promo_status json_read_date(struct json_reader *r, int64_t *day);
promo_status json_read_instant(struct json_reader *r, int64_t *instant); /* without a zone: local time of the image's */

/* --- objects and lists ---------------------------------------------------------------------------------------------- */

/* Takes the value of a known member; `context` is the caller's. */
typedef promo_status json_take(struct json_reader *r, void *context, int argument);

/* Takes the value of any other member. */
typedef promo_status json_take_named(struct json_reader *r, void *context, struct text name);

typedef promo_status json_take_text(struct json_reader *r, void *context, struct text text);

struct json_known {
    struct text name;
    struct text written; /* in quotes, with its colon */
    json_take *take;
    int argument;
};

#define JSON_KNOWN(name, take, argument) \
    {{(name), sizeof(name) - 1}, {"\"" name "\":", sizeof("\"" name "\":") - 1}, (take), (argument)}

struct json_schema {
    const struct json_known *known; /* at most 32 */
    unsigned count;
    json_take_named *other;         /* members that are not known; NULL: passed over */
};

/* One object. A known member that is there twice is refused; one that is null counts as not given. *seen (may be NULL): the
 * known members given, bit by number. */
promo_status json_read_object(struct json_reader *r, const struct json_schema *schema, void *context, unsigned *seen);

/* One list; `argument` is passed on. `what` names it in messages. */
promo_status json_read_list(struct json_reader *r, const char *what, json_take *take, void *context, int argument);

/* One text, or a list of them. */
promo_status json_read_texts(struct json_reader *r, json_take_text *take, void *context);

promo_status json_pass_over(struct json_reader *r);

/* Refuses whatever follows the document's value. */
promo_status json_read_end(struct json_reader *r);

#endif
