/* Opening images: from memory and from files, what they answer, and every damage to the container. */
#include "tests/support/sample_image.h"
#include "vm/loader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct sample {
    unsigned char *bytes;
    size_t size;
};

static int make_sample(void **state)
{
    static struct sample sample;
    struct builder builder;
    sample_start(&builder);
    sample.bytes = builder_finish(&builder, &sample.size);
    builder_done(&builder);
    *state = &sample;
    return 0;
}

static int free_sample(void **state)
{
    struct sample *sample = *state;
    free(sample->bytes);
    return 0;
}

static void an_image_answers_about_itself(void **state)
{
    struct sample *sample = *state;
    promo_image *image;
    assert_int_equal(promo_image_load(&image, sample->bytes, sample->size, NULL), PROMO_OK);
    assert_string_equal(promo_image_currency(image), "USD");
    assert_int_equal(promo_image_decimals(image), 2);
    assert_int_equal(promo_image_promotions(image), 3);
    assert_true(promo_image_hash(image) == ((struct image_header *)(void *)sample->bytes)->hash);
    promo_image_free(image);
}

static void things_are_found_by_name(void **state)
{
    struct sample *sample = *state;
    promo_image *image;
    assert_int_equal(promo_image_load(&image, sample->bytes, sample->size, NULL), PROMO_OK);
    assert_int_equal(image_find(image, NAMED_PROMOTION, TEXT("pair")), SAMPLE_PAIR);
    assert_int_equal(image_find(image, NAMED_PROMOTION, TEXT("staff_only")), SAMPLE_STAFF);
    assert_int_equal(image_find(image, NAMED_PROMOTION, TEXT("pai")), INDEX_NONE);
    assert_int_equal(image_find(image, NAMED_PROMOTION, TEXT("")), INDEX_NONE);
    assert_int_equal(image_find(image, NAMED_CAMPAIGN, TEXT("spring")), 0);
    assert_int_equal(image_find(image, NAMED_COUPON, TEXT("card")), 1);
    assert_int_equal(image_find(image, NAMED_CODE, TEXT("HE11010")), 0);
    assert_int_equal(image_find(image, NAMED_CODE, TEXT("hello-10")), INDEX_NONE);
    assert_int_equal(image_find(image, NAMED_AUDIENCE, TEXT("regulars")), 1);
    assert_int_equal(image_find(image, NAMED_PROGRAM, TEXT("stars")), 0);
    const struct image_field *field = image_field_find(&image->view, OWNER_CUSTOMER, TEXT("level"));
    assert_non_null(field);
    assert_int_equal(field->type, TYPE_ENUM);
    assert_null(image_field_find(&image->view, OWNER_ITEM, TEXT("level")));
    promo_image_free(image);
}

static void an_offset_holds_from_its_transition_on(void **state)
{
    struct sample *sample = *state;
    promo_image *image;
    assert_int_equal(promo_image_load(&image, sample->bytes, sample->size, NULL), PROMO_OK);
    assert_int_equal(image_offset_at(&image->view, INT64_MIN), 0);
    assert_int_equal(image_offset_at(&image->view, 999999999), 0);
    assert_int_equal(image_offset_at(&image->view, 1000000000), 3600);
    assert_int_equal(image_offset_at(&image->view, INT64_MAX), 3600);
    promo_image_free(image);
}

static void lists_are_searched(void **state)
{
    (void)state;
    for (int64_t count = 0; count < 20; count++) {
        int64_t values[20];
        for (int64_t i = 0; i < count; i++)
            values[i] = 2 * i;
        struct span list = {0, (uint32_t)count};
        struct image_view view = {.LISTS = &list, .LISTS_COUNT = 1, .LIST_VALUES = values};
        for (int64_t wanted = -1; wanted <= 2 * count; wanted++)
            assert_int_equal(image_list_has(&view, 0, wanted), wanted >= 0 && wanted % 2 == 0 && wanted < 2 * count);
    }
}

static promo_status load_part(const struct sample *sample, size_t size)
{
    promo_image *image;
    unsigned char *copy = malloc(size == 0 ? 1 : size);
    assert_non_null(copy);
    memcpy(copy, sample->bytes, size);
    promo_status status = promo_image_load(&image, copy, size, NULL);
    promo_image_free(image);
    free(copy);
    return status;
}

static void what_is_cut_off_is_refused(void **state)
{
    struct sample *sample = *state;
    for (size_t size = 0; size < sample->size; size++) {
        promo_status status = load_part(sample, size);
        if (status != PROMO_CORRUPT && status != PROMO_UNSUPPORTED)
            fail_msg("%zu bytes: %d", size, (int)status);
    }
    assert_int_equal(load_part(sample, sample->size), PROMO_OK);
}

/* Changes the header of a copy and loads it; the hash does not cover the header. */
#define WITH_HEADER(expected, ...)                                                        \
    {                                                                                     \
        unsigned char *copy = malloc(sample->size);                                       \
        promo_image *image;                                                               \
        assert_non_null(copy);                                                            \
        memcpy(copy, sample->bytes, sample->size);                                        \
        struct image_header *header = (void *)copy;                                       \
        (void)header;                                                                     \
        __VA_ARGS__;                                                                      \
        promo_status status = promo_image_load(&image, copy, sample->size, NULL);         \
        if (status != (expected))                                                         \
            fail_msg("%s: %d", #__VA_ARGS__, (int)status);                                \
        promo_image_free(image);                                                          \
        free(copy);                                                                       \
    }

static void a_wrong_header_is_refused(void **state)
{
    struct sample *sample = *state;
    WITH_HEADER(PROMO_OK, (void)copy)
    WITH_HEADER(PROMO_CORRUPT, header->magic++)
    WITH_HEADER(PROMO_UNSUPPORTED, header->version++)
    WITH_HEADER(PROMO_CORRUPT, header->section_count--)
    WITH_HEADER(PROMO_CORRUPT, header->size += 8)
    WITH_HEADER(PROMO_CORRUPT, header->hash ^= 1)
    WITH_HEADER(PROMO_CORRUPT, header->sections[SECTION_CODE].offset += 8)
    WITH_HEADER(PROMO_CORRUPT, header->sections[SECTION_CODE].offset = UINT64_MAX - 7)
    WITH_HEADER(PROMO_CORRUPT, header->sections[SECTION_CODE].count = UINT64_MAX)
    WITH_HEADER(PROMO_CORRUPT, header->sections[SECTION_CODE].count = UINT64_MAX / 8 + 1)
    WITH_HEADER(PROMO_CORRUPT, header->sections[SECTION_INDEX_WORDS].count++)
    WITH_HEADER(PROMO_CORRUPT, copy[sizeof *header] ^= 1)
    WITH_HEADER(PROMO_CORRUPT, copy[sample->size - 1] ^= 1)
}

static void bytes_that_are_not_aligned_are_refused(void **state)
{
    struct sample *sample = *state;
    promo_image *image;
    unsigned char *copy = malloc(sample->size + 8);
    assert_non_null(copy);
    memcpy(copy + 1, sample->bytes, sample->size);
    assert_int_equal(promo_image_load(&image, copy + 1, sample->size, NULL), PROMO_INVALID);
    assert_null(image);
    free(copy);
}

static void files_are_mapped(void **state)
{
    struct sample *sample = *state;
    promo_image *image;
    char path[] = "/tmp/promo-image-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(promo_image_open(&image, path, NULL), PROMO_CORRUPT); /* empty */
    assert_int_equal(write(file, sample->bytes, sample->size), sample->size);
    assert_int_equal(promo_image_open(&image, path, NULL), PROMO_OK);
    assert_int_equal(promo_image_promotions(image), 3);
    promo_image_free(image);
    assert_int_equal(write(file, "x", 1), 1);
    assert_int_equal(promo_image_open(&image, path, NULL), PROMO_CORRUPT);
    close(file);
    unlink(path);
    assert_int_equal(promo_image_open(&image, path, NULL), PROMO_IO);
    assert_non_null(strstr(promo_last_error(), path));
    assert_int_equal(promo_image_open(&image, "/tmp", NULL), PROMO_IO);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(promo_image_open(&image, path, NULL), PROMO_IO); /* and does not wait for a writer */
    unlink(path);
    assert_null(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_answers_about_itself),
        cmocka_unit_test(things_are_found_by_name),
        cmocka_unit_test(an_offset_holds_from_its_transition_on),
        cmocka_unit_test(lists_are_searched),
        cmocka_unit_test(what_is_cut_off_is_refused),
        cmocka_unit_test(a_wrong_header_is_refused),
        cmocka_unit_test(bytes_that_are_not_aligned_are_refused),
        cmocka_unit_test(files_are_mapped),
    };
    return cmocka_run_group_tests(tests, make_sample, free_sample);
}
