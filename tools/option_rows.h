/*
 * The table of siplint's options and that of its formats, for what is made
 * from them.
 */
#ifndef ZSIP_OPTION_ROWS_H
#define ZSIP_OPTION_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum takes { NOTHING, ONE, EACH, MAYBE };

enum topic {
#define OPTION_TOPIC(id, name, title) id,
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
};

struct topic_row {
	const char *name, *title;
};

struct option_row {
	char letter;
	const char *name;
	enum takes takes;
	const char *arg, *words, *standard;
	enum topic topic;
	bool is_switch;
	const char *help, *manual;
};

struct format_row {
	const char *name, *help;
};

static const struct topic_row topic_rows[] = {
#define OPTION_TOPIC(id, name, title) {name, title},
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
};

#define CALL(name)   false
#define ONCE(name)   false
#define ACTION(name) false
#define SWITCH(name) true
static const struct option_row option_rows[] = {
#define OPTION_TOPIC(id, name, title)
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)                                             \
	{letter,   name,  takes, argument, words,                              \
	 standard, topic, does,  help,     manual},
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
};

static const struct format_row format_rows[] = {
#define FORMAT(name, help) {#name, help},
#include "report/formats.def"
#undef FORMAT
};

#endif
