// Gradio gives `trigger`, which wakes a handler in Python: when asking the test questions has begun or
// ended, on whichever page, the figures here are looked at anew.
document.addEventListener("footnote-jobs", (event) => {
  if (event.detail.includes("evaluating")) trigger("refresh", {});
});
