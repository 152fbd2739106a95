/*
 * --help, by topic: each of them fits a screen.
 */
#include "command/options.h"
#include "report/formats.h"
#include "select/help.h"
#include <string.h>

static const struct {
	const char *name, *title;
} topics[] = {
#define OPTION_TOPIC(id, name, title) {name, title},
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
};

static const char all[] = "all";

const char *help_topic_at(size_t index)
{
	if (index == TOPICS)
		return all;
	return index < TOPICS ? topics[index].name : NULL;
}

bool help_has_topic(const char *name)
{
	for (size_t i = 0; i <= TOPICS; i++) {
		if (strcmp(help_topic_at(i), name) == 0)
			return true;
	}
	return false;
}

static void print_option(FILE *out, const struct option_row *row)
{
	bool may = row->takes == TAKES_MAYBE;
	char name[64];

	snprintf(name, sizeof(name), "%s%s%s%s%s", row->name, may ? "[" : "",
	         row->takes != TAKES_NOTHING ? "=" : "", row->arg,
	         may ? "]" : "");
	if (row->letter != 0)
		fprintf(out, "  -%c, ", row->letter);
	else
		fputs("      ", out);
	fprintf(out, "--%-24s %s\n", name, row->help);
}

static void print_usual(FILE *out)
{
	const struct option_row *row;

	fputs("Usage: siplint [OPTION]... FILE...\n"
	      "Check the SIP in each FILE: messages, a capture, a log, a "
	      "session description;\n- is standard input.\n\n",
	      out);
	for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
		if (row->use == USE_USUAL)
			print_option(out, row);
	}
	fputs("\nMore: siplint --help=TOPIC, of\n", out);
	for (size_t i = 0; i < TOPICS; i++)
		fprintf(out, "  %-10s %s\n", topics[i].name, topics[i].title);
	fputs("\nExit status: 0 nothing above a note, 1 a warning or an error,"
	      "\n2 unreadable input or wrong usage.\n",
	      out);
}

static void print_topic(FILE *out, enum option_topic topic)
{
	const struct option_row *row;

	fprintf(out, "%s: %s\n", topics[topic].name, topics[topic].title);
	for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
		if (row->topic == topic)
			print_option(out, row);
	}
	if (topic == TOPIC_SELECT)
		select_help(out);
	if (topic != TOPIC_OUTPUT)
		return;
	fputs("\nFormats:\n", out);
	formats_print(out);
}

void help_print(FILE *out, const char *topic)
{
	if (topic == NULL) {
		print_usual(out);
		return;
	}
	for (int i = 0; i < TOPICS; i++) {
		bool is_all = strcmp(topic, all) == 0;

		if (!is_all && strcmp(topic, topics[i].name) != 0)
			continue;
		if (is_all && i > 0)
			fputc('\n', out);
		print_topic(out, i);
	}
}
