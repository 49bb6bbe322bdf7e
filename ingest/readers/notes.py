"""Footnotes and endnotes of pages: which links are their marks, and where each note stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.readers.builder import collapse

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LABEL = re.compile(
    r"(?:(?:note|nb|fn)\.? ?)?(?:\d{1,4}|[a-z]|[ivx]{1,5})|[*†‡§¶]{1,3}", re.IGNORECASE
)
_BEGUN = re.compile(r"\s*[\[(]?([^\s\])(\[.:]{1,8})[\])]?[.:)]?\s+")
_BRACKETED = re.compile(r"[\[(].*[\])]")
_MARK_NAMES = frozenset({"noteref", "doc-noteref", "footnote-ref", "footnote-reference", "fnref"})
_NOTE_NAMES = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"})
_NOTES = ", ".join(
    f"[epub\\:type~={name}], [role={name}]" for name in sorted(_NOTE_NAMES)
)  # each a note by itself
_BACK = re.compile(r"[\s↩↑⤴⏎^\ufe0e\ufe0f]*|back|return|zurück|(?:jump )?up.*", re.IGNORECASE)
_AROUND_MARK = frozenset({"sup", "span", "small"})
_LINES = frozenset({"aside", "blockquote", "dd", "div", "li", "p", "section", "tr"})
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_LONGEST_NOTE = 5_000  # characters; what is longer is a part of the text that a link leads to
_MOST_AROUND = 50  # elements around another that are looked at: a page may nest far deeper
_MOST_WITHIN = 3  # elements from a note's paragraph to what holds the note
_LONGEST_PLACE = 80  # characters of what stands before a mark
_LOOKED_AT = 4 * _LONGEST_PLACE
_SENTENCE_START = re.compile(
    r"(?<=[.!?])[\"”\u2019)]*(?:\[[^\]]{1,8}\])*\s+(?=[^\W\d_a-z]|[\"“\u2018(])"
)


@dataclass
class Notes:
    """The notes of a page or a book, all by ``mem_id``.

    ``labels`` says what each mark reads, ``notes`` which note it is of; ``bodies`` are the notes in
    the order of their marks, ``names`` what their first marks read, ``back`` the links from them to
    their marks. ``places`` is filled by whoever comes upon a mark: the words before it.
    """

    labels: dict[int, str] = field(default_factory=dict)
    notes: dict[int, int] = field(default_factory=dict)
    bodies: dict[int, LexborNode] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    back: set[int] = field(default_factory=set)
    places: dict[int, str] = field(default_factory=dict)

    def heading(self, note: int) -> str:
        """The heading of a note, which tells its place."""
        label, place = self.names.get(note, ""), self.places.get(note, "")
        return f"Note {label}".strip() + (f" to “{place}”" if place else "")

    def add(self, mark: int, label: str, body: LexborNode | None) -> None:
        """Take up a mark, and its note where that is known."""
        self.labels[mark] = label
        if body is not None:
            self.notes[mark] = body.mem_id
            self.bodies.setdefault(body.mem_id, body)
            self.names.setdefault(body.mem_id, label)

    def set_place(self, mark: int, before: str) -> None:
        """Keep the words before a mark: its sentence so far, or the end of it."""
        note = self.notes.get(mark)
        if note is None or note in self.places:
            return
        sentence = _SENTENCE_START.split(collapse(before[-_LOOKED_AT:]).strip())[-1]
        if len(sentence) > _LONGEST_PLACE:
            sentence = "…" + sentence[-_LONGEST_PLACE:].partition(" ")[2]
        self.places[note] = sentence.strip('“”"')


def find_notes(pages: Mapping[str, LexborNode]) -> Notes:
    """The notes of pages by their paths, which their links name; a single page's path is empty."""
    found = Notes()
    named = {(path, name): node for path, root in pages.items() for name, node in _names(root)}
    for path, root in pages.items():
        for link in root.css("a[href*='#']"):
            _take_up(found, link, path, named)
    for root in pages.values():
        _take_up_unlinked(found, root)
        for node in root.css(_NOTES):
            if node.mem_id not in found.bodies and not _is_inside(node, found.bodies):
                found.bodies[node.mem_id] = node
    return found


def without_label(text: str, label: str) -> str:
    """A note without what its mark said already: "12. ", "[12] "."""
    begun = _BEGUN.match(text)
    return text[begun.end() :] if begun and label and begun[1] == label else text


def _names(root: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    for node in root.css("[id], a[name]"):
        name = node.attributes.get("id") or node.attributes.get("name")
        if name:
            yield name, node


def _take_up(
    found: Notes, link: LexborNode, path: str, named: Mapping[tuple[str, str], LexborNode]
) -> None:
    """See whether a link is the mark of a note, or leads back to one."""
    text = collapse(link.text()).strip()
    label = text.strip("[]() ")
    if _is_inside(link, found.bodies):
        if _BACK.fullmatch(text) or _LABEL.fullmatch(label):
            found.back.add(link.mem_id)
        return
    if not _LABEL.fullmatch(label) or not _looks_like_mark(link, text):
        return
    mark = _whole_mark(link, text)
    href, _, name = (link.attributes.get("href") or "").partition("#")
    target_path = normpath(join(dirname(path), unquote(href))) if href else path
    target = named.get((target_path, unquote(name)))
    body = None if target is None else _body(target, mark)
    found.add(mark.mem_id, label, body)


def _looks_like_mark(link: LexborNode, text: str) -> bool:
    attributes = link.attributes
    names = " ".join(attributes.get(key) or "" for key in ("epub:type", "role", "class")).split()
    is_raised = _parent_tag(link) == "sup" or link.css_first("sup") is not None
    return is_raised or bool(_BRACKETED.fullmatch(text)) or not _MARK_NAMES.isdisjoint(names)


def _whole_mark(link: LexborNode, text: str) -> LexborNode:
    """The outermost element that holds nothing but the mark."""
    mark = link
    while (
        mark.parent is not None
        and mark.parent.tag in _AROUND_MARK
        and collapse(mark.parent.text()).strip() == text
    ):
        mark = mark.parent
    return mark


def _body(target: LexborNode, mark: LexborNode) -> LexborNode | None:
    """The note that a link's target stands in, or None where it is no note."""
    node: LexborNode | None = target
    while node is not None and node.tag not in _LINES:
        node = node.parent
    node = _whole_note(node)
    if node is None or node.css_first(_HEADINGS) is not None or _is_inside(mark, {node.mem_id}):
        return None
    return node if 0 < len(node.text(strip=True)) <= _LONGEST_NOTE else None


def _whole_note(node: LexborNode | None) -> LexborNode | None:
    """The item or the element called a note that a paragraph of it is in."""
    whole, around = node, node
    for _ in range(_MOST_WITHIN):
        around = around.parent if around is not None else None
        if around is not None and (around.tag == "li" or _is_called_note(around)):
            whole = around
    return whole


def _is_called_note(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}".split()
    return not _NOTE_NAMES.isdisjoint(names)


def _take_up_unlinked(found: Notes, root: LexborNode) -> None:
    """Pair a raised number in the text with a later paragraph that begins with it raised."""
    marks: dict[str, list[LexborNode]] = {}
    for sup in root.css("sup"):
        label = collapse(sup.text()).strip("[]() ")
        if not _LABEL.fullmatch(label) or _is_inside(sup, found.labels):
            continue
        block = _block_begun_by(sup)
        if block is None:
            marks.setdefault(label, []).append(sup)
        elif marks.get(label) and block.mem_id not in found.bodies:
            for mark in marks.pop(label):
                found.add(mark.mem_id, label, block)
            found.back.add(sup.mem_id)


def _block_begun_by(node: LexborNode) -> LexborNode | None:
    """The paragraph or item whose first text stands in a node, or None where other text precedes."""
    while node.tag not in _LINES:
        before = node.prev
        while before is not None:
            if not before.is_comment_node and before.text(strip=True):
                return None
            before = before.prev
        if node.parent is None:
            return None
        node = node.parent
    return node


def _parent_tag(node: LexborNode) -> str:
    return (node.parent.tag or "") if node.parent is not None else ""


def _is_inside(node: LexborNode, ids: Mapping[int, object] | set[int]) -> bool:
    """Whether a node or one around it is among these."""
    inside: LexborNode | None = node
    for _ in range(_MOST_AROUND):
        if inside is None:
            return False
        if inside.mem_id in ids:
            return True
        inside = inside.parent
    return False
