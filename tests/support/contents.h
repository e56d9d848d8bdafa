/* What a store holds, as one text: equal texts are equal stores, but for what is drawn at random. */
#ifndef TESTS_SUPPORT_CONTENTS_H
#define TESTS_SUPPORT_CONTENTS_H

#include "tests/support/stores.h"

#include <sqlite3.h>

static const char *const CONTENTS[] = {
    ("SELECT group_concat(kind || name || customer || ' ' || part || ':' || source || ' ' || available || ' ' || held || ' ' ||"
     " used || ' ' || lapsed, char(10)) FROM (SELECT * FROM account ORDER BY id)"),
    "SELECT group_concat(id || ' ' || state || ' ' || at, char(10)) FROM (SELECT * FROM orders ORDER BY key)",
    "SELECT group_concat(orders || id || value || ' ' || money, char(10)) FROM (SELECT * FROM refund ORDER BY booking)",
    "SELECT count(*) || ' ' || sum(amount * number) FROM entry",
    "SELECT count(*) || ' ' || count(DISTINCT standing) || ' ' || sum(standing) FROM code",
    "SELECT count(*) || ' ' || sum(total) FROM sale",
    "SELECT count(*) FROM customer WHERE id LIKE 'forgotten-%'",
    "SELECT count(*) FROM member m JOIN audience a ON a.id = m.audience AND a.current = 1",
};

/* The caller frees it. */
static UNUSED char *contents_of(const char *path)
{
    sqlite3 *db;
    char *all = calloc(1, 1);
    size_t length = 0;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof CONTENTS / sizeof CONTENTS[0]; i++) {
        sqlite3_stmt *statement;
        assert_int_equal(sqlite3_prepare_v2(db, CONTENTS[i], -1, &statement, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        size_t more = text == NULL ? 0 : strlen(text);
        all = realloc(all, length + more + 2);
        assert_non_null(all);
        if (more > 0)
            memcpy(all + length, text, more);
        length += more;
        all[length++] = '\n';
        all[length] = '\0';
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
    return all;
}

#endif
