"""What was filled in or written on a PDF's page: the values of its form, and its annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import byref, c_ushort
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.builder import clean, collapse
from ingest.readers.pdf_letters import Area

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_ANNOTATIONS = 5_000  # of a page
LONGEST_VALUE = 100_000  # characters of one value
_PASSWORD = 1 << 13  # a flag of text fields (PDF 32000, table 228)
_INVISIBLE = 1 << 1  # a flag of annotations (table 165): hidden
CHECKED, UNCHECKED = "[x]", "[ ]"


@dataclass(frozen=True, slots=True)
class Filled:
    """A value and the rectangle on the page in which it stands."""

    text: str
    area: Area


@dataclass(frozen=True, slots=True)
class Annotations:
    """What stands on a page beside its own text: values in their places, and others' remarks."""

    values: tuple[Filled, ...] = ()
    remarks: tuple[str, ...] = ()


def page_annotations(pdf: PdfDocument, page: PdfPage) -> Annotations:
    """The values of the fields on a page, in their places; the remarks made on it, apart."""
    from pypdfium2 import raw

    values: list[Filled] = []
    remarks: list[str] = []
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if raw.FPDFAnnot_GetFlags(annotation) & _INVISIBLE:
                continue
            if kind == raw.FPDF_ANNOT_WIDGET:
                values += _filled(annotation, _value(pdf, annotation))
            elif kind == raw.FPDF_ANNOT_FREETEXT:
                values += _filled(annotation, _contents(annotation))
            elif kind not in {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}:
                remarks.append(collapse(clean(_contents(annotation))).strip())
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return Annotations(tuple(values), tuple(remark for remark in remarks if remark))


def _filled(annotation: object, value: str) -> Iterator[Filled]:
    from pypdfium2 import raw

    text = collapse(clean(value[:LONGEST_VALUE])).strip()
    box = raw.FS_RECTF()
    if text and raw.FPDFAnnot_GetRect(annotation, byref(box)):
        yield Filled(text, Area(box.left, box.bottom, box.right, box.top))


def _contents(annotation: object) -> str:
    from pypdfium2 import raw

    return _string(lambda *room: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", *room))


def _value(pdf: PdfDocument, annotation: object) -> str:
    """The value of a field as it is seen; buttons have none, and passwords are not seen."""
    from pypdfium2 import raw

    form = pdf.formenv
    if form is None:
        return ""
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in {raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON}:
        return CHECKED if raw.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED
    seen = {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}
    if kind not in seen:
        return ""
    if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return ""
    return _string(lambda *room: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *room))


def _string(ask: Callable[..., int]) -> str:
    """A text of PDFium's: asked for its length first, then for its UTF-16."""
    length = ask(None, 0)
    if not 2 < length <= 2 * LONGEST_VALUE:  # noqa: PLR2004 - the end of the text is two bytes
        return ""
    room = (c_ushort * (length // 2))()
    ask(room, length)
    with suppress(UnicodeDecodeError):
        return bytes(room).decode("utf-16-le").rstrip("\0")
    return ""
