/*
 * What the command line and the project's .siplintrc ask for.  It is read by
 * all parts, and written by command/ alone.
 */
#ifndef SIPLINT_SETTINGS_H
#define SIPLINT_SETTINGS_H

#include "base/show.h"
#include "lint/rules.h"
#include "read/source.h"
#include "select/pattern.h"
#include "select/pseudonyms.h"
#include "select/selection.h"

/* The calls whose ladders are drawn. */
enum ladder_choice { LADDER_ALL, LADDER_FINDINGS, LADDER_NONE };

enum action {
	ACTION_LINT,
	ACTION_MERGE,
	ACTION_HELP,
	ACTION_VERSION,
	ACTION_LIST_RULES,
	ACTION_LIST_QUIRKS,
	ACTION_EXPLAIN,
	ACTION_PRINT_CONFIG
};

struct format;
struct option_row;

/* An option that was asked for, and where it stands. */
struct asked {
	const struct option_row *row;
	const char *arg;     /* NULL for none */
	bool is_off;         /* --no-NAME */
	bool is_standard;    /* nobody asked */
	const char *file;    /* NULL for the command line */
	size_t line, column; /* in it, of the argument if there is one */
};

struct settings {
	struct asked asked; /* the one at hand, while they are read */
	struct asked *history;
	size_t asked_count;
	const char *config; /* the file of options; NULL for none */
	bool no_config;
	enum action action;
	const char *explain; /* the rule or quirk to explain */
	const char *topic;   /* of --help; NULL for the short one */
	uint64_t profile;    /* its quirks */
	uint64_t quirks;     /* all that are allowed */
	enum color_choice color;
	struct rule_choice rules[MAX_RULES];
	enum zsip_severity min_severity;
	enum zsip_severity fail_on; /* from which on the status is 1 */
	const struct format *format;
	const char *output; /* a file to write to; NULL for stdout */
	struct read_options read;
	bool recursive;             /* directories too */
	bool verbose;               /* remarks of readers too */
	bool quiet;                 /* nothing but the status */
	struct selection selection; /* of messages */
	bool has_chosen_rules;      /* others are disabled */
	struct pattern get;         /* what format_get prints */
	bool anonymize;
	struct pseudonyms pseudonyms; /* with anonymize */
	bool tree;
	bool summary;
	bool flow;
	bool follow; /* calls, where times tell that there are some */
	enum ladder_choice ladder;
	size_t flow_limit; /* of calls that are open */
	size_t jobs;       /* threads */
	char **files;
	int file_count;
};

#endif
