#include "vm/texts.h"

#include <time.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct texts_block {
    struct texts_block *next;
    size_t size;
    char room[];
};

struct hash_key texts_key(const void *salt)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t seed[4] = {(uint64_t)(uintptr_t)salt, (uint64_t)(uintptr_t)&now, (uint64_t)now.tv_nsec,
                        (uint64_t)now.tv_sec};
    struct hash_key key = {seed[2], seed[0]};
    key.low = hash_bytes(key, seed, sizeof seed);
    key.high = hash_bytes(key, seed, sizeof seed);
    return key;
}

void texts_init(struct texts *texts, const promo_allocator *alloc, const struct image_view *image)
{
    *texts = (struct texts){.alloc = alloc, .image = image};
    text_table_init(&texts->own, alloc, texts_key(texts));
}

void texts_done(struct texts *texts)
{
    text_table_done(&texts->own);
    while (texts->blocks != NULL) {
        struct texts_block *block = texts->blocks;
        texts->blocks = block->next;
        alloc_release(texts->alloc, block, sizeof *block + block->size, 1);
    }
    texts->current = NULL;
}

void texts_clear(struct texts *texts)
{
    text_table_clear(&texts->own);
    texts->current = texts->blocks;
    texts->used = 0;
}

uint32_t texts_symbol(const struct image_view *image, struct text text)
{
    if (image->SYMBOL_SLOTS_COUNT == 0)
        return TEXTS_NONE;
    uint32_t mask = image->SYMBOL_SLOTS_COUNT - 1;
    uint32_t slot = (uint32_t)hash_symbol(text) & mask;
    for (; image->SYMBOL_SLOTS[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t symbol = image->SYMBOL_SLOTS[slot] - 1;
        if (text_equal(image_text(image, image->SYMBOLS[symbol]), text))
            return symbol;
    }
    return TEXTS_NONE;
}

/* The next kept block with room, or a new one at the list's end. */
static char *room_for(struct texts *texts, size_t bytes)
{
    while (texts->current != NULL && texts->current->size - texts->used < bytes && texts->current->next != NULL) {
        texts->current = texts->current->next;
        texts->used = 0;
    }
    struct texts_block *block = texts->current;
    if (block == NULL || block->size - texts->used < bytes) {
        size_t size = block == NULL ? FIRST_BLOCK : block->size < LARGEST_BLOCK ? block->size * 2 : LARGEST_BLOCK;
        if (size < bytes)
            size = bytes;
        struct texts_block *added = size <= PTRDIFF_MAX - sizeof *added
                                        ? alloc_array(texts->alloc, sizeof *added + size, 1) : NULL;
        if (added == NULL)
            return NULL;
        added->next = NULL;
        added->size = size;
        if (block == NULL)
            texts->blocks = added;
        else
            block->next = added;
        texts->current = block = added;
        texts->used = 0;
    }
    char *room = block->room + texts->used;
    texts->used += bytes;
    return room;
}

const char *texts_copy(struct texts *texts, struct text text)
{
    char *copy = text.length < PTRDIFF_MAX ? room_for(texts, text.length + 1) : NULL;
    if (copy == NULL)
        return NULL;
    if (text.length != 0)
        memcpy(copy, text.bytes, text.length);
    copy[text.length] = '\0';
    return copy;
}

uint32_t texts_add(struct texts *texts, struct text text)
{
    uint32_t number = texts_symbol(texts->image, text);
    if (number != TEXTS_NONE)
        return number;
    bool added;
    number = text_table_add(&texts->own, text, &added);
    if (number == TEXT_TABLE_NONE || number >= INT32_MAX - texts->image->SYMBOLS_COUNT)
        return TEXTS_NONE;
    if (added) {
        const char *copy = texts_copy(texts, text);
        /* Without a copy the entry would borrow what is about to go away: an empty text stands in until texts_clear. */
        texts->own.texts[number] = copy == NULL ? TEXT("") : (struct text){copy, text.length};
        if (copy == NULL)
            return TEXTS_NONE;
    }
    return texts->image->SYMBOLS_COUNT + number;
}

uint32_t texts_find(const struct texts *texts, struct text text)
{
    uint32_t number = texts_symbol(texts->image, text);
    if (number != TEXTS_NONE)
        return number;
    number = text_table_find(&texts->own, text);
    return number == TEXT_TABLE_NONE ? TEXTS_NONE : texts->image->SYMBOLS_COUNT + number;
}

struct text texts_get(const struct texts *texts, uint32_t number)
{
    uint32_t symbols = texts->image->SYMBOLS_COUNT;
    return number < symbols ? image_text(texts->image, texts->image->SYMBOLS[number])
                            : texts->own.texts[number - symbols];
}
