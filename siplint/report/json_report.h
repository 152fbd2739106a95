/*
 * Messages and findings as objects of JSON: docs/formats.md.
 */
#ifndef SIPLINT_JSON_REPORT_H
#define SIPLINT_JSON_REPORT_H

#include "lint/output.h"
#include "report/json_text.h"

/* Of what the objects hold. */
#define JSON_VERSION 1

/* A message, and what was found on it. */
json_t *json_of_message(struct message *message, const struct report *reports,
                        size_t count);
/* What was found on a file, or on bytes of no message. */
json_t *json_of_finding(const struct report *report);
/* What was found on a message in its call. */
json_t *json_of_call_finding(struct zsip_slice call_id,
                             const struct report *report);
json_t *json_of_trouble(const char *name, const char *what);
json_t *json_of_group(const struct group *group);
json_t *json_of_summary(const struct tally *tally);

/* The members that say where a message was seen. */
void put_place(json_t *object, const struct place *place);

#endif
