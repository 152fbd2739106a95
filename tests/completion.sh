#!/bin/sh
# Completion of siplint's options, in the shells themselves:
#	sh tests/completion.sh BUILD
# A shell that is not installed is left out.
set -eu
build=$(cd "$1" && pwd)
tests=$(cd "$(dirname "$0")" && pwd)
PATH="$build:$PATH"
export PATH

for shell in bash zsh; do
	file=$build/gen/siplint.bash
	[ "$shell" = bash ] || file=$build/gen/_siplint
	if ! command -v "$shell" >/dev/null; then
		echo "completion: no $shell here"
	elif [ "$shell" = bash ]; then
		bash --norc "$tests/completion.bash" "$file"
	else
		zsh -f "$tests/completion.zsh" "$file"
	fi
done
echo 'completion: as expected'
