/*
 * URIs (RFC 3261 19.1.1 and 25.1) and hosts.  Whether a SIP URI has a userinfo
 * is told by its "@", which can stand nowhere else unescaped; so the machine
 * is entered where it cannot be in doubt.  The schemes tel and urn have machines
 * of their own.
 */
#include "scan.h"
#include <string.h>

%%{
	machine uri;
	alphtype unsigned char;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	action mark { mark = p; }
	action leap { LEAP(unreserved); }
	action leap_alphanum { LEAP(alphanum); }
	action leap_uric { LEAP(uric); }
	action user { uri->user = CUT(mark); }
	action password_open { mark = p + 1; }
	action scheme { uri->scheme = CUT(mark); }
	action rest_open { uri->rest.ptr = (const char *)p + 1; }
	action password { uri->password = CUT(mark); }
	action host { uri->host = CUT(mark); }
	action reference { uri->host.ptr = (const char *)mark;
	                   uri->host.len = (size_t)(p + 1 - mark); }
	action port_open { port = p + 1; }
	action port { port_end = p; }
	action params { uri->params = CUT(mark); }
	action headers { uri->headers = CUT(mark); }

	# By quirks: a raw "#" in the user or no user at all, quotes and "=" in
	# a parameter's value, ";" and "=" in a header's.
	action hash { quirk(HASH_IN_USER); }
	action empty_user { quirk(EMPTY_USER); uri->user = CUT(p); }
	action param_value { quirk(URI_PARAM_VALUE); }
	action header_value { quirk(URI_HEADER_VALUE); }

	user_run = ( unreserved $leap | user_unreserved | escaped
	           | "#" @hash )+;
	pname_ = ( unreserved | param_unreserved | escaped )+;
	# Where a token is possible too, it goes on with letters and digits just
	# the same.  The token itself does not leap: it may stand in what is an
	# escape to the other.
	pvalue_ = ( alphanum $leap_alphanum | mark_char | param_unreserved
	          | escaped | [="] @param_value )+;
	hvalue_ = ( hnv_unreserved | unreserved | escaped
	          | [;=] @header_value )*;
	headers_ = "?" hname "=" hvalue_ ( "&" hname "=" hvalue_ )*;
	# A hostname and an IPv4address are made of these; ISA(host)() has the
	# last word.
	host_run = ( unreserved $leap )+;
	# Some known parameters may have a token as value, whose "`" and lone
	# "%" other-param lacks.
	uri_parameter_ = ";" ( pname_ ( "=" pvalue_ )?
	                     | ( "transport="i | "user="i | "method="i )
	                       token );
	uri_hostport = ( host_run >mark %host
	               | "[" >mark ( HEXDIG | ":" | "." )+ "]" @reference )
	               ( ":" @port_open DIGIT+ %port )?
	               ( uri_parameter_+ >mark %params )?
	               ( headers_ >mark %headers )?;

	hostport_part := uri_hostport;
	userinfo_part := ( user_run >mark %user
	                   ( ":" @password_open password %password )? "@"
	                 | "@" @empty_user ) uri_hostport;
	# Any other URI: absoluteURI by its characters, and the brackets of an
	# IPv6reference, which came into URIs after RFC 2396.
	absolute := scheme >mark %scheme ":" @rest_open
	            ( ( reserved | unreserved | "[" | "]" ) $leap_uric
	            | escaped )+;

	write data;
}%%

#define quirk(id) \
	zsip_note_quirk(stop, ZSIP_QUIRK_##id, (const char *)p, "URI")
#define CUT(from) \
	((struct zsip_slice){ (const char *)(from), (size_t)(p - (from)) })

/* Sets the scheme where it is sip or sips, and says where to enter. */
static inline int enter(struct zsip_uri *uri, const char **text,
                        const char *end, const char *limit)
{
	const char *p = *text;
	size_t len = (size_t)(end - p), scheme = 3;

	if (len < 4 || (p[0] | 0x20) != 's' || (p[1] | 0x20) != 'i' ||
	    (p[2] | 0x20) != 'p')
		return uri_en_absolute;
	if (p[3] != ':') {
		scheme = 4;
		if (len < 5 || (p[3] | 0x20) != 's' || p[4] != ':')
			return uri_en_absolute;
	}
	uri->scheme_id = scheme == 3 ? ZSIP_SCHEME_SIP : ZSIP_SCHEME_SIPS;
	uri->scheme.ptr = p;
	uri->scheme.len = scheme;
	p += scheme + 1;
	*text = p;
	return scan_at(p, end, limit) != NULL ? uri_en_userinfo_part
	                                      : uri_en_hostport_part;
}

static inline const char *read_port(struct zsip_uri *uri,
                                    const unsigned char *p,
                                    const unsigned char *end,
                                    struct zsip_stop *stop)
{
	const unsigned char *from = p;
	unsigned value = 0;

	for (; p < end; p++) {
		value = value * 10 + (*p - (unsigned)'0');
		if (value > 65535)
			return zsip_stop_at(stop, ZSIP_E_RANGE, from,
			                    "port below 65536");
	}
	uri->has_port = true;
	uri->port = (uint16_t)value;
	return (const char *)end;
}

static enum zsip_host_type host_of(const char *p, const char *end,
                                   const struct zsip_slice *around,
                                   struct zsip_stop *stop)
{
	enum zsip_host_type type = ISA(host)(p, end, around, stop);

	if (ZSIP_UNLIKELY(type == ZSIP_HOST_NONE) &&
	    zsip_host_forgiven(p, end, stop))
		return ZSIP_HOST_NAME;
	return type;
}

/* The machine's fault, or the host's before it. */
static const char *uri_failed(const struct zsip_uri *uri,
                              const unsigned char *p,
                              const struct zsip_slice *around,
                              struct zsip_stop *stop)
{
	const char *host = uri->host.ptr;

	if (host != NULL &&
	    host_of(host, host + uri->host.len, around, stop) == ZSIP_HOST_NONE)
		return NULL;
	return zsip_stop_at(stop, ZSIP_E_SYNTAX, p, "URI");
}

const char *ISA(uri_machine)(struct zsip_uri *uri, const char *text,
                             const char *end, const struct zsip_slice *around,
                             struct zsip_stop *stop)
{
	const unsigned char *p, *mark, *port = NULL, *port_end = NULL;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	const char *const floor = around->ptr;
	const char *const limit = floor + around->len;
	enum zsip_scheme named;
	int cs;

	zsip_clear(uri, sizeof(*uri));
	uri->text.ptr = text;
	uri->text.len = (size_t)(end - text);
	cs = enter(uri, &text, end, limit);
	if (cs == uri_en_absolute &&
	    (named = zsip_named_scheme(text, end)) != ZSIP_SCHEME_OTHER)
		return zsip_named_uri(uri, named, stop);
	p = mark = (const unsigned char *)text;
	uri->rest.ptr = text;

	%% write exec;

	if (ZSIP_UNLIKELY(cs < uri_first_final))
		return uri_failed(uri, p, around, stop);
	uri->rest.len = (size_t)(end - uri->rest.ptr);
	if (uri->scheme_id == ZSIP_SCHEME_OTHER)
		return end;
	uri->host_type = (uint8_t)host_of(uri->host.ptr,
	                                  uri->host.ptr + uri->host.len,
	                                  around, stop);
	if (ZSIP_UNLIKELY(uri->host_type == ZSIP_HOST_NONE))
		return NULL;
	if (port != NULL && read_port(uri, port, port_end, stop) == NULL)
		return NULL;
	return end;
}
