#!/bin/sh
# Line and branch coverage of what was written by hand, from what the tests
# left in BUILD:
#	sh tests/cover.sh BUILD
set -eu
build=$1
rc='--rc lcov_branch_coverage=1 --rc genhtml_branch_coverage=1'

# What Ragel wrote counts for the grammar, not here.
# shellcheck disable=SC2086  # a list of options
lcov -q $rc --capture --directory "$build" --base-directory . \
    --no-external --output-file "$build/all.info" 2>"$build/lcov.log"
# shellcheck disable=SC2086
lcov -q $rc --output-file "$build/own.info" --extract "$build/all.info" \
    "$PWD/parser/*.c" "$PWD/parser/*.h" "$PWD/check/*" "$PWD/siplint/*"
# shellcheck disable=SC2086
lcov $rc --list "$build/own.info"
# shellcheck disable=SC2086
genhtml -q $rc --output-directory "$build/html" "$build/own.info"
echo "line by line: $build/html/index.html"
