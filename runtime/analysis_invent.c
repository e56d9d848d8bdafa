/* Goods for rules without a catalogue: what their item sets speak of, alone and together, at several prices. */
#include "runtime/analysis_goods.h"

#include "runtime/analysis_spell.h"
#include "vm/texts.h"

#include <stdio.h>

enum { FEATURES_MOST = 6, ITEMS_MOST = 60000, ITEMS_PER_SET = 96, ITEMS_PER_SET_LEAST = 12 };

enum feature { FEATURE_SKU, FEATURE_CATEGORY, FEATURE_BRAND, FEATURE_TAG, FEATURE_COUNT };

/* A constant that an item set compares an attribute with. */
struct bound {
    uint8_t attribute;
    int64_t value;
};

/* What one item set speaks of, also through the sets it is made of. */
struct features {
    uint32_t symbols[FEATURE_COUNT][FEATURES_MOST];
    uint32_t counts[FEATURE_COUNT];
    struct bound bounds[2 * FEATURES_MOST];
    uint32_t bound_count;
    bool pairs;           /* attributes are compared with each other */
};

struct inventing {
    struct catalogue *catalogue;
    const struct image_view *view;
    uint32_t number;      /* of the last invented sku */
    uint32_t of_set;      /* items made for the set */
    uint32_t most_of_set;
    int64_t dear;         /* a price that is above what the rules name as prices */
};

static void add_symbols(const struct image_view *view, struct features *features, enum feature kind, uint32_t list)
{
    struct span span = view->LISTS[list];
    for (uint32_t i = 0; i < span.count && features->counts[kind] < FEATURES_MOST; i++) {
        uint32_t symbol = (uint32_t)view->LIST_VALUES[span.first + i];
        bool there = false;
        for (uint32_t j = 0; j < features->counts[kind]; j++)
            there = there || features->symbols[kind][j] == symbol;
        if (!there)
            features->symbols[kind][features->counts[kind]++] = symbol;
    }
}

static void add_bound(struct features *features, uint8_t attribute, int64_t value)
{
    if (features->bound_count < 2 * FEATURES_MOST && value != VALUE_MISSING)
        features->bounds[features->bound_count++] = (struct bound){attribute, value};
}

/* Sets load only sets of smaller numbers, so this ends; a set that is made of many is cut where there is no more room. */
static void collect(const struct image_view *view, struct features *features, uint32_t set, unsigned depth)
{
    struct span code = view->SETS[set].code;
    for (uint32_t i = 0; i < code.count; i++) {
        const struct instruction *step = &view->CODE[code.first + i];
        switch (step->op) {
        case OP_SET_SKU: add_symbols(view, features, FEATURE_SKU, step->imm); break;
        case OP_SET_CATEGORY: add_symbols(view, features, FEATURE_CATEGORY, step->imm); break;
        case OP_SET_BRAND: add_symbols(view, features, FEATURE_BRAND, step->imm); break;
        case OP_SET_TAG: add_symbols(view, features, FEATURE_TAG, step->imm); break;
        case OP_SET_COMPARE: add_bound(features, step->c, view->CONSTANTS[step->imm]); break;
        case OP_SET_IN_RANGE:
            add_bound(features, step->c, view->CONSTANTS[step->imm]);
            add_bound(features, step->c, view->CONSTANTS[step->imm + 1]);
            break;
        case OP_SET_IN_LIST:
        case OP_SET_HAS:
            for (uint32_t j = 0; j < view->LISTS[step->imm].count && j < FEATURES_MOST; j++)
                add_bound(features, step->c, view->LIST_VALUES[view->LISTS[step->imm].first + j]);
            break;
        case OP_SET_MISSING: add_bound(features, step->c, 1); break;
        case OP_SET_COMPARE_ATTRIBUTES:
            features->pairs = true;
            add_bound(features, step->c, 1);
            add_bound(features, (uint8_t)step->imm, 2);
            break;
        case OP_SET_LOAD:
            if (depth < 8)
                collect(view, features, step->imm, depth + 1);
            break;
        default: break;
        }
    }
}

/* --- one item -------------------------------------------------------------------------------------------------------- */

static const struct image_field *item_field(const struct image_view *view, uint32_t slot)
{
    for (uint32_t i = 0; i < view->FIELDS_COUNT; i++)
        if (view->FIELDS[i].owner == OWNER_ITEM && view->FIELDS[i].slot == slot)
            return &view->FIELDS[i];
    return NULL;
}

/* An item with attributes of its own, and the room for their texts. */
struct bounded {
    struct catalogue_item item;
    struct catalogue_attribute attributes[2 * FEATURES_MOST];
    char room[2 * FEATURES_MOST][SPELL_ROOM];
};

/* Takes the bound, moved by `by`, into the item. */
static void take_bound(const struct image_view *view, struct bounded *bounded, const struct bound *bound, int64_t by)
{
    struct catalogue_item *item = &bounded->item;
    size_t count = item->attribute_count;
    int64_t value = bound->value + by;
    const struct image_field *field;
    switch (bound->attribute) {
    case ATTRIBUTE_PRICE: item->price = value < 0 ? 0 : value; break;
    case ATTRIBUTE_LIST_PRICE: item->list_price = value < 0 ? 0 : value; break;
    case ATTRIBUTE_COST: item->cost = value < 0 ? 0 : value; break;
    case ATTRIBUTE_SKU: item->sku = spell_symbol(view, value); break;
    case ATTRIBUTE_BRAND: item->brand = spell_symbol(view, value); break;
    default:
        field = bound->attribute < ATTRIBUTE_FIELDS ? NULL : item_field(view, bound->attribute - ATTRIBUTE_FIELDS);
        if (field == NULL)
            break;
        if (field->type == TYPE_TEXT || field->type == TYPE_SET)
            value = bound->value;
        bounded->attributes[count] = (struct catalogue_attribute){image_text(view, field->name),
                                                                  spell_value(view, field, value, bounded->room[count])};
        item->attribute_count++;
        break;
    }
}

static promo_status add(struct inventing *inventing, const struct catalogue_item *item)
{
    char sku[24];
    struct catalogue_item named = *item;
    if (inventing->catalogue->items.count >= ITEMS_MOST || inventing->of_set >= inventing->most_of_set)
        return PROMO_OK;
    inventing->of_set++;
    if (named.sku.length == 0)
        named.sku = (struct text){sku, (size_t)snprintf(sku, sizeof sku, "ITEM-%u", (unsigned)++inventing->number)};
    return catalogue_add(inventing->catalogue, &named);
}

/* An amount that is a usual price of something small: 1.00, or 100 yen. */
static int64_t money_unit(const struct image_view *view)
{
    int64_t unit = view->SETTINGS->decimals == 0 ? 100 : 1;
    for (int i = 0; i < view->SETTINGS->decimals; i++)
        unit *= 10;
    return unit;
}

/* Something for 499.00 is no offer for goods that cost less. */
static int64_t dear_price(const struct image_view *view)
{
    int64_t dear = 100 * money_unit(view);
    for (uint32_t i = 0; i < view->BENEFITS_COUNT; i++) {
        const struct image_benefit *benefit = &view->BENEFITS[i];
        if ((benefit->kind == BENEFIT_PRICE_EACH || benefit->kind == BENEFIT_PRICE_SUM) && benefit->value > dear / 2 &&
            benefit->value < INT64_MAX / 4)
            dear = 2 * benefit->value;
    }
    return dear;
}

static bool bounded_before(const struct features *features, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (features->bounds[i].attribute == features->bounds[at].attribute)
            return true;
    return false;
}

/* The item just inside and outside of each bound alone, and of the first bound of every attribute together. */
static promo_status add_bounded(struct inventing *inventing, const struct features *features, const struct catalogue_item *item,
                                int64_t price)
{
    static const int64_t NEAR[] = {0, 1, -1};
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < 3 * (features->bound_count + 1) && features->bound_count != 0; i++) {
        struct bounded bounded = {.item = *item};
        bounded.item.price = price;
        bounded.item.attributes = bounded.attributes;
        for (uint32_t j = 0; j < features->bound_count; j++)
            if (i >= 3 ? j == i / 3 - 1 : !bounded_before(features, j))
                take_bound(inventing->view, &bounded, &features->bounds[j], NEAR[i % 3]);
        status = add(inventing, &bounded.item);
    }
    return status;
}

/* The item at some prices, with other prices around them where they are compared, and just inside and outside of each bound. */
static promo_status add_variants(struct inventing *inventing, const struct features *features, const struct catalogue_item *item)
{
    static const int64_t PRICES[] = {20, 5, 100, 1};
    int64_t unit = money_unit(inventing->view);
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < sizeof PRICES / sizeof *PRICES; i++) {
        struct catalogue_item priced = *item;
        priced.price = PRICES[i] * unit;
        status = add(inventing, &priced);
        priced.list_price = priced.price * (i % 2 == 0 ? 2 : 1);
        priced.cost = priced.price / (i % 2 == 0 ? 2 : 1);
        if (status == PROMO_OK && features->pairs)
            status = add(inventing, &priced);
    }
    if (status == PROMO_OK && inventing->dear != 100 * unit) {
        struct catalogue_item dear = *item;
        dear.price = inventing->dear;
        status = add(inventing, &dear);
    }
    if (status == PROMO_OK)
        status = add_bounded(inventing, features, item, PRICES[0] * unit);
    return status;
}

/* Place 0 is without the feature, the others have it. */
static struct text feature_text(const struct inventing *inventing, const struct features *features, enum feature kind,
                                uint32_t place)
{
    return place == 0 ? (struct text){NULL, 0} : spell_symbol(inventing->view, features->symbols[kind][place - 1]);
}

static promo_status invent_for(struct inventing *inventing, const struct features *features)
{
    const uint32_t *counts = features->counts;
    promo_status status = PROMO_OK;
    inventing->of_set = 0;
    for (uint32_t sku = 0; sku <= counts[FEATURE_SKU]; sku++)
        for (uint32_t category = 0; category <= counts[FEATURE_CATEGORY]; category++)
            for (uint32_t brand = 0; brand <= counts[FEATURE_BRAND]; brand++)
                for (uint32_t tag = 0; tag <= counts[FEATURE_TAG] && status == PROMO_OK; tag++) {
                    struct text path = feature_text(inventing, features, FEATURE_CATEGORY, category);
                    struct text label = feature_text(inventing, features, FEATURE_TAG, tag);
                    struct catalogue_item item = {
                        .sku = feature_text(inventing, features, FEATURE_SKU, sku),
                        .brand = feature_text(inventing, features, FEATURE_BRAND, brand),
                        .categories = &path, .category_count = category != 0, .tags = &label, .tag_count = tag != 0,
                        .list_price = CATALOGUE_NONE, .cost = CATALOGUE_NONE, .min_price = CATALOGUE_NONE,
                    };
                    status = add_variants(inventing, features, &item);
                }
    return status;
}

static bool speaks_of_nothing(const struct features *features)
{
    bool nothing = features->bound_count == 0;
    for (int i = 0; i < FEATURE_COUNT; i++)
        nothing = nothing && features->counts[i] == 0;
    return nothing;
}

promo_status goods_invent(struct catalogue *catalogue, const promo_image *image)
{
    struct inventing inventing = {.catalogue = catalogue, .view = &image->view, .dear = dear_price(&image->view)};
    struct features none = {.bound_count = 0};
    uint32_t share = ITEMS_MOST / (image->view.SETS_COUNT + 1);
    inventing.most_of_set = share > ITEMS_PER_SET ? ITEMS_PER_SET : share < ITEMS_PER_SET_LEAST ? ITEMS_PER_SET_LEAST : share;
    catalogue->skus_repeat = true;
    promo_status status = invent_for(&inventing, &none);
    for (uint32_t set = 0; status == PROMO_OK && set < image->view.SETS_COUNT; set++) {
        struct features features = {.bound_count = 0};
        collect(&image->view, &features, set, 0);
        if (!speaks_of_nothing(&features))
            status = invent_for(&inventing, &features);
    }
    return status;
}
