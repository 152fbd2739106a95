/*
 * What a proxy works out from messages: keys, routes, choices.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_ROUTING_H
#define ZSIP_ROUTING_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
