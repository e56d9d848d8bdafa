/* What tests reached, shown: a table and a list for people, JSON, and lcov's tracefile for the tools that read it. */
#ifndef CLI_COVERAGE_REPORT_H
#define CLI_COVERAGE_REPORT_H

#include "base/text.h"
#include "cli/coverage.h"

/* A table by file, then each place that is not wholly reached. */
void coverage_report_text(struct buffer *out, const struct covered *covered);

/* One JSON object. */
void coverage_report_json(struct buffer *out, const struct covered *covered);

/* The format of geninfo(1): events are functions, the outcomes of criteria branches, places lines. */
void coverage_report_lcov(struct buffer *out, const struct covered *covered);

/* "78.8", of a hundred, rounded down. */
void coverage_put_share(struct buffer *out, size_t reached, size_t outcomes);

#endif
