/*
 * siplint: says what is wrong with SIP messages, and between them.
 */
#include "command/options.h"
#include "command/run.h"
#include "lint/explain.h"
#include <errno.h>
#include <string.h>

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
		help_print(stdout, settings->topic);
		return EXIT_CLEAN;
	case ACTION_VERSION:
		printf("siplint %s\n", zsip_version());
		return EXIT_CLEAN;
	case ACTION_LIST_RULES:
		rules_list(stdout, settings->rules);
		return EXIT_CLEAN;
	case ACTION_LIST_QUIRKS:
		quirks_list(stdout);
		return EXIT_CLEAN;
	case ACTION_EXPLAIN:
		explain(stdout, settings->explain);
		return EXIT_CLEAN;
	case ACTION_PRINT_CONFIG:
		config_print(stdout, settings);
		return EXIT_CLEAN;
	case ACTION_MERGE:
		return merge(settings);
	case ACTION_LINT:
		break;
	}
	return run(settings);
}

int main(int argc, char **argv)
{
	static struct settings settings;
	int status;

	if (!options_read(&settings, argc, argv))
		return EXIT_TROUBLE;
	status = act(&settings);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		complain("cannot write: %s", strerror(errno));
		return EXIT_TROUBLE;
	}
	return status;
}
