# What the frame of a message is made of, for machines that include
# abnf_core.rl and say what a line_end is.  Before they include this they define
# uri_byte and reason_byte, which may leap.
%%{
	machine frame_rules;

	action mark { mark = p; }
	action method { msg->method = CUT(mark); }
	action request_uri { msg->request_uri = CUT(mark); }
	action version { msg->version = CUT(mark); }
	action status_code { msg->status_code = (uint16_t)(
		(mark[0] - '0') * 100 + (mark[1] - '0') * 10 + mark[2] - '0'); }
	action reason { msg->reason = CUT(mark); }
	action done { fbreak; }

	# The start lines, but for their ends.
	request_text = Method >mark %method SP
	               uri_byte+ >mark %request_uri SP
	               SIP_Version >mark %version;
	status_text = SIP_Version >mark %version SP
	              extension_code >mark %status_code SP
	              reason_byte* >mark %reason;

	# Lines.  A control byte may be in a quoted pair: the value's grammar
	# decides.
	line_byte = any - CR - LF;
	field_name = header_name ( SP | HTAB )* ":";
	field_text = field_name ( line_byte | CRLF WSP )*;
	lf_field_text = field_name ( line_byte | LF WSP )*;
}%%
