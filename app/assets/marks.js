// Gradio gives `element`, which says where kept quotations stand, and `watch`, which tells of a new value:
// page.js shows on the cards which are kept.
watch("value", () => document.dispatchEvent(new CustomEvent("footnote-kept")));
