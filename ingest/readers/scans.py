"""Pages that are pictures: what was recognised on them, as the lines of a page and as places.

What is recognised is kept with the document, because a quotation is shown on its page long after.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from statistics import median

from ingest.documents import Document
from ingest.readers.builder import DocumentBuilder, Recognised, clean, collapse
from ingest.readers.pdf_columns import page_blocks
from ingest.readers.pdf_lines import Piece
from ingest.readers.pdf_page import PageText
from ingest.readers.recognition import Line
from ingest.readers.tracing import Traced

KEY = "scans"  # in a document's metadata: all lines of each page, as JSON
PARTS_KEY = "parts_by_ocr"  # the pictures in a file, as JSON
SURE_KEY = "read_by_ocr"  # how sure each page is, in per cent, as JSON

WIDTH = 600.0  # points that a picture is taken to be wide, about a page of A4
LETTER = 0.75  # of a line's box: the size of its letters
BELOW = 0.2  # of a line's box: what is below the line that letters stand on
HEADING = 1.35  # of the usual size: lower lines differ by what letters they have, not by size
SAME_LINE = 0.5  # of the lower of two boxes: those that share more of their height are one line

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scan:
    """A page that was recognised: its width and height in points, and its lines."""

    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def confidence(self) -> float:
        """How sure its letters are on average, from 0 to 1."""
        letters = sum(len(line.text) for line in self.lines)
        return sum(line.confidence * len(line.text) for line in self.lines) / max(letters, 1)

    def text(self) -> PageText:
        """The page as other pages are read; each character's place is its number, see ``boxes``."""
        size = median([self._size(line) for line in self.lines] or [0.0])
        rows: list[list[tuple[Line, Piece]]] = []
        count = 0
        for line in self.lines:
            words = collapse(clean(line.text)).strip()
            if not words:
                continue
            traced = Traced(words, tuple(range(count, count + len(words))))
            count += len(words)
            own = self._size(line)
            if own < HEADING * size:
                own = size
            base = self.height * (1 - line.bottom + BELOW * (line.bottom - line.top))
            piece = Piece(traced, self.width * line.left, self.width * line.right, base, round(own))
            row = next((each for each in rows if _is_beside(each[0][0], line)), None)
            if row is None:
                rows.append([(line, piece)])
            else:
                row.append((line, piece))
        rows.sort(key=lambda row: row[0][0].top)
        pieces = [[p for _, p in sorted(row, key=lambda each: each[0].left)] for row in rows]
        return PageText(0.0, self.height, blocks=page_blocks(pieces, []))

    def boxes(self) -> list[Box]:
        """Where each character stands: its share of its line's box."""
        found = []
        for line in self.lines:
            words = collapse(clean(line.text)).strip()
            step = (line.right - line.left) / max(len(words), 1)
            for number in range(len(words)):
                left = line.left + number * step
                found.append((left, line.top, left + step, line.bottom))
        return found

    def _size(self, line: Line) -> float:
        return LETTER * self.height * (line.bottom - line.top)


def _is_beside(one: Line, other: Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    lower = min(one.bottom - one.top, other.bottom - other.top)
    return shared > SAME_LINE * lower and (one.right <= other.left or other.right <= one.left)


def keep_scans(builder: DocumentBuilder, scans: Mapping[int, Scan]) -> None:
    """Put what was recognised into a document's metadata, by the pages' numbers."""
    if scans:
        pages = {
            n: (s.width, s.height, [astuple(line) for line in s.lines]) for n, s in scans.items()
        }
        builder.metadata[KEY] = json.dumps(pages, ensure_ascii=False)
        sure = {number: round(100 * scan.confidence) for number, scan in scans.items()}
        builder.metadata[SURE_KEY] = json.dumps(sure)


def kept_scans(metadata: Mapping[str, str]) -> dict[int, Scan]:
    """The pages of a document that were recognised, by their numbers."""
    return {
        int(number): Scan(width, height, tuple(Line(*line) for line in lines))
        for number, (width, height, lines) in json.loads(metadata.get(KEY) or "{}").items()
    }


def recognised_parts(document: Document) -> list[Recognised]:
    """What of a document was read by OCR: its pages that are pictures, and the pictures in it."""
    sure = recognised_pages(document.metadata)
    ends = [*(page.start for page in document.pages[1:]), len(document.text)]
    pages = [
        Recognised(page.start, end, f"page {page.number}", sure[page.number])
        for page, end in zip(document.pages, ends, strict=False)
        if page.number in sure
    ]
    parts = json.loads(document.metadata.get(PARTS_KEY) or "[]")
    return [*pages, *(Recognised(*part) for part in parts)]


def recognised_pages(metadata: Mapping[str, str]) -> dict[int, int]:
    """How sure each page that was read by OCR is, in per cent, by its number."""
    found = json.loads(metadata.get(SURE_KEY) or "{}")
    return {int(number): sure for number, sure in found.items()}
