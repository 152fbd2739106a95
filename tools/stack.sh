#!/bin/sh
# How deep the library goes into the stack, from what gcc wrote beside its
# objects (-fcallgraph-info=su):
#	sh tools/stack.sh OBJECTS
# Fails when a frame has no bound or is above LIMIT bytes, and on recursion.
# Those that hold two whole descriptions against each other may have four times
# as many: WIDE has their names.  Calls through pointers are taken to reach the
# deepest of the SIMD forms' functions: of zsip_next_* from zsip_list_next(), of
# the others from elsewhere.  What the caller's own callback needs is not
# counted.
set -eu

echo "  whole     own  bytes of stack"
wide=${WIDE:-zsip_sdp_check_answer|answer_bundles|compare_payloads}
awk -v limit="${LIMIT:-4096}" -v wide="^($wide)\$" -v line='%7d %7d  %s\n' '
function quoted(key,  s) {
	if (!match($0, key ": \"[^\"]*\""))
		return ""
	s = substr($0, RSTART, RLENGTH)
	sub(/^[^"]*"/, "", s)
	sub(/"$/, "", s)
	return s
}

# A static function is one of its file, compiled once for each form.
function global(title) {
	return title ~ /:/ ? FILENAME "|" title : title
}

function complain(name, what) {
	print "stack: " name ": " what > "/dev/stderr"
	failed = 1
}

function deepest(f,  i, to, most) {
	if (f in depth)
		return depth[f]
	if (f in active) {
		complain(f, "calls itself")
		return 0
	}
	active[f] = 1
	most = 0
	for (i = 1; i <= calls[f]; i++) {
		to = call[f, i]
		if (deepest(to) > most)
			most = deepest(to)
	}
	delete active[f]
	return depth[f] = own[f] + most
}

/^node:/ {
	label = quoted("label")
	title = global(quoted("title"))
	# Defined elsewhere, or not ours.
	if (label !~ / bytes \(/)
		next
	split(label, part, /\\n/)
	split(part[3], words, / /)
	own[title] = words[1] + 0
	name[title] = part[1]
	if (label ~ /\(dynamic\)/)
		complain(part[1], "a frame without a bound")
	else if (own[title] > (part[1] ~ wide ? 4 * limit : limit))
		complain(part[1], own[title] " bytes")
	if (title ~ /^zsip_next_/)
		call["__next", ++calls["__next"]] = title
	else if (title ~ /^zsip_.*_(portable|sse2|avx2|neon)$/)
		call["__indirect_call", ++calls["__indirect_call"]] = title
}

/^edge:/ {
	from = global(quoted("sourcename"))
	to = global(quoted("targetname"))
	if (from == "zsip_list_next" && to == "__indirect_call")
		to = "__next"
	call[from, ++calls[from]] = to
}

END {
	for (f in own)
		if (f !~ /\|/)
			printf line, deepest(f), own[f], name[f] | "sort -rn"
	close("sort -rn")
	exit failed
}' "$1"/*.ci
