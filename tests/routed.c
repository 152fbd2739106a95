/*
 * Messages and addresses for tests of routing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "message_vectors.h"
#include "routed.h"

static void give_up(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

void routed_open(struct routed *routed, struct zsip_slice text)
{
	static struct checked checked;
	struct guard *guard = malloc(sizeof(*guard));
	char why[256];

	if (guard == NULL ||
	    !message_build(&checked, text.ptr, text.len, why, sizeof(why)))
		give_up(guard == NULL ? "no memory" : why);
	guard_open(guard, checked.len);
	routed->options = checked.options;
	zsip_message_init(&routed->msg, routed->fields, ROUTED_FIELDS,
	                  &routed->options);
	zsip_message_parse(&routed->msg,
	                   guard_end(guard, checked.data, checked.len),
	                   checked.len, NULL);
	zsip_core_parse(&routed->msg, &routed->core, NULL);
	routed->guard = guard;
	checked_free(&checked);
}

void routed_close(struct routed *routed)
{
	guard_close(routed->guard);
	free(routed->guard);
}

size_t routed_split(struct zsip_slice text,
                    struct zsip_slice parts[ROUTED_PARTS])
{
	const char *p = text.ptr, *end = p + text.len, *from = p;
	size_t count = 0;

	for (; p < end; p++) {
		if (end - p < 4 || memcmp(p, " || ", 4) != 0)
			continue;
		parts[count++] = (struct zsip_slice){from, (size_t)(p - from)};
		from = p + 4;
		if (count == ROUTED_PARTS)
			give_up("too many parts");
	}
	parts[count++] = (struct zsip_slice){from, (size_t)(end - from)};
	return count;
}

static struct zsip_own read_own(struct zsip_slice word)
{
	struct zsip_own own = {.host = word};
	const char *p = memchr(word.ptr, '/', word.len);

	if (p != NULL) {
		own.host.len = (size_t)(p - word.ptr);
		own.transport = (uint8_t)zsip_transport_find((
		        struct zsip_slice){p + 1, word.len - own.host.len - 1});
	}
	p = own.host.ptr + own.host.len;
	while (p > own.host.ptr && p[-1] >= '0' && p[-1] <= '9')
		p--;
	if (p > own.host.ptr + 1 && p[-1] == ':') {
		own.port = (uint16_t)atoi(p);
		own.host.len = (size_t)(p - 1 - own.host.ptr);
	}
	return own;
}

size_t routed_own(struct zsip_slice text, struct zsip_own own[ROUTED_OWN])
{
	const char *p = text.ptr, *end = p + text.len;
	size_t count = 0;

	if (text.len == 1 && *p == '-')
		return 0;
	while (p < end && count < ROUTED_OWN) {
		const char *blank = memchr(p, ' ', (size_t)(end - p));

		if (blank == NULL)
			blank = end;
		own[count++] =
		        read_own((struct zsip_slice){p, (size_t)(blank - p)});
		p = blank + (blank < end);
	}
	return count;
}
