/* Answers the request in a file with a status code, and with 400 or the like if
 * the request is broken: what a user agent server does first. */
#include <stdio.h>
#include <stdlib.h>
#include <zsip.h>
#include <zsip_builder.h>

static char buf[65536], out[65536];

int main(int argc, char **argv)
{
	struct zsip_field fields[64];
	struct zsip_message request;
	struct zsip_response response = {
	        .size = sizeof(response),
	        .code = argc > 2 ? (unsigned)atoi(argv[2]) : ZSIP_CODE_RINGING,
	        .to_tag = zsip_slice_from("314159"),
	        .source = {zsip_slice_from("192.0.2.1"), 5060},
	};
	struct zsip_error err;
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : stdin;
	size_t len = file != NULL ? fread(buf, 1, sizeof(buf), file) : 0;

	zsip_message_init(&request, fields, 64, NULL);
	zsip_message_parse(&request, buf, len, NULL);
	len = zsip_response_build(&request, NULL, &response, out, sizeof(out),
	                          &err);
	if (len == 0 && err.status != ZSIP_E_USE) {
		fprintf(stderr, "%s at byte %zu, expected %s\n",
		        zsip_status_text(err.status), err.offset, err.expected);
		response.code = ZSIP_CODE_BAD_REQUEST;
		response.flags = ZSIP_RESPONSE_ERROR;
		len = zsip_response_build(&request, NULL, &response, out,
		                          sizeof(out), &err);
	}
	if (len == 0 || len > sizeof(out)) {
		fprintf(stderr, "no response: %s\n", err.expected);
		return 1;
	}
	fwrite(out, 1, len, stdout);
	return 0;
}
