#!/bin/sh
# States of each Ragel machine, and the bytes of machine code and tables of
# its file in each SIMD form:
#	sh tools/machines.sh BUILD RAGEL FLAGS GRAMMAR...
set -eu
build=$1
ragel=$2
flags=$3
shift 3

for grammar in "$@"; do
	# shellcheck disable=SC2086  # flags are a list
	"$ragel" $flags -s -Iparser -Isdp [ps]*/"$grammar.rl" -o /dev/null 2>&1 |
		awk -v file="$grammar" '
		/^fsm name/ { name = $NF }
		/^num states/ { printf "%-18s %-18s %5d states\n", file, name, $NF }'
	for object in "$build/obj/$grammar".o "$build/obj/$grammar".*.o; do
		[ -f "$object" ] || continue
		form=${object##*/}
		size "$object" | awk -v file="$grammar" -v form="$form" '
		NR == 2 { printf "%-18s %-26s %6d bytes\n", file, form, $1 }'
	done
done
size -t "$build/libzsip.a" | awk '
END { printf "%-18s %-26s %6d bytes\n", "all of it", "libzsip.a", $1 }'
