// Shows only the questions that are wanted; it asks the document, so they may come later.
document.addEventListener("input", ({ target }) => {
  const filter = target.closest(".evaluation .filter");
  if (!filter) return;
  const [verdict, kind, text] = [...filter.querySelectorAll("select, input")].map((e) => e.value);
  const wanted = text.trim().toLowerCase();
  const items = [...filter.parentElement.querySelectorAll(".questions > li")];
  for (const item of items) {
    const fits =
      (!verdict || item.dataset.verdict === verdict || item.className === verdict) &&
      (!kind || item.dataset.kind === kind) &&
      (!wanted || item.textContent.toLowerCase().includes(wanted));
    item.hidden = !fits;
  }
  const left = items.filter((item) => !item.hidden).length;
  filter.querySelector("output").value = `${left} of ${items.length} questions`;
});
