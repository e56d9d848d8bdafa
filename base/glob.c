#include "base/glob.h"

/* Where to go on when what follows a star does not fit: the star's place, and how much of the path it has taken. */
struct retry {
    size_t pattern, path;
    bool whole; /* it takes whole folders: what follows begins behind a slash */
    bool set;
};

static bool one(char wanted, char byte)
{
    return wanted == byte || (wanted == '?' && byte != '/');
}

static struct text without_end(struct text text)
{
    while (text.length > 0 && text.bytes[text.length - 1] == '/')
        text.length--;
    return text;
}

/* A shallow star is tried again before the deep one it stands behind: two places to go back to are enough, since the newest
 * star of each kind can take whatever an older one would have. */
bool glob_matches(struct text pattern, struct text path)
{
    struct retry shallow = {0}, deep = {0};
    size_t p = 0, at = 0;
    pattern = without_end(pattern);
    for (;;) {
        if (p == pattern.length && (at == path.length || path.bytes[at] == '/'))
            return true;
        if (p < pattern.length && pattern.bytes[p] == '*') {
            bool is_deep = p + 1 < pattern.length && pattern.bytes[p + 1] == '*';
            p += is_deep ? 2 : 1;
            bool whole = is_deep && p < pattern.length && pattern.bytes[p] == '/' && (at == 0 || path.bytes[at - 1] == '/');
            p += whole; /* `**` and its slash may be nothing */
            struct retry here = {p, at, whole, true};
            if (is_deep) {
                deep = here;
                shallow.set = false;
            } else
                shallow = here;
            continue;
        }
        if (p < pattern.length && at < path.length && one(pattern.bytes[p], path.bytes[at])) {
            p++;
            at++;
            continue;
        }
        struct retry *retry = shallow.set && shallow.path < path.length && path.bytes[shallow.path] != '/' ? &shallow : &deep;
        if (!retry->set || retry->path >= path.length)
            return false;
        if (retry == &deep)
            shallow.set = false;
        do
            retry->path++;
        while (retry->whole && retry->path < path.length && path.bytes[retry->path - 1] != '/');
        at = retry->path;
        p = retry->pattern;
    }
}
