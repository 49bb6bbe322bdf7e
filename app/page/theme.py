"""Gradio's colours, pointed at ours in colours.css."""

from __future__ import annotations

import gradio as gr

COLOURS = {
    "body_background_fill": "paper",
    "body_text_color": "ink",
    "body_text_color_subdued": "quiet",
    "background_fill_primary": "sheet",
    "background_fill_secondary": "paper",
    "block_background_fill": "sheet",
    "block_label_background_fill": "sheet",
    "block_border_color": "line",
    "block_label_text_color": "quiet",
    "block_title_text_color": "quiet",
    "border_color_primary": "line",
    "border_color_accent": "accent",
    "color_accent": "accent",
    "input_background_fill": "sheet",
    "input_border_color": "line",
    "input_placeholder_color": "quiet",
    "button_primary_background_fill": "button",
    "button_primary_background_fill_hover": "button-hover",
    "button_primary_text_color": "on-button",
    "button_secondary_background_fill": "sheet",
    "button_secondary_background_fill_hover": "paper",
    "button_secondary_text_color": "ink",
    "button_secondary_border_color": "line",
    "link_text_color": "accent",
    "loader_color": "accent",
}
WITHOUT_DARK = {"color_accent"}  # Gradio has no twin of it; style.css repeats it


def theme() -> gr.themes.Base:
    """The theme: light and dark alike, because our variables know which it is."""
    ours = {name: f"var(--{colour})" for name, colour in COLOURS.items()}
    ours |= {f"{name}_dark": ours[name] for name in COLOURS if name not in WITHOUT_DARK}
    base = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
    return base.set(**ours)
