"use strict";

/* The page without scripts shows all ladders; with them one call at a time. */
document.documentElement.className = "live";

/* As enum part_kind has them. */
const kinds = ["", "start", "name", "value", "uri", "param", "body", "sdp", "broken", "stray", "end"];
const escaped = 16;
const severities = ["error", "warning", "note"];
const tail = 20; // of a caret, at most: the bytes themselves are underlined
const letters = { error: "E", warning: "W", note: "N" };

const page = { sections: [], strays: [], entries: [], section: null, row: null, detail: null };

function make(tag, attributes, ...children) {
	const element = document.createElement(tag);
	for (const name in attributes) {
		if (attributes[name] !== null && attributes[name] !== false)
			element.setAttribute(name, attributes[name]);
	}
	element.append(...children.filter(child => child !== null));
	return element;
}

function plural(count, word) {
	return count + " " + word + (count === 1 ? "" : "s");
}

function badge(severity, count) {
	return make("span", { class: "badge " + severity, title: plural(count, severity) },
	            make("b", { "aria-hidden": "true" }, letters[severity]),
	            make("span", { "aria-hidden": "true" }, count),
	            make("span", { class: "spoken" }, plural(count, severity) + " "));
}

function badges(section) {
	return severities.filter(severity => +section.dataset[severity] > 0)
		.map(severity => badge(severity, +section.dataset[severity]));
}

/* --- The list of calls */

function callEntry(section, number) {
	const data = section.dataset;
	const id = section.querySelector("h2 b").textContent;
	const outcome = data.outcome || (data.from ? "no answer" : "");
	const button = make("button", { type: "button", class: "entry" },
		make("span", { class: "what" },
			make("span", { class: "method" }, data.method),
			make("span", { class: "outcome c" + Math.floor((data.code || 0) / 100) }, outcome),
			make("span", { class: "badges" }, ...badges(section))),
		data.from ? make("span", { class: "who" }, data.from + " \u2192 " + data.to) : null,
		make("span", { class: "id" }, id),
		make("span", { class: "size" },
			[plural(+data.messages, "message"), data.duration, data.time && data.time.slice(0, 19)]
				.filter(Boolean).join(" \u00b7 ")));
	button.addEventListener("click", () => showCall(section));
	return { section, button, number, item: make("li", {}, button),
	         text: [id, data.from, data.to, data.method, outcome, data.time].join("\n").toLowerCase() };
}

function strayEntry(section) {
	const line = section.querySelector("button").textContent;
	const button = make("button", { type: "button", class: "entry" },
		make("span", { class: "what" }, make("span", { class: "method" }, line),
		     make("span", { class: "badges" }, ...badges(section))));
	button.addEventListener("click", () => {
		showCall(section);
		openRow(section.querySelector(".row"));
	});
	return { section, button, item: make("li", {}, button), text: line.toLowerCase() };
}

function hasSeverity(section, least) {
	return severities.slice(0, severities.indexOf(least) + 1)
		.some(severity => +section.dataset[severity] > 0);
}

function filter() {
	const words = page.search.value.toLowerCase().split(/\s+/).filter(Boolean);
	const least = page.least.value;
	let shown = 0;
	for (const entry of page.entries) {
		const fits = words.every(word => entry.text.includes(word)) &&
			(least === "" || hasSeverity(entry.section, least));
		entry.item.hidden = !fits;
		shown += fits;
	}
	page.shown.textContent = shown + " of " + page.entries.length;
}

function choice(value, text) {
	return make("option", { value }, text);
}

function makeList() {
	const nav = document.getElementById("list");
	const calls = page.sections.map(callEntry), strays = page.strays.map(strayEntry);
	page.entries = calls.concat(strays);
	page.search = make("input", { type: "search", placeholder: "Filter: Call-ID, user, method, status",
	                              "aria-label": "Filter by text", spellcheck: "false" });
	page.least = make("select", { "aria-label": "Filter by severity" },
		choice("", "all"), choice("note", "with findings"), choice("warning", "warnings or errors"),
		choice("error", "errors"));
	page.shown = make("output", {});
	page.search.addEventListener("input", filter);
	page.least.addEventListener("change", filter);
	nav.append(make("div", { class: "filter" }, page.search, page.least, page.shown),
		make("ol", { class: "entries" }, ...calls.map(entry => entry.item)));
	if (strays.length)
		nav.append(make("h2", {}, "Messages without a call"),
			make("ol", { class: "entries" }, ...strays.map(entry => entry.item)));
	nav.addEventListener("keydown", moveInList);
	filter();
}

function moveInList(event) {
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (!step || event.target === page.least)
		return;
	const buttons = page.entries.filter(entry => !entry.item.hidden).map(entry => entry.button);
	const next = buttons[Math.max(buttons.indexOf(event.target) + step, 0)];
	if (next) {
		next.focus();
		event.preventDefault();
	}
}

/* --- A call */

function rowsOf(section) {
	return [...section.querySelectorAll(".row")];
}

function showCall(section) {
	if (page.section)
		page.section.classList.remove("shown");
	page.section = section;
	section.classList.add("shown");
	for (const entry of page.entries) {
		if (entry.section === section) {
			entry.button.setAttribute("aria-current", "true");
			entry.button.scrollIntoView({ block: "nearest" });
		} else {
			entry.button.removeAttribute("aria-current");
		}
	}
	closeMessage();
	document.getElementById("main").scrollTop = 0;
	remember();
}

/* The same for those whom a table serves better. */
function tableRow(section, row) {
	const text = selector => row.querySelector(selector)?.textContent ?? "";
	const parties = section.querySelectorAll(".party text");
	const party = index => index === undefined ? "" : parties[+index].textContent;
	const open = make("button", { type: "button" }, text(".title"));
	open.addEventListener("click", () => openRow(row));
	const findings = [...row.querySelectorAll(".flag")].map(flag => {
		const mark = flag.previousElementSibling;
		const severity = severities.find(name => mark.classList.contains(name));
		return make("li", {}, severity ? severity + " " : "", flag.textContent);
	});
	return make("tr", {}, ...[text(".number"), text(".time"), text(".delta"), party(row.dataset.from),
		party(row.dataset.to), open, text(".cseq"), text(".sdp"), make("ul", {}, ...findings)]
		.map(cell => make("td", {}, cell)));
}

function tableOf(section) {
	const heads = ["Number", "Time", "Since", "From", "To", "Message", "CSeq", "Session description", "Findings"];
	return make("table", {}, make("thead", {}, make("tr", {}, ...heads.map(text => make("th", { scope: "col" }, text)))),
		make("tbody", {}, ...rowsOf(section).map(row => tableRow(section, row))));
}

function showTable(section, button) {
	const wanted = button.getAttribute("aria-pressed") !== "true";
	button.setAttribute("aria-pressed", wanted);
	section.classList.toggle("tabular", wanted);
	if (!section.querySelector("table"))
		section.append(tableOf(section));
}

function focusRow(row) {
	for (const other of rowsOf(page.section))
		other.setAttribute("tabindex", other === row ? "0" : "-1");
	row.focus();
	row.scrollIntoView({ block: "nearest" });
}

function moveInLadder(event) {
	const row = event.target.closest(".row");
	if (!row)
		return;
	const rows = rowsOf(page.section), at = rows.indexOf(row);
	const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
	if (event.key === "Enter" || event.key === " ") {
		openRow(row);
	} else if (next !== undefined) {
		if (rows[next]) {
			focusRow(rows[next]);
			if (page.row)
				openRow(rows[next]);
		}
	} else {
		return;
	}
	event.preventDefault();
}

/* --- A message */

function openRow(row) {
	const section = row.closest("section"), number = rowsOf(section).indexOf(row);
	if (section !== page.section)
		showCall(section);
	closeMessage();
	page.row = row;
	row.setAttribute("aria-pressed", "true");
	row.classList.add("chosen");
	showMessage(section, number);
	document.body.classList.add("opened");
	row.scrollIntoView({ block: "nearest" });
	remember();
}

function closeMessage() {
	if (page.row) {
		page.row.setAttribute("aria-pressed", "false");
		page.row.classList.remove("chosen");
	}
	page.row = page.detail = null;
	document.getElementById("message").replaceChildren();
	document.body.classList.remove("opened");
}

function showMessage(section, number) {
	const script = section.querySelectorAll("script")[number];
	const detail = JSON.parse(script.textContent);
	detail.bytes = threes(detail.bytes);
	const row = rowsOf(section)[number];
	const title = row.querySelector ? (row.querySelector(".title") || row).textContent : "";
	const close = make("button", { type: "button", class: "close", "aria-label": "Close the message" }, "\u00d7");
	page.detail = detail;
	close.addEventListener("click", () => {
		const opened = page.row;
		closeMessage();
		remember();
		opened.focus();
	});
	document.getElementById("message").append(
		make("header", {}, make("h2", {}, make("span", {}, number + 1), " " + title),
			make("dl", { class: "facts" }, ...detail.facts.map(([name, value]) =>
				make("div", {}, make("dt", {}, name), make("dd", {}, value)))),
			close),
		make("div", { class: "columns" },
			make("div", { class: "left" }, bytesOf(detail), findingsOf(detail)),
			make("div", { class: "right" }, treeOf(detail))));
}

function threes(flat) {
	const groups = [];
	for (let i = 0; i < flat.length; i += 3)
		groups.push(flat.slice(i, i + 3));
	return groups;
}

function worst(findings) {
	return severities.find(severity => findings.some(finding => finding.severity === severity));
}

/* The bytes, line by line; under a line the marks of what was found in it. */
function bytesOf(detail) {
	const box = make("div", { class: "bytes", role: "region", "aria-label": "Bytes of the message", tabindex: "0" });
	let line = make("span", { class: "line" }), pieces = [];
	const finish = () => {
		box.append(line, ...marksOf(detail, pieces));
		line = make("span", { class: "line" });
		pieces = [];
	};
	for (const [start, kind, text] of detail.bytes) {
		const isEnd = (kind & ~escaped) === kinds.length - 1;
		const over = detail.findings.filter(finding => finding.start !== undefined &&
			(finding.start <= start && start < finding.end || finding.start === start && finding.end === start));
		const classes = [kinds[kind & ~escaped], kind & escaped || isEnd && text ? "escape" : "",
			over.length ? "found " + worst(over) : ""];
		const shown = isEnd && !text && over.length ? "\u21b5" : text;
		const piece = make("span", { class: classes.join(" ").trim() || null, "data-start": start }, shown);
		pieces.push({ start, element: piece });
		line.append(piece);
		if (isEnd)
			finish();
	}
	finish();
	if (detail.hidden)
		box.append(make("p", { class: "left-out" }, plural(detail.hidden, "byte") + " more"));
	box.addEventListener("click", event => selectAt(event.target.dataset.start));
	return box;
}

function marksOf(detail, pieces) {
	if (!pieces.length)
		return [];
	const first = pieces[0].start, last = pieces[pieces.length - 1].start;
	return detail.findings.map((finding, index) => [finding, index])
		.filter(([finding]) => finding.start >= first && finding.start <= last)
		.map(([finding, index]) => markLine(detail, pieces, finding, index));
}

/* Blank copies of what stands before it put the caret where it belongs. */
function markLine(detail, pieces, finding, index) {
	const before = pieces.filter(piece => piece.start < finding.start).map(piece => piece.element.textContent);
	const within = pieces.filter(piece => piece.start >= finding.start && piece.start < finding.end)
		.map(piece => piece.element.textContent).join("");
	const open = make("button", { type: "button", class: "mark " + finding.severity },
		letters[finding.severity] + " " + finding.rule + (finding.label ? ": " + finding.label : ""));
	open.addEventListener("click", () => showFinding(index));
	return make("span", { class: "line marks " + finding.severity },
		make("span", { class: "blank", "aria-hidden": "true" }, before.join("")),
		make("span", { class: "caret", "aria-hidden": "true" }, "^" + "~".repeat(Math.min(Math.max([...within].length - 1, 0), tail))),
		" ", open);
}

function ruleOf(name) {
	const term = document.getElementById("rule-" + name);
	return term ? term.nextElementSibling : null;
}

function findingsOf(detail) {
	const list = make("ol", { class: "findings", "aria-label": "Findings" },
		...detail.findings.map((finding, index) => findingItem(finding,
			detail.findings.findIndex(other => other.rule === finding.rule) === index)));
	if (!detail.findings.length)
		return make("p", { class: "clean" }, "Nothing was found on this message.");
	if (detail.unlisted)
		list.append(make("li", {}, detail.unlisted + " more"));
	return list;
}

/* What a rule asks for is said once. */
function findingItem(finding, isFirst) {
	const rule = isFirst ? ruleOf(finding.rule) : null, more = [];
	const link = (text, act) => {
		const button = make("button", { type: "button", class: "link" }, text);
		button.addEventListener("click", act);
		return button;
	};
	if (finding.answer)
		more.push(make("p", {}, "Answer: " + finding.answer));
	if (finding.quirks)
		more.push(make("p", {}, "Accepted by quirk: " + finding.quirks));
	if (finding.against)
		more.push(make("p", {}, "Held against ", link("message " + finding.against,
			() => openRow(rowsOf(page.section)[finding.against - 1]))));
	return make("li", { class: "finding " + finding.severity, tabindex: "-1" },
		make("p", { class: "head" },
			make("b", { class: "letter", "aria-hidden": "true" }, letters[finding.severity]),
			make("span", { class: "severity" }, finding.severity), " ",
			make("code", {}, finding.rule), " ",
			finding.start === undefined ? "line " + finding.line
				: link("line " + finding.line + ", column " + finding.column, () => selectRange(finding.start, finding.end))),
		finding.label ? make("p", { class: "label" }, finding.label) : null,
		...(rule ? [...rule.cloneNode(true).childNodes] : []), ...more);
}

function showFinding(index) {
	const item = document.querySelectorAll("#message .finding")[index];
	if (item) {
		item.focus();
		item.scrollIntoView({ block: "nearest" });
	}
}

/* --- The tree */

function textOf(detail, start, end) {
	return detail.bytes.filter(piece => piece[0] >= start && piece[0] < end).map(piece => piece[2] || " ").join("");
}

/* [depth, name, start, end, value or the start of the name], or without bytes
   [depth, name, value]. */
function treeItem(detail, row) {
	const [, name, start, end, more] = row, isRange = row.length >= 4;
	const value = !isRange ? row[2] : typeof more === "string" ? more : textOf(detail, start, end);
	return make("li", { role: "treeitem", tabindex: "-1",
	                    "data-start": isRange ? typeof more === "number" ? more : start : null,
	                    "data-end": isRange ? end : null },
		make("span", { class: "part" },
			make("span", { class: "twist", "aria-hidden": "true" }),
			name ? make("span", { class: "part-name" }, name) : null,
			value ? make("span", { class: name ? "part-value" : "part-remark" }, value) : null));
}

/* Where the parts of a part stand. */
function groupOf(item) {
	if (!item.hasAttribute("aria-expanded")) {
		item.setAttribute("aria-expanded", "false");
		item.append(make("ul", { role: "group" }));
	}
	return item.lastChild;
}

function treeOf(detail) {
	const root = make("ul", { class: "tree", role: "tree", "aria-label": "Parts of the message" });
	const last = [];
	for (const row of detail.tree) {
		const item = treeItem(detail, row), parent = last[row[0] - 1];
		(parent ? groupOf(parent) : root).append(item);
		last[row[0]] = item;
	}
	if (detail.uncut)
		root.append(make("li", { role: "none" }, detail.uncut + " more"));
	for (const item of root.children) {
		if (/-Line|^Body/.test(item.querySelector(".part-name")?.textContent))
			fold(item, true);
	}
	root.querySelector("[role=treeitem]")?.setAttribute("tabindex", "0");
	root.addEventListener("click", clickTree);
	root.addEventListener("keydown", moveInTree);
	root.addEventListener("focusin", event => choosePart(event.target.closest("[role=treeitem]")));
	return root;
}

function fold(item, open) {
	if (item.hasAttribute("aria-expanded"))
		item.setAttribute("aria-expanded", open);
}

function clickTree(event) {
	const item = event.target.closest("[role=treeitem]");
	if (!item)
		return;
	if (event.target.classList.contains("twist"))
		fold(item, item.getAttribute("aria-expanded") === "false");
	focusPart(item);
}

function focusPart(item) {
	for (const other of document.querySelectorAll("#message .tree [tabindex='0']"))
		other.setAttribute("tabindex", "-1");
	item.setAttribute("tabindex", "0");
	item.focus();
}

function choosePart(item) {
	for (const other of document.querySelectorAll("#message .tree [aria-selected]"))
		other.removeAttribute("aria-selected");
	item.setAttribute("aria-selected", "true");
	light(item.dataset.start === undefined ? -1 : +item.dataset.start, +item.dataset.end);
}

function moveInTree(event) {
	const item = event.target.closest("[role=treeitem]");
	const seen = [...document.querySelectorAll("#message .tree [role=treeitem]")]
		.filter(other => !other.parentElement.closest("[aria-expanded=false]"));
	const at = seen.indexOf(item), isOpen = item.getAttribute("aria-expanded") === "true";
	let next = { ArrowDown: seen[at + 1], ArrowUp: seen[at - 1], Home: seen[0], End: seen[seen.length - 1] }[event.key];
	if (event.key === "ArrowRight") {
		next = isOpen ? seen[at + 1] : item;
		fold(item, true);
	} else if (event.key === "ArrowLeft") {
		next = isOpen ? item : item.parentElement.closest("[role=treeitem]") || item;
		fold(item, false);
	} else if (!(event.key in { ArrowDown: 1, ArrowUp: 1, Home: 1, End: 1 })) {
		return;
	}
	if (next)
		focusPart(next);
	event.preventDefault();
}

/* --- Bytes and tree together */

function light(start, end) {
	let first = null;
	for (const piece of document.querySelectorAll("#message .bytes [data-start]")) {
		const inside = +piece.dataset.start >= start && +piece.dataset.start < end;
		piece.classList.toggle("lit", inside);
		first = first || inside && piece;
	}
	if (first)
		first.scrollIntoView({ block: "nearest" });
}

function selectRange(start, end) {
	light(start, Math.max(end, start + 1));
}

/* The smallest part that has the byte. */
function selectAt(start) {
	if (start === undefined)
		return;
	let found = null;
	for (const item of document.querySelectorAll("#message .tree [data-start]")) {
		if (+item.dataset.start <= +start && +start < +item.dataset.end)
			found = item;
	}
	if (!found)
		return;
	for (let item = found; item; item = item.parentElement.closest("[role=treeitem]"))
		item !== found && fold(item, true);
	choosePart(found);
	found.scrollIntoView({ block: "nearest" });
}

/* --- Where we are: "#3.5" is message 5 of call 3 */

function remember() {
	const all = page.sections.concat(page.strays), call = all.indexOf(page.section) + 1;
	const row = page.row ? "." + (rowsOf(page.section).indexOf(page.row) + 1) : "";
	history.replaceState(null, "", "#" + call + row);
}

function recall() {
	const all = page.sections.concat(page.strays);
	const [call, row] = location.hash.slice(1).split(".").map(Number);
	const section = all[call - 1] || all[0];
	if (!section)
		return;
	showCall(section);
	const chosen = rowsOf(section)[row - 1];
	if (chosen)
		openRow(chosen);
}

function start() {
	page.sections = [...document.querySelectorAll("section.call")];
	page.strays = [...document.querySelectorAll("section.stray")];
	const single = page.sections.length + page.strays.length < 2;
	document.body.classList.toggle("single", single);
	document.getElementById("top").append(
		make("p", {}, plural(page.sections.length, "call") + ", " + document.getElementById("totals").textContent));
	for (const section of page.sections) {
		const button = make("button", { type: "button", class: "as-table", "aria-pressed": "false" }, "Table");
		button.addEventListener("click", () => showTable(section, button));
		section.querySelector("h2").append(button);
	}
	makeList();
	const main = document.getElementById("main");
	main.addEventListener("click", event => {
		const row = event.target.closest(".row");
		if (row) {
			openRow(row);
			focusRow(row);
		}
	});
	main.addEventListener("keydown", moveInLadder);
	document.addEventListener("keydown", event => {
		if (event.key === "Escape" && page.row)
			document.querySelector("#message .close").click();
	});
	window.addEventListener("hashchange", recall);
	recall();
}

document.addEventListener("DOMContentLoaded", start);
