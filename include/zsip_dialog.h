/*
 * Dialogs (RFC 3261 12 to 15): what identifies one, the state of one, and what
 * a message means to it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_DIALOG_H
#define ZSIP_DIALOG_H

#include "zsip_dialog_event.h"
#include "zsip_dialog_key.h"
#include "zsip_dialog_value.h"

#endif
