"use strict";

/* The page without scripts shows all ladders; with them a list (list.js), one call
   at a time, and one of its messages (message.js). */
document.documentElement.className = "live";

const severities = ["error", "warning", "note"];
const letters = { error: "E", warning: "W", note: "N" };

const page = { sections: [], strays: [], section: null, row: null, detail: null };

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

/* Its Call-ID, or its start line. */
function titleOf(section) {
	return section.querySelector("h2 b").textContent;
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
	revealCurrent();
	document.title = "siplint: " + titleOf(section);
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

function shortcut(event) {
	if (event.key === "Escape" && page.row) {
		document.querySelector("#message .close").click();
	} else if (event.key === "/" && event.target !== list.search) {
		list.search.focus();
		event.preventDefault();
	}
}

function keys() {
	return make("p", { class: "keys" }, ...[["\u2191 \u2193", "move"], ["Enter", "opens"], ["Esc", "closes"],
		["/", "filters"]].flatMap(([key, what]) => [make("kbd", {}, key), " " + what + " "]));
}

function start() {
	page.sections = [...document.querySelectorAll("section.call")].sort((a, b) => a.dataset.first - b.dataset.first);
	page.strays = [...document.querySelectorAll("section.stray")];
	const single = page.sections.length + page.strays.length < 2 && !document.querySelector(".remark");
	document.body.classList.toggle("single", single);
	document.getElementById("top").append(
		make("p", {}, plural(page.sections.length, "call") + ", " + document.getElementById("totals").textContent), keys());
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
	document.addEventListener("keydown", shortcut);
	window.addEventListener("hashchange", recall);
	recall();
}

document.addEventListener("DOMContentLoaded", start);
