/*
 * Content-Length as a stream sees it: byte by byte, with its line breaks taken
 * out.
 */
#include "internal.h"

%%{
	machine content_length;
	alphtype unsigned char;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	action named { line->named = true; line->value = 0; }
	action digit {
		if (line->value <= UINT32_MAX)
			line->value = line->value * 10 + (*p - (unsigned)'0');
	}

	main := ( "Content-Length"i | "l"i ) WSP* ":" @named WSP*
	        ( DIGIT @digit )+ WSP*;

	write data;
}%%

int zsip_content_length_start(void)
{
	return content_length_start;
}

bool zsip_content_length_whole(int state)
{
	return state >= content_length_first_final;
}

void zsip_content_length_feed(struct zsip_length_line *line, const char *text,
                              const char *end)
{
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	int cs = line->state;

	/* The machine has no entry for its error state. */
	if (cs == content_length_error)
		return;

	%% write exec;

	line->state = cs;
}
