// Gradio gives `element`, where jobs are shown. They are asked for again and again, so that every page
// shows the same, also one that was opened later, and one whose server was started again.
const place = element.querySelector(".jobs");
const said = element.querySelector("[role=status]");
const BUSY = 700, IDLE = 4000, TABLE = 3000; // milliseconds between two looks, and two new tables
let timer, stamp = null, tableDrawn = 0, states = "";

function draw(fresh) {
  const there = new Map([...place.querySelectorAll("article")].map((job) => [job.dataset.id, job]));
  for (const job of fresh.querySelectorAll("article")) {
    const old = there.get(job.dataset.id);
    if (old?.dataset.state === job.dataset.state && old.querySelector("progress")) {
      // Only what moves, so that the focus stays and nothing is read out again and again.
      old.querySelector("progress").value = job.querySelector("progress").value;
      old.querySelector(".how").textContent = job.querySelector(".how").textContent;
      job.replaceWith(old);
    } else if (old && old.outerHTML === job.outerHTML) {
      job.replaceWith(old);
    } else if (old?.contains(document.activeElement)) {
      requestAnimationFrame(() => job.querySelector("button")?.focus());
    }
  }
  place.replaceChildren(...fresh.querySelectorAll("article"));
  const height = place.offsetHeight ? place.offsetHeight + 8 : 0;
  document.documentElement.style.setProperty("--jobs", `${height}px`);
}

async function look() {
  clearTimeout(timer);
  let busy = false;
  try {
    const answer = await fetch("jobs");
    if (answer.status === 404) return location.reload(); // this library was removed
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-stamp]");
      const jobs = [...fresh.querySelectorAll("article")];
      busy = jobs.some((job) => !job.matches(".ended"));
      const now = jobs.map((job) => job.dataset.id + job.dataset.state).join();
      const changed = now !== states;
      const old = states;
      states = now;
      const texts = jobs.filter((job) => !old.includes(job.dataset.id + job.dataset.state));
      if (changed) said.textContent = texts.map((job) => `${job.querySelector("h2").textContent}: ${job.dataset.state}`).join(". ");
      draw(fresh);
      const moved = stamp !== null && stamp !== fresh.dataset.stamp;
      if (changed || (moved && (!busy || Date.now() - tableDrawn > TABLE))) {
        stamp = fresh.dataset.stamp;
        tableDrawn = Date.now();
        document.dispatchEvent(new CustomEvent("footnote-library"));
      }
      stamp ??= fresh.dataset.stamp;
      const detail = texts.map((job) => job.dataset.kind);
      if (changed) document.dispatchEvent(new CustomEvent("footnote-jobs", { detail }));
    }
  } catch {} // the server is away: it may come back
  timer = setTimeout(look, busy && !document.hidden ? BUSY : IDLE);
}

place.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const id = button.closest("article").dataset.id;
  button.disabled = true;
  await fetch(`jobs/${id}/${button.className}`, { method: "POST" }).catch(() => {});
  look();
});
document.addEventListener("footnote-look", look);
document.addEventListener("visibilitychange", () => document.hidden || look());
look();
