/*
 * Prints what siplint explains of its rules, from files of entries
 *
 *	=== RULE
 *	what the RFC asks for, in lines
 *	with: --quirk=NAME
 *	wrong:
 *	| lines that break the rule
 *	right:
 *	| lines that do not
 *
 * as rows EXPLANATION(rule, words, option, wrong, right), where "with:" may be
 * left out.  Lines between entries that begin with "#" are skipped.  What the
 * lines of examples mean is said in tests/example.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_LEN = 512, WORDS_MAX_LEN = 76, ENTRY_WORDS = 5 };

/* The parts of an entry, in their order. */
enum part { NOTHING, WORDS, OPTION, WRONG, RIGHT };

struct reader {
	const char *path;
	FILE *in;
	unsigned line;
	char text[LINE_MAX_LEN];
	enum part part;
	unsigned count; /* lines of the part */
};

static void fail(const struct reader *reader, const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", reader->path, reader->line, what);
	exit(1);
}

static int begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void print_string(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		/* Two question marks might begin a trigraph. */
		if (strchr("\"\\?", *text) != NULL)
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void print_line(const char *text)
{
	fputs("\n\t", stdout);
	print_string(text);
	fputs(" \"\\n\"", stdout);
}

/* Every part but the option has lines. */
static void end_part(const struct reader *reader)
{
	if (reader->part != NOTHING && reader->part != OPTION &&
	    reader->count == 0)
		fail(reader, "nothing stands in the part before");
}

static void begin_part(struct reader *reader, enum part part)
{
	end_part(reader);
	reader->part = part;
	reader->count = 0;
}

static void end_entry(struct reader *reader)
{
	if (reader->part != NOTHING && reader->part != RIGHT)
		fail(reader, "the entry before has not all its parts");
	end_part(reader);
	if (reader->part == RIGHT)
		puts(")");
	reader->part = NOTHING;
}

static void read_title(struct reader *reader)
{
	end_entry(reader);
	fputs("EXPLANATION(", stdout);
	print_string(reader->text + strlen("=== "));
	putchar(',');
	reader->part = WORDS;
	reader->count = 0;
}

static void read_option(struct reader *reader)
{
	if (reader->part != WORDS)
		fail(reader, "an option stands behind the words");
	begin_part(reader, OPTION);
	fputs(",\n\t", stdout);
	print_string(reader->text + strlen("with: "));
}

static void read_heading(struct reader *reader, enum part part)
{
	if (part == WRONG && reader->part == WORDS)
		fputs(",\n\t\"\"", stdout);
	else if (reader->part != (part == WRONG ? OPTION : WRONG))
		fail(reader, "the parts stand in another order");
	begin_part(reader, part);
	putchar(',');
}

static void read_words(struct reader *reader)
{
	if (strlen(reader->text) > WORDS_MAX_LEN)
		fail(reader, "the line is too long");
	if (++reader->count > ENTRY_WORDS)
		fail(reader, "that is too much to be read");
	print_line(reader->text);
}

static void read_example(struct reader *reader)
{
	if (reader->part != WRONG && reader->part != RIGHT)
		fail(reader, "there is no wrong and no right yet");
	reader->count++;
	print_line(reader->text[1] == ' ' ? reader->text + 2 : "");
}

static void read_line(struct reader *reader)
{
	const char *text = reader->text;

	if (begins(text, "=== "))
		read_title(reader);
	else if (begins(text, "with: "))
		read_option(reader);
	else if (strcmp(text, "wrong:") == 0)
		read_heading(reader, WRONG);
	else if (strcmp(text, "right:") == 0)
		read_heading(reader, RIGHT);
	else if (begins(text, "| ") || strcmp(text, "|") == 0)
		read_example(reader);
	else if (*text == '\0' || *text == '#')
		return;
	else if (reader->part == WORDS)
		read_words(reader);
	else
		fail(reader, "nothing begins so");
}

static void read_file(const char *path)
{
	struct reader reader = {.path = path, .in = fopen(path, "r")};

	if (reader.in == NULL) {
		perror(path);
		exit(1);
	}
	while (fgets(reader.text, sizeof(reader.text), reader.in) != NULL) {
		size_t len = strcspn(reader.text, "\n");

		reader.line++;
		if (reader.text[len] == '\0')
			fail(&reader, "the line does not end");
		reader.text[len] = '\0';
		read_line(&reader);
	}
	end_entry(&reader);
	fclose(reader.in);
}

int main(int argc, char **argv)
{
	puts("/* Written by mkexplain. */");
	for (int i = 1; i < argc; i++)
		read_file(argv[i]);
	return 0;
}
