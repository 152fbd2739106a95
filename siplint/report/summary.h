/*
 * What was found, counted: the formats of --summary.
 */
#ifndef SIPLINT_SUMMARY_H
#define SIPLINT_SUMMARY_H

#include "lint/output.h"

extern const struct format summary_text, summary_json, summary_ndjson;

#endif
