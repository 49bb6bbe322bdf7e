// Gradio gives `element`, the cards, and `watch`, which tells of new ones. On a narrow screen they
// are below the box and would come unseen.
watch("value", () => {
  if (!matchMedia("(max-width: 860px)").matches) return; // as in claims.css
  element.querySelector(".total")?.scrollIntoView({ block: "start", behavior: "instant" });
});
