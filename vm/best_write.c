#include "base/bits.h"
#include "vm/best_file.h"
#include "vm/best_words.h"

#include <inttypes.h>

static void write_number(struct buffer *out, const char *word, int64_t value)
{
    if (value != BEST_UNLIMITED)
        buffer_format(out, " %s %" PRId64, word, value);
}

/* Classes as numbers and ranges: `of 0 2-5`. */
static void write_set(struct buffer *out, const uint64_t *set, size_t class_count)
{
    buffer_string(out, " of");
    for (size_t c = bits_next(set, class_count, 0); c < class_count;) {
        size_t end = c;
        while (end + 1 < class_count && bits_has(set, end + 1))
            end++;
        buffer_format(out, end == c ? " %zu" : " %zu-%zu", c, end);
        c = bits_next(set, class_count, end + 1);
    }
}

static void write_picks(struct buffer *out, const char *word, const struct best_pick *picks, uint32_t count,
                        size_t class_count)
{
    for (uint32_t i = 0; i < count; i++) {
        buffer_format(out, "    %s %" PRId64 "%s%s%s", word, picks[i].count, picks[i].up_to ? " up_to" : "",
                      picks[i].different ? " different" : "", picks[i].no_dearer ? " no_dearer" : "");
        write_set(out, picks[i].set, class_count);
        buffer_char(out, '\n');
    }
}

static void write_benefit(struct buffer *out, const struct best_benefit *benefit, size_t class_count)
{
    buffer_format(out, "    benefit %s", BEST_FORM_WORDS[benefit->form]);
    if (benefit->form != BEST_AWARD)
        buffer_format(out, " %" PRId64, benefit->value);
    buffer_format(out, " on %s", BEST_SCOPE_WORDS[benefit->scope]);
    if (benefit->select != BEST_ALL)
        buffer_format(out, " %s %" PRId64, BEST_SELECT_WORDS[benefit->select], benefit->count);
    if (benefit->worth != 0)
        buffer_format(out, " worth %" PRId64, benefit->worth);
    if (benefit->awards != 0)
        buffer_format(out, " awards %" PRId64, benefit->awards);
    if (benefit->scope == BEST_ON_SET)
        write_set(out, benefit->set, class_count);
    buffer_char(out, '\n');
}

static void write_promotion(struct buffer *out, const struct best_promotion *promotion, size_t class_count)
{
    buffer_string(out, "promotion");
    write_number(out, "cap", promotion->cap);
    if (promotion->budget != BEST_NONE)
        buffer_format(out, " budget %" PRIu32, promotion->budget);
    if (promotion->exclude_count > 0)
        buffer_string(out, " excludes");
    for (uint32_t i = 0; i < promotion->exclude_count; i++)
        buffer_format(out, " %" PRIu32, promotion->excludes[i]);
    buffer_char(out, '\n');
    for (uint32_t e = 0; e < promotion->event_count; e++) {
        const struct best_event *event = &promotion->events[e];
        buffer_string(out, "  event");
        write_number(out, "limit", event->limit);
        buffer_string(out, event->once ? " once" : "");
        buffer_char(out, '\n');
        write_picks(out, "buy", event->buys, event->buy_count, class_count);
        write_picks(out, "get", event->gets, event->get_count, class_count);
        for (uint32_t b = 0; b < event->benefit_count; b++)
            write_benefit(out, &event->benefits[b], class_count);
    }
}

void best_file_write(struct buffer *out, const struct best_problem *problem)
{
    buffer_string(out, "layer 1\n");
    for (uint32_t c = 0; c < problem->class_count; c++) {
        const struct best_class *class = &problem->classes[c];
        buffer_format(out, "class %" PRId64 " floor %" PRId64 " count %" PRId64 " sku %" PRIu32 " line %" PRIu32 "\n",
                      class->price, class->floor, class->count, class->sku, class->line);
    }
    if (problem->shipping != 0 || problem->shipping_floor != 0)
        buffer_format(out, "shipping %" PRId64 " floor %" PRId64 "\n", problem->shipping, problem->shipping_floor);
    for (uint32_t b = 0; b < problem->budget_count; b++)
        buffer_format(out, "budget %" PRId64 "\n", problem->budgets[b]);
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        write_promotion(out, &problem->promotions[p], problem->class_count);
    if (problem->must_use != BEST_NONE)
        buffer_format(out, "must_use %" PRIu32 "\n", problem->must_use);
    if (problem->work_limit != BEST_UNLIMITED)
        buffer_format(out, "work_limit %" PRId64 "\n", problem->work_limit);
}
