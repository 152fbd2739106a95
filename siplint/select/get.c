/*
 * What --get prints.
 */
#include "select/get.h"

static void tell_message(struct output *output, struct message *message,
                         const struct report *reports, size_t count)
{
	(void)reports;
	(void)count;
	pattern_print(&output->settings->get, output->file, message);
}

const struct format format_get = {.name = "get", .message = tell_message};
