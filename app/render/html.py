"""What all our HTML shares: addresses, style sheets and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote as quote_address
from urllib.parse import urlencode


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script of ``app/assets``."""
    return files("app").joinpath("assets", name).read_text(encoding="utf-8")


def source_address(
    document_id: str,
    start: int = 0,
    end: int = 0,
    others: Sequence[tuple[int, int]] = (),
    *,
    pages: bool = False,
) -> str:
    """The address of a document on this server, at a quotation if there is one.

    ``others`` are more quotations to be marked in it; ``pages`` shows a PDF's pages, not its text.
    """
    path = f"/source/{quote_address(document_id, safe='')}{'/pages' if pages else ''}"
    if not end:
        return path
    spans = [(start, end), *others]
    query = urlencode([pair for span in spans for pair in zip(("start", "end"), span, strict=True)])
    return f"{path}?{query}#quotation"
