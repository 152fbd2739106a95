/*
 * What the pages of docs/ have in common.
 */
#ifndef ZSIP_MKDOCS_H
#define ZSIP_MKDOCS_H

#include <stddef.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/** For qsort: by the name that stands first in each row; case does not
 *  count. */
int by_name(const void *a, const void *b);

#define SORT(table) qsort(table, COUNT(table), sizeof(*(table)), by_name)

/** Print a word in small letters. */
void lower(const char *text);

/** Print a text as it stands, for Markdown would take some bytes for its
 *  own. */
void plain(const char *text);

/** Print what a table names as its source, with links: RFCs with sections, a
 *  draft, a specification of 3GPP. */
void reference(const char *text);

/** Print the head of a page. */
void begin(const char *title);

/** A rule: the columns of a table that all tables of rules have. */
struct rule_row {
	const char *name, *severity, *rfc, *text;
};

/** Print a table of rules. */
void rule_rows(const struct rule_row *rows, size_t count);

/** The section on the rules of call flows. */
void flow_section(void);

/** The page on session descriptions. */
void sdp_page(void);

#endif
