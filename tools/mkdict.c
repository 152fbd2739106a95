/*
 * Prints a dictionary for libFuzzer: the names that the tables have, and the
 * pieces of which SIP is made.
 */
#include <ctype.h>
#include <stdio.h>

static void entry(const char *prefix, const char *text, const char *suffix)
{
	const char *parts[] = {prefix, text, suffix};

	if (*text == '\0')
		return;
	putchar('"');
	for (int i = 0; i < 3; i++) {
		for (const char *p = parts[i]; *p != '\0'; p++) {
			unsigned char c = (unsigned char)*p;

			if (c == '"' || c == '\\' || !isprint(c))
				printf("\\x%02x", c);
			else
				putchar(c);
		}
	}
	printf("\"\n");
}

static void headers(void)
{
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	entry("\r\n", name, ": ");                                             \
	entry("\r\n", (const char[]){compact, '\0'}, ": ");
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
}

static void names(void)
{
#define ZSIP_METHOD(number, id, name, rfc) entry("", name, " ");
#include "zsip_methods.def"
#undef ZSIP_METHOD
#define ZSIP_PARAM(number, id, name, form, rfc) entry(";", name, "=");
#include "zsip_params.def"
#undef ZSIP_PARAM
#define ZSIP_STATUS_CODE(code, id, reason, rfc)                                \
	entry("SIP/2.0 " #code " ", reason, "\r\n");
#include "zsip_status_codes.def"
#undef ZSIP_STATUS_CODE
}

static void pieces(void)
{
	static const char *const list[] = {
	        "\r\n",
	        "\r\n ",
	        "\r\n\r\n",
	        "\r\n\t\r\n",
	        " SIP/2.0\r\n",
	        "SIP/2.0/UDP ",
	        "SIP / 2.0 / TCP ",
	        ";branch=z9hG4bK",
	        "sip:",
	        "sips:",
	        "tel:",
	        "tel:+1",
	        ";phone-context=",
	        ";ext=",
	        ";isub=",
	        "urn:ab:c",
	        "?+d?=e",
	        "sip:a@b",
	        "<sip:a@b>",
	        "@",
	        "%41",
	        "%00",
	        "[::1]",
	        "[2001:db8::9:1]",
	        "1.2.3.4",
	        "255",
	        ":5060",
	        "65535",
	        "65536",
	        "4294967295",
	        "4294967296",
	        "2147483648",
	        "\"",
	        "\\\"",
	        "\\\\",
	        "\"a\" <",
	        "<",
	        ">",
	        ",",
	        ", ",
	        ";",
	        "; ",
	        "?a=b",
	        "&c=d",
	        "*",
	        "(",
	        ")",
	        "\xc3\xa9",
	        "\xff",
	        "\x7f",
	        "application/sdp",
	        "Content-Length: 0\r\n\r\n",
	        "\r\nl:5\r\n\r\nhello",
	        "\r\nc: multipart/mixed;boundary=b\r\n\r\n--b\r\n",
	        "\r\n--b\r\n",
	        "\r\n--b--",
	        "\r\nContent-ID: <a@b>",
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		entry("", list[i], "");
	/* A NUL ends no string in SIP. */
	printf("\"\\x00\"\n");
}

int main(void)
{
	headers();
	names();
	pieces();
	return 0;
}
