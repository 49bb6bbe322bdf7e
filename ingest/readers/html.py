"""HTML and XHTML pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder, Reason, collapse
from ingest.readers.decoding import decode
from ingest.readers.hidden import around, not_shown, shift_by_rules
from ingest.readers.notes import find_notes
from ingest.readers.original import Original
from ingest.readers.walker import add_notes, add_tree

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_HEAD_BYTES = 2048  # browsers look for the declared encoding in the first 1024
_DECLARED = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SELF_CLOSED = re.compile(
    rb"<(iframe|noscript|script|style|textarea|title)\b[^<>]*/>", re.IGNORECASE
)
# Of a page's text, menus and the like apart: an element with less is a part of it, not the whole
# (a teaser in an <article>, the first screen of a page in its <main>).
_LEAST_MAIN = {"main, [role=main]": 0.25, "article": 0.5}
NOTE_LEVEL = 2  # of a note's heading


def read_html(original: Original) -> DocumentBuilder:
    """Read the main text of a web page.

    The text is that of the only ``<main>`` or ``<article>`` if most of the page stands in it, else
    of the body without its navigation, header, footer and asides. What is left out is noted.

    Raises:
        UnreadableError: the file is not text.
    """
    return read_styled_html(original, "")


def read_styled_html(original: Original, styles: str) -> DocumentBuilder:
    """``read_html`` of a page that comes with style sheets beside its own.

    Raises:
        UnreadableError: the file is not text.
    """
    return _read_page(*parse_html(original), styles)


def read_xhtml(original: Original) -> DocumentBuilder:
    """Read a page written as XML; one that is not well-formed is read as HTML.

    Raises:
        UnreadableError: the file is not text.
    """
    return _read_page(*parse_xhtml(original))


def parse_html(original: Original) -> tuple[LexborHTMLParser, str]:
    """The tree of a page, and the encoding it was guessed to be in, if it was.

    Raises:
        UnreadableError: the bytes are not text.
    """
    from selectolax.lexbor import LexborHTMLParser

    declared = _DECLARED.search(original.data[:_HEAD_BYTES])
    text, guess = decode(original, declared[1].decode("ascii", "ignore") if declared else "")
    return LexborHTMLParser(text), guess


def parse_xhtml(original: Original) -> tuple[LexborHTMLParser, str]:
    """The tree of a page written as XML; else as ``parse_html``.

    An HTML parser alone would take ``<title/>`` for a title that never ends. No external
    entity is loaded, and one that the file defines itself stays as it is written.

    Raises:
        UnreadableError: the bytes are not text.
    """
    from lxml import etree
    from selectolax.lexbor import LexborHTMLParser

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(original.data, parser)
    except etree.XMLSyntaxError:
        return parse_html(replace(original, data=_SELF_CLOSED.sub(rb"<\1></\1>", original.data)))
    for element in root.iter("{http://www.w3.org/1999/xhtml}*"):
        element.tag = etree.QName(element).localname  # else <br/> would be written <br></br>
    return LexborHTMLParser(etree.tostring(root, method="html", encoding="unicode")), ""


def add_page(builder: DocumentBuilder, body: LexborNode, styles: str = "") -> None:
    """Write a whole page that is not one of the web: all that is shown, then its notes."""
    shift_by_rules(body, styles)
    _add(builder, body, not_shown(body, styles))


def _read_page(tree: LexborHTMLParser, guess: str, styles: str = "") -> DocumentBuilder:
    builder = DocumentBuilder()
    body = tree.body
    if body is not None:
        shift_by_rules(body, styles)
        skipped = not_shown(body, styles, web_page=True)
        main = _main_element(body, skipped)
        if main is not None:
            skipped = dict.fromkeys(around(main), Reason.FURNITURE)
            skipped |= not_shown(body, styles)
            _add_title(builder, body, main)
            skipped |= dict.fromkeys(_outside(body, main), Reason.FURNITURE)
        _leave_out_comments(builder, body)
        _add(builder, body, skipped)
    builder.note_unreadable()
    title = tree.css_first("head > title")
    builder.title = (title and collapse(title.text()).strip()) or builder.top_heading
    author, root = tree.css_first("meta[name=author i]"), tree.css_first("html[lang]")
    builder.metadata = {
        "guessed_encoding": guess,
        "author": (author and author.attributes.get("content")) or "",
        "language": (root and root.attributes["lang"]) or "",
    }
    return builder


def _add(builder: DocumentBuilder, body: LexborNode, skipped: dict[int, Reason | None]) -> None:
    notes = find_notes({"": body})
    add_tree(builder, body, skipped=skipped, notes=notes)
    bare = builder.bare_level
    add_notes(builder, notes, skipped, bare + 1 if bare else NOTE_LEVEL)


def _leave_out_comments(builder: DocumentBuilder, body: LexborNode) -> None:
    """Note the comments around a page's body."""
    root = body.parent
    nodes = [root] if root is not None else []
    while (around := nodes[-1].prev if nodes else None) is not None:
        nodes.append(around)
    for node in (*nodes, *(root.iter(include_text=True) if root is not None else ())):
        if node.is_comment_node:
            builder.leave_out(node.comment_content or "", Reason.COMMENT)


def _main_element(body: LexborNode, skipped: dict[int, Reason | None]) -> LexborNode | None:
    """The one element that the page's text stands in, if there is one."""
    for selector, least in _LEAST_MAIN.items():
        found = [node for node in body.css(selector) if node.mem_id not in skipped]
        if len(found) == 1 and (length := _length(found[0], skipped)):
            return found[0] if length >= least * _length(body, skipped) else None
    return None


def _length(root: LexborNode, skipped: dict[int, Reason | None]) -> int:
    """How many characters are shown under a node."""
    length, stack = 0, [root]
    while stack:
        node = stack.pop()
        if node.is_text_node:
            length += len((node.text_content or "").strip())
        elif node.mem_id not in skipped:
            stack += node.iter(include_text=True)
    return length


def _add_title(builder: DocumentBuilder, body: LexborNode, main: LexborNode) -> None:
    """Write the page's only heading of level 1 where it stands outside of the main text."""
    headings = body.css("h1")
    if len(headings) == 1 and main.css_first("h1") is None:
        builder.add_heading(headings[0].text(), 1)


def _outside(body: LexborNode, main: LexborNode) -> Iterator[int]:
    """Whatever stands in the body beside the main element and what it is in."""
    node = main
    while node.mem_id != body.mem_id and node.parent is not None:
        for sibling in node.parent.iter(include_text=True):
            if sibling.mem_id != node.mem_id and not sibling.is_comment_node:
                yield sibling.mem_id
        node = node.parent
