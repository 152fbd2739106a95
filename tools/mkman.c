/*
 * Prints the manual page of siplint: the frame from standard input, in which
 * @OPTIONS@, @FORMATS@ and @VERSION@ stand for what the tables have.
 */
#include "option_rows.h"
#include "zsip.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 78, MAX_LINE = 4096 };

/* --- Text of a table as roff */

/* One byte.  In bold and italic words hyphens are those that are typed. */
static size_t put_byte(char *to, char byte, bool typed)
{
	if (byte == '-' && typed)
		return (size_t)sprintf(to, "\\-");
	if (byte == '\\')
		return (size_t)sprintf(to, "\\e");
	*to = byte;
	return 1;
}

/* *bold* and _argument_. */
static const char *to_roff(char *roff, const char *text)
{
	char font = '\0', *to = roff;

	for (const char *p = text; *p != '\0'; p++) {
		bool begins = p == text || strchr(" (", p[-1]) != NULL;

		if (font == '\0' && begins && (*p == '*' || *p == '_')) {
			font = *p;
			to += sprintf(to, "\\f%c", font == '*' ? 'B' : 'I');
		} else if (font != '\0' && *p == font) {
			font = '\0';
			to += sprintf(to, "\\fR");
		} else {
			to += put_byte(to, *p, font != '\0');
		}
	}
	*to = '\0';
	return roff;
}

/* A sentence begins a line. */
static void print_filled(const char *text)
{
	char roff[MAX_LINE];
	const char *word = to_roff(roff, text);
	size_t column = 0;

	while (*word != '\0') {
		size_t len = strcspn(word, " ");

		if (column != 0 && column + 1 + len > WIDTH) {
			putchar('\n');
			column = 0;
		} else if (column != 0) {
			putchar(' ');
			column++;
		}
		printf("%.*s", (int)len, word);
		column += len;
		if (word[len - 1] == '.' && word[len] != '\0') {
			putchar('\n');
			column = 0;
		}
		word += len + (word[len] == ' ');
	}
	putchar('\n');
}

/* --- The options */

static void print_typed(const char *text)
{
	char roff[8];

	for (; *text != '\0'; text++)
		printf("%.*s", (int)put_byte(roff, *text, true), roff);
}

/* What is to be filled in is in capitals. */
static void print_argument(const char *arg)
{
	bool inside = false;

	for (; *arg != '\0'; arg++) {
		bool is_name = isupper((unsigned char)*arg) != 0;

		if (is_name != inside)
			printf(is_name ? "\\fI" : "\\fR");
		inside = is_name;
		putchar(*arg);
	}
	printf(inside ? "\\fR" : "");
}

static void print_option(const struct option_row *row)
{
	printf(".TP\n");
	if (row->letter != '\0')
		printf("\\fB\\-%c\\fR, ", row->letter);
	printf("\\fB\\-\\-");
	print_typed(row->name);
	printf("\\fR%s%s", row->takes == MAYBE ? "[" : "",
	       row->takes != NOTHING ? "=" : "");
	print_argument(row->arg);
	printf(row->takes == MAYBE ? "]\n" : "\n");
	print_filled(row->manual);
	if (row->takes == EACH)
		print_filled("May be a list with commas, and given several "
		             "times.");
	if (*row->standard != '\0')
		printf("Default: \\fB%s\\fR.\n", row->standard);
}

static void print_options(void)
{
	for (size_t topic = 0; topic < COUNT(topic_rows); topic++) {
		printf(".SS %c%s\n",
		       toupper((unsigned char)*topic_rows[topic].title),
		       topic_rows[topic].title + 1);
		for (size_t i = 0; i < COUNT(option_rows); i++) {
			if (option_rows[i].topic == topic)
				print_option(&option_rows[i]);
		}
	}
}

static void print_formats(void)
{
	for (size_t i = 0; i < COUNT(format_rows); i++) {
		printf(".TP\n.B %s\n", format_rows[i].name);
		print_filled(format_rows[i].help);
	}
}

int main(void)
{
	char line[MAX_LINE], *version;

	printf("'\\\" t\n.\\\" Made by tools/mkman.c from docs/siplint.1.in "
	       "and siplint/command/options.def.\n");
	while (fgets(line, sizeof(line), stdin) != NULL) {
		version = strstr(line, "@VERSION@");
		if (strcmp(line, "@OPTIONS@\n") == 0)
			print_options();
		else if (strcmp(line, "@FORMATS@\n") == 0)
			print_formats();
		else if (version != NULL)
			printf("%.*s%s%s", (int)(version - line), line,
			       ZSIP_VERSION, version + 9);
		else
			fputs(line, stdout);
	}
	return fflush(stdout) != 0;
}
