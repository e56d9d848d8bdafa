/* What is different between two rule sets, in words: declarations added, removed and changed, property by property.
 *
 * For `promo diff`. Both descriptions are made with all members of their lists (describer.shown 0) and must outlive the
 * changes. What a let means is told at the let, not at every promotion that uses it. */
#ifndef COMPILER_RULE_CHANGES_H
#define COMPILER_RULE_CHANGES_H

#include "compiler/describe_rules.h"

enum rule_change_kind { RULE_ADDED, RULE_REMOVED, RULE_CHANGED };

/* One property: texts are empty where a side does not say it. */
struct line_change {
    struct text event;    /* of an offer; else empty */
    const char *property; /* "period"; "title" too */
    struct text old, new;
};

struct rule_change {
    enum rule_change_kind kind;
    const struct described *old, *new; /* NULL: it is not there */
    size_t first_line, line_count;     /* CHANGED: in `lines` */
};

struct rule_changes {
    const promo_allocator *alloc;
    VECTOR(struct rule_change) all;    /* by kind of declaration; changed and removed in the old order, then added */
    VECTOR(struct line_change) lines;
    bool reordered;                    /* promotions that both have stand in another order, which decides between equals */
};

/* with_sets: compare lets, which images do not know. False: no memory; the list is then empty. */
bool rule_changes_find(struct rule_changes *changes, const struct description_of_rules *old,
                       const struct description_of_rules *new, bool with_sets, const promo_allocator *alloc);
void rule_changes_done(struct rule_changes *changes);

/* "adds", "removes", "changes" */
const char *rule_change_word(enum rule_change_kind kind);

/* A clause such as "period: from 1 to 31 May 2026 instead of from 1 to 30 May 2026", "offer early, gives: 20% off ...". Of long
 * texts only what differs. */
void rule_change_tell(struct buffer *out, const struct line_change *line);

#endif
