#!/bin/sh
# Calls through examples/stateless_proxy.c, with sipp on both sides, and what
# it makes of messages that are wrong:
#	sh tests/e2e/run.sh BUILD [PART...]
# The parts are the functions at the end; without any all of them run.
# E2E_RATE calls a second (200) for E2E_SECONDS in each scenario (10).
#
# Of each scenario it shows that
# - every call succeeds, and neither side sends or gets anything twice; as a
#   machine may be too slow for that, it is tried once more, at half the rate,
#   if messages came late or the kernel had no room for some;
# - the proxy forwards each message that it gets, and sends no other;
# - siplint finds no error in what the proxy sent, and of no rule more than in
#   what the proxy got;
# - no Route that names the proxy leaves it, nor a response with its Via;
# - kamailio, where it is the next hop, logs nothing above a notice: its
#   configuration logs an error for every message that it refuses.
#
# A run takes a random address of 127.0.0.0/8 for itself, so that several do
# not meet.
set -eu
build=$1
shift
here=tests/e2e
rate=${E2E_RATE:-200}
started=
work=$(mktemp -d)

# finish: ends what was started and is still there.
finish() {
	for pid in $started; do
		kill "$pid" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() {
	echo "e2e: $*" >&2
	exit 1
}

# show FILE: the beginning of what somebody said.
show() {
	head -n 20 "$1" | cut -c 1-200 | sed 's/^/    /' >&2
}

# complain WHAT FILE: something is wrong with this run of the scenario.
complain() {
	wrong="$wrong${wrong:+, }$1"
	show "$2"
}

# --- Addresses and processes

random_address() {
	od -An -N3 -tu1 /dev/urandom |
	    awk '{ printf "127.%d.%d.%d\n", 1 + $1 % 254, $2, 1 + $3 % 254 }'
}

# use_ipv4: an address of 127.0.0.0/8 that nobody else has.
use_ipv4() {
	address=$(random_address)
	proxy_port=5060
	callee_port=5070
	caller_port=5080
	kamailio_port=5090
	seconds=${E2E_SECONDS:-10}
}

# use_ipv6: there is one address alone, so ports are chosen; a second of calls
# is enough.
use_ipv6() {
	address='[::1]'
	proxy_port=$(shuf -n 1 -i 10000-29999)
	while is_bound $((proxy_port)) || is_bound $((proxy_port + 1)) ||
	    is_bound $((proxy_port + 2)); do
		proxy_port=$((proxy_port + 3))
	done
	caller_port=$((proxy_port + 1))
	callee_port=$((proxy_port + 2))
	seconds=1
}

# is_bound PORT: whether somebody listens there, as the kernel lists it.
is_bound() {
	case $address in
	'[::1]') hex=00000000000000000000000001000000 ;;
	*) hex=$(echo "$address" | awk -F . '{
		printf "%02X%02X%02X%02X", $4, $3, $2, $1 }') ;;
	esac
	grep -qs " $hex:$(printf %04X "$1") " /proc/net/udp /proc/net/udp6 \
	    /proc/net/tcp /proc/net/tcp6
}

# launch NAME COMMAND...: in the background; leaves its process id in $pid.
launch() {
	log=$work/$1.log
	shift
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	started="$started $pid"
}

# await WHAT COMMAND...: until the command succeeds.
await() {
	awaited=$1
	shift
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || {
			show "$log"
			fail "waited in vain for $awaited"
		}
		sleep 0.1
	done
}

# start_proxy OPTION...
start_proxy() {
	launch proxy "$build/examples/stateless_proxy" \
	    --listen "$address:$proxy_port" "$@"
	proxy=$pid
	await 'the proxy' is_bound "$proxy_port"
}

# stop_proxy: it has to end well when it is asked to.
stop_proxy() {
	kill -TERM "$proxy" 2>/dev/null || true
	wait "$proxy" || {
		show "$work/proxy.log"
		fail "the proxy ended with $?"
	}
}

# counted WHAT: what the proxy says in the end, as "14000 forwarded".
counted() {
	tr , '\n' <"$work/proxy.log" | sed -n "s/^ *\([0-9]*\) $1.*/\1/p"
}

# start_kamailio CONFIGURATION PARAMETERS: these of the callee's URI.
start_kamailio() {
	mkdir -p "$work/run"
	launch kamailio kamailio -f "$here/$1" -DD -E -m 512 -M 8 \
	    -Y "$work/run" -A "ADDRESS=$address:$kamailio_port" \
	    -A "CALLEE=\"sip:$address:$callee_port$2\""
	kamailio=$pid
	await kamailio is_bound "$kamailio_port"
}

# stop_kamailio: and what it complained of.
stop_kamailio() {
	kill -TERM "$kamailio"
	wait "$kamailio" || fail "kamailio ended with $?"
	grep -E ' (WARNING|ERROR|CRITICAL|ALERT|BUG|EMERG): ' \
	    "$work/kamailio.log" >"$work/refused" || return 0
	complain 'kamailio refused something' "$work/refused"
}

# --- What goes over the wire

may_capture() {
	command -v dumpcap >/dev/null && dumpcap -L -i lo >/dev/null 2>&1
}

# mark TEXT: sends a datagram that is meant for the capture, and says whether
# that has it.
mark() {
	"$build/e2e_probe" say "$address:$proxy_port" "$1"
	grep -aqs "$1" "$work/wire"
}

# start_capture: of all that the proxy gets and sends, from now on.  Nobody
# listens at its port yet.
start_capture() {
	rm -f "$work/wire"
	launch capture dumpcap -i lo -f "udp port $proxy_port and host \
	    $(echo "$address" | tr -d '[]')" -B 64 -w "$work/wire"
	capture=$pid
	await 'a capture' mark 'begin to capture'
}

# stop_capture: when the proxy has ended and all is written.
stop_capture() {
	await 'the end of a capture' mark 'end of the capture'
	kill -INT "$capture"
	wait "$capture" || fail "dumpcap ended with $?"
	tshark -n -r "$work/wire" --disable-protocol sip -T fields \
	    -e udp.srcport -e udp.dstport -e udp.payload \
	    >"$work/datagrams" 2>"$work/tshark.log" || {
		show "$work/tshark.log"
		fail 'tshark cannot read the capture'
	}
	datagrams 2 >"$work/got"
	datagrams 1 >"$work/sent"
}

# datagrams COLUMN: the messages that have the proxy's port there.
datagrams() {
	awk -v column="$1" -v port="$proxy_port" \
	    '$column == port { print $3 }' "$work/datagrams" |
	    perl -ne 'chomp; $_ = pack "H*", $_; print if / SIP\/|^SIP\//'
}

# logged HOW SIDE...: what sipp wrote down as "sent" or as "received".
logged() {
	how=$1
	shift
	for side in "$@"; do
		HOW=$how perl -0777 -ne '
			print substr $_, pos, $1
			    while /^UDP message $ENV{HOW} .(\d+)\]? bytes.*\n\n/mg
			' "$work/$side.messages"
	done
}

# --- Scenarios

# figure SIDE COLUMN: the last line of what sipp counted.
figure() {
	awk -F ';' -v name="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i }
		END { print (NR > 1 ? $column : 0) }' "$work/$1.csv"
}

# start_side SIDE PORT OPTION...: sipp as one side; its process id in $pid.
start_side() {
	side=$1
	port=$2
	shift 2
	rm -f "$work/$side".*
	trace=
	$captured || trace="-trace_msg -message_file $work/$side.messages"
	# shellcheck disable=SC2086  # two words, or none
	launch "$side" timeout 120 sipp -i "$address" -p "$port" -m "$calls" \
	    -nostdin -recv_timeout 30000 -buff_size 4194304 \
	    -trace_stat -stf "$work/$side.csv" -fd 1 \
	    -trace_err -error_file "$work/$side.errors" $trace "$@"
}

# end_side SIDE PID: each of its calls succeeded.
end_side() {
	code=0
	wait "$2" || code=$?
	[ $code -ne 0 ] || [ "$(figure "$1" 'FailedCall(C)')" != 0 ] ||
	    [ "$(figure "$1" 'SuccessfulCall(C)')" != "$calls" ] || return 0
	tail -n 25 "$work/$1.log" >>"$work/$1.errors"
	complain "calls of the $1 failed" "$work/$1.errors"
}

# repeated: how many messages somebody sent twice, or got too late.
repeated() {
	sum=0
	for side in caller callee; do
		for what in Retransmissions OutOfCallMsgs DeadCallMsgs; do
			sum=$((sum + $(figure $side "$what(C)")))
		done
	done
	echo $sum
}

# lost: how many datagrams the kernel had no room for, at anybody's sockets.
lost() {
	awk '
		/^Udp: [A-Z]/ { for (i = 2; i <= NF; i++) name[i] = $i }
		/^Udp: [0-9]/ {
			for (i = 2; i <= NF; i++)
				if (name[i] == "RcvbufErrors") sum += $i
		}
		$1 == "Udp6RcvbufErrors" { sum += $2 }
		END { print sum + 0 }' /proc/net/snmp /proc/net/snmp6 2>/dev/null
}

# run_calls: $seconds of calls, $pace a second.
run_calls() {
	calls=$((pace * seconds))
	wrong=
	if $captured; then start_capture; fi
	# shellcheck disable=SC2086  # lists of options
	start_side callee "$callee_port" $callee_options
	callee=$pid
	await 'the callee' is_bound "$callee_port"
	next=$callee_port
	if [ "$hop" = kamailio ]; then
		next=$kamailio_port
		start_kamailio kamailio.cfg ''
	fi
	# shellcheck disable=SC2086
	start_proxy --next "$address:$next" $proxy_options
	# shellcheck disable=SC2086
	start_side caller "$caller_port" $caller_options -r "$pace" \
	    "$address:$proxy_port"
	end_side caller "$pid"
	[ -z "$wrong" ] || kill "$callee" 2>/dev/null || true
	end_side callee "$callee"
	stop_proxy
	if [ "$hop" = kamailio ]; then stop_kamailio; fi
	if $captured; then stop_capture; fi
}

# rules FILE: "COUNT SEVERITY RULE" for each rule that siplint names.
rules() {
	"$build/siplint" --summary --color=never "$1" |
	    awk '$2 ~ /^(note|warning|error)$/ { count[$2 " " $3] += $1 }
		END { for (rule in count) print count[rule], rule }'
}

# messages FILE: how many siplint sees.
messages() {
	"$build/siplint" --summary --color=never "$1" |
	    sed -n 's/^1 file, \([0-9]*\) messages*: .*/\1/p'
}

# compare_findings: the proxy makes no error, and, where all is seen, nothing
# worse.
compare_findings() {
	rules "$work/got" >"$work/got.rules"
	rules "$work/sent" >"$work/sent.rules"
	awk -v partly="$partly" '
		FILENAME ~ /got/ { got[$3] = $1; next }
		$2 == "error" || (partly == "false" && $1 > got[$3]) {
			print $2, $3 ":", $1, "times, where it got", got[$3] + 0
		}' "$work/got.rules" "$work/sent.rules" >"$work/worse"
	[ -s "$work/worse" ] || return 0
	show "$work/worse"
	fail "$name: siplint finds faults of the proxy"
}

# routes FILE: how many requests name the proxy in their first Route.
routes() {
	awk -v own="Route: <sip:$address:$proxy_port" '
		index($0, own) == 1 { count++ }
		END { print count + 0 }' "$1"
}

# vias FILE: how many responses have the proxy's Via on top of a line.
vias() {
	awk -v own="Via: SIP/2.0/UDP $address:$proxy_port" '
		/ SIP\/2\.0.?$/ { response = 0 }
		/^SIP\/2\.0 [1-6]/ { response = 1 }
		response && index($0, own) == 1 { count++ }
		END { print count + 0 }' "$1"
}

# see_messages: leaves those that the proxy got and those that it sent, all of
# them but where kamailio is beside the proxy and nothing may be captured.
see_messages() {
	got=$(counted received)
	partly=false
	if ! $captured; then
		sides='caller callee'
		if [ "$hop" = kamailio ]; then
			partly=true sides=caller
		fi
		# shellcheck disable=SC2086  # one word or two
		logged sent $sides >"$work/got"
		# shellcheck disable=SC2086
		logged received $sides >"$work/sent"
	fi
	in=$(messages "$work/got")
	out=$(messages "$work/sent")
	if $partly; then
		[ "$in" -gt 0 ] && [ "$out" -gt 0 ]
	else
		[ "$in" = "$got" ] && [ "$out" = "$got" ]
	fi || fail "$name: the proxy received $got messages; $in are to be" \
	    "seen, and $out that it sent"
}

# check_messages: what came out is what went in, and no worse.
check_messages() {
	see_messages
	[ "$(counted forwarded)" = "$got" ] ||
	    fail "$name: of $got messages $(counted forwarded) were forwarded"
	compare_findings
	[ "$(routes "$work/sent")$(vias "$work/sent")" = 00 ] ||
	    fail "$name: a Route or Via that was for the proxy leaves it"
	$partly || [ "$(vias "$work/got")" -gt 0 ] ||
	    fail "$name: no response has the proxy's Via"
	[ "$caller_options" = "$uac" ] || [ "$(routes "$work/got")" -gt 0 ] ||
	    fail "$name: no request names the proxy in a Route"
}

# scenario NAME direct|kamailio CALLER CALLEE OPTION...: sipp's options for
# either side, and those of the proxy.
scenario() {
	name=$1 hop=$2 caller_options=$3 callee_options=$4
	shift 4
	proxy_options=$*
	pace=$rate
	before=$(lost)
	run_calls
	late=$(repeated)
	drops=$(($(lost) - before))
	if [ -n "$wrong" ] && [ $drops -eq 0 ] && [ "$late" -eq 0 ]; then
		fail "$name: $wrong"
	fi
	if [ -n "$wrong" ] || [ "$late" -ne 0 ]; then
		pace=$((rate / 2))
		echo "e2e: $name: ${wrong:-no call failed}, $late messages came" \
		    "twice or late, the kernel lost $drops: too much for this" \
		    "machine? Once more with $pace calls a second"
		run_calls
		[ -z "$wrong" ] || fail "$name: $wrong"
		[ "$(repeated)" -eq 0 ] ||
		    fail "$name: $(repeated) messages came twice or late"
	fi
	check_messages
	echo "e2e: $name: $calls calls, none failed, nothing came twice;" \
	    "$got messages, $(counted 'bytes copied') bytes copied for each"
}

uac='-sn uac'
uas='-sn uas'
own_uac="-sf $here/caller.xml"
own_uas="-sf $here/callee.xml"

# --- Parts

builtin() {
	scenario 'built-in calls' direct "$uac" "$uas"
}

dialog() {
	scenario 'CANCEL, re-INVITE and routes' direct "$own_uac" "$own_uas" \
	    --record-route
}

with_kamailio() {
	command -v kamailio >/dev/null || {
		echo 'e2e: SKIPPED: there is no kamailio: make deps-e2e'
		return 0
	}
	scenario 'kamailio, built-in calls' kamailio "$uac" "$uas" \
	    --record-route
	scenario 'kamailio, CANCEL, re-INVITE and routes' kamailio \
	    "$own_uac" "$own_uas" --record-route
}

ipv6() {
	grep -qs '^00000000000000000000000000000001 ' /proc/net/if_inet6 || {
		echo 'e2e: SKIPPED: there is no ::1 here'
		return 0
	}
	use_ipv6
	scenario 'IPv6' direct "$own_uac" "$own_uas" --record-route
}

# probe WHAT...: messages that sipp does not send, from an address of their own.
probe() {
	what=$1
	shift
	"$build/e2e_probe" "$what" "$(random_address)" \
	    "$address:$proxy_port" "$address:$callee_port" "$@" ||
	    fail "$what: not as it should be"
}

# Requests that are answered, and how others are changed.
cases() {
	start_proxy --next "$address:$callee_port" --record-route
	probe cases "$here/requests.txt" next
	stop_proxy
	start_proxy
	probe cases "$here/requests.txt" alone
	stop_proxy
	start_proxy --next "$address:$proxy_port"
	probe cases "$here/requests.txt" loop
	stop_proxy
}

# Messages that are wrong, and what the proxy makes of each.
torture() {
	start_proxy --next "$address:$callee_port" --record-route
	probe torture "$here/torture.txt"
	stop_proxy
}

# shellcheck source=tests/e2e/capture.sh
. "$here/capture.sh"

for tool in sipp perl; do
	command -v $tool >/dev/null || fail "there is no $tool: make deps-e2e"
done
captured=false
if may_capture && command -v tshark >/dev/null; then
	captured=true
else
	echo 'e2e: SKIPPED: nothing may be captured here; what sipp wrote down' \
	    'is looked at instead'
fi
[ $# -gt 0 ] || set -- builtin dialog with_kamailio ipv6 cases torture \
    capture
for part in "$@"; do
	use_ipv4
	$part
done
