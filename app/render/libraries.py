"""The libraries as the page shows them: the open one's name, the list to switch by, and a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.render.library import many
from app.render.templates import piece
from app.shelf.carrying import SUFFIX
from app.shelf.shelf import LONGEST_DESCRIPTION, LONGEST_NAME, Library


@dataclass(frozen=True, slots=True)
class Shown:
    """A library in the list: how much it holds, where it is, whether it is open, and the first one."""

    library: Library
    documents: int
    address: str
    is_open: bool
    is_first: bool

    @property
    def counted(self) -> str:
        """How many documents it has, in words."""
        return many(self.documents, "document")


def menu_html(shown: Sequence[Shown], removed: Sequence[Library], *, may_change: bool) -> Markup:
    """What libraries.js puts into the header."""
    longest = LONGEST_NAME, LONGEST_DESCRIPTION
    return piece("libraries.html", "menu", shown, removed, may_change, longest, SUFFIX)
