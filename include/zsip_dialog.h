/*
 * Dialogs (RFC 3261 12): the value that identifies one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_DIALOG_H
#define ZSIP_DIALOG_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
