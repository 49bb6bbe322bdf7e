"""What is relevant, how it is named, and how good a ranking of it is, against trec_eval's measures."""

from collections import defaultdict
from collections.abc import Iterable
from math import log2
from pathlib import Path

import ir_measures
import pytest

from app.assemble import Footnote
from eval.datasets import Place, Question, Unit
from eval.ranking import (
    Ranked,
    judgement_lines,
    passage_id,
    rank_units,
    relevant_units,
    retrieval_measures,
    retrieval_scores,
    run_lines,
    trec_id,
)
from eval.run import JUDGEMENTS, RANKINGS
from eval.squad import squad_dataset
from ingest.documents import Document
from tests.eval.samples import article, asked, run_dataset, write_squad

PAGE = "built-in/finland.md"


@pytest.fixture(scope="module")
def documents(open_footnote: Footnote) -> dict[str, Document]:
    """The built-in pages by source."""
    found = map(open_footnote.store.document, open_footnote.store.document_ids())
    return {document.source: document for document in found if document is not None}


def ranking_of(ids: Iterable[str]) -> list[Ranked]:
    return [Ranked(id_, Place("source", 0, 1)) for id_ in ids]


def question(*places: Place) -> Question:
    return Question("q", "What?", "fact", (("it",),), places)


def test_the_passages_that_overlap_a_gold_quote_are_relevant(
    open_footnote: Footnote, documents: dict[str, Document]
) -> None:
    store, source = open_footnote.store, "built-in/denmark.md"
    first, second, *_ = store.document_chunks(documents[source].id)

    def relevant(start: int, end: int) -> dict[str, int]:
        return relevant_units(question(Place(source, start, end)), store, documents, Unit.PASSAGE)

    only_first = f"{source}:{first.start}-{first.end}"
    assert relevant(first.start, first.start + 1) == {only_first: 1}
    # Passages share a sentence: from the second's first character to the first's last.
    assert second.start < first.end
    both = {only_first: 1, f"{source}:{second.start}-{second.end}": 1}
    assert relevant(second.start, first.end) == both
    assert relevant(second.start, second.start + 1) == both
    assert relevant(second.start - 1, second.start) == {only_first: 1}
    assert only_first not in relevant(first.end, first.end + 1)


def test_whole_documents_are_relevant_with_their_grades_also_one_that_is_not_there(
    open_footnote: Footnote, documents: dict[str, Document]
) -> None:
    store, gone = open_footnote.store, Place("no such page.md", 0, 0)
    found = relevant_units(question(Place(PAGE, 0, 10, 2), gone), store, documents, Unit.DOCUMENT)
    assert found == {PAGE: 2, "no%20such%20page.md": 1}
    found = relevant_units(question(gone), store, documents, Unit.PASSAGE)
    assert found == {"no%20such%20page.md": 1}


def test_the_ids_of_a_library_are_unique_and_have_no_white_space(
    open_footnote: Footnote, documents: dict[str, Document]
) -> None:
    store = open_footnote.store
    ids = [
        passage_id(Place(source, chunk.start, chunk.end))
        for source, document in documents.items()
        for chunk in store.document_chunks(document.id)
    ]
    assert len(set(ids)) == len(ids) > len(documents)
    assert not any(character.isspace() for id_ in ids for character in id_)


def test_names_that_differ_only_in_white_space_stay_apart() -> None:
    names = ["a b", "a  b", "a\tb", "a_b", "a%20b", "a\u00a0b", "ab", "é", "e\u0301"]
    ids = [trec_id(name) for name in names]
    assert len(set(ids)) == len(names)
    assert not any(character.isspace() for id_ in ids for character in id_)


def test_a_ranking_of_passages_is_in_the_order_of_the_hits(
    open_footnote: Footnote, documents: dict[str, Document]
) -> None:
    hits = open_footnote.retriever.search("How many fighters came from Finland?", 10)
    sources = {document.id: source for source, document in documents.items()}
    ranking = rank_units(hits, sources, Unit.PASSAGE)
    assert [each.place.start for each in ranking] == [hit.chunk.start for hit in hits]
    assert ranking[0].id == passage_id(ranking[0].place)


def test_the_measures_by_hand() -> None:
    ranking = ranking_of("abcdef")
    relevant = {"b": 1, "e": 1, "f": 1, "not found": 1}
    ideal = 1 / log2(2) + 1 / log2(3) + 1 / log2(4) + 1 / log2(5)
    assert retrieval_scores(ranking, relevant) == pytest.approx({
        "success@1": 0,
        "success@5": 1,
        "recall@5": 2 / 4,
        "recall@20": 3 / 4,
        "mrr": 1 / 2,
        "ndcg@10": (1 / log2(3) + 1 / log2(6) + 1 / log2(7)) / ideal,
    })  # fmt: skip


def test_grades_count_as_gains_and_nothing_found_scores_nothing() -> None:
    found = retrieval_scores(ranking_of("ab"), {"a": 1, "b": 2})
    assert found["ndcg@10"] == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))
    assert (found["mrr"], found["recall@5"]) == (1, 1)
    for ranking in ([], ranking_of("a")):
        assert set(retrieval_scores(ranking, {"b": 1}).values()) == {0.0}


def test_the_eleventh_and_the_hundred_and_first_passage() -> None:
    ranking = ranking_of(f"p{place}" for place in range(1, 201))
    eleventh = retrieval_scores(ranking, {"p11": 1})
    assert (eleventh["ndcg@10"], eleventh["mrr"]) == (0, pytest.approx(1 / 11))
    assert retrieval_scores(ranking, {"p100": 1})["mrr"] == pytest.approx(1 / 100)
    assert retrieval_scores(ranking, {"p101": 1})["mrr"] == 0


def by_question(judgements: Iterable[str], rankings: Iterable[str]) -> dict[str, dict[str, float]]:
    """The measures of each question as ir_measures finds them in TREC's files."""
    names = {measure: name for name, measure in retrieval_measures().items()}
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for each in ir_measures.iter_calc(
        list(names),
        list(ir_measures.read_trec_qrels("".join(judgements))),
        list(ir_measures.read_trec_run("".join(rankings))),
    ):
        found[each.query_id][names[each.measure]] = each.value
    return dict(found)


# Both orders of names, because trec_eval puts equal scores in the order of names.
@pytest.mark.parametrize("ids", ["abc", "cba"])
def test_the_files_say_what_was_shown_first(ids: str) -> None:
    ranking = ranking_of(ids)
    for id_ in ids:
        relevant = {id_: 1}
        found = by_question(judgement_lines("a q", relevant), run_lines("a q", ranking))
        assert found == {"a%20q": pytest.approx(retrieval_scores(ranking, relevant))}


def test_the_columns_of_the_files() -> None:
    lines = list(run_lines("a q", ranking_of("xy")))
    columns = [line.split(" ") for line in lines]
    assert [[*each[:4], each[5]] for each in columns] == [
        ["a%20q", "Q0", "x", "1", "footnote\n"],
        ["a%20q", "Q0", "y", "2", "footnote\n"],
    ]
    assert float(columns[0][4]) > float(columns[1][4])
    assert list(judgement_lines("a q", {"x": 1, "y": 2})) == ["a%20q 0 x 1\n", "a%20q 0 y 2\n"]


def test_the_files_of_a_run_give_the_scores_of_its_results(
    tmp_path: Path, documents: dict[str, Document], open_footnote: Footnote
) -> None:
    """Questions about the built-in pages, as articles of SQuAD's form: many passages compete."""
    articles = [
        article(document.title.replace(" ", "_"), {
            chunk.text: [asked(
                f"{number} {chunk.ordinal}", f"What of {' '.join(chunk.text.split()[4:9:2])}?",
                chunk.text, chunk.text.split()[0],
            )]
            for chunk in open_footnote.store.document_chunks(document.id)[:3]
        })
        for number, document in enumerate(list(documents.values())[:9])
    ]  # fmt: skip
    path = write_squad(tmp_path / "pages.json", *articles)
    run = run_dataset(squad_dataset(path), tmp_path / "run")
    found = by_question(
        [(run.folder / JUDGEMENTS).read_text(encoding="utf-8")],
        [(run.folder / RANKINGS).read_text(encoding="utf-8")],
    )
    assert set(found) == {trec_id(result.id) for result in run.results}
    for result in run.results:
        ours = {name: result.scores[name] for name in retrieval_measures()}
        assert found[trec_id(result.id)] == pytest.approx(ours), result.id
    # Some are found at once and some further down, else this would show little.
    assert len({result.right_rank for result in run.results}) > 2
