#include "vm/best_lp.h"

#include "vm/best_model.h"

#include <inttypes.h>

enum { TERMS_A_LINE = 8, STEPS_A_COLUMN = 64 };

/* Parts as minor units, with nine decimals where they are needed. */
static void write_parts(struct buffer *out, const struct model *model, promo_i128 parts)
{
    promo_i128 billionths = parts * 1000000000 / model->scale;
    int64_t whole = (int64_t)(billionths / 1000000000), rest = (int64_t)(billionths % 1000000000);
    buffer_format(out, rest != 0 ? "%" PRId64 ".%09" PRId64 : "%" PRId64, whole, rest);
}

static promo_i128 worth_parts(const struct model *model, const struct column *column)
{
    return (promo_i128)column->worth * model->scale;
}

static bool has_purse(const struct model *model, uint32_t promotion)
{
    return model->capped[promotion] || model->budgeted[promotion];
}

static void break_line(struct buffer *out, uint32_t *terms)
{
    if (++*terms % TERMS_A_LINE == 0)
        buffer_string(out, "\n  ");
}

/* Money of a promotion with a cap or a budget counts through a variable of its own, m. */
static void write_objective(struct buffer *out, const struct model *model)
{
    uint32_t terms = 0;
    buffer_string(out, "Maximize\n value:");
    for (size_t j = 0; j < model->columns.count; j++) {
        const struct column *column = &model->columns.items[j];
        promo_i128 parts = worth_parts(model, column);
        if (!has_purse(model, column->promotion))
            parts += column->money;
        buffer_string(out, " + ");
        write_parts(out, model, parts);
        buffer_format(out, " x%zu", j);
        break_line(out, &terms);
    }
    for (uint32_t p = 0; p < model->problem->promotion_count; p++)
        if (has_purse(model, p)) {
            buffer_format(out, " + m%" PRIu32, p);
            break_line(out, &terms);
        }
    buffer_string(out, "\nSubject To\n");
}

static void write_capacities(struct buffer *out, const struct model *model, const uint32_t *firsts, const uint32_t *columns,
                             const int64_t *amounts)
{
    for (uint32_t r = 0; r < model->capacity_count; r++) {
        uint32_t terms = 0;
        if (firsts[r] == firsts[r + 1])
            continue;
        buffer_format(out, " row%" PRIu32 ":", r);
        for (uint32_t i = firsts[r]; i < firsts[r + 1]; i++) {
            buffer_format(out, " + %" PRId64 " x%" PRIu32, amounts[i], columns[i]);
            break_line(out, &terms);
        }
        buffer_format(out, " <= %" PRId64 "\n", model->capacities[r]);
    }
}

static void write_purses(struct buffer *out, const struct model *model)
{
    const struct best_problem *problem = model->problem;
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        uint32_t terms = 0;
        if (!has_purse(model, p))
            continue;
        buffer_format(out, " money%" PRIu32 ": m%" PRIu32, p, p);
        for (size_t j = 0; j < model->columns.count; j++)
            if (model->columns.items[j].promotion == p) {
                buffer_string(out, " - ");
                write_parts(out, model, model->columns.items[j].money);
                buffer_format(out, " x%zu", j);
                break_line(out, &terms);
            }
        buffer_string(out, " <= 0\n");
        if (model->capped[p])
            buffer_format(out, " cap%" PRIu32 ": m%" PRIu32 " <= %" PRId64 "\n", p, p, problem->promotions[p].cap);
    }
    for (uint32_t b = 0; b < problem->budget_count; b++) {
        uint32_t terms = 0;
        for (uint32_t p = 0; p < problem->promotion_count; p++)
            if (model->budgeted[p] && problem->promotions[p].budget == b) {
                if (terms == 0)
                    buffer_format(out, " budget%" PRIu32 ":", b);
                buffer_format(out, " + m%" PRIu32, p);
                terms++;
            }
        if (terms > 0)
            buffer_format(out, " <= %" PRId64 "\n", problem->budgets[b]);
    }
}

/* u is 1 where a promotion that excludes others is used. */
static void write_exclusions(struct buffer *out, const struct model *model)
{
    const struct best_problem *problem = model->problem;
    for (size_t j = 0; j < model->columns.count; j++) {
        const struct column *column = &model->columns.items[j];
        if (problem->promotions[column->promotion].exclude_count > 0)
            buffer_format(out, " use%zu: x%zu - %" PRId64 " u%" PRIu32 " <= 0\n", j, j, column->most, column->promotion);
    }
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        for (uint32_t i = 0; i < problem->promotions[p].exclude_count; i++)
            if (problem->promotions[p].excludes[i] > p)
                buffer_format(out, " not%" PRIu32 "_%" PRIu32 ": u%" PRIu32 " + u%" PRIu32 " <= 1\n", p,
                              problem->promotions[p].excludes[i], p, problem->promotions[p].excludes[i]);
    uint32_t terms = 0;
    for (size_t j = 0; j < model->columns.count && problem->must_use != BEST_NONE; j++)
        if (model->columns.items[j].promotion == problem->must_use) {
            buffer_format(out, terms == 0 ? " must: x%zu" : " + x%zu", j);
            break_line(out, &terms);
        }
    if (terms > 0)
        buffer_string(out, " >= 1\n");
    else if (problem->must_use != BEST_NONE)
        buffer_string(out, " must: x0 <= -1\n"); /* it makes no offer: nothing is admissible */
}

static void write_integers(struct buffer *out, const struct model *model)
{
    const struct best_problem *problem = model->problem;
    buffer_string(out, "Bounds\n");
    for (size_t j = 0; j < model->columns.count; j++)
        buffer_format(out, " 0 <= x%zu <= %" PRId64 "\n", j, model->columns.items[j].most);
    buffer_string(out, "General\n");
    for (size_t j = 0; j < model->columns.count; j++)
        buffer_format(out, " x%zu\n", j);
    bool any = false;
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        if (problem->promotions[p].exclude_count > 0) {
            buffer_format(out, any ? " u%" PRIu32 "\n" : "Binary\n u%" PRIu32 "\n", p);
            any = true;
        }
    buffer_string(out, "End\n");
}

/* Entries by row: counted, summed, placed. */
static bool write_rows(struct buffer *out, struct model *model)
{
    uint32_t *firsts = SCRATCH_CLEARED(model->scratch, (size_t)model->capacity_count + 2, uint32_t);
    uint32_t *columns = SCRATCH_ARRAY(model->scratch, model->entries.count, uint32_t);
    int64_t *amounts = SCRATCH_ARRAY(model->scratch, model->entries.count, int64_t);
    if (firsts == NULL || columns == NULL || amounts == NULL)
        return false;
    for (size_t j = 0; j < model->columns.count; j++)
        for (uint32_t i = 0; i < model->columns.items[j].entry_count; i++)
            firsts[model->entries.items[model->columns.items[j].first_entry + i].row + 2]++;
    for (uint32_t r = 1; r <= model->capacity_count; r++)
        firsts[r + 1] += firsts[r];
    for (size_t j = 0; j < model->columns.count; j++)
        for (uint32_t i = 0; i < model->columns.items[j].entry_count; i++) {
            const struct entry *entry = &model->entries.items[model->columns.items[j].first_entry + i];
            columns[firsts[entry->row + 1]] = (uint32_t)j;
            amounts[firsts[entry->row + 1]++] = entry->amount;
        }
    write_capacities(out, model, firsts, columns, amounts);
    return true;
}

static promo_status make_columns(struct model *model, int64_t most_columns)
{
    model->complete = true;
    model->work_limit = most_columns > INT64_MAX / STEPS_A_COLUMN ? BEST_UNLIMITED : most_columns * STEPS_A_COLUMN;
    promo_status status = model_events(model);
    if (status == PROMO_OK)
        status = model_rows(model);
    if (status == PROMO_OK)
        status = model_columns(model);
    if (status == PROMO_OK && (model->incomplete || model->columns.count > (size_t)most_columns))
        status = error_set(PROMO_LIMIT, "the layer has more ways to take its offers than an integer program should have");
    return status;
}

promo_status best_lp_write(struct buffer *out, const struct best_problem *problem, const promo_allocator *alloc,
                           int64_t most_columns)
{
    struct scratch scratch;
    struct model model;
    scratch_init(&scratch, alloc_or_default(alloc));
    model_init(&model, &scratch, scratch.alloc);
    model.problem = problem;
    promo_status status = make_columns(&model, most_columns);
    if (status == PROMO_OK && model.columns.count == 0)
        buffer_format(out, "Maximize\n value: 0 x0\nSubject To\n none: x0 <= %d\nEnd\n",
                      problem->must_use == BEST_NONE ? 0 : -1);
    if (status == PROMO_OK && model.columns.count > 0) {
        write_objective(out, &model);
        if (!write_rows(out, &model))
            status = PROMO_NO_MEMORY;
        write_purses(out, &model);
        write_exclusions(out, &model);
        write_integers(out, &model);
    }
    if (status == PROMO_OK && out->failed)
        status = PROMO_NO_MEMORY;
    model_done(&model);
    scratch_done(&scratch);
    return status;
}
