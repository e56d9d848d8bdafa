/* What sets of equal weight are preferred by, as linear forms: the value of one promotion after the other, then the units claimed
 * of one atom after the other; and all that the search for the preferred set (vm/best_prefer.h) knows at a time.
 *
 * vm/best_hold says what must not be lost, vm/best_stage finds the preferred set by some preferences at a time. */
#ifndef VM_BEST_PREFERENCES_H
#define VM_BEST_PREFERENCES_H

#include "vm/best_component.h"

struct preference {
    uint32_t promotion; /* its value, or BEST_NONE: */
    uint32_t row, atom; /* units claimed of this row of the component, up to the end of this atom of the model */
    promo_i128 unit;    /* values are multiples of it */
    promo_i128 range;   /* between the least and the greatest of any set, in units */
};

/* Units of an atom that no column takes, as a column of no weight: not for the first atom of a row, which is the last to have
 * any. So that units of the earlier atoms can weigh more than units of the later ones. */
struct spare {
    uint32_t row, atom;
    int64_t units;
};

struct prefer {
    struct component *component; /* whose set is to be the preferred one */
    struct scratch *scratch;
    struct preference *list;
    uint32_t count;
    struct spare *spares;
    uint32_t spare_count;
    uint32_t column_count;   /* the component's, then spares */
    int64_t *copies;         /* by column: the best set so far */
    bool many;               /* copies */
    bool *open;              /* by column: sets as good may have copies of it */
    promo_i128 *held;        /* by column: weight of what must not be lost */
    bool *spent;             /* by purse: sets as good spend all of it */
    bool *tight;             /* by row: columns of sets as good claim all units of it */
    int64_t *capacities;     /* by row: units that columns of sets as good can take */
    uint32_t *bases;         /* by row: the promotion whose base its units have, or BEST_NONE */
    uint32_t *decided;       /* preferences that have to be held beside `held`: as much as the set at hand has */
    uint32_t decided_count;
    struct component_promotion *promotions; /* the component's, then nobody */
    struct purse *purses;    /* in parts divided by `parts`; each promotion with a budget has a cap */
    uint32_t purse_count;
    promo_i128 parts;        /* common divisor of all money and worth */
    uint32_t *members;       /* open columns: those of the stage at hand */
    struct component stage;
};

static inline const struct component_column *prefer_column(const struct prefer *prefer, uint32_t j)
{
    return &prefer->component->columns[j];
}

/* At most so many preferences, and as many spares, has a component. */
uint32_t preferences_most(const struct component *component);

/* Finds the parts that all amounts are whole numbers of. */
void preferences_parts(struct prefer *prefer);

/* Lists preferences and spares. *whole: all of them; some values may not be told apart. */
promo_status preferences_list(struct prefer *prefer, bool *whole);

/* What a copy adds to the value of the promotion: its own, less the bases of the units that it takes. */
promo_i128 preference_value(const struct prefer *prefer, uint32_t promotion, uint32_t j);

/* Of that, what its cap may cut. */
promo_i128 preference_money(const struct prefer *prefer, uint32_t promotion, uint32_t j);

/* What an entry of the row that the preference speaks of adds to the units that it counts: of a spare, one where its atom comes
 * after the preference's. */
int64_t preference_units(const struct prefer *prefer, const struct preference *preference, uint32_t j, int64_t amount);

/* Adds the size of so many copies to a sum; false: it becomes too large. */
bool preference_add(promo_i128 each, int64_t copies, promo_i128 *sum);

/* Whether all sets that are still in question count the same. */
bool preference_settled(const struct prefer *prefer, const struct preference *preference);

/* Whether the set at hand has all the units of the row up to the end of the atom. */
bool preference_greatest(const struct prefer *prefer, const struct preference *preference);

#endif
