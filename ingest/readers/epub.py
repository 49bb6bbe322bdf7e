"""EPUB 2 and 3 books: the pages of the spine, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import ZipFile

from ingest.readers.archive import expand_archive
from ingest.readers.builder import DocumentBuilder, Reason
from ingest.readers.hidden import not_shown, shift_by_rules
from ingest.readers.html import parse_xhtml
from ingest.readers.notes import find_notes
from ingest.readers.original import Original
from ingest.readers.walker import add_notes, add_tree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DAMAGED = "is not an EPUB book, or damaged: download or export it again."
_PROTECTED = "is protected by digital rights management (DRM): use a copy without it."

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_NOTES = "Notes"
_PAGE_TYPES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read_epub(original: Original) -> DocumentBuilder:
    """Read the pages of a book; those that it names but lacks are passed over.

    Raises:
        UnreadableError: it is not an EPUB, or damaged, or its pages are encrypted.
        TooLargeError: it expands to more than the limit.
    """
    with ZipFile(expand_archive(original)) as archive:
        package_path = _package_path(original, archive)
        package = _parse(original, archive, package_path)
        present = set(archive.namelist())
        pages = _spine(package, dirname(package_path))
        _refuse_encrypted(original, archive, pages)
        builder = DocumentBuilder()
        trees = {
            page: parse_xhtml(replace(original, data=archive.read(page)))[0]
            for page in pages
            if page in present
        }
        styles = "\n".join(_styles(archive, package, dirname(package_path)))
    bodies = {page: tree.body for page, tree in trees.items() if tree.body is not None}
    notes = find_notes(bodies)
    skipped: dict[int, Reason | None] = {}
    for body in bodies.values():
        shift_by_rules(body, styles)
        skipped |= not_shown(body, styles)
        add_tree(builder, body, skipped=skipped, notes=notes)
    builder.title = next(iter(_fields(package, "title")), "") or builder.top_heading
    if notes.bodies:
        if not builder.bare_level:
            builder.add_heading(_NOTES, 1)
        add_notes(builder, notes, skipped, builder.bare_level + 1)
    for key, name in (("author", "creator"), ("language", "language")):
        builder.metadata[key] = ", ".join(_fields(package, name))
    return builder


def _package_path(original: Original, archive: ZipFile) -> str:
    """The path of the package document, which the container names."""
    root = _parse(original, archive, _CONTAINER).find("{*}rootfiles/{*}rootfile")
    return "" if root is None else unquote(root.get("full-path", ""))


def _parse(original: Original, archive: ZipFile, name: str) -> Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(archive.read(name), parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise original.unreadable(_DAMAGED) from error


def _spine(package: Element, folder: str) -> list[str]:
    """The paths of the pages in reading order, each once."""
    items = {
        item.get("id"): normpath(join(folder, unquote(item.get("href", ""))))
        for item in package.iterfind("{*}manifest/{*}item")
        if item.get("media-type") in _PAGE_TYPES
    }
    references = (item.get("idref") for item in package.iterfind("{*}spine/{*}itemref"))
    return list(dict.fromkeys(items[name] for name in references if name in items))


def _styles(archive: ZipFile, package: Element, folder: str) -> Iterator[str]:
    """The style sheets of a book; one that is no text says nothing."""
    present = set(archive.namelist())
    for item in package.iterfind("{*}manifest/{*}item"):
        path = normpath(join(folder, unquote(item.get("href", ""))))
        if item.get("media-type") == "text/css" and path in present:
            yield archive.read(path).decode("utf-8", "replace")


def _refuse_encrypted(original: Original, archive: ZipFile, pages: list[str]) -> None:
    """Refuse encrypted pages; fonts are often encrypted and do no harm."""
    if _ENCRYPTION not in archive.namelist():
        return
    ciphers = _parse(original, archive, _ENCRYPTION).iter("{*}CipherReference")
    encrypted = {unquote(cipher.get("URI", "")) for cipher in ciphers}
    if encrypted.intersection(pages):
        raise original.unreadable(_PROTECTED)


def _fields(package: Element, name: str) -> list[str]:
    elements = package.iterfind(f"{{*}}metadata//{_DUBLIN_CORE}{name}")
    return [text for element in elements if (text := " ".join("".join(element.itertext()).split()))]
