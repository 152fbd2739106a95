/*
 * Responses made from the requests that they answer.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_RESPONSE_H
#define ZSIP_RESPONSE_H

#include "zsip_core.h"
#include "zsip_write.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
