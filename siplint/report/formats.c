/*
 * The formats that --format names.
 */
#include "report/formats.h"
#include <string.h>

static const struct format *const formats[] = {
        &format_text,
};

#define FORMATS (sizeof(formats) / sizeof(*formats))

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	}
	return NULL;
}

void formats_print(FILE *out)
{
	for (size_t i = 0; i < FORMATS; i++)
		fprintf(out, "%s%s",
		        i == 0            ? ""
		        : i + 1 < FORMATS ? ", "
		                          : " or ",
		        formats[i]->name);
}
