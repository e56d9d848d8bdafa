/* Any bytes as settings: read, or refused by place, and every error can be shown. */
#include "lang/render.h"
#include "lang/toml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sources sources;
    struct diagnostics diags;
    struct arena arena;
    const struct source *source;
    struct toml_entry *entries;
    sources_init(&sources, NULL);
    diagnostics_init(&diags, &sources, NULL);
    arena_init(&arena, NULL);
    if (sources_add(&sources, "promo.toml", (const char *)data, size, &source) != PROMO_OK ||
        toml_parse(&arena, source, &diags, &entries) != PROMO_OK)
        abort();
    for (const struct toml_entry *entry = entries; entry != NULL; entry = entry->next)
        if (entry->span.start > entry->span.end || entry->span.end > size || (entry->value == NULL && entry->key.length != 0))
            abort();
    diagnostics_finish(&diags);
    struct buffer out;
    buffer_init(&out, NULL);
    render_people(&out, &diags, (struct render_options){false, 0});
    buffer_done(&out);
    arena_done(&arena);
    diagnostics_done(&diags);
    sources_done(&sources);
    return 0;
}
