// Runs once, when the title is on the page. Tabs stand in the address, as ?tab=, and arrow keys move among
// them; the keys of the page are listed under "?".
const START = "Ask";
const dialog = element.querySelector("dialog");

function tabs() {
  return [...document.querySelectorAll("[role=tab]")].filter((tab) => tab.checkVisibility());
}

function named(address) {
  return new URLSearchParams(address).get("tab") || START;
}

function select(name) {
  const tab = tabs().find((each) => each.textContent.trim() === name);
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
}

document.addEventListener("click", (event) => {
  const name = event.target.closest("[role=tab]")?.textContent.trim();
  if (!name || name === named(location.search)) return;
  const address = new URL(location);
  if (name === START) address.searchParams.delete("tab");
  else address.searchParams.set("tab", name);
  history.pushState(null, "", address);
});
window.addEventListener("popstate", () => select(named(location.search)));

function move(event, by) {
  const all = tabs();
  const next = all[(all.indexOf(document.activeElement) + by + all.length) % all.length];
  event.preventDefault();
  next.focus();
  next.click();
}

function writes(target) {
  return target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

const KEYS = {
  "/": () => (select(START), document.querySelector("#question :is(input, textarea)").focus()),
  c: () => (select(START), document.querySelector("#opener button")?.click()),
  a: () => (select(START), document.querySelector("#new-chat").click()),
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (document.activeElement.matches("[role=tab]")) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) return move(event, by);
  }
  if (writes(event.target) || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
element.querySelector(".keys").addEventListener("click", () => dialog.showModal());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

// The tabs come a little later than the title.
if (named(location.search) !== START) {
  const coming = setInterval(() => {
    if (!tabs().length) return;
    clearInterval(coming);
    select(named(location.search));
  }, 50);
}
