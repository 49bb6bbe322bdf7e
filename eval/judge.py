"""One question, its answer and its ranking -> a result: what was right, and where it went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.answers import Answer, Citation
from app.checking.verdicts import Checked
from eval.chains import understood_scores
from eval.claims import claim_scores, claim_verdict
from eval.datasets import Place, Question
from eval.metrics import exact_match, holds, overlap_f1, set_scores, token_f1
from eval.ranking import Ranked
from eval.results import Gold, Quoted, Result, Verdict
from eval.shape_scores import shape_scores
from ingest.documents import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that came of asking a question.

    ``answer`` is None where only retrieval is measured. ``ranking`` goes deeper than the ``read``
    passages that are, or would be, read. ``checked`` is what became of a claim. ``relevant`` are the ids of what the ranking should hold;
    ``scores`` its measures, none where the passage was given; ``seconds`` those of each stage.
    """

    question: Question
    answer: Answer | None
    read: int
    ranking: Sequence[Ranked]
    relevant: Mapping[str, int]
    scores: Mapping[str, float]
    seconds: Mapping[str, float]
    checked: Checked | None = None


def judge(asked: Asked, documents: Mapping[str, Document]) -> Result:
    """Hold a ranking, and the answer if there is one, against what was expected.

    Args:
        asked: the question and what came of it.
        documents: those of the library, by source.
    """
    question = asked.question
    if asked.checked is not None:
        return _of_claim(question, asked.checked, asked.seconds)
    fault = _retrieval_fault(asked, documents) if question.places else None
    result = Result(
        id=question.id,
        question=question.text,
        kind=question.kind,
        answerable=question.answerable,
        expected=question.answers,
        gold=tuple(_gold(place, question, documents) for place in question.places),
        read=asked.answer is not None,
        answered=False,
        confidence=0.0,
        quotes=(),
        right_rank=_right_rank(asked),
        candidate_right=False,
        verdict=fault or Verdict.RIGHT,
        previous=question.previous.question if question.previous else "",
        scores=asked.scores,
        seconds=asked.seconds,
    )
    return _with_answer(result, asked.answer, asked, documents) if asked.answer else result


def _of_claim(question: Question, checked: Checked, seconds: Mapping[str, float]) -> Result:
    agrees = bool(question.agrees)
    return Result(
        id=question.id,
        question=question.text,
        kind=question.kind,
        answerable=agrees,
        expected=(),
        gold=(),
        read=False,
        answered=False,
        confidence=0.0,
        quotes=(),
        right_rank=None,
        candidate_right=False,
        verdict=claim_verdict(agrees=agrees, checked=checked),
        scores=claim_scores(agrees=agrees, checked=checked),
        seconds=seconds,
    )


def _with_answer(
    result: Result, answer: Answer, asked: Asked, documents: Mapping[str, Document]
) -> Result:
    quotes = tuple(_quoted(c, asked.question, documents) for c in answer.citations)
    right = bool(quotes) and quotes[0].right
    declined = answer.declined_because
    scores = {**result.scores}
    meant = asked.question.meant
    if meant is not None:
        understood = understood_scores(asked.question, meant, answer.understood_as)
        verdict = Verdict.RIGHT if understood["understood"] else Verdict.MISUNDERSTOOD
        return replace(result, answered=answer.answered, scores=understood, verdict=verdict)
    if asked.question.expected is None:
        scores |= answer_scores(asked.question, answer, quotes)
    else:
        scores |= shape_scores(asked.question.expected, answer)
        right = bool(scores.pop("shape_right"))
    if asked.scores and asked.question.passage is not None:  # else the paragraph was given
        scores["right_paragraph"] = float(
            any(asked.question.passage.overlaps(q.source, q.start, q.end) for q in quotes[:1])
        )
    return replace(
        result,
        answered=answer.answered,
        confidence=answer.confidence,
        quotes=quotes,
        candidate_right=right,
        verdict=_verdict(asked.question, answer, result.verdict, right=right),
        short=answer.short,
        declined_because=str(declined) if declined else None,
        scores=scores,
    )


def is_right(question: Question, source: str, start: int, end: int, quote: str) -> bool:
    """Whether a quotation from ``source[start:end]`` holds a gold answer and comes from a gold place."""
    return any(place.overlaps(source, start, end) for place in question.places) and any(
        holds(quote, form) for forms in question.answers for form in forms
    )


def answer_scores(question: Question, answer: Answer, quotes: Sequence[Quoted]) -> dict[str, float]:
    """The measures of one answer, by the names in ``eval.summary.MEASURES``.

    What a declined question would have been answered with counts only where the name ends in
    "always". Where a reader gives no short answer, its quotation stands for it.
    """
    golds = [form for forms in question.answers for form in forms]
    first = answer.citations[0] if answer.citations else None
    candidate = (first.short or first.quote) if first else ""
    given = candidate if answer.answered else ""
    scores = {"exact_match": exact_match(given, golds), "f1": token_f1(given, golds)}
    if not question.answerable:
        return scores
    right = bool(quotes) and quotes[0].right
    scores |= {
        "quote_correct": float(right and answer.answered),
        "quote_correct_always": float(right),
        "exact_match_always": exact_match(candidate, golds),
        "f1_always": token_f1(candidate, golds),
        "overlap_f1": _overlap(question, quotes[0]) if answer.answered else 0.0,
    }
    if question.kind == "list":
        shown = [quoted.quote for quoted in quotes] if answer.answered else []
        found = set_scores(shown, question.answers)
        scores |= {
            "set_precision": found.precision,
            "set_recall": found.recall,
            "set_f1": found.f1,
        }
        for name in ("exact_match", "f1", "exact_match_always", "f1_always"):
            del scores[name]  # a list has no one short answer
    return scores


def _overlap(question: Question, quoted: Quoted) -> float:
    golds = [(p.start, p.end) for p in question.places if p.source == quoted.source]
    return overlap_f1((quoted.start, quoted.end), golds) if golds else 0.0


def _verdict(question: Question, answer: Answer, found: Verdict, *, right: bool) -> Verdict:
    """What became of the question; ``found`` says whether the reader saw a right passage."""
    if not question.answerable:
        return Verdict.FALSE_ANSWER if answer.answered else Verdict.RIGHTLY_DECLINED
    if right:
        return Verdict.RIGHT if answer.answered else Verdict.DECLINED
    return Verdict.READ_WRONG if found is Verdict.RIGHT else found


def _retrieval_fault(asked: Asked, documents: Mapping[str, Document]) -> Verdict | None:
    """Why the reader never sees a right passage, or None if it does."""
    if all(place.source not in documents for place in asked.question.places):
        return Verdict.NOT_IN_INDEX
    rank = _right_rank(asked)
    if rank is None:
        return Verdict.NOT_RETRIEVED
    return Verdict.RANKED_LOW if rank > asked.read else None


def _right_rank(asked: Asked) -> int | None:
    ranks = (
        rank for rank, found in enumerate(asked.ranking, start=1) if found.id in asked.relevant
    )
    return next(ranks, None)


def _quoted(citation: Citation, question: Question, documents: Mapping[str, Document]) -> Quoted:
    stored = documents.get(citation.source)
    return Quoted(
        title=citation.title,
        section=citation.section,
        source=citation.source,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        right=is_right(question, citation.source, citation.start, citation.end, citation.quote),
        verbatim=stored is not None
        and stored.text[citation.start : citation.end] == citation.quote,
    )


def _gold(place: Place, question: Question, documents: Mapping[str, Document]) -> Gold:
    """A gold place with its quote; a whole document, or one that is not there, is only named."""
    quote = ""
    if question.answers and place.source in documents:
        quote = documents[place.source].text[place.start : place.end]
    return Gold(place.source, place.start, place.end, quote)
