"use strict";

/* The list of calls.  Of the entries that fit the filter the first ones are there,
   and more of them when they are asked for, lest thousands take long. */

const portion = 200;
const list = { groups: [], search: null, least: null, shown: null };

function outcomeOf(data) {
	return data.outcome || (data.from ? "no answer" : "");
}

function callButton(section) {
	const data = section.dataset;
	const size = [plural(+data.messages, "message"), data.duration, data.time && data.time.slice(0, 19)];
	const button = make("button", { type: "button", class: "entry" },
		make("span", { class: "what" },
			make("span", { class: "method" }, data.method),
			make("span", { class: "outcome c" + Math.floor((data.code || 0) / 100) }, outcomeOf(data)),
			make("span", { class: "badges" }, ...badges(section))),
		data.from ? make("span", { class: "who" }, make("bdi", {}, data.from), " \u2192 ", make("bdi", {}, data.to)) : null,
		make("span", { class: "id" }, titleOf(section)),
		make("span", { class: "size" }, size.filter(Boolean).join(" \u00b7 ")));
	button.addEventListener("click", () => showCall(section));
	return button;
}

function strayButton(section) {
	const button = make("button", { type: "button", class: "entry" },
		make("span", { class: "what" }, make("span", { class: "method" }, titleOf(section)),
		     make("span", { class: "badges" }, ...badges(section))));
	button.addEventListener("click", () => {
		showCall(section);
		openRow(section.querySelector(".row"));
	});
	return button;
}

/* What the filter looks at. */
function textOfSection(section) {
	const data = section.dataset;
	return [titleOf(section), data.from, data.to, data.method, outcomeOf(data), data.time].join("\n").toLowerCase();
}

function groupOfSections(sections, makeButton) {
	return { makeButton, limit: portion, fitting: [], box: make("ol", { class: "entries" }),
	         entries: sections.map(section => ({ section, text: textOfSection(section), item: null })) };
}

/* --- What is shown of it */

function moreItem(group) {
	const button = make("button", { type: "button", class: "entry more" },
	                    "Show more: " + (group.fitting.length - group.limit) + " left");
	button.addEventListener("click", () => {
		const next = group.fitting[group.limit];
		group.limit += portion;
		fill(group);
		markCurrent();
		next.item.firstChild.focus();
	});
	return make("li", {}, button);
}

function fill(group) {
	const items = group.fitting.slice(0, group.limit)
		.map(entry => entry.item ??= make("li", {}, group.makeButton(entry.section)));
	if (group.fitting.length > group.limit)
		items.push(moreItem(group));
	group.box.replaceChildren(...items);
}

/* The call that is shown; the Tab key stops there alone, and the arrow keys go on. */
function markCurrent() {
	const entries = list.groups.flatMap(group => group.fitting.slice(0, group.limit));
	const current = entries.find(entry => entry.section === page.section);
	for (const entry of entries) {
		const button = entry.item.firstChild;
		button.tabIndex = entry === (current || entries[0]) ? 0 : -1;
		if (entry === current)
			button.setAttribute("aria-current", "true");
		else
			button.removeAttribute("aria-current");
	}
	return current;
}

function revealCurrent() {
	for (const group of list.groups) {
		const index = group.fitting.findIndex(entry => entry.section === page.section);
		if (index >= group.limit) {
			group.limit = index + portion;
			fill(group);
		}
	}
	markCurrent()?.item.scrollIntoView({ block: "nearest" });
}

function hasSeverity(section, least) {
	return severities.slice(0, severities.indexOf(least) + 1)
		.some(severity => +section.dataset[severity] > 0);
}

function filter() {
	const words = list.search.value.toLowerCase().split(/\s+/).filter(Boolean), least = list.least.value;
	let shown = 0, all = 0;
	for (const group of list.groups) {
		group.fitting = group.entries.filter(entry => words.every(word => entry.text.includes(word)) &&
			(least === "" || hasSeverity(entry.section, least)));
		group.limit = portion;
		shown += group.fitting.length;
		all += group.entries.length;
		fill(group);
	}
	list.shown.textContent = shown + " of " + all;
	markCurrent();
}

/* --- Made once */

function choice(value, text) {
	return make("option", { value }, text);
}

function filterBox() {
	list.search = make("input", { type: "search", placeholder: "Filter: Call-ID, user, method, status",
	                              "aria-label": "Filter by text", spellcheck: "false" });
	list.least = make("select", { "aria-label": "Filter by severity" },
		choice("", "all"), choice("note", "with findings"), choice("warning", "warnings or errors"),
		choice("error", "errors"));
	list.shown = make("output", {});
	list.search.addEventListener("input", filter);
	list.least.addEventListener("change", filter);
	return make("div", { class: "filter" }, list.search, list.least, list.shown);
}

/* What is about no message. */
function remarks() {
	const found = document.querySelectorAll(".remark");
	return found.length ? make("details", { class: "remarks", open: found.length < 4 ? "" : null },
		make("summary", {}, plural(found.length, "remark") + " on files"), ...found) : "";
}

function moveInList(event) {
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (!step || event.target === list.least)
		return;
	const buttons = [...document.querySelectorAll("#list .entry")];
	const next = buttons[Math.max(buttons.indexOf(event.target) + step, 0)];
	if (next) {
		next.focus();
		event.preventDefault();
	}
}

function makeList() {
	const nav = document.getElementById("list");
	const calls = groupOfSections(page.sections, callButton), strays = groupOfSections(page.strays, strayButton);
	list.groups = [calls, strays];
	nav.append(filterBox(), remarks(), calls.box);
	if (page.strays.length)
		nav.append(make("h2", {}, "Messages without a call"), strays.box);
	nav.addEventListener("keydown", moveInList);
	filter();
}
