/*
 * What is said of a capture beside its messages.
 */
#include "read/packet.h"
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

enum kind { REMARK, TROUBLE };

static const struct {
	enum kind kind;
	size_t member;
	const char *one, *many;
} rows[] = {
#define CARRIED_COUNT(kind, member, one, many)                                 \
	{kind, offsetof(struct carried_counts, member), one, many},
#include "read/carried_counts.def"
#undef CARRIED_COUNT
};

void capture_trouble(const struct capture *capture, bool is_fatal,
                     const char *format, ...)
{
	const struct sink *sink = capture->carrier.sink;
	char what[512];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	sink->trouble(sink->user, capture->carrier.file, what, is_fatal);
}

/* "12 keep-alives"  @return its length; 0 if there is none */
static int print_row(char *text, size_t size, const struct capture *capture,
                     size_t row)
{
	const char *counts = (const char *)&capture->carrier.counts;
	uint64_t count = *(const uint64_t *)(counts + rows[row].member);

	if (count == 0)
		return 0;
	return snprintf(text, size, "%" PRIu64 " %s", count,
	                count == 1 ? rows[row].one : rows[row].many);
}

/* What memory was too little for. */
static void say_given_up(const struct capture *capture)
{
	const struct carried_counts *counts = &capture->carrier.counts;
	uint64_t streams = counts->given_up_streams;
	uint64_t packets = counts->given_up_fragments;
	char of_streams[48] = "", of_packets[48] = "";

	if (streams + packets == 0)
		return;
	if (streams != 0)
		snprintf(of_streams, sizeof(of_streams), "%" PRIu64 " stream%s",
		         streams, streams == 1 ? "" : "s");
	if (packets != 0)
		snprintf(of_packets, sizeof(of_packets),
		         "%" PRIu64 " fragmented packet%s", packets,
		         packets == 1 ? "" : "s");
	capture_trouble(
	        capture, false,
	        "given up for want of memory: %" PRIu64 " byte%s of %s%s%s",
	        counts->given_up_bytes, counts->given_up_bytes == 1 ? "" : "s",
	        of_streams, streams != 0 && packets != 0 ? " and " : "",
	        of_packets);
}

static void say_troubles(const struct capture *capture)
{
	char text[128];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].kind == TROUBLE &&
		    print_row(text, sizeof(text), capture, i) != 0)
			capture_trouble(capture, false, "%s", text);
	}
}

static void say_remarks(const struct capture *capture)
{
	const struct sink *sink = capture->carrier.sink;
	char text[1024] = "beside SIP: ";
	size_t start = strlen(text), len = start;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char row[128];

		if (rows[i].kind == REMARK &&
		    print_row(row, sizeof(row), capture, i) != 0)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			                        "%s%s",
			                        len == start ? "" : ", ", row);
	}
	if (len != start)
		sink->remark(sink->user, capture->carrier.file, text);
}

void capture_sum_up(const struct capture *capture)
{
	say_given_up(capture);
	say_troubles(capture);
	say_remarks(capture);
}
