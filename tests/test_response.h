/*
 * What the tests of responses ask for.
 */

#ifndef ZSIP_TESTS_TEST_RESPONSE_H
#define ZSIP_TESTS_TEST_RESPONSE_H

#include "zsip_builder.h"

#define SLICE(text) ((struct zsip_slice){text, sizeof(text) - 1})

/* What any code may ask for. */
static const struct zsip_header_line all_lines[] = {
        {ZSIP_HDR_CONTACT, {0}, SLICE("<sip:bob@192.0.2.4>")},
        {ZSIP_HDR_EXPIRES, {0}, SLICE("60")},
        {ZSIP_HDR_SIP_ETAG, {0}, SLICE("a1")},
        {ZSIP_HDR_WWW_AUTHENTICATE, {0}, SLICE("Digest realm=\"a\"")},
        {ZSIP_HDR_PROXY_AUTHENTICATE, {0}, SLICE("Digest realm=\"a\"")},
        {ZSIP_HDR_ALLOW, {0}, SLICE("INVITE")},
        {ZSIP_HDR_ACCEPT, {0}, SLICE("application/sdp")},
        {ZSIP_HDR_UNSUPPORTED, {0}, SLICE("foo")},
        {ZSIP_HDR_REQUIRE, {0}, SLICE("foo")},
        {ZSIP_HDR_MIN_SE, {0}, SLICE("90")},
        {ZSIP_HDR_MIN_EXPIRES, {0}, SLICE("60")},
        {ZSIP_HDR_GEOLOCATION_ERROR, {0}, SLICE("100")},
        {ZSIP_HDR_ALERTMSG_ERROR, {0}, SLICE("100")},
        {ZSIP_HDR_RECV_INFO, {0}, SLICE("foo")},
        {ZSIP_HDR_ALLOW_EVENTS, {0}, SLICE("presence")},
        {ZSIP_HDR_SECURITY_SERVER, {0}, SLICE("tls")},
};

enum { ALL_LINES = sizeof(all_lines) / sizeof(*all_lines) };

static inline struct zsip_response ask(unsigned code, unsigned flags)
{
	return (struct zsip_response){
	        .size = sizeof(struct zsip_response),
	        .flags = flags,
	        .code = code,
	        .to_tag = SLICE("t1"),
	        .source = {SLICE("203.0.113.77"), 4711},
	        .headers = all_lines,
	        .header_count = ALL_LINES,
	};
}

#endif
