// Gradio gives `element`, the cards, `watch`, which tells of new ones, and `trigger`, which wakes a handler in
// Python. On a narrow screen the cards are below the box and would come unseen.
saveSoon(element, ".judged :is(select, textarea)", (field) => {
  const judged = field.closest(".judged");
  const [ruling, note] = ["select", "textarea"].map((name) => judged.querySelector(name).value);
  trigger("judge", { place: field.dataset.place, ruling, note });
});
watch("value", () => {
  if (!matchMedia("(max-width: 860px)").matches) return; // as in claims.css
  element.querySelector(".total")?.scrollIntoView({ block: "start", behavior: "instant" });
});
