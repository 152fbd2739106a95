#!/bin/sh
# Runs fuzz targets:
#	sh fuzz/run.sh BUILD SECONDS AT-ONCE TARGET...
# What is new goes to BUILD/new/TARGET, what fails to BUILD/found.
set -eu
build=$1
seconds=$2
at_once=$3
shift 3
mkdir -p "$build/found"
export build seconds

# shellcheck disable=SC2016  # the inner shell expands them
printf '%s\n' "$@" | xargs -P "$at_once" -I NAME sh -c '
	mkdir -p "$build/new/NAME"
	# Inputs that once failed, where there are any.
	kept=fuzz/corpus/NAME
	[ -d "$kept" ] || kept=
	if "$build/fuzz_NAME" -max_total_time="$seconds" -timeout=10 \
	    -max_len=8192 -rss_limit_mb=1024 -dict="$build/gen/sip.dict" \
	    -artifact_prefix="$build/found/NAME-" -print_final_stats=1 \
	    "$build/new/NAME" "$build/corpus/NAME" $kept \
	    >"$build/NAME.log" 2>&1; then
		awk -v name=NAME "/number_of_executed_units/ {
			print \"fuzz_\" name \": \" \$2 \" runs, nothing found\"
		}" "$build/NAME.log"
	else
		tail -n 60 "$build/NAME.log" >&2
		echo "fuzz_NAME: failed; see $build/found" >&2
		exit 1
	fi'
