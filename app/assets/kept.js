// Gradio gives `element`, the kept quotations, and `trigger`, which wakes a handler in Python. A source
// opens in a page of its own.
saveSoon(element, "textarea", (area) => trigger("annotate", { id: area.dataset.id, note: area.value }));
element.addEventListener("click", (event) => {
  event.target.closest("a.footnote")?.setAttribute("target", "_blank");
  const { event: wanted, id } = event.target.closest("button")?.dataset || {};
  if (wanted === "remove") trigger("remove", { id });
  if (wanted === "bring_back") trigger("bring_back", { id });
});
