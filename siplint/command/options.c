/*
 * The command line.  One table says which options there are, to getopt_long()
 * and to --help.
 */
#include "command/options.h"
#include "report/formats.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* Calls that are open at once: each of them takes some kilobytes. */
#define FLOW_LIMIT 100000

struct option_row {
	char letter; /* 0 for none */
	const char *name;
	int has_arg;
	const char *arg;
	/* @return false when the argument is wrong */
	bool (*apply)(struct settings *settings, const char *arg);
	const char *help;
};

static bool set_tree(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->tree = true;
	return true;
}

static bool set_summary(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->summary = true;
	return true;
}

static bool set_flow(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->flow = true;
	return true;
}

static bool set_ladder(struct settings *settings, const char *arg)
{
	static const char *const choices[] = {
	        [LADDER_ALL] = "all",
	        [LADDER_FINDINGS] = "findings",
	        [LADDER_NONE] = "none",
	};

	settings->flow = true;
	for (int i = LADDER_ALL; i <= LADDER_NONE; i++) {
		if (strcmp(arg, choices[i]) == 0) {
			settings->ladder = i;
			return true;
		}
	}
	complain("'%s' is no choice of ladders: all, findings or none", arg);
	return false;
}

static bool set_flow_limit(struct settings *settings, const char *arg)
{
	char *end;

	errno = 0;
	settings->flow = true;
	settings->flow_limit = strtoul(arg, &end, 10);
	if (strspn(arg, "0123456789") == strlen(arg) && errno == 0 &&
	    settings->flow_limit != 0)
		return true;
	complain("'%s' is no number of calls", arg);
	return false;
}

static bool read_severity(enum zsip_severity *severity, const char *arg)
{
	for (int i = ZSIP_SEVERITY_NOTE; i <= ZSIP_SEVERITY_ERROR; i++) {
		if (strcmp(arg, zsip_severity_name(i)) == 0) {
			*severity = i;
			return true;
		}
	}
	complain("'%s' is no severity: note, warning or error", arg);
	return false;
}

static bool set_min_severity(struct settings *settings, const char *arg)
{
	return read_severity(&settings->min_severity, arg);
}

static bool set_fail_on(struct settings *settings, const char *arg)
{
	return read_severity(&settings->fail_on, arg);
}

static bool set_format(struct settings *settings, const char *arg)
{
	settings->format = format_find(arg);
	if (settings->format == NULL)
		complain("there is no format '%s'; --help has them all", arg);
	return settings->format != NULL;
}

static bool find_rule(struct zsip_slice name, size_t *index)
{
	*index = rule_find(name);
	if (*index == RULE_NONE)
		complain("there is no rule '%.*s'; --list-rules has them all",
		         (int)name.len, name.ptr);
	return *index != RULE_NONE;
}

static bool add_disabled(struct settings *settings, const char *arg)
{
	for (;;) {
		struct zsip_slice name = {arg, strcspn(arg, ",")};
		size_t index;

		if (!find_rule(name, &index))
			return false;
		settings->rules[index].is_disabled = true;
		if (arg[name.len] == '\0')
			return true;
		arg += name.len + 1;
	}
}

static bool set_color(struct settings *settings, const char *arg)
{
	static const char *const choices[] = {
	        [COLOR_AUTO] = "auto",
	        [COLOR_ALWAYS] = "always",
	        [COLOR_NEVER] = "never",
	};

	for (int i = COLOR_AUTO; i <= COLOR_NEVER; i++) {
		if (strcmp(arg, choices[i]) == 0) {
			settings->color = i;
			return true;
		}
	}
	complain("'%s' is no choice of color: auto, always or never", arg);
	return false;
}

static bool set_profile(struct settings *settings, const char *arg)
{
	static const struct {
		const char *name;
		uint64_t quirks;
	} profiles[] = {
	        {"strict", ZSIP_PROFILE_STRICT},
	        {"interop", ZSIP_PROFILE_INTEROP},
	};

	for (size_t i = 0; i < sizeof(profiles) / sizeof(*profiles); i++) {
		if (strcmp(arg, profiles[i].name) == 0) {
			settings->quirks |= profiles[i].quirks;
			return true;
		}
	}
	complain("'%s' is no profile: strict or interop", arg);
	return false;
}

static bool add_quirk(struct settings *settings, const char *arg)
{
	const struct zsip_quirk_info *quirk = quirk_find(arg);

	if (quirk == NULL) {
		complain("there is no quirk '%s'; --list-quirks has them all",
		         arg);
		return false;
	}
	settings->quirks |= quirk->bit;
	return true;
}

static bool set_list_quirks(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->action = ACTION_LIST_QUIRKS;
	return true;
}

static bool set_list_rules(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->action = ACTION_LIST_RULES;
	return true;
}

static bool set_explain(struct settings *settings, const char *arg)
{
	size_t index;

	settings->action = ACTION_EXPLAIN;
	settings->explain = arg;
	return quirk_find(arg) != NULL ||
	       find_rule(zsip_slice_from(arg), &index);
}

static bool set_help(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->action = ACTION_HELP;
	return true;
}

static bool set_version(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->action = ACTION_VERSION;
	return true;
}

static const struct option_row rows[] = {
        {'t', "tree", no_argument, NULL, set_tree,
         "print each message cut into its parts"},
        {'s', "summary", no_argument, NULL, set_summary,
         "count the findings by rule at the end"},
        {'f', "flow", no_argument, NULL, set_flow,
         "check each call as a whole, and draw its ladder"},
        {0, "ladder", required_argument, "CALLS", set_ladder,
         "the same, for all calls, those with findings, or none"},
        {0, "flow-limit", required_argument, "CALLS", set_flow_limit,
         "the same, with no more calls open at once"},
        {'m', "min-severity", required_argument, "SEVERITY", set_min_severity,
         "leave out what is below note, warning or error"},
        {0, "fail-on", required_argument, "SEVERITY", set_fail_on,
         "exit with 1 from note, warning or error on"},
        {'F', "format", required_argument, "FORMAT", set_format,
         "print the findings in this format: text"},
        {'d', "disable", required_argument, "RULE[,RULE...]", add_disabled,
         "leave out the findings of these rules"},
        {0, "profile", required_argument, "PROFILE", set_profile,
         "accept by quirks: strict (none) or interop"},
        {0, "quirk", required_argument, "QUIRK", add_quirk,
         "accept by this quirk too; may be repeated"},
        {0, "color", required_argument, "WHEN", set_color,
         "auto (on a terminal), always or never"},
        {'l', "list-rules", no_argument, NULL, set_list_rules,
         "list all rules with their severity, and exit"},
        {0, "list-quirks", no_argument, NULL, set_list_quirks,
         "list all quirks with what they accept, and exit"},
        {'e', "explain", required_argument, "NAME", set_explain,
         "say what a rule or quirk is about, and exit"},
        {'h', "help", no_argument, NULL, set_help, "print this, and exit"},
        {'V', "version", no_argument, NULL, set_version,
         "print the version, and exit"},
};

#define ROWS (sizeof(rows) / sizeof(*rows))
/* What getopt_long() returns for a row: beyond all letters. */
#define FIRST_CODE 256

void options_help(FILE *out)
{
	fputs("Usage: siplint [OPTION]... FILE...\n"
	      "Check the SIP messages in each FILE, or the session description "
	      "that it is;\n- is standard input.\n\n",
	      out);
	for (size_t i = 0; i < ROWS; i++) {
		char name[64];

		snprintf(name, sizeof(name), "%s%s%s", rows[i].name,
		         rows[i].arg != NULL ? "=" : "",
		         rows[i].arg != NULL ? rows[i].arg : "");
		if (rows[i].letter != 0)
			fprintf(out, "  -%c, ", rows[i].letter);
		else
			fputs("      ", out);
		fprintf(out, "--%-24s %s\n", name, rows[i].help);
	}
	fputs("\nExit status: 0 nothing above a note, 1 a warning or an error,"
	      "\n2 unreadable input or wrong usage.\n",
	      out);
}

/* The table as getopt_long() wants it. */
static void make_getopt(char *letters, struct option *options)
{
	*letters++ = ':'; /* no messages of its own, please */
	for (size_t i = 0; i < ROWS; i++) {
		options[i] = (struct option){rows[i].name, rows[i].has_arg,
		                             NULL, (int)(FIRST_CODE + i)};
		if (rows[i].letter == 0)
			continue;
		*letters++ = rows[i].letter;
		if (rows[i].has_arg == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	memset(&options[ROWS], 0, sizeof(options[ROWS]));
}

static const struct option_row *find_row(int code)
{
	if (code >= FIRST_CODE)
		return &rows[code - FIRST_CODE];
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].letter == code)
			return &rows[i];
	}
	return NULL;
}

/* What getopt_long() could not make sense of. */
static void complain_of(int code, char *const *argv)
{
	const struct option_row *row = find_row(optopt);
	const char *word = argv[optind - 1];

	if (code == ':')
		complain("option '%s' needs an argument", word);
	else if (row != NULL && optopt >= FIRST_CODE)
		complain("option '--%s' takes no argument", row->name);
	else if (optopt != 0)
		complain("there is no option '-%c'", optopt);
	else
		complain("there is no option '%s'", word);
}

bool options_read(struct settings *settings, int argc, char **argv)
{
	struct option options[ROWS + 1];
	char letters[2 * ROWS + 2];
	int code;

	*settings = (struct settings){.action = ACTION_LINT,
	                              .flow_limit = FLOW_LIMIT,
	                              .fail_on = ZSIP_SEVERITY_WARNING,
	                              .format = &format_text};
	rules_init(settings->rules);
	make_getopt(letters, options);
	opterr = 0;
	while ((code = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		const struct option_row *row;

		if (code == '?' || code == ':') {
			complain_of(code, argv);
			return false;
		}
		row = find_row(code);
		if (row == NULL || !row->apply(settings, optarg))
			return false;
	}
	settings->files = argv + optind;
	settings->file_count = argc - optind;
	if (settings->action == ACTION_LINT && settings->file_count == 0) {
		complain("no file is given");
		return false;
	}
	return true;
}
