/*
 * What tells which dialog and which transaction a message is of: header fields
 * that stand in every message, once.
 */
#ifndef ZSIP_FACTS_H
#define ZSIP_FACTS_H

#include "internal.h"
#include "zsip_dialog.h"

struct zsip_facts {
	const struct zsip_message *msg;
	const struct zsip_field *from_field, *to_field, *call_id_field;
	struct zsip_name_addr from, to;
	struct zsip_slice call_id;
	struct zsip_cseq cseq;
};

/* Whether a response to this method may form a dialog: RFC 3261 12.1; 2xx to
 * SUBSCRIBE and NOTIFY, RFC 6665 4.4.1; to REFER, RFC 3515 2.4.4.  Of extension
 * methods nothing is known. */
bool zsip_facts_forms_dialog(enum zsip_method method, unsigned code);

/* Notes a failure at a place of the message; `at` NULL: at its start. */
enum zsip_status zsip_facts_fail(const struct zsip_message *msg,
                                 enum zsip_status status, const char *at,
                                 const char *expected, struct zsip_error *err);

/* The error of a message that zsip_message_parse() refused. */
enum zsip_status zsip_facts_check_parsed(const struct zsip_message *msg,
                                         struct zsip_error *err);

/* "From in the request", for errors, of the header fields that are read here,
 * and Contact, Record-Route and Via. */
const char *zsip_facts_name(const struct zsip_message *msg,
                            enum zsip_header id);

/* The only field of a kind and its value, without NUL, which no text that is
 * sent may have. */
enum zsip_status zsip_facts_read_once(const struct zsip_message *msg,
                                      enum zsip_header id,
                                      const struct zsip_field **field,
                                      struct zsip_value *value,
                                      struct zsip_error *err);

/* The URI in a header field; with `sip` it must be sip or sips. */
enum zsip_status zsip_facts_check_uri(const struct zsip_message *msg,
                                      enum zsip_header id,
                                      struct zsip_slice text, bool sip,
                                      struct zsip_error *err);

/* From, To and Call-ID of a message that could be parsed; CSeq is not looked
 * at. */
enum zsip_status zsip_facts_read_id(struct zsip_facts *facts,
                                    const struct zsip_message *msg,
                                    struct zsip_error *err);

/* All of them; CSeq of a request has its method. */
enum zsip_status zsip_facts_read(struct zsip_facts *facts,
                                 const struct zsip_message *msg,
                                 struct zsip_error *err);

/* Those of a request and of the response to it. */
enum zsip_status zsip_facts_read_pair(struct zsip_facts *request,
                                      struct zsip_facts *response,
                                      const struct zsip_message *request_msg,
                                      const struct zsip_message *response_msg,
                                      struct zsip_error *err);

/* The first value of a header field; false if there is none, or it is broken.
 */
bool zsip_facts_first(const struct zsip_message *msg, enum zsip_header id,
                      struct zsip_value *value);

/* Whether a list of option tags has this one. */
bool zsip_facts_has_tag(const struct zsip_message *msg, enum zsip_header id,
                        struct zsip_slice tag);

static inline bool zsip_is_request(const struct zsip_message *msg)
{
	return msg->status_code == 0 && msg->method.ptr != NULL;
}

/* A tag that is null is only equal to another one. */
static inline bool zsip_is_same_tag(struct zsip_slice a, struct zsip_slice b)
{
	return (a.ptr == NULL) == (b.ptr == NULL) &&
	       zsip_slice_equal_nocase(a, b);
}

#endif
