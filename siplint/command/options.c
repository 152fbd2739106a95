/*
 * The options: what they do, in the order in which they are asked for.
 */
#include "command/options.h"
#include "report/formats.h"
#include "select/get.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* Calls that are open at once: each of them takes some kilobytes. */
#define FLOW_LIMIT 100000
/* What getopt_long() returns for a row, and behind it for its --no-NAME:
 * beyond all letters. */
#define FIRST_CODE 256

/* --- One option */

static void remember(struct settings *settings)
{
	size_t count = settings->asked_count++;

	if ((count & (count - 1)) == 0)
		settings->history =
		        must_resize(settings->history, 2 * count + 1,
		                    sizeof(*settings->history));
	settings->history[count] = settings->asked;
}

static bool apply_one(struct settings *settings)
{
	const struct asked *asked = &settings->asked;
	const struct option_does *does = &asked->row->does;

	remember(settings);
	if (does->is_switch)
		*(bool *)((char *)settings + does->member) = !asked->is_off;
	else if (does->call != NULL)
		return does->call(settings, asked->arg);
	else
		settings->action = does->action;
	return true;
}

/* An item of a list, without the blanks around it. */
static const char *copy_item(const char *item, size_t len)
{
	char *copy;

	while (len > 0 && strchr(" \t", item[len - 1]) != NULL)
		len--;
	copy = must_resize(NULL, len + 1, 1);
	memcpy(copy, item, len);
	copy[len] = '\0';
	return copy;
}

static bool apply_each(struct settings *settings)
{
	struct asked *asked = &settings->asked;
	const char *p = asked->arg;

	for (;;) {
		size_t blanks = strspn(p, " \t");
		size_t len = strcspn(p += blanks, ",");

		asked->column += blanks;
		asked->arg = copy_item(p, len);
		if (!apply_one(settings))
			return false;
		if (p[len] == '\0')
			return true;
		asked->column += len + 1;
		p += len + 1;
	}
}

bool option_apply(struct settings *settings)
{
	struct asked *asked = &settings->asked;

	if (asked->row->takes == TAKES_EACH)
		return apply_each(settings);
	/* A line of a file does not last. */
	if (asked->file != NULL && asked->arg != NULL)
		asked->arg = copy_item(asked->arg, strlen(asked->arg));
	return apply_one(settings);
}

bool option_is_once(const struct option_row *row)
{
	return row->does.is_once || row->does.action != ACTION_LINT;
}

static void options_init(struct settings *settings)
{
	const struct option_row *row;

	*settings = (struct settings){.action = ACTION_LINT,
	                              .flow_limit = FLOW_LIMIT,
	                              .follow = true};
	rules_init(settings->rules);
	for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
		if (*row->standard == '\0')
			continue;
		settings->asked = (struct asked){
		        .row = row, .arg = row->standard, .is_standard = true};
		option_apply(settings);
	}
}

/* --- The command line */

struct getopt_table {
	char letters[2 * MAX_OPTION_ROWS + 2];
	struct option options[2 * MAX_OPTION_ROWS + 1];
	char names[MAX_OPTION_ROWS][32]; /* --no-NAME */
};

static void add_letter(char **letters, const struct option_row *row)
{
	if (row->letter == 0)
		return;
	*(*letters)++ = row->letter;
	if (row->takes == TAKES_ONE || row->takes == TAKES_EACH)
		*(*letters)++ = ':';
}

/* The table as getopt_long() wants it. */
static void make_getopt(struct getopt_table *table)
{
	static const int has_arg[] = {
	        [TAKES_NOTHING] = no_argument,
	        [TAKES_ONE] = required_argument,
	        [TAKES_EACH] = required_argument,
	        [TAKES_MAYBE] = optional_argument,
	};
	struct option *option = table->options;
	char *letters = table->letters;
	const struct option_row *row;

	*letters++ = ':'; /* no messages of its own, please */
	for (int i = 0; (row = option_at((size_t)i)) != NULL; i++) {
		int code = FIRST_CODE + 2 * i;

		add_letter(&letters, row);
		*option++ = (struct option){row->name, has_arg[row->takes],
		                            NULL, code};
		if (!row->does.is_switch)
			continue;
		snprintf(table->names[i], sizeof(table->names[i]), NO "%s",
		         row->name);
		*option++ = (struct option){table->names[i], no_argument, NULL,
		                            code + 1};
	}
	*letters = '\0';
	*option = (struct option){NULL, 0, NULL, 0};
}

static const struct option_row *find_row(int code)
{
	const struct option_row *row;

	if (code >= FIRST_CODE)
		return option_at((size_t)(code - FIRST_CODE) / 2);
	for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
		if (row->letter == code)
			return row;
	}
	return NULL;
}

static const char *name_at(size_t index)
{
	const struct option_row *row = option_at(index);

	return row != NULL ? row->name : NULL;
}

static const char *switch_at(size_t index)
{
	const struct option_row *row;

	for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
		if (row->does.is_switch && index-- == 0)
			return row->name;
	}
	return NULL;
}

bool option_unknown(const struct settings *settings, const char *name)
{
	const char *dashes = option_dashes(settings);
	bool is_off = strncmp(name, NO, strlen(NO)) == 0;
	const char *nearest =
	        is_off ? nearest_name(name + strlen(NO), switch_at)
	               : nearest_name(name, name_at);

	if (nearest == NULL)
		return option_wrong(settings, "there is no option '%s%s'",
		                    dashes, name);
	return option_wrong(settings,
	                    "there is no option '%s%s'; did you mean %s%s%s?",
	                    dashes, name, dashes, is_off ? NO : "", nearest);
}

/* A name that begins as several do. */
static bool complain_of_beginning(const char *name)
{
	const char *full, *before = " may be --";
	bool found = false;

	for (size_t i = 0; (full = name_at(i)) != NULL; i++) {
		if (strncmp(name, full, strlen(name)) != 0)
			continue;
		if (!found)
			fprintf(stderr, "siplint: option '--%s'", name);
		fprintf(stderr, "%s%s", before, full);
		before = ", --";
		found = true;
	}
	if (found)
		fputc('\n', stderr);
	return found;
}

static void complain_of_name(const struct settings *settings, const char *word)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="),
	         word + 2);
	if (!complain_of_beginning(name))
		option_unknown(settings, name);
}

/* What getopt_long() could not make sense of. */
static void complain_of(const struct settings *settings, int code,
                        char *const *argv)
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
		complain_of_name(settings, word);
}

/* The command line as it is, its options in their order. */
struct words {
	struct asked *asked;
	size_t count;
};

/* No fewer options than there are: each has a letter. */
static size_t count_letters(char *const *argv)
{
	size_t count = 0;

	while (*argv != NULL)
		count += strlen(*argv++);
	return count;
}

static bool read_words(const struct settings *settings, struct words *words,
                       int argc, char **argv)
{
	struct getopt_table table;
	int code;

	*words = (struct words){.asked = must_resize(NULL, count_letters(argv),
	                                             sizeof(*words->asked))};
	make_getopt(&table);
	opterr = 0;
	while ((code = getopt_long(argc, argv, table.letters, table.options,
	                           NULL)) != -1) {
		if (code == '?' || code == ':') {
			complain_of(settings, code, argv);
			return false;
		}
		words->asked[words->count++] =
		        (struct asked){.row = find_row(code),
		                       .arg = optarg,
		                       .is_off = code >= FIRST_CODE &&
		                                 (code - FIRST_CODE) % 2 != 0};
	}
	return true;
}

static bool apply_words(struct settings *settings, const struct words *words,
                        bool once)
{
	for (size_t i = 0; i < words->count; i++) {
		if (option_is_once(words->asked[i].row) != once)
			continue;
		settings->asked = words->asked[i];
		if (!option_apply(settings))
			return false;
	}
	return true;
}

static bool needs_files(const struct settings *settings)
{
	return settings->action == ACTION_LINT ||
	       settings->action == ACTION_MERGE;
}

/* Options that make no sense together. */
static bool is_sound(const struct settings *settings)
{
	if (!needs_files(settings))
		return true;
	if (settings->file_count == 0) {
		complain("no file is given");
		return false;
	}
	if (settings->quiet && settings->output != NULL) {
		complain("--quiet leaves nothing to write to --output");
		return false;
	}
	return true;
}

static bool read_config(struct settings *settings)
{
	if (settings->action != ACTION_LINT &&
	    settings->action != ACTION_LIST_RULES &&
	    settings->action != ACTION_PRINT_CONFIG)
		return true;
	if (settings->config == NULL && !settings->no_config)
		settings->config = config_find();
	return settings->config == NULL ||
	       config_read(settings, settings->config);
}

static bool try_help(void)
{
	fputs("Try 'siplint --help'.\n", stderr);
	return false;
}

/* What is for the command line alone says which .siplintrc is read, and what
 * else the command line says counts more. */
static bool read_all(struct settings *settings, const struct words *words)
{
	if (!apply_words(settings, words, true))
		return try_help();
	if (!read_config(settings))
		return false;
	if (!apply_words(settings, words, false))
		return try_help();
	settings->quirks |= settings->profile;
	return true;
}

/* Of a summary other formats are made. */
static bool choose_summary(struct settings *settings)
{
	const struct format *summary = settings->format->summary;

	if (!settings->summary && settings->action != ACTION_MERGE)
		return true;
	if (summary == NULL) {
		complain("--format=%s has no summary", settings->format->name);
		return false;
	}
	settings->format = summary;
	return true;
}

/* Of rules that are not asked for nothing is told, and beside what --get prints
 * of none. */
static void disable_rules(struct settings *settings)
{
	for (size_t i = 0; i < MAX_RULES; i++) {
		struct rule_choice *choice = &settings->rules[i];

		if (settings->format == &format_get ||
		    (settings->has_chosen_rules && !choice->is_chosen))
			choice->is_disabled = true;
	}
}

/* Whatever format was asked for as well. */
static bool choose_get(struct settings *settings)
{
	if (settings->get.text == NULL)
		return true;
	settings->format = &format_get;
	if (settings->summary)
		complain("--get prints no summary");
	return !settings->summary;
}

bool options_read(struct settings *settings, int argc, char **argv)
{
	struct words words;
	bool done;

	options_init(settings);
	settings->asked = (struct asked){.row = NULL};
	done = read_words(settings, &words, argc, argv)
	               ? read_all(settings, &words)
	               : try_help();
	free(words.asked);
	if (!done)
		return false;
	settings->files = argv + optind;
	settings->file_count = argc - optind;
	done = is_sound(settings) && choose_get(settings) &&
	       choose_summary(settings);
	disable_rules(settings);
	return done || try_help();
}
