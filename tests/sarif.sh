#!/bin/sh
# What siplint writes as SARIF, validated by Microsoft's own tool for it, a
# package of npm.
#
#	sarif.sh BUILD          validates; skips what cannot be installed
#	sarif.sh BUILD install  installs it in BUILD/sarif
set -eu

build=$1
home=$(mkdir -p "$build/sarif" && cd "$build/sarif" && pwd)
package=@microsoft/sarif-multitool@5.7.0
tool=$home/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
log=$home/npm.log
work=$home/work
# It is a program of .NET, which wants libicu otherwise.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1

skip() {
	echo "sarif: skipped: $1"
	exit 0
}

install_tool() {
	[ ! -f "$tool" ] || return 0
	command -v npm >/dev/null || skip "there is no npm"
	timeout 300 npm install --no-audit --no-fund --prefix "$home" \
	    "$package" >"$log" 2>&1 || skip "npm cannot install $package: see $log"
	[ -f "$tool" ] || skip "$package is not for this machine"
	chmod u+x "$tool"
}

# wrong FILE: what is wrong with a file that was validated.  Of what it cannot
# read the tool says nothing at all; of ours it always says that they name no
# page about siplint.
wrong() {
	grep -E "$1\.sarif\([0-9,]*\): (error|warning) " "$work/log" \
	    >"$work/$1.log" || true
	grep -v ' SARIF2005: ' "$work/$1.log" || true
	grep -q ' SARIF2005: ' "$work/$1.log" || echo "$1.sarif was not read"
}

# capture: a frame of raw IP with UDP from 192.0.2.1 to 192.0.2.2, whose message
# is on standard input.
capture() {
	message=$(cat; echo .)
	message=${message%.}
	size=$((${#message} + 28))
	bytes=$(printf '\\%03o\\%03o' $((size / 256)) $((size % 256)))
	udp=$(printf '\\%03o\\%03o' $(((size - 20) / 256)) $(((size - 20) % 256)))
	little=$(printf '\\%03o\\%03o\\000\\000' $((size % 256)) $((size / 256)))
	# shellcheck disable=SC2059  # formats are what they are
	{
		printf '\324\303\262\241\2\0\4\0\0\0\0\0\0\0\0\0\377\377\0\0\145\0\0\0'
		printf "\\001\\0\\0\\0\\002\\0\\0\\0$little$little"
		printf "\\105\\0$bytes\\0\\0\\0\\0\\100\\021\\0\\0"
		printf '\300\0\2\1\300\0\2\2\023\304\023\306'
		printf "$udp\\0\\0"
		printf '%s' "$message"
	}
}

if [ "${2:-}" = install ]; then
	install_tool
	exit 0
fi
install_tool

rm -rf "$work"
mkdir -p "$work"
capture <examples/broken/invite.sip >"$work/one.pcap"
printf '\000\377 caf\303\251\r\nMESSAGE sip:one SIP/2.0\r\n\r\n' >"$work/bytes.sip"
sed 's/n\.tesla@high/N.Tesla@high/' examples/call/02-180.sip >"$work/other.sip"
cp examples/call/01-invite.sip "$work/a:b %.sip"

lint() {
	"$build/siplint" --flow --format=sarif "$@" 2>/dev/null || true
}
lint "$work/a:b %.sip" "$work/other.sip" "$work/bytes.sip" \
    examples/broken/invite.sip LICENSE "$work/not there" >"$work/text.sarif"
lint "$work/one.pcap" >"$work/capture.sarif"
lint examples/call/01-invite.sip >"$work/clean.sarif"
# It must be able to tell.
sed 's/"level":"error"/"level":"fatal"/' "$work/text.sarif" >"$work/level.sarif"
sed 's/"byteOffset":[0-9]*/"byteOffset":-5/' "$work/text.sarif" \
    >"$work/offset.sarif"

(cd "$work" && timeout 300 "$tool" validate text.sarif capture.sarif \
    clean.sarif level.sarif offset.sarif >log 2>&1) || true
if ! grep -q '^Done\. 5 files scanned' "$work/log"; then
	cat "$work/log" >&2
	echo "sarif: not validated" >&2
	exit 1
fi
# Of a capture there are no regions: its bytes are no text, and fragments and
# segments are put together.
found=$(wrong text; wrong clean; wrong capture | grep -v ' SARIF2017: ' || true)
if [ -n "$found" ]; then
	echo "$found" >&2
	echo "sarif: not valid" >&2
	exit 1
fi
for bad in level offset; do
	if [ -z "$(wrong $bad)" ]; then
		echo "sarif: what is wrong with $bad.sarif was not found" >&2
		exit 1
	fi
done
echo "sarif: valid, $(cat "$work"/[tc]*.sarif | grep -c '^{"ruleId"') results"
