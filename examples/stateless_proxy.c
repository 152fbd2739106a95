/*
 * A stateless SIP proxy over UDP (RFC 3261 16.11).
 *
 *	stateless_proxy --listen 192.0.2.1:5060 --next 192.0.2.2:5060
 *
 * It takes datagrams in batches, decides by what libzsip tells of each, and
 * sends batches on.  A request is checked (16.3) and its routes are looked
 * after (16.4); then it goes on as splices over the bytes that came in, which
 * sendmmsg() picks up where they lie.  A response loses its top Via and goes
 * where the next one says (16.7, 18.2.2).  What cannot go on is answered, but
 * for an ACK, and for what has no Via that could be read.
 *
 * A request with a Route goes where that says; one that came by a Route of
 * ours, to its Request-URI; any other to --next, as does what would need a
 * look-up.  Without --next its Request-URI has to have an address.
 *
 * What it lacks: names (no DNS), TCP and TLS, users (no registrar), and any
 * reason not to relay for everybody who can reach it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <zsip.h>
#include <zsip_builder.h>
#include <zsip_routing.h>

enum { BATCH = 32, FIELDS = 256, SPLICES = 32, PIECES = 80, UNSUPPORTED = 16 };

/* A datagram that came in, and what goes out for it. */
struct slot {
	struct sockaddr_storage from, to;
	char datagram[65535];
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
	struct zsip_splice splices[SPLICES];
	char scratch[4096];   /* what the splices put in */
	char response[65535]; /* or the answer */
	struct iovec out[PIECES];
	size_t pieces; /* of `out`; 0: nothing goes out */
};

struct proxy {
	int socket;
	struct sockaddr_storage address, next; /* AF_UNSPEC: none */
	bool record_route;
	struct zsip_own own;
	char own_uri[160]; /* for Record-Route */
	uint64_t seed;     /* of branches and tags */
	uint64_t received, forwarded, answered, dropped, unsent, copied;
	struct slot slots[BATCH];
};

static const struct zsip_slice nothing;

/* Addresses */

/* An address and port as the socket wants them; false for a name. */
static bool socket_address(struct sockaddr_storage *to, struct zsip_slice host,
                           uint16_t port)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
	bool brackets = host.len > 2 && host.ptr[0] == '[';
	char text[INET6_ADDRSTRLEN];

	if (brackets)
		host = (struct zsip_slice){host.ptr + 1, host.len - 2};
	if (host.len >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)host.len, host.ptr);
	memset(to, 0, sizeof(*to));
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return true;
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	return inet_pton(AF_INET6, text, &v6->sin6_addr) == 1;
}

/* Where a datagram came from, as text. */
static struct zsip_source source_of(const struct sockaddr_storage *from,
                                    char text[INET6_ADDRSTRLEN])
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)from;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)from;
	bool is_v6 = from->ss_family == AF_INET6;
	const void *address = is_v6 ? (const void *)&v6->sin6_addr
	                            : (const void *)&v4->sin_addr;

	inet_ntop(from->ss_family, address, text, INET6_ADDRSTRLEN);
	return (struct zsip_source){
	        zsip_slice_from(text),
	        ntohs(is_v6 ? v6->sin6_port : v4->sin_port)};
}

/* Whether a hop is an address that this socket can send to. */
static bool hop_address(const struct proxy *proxy, struct sockaddr_storage *to,
                        const struct zsip_hop *hop)
{
	return hop->look_up == ZSIP_LOOK_UP_NONE &&
	       socket_address(to, hop->host, hop->port) &&
	       to->ss_family == proxy->address.ss_family;
}

/* What is wrong with a request (RFC 3261 16.3): a status code, 0 for nothing */

/* Where the message ends is known, and it is all there (18.3). */
static bool is_whole(const struct zsip_message *msg)
{
	return msg->error.status == ZSIP_OK && msg->missing == 0 &&
	       (msg->content_length_status == ZSIP_OK ||
	        msg->content_length_status == ZSIP_E_MISSING);
}

/* Stands once and can be read. */
static bool is_sound(const struct zsip_message *msg,
                     const struct zsip_core *core, enum zsip_header id,
                     enum zsip_core_member member)
{
	const struct zsip_field *first = zsip_field_find(msg, id, NULL);

	return core->status[member] == ZSIP_OK &&
	       zsip_field_find(msg, id, first) == NULL;
}

/* Item 1: what the proxy and answers go by.  All else is no business of a
 * proxy. */
static unsigned check_syntax(const struct zsip_message *msg,
                             const struct zsip_core *core)
{
	if (msg->error.status == ZSIP_E_TOO_MANY)
		return ZSIP_CODE_MESSAGE_TOO_LARGE;
	if (msg->version.ptr != NULL && msg->version_major != 2)
		return ZSIP_CODE_VERSION_NOT_SUPPORTED;
	if (!is_whole(msg) || core->status[ZSIP_CORE_VIA] != ZSIP_OK ||
	    core->status[ZSIP_CORE_REQUEST_URI] != ZSIP_OK ||
	    !is_sound(msg, core, ZSIP_HDR_FROM, ZSIP_CORE_FROM) ||
	    !is_sound(msg, core, ZSIP_HDR_TO, ZSIP_CORE_TO) ||
	    !is_sound(msg, core, ZSIP_HDR_CALL_ID, ZSIP_CORE_CALL_ID) ||
	    !is_sound(msg, core, ZSIP_HDR_CSEQ, ZSIP_CORE_CSEQ) ||
	    !zsip_slice_equal(core->cseq.method, msg->method) ||
	    zsip_forwards_check(msg, core) == ZSIP_FORWARDS_BROKEN)
		return ZSIP_CODE_BAD_REQUEST;
	return 0;
}

/* Items 2 to 5. */
static unsigned check_request(const struct proxy *proxy,
                              const struct zsip_message *msg,
                              const struct zsip_core *core, uint64_t loop)
{
	enum zsip_forwards forwards = zsip_forwards_check(msg, core);

	if (core->request_uri.scheme_id != ZSIP_SCHEME_SIP)
		return ZSIP_CODE_UNSUPPORTED_URI_SCHEME;
	if (forwards == ZSIP_FORWARDS_REFUSE ||
	    forwards == ZSIP_FORWARDS_ANSWER)
		return ZSIP_CODE_TOO_MANY_HOPS;
	if (zsip_loop_check(msg, &proxy->own, 1, loop) == ZSIP_LOOP_FOUND)
		return ZSIP_CODE_LOOP_DETECTED;
	if (zsip_field_find(msg, ZSIP_HDR_PROXY_REQUIRE, NULL) != NULL)
		return ZSIP_CODE_BAD_EXTENSION;
	return 0;
}

/* Where a request goes, and what it looks like then (RFC 3261 16.4 to 16.6) */

/* The first Route that stays decides, or the Request-URI. */
static unsigned choose_hop(const struct proxy *proxy, struct slot *slot,
                           const struct zsip_route_plan *plan)
{
	bool has_next = proxy->next.ss_family != AF_UNSPEC;
	bool routed = plan->remaining > 0 || plan->pops > 0 || plan->restore;
	struct zsip_slice text =
	        plan->remaining > 0 ? plan->next : plan->request_uri;
	struct zsip_next_hop hop;
	struct zsip_uri uri;
	bool own;

	if (zsip_uri_parse_in(&uri, text, &slot->msg, NULL) != ZSIP_OK)
		return ZSIP_CODE_BAD_REQUEST;
	own = zsip_own_uri(&proxy->own, 1, &uri) != NULL;
	if ((routed || !has_next) && !own &&
	    zsip_next_hop_of(&hop, &uri, NULL) == ZSIP_OK &&
	    hop.to.transport == ZSIP_TRANSPORT_UDP &&
	    hop_address(proxy, &slot->to, &hop.to))
		return 0;
	slot->to = proxy->next;
	if (has_next)
		return 0;
	return own ? ZSIP_CODE_NOT_FOUND : ZSIP_CODE_SERVER_INTERNAL_ERROR;
}

static bool forms_dialog(const struct zsip_message *msg)
{
	return msg->method_id == ZSIP_METHOD_INVITE ||
	       msg->method_id == ZSIP_METHOD_SUBSCRIBE ||
	       msg->method_id == ZSIP_METHOD_NOTIFY ||
	       msg->method_id == ZSIP_METHOD_REFER;
}

/* The Via of this proxy, with a branch that retransmissions, the CANCEL and the
 * ACK to a failure get too (16.11). */
static void push_via(const struct proxy *proxy, const struct slot *slot,
                     struct zsip_edit *edit, uint64_t loop)
{
	char branch[ZSIP_STATELESS_BRANCH_LOOP];
	struct zsip_via_parts via = {.transport = zsip_slice_from("UDP"),
	                             .host = proxy->own.host,
	                             .port = proxy->own.port,
	                             .branch = {branch, sizeof(branch)}};
	uint64_t hash[2] = {0};
	enum zsip_status status;

	status = zsip_stateless_hash(hash, &slot->msg, &slot->core, nothing,
	                             proxy->seed, NULL);
	if (status != ZSIP_OK)
		zsip_edit_fail(edit, status, NULL, "branch");
	zsip_stateless_branch(hash, &loop, branch, sizeof(branch));
	zsip_edit_push_via(edit, &slot->msg, &via);
}

/* The pieces that an edit leaves are what goes out.  An edit that failed once
 * has none, so that it is enough to look here. */
static bool send_edited(struct proxy *proxy, struct slot *slot,
                        const struct zsip_edit *edit)
{
	size_t count = zsip_edit_iovec(edit, slot->out, PIECES);

	if (count == 0 || count > PIECES)
		return false;
	slot->pieces = count;
	proxy->forwarded++;
	proxy->copied += zsip_edit_copied(edit);
	return true;
}

static unsigned forward_request(struct proxy *proxy, struct slot *slot,
                                uint64_t loop)
{
	const struct zsip_message *msg = &slot->msg;
	const struct zsip_core *core = &slot->core;
	struct zsip_slice own_uri = zsip_slice_from(proxy->own_uri);
	char text[INET6_ADDRSTRLEN];
	struct zsip_source source = source_of(&slot->from, text);
	struct zsip_route_plan plan;
	struct zsip_edit edit;
	unsigned code;

	if (zsip_route_plan_make(&plan, msg, core, &proxy->own, 1, NULL) !=
	    ZSIP_OK)
		return ZSIP_CODE_BAD_REQUEST;
	code = choose_hop(proxy, slot, &plan);
	if (code != 0)
		return code;
	zsip_edit_start_message(&edit, msg, slot->splices, SPLICES,
	                        slot->scratch, sizeof(slot->scratch));
	/* 18.2.1: received and rport. */
	if (zsip_edit_stamp_via(&edit, msg, core, &source) != ZSIP_OK)
		return ZSIP_CODE_BAD_REQUEST;
	/* 16.4: what a strict router did, and our own Routes. */
	if (plan.restore)
		zsip_edit_undo_strict_route(&edit, msg);
	zsip_edit_pop_routes(&edit, msg, core, plan.pops);
	/* 16.6, steps 3, 4, 6 and 8. */
	zsip_edit_decrement_max_forwards(&edit, msg, core);
	if (proxy->record_route && forms_dialog(msg))
		zsip_edit_push_record_route(&edit, msg, own_uri);
	zsip_edit_do_strict_route(&edit, msg, core);
	push_via(proxy, slot, &edit, loop);
	return send_edited(proxy, slot, &edit)
	               ? 0
	               : ZSIP_CODE_SERVER_INTERNAL_ERROR;
}

/* Answers */

/* What a 420 is about. */
static size_t list_unsupported(const struct zsip_message *msg,
                               struct zsip_header_line lines[UNSUPPORTED])
{
	struct zsip_list list;
	struct zsip_value value;
	size_t count = 0;

	zsip_list_start(&list, msg, ZSIP_HDR_PROXY_REQUIRE);
	while (count < UNSUPPORTED &&
	       zsip_list_next(&list, &value, NULL) == ZSIP_OK)
		lines[count++] = (struct zsip_header_line){
		        .id = ZSIP_HDR_UNSUPPORTED, .value = value.raw};
	return count;
}

/* The top Via of the answer, which has received and rport now, says where it
 * goes (RFC 3261 18.2.2).  Where it says that the connection is to be used
 * again, cannot be read, or has a received that is not ours, that is back to
 * where the datagram came from. */
static bool answer_address(const struct proxy *proxy, struct slot *slot,
                           const struct zsip_source *source, size_t len)
{
	struct zsip_response_hop hop;
	struct zsip_message msg;
	struct zsip_core core;

	zsip_message_init(&msg, slot->fields, FIELDS, NULL);
	zsip_message_parse(&msg, slot->response, len, NULL);
	zsip_core_parse(&msg, &core, NULL);
	slot->to = slot->from;
	if (core.status[ZSIP_CORE_VIA] != ZSIP_OK ||
	    (core.via.received.ptr != NULL &&
	     !zsip_host_equal(core.via.received, source->address)))
		return true;
	if (zsip_response_hop_of(&hop, &core.via) != ZSIP_OK || hop.multicast)
		return false;
	return hop.reuse || hop_address(proxy, &slot->to, &hop.to);
}

static void answer(struct proxy *proxy, struct slot *slot, unsigned code,
                   uint64_t loop)
{
	struct zsip_header_line lines[UNSUPPORTED];
	char tag[17], text[INET6_ADDRSTRLEN];
	struct zsip_response response = {.size = sizeof(response),
	                                 .flags = ZSIP_RESPONSE_ERROR,
	                                 .code = code,
	                                 .headers = lines};
	size_t len;

	/* The same for a request that comes again (8.2.7). */
	snprintf(tag, sizeof(tag), "%016" PRIx64, loop);
	response.to_tag = zsip_slice_from(tag);
	response.source = source_of(&slot->from, text);
	if (code == ZSIP_CODE_BAD_EXTENSION)
		response.header_count = list_unsupported(&slot->msg, lines);
	if (code == ZSIP_CODE_BAD_EXTENSION && response.header_count == 0)
		response.code = ZSIP_CODE_BAD_REQUEST;
	len = zsip_response_build(&slot->msg, NULL, &response, slot->response,
	                          sizeof(slot->response), NULL);
	if (len == 0 || len > sizeof(slot->response) ||
	    !answer_address(proxy, slot, &response.source, len))
		return;
	slot->out[0] = (struct iovec){slot->response, len};
	slot->pieces = 1;
	proxy->answered++;
}

/* Messages */

static void handle_request(struct proxy *proxy, struct slot *slot)
{
	uint64_t loop =
	        zsip_loop_hash(&slot->msg, &slot->core, ZSIP_LOOP_STATELESS,
	                       nothing, proxy->seed);
	unsigned code = check_syntax(&slot->msg, &slot->core);

	if (code == 0)
		code = check_request(proxy, &slot->msg, &slot->core, loop);
	if (code == 0)
		code = forward_request(proxy, slot, loop);
	if (code != 0)
		answer(proxy, slot, code, loop);
}

/* If our Via is on top, the next one says where to (RFC 3261 16.11, 18.2.2). */
static void handle_response(struct proxy *proxy, struct slot *slot)
{
	struct zsip_response_hop hop;
	struct zsip_edit edit;

	if (!is_whole(&slot->msg) ||
	    slot->core.status[ZSIP_CORE_VIA] != ZSIP_OK ||
	    zsip_own_via(&proxy->own, 1, &slot->core.via) == NULL ||
	    zsip_response_hop_upstream(&hop, NULL, &slot->msg, &slot->core,
	                               NULL) != ZSIP_OK ||
	    !hop_address(proxy, &slot->to, &hop.to))
		return;
	zsip_edit_start_message(&edit, &slot->msg, slot->splices, SPLICES,
	                        slot->scratch, sizeof(slot->scratch));
	zsip_edit_pop_via(&edit, &slot->msg, &slot->core);
	send_edited(proxy, slot, &edit);
}

static void handle(struct proxy *proxy, struct slot *slot, size_t len)
{
	zsip_message_init(&slot->msg, slot->fields, FIELDS, NULL);
	zsip_message_parse(&slot->msg, slot->datagram, len, NULL);
	zsip_core_parse(&slot->msg, &slot->core, NULL);
	slot->pieces = 0;
	if (slot->msg.status_code != 0)
		handle_response(proxy, slot);
	else
		handle_request(proxy, slot);
	proxy->received++;
	proxy->dropped += slot->pieces == 0;
}

/* Datagrams */

/* What the network refuses is lost, as datagrams are. */
static void send_batch(struct proxy *proxy, struct mmsghdr *batch,
                       unsigned count)
{
	int sent;

	for (unsigned i = 0; i < count; i += (unsigned)sent) {
		sent = sendmmsg(proxy->socket, batch + i, count - i, 0);
		if (sent > 0)
			continue;
		sent = errno != EINTR;
		proxy->unsent += (unsigned)sent;
	}
}

static struct msghdr datagram(struct sockaddr_storage *address,
                              struct iovec *pieces, size_t count)
{
	return (struct msghdr){.msg_name = address,
	                       .msg_namelen = sizeof(*address),
	                       .msg_iov = pieces,
	                       .msg_iovlen = count};
}

static void serve_batch(struct proxy *proxy)
{
	struct mmsghdr batch[BATCH];
	struct slot *slot = proxy->slots;
	unsigned ready = 0;
	int count;

	for (int i = 0; i < BATCH; i++, slot++) {
		slot->out[0] =
		        (struct iovec){slot->datagram, sizeof(slot->datagram)};
		batch[i].msg_hdr = datagram(&slot->from, slot->out, 1);
	}
	count = recvmmsg(proxy->socket, batch, BATCH, MSG_DONTWAIT, NULL);
	slot = proxy->slots;
	for (int i = 0; i < count; i++, slot++) {
		handle(proxy, slot, batch[i].msg_len);
		if (slot->pieces > 0)
			batch[ready++].msg_hdr =
			        datagram(&slot->to, slot->out, slot->pieces);
	}
	send_batch(proxy, batch, ready);
}

/* Until a signal comes. */
static void serve(struct proxy *proxy, int signals)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = signals};
	int epoll = epoll_create1(0);

	epoll_ctl(epoll, EPOLL_CTL_ADD, signals, &event);
	event.data.fd = proxy->socket;
	epoll_ctl(epoll, EPOLL_CTL_ADD, proxy->socket, &event);
	while (event.data.fd == proxy->socket)
		if (epoll_wait(epoll, &event, 1, -1) == 1 &&
		    event.data.fd == proxy->socket)
			serve_batch(proxy);
}

/* The program */

static const char usage[] =
        "usage: stateless_proxy --listen ADDR:PORT [OPTION]...\n"
        "  --listen ADDR:PORT  where others reach it; IPv6 in brackets\n"
        "  --next ADDR:PORT    where requests go that have no Route\n"
        "  --record-route      stay on the path of dialogs\n"
        "  --help              this text\n";

static void give_up(const char *what)
{
	fprintf(stderr, "stateless_proxy: %s\n", what);
	exit(2);
}

/* An address and port of the command line, which stay in `text`. */
static struct zsip_uri take_address(struct sockaddr_storage *address,
                                    char text[128], const char *argument)
{
	struct zsip_uri uri;

	snprintf(text, 128, "sip:%s", argument);
	if (zsip_uri_parse(&uri, zsip_slice_from(text), NULL, NULL) !=
	            ZSIP_OK ||
	    !uri.has_port || !socket_address(address, uri.host, uri.port))
		give_up("that is not ADDR:PORT; names are not looked up");
	return uri;
}

static void take_options(struct proxy *proxy, int argc, char **argv)
{
	static const struct option options[] = {
	        {"listen", required_argument, NULL, 'l'},
	        {"next", required_argument, NULL, 'n'},
	        {"record-route", no_argument, NULL, 'r'},
	        {"help", no_argument, NULL, 'h'},
	        {NULL, 0, NULL, 0}};
	static char listen[128], next[128];
	struct zsip_uri uri;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l') {
			uri = take_address(&proxy->address, listen, optarg);
			proxy->own = (struct zsip_own){.host = uri.host,
			                               .port = uri.port};
		} else if (option == 'n') {
			take_address(&proxy->next, next, optarg);
		} else if (option == 'r') {
			proxy->record_route = true;
		} else {
			fputs(usage, option == 'h' ? stdout : stderr);
			exit(option == 'h' ? 0 : 2);
		}
	}
	if (proxy->own.host.ptr == NULL || optind < argc)
		give_up("--listen ADDR:PORT is needed; see --help");
	snprintf(proxy->own_uri, sizeof(proxy->own_uri), "sip:%.*s:%u;lr",
	         (int)proxy->own.host.len, proxy->own.host.ptr,
	         (unsigned)proxy->own.port);
}

int main(int argc, char **argv)
{
	static struct proxy proxy;
	int room = 4 << 20; /* for datagrams that wait, if the kernel lets us */
	sigset_t set;

	take_options(&proxy, argc, argv);
	if (getrandom(&proxy.seed, sizeof(proxy.seed), 0) != sizeof(proxy.seed))
		give_up(strerror(errno));
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	proxy.socket = socket(proxy.address.ss_family, SOCK_DGRAM, 0);
	if (proxy.socket < 0 ||
	    bind(proxy.socket, (struct sockaddr *)&proxy.address,
	         sizeof(proxy.address)) != 0)
		give_up(strerror(errno));
	setsockopt(proxy.socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	serve(&proxy, signalfd(-1, &set, 0));
	printf("%" PRIu64 " received, %" PRIu64 " forwarded, %" PRIu64
	       " answered, %" PRIu64 " dropped, %" PRIu64 " not sent, %" PRIu64
	       " bytes copied for each one forwarded\n",
	       proxy.received, proxy.forwarded, proxy.answered, proxy.dropped,
	       proxy.unsent,
	       proxy.forwarded > 0 ? proxy.copied / proxy.forwarded : 0);
	return 0;
}
