/*
 * SDP: session descriptions (RFC 8866), cut into slices of the caller's buffer.
 *
 * The contracts are those of zsip.h: no allocation, no writes to the input,
 * nothing read that is not there, any function in any number of threads.  This
 * part stands by itself: it needs no SIP message around a description.
 *
 * zsip_sdp_parse() cuts a text into lines and media descriptions;
 * zsip_sdp_find() finds an attribute, zsip_sdp_line_parse() reads its value,
 * and walks take apart what the value leaves whole.  Views say what holds for a
 * stream, zsip_sdp_check() what is wrong, zsip_sdp_compare() what changed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_H
#define ZSIP_SDP_H

#include "zsip_sdp_answer.h"
#include "zsip_sdp_application.h"
#include "zsip_sdp_check.h"
#include "zsip_sdp_compare.h"
#include "zsip_sdp_description.h"
#include "zsip_sdp_edit.h"
#include "zsip_sdp_rtp.h"
#include "zsip_sdp_transport.h"
#include "zsip_sdp_views.h"

#endif
