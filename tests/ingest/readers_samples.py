"""Real files for the tests of the readers; all but Word's are written by hand."""

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import docx

# One page that says "hidden words", under the password "secret" (40-bit RC4).
PROTECTED_PDF = Path(__file__).with_name("protected.pdf").read_bytes()
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)


def make_zip(members: Mapping[str, str | bytes]) -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return archive.getvalue()


def change_members(data: bytes, changes: Mapping[str, str | bytes | None]) -> bytes:
    """A copy of a zip with members replaced, added, or (None) left out."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members: dict[str, str | bytes | None] = {n: archive.read(n) for n in archive.namelist()}
    members.update(changes)
    return make_zip({name: content for name, content in members.items() if content is not None})


def make_lying_zip(name: str, content: bytes, claimed: int) -> bytes:
    """A zip whose headers claim fewer bytes than the member holds, with a sum that fits."""
    packed = zlib.compress(content, wbits=-15)
    crc = zlib.crc32(content[:claimed])
    sizes = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, crc, len(packed), claimed, len(name), 0)
    local = b"PK\3\4" + sizes + name.encode() + packed
    entry = b"PK\1\2" + struct.pack("<H", 20) + sizes + bytes(14) + name.encode()
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def make_epub(
    pages: Mapping[str, str | bytes],
    spine: Sequence[str] | None = None,
    metadata: str = "",
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An EPUB whose pages are given by name; the manifest also holds what only the spine names."""
    order = list(pages) if spine is None else spine
    items = "".join(
        f'<item id="i-{name}" href="{name}" media-type="application/xhtml+xml"/>'
        for name in dict.fromkeys((*pages, *order))
    )
    members = {f"OPS/{name}": content for name, content in pages.items()}
    return make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OPS/book.opf": _package(metadata, items, order),
            **members,
            **(extra or {}),
        }
    )


def _package(metadata: str, items: str, order: Sequence[str]) -> str:
    references = "".join(f'<itemref idref="i-{name}"/>' for name in order)
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f'<manifest><item id="font" href="f.otf" media-type="font/otf"/>{items}</manifest>'
        f"<spine>{references}</spine></package>"
    )


def xhtml(body: str, title: str = "") -> str:
    head = f"<title>{title}</title>" if title else "<title/>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
        '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">'
        f"<head>{head}</head><body>{body}</body></html>"
    )


def make_docx(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """A Word document as the bytes of its file."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def make_pdf(
    pages: Sequence[Sequence[str]],
    *,
    title: str = "",
    author: str = "",
    contents: Sequence[tuple[bytes, int]] = (),
) -> bytes:
    """A PDF with one line of Helvetica per string.

    ``contents`` are bookmarks: the title as PDF writes it, in brackets, and the number of the page.
    """
    objects = _pdf_objects([_lines(page) for page in pages])
    if contents:
        objects[0] = objects[0].replace(b">>", b"/Outlines %d 0 R >>" % (len(objects) + 1))
        objects += _bookmarks(contents, len(objects) + 1)
    objects.append(b"<< /Title %b /Author %b >>" % (_literal(title), _literal(author)))
    trailer = b"/Size %d /Root 1 0 R /Info %d 0 R" % (len(objects) + 1, len(objects))
    return _assemble(objects, trailer)


def place_pdf(*pages: str, objects: Sequence[bytes] = (), page: str = "", root: str = "") -> bytes:
    """A PDF drawn by PDF's own operators, with ``/F`` for Helvetica and more ``objects`` behind.

    ``page`` is added to the dictionary of each page, ``root`` to that of the document.
    """
    made = _pdf_objects([content.encode("cp1252") for content in pages], page.encode())
    made[0] = made[0].replace(b">>", b"%b >>" % root.encode())
    made += objects
    return _assemble(made, b"/Size %d /Root 1 0 R" % (len(made) + 1))


def at(x: float, y: float, text: str, size: float = 11) -> str:
    """The operators that write a text at a place."""
    return f"BT /F {size} Tf {x} {y} Td {_literal(text).decode('cp1252')} Tj ET "


def _lines(lines: Sequence[str]) -> bytes:
    shown = b" ".join(_literal(line) + b" Tj T*" for line in lines)
    return b"BT /F 12 Tf 72 720 Td 14 TL " + shown + b" ET"


def _pdf_objects(pages: Sequence[bytes], extra: bytes = b"") -> list[bytes]:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids),
        font,
    ]
    for content in pages:
        number = len(objects) + 1
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> %b >>" % (number, extra)
        )
    return objects


def _bookmarks(contents: Sequence[tuple[bytes, int]], root: int) -> list[bytes]:
    """The root of the bookmarks, which is object ``root``, then each of them."""
    last = root + len(contents)
    objects = [b"<< /First %d 0 R /Last %d 0 R >>" % (root + 1, last)]
    for number, (title, page) in enumerate(contents, start=root + 1):
        follows = b"/Next %d 0 R" % (number + 1) if number < last else b""
        place = b"/Title %b /Parent %d 0 R /Dest [%d 0 R /Fit]" % (title, root, 3 + 2 * page)
        objects.append(b"<< %b %b >>" % (place, follows))
    return objects


def _assemble(objects: Sequence[bytes], trailer: bytes) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << %b >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(data))
    return data + head + table + end


def _literal(text: str) -> bytes:
    raw = text.encode("cp1252")
    return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"
