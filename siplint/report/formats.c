/*
 * The formats that --format names.
 */
#include "report/formats.h"
#include <string.h>

static const struct {
	const struct format *format;
	const char *help;
} formats[] = {
#define FORMAT(name, help) {&format_##name, help},
#include "report/formats.def"
#undef FORMAT
};

#define FORMATS (sizeof(formats) / sizeof(*formats))

const char *format_name_at(size_t index)
{
	return index < FORMATS ? formats[index].format->name : NULL;
}

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i].format->name, name) == 0)
			return formats[i].format;
	}
	return NULL;
}

void formats_print(FILE *out)
{
	for (size_t i = 0; i < FORMATS; i++)
		fprintf(out, "  %-10s %s\n", formats[i].format->name,
		        formats[i].help);
}
