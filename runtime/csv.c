#include "runtime/csv.h"

void csv_init(struct csv *csv, struct text text, struct arena *decoded)
{
    *csv = (struct csv){.at = text.bytes, .end = text.length == 0 ? text.bytes : text.bytes + text.length, .decoded = decoded,
                        .line = 1};
}

static enum csv_step fail(struct csv *csv, const char *problem)
{
    csv->problem = problem;
    return CSV_FAILED;
}

/* LF, CR LF, or a CR alone as old spreadsheets wrote it. */
static bool take_line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at += csv->end - csv->at > 1 && csv->at[1] == '\n' ? 2 : 1;
    else if (csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    else
        return false;
    csv->line++;
    return true;
}

static const char *past_blanks(const struct csv *csv)
{
    const char *at = csv->at;
    while (at < csv->end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

enum csv_step csv_row(struct csv *csv, uint32_t *line)
{
    while (take_line_end(csv))
        continue;
    *line = csv->line;
    return csv->at < csv->end ? CSV_CELL : CSV_END;
}

static enum csv_step end_cell(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == ',') {
        csv->at++;
        return CSV_CELL;
    }
    if (csv->at >= csv->end || take_line_end(csv))
        return CSV_LAST_OF_ROW;
    return fail(csv, "expected `,` or the end of the line after a cell in quotes");
}

static enum csv_step take_doubled(struct csv *csv, const char *first, size_t doubled, struct text *cell)
{
    size_t raw = (size_t)(csv->at - first), length = 0;
    char *out = arena_alloc(csv->decoded, raw - doubled + 1, 1);
    if (out == NULL) {
        csv->no_memory = true;
        return fail(csv, "no memory left");
    }
    for (size_t i = 0; i < raw; i++) {
        out[length++] = first[i];
        i += first[i] == '"';
    }
    *cell = (struct text){out, length};
    return CSV_CELL;
}

/* After the opening quote. */
static enum csv_step take_quoted(struct csv *csv, struct text *cell)
{
    const char *first = csv->at;
    size_t doubled = 0;
    for (; csv->at < csv->end; csv->at++) {
        csv->line += *csv->at == '\n';
        if (*csv->at != '"')
            continue;
        if (csv->end - csv->at < 2 || csv->at[1] != '"')
            break;
        csv->at++;
        doubled++;
    }
    if (csv->at >= csv->end)
        return fail(csv, "a quote is not closed");
    *cell = (struct text){first, (size_t)(csv->at - first)};
    if (doubled != 0 && take_doubled(csv, first, doubled, cell) == CSV_FAILED)
        return CSV_FAILED;
    csv->at++;
    csv->at = past_blanks(csv);
    return end_cell(csv);
}

enum csv_step csv_cell(struct csv *csv, struct text *cell)
{
    const char *quote = past_blanks(csv);
    if (quote < csv->end && *quote == '"') {
        csv->at = quote + 1;
        return take_quoted(csv, cell);
    }
    const char *first = csv->at;
    while (csv->at < csv->end && *csv->at != ',' && *csv->at != '\n' && *csv->at != '\r')
        csv->at++;
    *cell = (struct text){first, (size_t)(csv->at - first)};
    return end_cell(csv);
}
