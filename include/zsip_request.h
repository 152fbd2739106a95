/*
 * Requests made from what was parsed: ACK, CANCEL, PRACK, requests within a
 * dialog, and initial requests from their parts.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_REQUEST_H
#define ZSIP_REQUEST_H

#include "zsip_dialog.h"
#include "zsip_write.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
