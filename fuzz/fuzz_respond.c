/*
 * zsip_response_build() on whatever can be parsed, and what cannot: what comes
 * out is read back as what it was made from.  The first two bytes choose the
 * code, the quirks, the mode and what the caller gives; the third how long that
 * is, and it follows; then the request.
 */
#include "fuzz.h"
#include "responding.h"

enum { FIELDS = 1200, ROOM = 1 << 17 };

#define SLICE(text) ((struct zsip_slice){text, sizeof(text) - 1})

/* What codes ask for. */
static const struct zsip_header_line given[] = {
        {ZSIP_HDR_CONTACT, {0}, SLICE("<sip:bob@192.0.2.4>")},
        {ZSIP_HDR_EXPIRES, {0}, SLICE("60")},
        {ZSIP_HDR_SIP_ETAG, {0}, SLICE("a1")},
        {ZSIP_HDR_UNSUPPORTED, {0}, SLICE("foo")},
};

enum { GIVEN = sizeof(given) / sizeof(*given) };

/* An argument in one place or another. */
static void give(struct zsip_response *asked, struct zsip_header_line *line,
                 unsigned place, struct zsip_slice argument)
{
	const char *colon = argument.len == 0
	                            ? NULL
	                            : memchr(argument.ptr, ':', argument.len);

	if (place == 0) {
		asked->to_tag = argument;
	} else if (place == 1) {
		asked->reason = argument;
	} else if (place == 2) {
		asked->source.address = argument;
	} else if (colon != NULL) {
		line->id = ZSIP_HDR_OTHER;
		line->name.ptr = argument.ptr;
		line->name.len = (size_t)(colon - argument.ptr);
		line->value.ptr = colon + 1;
		line->value.len = argument.len - line->name.len - 1;
		asked->header_count++;
	}
}

static void respond(const struct zsip_message *msg,
                    const struct zsip_response *asked)
{
	static char text[ROOM];
	struct zsip_error error;
	const char *fault;
	size_t len;

	HOLDS(responding_build(msg, asked, text, ROOM, false, &len, &error) ==
	      NULL);
	HOLDS(error.expected != NULL);
	HOLDS(error.offset <= msg->text.len || error.status == ZSIP_E_USE);
	if (len == 0 || len > ROOM)
		return;
	fault = responding_fault(msg, asked, text, len);
	HOLDS(fault == NULL);
	if ((asked->flags & ZSIP_RESPONSE_ERROR) == 0)
		HOLDS(responding_modes_fault(msg, asked) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned codes[] = {100, 180, 200, 202,
	                                 302, 404, 400, 420};
	static struct zsip_field fields[FIELDS];
	struct zsip_options options = {.size = sizeof(options)};
	struct zsip_header_line lines[GIVEN + 1];
	struct zsip_response asked = {
	        .size = sizeof(asked),
	        .to_tag = SLICE("t1"),
	        .source = {SLICE("203.0.113.77"), 4711},
	        .headers = lines,
	        .header_count = GIVEN,
	};
	struct zsip_message msg;
	struct zsip_slice argument;
	char *text, *copy;

	if (size < 3 || size - 3 < data[2])
		return 0;
	asked.code = codes[data[0] % 8];
	options.quirks = (data[0] & 8) != 0 ? ~UINT64_C(0) : 0;
	asked.flags = data[1] & 7u;
	memcpy(lines, given, sizeof(given));
	copy = fuzz_copy(data + 3, data[2]);
	argument = (struct zsip_slice){copy, data[2]};
	if (argument.len != 0)
		give(&asked, &lines[GIVEN], data[1] >> 4 & 3, argument);
	size -= 3 + argument.len;
	text = fuzz_copy(data + 3 + argument.len, size);
	zsip_message_init(&msg, fields, FIELDS, &options);
	zsip_message_parse(&msg, text, size, NULL);
	respond(&msg, &asked);
	free(copy);
	free(text);
	return 0;
}
