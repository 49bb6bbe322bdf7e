"""Raised and lowered text as plain characters: a note's mark told apart, powers and indices kept.

A reader encloses what stands raised or lowered in the text with ``raised`` and ``lowered``; once a
paragraph is whole, ``settle`` writes each of them as what its surroundings say that it is.
"""

from __future__ import annotations

import re

from ingest.readers.tracing import Step, Traced

# Characters that Unicode keeps for a program's own use: no text has them.
_RAISE, _LOWER = "\ufdd0", "\ufdd1"
_OWN = re.compile(f"[{_RAISE}{_LOWER}]")

_POWERS = str.maketrans("0123456789+-\u2212=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_INDICES = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_HAS_POWER = re.compile("[0-9+\u2212=()n-]+")
_HAS_INDEX = re.compile("[0-9+\u2212=()-]+")

_FRACTIONS = {
    (1, 2): "½", (1, 3): "⅓", (2, 3): "⅔", (1, 4): "¼", (3, 4): "¾", (1, 5): "⅕", (2, 5): "⅖",
    (3, 5): "⅗", (4, 5): "⅘", (1, 6): "⅙", (5, 6): "⅚", (1, 8): "⅛", (3, 8): "⅜", (5, 8): "⅝",
    (7, 8): "⅞",
}  # fmt: skip
# The ends of written numbers: 21st, 19e.
_ENDINGS = frozenset({"st", "nd", "rd", "th", "e", "er", "re", "ère", "ème", "eme", "os", "as"})
_UNITS = frozenset(  # what has a square or a cube
    {"m", "km", "cm", "mm", "dm", "nm", "µm", "μm", "ft", "yd", "mi", "in", "ha", "s"}
)
_VARIABLES = frozenset("ijkmnx")  # in the exponent of a number, where other letters are marks
_MARK_LENGTH = 8  # characters; no note's mark is longer, "12-14, 17" is left as words

_NOTE = re.compile(r"\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*")
_CENTS = re.compile(r"\d[059]|--|\u2013")
_PRICE = re.compile(r"(?:[$£€¥]|\b(?:USD|EUR|GBP))\s?\d{1,4}[.,]?$")
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,4}$")
_CURRENCY = re.compile(r"\s?(?:[€£$]|(?:EUR|USD|GBP)\b)")
_DEGREES = re.compile(r"\s?[CFK]\b")
# An element behind the mass of its atom: 14C. "1 A book" and "12 I am" are notes.
_ISOTOPE = re.compile(
    r"(?:[1-3]H|[34]He|\d{2,3}(?:Be|C|N|O|F|Ne|Na|Mg|Al|Si|P|S|Cl|Ar|K|Ca|Cr|Mn|Fe|Co|Ni|Cu|Zn|Kr|Sr|Y|Zr"
    r"|Mo|Tc|Ru|Ag|Cd|Sn|Sb|Xe|Cs|Ba|Nd|Sm|Hf|Os|Hg|Pb|Po|Rn|Ra|Th|U|Np|Pu|Am))(?![a-z])"
)
_LETTERS = re.compile(r"[a-h](?:\s?,\s?[a-h])+")  # the marks of several notes: Smith, of a and b
_CHARGE = re.compile("[1-9]?[+\u2212-]")  # of an ion
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_MATHEMATICAL = re.compile(r"\d$|[=+*^\u00d7·\u2212]\s*$")


def raised(text: str) -> str:
    """Text that stands above the line, to be settled with what is around it."""
    return f"{_RAISE}{text}{_RAISE}" if text.strip() else text


def lowered(text: str) -> str:
    """Text that stands below the line, to be settled with what is around it."""
    return f"{_LOWER}{text}{_LOWER}" if text.strip() else text


def without_marks(text: str) -> str:
    """A text from a file, without the two characters that mean something here."""
    return _OWN.sub("", text)


def settle(text: str) -> str:
    """The text with all that is raised or lowered written as plain characters."""
    if not _OWN.search(text):
        return text
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text


def settle_traced(traced: Traced) -> Traced:
    """``settle``, each character with the place that it came from."""
    if _OWN.search(traced.text):
        for step in _STEPS:
            traced = traced.after(step)
    return traced


def power(text: str) -> str:
    """An exponent behind its base: raised digits where Unicode has them, else ``^``."""
    if _HAS_POWER.fullmatch(text):
        return text.translate(_POWERS)
    return f"^{text}" if len(text) == 1 else f"^({text})"


def index(text: str) -> str:
    """An index behind what it belongs to: lowered digits where Unicode has them, else ``_``."""
    if _HAS_INDEX.fullmatch(text):
        return text.translate(_INDICES)
    return f"_{text}" if text.isalnum() else f"_({text})"


def _fraction(match: re.Match[str]) -> str:
    above, below = match["above"], match["below"] or match["plain"]
    sign = _FRACTIONS.get((int(above), int(below)))
    if sign:
        return sign
    return f"{' ' if match.string[: match.start()][-1:].isdigit() else ''}{above}/{below}"


def _raised(match: re.Match[str]) -> str:
    """What is raised here: part of a word or number, a power, cents, or else the mark of a note."""
    text, mark = match[1], match[1].strip()
    before = match.string[max(0, match.start() - 40) : match.start()]
    after = match.string[match.end() : match.end() + 8]
    known = _known(before, mark, after)
    if known:
        return text.replace(mark, known)
    if len(mark) > _MARK_LENGTH and not _NOTE.fullmatch(mark):
        return text
    if _is_power(before, mark):
        return text.replace(mark, power(mark))
    is_note = (
        _NOTE.fullmatch(mark)
        or _LETTERS.fullmatch(mark)
        or (len(mark) == 1 and mark.isalpha() and mark.islower())
    )
    if not before.strip():  # a note's own number
        return f"{text} " if after[:1].isalnum() else text
    return text.replace(mark, f"[{mark}]" if is_note else mark)


def _known(before: str, mark: str, after: str) -> str:  # noqa: PLR0911 - one for each kind
    """The plain form of an ending, a degree, a trade mark, cents or an atom's mass; else an empty string."""
    digit = before[-1:].isdigit()
    if digit and mark.lower() in _ENDINGS:
        return mark
    if before.rstrip()[-1:].isdigit() and mark in {"o", "0", "°", "º"} and _DEGREES.match(after):
        return "°"
    if mark == "o" and (digit or before[-1:] in {"n", "N"}):
        return "º"
    if mark in {"TM", "tm"}:
        return "™"
    is_price = _PRICE.search(before) or (_AMOUNT.search(before) and _CURRENCY.match(after))
    if _CENTS.fullmatch(mark) and is_price:
        return mark if before[-1:] in ".," else f".{mark}"
    if _NOTE.fullmatch(mark) and not before[-1:].isalnum() and _ISOTOPE.match(mark + after):
        return mark.translate(_POWERS)
    return ""


def _is_power(before: str, mark: str) -> bool:
    if _CHARGE.fullmatch(mark) and before[-1:].isalnum():
        return True
    if len(mark) > 1 and mark.isascii() and mark.isalpha():  # an abbreviation, as in Mme
        return False
    word = _WORD_BEFORE.search(before)
    if word is None:
        number = re.search(r"(?<![\d.,])\d+$", before)
        base = before[-1:] in {")", "]", "°"} or (number is not None and number[0] in {"2", "10"})
        signed = mark[:1] in {"-", "\u2212", "+"} and mark[1:].isalnum()
        exponent = mark.strip("+-\u2212")
        return (base or signed) and (exponent.isdigit() or exponent in _VARIABLES)
    lone = len(word[0]) == 1 or _MATHEMATICAL.search(before[: word.start()]) is not None
    return mark.strip("+-\u2212").isalnum() and (
        lone or (word[0] in _UNITS and mark.strip("-\u2212") in {"1", "2", "3"})
    )


def _lowered(match: re.Match[str]) -> str:
    text, mark = match[1], match[1].strip()
    joint = match.string[: match.start()][-1:].isalnum() and mark.isalnum()
    return text.replace(mark, index(mark)) if joint or _HAS_INDEX.fullmatch(mark) else text


# One run may come in several pieces: the end of one and the beginning of the next are dropped.
_STEPS: tuple[Step, ...] = (
    (re.compile(f"{_RAISE}{_RAISE}|{_LOWER}{_LOWER}"), ""),
    (
        re.compile(
            rf"{_RAISE}(?P<above>\d{{1,3}}){_RAISE}\s?[/\u2044\u2215]\s?"
            rf"(?:{_LOWER}(?P<below>\d{{1,3}}){_LOWER}|(?P<plain>\d{{1,3}})(?!\d))"
        ),
        _fraction,
    ),
    (re.compile(f"{_LOWER}([^{_LOWER}]*){_LOWER}"), _lowered),
    (re.compile(f"{_RAISE}([^{_RAISE}]*){_RAISE}"), _raised),
    (_OWN, ""),
)
