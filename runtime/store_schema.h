/* The schema of a store in steps: step n brings a store of version n - 1 to version n. Steps are never changed once
 * released, only added. docs/state.md describes the tables. */
#ifndef RUNTIME_STORE_SCHEMA_H
#define RUNTIME_STORE_SCHEMA_H

enum { STORE_SCHEMA_VERSION = 2 };

/* The statements of step `version` (from 1), and NULL. */
const char *const *store_schema_step(int version);

#endif
