"""What stands on the page from the beginning: its title, the pane for a source; and files to keep."""

from __future__ import annotations

from markupsafe import Markup

from app.render.templates import piece

KEYS = (  # as in shell.js and source.js
    ("/", "to the question"),
    ("a", "a new chat"),
    ("c", "the list of conversations"),
    ("n", "in a source: the next quotation"),
    ("p", "in a source: the previous quotation"),
    ("Esc", "closes the source, the list or this"),
    ("\N{LEFTWARDS ARROW} \N{RIGHTWARDS ARROW}", "among the tabs: the one beside"),
    ("?", "this list"),
)


def title_html(*, signed_in: bool) -> Markup:
    """The page's title, with a way to sign out for who had to sign in."""
    return piece("shell.html", "title", signed_in, KEYS)


def pane_html() -> Markup:
    """The pane in which a source is read beside the answers, as yet empty."""
    return piece("shell.html", "pane")


def opener_html() -> Markup:
    """The button that opens and closes the list of conversations."""
    return piece("conversations.html", "opener")


def download_html(name: str, media_type: str, text: str, *, in_base64: bool = False) -> Markup:
    """A file for the user to keep: download.js hands its text, or the bytes that it stands for, to the browser."""
    return piece("shell.html", "download", name, media_type, text, in_base64)
