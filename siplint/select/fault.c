/*
 * What is wrong with a text on the command line.
 */
#include "select/fault.h"
#include "base/show.h"
#include <stdarg.h>

bool fault_set(struct fault *fault, const char *at, const char *format, ...)
{
	va_list args;

	if (fault->at != NULL)
		return false;
	fault->at = at;
	va_start(args, format);
	vsnprintf(fault->what, sizeof(fault->what), format, args);
	va_end(args);
	return false;
}

void fault_tell(const struct fault *fault, const char *option, const char *text)
{
	struct zsip_slice before = {text, (size_t)(fault->at - text)};

	fprintf(stderr, "siplint: %s: ", option);
	show_text(stderr, zsip_slice_from(fault->what));
	fputs("\n  ", stderr);
	show_text(stderr, zsip_slice_from(text));
	fprintf(stderr, "\n  %*s^\n", (int)count_cells(before), "");
}
