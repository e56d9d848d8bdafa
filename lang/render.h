/* Diagnostics as text: for people, as JSON, as SARIF 2.1.0, as GitHub annotations and as JUnit XML.
 *
 * Each renders what is in the collector (call diagnostics_finish first) into the caller's buffer; a failed allocation is
 * remembered there. */
#ifndef LANG_RENDER_H
#define LANG_RENDER_H

#include "lang/diagnostic.h"

struct render_options {
    bool colour;
    size_t most; /* diagnostics shown, 0: all; the rest is counted in a last line */
};

void render_people(struct buffer *out, const struct diagnostics *diags, struct render_options options);
void render_json(struct buffer *out, const struct diagnostics *diags, struct render_options options);
void render_sarif(struct buffer *out, const struct diagnostics *diags, struct render_options options);
void render_github(struct buffer *out, const struct diagnostics *diags, struct render_options options);
void render_junit(struct buffer *out, const struct diagnostics *diags, struct render_options options);

/* A JSON string with its quotes, of any bytes (what is not UTF-8 becomes U+FFFD). */
void render_json_string(struct buffer *out, struct text text);

/* Text of an XML element, or of an attribute between double quotes (what XML 1.0 cannot say, and what is not UTF-8, becomes U+FFFD). */
void render_xml_text(struct buffer *out, struct text text, bool attribute);

#endif
