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
  if (button?.dataset.event === "judge") {
    button.parentElement.querySelectorAll("button").forEach((each) => (each.ariaPressed = each === button));
    trigger("judge", { turn: button.dataset.turn, right: button.dataset.right === "yes" });
  }
  if (button?.dataset.event === "keep") {
    const { turn, number } = button.dataset;
    trigger("keep", { turn, number, wanted: button.ariaPressed !== "true" });
  }
});

// Which quotations are kept; where nothing may be kept there is no button for it.
function showKept() {
  const marks = document.querySelector("#marks [data-kept]");
  const kept = new Set(marks?.dataset.kept.split(" "));
  for (const button of element.querySelectorAll(".keep")) {
    const isKept = kept.has(button.dataset.keptAs);
    button.hidden = !marks;
    button.ariaPressed = isKept;
    button.textContent = isKept ? "Kept" : "Keep";
    button.ariaLabel = button.ariaLabel.replace(/^(Keep|Kept:)/, isKept ? "Kept:" : "Keep");
  }
  const judged = marks?.matches("[data-judged]");
  element.querySelectorAll(".judging").forEach((part) => (part.hidden = !judged));
}
document.addEventListener("footnote-kept", showKept);

// What an address says of a card: by what its conversation is kept, and what was asked, in this order.
const SAID = ["c", "q", "risk", "in"];
function said(search) {
  const given = new URLSearchParams(search);
  return SAID.flatMap((name) => given.getAll(name).map((value) => [name, value]));
}

function conversation() {
  return element.querySelector("[data-conversation]")?.dataset.conversation || "";
}

function addressOf(card) {
  const here = conversation();
  return [...(here ? [["c", here]] : []), ...said(card?.dataset.address)];
}

// A card of a conversation that was opened without a question is here, too.
function isHere(card) {
  return addressOf(card).join() === said(location.search).join();
}

// What else stands in the address, such as the theme, stays.
function setAddress(card) {
  const address = new URL(location);
  SAID.forEach((name) => address.searchParams.delete(name));
  addressOf(card).forEach(([name, value]) => address.searchParams.append(name, value));
  // A question that was asked by its address is the same place when its answer is kept.
  const asked = said(location.search).join() === said(card?.dataset.address).join();
  if (asked) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  before = said(location.search).join();
}

// Whatever else changes the conversation waits while a question does: each would lose the other's.
function hold(busy) {
  document.querySelectorAll("#keep, #examples, #new-chat, #kept").forEach((part) => (part.inert = busy));
  element.querySelectorAll(".understood, .done, .choice").forEach((part) => (part.inert = busy));
}

let arriving = true; // at the card that the address names, not at the one that is new
let before = said(location.search).join();
document.addEventListener("footnote-arriving", () => (arriving = true));
document.addEventListener("footnote-library", () => trigger("refresh", {}));

watch("value", () => {
  showKept();
  hold(Boolean(element.querySelector("[aria-busy]")));
  const notice = element.querySelector(".notice");
  if (notice) return notice.scrollIntoView({ block: "nearest" });
  const cards = [...element.querySelectorAll("article")];
  const card = (arriving && cards.findLast(isHere)) || cards.at(-1);
  if (card) show(card);
  else openSource(null);
  if (card?.matches("[aria-busy]")) return; // a question that waits has no address yet
  arriving = false;
  if (!isHere(card)) setAddress(card);
});

window.addEventListener("popstate", () => {
  const there = said(location.search).join();
  if (there === before) return; // only the source or a tab was changed
  before = there;
  const address = new URLSearchParams(location.search);
  const card = [...element.querySelectorAll("article[data-address]")].findLast(isHere);
  arriving = true;
  if (card) show(card);
  else if (address.get("c") && address.get("c") !== conversation()) trigger("visit", { id: address.get("c") });
  else if (address.has("q")) location.reload();
  else element.scrollTo({ top: 0 });
});
