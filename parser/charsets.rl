/*
 * Prints the character sets over which the machines leap, made from the very
 * rules of the grammar: for the portable form one bit a set in a table of 256,
 * for the SIMD forms sixteen bytes a set.  There bit h of byte l says whether
 * character 16 * h + l belongs to the set; all sets are ASCII.
 */
#include <stdio.h>

%%{
	machine charsets;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	set_token := token_char;
	set_word := word_char;
	set_unreserved := unreserved;
	set_user := unreserved | user_unreserved;
	set_password := password;
	set_param := param_unreserved | unreserved;
	set_hnv := hnv_unreserved | unreserved;
	set_uric := uric - escaped | "[" | "]";
	# What may stand between "<" and ">": the URI's own machine has the
	# last word on it.
	set_bracketed := 0x21..0x7E - [<>"];
	# What may stand in an addr-spec without brackets (RFC 3261 20: no
	# comma, semicolon or question mark).
	set_bare := 0x21..0x7E - [<>",;?];
	set_alphanum := alphanum;
	set_qdtext := SP | HTAB | 0x21 | 0x23..0x5B | 0x5D..0x7E;
	set_text := SP | HTAB | 0x21..0x7E;
	# Names and values of parameters, and of a URI's headers: whatever does
	# not end them.  Their machines have looked at them before.
	set_part := 0x21..0x7E - [;="<>,?];
	set_header_part := 0x21..0x7E - [&="<>,;];
	set_visible := 0x21..0x7E;

	write data noerror noprefix;
}%%

static int has(int entry, unsigned char byte)
{
	const unsigned char *p = &byte, *pe = p + 1;
	int cs = entry;

	%% write exec;
	return cs >= first_final;
}

int main(void)
{
	static const struct {
		const char *name;
		int entry;
	} sets[] = {
#define SET(name) { #name, en_set_##name },
		SET(token) SET(word) SET(unreserved) SET(uric)
		SET(user) SET(password) SET(param) SET(hnv)
		SET(bracketed) SET(bare) SET(alphanum)
		SET(qdtext) SET(text)
		SET(visible) SET(part) SET(header_part)
	};
	const unsigned count = sizeof(sets) / sizeof(*sets);

	for (unsigned i = 0; i < count; i++) {
		printf("#define ZSIP_SET_%s %u\n", sets[i].name, i);
		printf("static const unsigned char zsip_nibbles_%s[16] "
		       "__attribute__((unused)) = {", sets[i].name);
		for (unsigned low = 0; low < 16; low++) {
			unsigned row = 0;
			for (unsigned high = 0; high < 8; high++)
				row |= (unsigned)has(sets[i].entry,
				                     (unsigned char)(16 * high
				                                     + low))
				       << high;
			printf(" 0x%02x,", row);
		}
		printf(" };\n");
	}
	printf("extern const unsigned short zsip_sets[256];\n"
	       "#ifdef ZSIP_SETS_DEFINE\n"
	       "const unsigned short zsip_sets[256] = {\n");
	for (unsigned byte = 0; byte < 256; byte++) {
		unsigned bits = 0;
		for (unsigned i = 0; i < count; i++)
			bits |= (unsigned)has(sets[i].entry,
			                      (unsigned char)byte) << i;
		printf("0x%04x,%c", bits, byte % 8 == 7 ? '\n' : ' ');
	}
	printf("};\n#endif\n");
	return 0;
}
