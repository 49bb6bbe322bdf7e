// Gradio gives `element` and `watch`, which tells of a new value: a file that render_html.download_html
// made. Its text becomes a download under its name; nothing is sent anywhere.
watch("value", () => {
  const file = element.querySelector("[data-name]");
  if (!file) return;
  const bytes = "base64" in file.dataset && Uint8Array.from(atob(file.textContent), (c) => c.charCodeAt(0));
  const type = bytes ? file.dataset.type : `${file.dataset.type};charset=utf-8`;
  const blob = new Blob([bytes || file.textContent], { type });
  const href = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href, download: file.dataset.name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // the browser may ask the user first
});
