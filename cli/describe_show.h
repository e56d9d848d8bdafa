/* The descriptions of a rule set as text, Markdown, JSON and a page. Each appends to the buffer. */
#ifndef CLI_DESCRIBE_SHOW_H
#define CLI_DESCRIBE_SHOW_H

#include "cli/calendar.h"

struct describe_view {
    const struct plan *plan;
    const struct description_of_rules *rules;
    const bool *chosen; /* by index in rules */
    struct calendar calendar;
};

void describe_show_text(struct buffer *out, const struct describe_view *view);
void describe_show_markdown(struct buffer *out, const struct describe_view *view);
void describe_show_json(struct buffer *out, const struct describe_view *view);
void describe_show_html(struct buffer *out, const struct describe_view *view);

/* Lines that belong together: from *at on those of one part, of an offer those of one event, as sentences with capitals and
 * full stops. Moves *at behind them. `heading` gets what stands before them. False: no more lines. */
bool describe_paragraph(const struct description *says, size_t *at, struct buffer *heading, struct buffer *words);

/* A clause as a sentence: with a capital and a full stop. */
void describe_sentence(struct buffer *out, struct text words);

/* name “title” */
void describe_show_name(struct buffer *out, const struct described *described);

#endif
