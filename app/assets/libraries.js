{
// Follows shell.js. Which library is open stands in the header; the others, and what can be done with
// them, come when it is clicked. Their address says which one a page is of.
const place = element.querySelector(".libraries");
const AGAIN = "footnote-shelf"; // whether the list is to be open after the page has changed
const TITLES = { new: "A new library", copy: "A copy", describe: "Name and description" };
const find = (selector) => place.querySelector(selector);
const say = (text) => (find(".said").textContent = text);
const BUTTONS = { new: "Make it", copy: "Copy it", describe: "Keep" };
let doing = null; // what the form is for

async function draw(open) {
  const answer = await fetch("libraries");
  if (!answer.ok) return;
  place.innerHTML = await answer.text();
  const name = find(".here .name")?.textContent;
  if (!name) return;
  document.title = `${name} - Footnote`;
  const menu = find(".shelf");
  menu.addEventListener("toggle", (event) => {
    find(".open-libraries").setAttribute("aria-expanded", event.newState === "open");
  });
  if (open) show(menu);
}

// Below its button, and within the window.
function show(menu) {
  find(".open-libraries").focus(); // which has the focus again when the list is closed
  menu.showPopover();
  find(".here > a").focus();
  const { left, bottom } = find(".open-libraries").getBoundingClientRect();
  menu.style.top = `${bottom + 6}px`;
  menu.style.left = `${Math.max(12, Math.min(left, innerWidth - menu.offsetWidth - 12))}px`;
}

function ask(what, { id = "", name = "", description = "" } = {}) {
  doing = { what, id };
  const form = find("form");
  form.hidden = false;
  form.querySelector("h2").textContent = TITLES[what];
  form.querySelector("button").textContent = BUTTONS[what];
  form.name.value = what === "copy" ? `${name}, a copy` : name;
  form.description.value = description;
  form.querySelector(".describes").hidden = what === "copy";
  form.name.focus();
  form.name.select();
}

// Asks the API; gives what it answers, or says what is wrong and gives nothing.
async function change(method, path, body) {
  const json = body instanceof FormData ? body : JSON.stringify(body);
  const headers = body instanceof FormData ? {} : { "Content-Type": "application/json" };
  try {
    const answer = await fetch(`/api/libraries${path}`, { method, headers, body: body && json });
    const said = await answer.json();
    if (answer.ok) return said;
    say(said.error);
  } catch {
    say("Footnote does not answer; try again.");
  }
  return null;
}

function go(address, open = false) {
  if (open) sessionStorage.setItem(AGAIN, "1");
  const there = new URL(address, location.origin), theme = new URLSearchParams(location.search).get("__theme");
  if (theme) there.searchParams.set("__theme", theme);
  location.assign(there);
}

async function keep(form) {
  const { what, id } = doing, name = form.name.value, description = form.description.value;
  say("One moment…");
  if (what === "describe") {
    if (await change("PATCH", `/${id}`, { name, description })) draw(true);
    return;
  }
  const asked = what === "copy" ? { name, copy_of: id } : { name, description };
  const made = await change("POST", "", asked);
  if (made) go(`${made.address}?tab=Library`);
}

async function remove(id) {
  say("One moment…");
  if (await change("DELETE", `/${id}`)) go("/", true);
}

async function take(file) {
  say("Reading it, and checking all of it…");
  const form = new FormData();
  form.append("file", file);
  const made = await change("POST", "/import", form);
  if (made) go(made.address, true);
}

place.addEventListener("click", async (event) => {
  if (event.target.closest(".open-libraries")) return draw(true);
  const link = event.target.closest("li > a");
  if (link && !(event.button || event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    const tab = new URLSearchParams(location.search).get("tab");
    return go(tab ? `${link.getAttribute("href")}?tab=${encodeURIComponent(tab)}` : link.getAttribute("href"));
  }
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const { act } = button.dataset, library = { ...button.closest("[data-id]")?.dataset };
  if (act === "leave") find("form").hidden = true;
  if (act === "import") find("input[type=file]").click();
  if (act in TITLES) ask(act, act === "new" ? {} : library);
  if (act === "remove") remove(library.id);
  if (act === "undo" && (await change("POST", `/${library.id}/undo`))) draw(true);
});
place.addEventListener("submit", (event) => {
  event.preventDefault();
  keep(event.target);
});
place.addEventListener("change", (event) => {
  if (event.target.type === "file" && event.target.files[0]) take(event.target.files[0]);
});
const again = sessionStorage.getItem(AGAIN);
sessionStorage.removeItem(AGAIN);
draw(Boolean(again));
}
