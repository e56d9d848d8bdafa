/* Batches: the same output however many threads, bad baskets named by line and the rest priced, failures survived. */
#include "runtime/batch.h"

#include "tests/support/allocators.h"
#include "tests/support/sample_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

struct fixture {
    unsigned char *bytes;
    promo_image *image;
    FILE *input;
    struct buffer results, problems;
    uint64_t last_bytes;
    size_t writes, most_writes; /* beyond that many, writing fails */
    uint64_t visited[8];
};

static void fixture_start(struct fixture *fixture)
{
    struct builder builder;
    size_t size;
    *fixture = (struct fixture){.most_writes = SIZE_MAX};
    sample_start(&builder);
    fixture->bytes = builder_finish(&builder, &size);
    builder_done(&builder);
    assert_int_equal(promo_image_load(&fixture->image, fixture->bytes, size, NULL), PROMO_OK);
    fixture->input = tmpfile();
    assert_non_null(fixture->input);
    buffer_init(&fixture->results, NULL);
    buffer_init(&fixture->problems, NULL);
}

static void fixture_stop(struct fixture *fixture)
{
    fclose(fixture->input);
    buffer_done(&fixture->results);
    buffer_done(&fixture->problems);
    promo_image_free(fixture->image);
    free(fixture->bytes);
}

static promo_status collect(void *context, struct text results)
{
    struct fixture *f = context;
    if (f->writes++ >= f->most_writes)
        return error_set(PROMO_IO, "the disk is full");
    buffer_text(&f->results, results);
    return PROMO_OK;
}

static void note(void *context, const struct batch_problem *problem)
{
    buffer_format(&((struct fixture *)context)->problems, "%llu:%llu %s\n", (unsigned long long)problem->line,
                  (unsigned long long)problem->column, problem->message);
}

static void progress(void *context, uint64_t bytes)
{
    struct fixture *f = context;
    assert_true(bytes >= f->last_bytes);
    f->last_bytes = bytes;
}

static promo_status visit(void *context, unsigned worker, uint64_t number, const struct basket *basket,
                          const promo_result *result)
{
    struct fixture *f = context;
    char id[32];
    (void)basket;
    snprintf(id, sizeof id, "b-%llu", (unsigned long long)number + 1);
    assert_string_equal(result->id, id);
    f->visited[worker]++;
    return PROMO_OK;
}

/* Line n holds basket b-n; every 97th is bad. */
static void write_baskets(struct fixture *f, int count)
{
    for (int i = 1; i <= count; i++)
        if (i % 97 == 0)
            fprintf(f->input, "{\"id\":\"b-%d\",\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"sku\":\"A\",\"qty\":0,\"price\":1}]}\n", i);
        else
            fprintf(f->input,
                    "{\"id\":\"b-%d\",\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"sku\":\"A\",\"qty\":%d,\"price\":\"%d.99\","
                    "\"category\":\"shoes\",\"note\":\"%*s\"}]}\n",
                    i, i % 7 + 1, i % 50 + 1, i % 300, "");
    fflush(f->input);
}

static promo_status run(struct fixture *f, unsigned jobs, struct batch_counts *counts, const promo_allocator *alloc)
{
    struct batch_options options = {.allocator = alloc, .jobs = jobs, .context = f, .write = collect, .report = note,
                                    .progress = progress, .visit = visit};
    rewind(f->input);
    buffer_clear(&f->results);
    buffer_clear(&f->problems);
    f->last_bytes = 0;
    f->writes = 0;
    memset(f->visited, 0, sizeof f->visited);
    return batch_run(f->image, fileno(f->input), &options, counts);
}

enum { BASKETS = 3000, BAD = BASKETS / 97 };

static void threads_change_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct buffer alone, alone_problems;
    struct batch_counts counts;
    fixture_start(&f);
    write_baskets(&f, BASKETS);
    assert_int_equal(run(&f, 1, &counts, NULL), PROMO_OK);
    assert_int_equal(counts.priced, BASKETS - BAD);
    assert_int_equal(counts.bad, BAD);
    buffer_init(&alone, NULL);
    buffer_init(&alone_problems, NULL);
    buffer_write(&alone, f.results.bytes, f.results.length);
    buffer_write(&alone_problems, f.problems.bytes, f.problems.length);
    static const unsigned JOBS[] = {2, 3, 8};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(run(&f, JOBS[i], &counts, NULL), PROMO_OK);
        assert_int_equal(counts.priced, BASKETS - BAD);
        assert_int_equal(counts.bad, BAD);
        assert_string_equal(buffer_cstring(&f.results), buffer_cstring(&alone));
        assert_string_equal(buffer_cstring(&f.problems), buffer_cstring(&alone_problems));
        uint64_t visited = 0;
        for (size_t w = 0; w < 8; w++)
            visited += f.visited[w];
        assert_int_equal(visited, BASKETS - BAD);
    }
    buffer_done(&alone);
    buffer_done(&alone_problems);
    fixture_stop(&f);
}

static void results_are_in_order_and_problems_named(void **state)
{
    (void)state;
    struct fixture f;
    struct batch_counts counts;
    fixture_start(&f);
    write_baskets(&f, 200);
    assert_int_equal(run(&f, 4, &counts, NULL), PROMO_OK);
    const char *at = buffer_cstring(&f.results);
    for (int i = 1; i <= 200; i++) {
        char begin[40];
        int length = snprintf(begin, sizeof begin, "{\"basket\":\"b-%d\",", i);
        if (i % 97 == 0)
            continue;
        assert_memory_equal(at, begin, (size_t)length);
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
    assert_string_equal(buffer_cstring(&f.problems),
                        "97:66 lines[0].qty: expected a quantity from 1 to 1000000, found 0\n"
                        "194:67 lines[0].qty: expected a quantity from 1 to 1000000, found 0\n");
    fixture_stop(&f);
}

static void nothing_to_price(void **state)
{
    (void)state;
    struct fixture f;
    struct batch_counts counts;
    fixture_start(&f);
    for (unsigned jobs = 0; jobs < 3; jobs++) {
        assert_int_equal(run(&f, jobs, &counts, NULL), PROMO_OK);
        assert_int_equal(counts.priced + counts.bad, 0);
    }
    fixture_stop(&f);
}

static void a_failing_write_ends_the_batch(void **state)
{
    (void)state;
    struct fixture f;
    struct batch_counts counts;
    fixture_start(&f);
    write_baskets(&f, BASKETS);
    for (unsigned jobs = 1; jobs <= 4; jobs++)
        for (f.most_writes = 0; f.most_writes < 3; f.most_writes++) {
            assert_int_equal(run(&f, jobs, &counts, NULL), PROMO_IO);
            assert_string_equal(promo_last_error(), "the disk is full");
            assert_true(counts.priced < BASKETS - BAD);
        }
    fixture_stop(&f);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fixture f;
    struct batch_counts counts;
    promo_status status = PROMO_NO_MEMORY;
    fixture_start(&f);
    write_baskets(&f, 3);
    for (long fails_after = 0; status != PROMO_OK || counts.bad != 0; fails_after++) {
        struct counting counting;
        assert_true(fails_after < 10000);
        counting_start(&counting, fails_after);
        status = run(&f, 1, &counts, &counting.allocator);
        assert_true(status == PROMO_OK || status == PROMO_NO_MEMORY);
        assert_int_equal(counting.live_bytes, 0);
    }
    assert_int_equal(counts.priced, 3);
    fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(results_are_in_order_and_problems_named),
        cmocka_unit_test(nothing_to_price),
        cmocka_unit_test(a_failing_write_ends_the_batch),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
