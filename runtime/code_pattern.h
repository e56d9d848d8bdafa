/* Patterns of generated codes: `#` is a random character of Crockford's base 32, the last one a check character.
 *
 * The check character is a weighted sum over the field of 32 elements: it finds every single wrong character and every two
 * that changed places. What the odds of guessing mean is in promo/store.h. */
#ifndef RUNTIME_CODE_PATTERN_H
#define RUNTIME_CODE_PATTERN_H

#include <promo/store.h>

#include <stdbool.h>

/* Random characters that were drawn from the system and wait to be used; zeroed to begin with. */
struct code_source {
    unsigned char bytes[512];
    size_t left;
};

/* Whether a pattern has random characters at all; without any it is one public code. */
bool code_pattern_is_random(const char *pattern);

/* A pattern's length, characters and number of `#` are in order. */
promo_status code_pattern_check(const char *pattern);

/* Writes the normal form of a new random code. PROMO_IO where the system gives no random bytes. */
promo_status code_draw(const char *pattern, struct code_source *source, char normal[PROMO_CODE_SIZE]);

/* The same in parts: codes fall into CODE_REGIONS regions by their first random characters, and a region is drawn by itself.
 * As many codes of each region as code_draw_region gave it are, together, codes drawn by code_draw. The pattern must have
 * more than CODE_REGION_CHARACTERS random characters besides the check character. */
enum { CODE_REGION_CHARACTERS = 2, CODE_REGIONS = 1024 };
promo_status code_draw_region(struct code_source *source, unsigned *region);
promo_status code_draw_in(const char *pattern, struct code_source *source, unsigned region, char normal[PROMO_CODE_SIZE]);

/* The code as its pattern writes it, from its normal form. */
void code_print(const char *pattern, const char *normal, char code[PROMO_CODE_SIZE]);

/* Whether the normal form could be of this pattern: its fixed part and its check character. */
bool code_pattern_fits(const char *pattern, const char *normal);

/* The end of something issued at `at`: for `count` units (0: no such end), at `ends` at the latest. Months and years keep the
 * day of the month, or its last. */
int64_t code_expiry(int64_t at, int64_t count, promo_duration_unit unit, int64_t ends);

#endif
