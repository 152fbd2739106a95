/*
 * SIP over WebSocket (RFC 7118).
 */
#ifndef SIPLINT_WEBSOCKET_H
#define SIPLINT_WEBSOCKET_H

#include "read/stream.h"

extern const struct protocol websocket_protocol;

#endif
