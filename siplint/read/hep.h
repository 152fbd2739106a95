/*
 * HEP version 3: what a capture agent saw elsewhere, in datagrams and over TCP.
 */
#ifndef SIPLINT_HEP_H
#define SIPLINT_HEP_H

#include "read/stream.h"

bool hep_is_datagram(const char *bytes, size_t len);
/* One packet of it.
 * @param lost  bytes behind it that the capture does not have */
void hep_feed(struct carrier *carrier, const struct place *outer,
              const char *bytes, size_t len, size_t lost);

extern const struct protocol hep_protocol;

#endif
