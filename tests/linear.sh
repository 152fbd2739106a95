#!/bin/sh
# Counts instructions a byte on a small and on a big input of each kind and
# fails where the count grows by more than a fifth:
#	sh tests/linear.sh BUILD
set -eu
build=$1

if ! command -v valgrind >/dev/null; then
	echo 'SKIPPED: linear needs valgrind'
	exit 0
fi
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT

for program in linear linear_sdp linear_dialog linear_flow linear_log linear_capture; do
	valgrind -q --tool=callgrind --collect-atstart=no --combine-dumps=yes \
	    --callgrind-out-file="$counts/$program" "$build/$program" \
	    2>"$counts/log" || {
		cat "$counts/log" >&2
		exit 1
	}
done

# "desc: Trigger: Client Request: FAMILY|JOB|FORM|SIZE", then "totals: N".
awk '
/^desc: Trigger: Client Request: / {
	sub(/^desc: Trigger: Client Request: /, "")
	split($0, part, "|")
	next
}
/^totals: / && part[4] != "" {
	what = part[1] " / " part[2] " / " part[3]
	share = $2 / part[4]
	if (!(what in first)) {
		first[what] = share
		rows[++count] = what
	}
	last[what] = share
	part[4] = ""
}
END {
	for (i = 1; i <= count; i++) {
		what = rows[i]
		if (first[what] > 0 && last[what] / first[what] > worst)
			worst = last[what] / first[what]
		if (last[what] <= 1.2 * first[what])
			continue
		printf "linear: %s: %.1f instructions a byte become %.1f\n",
		    what, first[what], last[what]
		failed++
	}
	printf "linear: %d kinds of work, %d grow; worst %.2f of the first\n",
	    count, failed, worst
	exit failed > 0 || count == 0
}' "$counts/linear" "$counts/linear_sdp" "$counts/linear_dialog" \
    "$counts/linear_flow" "$counts/linear_log" "$counts/linear_capture"
