"""Lines of a PDF's page to blocks in reading order: columns one after the other, tables by rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_letters import Area
from ingest.readers.pdf_lines import Piece, joined

_DIGIT = re.compile(r"\d")

Row = list[Piece]
Gap = tuple[float, float]
Band = tuple[list[Row], list[Gap]]  # lines, and the gaps between their columns

GUTTER = 0.8  # of the letters' size: the least white space between two columns
FAR_ABOVE = 3.0  # of the letters' size: what is farther above or below columns is none of theirs
AWAY = 1.2  # of the letters' size: a heading over columns is farther from their lines
END_LINES = 2  # of a page's first and last that may be its head and foot
BESIDE = 0.9  # of the letters' size: lines of two columns that are nearer in height are beside each other
WIDE_GUTTER = 2.0  # the least where few lines stand beside each other
FEW_LINES = 2
MOST_SPLITS = 50  # of a page into columns and what is above and below them
MOST_ROWS = 300  # that are looked at together: more than a page has
LONGEST_REPEATED = 300  # characters of a cell that counts for several rows
MOST_DEPTH = 4  # of columns within columns
PROSE_LENGTH = 12  # characters: lines of a column have more on average, cells of a table may not
LONG_LINE = 28  # characters: a column of such lines is prose, however they begin
GOES_ON = 0.2  # of a column's lines: in prose, more of them begin amid a sentence
CROSSED = 0.25  # of a table's rows may reach over a gap, as a heading of two columns does
TOLERANCE = 2.0  # points by which a rule may end beside its column
ROW_GAP = 1.7  # of the usual distance of lines: what is farther off is no row of the table


@dataclass(slots=True)
class Block:
    """Lines of text, each a row of one piece; or a table's rows, each with a piece for each column.

    In a table, None is an empty cell.
    """

    rows: list[list[Piece | None]] = field(default_factory=list)
    is_table: bool = False

    def pieces(self) -> Iterator[Piece]:
        """Everything in it, in order."""
        for row in self.rows:
            yield from (piece for piece in row if piece is not None)


def page_blocks(rows: Sequence[Row], rules: Sequence[Area], depth: int = 0) -> list[Block]:
    """The blocks of a page, or of a column of it, in the order in which they are read."""
    found: list[Block] = []
    text: Block | None = None  # whose lines the next ones follow
    parts = [rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS)]
    for band, gaps in (each for part in parts for each in _bands(list(part), rules)):
        if gaps and depth < MOST_DEPTH:
            found += _side_by_side(band, gaps, rules, depth)
            text = None
            continue
        if text is None:
            text = Block()
            found.append(text)
        text.rows += [[joined(row)] for row in band]
    return found


def _bands(rows: list[Row], rules: Sequence[Area], splits: int = 0) -> list[Band]:
    """Rows that have the same gaps between columns, and these; no gaps where there are none.

    The longest white space between lines that stand side by side parts them first; what is above
    and below it is looked at in the same way.
    """
    run = _longest_run(rows, rules) if splits < MOST_SPLITS else None
    if run is None:
        return [(rows, [])] if rows else []
    start, end, gaps = _finished(rows, *run)
    if not gaps:
        return [(rows, [])]
    above = _bands(rows[:start], rules, splits + 1)
    below = _bands(rows[end:], rules, splits + 1)
    return [*above, (rows[start:end], gaps), *below]


def _longest_run(rows: list[Row], rules: Sequence[Area]) -> tuple[int, int] | None:
    """The first row and the one after the last of those beside a gap with the most lines."""
    best, most = None, (0, 0.0)
    cuts = {*_far_ends(rows), *_across(rows)}
    for edge in sorted({round(piece.left) for row in rows for piece in row}):
        free = [_leaves_free(row, edge) for row in rows]
        if sum(free) < FEW_LINES:
            continue
        for start, end in _runs(free, cuts):
            gap = _gap(rows[start:end], edge)
            if gap is None:
                continue
            for first, stop in _between_rules(rows, start, end, gap, rules):
                run = rows[first:stop]
                size = (_pairs(run, gap), gap[1] - gap[0])
                if size > most and _gaps(run):
                    best, most = (first, stop), size
    return best


def _runs(free: list[bool], cuts: set[int]) -> Iterator[tuple[int, int]]:
    """The stretches of rows that leave a gap free; none goes over a cut, before a row."""
    start = 0
    for number, is_free in enumerate([*free, False]):
        if not is_free or number in cuts:
            if number - start >= FEW_LINES:
                yield start, number
            start = number + (not is_free)


def _gap(run: list[Row], edge: float) -> Gap | None:
    """The gap before an edge, if there is something on either side of it."""
    lefts = [piece.left for row in run for piece in row if piece.left >= edge - TOLERANCE]
    rights = [piece.right for row in run for piece in row if piece.left < edge - TOLERANCE]
    return (max(rights), min(lefts)) if lefts and rights else None


def _far_ends(rows: list[Row]) -> Iterator[int]:
    """Where the first and the last lines, as a page's head and foot, stand far off the others."""
    steps = [_base(one) - _base(other) for one, other in pairwise(rows)]
    if not steps:
        return
    far = max(FAR_ABOVE * median(row[0].size for row in rows), 2 * median(steps))
    for number in {*range(1, END_LINES + 1), *range(len(steps) - END_LINES, len(steps) + 1)}:
        if 0 < number <= len(steps) and steps[number - 1] > far:
            yield number


def _across(rows: list[Row]) -> Iterator[int]:
    """Where a line stands by itself over columns that go on below it."""
    edges = [{round(piece.left) for piece in row[1:]} for row in rows]
    for number in range(1, len(rows) - 1):
        row = rows[number]
        far = AWAY * row[0].size
        if len(row) > 1 or min(_step(rows, number - 1), _step(rows, number)) < far:
            continue
        over = [
            edge
            for edge in set().union(*edges)
            if row[0].left + TOLERANCE < edge < row[0].right - TOLERANCE
        ]
        if any(
            min(sum(edge in each for each in part) for part in (edges[:number], edges[number:]))
            > FEW_LINES
            for edge in over
        ):
            yield from (number, number + 1)


def _step(rows: list[Row], number: int) -> float:
    return _base(rows[number]) - _base(rows[number + 1])


def _between_rules(
    rows: list[Row], start: int, end: int, gap: Gap, rules: Sequence[Area]
) -> list[tuple[int, int]]:
    """A run, or what of it stands between lines that are drawn over the gap, if that is prose."""
    heights = [r.bottom for r in rules if r.left < gap[0] and r.right > gap[1]]
    cuts = [
        number
        for number in range(start + 1, end)
        if any(
            _base(rows[number]) + rows[number][0].size / 2 < height < _base(rows[number - 1])
            for height in heights
        )
    ]
    edges = [start, *cuts, end]
    parts = list(pairwise(edges))
    columns = [_of_prose(rows[first:stop], gap) for first, stop in parts]
    if not any(columns):
        return [(start, end)]
    return [part for part, is_prose in zip(parts, columns, strict=True) if is_prose]


def _of_prose(run: list[Row], gap: Gap) -> bool:
    sides = [
        [[p for p in row if (p.left < gap[0]) == first] for row in run] for first in (True, False)
    ]
    return all(_is_prose([joined(row) for row in side if row]) for side in sides)


def _leaves_free(row: Row, edge: float) -> bool:
    """Whether no piece of a row reaches over the gap that ends at an edge."""
    least = edge - GUTTER * min(piece.size for piece in row)
    return all(piece.right <= least or piece.left >= edge - TOLERANCE for piece in row)


def _finished(rows: list[Row], start: int, end: int) -> tuple[int, int, list[Gap]]:
    """Where columns begin and end, without the lines that stand above or below; and their gaps."""
    band = rows[start:end]
    gaps = _gaps(band)
    if not gaps:
        return start, end, []
    beside = [_is_beside(band, number, gaps) for number in range(len(band))]
    steps = [_base(one) - _base(other) for one, other in pairwise(band)]
    usual = max(median(steps) if steps else 0, band[0][0].size)
    if not any(beside):
        return start, end, gaps
    first, last = beside.index(True), len(beside) - 1 - beside[::-1].index(True)
    # Above a table's other columns a heading may stand that is one for several of them.
    while first and steps[first - 1] <= ROW_GAP * usual and band[first - 1][0].left > gaps[0][0]:
        first -= 1
    stop = last + 1
    in_first = [row[0] for row in band if row[0].left < gaps[0][0]]
    if len(band) - stop > FEW_LINES and _is_prose(in_first):
        stop = len(band)  # a column that is longer than the other
    while stop < len(band) and steps[stop - 1] <= ROW_GAP * usual and _belongs(band, stop, gaps):
        stop += 1
    return start + first, start + stop, _gaps(band[first:stop])


def _gaps(band: list[Row]) -> list[Gap]:
    """All gaps that a band's rows have in common, with lines on either side."""
    left = min(piece.left for row in band for piece in row)
    right = max(piece.right for row in band for piece in row)
    free: list[Gap] = [(left, right)]
    for row in band:
        free = _shared(free, _between(row, left, right), GUTTER * min(p.size for p in row))
    return _confirmed(band, free)


def _is_beside(band: list[Row], number: int, gaps: list[Gap]) -> bool:
    """Whether lines of several columns stand at the height of a row."""
    row = band[number]
    near = [
        piece
        for other in band[max(number - 2, 0) : number + 3]
        if abs(_base(other) - _base(row)) < BESIDE * min(row[0].size, other[0].size)
        for piece in other
    ]
    return len({_column(piece, gaps)[0] for piece in near}) > 1


def _belongs(band: list[Row], number: int, gaps: list[Gap]) -> bool:
    """Whether a line on one side only goes on with a column that is above it."""
    piece = band[number][0]
    in_first = piece.left < gaps[0][0]
    is_prose = _is_prose([row[0] for row in band if row[0].left < gaps[0][0]])
    return not in_first or is_prose


def _base(row: Row) -> float:
    return row[0].base


def _between(row: Row, left: float, right: float) -> list[Gap]:
    ends = [left, *(piece.right for piece in row)]
    starts = [*(piece.left for piece in row), right]
    return [(end, start) for end, start in zip(ends, starts, strict=True) if start > end]


def _shared(one: list[Gap], other: list[Gap], least: float) -> list[Gap]:
    """What two lists of gaps have in common, where it is wide enough."""
    shared = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(start, end) for start, end in shared if end - start >= least]


def _confirmed(band: list[Row], gaps: list[Gap]) -> list[Gap]:
    """The gaps with two lines or more on either side that stand beside each other."""
    found = []
    for start, end in gaps:
        # Between words of a narrow line there may be as much room, but seldom in three lines.
        pairs = _pairs(band, (start, end))
        if pairs > FEW_LINES or (pairs > 1 and end - start >= WIDE_GUTTER * band[0][0].size):
            found.append((start, end))
    return found


def _pairs(band: list[Row], gap: Gap) -> int:
    """How many lines on the one side of a gap stand beside some on the other."""
    start, end = gap[0] + TOLERANCE, gap[1] - TOLERANCE
    apart = [row for row in band if not _is_spread(row, (start + end) / 2)]
    before = [row[0].base for row in apart if row[0].right <= start]
    behind = [row[-1].base for row in apart if row[-1].left >= end]
    return min(_count_within(before, behind), _count_within(behind, before))


def _is_spread(row: Row, middle: float) -> bool:
    """Whether the words at a gap are of one line, and were set apart as others are to fill it."""
    number = sum(piece.left < middle for piece in row)
    for first in (number - 2, number - 1):
        words = row[max(first, 0) : first + 3]
        if first < 0 or len(words) < 3:  # noqa: PLR2004
            continue
        gaps = [other.left - one.right for one, other in pairwise(words)]
        are_words = not any(" " in word.text or _DIGIT.search(word.text) for word in words)
        if are_words and abs(gaps[0] - gaps[1]) < TOLERANCE / 2:
            return True
    return False


def _count_within(bases: list[float], others: list[float]) -> int:
    """How many lines stand beside the others, not above or below them."""
    if not others:
        return 0
    low, high = min(others) - TOLERANCE, max(others) + TOLERANCE
    return sum(low <= base <= high for base in bases)


def _column(piece: Piece, gaps: list[Gap]) -> tuple[int, int]:
    """The first and the last column over which a piece reaches."""
    middles = [(start + end) / 2 for start, end in gaps]
    first = sum(piece.left + TOLERANCE > middle for middle in middles)
    last = sum(piece.right - TOLERANCE > middle for middle in middles)
    centre = (piece.left + piece.right) / 2
    for number, (start, end) in enumerate(gaps):
        if start <= centre <= end:  # set over the middle of two columns
            first, last = min(first, number), max(last, number + 1)
    return first, max(first, last)


def _side_by_side(
    band: list[Row], gaps: list[Gap], rules: Sequence[Area], depth: int
) -> list[Block]:
    columns: list[list[Row]] = [[] for _ in range(len(gaps) + 1)]
    for row in band:
        for number, column in enumerate(columns):
            pieces = [piece for piece in row if _column(piece, gaps)[0] == number]
            if pieces:
                column.append(pieces)
    if _are_columns(columns, band, rules):
        return [
            block for column in columns if column for block in page_blocks(column, rules, depth + 1)
        ]
    return [_table(band, _all_gaps(band, gaps), rules)]


def _are_columns(columns: list[list[Row]], band: list[Row], rules: Sequence[Area]) -> bool:
    """Whether columns of prose stand side by side, not the cells of a table."""
    within = [
        rule
        for rule in rules
        if rule.right - rule.left > rule.top - rule.bottom
        and _base(band[-1]) < rule.bottom < _base(band[0])
    ]
    crossing = [r for r in within if sum(_reaches(r, column) for column in columns) > 1]
    if len(crossing) > 1:
        return False
    prose = [_is_prose([joined(row) for row in column]) for column in columns]
    if sum(prose) > 1:
        return all(prose) or len(columns) == sum(prose) + 1
    if len(columns) == 2 and any(prose):  # noqa: PLR2004 - a column and what stands beside it
        text, beside = columns if prose[0] else columns[::-1]
        bases = [_base(row) for row in text]
        aligned = sum(any(abs(_base(row) - base) < TOLERANCE for base in bases) for row in beside)
        return 2 * aligned < len(beside)
    return False


def _reaches(rule: Area, column: list[Row]) -> bool:
    left = min(row[0].left for row in column)
    right = max(row[-1].right for row in column)
    return rule.left <= (left + right) / 2 <= rule.right


def _is_prose(lines: list[Piece]) -> bool:
    if len(lines) < 3:  # noqa: PLR2004 - too few to tell
        return False
    usual = sum(len(line.text) for line in lines) / len(lines)
    amid = sum(
        line.text[:1].islower() and before.text[-1:] not in ".!?:"
        for before, line in pairwise(lines)
    )
    return usual >= LONG_LINE or (usual >= PROSE_LENGTH and amid >= GOES_ON * len(lines))


def _all_gaps(band: list[Row], gaps: list[Gap]) -> list[Gap]:
    """The gaps of a table, also those that a few of its rows reach over."""
    crossing = int(CROSSED * len(band)) or (1 if len(band) > 2 else 0)  # noqa: PLR2004
    left = min(piece.left for row in band for piece in row)
    right = max(piece.right for row in band for piece in row)
    rows = sorted(band, key=len, reverse=True)
    rows = rows[: max(len(rows) - crossing, 1)]
    size = median(piece.size for row in band for piece in row)
    free = [(left, right)]
    for row in rows:
        free = _shared(free, _between(row, left, right), GUTTER * size) or free
    inner = [gap for gap in free if gap[0] > left and gap[1] < right]
    return inner if len(inner) >= len(gaps) else gaps


def _table(band: list[Row], gaps: list[Gap], rules: Sequence[Area]) -> Block:
    lines: list[list[list[Piece]]] = []
    for row in band:
        cells: list[list[Piece]] = [[] for _ in range(len(gaps) + 1)]
        for piece in row:
            first, last = _column(piece, gaps)
            for number in range(first, last + 1):
                cells[number].append(piece)
        lines.append(cells)
    rows = [
        row
        for part, starts in _parted(band, lines, gaps, rules)
        for row in (_spanning(part, starts) if starts else _wrapped(part))
    ]
    texts = [[joined(cell) if cell else None for cell in row] for row in rows]
    return Block(texts, is_table=True)


def _parted(
    band: list[Row], lines: list[list[list[Piece]]], gaps: list[Gap], rules: Sequence[Area]
) -> Iterator[tuple[list[list[list[Piece]]], list[list[bool]]]]:
    """The lines of a table; with each line, where rules part rows, the columns that begin anew."""
    edges = [-1e9, *(edge for gap in gaps for edge in gap), 1e9]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    centres = []
    for number, (start, end) in enumerate(spans):
        pieces = [piece for line in lines for piece in line[number]]
        low = max(start, min((piece.left for piece in pieces), default=start))
        high = min(end, max((piece.right for piece in pieces), default=end))
        centres.append((low + high) / 2)
    starts = [[True] * len(centres)]
    for one, other in pairwise(band):
        above, below = _base(one), _base(other) + other[0].size / 2
        heights = [rule for rule in rules if below - TOLERANCE <= rule.bottom <= above]
        parted = [any(r.left <= x <= r.right for r in heights) for x in centres]
        # A rule in one column only is the frame of a field, or underlines a word.
        starts.append(parted if sum(parted) > 1 else [False] * len(parted))
    if not any(any(start) for start in starts[1:]):
        yield lines, []
        return
    # Rules that part the head from the rest only do not part the rest into rows.
    group = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and not all(starts[number]):
            continue
        part, part_starts = lines[group:number], starts[group:number]
        partial = any(any(start) for start in part_starts[1:])
        plain = sum(bool(line[0]) and sum(map(bool, line)) > 1 for line in part) > 1
        yield part, [] if plain and not partial else part_starts
        group = number


def _spanning(
    lines: list[list[list[Piece]]], starts: list[list[bool]]
) -> Iterator[list[list[Piece]]]:
    """Rows of which some cells are as high as several: such a cell counts for each of them."""
    columns = range(len(lines[0]))
    cells: list[list[list[Piece]]] = []  # for each line, its cell in each column, shared by lines
    own: list[list[list[Piece]]] = []
    for number, line in enumerate(lines):
        anew = [number == 0 or starts[number][column] for column in columns]
        if cells and not any(anew):
            for column in columns:
                cells[-1][column] += line[column]
            continue
        row: list[list[Piece]] = []
        for column in columns:
            if anew[column]:
                row.append(list(line[column]))
            else:
                shared = cells[-1][column]
                shared += line[column]
                row.append(shared)
        cells.append(row)
        own.append([list(line[column]) for column in columns])
    for row, single in zip(cells, own, strict=True):
        yield [
            cell if sum(len(piece.text) for piece in cell) <= LONGEST_REPEATED else alone
            for cell, alone in zip(row, single, strict=True)
        ]


def _wrapped(lines: list[list[list[Piece]]]) -> Iterator[list[list[Piece]]]:
    """Rows of one line; a line that goes on with cells of the one before is added to it."""
    row: list[list[Piece]] = []
    for line in lines:
        begins = [cell for cell in line if cell]
        goes_on = (
            row
            and not line[0]
            and len(begins) < len(line)
            and all(cell[0].text[:1].islower() for cell in begins)
        )
        if goes_on:
            row = [before + cell for before, cell in zip(row, line, strict=True)]
            continue
        if row:
            yield row
        row = line
    if row:
        yield row
