/* What the scanner makes of a file, for checking what editors make of it: "start end kind" a line, in bytes. Kinds are comment,
 * string, number, percent, time, date, instant,
 * unit, currency, name, sign, and the part of a keyword. */
#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/scan.h"

#include <stdio.h>
#include <stdlib.h>

static const char *kind_of(int token)
{
    static const char *const PARTS[] = {
        [KEYWORD_DECLARATION] = "DECLARATION", [KEYWORD_CLAUSE] = "CLAUSE",   [KEYWORD_CRITERION] = "CRITERION",
        [KEYWORD_OPERATOR] = "OPERATOR",       [KEYWORD_BENEFIT] = "BENEFIT", [KEYWORD_TEST] = "TEST",
        [KEYWORD_TYPE] = "TYPE",               [KEYWORD_VALUE] = "VALUE",
    };
    const struct keyword *keyword = keyword_of_token(token);
    if (keyword != NULL)
        return PARTS[keyword->part];
    switch (token) {
    case T_STRING: return "string";
    case T_NUMBER: return "number";
    case T_PERCENT: return "percent";
    case T_TIME: return "time";
    case T_DATE: return "date";
    case T_INSTANT: return "instant";
    case T_UNIT: return "unit";
    case T_CURRENCY_CODE: return "currency";
    case T_NAME: return "name";
    default: return "sign";
    }
}

static void print_tokens(const struct source *source, struct diagnostics *diags)
{
    struct scan scan;
    scan_init(&scan, &ALLOC_DEFAULT, source, diags);
    if (scan_run(&scan) != PROMO_OK)
        exit(2);
    for (size_t i = 0; i + 1 < scan.tokens.count; i++)
        printf("%u %u %s\n", scan.tokens.items[i].start, scan.tokens.items[i].end, kind_of(scan.tokens.items[i].kind));
    for (size_t i = 0; i < scan.comments.count; i++)
        printf("%u %u comment\n", scan.comments.items[i].span.start, scan.comments.items[i].span.end);
    scan_done(&scan);
}

int main(int count, char **words)
{
    static char bytes[1 << 20];
    struct sources sources;
    struct diagnostics diags;
    const struct source *source;
    FILE *file = count == 2 ? fopen(words[1], "rb") : NULL;
    if (file == NULL)
        return 2;
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    sources_init(&sources, NULL);
    diagnostics_init(&diags, &sources, NULL);
    if (sources_add(&sources, words[1], bytes, length, &source) == PROMO_OK)
        print_tokens(source, &diags);
    diagnostics_done(&diags);
    sources_done(&sources);
    return 0;
}
