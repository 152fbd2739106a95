/* What somebody else's C11 program does with an installed zsip. */
#include <stdio.h>
#include <string.h>
#include <zsip.h>

static const char text[] = "OPTIONS sip:marconi@radio.org SIP/2.0\r\n"
                           "Via: SIP/2.0/UDP lab.high-voltage.org:5060"
                           ";branch=z9hG4bKnashds7\r\n"
                           "Max-Forwards: 70\r\n"
                           "From: <sip:tesla@high-voltage.org>;tag=76341\r\n"
                           "To: <sip:marconi@radio.org>\r\n"
                           "Call-ID: 123456789@lab.high-voltage.org\r\n"
                           "CSeq: 1 OPTIONS\r\n"
                           "Content-Length: 0\r\n\r\n";

static void count(void *user, const struct zsip_finding *finding)
{
	(void)finding;
	++*(size_t *)user;
}

int main(void)
{
	struct zsip_field fields[32];
	struct zsip_message msg;
	struct zsip_core core;
	size_t findings = 0;

	zsip_message_init(&msg, fields, 32, NULL);
	if (zsip_message_parse(&msg, text, strlen(text), NULL) != ZSIP_OK ||
	    zsip_core_parse(&msg, &core, NULL) != ZSIP_OK)
		return 1;
	zsip_check(&msg, count, &findings);
	if (findings != 0 || core.cseq.number != 1 ||
	    strcmp(zsip_version(), ZSIP_VERSION) != 0)
		return 1;
	printf("C11: zsip %s reads CSeq %u\n", zsip_version(),
	       (unsigned)core.cseq.number);
	return 0;
}
