// Gradio gives `element`, the table, and `trigger`, which wakes the handler in Python.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.remove");
  if (!button) return;
  const question = `Remove “${button.dataset.title}” from the library? Your own file stays as it is.`;
  if (confirm(question)) trigger("discard", { id: button.dataset.id });
});
