// Runs once, when the history is on the page. Gradio gives `element`, the history, and `watch`,
// which tells of a new value. The source's pane has a script of its own, source.js.
const narrow = window.matchMedia("(max-width: 860px)"); // as in style.css

function openSource(address, link = null) {
  document.dispatchEvent(new CustomEvent("footnote-source", { detail: { address, link } }));
}

// The source of an answer opens by itself where there is room; what only came near does not.
function show(card) {
  card.scrollIntoView({ block: "start", behavior: "instant" });
  if (narrow.matches || card.matches("[aria-busy]")) return;
  const link = card.matches(".answered") && card.querySelector("a.footnote");
  openSource(link ? link.getAttribute("href") : null);
}

element.addEventListener("click", (event) => {
  const link = event.target.closest("a.footnote");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSource(link.getAttribute("href"), link);
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
