#!/bin/sh
# Draws the machines of one grammar file, each into FOLDER/NAME.svg:
#	sh tools/dot.sh FOLDER FILE.rl
set -eu
folder=$1
file=$2
name=$(basename "$file" .rl)

command -v dot >/dev/null || {
	echo 'no dot here: make deps-dot installs it' >&2
	exit 1
}
# One machine of a file at a time, and one that has several entry points with
# all of them.
for machine in $(sed -n 's/^[[:blank:]]*machine \([a-z0-9_]*\);/\1/p' "$file"); do
	out=$folder/$machine
	"${RAGEL:-ragel}" -V -p -S "$machine" -Iparser -Isdp "$file" -o "$out.dot"
	# A drawing of hundreds of states takes dot minutes, and nobody can
	# read it.
	if [ "$(grep -c -- '->' "$out.dot")" -gt 1000 ]; then
		echo "$name: $machine is too big to be drawn; see $out.dot"
	else
		dot -Tsvg "$out.dot" -o "$out.svg"
		echo "$out.svg"
	fi
done
