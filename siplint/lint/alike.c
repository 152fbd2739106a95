/*
 * Of the branch, the tags and the Call-ID the rules for a message by itself ask
 * what they are made of, and not which ones they are; of a body that has no
 * parts, whether there is one.  All other bytes make a plea: whatever shares it
 * breaks the same rules, at the same places of these bytes.
 */
#include "lint/alike.h"
#include "routing.h"
#include <string.h>

/* Cuts a slice out of the part that it stands in. */
static void leave_out(struct plea *plea, struct zsip_slice slice)
{
	const char *end = slice.ptr + slice.len;
	size_t i = plea->count - 1;
	struct zsip_slice *part;

	while (plea->parts[i].ptr > slice.ptr)
		i--;
	part = &plea->parts[i];
	memmove(part + 1, part, (plea->count - i) * sizeof(*part));
	plea->count++;
	part[1].ptr = end;
	part[1].len -= (size_t)(end - part->ptr);
	part->len = (size_t)(slice.ptr - part->ptr);
}

/* A tag is a token, which another one may stand for: no text in quotes, no
 * address in brackets (RFC 3261 25.1: gen-value).
 * @return false if it is another thing */
static bool leave_out_tag(struct plea *plea, struct zsip_slice tag)
{
	if (tag.ptr == NULL)
		return true;
	if (tag.len == 0 || *tag.ptr == '[' || tag.ptr[-1] == '"')
		return false;
	leave_out(plea, tag);
	return true;
}

/* What stands behind the cookie, in the letter case that it has. */
static bool leave_out_branch(struct plea *plea, struct zsip_slice branch)
{
	static const char cookie[] = ZSIP_BRANCH_COOKIE;

	if (branch.ptr == NULL || branch.len < sizeof(cookie) ||
	    branch.ptr[-1] == '"' ||
	    memcmp(branch.ptr, cookie, strlen(cookie)) != 0)
		return false;
	branch.ptr += strlen(cookie);
	branch.len -= strlen(cookie);
	leave_out(plea, branch);
	return true;
}

static bool is_whole(const struct zsip_core *core)
{
	return core->quirks == 0 && core->status[ZSIP_CORE_VIA] == ZSIP_OK &&
	       core->status[ZSIP_CORE_FROM] == ZSIP_OK &&
	       core->status[ZSIP_CORE_TO] == ZSIP_OK &&
	       core->status[ZSIP_CORE_CALL_ID] == ZSIP_OK;
}

/* Its parts would be asked for. */
static bool is_multipart(const struct zsip_message *sip)
{
	const struct zsip_field *type =
	        zsip_field_find(sip, ZSIP_HDR_CONTENT_TYPE, NULL);
	const struct zsip_slice multipart = {"multipart", 9};
	struct zsip_slice head;

	if (type == NULL)
		return false;
	/* One of them may be. */
	if (zsip_field_find(sip, ZSIP_HDR_CONTENT_TYPE, type) != NULL)
		return true;
	head = type->value;
	if (head.len > multipart.len)
		head.len = multipart.len;
	return zsip_slice_equal_nocase(head, multipart);
}

static bool leave_out_body(struct plea *plea, const struct zsip_message *sip)
{
	const char *end = sip->text.ptr + sip->text.len;

	if (sip->body.ptr == NULL || sip->missing != 0 ||
	    sip->body.ptr + sip->body.len != end)
		return false;
	if (sip->body.len == 0)
		return true;
	if (is_multipart(sip))
		return false;
	leave_out(plea, sip->body);
	return true;
}

bool alike_plead(struct plea *plea, struct message *message)
{
	const struct zsip_message *sip = &message->sip;
	const struct zsip_core *core;

	if (sip->error.status != ZSIP_OK || sip->quirks != 0)
		return false;
	core = message_core(message);
	plea_start(plea, PLEA_MESSAGE, sip->text.ptr, message->options.quirks);
	plea_add(plea, sip->text);
	if (!is_whole(core) || !leave_out_branch(plea, core->via.branch) ||
	    !leave_out_tag(plea, core->from.tag) ||
	    !leave_out_tag(plea, core->to.tag))
		return false;
	leave_out(plea, core->call_id.callid);
	if (!leave_out_body(plea, sip))
		return false;
	plea_close(plea);
	return true;
}

/* A message that is judged. */
struct trial {
	const struct plea *plea;
	struct verdict *verdict;
	void (*report)(void *user, const struct zsip_finding *finding);
	void *user;
};

static void collect(void *user, const struct zsip_finding *finding)
{
	const struct trial *trial = user;

	verdict_add(trial->verdict, trial->plea, finding);
	trial->report(trial->user, finding);
}

void alike_check(struct verdicts *verdicts, struct message *message,
                 void (*report)(void *user, const struct zsip_finding *finding),
                 void *user)
{
	struct plea plea;
	struct trial trial = {.plea = &plea, .report = report, .user = user};

	if (!alike_plead(&plea, message)) {
		zsip_check_core(&message->sip, message_core(message), report,
		                user);
		return;
	}
	if (verdicts_tell(verdicts, &plea, report, user))
		return;
	trial.verdict = verdict_begin(verdicts, &plea);
	zsip_check_core(&message->sip, message_core(message), collect, &trial);
}
