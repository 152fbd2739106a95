/* Parses the message in a file and prints what a registrar looks at first. */
#include <stdio.h>
#include <zsip.h>

int main(int argc, char **argv)
{
	static char buf[65536];
	struct zsip_field fields[64];
	struct zsip_message msg;
	struct zsip_core core;
	struct zsip_error err;
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : stdin;
	size_t len = file != NULL ? fread(buf, 1, sizeof(buf), file) : 0;

	zsip_message_init(&msg, fields, 64, NULL);
	if (zsip_message_parse(&msg, buf, len, &err) != ZSIP_OK ||
	    zsip_core_parse(&msg, &core, &err) != ZSIP_OK) {
		printf("%s at byte %zu, expected %s\n",
		       zsip_status_text(err.status), err.offset, err.expected);
		return 1;
	}
	printf("To   %.*s\n", (int)core.to.uri.len, core.to.uri.ptr);
	printf("CSeq %u %.*s\n", (unsigned)core.cseq.number,
	       (int)core.cseq.method.len, core.cseq.method.ptr);
	return 0;
}
