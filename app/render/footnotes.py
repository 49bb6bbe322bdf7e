"""Footnotes as HTML: where a quotation stands, how to copy it, and why it was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from urllib.parse import quote as quote_address
from urllib.parse import urlencode

from app.answers import Answer, Citation, Considered
from app.keeping.kept import place_of
from app.render.citations import FORMATS, place_link
from app.render.html import source_address
from app.render.text import within

FIRST_WORDS = 60  # characters of a passage, by which to know it
STAGES = {  # of an answer's timings, in words
    "encode": "understanding the question",
    "dense": "search by meaning",
    "lexical": "search by words",
    "fuse": "ranking",
    "read": "reading",
    "cite": "citing",
}


@dataclass(frozen=True, slots=True)
class Footnote:
    """A quotation as a page shows it: its number and address, and its pieces, what is marked in it.

    The pieces have labels, see ``marks.cut``, as the page needs them.
    """

    number: int
    citation: Citation
    address: str
    pieces: Sequence[tuple[str, object]]

    @property
    def where(self) -> str:
        """Where in its document the quotation stands, to go on behind the title."""
        return where_words(self.citation)

    @property
    def kept_as(self) -> str:
        """The name of its place among what is kept."""
        return place_of(self.citation)

    @property
    def copies(self) -> list[tuple[str, str, str]]:
        """The forms to copy it in: for each its label, address and media type; the link has none."""
        forms = [
            (form.label, cite_address(self.citation, name), form.media_type)
            for name, form in FORMATS.items()
        ]
        return [*forms, ("Link", place_link(self.citation) or place_address(self.citation), "")]


def where_words(citation: Citation) -> str:
    """Where in its document a quotation stands, to go on behind the title."""
    return "".join(f", {part}" for part in within(citation))


def place_address(citation: Citation, among: Sequence[Citation] = ()) -> str:
    """The address of a quotation in its source; the others of that document are marked too."""
    others = [
        (other.start, other.end)
        for other in among
        if other.document_id == citation.document_id and other.start != citation.start
    ]
    return source_address(citation.document_id, citation.start, citation.end, others)


def cite_address(citation: Citation, form: str) -> str:
    """The address on this server of a citation in one of ``citations.FORMATS``."""
    place = {"start": citation.start, "end": citation.end, "form": form}
    return f"/cite/{quote_address(citation.document_id, safe='')}?{urlencode(place)}"


@dataclass(frozen=True, slots=True)
class Why:
    """What spoke for an answer: the passages that were read, and how long each stage took.

    ``titles`` are the documents' by their ids, as far as they are known.
    """

    answer: Answer
    titles: Mapping[str, str]

    @property
    def rows(self) -> list[tuple[str, str, str, list[str]]]:
        """For each passage its address, its document's title and headings, its first words, and its figures."""
        return [_why_row(each, self.titles) for each in self.answer.considered]

    @property
    def times(self) -> str:
        """The time of each stage in words."""
        return ", ".join(
            f"{words} {1000 * self.answer.timings[stage]:.0f} ms"
            for stage, words in STAGES.items()
            if stage in self.answer.timings
        )


def _why_row(read: Considered, titles: Mapping[str, str]) -> tuple[str, str, str, list[str]]:
    chunk, ranks = read.hit.chunk, (read.hit.lexical_rank, read.hit.dense_rank)
    address = source_address(chunk.document_id, chunk.start, chunk.end)
    ranked = ["-" if rank is None else str(rank) for rank in ranks]
    title = titles.get(chunk.document_id, "")
    headings = " > ".join(dict.fromkeys(filter(None, (title, *chunk.heading_path)))) or "Passage"
    words = shorten(chunk.text, FIRST_WORDS, placeholder="\N{HORIZONTAL ELLIPSIS}")
    return address, headings, words, [*ranked, f"{read.score:.1f}", f"{read.confidence:.0%}"]
