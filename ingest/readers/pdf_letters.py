"""The letters of a PDF's page, each with its place: what is hidden, askew or doubled told apart."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from ctypes import addressof, byref, c_double, c_float, c_uint
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

HYPHENS = "-\u2010\u00ad\ufffe\x02"  # the last two are what PDFium makes of one at a line's end
_HYPHEN_MARKS = "\ufffe\x02"
_SOFT_HYPHEN = "\u00ad"
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)  # halves of a surrogate pair
_LIGATURES = range(0xFB00, 0xFB07)
_UNKNOWN = "\ufffd"
_PRIVATE = range(0xE000, 0xF900)

STRAIGHT = 0.06  # radians from a right angle up to which text counts as set along it
INVISIBLE = 3  # the render mode of text that is neither filled nor stroked
OCR_SHARE = 0.5  # of a page's letters: more invisible ones than that lie over a scanned page
WHITE = 250  # of 255, in each colour
DOUBLED = 0.12  # of a letter's size: how far a second print of it may lie from the first
TEXT_GAP = 0.1  # of a letter's size: between two texts on a line, a wider gap is a space
WORD_GAP = 0.28  # of a letter's size: a wider gap is a space, also where none is written
_SQUARE = 4.0  # points
MOST_GROUNDS = 500  # areas behind text: on a page with more, white text is taken to be on one
MOST_RULES = 2_000
MOST_OBJECTS = 20_000  # of a page that are looked at
MOST_DEPTH = 4  # of forms in forms


@dataclass(slots=True)
class Letter:
    """A letter and its index in PDFium's list; its place as if the text ran from left to right.

    ``base`` is the height of the line it stands on, ``size`` that of its font, both in points.
    """

    text: str
    index: int | None
    left: float
    right: float
    base: float
    size: float
    after_space: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a page in points, from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    def covers(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(slots=True)
class PageLetters:
    """The letters of a page by quarter turns of their direction, and what was not taken.

    ``rules`` are thin lines that are drawn on the page, ``unmapped`` counts the letters of which
    the font does not say what they are.
    """

    turned: dict[int, list[Letter]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    askew: list[str] = field(default_factory=list)
    rules: list[Area] = field(default_factory=list)
    total: int = 0
    unmapped: int = 0

    @property
    def main(self) -> int:
        """The direction of most letters."""
        return max(self.turned, key=lambda turn: len(self.turned[turn]), default=0)


@dataclass(slots=True)
class _Objects:
    """What is drawn on a page: thin lines, what may lie behind text, and whether text may hide."""

    rules: list[Area] = field(default_factory=list)
    grounds: list[Area] = field(default_factory=list)
    seen: int = 0
    may_hide: bool = False


def read_letters(page: PdfPage, textpage: PdfTextPage) -> PageLetters:
    """All letters of a page in PDFium's order, without those that cannot be seen."""
    objects = _Objects()
    _look_at(objects, page)
    found = PageLetters(rules=objects.rules[:MOST_RULES])
    letters = list(_placed(textpage, found))
    hidden = _hidden(textpage, letters, objects) if objects.may_hide else set()
    seen: dict[tuple[str, int, int], list[Letter]] = {}
    runs: dict[str, list[str]] = {"hidden": [], "askew": []}
    for turn, letter in letters:
        if letter.index in hidden:
            _note(runs["hidden"], letter)
        elif turn is None:
            _note(runs["askew"], letter)
        elif not _is_doubled(letter, turn, seen):
            found.turned.setdefault(turn, []).append(letter)
    found.hidden = ["".join(runs["hidden"])] if runs["hidden"] else []
    found.askew = ["".join(runs["askew"])] if runs["askew"] else []
    return found


def _note(run: list[str], letter: Letter) -> None:
    run.append(f" {letter.text}" if letter.after_space and run else letter.text)


def _placed(textpage: PdfTextPage, found: PageLetters) -> Iterator[tuple[int | None, Letter]]:
    """Each letter with the quarter turns of its direction, None where it is askew."""
    from pypdfium2 import raw

    box, x, y = raw.FS_RECTF(), c_double(), c_double()
    sizes: dict[tuple[float, int], float] = {}
    high, space, gap_before = 0, False, math.inf
    last: Letter | None = None
    turn: int | None = 0
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in _HIGH:
            high = code
            continue
        if code in _LOW and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            index -= 1  # the place is that of the first half  # noqa: PLW2901
        high = 0
        character = _plain(code)
        if character.isspace() or character == _SOFT_HYPHEN or code in {0, 0xFFFF, 0xFEFF}:
            space = space or character in " \t\u00a0\u3000"
            found.unmapped += code == 0
            if character == _SOFT_HYPHEN and last is not None:  # what it takes up is no gap
                raw.FPDFText_GetLooseCharBox(textpage, index, byref(box))
                last.right = max(last.right, box.right) if turn == 0 else last.right
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, byref(box)):
            continue
        raw.FPDFText_GetCharOrigin(textpage, index, byref(x), byref(y))
        angle = raw.FPDFText_GetCharAngle(textpage, index)
        found.total += 1
        found.unmapped += (
            code in _PRIVATE
            or character == _UNKNOWN
            or (character < " " and character not in _HYPHEN_MARKS)
            or raw.FPDFText_HasUnicodeMapError(textpage, index) == 1
        )
        turns = -angle / (math.pi / 2)  # PDFium counts clockwise
        turn = round(turns) % 4 if abs(turns - round(turns)) * math.pi / 2 < STRAIGHT else None
        left, right, base = _along(turn or 0, box, x.value, y.value)
        height = (box.top - box.bottom) if turn in {0, 2, None} else (box.right - box.left)
        size = _size(textpage, index, height, sizes)
        gap = left - last.right if last is not None and last.base == base else math.inf
        if not space and max(TEXT_GAP * size, 2 * gap_before) < gap < WORD_GAP * size:
            space = _parts_text(textpage, last, index)
        last = Letter(character, index, left, right, base, size, space)
        yield turn, last
        space, gap_before = False, math.inf if space else gap


def _parts_text(textpage: PdfTextPage, before: Letter | None, index: int) -> bool:
    """Whether two letters were written as two texts, as those of a narrow table's cells are."""
    from pypdfium2 import raw

    objects = [
        raw.FPDFText_GetTextObject(textpage, number) for number in (before and before.index, index)
    ]
    return addressof(objects[0].contents) != addressof(objects[1].contents)


def _plain(code: int) -> str:
    if code in _LIGATURES:
        return unicodedata.normalize("NFKC", chr(code))
    return _UNKNOWN if code in _HIGH or code in _LOW else chr(code)


def _along(turn: int, box: Area, x: float, y: float) -> tuple[float, float, float]:
    """Left, right and base as if the text were turned so that it runs from left to right."""
    if turn == 0:
        return box.left, box.right, y
    if turn == 1:
        return box.bottom, box.top, -x
    if turn == 2:  # noqa: PLR2004 - half a turn
        return -box.right, -box.left, -y
    return -box.top, -box.bottom, x


def _size(
    textpage: PdfTextPage, index: int, height: float, sizes: dict[tuple[float, int], float]
) -> float:
    """The size at which a letter is shown; what the font's is scaled by is asked for once."""
    from pypdfium2 import raw

    nominal = raw.FPDFText_GetFontSize(textpage, index)
    key = (nominal, round(height))
    if key not in sizes:
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(textpage, index, byref(matrix))
        scaled = abs(nominal) * math.hypot(matrix.c, matrix.d)
        sizes[key] = scaled if 0 < scaled < math.inf else max(height, 1.0)
    return sizes[key]


def _is_doubled(letter: Letter, turn: int, seen: dict[tuple[str, int, int], list[Letter]]) -> bool:
    """Whether the same letter was printed at this place before, as for a bold look."""
    reach = max(DOUBLED * letter.size, 0.01)
    text, left, base = f"{turn}{letter.text}", letter.left, letter.base
    # Letters are kept by squares; those of the next one are near only to the edge of this.
    columns = {int((left - reach) // _SQUARE), int((left + reach) // _SQUARE)}
    rows = {int((base - reach) // _SQUARE), int((base + reach) // _SQUARE)}
    for column in columns:
        for row in rows:
            for other in seen.get((text, column, row), ()):
                near = abs(other.left - left) < reach and abs(other.base - base) < reach
                if near and not is_ligature(other, letter):
                    return True
    seen.setdefault((text, int(left // _SQUARE), int(base // _SQUARE)), []).append(letter)
    return False


def is_ligature(one: Letter, other: Letter) -> bool:
    """Whether PDFium made both letters of a single one, such as that for "ff"."""
    follows = (other.index or 0) - (one.index or 0) == 1
    return follows and (one.left, one.right, one.base) == (other.left, other.right, other.base)


def _look_at(objects: _Objects, page: PdfPage) -> None:
    from pypdfium2 import raw

    for number in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        _look_at_object(objects, raw.FPDFPage_GetObject(page, number), 0)


def _look_at_object(objects: _Objects, each: object, depth: int) -> None:
    from pypdfium2 import raw

    objects.seen += 1
    if objects.seen > MOST_OBJECTS:
        return
    kind = raw.FPDFPageObj_GetType(each)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        if not objects.may_hide:
            is_invisible = raw.FPDFTextObj_GetTextRenderMode(each) == INVISIBLE
            objects.may_hide = is_invisible or _is_white(each)
    elif kind == raw.FPDF_PAGEOBJ_FORM:
        if depth < MOST_DEPTH:
            for number in range(min(raw.FPDFFormObj_CountObjects(each), MOST_OBJECTS)):
                _look_at_object(objects, raw.FPDFFormObj_GetObject(each, number), depth + 1)
    else:
        sides = [c_float() for _ in range(4)]
        if raw.FPDFPageObj_GetBounds(each, *map(byref, sides)):
            area = Area(*(side.value for side in sides))
            thin = min(area.right - area.left, area.top - area.bottom) < 3  # noqa: PLR2004 - points
            if kind == raw.FPDF_PAGEOBJ_PATH and not depth:
                objects.rules += [area] if thin else _edges(area)
            if depth or kind != raw.FPDF_PAGEOBJ_PATH or not _is_white(each):
                objects.grounds.append(area)


def _edges(area: Area) -> list[Area]:
    """The edges of a box, which part the cells of a table as lines do."""
    flat = [Area(area.left, height, area.right, height) for height in (area.bottom, area.top)]
    return flat + [Area(x, area.bottom, x, area.top) for x in (area.left, area.right)]


def _is_white(each: object) -> bool:
    from pypdfium2 import raw

    colours = [c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(each, *map(byref, colours)):
        return False
    red, green, blue, solid = (colour.value for colour in colours)
    return min(red, green, blue) >= WHITE or solid == 0


def _hidden(
    textpage: PdfTextPage, letters: list[tuple[int | None, Letter]], objects: _Objects
) -> set[int | None]:
    """The letters that are invisible, or white where nothing lies behind them.

    Where most are invisible, they are what a scanned page was read as, and are not hidden.
    """
    from pypdfium2 import raw

    invisible: set[int | None] = set()
    white: set[int | None] = set()
    colours = [c_uint() for _ in range(4)]
    box = raw.FS_RECTF()
    for _, letter in letters:
        each = raw.FPDFText_GetTextObject(textpage, letter.index)
        if each and raw.FPDFTextObj_GetTextRenderMode(each) == INVISIBLE:
            invisible.add(letter.index)
        elif raw.FPDFText_GetFillColor(textpage, letter.index, *map(byref, colours)):
            red, green, blue, solid = (colour.value for colour in colours)
            if min(red, green, blue) >= WHITE or solid == 0:
                raw.FPDFText_GetLooseCharBox(textpage, letter.index, byref(box))
                x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
                if len(objects.grounds) <= MOST_GROUNDS and not any(
                    ground.covers(x, y) for ground in objects.grounds
                ):
                    white.add(letter.index)
    if len(invisible) > OCR_SHARE * len(letters):
        invisible = set()
    return invisible | white
