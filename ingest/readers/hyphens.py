"""Words that were parted at the end of a line: with or without their hyphen, whole again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

# What parts a word at a line's end; the last two are what PDFium makes of it.
MARKS = "-\u2010\u00ad\ufffe\x02"
SOFT = "\u00ad"

_LANGUAGE = "en"
_WORDS = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST = re.compile(rf"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[{MARKS}]$")
_FIRST = re.compile(r"[^\W\d_]+")
# Points of the compass are words with a hyphen and without one; one that stands there is left.
_POINT = re.compile(r"(?:north|south)-(?:east|west)(?:ern|erly|wards?)?")
_OF_SYLLABLES = frozenset({"re"})  # words are parted behind it, and seldom written so: re-cognise
# How often a word is written, of a thousand million as a power of ten: one that is written more often
# without its hyphen was parted. At this, of all places where the 30,000 most usual words can be parted,
# each as often as its word, 1 in 1,000 is taken for a hyphen of its own.
_USUAL = 3.95
_ANY_MARK = re.compile("[\ufffe\x02]")


@dataclass
class Words:
    """The words of a document that are not parted, and those that have a hyphen in them."""

    whole: set[str] = field(default_factory=set)
    hyphenated: set[str] = field(default_factory=set)

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Words:
        """The words of some lines; the halves of a word that is parted are not words."""
        words = cls()
        for line in lines:
            for match in _WORDS.finditer(line):
                word = match[0].casefold().replace("\u2010", "-")
                if line[match.end() : match.end() + 1] not in {"", *MARKS} or "-" not in word:
                    (words.hyphenated if "-" in word else words.whole).add(word)
                elif match.end() < len(line.rstrip(MARKS)):
                    words.hyphenated.add(word)
        return words

    def joint(self, line: str, following: str) -> str | None:  # noqa: PLR0911 - rules in order
        """What stands between the halves of a word parted at a line's end.

        A hyphen or nothing; None where no word is parted there. In a document that writes the
        word once more, it is as there; else with a hyphen if it is a point of the compass, or if a
        dictionary has it so and the whole is no usual word; and without one if that is a word, or
        if its halves are none.
        """
        last, first = _LAST.search(line), _FIRST.match(following)
        if last is None or first is None or not first[0][:1].islower():
            return None
        before, behind = last[1].casefold(), first[0].casefold()
        if line.endswith(SOFT):
            return ""
        half = before.rpartition("-")[2]
        if f"{before}-{behind}" in self.hyphenated or f"{half}-{behind}" in self.hyphenated:
            return "-"
        if half + behind in self.whole:
            return ""
        if "-" in before or _is_written_with_hyphen(half, behind):
            return "-"
        if _is_word(half + behind):
            return ""
        return "-" if _is_word(half) and _is_word(behind) else ""

    def join(self, line: str, following: str) -> str:
        """Two lines of a paragraph as one."""
        joint = self.joint(line, following)
        if joint is not None:
            return line[:-1] + joint + following
        if are_parted(line, following):
            return f"{line[:-1]}-{following}"  # COVID-19, 1990-1995
        return f"{line} {following}"


def are_parted(line: str, following: str) -> bool:
    """Whether a line ends with a hyphen behind which the next one goes on."""
    return line[-1:] in {*MARKS} and line[-2:-1].isalnum() and following[:1].isalnum()


def plain(text: str) -> str:
    """A text whose hyphens are hyphens, whatever a library made of them."""
    return _ANY_MARK.sub("-", text)


def _is_written_with_hyphen(half: str, behind: str) -> bool:
    """Whether a word is one of those that have a hyphen: "north-west", "co-operate", "non-profit"."""
    import wordfreq
    from simplemma import is_known

    if _POINT.fullmatch(f"{half}-{behind}"):
        return True
    if half in _OF_SYLLABLES or wordfreq.zipf_frequency(half + behind, _LANGUAGE) >= _USUAL:
        return False
    return is_known(f"{half}-{behind}", lang=_LANGUAGE) or (half == "non" and _is_word(behind))


def _is_word(text: str) -> bool:
    """Whether this is a word of those that make up nearly all of what is written."""
    import wordfreq

    # The small list has what occurs once in a million words: "northwest", but not "longterm".
    return len(text) > 1 and wordfreq.zipf_frequency(text, _LANGUAGE, wordlist="small") > 0
