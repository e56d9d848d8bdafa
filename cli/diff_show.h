/* The differences of two rule sets as text, Markdown and JSON. Each appends to the buffer. */
#ifndef CLI_DIFF_SHOW_H
#define CLI_DIFF_SHOW_H

#include "compiler/rule_changes.h"
#include "runtime/comparison.h"

struct diff_view {
    const struct rule_changes *changes;
    const struct price_comparison *prices; /* NULL: no baskets were given */
    const promo_image *image;              /* of the new rules: currency and decimals */
    const char *old_name, *new_name;       /* as on the command line */
    bool from_images;                      /* what an item set means is not known */
    size_t most;                           /* promotions shown to people, by how much they change */
};

void diff_show_text(struct buffer *out, const struct diff_view *view);
void diff_show_markdown(struct buffer *out, const struct diff_view *view);
void diff_show_json(struct buffer *out, const struct diff_view *view);

/* Promotions that give anything on either side, those that change most first. NULL without memory; the caller's to give
 * back, `promotions.count + 1` of them. */
const struct compared_promotion **diff_promotions(const struct diff_view *view);

#endif
