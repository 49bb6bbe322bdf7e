"""Real files for the tests of the readers; all but Word's are written by hand."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO

import docx

PASSWORD_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
ZERO_ID = b"00" * 16
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
    password: str = "",
    contents: Sequence[tuple[bytes, int]] = (),
) -> bytes:
    """A PDF with one line of Helvetica per string; with a password, under 40-bit RC4.

    ``contents`` are bookmarks: the title as PDF writes it, in brackets, and the number of the page.
    """
    file_id = bytes(16)
    key, encryption = _encryption(password.encode("latin-1"), file_id) if password else (b"", b"")
    objects = _pdf_objects(pages, key)
    if contents:
        objects[0] = objects[0].replace(b">>", b"/Outlines %d 0 R >>" % (len(objects) + 1))
        objects += _bookmarks(contents, len(objects) + 1)
    objects.append(b"<< /Title %b /Author %b >>" % (_literal(title), _literal(author)))
    trailer = b"/Size %d /Root 1 0 R /ID [<%b> <%b>]" % (len(objects) + 1, ZERO_ID, ZERO_ID)
    trailer += b" /Encrypt " + encryption if password else b" /Info %d 0 R" % len(objects)
    return _assemble(objects, trailer)


def _pdf_objects(pages: Sequence[Sequence[str]], key: bytes) -> list[bytes]:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids),
        font,
    ]
    for lines in pages:
        number = len(objects) + 1
        shown = b" ".join(_literal(line) + b" Tj T*" for line in lines)
        content = _rc4_object(key, number, b"BT /F 12 Tf 72 720 Td 14 TL " + shown + b" ET")
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % number
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


def _encryption(password: bytes, file_id: bytes) -> tuple[bytes, bytes]:
    """The file key and the encryption dictionary (PDF 1.4, algorithms 3.2 to 3.4, revision 2)."""
    padded = (password + PASSWORD_PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + file_id).digest()[:5]
    user = _rc4(key, PASSWORD_PADDING)
    fields = (owner.hex().encode(), user.hex().encode())
    return key, b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % fields


def _rc4_object(key: bytes, number: int, data: bytes) -> bytes:
    if not key:
        return data
    return _rc4(hashlib.md5(key + struct.pack("<I", number)[:3] + b"\0\0").digest()[:10], data)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    output, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        output.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(output)
