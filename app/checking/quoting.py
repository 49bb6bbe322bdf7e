"""Words in quotation marks against what documents say, letter for letter."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answers import Span
from app.language.clauses import quoted_spans
from index.store import Store
from ingest.documents import Document

# Marks that are set in one way or another without being other letters.
ALIKE = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT SINGLE QUOTATION MARK}": "'",
                       "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"'})  # fmt: skip
TOKEN = re.compile(r"\w+(?:['\N{RIGHT SINGLE QUOTATION MARK}]\w+)*|[^\w\s]")
# What is left of the words in order, for a place to be the one that is quoted with differences.
ALMOST = 0.6
ENDING = ".,;:!?\N{HORIZONTAL ELLIPSIS} "


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a claim's quotation, and those in their place in the document; either may be empty."""

    said: str
    found: str


def quotations(claim: str) -> list[Span]:
    """What a claim has in quotation marks, without the marks and what only ends its own sentence."""
    spans = []
    for start, end in quoted_spans(claim):
        text = claim[start:end]
        bare = text.rstrip(ENDING)
        if any(character.isalnum() for character in bare):
            spans.append((start + len(text) - len(text.lstrip()), start + len(bare)))
    return spans


def find_exactly(quoted: str, text: str) -> Span | None:
    """Where a text has these letters one after the other; line ends and blanks are one."""
    words = quoted.translate(ALIKE).split()
    pattern = r"\s+".join(map(re.escape, words))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text.translate(ALIKE))
    return found.span() if found else None


def find_in_documents(
    quoted: str, ids: Sequence[str], store: Store
) -> tuple[Document, Span] | None:
    """The first of some documents that has these letters, and where."""
    for document_id in ids:
        document = store.document(document_id)
        span = document and find_exactly(quoted, document.text)
        if document and span:
            return document, span
    return None


def find_nearly(quoted: str, text: str) -> Span | None:
    """The stretch of a text that has most of the quoted words in their order; None if too few."""
    mine = [word.casefold() for word in TOKEN.findall(quoted.translate(ALIKE))]
    there = list(TOKEN.finditer(text.translate(ALIKE)))
    theirs = [word[0].casefold() for word in there]
    matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks or sum(block.size for block in blocks) < ALMOST * len(mine):
        return None
    # What the quotation has before and behind what is the same has its place there too.
    first = max(blocks[0].b - blocks[0].a, 0)
    behind = len(mine) - blocks[-1].a - blocks[-1].size
    last = min(blocks[-1].b + blocks[-1].size + behind, len(theirs))
    if last - first > 2 * len(mine):
        return None
    return there[first].start(), there[last - 1].end()


def changes(said: str, found: str) -> Iterator[Change]:
    """What differs between quoted words and the document's, word for word."""
    mine, theirs = (list(TOKEN.finditer(text.translate(ALIKE))) for text in (said, found))
    words, there = [token[0] for token in mine], [token[0] for token in theirs]
    matcher = difflib.SequenceMatcher(None, words, there, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield Change(_between(said, mine[a:b]), _between(found, theirs[c:d]))


def _between(text: str, tokens: Sequence[re.Match[str]]) -> str:
    return text[tokens[0].start() : tokens[-1].end()] if tokens else ""
