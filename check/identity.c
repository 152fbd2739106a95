/*
 * Who is meant: display names that can be taken for something else, and header
 * fields that name the caller more than once.
 */
#include "checker.h"

/* What is not seen, or turns the direction of what is (Unicode TR 36): the soft
 * hyphen, C1 controls, joiners and marks, embeddings, isolates, the BOM. */
static const struct {
	uint32_t first, last;
} invisible[] = {
        {0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
        {0x180E, 0x180E}, {0x200B, 0x200F}, {0x202A, 0x202E},
        {0x2060, 0x2064}, {0x2066, 0x206F}, {0xFEFF, 0xFEFF},
};

static bool is_invisible(uint32_t character)
{
	size_t count = sizeof(invisible) / sizeof(*invisible);

	for (size_t i = 0; i < count; i++) {
		if (character >= invisible[i].first &&
		    character <= invisible[i].last)
			return true;
	}
	return false;
}

static uint32_t decode(const char *p, size_t len)
{
	uint32_t character = (unsigned char)*p & (0x7Fu >> len);

	for (size_t i = 1; i < len; i++)
		character = character << 6 | ((unsigned char)p[i] & 0x3F);
	return character;
}

static void check_visible(struct checker *c, struct zsip_slice name)
{
	const char *p = name.ptr, *end = slice_end(name);

	if (c->ascii)
		return;
	while (p < end) {
		size_t len = zsip_check_character_length(p, end);

		if (len != 0 && is_invisible(decode(p, len))) {
			zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_INVISIBLE,
			                     (struct zsip_slice){p, len});
			return;
		}
		p += len == 0 ? 1 : len;
	}
}

static bool begins_with_scheme(struct zsip_slice text)
{
	static const char *const schemes[] = {"sip:", "sips:", "tel:"};
	const char *p = skip_lws(text.ptr, slice_end(text));

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		struct zsip_slice scheme = zsip_slice_from(schemes[i]);
		struct zsip_slice head = {p, scheme.len};

		if ((size_t)(slice_end(text) - p) >= scheme.len &&
		    zsip_slice_equal_nocase(head, scheme))
			return true;
	}
	return false;
}

static bool resembles_address(struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '<' || text.ptr[i] == '>' ||
		    text.ptr[i] == '@')
			return true;
	}
	return begins_with_scheme(text);
}

void zsip_check_display_name(struct checker *c,
                             const struct zsip_name_addr *addr)
{
	if (addr->display_name.ptr == NULL)
		return;
	if (addr->quoted && resembles_address(addr->display_name))
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_DISPLAY_NAME,
		                     addr->display_name);
	check_visible(c, addr->display_name);
}

/* RFC 3325 9.1, 9.2: one value, or one of a SIP or SIPS URI and one of a tel
 * URI. */
void zsip_check_identity(struct checker *c, const struct zsip_value *value,
                         const struct zsip_uri *uri)
{
	struct identities *seen = &c->identities;
	bool sip = is_sip_uri(uri);
	bool tel = uri->scheme_id == ZSIP_SCHEME_TEL;

	if (seen->header != value->id)
		*seen = (struct identities){.header = value->id};
	if (++seen->values > 2 || (sip && seen->sip) || (tel && seen->tel))
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_ASSERTED_IDENTITY,
		                     value->raw);
	if (value->id == ZSIP_HDR_P_ASSERTED_IDENTITY &&
	    ((sip && !seen->sip) || (tel && !seen->tel)))
		c->asserted[tel ? ASSERTED_TEL : ASSERTED_SIP] = uri->user;
	seen->sip |= sip;
	seen->tel |= tel;
}

/* Users are compared by what their escapes stand for, numbers without the
 * visual separators of RFC 3966 5.1.1. */
struct user_reader {
	const char *at, *end;
	bool number;
};

static bool is_separator(char byte)
{
	return byte == '-' || byte == '.' || byte == '(' || byte == ')';
}

/* The next byte, -1 at the end. */
static int next_byte(struct user_reader *reader)
{
	struct zsip_slice next;
	char byte;

	do {
		if (reader->at == reader->end)
			return -1;
		next = (struct zsip_slice){reader->at, 1};
		if (*reader->at == '%' && reader->end - reader->at > 2)
			next.len = 3;
		zsip_unescape(next, &byte, 1);
		reader->at += next.len;
	} while (reader->number && is_separator(byte));
	return (unsigned char)byte;
}

static bool is_same_user(struct zsip_slice a, struct zsip_slice b, bool number)
{
	struct user_reader left = {a.ptr, slice_end(a), number};
	struct user_reader right = {b.ptr, slice_end(b), number};
	int byte;

	do {
		byte = next_byte(&left);
		if (byte != next_byte(&right))
			return false;
	} while (byte >= 0);
	return true;
}

/* Whether a user is none of those asserted; where there is nothing to compare,
 * it is not. */
static bool is_another(const struct checker *c, struct zsip_slice user,
                       bool tel)
{
	bool another = false;

	for (size_t i = 0; user.ptr != NULL && i < ASSERTED; i++) {
		struct zsip_slice asserted = c->asserted[i];

		if (asserted.ptr == NULL)
			continue;
		if (is_same_user(user, asserted, tel || i == ASSERTED_TEL))
			return false;
		another = true;
	}
	return another;
}

static bool is_calling(const struct zsip_name_addr *addr)
{
	struct zsip_param party;

	return zsip_params_get(addr->params, ZSIP_PARAM_PARTY, &party) !=
	               ZSIP_OK ||
	       slice_is_nocase(party.value, "calling");
}

/* A value of Remote-Party-ID, which came before RFC 3325 and never was one,
 * against P-Asserted-Identity. */
static void check_remote_party(struct checker *c,
                               const struct zsip_value *value)
{
	const struct zsip_name_addr *addr = &value->name_addr;
	const char *end = slice_end(addr->uri) + addr->bracketed;
	struct zsip_uri uri;

	if (zsip_uri_parse_in(&uri, addr->uri, c->msg, NULL) == ZSIP_OK &&
	    is_calling(addr) &&
	    is_another(c, uri.user, uri.scheme_id == ZSIP_SCHEME_TEL))
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_IDENTITIES_DIFFER,
		                     slice_between(value->raw.ptr, end));
}

void zsip_check_remote_parties(struct checker *c)
{
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;

	if (!c->request || !has_header(c, ZSIP_HDR_REMOTE_PARTY_ID))
		return;
	zsip_list_start(&list, c->msg, ZSIP_HDR_REMOTE_PARTY_ID);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status != ZSIP_OK)
			continue;
		c->field = (size_t)(list.field - c->msg->fields);
		check_remote_party(c, &value);
	}
	c->field = ZSIP_NO_FIELD;
}
