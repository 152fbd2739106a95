#!/bin/sh
# Runs what README.md and the manual page show of siplint, and compares what
# comes out with what stands there, where "..." stands for all further lines:
#	sh tests/shown.sh BUILD
# Commands on files that are not there are left out.
set -eu
siplint=$1/siplint
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

# Each command, with a dollar sign before it, and the lines below it.
readme() {
	awk '/^    / { print substr($0, 5); next } /^$/ { print; next } { print "." }' \
	    README.md
}
manual() {
	awk '/^\.RE/ { shown = 0 } shown { print } !shown { print "." }
	    /^\.RS/ { shown = 1 }' docs/siplint.1 |
	    sed 's/\\-/-/g; s/\\(dq/"/g; s/\\e/\\/g'
}

# Without the empty lines at the end.
trimmed() {
	sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$1"
}

compared=0
compare() {
	[ -n "$command" ] || return 0
	(cd "$here/at" && PATH="$here:$PATH" sh -c "$command") >"$here/out" \
	    2>"$here/err" </dev/null || :
	if grep -q 'No such file' "$here/err"; then
		return 0
	fi
	trimmed "$here/shown" >"$here/wanted"
	trimmed "$here/out" >"$here/got"
	if [ "$(tail -n 1 "$here/wanted")" = ... ]; then
		sed -i '$d' "$here/wanted"
		head -n "$(wc -l <"$here/wanted")" "$here/got" >"$here/part"
		mv "$here/part" "$here/got"
	fi
	if ! cmp -s "$here/wanted" "$here/got" || [ -s "$here/err" ]; then
		echo "$name: what is shown is not what comes out of: $command" >&2
		diff "$here/wanted" "$here/got" >&2 || :
		cat "$here/err" >&2
		exit 1
	fi
	compared=$((compared + 1))
}

# Each of a text's commands of siplint, and what is shown behind it.
check() {
	name=$1 command=
	while IFS= read -r line; do
		case $line in
		'$ build/siplint '* | '$ siplint '*)
			compare
			command=siplint\ ${line#*siplint }
			: >"$here/shown"
			;;
		'$ '* | .)
			compare
			command=
			;;
		*)
			printf '%s\n' "$line" >>"$here/shown"
			;;
		esac
	done <"$here/text"
	compare
}

ln -s "$(realpath "$siplint")" "$here/siplint"
mkdir "$here/at"
ln -s "$PWD/examples" "$here/at/examples"
: >"$here/shown"
readme >"$here/text"
check README.md
manual >"$here/text"
check docs/siplint.1
if [ "$compared" -lt 6 ]; then
	echo "only $compared commands are shown with what comes out" >&2
	exit 1
fi
echo "shown: $compared commands, as they come out"
