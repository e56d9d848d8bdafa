/* A small, strict reader of TOML: what settings of a command need, with errors by place.
 *
 * Read are comments, tables `[a.b]`, keys (bare, quoted or dotted), strings of one line (basic and literal), whole numbers,
 * true, false, and arrays of these over several lines. What else TOML has (dates, floats, inline tables, arrays of tables,
 * strings of several lines) is refused by name, and so is a key or a table given twice. The texts live in the arena or the
 * source. */
#ifndef LANG_TOML_H
#define LANG_TOML_H

#include "base/arena.h"
#include "lang/diagnostic.h"

enum toml_kind { TOML_TEXT, TOML_NUMBER, TOML_BOOL, TOML_ARRAY };

struct toml_value {
    enum toml_kind kind;
    struct span span;
    struct text text;
    int64_t number; /* of a BOOL 0 or 1 */
    struct toml_value *items, *next; /* ARRAY */
};

/* `key = value` in its table, in the order written; a table's header is an entry without a value. */
struct toml_entry {
    struct text table; /* "lint.rules"; empty before the first header */
    struct text key;   /* dotted: "a.b" */
    struct span span;  /* of the key; of a header the name between the brackets */
    struct toml_value *value;
    struct toml_entry *next;
};

/* Errors are added to `diags`, one a line at most; the rest is read. PROMO_OK: *out has what could be read (NULL: nothing);
 * PROMO_NO_MEMORY. */
promo_status toml_parse(struct arena *arena, const struct source *source, struct diagnostics *diags, struct toml_entry **out);

#endif
