/*
 * Messages sorted into calls by their Call-ID, and what is wrong between them.
 *
 * A call that is over stays for a while, so that late retransmissions find it
 * (64*T1, RFC 3261 17).  Files have no time: instead, as many messages have to
 * come behind its last one as pass in such a time.
 */
#include "flow/calls.h"
#include <stdlib.h>

/* A call that is over stays for this many messages. */
#define LINGER 2048
/* One that is over and as long as this, like the registrations of a device,
 * does not wait for the next ones. */
#define LONG_CALL 256
/* One that goes on and on is given up. */
#define MAX_CALL 65536

/* Calls whose memory is kept for others: at most so many, with room for at most
 * so many messages. */
#define SPARE_CALLS    64
#define SPARE_MESSAGES 32

/* Those that were quiet longest stand first. */
struct queue {
	struct call *first, *last;
	size_t count;
};

struct calls {
	struct linter *linter;
	struct call_index index;
	struct call *spare; /* by `next` */
	size_t spare_count;
	struct queue open, over;
	size_t limit;  /* of calls that are open */
	size_t number; /* of the message at hand */
	struct call_losses losses;
};

/* --- Queues */

static struct queue *queue_of(struct calls *calls, const struct call *call)
{
	return call->is_over ? &calls->over : &calls->open;
}

static void enqueue(struct calls *calls, struct call *call)
{
	struct queue *queue = queue_of(calls, call);

	call->previous = queue->last;
	call->next = NULL;
	if (queue->last != NULL)
		queue->last->next = call;
	else
		queue->first = call;
	queue->last = call;
	queue->count++;
}

static void dequeue(struct calls *calls, struct call *call)
{
	struct queue *queue = queue_of(calls, call);

	if (call->previous != NULL)
		call->previous->next = call->next;
	else
		queue->first = call->next;
	if (call->next != NULL)
		call->next->previous = call->previous;
	else
		queue->last = call->previous;
	queue->count--;
}

/* --- Memory */

static struct call *new_call(struct calls *calls)
{
	struct call *call = calls->spare;

	if (call == NULL)
		return call_new();
	calls->spare = call->next;
	calls->spare_count--;
	return call;
}

static void put_away(struct calls *calls, struct call *call)
{
	if (calls->spare_count == SPARE_CALLS ||
	    call->flow.max_messages > SPARE_MESSAGES) {
		call_free(call);
		return;
	}
	call_clear(call);
	call->next = calls->spare;
	calls->spare = call;
	calls->spare_count++;
}

/* @return the call of this name, in a queue no longer or not yet */
static struct call *take(struct calls *calls, struct zsip_slice id)
{
	uint64_t hash = call_hash(&calls->index, id);
	struct call *call = call_find(&calls->index, id, hash);

	if (call != NULL) {
		dequeue(calls, call);
		return call;
	}
	call = new_call(calls);
	call_begin(call, id, hash, calls->index.seed);
	call->first = calls->number;
	call_insert(&calls->index, call);
	return call;
}

/* --- Ends */

static void drop(struct calls *calls, struct call *call)
{
	struct output *output = calls->linter->output;

	if (output->format->call != NULL)
		output->format->call(output, call);
	call_remove(&calls->index, call);
	put_away(calls, call);
}

/* No more messages come for it. */
static void end(struct calls *calls, struct call *call)
{
	struct flow_watch watch = {calls->linter, call};

	zsip_flow_end(&call->flow, flow_report, &watch);
	timing_check(&watch);
	drop(calls, call);
}

/* @param number  for whoever puts them in order */
static void end_watched(struct calls *calls, struct call *call, size_t number,
                        const struct call_watch *watch)
{
	end(calls, call);
	if (watch != NULL)
		watch->told(watch->user, number);
}

/* Messages may still come for it, and will be taken for a new call. */
static void give_up(struct calls *calls, struct call *call)
{
	call->given_up = true;
	drop(calls, call);
}

void calls_pass(struct calls *calls, size_t number,
                const struct call_watch *watch)
{
	struct call *call;

	while ((call = calls->over.first) != NULL &&
	       call->last + LINGER < number) {
		dequeue(calls, call);
		end_watched(calls, call, call->last + LINGER + 1, watch);
	}
}

static void keep_limit(struct calls *calls)
{
	struct call *call;

	while (calls->open.count > calls->limit) {
		call = calls->open.first;
		dequeue(calls, call);
		give_up(calls, call);
		calls->losses.given_up++;
	}
}

/* --- All of them */

struct calls *calls_start(struct linter *linter, size_t limit)
{
	struct calls *calls = must_resize(NULL, 1, sizeof(*calls));

	*calls = (struct calls){
	        .linter = linter, .limit = limit, .index.seed = random_seed()};
	return calls;
}

static void add(struct calls *calls, struct call *call)
{
	struct linter *linter = calls->linter;
	struct flow_watch watch = {calls->linter, call};
	uint32_t index = call_open(call, &linter->message);
	struct zsip_flow_place place;

	for (size_t i = 0; i < linter->report_count; i++)
		call_flag(call, index, &linter->reports[i], ZSIP_FLOW_NONE);
	place = call_place(call, &linter->message.seen.place);
	zsip_flow_add_core(&call->flow, &linter->message.sip,
	                   message_core(&linter->message), &place, flow_report,
	                   &watch);
	return_check(&watch, index, &linter->message);
	call->last = calls->number;
	call->is_over = zsip_flow_is_over(&call->flow);
}

void calls_add(struct calls *calls, size_t number)
{
	const struct zsip_field *id = zsip_field_find(
	        &calls->linter->message.sip, ZSIP_HDR_CALL_ID, NULL);
	struct call *call;

	if (id == NULL || id->value.len == 0) {
		calls->losses.strays++;
		return;
	}
	calls->number = number;
	call = take(calls, id->value);
	add(calls, call);
	if (call->is_over && call->flow.count >= LONG_CALL) {
		end(calls, call);
	} else if (call->flow.count == MAX_CALL) {
		give_up(calls, call);
		calls->losses.too_long++;
	} else {
		enqueue(calls, call);
	}
	keep_limit(calls);
}

static int compare_first(const void *left, const void *right)
{
	const struct call *a = *(const struct call *const *)left;
	const struct call *b = *(const struct call *const *)right;

	return a->first < b->first ? -1 : a->first > b->first;
}

/* In the order in which they began. */
static void end_all(struct calls *calls, const struct call_watch *watch)
{
	size_t count = calls->open.count + calls->over.count, at = 0;
	struct call **all = must_resize(NULL, count, sizeof(struct call *));

	for (struct call *call = calls->open.first; call; call = call->next)
		all[at++] = call;
	for (struct call *call = calls->over.first; call; call = call->next)
		all[at++] = call;
	qsort(all, count, sizeof(struct call *), compare_first);
	for (size_t i = 0; i < count; i++)
		end_watched(calls, all[i], all[i]->first, watch);
	free(all);
}

void calls_end(struct calls *calls, const struct call_watch *watch,
               struct call_losses *losses)
{
	end_all(calls, watch);
	losses->strays += calls->losses.strays;
	losses->given_up += calls->losses.given_up;
	losses->too_long += calls->losses.too_long;
	calls->open = calls->over = (struct queue){.count = 0};
}

void calls_free(struct calls *calls)
{
	struct call *call;

	while ((call = calls->spare) != NULL) {
		calls->spare = call->next;
		call_free(call);
	}
	call_index_free(&calls->index);
	free(calls);
}

void call_losses_tell(const struct call_losses *losses, size_t limit)
{
	if (losses->strays != 0)
		complain("messages without Call-ID, in no call: %zu",
		         losses->strays);
	if (losses->given_up != 0)
		complain("calls given up, as more than %zu were open: %zu",
		         limit, losses->given_up);
	if (losses->too_long != 0)
		complain("calls given up after %d messages: %zu", MAX_CALL,
		         losses->too_long);
}
