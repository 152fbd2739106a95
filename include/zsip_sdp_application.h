/*
 * SDP: walks over the values of capability negotiation, MSRP, file transfer and
 * others, which zsip_sdp_line_parse() checks and leaves whole.
 *
 * Each function cuts one item off a list, as zsip_sdp_next() does: `rest` is
 * the list, on return what follows the item, absent at the end.  All return
 * false at the end, and where the text is no such list; `rest` is then absent.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_APPLICATION_H
#define ZSIP_SDP_APPLICATION_H

#include "zsip_sdp_description.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Capability negotiation */

/** A part of a potential, actual or latent configuration (RFC 5939 3.5):
 *  "+m=1|2". */
struct zsip_sdp_config {
	struct zsip_slice name;  /**< "a", "t", "m", "pt" ... */
	struct zsip_slice value; /**< behind "=" */
	/** It has a "+": who does not know it must pass over the whole
	 *  configuration. */
	bool mandatory;
};

/** The next part of `configs` of a zsip_sdp_potential_config, _actual_config
 *  or _latent_config. */
ZSIP_API bool zsip_sdp_next_config(struct zsip_slice *rest,
                                   struct zsip_sdp_config *config);

/** An attribute-config-list (RFC 5939 3.5.1): "-m:1,2,[3,4]|1,7,[5]". */
struct zsip_sdp_attribute_config {
	bool delete_media;   /**< "m": attributes of the media description */
	bool delete_session; /**< "s": attributes of the session */
	/** What zsip_sdp_next_alternative() walks; absent if there is none. */
	struct zsip_slice alternatives;
};

/**
 * Split `attributes` of a configuration.
 *
 * @return false if that is none
 */
ZSIP_API bool
zsip_sdp_attribute_config_split(struct zsip_slice attributes,
                                struct zsip_sdp_attribute_config *config);

/** A mo-att-cap-list: "1,2,[3,4]".  zsip_sdp_next() with ',' and
 *  zsip_sdp_number() read the numbers. */
struct zsip_sdp_alternative {
	struct zsip_slice mandatory; /**< absent if there is none */
	struct zsip_slice optional;  /**< without brackets; may be absent */
};

/** The next alternative of an attribute-config-list. */
ZSIP_API bool zsip_sdp_next_alternative(struct zsip_slice *rest,
                                        struct zsip_sdp_alternative *alt);

/** An element of a media-cap-num-list (RFC 6871 3.3.1, 3.3.3): "1", "4-6",
 *  "1*". */
struct zsip_sdp_cap_range {
	uint32_t first, last;
	bool wildcard; /**< "*" */
};

/** The next element of `numbers` of a zsip_sdp_media_cap, _format_cap,
 *  _params_cap or _specific_cap. */
ZSIP_API bool zsip_sdp_next_cap_range(struct zsip_slice *rest,
                                      struct zsip_sdp_cap_range *range);

/** A media-map (RFC 6871 3.3.4.2): "1:99". */
struct zsip_sdp_payload_map {
	uint32_t capability;
	uint32_t payload_type;
};

/** The next media-map of the value of "pt" in a configuration. */
ZSIP_API bool zsip_sdp_next_payload_map(struct zsip_slice *rest,
                                        struct zsip_sdp_payload_map *map);

/* MSRP and others */

/** The next URI of `uris` of a zsip_sdp_path: the first one is where to
 *  connect, the last one the session (RFC 4975 8.2). */
ZSIP_API bool zsip_sdp_next_msrp_uri(struct zsip_slice *rest,
                                     struct zsip_sdp_msrp_uri *uri);

/** The next media type of `types` of a zsip_sdp_format_list (RFC 4975 8.6);
 *  zsip_sdp_next_param() with ';' walks its parameters as long as they hold no
 *  quoted strings. */
ZSIP_API bool zsip_sdp_next_format_entry(struct zsip_slice *rest,
                                         struct zsip_sdp_format_entry *entry);

/** The next NAME[:VALUE] of `selectors` of a zsip_sdp_file_selector (RFC 5547
 *  6) or of `mechanisms` of a zsip_sdp_cs_correlation (RFC 7195 5.2.3).  A
 * value in quotes comes without them. */
ZSIP_API bool zsip_sdp_next_named(struct zsip_slice *rest,
                                  struct zsip_sdp_pair *pair);

#ifdef __cplusplus
}
#endif

#endif
