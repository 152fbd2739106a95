/*
 * The messages of a call through the dialogs of both sides, and what holds of
 * them.
 */

#ifndef ZSIP_FUZZ_CALL_DIALOGS_H
#define ZSIP_FUZZ_CALL_DIALOGS_H

#include "call_messages.h"

/** Run what is left of an input; aborts where a property does not hold. */
void call_dialogs_run(struct call *call);

#endif
