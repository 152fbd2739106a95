/*
 * Sends a proxy what sipp would not, and looks at what it makes of it.
 *
 *	probe say ADDR:PORT TEXT
 *		a datagram, no answer awaited
 *	probe torture FROM PROXY NEXT TABLE
 *		all messages that there are, and changes of them, from FROM
 *		(an address) to PROXY (ADDR:PORT), which forwards to NEXT
 *	probe cases FROM PROXY NEXT FILE WORD
 *		the vectors of FILE that begin with WORD
 *
 * A vector is a message as in tests/message_vectors.h and what comes of it, as
 * in TABLE, then lines that stand in what comes, and beginnings of lines,
 *behind
 * "!", that do not; {from}, {proxy} and {next} are those addresses.
 *
 * TABLE has lines "NAME WHAT", WHAT being "forward", the status code of an
 * answer or "drop"; what is not in it may come to anything.  Whatever the proxy
 * sends must parse, and have no error by zsip_check() that the message that it
 * got did not have; a 400, and any answer to what has a broken value, need only
 * parse.
 *
 * Behind each message goes a request that the proxy has to answer with a 483:
 * when that comes, all is there that the message brought about; where the proxy
 * sends to itself, when some more of them came.
 */
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "corpus.h"
#include "message_vectors.h"
#include "mutate.h"
#include "vectors.h"
#include "zsip.h"

enum { MAX_FIELDS = 512, MAX_RULES = 1024, MUTATIONS = 20000 };

/* Where answers arrive: the port that a Via has if it names none, and those of
 * some messages.  The last socket is the next hop. */
static const unsigned ports[] = {5060, 5050, 5061};
enum { ANSWERS = sizeof(ports) / sizeof(*ports), SOCKETS = ANSWERS + 1 };

struct probe {
	struct pollfd sockets[SOCKETS];
	const char *from, *proxy, *next; /**< addresses */
	unsigned rounds; /**< how often the proxy may meet a message */
	unsigned sent;
	size_t forwarded, answered, dropped;
	/* The message at hand. */
	const char *name, *data;
	size_t len;
	bool known[MAX_RULES]; /**< errors that it has */
	bool sound;            /**< that is, in what an answer copies */
	/* And what came back for it. */
	char reply[65536];
	size_t reply_len;
	unsigned code; /**< of the answer */
	bool forward;
};

static void stop(const char *what)
{
	perror(what);
	exit(1);
}

/* ADDR:PORT, an IPv6 address in brackets. */
static struct addrinfo *address(const char *text)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
	                         .ai_socktype = SOCK_DGRAM};
	struct addrinfo *found;
	char host[64], port[16];

	if ((sscanf(text, "[%63[^]]]:%15s", host, port) != 2 &&
	     sscanf(text, "%63[^:]:%15s", host, port) != 2) ||
	    getaddrinfo(host, port, &hints, &found) != 0) {
		fprintf(stderr, "%s: no address and port\n", text);
		exit(1);
	}
	return found;
}

static int listening(const char *text)
{
	struct addrinfo *at = address(text);
	int fd = socket(at->ai_family, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, at->ai_addr, at->ai_addrlen) != 0)
		stop(text);
	freeaddrinfo(at);
	return fd;
}

/* Ends it: what came back for the message at hand is not right. */
static void blame(const struct probe *probe, const char *what)
{
	fprintf(stderr, "%s: %s\n", probe->name, what);
	fprintf(stderr, "--- what was sent:\n%.*s\n", (int)probe->len,
	        probe->data);
	fprintf(stderr, "--- what came back:\n%.*s\n", (int)probe->reply_len,
	        probe->reply);
	exit(1);
}

/* --- What a message has to it */

static void know(void *user, const struct zsip_finding *finding)
{
	struct probe *probe = user;

	if (finding->rule->severity == ZSIP_SEVERITY_ERROR &&
	    finding->rule->id < MAX_RULES)
		probe->known[finding->rule->id] = true;
}

static void hold(void *user, const struct zsip_finding *finding)
{
	struct probe *probe = user;

	if (finding->rule->severity != ZSIP_SEVERITY_ERROR ||
	    finding->rule->id >= MAX_RULES || probe->known[finding->rule->id])
		return;
	blame(probe, finding->rule->name);
}

static enum zsip_status parse(struct zsip_message *msg, const char *data,
                              size_t len)
{
	static struct zsip_field fields[MAX_FIELDS];

	zsip_message_init(msg, fields, MAX_FIELDS, NULL);
	return zsip_message_parse(msg, data, len, NULL);
}

/* --- To and fro */

/* Whether it answers the request behind the message at hand. */
static bool is_fence(const struct probe *probe, const struct zsip_message *msg)
{
	const struct zsip_field *id =
	        zsip_field_find(msg, ZSIP_HDR_CALL_ID, NULL);
	char fence[64];

	snprintf(fence, sizeof(fence), "fence-%u", probe->sent);
	return id != NULL &&
	       zsip_slice_equal(id->value, zsip_slice_from(fence));
}

/* Takes a datagram that the proxy sent; true if it is the fence's. */
static bool take(struct probe *probe, size_t socket)
{
	static char data[sizeof(probe->reply)];
	ssize_t len = recv(probe->sockets[socket].fd, data, sizeof(data), 0);
	struct zsip_message msg;
	enum zsip_status status;

	if (len < 0)
		blame(probe, "the proxy is gone");
	status = parse(&msg, data, (size_t)len);
	if (status == ZSIP_OK && is_fence(probe, &msg))
		return true;
	memcpy(probe->reply, data, (size_t)len);
	probe->reply_len = (size_t)len;
	if (status != ZSIP_OK)
		blame(probe, "does not parse");
	if (msg.status_code == 0 || (probe->sound && msg.status_code != 400))
		zsip_check(&msg, hold, probe);
	if (socket == ANSWERS)
		probe->forward = true;
	else
		probe->code = msg.status_code;
	return false;
}

/* Sends a request that the proxy has to answer, after the message at hand. */
static void send_fence(struct probe *probe)
{
	char text[512];
	int len = snprintf(text, sizeof(text),
	                   "OPTIONS sip:fence@example.com SIP/2.0\r\n"
	                   "Via: SIP/2.0/UDP %s;branch=z9hG4bKfence%u\r\n"
	                   "Max-Forwards: 0\r\n"
	                   "From: <sip:probe@example.com>;tag=p\r\n"
	                   "To: <sip:fence@example.com>\r\n"
	                   "Call-ID: fence-%u\r\n"
	                   "CSeq: 1 OPTIONS\r\n"
	                   "Content-Length: 0\r\n\r\n",
	                   probe->from, probe->sent, probe->sent);

	if (send(probe->sockets[0].fd, text, (size_t)len, 0) < 0)
		blame(probe, "the proxy was gone before");
}

/* Takes what is there; true when the fence's answer was. */
static bool take_all(struct probe *probe)
{
	bool fenced = false;

	for (size_t i = 0; i < SOCKETS; i++)
		if (probe->sockets[i].revents != 0)
			fenced = take(probe, i) || fenced;
	return fenced;
}

static void await_fence(struct probe *probe)
{
	bool fenced = false;

	send_fence(probe);
	while (!fenced) {
		if (poll(probe->sockets, SOCKETS, 30000) <= 0)
			blame(probe, "the proxy is silent since then");
		fenced = take_all(probe);
	}
}

static void try(struct probe *probe, const char *name, const char *data,
                size_t len)
{
	struct zsip_message msg;
	struct zsip_core core;

	probe->name = name;
	probe->data = data;
	probe->len = len;
	probe->reply_len = 0;
	probe->code = 0;
	probe->forward = false;
	probe->sent++;
	memset(probe->known, 0, sizeof(probe->known));
	probe->sound = parse(&msg, data, len) == ZSIP_OK &&
	               zsip_core_parse(&msg, &core, NULL) == ZSIP_OK;
	zsip_check(&msg, know, probe);
	if (send(probe->sockets[0].fd, data, len, 0) < 0)
		blame(probe, "the proxy was gone before");
	for (unsigned i = 0; i < probe->rounds; i++)
		await_fence(probe);
	while (poll(probe->sockets, SOCKETS, 0) > 0)
		take_all(probe);
	probe->forwarded += probe->forward;
	probe->answered += probe->code != 0;
	probe->dropped += !probe->forward && probe->code == 0;
}

/* --- What is expected */

/* What the table says of a message, by the name of its file, with ending or
 * without. */
static bool find(const char *table, const char *path, char what[32])
{
	const char *name = strrchr(path, '/');
	char line[256], subject[128];
	FILE *in = fopen(table, "r");
	bool found = false;

	name = name == NULL ? path : name + 1;
	if (in == NULL)
		stop(table);
	while (!found && fgets(line, sizeof(line), in) != NULL)
		found = sscanf(line, "%127s %31s", subject, what) == 2 &&
		        strncmp(subject, name, strlen(subject)) == 0 &&
		        strchr(".", name[strlen(subject)]) != NULL;
	fclose(in);
	return found;
}

/* Whether that is what came. */
static bool is_as_expected(const struct probe *probe, const char *what)
{
	char came[32] = "drop";

	if (probe->code != 0)
		snprintf(came, sizeof(came), "%u", probe->code);
	else if (probe->forward)
		snprintf(came, sizeof(came), "forward");
	if (strcmp(what, came) == 0 && !(probe->code != 0 && probe->forward))
		return true;
	fprintf(stderr, "%s: %s expected, %s%s came\n", probe->name, what, came,
	        probe->code != 0 && probe->forward ? " and forward" : "");
	return false;
}

static size_t try_messages(struct probe *probe, const struct corpus *corpus,
                           const char *table)
{
	char what[32];
	size_t judged = 0, wrong = 0;

	for (size_t i = 0; i < corpus->count; i++) {
		const struct corpus_message *one = &corpus->messages[i];

		try(probe, one->name, one->data, one->len);
		if (!find(table, one->name, what))
			continue;
		judged++;
		wrong += !is_as_expected(probe, what);
	}
	printf("e2e: torture: %zu messages, %zu with a verdict, %zu wrong\n",
	       corpus->count, judged, wrong);
	return wrong;
}

static void try_mutations(struct probe *probe, const struct corpus *corpus)
{
	static char data[1 << 16];
	uint64_t state = 3261;

	for (size_t i = 0; i < MUTATIONS; i++) {
		const struct corpus_message *one =
		        &corpus->messages[random_below(&state, corpus->count)];
		size_t len = one->len;

		if (len >= sizeof(data) / 2)
			continue;
		memcpy(data, one->data, len);
		len = mutate(&state, data, len, sizeof(data) - 1024);
		try(probe, one->name, data, len);
	}
}

/* --- Cases */

/* A text with the addresses put in. */
static void fill_in(const struct probe *probe, const char *text, size_t len,
                    char *out, size_t size)
{
	const struct {
		const char *name, *value;
	} names[] = {{"{from}", probe->from},
	             {"{proxy}", probe->proxy},
	             {"{next}", probe->next}};
	const char *end = text + len;
	size_t n = 0;

	while (text < end && n + 64 < size) {
		size_t i = 0;

		while (i < 3 &&
		       strncmp(text, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i == 3) {
			out[n++] = *text++;
			continue;
		}
		n += (size_t)sprintf(out + n, "%s", names[i].value);
		text += strlen(names[i].name);
	}
	out[n] = '\0';
}

/* Whether a line that is so, or begins so, is in what came back. */
static bool has_line(const struct probe *probe, const char *line, bool whole)
{
	const char *p = probe->reply, *end = p + probe->reply_len;
	size_t len = strlen(line);

	for (; p < end; p++) {
		if ((size_t)(end - p) >= len + 2 && memcmp(p, line, len) == 0 &&
		    (!whole || p[len] == '\r'))
			return true;
		p = memchr(p, '\n', (size_t)(end - p));
		if (p == NULL)
			break;
	}
	return false;
}

/* What came of a message: "WHAT | LINE | !BEGINNING". */
static bool is_as_told(const struct probe *probe, const char *expected)
{
	static char text[4096];
	char *line, *rest = text;

	fill_in(probe, expected, strlen(expected) + 1, text, sizeof(text));
	while ((line = rest) != NULL) {
		rest = strstr(line, " | ");
		if (rest != NULL) {
			*rest = '\0';
			rest += 3;
		}
		if (line == text   ? is_as_expected(probe, line)
		    : *line == '!' ? !has_line(probe, line + 1, false)
		                   : has_line(probe, line, true))
			continue;
		fprintf(stderr, "%s: %s\n%.*s", probe->name, line,
		        (int)probe->reply_len, probe->reply);
		return false;
	}
	return true;
}

static bool try_case(struct probe *probe, const struct vector *v,
                     const char *path)
{
	static struct checked message;
	char text[4096], why[512], name[512];
	bool good;

	snprintf(name, sizeof(name), "%s:%u", path, v->line);
	fill_in(probe, v->text, v->len, text, sizeof(text));
	if (v->expected == NULL ||
	    !message_build(&message, text, strlen(text), why, sizeof(why))) {
		fprintf(stderr, "%s: %s\n", name, why);
		return false;
	}
	try(probe, name, message.data, message.len);
	good = is_as_told(probe, v->expected);
	checked_free(&message);
	return good;
}

static int cases(struct probe *probe, const char *path, const char *word)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result = VECTOR_ERROR;
	size_t count = 0, wrong = 0;

	if (!vectors_open(&file, path, "next alone loop")) {
		fprintf(stderr, "%s\n", file.error);
		return 1;
	}
	while ((result = vectors_next(&file, &v)) == VECTOR_LINE) {
		if (strcmp(v.verdict, word) != 0)
			continue;
		count++;
		wrong += !try_case(probe, &v, path);
	}
	if (result == VECTOR_ERROR)
		fprintf(stderr, "%s\n", file.error);
	vectors_close(&file);
	printf("e2e: cases: %zu with \"%s\", %zu wrong\n", count, word, wrong);
	return result == VECTOR_ERROR || wrong > 0 || count == 0;
}

/* --- The program */

static void open_sockets(struct probe *probe)
{
	struct addrinfo *to = address(probe->proxy);
	char at[64];

	for (size_t i = 0; i < ANSWERS; i++) {
		snprintf(at, sizeof(at), "%s:%u", probe->from, ports[i]);
		probe->sockets[i].fd = listening(at);
	}
	probe->sockets[ANSWERS].fd = listening(probe->next);
	for (size_t i = 0; i < SOCKETS; i++)
		probe->sockets[i].events = POLLIN;
	if (connect(probe->sockets[0].fd, to->ai_addr, to->ai_addrlen) != 0)
		stop(probe->proxy);
	freeaddrinfo(to);
}

static int torture(struct probe *probe, const char *table)
{
	struct corpus corpus;
	size_t wrong;

	corpus_open(&corpus);
	wrong = try_messages(probe, &corpus, table);
	try_mutations(probe, &corpus);
	corpus_close(&corpus);
	printf("e2e: torture: %u messages and changes of them: %zu forwarded, "
	       "%zu answered, %zu dropped\n",
	       probe->sent, probe->forwarded, probe->answered, probe->dropped);
	return wrong > 0;
}

static int say(const char *where, const char *text)
{
	struct addrinfo *to = address(where);
	int fd = socket(to->ai_family, SOCK_DGRAM, 0);

	if (fd < 0 ||
	    sendto(fd, text, strlen(text), 0, to->ai_addr, to->ai_addrlen) < 0)
		stop(where);
	close(fd);
	freeaddrinfo(to);
	return 0;
}

int main(int argc, char **argv)
{
	static struct probe probe;

	if (argc == 4 && strcmp(argv[1], "say") == 0)
		return say(argv[2], argv[3]);
	if (argc < 6) {
		fprintf(stderr,
		        "usage: probe say ADDR:PORT TEXT\n"
		        "       probe torture FROM PROXY NEXT TABLE\n"
		        "       probe cases FROM PROXY NEXT FILE WORD\n");
		return 2;
	}
	probe.from = argv[2];
	probe.proxy = argv[3];
	probe.next = argv[4];
	probe.rounds = strcmp(argv[1], "cases") == 0 ? 4 : 1;
	open_sockets(&probe);
	if (argc == 7 && strcmp(argv[1], "cases") == 0)
		return cases(&probe, argv[5], argv[6]);
	return torture(&probe, argv[5]);
}
