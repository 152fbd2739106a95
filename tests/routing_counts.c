/*
 * More of what the vectors of tests/vectors/routing show: choices, counts,
 * branches and registrations.
 */
#include <stdlib.h>
#include <string.h>

#include "routed.h"

void routed_show_rest(struct text *out, const char *verdict,
                      const struct zsip_slice *parts);

const char routed_verdicts[] =
        "server client cancel ack string client-string hop plan first then up "
        "uri via maddr aor best register pair stateless loop forwards breadth";

static void show_best(struct text *out, const struct zsip_slice *parts)
{
	const char *p = parts[0].ptr, *end = p + parts[0].len;
	struct zsip_best_response best;
	uint16_t codes[32];
	size_t count = 0;

	while (p < end && count < 32) {
		codes[count++] = (uint16_t)strtoul(p, NULL, 10);
		while (p < end && *p != ' ')
			p++;
		p += p < end;
	}
	if (zsip_best_response_choose(&best, codes, count))
		text_add(out, " %zu %u", best.index, best.code);
	else
		text_add(out, " none");
}

static struct zsip_registrar_policy read_policy(struct zsip_slice text)
{
	char copy[64] = "", *rest = copy;
	struct zsip_registrar_policy policy;

	memcpy(copy, text.ptr, text.len < 63 ? text.len : 63);
	policy.default_expires = (uint32_t)strtoul(rest, &rest, 10);
	policy.min_expires = (uint32_t)strtoul(rest, &rest, 10);
	policy.max_expires = (uint32_t)strtoul(rest, &rest, 10);
	return policy;
}

static void add_contacts(struct text *out, const struct routed *routed,
                         const struct zsip_register *reg,
                         const struct zsip_registrar_policy *policy)
{
	struct zsip_value value;
	struct zsip_list list;
	uint32_t expires;
	bool brief;

	zsip_list_start(&list, &routed->msg, ZSIP_HDR_CONTACT);
	while (zsip_list_next(&list, &value, NULL) == ZSIP_OK) {
		brief = zsip_contact_expires(&value.name_addr, reg, policy,
		                             &expires);
		text_add(out, " %u%s", expires, brief ? "!" : "");
	}
}

static void show_register(struct text *out, const struct zsip_slice *parts)
{
	static const char *const kinds[] = {"query", "update", "all"};
	struct zsip_registrar_policy policy = read_policy(parts[0]);
	struct zsip_register reg;
	struct zsip_error err;
	struct routed routed;
	enum zsip_status status;

	routed_open(&routed, parts[1]);
	status = zsip_register_read(&reg, &routed.msg, &policy, &err);
	if (status == ZSIP_E_USE && reg.code == 0) {
		text_add(out, " use");
	} else {
		text_add(out, " %s", kinds[reg.kind]);
		if (reg.code != 0)
			text_add(out, " %u@%s", reg.code, err.expected);
		if ((status == ZSIP_OK) == (reg.code == 400))
			text_add(out, " with another status");
		if (reg.code != 400)
			add_contacts(out, &routed, &reg, &policy);
	}
	routed_close(&routed);
}

static bool read_binding(struct zsip_binding *binding, struct zsip_slice text)
{
	struct zsip_core core = {
	        .call_id = {.callid = {"1", 1}},
	        .cseq = {.number = 2},
	};
	struct zsip_value value;

	return zsip_value_parse(&value, ZSIP_HDR_CONTACT, text, NULL, NULL) ==
	               ZSIP_OK &&
	       zsip_binding_of(binding, &value.name_addr, &core) == ZSIP_OK &&
	       binding->cseq == 2 && binding->call_id.len == 1;
}

static void show_bindings(struct text *out, const struct zsip_slice *parts)
{
	struct zsip_binding a, b;

	if (!read_binding(&a, parts[0]) || !read_binding(&b, parts[1])) {
		text_add(out, " use");
		return;
	}
	text_add(out, zsip_binding_equal(&a, &b) ? " same" : " other");
	if (zsip_binding_equal(&b, &a) != zsip_binding_equal(&a, &b))
		text_add(out, ", the other way it is not");
}

static void show_stateless(struct text *out, const struct zsip_slice *parts)
{
	const struct zsip_slice target = {NULL, 0};
	uint64_t of_a[2], of_b[2];
	struct zsip_error err;
	struct routed a, b;
	enum zsip_status status;

	routed_open(&a, parts[0]);
	routed_open(&b, parts[1]);
	status = zsip_stateless_hash(of_a, &a.msg, &a.core, target, ROUTED_SEED,
	                             &err);
	if (status == ZSIP_E_USE)
		text_add(out, " use");
	else if (status != ZSIP_OK)
		text_add(out, " %s %s", zsip_status_name(status), err.expected);
	else if (zsip_stateless_hash(of_b, &b.msg, &b.core, target, ROUTED_SEED,
	                             NULL) != ZSIP_OK)
		text_add(out, " not both");
	else
		text_add(out, memcmp(of_a, of_b, sizeof(of_a)) == 0 ? " same"
		                                                    : " other");
	routed_close(&a);
	routed_close(&b);
}

static void show_aor(struct text *out, const struct zsip_slice *parts)
{
	struct zsip_uri uri;
	char buf[256];
	size_t len = 0;

	if (zsip_uri_parse(&uri, parts[0], NULL, NULL) == ZSIP_OK)
		len = zsip_aor_write(&uri, buf, sizeof(buf));
	text_add(out, " %.*s", len != 0 ? (int)len : 4,
	         len != 0 ? buf : "none");
}

/* "t", "r", "a", "v", or "-", and a message. */
static unsigned read_fields(struct zsip_slice *text)
{
	static const char letters[] = "trav";
	unsigned fields = 0;

	while (text->len != 0 && *text->ptr != ' ') {
		const char *at = strchr(letters, *text->ptr);

		if (at != NULL)
			fields |= 1U << (at - letters);
		text->ptr++;
		text->len--;
	}
	text->ptr++;
	text->len--;
	return fields;
}

static void show_loop(struct text *out, const struct zsip_slice *parts)
{
	struct zsip_slice first = parts[0], also = {NULL, 0};
	unsigned fields = read_fields(&first);
	struct routed a, b;
	uint64_t hash;

	routed_open(&a, first);
	routed_open(&b, parts[1]);
	hash = zsip_loop_hash(&a.msg, &a.core, fields, also, ROUTED_SEED);
	text_add(out, zsip_loop_hash(&b.msg, &b.core, fields, also,
	                             ROUTED_SEED) == hash
	                      ? " same"
	                      : " other");
	if (zsip_loop_hash(&a.msg, &a.core, fields, also, 1) == hash ||
	    zsip_loop_hash(&a.msg, &a.core, fields, zsip_slice_from("x"),
	                   ROUTED_SEED) == hash)
		text_add(out, ", whatever the seed or what is added");
	routed_close(&a);
	routed_close(&b);
}

static void show_forwards(struct text *out, const struct zsip_slice *parts)
{
	static const char *const names[] = {"add", "decrement", "answer",
	                                    "refuse", "broken"};
	struct routed routed;

	routed_open(&routed, parts[0]);
	text_add(out, " %s",
	         names[zsip_forwards_check(&routed.msg, &routed.core)]);
	routed_close(&routed);
}

static void show_breadth(struct text *out, const struct zsip_slice *parts)
{
	uint32_t breadth, max = (uint32_t)strtoul(parts[0].ptr, NULL, 10);
	struct zsip_error err;
	struct routed routed;
	enum zsip_status status;

	routed_open(&routed, parts[1]);
	status = zsip_breadth_of(&routed.msg, max, &breadth, &err);
	if (status == ZSIP_OK)
		text_add(out, " %u", breadth);
	else
		text_add(out, " %s %s", zsip_status_name(status), err.expected);
	routed_close(&routed);
}

void routed_show_rest(struct text *out, const char *verdict,
                      const struct zsip_slice *parts)
{
	static const struct {
		const char *verdict;
		void (*show)(struct text *out, const struct zsip_slice *parts);
	} shows[] = {
	        {"best", show_best},           {"aor", show_aor},
	        {"register", show_register},   {"pair", show_bindings},
	        {"stateless", show_stateless}, {"loop", show_loop},
	        {"forwards", show_forwards},   {"breadth", show_breadth},
	};

	for (size_t i = 0; i < sizeof(shows) / sizeof(*shows); i++) {
		if (strcmp(shows[i].verdict, verdict) == 0)
			shows[i].show(out, parts);
	}
}
