/*
 * What a proxy works out, as text, for vectors of tests/vectors/routing; and
 * what must hold for any message.
 */

#ifndef ZSIP_TESTS_ROUTED_H
#define ZSIP_TESTS_ROUTED_H

#include "dump.h"
#include "zsip_routing.h"

enum { ROUTED_PARTS = 4, ROUTED_FIELDS = 64, ROUTED_OWN = 8 };

/** Secret of all hashes in tests. */
#define ROUTED_SEED UINT64_C(0x243f6a8885a308d3)

/** A message behind which a page cannot be touched. */
struct routed {
	void *guard; /**< struct guard */
	struct zsip_options options;
	struct zsip_field fields[ROUTED_FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
};

/** Parse a message in the notation of message_vectors.h. */
void routed_open(struct routed *routed, struct zsip_slice text);

void routed_close(struct routed *routed);

/** Cut a text at " || ".
 *  @return how many parts there are */
size_t routed_split(struct zsip_slice text,
                    struct zsip_slice parts[ROUTED_PARTS]);

/** Read own addresses: HOST, HOST:PORT, HOST/TRANSPORT, HOST:PORT/TRANSPORT,
 *  parted by blanks; "-" for none. */
size_t routed_own(struct zsip_slice text, struct zsip_own own[ROUTED_OWN]);

/** Show what a vector's verdict asks for. */
void routed_show(struct text *out, const char *verdict,
                 const struct zsip_slice *parts);

/** All verdicts, parted by blanks. */
extern const char routed_verdicts[];

/** Call everything with a message, whatever it is, and see that what is said of
 *  it agrees.  @return false if it does not */
bool routed_holds(const char *text, size_t len,
                  const struct zsip_options *options);

#endif
