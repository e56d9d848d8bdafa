/* SipHash by its authors' vectors, and the table that numbers texts. */
#include "base/hash.h"
#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Appendix A of "SipHash: a fast short-input PRF", and the first of the reference implementation's vectors. */
static void the_published_vectors(void **state)
{
    (void)state;
    static const struct hash_key KEY = {0x0706050403020100, 0x0f0e0d0c0b0a0908};
    static const uint64_t VECTORS[] = {0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
                                       0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
                                       0x93f5f5799a932462, 0x9e0082df0ba9e4b0};
    unsigned char bytes[16];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    for (size_t length = 0; length < sizeof VECTORS / sizeof VECTORS[0]; length++)
        assert_true(hash_bytes(KEY, bytes, length) == VECTORS[length]);
    assert_true(hash_bytes(KEY, bytes, 15) == 0xa129ca6149be45e5);
    assert_true(hash_text(KEY, (struct text){NULL, 0}) == 0xabac0158050fc4dc);
    assert_true(hash_text(KEY, (struct text){(const char *)bytes, 1}) == 0xc9f49bf37d57ca93);
}

/* Images are written by it, so it may not change. */
static void symbols_hash_the_same_for_ever(void **state)
{
    (void)state;
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz";
    static const struct { size_t length; uint64_t hash; } KNOWN[] = {
        {0, 0xcdab66e43e712017}, {7, 0x4fa12e5d62092307}, {14, 0x8707c09d79516050},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
        assert_true(hash_symbol((struct text){LETTERS, KNOWN[i].length}) == KNOWN[i].hash);
    for (size_t length = 1; length < sizeof LETTERS; length++)
        assert_true(hash_symbol((struct text){LETTERS, length}) != hash_symbol((struct text){LETTERS, length - 1}));
}

/* Skus and the like, which are much alike, do not gather in a table that is half full. */
static void symbols_spread(void **state)
{
    (void)state;
    enum { COUNT = 8000, SLOTS = 16384 };
    static const char *const FORMATS[] = {"i%d", "SKU-%08d", "c20/s%d", "%d", "a rather long name of an article, number %d"};
    for (size_t f = 0; f < sizeof FORMATS / sizeof FORMATS[0]; f++) {
        static uint8_t taken[SLOTS];
        size_t longest = 0;
        memset(taken, 0, sizeof taken);
        for (int i = 0; i < COUNT; i++) {
            char room[64];
            int length = snprintf(room, sizeof room, FORMATS[f], i);
            size_t slot = (size_t)hash_symbol((struct text){room, (size_t)length}) % SLOTS, probes = 0;
            for (; taken[slot]; slot = (slot + 1) % SLOTS)
                probes++;
            taken[slot] = 1;
            longest = probes > longest ? probes : longest;
        }
        assert_true(longest < 60);
    }
}

static struct text number_text(char *room, size_t size, int number)
{
    int length = snprintf(room, size, "text %d", number);
    return (struct text){room, (size_t)length};
}

static void texts_are_numbered_as_they_come(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static char rooms[COUNT][16];
    struct counting counting;
    struct text_table table;
    counting_start(&counting, -1);
    text_table_init(&table, &counting.allocator, (struct hash_key){1, 2});
    assert_int_equal(text_table_find(&table, TEXT("text 0")), TEXT_TABLE_NONE);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < COUNT; i++) {
            bool added = false;
            assert_int_equal(text_table_add(&table, number_text(rooms[i], sizeof rooms[i], i), &added), i);
            assert_true(added);
            assert_int_equal(text_table_add(&table, text_from(rooms[i / 2]), &added), i / 2);
            assert_false(added);
        }
        assert_int_equal(text_table_find(&table, TEXT("text 4999")), 4999);
        assert_int_equal(text_table_find(&table, TEXT("text 5000")), TEXT_TABLE_NONE);
        size_t given = counting.given;
        text_table_clear(&table);
        assert_int_equal(text_table_find(&table, TEXT("text 17")), TEXT_TABLE_NONE);
        assert_int_equal(counting.given, given);
    }
    text_table_done(&table);
    assert_int_equal(counting.live_bytes, 0);
}

/* A table that has grown is cleared slot by slot when little is in it. */
static void few_texts_in_a_large_table_are_forgotten(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    static char rooms[COUNT][16];
    struct text_table table;
    text_table_init(&table, NULL, (struct hash_key){5, 6});
    for (int i = 0; i < COUNT; i++)
        text_table_add(&table, number_text(rooms[i], sizeof rooms[i], i), NULL);
    for (int few = 0; few < 200; few++) {
        text_table_clear(&table);
        for (size_t i = 0; i < table.slot_count; i++)
            assert_int_equal(table.slots[i], 0);
        for (int i = 0; i < few; i++)
            assert_int_equal(text_table_add(&table, text_from(rooms[COUNT - 1 - i]), NULL), i);
    }
    text_table_done(&table);
}

static void the_empty_text_is_a_text(void **state)
{
    (void)state;
    struct text_table table;
    text_table_init(&table, NULL, (struct hash_key){0, 0});
    assert_int_equal(text_table_add(&table, TEXT(""), NULL), 0);
    assert_int_equal(text_table_add(&table, TEXT("a"), NULL), 1);
    assert_int_equal(text_table_find(&table, TEXT("")), 0);
    text_table_done(&table);
}

static void a_failed_addition_changes_nothing(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    char rooms[COUNT][16];
    for (long fails_after = 0; fails_after < 12; fails_after++) {
        struct counting counting;
        struct text_table table;
        counting_start(&counting, fails_after);
        text_table_init(&table, &counting.allocator, (struct hash_key){3, 4});
        int held = 0;
        while (held < COUNT && text_table_add(&table, number_text(rooms[held], sizeof rooms[held], held), NULL) != TEXT_TABLE_NONE)
            held++;
        assert_int_equal(table.count, held);
        for (int i = 0; i < held; i++)
            assert_int_equal(text_table_find(&table, text_from(rooms[i])), i);
        counting.fails_after = -1;
        for (int i = held; i < COUNT; i++)
            assert_int_equal(text_table_add(&table, number_text(rooms[i], sizeof rooms[i], i), NULL), i);
        text_table_done(&table);
        assert_int_equal(counting.live_bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_hash_the_same_for_ever),
        cmocka_unit_test(symbols_spread),
        cmocka_unit_test(the_published_vectors),
        cmocka_unit_test(texts_are_numbered_as_they_come),
        cmocka_unit_test(few_texts_in_a_large_table_are_forgotten),
        cmocka_unit_test(the_empty_text_is_a_text),
        cmocka_unit_test(a_failed_addition_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
