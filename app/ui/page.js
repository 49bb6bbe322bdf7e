// Runs once, when the history is on the page. Gradio gives `element`, the history, and `watch`,
// which tells of a new value. The pane may come later, so it is looked up when it is needed.
const pane = () => document.querySelector("#source .pane");
const narrow = window.matchMedia("(max-width: 860px)"); // as in style.css
const sheet = () => pane().querySelector(".sheet"); // which brings the sentences of render_html.py
let latest = 0;
let opener = null;

function hint(name) {
  const textContent = sheet().dataset[name];
  return Object.assign(document.createElement("p"), { className: "hint", textContent });
}

async function fetchSource(address) {
  try {
    const page = await (await fetch(address)).text();
    const article = new DOMParser().parseFromString(page, "text/html").querySelector("article");
    return article || hint("dead");
  } catch {
    return hint("dead");
  }
}

function setCurrent(address) {
  element.querySelectorAll("a.footnote").forEach((a) => {
    if (a.getAttribute("href") === address) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  });
}

async function openSource(link, byHand) {
  const mine = ++latest;
  const address = link.getAttribute("href");
  setCurrent(address);
  const article = await fetchSource(address);
  if (mine !== latest) return; // a later click has overtaken this one
  const paper = sheet();
  paper.replaceChildren(article);
  if (byHand) uncover(true);
  const mark = paper.querySelector("mark");
  paper.scrollTop = 0;
  if (mark) paper.scrollTop = mark.getBoundingClientRect().top - paper.getBoundingClientRect().top - paper.clientHeight / 3;
  if (byHand) {
    opener = link;
    (mark || pane()).focus({ preventScroll: true });
  }
}

// On a narrow screen the source lies over the page, which must then be out of the keyboard's reach.
function uncover(open) {
  pane().classList.toggle("open", open);
  document.querySelectorAll("#chat, .main header:has(> h1), [role=tablist]").forEach((part) => {
    part.inert = open && narrow.matches;
  });
}

function closeSource() {
  if (!pane()?.classList.contains("open")) return;
  uncover(false);
  opener?.focus();
}

function clearSource() {
  latest++;
  setCurrent(null);
  sheet().replaceChildren(hint("hint"));
}

// The source of an answer opens by itself where there is room; what only came near does not.
function show(card) {
  card.scrollIntoView({ block: "start", behavior: "instant" });
  const link = card.querySelector("a.footnote");
  if (narrow.matches || card.matches("[aria-busy]")) return;
  if (link && card.matches(".answered")) openSource(link, false);
  else clearSource();
}

element.addEventListener("click", (event) => {
  const link = event.target.closest("a.footnote");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSource(link, true);
});

watch("value", () => {
  const notice = element.querySelector(".notice");
  if (notice) return notice.scrollIntoView({ block: "nearest" });
  const card = element.querySelector("article:last-of-type");
  if (!card) return;
  const asked = card.dataset.question;
  const address = new URL(location);
  show(card);
  if (asked === undefined || address.searchParams.get("q") === asked) return;
  address.searchParams.set("q", asked);
  history.pushState(null, "", address);
});

window.addEventListener("popstate", () => {
  const asked = new URLSearchParams(location.search).get("q");
  if (asked === null) return element.scrollTo({ top: 0 });
  const cards = [...element.querySelectorAll("article")];
  const card = cards.findLast((a) => a.dataset.question === asked);
  if (card) show(card);
  else location.reload();
});

narrow.addEventListener("change", closeSource);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSource();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#source .close")) closeSource();
});
