"""The sentences and list lines of the passages found, each read by itself, and what is quoted of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.answers import Citation, Span
from app.asking.citing import cite
from app.language.forms import folded
from app.reading.reader import Reader, Reading
from index.retriever import Hit, Searches, Texts
from index.words import content_words
from ingest.documents import Chunk, Document, encoder_text
from ingest.sentences import split_sentences

SECTIONS_WHOLE = 3  # of so many of the best passages the whole section is read
MOST_UNITS = 70  # sentences that are read; a tenth of a second for every dozen
CELLS = " | "  # between the cells of a row of a table
LONGEST_SECTION = 6_000  # characters; of a longer section only the passages found are read


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: ``lines`` are spans of its document, several where it is a list or a table.

    ``intro`` is the paragraph in front of a list, where that ends with a colon.
    """

    start: int
    end: int
    lines: tuple[Span, ...]
    intro: str = ""

    @property
    def is_list(self) -> bool:
        """Whether it has several lines."""
        return len(self.lines) > 1


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a line of a list that was read: a passage of its own.

    Attributes:
        hit: the passage that it makes, with the rank and the score of the one it was found in.
        block: the paragraph it stands in.
        order: its place among all that were read, by document and place.
        reading: what the reader made of it; the answer's offsets are within its text.
        likeness: the cosine of the question with it and its headings.
        words: its content words; ``heading`` those of its title and sections.
    """

    hit: Hit
    block: Block
    order: int
    reading: Reading
    likeness: float
    words: frozenset[str]
    heading: frozenset[str]

    @property
    def text(self) -> str:
        """What is quoted."""
        return self.hit.chunk.text

    @property
    def document_id(self) -> str:
        """The document it stands in."""
        return self.hit.chunk.document_id

    @property
    def start(self) -> int:
        """Where it begins in its document."""
        return self.hit.chunk.start

    @property
    def place(self) -> tuple[str, int]:
        """Its document and where it begins there."""
        return self.document_id, self.start

    @property
    def section(self) -> tuple[str, tuple[str, ...]]:
        """Its document and the headings it stands under."""
        return self.document_id, self.hit.chunk.heading_path

    @property
    def found(self) -> bool:
        """Whether the reader rather thinks that it answers."""
        return self.reading.found

    @property
    def named(self) -> str:
        """The short answer in it; empty where the reader names none."""
        return self.text[slice(*self.reading.answer)] if self.reading.answer else ""


def read_units(
    question: str, hits: Sequence[Hit], retriever: Searches, reader: Reader
) -> list[Unit]:
    """The sentences of passages and of the best of their sections, each read, by document and place."""
    passages = _passages(hits, retriever.store)
    if not passages:
        return []
    alone = [passage for passage, _ in passages]
    readings = reader.read(question, alone)
    texts = [encoder_text(hit.chunk.heading_path, hit.chunk.text) for hit in alone]
    vectors = retriever.encoder.encode([question, *texts])
    likeness = (vectors[1:] @ vectors[0]).tolist()
    return [
        Unit(
            hit,
            block,
            order,
            reading,
            like,
            content_words(hit.chunk.text),
            content_words(" ".join(hit.chunk.heading_path)),
        )
        for order, ((hit, block), reading, like) in enumerate(
            zip(passages, readings, likeness, strict=True)
        )
    ]


def _passages(hits: Sequence[Hit], store: Texts) -> list[tuple[Hit, Block]]:
    """One passage for each sentence or line, in the order of documents (best first) and places."""
    found: dict[tuple[str, int], tuple[Hit, Block]] = {}
    documents: dict[str, Document] = {}
    for hit in hits:
        document = documents.get(hit.chunk.document_id) or store.document(hit.chunk.document_id)
        if document is None:
            continue
        documents[document.id] = document
        whole = hit.rank <= SECTIONS_WHOLE
        for passage, block in _lines(hit, document, whole=whole):
            if len(found) < MOST_UNITS:
                found.setdefault((document.id, passage.chunk.start), (passage, block))
    rank = {document: number for number, document in enumerate(documents)}
    order = sorted(found, key=lambda place: (rank[place[0]], place[1]))
    return [found[place] for place in order]


def _lines(hit: Hit, document: Document, *, whole: bool) -> Iterator[tuple[Hit, Block]]:
    """The sentences and lines of a passage, or of its whole section if that is not too long."""
    start, end = hit.chunk.start, hit.chunk.end
    floor, ceiling = section_around(document, start, end)
    if whole and ceiling - floor <= LONGEST_SECTION:
        start, end = floor, ceiling
    for block in blocks(document.text, floor, ceiling):
        for first, last in block.lines if block.is_list else _sentences(document, block):
            if start <= first and last <= end:
                yield _alone(hit, document, first, last), block


def _sentences(document: Document, block: Block) -> list[Span]:
    return split_sentences(document.text, block.start, block.end, document.language)


def _alone(hit: Hit, document: Document, start: int, end: int) -> Hit:
    """A stretch of a document as a passage of its own."""
    chunk = Chunk(
        document_id=document.id,
        ordinal=hit.chunk.ordinal,
        start=start,
        end=end,
        text=document.text[start:end],
        heading_path=document.heading_path(start),
        page=document.page_at(start),
        sentences=((0, end - start),),
    )
    return replace(hit, chunk=chunk)


def section_around(document: Document, start: int, end: int) -> Span:
    """From the last heading's end before a span to the next heading behind it."""
    floor = max((s.body_start for s in document.sections if s.body_start <= start), default=0)
    ceiling = min(
        (s.start for s in document.sections if s.start >= end), default=len(document.text)
    )
    return floor, ceiling


def blocks(text: str, start: int, end: int) -> list[Block]:
    """The paragraphs of a stretch of text; one of several lines is a list where each can be an item."""
    found: list[Block] = []
    for paragraph in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text[start:end]):
        first = start + paragraph.start()
        last = first + len(paragraph[0].rstrip())
        intro = text[found[-1].start : found[-1].end] if found else ""
        intro = intro if intro.endswith(":") else ""
        lines = [
            (first + line.start(), first + line.end())
            for line in re.finditer(r"[^\s](?:.*[^\s])?", text[first:last])
        ]
        items = lines if intro or _begin_anew(text, lines) else [(first, last)]
        found.append(Block(first, last, tuple(items), intro))
    return found


def _begin_anew(text: str, lines: Sequence[Span]) -> bool:
    """Whether each line can be an item: it begins with a capital or a number, and none is full of text."""
    return all(text[start].isupper() or not text[start].isalpha() for start, _ in lines) and all(
        text[end - 1] in ".;:!?" or end - start <= LONGEST_LINE for start, end in lines[:-1]
    )


LONGEST_LINE = 100  # characters, of an item without a full stop


class Quotations:
    """What is quoted for an answer: each once, with its number."""

    def __init__(self, store: Texts, known: Sequence[Citation]) -> None:
        """``known``: what the reader chose, with its confidence."""
        self._store = store
        self._known: Mapping[tuple[str, int], Citation] = {
            (each.document_id, each.start): each for each in known
        }
        self.citations: list[Citation] = []

    def add(self, unit: Unit, answer: Span | None = None) -> int | None:
        """Quote a unit; the number of its footnote, None where its document was removed meanwhile."""
        for each in self.citations:
            if each.overlaps(unit.document_id, unit.start, unit.hit.chunk.end):
                return each.number
        known = self._known.get(unit.place)
        confidence = known.confidence if known else 0.0
        made = cite(unit.hit, (0, len(unit.text)), answer, self.citations, self._store, confidence)
        if made is None:
            return None
        self.citations.append(made)
        return made.number


def has_name(name: str, text: str) -> bool:
    """Whether a text has all words of a name, in one form or another."""
    plain = folded(text)
    return folded(name) in plain or bool(
        (needed := content_words(name)) and needed <= content_words(text)
    )
