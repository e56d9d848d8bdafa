/* Every lint: the rules that look for mistakes which compile. Defined once, in lang/lints.def.
 *
 * The compiler finds them (compiler/lint.h); the command, `promo explain-code` and the pages in docs/lints read this table. */
#ifndef LANG_LINTS_H
#define LANG_LINTS_H

#include "base/text.h"

enum lint_category { LINT_BUGS, LINT_MONEY, LINT_CLARITY, LINT_SPEED, LINT_STYLE, LINT_CATEGORY_COUNT };

/* What a rule set's owner makes of a lint. Notes are shown, and are no findings. */
enum lint_level { LINT_OFF, LINT_NOTE, LINT_WARNING, LINT_ERROR, LINT_LEVEL_COUNT };

enum lint_rule {
    LINT_RULE_NONE,
#define LINT(id, name, category, level, fixable, title, page, bad, good) LINT_##id,
#include "lang/lints.def"
#undef LINT
    LINT_RULE_COUNT
};

struct lint_info {
    const char *name; /* "never-holds": stable */
    enum lint_category category;
    enum lint_level level; /* unless configured */
    bool fixable;          /* some of its findings carry a fix */
    const char *title;
    const char *page; /* paragraphs, apart by an empty line */
    const char *bad;  /* a rule set in which the lint finds something, and one in which it does not */
    const char *good;
};

const struct lint_info *lint_info_get(enum lint_rule rule);

/* LINT_RULE_NONE where there is none of that name. */
enum lint_rule lint_find(struct text name);

/* "bugs"; LINT_CATEGORY_COUNT: there is none of that name. */
const char *lint_category_name(enum lint_category category);
enum lint_category lint_category_find(struct text name);

/* "off", "note", "warning", "error"; LINT_LEVEL_COUNT: no such level. */
const char *lint_level_name(enum lint_level level);
enum lint_level lint_level_find(struct text name);

#endif
