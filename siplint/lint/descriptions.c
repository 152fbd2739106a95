/*
 * Session descriptions against the rules: by themselves, as a message's body,
 * in its parts.
 */
#include "lint/descriptions.h"
#include <stdlib.h>
#include <string.h>

/* Room for most of them. */
enum { FEW_LINES = 64, FEW_MEDIA = 8 };

struct few {
	struct zsip_sdp_line lines[FEW_LINES];
	struct zsip_sdp_media media[FEW_MEDIA];
};

/* Without allocating, if it fits. */
static void read_few(struct few *few, struct zsip_sdp *sdp,
                     struct zsip_slice text, const struct zsip_options *options)
{
	zsip_sdp_init(sdp, few->lines, FEW_LINES, few->media, FEW_MEDIA,
	              options);
	zsip_sdp_parse(sdp, text.ptr, text.len, NULL);
	if (sdp->error.status == ZSIP_E_TOO_MANY)
		description_read(sdp, text, options);
}

static void free_many(const struct few *few, struct zsip_sdp *sdp)
{
	if (sdp->lines != few->lines)
		description_free(sdp);
}

/* Who sends a description first makes an offer of it, whoever that is; what
 * answers is said only of requests that ask for nothing themselves (RFC 3261
 * 13.2.1, RFC 3311 5). */
static enum zsip_sdp_role role_of(const struct zsip_message *sip,
                                  const struct zsip_core *core)
{
	if (sip->method.ptr != NULL) {
		switch (zsip_method_find(sip->method)) {
		case ZSIP_METHOD_INVITE:
		case ZSIP_METHOD_UPDATE:
			return ZSIP_SDP_ROLE_OFFER;
		case ZSIP_METHOD_ACK:
			return ZSIP_SDP_ROLE_ANSWER;
		default:
			return ZSIP_SDP_ROLE_UNKNOWN;
		}
	}
	if (sip->status_code < 200 || sip->status_code > 299 ||
	    core->status[ZSIP_CORE_CSEQ] != ZSIP_OK ||
	    zsip_method_find(core->cseq.method) != ZSIP_METHOD_UPDATE)
		return ZSIP_SDP_ROLE_UNKNOWN;
	return ZSIP_SDP_ROLE_ANSWER;
}

/* A check of one description at work. */
struct visit {
	void (*report)(void *user, const struct zsip_finding *finding);
	void *user;
	const char *start;              /* of what offsets count from */
	const struct zsip_message *sip; /* NULL of what comes alone */
	const struct zsip_core *core;
	struct offers *offers;
	struct verdicts *verdicts;
	const char *text; /* of the description at hand */
	struct plea plea; /* of it */
	struct verdict *verdict;
};

static void collect(void *user, const struct zsip_sdp_finding *finding)
{
	const struct visit *visit = user;
	size_t before = (size_t)(visit->text - visit->start);
	struct zsip_finding found = {.rule = finding->rule,
	                             .field = ZSIP_NO_FIELD,
	                             .offset = before + finding->offset,
	                             .len = finding->len,
	                             .error = finding->error,
	                             .quirks = finding->quirks};

	found.error.offset += before;
	verdict_add(visit->verdict, &visit->plea, &found);
	visit->report(visit->user, &found);
}

/* @param answered  the offer that it answers; absent without one */
static void judge(struct visit *visit, struct zsip_slice text,
                  struct zsip_slice answered, enum zsip_sdp_role role,
                  const struct zsip_options *options)
{
	struct zsip_sdp sdp, offer;
	struct few few, offered;

	read_few(&few, &sdp, text, options);
	zsip_sdp_check(&sdp, role, collect, visit);
	if (answered.ptr != NULL) {
		read_few(&offered, &offer, answered, options);
		zsip_sdp_check_answer(&offer, &sdp, collect, visit);
		free_many(&offered, &offer);
	}
	free_many(&few, &sdp);
}

static void plead(struct visit *visit, struct zsip_slice text,
                  struct zsip_slice answered, enum zsip_sdp_role role,
                  const struct zsip_options *options)
{
	struct plea *plea = &visit->plea;

	plea_start(plea, PLEA_DESCRIPTION + role, visit->start,
	           options->quirks);
	plea_add(plea, text);
	if (answered.ptr != NULL)
		plea_add(plea, answered);
	plea_close(plea);
}

/* A description in a message. */
static void check(struct visit *visit, struct zsip_slice text,
                  const struct zsip_options *options, enum zsip_sdp_role role)
{
	struct zsip_slice answered =
	        offer_of(visit->offers, visit->sip, visit->core, text);

	if (answered.ptr != NULL)
		role = ZSIP_SDP_ROLE_ANSWER;
	plead(visit, text, answered, role, options);
	if (verdicts_tell(visit->verdicts, &visit->plea, visit->report,
	                  visit->user))
		return;
	visit->text = text.ptr;
	visit->verdict = verdict_begin(visit->verdicts, &visit->plea);
	judge(visit, text, answered, role, options);
}

/* The body of a message or part, or what stands in the parts of that; as deep
 * as the library goes. */
static void check_body(struct visit *visit, const struct zsip_message *sip,
                       enum zsip_sdp_role role)
{
	struct zsip_message part;
	struct zsip_parts parts;
	size_t room;

	if (description_is_body(sip)) {
		check(visit, sip->body, sip->options, role);
		return;
	}
	if (zsip_parts_start(&parts, sip, NULL) != ZSIP_OK)
		return;
	room = count_lines(sip->body);
	zsip_message_init(&part,
	                  must_resize(NULL, room, sizeof(struct zsip_field)),
	                  room, sip->options);
	while (zsip_parts_next(&parts, &part, NULL) != ZSIP_END) {
		if (part.text.ptr != NULL && part.body.ptr != NULL)
			check_body(visit, &part, role);
	}
	free(part.fields);
}

void descriptions_check(struct offers *offers, struct verdicts *verdicts,
                        struct message *message,
                        void (*report)(void *user,
                                       const struct zsip_finding *finding),
                        void *user)
{
	const struct zsip_message *sip = &message->sip;
	struct visit visit = {.report = report,
	                      .user = user,
	                      .start = sip->text.ptr,
	                      .sip = sip,
	                      .offers = offers,
	                      .verdicts = verdicts};

	/* What is cut off says nothing. */
	if (sip->body.len == 0 || sip->missing != 0)
		return;
	visit.core = message_core(message);
	check_body(&visit, sip, role_of(sip, visit.core));
}

void description_check(const struct zsip_message *sip,
                       void (*report)(void *user,
                                      const struct zsip_finding *finding),
                       void *user)
{
	const struct zsip_slice none = {NULL, 0};
	struct visit visit = {.report = report,
	                      .user = user,
	                      .start = sip->text.ptr,
	                      .text = sip->text.ptr};

	judge(&visit, sip->text, none, ZSIP_SDP_ROLE_UNKNOWN, sip->options);
}
