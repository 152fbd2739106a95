/*
 * Walks over what the values of transport and security attributes leave whole:
 * candidates' extensions, remote candidates, keys of SRTP.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_TRANSPORT_H
#define ZSIP_SDP_TRANSPORT_H

#include "zsip_sdp_description.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The next extension of a candidate (RFC 8839 5.1): "tcptype" (RFC 6544 4.5),
 * "generation", "ufrag", "network-id", "network-cost" ...
 *
 * @param rest  `extensions` of a candidate; on return what follows, absent at
 *              the end
 * @param pair  the value may be empty; it is absent where the text ends behind
 *              the name
 * @return false at the end
 */
ZSIP_API bool zsip_sdp_next_extension(struct zsip_slice *rest,
                                      struct zsip_sdp_pair *pair);

/** A remote-candidate (RFC 8839 5.2): where the peer receives one component of
 *  a stream. */
struct zsip_sdp_remote_candidate {
	uint32_t component_id;
	struct zsip_slice address;
	uint32_t port;
};

/**
 * The next remote candidate.
 *
 * @param rest  `candidates` of remote-candidates; on return what follows,
 *              absent at the end
 * @return false at the end, and where the text is no remote candidate
 */
ZSIP_API bool
zsip_sdp_next_remote_candidate(struct zsip_slice *rest,
                               struct zsip_sdp_remote_candidate *candidate);

/** A key-param of crypto (RFC 4568 9.1).  Of the method "inline" its key-info
 *  is cut further (9.2); of others what follows `info` is absent. */
struct zsip_sdp_crypto_key {
	struct zsip_slice method;
	struct zsip_slice info;     /**< all behind the colon */
	struct zsip_slice key_salt; /**< key and salt in base64 */
	/** As written, "2^20" or "1048576"; absent if it is not given.
	 *  zsip_sdp_crypto_lifetime() counts it. */
	struct zsip_slice lifetime;
	struct zsip_slice mki; /**< the digits of its value; may be absent */
	uint32_t mki_length;   /**< in bytes; 0 without MKI */
};

/**
 * The next key of a crypto attribute.
 *
 * @param rest  `key_params` of crypto; on return what follows, absent at the
 *              end
 * @return false at the end, and where the text is no key-param
 */
ZSIP_API bool zsip_sdp_next_crypto_key(struct zsip_slice *rest,
                                       struct zsip_sdp_crypto_key *key);

/**
 * How many packets a master key may protect.
 *
 * @return ZSIP_OK; ZSIP_E_SYNTAX for what is no lifetime; ZSIP_E_RANGE from
 *         2^64 on (RFC 3711 9.2 has at most 2^48)
 */
ZSIP_API enum zsip_status zsip_sdp_crypto_lifetime(struct zsip_slice lifetime,
                                                   uint64_t *packets);

/**
 * The next session parameter of a crypto attribute (RFC 4568 6.3): "KDR=0",
 * "UNENCRYPTED_SRTP" ...
 *
 * @param rest  `session_params` of crypto; on return what follows, absent at
 *              the end
 * @param pair  the value is absent where there is no "="
 * @return false at the end
 */
ZSIP_API bool zsip_sdp_next_session_param(struct zsip_slice *rest,
                                          struct zsip_sdp_pair *pair);

#ifdef __cplusplus
}
#endif

#endif
