"""Excel files (``.xlsx``): every sheet a section, each value as it is shown."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest.readers.archive import ZIP_ERRORS, expand_archive
from ingest.readers.builder import DocumentBuilder, Reason, clean
from ingest.readers.named_rows import add_tables
from ingest.readers.original import Original
from ingest.readers.raised import lowered, raised, settle, without_marks
from ingest.readers.sniffing import OLD_OFFICE
from ingest.readers.titles import sensible_title

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_OLD_OR_PROTECTED = "is an old Excel file or protected by a password: save it as .xlsx without one."
_DAMAGED = "is not an Excel file, or damaged: open it in Excel and save it as .xlsx again."
_COMMENTS = "Comments"

_XML_ENDINGS = (".xml", ".rels")
MAX_XML_BYTES = 150_000_000
# "<" and "=" in all sheets; a cell has about seven. Half a million cells take 9 s and 400 MB.
MAX_XML_MARKS = 4_000_000
_SAME_ROWS = 0.8  # share of the rows that parts of one table have in common, if a gap parts them
_LEAST_COLUMNS = 2  # of a table beside another
MOST_COVERED = 200_000  # cells that merged ones cover; such a range may name billions
MOST_PADDED = 4_000_000  # cells, empty ones too: a sheet with a value in each corner has billions

# A formula whose value nobody has worked out yet, as programs write that do not calculate.
_NO_VALUE = re.compile(rb"</f>\s*(?:</c>|<v\s*/>|<v>\s*</v>)")
_DECIMALS = re.compile(r"0\.(0+)")
_CURRENCY = re.compile(r"\[\$([^\]-]+)[^\]]*\]|\"([^\"]*[$€£¥][^\"]*)\"|([$€£¥])")
_QUOTED = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")

Grid = dict[tuple[int, int], str]


def read_xlsx(original: Original) -> DocumentBuilder:
    """Read the sheets of a file; of a formula, the value that was stored with it.

    Dates are written as ``2024-05-31``. Hidden sheets, rows and columns and struck cells are left
    out, and so are formulas without a value. Comments stand below their sheet.

    Raises:
        UnreadableError: it is not an Excel file, or damaged, or protected by a password.
        TooLargeError: its sheets are over a limit.
    """
    if original.data.startswith(OLD_OFFICE):
        raise original.unreadable(_OLD_OR_PROTECTED)
    most = min(original.max_expanded_bytes, MAX_XML_BYTES)
    archive = expand_archive(replace(original, max_expanded_bytes=most), _XML_ENDINGS)
    lacks_values = _look_through(original, archive)
    builder = DocumentBuilder()
    try:
        workbook = _open(archive, data_only=True)
        formulas = _open(archive, data_only=False) if lacks_values else None
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                _add_sheet(builder, sheet)
                if formulas is not None:
                    _leave_out_formulas(builder, sheet, formulas[sheet.title])
            else:
                builder.leave_out(_words(sheet), Reason.HIDDEN)
        fields = workbook.properties
        builder.title = sensible_title(fields.title or "")
        builder.metadata["author"] = fields.creator if fields.creator != "openpyxl" else ""
    # openpyxl has no error for a damaged part; these it raised over thousands of damaged files.
    except (
        *ZIP_ERRORS,
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        SyntaxError,
        TypeError,
    ) as error:
        raise original.unreadable(_DAMAGED) from error
    return builder


def _look_through(original: Original, archive: BytesIO) -> bool:
    """Whether some formula has no value; refuses what is too much."""
    with ZipFile(archive) as parts:
        texts = [parts.read(name) for name in parts.namelist()]
    if sum(text.count(b"<") + text.count(b"=") for text in texts) > MAX_XML_MARKS:
        allowed = f"{MAX_XML_MARKS:,} elements and attributes"
        raise original.too_large(allowed)
    return any(_NO_VALUE.search(text) for text in texts)


def _open(archive: BytesIO, *, data_only: bool) -> Workbook:
    import openpyxl

    archive.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that it passes over, such as buttons
        return openpyxl.load_workbook(archive, data_only=data_only, rich_text=data_only)


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    """The cells that are there; to go over rows and columns would be to meet billions of others."""
    return iter(cell for _, cell in sorted(sheet._cells.items()))  # noqa: SLF001


def _words(sheet: Worksheet) -> str:
    return " ".join(text for cell in _cells(sheet) if (text := shown_value(cell)))


def _add_sheet(builder: DocumentBuilder, sheet: Worksheet) -> None:
    builder.add_heading(sheet.title, 1)
    hidden = _hidden_columns(sheet)
    grid: Grid = {}
    comments = []
    for cell in _cells(sheet):
        text = _rich_text(cell, builder) if isinstance(cell.value, list) else shown_value(cell)
        dimension = sheet.row_dimensions.get(cell.row)
        if cell.column in hidden or (dimension is not None and dimension.hidden):
            builder.leave_out(text, Reason.HIDDEN)
        elif text and cell.font is not None and cell.font.strike:
            builder.leave_out(text, Reason.STRUCK)
        elif text:
            grid[cell.row, cell.column] = text
        if cell.comment is not None and cell.comment.text:
            comments.append(f"{cell.coordinate}: {clean(cell.comment.text).strip()}")
    _cover(sheet, grid)
    for table in _side_by_side(grid):
        add_tables(builder, rows_of(table), marked=_has_marked_names(sheet, table))
    if comments:
        builder.add_heading(_COMMENTS, 2)
    for comment in comments:
        builder.add_block(comment)


def _rich_text(cell: Cell, builder: DocumentBuilder) -> str:
    """The text of a cell of which parts are set otherwise: raised, lowered or struck out."""
    pieces = []
    for part in cell.value:
        font = getattr(part, "font", None)
        text = without_marks(str(part))
        if font is not None and font.strike:
            builder.leave_out(text, Reason.STRUCK)
        elif font is not None and font.vertAlign in {"superscript", "subscript"}:
            pieces.append((raised if font.vertAlign == "superscript" else lowered)(text))
        else:
            pieces.append(text)
    return clean(settle("".join(pieces))).strip()


def _hidden_columns(sheet: Worksheet) -> set[int]:
    return {
        number
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for number in range(dimension.min or 0, min(dimension.max or 0, sheet.max_column) + 1)
    }


def _cover(sheet: Worksheet, grid: Grid) -> None:
    """Let a merged cell count for every row and column that it covers."""
    last_row = max((row for row, _ in grid), default=0)
    last_column = max((column for _, column in grid), default=0)
    in_row = Counter(row for row, _ in grid)
    covered = 0
    for area in sheet.merged_cells.ranges:
        text = grid.get((area.min_row, area.min_col))
        if not text or (area.min_row == area.max_row and in_row[area.min_row] == 1):
            continue  # a title over the whole width is said once
        for row in range(area.min_row, min(area.max_row, last_row) + 1):
            for column in range(area.min_col, min(area.max_col, last_column) + 1):
                covered += 1
                if covered > MOST_COVERED:
                    return
                grid.setdefault((row, column), text)


def _side_by_side(grid: Grid) -> list[Grid]:
    """The tables of a sheet that stand beside each other: empty columns part them, and other rows.

    Where the rows are the same, the empty column is a gap in one table.
    """
    columns = sorted({column for _, column in grid})
    parts: list[set[int]] = []
    for column in columns:
        if not parts or column - 1 not in parts[-1]:
            parts.append(set())
        parts[-1].add(column)
    rows = [{row for row, column in grid if column in part} for part in parts]
    one, *others = rows or [set()]
    is_one = all(len(one & other) >= _SAME_ROWS * max(len(one), len(other)) for other in others)
    if is_one or min(map(len, parts)) < _LEAST_COLUMNS:
        return [grid]
    return [{place: text for place, text in grid.items() if place[1] in part} for part in parts]


def rows_of(grid: Grid) -> list[list[str]]:
    """The rows, without columns that are never used; one empty row for any number of them."""
    places = {column: place for place, column in enumerate(sorted({each for _, each in grid}))}
    padded = len(places) * len({row for row, _ in grid}) <= MOST_PADDED
    rows: list[list[str]] = []
    last = 0
    for row, column in sorted(grid):
        if row != last:
            if rows and row > last + 1:
                rows.append([])
            rows.append([])
            last = row
        if padded:
            rows[-1] += [""] * (places[column] - len(rows[-1]))
        rows[-1].append(grid[row, column])
    return rows


def _has_marked_names(sheet: Worksheet, grid: Grid) -> bool:
    """Whether the first row of the table is set apart from the others."""
    if sheet.tables or sheet.auto_filter.ref:
        return True
    used = sorted({row for row, _ in grid})
    bold = [_is_bold(sheet, grid, row) for row in used[:20]]
    return True in bold and False in bold[bold.index(True) + 1 :]


def _is_bold(sheet: Worksheet, grid: Grid, row: int) -> bool:
    columns = [column for each, column in grid if each == row]
    cells = [sheet.cell(row, column) for column in columns]
    return len(columns) > 1 and all(
        cell.value is None
        or (cell.font is not None and cell.font.bold)  # None: a merged one's rest
        for cell in cells
    )


def _leave_out_formulas(builder: DocumentBuilder, sheet: Worksheet, formulas: Worksheet) -> None:
    """Note the formulas of which nobody has stored the value."""
    for cell in _cells(formulas):
        if cell.data_type == "f" and sheet.cell(cell.row, cell.column).value is None:
            builder.leave_out(f"{sheet.title}, {cell.coordinate}: {cell.value}", Reason.UNREADABLE)


def shown_value(cell: Cell) -> str:
    """A value about as Excel shows it: a date as a date, 0.15 as 15% where it is set so."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value, str(cell.number_format or ""))
    if isinstance(value, datetime | date | time | timedelta):
        return time_text(value, str(cell.number_format or ""))
    return clean(str(value)).strip()


def time_text(value: datetime | date | time | timedelta, form: str) -> str:
    """A date or time as ISO 8601 writes it, without a time of day where the format has none."""
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, datetime):
        has_time = value.time() != time() or "h" in _QUOTED.sub("", form).lower()
        clock = f" {time_text(value.time(), form)}" if has_time else ""
        return f"{value.date().isoformat()}{clock}"
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return value.isoformat()


def number_text(value: float, form: str) -> str:
    """A number with the decimals, the percent sign and the currency of its format."""
    positive = form.partition(";")[0]
    bare = _QUOTED.sub("", positive)
    is_share = "%" in bare
    decimals = _DECIMALS.search(bare)
    number = value * 100 if is_share else value
    if decimals and "E" not in bare:
        text = f"{number:.{len(decimals[1])}f}"
    elif is_share:
        text = f"{number:.15g}" if bare == "%" else f"{number:.0f}"
    else:
        text = f"{number:.15g}"
    if is_share:
        return f"{text}%"
    return _with_currency(text, positive)


def _with_currency(text: str, form: str) -> str:
    found = _CURRENCY.search(form)
    if found is None:
        return text
    sign = next(part for part in found.groups() if part).strip()
    first_digit = re.search(r"[0#]", form)
    if first_digit is None or found.start() < first_digit.start():
        return f"-{sign}{text[1:]}" if text.startswith("-") else f"{sign}{text}"
    return f"{text} {sign}"
