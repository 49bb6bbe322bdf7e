"""Lines of a PDF's page to blocks in reading order: columns one after the other, tables by rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_letters import Area
from ingest.readers.pdf_lines import Piece, joined

Row = list[Piece]
Gap = tuple[float, float]
Band = tuple[list[Row], list[Gap]]  # lines, and the gaps between their columns

GUTTER = 0.8  # of the letters' size: the least white space between two columns
FAR_ABOVE = 3.0  # of the letters' size: what is farther above columns is none of theirs
WIDE_GUTTER = 2.0  # the least where few lines stand beside each other
FEW_LINES = 2
MOST_STARTS = 10  # of columns that are tried among lines that show none
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
    for band, gaps in _reaching_back(each for part in parts for each in _bands(list(part))):
        if gaps and depth < MOST_DEPTH:
            found += _side_by_side(band, gaps, rules, depth)
            text = None
            continue
        if text is None:
            text = Block()
            found.append(text)
        text.rows += [[joined(row)] for row in band]
    return found


def _bands(rows: list[Row], *, looks_below: bool = True) -> Iterator[Band]:
    """Rows that have the same gaps between columns, and these; no gaps where there are none."""
    if not rows:
        return
    left = min(piece.left for row in rows for piece in row)
    right = max(piece.right for row in rows for piece in row)
    band: list[Row] = []
    free: list[Gap] = [(left, right)]
    for row in rows:
        least = GUTTER * min(piece.size for piece in row)
        now = _shared(free, _between(row, left, right), least)
        kept = _confirmed(band, free)
        if band and (not now or (kept and not _confirmed([*band, row], now))):
            yield from _finished(band, free, looks_below)
            band, now = [], _shared([(left, right)], _between(row, left, right), least)
        band.append(row)
        free = now
    yield from _finished(band, free, looks_below)


def _columns_below(band: list[Row]) -> list[Band]:
    """Rows without columns, parted where some begin below lines that hid them, as a list does."""
    starts = [n for n in range(1, len(band)) if 1 < len(band[n]) != len(band[n - 1])]
    for start in starts[:MOST_STARTS]:
        parts = list(_bands(band[start:], looks_below=False))
        if any(gaps for _, gaps in parts):
            return [(band[:start], []), *parts]
    return [(band, [])]


def _reaching_back(parts: Iterable[Band]) -> list[Band]:
    """Columns with the lines above them that have the same gaps and did not show them before.

    A title in the middle hides the gap below it, until lines on one side are past it.
    """
    found: list[Band] = []
    for rows, gaps in parts:
        if gaps and found and not found[-1][1]:
            above = found[-1][0]
            start = reach = len(above)
            while start and _fits(above[start - 1], (above[start:] or rows)[0], gaps):
                start -= 1
                if _is_on_both_sides(above[start], gaps):
                    reach = start
            found[-1] = (above[:reach], [])
            found.append((above[reach:] + rows, gaps))
        elif found and not gaps and not found[-1][1]:
            found[-1] = (found[-1][0] + rows, [])
        else:
            found.append((rows, gaps))
    return [(rows, gaps) for rows, gaps in found if rows]


def _fits(row: Row, below: Row, gaps: list[Gap]) -> bool:
    near = _base(row) - _base(below) < FAR_ABOVE * row[0].size
    return near and all(
        piece.right <= start + TOLERANCE or piece.left >= end - TOLERANCE
        for piece in row
        for start, end in gaps
    )


def _finished(band: list[Row], free: list[Gap], looks_below: bool) -> Iterator[Band]:
    """A band, without the lines at its ends that stand above or below the columns."""
    gaps = _confirmed(band, free)
    if not gaps:
        yield from _columns_below(band) if looks_below else [(band, [])]
        return
    sides = [_is_on_both_sides(row, gaps) for row in band]
    if not any(sides):
        yield band, gaps
        return
    first, last = sides.index(True), len(sides) - 1 - sides[::-1].index(True)
    steps = [_base(one) - _base(other) for one, other in pairwise(band)]
    usual = median(steps) if steps else 0
    # Above a table's other columns a heading may stand that is one for several of them.
    while first and steps[first - 1] <= ROW_GAP * usual and band[first - 1][0].left > gaps[0][0]:
        first -= 1
    end = last + 1
    in_first = [row[0] for row in band if row[0].left < gaps[0][0]]
    if len(band) - end > FEW_LINES and _is_prose(in_first):
        end = len(band)  # a column that is longer than the other
    while end < len(band) and steps[end - 1] <= ROW_GAP * usual and _belongs(band, end, gaps):
        end += 1
    for part, its_gaps in ((band[:first], []), (band[first:end], gaps), (band[end:], [])):
        if part:
            yield part, its_gaps


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
        before = [row[0].base for row in band if row[0].right <= start + TOLERANCE]
        behind = [row[-1].base for row in band if row[-1].left >= end - TOLERANCE]
        # Between words of a narrow line there may be as much room, but seldom in three lines.
        pairs = min(_count_within(before, behind), _count_within(behind, before))
        if pairs > FEW_LINES or (pairs > 1 and end - start >= WIDE_GUTTER * band[0][0].size):
            found.append((start, end))
    return found


def _count_within(bases: list[float], others: list[float]) -> int:
    """How many lines stand beside the others, not above or below them."""
    if not others:
        return 0
    low, high = min(others) - TOLERANCE, max(others) + TOLERANCE
    return sum(low <= base <= high for base in bases)


def _is_on_both_sides(row: Row, gaps: list[Gap]) -> bool:
    return len({_column(piece, gaps)[0] for piece in row}) > 1


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
