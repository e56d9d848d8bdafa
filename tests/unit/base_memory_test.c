/* Memory: the allocator's checked sizes, arenas, vectors, bit sets, little-endian access; all with failing allocations. */
#include "base/arena.h"
#include "base/bits.h"
#include "base/bytes.h"
#include "base/vector.h"
#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* S38 size arithmetic: a product that does not fit is no memory, never less memory. */
static void sizes_do_not_wrap(void **state)
{
    (void)state;
    struct counting counting;
    counting_start(&counting, -1);
    assert_null(alloc_array(&counting.allocator, SIZE_MAX / 2, 4));
    assert_null(alloc_array(&counting.allocator, (size_t)1 << 33, (size_t)1 << 33));
    assert_null(alloc_zeroed(&counting.allocator, SIZE_MAX, SIZE_MAX));
    assert_null(alloc_array(&counting.allocator, 0, 8));
    void *block = NULL;
    size_t capacity = 0;
    assert_false(alloc_grow(&counting.allocator, &block, &capacity, SIZE_MAX / 4, 8));
    assert_null(block);
    assert_int_equal(capacity, 0);
    assert_int_equal(counting.given, 0);
    struct arena arena;
    arena_init(&arena, &counting.allocator);
    assert_null(arena_alloc(&arena, SIZE_MAX, 2));
    assert_null(arena_alloc(&arena, SIZE_MAX - 8, 1));
    assert_null(arena_copy(&arena, "x", SIZE_MAX));
    assert_non_null(arena_alloc(&arena, 1, 1));
    arena_done(&arena);
    assert_int_equal(counting.live_bytes, 0);
}

static void an_error_keeps_its_words(void **state)
{
    (void)state;
    char longest[2000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(error_set(PROMO_LIMIT, "%s[%d]", "lines", 3), PROMO_LIMIT);
    assert_string_equal(promo_last_error(), "lines[3]");
    assert_int_equal(error_set(PROMO_INVALID, "%s", longest), PROMO_INVALID);
    assert_true(strlen(promo_last_error()) < sizeof longest - 1);
    for (int status = PROMO_OK; status <= PROMO_BUSY; status++)
        assert_string_not_equal(promo_status_text((promo_status)status), "unknown status");
    assert_string_equal(promo_status_text((promo_status)999), "unknown status");
}

static void arena_blocks_are_cleared_aligned_and_apart(void **state)
{
    (void)state;
    struct counting counting;
    struct arena arena;
    unsigned char *blocks[600];
    counting_start(&counting, -1);
    arena_init(&arena, &counting.allocator);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 600; i++) {
            blocks[i] = arena_alloc(&arena, i, 7);
            assert_non_null(blocks[i]);
            assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
            for (size_t j = 0; j < i * 7; j++)
                assert_int_equal(blocks[i][j], 0);
            memset(blocks[i], (int)(i % 251) + 1, i * 7);
        }
        for (size_t i = 0; i < 600; i++)
            for (size_t j = 0; j < i * 7; j++)
                assert_int_equal(blocks[i][j], i % 251 + 1);
        assert_int_equal(arena.total, counting.live_bytes);
        arena_reset(&arena);
    }
    assert_string_equal(arena_copy(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(&arena, NULL, 0), "");
    assert_string_equal(arena_format(&arena, "%d-%s", 7, "x"), "7-x");
    arena_done(&arena);
    assert_int_equal(counting.live_bytes, 0);
}

static void an_arena_of_one_size_stops_allocating(void **state)
{
    (void)state;
    struct counting counting;
    struct arena arena;
    counting_start(&counting, -1);
    arena_init(&arena, &counting.allocator);
    for (int round = 0; round < 10; round++) {
        size_t given = counting.given;
        arena_reset(&arena);
        for (int i = 0; i < 1000; i++)
            assert_non_null(arena_alloc(&arena, 100, 1));
        if (round > 5)
            assert_int_equal(counting.given, given);
    }
    arena_done(&arena);
}

static void an_arena_has_a_limit_and_survives_failure(void **state)
{
    (void)state;
    struct counting counting;
    struct arena arena;
    counting_start(&counting, -1);
    arena_init(&arena, &counting.allocator);
    arena.limit = 10000;
    assert_non_null(arena_alloc(&arena, 100, 1));
    assert_null(arena_alloc(&arena, 20000, 1));
    assert_non_null(arena_alloc(&arena, 100, 1));
    assert_true(arena.total <= 10000);
    arena_done(&arena);
    counting_start(&counting, 1);
    arena_init(&arena, &counting.allocator);
    char *held = arena_copy(&arena, "held", 4);
    assert_null(arena_alloc(&arena, 100000, 1));
    assert_null(arena_format(&arena, "%100000d", 1));
    assert_string_equal(held, "held");
    arena_done(&arena);
    assert_int_equal(counting.live_bytes, 0);
}

static void vectors_grow_and_survive_failure(void **state)
{
    (void)state;
    struct counting counting;
    VECTOR(uint32_t) numbers = {0};
    counting_start(&counting, 2);
    uint32_t pushed = 0;
    while (VECTOR_PUSH(&numbers, &counting.allocator, pushed))
        pushed++;
    assert_int_equal(pushed, 16);
    assert_int_equal(numbers.count, 16);
    for (uint32_t i = 0; i < pushed; i++)
        assert_int_equal(numbers.items[i], i);
    counting.fails_after = -1;
    assert_true(VECTOR_PUSH(&numbers, &counting.allocator, 99));
    assert_int_equal(numbers.items[16], 99);
    assert_true(VECTOR_RESERVE(&numbers, &counting.allocator, 1000));
    assert_true(numbers.capacity >= 1017);
    assert_false(VECTOR_RESERVE(&numbers, &counting.allocator, SIZE_MAX));
    assert_int_equal(numbers.count, 17);
    VECTOR_DONE(&numbers, &counting.allocator);
    assert_int_equal(counting.live_bytes, 0);
    assert_null(numbers.items);
}

static void bits_are_found_in_order(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    uint64_t words[BITS_WORDS(COUNT)] = {0};
    static const size_t SET[] = {0, 1, 63, 64, 127, 128, 199};
    assert_int_equal(BITS_WORDS(0), 0);
    assert_int_equal(BITS_WORDS(64), 1);
    assert_int_equal(BITS_WORDS(65), 2);
    assert_int_equal(bits_next(words, COUNT, 0), COUNT);
    for (size_t i = 0; i < sizeof SET / sizeof SET[0]; i++)
        bits_add(words, SET[i]);
    size_t found = 0;
    for (size_t i = bits_next(words, COUNT, 0); i < COUNT; i = bits_next(words, COUNT, i + 1)) {
        assert_int_equal(i, SET[found++]);
        assert_true(bits_has(words, i));
    }
    assert_int_equal(found, sizeof SET / sizeof SET[0]);
    struct bits_walk walk = bits_walk(words, COUNT);
    found = 0;
    for (size_t i; bits_walk_next(&walk, &i);)
        assert_int_equal(i, SET[found++]);
    assert_int_equal(found, sizeof SET / sizeof SET[0]);
    walk = bits_walk(words, 199);
    for (found = 0; bits_walk_next(&walk, &(size_t){0});)
        found++;
    assert_int_equal(found, sizeof SET / sizeof SET[0] - 1); /* what lies beyond the count is not found */
    walk = bits_walk(words, 0);
    assert_false(bits_walk_next(&walk, &found));
    assert_int_equal(bits_next(words, 199, 129), 199);
    assert_int_equal(bits_next(words, COUNT, COUNT), COUNT);
    bits_drop(words, 63);
    assert_false(bits_has(words, 63));
    assert_int_equal(bits_next(words, COUNT, 2), 64);
}

static void bytes_are_little_endian_anywhere(void **state)
{
    (void)state;
    unsigned char room[16] = {0};
    for (size_t at = 0; at < 8; at++) {
        write_u64(room + at, 0x8877665544332211);
        for (size_t i = 0; i < 8; i++)
            assert_int_equal(room[at + i], 0x11 * (i + 1));
        assert_true(read_u64(room + at) == 0x8877665544332211);
        assert_int_equal(read_u32(room + at), 0x44332211);
        assert_int_equal(read_u16(room + at + 6), 0x8877);
        write_u32(room + at, 0xFFFFFFFE);
        assert_int_equal(read_u32(room + at), 0xFFFFFFFE);
        write_u16(room + at, 0xABCD);
        assert_int_equal(room[at], 0xCD);
        assert_int_equal(read_u16(room + at), 0xABCD);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_do_not_wrap),
        cmocka_unit_test(an_error_keeps_its_words),
        cmocka_unit_test(arena_blocks_are_cleared_aligned_and_apart),
        cmocka_unit_test(an_arena_of_one_size_stops_allocating),
        cmocka_unit_test(an_arena_has_a_limit_and_survives_failure),
        cmocka_unit_test(vectors_grow_and_survive_failure),
        cmocka_unit_test(bits_are_found_in_order),
        cmocka_unit_test(bytes_are_little_endian_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
