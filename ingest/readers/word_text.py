"""What the characters of a Word file say: hidden, struck and raised text, formulas, readings.

``prepare`` changes a tree once, so that whoever reads it afterwards needs only its characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.readers.builder import LINE_BREAK, DocumentBuilder, Reason
from ingest.readers.raised import index, lowered, power, raised, settle, without_marks
from ingest.readers.word_styles import VALUE, WORD, WordStyles

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PARAGRAPH, _RUN, _RUBY = f"{WORD}p", f"{WORD}r", f"{WORD}ruby"
# A second form of what stands beside it or elsewhere, and tab stops.
_NOT_TEXT = (f"{WORD}moveFrom", f"{_COMPATIBILITY}Fallback", f"{WORD}tabs")
_CHARACTERS = {
    PARAGRAPH: LINE_BREAK,  # a cell holds several, and boxes in them more
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}br": LINE_BREAK,
    f"{WORD}cr": LINE_BREAK,
    f"{WORD}noBreakHyphen": "-",
}
# Signs of fonts by the last digits of their codes: ticks, boxes and arrows; Greek letters.
_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SIGNS = {
    "wingdings": {"FC": "✓", "FB": "✗", "FE": "☑", "FD": "☒", "A8": "☐", "6F": "☐", "E0": "→"},
    "wingdings 2": {"50": "✓", "4F": "✗", "52": "☑", "51": "☒", "A3": "☐"},
    "symbol": {
        **{f"{0x61 + place:02X}": letter for place, letter in enumerate(_GREEK)},
        **{f"{0x41 + place:02X}": letter.upper() for place, letter in enumerate(_GREEK)},
        "B0": "°",
        "B1": "±",
        "B4": "\u00d7",
        "B3": "≥",
        "A3": "≤",
        "B9": "≠",
        "BB": "≈",
        "AE": "→",
    },
}
NOTE_MARKS = (f"{WORD}footnoteReference", f"{WORD}endnoteReference")
_LETTERS = (f"{WORD}t", f"{MATH}t")
_DELETED = (f"{WORD}t", f"{WORD}delText")
_SHADED = (f"{WORD}rPr/{WORD}shd", f"{WORD}rPr/{WORD}highlight")
_WHITE = "FFFFFF"
_SOFT_HYPHEN = "\u00ad"
_NEAR = 400  # characters before a note's mark: more than are shown of them
_BIG_OPERATOR = "∫"  # where a formula does not say which


def text_of(element: Element) -> str:
    """The characters under an element, each run of raised text settled."""
    pieces = element.iter(*_LETTERS, *NOTE_MARKS, *_CHARACTERS)
    text = "".join(_CHARACTERS.get(piece.tag) or piece.text or "" for piece in pieces)
    return settle(text.replace(_SOFT_HYPHEN, ""))


def text_before(element: Element, *marks: str) -> Iterator[tuple[Element, str]]:
    """Each element with one of these tags, and the last of the characters that stand before it."""
    before = ""
    for piece in element.iter(*_LETTERS, *_CHARACTERS, *marks):
        if piece.tag in marks:
            yield piece, settle(before.replace(_SOFT_HYPHEN, ""))
        else:
            before = (before + (_CHARACTERS.get(piece.tag) or piece.text or ""))[-_NEAR:]


def add_before(paragraph: Element, text: str) -> None:
    """Let a paragraph begin with a text."""
    run = paragraph.makeelement(_RUN)
    run.append(run.makeelement(_LETTERS[0]))
    run[0].text = text
    properties = paragraph.find(f"{WORD}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)


def prepare(root: Element, styles: WordStyles, builder: DocumentBuilder) -> None:
    """Take out what is not shown or no longer said, and note it; write the rest as characters."""
    for letters in root.iter(*_LETTERS):
        letters.text = without_marks(letters.text or "")
    for element in list(root.iter(*_NOT_TEXT)):
        _remove(element)
    for control in list(root.iter(f"{WORD}showingPlcHdr")):
        _leave_out_prompt(control, builder)
    for state in list(root.iter(f"{WORD}checkBox", f"{WORD}ddList")):
        _write_state(state)
    for deleted in list(root.iter(f"{WORD}del")):
        builder.leave_out(_letters(deleted, *_DELETED), Reason.STRUCK)
        _remove(deleted)
    for sign in list(root.iter(f"{WORD}sym")):
        _write_sign(sign)
    for run in list(root.iter(_RUN)):
        _prepare_run(run, styles, builder)
    for ruby in list(root.iter(_RUBY)):
        _prepare_ruby(ruby)
    for element in reversed(list(root.iter(*_FORMULAS))):  # inner ones first
        _FORMULAS[element.tag](element)


def _leave_out_prompt(control: Element, builder: DocumentBuilder) -> None:
    """Of a field that nobody has filled in, what asks to do so."""
    field = next(control.iterancestors(f"{WORD}sdt"), None)
    content = None if field is None else field.find(f"{WORD}sdtContent")
    if content is not None:
        builder.leave_out(_letters(content), Reason.FURNITURE)
        for letters in content.iter(*_LETTERS):
            letters.text = ""


def _write_state(state: Element) -> None:
    """Write into its run whether a box is ticked, or which entry of a list is chosen."""
    run = next(state.iterancestors(_RUN), None)
    if run is None:
        return
    chosen = {child.tag: child.get(VALUE, "1") for child in state}
    if state.tag == f"{WORD}checkBox":
        ticked = chosen.get(f"{WORD}checked", chosen.get(f"{WORD}default", "0"))
        said = "☐" if ticked in {"0", "false", "off"} else "☒"
    else:
        entries = [entry.get(VALUE, "") for entry in state.iter(f"{WORD}listEntry")]
        number = chosen.get(f"{WORD}result", chosen.get(f"{WORD}default", "0"))
        said = entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
    letters = run.makeelement(_LETTERS[0])
    letters.text = said
    run.append(letters)


def _write_sign(sign: Element) -> None:
    """Write a sign of a font of signs as the letter that it looks like, where that is known."""
    code = sign.get(f"{WORD}char", "").upper()[-2:]
    known = _SIGNS.get(sign.get(f"{WORD}font", "").lower(), {})
    letters = sign.makeelement(_LETTERS[0])
    letters.text = known.get(code, "")
    sign.addnext(letters)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _letters(element: Element, *tags: str) -> str:
    return "".join(piece.text or "" for piece in element.iter(*(tags or _LETTERS)))


def _prepare_run(run: Element, styles: WordStyles, builder: DocumentBuilder) -> None:
    look = styles.look(run, next(run.iterancestors(PARAGRAPH), None))
    if look.hidden or look.struck or _is_white(run):
        is_hidden = look.hidden or not look.struck
        builder.leave_out(_letters(run), Reason.HIDDEN if is_hidden else Reason.STRUCK)
        _remove(run)
    elif look.raised:
        for letters in run.iterchildren(*_LETTERS):
            write = raised if look.raised > 0 else lowered
            letters.text = write(letters.text or "")


def _is_white(run: Element) -> bool:
    """Whether a run is white on the paper; in tables and boxes something dark may lie behind it."""
    color = run.find(f"{WORD}rPr/{WORD}color")
    if color is None or color.get(VALUE, "").upper() != _WHITE:
        return False
    if any(run.find(path) is not None for path in _SHADED):
        return False
    around = {f"{WORD}tc", f"{WORD}txbxContent"}
    for ancestor in run.iterancestors():
        shading = ancestor.find(f"{WORD}pPr/{WORD}shd") if ancestor.tag == PARAGRAPH else None
        if ancestor.tag in around or shading is not None:
            return False
    return True


def _prepare_ruby(ruby: Element) -> None:
    """A reading stands behind what it explains, in brackets."""
    reading, base = ruby.find(f"{WORD}rt"), ruby.find(f"{WORD}rubyBase")
    if reading is not None and base is not None:
        ruby.append(reading)
        _enclose(reading, "(", ")")


def _enclose(element: Element | None, before: str, after: str) -> None:
    letters = [] if element is None else list(element.iter(*_LETTERS))
    if letters:
        letters[0].text = before + (letters[0].text or "")
        letters[-1].text = (letters[-1].text or "") + after


def _set(element: Element | None, text: str) -> None:
    """The whole text of an element, written into the first of its pieces."""
    letters = [] if element is None else list(element.iter(*_LETTERS))
    for number, piece in enumerate(letters):
        piece.text = "" if number else text


def _scripts(element: Element) -> None:
    for tag, write in (("sub", index), ("sup", power)):
        script = element.find(f"{MATH}{tag}")
        if script is not None and _letters(script):
            _set(script, write(_letters(script)))


def _fraction(element: Element) -> None:
    for tag in ("num", "den"):
        part = element.find(f"{MATH}{tag}")
        text = "" if part is None else _letters(part)
        if not text.isalnum():
            _enclose(part, "(", ")")
    _enclose(element.find(f"{MATH}den"), "/", "")


def _root(element: Element) -> None:
    degree = element.find(f"{MATH}deg")
    if degree is not None and _letters(degree):
        _set(degree, power(_letters(degree)))
    _enclose(element.find(f"{MATH}e"), "√(", ")")


def _value(element: Element, path: tuple[str, ...], default: str) -> str:
    found = element.find("/".join(f"{MATH}{tag}" for tag in path))
    return default if found is None else found.get(f"{MATH}val", "")


def _operator(element: Element) -> None:
    sign = _value(element, ("naryPr", "chr"), _BIG_OPERATOR)
    _scripts(element)
    _enclose(element, sign, "")


def _delimiters(element: Element) -> None:
    before = _value(element, ("dPr", "begChr"), "(")
    after = _value(element, ("dPr", "endChr"), ")")
    _enclose(element, before, after)


_FORMULAS = {
    f"{MATH}sSup": _scripts,
    f"{MATH}sSub": _scripts,
    f"{MATH}sSubSup": _scripts,
    f"{MATH}f": _fraction,
    f"{MATH}rad": _root,
    f"{MATH}nary": _operator,
    f"{MATH}d": _delimiters,
}
