#include <string.h>

#include "descriptions.h"
#include "sdp_dump.h"

static struct zsip_sdp_line lines[DESCRIPTION_LINES];
static struct zsip_sdp_media media_descriptions[DESCRIPTION_MEDIA];

enum zsip_status description_parse(struct zsip_sdp *sdp, const char *text,
                                   size_t len,
                                   const struct zsip_options *options)
{
	zsip_sdp_init(sdp, lines, DESCRIPTION_LINES, media_descriptions,
	              DESCRIPTION_MEDIA, options);
	return zsip_sdp_parse(sdp, text, len, NULL);
}

bool description_inside(struct zsip_slice inner, struct zsip_slice outer)
{
	return inner.ptr == NULL
	               ? inner.len == 0
	               : inner.ptr >= outer.ptr && inner.len <= outer.len &&
	                         (size_t)(inner.ptr - outer.ptr) <=
	                                 outer.len - inner.len;
}

static uint64_t allowed(const struct zsip_options *options)
{
	return options != NULL ? options->quirks : 0;
}

static bool is_cut_short(enum zsip_status status)
{
	return status == ZSIP_E_TOO_MANY || status == ZSIP_E_TOO_LONG;
}

/* Lines */

/* Behind the line end at p: CRLF, LF, or the end of the text. */
static const char *behind_line_end(const char *p, const char *end)
{
	if (p < end && *p == '\r')
		p++;
	return p < end && *p == '\n' ? p + 1 : p;
}

static const char *line_fault(const struct zsip_sdp_line *line)
{
	struct zsip_slice text = line->text;

	if (!description_inside(line->name, text) ||
	    !description_inside(line->value, text))
		return "a part of a line lies outside";
	if (memchr(text.ptr, '\n', text.len) != NULL)
		return "a line goes on behind its end";
	if (line->letter == '\0')
		return line->broken ? NULL : "a line that is none is sound";
	if (text.len < 2 || text.ptr[0] != line->letter || text.ptr[1] != '=')
		return "a line has another letter";
	if (line->letter != 'a' &&
	    (line->name.ptr != NULL || line->attribute != 0))
		return "a line that is no attribute has a name";
	return NULL;
}

/* Lines follow one another, up to the end or to where the table ended. */
static const char *lines_fault(const struct zsip_sdp *sdp)
{
	const char *at = sdp->text.ptr, *end = at + sdp->text.len, *fault;
	bool broken = false;

	for (size_t i = 0; i < sdp->line_count; i++) {
		const struct zsip_sdp_line *line = &sdp->lines[i];

		if (line->text.ptr != at)
			return "a line begins elsewhere";
		fault = line_fault(line);
		if (fault != NULL)
			return fault;
		at = behind_line_end(at + line->text.len, end);
		broken |= line->broken;
	}
	if (broken && sdp->error.status == ZSIP_OK)
		return "a line is broken, and yet there is no error";
	if (is_cut_short(sdp->error.status) ||
	    (sdp->quirks & ZSIP_QUIRK_SDP_FINAL_LINE_END) != 0)
		return NULL;
	return at == end ? NULL : "bytes behind the last line";
}

/* Media descriptions */

static const char *media_fault(const struct zsip_sdp *sdp, size_t number)
{
	const struct zsip_sdp_media *one = &sdp->media[number - 1];
	struct zsip_slice text = sdp->text, rest = one->m.formats, format;
	size_t count = 0;

	if (one->line_count == 0 || sdp->lines[one->first_line].letter != 'm')
		return "a media description begins with another line";
	for (size_t i = 0; i < one->line_count; i++)
		if (sdp->lines[one->first_line + i].media != number)
			return "a line says it is of other media";
	if (!description_inside(one->m.type, text) ||
	    !description_inside(one->m.proto, text) ||
	    !description_inside(one->m.formats, text) ||
	    !description_inside(one->c.nettype, text) ||
	    !description_inside(one->c.address, text))
		return "a part of a media description lies outside";
	if (one->m.port > 65535)
		return "a port of more than 16 bits";
	while (zsip_sdp_next(&rest, ' ', &format)) {
		if (!description_inside(format, one->m.formats))
			return "a format lies outside";
		if (++count > text.len)
			return "formats without end";
	}
	return NULL;
}

static const char *all_media_fault(const struct zsip_sdp *sdp)
{
	size_t next = sdp->session_lines;
	const char *fault;

	for (size_t i = 0; i < next && i < sdp->line_count; i++)
		if (sdp->lines[i].media != 0)
			return "a line of the session is of media";
	for (size_t i = 0; i < sdp->media_count; i++) {
		if (sdp->media[i].first_line != next)
			return "media descriptions do not follow one another";
		next += sdp->media[i].line_count;
		if (next > sdp->line_count)
			return "media descriptions have too many lines";
		fault = media_fault(sdp, i + 1);
		if (fault != NULL)
			return fault;
	}
	return next == sdp->line_count ? NULL : "lines of no description";
}

static const char *session_fault(const struct zsip_sdp *sdp)
{
	const struct zsip_slice parts[] = {
	        sdp->o.username, sdp->o.sess_id,  sdp->o.sess_version,
	        sdp->o.nettype,  sdp->o.addrtype, sdp->o.address,
	        sdp->s,          sdp->c.nettype,  sdp->c.addrtype,
	        sdp->c.address,  sdp->c.ttl,      sdp->bare_lf};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!description_inside(parts[i], sdp->text))
			return "a part of the session lies outside";
	return NULL;
}

/* Values */

/* Every walk over a value ends, and stays within it. */
static const char *walks_fault(struct zsip_slice value)
{
	static const char separators[] = ";, ";
	struct zsip_slice rest;
	struct zsip_sdp_pair pair;
	size_t count;

	for (const char *s = separators; *s != '\0'; s++) {
		rest = value;
		for (count = 0; zsip_sdp_next_param(&rest, *s, &pair); count++)
			if (count > value.len ||
			    !description_inside(pair.name, value) ||
			    !description_inside(pair.value, value))
				return "a walk over parameters goes wrong";
	}
	rest = value;
	for (count = 0; zsip_sdp_next_pair(&rest, &pair); count++)
		if (count > value.len ||
		    !description_inside(pair.name, value) ||
		    !description_inside(pair.value, value))
			return "a walk over pairs goes wrong";
	return NULL;
}

static const char *value_fault(const struct zsip_sdp *sdp,
                               const struct zsip_sdp_line *line)
{
	struct zsip_sdp_value value;
	struct zsip_error error;
	enum zsip_status status =
	        zsip_sdp_line_parse(sdp, line, &value, &error);

	if (line->letter == '\0')
		return status == ZSIP_E_USE ? NULL : "a value of no line";
	if (status != error.status || error.expected == NULL)
		return "a value's error has another status";
	if (status != ZSIP_OK)
		return error.offset <= sdp->text.len &&
		                       sdp->text.ptr + error.offset >=
		                               line->text.ptr
		               ? line->letter != 'a' && !line->broken
		                         ? "a sound line has no value"
		                         : NULL
		               : "a value's error lies elsewhere";
	if (!sdp_value_inside(&value))
		return "a part of a value lies outside";
	if ((value.quirks & ~allowed(sdp->options)) != 0)
		return "a value took a quirk that is not allowed";
	return walks_fault(line->value);
}

static const char *values_fault(const struct zsip_sdp *sdp, size_t from)
{
	const char *fault = NULL;

	for (size_t i = from; fault == NULL && i < sdp->line_count; i++)
		fault = value_fault(sdp, &sdp->lines[i]);
	return fault;
}

/* Views */

static const char *formats_fault(const struct zsip_sdp *sdp, size_t media)
{
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;
	size_t count = 0;

	zsip_sdp_formats_start(&formats, sdp, media);
	while (zsip_sdp_formats_next(&formats, &format)) {
		if (!description_inside(format.format,
		                        sdp->media[media - 1].m.formats))
			return "a format of the view lies outside";
		if (!description_inside(format.params, sdp->text) ||
		    (format.rtpmap != NULL &&
		     !description_inside(format.encoding, sdp->text)))
			return "a part of a format lies outside";
		if (++count > sdp->text.len)
			return "formats of the view without end";
	}
	return NULL;
}

static const char *transport_fault(const struct zsip_sdp *sdp, size_t media,
                                   const struct zsip_sdp_bundles *bundles)
{
	struct zsip_sdp_ice ice;
	struct zsip_sdp_dtls dtls;
	unsigned hold = zsip_sdp_hold(sdp, media, bundles);

	if (hold != 0 && !zsip_sdp_enabled(sdp, media, bundles))
		return "a stream that is not in use is held";
	if (zsip_sdp_ice_of(sdp, media, bundles, &ice) &&
	    (ice.ufrag.len == 0 || ice.password.len == 0))
		return "ICE without credentials";
	if (!description_inside(ice.ufrag, sdp->text) ||
	    !description_inside(ice.password, sdp->text) ||
	    !description_inside(ice.options, sdp->text))
		return "a part of ICE lies outside";
	if (zsip_sdp_dtls_of(sdp, media, bundles, &dtls) &&
	    (dtls.fingerprint == NULL || dtls.fingerprint->value.len == 0))
		return "DTLS without fingerprint";
	if (!description_inside(dtls.setup, sdp->text) ||
	    !description_inside(dtls.tls_id, sdp->text) ||
	    !description_inside(dtls.connection, sdp->text))
		return "a part of DTLS lies outside";
	return NULL;
}

static const char *views_fault(const struct zsip_sdp *sdp)
{
	static struct zsip_sdp_bundles bundles;
	const char *fault = NULL;

	zsip_sdp_bundles_read(&bundles, sdp);
	for (size_t i = 1; fault == NULL && i <= sdp->media_count; i++) {
		if (bundles.tag[i - 1] > sdp->media_count)
			return "a bundle of media that are not there";
		if (zsip_sdp_direction(sdp, i) > ZSIP_SDP_INACTIVE)
			return "a direction that is none";
		fault = formats_fault(sdp, i);
		if (fault == NULL)
			fault = transport_fault(sdp, i, &bundles);
	}
	return fault;
}

/* Findings */

struct findings {
	const struct zsip_sdp *sdp;
	size_t count;
	const char *fault;
};

static void look_at_finding(void *user, const struct zsip_sdp_finding *finding)
{
	struct findings *findings = user;
	const struct zsip_sdp *sdp = findings->sdp;

	findings->count++;
	if (finding->rule == NULL)
		findings->fault = "a finding of no rule";
	else if (finding->line != ZSIP_SDP_NO_LINE &&
	         finding->line >= sdp->line_count)
		findings->fault = "a finding in no line";
	else if (finding->offset > sdp->text.len ||
	         finding->len > sdp->text.len - finding->offset)
		findings->fault = "a finding lies outside";
}

static const char *findings_fault(const struct zsip_sdp *sdp)
{
	struct findings findings = {.sdp = sdp};
	size_t count = zsip_sdp_check(sdp, ZSIP_SDP_ROLE_OFFER, look_at_finding,
	                              &findings);

	if (findings.fault == NULL && count != findings.count)
		return "findings are counted otherwise";
	return findings.fault;
}

/* What is written of a description is what was read: all of it by its lines,
 * and each line again by its parts. */
static const char *written_fault(const struct zsip_sdp *sdp)
{
	static char room[DESCRIPTION_TEXT];
	struct zsip_writer writer;

	if (is_cut_short(sdp->error.status) || sdp->line_count == 0)
		return NULL;
	zsip_writer_init(&writer, room, sizeof(room));
	zsip_sdp_write(&writer, sdp);
	if (writer.error.status != ZSIP_OK || writer.len != sdp->text.len)
		return "what is written has another length";
	if (writer.len <= sizeof(room) &&
	    memcmp(room, sdp->text.ptr, writer.len) != 0)
		return "what is written differs";
	return NULL;
}

static void write_value(struct zsip_writer *writer,
                        const struct zsip_sdp_line *line,
                        const struct zsip_sdp_value *value)
{
	switch (line->letter) {
	case 'a':
		zsip_sdp_write_attribute(writer, line->name, line->value);
		break;
	case 'o':
		zsip_sdp_write_origin(writer, &value->origin);
		break;
	case 'c':
		zsip_sdp_write_connection(writer, &value->connection);
		break;
	case 't':
		zsip_sdp_write_time(writer, value->timing.start,
		                    value->timing.stop);
		break;
	case 'm':
		zsip_sdp_write_media(writer, &value->media_field);
		break;
	default:
		zsip_sdp_write_text(writer, line->letter, line->value);
	}
}

/* Numbers come without zeros in front, and counts of 1 not at all. */
static bool is_shorter(const struct zsip_sdp_line *line)
{
	return strchr("cmt", line->letter) != NULL;
}

static const char *written_line_fault(const struct zsip_sdp *sdp,
                                      const struct zsip_sdp_line *line)
{
	static char room[DESCRIPTION_TEXT];
	const size_t len = line->text.len;
	struct zsip_sdp_value value;
	struct zsip_writer writer;

	if (line->broken || line->letter == '\0' ||
	    zsip_sdp_line_parse(sdp, line, &value, NULL) != ZSIP_OK ||
	    value.quirks != 0 || (line->letter == 'a' && line->name.len == 0))
		return NULL;
	zsip_writer_init(&writer, room, sizeof(room));
	write_value(&writer, line, &value);
	if (writer.error.status != ZSIP_OK)
		return "a line cannot be written again";
	if (writer.len == len + 2 && writer.len <= sizeof(room) &&
	    memcmp(room, line->text.ptr, len) == 0)
		return NULL;
	return is_shorter(line) && writer.len < len + 2
	               ? NULL
	               : "a line is written in another way";
}

static const char *written_lines_fault(const struct zsip_sdp *sdp)
{
	const char *fault = NULL;

	for (size_t i = 0; fault == NULL && i < sdp->line_count; i++)
		fault = written_line_fault(sdp, &sdp->lines[i]);
	return fault;
}

const char *description_fault(const char *text, size_t len,
                              const struct zsip_options *options, size_t from)
{
	const char *(*const looks[])(const struct zsip_sdp *) = {
	        lines_fault,        all_media_fault, session_fault,
	        views_fault,        findings_fault,  written_fault,
	        written_lines_fault};
	enum zsip_status status;
	const char *fault = NULL;
	struct zsip_sdp sdp;

	status = description_parse(&sdp, text, len, options);
	if (status != sdp.error.status || sdp.error.expected == NULL)
		return "the error has another status";
	if (sdp.error.offset > len)
		return "the error lies behind the text";
	if ((sdp.quirks & ~allowed(options)) != 0)
		return "a quirk was taken that is not allowed";
	for (size_t i = 0; fault == NULL && i < sizeof(looks) / sizeof(*looks);
	     i++)
		fault = looks[i](&sdp);
	return fault != NULL ? fault : values_fault(&sdp, from);
}

/* Quirks */

static bool is_same(struct zsip_slice a, struct zsip_slice b)
{
	return a.ptr == b.ptr && a.len == b.len;
}

bool description_same_line(const struct zsip_sdp_line *a,
                           const struct zsip_sdp_line *b)
{
	return is_same(a->text, b->text) && is_same(a->name, b->name) &&
	       is_same(a->value, b->value) && a->attribute == b->attribute &&
	       a->media == b->media && a->letter == b->letter &&
	       a->broken == b->broken;
}

const char *description_quirk_fault(const char *text, size_t len)
{
	static struct zsip_sdp_line before[DESCRIPTION_LINES];
	const struct zsip_options all = {.size = sizeof(all),
	                                 .quirks = UINT64_MAX};
	struct zsip_sdp strict, lenient;

	if (description_parse(&strict, text, len, NULL) != ZSIP_OK)
		return NULL;
	memcpy(before, lines, strict.line_count * sizeof(*before));
	if (description_parse(&lenient, text, len, &all) != ZSIP_OK)
		return "a quirk makes something wrong";
	if (lenient.quirks != 0 || lenient.line_count != strict.line_count ||
	    lenient.media_count != strict.media_count)
		return "a quirk changes what is right";
	for (size_t i = 0; i < strict.line_count; i++)
		if (!description_same_line(&before[i], &lines[i]))
			return "a quirk changes a line that is right";
	return NULL;
}
