"""What a question gets: an answer with its citations, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that a command that only prints does not wait for the search
    from index.retriever import Hit


class Declined(StrEnum):
    """Why there is no answer: the stage at which the question failed."""

    EMPTY_LIBRARY = "empty library"
    NOTHING_FOUND = "nothing found"  # nothing on the topic
    NO_ANSWER = "no answer"  # the topic, but no answer to the question
    UNCERTAIN = "uncertain"  # an answer that is less certain than was asked for
    LANGUAGE = "language"  # the nearest passages are in a language that the reader cannot read


class Risk(StrEnum):
    """How many answers may be wrong, as the user chooses."""

    ONE_IN_20 = "1/20"
    ONE_IN_10 = "1/10"
    ONE_IN_5 = "1/5"
    ALWAYS = "always"


DEFAULT_RISK = Risk.ONE_IN_10

Span = tuple[int, int]  # half-open offsets in a text


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands: ``document.text[start:end] == quote``.

    ``number`` is the footnote's, from 1; ``before`` and ``after`` are the neighbouring sentences of
    the same section, empty where there is none; ``confidence`` is the chance, measured on held-out
    questions, that this quotation answers; ``sha256`` is that of the original bytes. ``answer`` are
    the offsets of the short answer in the document, where the reader named one: within the quotation.
    ``columns`` is the row that names the columns, where the quotation is a row of a table.
    ``by_ocr`` says that it stands in a picture, whose text was recognised. ``library`` is the name of
    the library it is from, where another than the one at hand was asked, too.
    """

    number: int
    document_id: str
    title: str
    source: str
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
    quote: str
    before: str
    after: str
    confidence: float
    sha256: str
    answer: Span | None = None
    by_ocr: bool = False
    columns: str = ""
    library: str = ""

    @property
    def answer_in_quote(self) -> Span | None:
        """The offsets of the short answer in the quotation."""
        if self.answer is None:
            return None
        return self.answer[0] - self.start, self.answer[1] - self.start

    @property
    def short(self) -> str | None:
        """The short answer, as it stands in the quotation."""
        place = self.answer_in_quote
        return None if place is None else self.quote[slice(*place)]

    def overlaps(self, document_id: str, start: int, end: int) -> bool:
        """Whether the quotation has a character of this stretch of a document."""
        return self.document_id == document_id and self.start < end and start < self.end

    def names(self, document_id: str, start: int, end: int) -> bool:
        """Whether the short answer has a character of this stretch of a document."""
        if self.answer is None or self.document_id != document_id:
            return False
        return self.answer[0] < end and start < self.answer[1]


@dataclass(frozen=True, slots=True)
class Side:
    """One of several quotations that differ: ``said``, ``who``, ``when`` and ``what`` are slices of it.

    ``who`` says it, ``when`` it held or was said, ``what`` is counted; empty where the quotation does not
    name them.
    """

    citation: Citation
    said: str
    who: str = ""
    when: str = ""
    what: str = ""

    @property
    def named(self) -> str:
        """Who and when, as far as they are named."""
        return ", ".join(part for part in (self.who, self.when) if part)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Quotations that give different numbers or dates for the same thing, the answer's first."""

    sides: tuple[Side, ...]


class Shape(StrEnum):
    """In what form several quotations answer a question."""

    LIST = "list"
    WHY = "why"
    STEPS = "steps"
    ABOUT = "about"
    COMPARE = "compare"
    YES_NO = "yes or no"
    PARTS = "parts"
    RANK = "rank"
    TWO_STEPS = "two steps"


@dataclass(frozen=True, slots=True)
class Part:
    """Quotations that belong together: ``numbers`` are those of their footnotes, in order.

    ``heading`` are words of the question: one of the things to compare, or a question in it; of a rank,
    the name of the column in its table; empty where there is nothing to tell apart. A part without quotations is one of which nothing is said.
    """

    heading: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One of several things that were asked for: the offsets in the document of footnote ``number``."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that was read: the best of its sentences has this reading score and confidence."""

    hit: Hit
    score: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or what came nearest to one.

    When answered, ``quote`` is the first citation's, and ``short`` its short answer if there is one.
    When declined, both are None and the citations are the passages that came nearest.
    ``min_confidence`` is what the risk came to; ``timings`` are seconds by stage. Where sources
    differ, the ``disagreement`` has its citations, which are among ``citations`` too: those of the
    other sides with a confidence of 0, as the reader did not choose them. ``risk`` and ``documents``
    are as asked: the ids of the documents to which the search was restricted, none if it was not.
    ``lacking`` are words of the question that none of the documents asked has, told where it was
    declined, and ``nearest`` for each the word most like it in what was read, or an empty text;
    ``unnamed`` are names of the question that what came nearest has not, nor its headings.
    ``chosen``: it was declined, and the user took its quotation for the answer. ``shape`` is that of an
    answer of several quotations, which its ``parts`` have in order; ``members`` are what a list found,
    each once; ``unread``: there were more passages than were read for it; ``compared`` is how many rows
    the most or the least is of. ``language`` is the code of that which the reader cannot read, where it
    was declined for that. ``being_added`` is how many documents were still being added, and not asked.
    ``instead`` are the questions, one after the other, that a declined one asks at once. ``libraries`` are
    the short names and the names of those that were asked, where they were chosen: of the one at hand
    only ``documents``, if there are any.
    """

    question: str
    understood_as: str
    short: str | None
    quote: str | None
    confidence: float
    citations: tuple[Citation, ...]
    considered: tuple[Considered, ...] = ()
    declined_because: Declined | None = None
    min_confidence: float = 0.0
    timings: Mapping[str, float] = field(default_factory=dict)
    disagreement: Disagreement | None = None
    risk: Risk = DEFAULT_RISK
    documents: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    chosen: bool = False
    shape: Shape | None = None
    parts: tuple[Part, ...] = ()
    members: tuple[Member, ...] = ()
    unread: bool = False
    compared: int = 0
    language: str = ""
    being_added: int = 0
    instead: tuple[str, ...] = ()
    libraries: tuple[tuple[str, str], ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages that were read, the best-matching first."""
        return tuple(considered.hit for considered in self.considered)

    def cited(self, number: int) -> Citation:
        """The footnote of this number."""
        return next(each for each in self.citations if each.number == number)

    def said(self, member: Member) -> str:
        """A member in the words of its quotation."""
        citation = self.cited(member.number)
        return citation.quote[member.start - citation.start : member.end - citation.start]

    @property
    def answered(self) -> bool:
        """Whether there is a quotation that answers."""
        return self.declined_because is None

    def of_several(self, shape: Shape, citations: Sequence[Citation], heading: str = "") -> Answer:
        """It with these quotations instead, all in one part, and nothing of what it may have been declined for."""
        return replace(
            self,
            short=None,
            quote=citations[0].quote,
            citations=tuple(citations),
            declined_because=None,
            disagreement=None,
            lacking=(),
            nearest=(),
            unnamed=(),
            shape=shape,
            parts=(Part(heading, tuple(each.number for each in citations)),),
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A question that got a sentence about what went wrong instead of an answer."""

    question: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """A quotation whose document is another by now: ``cited`` as it was then, ``now`` what stands there.

    ``now`` is None where nothing like it stands there; ``is_gone``: the document itself was removed, and
    with it all that ``cited`` said in its words.
    """

    cited: Citation
    now: Citation | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Outdated:
    """An answer that quotes what was changed or removed since: a change for each of its quotations."""

    answer: Answer
    changes: tuple[Change, ...]

    @property
    def question(self) -> str:
        """What was asked."""
        return self.answer.question


Turn = Answer | Problem | Outdated
