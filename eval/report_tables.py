"""Tables as HTML."""

from __future__ import annotations

from collections.abc import Iterable

from app.render.html import shown
from eval.summary import Measure


def table(names: Iterable[str], rows: str, kind: str = "wide") -> str:
    """A table in a box of its own, so that it scrolls sideways and the page does not; all is HTML."""
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<div class="scroll"><table class="{kind}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def group_row(name: str, columns: int) -> str:
    """A heading for the rows that follow."""
    return f'<tr><th scope="rowgroup" colspan="{columns}">{name}</th></tr>'


def row(head: str, cells: Iterable[str]) -> str:
    """A row and what it is called; all is HTML."""
    return f'<tr><th scope="row">{head}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def label(measure: Measure, about: str) -> str:
    """A measure's name, and a few words below it."""
    return shown(measure.label) + (f'<span class="about">{shown(about)}</span>' if about else "")
