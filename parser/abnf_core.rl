# The grammar of RFC 3261 section 25.1, rule for rule, with "-" in names written
# "_".  The order is the RFC's, except that Ragel wants a rule before its use.
# No actions: parsers include this machine and hang theirs on the rules;
# tests/grammar_rules.rl tries each rule alone.
#
# What differs from the printed ABNF, said again at the rule:
#  - a rule that bears a header field's name (Accept, CSeq ...) is the field's
#    value: name and HCOLON belong to the frame, which knows no names; whole
#    messages (SIP-message, Request, Response, message-header) are the frame's
#    too;
#  - RFC 5954 4.1 replaces IPv4address and IPv6address;
#  - RFC 3581 3 adds response_port to via_params;
#  - srvr has one "@" where the RFC by mistake has two;
#  - mark is mark_char, since actions like to be called mark;
#  - CRLF is what the including machine says it is: by the letter in abnf_crlf.rl,
#    with a lone LF that is noted in value_rules.rl;
#  - comment does not nest, since nesting is not regular;
#  - token_char and word_char are the characters of token and word, split off
#    for those who leap over them.
#
# ABNF strings ignore case (RFC 2234 2.3), hence "..."i.  Methods are given as
# %x in the RFC and so keep theirs (RFC 3261 7.1).

%%{
	machine abnf_core;
	alphtype unsigned char;

	# RFC 2234 6.1, used by 25.1 without being repeated there.

	ALPHA = "A".."Z" | "a".."z";
	CHAR = 0x01..0x7F;
	CR = "\r";
	CTL = 0x00..0x1F | 0x7F;
	DIGIT = "0".."9";
	DQUOTE = '"';
	# "A" to "F" are ABNF strings, so lower case counts too.
	HEXDIG = DIGIT | "A".."F" | "a".."f";
	HTAB = "\t";
	LF = "\n";
	OCTET = 0x00..0xFF;
	SP = " ";
	WSP = SP | HTAB;

	# Basic rules

	alphanum = ALPHA | DIGIT;

	reserved = ";" | "/" | "?" | ":" | "@" | "&" | "=" | "+" | "$" | ",";
	mark_char = "-" | "_" | "." | "!" | "~" | "*" | "'" | "(" | ")";
	unreserved = alphanum | mark_char;
	escaped = "%" HEXDIG HEXDIG;

	# LWS = [*WSP CRLF] 1*WSP: at most one line break, and only before a
	# blank.
	LWS = ( WSP* CRLF )? WSP+;
	SWS = LWS?;

	# Before the colon blanks but no fold, after it either.
	HCOLON = ( SP | HTAB )* ":" SWS;

	UTF8_CONT = 0x80..0xBF;
	# RFC 2279, not 3629: up to six bytes, and over-long forms and
	# surrogates are no matter of syntax.
	UTF8_NONASCII = ( 0xC0..0xDF UTF8_CONT )
	              | ( 0xE0..0xEF UTF8_CONT{2} )
	              | ( 0xF0..0xF7 UTF8_CONT{3} )
	              | ( 0xF8..0xFB UTF8_CONT{4} )
	              | ( 0xFC..0xFD UTF8_CONT{5} );
	TEXT_UTF8char = 0x21..0x7E | UTF8_NONASCII;
	# 1*TEXT-UTF8char *(*LWS TEXT-UTF8char): no LWS at either end, more than
	# one LWS in a row within.
	TEXT_UTF8_TRIM = TEXT_UTF8char+ ( LWS* TEXT_UTF8char )*;

	LHEX = DIGIT | 0x61..0x66;

	token_char = alphanum | "-" | "." | "!" | "%" | "*" | "_" | "+" | "`"
	           | "'" | "~";
	token = token_char+;
	separators = "(" | ")" | "<" | ">" | "@" | "," | ";" | ":" | "\\"
	           | DQUOTE | "/" | "[" | "]" | "?" | "=" | "{" | "}" | SP
	           | HTAB;
	# Separators but for "@" "," ";" "=" and blanks.
	word_char = token_char | "(" | ")" | "<" | ">" | ":" | "\\" | DQUOTE
	          | "/" | "[" | "]" | "?" | "{" | "}";
	word = word_char+;

	STAR = SWS "*" SWS;
	SLASH = SWS "/" SWS;
	EQUAL = SWS "=" SWS;
	LPAREN = SWS "(" SWS;
	RPAREN = SWS ")" SWS;
	RAQUOT = ">" SWS;
	LAQUOT = SWS "<";
	COMMA = SWS "," SWS;
	SEMI = SWS ";" SWS;
	COLON = SWS ":" SWS;
	LDQUOT = SWS DQUOTE;
	RDQUOT = DQUOTE SWS;

	# quoted-pair = "\" (%x00-09 / %x0B-0C / %x0E-7F): any ASCII, NUL too,
	# but CR and LF.
	quoted_pair = "\\" ( 0x00..0x09 | 0x0B..0x0C | 0x0E..0x7F );

	# All but "(" ")" and "\".
	ctext = 0x21..0x27 | 0x2A..0x5B | 0x5D..0x7E | UTF8_NONASCII | LWS;
	# comment = LPAREN *(ctext / quoted-pair / comment) RPAREN.  This is one
	# level of it; who reads comments counts the parentheses in C.
	comment = LPAREN ( ctext | quoted_pair )* RPAREN;

	# All but DQUOTE and "\".
	qdtext = LWS | 0x21 | 0x23..0x5B | 0x5D..0x7E | UTF8_NONASCII;
	quoted_string = SWS DQUOTE ( qdtext | quoted_pair )* DQUOTE;

	# Hosts.  In the RFC they follow SIP-URI, which needs them.

	domainlabel = alphanum | alphanum ( alphanum | "-" )* alphanum;
	toplabel = ALPHA | ALPHA ( alphanum | "-" )* alphanum;
	hostname = ( domainlabel "." )* toplabel "."?;

	# RFC 5954 4.1, which takes the addresses of RFC 3986 3.2.2.  RFC 3261
	# had 1*3DIGIT (so 999.1.1.1 and 010.1.1.1), and an IPv6address that
	# counted no groups and had :::192.0.2.1 for ::192.0.2.1.
	dec_octet = DIGIT
	          | "1".."9" DIGIT
	          | "1" DIGIT{2}
	          | "2" "0".."4" DIGIT
	          | "25" "0".."5";
	IPv4address = dec_octet "." dec_octet "." dec_octet "." dec_octet;
	h16 = HEXDIG{1,4};
	ls32 = h16 ":" h16 | IPv4address;
	# The optional part before "::" is [ *n( h16 ":" ) h16 ].
	IPv6address =                                ( h16 ":" ){6} ls32
	            |                           "::" ( h16 ":" ){5} ls32
	            | (                h16 )?   "::" ( h16 ":" ){4} ls32
	            | ( ( h16 ":" ){,1} h16 )?  "::" ( h16 ":" ){3} ls32
	            | ( ( h16 ":" ){,2} h16 )?  "::" ( h16 ":" ){2} ls32
	            | ( ( h16 ":" ){,3} h16 )?  "::"   h16 ":"      ls32
	            | ( ( h16 ":" ){,4} h16 )?  "::"                ls32
	            | ( ( h16 ":" ){,5} h16 )?  "::"                h16
	            | ( ( h16 ":" ){,6} h16 )?  "::";
	IPv6reference = "[" IPv6address "]";

	host = hostname | IPv4address | IPv6reference;
	port = DIGIT+;
	hostport = host ( ":" port )?;

	# SIP and SIPS URIs

	user_unreserved = "&" | "=" | "+" | "$" | "," | ";" | "?" | "/";
	user = ( unreserved | escaped | user_unreserved )+;
	password = ( unreserved | escaped | "&" | "=" | "+" | "$" | "," )*;
	# userinfo = ( user / telephone-subscriber ) [ ":" password ] "@".
	# RFC 3261 wants escaped what RFC 2806 allows and user does not, so a
	# telephone-subscriber in a SIP URI always is a user as well.
	userinfo = user ( ":" password )? "@";

	# Needed by the parameters below; listed by the RFC with the Via.
	ttl = DIGIT{1,3};

	# Needed by method_param; listed by the RFC with the Request-Line.
	INVITEm = "INVITE";
	ACKm = "ACK";
	OPTIONSm = "OPTIONS";
	BYEm = "BYE";
	CANCELm = "CANCEL";
	REGISTERm = "REGISTER";
	extension_method = token;
	Method = INVITEm | ACKm | OPTIONSm | BYEm | CANCELm | REGISTERm
	       | extension_method;

	other_transport = token;
	transport_param = "transport="i
	                  ( "udp"i | "tcp"i | "sctp"i | "tls"i
	                  | other_transport );
	other_user = token;
	user_param = "user="i ( "phone"i | "ip"i | other_user );
	method_param = "method="i Method;
	ttl_param = "ttl="i ttl;
	maddr_param = "maddr="i host;
	lr_param = "lr"i;
	param_unreserved = "[" | "]" | "/" | ":" | "&" | "+" | "$";
	paramchar = param_unreserved | unreserved | escaped;
	pname = paramchar+;
	pvalue = paramchar+;
	other_param = pname ( "=" pvalue )?;
	# The union is wider than other_param alone: a token may hold "`" and a
	# "%" that escapes nothing.
	uri_parameter = transport_param | user_param | method_param | ttl_param
	              | maddr_param | lr_param | other_param;
	uri_parameters = ( ";" uri_parameter )*;

	hnv_unreserved = "[" | "]" | "/" | "?" | ":" | "+" | "$";
	hname = ( hnv_unreserved | unreserved | escaped )+;
	hvalue = ( hnv_unreserved | unreserved | escaped )*;
	header = hname "=" hvalue;
	headers = "?" header ( "&" header )*;

	SIP_URI = "sip:"i userinfo? hostport uri_parameters headers?;
	SIPS_URI = "sips:"i userinfo? hostport uri_parameters headers?;

	# Other URIs: RFC 2396, in which brackets are not allowed anywhere.

	uric = reserved | unreserved | escaped;
	uric_no_slash = unreserved | escaped | ";" | "?" | ":" | "@" | "&" | "="
	              | "+" | "$" | ",";
	opaque_part = uric_no_slash uric*;
	query = uric*;
	pchar = unreserved | escaped | ":" | "@" | "&" | "=" | "+" | "$" | ",";
	param = pchar*;
	segment = pchar* ( ";" param )*;
	path_segments = segment ( "/" segment )*;
	abs_path = "/" path_segments;
	reg_name = ( unreserved | escaped | "$" | "," | ";" | ":" | "@" | "&"
	           | "=" | "+" )+;
	# srvr = [ [ userinfo "@" ] hostport ] in the RFC, copied from RFC 2396
	# whose userinfo, unlike SIP's, does not end in "@" itself.
	srvr = ( userinfo? hostport )?;
	authority = srvr | reg_name;
	net_path = "//" authority abs_path?;
	hier_part = ( net_path | abs_path ) ( "?" query )?;
	scheme = ALPHA ( ALPHA | DIGIT | "+" | "-" | "." )*;
	absoluteURI = scheme ":" ( hier_part | opaque_part );

	# The ABNF leaves it open, but a scheme's own rule comes first: as an
	# absoluteURI, "sip:" may be followed by nearly anything without
	# brackets.  Who validates looks at the scheme, then tries one of three.
	Request_URI = SIP_URI | SIPS_URI | absoluteURI;

	# Start lines

	SIP_Version = "SIP"i "/" DIGIT+ "." DIGIT+;
	Request_Line = Method SP Request_URI SP SIP_Version CRLF;

	Informational = "100" | "180" | "181" | "182" | "183";
	Success = "200";
	Redirection = "300" | "301" | "302" | "305" | "380";
	Client_Error = "400" | "401" | "402" | "403" | "404" | "405" | "406"
	             | "407" | "408" | "410" | "413" | "414" | "415" | "416"
	             | "420" | "421" | "423" | "480" | "481" | "482" | "483"
	             | "484" | "485" | "486" | "487" | "488" | "491" | "493";
	Server_Error = "500" | "501" | "502" | "503" | "504" | "505" | "513";
	Global_Failure = "600" | "603" | "604" | "606";
	extension_code = DIGIT{3};
	Status_Code = Informational | Redirection | Success | Client_Error
	            | Server_Error | Global_Failure | extension_code;
	# Any byte from 0x80 on may stand alone here (UTF8-CONT), or starts a
	# character.
	Reason_Phrase = ( reserved | unreserved | escaped | UTF8_NONASCII
	                | UTF8_CONT | SP | HTAB )*;
	Status_Line = SIP_Version SP Status_Code SP Reason_Phrase CRLF;

	# Used by many of the header fields; the RFC has them with Accept,
	# Contact and Call-ID.

	gen_value = token | host | quoted_string;
	generic_param = token ( EQUAL gen_value )?;
	qvalue = "0" ( "." DIGIT{,3} )? | "1" ( "." "0"{,3} )?;
	delta_seconds = DIGIT+;

	# "x-" token is a token as well.
	ietf_token = token;
	x_token = "x-"i token;
	extension_token = ietf_token | x_token;
	iana_token = token;
	discrete_type = "text"i | "image"i | "audio"i | "video"i
	              | "application"i | extension_token;
	composite_type = "message"i | "multipart"i | extension_token;
	m_type = discrete_type | composite_type;
	m_subtype = extension_token | iana_token;
	m_attribute = token;
	m_value = token | quoted_string;
	m_parameter = m_attribute EQUAL m_value;
	media_type = m_type SLASH m_subtype ( SEMI m_parameter )*;

	addr_spec = SIP_URI | SIPS_URI | absoluteURI;
	# RFC 4475 3.1.1.6 calls the LWS after the last token an oversight and
	# asks receivers to do without; this rule is the letter.
	display_name = ( token LWS )* | quoted_string;
	name_addr = display_name? LAQUOT addr_spec RAQUOT;

	# Accept, Accept-Encoding, Accept-Language

	media_range = ( "*/*" | m_type SLASH "*" | m_type SLASH m_subtype )
	              ( SEMI m_parameter )*;
	accept_param = "q"i EQUAL qvalue | generic_param;
	accept_range = media_range ( SEMI accept_param )*;
	Accept = ( accept_range ( COMMA accept_range )* )?;

	content_coding = token;
	codings = content_coding | "*";
	encoding = codings ( SEMI accept_param )*;
	Accept_Encoding = ( encoding ( COMMA encoding )* )?;

	language_range = ALPHA{1,8} ( "-" ALPHA{1,8} )* | "*";
	language = language_range ( SEMI accept_param )*;
	Accept_Language = ( language ( COMMA language )* )?;

	# Alert-Info, Allow

	alert_param = LAQUOT absoluteURI RAQUOT ( SEMI generic_param )*;
	Alert_Info = alert_param ( COMMA alert_param )*;

	Allow = ( Method ( COMMA Method )* )?;

	# Authorization, Authentication-Info; the rules shared with
	# Proxy-Authenticate, which the RFC has there, come first.

	realm_value = quoted_string;
	realm = "realm"i EQUAL realm_value;
	nonce_value = quoted_string;
	nonce = "nonce"i EQUAL nonce_value;
	opaque = "opaque"i EQUAL quoted_string;
	algorithm = "algorithm"i EQUAL ( "MD5"i | "MD5-sess"i | token );
	qop_value = "auth"i | "auth-int"i | token;

	username_value = quoted_string;
	username = "username"i EQUAL username_value;
	# rquest-uri (sic) is the Request-URI of HTTP/1.1: "*" | absoluteURI |
	# abs_path | authority (RFC 2616 5.1.2).  RFC 3261 22.4 makes it a SIP
	# or SIPS URI, and those with an IPv6 reference are no absoluteURI.
	digest_uri_value = "*" | Request_URI | abs_path | authority;
	digest_uri = "uri"i EQUAL LDQUOT digest_uri_value RDQUOT;
	message_qop = "qop"i EQUAL qop_value;
	cnonce_value = nonce_value;
	cnonce = "cnonce"i EQUAL cnonce_value;
	nc_value = LHEX{8};
	nonce_count = "nc"i EQUAL nc_value;
	request_digest = LDQUOT LHEX{32} RDQUOT;
	dresponse = "response"i EQUAL request_digest;
	auth_param_name = token;
	auth_param = auth_param_name EQUAL ( token | quoted_string );
	# auth_param takes any name, so the union forgives a known name whose
	# value breaks its own rule, as long as it is a token or a string.
	dig_resp = username | realm | nonce | digest_uri | dresponse
	         | algorithm | cnonce | opaque | message_qop | nonce_count
	         | auth_param;
	digest_response = dig_resp ( COMMA dig_resp )*;
	auth_scheme = token;
	other_response = auth_scheme LWS auth_param ( COMMA auth_param )*;
	credentials = "Digest"i LWS digest_response | other_response;
	Authorization = credentials;

	nextnonce = "nextnonce"i EQUAL nonce_value;
	response_digest = LDQUOT LHEX* RDQUOT;
	response_auth = "rspauth"i EQUAL response_digest;
	ainfo = nextnonce | message_qop | response_auth | cnonce | nonce_count;
	Authentication_Info = ainfo ( COMMA ainfo )*;

	# Call-ID, Call-Info

	# word has no "@", so there is at most one.
	callid = word ( "@" word )?;
	Call_ID = callid;

	info_param = "purpose"i EQUAL ( "icon"i | "info"i | "card"i | token )
	           | generic_param;
	info = LAQUOT absoluteURI RAQUOT ( SEMI info_param )*;
	Call_Info = info ( COMMA info )*;

	# Contact.  The ABNF does not say it, but a URI with a comma, question
	# mark or semicolon must be in a name-addr (RFC 3261 20, 20.10): without
	# brackets those belong to the header field.

	c_p_q = "q"i EQUAL qvalue;
	c_p_expires = "expires"i EQUAL delta_seconds;
	contact_extension = generic_param;
	contact_params = c_p_q | c_p_expires | contact_extension;
	contact_param = ( name_addr | addr_spec ) ( SEMI contact_params )*;
	Contact = STAR | contact_param ( COMMA contact_param )*;

	# Content-*

	disp_extension_token = token;
	disp_type = "render"i | "session"i | "icon"i | "alert"i
	          | disp_extension_token;
	other_handling = token;
	handling_param = "handling"i EQUAL
	                 ( "optional"i | "required"i | other_handling );
	disp_param = handling_param | generic_param;
	Content_Disposition = disp_type ( SEMI disp_param )*;

	Content_Encoding = content_coding ( COMMA content_coding )*;

	primary_tag = ALPHA{1,8};
	subtag = ALPHA{1,8};
	language_tag = primary_tag ( "-" subtag )*;
	Content_Language = language_tag ( COMMA language_tag )*;

	Content_Length = DIGIT+;

	Content_Type = media_type;

	# CSeq, Date

	CSeq = DIGIT+ LWS Method;

	wkday = "Mon"i | "Tue"i | "Wed"i | "Thu"i | "Fri"i | "Sat"i | "Sun"i;
	month = "Jan"i | "Feb"i | "Mar"i | "Apr"i | "May"i | "Jun"i | "Jul"i
	      | "Aug"i | "Sep"i | "Oct"i | "Nov"i | "Dec"i;
	date1 = DIGIT{2} SP month SP DIGIT{4};
	time = DIGIT{2} ":" DIGIT{2} ":" DIGIT{2};
	rfc1123_date = wkday "," SP date1 SP time SP "GMT"i;
	SIP_date = rfc1123_date;
	Date = SIP_date;

	# Error-Info, Expires, From

	error_uri = LAQUOT absoluteURI RAQUOT ( SEMI generic_param )*;
	Error_Info = error_uri ( COMMA error_uri )*;

	Expires = delta_seconds;

	tag_param = "tag"i EQUAL token;
	from_param = tag_param | generic_param;
	from_spec = ( name_addr | addr_spec ) ( SEMI from_param )*;
	From = from_spec;

	# In-Reply-To to Priority

	In_Reply_To = callid ( COMMA callid )*;

	Max_Forwards = DIGIT+;

	MIME_Version = DIGIT+ "." DIGIT+;

	Min_Expires = delta_seconds;

	Organization = TEXT_UTF8_TRIM?;

	other_priority = token;
	priority_value = "emergency"i | "urgent"i | "normal"i | "non-urgent"i
	               | other_priority;
	Priority = priority_value;

	# Proxy-*

	URI = absoluteURI | abs_path;
	domain = "domain"i EQUAL LDQUOT URI ( SP+ URI )* RDQUOT;
	stale = "stale"i EQUAL ( "true"i | "false"i );
	qop_options = "qop"i EQUAL LDQUOT qop_value ( "," qop_value )* RDQUOT;
	digest_cln = realm | domain | nonce | opaque | stale | algorithm
	           | qop_options | auth_param;
	other_challenge = auth_scheme LWS auth_param ( COMMA auth_param )*;
	challenge = "Digest"i LWS digest_cln ( COMMA digest_cln )*
	          | other_challenge;
	Proxy_Authenticate = challenge;

	Proxy_Authorization = credentials;

	option_tag = token;
	Proxy_Require = option_tag ( COMMA option_tag )*;

	# Record-Route to Route

	rr_param = generic_param;
	rec_route = name_addr ( SEMI rr_param )*;
	Record_Route = rec_route ( COMMA rec_route )*;

	rplyto_param = generic_param;
	rplyto_spec = ( name_addr | addr_spec ) ( SEMI rplyto_param )*;
	Reply_To = rplyto_spec;

	Require = option_tag ( COMMA option_tag )*;

	retry_param = "duration"i EQUAL delta_seconds | generic_param;
	Retry_After = delta_seconds comment? ( SEMI retry_param )*;

	route_param = name_addr ( SEMI rr_param )*;
	Route = route_param ( COMMA route_param )*;

	# Server to User-Agent

	product_version = token;
	product = token ( SLASH product_version )?;
	server_val = product | comment;
	Server = server_val ( LWS server_val )*;

	Subject = TEXT_UTF8_TRIM?;

	Supported = ( option_tag ( COMMA option_tag )* )?;

	delay = DIGIT* ( "." DIGIT* )?;
	Timestamp = DIGIT+ ( "." DIGIT* )? ( LWS delay )?;

	to_param = tag_param | generic_param;
	To = ( name_addr | addr_spec ) ( SEMI to_param )*;

	Unsupported = option_tag ( COMMA option_tag )*;

	User_Agent = server_val ( LWS server_val )*;

	# Via, with RFC 3581 3

	via_ttl = "ttl"i EQUAL ttl;
	via_maddr = "maddr"i EQUAL host;
	via_received = "received"i EQUAL ( IPv4address | IPv6address );
	via_branch = "branch"i EQUAL token;
	response_port = "rport"i ( EQUAL DIGIT+ )?;
	via_extension = generic_param;
	via_params = via_ttl | via_maddr | via_received | via_branch
	           | response_port | via_extension;
	protocol_name = "SIP"i | token;
	protocol_version = token;
	transport = "UDP"i | "TCP"i | "TLS"i | "SCTP"i | other_transport;
	sent_protocol = protocol_name SLASH protocol_version SLASH transport;
	sent_by = host ( COLON port )?;
	via_parm = sent_protocol LWS sent_by ( SEMI via_params )*;
	Via = via_parm ( COMMA via_parm )*;

	# Warning, WWW-Authenticate, and all others

	pseudonym = token;
	warn_code = DIGIT{3};
	warn_agent = hostport | pseudonym;
	warn_text = quoted_string;
	warning_value = warn_code SP warn_agent SP warn_text;
	Warning = warning_value ( COMMA warning_value )*;

	WWW_Authenticate = challenge;

	header_name = token;
	header_value = ( TEXT_UTF8char | UTF8_CONT | LWS )*;
	extension_header = header_name HCOLON header_value;

	message_body = OCTET*;
}%%
