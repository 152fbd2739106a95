/*
 * Loops and spirals (RFC 3261 16.3 item 4, RFC 5393 4.2).
 */
#include "routing.h"

/* URIs that are the same hash alike, however they are written. */
static void put_uri(struct zsip_siphash *hash, const struct zsip_message *msg,
                    struct zsip_slice text, uint64_t seed)
{
	struct zsip_uri uri;

	if (zsip_uri_parse_in(&uri, text, msg, NULL) == ZSIP_OK)
		zsip_hash_number(hash, zsip_uri_strict_hash(&uri, seed));
	else
		zsip_hash_exact(hash, text);
}

static void put_routes(struct zsip_siphash *hash,
                       const struct zsip_message *msg, uint64_t seed)
{
	struct zsip_value value;
	enum zsip_status status;
	struct zsip_list list;

	zsip_list_start(&list, msg, ZSIP_HDR_ROUTE);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status == ZSIP_OK)
			put_uri(hash, msg, value.name_addr.uri, seed);
		else
			zsip_hash_exact(hash, list.item);
	}
	zsip_siphash_put(hash, ZSIP_HDR_ROUTE);
}

static void put_values(struct zsip_siphash *hash,
                       const struct zsip_message *msg, enum zsip_header id)
{
	struct zsip_list list;

	zsip_list_start(&list, msg, id);
	while (zsip_list_next(&list, NULL, NULL) != ZSIP_END)
		zsip_hash_exact(hash, list.item);
	zsip_siphash_put(hash, (uint16_t)id);
}

/* Whether a member is there, which is hashed too, so that none is taken for
 * another. */
static bool put_status(struct zsip_siphash *hash, const struct zsip_core *core,
                       enum zsip_core_member member)
{
	zsip_siphash_put(hash, core->status[member]);
	return core->status[member] == ZSIP_OK;
}

static void put_identity(struct zsip_siphash *hash,
                         const struct zsip_core *core)
{
	if (put_status(hash, core, ZSIP_CORE_CALL_ID))
		zsip_hash_exact(hash, core->call_id.callid);
	if (put_status(hash, core, ZSIP_CORE_CSEQ))
		zsip_hash_number(hash, core->cseq.number);
	if (put_status(hash, core, ZSIP_CORE_FROM))
		zsip_hash_nocase(hash, core->from.tag);
}

uint64_t zsip_loop_hash(const struct zsip_message *msg,
                        const struct zsip_core *core, unsigned fields,
                        struct zsip_slice also, uint64_t seed)
{
	struct zsip_siphash hash;

	zsip_siphash_start(&hash, seed, ~seed);
	put_uri(&hash, msg, msg->request_uri, seed);
	put_routes(&hash, msg, seed);
	put_identity(&hash, core);
	if ((fields & ZSIP_LOOP_TO_TAG) != 0 &&
	    put_status(&hash, core, ZSIP_CORE_TO))
		zsip_hash_nocase(&hash, core->to.tag);
	if ((fields & ZSIP_LOOP_PROXY_REQUIRE) != 0)
		put_values(&hash, msg, ZSIP_HDR_PROXY_REQUIRE);
	if ((fields & ZSIP_LOOP_PROXY_AUTHORIZATION) != 0)
		put_values(&hash, msg, ZSIP_HDR_PROXY_AUTHORIZATION);
	if ((fields & ZSIP_LOOP_VIA) != 0 &&
	    put_status(&hash, core, ZSIP_CORE_VIA))
		zsip_hash_exact(&hash, zsip_top_via(core));
	zsip_hash_exact(&hash, also);
	return zsip_siphash_end(&hash);
}

enum zsip_loop zsip_loop_check(const struct zsip_message *msg,
                               const struct zsip_own *own, size_t count,
                               uint64_t hash)
{
	enum zsip_loop found = ZSIP_LOOP_NONE;
	struct zsip_branch branch;
	struct zsip_value value;
	enum zsip_status status;
	struct zsip_list list;

	zsip_list_start(&list, msg, ZSIP_HDR_VIA);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status != ZSIP_OK ||
		    zsip_own_via(own, count, &value.via_parm) == NULL)
			continue;
		if (zsip_branch_parse(&branch, value.via_parm.branch) &&
		    branch.has_loop && branch.loop == hash)
			return ZSIP_LOOP_FOUND;
		found = ZSIP_LOOP_SPIRAL;
	}
	return found;
}
