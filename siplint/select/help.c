/*
 * What the help on selection says besides the options.
 */
#include "select/help.h"
#include <string.h>

enum { WIDTH = 76 };

/* @return the column behind it */
static size_t print_name(FILE *out, const char *name, size_t column)
{
	size_t len = strlen(name);

	if (column + len + 2 > WIDTH) {
		fputs(",\n  ", out);
		column = 2;
	} else {
		column += (size_t)fprintf(out, ", ");
	}
	fputs(name, out);
	return column + len;
}

void select_help(FILE *out)
{
	static const char *const names[] = {
#define SELECT_FACT(id, name)
#define SELECT_ALIAS(name, path, use) name,
#include "select/paths.def"
#undef SELECT_FACT
#undef SELECT_ALIAS
#define SELECT_FACT(id, name) name,
#define SELECT_ALIAS(name, path, use)
#include "select/paths.def"
#undef SELECT_FACT
#undef SELECT_ALIAS
	};
	size_t column = strlen("  sdp");

	fputs("\nPaths are the names of --tree in any case, as from.uri.user "
	      "and "
	      "via[1].host;\n  sdp",
	      out);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		column = print_name(out, names[i], column);
	fputs("\n\n--anonymize leaves tags, branches, ports, times, lengths "
	      "and "
	      "order, User-Agent\nand Server, names of header fields and of "
	      "files, tokens of the protocol, in\nsession descriptions all but "
	      "names, texts, addresses, keys; and lines on stderr.\n",
	      out);
}
