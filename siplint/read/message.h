/*
 * One message, ready to be looked at.
 */
#ifndef SIPLINT_MESSAGE_H
#define SIPLINT_MESSAGE_H

#include "read/source.h"
#include "zsip_core.h"

struct message {
	struct seen seen;
	size_t lost;         /* as in struct piece */
	bool is_description; /* a session description, and no message */
	struct zsip_options options;
	struct zsip_message sip; /* with the fields it needs */
	/* What sent it: User-Agent, of a response Server; the other one where
	 * there is none; absent without either. */
	struct zsip_slice agent;
	struct zsip_core core; /* of message_core(), where that was asked */
	bool has_core;
};

void message_init(struct message *message);
void message_free(struct message *message);
void message_read(struct message *message, const struct piece *piece);
const struct zsip_core *message_core(struct message *message);
/* A file that is no message, but a body by itself. */
void message_read_body(struct message *message, struct input *input);
/* How the messages of an input are to be parsed. */
void input_options(const struct input *input, struct zsip_options *options);
/* Where bytes of message->sip.text stand in the input. */
void message_place(const struct message *message, size_t offset, size_t len,
                   size_t *start, size_t *end);

#endif
