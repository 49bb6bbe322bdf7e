"""Where the passages that were read give another number or date than the answer: pure functions.

Better silent than wrong: a difference is told only where both sentences speak of one thing, by a
test of which each part can be explained (``same_thing``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answers import Citation, Disagreement, Side
from app.asking.agreement import ASKS_DATE, ASKS_NUMBER, value_asked
from app.language.values import (
    DATE,
    QUANTITY,
    YEAR,
    Date,
    Name,
    Number,
    Value,
    conflict,
    date_from,
    quantity_at,
)
from app.reading.reader import Span
from index.retriever import Hit
from index.words import content_words

# Words of a question that a sentence which answers it need not have. To come and to go say nothing
# without "from" and "to", which are compared; to leave and to arrive do.
SAYS_NOTHING = content_words(
    "number figure total estimate count share percent percentage proportion exact approximate overall"
    " came come go goes going gone went report say said"
)
TIME_ASKED = content_words("year date day month")
# People of any kind: what they are is said elsewhere.
ANYONE = content_words("people person persons individuals")
# Words that report a value and say nothing of what it is a value of.
REPORTS = content_words(
    "according announced amounted claimed concluded counted found gave gives given government lists"
    " ministry numbered officials put reached recorded says showed source stands stood study survey census"
)
# Words that only join, and yet make it a value of something else.
SMALL_WORDS = frozenset(
    """
    no not never none without only each every per most other others another would could should may might
    before after until than between if unless whom then
    """.split()  # noqa: SIM905 - as a list they would take a line each
)
TIMES = frozenset({"seconds", "minutes", "hours", "days", "weeks", "months", "years"})
# What was paid is asked for as "did pay": the index's words of irregular verbs in one form.
IRREGULAR = dict(
    pair.split("-")
    for pair in """
        paid-pay won-win lost-lose built-build bought-buy sold-sell spent-spend left-leav sent-send
        fought-fight held-hold led-lead made-make sank-sink began-begin begun-begin rose-rise fell-fall
        broke-break wrote-write written-write took-take taken-take spoke-speak stole-steal shot-shoot
        struck-strike taught-teach caught-catch becam-becom got-get kept-keep met-meet ran-run
        saw-see seen-see stood-stand gave-give given-give fled-flee flew-fli drew-draw knew-know
    """.split()  # noqa: SIM905 - as a list they would take a line each
)
# A clause that begins so narrows what the others say, though it has no word of the question.
NARROWS = re.compile(
    r"\s*(?:in|at|on|near|with|without|during|for|within|under|among|including|excluding|counting|all|"
    r"both|half|most|mostly|mainly|not|each|as|when|if|while|until|before|after|since)\b",
    re.IGNORECASE,
)
MOST_SIDES = 5  # that stand side by side
PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been|being|be)\s+(?:\w+\s+)?\w+(?:ed|en|wn|ght|ld|ck|ot|un|rn|lt|nt)\s+by\b"
)
# What stands for something that is only named in another sentence.
STANDS_FOR = re.compile(
    r"\W*(?:it|its|he|she|they|his|her|their|this|that|these|those)\b", re.IGNORECASE
)
ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]+\b")  # "IT" is no "it"
ANSWER = "\0"  # stands for the short answer in what is left of a quotation
DIRECTIONS = "from to into toward towards against by on than except unlike outside besides without"
SAID = (
    "said|says|estimated|estimates|reported|counted|found|gave|gives|put|puts|showed|concluded|"
    "announced|claimed|recorded|lists"
)
_NAME = r"(?P<who>[A-Z][\w-]*(?: (?:(?:of|for|on|and|the) ){0,2}[A-Z][\w-]*)*"
WHO = (
    re.compile(rf"[Aa]ccording to (?:the |an? )?{_NAME})"),
    re.compile(rf"\b{_NAME})(?:['\u2019]s?)?(?:,? in its)? (?:report|study|survey|census|estimate|figures)\b"),
    re.compile(rf"\b{_NAME}(?: (?:government|ministry|police|army|authorities))?)(?: \([A-Z]+\))?(?:,[^,]*,)? (?:{SAID})\b"),
)  # fmt: skip


def rivals(question: str, first: Citation, hits: Sequence[Hit]) -> list[tuple[Span, Hit]]:
    """The sentences of the passages that give another value than the citation, for the same thing.

    A value that conflicts with another rival alone is among them too: over 900 holds for 1,700, but
    not for 689. Each value once, in the order of the hits.
    """
    answer = _stated(first, question)
    if answer is None or not asks_for(question, answer.value):
        return []
    stated = [
        (statement, sentence, hit)
        for hit in hits
        for sentence in hit.chunk.sentences
        for statement in _statements(hit, sentence, question)
    ]
    # The same value may be given elsewhere too, in words that are easier to compare.
    anchors = [answer, *(found for found, _, _ in stated if found.value == answer.value)]
    others = [
        each for each in stated if any(same_thing(question, anchor, each[0]) for anchor in anchors)
    ]
    values = [answer.value, *(statement.value for statement, _, _ in others)]
    if not any(conflict(answer.value, value) for value in values):
        return []
    found: dict[Value, tuple[Span, Hit]] = {answer.value: (Span(0, 0, 0.0, 0.0), hits[0])}
    for statement, (begin, stop), hit in others:
        if any(conflict(statement.value, value) for value in values):
            figure = (begin + statement.start, begin + statement.end)
            found.setdefault(statement.value, (Span(begin, stop, 0.0, 0.0, figure), hit))
    others_than_answer = list(found.values())[1:]
    # So many figures are a list of several things, of which the words do not tell enough.
    return others_than_answer if len(others_than_answer) < MOST_SIDES else []


def _statements(hit: Hit, sentence: tuple[int, int], question: str) -> Iterator[Statement]:
    """What a sentence states: one for each number or date in it that could be an answer."""
    quote = hit.chunk.text[slice(*sentence)]
    for pattern in (QUANTITY, DATE, YEAR):
        for figure in pattern.finditer(quote):
            statement = Statement.read(quote, figure.span(), hit.chunk.heading_path, question)
            if statement and asks_for(question, statement.value):
                yield statement


def asks_for(question: str, value: Value) -> bool:
    """Whether the question asks for a value of this kind."""
    if isinstance(value, Number):
        return bool(ASKS_NUMBER.search(question))
    return isinstance(value, Date) and bool(ASKS_DATE.search(question))


def differing(citations: Sequence[Citation], question: str) -> Disagreement:
    """What citations that differ say, side by side; the first is the answer's."""
    saying = [citation for citation in citations if citation.answer is not None]
    return Disagreement(tuple(_side(each, _stated(each, question)) for each in saying))


def _stated(citation: Citation, question: str) -> Statement | None:
    """What a citation's short answer states; None where it names none, or no number and no date."""
    place, heading = citation.answer_in_quote, (citation.title, *citation.section)
    return place and Statement.read(citation.quote, place, heading, question)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says, as far as two of them are compared by it.

    Attributes:
        quote, value: the sentence and what its short answer gives.
        start, end: of the number with all that belongs to it, or of the date, in the sentence.
        words: its content words.
        heading: those of its title and section.
        counted: the words right behind the number, up to the first that only joins.
        other: what the clauses that matter say besides: their words without those of the question,
            of reporting, of dates and of who says it. A clause matters if it holds the answer or a
            word of the question, or begins as one that narrows.
        part: whether it is some "of the" others.
        directions: the words of the question that it has behind "from", "to" ..., with these.
        alone: whether there is no second number, or no second date if the answer is one.
        names: the names of the question in the order in which it has them.
        passive: whether something "was beaten by" another.
        acts: whether what is counted does it: it comes first, or behind "by" in the passive.
    """

    quote: str
    value: Value
    start: int
    end: int
    words: frozenset[str]
    heading: frozenset[str]
    counted: frozenset[str]
    other: frozenset[str]
    part: bool
    directions: frozenset[tuple[str, str]]
    alone: bool
    names: tuple[str, ...]
    passive: bool
    acts: bool

    @classmethod
    def read(
        cls, quote: str, answer: tuple[int, int], heading: Sequence[str], question: str
    ) -> Statement | None:
        """Take it from a sentence; None where the answer is neither a number nor a date."""
        value = value_asked(quote, answer, question)
        if isinstance(value, Name) or quote.rstrip().endswith("?") or STANDS_FOR.match(quote):
            return None
        start, end = answer
        if isinstance(value, Number) and (found := quantity_at(quote, start, end)):
            start, end = found.span()
        rest, behind = _without(quote, [(start, end)]), quote[end:]
        dates = [found.span() for found in _dates(rest)]
        rest = _without(rest, dates)
        figures = re.search(r"\d", re.sub(r"\([^)]*\)", "", rest))
        who = _who(quote)
        plain = _without(rest, [who.span("who")] if who else [])
        # "The flood of 1931" is one flood of several.
        asked = _topic(question)
        dated = re.findall(r"(\w+) of ((?:\w+ ){0,2}\d{4})\b", _without(quote, [(start, end)]))
        which = {when for noun, when in dated if (content_words(noun) & asked) - SAYS_NOTHING}
        run = re.match(r"(?:[ -][^\W\d_]+)*", behind)
        return cls(
            quote, value, start, end,
            words=_topic(quote),
            heading=content_words(" ".join(heading)),
            counted=_run(run[0] if run else "") - SAYS_NOTHING,
            other=_besides(plain[:start] + ANSWER + plain[end:], asked)
            | which
            | (set(ACRONYM.findall(_without(plain, [(start, end)]))) - set(ACRONYM.findall(question))),
            names=tuple(name for name in _names(quote) if name in _names(question)),
            passive=bool(PASSIVE.search(quote)),
            acts=_acts(quote, start, asked),
            part=bool(re.match(r"\s+of\s+(?:the|these|those|them|its|their|whom|which|\d)", behind)),
            directions=frozenset(_directions(quote, content_words(question))),
            alone=not (dates if isinstance(value, Date) else figures),
        )  # fmt: skip


def same_thing(question: str, one: Statement, other: Statement) -> bool:
    """Whether two quotations give a value of one and the same thing, as far as words can tell.

    Both have every word of the question, in the same direction; what is counted may be said by the
    title or heading where the number stands alone or counts "people". Neither says anything more of
    it than the other, and neither has a second figure to confuse it with.
    """
    asked = _topic(question) - SAYS_NOTHING - TIME_ASKED
    if isinstance(one.value, Number) and one.value.unit in TIMES:
        asked -= {"long", "old"}
    nouns = _asked_nouns(question, one.counted | other.counted) | (asked & ANYONE)
    return bool(
        asked
        and all(
            asked
            <= each.words | (each.heading & nouns if each.counted <= asked | ANYONE else set())
            for each in (one, other)
        )
        and one.other == other.other
        and one.part == other.part
        and one.directions == other.directions
        and one.alone
        and other.alone
        and one.names == other.names
        and (one.passive == other.passive or one.acts == other.acts)
        and _may_count_alike(one.counted & asked, other.counted & asked)
    )


def _may_count_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the words behind two numbers may name the same: "3 hostages" are not "9 police"."""
    return not one or not other or bool(one & other) or bool((one | other) & ANYONE)


def _besides(text: str, asked: frozenset[str]) -> frozenset[str]:
    clauses = re.split(r"[,;:()\u2014]", text)
    kept = " ".join(
        clause
        for clause in clauses
        if ANSWER in clause or NARROWS.match(clause) or _topic(clause) & asked
    )
    small = SMALL_WORDS.intersection(re.findall(r"\w+", kept.casefold()))
    return (_topic(kept) - asked - SAYS_NOTHING - ANYONE - REPORTS) | small


def _topic(text: str) -> frozenset[str]:
    """Content words, those of irregular verbs in one form."""
    return frozenset(IRREGULAR.get(word, word) for word in content_words(text))


def _asked_nouns(question: str, counted: frozenset[str]) -> frozenset[str]:
    """What the question counts, with the words before it: the last that the sentences count."""
    asks = re.search(r"\b(?:how many|number of)((?: [\w-]+)*)", question, re.IGNORECASE)
    nouns = [content_words(word) for word in (asks[1] if asks else "").split()]
    while nouns and not nouns[-1] & counted:
        nouns.pop()
    return frozenset().union(*nouns)


def _names(text: str) -> list[str]:
    """The words with a capital."""
    return re.findall(r"\b[A-Z][\w-]+", text)


def _acts(quote: str, start: int, asked: frozenset[str]) -> bool:
    """Whether what is counted does what is told, as far as its place tells."""
    before = quote[:start]
    if PASSIVE.search(quote):
        return bool(re.search(r"\bby\s+(?:\w+\s+)?$", before))
    return not _topic(before) & asked


def _run(text: str) -> frozenset[str]:
    """The content words of a text up to the first word that is none."""
    run: set[str] = set()
    for word in re.findall(r"\w+", text):
        if not (found := content_words(word)):
            break
        run |= found
    return frozenset(run)


def _directions(quote: str, words: frozenset[str]) -> Iterator[tuple[str, str]]:
    pattern = rf"\b(?:{'|'.join(DIRECTIONS.split())})\s(?:the\s)?[\w-]+(?:\s[A-Z][\w-]*)*"
    for found in re.findall(pattern, quote):
        direction, _, rest = found.partition(" ")
        yield from ((direction, word) for word in content_words(rest) & words)


def _dates(text: str) -> list[re.Match[str]]:
    days = list(DATE.finditer(text))
    return days + list(YEAR.finditer(_without(text, [day.span() for day in days])))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with some spans blank, so that all offsets stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _who(quote: str) -> re.Match[str] | None:
    """Who says it, where the quotation names them in one of a few plain ways."""
    found = (match for pattern in WHO if (match := pattern.search(quote)))
    return next((match for match in found if content_words(match["who"])), None)


def _side(citation: Citation, statement: Statement | None) -> Side:
    """A citation's part: what it says in its own words, and who and when if it names them."""
    if statement is None:
        return Side(citation, citation.short or "")
    quote = citation.quote
    who, dates = _who(quote), _dates(_without(quote, [(statement.start, statement.end)]))
    when = ""
    if isinstance(statement.value, Number) and len(dates) == 1 and date_from(dates[0]):
        parts = dates[0].groupdict()
        when = parts.get("y5") or parts.get("y6") or dates[0][0]
    name = re.sub(r"^(?:The|An?) ", "", who["who"]) if who else ""
    return Side(citation, quote[statement.start : statement.end], name, when)
