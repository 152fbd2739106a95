/*
 * A request and the response to it, from the lines of a case (cases.h).
 *
 * A line "+" stands for these header fields
 *
 *	Via: SIP/2.0/UDP u1.example.com;branch=z9hG4bKdlg1
 *	Max-Forwards: 70                         (in a request)
 *	From: <sip:caller@u1.example.com>;tag=c1
 *	To: <sip:callee@domain.com>              (in a response ";tag=D1")
 *	Call-ID: dlg@u1.example.com
 *	CSeq: 7 METHOD                           (that of the request)
 *	Content-Length: 0
 *
 * and "\0" for a NUL.
 */

#ifndef ZSIP_TESTS_EXCHANGE_H
#define ZSIP_TESTS_EXCHANGE_H

#include "dump.h"
#include "guard.h"
#include "zsip_dialog.h"

enum { EXCHANGE_FIELDS = 64, EXCHANGE_TEXT = 8192 };

/** Two messages, each before a guard page; index 0 is the request. */
struct exchange {
	struct zsip_message msgs[2];
	struct zsip_field fields[2][EXCHANGE_FIELDS];
	struct guard guards[2];
};

struct exchange *exchange_open(void);
void exchange_close(struct exchange *exchange);

/** Parse a message; false if it is none. */
bool exchange_set(struct exchange *exchange, size_t which, const char *text,
                  size_t len);

/** The message that lines stand for; `request` has the request's lines. */
void exchange_lines(struct text *text, const char *const *lines,
                    const char *const *request);

/** Both messages of a case. */
void exchange_parse(struct exchange *exchange, const char *const *request,
                    const char *const *response);

#endif
