/* Criteria parameters: the built-in ones and those of the rule set's profile.
 *
 * fields_declare collects every profile block, fields_finish puts them in the order images want; after that they are
 * found by name. */
#ifndef COMPILER_FIELDS_H
#define COMPILER_FIELDS_H

#include "compiler/check_parts.h"

enum fields_kind {
    FIELDS_NONE,      /* there is none of that name */
    FIELDS_FIELD,     /* index: in the plan's fields */
    FIELDS_FACT,      /* index: enum plan_fact; of orders */
    FIELDS_ATTRIBUTE, /* index: enum plan_attribute; of items */
    FIELDS_SELECTION  /* index: enum plan_node_kind, PLAN_NODE_CATEGORY or PLAN_NODE_TAG; of items */
};

struct fields_found {
    enum fields_kind kind;
    uint32_t index;
    enum plan_type type;
};

void fields_declare(struct check *check, const struct declaration *profile);
void fields_finish(struct check *check);

struct fields_found fields_find(const struct check *check, enum plan_owner owner, struct text name);

/* The built-in ones that criteria can speak of, by number from 0. False: no more. */
bool fields_built_in(size_t number, enum plan_owner *owner, const char **name);

/* Reports that an owner has no such field; says what is near. */
void fields_report_unknown(struct check *check, enum plan_owner owner, const struct word *name);

/* customer, order, item; PLAN_OWNER_COUNT: none of them */
enum plan_owner fields_owner(struct text word);

/* Type names of a profile; PLAN_UNKNOWN: no such type. */
enum plan_type fields_type(struct text word);

#endif
