/*
 * Serialising: messages and values written, responses and requests made from
 * what was parsed, and edits of messages without copying them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_BUILDER_H
#define ZSIP_BUILDER_H

#include "zsip_message_edit.h"
#include "zsip_request.h"
#include "zsip_response.h"
#include "zsip_write.h"

#endif
