/*
 * What a proxy works out from messages: keys, routes, choices.  Facts in,
 * decisions out: nothing is sent, kept or looked up, and no message changed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_ROUTING_H
#define ZSIP_ROUTING_H

#include "zsip_branch.h"
#include "zsip_forking.h"
#include "zsip_next_hop.h"
#include "zsip_registrar.h"
#include "zsip_transaction.h"

#endif
