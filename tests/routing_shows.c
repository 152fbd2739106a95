/*
 * What the vectors of tests/vectors/routing show.
 */
#include <stdlib.h>
#include <string.h>

#include "routed.h"

static void add_status(struct text *out, enum zsip_status status,
                       const struct zsip_error *error)
{
	if (status == ZSIP_E_USE)
		text_add(out, " use");
	else
		text_add(out, " %s %s", zsip_status_name(status),
		         error->expected);
}

static void add_placed(struct text *out, enum zsip_status status,
                       const struct zsip_error *error)
{
	if (status == ZSIP_E_USE)
		text_add(out, " use");
	else
		text_add(out, " %s@%zu %s", zsip_status_name(status),
		         error->offset, error->expected);
}

static void add_sliced(struct text *out, const char *before,
                       struct zsip_slice text)
{
	text_add(out, "%s%.*s", before, (int)text.len, text.ptr);
}

/* Keys */

static enum zsip_status key_of(struct zsip_transaction_key *key,
                               const struct routed *routed, bool client,
                               struct zsip_error *err)
{
	return client ? zsip_transaction_client_key(key, &routed->msg,
	                                            &routed->core, err)
	              : zsip_transaction_server_key(key, &routed->msg,
	                                            &routed->core, err);
}

static bool same_string(const struct zsip_transaction_key *a,
                        const struct zsip_transaction_key *b)
{
	char of_a[1024], of_b[1024];
	size_t len = zsip_transaction_key_write(a, of_a, sizeof(of_a));

	return zsip_transaction_key_write(b, of_b, sizeof(of_b)) == len &&
	       memcmp(of_a, of_b, len) == 0;
}

/* Equal keys have one hash, and, but for RFC 2543, one string. */
static void show_pair(struct text *out, const struct zsip_transaction_key *a,
                      const struct zsip_transaction_key *b)
{
	bool same = zsip_transaction_key_equal(a, b);

	text_add(out, same ? " same" : " other");
	if (zsip_transaction_key_equal(b, a) != same)
		text_add(out, ", the other way it is not");
	if (same && zsip_transaction_key_hash(a, ROUTED_SEED) !=
	                    zsip_transaction_key_hash(b, ROUTED_SEED))
		text_add(out, ", but two hashes");
	if (!same &&
	    zsip_transaction_key_hash(a, ROUTED_SEED) ==
	            zsip_transaction_key_hash(b, ROUTED_SEED) &&
	    a->kind != ZSIP_TRANSACTION_SERVER_2543)
		text_add(out, ", but one hash");
	if (a->kind != ZSIP_TRANSACTION_SERVER_2543 &&
	    same_string(a, b) != same)
		text_add(out, same ? ", but two strings" : ", but one string");
}

static void show_keys(struct text *out, const char *verdict,
                      const struct zsip_slice *parts)
{
	bool client = strncmp(verdict, "client", 6) == 0;
	bool ack = strcmp(verdict, "ack") == 0;
	struct zsip_transaction_key one, two;
	struct zsip_error err;
	struct routed a, b;
	enum zsip_status status;

	routed_open(&a, parts[0]);
	routed_open(&b, parts[ack ? 2 : 1]);
	status = key_of(&one, &a, client, &err);
	if (status == ZSIP_OK)
		status = key_of(&two, &b, client, &err);
	if (strcmp(verdict, "cancel") == 0)
		zsip_transaction_key_uncancel(&one);
	if (ack)
		one.response_tag = parts[1];
	if (status == ZSIP_OK)
		show_pair(out, &one, &two);
	else
		add_status(out, status, &err);
	routed_close(&a);
	routed_close(&b);
}

static void show_string(struct text *out, const char *verdict,
                        const struct zsip_slice *parts)
{
	struct zsip_transaction_key key;
	struct zsip_error err;
	struct routed routed;
	enum zsip_status status;
	char buf[1024];
	size_t len;

	routed_open(&routed, parts[0]);
	status = key_of(&key, &routed, strcmp(verdict, "string") != 0, &err);
	if (status != ZSIP_OK) {
		add_status(out, status, &err);
	} else {
		len = zsip_transaction_key_write(&key, buf, sizeof(buf));
		add_sliced(out, " ", (struct zsip_slice){buf, len});
	}
	routed_close(&routed);
}

/* Hops */

static void add_hop(struct text *out, const struct zsip_hop *hop)
{
	static const char *const look_ups[] = {"none", "address", "srv",
	                                       "naptr"};
	const struct zsip_transport_info *info =
	        zsip_transport_info((enum zsip_transport)hop->transport);

	text_add(out, " %s", info != NULL ? info->name : "?");
	add_sliced(out, " ", hop->host);
	text_add(out, " %u %s", hop->port, look_ups[hop->look_up]);
	if ((hop->host_type == ZSIP_HOST_NAME) !=
	            (hop->look_up != ZSIP_LOOK_UP_NONE) ||
	    hop->host_type == ZSIP_HOST_NONE)
		text_add(out, " of another type");
}

static bool parse_uri(struct zsip_uri *uri, struct zsip_slice text)
{
	return zsip_uri_parse(uri, text, NULL, NULL) == ZSIP_OK;
}

static void show_hop(struct text *out, const char *verdict,
                     const struct zsip_slice *parts)
{
	const char *blank = memchr(parts[0].ptr, ' ', parts[0].len);
	struct zsip_uri request_uri, route;
	struct zsip_slice rest = parts[0];
	struct zsip_next_hop hop;
	enum zsip_status status;

	(void)verdict;
	if (blank != NULL) {
		rest.len = (size_t)(blank - rest.ptr);
		parse_uri(&route,
		          (struct zsip_slice){blank + 1,
		                              parts[0].len - rest.len - 1});
	}
	if (!parse_uri(&request_uri, rest))
		text_add(out, " no URI");
	status = zsip_next_hop_of(&hop, &request_uri,
	                          blank != NULL ? &route : NULL);
	if (status != ZSIP_OK) {
		text_add(out, " %s", zsip_status_name(status));
		return;
	}
	add_hop(out, &hop.to);
	text_add(out, "%s%s", hop.sips ? " sips" : "",
	         hop.strict ? " strict" : "");
	if (!zsip_slice_equal(hop.uri,
	                      blank != NULL ? route.text : request_uri.text))
		text_add(out, " by another URI");
}

static void show_plan(struct text *out, const char *verdict,
                      const struct zsip_slice *parts)
{
	struct zsip_own own[ROUTED_OWN];
	struct zsip_route_plan plan;
	struct zsip_error err;
	struct routed routed;
	enum zsip_status status;

	(void)verdict;
	routed_open(&routed, parts[1]);
	status = zsip_route_plan_make(&plan, &routed.msg, &routed.core, own,
	                              routed_own(parts[0], own), &err);
	if (status != ZSIP_OK) {
		add_placed(out, status, &err);
		routed_close(&routed);
		return;
	}
	text_add(out, plan.restore ? " restore" : "");
	add_sliced(out, " uri=", plan.request_uri);
	text_add(out, " pops=%zu", plan.pops);
	if (plan.next.ptr != NULL)
		add_sliced(out, " next=", plan.next);
	text_add(out, " remaining=%zu", plan.remaining);
	routed_close(&routed);
}

static void add_response_hop(struct text *out,
                             const struct zsip_response_hop *hop)
{
	add_hop(out, &hop->to);
	text_add(out, "%s%s%s%s", hop->reuse ? " reuse" : "",
	         hop->reuse_only ? " only" : "",
	         hop->symmetric ? " symmetric" : "",
	         hop->multicast ? " multicast" : "");
	if (hop->multicast)
		text_add(out, " ttl=%u", hop->ttl);
}

static void show_response(struct text *out, const char *verdict,
                          const struct zsip_slice *parts)
{
	bool first = strcmp(verdict, "first") == 0;
	struct zsip_response_hop hop;
	struct zsip_value value;
	enum zsip_status status;

	if (zsip_value_parse(&value, ZSIP_HDR_VIA, parts[0], NULL, NULL) !=
	    ZSIP_OK) {
		text_add(out, " no Via");
		return;
	}
	status = first ? zsip_response_hop_of(&hop, &value.via_parm)
	               : zsip_response_hop_fallback(&hop.to, &value.via_parm);
	if (status != ZSIP_OK)
		text_add(out, " %s%s", zsip_status_name(status),
		         first && hop.reuse ? " reuse" : "");
	else if (first)
		add_response_hop(out, &hop);
	else
		add_hop(out, &hop.to);
}

static void show_upstream(struct text *out, const char *verdict,
                          const struct zsip_slice *parts)
{
	struct zsip_response_hop hop;
	struct zsip_via_parm via;
	struct zsip_error err;
	struct routed routed;
	enum zsip_status status;

	(void)verdict;
	routed_open(&routed, parts[0]);
	status = zsip_response_hop_upstream(&hop, &via, &routed.msg,
	                                    &routed.core, &err);
	if (status == ZSIP_OK) {
		add_response_hop(out, &hop);
		add_sliced(out, " via=", via.host);
	} else {
		add_placed(out, status, &err);
	}
	routed_close(&routed);
}

static void show_own(struct text *out, const char *verdict,
                     const struct zsip_slice *parts)
{
	struct zsip_own own[ROUTED_OWN];
	size_t count = routed_own(parts[0], own);
	const struct zsip_own *found = NULL;
	struct zsip_value value;
	struct zsip_uri uri;

	if (strcmp(verdict, "uri") == 0 && parse_uri(&uri, parts[1]))
		found = zsip_own_uri(own, count, &uri);
	else if (zsip_value_parse(&value, ZSIP_HDR_VIA, parts[1], NULL, NULL) ==
	         ZSIP_OK)
		found = zsip_own_via(own, count, &value.via_parm);
	else
		text_add(out, " neither");
	if (found != NULL)
		text_add(out, " %zu", (size_t)(found - own) + 1);
	else
		text_add(out, " none");
}

static void show_maddr(struct text *out, const char *verdict,
                       const struct zsip_slice *parts)
{
	struct zsip_own own[ROUTED_OWN];
	const char *slash = memchr(parts[2].ptr, '/', parts[2].len);
	size_t len = (size_t)(slash - parts[2].ptr);
	struct zsip_uri uri;

	(void)verdict;
	parse_uri(&uri, parts[1]);
	text_add(out,
	         zsip_maddr_reached(own, routed_own(parts[0], own), &uri,
	                            zsip_transport_find((struct zsip_slice){
	                                    slash + 1, parts[2].len - len - 1}),
	                            (uint16_t)strtoul(parts[2].ptr, NULL, 10))
	                 ? " reached"
	                 : " no");
}

void routed_show_rest(struct text *out, const char *verdict,
                      const struct zsip_slice *parts);

void routed_show(struct text *out, const char *verdict,
                 const struct zsip_slice *parts)
{
	static const struct {
		const char *verdict;
		void (*show)(struct text *out, const char *verdict,
		             const struct zsip_slice *parts);
	} shows[] = {
	        {"server", show_keys},    {"client", show_keys},
	        {"cancel", show_keys},    {"ack", show_keys},
	        {"string", show_string},  {"client-string", show_string},
	        {"hop", show_hop},        {"plan", show_plan},
	        {"first", show_response}, {"then", show_response},
	        {"up", show_upstream},    {"uri", show_own},
	        {"via", show_own},        {"maddr", show_maddr},
	};

	for (size_t i = 0; i < sizeof(shows) / sizeof(*shows); i++) {
		if (strcmp(shows[i].verdict, verdict) == 0) {
			shows[i].show(out, verdict, parts);
			return;
		}
	}
	routed_show_rest(out, verdict, parts);
}
