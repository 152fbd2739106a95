#include "alike.h"

#include <stdlib.h>
#include <string.h>

void alike_start(struct alike *alike, const char *bytes, size_t len,
                 uint64_t quirks)
{
	const struct input file = {.name = "message", .quirks = quirks};
	struct piece piece = {.seen = {.end = len, .mark.line = 1}};

	alike->input = input_of_message(&file, (struct zsip_slice){bytes, len});
	piece.seen.input = alike->input;
	message_init(&alike->message);
	message_read(&alike->message, &piece);
}

void alike_end(struct alike *alike)
{
	message_free(&alike->message);
	input_drop(alike->input);
}

/* --- Twins */

static struct zsip_slice identifier(const struct zsip_core *core, unsigned i)
{
	const size_t cookie = strlen("z9hG4bK");
	struct zsip_slice branch = core->via.branch;

	switch (i) {
	case 0:
		if (core->status[ZSIP_CORE_VIA] != ZSIP_OK ||
		    branch.len < cookie)
			break;
		return (struct zsip_slice){branch.ptr + cookie,
		                           branch.len - cookie};
	case 1:
		if (core->status[ZSIP_CORE_FROM] == ZSIP_OK)
			return core->from.tag;
		break;
	case 2:
		if (core->status[ZSIP_CORE_TO] == ZSIP_OK)
			return core->to.tag;
		break;
	default:
		if (core->status[ZSIP_CORE_CALL_ID] == ZSIP_OK)
			return core->call_id.callid;
	}
	return (struct zsip_slice){NULL, 0};
}

char *alike_twin(struct alike *alike, size_t length, size_t *len)
{
	struct zsip_slice text = alike->message.sip.text;
	const struct zsip_core *core = message_core(&alike->message);
	char *twin = malloc(text.len + 4 * length + 1);
	const char *p = text.ptr, *end = p + text.len;
	size_t at = 0;

	while (p < end) {
		size_t skip = 0;

		for (unsigned i = 0; i < 4 && skip == 0; i++) {
			struct zsip_slice slice = identifier(core, i);

			if (slice.len == 0 || slice.ptr != p)
				continue;
			memset(twin + at, 'a' + (int)i, length);
			at += length;
			skip = slice.len;
		}
		if (skip == 0)
			twin[at++] = *p++;
		p += skip;
	}
	*len = at;
	return twin;
}

/* --- Findings */

enum { MOST = 512 };

struct findings {
	struct zsip_finding list[MOST];
	size_t count;
};

static void collect(void *user, const struct zsip_finding *finding)
{
	struct findings *findings = user;

	if (findings->count < MOST)
		findings->list[findings->count] = *finding;
	findings->count++;
}

static bool is_same(const struct zsip_finding *a, const struct zsip_finding *b)
{
	return a->rule == b->rule && a->field == b->field &&
	       a->offset == b->offset && a->len == b->len &&
	       a->error.status == b->error.status &&
	       a->error.offset == b->error.offset &&
	       strcmp(a->error.expected, b->error.expected) == 0 &&
	       a->code == b->code && a->reason == b->reason &&
	       a->quirks == b->quirks;
}

bool alike_is_right(struct verdicts *verdicts, struct alike *alike)
{
	static struct findings here, there;

	here.count = there.count = 0;
	zsip_check(&alike->message.sip, collect, &here);
	alike_check(verdicts, &alike->message, collect, &there);
	if (here.count != there.count)
		return false;
	for (size_t i = 0; i < here.count && i < MOST; i++) {
		if (!is_same(&here.list[i], &there.list[i]))
			return false;
	}
	return true;
}

static void ignore(void *user, const struct zsip_finding *finding)
{
	(void)user;
	(void)finding;
}

bool alike_is_known(const struct verdicts *verdicts, struct alike *alike)
{
	struct plea plea;

	return alike_plead(&plea, &alike->message) &&
	       verdicts_tell(verdicts, &plea, ignore, NULL);
}
