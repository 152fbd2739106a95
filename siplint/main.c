/*
 * siplint: says what is wrong with the SIP messages in a file.
 */
#include "siplint.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void die_of_memory(void)
{
	complain("out of memory");
	exit(EXIT_TROUBLE);
}

void *must_resize(void *ptr, size_t count, size_t size)
{
	void *grown = NULL;

	if (count == 0)
		count = 1;
	if (count <= (size_t)-1 / size)
		grown = realloc(ptr, count * size);
	if (grown == NULL)
		die_of_memory();
	return grown;
}

static void complain_of_file(const char *name, const char *what)
{
	fputs("siplint: ", stderr);
	show_text(stderr, zsip_slice_from(name));
	fprintf(stderr, ": %s\n", what);
}

/* @return false if the file could not be read or is no SIP */
static bool run_on_file(const char *path, const struct settings *settings,
                        struct calls *calls, size_t *messages)
{
	struct input *input = input_open(path);
	size_t count;

	if (input == NULL) {
		complain_of_file(path, strerror(errno));
		return false;
	}
	input->quirks = settings->quirks;
	count = lint_file(input, settings, calls);
	if (count == 0) {
		/* In order with what is on stdout. */
		fflush(stdout);
		complain_of_file(input->name,
		                 "no SIP message here: no line resembles "
		                 "a start line");
	}
	*messages += count;
	input_drop(input);
	return count != 0;
}

static int run(const struct settings *settings)
{
	struct calls *calls = settings->flow ? calls_start(settings) : NULL;
	size_t files = 0, messages = 0;
	bool trouble = false;

	paint_choose(settings->color);
	for (int i = 0; i < settings->file_count; i++) {
		if (run_on_file(settings->files[i], settings, calls, &messages))
			files++;
		else
			trouble = true;
	}
	if (calls != NULL)
		calls_end(calls);
	if (settings->summary)
		rules_summary(stdout, files, messages);
	if (trouble)
		return EXIT_TROUBLE;
	return rules_any_above_note() ? EXIT_FINDINGS : EXIT_CLEAN;
}

static void explain(FILE *out, const char *name)
{
	const struct zsip_quirk_info *quirk = quirk_find(name);

	if (quirk != NULL)
		quirk_explain(out, quirk);
	else
		rule_explain(out, name);
}

static int act(const struct settings *settings)
{
	switch (settings->action) {
	case ACTION_HELP:
		options_help(stdout);
		return EXIT_CLEAN;
	case ACTION_VERSION:
		printf("siplint %s\n", zsip_version());
		return EXIT_CLEAN;
	case ACTION_LIST_RULES:
		rules_list(stdout);
		return EXIT_CLEAN;
	case ACTION_LIST_QUIRKS:
		quirks_list(stdout);
		return EXIT_CLEAN;
	case ACTION_EXPLAIN:
		explain(stdout, settings->explain);
		return EXIT_CLEAN;
	case ACTION_LINT:
		break;
	}
	return run(settings);
}

int main(int argc, char **argv)
{
	struct settings settings;
	int status;

	if (!options_read(&settings, argc, argv)) {
		fputs("Try 'siplint --help'.\n", stderr);
		return EXIT_TROUBLE;
	}
	status = act(&settings);
	offers_free();
	if (fflush(stdout) != 0 || ferror(stdout)) {
		complain("cannot write: %s", strerror(errno));
		return EXIT_TROUBLE;
	}
	return status;
}
