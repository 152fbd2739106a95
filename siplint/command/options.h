/*
 * The options: those of the table, on the command line and in .siplintrc.
 */
#ifndef SIPLINT_OPTIONS_H
#define SIPLINT_OPTIONS_H

#include "settings.h"

/* Before the name of a switch: what it asks for is not wanted. */
#define NO "no-"
/* No fewer than the table has. */
#define MAX_OPTION_ROWS 128

enum option_takes { TAKES_NOTHING, TAKES_ONE, TAKES_EACH, TAKES_MAYBE };

enum option_topic {
#define OPTION_TOPIC(id, name, title) TOPIC_##id,
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
	TOPICS
};

enum option_use { USE_RARE, USE_USUAL };

/* One of these is what a row does. */
struct option_does {
	bool is_once; /* on the command line alone */
	bool is_switch;
	size_t member; /* of a switch, in struct settings */
	enum action action;
	/* @return false when the argument is wrong, which was told */
	bool (*call)(struct settings *settings, const char *arg);
};

struct option_row {
	char letter; /* 0 for none */
	const char *name;
	enum option_takes takes;
	const char *arg;
	const char *words;
	const char *standard;
	enum option_topic topic;
	enum option_use use;
	struct option_does does;
	const char *help;
};

/* @return NULL past the last one */
const struct option_row *option_at(size_t index);
/* @return NULL if there is none */
const struct option_row *option_find(struct zsip_slice name);

/* Do what settings->asked asks for.
 * @return false if its argument is wrong, which was told */
bool option_apply(struct settings *settings);
/* Whether it is for the command line alone. */
bool option_is_once(const struct option_row *row);
/* @return false for wrong usage, which has then been told on stderr */
bool options_read(struct settings *settings, int argc, char **argv);

/* config.c */

/* The options of a file.
 * @return false if anything is wrong with it; all of that was told */
bool config_read(struct settings *settings, const char *path);
/* The nearest .siplintrc, in this directory or one above it, up to that of the
 * repository.
 * @return to be freed; NULL for none */
char *config_find(void);

/* print_config.c */

void config_print(FILE *out, const struct settings *settings);

/* apply.c */

/* Tell what is wrong with the option at hand, as printf.
 * @return false */
bool option_wrong(const struct settings *settings, const char *format, ...)
        __attribute__((format(printf, 2, 3)));
/* Tell that there is no option of this name, but may be one hardly different.
 * @return false */
bool option_unknown(const struct settings *settings, const char *name);
/* "--" for the command line; a file has none. */
const char *option_dashes(const struct settings *settings);
/* Which of the words of its row an argument is, from 0.
 * @return -1 if none, which was told */
int option_choose(const struct settings *settings, const char *arg);

/* help.c */

void help_print(FILE *out, const char *topic);
bool help_has_topic(const char *name);
/* @return NULL past the last one */
const char *help_topic_at(size_t index);

/* nearest.c */

/* Of the names that a function has by index, up to NULL, the one that is
 * hardly different; NULL if there is none. */
const char *nearest_name(const char *word,
                         const char *(*name_at)(size_t index));

#endif
