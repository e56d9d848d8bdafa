/* Rule files as the disk has them, each read once and again only when it has changed; and lists of those in directories.
 *
 * A file that the client has open is not asked for here. */
#ifndef CLI_LSP_DISK_H
#define CLI_LSP_DISK_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/vector.h"

#include <sys/stat.h>

struct disk_file {
    struct stat seen;
    bool read;
    bool settings; /* it has a settings block, by its looks */
    struct buffer text;
};

struct disk {
    struct arena arena;       /* paths */
    struct text_table paths;  /* number: index in `files` */
    VECTOR(struct disk_file) files;
};

void disk_init(struct disk *disk);
void disk_done(struct disk *disk);

/* What the file at the absolute path has now; NULL: it cannot be read, or is no ordinary file (*status says why). Valid until
 * the next call. */
const struct disk_file *disk_read(struct disk *disk, const char *path, promo_status *status);

/* Whether a text has a settings block, by its looks: `settings {` at the start of a line. */
bool text_has_settings(struct text text);

/* Paths in order; their texts live in the arena. */
struct path_list {
    VECTOR(const char *) items;
};

enum { LISTED_MOST = 20000, LISTED_DEEPEST = 32 };

/* Adds the rule files (*.promo) in a directory, and with `deep` of those below; hidden ones are passed over, as by the other
 * commands, and what cannot be read. False without memory. *cut: there are more than LISTED_MOST entries. */
bool disk_list(struct path_list *list, struct arena *arena, const char *directory, bool deep, bool *cut);

/* Bytewise, each once. */
void path_list_sort(struct path_list *list);
bool path_list_has(const struct path_list *list, const char *path);

#endif
