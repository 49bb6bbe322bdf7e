// Gradio gives `element`, the table of questions, and `watch`, which tells of a new one. A click on a
// column's head puts the rows in order by it, a second click the other way round.
let by = 0, downwards = false;

function sort() {
  const body = element.querySelector("tbody");
  if (!body) return;
  const rank = (row) => (row.children[by]?.dataset.rank === undefined ? null : Number(row.children[by].dataset.rank));
  const rows = [...body.children].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    if (x === null || y === null) return (x === null) - (y === null); // what says nothing comes last
    return downwards ? y - x : x - y;
  });
  if (rows.some((row, place) => row !== body.children[place])) body.replaceChildren(...rows);
  element.querySelectorAll("thead th").forEach((head, column) => {
    if (column === by) head.setAttribute("aria-sort", downwards ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("thead button");
  if (!button) return;
  const column = Number(button.dataset.column);
  downwards = column === by && !downwards;
  by = column;
  sort();
});
watch("value", () => {
  if (by >= element.querySelectorAll("thead th").length) by = 0;
  sort();
});
