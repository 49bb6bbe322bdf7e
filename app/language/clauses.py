"""Where a statement can be cut into statements that stand by themselves; no grammar is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.language.forms import WORD, is_past, lemma, may_be_verb
from app.language.grammar import (
    AUXILIARY,
    DEMONSTRATIVES,
    DETERMINERS,
    FUNCTION,
    HE,
    OWNERS,
    PREPOSITIONS,
    RELATIVE,
    SHE,
    THEY,
    words,
)
from app.language.values import SMALL

Span = tuple[int, int]

QUOTED = re.compile(
    r"“[^“”]+”|\"[^\"]+\"|»[^«»]+«|«[^«»]+»|„[^„“”]+[“”]"
    r"|\u2018[^\u2018\u2019]+(?:\u2019(?=\w)[^\u2018\u2019]*)*\u2019(?!\w)"
)
# What joins two clauses; a comma alone does where such a word follows later.
JOINT = re.compile(
    r";\s+|,?\s+(?:and|but|while|whereas|although|though|yet)\s+|,\s+", re.IGNORECASE
)
SUBORDINATE_FIRST = re.compile(r"^(?:While|Whereas|Although|Though)\s+")
STANDS_BEFORE = HE | SHE | THEY | {"it", "this", "these"}
SUBJECT_PRONOUNS = words("he she they it")
# In front of these a word is a noun, whatever verb is spelled alike.
NOUN_AHEAD = (
    DETERMINERS | OWNERS | DEMONSTRATIVES | PREPOSITIONS | words("no any some all both and or")
    | frozenset(SMALL)
)  # fmt: skip
SHORTEST = 2  # words of a clause, its verb among them
# What may stand between a subject that is left out and its verb.
BEFORE_VERB = words("also then later not never still once again only even had has have")
ALSO_PAST = words("cost spread burst split cast quit")
OPENS_ASIDE = PREPOSITIONS | RELATIVE | words(
    "if because so that including such both either neither unless where when whose among"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by the pieces of the text that say it: a subject that is left out in it, then itself."""

    pieces: tuple[Span, ...]

    def text(self, whole: str) -> str:
        """The clause as a statement of its own, made of slices of the whole."""
        said = " ".join(whole[start:end] for start, end in self.pieces)
        return said.strip()


def quoted_spans(text: str) -> list[Span]:
    """What stands in quotation marks, without the marks."""
    return [(found.start() + 1, found.end() - 1) for found in QUOTED.finditer(text)]


def cut_clauses(text: str, start: int, end: int, subject: Span | None = None) -> list[Clause]:
    """The statements of the sentence ``text[start:end]``, in its order.

    ``subject`` is what a pronoun at its beginning stands for: the subject of the sentence before.
    """
    masked = QUOTED.sub(lambda found: "x" * len(found[0]), text)
    spans = list(_cut(masked, start, end))
    first = subject_of(masked, *spans[0])
    clauses = []
    for number, span in enumerate(spans):
        carried = subject if number == 0 else first or subject
        if number and text[slice(*span)].startswith("that "):  # "X said that A and that B"
            said = text.rfind(" that ", spans[0][0], span[0])
            carried = (spans[0][0], said) if said > 0 else carried
        clauses.append(_with_subject(masked, span, carried))
    return clauses


def subject_of(text: str, start: int, end: int) -> Span | None:
    """What stands before the first verb of a clause; None where nothing does, or only a pronoun."""
    verb = next(verbs_in(text, start, end, sure=True), None)
    any_verb = next(verbs_in(text, start, end, sure=False), None)
    if verb is None or any_verb is None or any_verb.start() == start:
        return None  # "Leave it there"
    before = text[start : verb.start()]
    before = re.sub(r"(?:[\s,]+(?:also|then|later|never|still|not))*[\s,]*$", "", before)
    said = before.casefold().split()
    if not said or said[-1] in STANDS_BEFORE or said[-1] in RELATIVE:
        return None
    return start, start + len(before)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """The clauses as spans, without what joins them."""
    if opening := SUBORDINATE_FIRST.match(text[start:end]):
        start += opening.end()
    begin = start
    for joint in JOINT.finditer(text, start, end):
        if joint.start() <= begin:
            continue
        left, right = (begin, joint.start()), (joint.end(), _end_of(text, joint, end))
        listed = joint[0].strip() == ","
        if listed and not opening and not re.search(r"\b(?:and|but)\b|;", text[joint.end() : end]):
            continue
        if (
            _stands(text, *left)
            and _follows(text, *right, alone=listed and not opening)
            and not _lists_names(text, joint, right)
        ):
            yield left
            begin = joint.end()
    yield begin, end


def _lists_names(text: str, joint: re.Match[str], right: Span) -> bool:
    """Whether it joins two names rather than clauses: "fighters in Syria and Iraq came"."""
    if joint[0].lstrip().startswith((",", ";")):
        return False
    before = WORD.findall(text[: joint.start()])[-1:]
    verb = next(verbs_in(text, *right, sure=True), None)
    names = WORD.findall(text[right[0] : verb.start()]) if verb else []
    return bool(before and names) and all(word[0].isupper() for word in [*before, *names])


def _end_of(text: str, joint: re.Match[str], end: int) -> int:
    """Where the clause behind a joint ends at the latest: at the next comma or semicolon."""
    found = re.compile(r"[,;](?=\s)").search(text, joint.end(), end)
    return found.start() if found else end


def _stands(text: str, start: int, end: int) -> bool:
    """Whether a clause has a verb that is not a relative clause's alone."""
    said = list(WORD.finditer(text, start, end))
    verbs = [found.start() for found in verbs_in(text, start, end, sure=False)]
    relative = next(
        (w.start() for w in said[1:] if w[0].casefold() in RELATIVE - {"that", "what"}), end
    )
    later = list(verbs_in(text, relative, end, sure=True))
    # "The people who left were young": the second verb is the clause's own.
    main = any(at < relative for at in verbs) or len(later) > 1
    return len(said) >= SHORTEST and main


def _follows(text: str, start: int, end: int, *, alone: bool) -> bool:
    """Whether a clause goes on with a verb of its own, before anything relative in it.

    ``alone``: only a comma joins it, so that it must have its own subject too.
    """
    said = list(WORD.finditer(text, start, end))
    if len(said) < SHORTEST or said[0][0].casefold() in OPENS_ASIDE:
        return said[:1] != [] and said[0][0].casefold() == "that" and len(said) > SHORTEST
    relative = next((w.start() for w in said if w[0].casefold() in RELATIVE), end)
    verb = next(verbs_in(text, start, end, sure=True), None)
    if verb is None or verb.start() > relative:
        return False
    if alone and verb.start() == said[0].start():
        return False
    return verb.end() < said[-1].end() or not alone


def verbs_in(text: str, start: int, end: int, *, sure: bool) -> Iterator[re.Match[str]]:
    """What looks like a finite verb; where it need not be sure, any word that may be one."""
    before = ""
    said = list(WORD.finditer(text, start, end))
    for number, found in enumerate(said):
        word, small = found[0], found[0].casefold()
        behind = said[number + 1][0] if number + 1 < len(said) else ""
        noun = before in NOUN_AHEAD or before.isdigit() or behind in AUXILIARY  # "fins may be"
        if small in AUXILIARY:
            yield found
        elif small in FUNCTION | NOUN_AHEAD or noun or word[0].isdigit():
            pass
        elif word[0].isupper():  # "Leave at least six hours", but no name
            if number == 0 and not sure and may_be_verb(small):
                yield found
        elif (
            is_past(word)
            or small in ALSO_PAST
            or (_third_person(small) if sure else may_be_verb(lemma(small)))
        ):
            yield found
        before = small


def _third_person(word: str) -> bool:
    """Whether a word is a verb with the ending of the third person: "weighs"."""
    return word.endswith("s") and lemma(word) != word and may_be_verb(lemma(word))


def _with_subject(text: str, span: Span, subject: Span | None) -> Clause:
    """A clause, with the subject before it where it has none or a pronoun."""
    start, end = span
    first = WORD.search(text, start, end)
    if first is None or subject is None or subject[0] >= start:
        return Clause((span,))
    small = first[0].casefold()
    if small == "that":
        return Clause((subject, span))
    if small in SUBJECT_PRONOUNS:
        return Clause((subject, (first.end() + 1, end)))
    verb = next(verbs_in(text, start, end, sure=True), None)
    between = text[start : verb.start()].casefold().split() if verb else ["?"]
    bare = verb is not None and set(between) <= BEFORE_VERB
    return Clause((subject, span)) if bare else Clause((span,))
