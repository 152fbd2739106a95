/*
 * Host code of typed_values.rl: what its actions call, and what is left to
 * check when the machine has stopped.
 */
#ifndef ZSIP_TYPED_H
#define ZSIP_TYPED_H

#include "values.h"
#include <stddef.h>

/* What the machine notes beside struct reading. */
struct notes {
	const unsigned char *next; /* where another part is to be entered */
	int next_part;
	const unsigned char *day, *hour;
	struct zsip_slice token68, comment;
};

static inline void follow(struct notes *notes, const unsigned char *p, int part)
{
	notes->next = p;
	notes->next_part = part;
}

/* A parameter whose value a shape keeps in a member; without a name: the
 * member for all parameters. */
struct kept {
	const char *name;
	size_t offset;
};

#define KEPT(shape, name, member)                                              \
	{                                                                      \
		name, offsetof(struct zsip_##shape, member)                    \
	}
#define ALL(shape) KEPT(shape, "", params)
#define NO_MORE                                                                \
	{                                                                      \
		NULL, 0                                                        \
	}

static const struct kept kept_challenge[] = {
        ALL(challenge),
        KEPT(challenge, "realm", realm),
        KEPT(challenge, "domain", domain),
        KEPT(challenge, "nonce", nonce),
        KEPT(challenge, "opaque", opaque),
        KEPT(challenge, "stale", stale),
        KEPT(challenge, "algorithm", algorithm),
        KEPT(challenge, "qop", qop),
        KEPT(challenge, "charset", charset),
        KEPT(challenge, "userhash", userhash),
        NO_MORE};
static const struct kept kept_credentials[] = {
        ALL(credentials),
        KEPT(credentials, "username", username),
        KEPT(credentials, "realm", realm),
        KEPT(credentials, "nonce", nonce),
        KEPT(credentials, "uri", uri),
        KEPT(credentials, "response", response),
        KEPT(credentials, "algorithm", algorithm),
        KEPT(credentials, "cnonce", cnonce),
        KEPT(credentials, "opaque", opaque),
        KEPT(credentials, "qop", qop),
        KEPT(credentials, "nc", nc),
        KEPT(credentials, "userhash", userhash),
        NO_MORE};
static const struct kept kept_auth_info[] = {
        ALL(auth_info),
        KEPT(auth_info, "nextnonce", nextnonce),
        KEPT(auth_info, "qop", qop),
        KEPT(auth_info, "rspauth", rspauth),
        KEPT(auth_info, "cnonce", cnonce),
        KEPT(auth_info, "nc", nc),
        NO_MORE};
static const struct kept kept_dialog_id[] = {
        ALL(dialog_id), KEPT(dialog_id, "to-tag", to_tag),
        KEPT(dialog_id, "from-tag", from_tag), NO_MORE};
static const struct kept kept_target_dialog[] = {
        ALL(target_dialog), KEPT(target_dialog, "local-tag", local_tag),
        KEPT(target_dialog, "remote-tag", remote_tag), NO_MORE};
static const struct kept kept_identity[] = {
        ALL(identity), KEPT(identity, "info", info), KEPT(identity, "alg", alg),
        KEPT(identity, "ppt", ppt), NO_MORE};
static const struct kept kept_retry_after[] = {
        ALL(retry_after), KEPT(retry_after, "duration", duration), NO_MORE};
static const struct kept kept_session_id[] = {
        ALL(session_id), KEPT(session_id, "remote", remote), NO_MORE};
static const struct kept kept_token_params[] = {ALL(token_params), NO_MORE};
static const struct kept kept_string_params[] = {ALL(string_params), NO_MORE};
static const struct kept kept_digits_params[] = {ALL(digits_params), NO_MORE};
static const struct kept kept_charge_params[] = {ALL(charge_params), NO_MORE};
static const struct kept kept_info[] = {ALL(info), NO_MORE};
static const struct kept kept_media_range[] = {ALL(media_range), NO_MORE};
static const struct kept kept_language[] = {ALL(language), NO_MORE};

/* NULL for a shape without parameters. */
static inline const struct kept *kept_of(unsigned shape)
{
	switch (shape) {
#define CASE(shape)                                                            \
	case ZSIP_SHAPE_##shape:                                               \
		return kept_##shape;
		CASE(challenge)
		CASE(credentials)
		CASE(auth_info)
		CASE(dialog_id)
		CASE(target_dialog)
		CASE(identity)
		CASE(retry_after)
		CASE(session_id)
		CASE(token_params)
		CASE(string_params)
		CASE(digits_params)
		CASE(charge_params)
		CASE(info)
		CASE(media_range)
		CASE(language)
#undef CASE
	default:
		return NULL;
	}
}

static inline struct zsip_slice *member_at(void *out, size_t offset)
{
	return (struct zsip_slice *)((char *)out + offset);
}

/* Where the value of the parameter goes; NULL if it is not kept. */
static inline struct zsip_slice *kept_slot(void *out, unsigned shape,
                                           const unsigned char *name,
                                           const unsigned char *end)
{
	struct zsip_slice text = {(const char *)name, (size_t)(end - name)};

	for (const struct kept *kept = kept_of(shape); kept->name != NULL;
	     kept++) {
		if (zsip_slice_equal_nocase(text, zsip_slice_from(kept->name)))
			return member_at(out, kept->offset);
	}
	return NULL;
}

/* Continuation bytes that a character has behind its first byte
 * (UTF8-NONASCII); 0 for a byte that begins none. */
static inline unsigned continuation_bytes(unsigned char first)
{
	return first < 0xC0   ? 0
	       : first < 0xE0 ? 1
	       : first < 0xF0 ? 2
	       : first < 0xF8 ? 3
	       : first < 0xFC ? 4
	       : first < 0xFE ? 5
	                      : 0;
}

static inline bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Behind the ctext or quoted-pair at p; p itself, or the byte within, if there
 * is none: `*sound` then is false. */
static inline const unsigned char *behind_ctext(const unsigned char *p,
                                                const unsigned char *pe,
                                                struct reading *r, bool *sound)
{
	unsigned more = continuation_bytes(*p);

	*sound = true;
	if (is_blank(*p) || (*p > ' ' && *p < 0x7F && *p != '\\'))
		return p + 1;
	if (more != 0) {
		for (p++; more != 0 && p < pe && *p >= 0x80 && *p < 0xC0; p++)
			more--;
		*sound = more == 0;
		return p;
	}
	if (*p == '\\') {
		*sound = ++p < pe && *p < 0x80 && *p != '\r' && *p != '\n';
		return *sound ? p + 1 : p;
	}
	if (*p == '\n')
		note_quirk(r, ZSIP_QUIRK_LF_LINE_ENDS, p);
	else if (*p == '\r' && pe - p > 1 && p[1] == '\n')
		p++;
	else
		*sound = false;
	if (*sound && (++p == pe || !is_blank(*p)))
		*sound = false;
	return p;
}

/* Where the comment closes whose parenthesis is at p: at its last byte, or at
 * the byte that breaks it. */
static inline const unsigned char *comment_end(struct reading *r,
                                               struct notes *notes,
                                               const unsigned char *p,
                                               const unsigned char *pe)
{
	const unsigned char *from = ++p;
	size_t depth = 1;
	bool sound = true;

	while (p < pe && sound) {
		if (*p == ')' && --depth == 0)
			break;
		depth += *p == '(';
		p = behind_ctext(p, pe, r, &sound);
	}
	notes->comment = CUT(from);
	if (!sound)
		set_bad(r, ZSIP_E_SYNTAX, p, "comment");
	return p;
}

/* The last three letters tell all months apart. */
static inline uint32_t month_of(const unsigned char *p)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	uint32_t month = 0;

	while ((p[0] | 0x20) != names[3 * month] ||
	       (p[1] | 0x20) != names[3 * month + 1] ||
	       (p[2] | 0x20) != names[3 * month + 2])
		month++;
	return month + 1;
}

static inline bool is_leap_year(uint32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static inline uint32_t days_in_month(uint32_t month, uint32_t year)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
	                               31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap_year(year));
}

/* Days from 1970-01-01 in the Gregorian calendar: the year is taken to begin in
 * March, so that the leap day is its last. */
static inline int64_t days_since_epoch(const struct zsip_date *date)
{
	int64_t year = (int64_t)date->year - (date->month <= 2) + 400;
	int64_t month = (date->month + 9) % 12;
	int64_t days = 365 * year + year / 4 - year / 100 + year / 400;

	days += (153 * month + 2) / 5 + date->day - 1;
	/* 1970-01-01, counted the same way. */
	return days - (719468 + 146097);
}

/* A leap second counts as the first one of the next minute. */
static inline void check_date(struct reading *r, const struct notes *notes,
                              struct zsip_date *date)
{
	if (date->day == 0 ||
	    date->day > days_in_month(date->month, date->year))
		set_bad(r, ZSIP_E_RANGE, notes->day, "day of the month");
	if (date->hour > 23)
		set_bad(r, ZSIP_E_RANGE, notes->hour, "hour");
	if (date->minute > 59)
		set_bad(r, ZSIP_E_RANGE, notes->hour + 3, "minute");
	if (date->second > 60)
		set_bad(r, ZSIP_E_RANGE, notes->hour + 6, "second");
	date->time = days_since_epoch(date) * 86400 + date->hour * 3600 +
	             date->minute * 60 + date->second;
}

/* header "." payload "." signature */
static inline void split_jws(struct zsip_identity *identity,
                             const unsigned char *from,
                             const unsigned char *end)
{
	const unsigned char *p = memchr(from, '.', (size_t)(end - from));

	identity->header = CUT(from);
	from = p + 1;
	p = memchr(from, '.', (size_t)(end - from));
	identity->payload = CUT(from);
	from = p + 1;
	p = end;
	identity->signature = CUT(from);
}

/* warn-agent: a token is a pseudonym, whatever else it is; what has a port must
 * be a host. */
static inline void check_agent(struct reading *r, const unsigned char *from,
                               const unsigned char *to)
{
	const char *p = (const char *)from, *end;
	struct zsip_stop stop;

	if (*p == '[') {
		end = memchr(p, ']', (size_t)(to - from));
		check_host(r, from, (const unsigned char *)end + 1);
		return;
	}
	end = memchr(p, ':', (size_t)(to - from));
	if (end != NULL && zsip_host_machine(p, end, &stop) == ZSIP_HOST_NONE)
		set_bad(r, ZSIP_E_SYNTAX, end, "warn-agent");
}

/* Members of credentials and challenges, and whether they stand in quotes: the
 * letter of RFC 3261 25.1, where auth-param would forgive all. */
static inline void check_quotes(struct reading *r, struct zsip_slice value,
                                bool quotes)
{
	if (value.ptr != NULL && (value.ptr[-1] == '"') != quotes)
		note_quirk(r, ZSIP_QUIRK_DIGEST_QUOTES,
		           (const unsigned char *)value.ptr - !quotes);
}

static inline void check_challenge(struct reading *r,
                                   const struct zsip_challenge *challenge)
{
	check_quotes(r, challenge->realm, true);
	check_quotes(r, challenge->domain, true);
	check_quotes(r, challenge->nonce, true);
	check_quotes(r, challenge->opaque, true);
	check_quotes(r, challenge->stale, false);
	check_quotes(r, challenge->algorithm, false);
	check_quotes(r, challenge->qop, true);
}

static inline void check_credentials(struct reading *r,
                                     const struct zsip_credentials *credentials)
{
	check_quotes(r, credentials->username, true);
	check_quotes(r, credentials->realm, true);
	check_quotes(r, credentials->nonce, true);
	check_quotes(r, credentials->uri, true);
	check_quotes(r, credentials->response, true);
	check_quotes(r, credentials->algorithm, false);
	check_quotes(r, credentials->cnonce, true);
	check_quotes(r, credentials->opaque, true);
	check_quotes(r, credentials->qop, false);
	check_quotes(r, credentials->nc, false);
}

static inline void check_auth_info(struct reading *r,
                                   const struct zsip_auth_info *info)
{
	check_quotes(r, info->nextnonce, true);
	check_quotes(r, info->qop, false);
	check_quotes(r, info->rspauth, true);
	check_quotes(r, info->cnonce, true);
	check_quotes(r, info->nc, false);
}

static inline bool is_digest(struct zsip_slice scheme)
{
	return zsip_slice_equal_nocase(scheme, zsip_slice_from("Digest"));
}

/* token68 is for other schemes (RFC 7235 2.1): behind "Digest" it is a
 * parameter that ends too early. */
static inline void refuse_token68(struct reading *r, struct zsip_slice token68)
{
	const char *p = token68.ptr, *end = p + token68.len;

	while (p < end && zsip_is_token(*p))
		p++;
	p += p < end && *p == '=';
	set_bad(r, ZSIP_E_SYNTAX, p, "auth-param");
}

static inline void auth_done(struct reading *r, const struct notes *notes,
                             void *out, unsigned shape)
{
	bool digest = true;

	if (shape == ZSIP_SHAPE_challenge)
		digest = is_digest(OUT(challenge)->scheme);
	else if (shape == ZSIP_SHAPE_credentials)
		digest = is_digest(OUT(credentials)->scheme);
	if (notes->token68.ptr != NULL) {
		r->params = NULL;
		if (digest)
			refuse_token68(r, notes->token68);
		else if (shape == ZSIP_SHAPE_challenge)
			OUT(challenge)->token68 = notes->token68;
		else
			OUT(credentials)->token68 = notes->token68;
	} else if (digest && shape == ZSIP_SHAPE_challenge) {
		check_challenge(r, out);
	} else if (digest && shape == ZSIP_SHAPE_credentials) {
		check_credentials(r, out);
	} else if (digest) {
		check_auth_info(r, out);
	}
}

static inline const char *typed_done(struct reading *r,
                                     const struct notes *notes, void *out,
                                     unsigned shape)
{
	const struct kept *kept = kept_of(shape);

	if (shape == ZSIP_SHAPE_date)
		check_date(r, notes, out);
	else if (shape == ZSIP_SHAPE_challenge ||
	         shape == ZSIP_SHAPE_credentials ||
	         shape == ZSIP_SHAPE_auth_info)
		auth_done(r, notes, out, shape);
	if (kept != NULL && r->params != NULL)
		*member_at(out, kept->offset) = params_of(r);
	return value_passed(r);
}

#endif
