"""Document -> passages: whole sentences packed by token count, every passage an exact slice.

Sentences are packed by our own code, because LangChain's token-aware splitters lose offsets. Its
recursive character splitter cuts what sentences cannot: a sentence longer than the window. Each of
its pieces is found again with a cursor and checked as a slice.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

from ingest.documents import Chunk, Document, check_slice, encoder_text
from ingest.rows import find_tables, whole_tables
from ingest.sentences import SpanPair, split_sentences

TokenCounter = Callable[[str], int]

# Measured on SQuAD as in index/fusion.py, recall@1 / recall@5 / MRR of the fused ranking:
# 64 tokens 0.722 / 0.913 / 0.805, 128 tokens 0.763 / 0.940 / 0.840, 240 tokens 0.747 / 0.949 / 0.836.
MAX_TOKENS = 128
OVERLAP_SENTENCES = 1  # an answer that refers to the sentence before keeps it in view
MIN_PASSAGE_TOKENS = 32  # room that a long heading path must leave for the passage itself
# The encoder takes any word of over 100 letters (a key, a sequence) for one token, and white space
# for none; four times what a token of English has is the most that counts as one here.
MAX_TOKEN_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """What shapes passages; stored in the library, because other passages need other vectors."""

    max_tokens: int = MAX_TOKENS
    overlap_sentences: int = OVERLAP_SENTENCES

    def fingerprint(self) -> str:
        """The settings as a short text that is equal exactly when they are."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_fingerprint(cls, fingerprint: str) -> ChunkSettings:
        """The settings that have this fingerprint."""
        return cls(**json.loads(fingerprint))

    def within(self, max_tokens: int) -> ChunkSettings:
        """The settings for an encoder that reads no more than ``max_tokens``."""
        return replace(self, max_tokens=min(self.max_tokens, max_tokens))


def chunk_document(
    document: Document, count_tokens: TokenCounter, settings: ChunkSettings | None = None
) -> list[Chunk]:
    """Cut a document into passages of at most ``settings.max_tokens``, heading path included.

    Passages do not cross a heading. ``count_tokens`` counts as the encoder does, so that nothing
    is silently truncated.

    Raises:
        MisquoteError: a passage is not the slice it claims to be (a fault of this module).
    """
    settings = settings or ChunkSettings()

    def size(text: str) -> int:
        return max(count_tokens(text), -(-len(text) // MAX_TOKEN_CHARACTERS))

    chunks: list[Chunk] = []
    for start, end, header in _stretches(document, size, settings.max_tokens):
        headings = document.heading_path(start)
        path = _fitting_path((*headings, header) if header else headings, size, settings)
        budget = settings.max_tokens - size(encoder_text(path, ""))
        units = _units(document, start, end, size, budget)

        def fits(
            first: int, last: int, units: list[list[SpanPair]] = units, room: int = budget
        ) -> bool:
            return size(document.text[units[first][0][0] : units[last][-1][1]]) <= room

        for first, last in pack(len(units), fits, settings.overlap_sentences):
            sentences = [span for unit in units[first : last + 1] for span in unit]
            chunks.append(_make_chunk(document, len(chunks), path, sentences))
    return chunks


def pack(count: int, fits: Callable[[int, int], bool], overlap: int) -> Iterator[tuple[int, int]]:
    """Fill passages with units 0 to ``count``, sentences mostly; yields the first and last of each.

    Each passage begins with the ``overlap`` last units of the one before, unless they would
    leave no room for a new one. ``fits(first, last)`` says whether these units make a passage.
    """
    first = 0
    while first < count:
        last = first
        while last + 1 < count and fits(first, last + 1):
            last += 1
        yield first, last
        if last + 1 == count:
            return
        first = max(last + 1 - overlap, first + 1)
        while first <= last and not fits(first, last + 1):
            first += 1


def _bodies(document: Document) -> Iterator[SpanPair]:
    """The stretches between headings; a heading with nothing under it stands for itself."""
    text, sections = document.text, document.sections
    yield 0, sections[0].start if sections else len(text)
    if not sections:
        return
    ends = [*(section.start for section in sections[1:]), len(text)]
    levels = [*(section.level for section in sections[1:]), 0]
    for section, end, next_level in zip(sections, ends, levels, strict=True):
        bare = not text[section.body_start : end].strip() and next_level <= section.level
        yield (section.start if bare else section.body_start), end


def _stretches(
    document: Document, count_tokens: TokenCounter, most: int
) -> Iterator[tuple[int, int, str]]:
    """The bodies; a table in one that fills more than a passage apart, with its header.

    So each passage of it has the names of its columns, as it has the headings.
    """
    for start, end in _bodies(document):
        position = start
        for table in find_tables(document.text, start, end):
            if count_tokens(document.text[table.start : table.end]) > most:
                yield position, table.start, ""
                yield table.start, table.end, table.header
                position = table.end
        yield position, end, ""


def _fitting_path(
    path: tuple[str, ...], count_tokens: TokenCounter, settings: ChunkSettings
) -> tuple[str, ...]:
    """The heading path without its outermost parts, as far as the passage needs their room."""
    room = settings.max_tokens - MIN_PASSAGE_TOKENS
    while path and count_tokens(encoder_text(path, "")) > room:
        path = path[1:]
    return path


def _short_sentences(
    document: Document, start: int, end: int, count_tokens: TokenCounter, budget: int
) -> list[SpanPair]:
    """The sentences of a stretch; one over the budget is cut into pieces that are not."""
    text = document.text
    short: list[SpanPair] = []
    for span in split_sentences(text, start, end, document.language):
        whole = count_tokens(text[span[0] : span[1]]) <= budget
        short += [span] if whole else cut_overlong(text, span, count_tokens, budget)
    return short


def _units(
    document: Document, start: int, end: int, count_tokens: TokenCounter, budget: int
) -> list[list[SpanPair]]:
    """What is not cut between two passages: a sentence, or all rows of a table that fits into one."""
    units: list[list[SpanPair]] = []
    tables = [
        table
        for table in whole_tables(document.text, start, end)
        if count_tokens(document.text[slice(*table)]) <= budget
    ]
    for span in _short_sentences(document, start, end, count_tokens, budget):
        while tables and tables[0][1] <= span[0]:
            del tables[0]
        if units and tables and tables[0][0] <= units[-1][0][0]:
            units[-1].append(span)
        else:
            units.append([span])
    return units


def cut_overlong(
    text: str, span: SpanPair, count_tokens: TokenCounter, budget: int
) -> list[SpanPair]:
    """Cut one overlong sentence at line ends, clauses, words or, at last, characters."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=["\n", "; ", ", ", " ", ""],
        chunk_size=budget,
        chunk_overlap=0,
        length_function=functools.lru_cache(maxsize=None)(count_tokens),
        keep_separator="end",
        strip_whitespace=True,
    )
    pieces: list[SpanPair] = []
    cursor = span[0]
    for piece in splitter.split_text(text[span[0] : span[1]]):
        start = text.index(piece, cursor, span[1])
        cursor = start + len(piece)
        pieces.append((start, cursor))
    return pieces


def _make_chunk(
    document: Document, ordinal: int, path: tuple[str, ...], sentences: list[SpanPair]
) -> Chunk:
    start, end = sentences[0][0], sentences[-1][1]
    text = document.text[start:end]
    check_slice(document.text, start, end, text, document.source)
    within = tuple((first - start, last - start) for first, last in sentences)
    return Chunk(document.id, ordinal, start, end, text, path, document.page_at(start), within)
