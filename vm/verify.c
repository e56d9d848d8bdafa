#include "vm/verify_parts.h"

#include "base/hash.h"

/* --- what all checks use ---------------------------------------------------------------------------------------------- */

bool verify_fail(struct verifier *verifier, const char *why)
{
    if (verifier->status == PROMO_OK)
        verifier->status = error_set(PROMO_CORRUPT, "the image is damaged: %s %u: %s", verifier->section,
                                     (unsigned)verifier->index, why);
    return false;
}

bool verify_reach(struct verifier *verifier, uint64_t amount)
{
    if (amount > verifier->reach)
        return verify_fail(verifier, "too much is referred to");
    verifier->reach -= amount;
    return true;
}

bool verify_scratch(struct verifier *verifier, size_t count)
{
    if (!alloc_grow(verifier->alloc, (void **)&verifier->scratch, &verifier->scratch_capacity, count,
                    sizeof *verifier->scratch)) {
        verifier->status = error_set(PROMO_NO_MEMORY, "no memory left to verify the image");
        return false;
    }
    if (count != 0)
        memset(verifier->scratch, 0, count * sizeof *verifier->scratch);
    return true;
}

bool verify_span(struct verifier *verifier, struct span span, uint32_t section_count)
{
    if (span.count > section_count || span.first > section_count - span.count)
        return verify_fail(verifier, "a range is out of bounds");
    return verify_reach(verifier, span.count);
}

/* The whole section has been found well-formed: a text that begins and ends between characters is, too. */
bool verify_text(struct verifier *verifier, struct ref ref)
{
    const char *strings = verifier->view->STRINGS;
    uint32_t size = verifier->view->STRINGS_COUNT;
    if (ref.length >= size || ref.offset > size - 1 - ref.length || strings[ref.offset + ref.length] != '\0')
        return verify_fail(verifier, "a text is out of bounds");
    if (!verify_reach(verifier, ref.length))
        return false;
    if (ref.length != 0 && memchr(strings + ref.offset, '\0', ref.length) != NULL)
        return verify_fail(verifier, "a text has a NUL inside");
    return verify_that(verifier, ((unsigned char)strings[ref.offset] & 0xC0) != 0x80, "a text begins inside a character");
}

bool verify_symbols(struct verifier *verifier, uint32_t list)
{
    const struct image_view *view = verifier->view;
    if (!verify_index(verifier, list, view->LISTS_COUNT))
        return false;
    struct span span = view->LISTS[list];
    if (span.count == 0)
        return true;
    const int64_t *values = view->LIST_VALUES + span.first;
    return verify_that(verifier, values[0] >= 0 && values[span.count - 1] < view->SYMBOLS_COUNT,
                       "a list holds what is no symbol");
}

bool verify_symbols_or_none(struct verifier *verifier, uint32_t list)
{
    return list == INDEX_NONE || verify_symbols(verifier, list);
}

const struct image_field *verify_field(const struct verifier *verifier, enum field_owner owner, uint32_t slot)
{
    uint32_t first = verifier->first_field[owner], count = verifier->first_field[owner + 1] - first;
    return slot < count ? &verifier->view->FIELDS[first + slot] : NULL;
}

/* --- sections --------------------------------------------------------------------------------------------------------- */

static promo_status damaged(const char *why)
{
    return error_set(PROMO_CORRUPT, "the image is damaged: %s", why);
}

static bool little_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static promo_status check_header(const void *bytes, size_t size)
{
    const struct image_header *header = bytes;
    if ((uintptr_t)bytes % 8 != 0)
        return error_set(PROMO_INVALID, "the bytes of an image must be aligned to 8");
    if (size < sizeof(uint64_t) || header->magic != IMAGE_MAGIC)
        return error_set(PROMO_CORRUPT, "not an image of promo");
    if (!little_endian())
        return error_set(PROMO_UNSUPPORTED, "images need a little-endian machine");
    if (size < offsetof(struct image_header, size) || header->version != IMAGE_VERSION)
        return error_set(PROMO_UNSUPPORTED, "the image is of another version of promo");
    if (size < sizeof *header || header->size != size)
        return damaged("it is cut off, or something follows it");
    if (header->section_count != SECTION_COUNT)
        return damaged("it has other sections than its version has");
    const char *rest = (const char *)bytes + sizeof *header;
    if (hash_bytes((struct hash_key){0, 0}, rest, size - sizeof *header) != header->hash)
        return damaged("its contents do not have the hash it states");
    return PROMO_OK;
}

static const size_t RECORD_SIZE[SECTION_COUNT] = {
#define SECTION(name, type) sizeof(type),
    IMAGE_SECTIONS(SECTION)
#undef SECTION
};

/* Each section begins where the one before ends, rounded up (image_start); what lies between is zero. */
static promo_status check_sections(const void *bytes, size_t size)
{
    const struct image_header *header = bytes;
    const char *all = bytes;
    uint64_t end = sizeof *header;
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        struct image_section_entry entry = header->sections[i];
        uint64_t start = image_start(end, RECORD_SIZE[i]);
        if (entry.offset != start || start > size)
            return damaged("a section is not where it belongs");
        for (; end < start; end++)
            if (all[end] != 0)
                return damaged("the room between sections is not zero");
        if (entry.count >= INDEX_NONE || entry.count > (size - start) / RECORD_SIZE[i])
            return damaged("a section is larger than the image");
        end = start + entry.count * RECORD_SIZE[i];
    }
    if (image_start(end, 1) != size)
        return damaged("something follows its last section");
    for (; end < size; end++)
        if (all[end] != 0)
            return damaged("the room after its last section is not zero");
    return PROMO_OK;
}

static void make_view(struct image_view *view, const void *bytes)
{
    const struct image_header *header = bytes;
    const char *all = bytes;
    view->header = header;
#define SECTION(name, type)                                                                  \
    view->name = (const type *)(const void *)(all + header->sections[SECTION_##name].offset); \
    view->name##_COUNT = (uint32_t)header->sections[SECTION_##name].count;
    IMAGE_SECTIONS(SECTION)
#undef SECTION
}

/* --- texts, symbols, lists -------------------------------------------------------------------------------------------- */

static bool check_strings(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    struct text all = {view->STRINGS, view->STRINGS_COUNT};
    verify_at(verifier, "STRINGS", 0);
    if (all.length == 0 || all.bytes[0] != '\0' || all.bytes[all.length - 1] != '\0')
        return verify_fail(verifier, "texts begin and end with a NUL");
    for (size_t at = 0; at < all.length;) {
        uint64_t word;
        if (all.length - at >= sizeof word) {
            memcpy(&word, all.bytes + at, sizeof word);
            if ((word & 0x8080808080808080) == 0) {
                at += sizeof word;
                continue;
            }
        }
        size_t length;
        if (utf8_decode(all, at, &length) < 0)
            return verify_fail(verifier, "a text is not well-formed UTF-8");
        at += length;
    }
    return true;
}

/* The symbol is reached from its hash before a free slot is. */
static bool check_symbol_slot(struct verifier *verifier, struct text symbol, uint32_t number)
{
    const struct image_view *view = verifier->view;
    uint32_t mask = view->SYMBOL_SLOTS_COUNT - 1;
    uint32_t slot = (uint32_t)hash_symbol(symbol) & mask;
    for (uint32_t probes = 0; probes < VERIFY_PROBES; probes++, slot = (slot + 1) & mask) {
        if (view->SYMBOL_SLOTS[slot] == number + 1)
            return verify_reach(verifier, probes);
        if (view->SYMBOL_SLOTS[slot] == 0)
            break;
    }
    return verify_fail(verifier, "the symbol is not found by its hash");
}

static bool check_symbols(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    uint32_t count = view->SYMBOLS_COUNT, slots = view->SYMBOL_SLOTS_COUNT;
    struct text before = {NULL, 0};
    uint32_t taken = 0;
    verify_at(verifier, "SYMBOL_SLOTS", 0);
    if ((slots & (slots - 1)) != 0 || (slots <= count && (slots != 0 || count != 0)))
        return verify_fail(verifier, "their number is no power of two above that of symbols");
    for (uint32_t i = 0; i < slots; i++)
        taken += view->SYMBOL_SLOTS[i] != 0;
    if (taken != count)
        return verify_fail(verifier, "there are more or fewer than symbols");
    for (uint32_t i = 0; i < count; i++) {
        verify_at(verifier, "SYMBOLS", i);
        if (!verify_text(verifier, view->SYMBOLS[i]))
            return false;
        struct text symbol = {view->STRINGS + view->SYMBOLS[i].offset, view->SYMBOLS[i].length};
        if (i != 0 && text_compare(before, symbol) >= 0)
            return verify_fail(verifier, "symbols do not ascend");
        if (!check_symbol_slot(verifier, symbol, i))
            return false;
        before = symbol;
    }
    return true;
}

static bool check_lists(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->LISTS_COUNT; i++) {
        struct span span = view->LISTS[i];
        verify_at(verifier, "LISTS", i);
        if (!verify_span(verifier, span, view->LIST_VALUES_COUNT))
            return false;
        const int64_t *values = view->LIST_VALUES + span.first;
        for (uint32_t j = 1; j < span.count; j++)
            if (values[j - 1] >= values[j])
                return verify_fail(verifier, "the values do not ascend");
    }
    return true;
}

promo_status verify_image(struct image_view *view, const void *bytes, size_t size, const promo_allocator *alloc)
{
    promo_status status = check_header(bytes, size);
    if (status == PROMO_OK)
        status = check_sections(bytes, size);
    if (status != PROMO_OK)
        return status;
    make_view(view, bytes);
    if (view->PROMOTIONS_COUNT > VERIFY_PROMOTIONS)
        return error_set(PROMO_LIMIT, "the image has more than %d promotions", VERIFY_PROMOTIONS);
    struct verifier verifier = {.view = view, .alloc = alloc, .reach = (uint64_t)size + VERIFY_REACH};
    bool sound = check_strings(&verifier) && check_symbols(&verifier) && check_lists(&verifier) &&
                 verify_records(&verifier) && verify_sets(&verifier) && verify_criteria(&verifier) &&
                 verify_picks(&verifier) && verify_benefits(&verifier) && verify_promotions(&verifier) &&
                 verify_events(&verifier) && verify_index_section(&verifier) && verify_briefs(&verifier);
    alloc_release(alloc, verifier.scratch, verifier.scratch_capacity, sizeof *verifier.scratch);
    alloc_release(alloc, verifier.masks, verifier.mask_capacity, sizeof *verifier.masks);
    return sound ? PROMO_OK : verifier.status;
}
