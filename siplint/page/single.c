/*
 * Formats that hold one call.
 */
#include "page/single.h"
#include <stdlib.h>

/* The format's own part of an output. */
struct single {
	FILE *file;
	char *picture;
	size_t size;
	size_t calls;
};

void single_begin(struct output *output)
{
	struct single *single = must_resize(NULL, 1, sizeof(*single));

	*single = (struct single){.calls = 0};
	single->file = open_memstream(&single->picture, &single->size);
	if (single->file == NULL)
		die_of_memory();
	output->own = single;
}

FILE *single_open(struct output *output)
{
	struct single *single = output->own;

	return single->calls++ == 0 ? single->file : NULL;
}

void single_end(struct output *output, const struct tally *tally)
{
	struct single *single = output->own;

	(void)tally;
	fclose(single->file);
	if (single->calls == 1) {
		fwrite(single->picture, 1, single->size, output->file);
	} else {
		output->trouble = true;
		if (single->calls == 0)
			complain("there is no call to draw");
		else
			complain("--format %s draws one call, and here are "
			         "%zu: --call-id selects one",
			         output->format->name, single->calls);
	}
	free(single->picture);
	free(single);
	output->own = NULL;
}
