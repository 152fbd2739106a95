/*
 * Where findings go.
 */
#include "lint/output.h"

void output_separate(struct output *output)
{
	if (output->has_records && output->format->separator != NULL)
		fputs(output->format->separator, output->file);
	output->has_records = true;
}
