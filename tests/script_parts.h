/*
 * The parts of what runs scripts (script.h).
 */

#ifndef ZSIP_TESTS_SCRIPT_PARTS_H
#define ZSIP_TESTS_SCRIPT_PARTS_H

#include "dump.h"
#include "guard.h"
#include "zsip_dialog.h"

enum {
	SCRIPT_WORDS = 48,
	SCRIPT_REQUESTS = 128,
	SCRIPT_DESCRIPTIONS = 64,
	SCRIPT_FIELDS = 64,
	SCRIPT_TEXT = 16384,
	SCRIPT_ARENA = 16384
};

/** "name=value", or a word: the value is NULL. */
struct option {
	const char *name, *value;
};

/** A line of a script. */
struct step {
	char *copy; /**< cut into words */
	struct option words[SCRIPT_WORDS];
	size_t count;
	const char *expected; /**< NULL: there is no "=>" */
};

/** A request that was there. */
struct past_request {
	bool sent;
	char method[32], branch[64], number[16];
	struct text via, from, to, call_id; /**< their values */
	bool to_tag;
	struct text message;
};

/** A session description that was there. */
struct past_description {
	bool sent;
	char spec[64];
	struct text text;
};

/** What a message line says. */
struct message_step {
	bool sent;
	unsigned code;
	const char *method, *number;
	const struct option *options; /**< of words behind the CSeq */
	size_t count;
};

struct script {
	const struct step *step;
	struct text *faults;
	const char *path, *title, *line;
	char last_fault[512]; /**< of the line: each is told once */
	bool without_descriptions, without_usages, without_timers;
	bool whole; /**< no broken forms of messages */

	struct zsip_moment moment;
	bool made;
	struct zsip_dialog dialog;
	struct guard arenas[2], tight, message;
	unsigned arena; /**< which is in use */
	unsigned branches;

	struct past_request requests[SCRIPT_REQUESTS];
	size_t request_count;
	struct past_description descriptions[SCRIPT_DESCRIPTIONS];
	size_t description_count;
};

/* script_words.c */

/** Cut a line into words; `copy` of the step is to be freed.
 *  @return false if it has none, or too many */
bool script_cut(struct step *step, const char *line);

/** Whether there is such an option of messages. */
bool script_is_option(const struct option *word);

/** The value of an option, NULL: it is not there; "" of a word. */
const char *script_option(const struct option *options, size_t count,
                          const char *name);

/* script.c */

/** Something is not as it is expected. */
void script_fault(struct script *script, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/** Begin without a dialog; end.
 *  @param path  for faults, as the title of script_begin() */
struct script *script_open(const char *path, struct text *faults);
void script_begin(struct script *script, const char *title);
void script_close(struct script *script);

/** One line of a script. */
void script_line(struct script *script, const char *line);

/* script_message.c */

/** The session description that "2,hold" means, of ours or of the peer. */
void script_describe(struct text *out, const char *spec, bool sent);

/** Keep a description, for script_description(). */
void script_keep_description(struct script *script, const char *spec, bool sent,
                             const struct text *text);

/** The text of a message; a request is kept.
 *  @return the request that a response is to; that which was made; NULL: none
 */
struct past_request *script_message(struct script *script,
                                    const struct message_step *step,
                                    struct text *out);

/** The last request of a method and a number; NULL: none. */
struct past_request *script_request(struct script *script, bool sent,
                                    const char *method, const char *number);

/** "2,hold" of a description that was there, "peer's 2" if the other side made
 *  it. */
void script_description(const struct script *script, struct text *out,
                        struct zsip_slice text, bool sent);

/* script_print.c */

/** A decision, as behind "=>"; without its verdict where the time asks. */
void script_decision(const struct script *script, struct text *out,
                     const struct zsip_decision *decision, bool verdict);

/** What a line of facts says; false: there is no such one. */
bool script_fact(const struct script *script, struct text *out,
                 const char *name);

/* script_check.c */

enum feeding_kind { RECEIVED, SENT, UNANSWERED, EXPIRED };

/** An event. */
struct feeding {
	enum feeding_kind kind;
	struct zsip_slice text; /**< the message; of UNANSWERED, the request */
	unsigned code;          /**< of UNANSWERED */
	struct zsip_moment moment;
};

/** What came of it. */
struct outcome {
	enum zsip_status status;
	struct zsip_error error;
	struct zsip_decision decision;
	bool due; /**< of EXPIRED: there was something */
};

/** Make the dialog. */
void script_create(struct script *script, enum zsip_role role,
                   struct zsip_slice request, struct zsip_slice response,
                   struct outcome *out);

/** Let the event happen to the dialog, and look at all that has to hold. */
void script_feed(struct script *script, const struct feeding *feeding,
                 struct outcome *out);

/* script.c */

/** script_feed(), and what comes of it is as expected.
 *  @param line  what it is, for faults */
void script_event(struct script *script, const char *line,
                  const struct feeding *feeding, const char *expected,
                  struct outcome *out);

#endif
