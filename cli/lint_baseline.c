#define _XOPEN_SOURCE 700 /* realpath */

#include "cli/lint_baseline.h"

#include "cli/files.h"
#include "cli/terminal.h"

#include <stdlib.h>

enum { LARGEST = 1 << 26 };

static const struct hash_key LINES_KEY = {0x6c696e6573, 0x6b6579};
static const char HEAD[] =
    "# Findings of promo lint that were there already: lint, file, declaration, words. Made by `promo lint "
    "--write-baseline`.\n";

/* Lines and how often each is listed. */
struct listed {
    struct lint_config *config;
    promo_compiler *compiler;
    const char *folder;
    struct buffer text, line;
    struct text_table lines;
    VECTOR(size_t) counts;
    bool failed;
};

static bool listed_start(struct listed *listed, struct lint_config *config, const char *path, promo_compiler *compiler)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash == NULL ? arena_copy(&config->arena, ".", 1) : arena_copy(&config->arena, path, (size_t)(slash - path) + 1);
    char *real = folder == NULL ? NULL : realpath(folder, NULL);
    *listed = (struct listed){.config = config, .compiler = compiler};
    listed->folder = real == NULL ? NULL : arena_copy(&config->arena, real, strlen(real));
    free(real);
    buffer_init(&listed->text, NULL);
    buffer_init(&listed->line, NULL);
    text_table_init(&listed->lines, NULL, LINES_KEY);
    if (listed->folder == NULL)
        complain("%s: its folder is not there", path);
    return listed->folder != NULL;
}

static void listed_done(struct listed *listed)
{
    VECTOR_DONE(&listed->counts, &ALLOC_DEFAULT);
    text_table_done(&listed->lines);
    buffer_done(&listed->line);
    buffer_done(&listed->text);
}

/* ---- One finding as a line ---- */

static const char *const KINDS[] = {
    [DECLARATION_IMPORT] = "import",   [DECLARATION_SETTINGS] = "settings",   [DECLARATION_PROFILE] = "profile",
    [DECLARATION_LET] = "let",         [DECLARATION_AUDIENCE] = "audience",   [DECLARATION_PRICE_LIST] = "price_list",
    [DECLARATION_LAYERS] = "layers",   [DECLARATION_CAMPAIGN] = "campaign",   [DECLARATION_COUPON] = "coupon",
    [DECLARATION_LOYALTY] = "loyalty", [DECLARATION_PROMOTION] = "promotion", [DECLARATION_TEMPLATE] = "template",
    [DECLARATION_TEST] = "test"};

static void put_declaration(struct listed *listed, struct span span)
{
    const struct tree *tree = span.file < listed->compiler->trees.count ? listed->compiler->trees.items[span.file] : NULL;
    for (const struct declaration *declaration = tree == NULL ? NULL : tree->declarations; declaration != NULL;
         declaration = declaration->next)
        if (declaration->span.start <= span.start && span.start < declaration->span.end) {
            buffer_string(&listed->line, KINDS[declaration->kind]);
            if (declaration->name.text.length != 0)
                buffer_char(&listed->line, ' ');
            buffer_text(&listed->line, declaration->name.text);
            return;
        }
}

/* Tabs and line ends would part what belongs together. */
static void flatten(struct buffer *line, size_t from)
{
    for (size_t i = from; i < line->length; i++)
        if ((unsigned char)line->bytes[i] < 0x20)
            line->bytes[i] = ' ';
}

static struct text line_of(struct listed *listed, const struct diagnostic *diagnostic)
{
    const struct source *source = sources_get(&listed->compiler->sources, diagnostic->span.file);
    const char *path = source == NULL ? NULL : lint_config_below(listed->config, listed->folder, source->path.bytes);
    struct buffer *line = &listed->line;
    buffer_clear(line);
    buffer_format(line, "%s\t", diagnostic_name(diagnostic));
    size_t at = line->length;
    buffer_string(line, path != NULL ? path : source == NULL ? "" : source->path.bytes);
    flatten(line, at);
    buffer_char(line, '\t');
    at = line->length;
    put_declaration(listed, diagnostic->span);
    flatten(line, at);
    buffer_char(line, '\t');
    at = line->length;
    buffer_string(line, diagnostic->message);
    flatten(line, at);
    listed->failed |= line->failed;
    return (struct text){line->bytes, line->length};
}

/* ---- Applying ---- */

static bool is_line(struct text line)
{
    size_t tabs = 0;
    for (size_t i = 0; i < line.length; i++)
        tabs += line.bytes[i] == '\t';
    return tabs == 3;
}

static bool read_lines(struct listed *listed, const char *path)
{
    size_t number = 1;
    if (!file_read(path, LARGEST, &listed->text))
        return false;
    for (size_t start = 0; start < listed->text.length && !listed->failed; number++) {
        size_t end = start;
        while (end < listed->text.length && listed->text.bytes[end] != '\n')
            end++;
        struct text line = {listed->text.bytes + start, end - start};
        start = end + 1;
        if (line.length > 0 && line.bytes[line.length - 1] == '\r')
            line.length--;
        if (line.length == 0 || line.bytes[0] == '#')
            continue;
        if (!is_line(line)) {
            complain("%s:%zu: not a line of a baseline: a lint, a file, a declaration and words, apart by tabs", path,
                     number);
            return false;
        }
        bool added;
        uint32_t at = text_table_add(&listed->lines, line, &added);
        if (at == TEXT_TABLE_NONE || (added && !VECTOR_PUSH(&listed->counts, &ALLOC_DEFAULT, 0)))
            listed->failed = true;
        else
            listed->counts.items[at]++;
    }
    return true;
}

static bool is_new(void *context, const struct diagnostic *diagnostic)
{
    struct listed *listed = context;
    if (diagnostic->lint == LINT_RULE_NONE)
        return true;
    uint32_t at = text_table_find(&listed->lines, line_of(listed, diagnostic));
    if (at == TEXT_TABLE_NONE || listed->counts.items[at] == 0)
        return true;
    listed->counts.items[at]--;
    return false;
}

bool lint_baseline_apply(struct lint_config *config, const char *path, promo_compiler *compiler, size_t *gone)
{
    struct listed listed;
    *gone = 0;
    bool fine = listed_start(&listed, config, path, compiler) && read_lines(&listed, path);
    if (fine)
        diagnostics_keep(&compiler->diags, is_new, &listed);
    for (size_t i = 0; i < listed.counts.count; i++)
        *gone += listed.counts.items[i];
    if (listed.failed)
        complain("no memory left");
    fine = fine && !listed.failed;
    listed_done(&listed);
    return fine;
}

/* ---- Writing ---- */

static int compare_lines(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

bool lint_baseline_write(struct lint_config *config, const char *path, promo_compiler *compiler)
{
    struct listed listed;
    VECTOR(struct text) lines = {0};
    bool fine = listed_start(&listed, config, path, compiler);
    for (size_t i = 0; fine && i < compiler->diags.list.count; i++) {
        if (compiler->diags.list.items[i]->lint == LINT_RULE_NONE)
            continue;
        struct text line = line_of(&listed, compiler->diags.list.items[i]);
        char *copy = arena_copy(&config->arena, line.bytes, line.length);
        listed.failed |= copy == NULL || !VECTOR_PUSH(&lines, &ALLOC_DEFAULT, ((struct text){copy, line.length}));
    }
    if (lines.count > 1)
        qsort(lines.items, lines.count, sizeof *lines.items, compare_lines);
    buffer_string(&listed.text, HEAD);
    for (size_t i = 0; i < lines.count; i++) {
        buffer_text(&listed.text, lines.items[i]);
        buffer_char(&listed.text, '\n');
    }
    if (fine && (listed.failed || listed.text.failed)) {
        complain("no memory left");
        fine = false;
    }
    fine = fine && file_replace(path, (struct text){listed.text.bytes, listed.text.length});
    VECTOR_DONE(&lines, &ALLOC_DEFAULT);
    listed_done(&listed);
    return fine;
}
