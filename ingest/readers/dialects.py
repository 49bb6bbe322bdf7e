"""What the dialects of Markdown add to it, written as Markdown or HTML that all readers know.

Obsidian's links and marks, Pandoc's titles, attributes, verse and drawn tables, the tabs of MkDocs,
the short codes of site generators. What stands in code is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|pdf|mp[34]|canvas)$", re.IGNORECASE)
_ATTRIBUTES = r"\{(?:[.#][\w-]|[\w-]+=)[^{}\n]*\}"

_Edit = str | Callable[[re.Match[str]], str]


def _linked(match: re.Match[str]) -> str:
    """What a page shows of a link to another, or of what it takes over from there."""
    target, _, shown = match["link"].partition("|")
    if match["taken"] and _PICTURE.search(target):
        return ""
    return shown if shown and not match["taken"] else target.replace("#", " > ").removeprefix(" > ")


_INLINE: tuple[tuple[re.Pattern[str], _Edit], ...] = (
    # CriticMarkup deletes, inserts, replaces and remarks.
    (re.compile(r"\{--(.+?)--\}", re.DOTALL), r"<del>\1</del>"),
    (re.compile(r"\{\+\+(.+?)\+\+\}", re.DOTALL), r"<ins>\1</ins>"),
    (re.compile(r"\{~~(.+?)~>(.+?)~~\}", re.DOTALL), r"<del>\1</del><ins>\2</ins>"),
    (re.compile(r"\{>>(.+?)<<\}", re.DOTALL), r"<!--\1-->"),
    # Comments, links, marked words and the names of blocks, as Obsidian has them.
    (re.compile(r"(?:^|(?<=\s))%%(.+?)%%(?=\s|$)", re.DOTALL), r"<!--\1-->"),
    (re.compile(r"(?<!\w)(?P<taken>!?)\[\[(?P<link>[^\[\]\n]+)\]\](?![(\[])"), _linked),
    (re.compile(r"(?<![\w=])==(?=\S)([^=\n]+)(?<=\S)==(?![\w=])"), r"<mark>\1</mark>"),
    (re.compile(r"(?<=\S)[ \t]\^(?=[\w-]*[a-z])[\w-]{4,}$", re.MULTILINE), ""),
    # Lowered and raised letters; between spaces, what single tildes enclose is struck out.
    (re.compile(r"(?<=[^\W_])~([^~\s]{1,12})~(?!~)"), r"<sub>\1</sub>"),
    (re.compile(r"(?<=[\w)])\^([^\^\s]{1,12})\^"), r"<sup>\1</sup>"),
    (re.compile(r"(?<![~\w])~(?=[^\s~])([^~\n]+)(?<=[^\s~])~(?![~\w])"), r"<del>\1</del>"),
    # Short codes of site generators.
    (re.compile(r"\{%.*?%\}|\{\{[<%].*?[>%]\}\}", re.DOTALL), lambda m: f"<!--{m[0][2:-2]}-->"),
    # Attributes of Pandoc and kramdown.
    (re.compile(rf"(?<!\!)\[([^\[\]\n]*)\]{_ATTRIBUTES}"), r"\1"),
    (re.compile(rf"(?<=[)]){_ATTRIBUTES}|[ \t]*{_ATTRIBUTES}$"), ""),
    (re.compile(r"^\{:[^{}\n]*\}$", re.MULTILINE), ""),
)

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_TAB = re.compile(r'([ \t]*)===[!+]? "([^"\n]+)"[ \t]*$')
_VERSE = re.compile(r"\|[ \t](.*[^|\s])[ \t]*$|\|$")
_GRID = re.compile(r"\+(?:[-=:]{2,}\+)+$")
_DASHES = re.compile(r"[ \t]*-{2,}(?:[ \t]+-{2,})+[ \t]*$")
_NUMBER = re.compile(r"([ \t]*)#\.(?=[ \t])")


def mark_inline(text: str) -> str:
    """The words of a paragraph with what only some dialects know as HTML."""
    parts = []
    position = 0
    for code in _CODE.finditer(text):
        parts += [_marked(text[position : code.start()]), code[0]]
        position = code.end()
    return "".join([*parts, _marked(text[position:])])


def _marked(text: str) -> str:
    for pattern, edit in _INLINE:
        text = pattern.sub(edit, text)
    return text


def usual_lines(text: str) -> str:
    """A text whose tabs, verse and tables are as usual; what stands between fences stays."""
    found: list[str] = []
    fence = ""
    pending: list[str] = []
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        else:
            pending.append(line)
            continue
        found += [*_usual(pending), line]
        pending = []
    return "\n".join([*found, *_usual(pending)])


def _usual(lines: Sequence[str]) -> Iterator[str]:
    for is_empty, group in groupby(lines, key=lambda line: not line.strip()):
        block = list(group)
        if is_empty:
            yield from block
        elif all(map(_VERSE.match, block)):
            yield from (f"{line[1:].strip()}\\" for line in block[:-1])
            yield block[-1][1:].strip()
        elif _GRID.match(block[0]) and _GRID.match(block[-1]):
            yield from _of_grid(block)
        elif len(block) > 2 and _DASHES.match(block[1]):  # noqa: PLR2004 - names, dashes, a row
            yield from _of_dashes(block)
        else:
            for line in block:
                tab = _TAB.match(line)
                yield f'{tab[1]}!!! tab "{tab[2]}"' if tab else _NUMBER.sub(r"\g<1>1.", line)


def _of_grid(lines: Sequence[str]) -> Iterator[str]:
    """A table drawn with plus signs; one with merged cells stays as it is drawn."""
    edges = [number for number, sign in enumerate(lines[0]) if sign == "+"]
    rows: list[list[str]] = []
    for is_rule, group in groupby(lines, key=lambda line: _GRID.match(line) is not None):
        inner = list(group)
        if is_rule:
            continue
        if any(line[edge : edge + 1] != "|" for line in inner for edge in edges):
            yield from ("```", *lines, "```")
            return
        cells = [
            " ".join(line[left + 1 : right].strip() for line in inner).strip()
            for left, right in pairwise(edges)
        ]
        rows.append(cells)
    yield from _piped(rows)


def _of_dashes(lines: Sequence[str]) -> Iterator[str]:
    """A table whose columns are told by dashes below their names."""
    starts = [match.start() for match in re.finditer("-+", lines[1])]
    ends = [*(start for start in starts[1:]), None]
    starts[0] = 0
    kept = (line for line in lines if not _DASHES.match(line) and line.strip(" -"))
    yield from _piped(
        [
            [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
            for line in kept
        ]
    )


def _piped(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"
        if not number:
            yield f"|{'---|' * len(row)}"
