"""What several tabs lay out alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

Updates = tuple[Any, ...]  # one value for each output; what they may be is Gradio's affair
# Events of our own page: no spinner over what is there, and no door for other programs.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass
class Stoppable:
    """Work that is under way in a page: whether somebody wants it to end."""

    stopped: bool = False


def line(label: str, placeholder: str, **options: Any) -> gr.Textbox:  # noqa: ANN401 - Gradio's
    """A text field of one line: Enter submits it."""
    attributes = gr.InputHTMLAttributes(autocomplete="off")
    return gr.Textbox(label=label, placeholder=placeholder, lines=1, max_lines=1, scale=1,
                      min_width=0, html_attributes=attributes, **options)  # fmt: skip
