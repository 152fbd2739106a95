#!/bin/sh
# Installs into a temporary folder, builds programs against what is there, by
# way of pkg-config, and runs them:
#	sh tests/install.sh BUILD
set -eu
build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
prefix=/opt/zsip
there=$root$prefix
warn='-Wall -Wextra -Wpedantic -Werror'

${MAKE:-make} --no-print-directory -s B="$build" DESTDIR="$root" \
    PREFIX=$prefix install

# The paths in zsip.pc are those without DESTDIR.
export PKG_CONFIG_SYSROOT_DIR="$root"
export PKG_CONFIG_LIBDIR="$there/lib/pkgconfig"
flags=$(pkg-config --cflags zsip)
libs=$(pkg-config --libs zsip)

# consumer NAME COMMAND...: one that is linked either way.
consumer() {
	name=$1
	shift
	# shellcheck disable=SC2086  # lists of words
	"$@" $warn $flags ${SANITIZE:-} -o "$root/$name-shared" $libs
	# shellcheck disable=SC2086
	"$@" $warn $flags ${SANITIZE:-} -o "$root/$name-static" \
	    "$there/lib/libzsip.a"
	LD_LIBRARY_PATH="$there/lib" "$root/$name-shared"
	"$root/$name-static"
}
consumer c ${CC:-cc} -std=c11 tests/install/consumer.c
consumer cxx ${CXX:-c++} -std=c++17 tests/install/consumer.cc

# example NAME ARGUMENT...: prints what it prints.
define=
example() {
	name=$1
	shift
	# shellcheck disable=SC2086
	${CC:-cc} -std=c11 $define $warn $flags ${SANITIZE:-} \
	    -o "$root/$name" "examples/$name.c" $libs
	LD_LIBRARY_PATH="$there/lib" "$root/$name" "$@"
}
example parse bench/messages/06-register-auth.sip |
    grep -qx 'CSeq 2 REGISTER'
example sdp examples/offer.sdp iLBC >"$root/edited"
grep -qx '  97 iLBC/8000' "$root/edited"
tr -d '\r' <"$root/edited" | grep -qx 'm=audio 49170 RTP/AVP 0 8 101'
define=-D_GNU_SOURCE
example stateless_proxy --help | grep -q -- --record-route

example respond examples/call/01-invite.sip 486 >"$root/response"
grep -q '^SIP/2.0 486 Busy Here' "$root/response"
"$there/bin/siplint" "$root/response"
example respond examples/broken/invite.sip 2>"$root/why" |
    grep -q '^SIP/2.0 400 Bad Request'
grep -qx '.*, expected From' "$root/why"

# Linked to the SONAME, so that a new library can take the old one's place.
readelf -d "$root/c-shared" | grep -q 'NEEDED.*\[libzsip\.so\.[0-9]*\]'
# One version, wherever it is told.
version=$("$there/bin/siplint" --version)
version=${version#siplint }
[ -f "$there/lib/libzsip.so.0.$version" ]
[ "$(pkg-config --modversion zsip)" = "$version" ]
"$there/bin/siplint" examples/call/01-invite.sip
grep -q '^\.TH SIPLINT 1' "$there/share/man/man1/siplint.1"
grep -q '^complete .* siplint$' "$there/share/bash-completion/completions/siplint"
grep -qx '#compdef siplint' "$there/share/zsh/site-functions/_siplint"

${MAKE:-make} --no-print-directory -s B="$build" DESTDIR="$root" \
    PREFIX=$prefix uninstall
left=$(find "$there" ! -type d)
if [ -n "$left" ]; then
	echo "uninstall leaves $left" >&2
	exit 1
fi
echo 'install: headers, libraries, pkg-config, examples, siplint, its page and completion'
