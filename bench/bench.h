#ifndef ZSIP_BENCH_H
#define ZSIP_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/*
 * What a library is asked for.  Of the levels that read, each includes the one
 * before it.
 *
 * T (table): start line; identity, name and value bounds of every header
 *   field; end of the headers; Content-Length read and the body bounded.
 * C (core): Request-URI, top Via, From, To, Call-ID, CSeq, Max-Forwards,
 *   Content-Length, Content-Type, first Contact and first Route as values,
 *   and every Via and every Contact with its URI and its parameters, the
 *   URI's as well, name by name.
 * F (full): every header for which the library has a typed parser, list
 *   headers to their end; and where the Content-Type is application/sdp and
 *   there is a body, the session description (BENCH_SDP): every line of it
 *   cut, and every attribute that the library types, media by media.
 *
 * The levels that write have one INVITE for a corpus and end in bench_send():
 *
 * respond: from a request that was parsed before, and stays as it is, a 200
 *   with a dialog's header fields (RFC 3261 8.2.6.2, 12.1.1), BENCH_CONTACT
 *   and BENCH_ANSWER; To gets BENCH_TAG.
 * forward: the message is parsed, T and what C has but the walks over Via and
 *   Contact; then a Via (BENCH_HOST, BENCH_PORT, BENCH_BRANCH) goes before the
 *   others, Max-Forwards goes down by one, the first Route goes, and
 *   BENCH_RECORD_ROUTE before the other values of Record-Route.
 *
 * The level that keeps a dialog has the six messages of a call, from INVITE to
 * the 200 to the BYE, one behind the other:
 *
 * call: each is parsed, once, and goes through the dialog of who sends it and
 *   through that of who receives it, which the first response makes (RFC 3261
 *   12 to 15); in the end both are over.
 *
 * What was sent is looked at before anything is timed.  Neither level puts
 * received on a Via: whoever read the datagram has done so.
 *
 * A library that parses more than a level asks for is timed doing so: the
 * level says what has to be there afterwards.
 */
#define BENCH_LEVEL_LIST(LEVEL)                                                \
	LEVEL(T) LEVEL(C) LEVEL(F) LEVEL(respond) LEVEL(forward) LEVEL(call)

#define BENCH_LEVEL_ID(name) BENCH_##name,
enum bench_level { BENCH_LEVEL_LIST(BENCH_LEVEL_ID) BENCH_LEVELS };

/*
 * Whether F has the session description: the one switch for all adapters, so
 * that F means the same for all of them.
 */
#ifndef BENCH_SDP
#define BENCH_SDP 1
#endif

#define BENCH_TAG     "k2m8q61xv0"
#define BENCH_CONTACT "<sip:[2001:db8:eeee::1]:6060;comp=sigcomp>"
#define BENCH_ANSWER                                                           \
	"v=0\r\n"                                                              \
	"o=- 2987933615 2987933616 IN IP6 2001:db8:eeee::1\r\n"                \
	"s=-\r\n"                                                              \
	"c=IN IP6 2001:db8:eeee::1\r\n"                                        \
	"b=AS:49\r\n"                                                          \
	"t=0 0\r\n"                                                            \
	"m=audio 3456 RTP/AVP 107 101\r\n"                                     \
	"b=AS:49\r\n"                                                          \
	"b=RS:600\r\n"                                                         \
	"b=RR:2000\r\n"                                                        \
	"a=rtpmap:107 EVS/16000\r\n"                                           \
	"a=fmtp:107 br=5.9-24.4;bw=nb-swb;ch-aw-recv=2;max-red=0\r\n"          \
	"a=rtpmap:101 telephone-event/16000\r\n"                               \
	"a=fmtp:101 0-15\r\n"                                                  \
	"a=curr:qos local none\r\n"                                            \
	"a=curr:qos remote none\r\n"                                           \
	"a=des:qos mandatory local sendrecv\r\n"                               \
	"a=des:qos mandatory remote sendrecv\r\n"                              \
	"a=conf:qos remote sendrecv\r\n"                                       \
	"a=sendrecv\r\n"                                                       \
	"a=ptime:20\r\n"                                                       \
	"a=maxptime:240\r\n"

#define BENCH_HOST         "as1.ims.mnc001.mcc262.3gppnetwork.org"
#define BENCH_PORT         5060
#define BENCH_PORT_TEXT    "5060"
#define BENCH_BRANCH       "z9hG4bK5f27d4c89a3e41b60d81"
#define BENCH_RECORD_ROUTE "<sip:" BENCH_HOST ";lr>"

/**
 * Parse one message and let go of it again.
 *
 * The message is read-only and does not end in NUL.  What was read has to
 * end in bench_sink, so that no compiler can leave the reading out.
 *
 * @return whether the library could do all that the level asks for
 */
typedef bool bench_run(const char *msg, size_t len);

/**
 * One parser of the comparison.  An adapter gives an array of them that ends
 * with a NULL name; an adapter whose library is not there gives only the end.
 */
struct bench_parser {
	const char *name;

	/** Handed to select(); NULL is what the library chooses by itself. */
	const char *form;

	/** Once per process, may be NULL; false leaves the parser out. */
	bool (*setup)(void);

	/**
	 * Before each sample and never timed, may be NULL: the parsers of one
	 * adapter take turns within a process.  False: this machine does not
	 * have the form, so the parser is left out.
	 */
	bool (*select)(const char *form);

	/** NULL where the library has no such level, and for respond. */
	bench_run *run[BENCH_LEVELS];

	/**
	 * For respond, NULL where the library has none: what a request is
	 * parsed to, and let go of, neither of them timed; NULL is a refusal.
	 */
	void *(*request)(const char *msg, size_t len);
	void (*forget)(void *request);
	bool (*respond)(void *request);

	/** Once per process and only after setup() said true, may be NULL. */
	void (*teardown)(void);
};

/* The order of the output.  The first one is compared with the others. */
#define BENCH_ADAPTER_LIST(ADAPTER)                                            \
	ADAPTER(zsip)                                                          \
	ADAPTER(osip2)                                                         \
	ADAPTER(sofia)                                                         \
	ADAPTER(re)

#define BENCH_ADAPTER_DECLARE(name)                                            \
	extern const struct bench_parser bench_##name[];
BENCH_ADAPTER_LIST(BENCH_ADAPTER_DECLARE)

/**
 * What would be sendmsg(): the bytes of a message, in their order.  They have
 * to live until this returns.
 */
void bench_send(const struct iovec *pieces, size_t count);

/** Where adapters put a digest of what they have read. */
extern volatile uintptr_t bench_sink;

#endif
