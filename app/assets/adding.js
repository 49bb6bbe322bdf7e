// Gradio gives `element`, the form. What is dropped anywhere on the page, chosen or pasted is sent file
// by file; then the job that adds it is begun, and goes on whether or not this page stays.
const drop = element.querySelector(".drop"), over = element.querySelector(".over");
const said = element.querySelector(".said"), pasted = element.querySelector("#pasted");
const AT_END = "An address begins with http:// or https://, as in the browser's address bar.";
let sending = false;
document.body.append(over); // it lies over the whole page

const say = (text) => (said.textContent = text);
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

async function begin(id, names) {
  const answer = await fetch(`jobs/${id}`, { method: "POST", body: JSON.stringify({ names }) });
  say(answer.ok ? "" : await answer.text());
  document.dispatchEvent(new CustomEvent("footnote-look"));
  return answer.ok;
}

// Files as [{ file, name }], a name with the folders it was dropped in.
async function send(files) {
  if (!files.length) return say("There was no file in what you dropped.");
  const id = newId(), names = [], problems = [];
  sending = true;
  try {
    for (const { file, name } of files) {
      say(`Sending ${names.length + 1} of ${files.length}: ${name}`);
      if (file.size > Number(drop.dataset.largest)) {
        problems.push(`${name} is larger than ${drop.dataset.megabytes} MB and was left out.`);
        continue;
      }
      const answer = await fetch(`jobs/${id}/${names.length}`, { method: "PUT", body: file });
      if (answer.ok) names.push(name);
      else problems.push(`${name}: ${await answer.text()}`);
    }
    if (names.length) await begin(id, names);
    if (problems.length) say(problems.join(" "));
  } catch {
    say("Footnote does not answer, or a file cannot be read; nothing was added. Try again.");
  } finally {
    sending = false;
  }
}

// What was dropped, folders with all that is in them, hidden files left out.
async function within(entry, path = "") {
  const name = path + entry.name;
  if (entry.isFile) return [{ name, file: await new Promise((ok, no) => entry.file(ok, no)) }];
  const reader = entry.createReader(), found = [];
  for (;;) { // a hundred at a time
    const some = await new Promise((ok, no) => reader.readEntries(ok, no));
    if (!some.length) break;
    found.push(...some.filter((each) => !each.name.startsWith(".")));
  }
  return (await Promise.all(found.map((each) => within(each, `${name}/`)))).flat();
}

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  over.hidden = false;
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over.hidden = true; });
document.addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  over.hidden = true;
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((file) => ({ file, name: file.name }));
  try {
    send(entries.length ? (await Promise.all(entries.map((each) => within(each)))).flat() : plain);
  } catch {
    say("What you dropped cannot be read; choose its files instead.");
  }
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".files, .folder")) element.querySelector(`[name=${button.className}]`).click();
  if (button?.matches(".add")) addPasted();
});
element.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  const files = [...event.target.files].filter((file) => !file.webkitRelativePath.includes("/."));
  send(files.map((file) => ({ file, name: file.webkitRelativePath || file.name })));
  event.target.value = ""; // so that the same file may be chosen again
});

// Addresses, one a line; anything else is a text, named by its first words.
async function addPasted() {
  const text = pasted.value.trim(), lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const areAddresses = lines.every((line) => /^https?:\/\/\S+$/i.test(line));
  if (!lines.length || (!areAddresses && lines.length === 1 && !/\s/.test(text))) return say(AT_END);
  if (areAddresses) {
    if (await begin(newId(), lines)) pasted.value = "";
    return;
  }
  const name = `${lines[0].slice(0, 60).replaceAll("/", " ")}.txt`;
  await send([{ name, file: new File([text], name) }]);
  pasted.value = "";
}

// What is pasted beside any field comes here, to be looked at before it is added.
document.addEventListener("paste", (event) => {
  if (event.target.closest?.("input, textarea, [contenteditable]")) return;
  const files = [...event.clipboardData.files].map((file) => ({ file, name: file.name }));
  if (files.length) return send(files);
  const text = event.clipboardData.getData("text/plain");
  if (!text) return;
  [...document.querySelectorAll("[role=tab]")].find((tab) => tab.textContent.trim() === "Library")?.click();
  pasted.value = text;
  requestAnimationFrame(() => pasted.focus());
});
window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
