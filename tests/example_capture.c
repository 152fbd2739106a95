/*
 * A capture from what an example shows of it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "example.h"
#include "packets.h"

enum { SECOND_DIGITS = 9 };
/* When it begins: 2010-11-13 23:29:00, in nanoseconds. */
static const uint64_t beginning = UINT64_C(1289690940) * 1000000000;

/* "ADDRESS:PORT -> ADDRESS:PORT TRANSPORT at N s, ..." */
struct sighting {
	char from[64], to[64], transport[8];
	unsigned from_port, to_port;
	uint64_t time;
	size_t kept; /* of the packet; 0: all */
};

struct filming {
	struct capture_out capture;
	struct text message; /* the last one */
	uint32_t sequences[2];
};

static bool read_endpoint(char *word, unsigned *port)
{
	char *colon = strrchr(word, ':');

	if (colon == NULL)
		return false;
	*colon = '\0';
	*port = (unsigned)strtoul(colon + 1, NULL, 10);
	if (*word == '[') {
		memmove(word, word + 1, strlen(word));
		word[strcspn(word, "]")] = '\0';
	}
	return *port != 0;
}

/* Seconds with a fraction, in nanoseconds. */
static uint64_t read_time(const char *text)
{
	char *end;
	uint64_t time = strtoul(text, &end, 10);

	for (int i = 0; i < SECOND_DIGITS; i++) {
		time *= 10;
		if (*end == '.')
			end++;
		if (isdigit((unsigned char)*end))
			time += (uint64_t)(*end++ - '0');
	}
	return time;
}

static bool read_sighting(struct sighting *sighting, const char *line)
{
	const char *at = strstr(line, " at "), *kept = strstr(line, " first ");

	*sighting = (struct sighting){.time = 0};
	if (sscanf(line, "%63s -> %63s %7[A-Z]", sighting->from, sighting->to,
	           sighting->transport) != 3)
		return false;
	if (at != NULL)
		sighting->time = read_time(at + 4);
	if (kept != NULL)
		sighting->kept = strtoul(kept + 7, NULL, 10);
	return read_endpoint(sighting->from, &sighting->from_port) &&
	       read_endpoint(sighting->to, &sighting->to_port);
}

bool example_is_capture(const struct example *example)
{
	struct sighting sighting;

	return read_sighting(&sighting, example->lines[0]);
}

static void film(struct filming *filming, const struct sighting *sighting)
{
	static struct made_packet packet;
	const struct text *message = &filming->message;
	uint32_t *sequence =
	        &filming->sequences[strcmp(sighting->from, sighting->to) < 0];

	packet_start(&packet, message->data, message->len);
	if (strcmp(sighting->transport, "UDP") == 0) {
		packet_udp(&packet, (uint16_t)sighting->from_port,
		           (uint16_t)sighting->to_port);
	} else {
		packet_tcp(&packet, (uint16_t)sighting->from_port,
		           (uint16_t)sighting->to_port, 1 + *sequence, 1,
		           PACKET_ACK);
		*sequence += (uint32_t)message->len;
	}
	packet_ip(&packet, sighting->from, sighting->to);
	packet_link(&packet, PACKET_RAW);
	filming->capture.snap_length = sighting->kept;
	capture_out_add(&filming->capture, &packet, beginning + sighting->time);
}

/* The lines below, without what they are indented by. */
static void read_message(struct filming *filming, const struct example *example,
                         size_t from, size_t to)
{
	static struct example message;

	if (from == to)
		return;
	message.count = 0;
	while (from < to) {
		char *line = example->lines[from++];

		message.lines[message.count++] = line + strnlen(line, 3);
	}
	filming->message.len = 0;
	example_message(&filming->message, &message);
}

const char *example_capture(FILE *out, const struct example *example)
{
	struct filming filming = {.sequences = {0}};
	const char *fault = NULL;

	capture_out_start(&filming.capture, CAPTURE_PCAP_NANO, PACKET_RAW);
	for (size_t i = 0; i < example->count && fault == NULL;) {
		struct sighting sighting;
		size_t below = i + 1;

		if (!read_sighting(&sighting, example->lines[i]))
			fault = example->lines[i];
		while (++i < example->count && (*example->lines[i] == ' ' ||
		                                *example->lines[i] == '\0'))
			;
		read_message(&filming, example, below, i);
		film(&filming, &sighting);
	}
	fwrite(filming.capture.bytes, 1, filming.capture.len, out);
	capture_out_free(&filming.capture);
	text_free(&filming.message);
	return fault;
}
