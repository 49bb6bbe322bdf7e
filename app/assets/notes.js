// What is typed into a field of `element` is saved a little after its last letter, and at once when the
// field is left. `save` is given the field.
const PAUSE = 1000; // milliseconds

function saveSoon(element, fields, save) {
  const unsaved = new Map(); // the timer that will save a field
  const now = (field) => {
    if (!unsaved.has(field)) return;
    clearTimeout(unsaved.get(field));
    unsaved.delete(field);
    save(field);
  };
  element.addEventListener("input", ({ target }) => {
    if (!target.matches(fields)) return;
    clearTimeout(unsaved.get(target));
    unsaved.set(target, setTimeout(now, PAUSE, target));
  });
  element.addEventListener("focusout", ({ target }) => now(target));
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved.size) return;
    event.preventDefault(); // the question leaves time for it
    [...unsaved.keys()].forEach(now);
  });
}
