"""Letters of a PDF's page to pieces of lines: what stands side by side without a gap between."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf_letters import WORD_GAP, Area, Letter, is_ligature
from ingest.readers.raised import lowered, raised, settle_traced, without_marks
from ingest.readers.tracing import Traced

# In parts of a letter's size.
WIDE_GAP = 0.85  # between pieces; spaces of justified lines are narrower, gaps of columns wider
SAME_BASE = 0.12  # letters this near in height stand on one line
CAP_HEIGHT = 0.7  # from the line up to the top of most letters
SHARED_HEIGHT = 0.5  # of the lower of two runs: if they share more of it, they are of one line
TOUCHING_HEIGHT = 0.1  # the same for a note's mark or a power, right behind what it belongs to
MOST_TOUCHING = 8  # letters of such a mark
NOT_LARGER = 0.95  # of the size of what a mark stands behind
RAISED_BY = 0.12  # raised or lowered text is at least so much off the line ...
SMALLER = 0.88  # ... and of at most this size, unless it is clearly off the line
FAR_OFF = 0.3
SAME_SIZE = 0.06
UPRIGHT = 2.2  # of a letter's size: a line drawn upright is at least so high if it parts cells
SLACK = 0.1  # of a letter's size: letters may reach over such a line by so much
TOUCHING = 2.0  # points between lines that are drawn as one

RUN_GAP = 0.14  # between letters that were not written one after the other: a wider gap is a space

MOST_PIECES = 100  # of a line: no table has more columns
MOST_NEAR = 50  # lines at one height, where text lies upon text
_BUCKET = 8.0  # points; lines are looked for among those near by
_LIST_MARK = re.compile(
    r"[-*+•·‣◦▪●○■□\u2013—\uf0b7\uf0a7]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]"
)


@dataclass(slots=True)
class Run:
    """Letters that follow each other on one line in one size."""

    letters: list[Letter]
    left: float
    right: float
    base: float
    size: float


@dataclass(slots=True)
class Piece:
    """A stretch of a line without a wide gap in it: its text and where it stands."""

    traced: Traced
    left: float
    right: float
    base: float
    size: float

    @property
    def text(self) -> str:
        """What it says."""
        return self.traced.text

    @property
    def top(self) -> float:
        """The upper edge of its capital letters."""
        return self.base + CAP_HEIGHT * self.size


def page_pieces(letters: Sequence[Letter], rules: Sequence[Area] = ()) -> list[list[Piece]]:
    """The lines of a page from top to bottom, each as its pieces from left to right.

    Upright ``rules`` part a line as wide gaps do.
    """
    uprights = _uprights(rules)
    rows = _rows(list(_runs(letters, uprights)))
    rows.sort(key=lambda row: (-_base(row), row[0].left))
    found = []
    for row in rows:
        pieces = _kept_apart([_piece(runs) for runs in _split(row, uprights)], uprights)
        pieces = _with_list_marks([piece for piece in pieces if piece.text])
        if len(pieces) > MOST_PIECES:
            pieces = [joined(pieces)]
        if pieces:
            found.append(pieces)
    return found


def joined(pieces: Sequence[Piece], between: str = " ") -> Piece:
    """Pieces of one line as one."""
    if len(pieces) == 1:
        return pieces[0]
    text = ""
    places: tuple[int | None, ...] = ()
    for piece in pieces:
        gap = between if text else ""
        text += gap + piece.text
        places += (*((None,) * len(gap)), *piece.traced.places)
    main = max(pieces, key=lambda piece: len(piece.text))
    return Piece(Traced(text, places), pieces[0].left, pieces[-1].right, main.base, main.size)


def _uprights(rules: Sequence[Area]) -> list[Area]:
    """The upright lines of a page, those that touch each other as one."""
    found: list[Area] = []
    upright = (rule for rule in rules if rule.top - rule.bottom > rule.right - rule.left)
    for rule in sorted(upright, key=lambda rule: (round(rule.left), rule.bottom)):
        last = found[-1] if found else None
        if last and rule.left - last.left < TOUCHING and rule.bottom - last.top < TOUCHING:
            found[-1] = Area(last.left, last.bottom, last.right, max(last.top, rule.top))
        else:
            found.append(rule)
    return found


def _parting(
    uprights: Sequence[Area], left: float, right: float, line: Run | Piece
) -> float | None:
    """Where an upright that is higher than the line parts what stands left and right of it."""
    for rule in uprights:
        middle = (rule.left + rule.right) / 2
        if (
            left - SLACK * line.size <= middle <= right + SLACK * line.size
            and rule.bottom <= line.base + line.size / 2 <= rule.top
            and rule.top - rule.bottom > UPRIGHT * line.size
        ):
            return middle
    return None


def _kept_apart(pieces: list[Piece], uprights: Sequence[Area]) -> list[Piece]:
    """The pieces of a line, as far from uprights between them as columns are from each other."""
    if not uprights:
        return pieces
    for before, piece in pairwise(pieces):
        middle = _parting(uprights, before.right, piece.left, piece)
        if middle is not None:
            room = WIDE_GAP * piece.size / 2
            before.right = max(min(before.right, middle - room), before.left)
            piece.left = min(max(piece.left, middle + room), piece.right)
    return pieces


def _runs(letters: Sequence[Letter], uprights: Sequence[Area] = ()) -> Iterator[Run]:
    run: Run | None = None
    for letter in letters:
        parted = run is not None and uprights and _parting(uprights, run.right, letter.left, run)
        if run is not None and not parted and _goes_on(run, letter):
            run.letters.append(letter)
            run.left, run.right = min(run.left, letter.left), max(run.right, letter.right)
            continue
        if run is not None:
            yield run
        run = Run([letter], letter.left, letter.right, letter.base, letter.size)
    if run is not None:
        yield run


def _goes_on(run: Run, letter: Letter) -> bool:
    size = run.size
    same = abs(letter.base - run.base) <= SAME_BASE * size
    alike = abs(letter.size - size) <= SAME_SIZE * size
    gap = _gap(run.letters[-1], letter) if _is_leftward(letter) else letter.left - run.right
    if is_ligature(run.letters[-1], letter):
        return True
    return same and alike and -0.5 * size <= gap <= WIDE_GAP * size


def _is_leftward(letter: Letter) -> bool:
    """Whether a letter is of a script that runs from right to left."""
    return unicodedata.bidirectional(letter.text[0]) in {"R", "AL"}


def _gap(before: Letter, letter: Letter) -> float:
    """The room between two letters that follow each other, in the direction of their script."""
    if _is_leftward(letter) and letter.left < before.left:
        return before.left - letter.right
    return letter.left - before.right


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs that share a line; larger ones first, so that raised text comes to its line."""
    rows: list[list[Run]] = []
    near: dict[int, list[list[Run]]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: -round(run.size * 4)):
        row = _row_for(run, near)
        if row is None:
            row = []
            rows.append(row)
            first = int(run.base // _BUCKET)
            for bucket in range(first - 1, int((run.base + run.size) // _BUCKET) + 2):
                if bucket - first < 100:  # noqa: PLR2004 - letters as high as a page
                    near[bucket].append(row)
        row.append(run)
    for row in rows:
        row.sort(key=lambda run: run.left)
    return rows


def _row_for(run: Run, near: dict[int, list[list[Run]]]) -> list[Run] | None:
    best, most = None, 0.0
    for row in near[int(run.base // _BUCKET)][-MOST_NEAR:]:
        first = row[0]  # the largest
        low, high = run.base, run.base + CAP_HEIGHT * run.size
        lower, higher = first.base, first.base + CAP_HEIGHT * first.size
        shared = (min(high, higher) - max(low, lower)) / max(CAP_HEIGHT * run.size, 0.01)
        if first.size > 2 * run.size and abs(first.base - run.base) > SAME_BASE * first.size:
            continue  # an initial over several lines
        least = TOUCHING_HEIGHT if _touches(run, row) else SHARED_HEIGHT
        if shared > max(most, least) and not _overlaps(run, row):
            best, most = row, shared
    return best


def _touches(run: Run, row: Iterable[Run]) -> bool:
    """Whether a few small letters stand right behind others, as raised and lowered ones do."""
    if len(run.letters) > MOST_TOUCHING:
        return False
    behind = (run.left - other.right for other in row if run.size <= NOT_LARGER * other.size)
    return any(-0.2 * run.size < gap < run.size / 2 for gap in behind)


def _overlaps(run: Run, row: Iterable[Run]) -> bool:
    allowed = 0.3 * min(run.right - run.left, run.size)
    return any(min(run.right, other.right) - max(run.left, other.left) > allowed for other in row)


def _base(row: Sequence[Run]) -> float:
    return max(row, key=lambda run: len(run.letters)).base


def _split(row: list[Run], uprights: Sequence[Area]) -> Iterator[list[Run]]:
    """A line's runs, parted where the gap between two of them is wide or has an upright in it."""
    part = [row[0]]
    for before, run in pairwise(row):
        wide = run.left - before.right > WIDE_GAP * max(before.size, run.size)
        if wide or _parting(uprights, before.right, run.left, run):
            yield part
            part = []
        part.append(run)
    yield part


def _piece(runs: list[Run]) -> Piece:
    leftward = sum(len(run.letters) for run in runs if _is_leftward(run.letters[0]))
    if 2 * leftward > sum(len(run.letters) for run in runs):
        runs.reverse()
    weights: Counter[tuple[float, float]] = Counter()
    for run in runs:
        weights[run.size, run.base] += len(run.letters)
    size, base = max(weights, key=lambda each: (weights[each], each[0]))
    text = ""
    places: list[int | None] = []
    before: Letter | None = None
    for run in runs:
        words, indexes = _run_text(run)
        shift = _shift(run, size, base)
        if before is not None and _is_space(before, run.letters[0], raised_or_lowered=shift != 0):
            text += " "
            places.append(None)
        if shift:
            words = raised(words) if shift > 0 else lowered(words)
            indexes = [indexes[0], *indexes, indexes[-1]] if len(words) > len(indexes) else indexes
        text += words
        places += indexes
        before = run.letters[-1]
    traced = settle_traced(Traced(text, tuple(places))).strip()
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    return Piece(traced, left, right, base, size)


def _run_text(run: Run) -> tuple[str, list[int | None]]:
    """The characters of a run, accents put on their letters, and spaces where words are apart."""
    text: list[str] = []
    places: list[int | None] = []
    before: Letter | None = None
    for letter in run.letters:
        if before is not None and _is_space(before, letter):
            text.append(" ")
            places.append(None)
        characters = without_marks(letter.text)
        if text and characters and unicodedata.combining(characters[0]):
            whole = unicodedata.normalize("NFC", text[-1] + characters)
            if len(whole) == 1:
                text[-1] = whole
                continue
        text += characters
        places += [letter.index] * len(characters)
        before = letter
    return "".join(text), places


def _is_space(before: Letter, letter: Letter, *, raised_or_lowered: bool = False) -> bool:
    gap = _gap(before, letter)
    if before.index is not None and letter.index is not None and before.index < letter.index:
        return (letter.after_space and gap > -0.5 * letter.size) or gap > WORD_GAP * letter.size
    return not raised_or_lowered and gap > RUN_GAP * letter.size


def _shift(run: Run, size: float, base: float) -> int:
    """1 where a run is raised over the rest of its line, -1 where it is lowered, else 0."""
    off = (run.base - base) / size
    if abs(off) < RAISED_BY or (run.size > SMALLER * size and abs(off) < FAR_OFF):
        return 0
    return 1 if off > 0 else -1


def _with_list_marks(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a line; the number or the bullet of a list's item belongs to what follows."""
    if len(pieces) > 1 and _LIST_MARK.fullmatch(pieces[0].text):
        return [joined(pieces[:2]), *pieces[2:]]
    return pieces
