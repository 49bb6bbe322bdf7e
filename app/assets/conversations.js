// Runs once, when the list of conversations is on the page: `element` is the list. What is chosen in it
// wakes a handler in Python.
element.addEventListener("click", (event) => {
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);
  const link = event.target.closest("a.visit");
  const button = event.target.closest("button");
  if (link && plain) {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("footnote-arriving"));
    trigger("visit", { id: link.dataset.id });
  }
  const { event: wanted, id, title } = button?.dataset || {};
  if (wanted === "rename") {
    const named = prompt("The conversation's title:", title);
    if (named) trigger("rename", { id, title: named });
  }
  if (wanted === "erase") trigger("erase", { id });
  if (wanted === "undelete") trigger("undelete", { id });
});
