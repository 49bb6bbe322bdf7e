"""What the tests of this room show: answers, claims and documents made by hand."""

from dataclasses import replace
from datetime import UTC, datetime

from app.answers import Answer, Citation, Considered, Declined, Disagreement, Side
from app.checking.claims import compare
from app.checking.verdicts import Checked, Part, standing_of
from index.retriever import Hit
from ingest.documents import Chunk, Document, Page, Section, hash_text
from ingest.readers.pdf_pages import Box, Layout, Place

# What would run, break out of its place or be read as something else, were it not escaped.
HOSTILE = "</mark><script>alert('x')</script>\"&amp; ${x} {{x}} \\ ` \r<img onerror=1>"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ADDED = "2026-11-02T09:30:00+00:00"

# Answers

FIRST = Citation(
    number=1, document_id="0123456789abcdef", title="Owls", source="/home/ann/owls_2.pdf",
    section=("Owls", "Barn owl", "Hearing"), page=3, start=1204, end=1232,
    quote="It hears a mouse\nunder snow.", before="It flies at night.", after="", confidence=0.84,
    sha256="0a1b2c3d4e5f" + "00" * 26,
)  # fmt: skip
SECOND = replace(FIRST, number=2, section=(), page=None, start=5, end=17, quote="It can hear.")
CHUNK = Chunk("0123456789abcdef", 4, 1200, 1232, "So. It hears a mouse\nunder snow.", ("Owls",), 3)
ANSWER = Answer(
    question="What does it hear?", understood_as="What does the barn owl hear?", short=None,
    quote=FIRST.quote, confidence=0.84, citations=(FIRST, SECOND),
    considered=(Considered(Hit(CHUNK, 0.0325, 1, 2, None), 3.5, 0.8),),
    timings={"encode": 0.0038, "read": 0.02},
)  # fmt: skip
PLAIN = replace(ANSWER, question=ANSWER.understood_as)
UNSURE = replace(
    PLAIN, quote=None, citations=(SECOND,), declined_because=Declined.UNCERTAIN, lacking=("bats",)
)


def cited(marked: str, number: int = 1, confidence: float = 0.9) -> Citation:
    """A citation of a sentence in which the short answer stands in [brackets]."""
    start, end = marked.index("["), marked.index("]") - 1
    quote = marked.replace("[", "").replace("]", "")
    return replace(
        FIRST, number=number, document_id=str(number), title=f"Notes {number}", page=None,
        section=(), start=100, end=100 + len(quote), quote=quote, confidence=confidence,
        answer=(100 + start, 100 + end),
    )  # fmt: skip


def answer(question: str, *citations: Citation, **changes: object) -> Answer:
    """An answer whose first citation gives its words."""
    first = citations[0]
    return replace(
        Answer(question, question, first.short, first.quote, first.confidence, citations), **changes
    )


def differing() -> Answer:
    """Three sources that say three things, two of them with a name and all with a date."""
    sides = (
        Side(cited("Soufan counted [1,700] in 2015."), "1,700", "Soufan", "2015"),
        Side(cited("In October 2016 it was [over\n900].", 2, 0.0), "over\n900", "", "October 2016"),
        Side(cited("France said [689] in 2017.", 3, 0.0), "689", "France", "2017"),
    )
    return answer("How many?", *(side.citation for side in sides), disagreement=Disagreement(sides))


def hostile_citation() -> Citation:
    """A citation of which each part is hostile."""
    return replace(
        FIRST, document_id=HOSTILE, title=HOSTILE, section=("a", HOSTILE), quote=HOSTILE,
        source=HOSTILE, start=10, end=10 + len(HOSTILE), answer=(14, 20),
    )  # fmt: skip


# Claims


def evidence(quote: str, **others: object) -> Citation:
    """Evidence that nobody stored; what it is not told is empty."""
    plain = Citation(1, "d1", "", "s.txt", (), None, 0, len(quote), quote, "", "", 0.0, "0" * 64)
    return replace(plain, **others)


def part(claim: str, quote: str, **others: object) -> Part:
    """A clause held against a sentence."""
    found = evidence(quote, **others)
    compared = compare(claim, found, frozenset(), alike=True)
    return Part(claim, found, compared, 0.9, standing_of(claim, compared, quote))


def checked(claim: str, quote: str, **others: object) -> Checked:
    """A claim held against a sentence."""
    return Checked.of(claim, [part(claim, quote, **others)])


MIXED = checked(
    "Tunisia sent 5,000 men in 2014.", "Tunisia sent 6,000 men.", title="A report",
    source="report.pdf", section=("A report", "Figures"), page=3, start=10, end=33,
)  # fmt: skip
AGREEING = checked("72 owls came to the Danish coast.", "72 owls came to the coast of Denmark.")
ABSENT = checked("Oslo has 12 owls.", "There are bats.")
BEFORE = checked("Umar died.", "He died.", before="Umar fought.")
NOTHING = checked("They fly by night.", "They fly at night.")
FAR = Checked.of("Milk is white.", [Part("Milk is white.", None)])
SEVERAL = Checked.of(
    "No owl hears “a mouse in snow”, and all bats sleep.",
    [
        part("No owl hears “a mouse in snow”", "The owl hears a mouse under snow."),
        part("all bats sleep.", "Most bats sleep if it is light."),
    ],
)
CLAIMS = [MIXED, AGREEING, ABSENT, BEFORE, NOTHING, FAR, SEVERAL]

# Documents

#       0123456789012345678901234567890123456789012345
TEXT = "Lamps\n\nOil burns. Gas burns.\n\nOil\n\nIt smokes.\n"
LAMPS = replace(
    Document.from_text(
        "/lamps.pdf", "Lamps", TEXT, hash_text("the file"), pages=(Page(1, 0), Page(2, 29)),
        sections=(Section(0, 2, "Lamps"), Section(30, 3, "Oil")),
        metadata={"source": "A book", "licence": "CC BY"},
    ),
    added_at=ADDED,
)  # fmt: skip
OIL, GAS, SMOKES = (7, 17), (18, 28), (35, 45)
LAYOUT = Layout(
    ((612, 792), (100.4, 50), (0.2, 9)),
    (Place(OIL, 1, (Box(0.1, 0.2, 0.5, 0.225), Box(0.1, 0.25, 0.2, 0.275))), Place(SMOKES, 2, ())),
)


def cite(document: Document, start: int, end: int, **changes: object) -> Citation:
    """A quotation of a document."""
    found = Citation(
        1, document.id, document.title, document.source, document.heading_path(start),
        document.page_at(start), start, end, document.text[start:end], "", "", 0.8, document.sha256,
    )  # fmt: skip
    return replace(found, **changes)
