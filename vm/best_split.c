#include "vm/best_split.h"

enum {
    SPLITS_MOST = 4,
    NEAR_MOST = 16 /* copies that a whole column leaves a choice of, to be split next to the copies that it has */
};

/* Two promotions that exclude each other and that the relaxation both uses. */
static bool find_conflict(const struct branch *branch, uint32_t *one, uint32_t *other)
{
    const struct component *component = branch->component;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i], p = component->columns[j].promotion;
        if (branch->values[j] <= NODE_ALMOST)
            continue;
        const struct best_promotion *promotion = component->promotions[p].source;
        for (uint32_t k = 0; k < branch->open_count && promotion->exclude_count > 0; k++) {
            uint32_t q = component->columns[branch->open[k]].promotion, number = component->promotions[q].number;
            for (uint32_t x = 0; branch->values[branch->open[k]] > NODE_ALMOST && x < promotion->exclude_count; x++)
                if (promotion->excludes[x] == number) {
                    *one = p;
                    *other = q;
                    return true;
                }
        }
    }
    return false;
}

/* Columns that are split, those first that are split most, weighed by what they weigh. */
static uint32_t list_split(const struct branch *branch, uint32_t *columns, uint32_t most)
{
    promo_i128 scores[SPLITS_MOST];
    uint32_t count = 0;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        int64_t part = branch->values[j] & (NODE_ONE - 1), nearest = part < NODE_ONE - part ? part : NODE_ONE - part;
        if (nearest <= NODE_ALMOST || !branch_is_open(branch, j))
            continue;
        promo_i128 score = (nearest >> (LINEAR_BITS - 16)) * (branch->component->columns[j].weight + 1);
        if (count == most && score <= scores[most - 1])
            continue;
        uint32_t at = count < most ? count++ : most - 1;
        for (; at > 0 && scores[at - 1] < score; at--) {
            scores[at] = scores[at - 1];
            columns[at] = columns[at - 1];
        }
        scores[at] = score;
        columns[at] = j;
    }
    return count;
}

bool split_needed(const struct branch *branch)
{
    uint32_t column;
    return list_split(branch, &column, 1) > 0;
}

/* How much is lost at least when the column is no longer split: by what it weighs, and by the first steps to either side. */
static promo_i128 split_score(struct branch *branch, uint32_t column)
{
    const int64_t most = (int64_t)1 << 60;
    int64_t part = branch->values[column] & (NODE_ONE - 1), nearest = part < NODE_ONE - part ? part : NODE_ONE - part;
    promo_i128 weight = (promo_i128)nearest * branch->component->columns[column].fine;
    struct linear_penalties penalties = linear_penalties(branch->linear, column, branch->open, branch->open_count);
    return (weight >> (LINEAR_BITS + 1 + branch->linear->shift)) + (penalties.below < most ? penalties.below : most) +
           (penalties.above < most ? penalties.above : most);
}

/* Of some columns that are split, the one that loses most. */
static uint32_t best_split(struct branch *branch)
{
    uint32_t columns[SPLITS_MOST], count = list_split(branch, columns, SPLITS_MOST), best = BEST_NONE;
    promo_i128 best_score = 0;
    for (uint32_t i = 0; i < count; i++) {
        promo_i128 score = count > 1 ? split_score(branch, columns[i]) : 0;
        if (best == BEST_NONE || score > best_score) {
            best = columns[i];
            best_score = score;
        }
    }
    branch->component->model->work += count * (branch->open_count / 8 + 1);
    return best;
}

/* With a relaxation in whole copies that closes nothing: the column that has to be used, or any that is open, of those first
 * that are not taken as often as they can be. */
static uint32_t any_open(const struct branch *branch)
{
    const struct component *component = branch->component;
    uint32_t best = BEST_NONE;
    bool must = component->must_use != BEST_NONE;
    for (uint32_t i = 0; i < branch->open_count && must; i++)
        must = component->columns[branch->open[i]].promotion != component->must_use ||
               branch->linear->lower[branch->open[i]] == 0;
    bool best_taken = true;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        if (!branch_is_open(branch, j) || (must && component->columns[j].promotion != component->must_use))
            continue;
        bool taken = (branch->values[j] + NODE_ALMOST) >> LINEAR_BITS == branch->linear->upper[j];
        bool more = best != BEST_NONE && branch->reduced[j] > branch->reduced[best];
        bool equal = best != BEST_NONE && branch->reduced[j] == branch->reduced[best];
        if (best == BEST_NONE || (best_taken && !taken) || (best_taken == taken && (more || (equal && j < best)))) {
            best = j;
            best_taken = taken;
        }
    }
    return best;
}

bool split_plan(struct branch *branch, struct branch_level *level)
{
    if (branch->component->exclusions && find_conflict(branch, &level->column, &level->other)) {
        level->split = SPLIT_PROMOTIONS;
        return true;
    }
    uint32_t column = best_split(branch);
    if (column != BEST_NONE) {
        int64_t part = branch->values[column] & (NODE_ONE - 1);
        level->whole = branch->values[column] >> LINEAR_BITS;
        level->split = part * 5 >= NODE_ONE * 2 ? SPLIT_UP_FIRST : SPLIT_DOWN_FIRST;
    } else if ((column = any_open(branch)) != BEST_NONE) {
        int64_t value = (branch->values[column] + NODE_ALMOST) >> LINEAR_BITS;
        bool above = value > branch->linear->lower[column];
        int64_t lower = branch->linear->lower[column], range = branch->linear->upper[column] - lower;
        level->whole = range > NEAR_MOST ? lower + range / 2 : above ? value - 1 : value;
        level->split = value > level->whole ? SPLIT_UP_FIRST : SPLIT_DOWN_FIRST;
    }
    level->column = column;
    if (column == BEST_NONE)
        return false;
    if (level->whole < branch->linear->lower[column])
        level->whole = branch->linear->lower[column];
    if (level->whole >= branch->linear->upper[column])
        level->whole = branch->linear->upper[column] - 1;
    return true;
}
