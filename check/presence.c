/*
 * Header fields that a status code or a method asks for, or has no use for.
 */
#include "checker.h"
#include "header_hash.h"

/* What a response has where the tables of the RFCs say no more than
 * "conditional": one of these header fields. */
static const struct {
	uint16_t code;
	uint16_t headers[3];
	const char *names;
} companions[] = {
#define ZSIP_COMPANION(code, need, name, a, b, c, rfc)                         \
	{code, {ZSIP_HDR_##a, ZSIP_HDR_##b, ZSIP_HDR_##c}, name},
#include "zsip_companions.def"
#undef ZSIP_COMPANION
};

bool zsip_check_is_whole(const struct checker *c)
{
	return c->msg->error.status == ZSIP_OK ||
	       c->msg->error.status == ZSIP_E_SYNTAX;
}

void zsip_check_companions(struct checker *c)
{
	size_t count = sizeof(companions) / sizeof(*companions);

	if (c->request || !zsip_check_is_whole(c))
		return;
	for (size_t i = 0; i < count; i++) {
		bool there = false;

		if (companions[i].code != c->msg->status_code)
			continue;
		/* Field 0 is that of names which are not known. */
		for (size_t j = 0; j < 3 && companions[i].headers[j] != 0; j++)
			there |= has_header(
			        c, (enum zsip_header)companions[i].headers[j]);
		if (!there)
			zsip_check_missing(c, ZSIP_RULE_MISSING_COMPANION,
			                   c->msg->start_line,
			                   companions[i].names);
	}
}

enum where { IN_REQUEST, IN_RESPONSE, IN_ANY };

/* What the tables have no place for, but is common and harmless. */
static const struct {
	uint16_t header, method; /* ZSIP_METHOD_OTHER: any */
	uint8_t where;
} usual[] = {
        /* The tables have it in 2xx alone; 20.37 does not say so, and RFC 3262
         * 3 has it decide on 1xx. */
        {ZSIP_HDR_SUPPORTED, ZSIP_METHOD_OTHER, IN_RESPONSE},
        {ZSIP_HDR_SUPPORTED, ZSIP_METHOD_ACK, IN_REQUEST},
        /* Sent from a template; nothing reads it there. */
        {ZSIP_HDR_CONTACT, ZSIP_METHOD_OTHER, IN_RESPONSE},
        {ZSIP_HDR_ALLOW, ZSIP_METHOD_ACK, IN_REQUEST},
        {ZSIP_HDR_ALLOW, ZSIP_METHOD_CANCEL, IN_ANY},
        /* 12.1.1 has it copied where a dialog begins; many copy it always. */
        {ZSIP_HDR_RECORD_ROUTE, ZSIP_METHOD_OTHER, IN_RESPONSE},
        /* Authorization may stand there, and 22.3 treats both alike. */
        {ZSIP_HDR_PROXY_AUTHORIZATION, ZSIP_METHOD_CANCEL, IN_REQUEST},
        /* A line for humans: the calls of SIPp have it in ACK and BYE. */
        {ZSIP_HDR_SUBJECT, ZSIP_METHOD_OTHER, IN_REQUEST},
        /* Copied with the rest of the request, in RFC 3665 too. */
        {ZSIP_HDR_MAX_FORWARDS, ZSIP_METHOD_OTHER, IN_RESPONSE},
};

static bool is_usual(const struct checker *c, enum zsip_header id)
{
	size_t count = sizeof(usual) / sizeof(*usual);
	enum where here = c->request ? IN_REQUEST : IN_RESPONSE;

	for (size_t i = 0; i < count; i++) {
		if (usual[i].header == id &&
		    (usual[i].where == IN_ANY || usual[i].where == here) &&
		    (usual[i].method == ZSIP_METHOD_OTHER ||
		     usual[i].method == c->method))
			return true;
	}
	return false;
}

static bool is_applicable(const struct checker *c, enum zsip_header id)
{
	unsigned code = c->request ? 0 : c->msg->status_code;

	return zsip_header_presence(id, c->method, code) !=
	               ZSIP_PRESENCE_NONE ||
	       is_usual(c, id);
}

/* The first field of each kind that the tables have no place for. */
void zsip_check_applicable(struct checker *c)
{
	static const bool anywhere[HEADER_IDS] = {ZSIP_ANYWHERE_HEADERS};
	const struct zsip_message *msg = c->msg;

	if (c->method == ZSIP_METHOD_OTHER ||
	    (!c->request && msg->status_code == 0))
		return;
	for (size_t i = 0; i < msg->field_count; i++) {
		enum zsip_header id = (enum zsip_header)msg->fields[i].id;

		if (anywhere[id] || c->first[id] != i + 1 ||
		    is_applicable(c, id))
			continue;
		c->field = i;
		zsip_check_report_at(c, ZSIP_RULE_HEADER_NOT_APPLICABLE,
		                     msg->fields[i].name);
	}
	c->field = ZSIP_NO_FIELD;
}
