/*
 * What logs write behind a message.
 */
#include "read/log.h"

static bool is_of(const char *p, const char *end, char byte)
{
	while (p < end && *p == byte)
		p++;
	return p == end;
}

/* "<------------->" behind what was received and answered, "---" behind what
 * was sent, and "--- (10 headers 0 lines) ---" behind what was received. */
const char *log_end_of_chan_sip(struct line line)
{
	struct line text = log_trim(line);
	size_t len = (size_t)(text.end - text.start);

	if ((len == 3 && is_of(text.start, text.end, '-')) ||
	    (len > 10 && *text.start == '<' && text.end[-1] == '>' &&
	     is_of(text.start + 1, text.end - 1, '-')) ||
	    log_begins(text.start, text.end, "--- ("))
		return line.start;
	return NULL;
}

const char *log_end_of_pjsua(struct line line)
{
	return log_begins(line.start, line.end, "--end msg--") ? line.start
	                                                       : NULL;
}

/* A line of dashes, or the VT of TPORT_DUMP. */
const char *log_end_of_sofia(struct line line)
{
	struct line text = log_trim(line);
	const char *p = text.start;

	if (text.end > p && text.end[-1] == '\v')
		return text.end - 1;
	while (p < text.end && *p == ' ')
		p++;
	return text.end - p >= 40 && is_of(p, text.end, '-') ? line.start
	                                                     : NULL;
}

/* It stands where the message ends, which may be in a line of it. */
const char *log_end_of_sipdump(struct line line)
{
	static const char end[] = "||||||||||||||||||||";
	struct line text = log_trim(line);

	return log_ends(text.start, text.end, end)
	               ? text.end - (sizeof(end) - 1)
	               : NULL;
}
