/* Any bytes as a source: scanner, parser, recovery and every renderer. What is accepted must be accepted again. */
#include "lang/parse.h"
#include "lang/render.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sources sources;
    struct diagnostics diags;
    struct arena arena;
    const struct source *source;
    struct tree *tree;
    sources_init(&sources, NULL);
    diagnostics_init(&diags, &sources, NULL);
    arena_init(&arena, NULL);
    if (sources_add(&sources, "fuzz.promo", (const char *)data, size, &source) != PROMO_OK ||
        parse_source(&arena, source, &diags, &tree) != PROMO_OK || tree == NULL)
        abort();
    /* flex writes into the source while it reads, and must have taken everything back. */
    if (size != 0 && memcmp(source->text.bytes, data, size) != 0)
        abort();
    diagnostics_finish(&diags);
    struct buffer out;
    buffer_init(&out, NULL);
    render_people(&out, &diags, (struct render_options){true, DIAGNOSTICS_SHOWN});
    render_json(&out, &diags, (struct render_options){false, 0});
    render_sarif(&out, &diags, (struct render_options){false, 0});
    render_github(&out, &diags, (struct render_options){false, 0});
    buffer_done(&out);
    arena_done(&arena);
    diagnostics_done(&diags);
    sources_done(&sources);
    return 0;
}
