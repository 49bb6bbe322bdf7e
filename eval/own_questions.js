// Gradio gives `element`, the list of questions or the text of a document, and `trigger`, which wakes a
// handler in Python.
element.addEventListener("click", ({ target }) => {
  const { event, id } = target.closest("button[data-event]")?.dataset || {};
  if (["edit", "remove", "bring_back"].includes(event)) trigger(event, { id });
});

// What is selected in the text, by its characters as Python counts them.
let told = "";
function tell() {
  const text = element.querySelector(".own-text");
  const selection = getSelection();
  if (!text || selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
  const range = selection.getRangeAt(0);
  const count = (units) => [...text.textContent.slice(0, units)].length;
  const place = { start: count(range.startOffset), end: count(range.endOffset) };
  if (told === `${place.start}-${place.end}`) return;
  told = `${place.start}-${place.end}`;
  trigger("chosen", place);
}
element.addEventListener("pointerup", () => setTimeout(tell));
element.addEventListener("keyup", tell);
