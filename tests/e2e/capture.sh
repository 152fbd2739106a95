# Calls between two sipps, alone and through a kamailio that asks for a
# password, captured for siplint, which has to find nothing wrong in them.  Read
# by run.sh, whose names this uses; the captures stay in BUILD/e2e.
# shellcheck shell=sh disable=SC2154

# record FILE FILTER: what goes over the loopback interface, as the name says.
record() {
	taken=$build/e2e/$1
	case $1 in
	*.pcap) as=-P ;;
	*) as=-n ;;
	esac
	mkdir -p "$build/e2e"
	rm -f "$work/wire"
	launch capture dumpcap -q $as -i lo -f "$2" -B 16 -w "$work/wire"
	capture=$pid
	await 'a capture' mark 'begin to capture'
}

# recorded: all is written.
recorded() {
	await 'the end of a capture' mark 'end of the capture'
	kill -INT "$capture"
	wait "$capture" || fail "dumpcap ended with $?"
	cp "$work/wire" "$taken"
}

# hold_clean COUNT: siplint sees that many messages or more in what was taken,
# no error and no warning.
hold_clean() {
	"$build/siplint" --flow --color=never "$taken" >"$work/found" 2>&1 || {
		grep -A 3 -E ': (error|warning): ' "$work/found" \
		    >"$work/wrong" || cp "$work/found" "$work/wrong"
		show "$work/wrong"
		fail "siplint does not like $taken"
	}
	seen=$(messages "$taken")
	[ "${seen:-0}" -ge "$1" ] ||
	    fail "siplint sees ${seen:-no} messages in $taken, not $1"
	echo "e2e: ${taken##*/}: $seen messages, no error and no warning"
}

# our_packets: of this run alone, and of none of its other programs.
our_packets() {
	case $address in
	'[::1]')
		echo "host ::1 and (port $proxy_port or port $callee_port" \
		    "or port $caller_port)"
		;;
	*) echo "host $address" ;;
	esac
}

# converse PORT CALLER CALLEE: calls to that port, between sipps with these
# options.  The callee would wait for what is sent again, or, over TCP, fail
# with the caller's connection: it is not asked how it ends.
converse() {
	calls=12 wrong=
	# shellcheck disable=SC2086  # lists of options
	start_side callee "$callee_port" $3
	callee=$pid
	await 'the callee' is_bound "$callee_port"
	# shellcheck disable=SC2086
	start_side caller "$caller_port" $2 -r 20 "$address:$1"
	end_side caller "$pid"
	kill "$callee" 2>/dev/null || true
	wait "$callee" || true
	[ -z "$wrong" ] || fail "${taken##*/}: $wrong"
}

# direct FILE COUNT CALLER CALLEE: calls of so many messages each.
direct() {
	record "$1" "$(our_packets)"
	converse "$callee_port" "$3" "$4"
	recorded
	hold_clean $((calls * $2))
}

# with_password FILE TRANSPORT: udp or tcp.
with_password() {
	# shellcheck disable=SC2034  # for start_kamailio
	kamailio_port=$proxy_port
	record "$1" "$(our_packets)"
	start_kamailio kamailio_digest.cfg ";transport=$2"
	converse "$proxy_port" "-t ${2%??}1 -sf $here/subscriber.xml \
	    -auth_uri atlanta.example.com" "-t ${2%??}1 -sf $here/answerer.xml"
	kill -TERM "$kamailio"
	wait "$kamailio" || fail "kamailio ended with $?"
	recorded
	hold_clean $((calls * 20))
}

# --- Parts of the part, which run at the same time: most of it is waiting

capture_udp() {
	direct uac-udp.pcap 6 '-sn uac' '-sn uas'
	direct regexp-udp.pcap 6 '-sn regexp' '-sn uas'
}

capture_tcp() {
	direct uac-tcp.pcapng 6 '-sn uac -t t1' '-sn uas -t t1'
	direct uac-tcp-each.pcapng 6 '-sn uac -t tn -max_socket 100' \
	    '-sn uas -t t1'
}

capture_branch() {
	direct branch-udp.pcapng 7 '-sn branchc' '-sn branchs'
}

capture_ipv6() {
	grep -qs '^00000000000000000000000000000001 ' /proc/net/if_inet6 || {
		echo 'e2e: SKIPPED: there is no ::1 here'
		return 0
	}
	use_ipv6
	direct uac-udp6.pcapng 6 '-sn uac' '-sn uas'
	direct uac-tcp6.pcap 6 '-sn uac -t t1' '-sn uas -t t1'
	with_password kamailio-udp6.pcap udp
}

capture_kamailio() {
	with_password kamailio-udp.pcap udp
	with_password kamailio-tcp.pcapng tcp
}

capture() {
	$captured || return 0
	running=
	for group in udp tcp branch ipv6 kamailio; do
		sh "$here/run.sh" "$build" "capture_$group" &
		running="$running $!"
	done
	for one in $running; do
		wait "$one" || worst=1
	done
	[ -z "${worst:-}" ] || fail 'a capture is not as it should be'
}
