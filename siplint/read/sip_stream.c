#include "read/stream.h"
static enum recognition recognise(const struct stream *stream,
                                  const char *bytes, size_t len)
{
	(void)stream, (void)bytes, (void)len;
	return NOT_OF_IT;
}
const struct protocol sip_protocol = {.recognise = recognise};
