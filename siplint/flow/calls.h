/*
 * What the parts of siplint --flow share: the messages of a call, and who sent
 * them to whom.
 */
#ifndef SIPLINT_CALLS_H
#define SIPLINT_CALLS_H

#include "lint/lint.h"
#include "zsip_flow.h"

/* A finding on a message, for the ladder. */
struct flag {
	const struct zsip_rule_info *rule;
	enum zsip_severity severity;
	uint32_t other;    /* the message that it is held against */
	size_t start, end; /* in the message's input */
	char *label;       /* of the report; NULL for none */
	unsigned code;
	uint64_t quirks;
};

/* Those by one rule, held against one message. */
struct flag_group {
	const struct flag *first;
	size_t count;
};

/* Where a party can be reached. */
struct address {
	struct zsip_slice host; /* absent where nothing says it */
	unsigned port;          /* 0 for none */
};

/* A message of a call, beside its record. */
struct sighting {
	struct seen seen;
	struct zsip_slice agent; /* as in struct message */
	struct flag *flags;
	size_t flag_count;
	uint32_t latest; /* the last time that it was sent so far */
};

struct call {
	struct zsip_slice id; /* in its first message */
	uint64_t hash;        /* of that */
	struct call *same;    /* the next one in its bucket */
	struct zsip_flow flow;
	struct sighting *sightings; /* as many as flow.max_messages */
	/* Its first and its last message, counted over all calls. */
	size_t first, last;
	struct call *previous, *next;    /* in a queue */
	struct party_address *addresses; /* of captured messages */
	bool is_over;
	bool given_up;
};

/* Of a family, a port and an address. */
#define ENDPOINT_KEY 19

/* An address of captured messages, once a call. */
struct party_address {
	struct party_address *next;
	struct endpoint endpoint; /* of family 0: none yet, nor behind it */
	char key[ENDPOINT_KEY];
};

/* calls.c: all of them */

struct calls;

/* What could not be followed to its end. */
struct call_losses {
	size_t given_up; /* calls, by the limit */
	size_t too_long; /* calls of too many messages */
	size_t strays;   /* messages without Call-ID */
};

/* Who wants to know of each call that was told because it ended. */
struct call_watch {
	/* @param number  of the message before which it is told; when no more
	 *                messages come, of its own first one */
	void (*told)(void *user, size_t number);
	void *user;
};

/* @param linter  counts and tells what is found
 * @param limit   of calls that are open */
struct calls *calls_start(struct linter *linter, size_t limit);
/* The linter's message, which it has told: says what is wrong with it in its
 * call.  A call that is over for long is told and dropped.
 * @param number  of the message, over all files */
void calls_add(struct calls *calls, size_t number);
/* Before the message of a number, whether it is one of these calls' or not:
 * ends what is over for long enough.
 * @param watch  may be NULL */
void calls_pass(struct calls *calls, size_t number,
                const struct call_watch *watch);
/* No more messages come: the same for all calls that are still there, in the
 * order in which they began.
 * @param watch   may be NULL
 * @param losses  in and out: is added to */
void calls_end(struct calls *calls, const struct call_watch *watch,
               struct call_losses *losses);
void calls_free(struct calls *calls);
/* Lines on stderr. */
void call_losses_tell(const struct call_losses *losses, size_t limit);

/* call_index.c: calls by their Call-IDs. */

struct call_index {
	struct call **buckets;
	size_t room; /* a power of 2, or 0 */
	size_t count;
	uint64_t seed;
};

void call_index_free(struct call_index *index);
uint64_t call_hash(const struct call_index *index, struct zsip_slice id);
/* @return NULL if there is none */
struct call *call_find(const struct call_index *index, struct zsip_slice id,
                       uint64_t hash);
void call_insert(struct call_index *index, struct call *call);
void call_remove(struct call_index *index, struct call *call);

/* call.c: one call, which calls.c keeps. */

struct call *call_new(void);
/* @param call  new or cleared
 * @param id    stays where its first message is
 * @param hash  of call_hash()
 * @param seed  of its flow */
void call_begin(struct call *call, struct zsip_slice id, uint64_t hash,
                uint64_t seed);
/* Without messages: its memory is for another one. */
void call_clear(struct call *call);
void call_free(struct call *call);
/* Make room for the next message, of which zsip_flow_add() is to be told then.
 * Its bytes stay where they are until call_free().
 * @return its number */
uint32_t call_open(struct call *call, const struct message *message);
/* Where and when a message was seen, for zsip_flow_add(). */
struct zsip_flow_place call_place(struct call *call, const struct place *place);
void call_flag(struct call *call, uint32_t index, const struct report *report,
               uint32_t other);
bool call_has_findings(const struct call *call);
/* What was found on a message, in the order in which it was found first.
 * @param groups  room for one a flag
 * @return how many there are */
size_t flags_group(const struct sighting *sighting, struct flag_group *groups);

/* address.c: where somebody can be reached. */

bool address_is_same(const struct address *a, const struct address *b);
/* @return one without host where there is none, or the URI is broken */
struct address address_of_uri(struct zsip_slice text,
                              const struct zsip_options *options);
/* The same for a value of Contact or Route. */
struct address address_of_value(enum zsip_header id, struct zsip_slice text,
                                const struct zsip_options *options);

/* flow_report.c: what is found in a call. */

struct flow_watch {
	struct linter *linter;
	struct call *call;
};

/* As zsip_flow_add() wants it, with a struct flow_watch for `user`. */
void flow_report(void *user, const struct zsip_flow_finding *finding);

/* returns.c: whether a response goes back to where its request came from.
 * @param message  as it was added to the flow, as number `index` */
void return_check(struct flow_watch *watch, uint32_t index,
                  struct message *message);

/* timing.c: what the times of its messages tell, when a call is over. */
void timing_check(struct flow_watch *watch);

/* arrows.c: who takes part in a call. */

#define NO_PARTY ((size_t)-1)

/* Those beyond are not told apart. */
enum { MAX_PARTIES = 64 };

struct party {
	struct address address;
	char text[ENDPOINT_TEXT]; /* of an address that a capture tells */
	unsigned known;           /* from where that is: higher is better */
	unsigned rank;            /* from left to right */
	size_t peer;              /* who it had to do with last */
	bool is_proxy;
	bool has_tag; /* a user agent of which one is known */
	bool is_used; /* it sent or received a message */
};

/* Who sent a message to whom, by their places in the list; NO_PARTY where that
 * is not known. */
struct arrow {
	size_t from, to;
};

/* List who takes part in a call, from left to right.
 * @param arrows  room for one a message
 * @return how many there are */
size_t parties_find(const struct call *call, struct party parties[MAX_PARTIES],
                    struct arrow *arrows);

/* places.c: the same by the addresses of a capture, which are right whatever
 * the messages say. */

/* Whether they are known of all messages. */
bool places_are_known(const struct call *call);
size_t places_find(const struct call *call, struct party parties[MAX_PARTIES],
                   struct arrow *arrows);

/* ladder.c: the messages of a call between those who take part. */

/* "INVITE", "180 Ringing" */
struct zsip_slice message_title(const struct zsip_flow_message *message);
void ladder_print(FILE *out, const struct call *call);

/* media.c: a session description in a few words. */
void media_print(FILE *out, const struct zsip_flow_message *message,
                 const struct input *input);

#endif
