#include "lang/lints.h"

static const struct lint_info LINTS[] = {
    [LINT_RULE_NONE] = {"", LINT_BUGS, LINT_OFF, false, "", "", "", ""},
#define LINT(id, name, category, level, fixable, title, page, bad, good) \
    [LINT_##id] = {name, LINT_##category, LINT_##level, fixable, title, page, bad, good},
#include "lang/lints.def"
#undef LINT
};

static const char *const CATEGORIES[] = {"bugs", "money", "clarity", "speed", "style"};
static const char *const LEVELS[] = {"off", "note", "warning", "error"};

const struct lint_info *lint_info_get(enum lint_rule rule)
{
    return &LINTS[rule < LINT_RULE_COUNT ? rule : LINT_RULE_NONE];
}

enum lint_rule lint_find(struct text name)
{
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++)
        if (text_equal(name, text_from(LINTS[rule].name)))
            return (enum lint_rule)rule;
    return LINT_RULE_NONE;
}

static int find_word(const char *const *words, int count, struct text name)
{
    int found = 0;
    while (found < count && !text_equal(name, text_from(words[found])))
        found++;
    return found;
}

const char *lint_category_name(enum lint_category category)
{
    return category < LINT_CATEGORY_COUNT ? CATEGORIES[category] : "";
}

enum lint_category lint_category_find(struct text name)
{
    return (enum lint_category)find_word(CATEGORIES, LINT_CATEGORY_COUNT, name);
}

const char *lint_level_name(enum lint_level level)
{
    return level < LINT_LEVEL_COUNT ? LEVELS[level] : "";
}

enum lint_level lint_level_find(struct text name)
{
    return (enum lint_level)find_word(LEVELS, LINT_LEVEL_COUNT, name);
}
