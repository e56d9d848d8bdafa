/* The set of copies at hand while a component is searched: what is left of rows and purses, and what the set weighs. */
#ifndef VM_BEST_SET_H
#define VM_BEST_SET_H

#include "vm/best_component.h"

struct set {
    struct component *component;
    int64_t *copies;     /* by column */
    int64_t *rests;      /* by row: units left */
    int64_t *used;       /* by promotion: copies taken */
    promo_i128 *money;   /* by promotion: parts, before its cap */
    promo_i128 *spent;   /* by purse: parts, a budget's after caps */
    promo_i128 weight;   /* after caps and budgets */
};

/* Money that a change of the set makes caps and budgets cut, in parts. */
struct cut {
    promo_i128 by_cap, by_budget;
};

/* The empty set. */
promo_status set_begin(struct set *set, struct component *component);

/* Takes copies of a column, or with a negative number puts them back. */
struct cut set_take(struct set *set, uint32_t column, int64_t copies);
void set_clear(struct set *set);

/* What is lost where money is cut that its purses were paid for, fine, rounded down. */
promo_i128 set_cut_loss(const struct component *component, uint32_t column, struct cut cut);

/* A row of which the set takes more than there is, or BEST_NONE. */
uint32_t set_overdrawn(const struct set *set);

/* Copies of the column that fit beside the set, by rows only. */
int64_t set_fitting(const struct set *set, uint32_t column);

/* Whether a promotion of the set excludes the column's. */
bool set_excludes(const struct set *set, uint32_t column);

/* Adds columns in the order given, each as often as it fits and gains, at most the whole part of its value (NULL: no
 * such limit; LINEAR_BITS of fraction). */
void set_fill(struct set *set, const uint32_t *order, uint32_t count, const int64_t *values);

/* Adds what fits and costs nothing, though it may gain nothing: columns whose money is cut. */
void set_complete(struct set *set, const uint32_t *order, uint32_t count);

/* With slots: takes the nearest whole part of each value, then puts back what the rows have not. */
void set_round(struct set *set, const uint32_t *columns, uint32_t count, const int64_t *values);

/* Makes it the component's best if it is better (or none was found) and uses what has to be used. */
void set_offer(struct set *set);

/* The same, also where it is as good as the best and preferred to it. */
promo_status set_offer_equal(struct set *set);

#endif
