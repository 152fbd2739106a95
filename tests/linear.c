/*
 * Work for linear.sh, which counts the instructions of each piece of it under
 * callgrind: texts of the kinds that make parsers slow, each in two sizes, one
 * eight times the other, read in every way that there is.  Without callgrind it
 * just runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "callgrind_calls.h"
#include "numbered.h"
#include "zsip.h"
#include "zsip_builder.h"

enum {
	FIRST_SIZE = 4096,
	LAST_SIZE = 8 * FIRST_SIZE,
	MAX_SIZE = 1 << 17,
	FIELDS = 32768
};

/* A message is PRELUDE, then `open`, then `again` as often as it fits, then
 * `close`.  "#" in `again` is a number that counts up. */
struct family {
	const char *name, *open, *again, *close;
};

#define PRELUDE                                                                \
	"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n"    \
	"From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\n"             \
	"CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
#define END       "\r\n\r\n"
#define MULTIPART "c: multipart/x;boundary=b" END
#define LONG      "0123456789012345678901234567890123456789012345678901234567890"

static const struct family families[] = {
        {"commas", "Supported: ", ",", END},
        {"contact commas", "Contact: ", ",", END},
        {"tokens", "Supported: a", ",a", END},
        {"display commas", "Contact: a", ",a", END},
        {"unquoted names", "Contact: a", ", b <sip:c>, a", END},
        {"second addresses", "Contact: <sip:a>", " <sip:a>", END},
        {"identities", "Remote-Party-ID: <sip:a@b>\r\nP-Asserted-Identity: x:y",
         ", <sip:a@b>", END},
        {"remote parties",
         "P-Asserted-Identity: <sip:a@b>\r\nRemote-Party-ID: x:y",
         ", <sip:a@b>", END},
        {"option tags", "Require: a", ",a", END},
        {"contacts", "Contact: <sip:a@b>", ",<sip:a@b>;q=1", END},
        {"bare contacts", "Contact: sip:a@b", ", sip:a@b", END},
        {"vias", "Via: SIP/2.0/UDP h", ",SIP/2.0/UDP h;branch=z9hG4bK1", END},
        {"via hops", "Via: SIP/2.0/UDP h", " SIP/2.0/UDP h", END},
        {"via forms", "", "v: SIP/2.0/UDP h\r\nVia: SIP/2.0/UDP h\r\n", "\r\n"},
        {"via fields", "", "Via: SIP/2.0/UDP h;rport\r\n", "\r\n"},
        {"routes", "Route: <sip:a;lr>", ", <sip:a;lr>", END},
        {"folds", "Subject: a", "\r\n a", END},
        {"blank folds", "Subject: a", "\r\n \r\n\t\r\n a", END},
        {"blank fold fields", "", "Subject: a\r\n \r\n", "\r\n"},
        {"empty folds", "Contact:", "\r\n ", "*" END},
        {"folded list", "Supported: a", ",\r\n\ta", END},
        {"folded params", "Contact: <sip:a@b>", "\r\n ;\r\n a\r\n =\r\n b",
         END},
        {"params", "Contact: <sip:a@b>", ";a=b", END},
        {"named params", "Contact: <sip:a@b>", ";p#=1", END},
        {"same params", "Contact: <sip:a@b>", ";expires=1", END},
        {"flags", "To: <sip:a@b>", ";a", END},
        {"semicolons", "Contact: <sip:a@b>", ";", END},
        {"via params", "Via: SIP/2.0/UDP h", ";received=1.2.3.4", END},
        {"equals", "Contact: <sip:a@b>;a", "=", END},
        {"less than", "Contact: ", "<", END},
        {"less, comma", "Contact: ", "<,", END},
        {"greater than", "Contact: <sip:a@b>", ">", END},
        {"quotes", "Contact: ", "\"", END},
        {"quote, comma", "Contact: ", "\",", END},
        {"strings", "Contact: ", "\"a\"", END},
        {"string list", "Contact: \"a\" <sip:b>", ",\"a,<\" <sip:b>", END},
        {"backslashes", "Contact: \"", "\\", END},
        {"quoted pairs", "Contact: \"", "\\\"", "\" <sip:a>" END},
        {"open string", "Contact: \"", "a", END},
        {"comments", "User-Agent: ", "(", END},
        {"comment list", "Contact: ", "(,", END},
        {"comment pairs", "User-Agent: a ", "(a)", END},
        {"display words", "Contact: ", "a ", "<sip:b>" END},
        {"display without end", "Contact: ", "a ", END},
        {"long token", "Supported: ", "a", END},
        {"long name", "", "X", ": a" END},
        {"long compact name", "m", " ", ": <sip:a>" END},
        {"many names", "", "X-#: a\r\n", "\r\n"},
        {"many fields", "", "a:\r\n", "\r\n"},
        {"same fields", "", "Call-ID: a\r\n", "\r\n"},
        {"lengths", "", "l: 0\r\n", "\r\n"},
        {"long number", "Content-Length: ", "0", END},
        {"large number", "Content-Length: 9", "9", END},
        {"broken lines", "", "a\r\n", "\r\n"},
        {"no colon", "", "a", END},
        {"line ends", "\r\n", "\r\n", ""},
        {"line feeds", "", "a: b\n", "\n"},
        {"carriage returns", "Subject: a", "\r", END},
        {"control bytes", "Subject: ", "\x01", END},
        {"utf-8", "Subject: ", "\xc3\xa9", END},
        {"broken utf-8", "Subject: ", "\xa9", END},
        {"bad last byte", "Call-ID: ", "a", "\x01" END},
        {"bad last value", "Supported: a", ",a", ",\x01" END},
        {"users", "Contact: <sip:", "a", "@b>" END},
        {"ats", "Contact: <sip:a", "@a", ">" END},
        {"user params", "Contact: <sip:a", ";a", "@b>" END},
        {"colons", "Contact: <sip:a", ":", "@b>" END},
        {"escapes", "Contact: <sip:", "%41", "@b>" END},
        {"control escapes", "Contact: <sip:", "%00", "@b>" END},
        {"zeros", "Contact: <sip:", "0", ">" END},
        {"labels", "Contact: <sip:a", ".a", ">" END},
        {"dashes", "Contact: <sip:a", "-a", ">" END},
        {"digits", "Contact: <sip:1", ".1", ">" END},
        {"ipv6", "Contact: <sip:[", "1:", "]>" END},
        {"uri params", "Contact: <sip:a", ";a=b", ">" END},
        {"named uri params", "Contact: <sip:a", ";p#=1", ">" END},
        {"uri headers", "Contact: <sip:a?a=b", "&a=b", ">" END},
        {"named uri headers", "Contact: <sip:a?a=b", "&h#=b", ">" END},
        {"other uri", "Contact: <x:a", "/%41", ">" END},
        {"tel", "Contact: <tel:+1", "-1", ">" END},
        {"tel params", "Contact: <tel:+1", ";p#=1", ">" END},
        {"urn", "Contact: <urn:ab:c", "/%41", ">" END},
        {"history", "History-Info: <x:a>;index=1", ",<x:a>;index=1.#", END},
        {"deep history", "History-Info: <x:a>;index=1, <x:a>;index=1", ".1",
         END},
        {"reasons", "Reason: a", ",p#", END},
        {"identities", "P-Asserted-Identity: <tel:1>", ",<x:#>", END},
        {"privacy", "Privacy: id", ";id", END},
        {"option tags", "Session-Expires: 90" END "Supported: a", ",a", END},
        {"digest", "Authorization: Digest a=b", ",p#=1", END},
        {"body", "Content-Length: 1\r\n\r\n", "a", ""},
        {"parts", MULTIPART "--b", "\r\n\r\na\r\n--b", "--"},
        {"empty parts", MULTIPART "--b", "\r\n--b", "--"},
        {"parts with ids", MULTIPART "--b",
         "\r\nContent-ID: <a@b>\r\n\r\n\r\n--b", "--"},
        {"part without end", MULTIPART "--b\r\n\r\n", "a", ""},
        {"fields of a part", MULTIPART "--b\r\n", "a:\r\n", "\r\n--b--"},
        {"part of folds", MULTIPART "--b\r\na:", "\r\n ", "\r\n--b--"},
        {"preamble", MULTIPART, "a\r\n", "--b--"},
        {"epilogue", MULTIPART "--b--", "\r\n--b", ""},
        {"padding", MULTIPART "--b\r\n\r\n--b", " ", "x\r\n--b--"},
        {"lookalikes", MULTIPART "--b\r\n\r\n", "\r\n--b x", "\r\n--b--"},
        {"line ends in a part", MULTIPART "--b\r\n\r\n", "\r\n", "--b--"},
        {"line feeds in a part", MULTIPART "--b\r\n\r\n", "\n", "--b--"},
        {"returns in a part", MULTIPART "--b\r\n\r\n", "\r", "--b--"},
        {"dashes in a part", MULTIPART "--b\r\n\r\n", "\r\n--", "\r\n--b--"},
        {"delimiters but for a byte",
         "c: multipart/x;boundary=" LONG "b\r\n\r\n--" LONG "b\r\n\r\n",
         "\r\n--" LONG, "\r\n--" LONG "b--"},
        {"boundaries", "c: multipart/x", ";a=b", ";boundary=b" END "--b--"},
        {"long boundary", "c: multipart/x;boundary=", "b", END "--b--"},
        {"quoted boundary", "c: multipart/x;boundary=\"", "\\b",
         "\"" END "--b--"},
        {"nested", MULTIPART "--b\r\n",
         "c: multipart/x;boundary=b#\r\n\r\n--b#\r\n", "\r\n--b--"},
        {"side by side", MULTIPART "--b",
         "\r\nc: multipart/x;boundary=c\r\n\r\n--c\r\n--c--\r\n--b", "--"},
};

static char text[MAX_SIZE + 1024];
static size_t text_len;

static void put(const char *piece, unsigned number)
{
	text_len += put_numbered(text + text_len, piece, number);
}

static void build(const struct family *family, size_t size)
{
	unsigned number = 0;

	text_len = 0;
	if (strcmp(family->name, "line ends") != 0)
		put(PRELUDE, 0);
	put(family->open, 0);
	while (text_len < size)
		put(family->again, number++);
	put(family->close, 0);
}

static const struct zsip_options options = {
        .size = sizeof(struct zsip_options),
        .limits = {.message_size = MAX_SIZE * 2,
                   .field_length = MAX_SIZE * 2,
                   .fields = FIELDS,
                   .list_length = MAX_SIZE * 2},
};

static struct zsip_field fields[FIELDS], part_fields[FIELDS];
static struct zsip_message msg, part;
static volatile size_t sink;

static void do_message(void)
{
	zsip_message_init(&msg, fields, FIELDS, &options);
	sink += zsip_message_parse(&msg, text, text_len, NULL);
}

static void do_core(void)
{
	struct zsip_core core;

	sink += zsip_core_parse(&msg, &core, NULL);
}

static void walk_params(struct zsip_slice slice)
{
	struct zsip_params walk;
	struct zsip_param param;

	if (slice.len == 0)
		return;
	zsip_params_start(&walk, slice);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK)
		sink += param.id;
}

static void walk_uri(struct zsip_slice slice)
{
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, slice, &options, NULL) != ZSIP_OK)
		return;
	walk_params(uri.params);
	walk_params(uri.headers);
}

/* With itself and with the one before: one walk, as the order is the same. */
static void compare_uri(struct zsip_slice slice, struct zsip_uri *before)
{
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, slice, &options, NULL) != ZSIP_OK)
		return;
	sink += zsip_uri_hash(&uri, 1) + zsip_uri_strict_hash(&uri, 1);
	sink += zsip_uri_equal(&uri, &uri) + zsip_uri_strict_equal(&uri, &uri);
	if (before->text.ptr != NULL)
		sink += zsip_uri_equal(&uri, before);
	*before = uri;
}

static void do_compare(void)
{
	struct zsip_uri before = {.text = {NULL, 0}};
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;

	zsip_list_start(&list, &msg, ZSIP_HDR_CONTACT);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status == ZSIP_OK)
			compare_uri(value.name_addr.uri, &before);
	}
}

static void walk_list(enum zsip_header id, bool parse)
{
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;

	zsip_list_start(&list, &msg, id);
	while ((status = zsip_list_next(&list, parse ? &value : NULL, NULL)) !=
	       ZSIP_END) {
		if (!parse || status != ZSIP_OK)
			continue;
		if (value.shape == ZSIP_SHAPE_name_addr) {
			walk_uri(value.name_addr.uri);
			walk_params(value.name_addr.params);
		} else if (value.shape == ZSIP_SHAPE_via_parm) {
			walk_params(value.via_parm.params);
		}
	}
}

static const enum zsip_header walked[] = {
        ZSIP_HDR_VIA,       ZSIP_HDR_CONTACT,    ZSIP_HDR_ROUTE,
        ZSIP_HDR_SUPPORTED, ZSIP_HDR_USER_AGENT, ZSIP_HDR_SUBJECT,
        ZSIP_HDR_CALL_ID,   ZSIP_HDR_TO,
};

static void do_cut(void)
{
	for (size_t i = 0; i < sizeof(walked) / sizeof(*walked); i++)
		walk_list(walked[i], false);
}

static void do_values(void)
{
	for (size_t i = 0; i < sizeof(walked) / sizeof(*walked); i++)
		walk_list(walked[i], true);
}

static void do_items(void)
{
	struct zsip_slice rest = {text, text_len}, item;

	while (zsip_slice_next_item(&rest, &item))
		sink += item.len;
}

static void do_find(void)
{
	const struct zsip_field *field = NULL;

	while ((field = zsip_field_find_name(&msg, zsip_slice_from("X-9"),
	                                     field)) != NULL)
		sink++;
}

static void count(void *user, const struct zsip_finding *finding)
{
	(void)user;
	sink += finding->len;
}

static void do_check(void)
{
	sink += zsip_check(&msg, count, NULL);
}

static struct zsip_splice splices[FIELDS];
static char scratch[256], written[MAX_SIZE + 1024];
static struct zsip_edit edit;

static void start_edit(void)
{
	zsip_edit_start_message(&edit, &msg, splices, FIELDS, scratch,
	                        sizeof(scratch));
}

static void end_edit(void)
{
	sink += zsip_edit_write(&edit, written, sizeof(written));
}

static void edit_contact(void)
{
	static const struct zsip_param_parts param = {{"expires", 7}, {"5", 1}};
	struct zsip_list list, last;
	struct zsip_value value;

	zsip_list_start(&list, &msg, ZSIP_HDR_CONTACT);
	if (zsip_list_next(&list, &value, NULL) != ZSIP_OK)
		return;
	start_edit();
	zsip_edit_set_param(&edit, &msg, &value, &param);
	end_edit();
	do {
		last = list;
	} while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK);
	start_edit();
	zsip_edit_remove_value(&edit, &last);
	end_edit();
}

static void do_edit(void)
{
	static const struct zsip_header_line line = {
	        ZSIP_HDR_SUPPORTED, {NULL, 0}, {"a", 1}};
	struct zsip_core core;

	zsip_core_parse(&msg, &core, NULL);
	start_edit();
	zsip_edit_pop_via(&edit, &msg, &core);
	zsip_edit_pop_via(&edit, &msg, &core);
	end_edit();
	start_edit();
	zsip_edit_pop_route(&edit, &msg, &core);
	zsip_edit_undo_strict_route(&edit, &msg);
	zsip_edit_do_strict_route(&edit, &msg, &core);
	end_edit();
	start_edit();
	zsip_edit_set_field(&edit, &msg, &line);
	zsip_edit_remove_fields(&edit, &msg, ZSIP_HDR_VIA);
	zsip_edit_remove_named(&edit, &msg, zsip_slice_from("a"));
	zsip_edit_set_body(&edit, &msg, (struct zsip_slice){"a/b", 3},
	                   (struct zsip_slice){"c", 1});
	end_edit();
	edit_contact();
}

/* What follows the start line, with its empty line and without. */
static void do_part(void)
{
	const char *lf = memchr(text, '\n', text_len);
	size_t first = (size_t)(lf + 1 - text);

	zsip_message_init(&part, part_fields, FIELDS, &options);
	for (size_t less = 0; less <= 2; less += 2) {
		sink += zsip_part_parse(&part, text + first,
		                        text_len - first - less, NULL);
		sink += zsip_sipfrag_parse(&part, text, text_len - less, NULL);
	}
}

static void do_parts(void)
{
	struct zsip_parts walk;

	zsip_message_init(&part, part_fields, FIELDS, &options);
	zsip_parts_start(&walk, &msg, NULL);
	while (zsip_parts_next(&walk, &part, NULL) != ZSIP_END)
		sink += part.body.len;
	sink += zsip_part_find(&msg, zsip_slice_from("cid:a@c"), &part, NULL);
}

static void stream(size_t piece)
{
	struct zsip_stream stream;
	struct zsip_slice message;
	size_t from = 0, to = 0, consumed;
	enum zsip_stream_event event;

	zsip_stream_init(&stream, ZSIP_STREAM_ACCEPTED, &options);
	do {
		event = zsip_stream_next(&stream, text + from, to - from,
		                         &message, &consumed, NULL);
		from += consumed;
		if (event == ZSIP_STREAM_MORE) {
			if (to == text_len)
				return;
			to += piece < text_len - to ? piece : text_len - to;
		}
	} while (event != ZSIP_STREAM_CLOSE);
}

static void do_stream(void)
{
	stream(text_len);
}

static void do_pieces(void)
{
	stream(100);
}

static void do_bytes(void)
{
	stream(1);
}

static const struct {
	const char *name;
	void (*work)(void);
} jobs[] = {
        {"message", do_message}, {"core", do_core},     {"cut", do_cut},
        {"values", do_values},   {"items", do_items},   {"find", do_find},
        {"check", do_check},     {"stream", do_stream}, {"pieces", do_pieces},
        {"bytes", do_bytes},     {"part", do_part},     {"parts", do_parts},
        {"compare", do_compare}, {"edit", do_edit},
};

int main(void)
{
	static const char *const forms[] = {NULL, "portable"};
	char label[256];

	for (size_t i = 0; i < 2 * sizeof(families) / sizeof(*families); i++) {
		const struct family *family = &families[i / 2];

		zsip_simd_select(forms[i % 2]);
		for (size_t size = FIRST_SIZE; size <= LAST_SIZE; size *= 8) {
			build(family, size);
			do_message();
			for (size_t j = 0; j < sizeof(jobs) / sizeof(*jobs);
			     j++) {
				snprintf(label, sizeof(label), "%s|%s|%s|%zu",
				         family->name, jobs[j].name,
				         zsip_simd_name(), text_len);
				CALLGRIND_ZERO_STATS;
				CALLGRIND_TOGGLE_COLLECT;
				jobs[j].work();
				CALLGRIND_TOGGLE_COLLECT;
				CALLGRIND_DUMP_STATS_AT(label);
			}
		}
	}
	return 0;
}
