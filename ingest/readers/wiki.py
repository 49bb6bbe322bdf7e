"""MediaWiki's markup, as wikis keep and export it: read through the HTML that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder, Reason, clean
from ingest.readers.decoding import decode
from ingest.readers.html import add_page
from ingest.readers.original import Original

if TYPE_CHECKING:
    from mwparserfromhell.nodes import Node, Tag, Template, Wikilink
    from mwparserfromhell.wikicode import Wikicode

# What only this markup has. A program may have one of them (a template in braces), a wiki has more.
_SIGNS = (
    re.compile(r"\[\[[^\[\]\n]{1,200}\]\]"),
    re.compile(r"(?<!')'''(?!')[^'\n]{1,200}'''"),
    re.compile(r"^\{\{[^{}|\n]{2,60}(?:\||\}\}|$)|\{\{[a-zA-Z][^{}|\n]{0,60}\|[^{}\n]*\}\}", re.MULTILINE),
    re.compile(r"^(={2,6})[^=\n].*\1[ \t]*$", re.MULTILINE),
    re.compile(r"^\{\|", re.MULTILINE),
    re.compile(r"<ref[\s>/]"),
)  # fmt: skip
_LEAST_SIGNS = 2
_SWITCH = re.compile(r"~{3,5}|__[A-Z]{3,20}__|^#REDIRECT[^\n]*", re.MULTILINE)
_FILES = frozenset({"file", "image", "datei", "bild", "fichier", "archivo", "файл"})
_CATEGORIES = frozenset({"category", "kategorie", "catégorie", "categoría", "категория"})
# Templates that stand for what they are given: which of it is shown, and what parts it.
_SHOWN = {
    **dict.fromkeys(("convert", "cvt"), (("1", "2"), " ")),
    **dict.fromkeys(("nowrap", "abbr", "small", "big", "nobold", "sup", "sub"), (("1",), "")),
    **dict.fromkeys(
        ("quote", "blockquote", "cquote", "quotation"),
        (("1", "text", "quote", "2", "author", "sign"), "\n\n"),
    ),
    **dict.fromkeys(("lang", "transliteration"), (("2",), "")),
    **dict.fromkeys(("start date", "end date", "birth date", "death date"), (("1", "2", "3"), "-")),
}
_VERDICTS = frozenset({"yes", "no", "n/a", "partial", "maybe", "unknown", "dunno"})  # of a table
_NUMBER = "formatnum:"
_CITED = re.compile(r"cite [a-z ]+|citation")
_NOT_CITED = re.compile(r"url|access|archive|status|mode|ref\Z")
_OPTIONS = frozenset(
    {"thumb", "thumbnail", "frame", "frameless", "left", "right", "center", "none"}
)
_LEAST_FIELDS = 2  # of a box of facts
_VERBATIM = frozenset({"pre", "syntaxhighlight", "source"})
_PLAIN = frozenset({"b", "i", "nowiki", "gallery", "onlyinclude", "includeonly", "noinclude"})
_ITEM = "\ufdd2"  # stands before the marks of a list's item
_ITEMS = re.compile(rf"((?:{_ITEM}[*#;:])+)[ \t]*(.*)")
_MARKED = re.compile(rf"\s*(?:{_ITEM}[*#;:])+")
_DEFINED = re.compile(rf"(?<=[^\n*#;:])[ \t]*{_ITEM}:")  # behind its term, in the same line
_LISTS = {"*": ("ul", "li"), "#": ("ol", "li"), ";": ("dl", "dt"), ":": ("dl", "dd")}


def is_wiki_text(text: str) -> bool:
    """Whether a text has marks of several kinds that only wikis have, links or templates among them."""
    found = [sign.search(text) is not None for sign in _SIGNS]
    return (found[0] or found[2]) and sum(found) >= _LEAST_SIGNS


def read_wiki(original: Original) -> DocumentBuilder:
    """Read the markup of a page of a wiki.

    Raises:
        UnreadableError: the file is not text.
    """
    text, guess = decode(original)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    add_wiki(builder, clean(text))
    builder.note_unreadable()
    builder.title = builder.top_heading
    return builder


def add_wiki(builder: DocumentBuilder, text: str) -> None:
    """Write a page's text, tables, facts and notes; other templates are noted as left out."""
    from mwparserfromhell import parse
    from mwparserfromhell.parser import ParserError
    from selectolax.lexbor import LexborHTMLParser

    page = _Page()
    try:
        markup = page.html(parse(_SWITCH.sub("", text)))
    except ParserError:  # what it cannot parse is read as it is written
        builder.add_verbatim(text)
        return
    tree = LexborHTMLParser(f"<body>{markup}{page.notes_html()}")
    if tree.body is not None:
        add_page(builder, tree.body)
    for name in page.left_out:
        builder.leave_out(name, Reason.TEMPLATE)


@dataclass
class _Page:
    """One page: its notes by name, and what is left out of it."""

    notes: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def html(self, code: Wikicode) -> str:
        """The HTML of a piece with paragraphs and lists."""
        return "".join(_blocks(self._inline(code)))

    def notes_html(self) -> str:
        """The notes as a list that their marks lead to."""
        items = (f'<li id="note-{n}">{said}</li>' for n, said in enumerate(self.notes.values(), 1))
        return f"<ol>{''.join(items)}</ol>" if self.notes else ""

    def _inline(self, code: Wikicode | None) -> str:
        return "".join(map(self._node, code.nodes)) if code is not None else ""

    def _node(self, node: Node) -> str:  # noqa: PLR0911 - one for each kind
        from mwparserfromhell import nodes

        if isinstance(node, nodes.Text):
            return escape(str(node), quote=False)
        if isinstance(node, nodes.Heading):
            return f"\n\n<h{node.level}>{self._inline(node.title)}</h{node.level}>\n\n"
        if isinstance(node, nodes.Wikilink):
            return self._link(node)
        if isinstance(node, nodes.ExternalLink):
            return self._inline(node.title) or escape(str(node.url), quote=False)
        if isinstance(node, nodes.Template):
            return self._template(node)
        if isinstance(node, nodes.Tag):
            return self._tag(node)
        if isinstance(node, nodes.Argument):
            return self._inline(node.default)
        return str(node)  # a comment, an entity

    def _link(self, link: Wikilink) -> str:
        space, _, _ = str(link.title).strip().lower().partition(":")
        if space in _CATEGORIES:
            self.left_out.append(str(link))
            return ""
        if space not in _FILES:
            return self._inline(link.text) or self._inline(link.title).strip().lstrip(":")
        caption = self._inline(link.text).rpartition("|")[2].strip()
        is_option = caption in _OPTIONS or caption.endswith("px")
        return "" if is_option or not caption else f"\n\n<p>{caption}</p>\n\n"

    def _template(self, template: Template) -> str:
        name = " ".join(str(template.name).split()).lower().replace("_", " ")
        fields = {
            str(p.name).strip(): said for p in template.params if (said := self._said(p.value))
        }
        if name in _SHOWN:
            shown, between = _SHOWN[name]
            return between.join(fields[key] for key in shown if key in fields)
        if name in _VERDICTS:
            return fields.get("1", name.capitalize())
        if name.startswith(_NUMBER):
            return escape(name.removeprefix(_NUMBER))
        if _CITED.fullmatch(name):
            return ", ".join(said for key, said in fields.items() if not _NOT_CITED.search(key))
        named = {key: said for key, said in fields.items() if not key.isdecimal()}
        if len(named) < _LEAST_FIELDS or len(named) < len(fields):
            self.left_out.append(str(template))
            return ""
        lines = (f"{escape(key.replace('_', ' '))}: {said}" for key, said in named.items())
        return f"\n\n<div>{'<br>'.join(lines)}</div>\n\n"

    def _said(self, code: Wikicode) -> str:
        return " ".join(_MARKED.sub(", ", self._inline(code)).split()).removeprefix(", ")

    def _tag(self, tag: Tag) -> str:  # noqa: PLR0911 - one for each kind
        name = str(tag.tag).strip().lower()
        if tag.wiki_markup in _LISTS:
            return f"{_ITEM}{tag.wiki_markup}"
        if name == "ref":
            return self._reference(tag)
        if name == "references":
            self._inline(tag.contents)  # the notes that stand there
            return ""
        if name == "table":
            return f"\n\n<table>{self._cells(tag)}</table>\n\n".replace(_ITEM, "")
        if name in _VERBATIM:
            return f"\n\n<pre>\n{escape(str(tag.contents), quote=False)}</pre>\n\n"
        if name in _PLAIN:
            return self._inline(tag.contents)
        if tag.self_closing:
            return f"<{name}>"
        return f"<{name}>{self._inline(tag.contents)}</{name}>"

    def _reference(self, tag: Tag) -> str:
        name = str(tag.get("name").value or "").strip() if tag.has("name") else ""
        said = self._said(tag.contents) if not tag.self_closing else ""
        key = name or said
        if not key:
            return ""
        self.notes[key] = said or self.notes.get(key, "")
        number = list(self.notes).index(key) + 1
        return f'<sup><a href="#note-{number}">[{number}]</a></sup>'

    def _cells(self, table: Tag) -> str:
        """The rows of a table; what stands before the first mark of a row is one as well."""
        from mwparserfromhell import nodes

        parts: list[str] = []
        for node in table.contents.nodes:
            if not isinstance(node, nodes.Tag) or str(node.tag) not in {"tr", "td", "th"}:
                parts.append(self._node(node).strip())
            elif node.tag == "tr":
                parts.append(f"<tr>{self._cells(node)}")
            else:
                spans = "".join(
                    f' {key}="{escape(str(node.get(key).value))}"'
                    for key in ("rowspan", "colspan")
                    if node.has(key)
                )
                name, said = str(node.tag), self.html(node.contents)
                is_caption = node.has("+") or str(node.contents).startswith("+")
                if not any(parts) and node.wiki_markup == "|" and is_caption:
                    name, said = "caption", said.replace("+", "", 1)
                parts.append(f"<{name}{spans}>{said}</{name}>")
        return "".join(parts)


def _blocks(text: str) -> Iterator[str]:
    """Lines as paragraphs and lists; a blank line parts paragraphs."""
    around = ""
    for block in re.split(r"\n[ \t]*\n", _DEFINED.sub(f"\n{_ITEM}:", text)):
        for line in block.split("\n"):
            item = _ITEMS.match(line)
            marks = item[1].replace(_ITEM, "") if item else ""
            yield from _change(around, marks)
            around = marks
            yield f"<{_LISTS[marks[-1]][1]}>{item[2]}" if item and marks else f"{line}\n"
        yield from _change(around, "")
        around = ""
        yield "<p>"


def _change(before: str, after: str) -> Iterator[str]:
    """The ends and the beginnings of lists between two items."""
    same = 0
    while same < min(len(before), len(after)) and _kind(before[same]) == _kind(after[same]):
        same += 1
    for mark in reversed(before[same:]):
        yield f"</{_kind(mark)}>"
    for mark in after[same:]:
        yield f"<{_kind(mark)}>"


def _kind(mark: str) -> str:
    return _LISTS[mark][0]
