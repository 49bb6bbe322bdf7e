// Gradio gives `element`, the forms in which a conversation can be had, and `trigger`, which wakes the
// handler in Python that makes it.
const forms = element.querySelector("details");
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  trigger("export", { form: button.dataset.form });
  forms.open = false;
  forms.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (!forms.contains(event.target)) forms.open = false;
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") forms.open = false;
});
