// Runs when an evidence pack is opened: compares what the file quotes with the source texts that it
// includes, and says beside each quotation what came of it. It asks nothing of anyone.

// Offsets count whole characters (code points); a string's own index would count some of them twice.
const texts = [...document.querySelectorAll(".text")];
const characters = new Map(texts.map((text) => [text.id, Array.from(text.textContent)]));

function stands(part) {
  const included = characters.get(part.dataset.text);
  if (!included) return false;
  const before = Number(document.getElementById(part.dataset.text).dataset.start);
  const start = Number(part.dataset.start) - before;
  const end = Number(part.dataset.end) - before;
  if (!(0 <= start && start < end && end <= included.length)) return false;
  return included.slice(start, end).join("") === part.textContent;
}

function say(element, outcome, ...sentence) {
  element.classList.add(outcome);
  element.replaceChildren(...sentence);
}

// Whatever the file shows as words of the source is compared: the quotation, its paragraph, the short
// answer; and the place is that which the footnote names.
function checkQuotation(figure) {
  const wrong = [...figure.querySelectorAll("[data-text]")].filter((part) => !stands(part));
  const { start, end } = figure.querySelector(".quote").dataset;
  const [first, last] = [start, end].map((each) => Number(each).toLocaleString("en"));
  const place = `characters ${first}-${last}`;
  const check = figure.querySelector(".check");
  const parts = wrong.map((part) => `the ${part.dataset.part}`);
  if (figure.querySelector(".place").textContent !== place) parts.push("the place in the footnote");
  const good = parts.length === 0;
  if (good) say(check, "good", `Checked: stands in the included source at ${place}.`);
  else say(check, "bad", `DOES NOT MATCH the included source at ${place}: ${parts.join(", ")}.`);
  return good;
}

async function checkText(text) {
  const bytes = new TextEncoder().encode(text.textContent);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const good = found === document.getElementById(`${text.id}-sha256`).textContent;
  const check = document.getElementById(`${text.id}-check`);
  if (good) say(check, "good", "Checked: the text below has this sha256.");
  else say(check, "bad", "DOES NOT MATCH: the text below has another sha256.");
  return good;
}

function link(element, words) {
  return Object.assign(document.createElement("a"), { href: `#${element.id}`, textContent: words });
}

async function checkAll() {
  const figures = [...document.querySelectorAll("figure")];
  const matching = figures.filter(checkQuotation);
  // A browser computes hashes only where it trusts the page's origin; a file is trusted by most.
  const canHash = Boolean(globalThis.crypto?.subtle);
  const sound = canHash ? await Promise.all(texts.map(checkText)) : [];
  const bad = matching.length < figures.length || sound.includes(false);
  const hashes = canHash ? `${sound.filter(Boolean).length} of ${texts.length}` : "not checked, because this browser computes no hash here";
  const first = figures.find((figure) => !matching.includes(figure));
  say(
    document.getElementById("checks"),
    bad ? "bad" : "good",
    bad ? "Something DOES NOT MATCH. " : "",
    `Quotations that stand in the included sources: ${matching.length} of ${figures.length}. `,
    `Included texts that have the stated sha256: ${hashes}. `,
    first ? link(first, "Go to the first quotation that does not match") : "",
  );
}

checkAll();
