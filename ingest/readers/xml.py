"""XML files of any kind: those that hold a text, and those that hold data."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ingest.readers.builder import LAST_LEVEL, DocumentBuilder, Reason, clean, collapse
from ingest.readers.html import read_xhtml
from ingest.readers.original import Original
from ingest.readers.raised import lowered, raised, settle
from ingest.readers.values import Record, Value, ValueWriter, is_text
from ingest.readers.wiki import add_wiki

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DAMAGED = "is not well-formed XML ({}): mend it, or save it as text."
_XHTML = "{http://www.w3.org/1999/xhtml}html"
_TITLES = frozenset({"title", "head", "heading", "name", "label", "caption"})


def read_xml(original: Original) -> DocumentBuilder:
    """Read an XML file: names as the path of each value, or a text as it runs.

    It is a text where some element holds words and elements side by side, or whole sentences:
    then paragraphs stand without the names of their elements. Comments are left out.

    Raises:
        UnreadableError: it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(original.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise original.unreadable(_DAMAGED.format(" ".join(str(error).split()))) from error
    if root.tag == _XHTML:
        return read_xhtml(original)
    builder = DocumentBuilder()
    if _name(root) == "mediawiki":
        _add_export(builder, root)
        return builder
    _leave_out_comments(builder, root)
    _mark_shifts(root)
    if _holds_text(root):
        _add_element(builder, root, 1)
    else:
        value = _value(root)
        if isinstance(value, str):
            value = Record([(_name(root), value)])
        ValueWriter(builder, len(original.data)).write(value)
    return builder


def _add_export(builder: DocumentBuilder, root: Element) -> None:
    """Write the pages that a wiki exported, each under its title, as they stood last."""
    for page in root.iterfind("{*}page"):
        texts = page.findall("{*}revision/{*}text")
        builder.add_heading(page.findtext("{*}title") or "", 1)
        add_wiki(builder, clean(texts[-1].text or "") if texts else "")


def _leave_out_comments(builder: DocumentBuilder, root: Element) -> None:
    from lxml import etree

    for node in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        if node.tag is etree.Comment:
            builder.leave_out(node.text or "", Reason.COMMENT)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)


def _mark_shifts(root: Element) -> None:
    """Enclose what is raised or lowered in the marks that tell it from what is before it."""
    for element in root.iter("{*}sup", "{*}superscript", "{*}sub", "{*}subscript"):
        shift = raised if _name(element).startswith("sup") else lowered
        if not len(element) and element.text:
            element.text = shift(element.text)


def _holds_text(root: Element) -> bool:
    return any(_is_mixed(each) or (not len(each) and is_text(_text(each))) for each in root.iter())


def _is_mixed(element: Element) -> bool:
    """Whether an element holds words beside its elements."""
    if not len(element):
        return False
    texts = [element.text, *(child.tail for child in element)]
    return any(text and text.strip() for text in texts)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element) -> str:
    return collapse(settle("".join(element.itertext()))).strip()


def _add_element(builder: DocumentBuilder, root: Element, depth: int) -> None:
    """Write an element of a text; a stack, not recursion, for whatever is nested."""
    stack = [(root, depth)]
    while stack:
        element, level = stack.pop()
        for name, value in element.attrib.items():
            if is_text(value):
                builder.add_block(f"{name.rpartition('}')[2]}: {value}")
        if len(element) and not _is_mixed(element):
            stack += [(child, level + 1) for child in reversed(element)]
        elif _name(element) in _TITLES:
            builder.add_heading(_text(element), min(max(level - 1, 1), LAST_LEVEL))
        elif text := _text(element):
            plain = _is_mixed(element) or is_text(text)
            builder.add_block(text if plain else f"{_name(element)}: {text}")


def _value(element: Element) -> Value:
    """An element of a data file as a value; neighbours of the same name are a list."""
    pairs: list[tuple[str, Value]] = [
        (name.rpartition("}")[2], value) for name, value in element.attrib.items()
    ]
    if not len(element):
        text = _text(element)
        return Record([*pairs, *([("", text)] if text else [])]) if pairs else text
    for name, children in groupby(element, key=_name):
        values = [_value(child) for child in children]
        pairs.append((name, values[0] if len(values) == 1 else values))
    return Record(pairs)
