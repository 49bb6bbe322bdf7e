// Gradio gives `element`, the table, `watch`, which tells of a new one, and `trigger`, which wakes a
// handler in Python. What is chosen stays chosen when the table is drawn anew.
const chosen = new Set();
const boxes = () => [...element.querySelectorAll("tbody input[type=checkbox]")];

function showChosen() {
  for (const box of boxes()) box.checked = chosen.has(box.value);
  for (const button of element.querySelectorAll(".remove-chosen, .read-chosen, .tag-chosen")) {
    button.hidden = chosen.size === 0;
    button.querySelector("span").textContent = chosen.size;
  }
}

async function begin(what, ids) {
  const answer = await fetch(`jobs/${what}`, { method: "POST", body: JSON.stringify({ ids }) });
  if (!answer.ok) return alert(await answer.text());
  chosen.clear();
  showChosen();
  document.dispatchEvent(new CustomEvent("footnote-look"));
}

async function send(what, folder) {
  const answer = await fetch(`jobs/${what}`, { method: "POST", body: JSON.stringify({ folder }) });
  if (!answer.ok) return alert(await answer.text());
  document.dispatchEvent(new CustomEvent("footnote-look"));
  if (what === "unfollow") trigger("refresh", {});
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".remove")) begin("remove", [button.dataset.id]);
  if (button?.matches(".remove-chosen")) begin("remove", [...chosen]);
  if (button?.matches(".read-chosen")) begin("read-again", [...chosen]);
  if (button?.matches(".read-outdated")) begin("read-again", button.dataset.ids.split(" "));
  if (button?.matches(".tag-chosen")) {
    const tag = prompt("A tag for the chosen documents, by which a question can be asked of them only:");
    if (tag) trigger("tag", { ids: [...chosen], tag });
  }
  if (button?.matches(".untag")) trigger("untag", { ids: [button.dataset.id], tag: button.dataset.tag });
  if (button?.matches(".follow")) send("follow", button.dataset.folder);
  if (button?.matches(".unfollow") && confirm("Keep this folder current no longer? Its documents stay.")) {
    send("unfollow", button.dataset.folder);
  }
  if (button?.matches(".remove-built-in")) begin("remove", button.dataset.ids.split(" "));
});
element.addEventListener("change", (event) => {
  const all = event.target.matches(".all");
  for (const box of all ? boxes() : [event.target]) {
    chosen[(all ? event.target : box).checked ? "add" : "delete"](box.value);
  }
  showChosen();
});
watch("value", showChosen);
document.addEventListener("footnote-library", () => trigger("refresh", {}));
