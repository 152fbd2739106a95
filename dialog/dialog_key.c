/*
 * What identifies a dialog (RFC 3261 12).
 */
#include "facts.h"
#include "folded.h"
#include "siphash.h"

enum zsip_status zsip_dialog_key_of(struct zsip_dialog_key *key,
                                    const struct zsip_message *msg,
                                    enum zsip_role role, struct zsip_error *err)
{
	struct zsip_facts facts;
	enum zsip_status status = zsip_facts_read_id(&facts, msg, err);

	if (status != ZSIP_OK)
		return status;
	key->call_id = facts.call_id;
	if (role == ZSIP_ROLE_UAC) {
		key->local_tag = facts.from.tag;
		key->remote_tag = facts.to.tag;
	} else {
		key->local_tag = facts.to.tag;
		key->remote_tag = facts.from.tag;
	}
	return zsip_facts_fail(msg, ZSIP_OK, NULL, "", err);
}

bool zsip_dialog_key_equal(const struct zsip_dialog_key *a,
                           const struct zsip_dialog_key *b)
{
	return zsip_slice_equal(a->call_id, b->call_id) &&
	       zsip_is_same_tag(a->local_tag, b->local_tag) &&
	       zsip_is_same_tag(a->remote_tag, b->remote_tag);
}

/* What stands between texts is no byte. */
#define END    0x100
#define ABSENT 0x101

static void put_tag(struct zsip_siphash *hash, struct zsip_slice tag)
{
	for (size_t i = 0; i < tag.len; i++)
		zsip_siphash_put(hash, (unsigned char)zsip_lower(tag.ptr[i]));
	zsip_siphash_put(hash, tag.ptr == NULL ? ABSENT : END);
}

uint64_t zsip_dialog_key_hash(const struct zsip_dialog_key *key, uint64_t seed)
{
	struct zsip_siphash hash;

	zsip_siphash_start(&hash, seed, ~seed);
	for (size_t i = 0; i < key->call_id.len; i++)
		zsip_siphash_put(&hash, (unsigned char)key->call_id.ptr[i]);
	zsip_siphash_put(&hash, END);
	put_tag(&hash, key->local_tag);
	put_tag(&hash, key->remote_tag);
	return zsip_siphash_end(&hash);
}
