/*
 * Writes a capture of calls between two sipps, as its built-in scenarios uac
 * and uas make them: one call of six messages behind the other, 40 of them at
 * work at a time.
 *
 *	mkcapture [CALLS] > calls.pcap
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS = 20000, OPEN = 40, STEPS = 6 };
enum { UAC_PORT = 5061, UAS_PORT = 5060 };
/* Ethernet, IPv4, UDP. */
enum { ETHERNET = 14, IP = 20, UDP = 8, HEADS = ETHERNET + IP + UDP };

static const char via[] = "Via: SIP/2.0/UDP 127.0.0.1:5061;"
                          "branch=z9hG4bK-29539-%u-%u\r\n";
static const char from[] = "From: sipp <sip:sipp@127.0.0.1:5061>;"
                           "tag=29539SIPpTag00%u\r\n";
static const char to[] = "To: service <sip:service@127.0.0.1:5060>";
static const char call_id[] = "Call-ID: %u-29539@127.0.0.1\r\n";
static const char uac_fields[] = "Contact: sip:sipp@127.0.0.1:5061\r\n"
                                 "Max-Forwards: 70\r\n"
                                 "Subject: Performance Test\r\n";
static const char uas_contact[] =
        "Contact: <sip:127.0.0.1:5060;transport=UDP>\r\n";
static const char no_body[] = "Content-Length: 0\r\n\r\n";
static const char body[] = "Content-Type: application/sdp\r\n"
                           "Content-Length:   129\r\n"
                           "\r\n"
                           "v=0\r\n"
                           "o=user1 53655765 2353687637 IN IP4 127.0.0.1\r\n"
                           "s=-\r\n"
                           "c=IN IP4 127.0.0.1\r\n"
                           "t=0 0\r\n"
                           "m=audio %u RTP/AVP 0\r\n"
                           "a=rtpmap:0 PCMU/8000\r\n";

/* The steps of a call.  The branch of an ACK to a 2xx and of a BYE is a new
 * one. */
static const struct step {
	const char *start_line, *cseq;
	unsigned branch;
	int by_uas, has_tag, has_body;
} steps[STEPS] = {
        {"INVITE sip:service@127.0.0.1:5060 SIP/2.0", "1 INVITE", 0, 0, 0, 1},
        {"SIP/2.0 180 Ringing", "1 INVITE", 0, 1, 1, 0},
        {"SIP/2.0 200 OK", "1 INVITE", 0, 1, 1, 1},
        {"ACK sip:service@127.0.0.1:5060 SIP/2.0", "1 ACK", 5, 0, 1, 0},
        {"BYE sip:service@127.0.0.1:5060 SIP/2.0", "2 BYE", 7, 0, 1, 0},
        {"SIP/2.0 200 OK", "2 BYE", 7, 1, 1, 0},
};

struct packet {
	unsigned char bytes[2048];
	size_t len;
};

static void add(struct packet *packet, const char *text)
{
	size_t len = strlen(text);

	memcpy(packet->bytes + packet->len, text, len);
	packet->len += len;
}

static void add_number(struct packet *packet, const char *format,
                       unsigned first, unsigned second)
{
	packet->len += (size_t)snprintf((char *)packet->bytes + packet->len,
	                                sizeof(packet->bytes) - packet->len,
	                                format, first, second);
}

/* Always of four digits, as Content-Length says. */
static unsigned media_port(const struct step *step, unsigned call)
{
	return 6000 + call * 8 % 4000 + (step->by_uas ? 0 : 4);
}

static void add_message(struct packet *packet, const struct step *step,
                        unsigned call)
{
	add(packet, step->start_line);
	add(packet, "\r\n");
	add_number(packet, via, call, step->branch);
	add_number(packet, from, call, 0);
	add(packet, to);
	if (step->has_tag)
		add_number(packet, ";tag=29500SIPpTag01%u", call, 0);
	add(packet, "\r\n");
	add_number(packet, call_id, call, 0);
	add(packet, "CSeq: ");
	add(packet, step->cseq);
	add(packet, "\r\n");
	add(packet, step->by_uas ? uas_contact : uac_fields);
	if (step->has_body)
		add_number(packet, body, media_port(step, call), 0);
	else
		add(packet, no_body);
}

static void put_16(unsigned char *to_bytes, size_t number)
{
	to_bytes[0] = (unsigned char)(number >> 8);
	to_bytes[1] = (unsigned char)number;
}

static unsigned checksum(const unsigned char *bytes, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (unsigned)bytes[i] << 8 | bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static void fill_heads(struct packet *packet, int by_uas)
{
	static const unsigned char ip_head[IP] = {
	        0x45, 0, 0,   0, 0, 0, 0x40, 0, 64, 17,
	        0,    0, 127, 0, 0, 1, 127,  0, 0,  1};
	unsigned char *ip = packet->bytes + ETHERNET, *udp = ip + IP;

	memset(packet->bytes, 0, HEADS);
	packet->bytes[12] = 8;
	memcpy(ip, ip_head, IP);
	put_16(ip + 2, packet->len - ETHERNET);
	put_16(ip + 10, checksum(ip, IP));
	put_16(udp, by_uas ? UAS_PORT : UAC_PORT);
	put_16(udp + 2, by_uas ? UAC_PORT : UAS_PORT);
	put_16(udp + 4, packet->len - ETHERNET - IP);
}

static void write_packet(const struct step *step, unsigned call,
                         uint64_t microseconds)
{
	struct packet packet = {.len = HEADS};
	uint32_t head[4];

	add_message(&packet, step, call);
	fill_heads(&packet, step->by_uas);
	head[0] = (uint32_t)(UINT64_C(1700000000) + microseconds / 1000000);
	head[1] = (uint32_t)(microseconds % 1000000);
	head[2] = head[3] = (uint32_t)packet.len;
	fwrite(head, sizeof(head), 1, stdout);
	fwrite(packet.bytes, packet.len, 1, stdout);
}

int main(int argc, char **argv)
{
	static const uint32_t file_head[] = {0xa1b2c3d4, 2 | 4 << 16, 0,
	                                     0,          262144,      1};
	unsigned long calls = argc > 1 ? strtoul(argv[1], NULL, 10) : CALLS;
	uint64_t time = 0;

	fwrite(file_head, sizeof(file_head), 1, stdout);
	for (unsigned long first = 1; first <= calls; first += OPEN) {
		for (int step = 0; step < STEPS; step++) {
			for (unsigned long call = first;
			     call < first + OPEN && call <= calls; call++)
				write_packet(&steps[step], (unsigned)call,
				             time += 250);
		}
	}
	return fflush(stdout) != 0 || ferror(stdout);
}
