/* The interpreter: conditions and item sets over the unit classes of a basket, at the prices of one layer.
 *
 * A scene belongs to the evaluation of one session. scene_start begins a basket, scene_layer gives the classes; after that
 * conditions run and item sets are computed when first asked for, each at most once per scene and layer. Item sets that
 * read no price are kept from layer to layer as long as the lines fall into the same classes. Code has been verified:
 * only sums are checked here. The first failure stays in `status`, and answers after it mean nothing.
 *
 * Cost: an instruction about values is one step, except that lists take a binary search. An instruction about sets takes
 * at most one step per class and binary search. Nothing loops: a piece of code runs each of its instructions at most once. */
#ifndef VM_INTERPRET_H
#define VM_INTERPRET_H

#include "vm/basket.h"
#include "vm/best.h"

struct scene_block;

/* An item set that has been asked for. */
struct scene_set {
    uint32_t set;         /* in SETS */
    bool bits_known, counts_known, amount_known;
    uint64_t *bits;       /* over classes */
    int64_t quantity, lines, amount;
};

/* What sets and sums depend on, to notice what a new layer changes. */
struct scene_shape {
    uint32_t line;
    int64_t count, price;
};

struct scene {
    const promo_allocator *alloc;
    const struct image_view *image;
    const struct basket *basket;
    const struct best_class *classes; /* borrowed; in basket order, classes of one line in a row */
    uint32_t class_count;
    size_t words;                     /* of a set over classes */
    const uint64_t *accepted;         /* bits over COUPONS: a code was presented and accepted; NULL: none. Borrowed */
    promo_status status;              /* PROMO_OK, PROMO_OVERFLOW or PROMO_NO_MEMORY */
    int64_t instructions;             /* run since scene_start */

    uint32_t *entry_of_set;           /* valid where entries[it].set is that set */
    VECTOR(struct scene_set) entries;
    VECTOR(uint32_t) pending;         /* sets still to compute before the one asked for */
    VECTOR(struct scene_shape) shapes; /* of the classes, by class */
    int64_t *columns[ATTRIBUTE_MOST + 1]; /* an attribute of every class, in a row; where made says so */
    uint64_t columns_made[(ATTRIBUTE_MOST + 1) / 64];
    VECTOR(uint32_t) first_class;     /* by line, and one more: its classes are [it, next) */
    struct scene_block *blocks;       /* of words, kept; sets and registers are in them */
    struct scene_block *current;
    size_t used;
    uint64_t *registers;              /* SET_REGISTERS sets, then one that stays empty */
};

promo_status scene_init(struct scene *scene, const promo_image *image, const promo_allocator *alloc);
void scene_done(struct scene *scene);

/* A new basket (closed). No classes yet; the first ones find nothing left of the last basket's. */
static inline void scene_start(struct scene *scene, const struct basket *basket, const uint64_t *accepted)
{
    scene->basket = basket;
    scene->accepted = accepted;
    scene->classes = NULL;
    scene->class_count = 0;
    scene->registers = NULL; /* whatever comes is of another shape */
    scene->entries.count = 0;
    scene->status = PROMO_OK;
    scene->instructions = 0;
}

/* The classes of the next layer: the units of every line that is no stored value, in basket order, those of one line in a
 * row. The array is borrowed until the next scene_layer or scene_start; so are the sets that scene_set answers. */
promo_status scene_layer(struct scene *scene, const struct best_class *classes, uint32_t count);

/* Whether a condition holds; an empty piece always does. */
bool scene_holds(struct scene *scene, struct span code);

/* The same, with what register 0 held at its end: the value a test saw (VALUE_MISSING if it was never written). */
bool scene_observe(struct scene *scene, struct span code, int64_t *observed);

/* Bits over classes; a set of no class at all where status is not PROMO_OK. */
const uint64_t *scene_set(struct scene *scene, uint32_t set);

/* Sums over an item set, at the layer's prices. */
int64_t scene_quantity(struct scene *scene, uint32_t set);
int64_t scene_amount(struct scene *scene, uint32_t set);
int64_t scene_lines(struct scene *scene, uint32_t set);

#endif
