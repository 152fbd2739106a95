/*
 * What is done with the parts of a message that is made anonymous.
 */
#ifndef SIPLINT_TREATMENT_H
#define SIPLINT_TREATMENT_H

#include "tree/walk.h"

enum treatment {
	KEPT,   /* it stays, but for addresses in it */
	WORDS,  /* all its words are replaced */
	PARTS,  /* its parts say */
	BROKEN, /* words are replaced that the protocol does not have */
	BLANK   /* letters and digits are */
};

enum treatment treatment_of(const struct node *node);

#endif
