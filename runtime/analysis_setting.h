/* The circumstances of an order, all but its lines: when, where, by whom, with which codes; chosen so that given needs hold.
 *
 * A setting is made of needs (runtime/analysis_needs.h) and can be joined with more. It holds no pointers and is copied as a
 * value. As JSON it is the beginning of a basket, and what the store must know for it. */
#ifndef RUNTIME_ANALYSIS_SETTING_H
#define RUNTIME_ANALYSIS_SETTING_H

#include "base/text.h"
#include "runtime/analysis_needs.h"
#include "vm/loader.h"

/* The instants that are looked at, from <= at < to, and the number of an invented customer that no control group has. */
struct setting_bounds {
    int64_t from, to;
    uint32_t customer;
};

enum { SETTING_CUSTOMER_ROOM = 24 };

struct setting {
    struct needs needs;
    int64_t at;
    uint32_t customer; /* which of the invented customers */
    bool shipping;     /* the goods are sent, for a price */
};

/* The first invented customer that is in no campaign's control group; of none where they are too many, the first. */
uint32_t setting_free_customer(const promo_image *image);

/* Chooses what the needs leave open: the first instant within the bounds that suits. False: none does; where
 * *proven, whatever is chosen. */
bool setting_solve(struct setting *setting, const promo_image *image, const struct setting_bounds *bounds, bool *proven);

/* The same needs and more; false where no setting suits both. */
bool setting_join(struct setting *setting, const struct setting *more, const promo_image *image,
                  const struct setting_bounds *bounds);

/* Another channel, store, region or other fact of those that its needs allow, as `chance` has it; as it was where there is
 * none. */
void setting_vary(struct setting *setting, const promo_image *image, const struct setting_bounds *bounds, uint64_t chance);

/* The value that the needs leave to a subject, the least or the first; VALUE_MISSING where none speaks of it. */
int64_t setting_value(const struct setting *setting, const struct image_view *view, enum need_subject subject, uint32_t index);

/* `{"at":...,` and all other members of the basket before "lines". */
void setting_write(const struct setting *setting, const promo_image *image, struct buffer *out);

/* The state as members of an object without braces, nothing where the basket needs none: audiences, codes and loyalty.
 * `used`: each code has been used once. */
void setting_write_state(const struct setting *setting, const promo_image *image, bool used, struct buffer *out);

/* The customer's id, in `room` where it is invented; no bytes: the customer is not known. */
struct text setting_customer(const struct setting *setting, const promo_image *image, char room[SETTING_CUSTOMER_ROOM]);

#endif
