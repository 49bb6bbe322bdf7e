// Runs once, when the button that opens the list of conversations is on the page: `element` has it. The
// list is beside the conversation, and on narrow screens a drawer over it.
const drawer = window.matchMedia("(max-width: 1100px)"); // as in style.css
const opener = element.querySelector("button");
const list = document.querySelector("#kept");
const roomy = window.matchMedia("(min-width: 1400px)"); // where it is open without being asked for
const CHOICE = "footnote-conversations"; // what this browser remembers: "open" or "shut"

function unfold(open) {
  list.classList.toggle("open", open);
  document.querySelector("#ask").classList.toggle("with-list", open && !drawer.matches);
  opener.setAttribute("aria-expanded", open);
}

function isOpen() {
  return list.classList.contains("open");
}

function shutDrawer() {
  if (!drawer.matches || !isOpen()) return false;
  unfold(false);
  return true;
}

opener.addEventListener("click", () => {
  unfold(!isOpen());
  if (!drawer.matches) localStorage.setItem(CHOICE, isOpen() ? "open" : "shut");
  else if (isOpen()) list.querySelector("input").focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shutDrawer()) opener.focus();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("a.visit") || !event.target.closest("#kept, #opener")) shutDrawer();
});

function begin() {
  const chosen = localStorage.getItem(CHOICE);
  unfold(!drawer.matches && (chosen ? chosen === "open" : roomy.matches));
}

drawer.addEventListener("change", begin);
begin();
