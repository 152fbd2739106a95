"""A small capture: calls over UDP, as raw IPv4 packets (link type 101)."""

import socket
import struct

CALLER, PROXY, CALLED = ("192.0.2.10", 5060), ("198.51.100.1", 5060), ("203.0.113.5", 5062)
OFFER = ("v=0\r\no=alice 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
         "m=audio 49170 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\n")
ANSWER = ("v=0\r\no=bob 1 1 IN IP4 203.0.113.5\r\ns=-\r\nc=IN IP4 203.0.113.5\r\nt=0 0\r\n"
          "m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n")
FIRST, SECOND = ("SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK%s",
                 "SIP/2.0/UDP 198.51.100.1:5060;branch=z9hG4bK%s.1")


class Capture:
    def __init__(self):
        self.packets = []
        self.time = 1767225600.0

    def send(self, source, destination, text, wait=0.02):
        payload = text if isinstance(text, bytes) else text.encode()
        udp = struct.pack(">HHHH", source[1], destination[1], 8 + len(payload), 0) + payload
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
                         socket.inet_aton(source[0]), socket.inet_aton(destination[0]))
        self.time += wait
        self.packets.append((self.time, ip + udp))

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101))
            for time, packet in self.packets:
                file.write(struct.pack("<IIII", int(time), int(time % 1 * 1e6), len(packet), len(packet)))
                file.write(packet)


def message(start, vias, call_id, cseq, to_tag, extra="", body=""):
    lines = [start] + [f"Via: {via}" for via in vias]
    if not start.startswith("SIP/2.0"):
        lines.append(f"Max-Forwards: {71 - len(vias)}")
    lines += ["From: Alice <sip:alice@atlanta.example.com>;tag=9fxced76sl",
              "To: Bob <sip:bob@biloxi.example.com>" + to_tag,
              f"Call-ID: {call_id}", f"CSeq: {cseq}"]
    lines += [line for line in extra.split("\n") if line]
    if body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines) + "\r\n\r\n" + body


def call(capture, call_id, faults=False):
    """Through a proxy, with a retransmission; perhaps with faults."""
    vias = [[FIRST % "a"], [SECOND % "a", FIRST % "a"]]
    tag, route = ";tag=8321234356", "Record-Route: <sip:198.51.100.1;lr>"
    contacts = ["Contact: <sip:alice@192.0.2.10>", "Contact: <sip:bob@203.0.113.5:5062>"]
    invite = message("INVITE sip:bob@biloxi.example.com SIP/2.0", vias[0], call_id, "1 INVITE", "",
                     contacts[0] + ("\nContent-Disposition: \"\nSubject: <script>alert(1)</script>" if faults else ""),
                     OFFER)
    capture.send(CALLER, PROXY, invite)
    capture.send(CALLER, PROXY, invite, 0.5)
    capture.send(PROXY, CALLER, message("SIP/2.0 100 Trying", vias[0], call_id, "1 INVITE", ""))
    capture.send(PROXY, CALLED, message("INVITE sip:bob@203.0.113.5:5062 SIP/2.0", vias[1], call_id,
                                        "1 INVITE", "", contacts[0] + "\n" + route, OFFER))
    for status, wait, body in ("180 Ringing", 0.0003, ""), ("200 OK", 3.2, ANSWER):
        for hop, pair in ((1, (CALLED, PROXY)), (0, (PROXY, CALLER))):
            capture.send(*pair, message(f"SIP/2.0 {status}", vias[hop], call_id, "1 INVITE", tag,
                                        contacts[1] + "\n" + route, body), wait)
    routed = "Route: <sip:198.51.100.1;lr>"
    for method, number, branch in ("ACK", 1, "b"), ("BYE", 2, "c"):
        vias = [[FIRST % branch], [SECOND % branch, FIRST % branch]]
        start, cseq = f"{method} sip:bob@203.0.113.5:5062 SIP/2.0", f"{number} {method}"
        if faults and method == "BYE":
            cseq = "1 BYE"
        capture.send(CALLER, PROXY, message(start, vias[0], call_id, cseq, tag, routed), 5)
        capture.send(PROXY, CALLED, message(start, vias[1], call_id, cseq, tag))
        if method == "BYE":
            capture.send(CALLED, PROXY, message("SIP/2.0 200 OK", vias[1], call_id, cseq, tag))
            capture.send(PROXY, CALLER, message("SIP/2.0 200 OK", vias[0], call_id, cseq, tag))
