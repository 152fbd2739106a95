#!/usr/bin/env python3
"""The page of --format html in headless Chromium, used as a person would use
it: by mouse and by keyboard, in the light and in the dark.

    python3 tests/browser/run.py BUILD [PICTURE-FOLDER]

With a folder, pictures of what was seen are left there.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

import capture
from driver import Browser

HOSTILE = b"</script><img src=x onerror=alert(1)>\"'&]]>\x00\xff\xe2\x80\xae--><!--"


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(got, wanted, what):
    check(got == wanted, f"{what}: {got!r}, and not {wanted!r}")


class Page:
    """What stands on the page that is open."""

    def __init__(self, browser):
        self.browser = browser

    def text(self, selector):
        return self.browser.run("return document.querySelector(arguments[0])?.textContent ?? null", selector)

    def texts(self, selector):
        return self.browser.run("return [...document.querySelectorAll(arguments[0])]"
                                ".filter(e => e.checkVisibility()).map(e => e.textContent)", selector)

    def count(self, selector):
        return len(self.texts(selector))

    def focused(self):
        return self.browser.run("return document.activeElement.getAttribute('aria-label')"
                                " ?? document.activeElement.textContent")

    def title(self):
        return self.text("#message h2")


def row(number):
    return f"section.shown .row:nth-of-type({number})"


def test_click(browser, page):
    """A click on an arrow opens its message, with the mark where the fault is."""
    equal(page.count("#list .entry"), 3, "entries of the list")
    equal(page.count("section"), 1, "calls that are shown")
    browser.click("#list li:nth-of-type(2) .entry")
    equal(page.text("section.shown h2 b"), "bad@atlanta.example.com", "Call-ID")
    equal(page.title(), None, "message before the click")
    browser.click(row(1) + " .title")
    equal(page.title(), "1 INVITE", "message")
    equal(page.texts(row(1) + " .mark:has(~ .cseq) text"), ["E", "N"], "marks on the arrow")
    equal(page.texts("#message .line.marks .mark"),
          ["N capture-retransmitted", "E header-value: unexpected in Content-Disposition"],
          "marks under the bytes")
    equal(page.texts("#message .finding code"), ["header-value", "capture-retransmitted"], "findings")
    check("RFC 3261 7.3.1" in page.text("#message .finding"), "no RFC at a finding")
    check(len(page.text("#message .finding .words")) > 40, "no explanation at a finding")
    equal(page.text("#message .found.error"), "\"", "bytes at fault")
    caret, fault = (browser.run("return document.querySelector(arguments[0]).getBoundingClientRect().left", s)
                    for s in ("#message .marks.error .caret", "#message .found.error"))
    check(abs(caret - fault) < 1, f"the caret is at {caret}, the fault at {fault}")


def test_bytes(browser, page):
    """The bytes of a message are all there, as they are."""
    browser.click("#list li:nth-of-type(2) .entry")
    browser.click(row(1) + " .title")
    lines = page.texts("#message .bytes .line:not(.marks)")
    equal(lines[0], "INVITE sip:bob@biloxi.example.com SIP/2.0", "first line")
    check("Subject: <script>alert(1)</script>" in lines, "a line is not as it was sent")
    equal(page.texts("#message .bytes .start"), ["INVITE", " ", " ", "SIP/2.0"], "the start line's colour")
    check("Via" in page.texts("#message .bytes .name"), "no name has its colour")
    check("z9hG4bKa" in page.texts("#message .bytes .param"), "no parameter has its colour")
    check("m" in page.texts("#message .bytes .sdp"), "no line of the session description has its colour")


def test_keyboard(browser, page):
    """All of it works without a mouse."""
    browser.run("document.querySelector(arguments[0]).focus()", row(1))
    browser.press("Down", "Down")
    check(page.focused().startswith("3: 100 Trying from 198.51.100.1:5060 to 192.0.2.10:5060"), page.focused())
    browser.press("Enter")
    equal(page.title(), "3 100 Trying", "message after Enter")
    browser.press("Down")
    equal(page.title(), "4 INVITE", "the message follows the arrows")
    browser.press("Escape")
    equal(page.title(), None, "message after Escape")
    check(page.focused().startswith("4: INVITE"), "the focus is lost: " + page.focused())
    browser.press("End", "Space")
    equal(page.title(), "14 200 OK", "message after Space")
    browser.press("/")
    check(page.focused().startswith("Filter by text"), "the slash does not lead to the filter")
    browser.press("Tab", "Tab", "Down", "Enter")
    equal(page.text("section.shown h2 b"), "bad@atlanta.example.com", "call by keyboard")


def test_tree(browser, page):
    """Parts fold, and show where their bytes are."""
    browser.click(row(1) + " .title")
    browser.run("document.querySelector('#message .tree > li').focus()")
    browser.press("Left")
    equal(page.count("#message .tree ul li"), page.count("#message .tree > li:last-of-type ul li"),
          "parts of a folded start line")
    browser.press("Down")
    equal(page.text("#message [aria-selected] .part-name"), "Via[0]", "part")
    equal("".join(page.texts("#message .bytes .lit")), "SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa", "its bytes")
    browser.press("Right", "Right")
    equal(page.text("#message [aria-selected] .part-name"), "protocol_name", "first part of Via")
    browser.press("Left")
    equal(page.text("#message [aria-selected] .part-name"), "Via[0]", "part above")
    browser.click("#message .bytes .param")
    equal(page.text("#message [aria-selected] .part-name"), ";branch", "part of the byte that was clicked")


def test_filter(browser, page):
    """The list shows what is looked for."""
    browser.write("#list input", "BAD@")
    equal(page.count("#list .entry"), 1, "entries with a text")
    equal(page.text("#list output"), "1 of 3", "their number")
    browser.run("const i = document.querySelector('#list input'); i.value = '';"
                " i.dispatchEvent(new Event('input'))")
    for severity, count in ("error", 2), ("warning", 2), ("note", 3), ("", 3):
        browser.run("const s = document.querySelector('#list select'); s.value = arguments[0];"
                    " s.dispatchEvent(new Event('change'))", severity)
        equal(page.count("#list .entry"), count, f"entries with '{severity}'")


def test_stray(browser, page):
    """A message without a call opens too."""
    browser.click("#list .entries:last-of-type .entry")
    equal(page.title(), "1 OPTIONS sip:h SIP/2.0", "message")
    check("missing-header" in page.texts("#message .finding code"), "its findings are not there")


def test_table(browser, page):
    """The ladder as a table."""
    browser.click("section.shown .as-table")
    equal(page.count("section.shown table tbody tr"), 14, "rows")
    equal(page.texts("section.shown table tbody tr:nth-of-type(3) td"),
          ["3", "00:00:00.539999", "+20.0 ms", "198.51.100.1:5060", "192.0.2.10:5060", "100 Trying", "1 INVITE", "",
           "note capture-late-trying, against 1"], "third row")
    browser.click("section.shown table tbody tr:nth-of-type(3) button")
    equal(page.title(), "3 100 Trying", "message")
    browser.click("section.shown .as-table")
    equal(page.count("section.shown table tbody tr"), 0, "rows of the ladder")


def test_link(browser, page):
    """The address names the message that is open."""
    browser.click("#list li:nth-of-type(2) .entry")
    browser.click(row(3) + " .title")
    link = browser.run("return location.hash")
    equal(link, "#2.3", "address")
    browser.run("location.hash = '#1.4'")
    equal(page.text("section.shown h2 b"), "good@atlanta.example.com", "Call-ID")
    equal(page.title(), "4 INVITE", "message")


def test_dark(browser, page):
    """Light and dark follow the system, and both can be read."""
    light = {}
    for scheme in "light", "dark":
        browser.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        light[scheme] = contrast(browser)
    browser.cdp("Emulation.setEmulatedMedia", features=[])
    check(light["light"]["paper"] > light["dark"]["paper"], "the dark page is not darker")
    for scheme, found in light.items():
        for pair, ratio in found["ratios"].items():
            check(ratio >= 4.5, f"{scheme}: {pair}: contrast {ratio:.2f}")


def contrast(browser):
    """WCAG 2.1: contrast ratios of texts on what they stand on."""
    return browser.run("""
        const style = getComputedStyle(document.documentElement);
        const light = name => {
            const hex = style.getPropertyValue("--" + name).trim().slice(1);
            const full = hex.length === 3 ? [...hex].map(c => c + c).join("") : hex;
            const [r, g, b] = [0, 2, 4].map(i => parseInt(full.slice(i, i + 2), 16) / 255)
                .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ladder = ["ink", "faint", "request", "trying", "success", "redirect", "failure"];
        const marks = ["error", "warning", "note"];
        const parts = ["start", "name", "value", "uri", "param", "body", "sdp", "broken"].map(part => "part-" + part);
        const grounds = { paper: [...ladder, ...marks, ...parts], sunk: ["ink", "faint", "accent", ...marks],
                          hover: ladder, chosen: [...ladder, ...marks], box: ["ink"], lit: parts,
                          error: ["on-mark"], warning: ["on-mark"], note: ["on-mark"] };
        const ratios = {};
        for (const ground in grounds) {
            for (const ink of grounds[ground]) {
                const [a, b] = [light(ink), light(ground)];
                ratios[ink + " on " + ground] = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            }
        }
        return { paper: light("paper"), ratios };""")


def test_names(browser, page):
    """What a screen reader is told: all that can be focused has a role and a name."""
    browser.click("#list li:nth-of-type(2) .entry")
    browser.click(row(1) + " .title")
    focusable = [node for node in browser.cdp("Accessibility.getFullAXTree")["nodes"] if not node["ignored"] and
                 any(part["name"] == "focusable" for part in node.get("properties", ()))]
    names = [(node["role"]["value"], node["name"]["value"]) for node in focusable]
    equal([role for role, name in names if not name.strip() or role == "generic"], [], "roles without a name")
    check(("button", "1: INVITE from 192.0.2.10:5060 to 198.51.100.1:5060, 1 INVITE, 1 error, 1 note") in names,
          f"the arrow is not told: {names}")
    check(any(role == "treeitem" and name.startswith("Via[0]") for role, name in names), "the tree is not told")


TESTS = [test_click, test_bytes, test_keyboard, test_tree, test_filter, test_stray, test_table, test_link,
         test_dark, test_names]


def hostile_messages(folder):
    """One message in a call, and one in none, with markup in all their parts."""
    text = HOSTILE
    body = b"\r\n".join([b"v=0", b"o=" + text, b"s=" + text, b"c=IN IP4 " + text, b"t=0 0",
                          b"m=audio 1 RTP/AVP " + text, b"a=" + text, b""])
    lines = [b"INVITE sip:" + text + b"@h SIP/2.0", b"Via: SIP/2.0/UDP h;branch=z9hG4bK" + text,
             b"From: \"" + text + b"\" <sip:a@h;x=" + text + b">;tag=" + text, b"To: <sip:b@h>",
             b"Call-ID: " + text, b"CSeq: 1 INVITE", text + b": x", b"X-Y: " + text,
             b"Content-Type: application/sdp", b"Content-Length: %d" % len(body), b"", body]
    path = os.path.join(folder, "hostile <b>&.sip")
    with open(path, "wb") as file:
        file.write(b"\r\n".join(lines))
        file.write(b"\r\n".join(line for line in lines if not line.startswith(b"Call-ID")))
    return path


def test_hostile(browser, page):
    """What a message says is never acted on, nor the name of a file."""
    check("<b>none</b> No such file" in page.text("#list .remark.trouble"), "no word of a file that is not there")
    equal(page.count("#list .entry"), 2, "messages")
    for number in 1, 2:
        browser.run("location.hash = arguments[0]", f"#{number}.1")
        check(page.title() is not None, f"hostile message {number} is not shown")
        equal(browser.run("return document.querySelectorAll('img, b b, #message script').length"), 0,
              "elements that a message made")
        shown = "".join(page.texts("#message .bytes .line:not(.marks)"))
        check("</script><img src=x onerror=alert(1)>\"'&]]>\\x00\\xff\\u202e--><!--" in shown,
              "the text is not shown as it is")


def test_long(browser, page):
    """Of a long list a part is there, and all of it can be reached."""
    equal(page.text("#list output"), "450 of 450", "calls")
    equal(page.count("#list .entry:not(.more)"), 200, "entries at first")
    browser.click("#list .more")
    equal(page.count("#list .entry:not(.more)"), 400, "entries after more are asked for")
    check("call-200@" in page.focused(), "the focus is not on the first of them: " + page.focused())
    browser.write("#list input", "call-44")
    equal(page.count("#list .entry"), 11, "entries with a text")
    browser.run("const i = document.querySelector('#list input'); i.value = ''; i.dispatchEvent(new Event('input'))")
    browser.run("location.hash = '#440'")
    equal(page.text("#list [aria-current] .id"), "call-439@atlanta.example.com", "entry of the call that is shown")


def long_capture(folder):
    calls = capture.Capture()
    for number in range(450):
        calls.send(capture.CALLER, capture.PROXY, capture.message(
            "OPTIONS sip:h SIP/2.0", [capture.FIRST % number], f"call-{number}@atlanta.example.com", "1 OPTIONS", "",
            "Contact: nobody"))
    path = os.path.join(folder, "long.pcap")
    calls.write(path)
    return path


def test_wide(browser, page):
    """Eight parties fit the screen, and so does what is found far to the right."""
    edges = browser.run("return [...document.querySelectorAll('section.shown .party rect')]"
                        ".map(e => e.getBoundingClientRect().right)")
    equal(len(edges), 8, "parties")
    check(max(edges) <= browser.run("return innerWidth"), f"parties end at {edges}")
    browser.click(row(1) + " .title")
    marks = browser.run("return [...document.querySelectorAll('#message .marks .mark')]"
                        ".map(e => e.getBoundingClientRect().right)")
    edge = browser.run("return document.querySelector('#message .bytes').getBoundingClientRect().right")
    check(marks and max(marks) <= edge, f"marks end at {marks}, the bytes at {edge}")


def wide_capture(folder):
    """A long way there and back, with a fault far to the right."""
    parties = [(f"10.0.0.{number}", 5060) for number in range(1, 9)]
    calls, vias = capture.Capture(), []
    for number in range(7):
        vias.insert(0, f"SIP/2.0/UDP 10.0.0.{number + 1}:5060;branch=z9hG4bK{number}")
        calls.send(parties[number], parties[number + 1], capture.message(
            "INVITE sip:bob@biloxi.example.com SIP/2.0", vias, "wide@atlanta.example.com", "1 INVITE", "",
            "Contact: \"" + "x" * 200 + "\" <sip:alice@10.0.0.1;a=\"b\">"))
    for number in range(7, 0, -1):
        calls.send(parties[number], parties[number - 1], capture.message(
            "SIP/2.0 183 Session Progress", vias[7 - number:], "wide@atlanta.example.com", "1 INVITE", ";tag=8321"))
    path = os.path.join(folder, "wide.pcap")
    calls.write(path)
    return path


def write_page(build, path, status, *files):
    with open(path, "wb") as file:
        got = subprocess.run([f"{build}/siplint", "--format", "html", *files], stdout=file,
                                stderr=subprocess.DEVNULL, timeout=60, check=False).returncode
    equal(got, status, "status of siplint")


def requests_of(browser):
    """What the page asked for, other than itself."""
    urls = [json.loads(entry["message"])["message"] for entry in browser.log("performance")]
    return [entry["params"]["request"]["url"] for entry in urls
            if entry["method"] == "Network.requestWillBeSent" and
            not entry["params"]["request"]["url"].startswith(("file:", "about:"))]


def run(browser, path, test, pictures):
    browser.open(path)
    try:
        test(browser, Page(browser))
        equal([entry["message"] for entry in browser.log("browser")], [], "console")
        equal(requests_of(browser), [], "requests")
        return True
    except (AssertionError, RuntimeError) as error:
        print(f"browser: {test.__name__}: {error}", file=sys.stderr)
        traceback.print_exc(limit=-1)
        return False
    finally:
        if pictures:
            browser.screenshot(os.path.join(pictures, test.__name__ + ".png"))


def main(build, pictures=None):
    if not shutil.which("chromedriver"):
        print("browser: chromedriver is not there: make deps-browser; nothing is tested")
        return 0
    if pictures:
        os.makedirs(pictures, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page, hostile, many, wide = (os.path.join(folder, name + ".html")
                                     for name in ("page", "hostile", "many", "wide"))
        calls = capture.Capture()
        capture.call(calls, "good@atlanta.example.com")
        capture.call(calls, "bad@atlanta.example.com", faults=True)
        calls.send(capture.CALLER, capture.PROXY,
                   "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nContent-Length: 0\r\n\r\n")
        calls.write(os.path.join(folder, "calls.pcap"))
        write_page(build, page, 1, os.path.join(folder, "calls.pcap"))
        write_page(build, hostile, 2, hostile_messages(folder), os.path.join(folder, "<b>none</b>"))
        write_page(build, many, 1, long_capture(folder))
        write_page(build, wide, 1, wide_capture(folder))
        browser = Browser("--window-size=1400,900")
        try:
            passed = [run(browser, page, test, pictures) for test in TESTS]
            passed.append(run(browser, hostile, test_hostile, pictures))
            passed.append(run(browser, many, test_long, pictures))
            passed.append(run(browser, wide, test_wide, pictures))
        finally:
            browser.close()
    print(f"browser: {sum(passed)} passed, {len(passed) - sum(passed)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
