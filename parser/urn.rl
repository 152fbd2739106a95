/*
 * Names of the scheme urn (RFC 8141 2): what follows "urn:".
 */
#include "internal.h"

%%{
	machine urn;
	alphtype unsigned char;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	action mark { mark = p; }
	action nid { urn->nid = between(mark, p); }
	action nss { urn->nss = between(mark, p); }
	action r { r = p; }
	# "?=" and what may follow it can stand in an r-component as well: the
	# first one ends it (RFC 8141 2.3.2).
	action q { if (q == NULL) q = p; }
	action f { f = p + 1; }

	# RFC 3986 3.3: that of RFC 2396, and ";".
	urn_pchar = pchar | ";";
	NID = alphanum ( alphanum | "-" ){,30} alphanum;
	NSS = urn_pchar ( urn_pchar | "/" )*;
	component = urn_pchar ( urn_pchar | "/" | "?" )*;
	rq_components = ( "?+" component >r )? ( "?=" component >q )?;
	fragment = ( urn_pchar | "/" | "?" )*;
	assigned_name = NID >mark %nid ":" NSS >mark %nss;

	main := assigned_name rq_components ( "#" @f fragment )?;

	write data;
}%%

static struct zsip_slice between(const unsigned char *from,
                                 const unsigned char *to)
{
	return (struct zsip_slice){ (const char *)from, (size_t)(to - from) };
}

const char *zsip_urn_machine(struct zsip_urn *urn, const char *text,
                             const char *end, struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text, *mark = p;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	const unsigned char *r = NULL, *q = NULL, *f = NULL, *behind = pe;
	int cs;

	*urn = (struct zsip_urn){ .text = { text, (size_t)(end - text) } };

	%% write init;
	%% write exec;

	if (cs < urn_first_final)
		return zsip_stop_at(stop, ZSIP_E_SYNTAX, p, "URN");
	/* From the last one on: each ends where the next one's mark is. */
	if (f != NULL) {
		urn->f_component = between(f, behind);
		behind = f - 1;
	}
	if (q != NULL) {
		urn->q_component = between(q, behind);
		behind = q - 2;
	}
	if (r != NULL)
		urn->r_component = between(r, behind);
	return end;
}
