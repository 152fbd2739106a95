# CRLF by the letter (RFC 2234 6.1), for machines that include abnf_core.rl.
%%{
	machine abnf_crlf;
	CRLF = "\r\n";
}%%
