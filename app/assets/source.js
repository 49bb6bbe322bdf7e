// Runs once, when the pane of the source is on the page: `element` is the pane. Whoever wants to
// show a source sends "footnote-source" with the address and, if a person chose it, the link.
const pane = element.querySelector(".pane");
const sheet = pane.querySelector(".sheet"); // which brings the sentences of shell.html
const steps = pane.querySelector(".steps");
const narrow = window.matchMedia("(max-width: 860px)"); // as in style.css
const MARGIN = 16; // pixels between an edge and what was gone to
let latest = 0;
let opener = null;
let asPages = false; // what was last chosen of a PDF's text and its pages

function hint(name) {
  const textContent = sheet.dataset[name];
  return Object.assign(document.createElement("p"), { className: "hint", textContent });
}

async function fetchSource(address) {
  try {
    const answer = await fetch(address);
    if (answer.status === 401) location.reload(); // no longer signed in: the page asks for it
    const page = await answer.text();
    const article = new DOMParser().parseFromString(page, "text/html").querySelector("article");
    return article || hint("dead");
  } catch {
    return hint("dead");
  }
}

// Of a PDF, as its text or as its pages, whichever was chosen last.
async function fetchAsChosen(address) {
  const article = await fetchSource(address);
  const link = asPages && article.querySelector(".views a:last-child");
  const pages = link && (await fetchSource(link.getAttribute("href")));
  return pages && pages.querySelector(".views") ? pages : article;
}

function setCurrent(address) {
  document.querySelectorAll("a.footnote").forEach((a) => {
    if (a.getAttribute("href") === address) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  });
}

async function openSource(address, link) {
  const mine = ++latest;
  setCurrent(address);
  const article = await fetchAsChosen(address);
  if (mine !== latest) return; // a later one has overtaken this one
  put(article);
  if (link) {
    uncover(true);
    if (narrow.matches && !history.state?.source) history.pushState({ source: address }, "");
    opener = link;
  }
  arrive(sheet.querySelector("#quotation"), link && pane);
}

function put(article) {
  sheet.replaceChildren(article);
  const outline = sheet.querySelector(".outline");
  if (outline) outline.open = false; // here it opens over the text
  countMarks();
}

// Brings a mark into view, or the beginning; the keyboard goes there too if `focused` is given,
// which takes it where there is no mark.
function arrive(mark, focused) {
  sheet.scrollTo(0, 0);
  if (mark) goTo(mark, sheet.clientHeight / 3);
  if (focused) (mark || focused).focus({ preventScroll: true });
}

function goTo(target, below) {
  const [there, here] = [target.getBoundingClientRect(), sheet.getBoundingClientRect()];
  sheet.scrollTop += there.top - here.top - below;
  // A page may be wider than the screen.
  const aside = there.left < here.left || there.right > here.right;
  if (aside) sheet.scrollLeft += there.left - here.left - MARGIN;
}

// Next and previous: each quotation has its number on all its parts, and an id on the first.
function marks() {
  const first = [...sheet.querySelectorAll("[data-mark][id]")];
  return first.sort((a, b) => a.dataset.mark - b.dataset.mark);
}

function currentMark() {
  return marks().find((mark) => mark.matches(".current"));
}

function makeCurrent(mark) {
  sheet.querySelectorAll("[data-mark]").forEach((part) => {
    part.classList.toggle("current", part.dataset.mark === mark.dataset.mark);
  });
  countMarks();
}

function countMarks() {
  const all = marks();
  steps.hidden = all.length < 2;
  const number = all.indexOf(currentMark()) + 1;
  steps.querySelector(".which").textContent = `Quotation ${number} of ${all.length}`;
}

function step(by) {
  const all = marks();
  if (all.length < 2) return;
  const next = all[(all.indexOf(currentMark()) + by + all.length) % all.length];
  makeCurrent(next);
  arrive(next, pane);
}

// Links inside a source lead about in it, and leave the page's own address alone.
async function follow(event) {
  const link = event.target.closest("a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = link.getAttribute("href");
  if (address.startsWith("#")) {
    event.preventDefault();
    const target = sheet.querySelector(`#${CSS.escape(address.slice(1))}`);
    sheet.querySelector(".outline").open = false;
    goTo(target, sheet.querySelector(".top").offsetHeight + MARGIN);
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  } else if (link.closest(".views")) {
    event.preventDefault();
    asPages = !link.nextElementSibling;
    const before = currentMark()?.dataset.mark;
    const mine = ++latest;
    const article = await fetchSource(address);
    if (mine !== latest) return;
    put(article);
    const mark = marks().find((each) => each.dataset.mark === before);
    if (mark) makeCurrent(mark);
    arrive(mark);
    (sheet.querySelector(".views [aria-current]") || pane).focus({ preventScroll: true });
  }
}

// On a narrow screen the source lies over the page, which must then be out of the keyboard's reach.
function uncover(open) {
  pane.classList.toggle("open", open);
  document.querySelectorAll("#chat, .main header:has(> h1), [role=tablist]").forEach((part) => {
    part.inert = open && narrow.matches;
  });
}

function closeSource() {
  if (!pane.classList.contains("open")) return;
  uncover(false);
  opener?.focus();
}

// There it is a place of its own, which Back leaves.
function leaveSource() {
  if (history.state?.source) history.back();
  else closeSource();
}

function clearSource() {
  latest++;
  setCurrent(null);
  put(hint("hint"));
}

document.addEventListener("footnote-source", ({ detail: { address, link } }) => {
  if (address) openSource(address, link);
  else clearSource();
});
narrow.addEventListener("change", closeSource);
window.addEventListener("popstate", () => {
  if (!history.state?.source) closeSource();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const outline = sheet.querySelector(".outline[open]");
  if (!outline) return pane.classList.contains("open") && leaveSource();
  outline.open = false;
  outline.querySelector("summary").focus();
});
pane.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});
sheet.addEventListener("click", follow);
pane.querySelector(".close").addEventListener("click", leaveSource);
pane.querySelector(".previous").addEventListener("click", () => step(-1));
pane.querySelector(".next").addEventListener("click", () => step(1));
pane.inert = false;
