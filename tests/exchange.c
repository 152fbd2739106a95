#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "exchange.h"

struct exchange *exchange_open(void)
{
	struct exchange *exchange = malloc(sizeof(*exchange));

	ck_assert_ptr_nonnull(exchange);
	guard_open(&exchange->guards[0], EXCHANGE_TEXT);
	guard_open(&exchange->guards[1], EXCHANGE_TEXT);
	return exchange;
}

void exchange_close(struct exchange *exchange)
{
	guard_close(&exchange->guards[0]);
	guard_close(&exchange->guards[1]);
	free(exchange);
}

bool exchange_set(struct exchange *exchange, size_t which, const char *text,
                  size_t len)
{
	struct zsip_message *msg = &exchange->msgs[which];

	zsip_message_init(msg, exchange->fields[which], EXCHANGE_FIELDS, NULL);
	return zsip_message_parse(
	               msg, guard_end(&exchange->guards[which], text, len), len,
	               NULL) == ZSIP_OK;
}

static void add_usual(struct text *text, const char *method, bool response)
{
	text_add(text,
	         "Via: SIP/2.0/UDP u1.example.com;branch=z9hG4bKdlg1\r\n"
	         "%s"
	         "From: <sip:caller@u1.example.com>;tag=c1\r\n"
	         "To: <sip:callee@domain.com>%s\r\n"
	         "Call-ID: dlg@u1.example.com\r\n"
	         "CSeq: 7 %.*s\r\n"
	         "Content-Length: 0\r\n",
	         response ? "" : "Max-Forwards: 70\r\n",
	         response ? ";tag=D1" : "", (int)strcspn(method, " "), method);
}

static void add_line(struct text *text, const char *line)
{
	const char *nul = strstr(line, "\\0");

	if (nul != NULL)
		text_add(text, "%.*s%c%s\r\n", (int)(nul - line), line, '\0',
		         nul + 2);
	else
		text_add(text, "%s\r\n", line);
}

void exchange_lines(struct text *text, const char *const *lines,
                    const char *const *request)
{
	for (const char *const *line = lines; *line != NULL; line++) {
		if (strcmp(*line, "+") == 0)
			add_usual(text, *request, lines != request);
		else
			add_line(text, *line);
	}
	text_add(text, "\r\n");
}

void exchange_parse(struct exchange *exchange, const char *const *request,
                    const char *const *response)
{
	const char *const *parts[] = {request, response};

	for (size_t i = 0; i < 2; i++) {
		struct text text = {0};

		exchange_lines(&text, parts[i], request);
		ck_assert_msg(exchange_set(exchange, i, text.data, text.len),
		              "no message: %s", *parts[i]);
		text_free(&text);
	}
}
