%%{
	machine sdp_core;
	alphtype unsigned char;

	# The grammar of RFC 8866 9 but for whole lines: rules with the RFC's
	# names and in its order, without actions.  What RFC 5234 B.1 has comes
	# first.

	ALPHA = "A".."Z" | "a".."z";
	DIGIT = "0".."9";
	HEXDIG = DIGIT | "A".."F" | "a".."f";
	SP = " ";
	VCHAR = 0x21..0x7E;

	POS_DIGIT = "1".."9";
	integer = POS_DIGIT DIGIT*;
	zero_based_integer = "0" | integer;
	non_zero_real = zero_based_integer "." DIGIT* POS_DIGIT;
	non_zero_int_or_real = integer | non_zero_real;
	alpha_numeric = ALPHA | DIGIT;
	decimal_uchar = DIGIT
	              | POS_DIGIT DIGIT
	              | "1" DIGIT{2}
	              | "2" "0".."4" DIGIT
	              | "25" "0".."5";

	byte_char = 0x01..0x09 | 0x0B..0x0C | 0x0E..0xFF;
	byte_string = byte_char+;
	text = byte_string;
	non_ws_char = VCHAR | 0x80..0xFF;
	non_ws_string = non_ws_char+;
	token_char = alpha_numeric | [!#$%&'*+\-.^_`{|}~];
	token = token_char+;
	email_safe = byte_char - [()<>];

	username = non_ws_string;
	sess_id = DIGIT+;
	sess_version = DIGIT+;
	nettype = token;
	addrtype = token;

	# RFC 5322 3.4.1, without comments and folds, which a line cannot hold.
	atext = alpha_numeric | [!#$%&'*+\-/=?^_`{|}~] | 0x80..0xFF;
	dot_atom = atext+ ( "." atext+ )*;
	quoted_string_ = '"' ( ( 0x20..0x7E - ["\\] ) | 0x80..0xFF
	                     | "\\" 0x20..0x7E )* '"';
	domain_literal = "[" ( 0x21..0x7E - [\[\]\\] )* "]";
	addr_spec = ( dot_atom | quoted_string_ )
	            "@" ( dot_atom | domain_literal );

	phone = "+"? DIGIT ( SP | "-" | DIGIT )+;

	bwtype = token;
	bandwidth = DIGIT+;

	time = POS_DIGIT DIGIT{9,};
	start_time = time | "0";
	stop_time = time | "0";
	fixed_len_time_unit = "d" | "h" | "m" | "s";
	repeat_interval = POS_DIGIT DIGIT* fixed_len_time_unit?;
	typed_time = DIGIT+ fixed_len_time_unit?;

	base64_char = alpha_numeric | "+" | "/";
	base64_unit = base64_char{4};
	base64_pad = base64_char{2} "==" | base64_char{3} "=";
	base64 = base64_unit* base64_pad?;

	attribute_name = token;
	media = token;
	fmt = token;
	proto = token ( "/" token )*;
	port = DIGIT+;

	numaddr = integer;
	ttl = POS_DIGIT DIGIT{,2} | "0";
	FQDN = ( alpha_numeric | "-" | "." ){4,};
}%%
