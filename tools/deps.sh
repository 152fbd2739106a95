#!/bin/sh
# Installs those of the named Debian packages that are missing; says nothing
# when all are there.
set -eu

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = \
	    installed ]
}

missing=
for package in "$@"; do
	is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "no apt-get here; please install what stands for:$missing" >&2
	exit 1
fi
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing$missing"
# shellcheck disable=SC2086  # both are lists of words
if ! { $as_root apt-get -q update &&
	$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get -q -y --no-install-recommends install $missing; } \
	>"$log" 2>&1; then
	cat "$log" >&2
	exit 1
fi
