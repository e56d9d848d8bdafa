/* What came of the tests, for people and for machines. Each form is one function over a finished run. */
#ifndef CLI_TEST_REPORT_H
#define CLI_TEST_REPORT_H

#include "cli/test_run.h"

/* For people, coloured where the run is: a line a test (quiet: of those that fail only), under one that fails what was
 * expected against what came, and the sum. */
void test_report_text(struct buffer *out, const struct test_run *run, bool quiet);

/* The members of the JSON document: "tests", "passed", "failed". */
void test_report_json(struct buffer *out, const struct test_run *run);

/* A suite a file, a case a test (JUnit's XML, as Jenkins, GitLab and others read it). Without a run (NULL): the compiler's
 * diagnostics as a case that went wrong. */
void test_report_junit(struct buffer *out, const struct test_run *run, const promo_compiler *compiler);

/* Adds what failed to the compiler's diagnostics, for the forms that all diagnostics have. */
void test_report_diagnose(const struct test_run *run);

#endif
