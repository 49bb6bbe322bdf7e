"""HTML and XHTML pages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder, collapse
from ingest.readers.decoding import decode
from ingest.readers.original import Original
from ingest.readers.walker import add_tree

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_HEAD_BYTES = 2048  # browsers look for the declared encoding in the first 1024
_DECLARED = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SELF_CLOSED = re.compile(
    rb"<(iframe|noscript|script|style|textarea|title)\b[^<>]*/>", re.IGNORECASE
)
_MAIN = ("main, [role=main]", "article")


def read_html(original: Original) -> DocumentBuilder:
    """Read the main text of a web page.

    The text is that of the only ``<main>`` or ``<article>``, else of the body without its
    navigation, header, footer and asides. It stays the author's: nothing is scored or guessed.

    Raises:
        UnreadableError: the file is not text.
    """
    return _read_page(*parse_html(original))


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


def _read_page(tree: LexborHTMLParser, guess: str) -> DocumentBuilder:
    builder = DocumentBuilder()
    main = _main_element(tree)
    if main is not None:
        add_tree(builder, main)
    elif tree.body is not None:
        add_tree(builder, tree.body, web_page=True)
    title = tree.css_first("head > title")
    builder.title = (title and collapse(title.text()).strip()) or builder.top_heading
    author, root = tree.css_first("meta[name=author i]"), tree.css_first("html[lang]")
    builder.metadata = {
        "guessed_encoding": guess,
        "author": (author and author.attributes.get("content")) or "",
        "language": (root and root.attributes["lang"]) or "",
    }
    return builder


def _main_element(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in _MAIN:
        found = tree.css(selector)
        if len(found) == 1 and found[0].text(strip=True):
            return found[0]
    return None
