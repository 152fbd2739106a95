"use strict";

/* The message that is open: its bytes, what was found on it, its parts. */

/* As enum part_kind has them. */
const kinds = ["", "start", "name", "value", "uri", "param", "body", "sdp", "broken", "stray", "end"];
const escaped = 16;
const tail = 20; // of a caret, at most: the bytes themselves are underlined

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
	if (pieces.length)
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
	return make("li", { class: "finding " + finding.severity, tabindex: "-1",
	                    "aria-label": finding.severity + " " + finding.rule },
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
