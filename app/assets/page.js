// Runs once, when the history is on the page. Gradio gives `element`, the history, `watch`, which
// tells of a new value, and `trigger`, which wakes a handler in Python. The source's pane has a
// script of its own, source.js.
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

// Into the question's box, as if it had been typed there: Gradio listens for input events.
function edit(text) {
  const box = document.querySelector("#question input, #question textarea");
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

// What a copy link leads to, into the clipboard; HTML also as what other programs paste with its form.
async function copy(link) {
  const said = link.closest(".copies").querySelector("[role=status]");
  said.textContent = "";
  try {
    if (link.matches("[data-link]")) {
      await navigator.clipboard.writeText(link.href);
    } else {
      const answer = await fetch(link.href);
      const text = await answer.text();
      if (!answer.ok) return (said.textContent = text);
      const kinds = { "text/plain": new Blob([text], { type: "text/plain" }) };
      if (link.dataset.media === "text/html") kinds["text/html"] = new Blob([text], { type: "text/html" });
      await navigator.clipboard.write([new ClipboardItem(kinds)]);
    }
    said.textContent = "Copied.";
  } catch {
    window.open(link.href, "_blank", "noopener"); // no clipboard here: to be copied by hand
  }
}

element.addEventListener("click", (event) => {
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);
  const link = event.target.closest("a.footnote, a.copy");
  const button = event.target.closest("button");
  if (link && plain) {
    event.preventDefault();
    if (link.matches(".copy")) copy(link);
    else openSource(link.getAttribute("href"), link);
  }
  if (button?.matches(".edit")) edit(button.dataset.text);
  if (button?.dataset.event === "literally") trigger("literally", { place: button.dataset.place });
  if (button?.dataset.event === "choose") {
    trigger("choose", { place: button.dataset.place, number: button.dataset.number });
  }
  if (button?.dataset.event === "restore") trigger("restore");
});

const ASKED = ["q", "risk", "in"]; // what an address says of a question, in this order
function asked(search) {
  const said = new URLSearchParams(search);
  return ASKED.flatMap((name) => said.getAll(name).map((value) => [name, value]));
}

function isHere(card) {
  return asked(card?.dataset.address).join() === asked(location.search).join();
}

// What else stands in the address, such as the theme, stays.
function setAddress(card) {
  const address = new URL(location);
  ASKED.forEach((name) => address.searchParams.delete(name));
  asked(card?.dataset.address).forEach(([name, value]) => address.searchParams.append(name, value));
  history.pushState(null, "", address);
}

// Whatever else changes the conversation waits while a question does: each would lose the other's.
function hold(busy) {
  document.querySelectorAll("#keep, #examples").forEach((part) => (part.inert = busy));
  element.querySelectorAll(".understood, .done, .choice").forEach((part) => (part.inert = busy));
}

watch("value", () => {
  hold(Boolean(element.querySelector("[aria-busy]")));
  const notice = element.querySelector(".notice");
  if (notice) return notice.scrollIntoView({ block: "nearest" });
  const card = element.querySelector("article:last-of-type");
  if (card) show(card);
  else openSource(null);
  if (card?.matches("[aria-busy]")) return; // a question that waits has no address yet
  if (!isHere(card)) setAddress(card);
});

window.addEventListener("popstate", () => {
  if (!new URLSearchParams(location.search).has("q")) return element.scrollTo({ top: 0 });
  const cards = [...element.querySelectorAll("article[data-address]")];
  const card = cards.findLast(isHere);
  if (card) show(card);
  else location.reload();
});
