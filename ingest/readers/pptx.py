"""PowerPoint files (``.pptx``): each slide a page, its notes and comments below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest.readers.archive import ZIP_ERRORS, expand_archive
from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason, collapse
from ingest.readers.named_rows import add_tables
from ingest.readers.original import Original
from ingest.readers.raised import lowered, raised, settle, without_marks
from ingest.readers.sniffing import OLD_OFFICE
from ingest.readers.titles import sensible_title

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from pptx.opc.package import Part
    from pptx.slide import Slide

_OLD_OR_PROTECTED = (
    "is an old PowerPoint file or protected by a password: save it as .pptx without one."
)
_DAMAGED = "is not a PowerPoint file, or damaged: open it in PowerPoint and save it as .pptx again."
_NOTES, _COMMENTS = "Notes", "Comments"

_XML_ENDINGS = (".xml", ".rels")
MAX_XML_BYTES = 40_000_000
MAX_XML_MARKS = 4_000_000  # "<" and "=": see docx.py; a slide needs many to draw what it says

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr"})  # date, footer, slide number, header


def read_pptx(original: Original) -> DocumentBuilder:
    """Read slides in their order: title, text, tables, figures of charts, notes, comments.

    Hidden slides and shapes are left out, and so are dates, footers and numbers of slides.

    Raises:
        UnreadableError: it is not a PowerPoint file, or damaged, or protected by a password.
        TooLargeError: its XML is over a limit.
    """
    import pptx
    from lxml.etree import LxmlError
    from pptx.exc import PythonPptxError

    if original.data.startswith(OLD_OFFICE):
        raise original.unreadable(_OLD_OR_PROTECTED)
    most = min(original.max_expanded_bytes, MAX_XML_BYTES)
    archive = expand_archive(replace(original, max_expanded_bytes=most), _XML_ENDINGS)
    _refuse_too_much(original, archive)
    builder = DocumentBuilder()
    try:
        presentation = pptx.Presentation(archive)
        for number, slide in enumerate(presentation.slides, start=1):
            if slide._element.get("show") in {"0", "false"}:  # noqa: SLF001 - it has no name for it
                words = (each.text or "" for each in slide._element.iter(f"{_DRAWING}t"))  # noqa: SLF001
                builder.leave_out(" ".join(words), Reason.HIDDEN)
            else:
                _add_slide(builder, slide, number)
        fields = presentation.core_properties
        builder.title = sensible_title(fields.title) or builder.top_heading
        builder.metadata["author"] = fields.author
    # python-pptx has no error for a damaged part; these it raised over thousands of damaged files.
    except (
        *ZIP_ERRORS,
        AttributeError,
        LookupError,
        LxmlError,
        PythonPptxError,
        TypeError,
    ) as error:
        raise original.unreadable(_DAMAGED) from error
    return builder


def _refuse_too_much(original: Original, archive: BytesIO) -> None:
    with ZipFile(archive) as parts:
        texts = (parts.read(name) for name in parts.namelist())
        marks = sum(text.count(b"<") + text.count(b"=") for text in texts)
    archive.seek(0)
    if marks > MAX_XML_MARKS:
        allowed = f"{MAX_XML_MARKS:,} elements and attributes"
        raise original.too_large(allowed)


def _add_slide(builder: DocumentBuilder, slide: Slide, number: int) -> None:
    root = slide._element  # noqa: SLF001 - python-pptx keeps neither hidden nor struck text apart
    for fallback in list(root.iter(_FALLBACK)):
        fallback.getparent().remove(fallback)
    shapes = list(_shapes(root, builder))
    titles = [shape for shape in shapes if _kind(shape) in _TITLES]
    title = " ".join(text for shape in titles for text in _paragraphs(shape, builder))
    builder.begin_page(number)
    builder.add_heading(title or f"Slide {number}", 1)
    for shape in shapes:
        if shape not in titles:
            _add_shape(builder, shape, slide)
    if slide.has_notes_slide:
        notes = slide.notes_slide._element  # noqa: SLF001
        bodies = [each for each in notes.iter(f"{_SLIDE}sp") if _kind(each) == "body"]
        lines = [line for body in bodies for line in _paragraphs(body, builder)]
        _add_under(builder, _NOTES, lines)
    _add_under(builder, _COMMENTS, list(_comments(slide.part)))


def _shapes(root: Element, builder: DocumentBuilder) -> Iterator[Element]:
    """The shapes in their order, those of groups among them, without hidden ones and furniture."""
    tags = tuple(f"{_SLIDE}{tag}" for tag in ("sp", "graphicFrame"))
    for shape in root.iter(*tags):
        words = collapse(" ".join(each.text or "" for each in shape.iter(f"{_DRAWING}t")))
        if any(_is_hidden(each) for each in (shape, *shape.iterancestors(f"{_SLIDE}grpSp"))):
            builder.leave_out(words, Reason.HIDDEN)
        elif _kind(shape) in _FURNITURE:
            builder.leave_out(words, Reason.FURNITURE)
        else:
            yield shape


def _is_hidden(shape: Element) -> bool:
    properties = next(shape.iter(f"{_SLIDE}cNvPr"), None)
    return properties is not None and properties.get("hidden") in {"1", "true"}


def _kind(shape: Element) -> str:
    """What a placeholder is for; empty for what is none."""
    placeholder = shape.find(f"*/{_SLIDE}nvPr/{_SLIDE}ph")
    return "" if placeholder is None else str(placeholder.get("type", "obj"))


def _add_shape(builder: DocumentBuilder, shape: Element, slide: Slide) -> None:
    table = next(shape.iter(f"{_DRAWING}tbl"), None)
    if table is not None:
        _add_table(builder, table)
    elif shape.tag == f"{_SLIDE}graphicFrame":
        _add_graphic(builder, shape, slide)
    else:
        separator = BLOCK_BREAK
        for text in _paragraphs(shape, builder):
            builder.add_block(text, separator)
            separator = LINE_BREAK


def _paragraphs(shape: Element, builder: DocumentBuilder) -> Iterator[str]:
    for paragraph in shape.iter(f"{_DRAWING}p"):
        text = _text(paragraph, builder).strip()
        if text:
            yield text


def _text(paragraph: Element, builder: DocumentBuilder) -> str:
    pieces = []
    for element in paragraph.iter(f"{_DRAWING}t", f"{_DRAWING}br"):
        if element.tag == f"{_DRAWING}br":
            pieces.append(LINE_BREAK)
            continue
        text = without_marks(element.text or "")
        look = element.getparent().find(f"{_DRAWING}rPr")
        if look is not None and look.get("strike", "noStrike") != "noStrike":
            builder.leave_out(text, Reason.STRUCK)
            continue
        moved = "" if look is None else look.get("baseline", "").strip("%0")
        pieces.append(_moved(text, moved))
    return settle("".join(pieces))


def _moved(text: str, moved: str) -> str:
    if not moved:
        return text
    return lowered(text) if moved.startswith("-") else raised(text)


def _add_table(builder: DocumentBuilder, table: Element) -> None:
    """Write a table; a merged cell counts for every row and column that it covers."""
    rows: list[list[str]] = []
    for row in table.iter(f"{_DRAWING}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{_DRAWING}tc"):
            place = len(cells)
            if cell.get("hMerge") in {"1", "true"} and cells:
                cells.append(cells[-1])
            elif cell.get("vMerge") in {"1", "true"} and rows and place < len(rows[-1]):
                cells.append(rows[-1][place])
            else:
                texts = (_text(each, builder) for each in cell.iter(f"{_DRAWING}p"))
                cells.append(" ".join(texts))
        rows.append(cells)
    separator = BLOCK_BREAK
    for cells in rows:
        if any(cells):
            builder.add_row(cells, separator)
            separator = LINE_BREAK


def _add_graphic(builder: DocumentBuilder, frame: Element, slide: Slide) -> None:
    """The words of a diagram, or the figures of a chart; a picture has none."""
    for diagram in frame.iter(f"{_DIAGRAM}relIds"):
        data = _part(slide.part, diagram.get(f"{_LINKS}dm", ""))
        root = None if data is None else _parsed(data.blob)
        if root is not None:
            for paragraph in root.iter(f"{_DRAWING}p"):
                builder.add_block(_text(paragraph, builder))
    for chart in frame.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"):
        data = _part(slide.part, chart.get(f"{_LINKS}id", ""))
        root = None if data is None else _parsed(data.blob)
        if root is not None:
            _add_chart(builder, root)


def _add_chart(builder: DocumentBuilder, root: Element) -> None:
    title = root.find(".//{*}chart/{*}title")
    if title is not None:
        builder.add_block("".join(each.text or "" for each in title.iter(f"{_DRAWING}t")))
    series = list(root.iter("{*}ser"))
    names = [" ".join(_points(each.find("{*}tx")).values()) for each in series]
    labels = next((found for each in series if (found := _points(each.find("{*}cat")))), {})
    values = [_points(each.find("{*}val")) for each in series]
    rows = [[label, *(value.get(at, "") for value in values)] for at, label in labels.items()]
    add_tables(builder, [["", *names], *rows] if rows else [], marked=True)


def _points(element: Element | None) -> dict[str, str]:
    """The values of a series by their place."""
    found = () if element is None else element.iter("{*}pt")
    return {point.get("idx", ""): point.findtext("{*}v") or "" for point in found}


def _comments(part: Part) -> Iterator[str]:
    for link in part.rels.values():
        if link.is_external or not link.reltype.endswith("/comments"):
            continue
        root = _parsed(link.target_part.blob)
        for comment in root.iter("{*}cm") if root is not None else ():
            words = (each.text or "" for each in comment.iter("{*}text", "{*}t"))
            yield collapse(" ".join(words)).strip()


def _part(part: Part, name: str) -> Part | None:
    link = part.rels.get(name)
    return None if link is None or link.is_external else link.target_part


def _parsed(data: bytes) -> Element | None:
    from lxml import etree

    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _add_under(builder: DocumentBuilder, heading: str, lines: list[str]) -> None:
    if any(lines):
        builder.add_heading(heading, 2)
    separator = BLOCK_BREAK
    for line in lines:
        builder.add_block(line, separator)
        separator = LINE_BREAK
