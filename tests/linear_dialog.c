/*
 * As linear.c, for dialogs and the requests made from them: messages with a
 * header field that makes builders slow, in doubling sizes.
 */
#include <stdio.h>
#include <string.h>

#include "callgrind_calls.h"
#include "zsip.h"
#include "zsip_builder.h"

enum { FIRST_SIZE = 16384, DOUBLINGS = 2, MAX_SIZE = 1 << 17, FIELDS = 65536 };

/* A message is a start line and usual header fields, then `open`, then `again`
 * as often as it fits, then `close`.  The usual From is left out where `open`
 * is one. */
struct family {
	const char *name, *open, *again, *close;
};

#define END "\r\n"

static const struct family families[] = {
        {"routes", "Record-Route: <sip:p;lr>", ",<sip:p;lr>", END},
        {"strict routes", "Record-Route: <sip:p>", ", <sip:p>", END},
        {"route fields", "", "Record-Route: <sip:p;lr>\r\n", ""},
        {"route folds", "Record-Route: <sip:p;lr>", "\r\n ,<sip:p;lr>", END},
        {"names of routes", "Record-Route: ", "a ", "<sip:p;lr>" END},
        {"parameters of a route", "Record-Route: <sip:p", ";a=b", ">" END},
        {"methods of a route", "Record-Route: <sip:p", ";method=a", ">" END},
        {"headers of a route", "Record-Route: <sip:p?a=b", "&a=b", ">" END},
        {"what is no route", "Record-Route: <sip:p;lr>", ",<sip:p;lr>",
         ",<tel:1>" END},
        {"folds", "From: \"", "\r\n a", "\" <sip:a@h>;tag=1" END},
        {"folds in parameters", "From: <sip:a@h>;tag=1", "\r\n ;a=b", END},
        {"folds before the tag", "From: <sip:a@h>", "\r\n ;a=b", ";tag=1" END},
        {"blanks before a fold", "From: \"", " \t",
         "\r\n a\" <sip:a@h>;tag=1" END},
        {"preloaded routes", "Route: <sip:p;lr>", ",<sip:p;lr>", END},
        {"vias", "Via: SIP/2.0/UDP h", ",SIP/2.0/UDP h", END},
        {"parameters of a via", "Via: SIP/2.0/UDP h", ";a=b", END},
        {"credentials", "", "Authorization: Basic eA==\r\n", ""},
        {"required", "RSeq: 1\r\nRequire: 100rel", ",a", END},
        {"other fields", "", "a: b\r\n", ""},
};

static const struct zsip_options options = {
        .size = sizeof(struct zsip_options),
        .limits = {.message_size = MAX_SIZE * 2,
                   .field_length = MAX_SIZE * 2,
                   .fields = FIELDS,
                   .list_length = MAX_SIZE * 2},
};

static char text[2][MAX_SIZE + 1024], arena[2 * MAX_SIZE], out[4 * MAX_SIZE];
static size_t text_len[2];
static struct zsip_field fields[2][FIELDS];
static struct zsip_message msgs[2];
static struct zsip_dialog dialog;
static volatile size_t sink;

static void put(size_t which, const char *piece)
{
	size_t len = strlen(piece);

	memcpy(text[which] + text_len[which], piece, len);
	text_len[which] += len;
}

static void build(size_t which, const char *line, const struct family *family,
                  size_t size)
{
	text_len[which] = 0;
	put(which, line);
	put(which, "To: <sip:b@h>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
	           "Contact: <sip:c@h>\r\n");
	if (strncmp(family->open, "From", 4) != 0)
		put(which, "From: <sip:a@h>;tag=1\r\n");
	put(which, family->open);
	while (text_len[which] < size)
		put(which, family->again);
	put(which, family->close);
	put(which, "Via: SIP/2.0/UDP h\r\n\r\n");
	zsip_message_init(&msgs[which], fields[which], FIELDS, &options);
	zsip_message_parse(&msgs[which], text[which], text_len[which], NULL);
}

static const struct zsip_request request = {.size = sizeof(struct zsip_request),
                                            .options = &options,
                                            .via = {.transport = {"UDP", 3},
                                                    .host = {"h", 1},
                                                    .branch = {"z9hG4bK1", 8}}};

static void do_create(void)
{
	sink += zsip_dialog_create(&dialog, ZSIP_ROLE_UAS, &msgs[0], &msgs[1],
	                           arena, sizeof(arena), NULL);
	sink += zsip_dialog_create(&dialog, ZSIP_ROLE_UAC, &msgs[0], &msgs[1],
	                           arena, sizeof(arena), NULL);
}

static void do_in_dialog(void)
{
	sink += zsip_request_in_dialog(&dialog, zsip_slice_from("BYE"),
	                               &request, out, sizeof(out), NULL);
	sink += zsip_request_ack_2xx(&dialog, &msgs[0], &request, out,
	                             sizeof(out), NULL);
	sink += zsip_request_prack(&dialog, &msgs[1], &request, out,
	                           sizeof(out), NULL);
}

static void do_transaction(void)
{
	sink += zsip_request_cancel(&msgs[0], NULL, out, sizeof(out), NULL);
	sink += zsip_request_ack(&msgs[0], &msgs[1], NULL, out, sizeof(out),
	                         NULL);
}

static const struct {
	const char *name, *line;
	void (*work)(void);
} jobs[] = {
        {"create", "SIP/2.0 200 OK\r\n", do_create},
        {"in dialog", "SIP/2.0 183 Session Progress\r\n", do_in_dialog},
        {"transaction", "SIP/2.0 486 Busy Here\r\n", do_transaction},
};

static void measure(const struct family *family, size_t size, size_t job)
{
	char label[256];

	build(0, "INVITE sip:b@h SIP/2.0\r\n", family, size);
	build(1, jobs[job].line, family, size);
	dialog = (struct zsip_dialog){.arena = arena};
	do_create();
	snprintf(label, sizeof(label), "dialog %s|%s|%s|%zu", family->name,
	         jobs[job].name, zsip_simd_name(), text_len[0]);
	CALLGRIND_ZERO_STATS;
	CALLGRIND_TOGGLE_COLLECT;
	jobs[job].work();
	CALLGRIND_TOGGLE_COLLECT;
	CALLGRIND_DUMP_STATS_AT(label);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		for (int size = 0; size <= DOUBLINGS; size++) {
			for (size_t j = 0; j < sizeof(jobs) / sizeof(*jobs);
			     j++)
				measure(&families[i],
				        (size_t)FIRST_SIZE << size, j);
		}
	}
	return 0;
}
