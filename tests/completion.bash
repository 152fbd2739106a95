# What bash is offered: bash --norc completion.bash FILE
set -u
# shellcheck source=/dev/null
source "$1"
failed=0
# There is no line that is being typed.
compopt() { :; }

# offers EXPECTED WORD...: the last word is completed.  EXPECTED is all that is
# offered, or with "..." at its end the first of it.
offers()
{
	local expected=$1 got
	shift
	COMP_WORDS=(siplint "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_siplint siplint "${COMP_WORDS[COMP_CWORD]}" \
	    "${COMP_WORDS[COMP_CWORD - 1]}"
	got="${COMPREPLY[*]-}"
	if [[ $expected == *... ]]; then
		got=${got:0:${#expected} - 3}...
	fi
	if [[ $got != "$expected" ]]; then
		echo "bash: $*: '$got', not '$expected'" >&2
		failed=1
	fi
}

complete -p siplint >/dev/null
offers '--tree' --tr
offers '--min-severity=' --min
offers '--no-summary' --no-su
offers 'note warning error' --min-severity = # as bash cuts --min-severity=
offers 'warning' --fail-on = w
offers 'warning' -m w
offers 'auto always' --color = a
offers 'lf-line-ends...' -d ''
offers 'max-forwards-range' --disable = max-forwards-r
offers 'lf-line-ends,max-forwards-range' -d lf-line-ends,max-forwards-r
offers 'max-forwards-range=' --severity max-forwards-r
offers 'max-forwards-range=' --severity = max-forwards-r
offers 'off note warning error' --severity max-forwards-range =
offers 'warning' --severity = max-forwards-range = w
offers 'hash_in_user' --quirk hash_in_u
offers 'hash_in_user' --explain = hash_in_u
offers 'max-forwards-range' --explain = max-forwards-r
offers 'text' --format = te
offers 'ndjson' -F nd
offers 'calls' --help = ca
offers '' --help ca
offers '' trace
exit "$failed"
