#include "vm/loader.h"

#include "vm/texts.h"
#include "vm/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- names --------------------------------------------------------------------------------------------------------------- */

/* Where the records of a kind have their name. */
struct named_records {
    const unsigned char *first_ref;
    uint32_t count;
    size_t size;
    const char *plural;
};

static struct named_records records_of(const struct image_view *view, enum named kind)
{
#define RECORDS(section, member, what) \
    (struct named_records){(const unsigned char *)&view->section->member, view->section##_COUNT, sizeof *view->section, what}
    switch (kind) {
    case NAMED_PROMOTION: return RECORDS(PROMOTIONS, name, "promotions");
    case NAMED_CAMPAIGN: return RECORDS(CAMPAIGNS, name, "campaigns");
    case NAMED_COUPON: return RECORDS(COUPONS, name, "coupons");
    case NAMED_PROGRAM: return RECORDS(PROGRAMS, name, "loyalty programs");
    case NAMED_AUDIENCE: return RECORDS(AUDIENCES, name, "audiences");
    case NAMED_CODE: return RECORDS(COUPONS, normal, "codes of coupons");
    case NAMED_COUNT: break;
    }
#undef RECORDS
    return (struct named_records){0};
}

static struct text name_at(const struct promo_image *image, const struct named_records *records, uint32_t index)
{
    const struct ref *ref = (const struct ref *)(const void *)(records->first_ref + index * records->size);
    return image_text(&image->view, *ref);
}

/* The slot of the name, or the free one where it would be. */
static uint32_t slot_of(const struct promo_image *image, const struct name_table *table,
                        const struct named_records *records, struct text name)
{
    uint32_t mask = table->slot_count - 1;
    uint32_t slot = (uint32_t)hash_text(image->key, name) & mask;
    while (table->slots[slot] != 0 && !text_equal(name_at(image, records, table->slots[slot] - 1), name))
        slot = (slot + 1) & mask;
    return slot;
}

uint32_t image_find(const struct promo_image *image, enum named kind, struct text name)
{
    const struct name_table *table = &image->names[kind];
    struct named_records records = records_of(&image->view, kind);
    if (table->slot_count == 0 || name.length == 0)
        return INDEX_NONE;
    uint32_t found = table->slots[slot_of(image, table, &records, name)];
    return found == 0 ? INDEX_NONE : found - 1;
}

static promo_status table_fill(struct promo_image *image, enum named kind)
{
    struct name_table *table = &image->names[kind];
    struct named_records records = records_of(&image->view, kind);
    if (records.count == 0)
        return PROMO_OK;
    uint32_t slots = 4;
    while (slots / 2 < records.count)
        slots *= 2;
    table->slots = alloc_zeroed(&image->alloc, slots, sizeof *table->slots);
    if (table->slots == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left for the image");
    table->slot_count = slots;
    for (uint32_t i = 0; i < records.count; i++) {
        struct text name = name_at(image, &records, i);
        if (name.length == 0 && kind == NAMED_CODE)
            continue; /* generated codes */
        uint32_t slot = slot_of(image, table, &records, name);
        if (table->slots[slot] != 0)
            return error_set(PROMO_CORRUPT, "the image is damaged: two %s have the same name", records.plural);
        table->slots[slot] = i + 1;
    }
    return PROMO_OK;
}

const struct image_field *image_field_find(const struct image_view *image, enum field_owner owner, struct text name)
{
    for (uint32_t i = 0; i < image->FIELDS_COUNT; i++)
        if (image->FIELDS[i].owner == owner && text_equal(image_text(image, image->FIELDS[i].name), name))
            return &image->FIELDS[i];
    return NULL;
}

/* --- opening ------------------------------------------------------------------------------------------------------------- */

static promo_status prepare(struct promo_image *image, const void *bytes, size_t size)
{
    promo_status status = verify_image(&image->view, bytes, size, &image->alloc);
    image->key = texts_key(image);
    for (int kind = 0; status == PROMO_OK && kind < NAMED_COUNT; kind++)
        status = table_fill(image, (enum named)kind);
    return status;
}

static struct promo_image *image_new(const promo_allocator *allocator)
{
    const promo_allocator *alloc = alloc_or_default(allocator);
    struct promo_image *image = alloc_zeroed(alloc, 1, sizeof *image);
    if (image == NULL)
        error_set(PROMO_NO_MEMORY, "no memory left for the image");
    else
        image->alloc = *alloc;
    return image;
}

promo_status promo_image_load(promo_image **out, const void *bytes, size_t size, const promo_allocator *allocator)
{
    *out = NULL;
    struct promo_image *image = image_new(allocator);
    if (image == NULL)
        return PROMO_NO_MEMORY;
    promo_status status = prepare(image, bytes, size);
    if (status == PROMO_OK)
        *out = image;
    else
        promo_image_free(image);
    return status;
}

static promo_status map_file(struct promo_image *image, const char *path)
{
    promo_status status = PROMO_OK;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not block */
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0) {
        status = error_set(PROMO_IO, "%s: %s", path, strerror(errno));
    } else if (!S_ISREG(about.st_mode)) {
        status = error_set(PROMO_IO, "%s: not a file", path);
    } else if (about.st_size == 0) {
        status = error_set(PROMO_CORRUPT, "%s: the file is empty", path);
    } else {
        void *mapping = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (mapping == MAP_FAILED) {
            status = error_set(PROMO_IO, "%s: %s", path, strerror(errno));
        } else {
            image->mapping = mapping;
            image->mapping_size = (size_t)about.st_size;
        }
    }
    if (file >= 0)
        close(file);
    return status;
}

promo_status promo_image_open(promo_image **out, const char *path, const promo_allocator *allocator)
{
    *out = NULL;
    struct promo_image *image = image_new(allocator);
    if (image == NULL)
        return PROMO_NO_MEMORY;
    promo_status status = map_file(image, path);
    if (status == PROMO_OK)
        status = prepare(image, image->mapping, image->mapping_size);
    if (status == PROMO_OK)
        *out = image;
    else
        promo_image_free(image);
    return status;
}

void promo_image_free(promo_image *image)
{
    if (image == NULL)
        return;
    for (int kind = 0; kind < NAMED_COUNT; kind++)
        alloc_release(&image->alloc, image->names[kind].slots, image->names[kind].slot_count, sizeof(uint32_t));
    if (image->mapping != NULL)
        munmap(image->mapping, image->mapping_size);
    promo_allocator alloc = image->alloc;
    alloc_release(&alloc, image, 1, sizeof *image);
}

/* --- questions ----------------------------------------------------------------------------------------------------------- */

const char *promo_image_currency(const promo_image *image)
{
    return image->view.SETTINGS->currency;
}

int promo_image_decimals(const promo_image *image)
{
    return image->view.SETTINGS->decimals;
}

uint64_t promo_image_hash(const promo_image *image)
{
    return image->view.header->hash;
}

size_t promo_image_promotions(const promo_image *image)
{
    return image->view.PROMOTIONS_COUNT;
}

/* The last transition that is not after the instant; the first one holds since ever. */
struct image_clock image_clock_near(const struct image_view *image, int64_t instant, uint32_t number)
{
    const struct image_transition *transitions = image->TRANSITIONS;
    uint32_t count = image->TRANSITIONS_COUNT;
    if (count == 0)
        return (struct image_clock){INT64_MIN, INT64_MAX, 0, 0};
    uint32_t low = number == 0 ? 0 : number - 1, end = number + 2 < count ? number + 2 : count;
    if ((low != 0 && instant < transitions[low].at) || (end != count && transitions[end].at <= instant)) {
        low = 0;
        end = count;
    }
    for (uint32_t left = end - low, half; left > 1; left -= half) { /* without a branch by what it finds */
        half = left / 2;
        low += (uint32_t)-(int32_t)(transitions[low + half].at <= instant) & half;
    }
    return (struct image_clock){
        .from = low == 0 ? INT64_MIN : transitions[low].at,
        .to = low + 1 == count ? INT64_MAX : transitions[low + 1].at,
        .offset = transitions[low].offset,
        .number = low,
    };
}

int64_t image_offset_at(const struct image_view *image, int64_t instant)
{
    return image_clock_near(image, instant, 0).offset;
}

bool image_values_have(const struct image_view *image, struct span span, int64_t value)
{
    const int64_t *values = image->LIST_VALUES + span.first;
    uint32_t low = 0, high = span.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (values[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low < span.count && values[low] == value;
}
