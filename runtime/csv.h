/* A cursor over comma-separated values (RFC 4180): one cell after the other, with the line each stands on.
 *
 * Cells may be in quotes, with quotes in them doubled and blanks around. Rows end in LF, CR LF or the end of the text; empty
 * rows are passed over. Cells are slices of the text, or of the arena where quotes were doubled. What a cell says is not
 * looked at. */
#ifndef RUNTIME_CSV_H
#define RUNTIME_CSV_H

#include "base/arena.h"
#include "base/text.h"

struct csv {
    const char *at, *end;
    struct arena *decoded;
    uint32_t line;       /* of `at`, from 1 */
    const char *problem; /* after CSV_FAILED: a sentence */
    bool no_memory;      /* the problem is that */
};

enum csv_step { CSV_CELL, CSV_LAST_OF_ROW, CSV_END, CSV_FAILED };

void csv_init(struct csv *csv, struct text text, struct arena *decoded);

/* To the next row that is not empty. *line: where it begins. CSV_CELL: it has cells; CSV_END. */
enum csv_step csv_row(struct csv *csv, uint32_t *line);

/* The next cell of the row: CSV_CELL where more follow, or CSV_LAST_OF_ROW. */
enum csv_step csv_cell(struct csv *csv, struct text *cell);

#endif
