"""Rankings and gold places -> recall, MRR and nDCG, with trec_eval's semantics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote as quoted

from eval.datasets import Place, Question, Unit
from index.retriever import Hit
from index.store import Store
from ingest.documents import Document

if TYPE_CHECKING:
    from ir_measures import Measure

DEPTH = 100  # how far down a ranking is looked at
TAG = "footnote"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One thing that was found: a passage, or a whole document."""

    id: str
    place: Place


def rank_units(hits: Sequence[Hit], sources: Mapping[str, str], unit: Unit) -> list[Ranked]:
    """Hits as a ranking; a document stands where its first passage does.

    Args:
        sources: of the documents, by id.
        unit: what is ranked.
    """
    ranking: dict[str, Ranked] = {}
    for hit in hits:
        source = sources[hit.chunk.document_id]
        place = Place(source, hit.chunk.start, hit.chunk.end)
        unit_id = passage_id(place) if unit is Unit.PASSAGE else trec_id(source)
        ranking.setdefault(unit_id, Ranked(unit_id, place))
    return list(ranking.values())


def relevant_units(
    question: Question, store: Store, documents: Mapping[str, Document], unit: Unit
) -> dict[str, int]:
    """The grades of everything relevant in the library, by id: passages that overlap a gold quote.

    A gold document that is not in the library stays in, as something that cannot be found.
    """
    relevant: dict[str, int] = {}
    for gold in question.places:
        if unit is Unit.DOCUMENT or gold.source not in documents:
            relevant[trec_id(gold.source)] = gold.grade
            continue
        for chunk in store.document_chunks(documents[gold.source].id):
            if gold.overlaps(gold.source, chunk.start, chunk.end):
                relevant[passage_id(Place(gold.source, chunk.start, chunk.end))] = gold.grade
    return relevant


def passage_id(place: Place) -> str:
    """A passage's name in run.trec: its source and offsets."""
    return f"{trec_id(place.source)}:{place.start}-{place.end}"


def trec_id(text: str) -> str:
    """A name without white space, which separates the columns of TREC's files."""
    return quoted(text, safe="/#")


def retrieval_scores(ranking: Sequence[Ranked], relevant: Mapping[str, int]) -> dict[str, float]:
    """The retrieval measures of one question, by the names in ``eval.summary.MEASURES``."""
    import ir_measures

    measures = retrieval_measures()
    # trec_eval sorts by score, and equal ones by name; what counts is the order that was shown.
    run = {"q": {ranked.id: 1 / rank for rank, ranked in enumerate(ranking, start=1)}}
    found = ir_measures.calc_aggregate(measures.values(), {"q": dict(relevant)}, run)
    return {name: float(found[measure]) for name, measure in measures.items()}


def retrieval_measures() -> dict[str, Measure]:
    """Our names for the measures of ir_measures."""
    from ir_measures import RR, R, Success, nDCG

    return {
        "success@1": Success @ 1,
        "success@5": Success @ 5,
        "recall@5": R @ 5,
        "recall@20": R @ 20,
        "mrr": RR @ DEPTH,
        "ndcg@10": nDCG @ 10,
    }


def run_lines(question_id: str, ranking: Sequence[Ranked]) -> Iterable[str]:
    """A ranking in TREC's form: query, Q0, id, rank, score, tag.

    trec_eval sorts by score and passes over the rank, so the score says no more than the rank does;
    the fused scores may be equal.
    """
    for rank, ranked in enumerate(ranking, start=1):
        yield f"{trec_id(question_id)} Q0 {ranked.id} {rank} {1 / rank:.6f} {TAG}\n"


def judgement_lines(question_id: str, relevant: Mapping[str, int]) -> Iterable[str]:
    """What is relevant in TREC's form: query, 0, id, grade."""
    for unit_id, grade in relevant.items():
        yield f"{trec_id(question_id)} 0 {unit_id} {grade}\n"
