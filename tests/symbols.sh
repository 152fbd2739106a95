#!/bin/sh
# What the library in BUILD calls, exports and keeps:
#	sh tests/symbols.sh BUILD
set -eu
build=$1
failed=0

# complain WHAT NAMES: a line for each name, if there are any.
complain() {
	[ -z "$2" ] && return
	echo "$2" | sed "s/^/$1: /" >&2
	failed=1
}

# No allocation, no stdio: bytes, the environment once, and what the compiler
# and its sanitizers bring.
allowed='memcpy|memmove|memset|memcmp|bcmp|memchr|strlen|strcmp|getenv'
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

# Code and constants; other flags and other machines have other sizes.
text=$(size -t "$build/libzsip.a" | awk 'END { print $1 }')
case "$(uname -m) ${CFLAGS:-}" in
'x86_64 -O2 -g')
	[ "$text" -lt 400000 ] || complain 'more than 400,000 bytes' "$text"
	;;
esac
echo "size: $text bytes of text in libzsip.a"

[ $failed -eq 0 ] &&
	echo "symbols: no allocation, no stdio, $(nm -D --defined-only \
	    "$build/libzsip.so" | grep -c ' zsip_') names exported, one global"
exit $failed
