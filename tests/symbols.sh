#!/bin/sh
# What the library in BUILD calls, exports and keeps:
#	sh tests/symbols.sh BUILD
set -eu
build=$1
failed=0

# complain WHAT NAMES: a line for each name, if there are any.
complain() {
	[ -z "$2" ] && return
	echo "$2" | sed "s|^|$1: |" >&2
	failed=1
}

# No allocation, no stdio: bytes, the environment once, and what the compiler
# and its sanitizers bring.
allowed='memcpy|memmove|memset|memcmp|bcmp|memchr|strchr|strlen|strcmp|getenv'
allowed="$allowed|__stack_chk_fail|__cpu_model|__cpu_indicator_init"
allowed="$allowed|_GLOBAL_OFFSET_TABLE_|_DYNAMIC|__[a-z]*san_.*|__sancov_.*"
allowed="$allowed|__start___sancov_.*|__stop___sancov_.*|__gcov_.*|__tls_get_addr"
calls=$(nm -u "$build/libzsip.a" | awk 'NF == 2 { print $2 }' | sort -u)
own=$(nm --defined-only "$build/libzsip.a" | awk 'NF == 3 { print $3 }')
calls=$(echo "$calls" | grep -vxF "$own" | grep -vxE "$allowed" || true)
complain 'the library must not call' "$calls"

exports=$(nm -D --defined-only "$build/libzsip.so" | awk '{ print $3 }' |
	grep -vE '^(zsip_|__asan_|___asan_|__odr_asan|__start___|__stop___)' ||
	true)
complain 'exported without the prefix' "$exports"

# Of globals that can be written to, only the chosen SIMD form: constant
# tables of pointers are in .data.rel.ro.
globals=$(nm -f sysv "$build/libzsip.a" | awk -F '|' '
	$7 ~ /^\.(data|bss)/ && $7 !~ /^\.data\.rel\.ro/ || $3 ~ /C/ {
		gsub(/ /, "", $1); print $1
	}' | grep -vE '^(\.|zsip_engine$|__sancov_|_*[a-z]*san[_.])' || true)
complain 'a global that can be written to' "$globals"

# Session descriptions are read without the SIP part: beside their own objects
# they need these.
needs=$(nm -u "$build"/obj/sdp*.o | awk 'NF == 2 { print $2 }' | sort -u)
has=$(nm --defined-only "$build"/obj/sdp*.o "$build"/obj/base.o \
	"$build"/obj/slice.o "$build"/obj/host.o "$build"/obj/edit.o \
	"$build"/obj/writer.o | awk 'NF == 3 { print $3 }')
needs=$(echo "$needs" | grep -vxF "$has" | grep -vxE "$allowed" || true)
complain 'sdp/ must not need' "$needs"

# Code and constants; other flags and other machines have other sizes.
# text_of OBJECTS: a regular expression for their names.
text_of() {
	size "$build/libzsip.a" | awk -v want="$1" '
		NR > 1 && $6 ~ "^(" want ")[.]" { sum += $1 }
		END { print sum + 0 }'
}
sdp=$(text_of 'sdp[a-z_]*')
shared=$(text_of 'base|slice|edit|edit_lengths|writer')
# names_of FOLDERS: the objects of the sources there.
names_of() {
	find "$@" -name '*.c' -exec basename -s .c {} + |
		grep -vxE 'edit|edit_lengths|writer' | paste -s -d '|'
}
building=$(text_of "$(names_of builder routing)")
flows=$(text_of 'flow|flow_[a-z_]*')
dialogs=$(($(text_of "$(names_of dialog)") - flows))
sip=$(($(text_of '.*') - sdp - shared - building - dialogs - flows))
case "$(uname -m) ${CFLAGS:-}" in
'x86_64 -O2 -g')
	[ "$sip" -lt 400000 ] || complain 'SIP: more than 400,000 bytes' "$sip"
	[ "$sdp" -lt 250000 ] || complain 'SDP: more than 250,000 bytes' "$sdp"
	[ "$building" -lt 80000 ] ||
		complain 'builder: more than 80,000 bytes' "$building"
	[ "$dialogs" -lt 80000 ] ||
		complain 'dialog: more than 80,000 bytes' "$dialogs"
	[ "$flows" -lt 45000 ] ||
		complain 'flows: more than 45,000 bytes' "$flows"
	;;
esac
echo "size: $sip bytes of text for SIP, $sdp for SDP, $shared for both," \
	"$building to build and route, $dialogs for dialogs, $flows for flows"

[ $failed -eq 0 ] &&
	echo "symbols: no allocation, no stdio, $(nm -D --defined-only \
	    "$build/libzsip.so" | grep -c ' zsip_') names exported, one global"
exit $failed
