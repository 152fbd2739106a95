/*
 * What the parts of zsip_check() share.
 */
#ifndef ZSIP_CHECK_CHECKER_H
#define ZSIP_CHECK_CHECKER_H

#include "zsip.h"
#include <string.h>

/* Parameters of one value or URI that are compared with each other.  Bounds
 * the work per byte; feature tags (RFC 3840) are the longest lists in use, a
 * few dozen. */
#define COMPARED_PARAMETERS 64

/* A member for each header field, which gives their number. */
union header_ids {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	char id[(number) + 1];
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};
#define HEADER_IDS sizeof(union header_ids)

enum {
#define ZSIP_SHAPE(shape, members) SHAPE_##shape,
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	SHAPES
};

/* The kinds of asserted identities (RFC 3325 9.1). */
enum { ASSERTED_SIP, ASSERTED_TEL, ASSERTED };

/* One check at work. */
struct checker {
	const struct zsip_message *msg;
	const struct zsip_core *core; /* NULL: everything is parsed here */
	void (*report)(void *user, const struct zsip_finding *finding);
	void *user;
	size_t found;
	size_t field;    /* that is looked at now: an index, or ZSIP_NO_FIELD */
	uint64_t quirks; /* of the findings that are reported now */
	uint64_t told;   /* of the value that is looked at now */

	bool ascii;      /* nothing before the body is beyond ASCII */
	bool request;    /* else a response */
	bool answerable; /* with a status code: no response, no ACK */
	/* What is asked: of a response, what its CSeq says. */
	struct zsip_slice method_name;
	enum zsip_method method;

	/* 1 + the index of the first field of each kind. */
	uint16_t first[HEADER_IDS];
	bool repeated[HEADER_IDS];  /* there is another one */
	bool two_forms[HEADER_IDS]; /* that it stands in both has been told */

	/* What the values said that has to be held against each other. */
	size_t vias, contacts;
	struct zsip_slice second_contact, wildcard;
	size_t second_contact_field, wildcard_field;
	bool expires_zero;
	bool stream;    /* by the top Via's transport */
	bool multipart; /* by Content-Type */
	struct identities {
		uint16_t header; /* in which they stand */
		bool sip, tel;
		unsigned values;
	} identities;
	struct zsip_slice asserted[ASSERTED]; /* users of P-Asserted-Identity */
	/* A bare addr-spec that could be the first half of one with a comma. */
	struct zsip_slice half_uri;
};

/* rules.c */
void zsip_check_report(struct checker *c, enum zsip_rule rule,
                       struct zsip_slice at, const struct zsip_error *error);
void zsip_check_report_at(struct checker *c, enum zsip_rule rule,
                          struct zsip_slice at);
void zsip_check_report_code(struct checker *c, enum zsip_rule rule,
                            struct zsip_slice at, uint16_t code);
size_t zsip_check_offset(const struct checker *c, const char *at);

/* first_line.c */
bool zsip_check_start_failed(const struct zsip_message *msg);
void zsip_check_start_line(struct checker *c);
size_t zsip_check_utf8_length(unsigned char first);

/* fields.c */
void zsip_check_fields(struct checker *c);
void zsip_check_presence(struct checker *c);

/* ambiguous.c: what is legal or nearly so, and read in two ways. */
bool zsip_check_many_words(struct zsip_slice line);
bool zsip_check_hidden_name(struct zsip_slice line);
void zsip_check_field_form(struct checker *c, const struct zsip_field *field);
bool zsip_check_is_ascii(const struct zsip_message *msg);
void zsip_check_characters(struct checker *c, struct zsip_slice text);
size_t zsip_check_character_length(const char *p, const char *end);

/* identity.c */
void zsip_check_display_name(struct checker *c,
                             const struct zsip_name_addr *addr);
void zsip_check_identity(struct checker *c, const struct zsip_value *value,
                         const struct zsip_uri *uri);
void zsip_check_remote_parties(struct checker *c);

/* values.c: values that their grammar took, one that it did not. */
void zsip_check_via(struct checker *c, const struct zsip_value *value);
void zsip_check_cseq(struct checker *c, const struct zsip_value *value);
void zsip_check_bad_value(struct checker *c, enum zsip_header id,
                          struct zsip_slice value,
                          const struct zsip_error *error);

/* faults.c: a fault of a grammar, and the bytes that it is about.  These look
 * for one that receivers read differently; where there is none, what was there
 * stays. */
struct fault {
	enum zsip_rule rule;
	struct zsip_slice at;
};
void zsip_check_value_fault(struct checker *c, struct fault *fault,
                            enum zsip_header id, struct zsip_slice value,
                            const char *at);
void zsip_check_uri_fault(struct fault *fault, struct zsip_slice text,
                          const char *at);
const char *zsip_check_skip_quoted(const char *p, const char *end);

/* address_faults.c */
void zsip_check_address_fault(struct checker *c, struct fault *fault,
                              enum zsip_header id, struct zsip_slice value,
                              const char *at);

/* quirks.c */
void zsip_check_report_quirks(struct checker *c, uint64_t quirks,
                              struct zsip_slice at);
static inline void zsip_check_quirks(struct checker *c, uint64_t quirks,
                                     struct zsip_slice at)
{
	if (quirks != 0)
		zsip_check_report_quirks(c, quirks, at);
}
uint64_t zsip_check_allowed(const struct checker *c);
uint64_t zsip_check_value_quirks(const struct checker *c, enum zsip_header id,
                                 struct zsip_slice value);
uint64_t zsip_check_uri_quirks(const struct checker *c, struct zsip_slice text);
uint64_t zsip_check_start_quirks(const struct checker *c);

/* address.c */
void zsip_check_wildcard(struct checker *c, struct zsip_slice wildcard);
void zsip_check_address(struct checker *c, const struct zsip_value *value);

/* uri_parts.c: where a URI stands, as the columns of RFC 3261 table 1. */
enum uri_place {
	URI_REQUEST,
	URI_TO,
	URI_FROM,
	URI_BINDING, /* Contact of registrations and redirections */
	URI_DIALOG,  /* Contact of dialogs, Route, Record-Route */
	URI_ANYWHERE
};
bool zsip_check_uri(struct checker *c, struct zsip_slice text,
                    enum uri_place place, struct zsip_uri *uri);
bool zsip_check_request_uri(struct checker *c, struct zsip_uri *uri);
bool zsip_check_has_scheme(struct zsip_slice text);
void zsip_check_host(struct checker *c, struct zsip_slice host);

/* params.c: the names met so far in one walk, and whether one was met before;
 * when there are too many to compare, that is reported once.  In URIs they
 * have escapes. */
struct param_name {
	struct zsip_slice name;
	uint32_t hash;
	uint16_t id;
};
struct param_names {
	size_t count;
	bool escapes;
	struct param_name list[COMPARED_PARAMETERS];
};
void zsip_check_names_start(struct param_names *names, struct zsip_slice params,
                            bool escapes);
bool zsip_check_is_repeated(struct checker *c, struct param_names *names,
                            const struct zsip_param *param);
void zsip_check_params(struct checker *c, const struct zsip_value *value,
                       struct zsip_slice params);
struct zsip_slice zsip_check_param_text(const struct zsip_param *param);

/* body.c */
void zsip_check_body(struct checker *c);

/* parts.c */
void zsip_check_parts(struct checker *c);

/* headers.c: any value that its grammar took; the first value of a header
 * field, if it can be read, and the option tags of a list, which both set the
 * field that is looked at. */
void zsip_check_value(struct checker *c, const struct zsip_value *value);
bool zsip_check_is_word(struct zsip_slice text, const char *words);
bool zsip_check_first(struct checker *c, enum zsip_header id,
                      struct zsip_value *value);
bool zsip_check_has_tag(struct checker *c, enum zsip_header id,
                        const char *tag);
void zsip_check_missing(struct checker *c, enum zsip_rule rule,
                        struct zsip_slice at, const char *name);

/* presence.c: what is missing can be told where the end is there. */
bool zsip_check_is_whole(const struct checker *c);
void zsip_check_companions(struct checker *c);
void zsip_check_applicable(struct checker *c);

/* dialogs.c */
void zsip_check_rseq(struct checker *c, const struct zsip_value *value);
void zsip_check_rack(struct checker *c, const struct zsip_value *value);
void zsip_check_interval(struct checker *c, const struct zsip_value *value);
void zsip_check_subscription(struct checker *c, const struct zsip_value *value);
void zsip_check_dialog_id(struct checker *c, const struct zsip_value *value);
void zsip_check_target_dialog(struct checker *c,
                              const struct zsip_value *value);
void zsip_check_dialogs(struct checker *c);

/* sips.c */
void zsip_check_sips(struct checker *c);

/* trust.c */
void zsip_check_date(struct checker *c, const struct zsip_value *value);
void zsip_check_passport(struct checker *c, const struct zsip_value *value);
void zsip_check_identity_info(struct checker *c,
                              const struct zsip_value *value);
void zsip_check_privacy(struct checker *c, const struct zsip_value *value);
void zsip_check_identities(struct checker *c);

/* digest.c */
void zsip_check_credentials(struct checker *c, const struct zsip_value *value);
void zsip_check_challenge(struct checker *c, const struct zsip_value *value);

/* reasons.c */
void zsip_check_reason(struct checker *c, const struct zsip_value *value);
void zsip_check_warning(struct checker *c, const struct zsip_value *value);
void zsip_check_history(struct checker *c);

/* Whether there is such a header field: what is asked of one that is not there
 * costs nothing. */
static inline bool has_header(const struct checker *c, enum zsip_header id)
{
	return c->first[id] != 0;
}

static inline bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static inline bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool is_alpha(char byte)
{
	return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static inline bool is_hex(char byte)
{
	return is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

static inline bool is_control(char byte)
{
	unsigned char c = (unsigned char)byte;

	return (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F;
}

static inline bool is_lws(char byte)
{
	return is_blank(byte) || byte == '\r' || byte == '\n';
}

static inline const char *skip_lws(const char *p, const char *end)
{
	while (p < end && is_lws(*p))
		p++;
	return p;
}

static inline bool is_token_byte(char byte)
{
	static const char marks[] = "-.!%*_+`'~";

	return is_digit(byte) || is_alpha(byte) ||
	       memchr(marks, byte, sizeof(marks) - 1) != NULL;
}

static inline struct zsip_slice slice_between(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

/* The digits that a text begins with. */
static inline struct zsip_slice slice_digits(struct zsip_slice text)
{
	size_t len = 0;

	while (len < text.len && text.ptr[len] >= '0' && text.ptr[len] <= '9')
		len++;
	return (struct zsip_slice){text.ptr, len};
}

static inline const char *slice_end(struct zsip_slice slice)
{
	return slice.ptr + slice.len;
}

static inline bool is_sip_uri(const struct zsip_uri *uri)
{
	return uri->scheme_id == ZSIP_SCHEME_SIP ||
	       uri->scheme_id == ZSIP_SCHEME_SIPS;
}

static inline bool slice_is(struct zsip_slice slice, const char *text)
{
	return slice.len == strlen(text) &&
	       memcmp(slice.ptr, text, slice.len) == 0;
}

/* `text` is not empty. */
static inline bool slice_is_nocase(struct zsip_slice slice, const char *text)
{
	struct zsip_slice word = {text, strlen(text)};

	return slice.len == word.len && (*slice.ptr | 0x20) == (*text | 0x20) &&
	       zsip_slice_equal_nocase(slice, word);
}

#endif
