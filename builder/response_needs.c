/*
 * What the code of a response asks for, and what its caller gives.
 */
#include "build.h"
#include "internal.h"
#include "respond.h"

/* The header fields that the caller gives, a bit each. */
struct given {
	uint64_t ids[4];
};

static bool has(const struct given *given, unsigned id)
{
	return (given->ids[id / 64] >> id % 64 & 1) != 0;
}

/* Those that the response has anyhow. */
static bool is_ours(enum zsip_header id)
{
	switch (id) {
	case ZSIP_HDR_VIA:
	case ZSIP_HDR_FROM:
	case ZSIP_HDR_TO:
	case ZSIP_HDR_CALL_ID:
	case ZSIP_HDR_CSEQ:
	case ZSIP_HDR_RECORD_ROUTE:
	case ZSIP_HDR_CONTENT_LENGTH:
		return true;
	default:
		return false;
	}
}

static void look_through(struct respond *respond, struct given *given)
{
	const struct zsip_response *response = respond->response;

	for (size_t i = 0; i < response->header_count; i++) {
		enum zsip_header id = zsip_build_id(&response->headers[i]);
		const struct zsip_header_info *info = zsip_header_info(id);

		if (info == NULL)
			continue;
		if (is_ours(id))
			zsip_respond_refuse(respond, info->name.ptr);
		given->ids[id / 64] |= UINT64_C(1) << id % 64;
	}
}

/* Header fields that are mandatory in responses with these codes, to some
 * methods at least: the table of header fields says to which.  In the order of
 * the codes. */
static const struct {
	uint16_t from, to, id;
} mandatory[] = {
        {200, 399, ZSIP_HDR_CONTACT},
        {200, 299, ZSIP_HDR_EXPIRES},
        {200, 299, ZSIP_HDR_SIP_ETAG},
        {401, 401, ZSIP_HDR_WWW_AUTHENTICATE},
        {405, 405, ZSIP_HDR_ALLOW},
        {407, 407, ZSIP_HDR_PROXY_AUTHENTICATE},
        {420, 420, ZSIP_HDR_UNSUPPORTED},
        {421, 421, ZSIP_HDR_REQUIRE},
        {422, 422, ZSIP_HDR_MIN_SE},
        {423, 423, ZSIP_HDR_MIN_EXPIRES},
        {424, 424, ZSIP_HDR_GEOLOCATION_ERROR},
        {425, 425, ZSIP_HDR_ALERTMSG_ERROR},
        {469, 469, ZSIP_HDR_RECV_INFO},
        {489, 489, ZSIP_HDR_ALLOW_EVENTS},
};

enum { MANDATORY = sizeof(mandatory) / sizeof(*mandatory) };

/* Of an extension method no more is known than of OPTIONS, which forms no
 * dialog and has no soft state. */
static enum zsip_method column_of(const struct zsip_message *request)
{
	if (request->method_id == ZSIP_METHOD_OTHER)
		return ZSIP_METHOD_OPTIONS;
	return (enum zsip_method)request->method_id;
}

static void check_mandatory(struct respond *respond, const struct given *given)
{
	enum zsip_method method = column_of(respond->request);
	unsigned code = respond->response->code;

	for (size_t i = 0; i < MANDATORY && mandatory[i].from <= code; i++) {
		enum zsip_header id = (enum zsip_header)mandatory[i].id;

		if (code <= mandatory[i].to && !has(given, id) &&
		    zsip_header_presence(id, method, code) ==
		            ZSIP_PRESENCE_MANDATORY)
			zsip_respond_refuse(respond,
			                    zsip_header_info(id)->name.ptr);
	}
}

enum need { SHOULD, MUST };

static const struct {
	uint16_t code, need, ids[3];
	const char *name;
} companions[] = {
#define ZSIP_COMPANION(code, need, name, a, b, c, rfc)                         \
	{code, need, {ZSIP_HDR_##a, ZSIP_HDR_##b, ZSIP_HDR_##c}, name},
#include "zsip_companions.def"
#undef ZSIP_COMPANION
};

static void check_companions(struct respond *respond, const struct given *given)
{
	for (size_t i = 0; i < sizeof(companions) / sizeof(*companions); i++) {
		const uint16_t *ids = companions[i].ids;

		/* Nobody has given what is not in the table. */
		if (companions[i].code == respond->response->code &&
		    companions[i].need == MUST && !has(given, ids[0]) &&
		    !has(given, ids[1]) && !has(given, ids[2]))
			zsip_respond_refuse(respond, companions[i].name);
	}
}

static bool is_reliable(struct zsip_slice tag)
{
	return zsip_slice_equal_nocase(tag, ZSIP_TEXT("100rel"));
}

/* Whether a list of the request has 100rel. */
static bool request_has(const struct respond *respond, enum zsip_header id)
{
	enum zsip_status status;
	struct zsip_list list;

	zsip_list_start(&list, respond->request, id);
	while ((status = zsip_list_next(&list, NULL, NULL)) != ZSIP_END) {
		if (status == ZSIP_OK && is_reliable(list.item))
			return true;
	}
	return false;
}

/* Whether a Require of the caller's has 100rel. */
static bool caller_requires(const struct zsip_response *response)
{
	for (size_t i = 0; i < response->header_count; i++) {
		const struct zsip_header_line *line = &response->headers[i];
		struct zsip_slice rest = line->value, item;

		if (zsip_build_id(line) != ZSIP_HDR_REQUIRE)
			continue;
		while (zsip_slice_next_item(&rest, &item)) {
			if (is_reliable(item))
				return true;
		}
	}
	return false;
}

/* The caller's RSeq begins at 1 (RFC 3262 3). */
static bool is_zero(const struct zsip_response *response)
{
	for (size_t i = 0; i < response->header_count; i++) {
		const struct zsip_header_line *line = &response->headers[i];
		struct zsip_value value;

		if (zsip_build_id(line) == ZSIP_HDR_RSEQ &&
		    zsip_value_parse(&value, ZSIP_HDR_RSEQ, line->value, NULL,
		                     NULL) == ZSIP_OK)
			return value.digits.number == 0;
	}
	return false;
}

/* A provisional response is sent reliably, or not (RFC 3262 3). */
static void check_reliable(struct respond *respond, const struct given *given)
{
	const struct zsip_response *response = respond->response;
	bool invite = respond->request->method_id == ZSIP_METHOD_INVITE;
	bool rseq = has(given, ZSIP_HDR_RSEQ);
	bool requires =
	        has(given, ZSIP_HDR_REQUIRE) && caller_requires(response);
	bool asked = invite && request_has(respond, ZSIP_HDR_REQUIRE);

	if (rseq != requires)
		zsip_respond_refuse(respond, rseq ? "Require: 100rel" : "RSeq");
	if (asked && !rseq && response->code != ZSIP_CODE_TRYING)
		zsip_respond_refuse(respond, "RSeq");
	if (!rseq)
		return;
	if (response->code == ZSIP_CODE_TRYING || !invite)
		zsip_respond_refuse(respond, "no RSeq");
	if (!asked && !request_has(respond, ZSIP_HDR_SUPPORTED))
		zsip_respond_refuse(respond, "100rel in the request");
	if (is_zero(response))
		zsip_respond_refuse(respond, "RSeq from 1 on");
}

void zsip_respond_check_lines(struct respond *respond)
{
	const struct zsip_response *response = respond->response;
	struct given given = {{0}};

	look_through(respond, &given);
	check_mandatory(respond, &given);
	if (response->code >= 400)
		check_companions(respond, &given);
	if (response->code < 200)
		check_reliable(respond, &given);
	else if (has(&given, ZSIP_HDR_RSEQ))
		zsip_respond_refuse(respond, "no RSeq");
	if (response->body.len != 0 && !has(&given, ZSIP_HDR_CONTENT_TYPE))
		zsip_respond_refuse(respond, "Content-Type");
}
