/* The standard library's files, embedded in the compiler: generated from stdlib/ by tools/embed.sh. */
#ifndef COMPILER_STDLIB_H
#define COMPILER_STDLIB_H

struct stdlib_file {
    const char *name; /* "std/bogo" */
    const char *text;
    unsigned long length;
};

/* In order of name; after the last an entry without a name. */
extern const struct stdlib_file STDLIB_FILES[];
extern const unsigned long STDLIB_FILE_COUNT;

#endif
