/* What must hold of the formatter for every rule set there is: format_property SEED ROUNDS SET...
 *
 * A set is a rule file or a folder of them. Of each, as it stands and then ROUNDS times with its white space thrown about and
 * comments put between any two tokens: the formatter keeps every token and every comment, in order and once; it has nothing
 * to do the second time; and the rules mean the same: what the formatted text compiles to differs from what the text itself
 * compiles to in nothing but the lines that things stand on. */
#include "tests/format/lines.h"
#include "tests/support/scanned.h"

#include <promo/compile.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MOST = 64 };

struct rule_file {
    char path[512];
    struct buffer text; /* as it stands on disk, or shaken */
};

struct rule_set {
    struct rule_file files[FILES_MOST];
    size_t count;
};

static uint64_t seed;

static uint64_t random_next(uint64_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % below;
}

static bool wrong(const char *path, const char *what)
{
    printf("%s: %s\n", path, what);
    return false;
}

/* ---- Texts ---- */

static struct text text_of(const struct buffer *buffer)
{
    return (struct text){buffer->bytes, buffer->length};
}

/* The same tokens with any white space between them, and comments, each of which is like no other. */
static void shake(struct buffer *out, const struct scanned *s)
{
    static const char *const SPACES[] = {" ", "  ", "\n", "\n\n", "\n\n\n   ", "\t", "\r\n"};
    uint64_t often = random_next(10) + 1;
    for (size_t i = 0; i + 1 < s->scan.tokens.count; i++) {
        buffer_text(out, token_text(s, i));
        if (random_next(30) < often && random_next(2) == 0) {
            buffer_format(out, "%s# %zu%s\n", SPACES[random_next(7)], i, random_next(4) == 0 ? " \xc3\xa9  " : "");
            if (random_next(3) == 0)
                buffer_format(out, "%s# and %zu\n", SPACES[random_next(7)], i);
        }
        buffer_string(out, random_next(20) < often ? SPACES[random_next(7)] : " ");
    }
}

/* ---- Images ---- */

/* The image of the set (formatted: of what its files become) without its lines. False: it has none, for it has errors. */
static bool compile(const struct rule_set *set, bool formatted, void **image, size_t *size)
{
    promo_compiler *compiler;
    promo_status status = promo_compiler_new(&compiler, NULL);
    for (size_t i = 0; status == PROMO_OK && i < set->count; i++) {
        struct buffer text;
        buffer_init(&text, NULL);
        if (formatted)
            status = format_bytes(&text, set->files[i].text.bytes, set->files[i].text.length);
        else
            buffer_text(&text, text_of(&set->files[i].text));
        if (status == PROMO_OK)
            status = promo_compiler_text(compiler, set->files[i].path, text.bytes == NULL ? "" : text.bytes, text.length);
        buffer_done(&text);
    }
    if (status == PROMO_OK)
        status = promo_compiler_compile(compiler, image, size);
    promo_compiler_free(compiler);
    if (status == PROMO_OK)
        image_forget_lines(*image);
    return status == PROMO_OK;
}

/* ---- What must hold ---- */

static bool check_text(const struct rule_file *file)
{
    struct buffer once, twice;
    bool fine = true;
    buffer_init(&once, NULL);
    buffer_init(&twice, NULL);
    promo_status status = format_bytes(&once, file->text.bytes, file->text.length);
    if (status == PROMO_OK)
        status = format_bytes(&twice, once.bytes, once.length);
    if (status == PROMO_OK && !text_equal(text_of(&once), text_of(&twice)))
        fine = wrong(file->path, "the second time there is something to do");
    if (status == PROMO_OK) {
        struct scanned *before = scanned_text(file->text.bytes, file->text.length);
        struct scanned *after = scanned_text(once.bytes, once.length);
        if (before->status != PROMO_OK || after->status != PROMO_OK || !same_words(before, after))
            fine = wrong(file->path, "a token or a comment is not where it was");
        scanned_free(before);
        scanned_free(after);
    }
    if (status != PROMO_OK && status != PROMO_REJECTED)
        fine = wrong(file->path, "not formatted, and not for an error of its own");
    if (!fine)
        printf("--- given\n%.*s\n--- once\n%.*s\n--- twice\n%.*s\n", (int)file->text.length, file->text.bytes,
               (int)once.length, once.bytes, (int)twice.length, twice.bytes);
    buffer_done(&once);
    buffer_done(&twice);
    return fine;
}

/* *compiled: there is an image to compare. */
static bool check_set(const struct rule_set *set, bool *compiled)
{
    void *before = NULL, *after = NULL;
    size_t before_size = 0, after_size = 0;
    bool fine = true;
    for (size_t i = 0; i < set->count; i++)
        fine &= check_text(&set->files[i]);
    *compiled = compile(set, false, &before, &before_size);
    bool compiles = compile(set, true, &after, &after_size);
    if (compiles != *compiled)
        fine = wrong(set->files[0].path, "formatting makes an error, or takes one away");
    else if (compiles && (before_size != after_size || memcmp(before, after, before_size) != 0))
        fine = wrong(set->files[0].path, "the formatted rules mean something else");
    promo_compiled_free(NULL, before, before_size);
    promo_compiled_free(NULL, after, after_size);
    return fine;
}

/* ---- Sets ---- */

static void add_file(struct rule_set *set, const char *path)
{
    char piece[4096];
    FILE *file = fopen(path, "rb");
    if (file == NULL || set->count == FILES_MOST)
        exit(wrong(path, "cannot be read") + 2);
    struct rule_file *added = &set->files[set->count++];
    snprintf(added->path, sizeof added->path, "%s", path);
    buffer_init(&added->text, NULL);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_write(&added->text, piece, got);
    fclose(file);
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct rule_file *)a)->path, ((const struct rule_file *)b)->path);
}

static void read_set(struct rule_set *set, const char *path)
{
    DIR *folder = opendir(path);
    set->count = 0;
    if (folder == NULL) {
        add_file(set, path);
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char whole[512];
        const char *ending = strrchr(entry->d_name, '.');
        if (ending == NULL || strcmp(ending, ".promo") != 0)
            continue;
        snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
        add_file(set, whole);
    }
    closedir(folder);
    qsort(set->files, set->count, sizeof *set->files, compare_files);
}

static void shake_set(struct rule_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct scanned *s = scanned_text(set->files[i].text.bytes, set->files[i].text.length);
        if (s->status == PROMO_OK) {
            buffer_clear(&set->files[i].text);
            shake(&set->files[i].text, s);
        }
        scanned_free(s);
    }
}

static void forget_set(struct rule_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        buffer_done(&set->files[i].text);
}

int main(int count, char **words)
{
    static struct rule_set set;
    size_t passed = 0, failed = 0, images = 0;
    if (count < 4) {
        fprintf(stderr, "usage: format_property SEED ROUNDS SET...\n");
        return 2;
    }
    const char *first_seed = words[1];
    seed = strtoull(first_seed, NULL, 10);
    for (int i = 3; i < count; i++) {
        bool fine = true, compiled = false;
        for (long round = 0; fine && round <= strtol(words[2], NULL, 10); round++) {
            read_set(&set, words[i]);
            if (round > 0)
                shake_set(&set);
            fine = check_set(&set, &compiled);
            images += compiled;
            forget_set(&set);
        }
        passed += fine;
        failed += !fine;
    }
    if (images == 0)
        failed += !wrong("images", "none was compared");
    printf("seed %s, %zu images compared\n%zu passed, %zu failed\n", first_seed, images, passed, failed);
    return failed != 0;
}
