"""What became of a claim and of each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.answers import Citation
from app.checking.comparison import Compared, Verdict, texts_of
from app.language.statements import topic

# How many of a statement's words the quotation itself must have for the statement to agree.
SPEAKS_OF = 0.5


class Standing(StrEnum):
    """What became of a claim, or of a part of it."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_STATED = "not stated"


class Ruling(StrEnum):
    """What somebody who has read the quotations says of a claim."""

    RIGHT = "right"
    PARTLY = "partly right"
    NOT_RIGHT = "not right"
    OPEN = "cannot be told"


@dataclass(frozen=True, slots=True)
class Judged:
    """A person's own verdict on a claim, and a note; either may be missing."""

    ruling: Ruling | None = None
    note: str = ""

    @property
    def ruled(self) -> str:
        """The verdict in words, empty where there is none."""
        return str(self.ruling or "")


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a claim with its closest evidence; without a citation, nothing is close to it.

    ``text`` is made of slices of the claim: where a clause leaves its subject out, the subject stands
    before it. ``closeness`` is the cosine of it with the quotation, or with what came nearest. The
    citation's confidence is 0: it was measured for answers, not for claims.
    """

    text: str
    citation: Citation | None
    compared: tuple[Compared, ...] = ()
    closeness: float = 0.0
    standing: Standing = Standing.NOT_STATED

    def count(self, verdict: Verdict) -> int:
        """How many of the values got this verdict."""
        return sum(each.verdict is verdict for each in self.compared)

    def said(self, compared: Compared) -> str:
        """What the claim says, as it stands there."""
        return self.text[slice(*compared.said)]

    def found(self, compared: Compared) -> str:
        """What the source has for it, as it stands there; empty if there is nothing."""
        if self.citation is None or compared.found is None:
            return ""
        return texts_of(self.citation)[compared.where][slice(*compared.found)]


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim, its parts in its order, and what became of the whole: it agrees only if all parts do."""

    claim: str
    parts: tuple[Part, ...]
    standing: Standing

    @classmethod
    def of(cls, claim: str, parts: Sequence[Part]) -> Checked:
        """A claim by its parts."""
        found = {part.standing for part in parts}
        order = (Standing.DIFFERS, Standing.NOT_STATED, Standing.AGREES)
        return cls(claim, tuple(parts), next((j for j in order if j in found), Standing.NOT_STATED))

    def count(self, verdict: Verdict) -> int:
        """How many of the values of all parts got this verdict."""
        return sum(part.count(verdict) for part in self.parts)


def standing_of(text: str, compared: Sequence[Compared], quote: str) -> Standing:
    """What becomes of a statement, by what was compared of it and of its quotation.

    It agrees if all does, and if the quotation itself, without its headings, speaks of it.
    """
    verdicts = {each.verdict for each in compared}
    if Verdict.DIFFERS in verdicts:
        return Standing.DIFFERS
    words = topic(text)
    shared = len(words & topic(quote)) / len(words) if words else 0.0
    if Verdict.ABSENT in verdicts or shared < SPEAKS_OF:
        return Standing.NOT_STATED
    return Standing.AGREES
