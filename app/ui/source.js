// Runs once, when the pane of the source is on the page: `element` is the pane. Whoever wants to
// show a source sends "footnote-source" with the address and, if a person chose it, the link.
const pane = element.querySelector(".pane");
const sheet = pane.querySelector(".sheet"); // which brings the sentences of render_html.py
const narrow = window.matchMedia("(max-width: 860px)"); // as in style.css
let latest = 0;
let opener = null;

function hint(name) {
  const textContent = sheet.dataset[name];
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
  document.querySelectorAll("a.footnote").forEach((a) => {
    if (a.getAttribute("href") === address) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  });
}

async function openSource(address, link) {
  const mine = ++latest;
  setCurrent(address);
  const article = await fetchSource(address);
  if (mine !== latest) return; // a later one has overtaken this one
  sheet.replaceChildren(article);
  if (link) uncover(true);
  const mark = sheet.querySelector("mark");
  sheet.scrollTop = 0;
  if (mark) sheet.scrollTop = mark.getBoundingClientRect().top - sheet.getBoundingClientRect().top - sheet.clientHeight / 3;
  if (link) {
    opener = link;
    (mark || pane).focus({ preventScroll: true });
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

function clearSource() {
  latest++;
  setCurrent(null);
  sheet.replaceChildren(hint("hint"));
}

document.addEventListener("footnote-source", ({ detail: { address, link } }) => {
  if (address) openSource(address, link);
  else clearSource();
});
narrow.addEventListener("change", closeSource);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSource();
});
pane.querySelector(".close").addEventListener("click", closeSource);
