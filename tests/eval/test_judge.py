"""From a question, its answer and its ranking to a verdict and scores, each made by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from app.answers import Answer, Citation, Declined
from eval.datasets import Place, Question, Turn
from eval.judge import Asked, judge
from eval.ranking import Ranked
from eval.results import Gold, Result, Verdict
from ingest.documents import Document
from tests.app.render import samples

BUILT = "The lighthouse was built in 1871."
HIGH = "It is 40 metres high."
OWLS = "Owls hear a mouse."
POINT = f"{BUILT} {HIGH}"
DOCUMENTS = {
    source: Document.from_text(source, source, text, "")
    for source, text in {"point": POINT, "owls": OWLS}.items()
}


def place(quote: str, source: str = "point") -> Place:
    start = DOCUMENTS[source].text.index(quote)
    return Place(source, start, start + len(quote))


def question(*answers: tuple[str, ...], kind: str = "fact", gold: Sequence[Place] = ()) -> Question:
    return Question("q", "What?", kind, answers, tuple(gold))


FACT = question(("1871", "in 1871"), gold=[place(BUILT)])
NOTHING = question(kind="unanswerable")
FIGURES = question(("40 metres",), ("1871",), kind="comparison", gold=[place(POINT)])
THINGS = question(("1871",), ("40 metres", "40 m"), ("red",), kind="list", gold=[place(POINT)])


def cite(quote: str, source: str = "point", short: str | None = None) -> Citation:
    at = place(quote, source)
    begin = at.start + quote.index(short) if short else 0
    words = (begin, begin + len(short)) if short else None
    return samples.cite(
        DOCUMENTS[source], at.start, at.end, section=("Above",), confidence=0.6, answer=words
    )


def answer(*citations: Citation, declined: bool = False) -> Answer:
    return Answer(
        question="What?", understood_as="What?", short=None if declined else citations[0].short,
        quote=None if declined else citations[0].quote, confidence=0.6, citations=citations,
        declined_because=Declined.UNCERTAIN if declined else None,
    )  # fmt: skip


def judged(
    asked: Question,
    given: Answer | None,
    *,
    right_rank: int | None = 1,
    read: int = 2,
    scores: Mapping[str, float] | None = None,
) -> Result:
    """Judge an answer, where the only relevant passage is found at this rank of three."""
    ranking = [Ranked(f"p{rank}", place(OWLS, "owls")) for rank in (1, 2, 3)]
    relevant = {f"p{right_rank}" if right_rank else "another": 1} if asked.answerable else {}
    return judge(
        Asked(asked, given, read, ranking, relevant, scores or {}, {"whole": 0.5}), DOCUMENTS
    )


def test_a_right_answer_and_everything_that_is_kept_of_it() -> None:
    asked = replace(FACT, previous=Turn("Before?", "So."))
    result = judged(asked, answer(cite(BUILT)), scores={"mrr": 1.0})
    assert (result.id, result.question, result.kind, result.previous) == (
        "q", "What?", "fact", "Before?",
    )  # fmt: skip
    assert (result.answerable, result.answered, result.read) == (True, True, True)
    assert (result.expected, result.gold) == (
        (("1871", "in 1871"),), (Gold("point", 0, len(BUILT), BUILT),),
    )  # fmt: skip
    assert (result.verdict, result.candidate_right, result.right_rank) == (Verdict.RIGHT, True, 1)
    (quoted,) = result.quotes
    assert (quoted.quote, quoted.right, quoted.verbatim) == (BUILT, True, True)
    assert (quoted.title, quoted.section, quoted.start) == ("point", ("Above",), 0)
    assert (result.confidence, result.declined_because, result.short) == (0.6, None, None)
    assert (result.scores["mrr"], result.seconds) == (1.0, {"whole": 0.5})
    assert Result.from_line(result.to_line()) == result


@pytest.mark.parametrize(
    ("asked", "given", "rank", "verdict"),
    [
        (FACT, answer(cite(BUILT), declined=True), 1, Verdict.DECLINED),
        (FACT, answer(cite(HIGH)), 1, Verdict.READ_WRONG),
        (FACT, answer(cite(HIGH)), 2, Verdict.READ_WRONG),
        (FACT, answer(cite(HIGH), declined=True), 1, Verdict.READ_WRONG),
        (FACT, answer(declined=True), 1, Verdict.READ_WRONG),
        (FACT, answer(cite(HIGH)), 3, Verdict.RANKED_LOW),
        (FACT, answer(cite(HIGH), declined=True), 3, Verdict.RANKED_LOW),
        (FACT, answer(cite(HIGH)), None, Verdict.NOT_RETRIEVED),
        # What is right is right, wherever it was found.
        (FACT, answer(cite(BUILT)), 3, Verdict.RIGHT),
        (FACT, answer(cite(BUILT), declined=True), 3, Verdict.DECLINED),
        # The first quotation decides.
        (FACT, answer(cite(HIGH), cite(BUILT)), 1, Verdict.READ_WRONG),
        (FACT, answer(cite(BUILT), cite(HIGH)), 1, Verdict.RIGHT),
        (NOTHING, answer(cite(HIGH)), None, Verdict.FALSE_ANSWER),
        (NOTHING, answer(cite(HIGH), declined=True), None, Verdict.RIGHTLY_DECLINED),
        (NOTHING, answer(declined=True), None, Verdict.RIGHTLY_DECLINED),
    ],
)
def test_verdicts(asked: Question, given: Answer, rank: int | None, verdict: Verdict) -> None:
    result = judged(asked, given, right_rank=rank)
    assert (result.verdict, result.right_rank) == (verdict, rank)
    right = bool(given.citations) and given.citations[0].quote == BUILT and asked is FACT
    assert result.candidate_right is right
    assert result.answered is (given.declined_because is None)
    assert result.declined_because == (None if result.answered else "uncertain")


def test_a_gold_document_that_is_not_in_the_library() -> None:
    gone = question(("1871",), gold=[Place("gone", 0, 0)])
    result = judged(gone, answer(cite(BUILT)), right_rank=None)
    assert (result.verdict, result.candidate_right) == (Verdict.NOT_IN_INDEX, False)
    assert result.gold == (Gold("gone", 0, 0, ""),)
    # One gold document of two is enough to look for.
    half = question(("1871",), gold=[Place("gone", 0, 0), place(BUILT)])
    assert judged(half, answer(cite(HIGH)), right_rank=None).verdict is Verdict.NOT_RETRIEVED
    assert judged(half, answer(cite(BUILT))).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("rank", "verdict"),
    [(2, Verdict.RIGHT), (3, Verdict.RANKED_LOW), (None, Verdict.NOT_RETRIEVED)],
)
def test_where_only_the_retrieval_is_measured(rank: int | None, verdict: Verdict) -> None:
    query = question(kind="query", gold=[Place("owls", 0, len(OWLS), 2)])
    result = judged(query, None, right_rank=rank, scores={"mrr": 0.5})
    assert (result.read, result.answered, result.quotes) == (False, False, ())
    assert (result.verdict, result.scores) == (verdict, {"mrr": 0.5})
    assert result.gold == (Gold("owls", 0, len(OWLS), ""),)  # the whole of it is no quotation


def test_a_quotation_must_hold_an_answer_and_come_from_a_gold_place() -> None:
    def is_right(asked: Question, given: Citation) -> bool:
        return judged(asked, answer(given)).candidate_right

    assert is_right(FACT, cite(POINT))  # it may be longer
    assert is_right(FACT, cite("in 1871."))  # or shorter
    assert not is_right(FACT, cite("The lighthouse"))  # from the place, but no answer in it
    elsewhere = question(("1871",), gold=[place(HIGH)])
    assert not is_right(elsewhere, cite(BUILT))  # an answer in it, but from elsewhere
    other_source = question(("mouse",), gold=[place(BUILT)])
    assert not is_right(other_source, cite(OWLS, "owls"))  # the same offsets of another source
    beside = question(("1871", "40"), gold=[Place("point", len(BUILT), len(POINT))])
    assert not is_right(beside, cite(BUILT))  # where one ends the other begins
    assert not is_right(NOTHING, cite(BUILT))


def test_any_of_the_figures_of_a_comparison_will_do() -> None:
    for quote in (BUILT, HIGH):
        result = judged(FIGURES, answer(cite(quote)))
        assert (result.verdict, result.scores["quote_correct"]) == (Verdict.RIGHT, 1.0)
    assert judged(FIGURES, answer(cite("The lighthouse"))).verdict is Verdict.READ_WRONG


def test_the_scores_of_an_answer() -> None:
    scores = judged(FACT, answer(cite(BUILT))).scores
    # Of the quotation's words, without "the", one of five is "1871", and two are "in 1871".
    assert scores == {
        "quote_correct": 1.0,
        "quote_correct_always": 1.0,
        "exact_match": 0.0,
        "exact_match_always": 0.0,
        "f1": pytest.approx(2 * 2 / (5 + 2)),
        "f1_always": pytest.approx(2 * 2 / (5 + 2)),
        "overlap_f1": 1.0,
    }
    short = judged(FACT, answer(cite(POINT, short="in 1871"))).scores
    assert (short["exact_match"], short["f1"]) == (1.0, 1.0)
    whole, gold = len(POINT), len(BUILT)
    assert short["overlap_f1"] == pytest.approx(2 * gold / (whole + gold))
    assert judged(FACT, answer(cite(OWLS, "owls"))).scores["overlap_f1"] == 0.0


def test_a_declined_question_counts_and_what_it_would_have_shown_too() -> None:
    scores = judged(FACT, answer(cite(BUILT, short="1871"), declined=True)).scores
    shown = {"quote_correct": 0.0, "exact_match": 0.0, "f1": 0.0, "overlap_f1": 0.0}
    always = {"quote_correct_always": 1.0, "exact_match_always": 1.0, "f1_always": 1.0}
    assert scores == shown | always
    empty = judged(FACT, answer(declined=True)).scores
    assert empty == dict.fromkeys(scores, 0.0)


def test_the_scores_of_an_unanswerable_question() -> None:
    declined = judged(NOTHING, answer(cite(BUILT), declined=True)).scores
    assert declined == {"exact_match": 1.0, "f1": 1.0}
    assert judged(NOTHING, answer(cite(BUILT))).scores == {"exact_match": 0.0, "f1": 0.0}


def test_the_scores_of_a_list() -> None:
    result = judged(
        THINGS, answer(cite(BUILT), cite(HIGH), cite("The lighthouse"), cite(OWLS, "owls"))
    )
    # Two of the four quotations hold something asked; two of the three things are in one.
    precision, recall = 2 / 4, 2 / 3
    assert result.scores == {
        "quote_correct": 1.0,
        "quote_correct_always": 1.0,
        "overlap_f1": pytest.approx(2 * len(BUILT) / (len(BUILT) + len(POINT))),
        "set_precision": pytest.approx(precision),
        "set_recall": pytest.approx(recall),
        "set_f1": pytest.approx(2 * precision * recall / (precision + recall)),
    }
    assert result.verdict is Verdict.RIGHT
    declined = judged(THINGS, answer(cite(BUILT), declined=True)).scores
    assert declined == dict.fromkeys(result.scores, 0.0) | {"quote_correct_always": 1.0}


def test_verbatim_is_told_by_the_stored_text() -> None:
    moved = replace(cite(BUILT), start=1, end=1 + len(BUILT))
    other = replace(cite(BUILT), quote=BUILT.replace("1871", "1872"))
    gone = replace(cite(BUILT), source="gone")
    quotes = judged(FACT, answer(cite(BUILT), moved, other, gone)).quotes
    assert [quoted.verbatim for quoted in quotes] == [True, False, False, False]
