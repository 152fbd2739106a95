/*
 * Where messages go: transports, own addresses, the next hop of a request and
 * that of a response.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_NEXT_HOP_H
#define ZSIP_NEXT_HOP_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Transports */

/** Transports by number (zsip_transports.def). */
enum zsip_transport {
	ZSIP_TRANSPORT_OTHER = 0, /**< one that is not in the table */
#define ZSIP_TRANSPORT(number, id, name, port, reliable, secure, over_tls,     \
                       service, naptr, rfc)                                    \
	ZSIP_TRANSPORT_##id = number,
#include "zsip_transports.def"
#undef ZSIP_TRANSPORT
};

/** What is known of a transport: the columns of zsip_transports.def. */
struct zsip_transport_info {
	uint8_t id;
	uint8_t over_tls; /**< enum zsip_transport: with TLS over it */
	bool reliable;
	bool secure;
	uint16_t port;
	const char *name;    /**< as in Via: "UDP" */
	const char *service; /**< "_sip._udp" */
	const char *naptr;   /**< "SIP+D2U" */
	const char *rfc;
};

/** The row of a transport; NULL for ZSIP_TRANSPORT_OTHER and unknown
 *  numbers. */
ZSIP_API const struct zsip_transport_info *
zsip_transport_info(enum zsip_transport transport);

/** The number of a transport named in a Via or in the transport parameter of a
 *  URI, without case; ZSIP_TRANSPORT_OTHER if it is not in the table. */
ZSIP_API enum zsip_transport zsip_transport_find(struct zsip_slice name);

/** The transport that a NAPTR record is about, by its services field (RFC 3263
 *  4.1), as "SIPS+D2T"; ZSIP_TRANSPORT_OTHER if it is none of these. */
ZSIP_API enum zsip_transport
zsip_transport_find_naptr(struct zsip_slice services);

/**
 * The transport that a sip or sips URI asks for: that of its transport
 * parameter, else UDP, or TLS for sips (RFC 3263 4.1); with sips the one that
 * has TLS over what the parameter names.
 *
 * @return ZSIP_TRANSPORT_OTHER for a name that is not in the table, for UDP
 *         under sips, which has no TLS, and for URIs of other schemes
 */
ZSIP_API enum zsip_transport zsip_uri_transport(const struct zsip_uri *uri);

/** The port of a sip or sips URI, or the default one of its transport; 0 for
 *  URIs of other schemes and for transports whose default is not known. */
ZSIP_API uint16_t zsip_uri_effective_port(const struct zsip_uri *uri);

/* What is ours */

/** An address or domain that a proxy answers to. */
struct zsip_own {
	/** A name or an address; an IPv6 one with brackets or without. */
	struct zsip_slice host;
	uint16_t port;     /**< 0: any */
	uint8_t transport; /**< enum zsip_transport; 0: any */
};

/**
 * The first of a proxy's own addresses that a sip or sips URI names: host, port
 * and transport, the latter two filled in where the URI has none.  maddr is not
 * looked at: zsip_maddr_reached().
 *
 * @return NULL when it is none of ours
 */
ZSIP_API const struct zsip_own *zsip_own_uri(const struct zsip_own *own,
                                             size_t count,
                                             const struct zsip_uri *uri);

/** The same for the sent-by of a Via: is it one that we put there (RFC 3261
 *  16.3 item 4, 16.11, 18.1.2)? */
ZSIP_API const struct zsip_own *zsip_own_via(const struct zsip_own *own,
                                             size_t count,
                                             const struct zsip_via_parm *via);

/**
 * Whether the maddr of a Request-URI has been reached (RFC 3261 16.4): it is
 * ours, and the request came in by the transport and port that the URI names.
 * Then maddr, port and transport are to be taken off the URI.
 *
 * @param transport  by which the request came in
 * @param port       at which it came in
 * @return false also without maddr
 */
ZSIP_API bool zsip_maddr_reached(const struct zsip_own *own, size_t count,
                                 const struct zsip_uri *request_uri,
                                 enum zsip_transport transport, uint16_t port);

/* Routes of a request that came in */

/** What a proxy has to do with the routes of a request before anything else
 *  (RFC 3261 16.4). */
struct zsip_route_plan {
	/** The Request-URI is one that we put into a Record-Route: a strict
	 *  router sent this.  The last value of Route becomes the Request-URI
	 *  and goes. */
	bool restore;
	/** How many values at the top of Route are ours, and go: two where both
	 *  sides of a proxy record-routed (RFC 5658 3). */
	size_t pops;
	/** The Request-URI as it then is. */
	struct zsip_slice request_uri;
	/** The URI of the first Route value that stays; absent: there is
	 *  none. */
	struct zsip_slice next;
	size_t remaining; /**< Route values that stay */
};

/**
 * Plan what 16.4 asks for.  A Request-URI is taken for one of our Record-Route
 * when it names us, has the parameter lr and Route values follow.
 *
 * @param err  may be NULL; offset from msg->text.ptr
 * @return ZSIP_OK; ZSIP_E_USE for a response; the status of the Request-URI, or
 *         of a Route value, that could not be parsed: a 400
 */
ZSIP_API enum zsip_status zsip_route_plan_make(struct zsip_route_plan *plan,
                                               const struct zsip_message *msg,
                                               const struct zsip_core *core,
                                               const struct zsip_own *own,
                                               size_t count,
                                               struct zsip_error *err);

/* Where a message goes next */

/** What is to be asked of the DNS. */
enum zsip_look_up {
	ZSIP_LOOK_UP_NONE,    /**< the host is an address */
	ZSIP_LOOK_UP_ADDRESS, /**< A and AAAA records of the host */
	ZSIP_LOOK_UP_SRV,     /**< SRV records: zsip_service_name() */
	/** NAPTR records of the host; where there are none, SRV records for
	 *  each transport that the client has (RFC 3263 4.1). */
	ZSIP_LOOK_UP_NAPTR
};

/** An address, port and transport, or what is to be looked up to get them. */
struct zsip_hop {
	/** A name or an address; an IPv6 one with brackets or without. */
	struct zsip_slice host;
	uint8_t host_type; /**< enum zsip_host_type */
	/** enum zsip_transport; after a NAPTR query what it says, and this one
	 *  if there are neither NAPTR nor SRV records. */
	uint8_t transport;
	uint8_t look_up; /**< enum zsip_look_up */
	/** The one that is given, or the transport's default, which counts
	 *  where the look-up tells none; 0 where the transport is not known,
	 *  and 5060 for a response (RFC 3261 18.2.2). */
	uint16_t port;
};

/** Where a request goes. */
struct zsip_next_hop {
	struct zsip_hop to;
	/** The URI that decides: of the first Route value, or the
	 *  Request-URI. */
	struct zsip_slice uri;
	/** That of the transport parameter; absent without one. */
	struct zsip_slice transport_param;
	/** TLS must be used, and of NAPTR records those of SIPS (RFC 3261 16.6
	 *  step 7). */
	bool sips;
	/** The first Route value has no lr (RFC 3261 16.6 step 6): before it is
	 *  sent, the Request-URI goes to the end of Route, and that first value
	 *  becomes the Request-URI. */
	bool strict;
};

/**
 * Where to send a request to (RFC 3261 16.6 steps 6 and 7, 8.1.2; RFC 3263 4).
 *
 * A transport that is not known, or UDP under sips, gives ZSIP_OK and
 * ZSIP_TRANSPORT_OTHER.
 *
 * @param request_uri  of the request as it will be forwarded
 * @param route        the URI of its first Route value, NULL without one
 * @return ZSIP_OK; ZSIP_E_USE when the URI that decides is neither sip nor
 *         sips: it has no host to send to; ZSIP_E_SYNTAX for a maddr that is
 *         no host, or a transport without a value
 */
ZSIP_API enum zsip_status zsip_next_hop_of(struct zsip_next_hop *hop,
                                           const struct zsip_uri *request_uri,
                                           const struct zsip_uri *route);

/**
 * The name for an SRV query (RFC 3263 4.2): "_sips._tcp.example.com".
 *
 * @param buf  at most `size` bytes are written, no NUL
 * @return the bytes that are needed, as snprintf counts; 0 for
 *         ZSIP_TRANSPORT_OTHER
 */
ZSIP_API size_t zsip_service_name(enum zsip_transport transport,
                                  struct zsip_slice host, char *buf,
                                  size_t size);

/** Where a response goes. */
struct zsip_response_hop {
	struct zsip_hop to;
	/** First the connection by which the request came in, if it is open;
	 *  `to` when that is closed (a reliable transport). */
	bool reuse;
	/** There is no other way than that connection (RFC 7118 5). */
	bool reuse_only;
	/** Sent from the address and port at which the request came in (RFC
	 *  3581 4). */
	bool symmetric;
	/** `to` is a group: sent with this time to live. */
	bool multicast;
	uint8_t ttl;
};

/**
 * Where to send a response to (RFC 3261 18.2.2, RFC 3581 4, RFC 7118 5), by its
 * top Via, which has received and rport as the server put them there.
 *
 * @param hop  `reuse` and `reuse_only` are set whatever is returned
 * @return ZSIP_OK; ZSIP_E_RANGE for a port, rport or ttl that is no such
 *         number; ZSIP_E_SYNTAX for a maddr or received that is no address
 */
ZSIP_API enum zsip_status zsip_response_hop_of(struct zsip_response_hop *hop,
                                               const struct zsip_via_parm *via);

/** Where to send it when that failed: by sent-by alone (RFC 3263 5).  Returns
 *  as zsip_response_hop_of(). */
ZSIP_API enum zsip_status
zsip_response_hop_fallback(struct zsip_hop *to,
                           const struct zsip_via_parm *via);

/**
 * Where a proxy sends a response on: by the Via below the top one, which is its
 * own and will be taken off (RFC 3261 16.7 step 3, 16.11).
 *
 * @param via  may be NULL; out: that Via
 * @param err  may be NULL; offset from msg->text.ptr
 * @return ZSIP_OK; ZSIP_E_MISSING when there is no other Via: the response is
 *         for the proxy itself; else why it could not be parsed, or as
 *         zsip_response_hop_of()
 */
ZSIP_API enum zsip_status zsip_response_hop_upstream(
        struct zsip_response_hop *hop, struct zsip_via_parm *via,
        const struct zsip_message *msg, const struct zsip_core *core,
        struct zsip_error *err);

#ifdef __cplusplus
}
#endif

#endif
