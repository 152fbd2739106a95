/*
 * Branches of a proxy (RFC 3261 16.6 step 8, 16.11, RFC 5393 4.2).
 */
#include "routing.h"

#define COOKIE_LENGTH (sizeof(ZSIP_BRANCH_COOKIE) - 1)

/* Between the unique part and the loop hash. */
#define SEPARATOR '.'

enum { HASH_DIGITS = 16 };

static struct zsip_slice head_of(struct zsip_slice branch)
{
	return (struct zsip_slice){branch.ptr, COOKIE_LENGTH};
}

bool zsip_branch_is_unique(struct zsip_slice branch)
{
	return branch.len > COOKIE_LENGTH &&
	       zsip_slice_equal(head_of(branch),
	                        zsip_slice_from(ZSIP_BRANCH_COOKIE));
}

bool zsip_branch_counts(const struct zsip_message *msg,
                        struct zsip_slice branch)
{
	if (zsip_branch_is_unique(branch))
		return true;
	return branch.len > COOKIE_LENGTH &&
	       (zsip_quirks_of(msg->options) & ZSIP_QUIRK_BRANCH_COOKIE_CASE) !=
	               0 &&
	       zsip_slice_equal_nocase(head_of(branch),
	                               zsip_slice_from(ZSIP_BRANCH_COOKIE));
}

static void add_hash(struct zsip_writer *out, uint64_t hash)
{
	char digits[HASH_DIGITS];

	for (int i = 0; i < HASH_DIGITS; i++)
		digits[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	zsip_writer_add(out, (struct zsip_slice){digits, HASH_DIGITS});
}

/* As add_hash() writes it: other digits make no hash of ours. */
static bool read_hash(const char *p, uint64_t *hash)
{
	*hash = 0;
	for (int i = 0; i < HASH_DIGITS; i++) {
		int digit = zsip_hex_value(p[i]);

		if (digit < 0)
			return false;
		*hash = *hash << 4 | (unsigned)digit;
	}
	return true;
}

static bool is_unique_part(struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!zsip_is_token(text.ptr[i]) || text.ptr[i] == SEPARATOR)
			return false;
	}
	return text.len != 0;
}

static void add_loop(struct zsip_writer *out, uint64_t loop)
{
	static const char separator = SEPARATOR;

	zsip_writer_add(out, (struct zsip_slice){&separator, 1});
	add_hash(out, loop);
}

size_t zsip_branch_write(const struct zsip_branch *branch, char *buf,
                         size_t size)
{
	struct zsip_writer out;

	if (!is_unique_part(branch->unique))
		return 0;
	zsip_writer_init(&out, buf, size);
	zsip_writer_add(&out, zsip_slice_from(ZSIP_BRANCH_COOKIE));
	zsip_writer_add(&out, branch->unique);
	if (branch->has_loop)
		add_loop(&out, branch->loop);
	return out.len;
}

bool zsip_branch_parse(struct zsip_branch *branch, struct zsip_slice text)
{
	const char *dot;

	*branch = (struct zsip_branch){.has_loop = false};
	if (!zsip_branch_is_unique(text))
		return false;
	branch->unique.ptr = text.ptr + COOKIE_LENGTH;
	branch->unique.len = text.len - COOKIE_LENGTH;
	dot = memchr(branch->unique.ptr, SEPARATOR, branch->unique.len);
	if (dot != NULL) {
		if (text.ptr + text.len - dot != 1 + HASH_DIGITS ||
		    !read_hash(dot + 1, &branch->loop))
			return false;
		branch->unique.len = (size_t)(dot - branch->unique.ptr);
		branch->has_loop = true;
	}
	return is_unique_part(branch->unique);
}

/* Without state */

/* What is invariant over a request, its CANCEL and its ACK. */
static void hash_request(struct zsip_siphash *hash,
                         const struct zsip_message *msg,
                         const struct zsip_core *core)
{
	if (zsip_branch_counts(msg, core->via.branch)) {
		zsip_hash_nocase(hash, core->via.branch);
		zsip_hash_host(hash, core->via.host);
		zsip_siphash_put(hash, zsip_via_port(&core->via));
		return;
	}
	zsip_hash_exact(hash, zsip_top_via(core));
	zsip_hash_nocase(hash, core->from.tag);
	zsip_hash_exact(hash, core->call_id.callid);
	zsip_hash_number(hash, core->cseq.number);
	zsip_hash_exact(hash, msg->request_uri);
}

enum zsip_status zsip_stateless_hash(uint64_t hash[2],
                                     const struct zsip_message *msg,
                                     const struct zsip_core *core,
                                     struct zsip_slice target, uint64_t seed,
                                     struct zsip_error *err)
{
	enum zsip_status status =
	        zsip_routing_needs(err, msg, core, ZSIP_CORE_VIA);
	struct zsip_siphash state;

	if (msg->method.ptr == NULL)
		return zsip_passed(err, ZSIP_E_USE);
	if (status == ZSIP_OK && !zsip_branch_counts(msg, core->via.branch))
		status = zsip_routing_needs_all(err, msg, core);
	if (status != ZSIP_OK)
		return status;
	for (int i = 0; i < 2; i++) {
		zsip_siphash_start(&state, seed, i == 0 ? ~seed : seed);
		hash_request(&state, msg, core);
		zsip_hash_exact(&state, target);
		hash[i] = zsip_siphash_end(&state);
	}
	return ZSIP_OK;
}

size_t zsip_stateless_branch(const uint64_t hash[2], const uint64_t *loop,
                             char *buf, size_t size)
{
	struct zsip_writer out;

	zsip_writer_init(&out, buf, size);
	zsip_writer_add(&out, zsip_slice_from(ZSIP_BRANCH_COOKIE));
	add_hash(&out, hash[0]);
	add_hash(&out, hash[1]);
	if (loop != NULL)
		add_loop(&out, *loop);
	return out.len;
}
