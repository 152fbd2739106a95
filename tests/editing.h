/*
 * Edits of messages as text: one operation a line, for vectors.
 *
 *	via TRANSPORT HOST PORT BRANCH [rport]    pop-via    stamp ADDRESS PORT
 *	forwards [= STATUS]                       uri URI
 *	record-route URI    record-routes URI URI    path URI    route URI
 *	pop-route    undo-strict    strict
 *	add top|first|last|end NAME: VALUE    set NAME: VALUE
 *	replace FIELD VALUE    remove FIELD    remove-all NAME
 *	value NAME N VALUE     drop NAME N     name NAME N DISPLAY-NAME
 *	hparam NAME N P[=V]    hunparam NAME N P
 *	user WHERE USER    host WHERE HOST    port WHERE PORT
 *	param WHERE P[=V]    unparam WHERE P
 *	body [TYPE|- TEXT]    part N[.N] TYPE|- TEXT
 *
 * FIELD and N count from 1; WHERE is "uri", the Request-URI, or NAME N, the URI
 * of a value.  Texts have the escapes of vectors.
 */

#ifndef ZSIP_TESTS_EDITING_H
#define ZSIP_TESTS_EDITING_H

#include "zsip.h"
#include "zsip_builder.h"

/** Do one operation.
 *  @param line  is cut up, and must live as long as the edit
 *  @return false for what is none, or when it came to another status than the
 *          line says */
bool editing_operate(struct zsip_edit *edit, const struct zsip_message *msg,
                     const struct zsip_core *core, char *line);

#endif
