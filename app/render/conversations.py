"""The list of kept conversations as HTML, beside the one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from markupsafe import Markup

from app.keeping.kept import MOST_LISTED, Listed
from app.render.templates import piece

NONE_YET = "What you ask is kept here, on this machine."
NONE_FOUND = "No conversation has this in a question or a quotation."
NOT_KEPT = "Nothing is kept. What was kept before stays until you delete it."


def conversations_html(
    listed: Sequence[Listed],
    today: date,
    *,
    here: str = "",
    search: str = "",
    deleted: tuple[str, str] = ("", ""),
    keeps: bool = True,
) -> Markup:
    """The conversations by day, each to be opened, renamed and deleted.

    ``here`` is the id of the one that is open; ``deleted`` the id and title of one that can be brought
    back.
    """
    days = [
        (day, list(rows)) for day, rows in groupby(listed, lambda row: day_words(_day(row), today))
    ]
    empty = NONE_FOUND if search.strip() else (NONE_YET if keeps else NOT_KEPT)
    said = "" if keeps or not listed else NOT_KEPT
    said = said or (f"The latest {MOST_LISTED} are shown." if len(listed) == MOST_LISTED else "")
    return piece(
        "conversations.html", "conversations", days, here, "" if listed else empty, deleted, said
    )


def day_words(day: date, today: date) -> str:
    """A day as one says it: "Today", "Yesterday", "Monday 23 November", with its year if it is another."""
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    words = f"{day:%A} {day.day} {day:%B}"
    return words if day.year == today.year else f"{day.day} {day:%B %Y}"


def _day(row: Listed) -> date:
    return row.changed_at.astimezone().date()
