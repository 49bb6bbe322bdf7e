"""Fitting weights and confidence: on questions made up, and on a small library that is really read."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.answers import Risk
from app.reading.evidence import CONFIDENCE, FIGURES, Candidate, Weights, best_of_passages
from app.reading.forest import Forest
from app.reading.reader import Cut
from app.reading.span_finder import SpanFinder
from app.reading.span_reader import SpanReader
from eval.own_form import own_dataset
from eval.training import calibrate as calibrating
from eval.training.calibrate import (
    UNFITTED,
    as_asked,
    calibrate,
    cut_at,
    figures_of,
    lowest_confidences,
    measure_twins,
)
from eval.training.calibration_set import Case, Library, with_and_without
from index.encoder import OnnxEncoder
from tests.app.reading.tiny_reader import TOKENIZER, export
from tests.eval.samples import write_lines

RISKS = (Risk.ONE_IN_20, Risk.ONE_IN_10, Risk.ONE_IN_5)
BY_LIKENESS = Forest(FIGURES, (("likeness", 0.3, 0.0, ("likeness", 0.7, 1.0, 2.0)),))


def candidate(hit: int, strength: float, short: str) -> Candidate:
    return Candidate(hit, 0, 20, (0, 4), short, 4 * strength, strength, strength, strength)


def made_up(number: int) -> Case:
    """A case whose first candidate is right as often as its strength says; the second never is."""
    chance = random.Random(number)
    strength = chance.random()
    candidates = (candidate(0, strength, "1871"), candidate(1, strength / 2 - 0.3, "Ada"))
    right = chance.random() < strength
    return Case(f"q{number}", "made up", f"page {number // 3}", right, candidates, (right, False))


TESTED = [made_up(number) for number in range(1800, 2700)]
TESTED_AS_ASKED = len(as_asked(TESTED))


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Calibrated on 1,800 cases, tested with others."""
    return calibrate([made_up(n) for n in range(1800)], TESTED)


def test_confidences_are_frequencies(found: dict[str, Any]) -> None:
    assert found["fitted_on"] == 1800
    assert found["test"]["expected calibration error"]["value"] < 0.08
    assert found["test"]["AUROC right"]["value"] > 0.75
    assert found["test"]["AUROC right"]["n"] == TESTED_AS_ASKED


def test_the_same_questions_with_and_without_their_documents() -> None:
    """Sure of all with, but of one of two without: of four pairs three are in order, and one a tie."""

    def case(name: str, strength: float, *, answerable: bool) -> Case:
        one = candidate(0, strength, "1871")
        return Case(name, "mine", name, answerable, (one,), (answerable,))

    cases = [case("a", 0.9, answerable=True), case("b", 0.8, answerable=True),
             case("a-removed", 0.1, answerable=False), case("b-removed", 0.8, answerable=False),
             case("alone", 1.0, answerable=False)]  # fmt: skip
    steps = tuple(("likeness", limit, 0.0, 1.0) for limit in (0.05, 0.5, 0.85))
    weights = replace(UNFITTED, confidence=Forest(CONFIDENCE, steps))
    found = measure_twins(cases, weights)["AUROC with and without the document, mine"]
    assert (found.value, found.n) == (3.5 / 4, 4)
    assert [each.id for each in as_asked(cases)] == ["a", "b", "a-removed"]


def test_three_in_ten_questions_of_each_set_have_no_answer() -> None:
    asked = [case.answerable for case in as_asked(TESTED)]
    assert asked.count(False) / len(asked) == pytest.approx(0.3, abs=0.001)
    assert asked.count(True) == sum(case.answerable for case in TESTED)


def test_a_risk_is_nearly_kept_and_a_lower_one_answers_less(found: dict[str, Any]) -> None:
    cuts = found["cuts"]
    for risk, wrong in zip(RISKS, (0.05, 0.1, 0.2), strict=True):
        assert cuts[risk]["right"] > 1 - wrong - 0.06
        assert cuts[risk]["answers"] > 20
    for name in ("answered", "answers"):
        least_first = [cuts[risk][name] for risk in Risk]
        assert least_first == sorted(least_first)
    assert cuts[Risk.ALWAYS]["min_confidence"] == 0
    assert (cuts[Risk.ALWAYS]["answered"], cuts[Risk.ALWAYS]["answers"]) == (1, TESTED_AS_ASKED)


def test_the_lowest_confidences_by_hand() -> None:
    """Of 60 right ones in a row, at most 1 - 0.25 ** (1 / 60) = 2.3 % of all like them are wrong."""
    confidences = np.linspace(0.9, 0.31, 60)
    lowest = lowest_confidences(confidences, np.ones(60))
    assert lowest == dict.fromkeys(RISKS, 0.31) | {Risk.ALWAYS: 0}
    # With 13 it is 10.1 %, with 14 at most 9.4 %.
    assert lowest_confidences(confidences[:13], np.ones(13))[Risk.ONE_IN_10] > 1
    assert lowest_confidences(confidences[:14], np.ones(14))[Risk.ONE_IN_10] == 0.77
    # Those that are equally sure are answered together: the last two right ones are not taken alone.
    tied = np.append(confidences[:13], [0.5, 0.5, 0.5])
    right = np.append(np.ones(14), [0, 0])
    assert lowest_confidences(tied, right)[Risk.ONE_IN_10] > 1


def test_a_cut_by_hand() -> None:
    confidences, right = np.array([0.9, 0.8, 0.7, 0.2]), np.array([1.0, 0, 1, 0])
    answerable = np.array([True, False, True, True])
    # Three are answered, two of them rightly; two of the three with an answer are among them.
    wanted = Cut(0.7, questions=4, answerable=3, answered=0.667, answers=3, right=0.667)
    assert cut_at(0.7, confidences, right, answerable) == wanted
    nothing = cut_at(1.01, confidences, right, answerable)
    assert (nothing.answered, nothing.answers, nothing.right) == (0, 0, 0)


def test_no_case_is_judged_by_weights_that_were_fitted_on_its_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cases = [made_up(number) for number in range(60)]
    pages: dict[int, set[str]] = {}
    seen: list[str] = []

    def fit(given: list[Case]) -> Weights:
        weights = replace(UNFITTED)
        pages[id(weights)] = {case.group for case in given}
        kept.append(weights)
        return weights

    def figures_of(given: list[Case], weights: Weights) -> tuple[Any, Any]:
        assert pages[id(weights)].isdisjoint(case.group for case in given)
        seen.extend(case.id for case in given)
        return real(given, weights)

    kept: list[Weights] = []
    real = calibrating.figures_of
    monkeypatch.setattr(calibrating, "fit", fit)
    monkeypatch.setattr(calibrating, "figures_of", figures_of)
    confidences, right = calibrating.cross_validate(cases)
    assert sorted(seen) == sorted(case.id for case in as_asked(cases))
    assert (confidences.tolist(), right.tolist()) == tuple(
        each.tolist() for each in real(as_asked(cases), UNFITTED)
    )


def test_the_best_of_each_passage_and_of_nothing() -> None:
    three = Case("q", "made up", "page", answerable=True, right=(False, False, True), candidates=(
        candidate(0, 0.1, "a"), candidate(1, 0.5, "b"), candidate(1, 0.9, "c")))  # fmt: skip
    weights = replace(UNFITTED, ranking=BY_LIKENESS)
    assert best_of_passages(three.candidates, weights.scores(three.candidates)) == [2, 0]
    nothing = Case("n", "made up", "page", answerable=True, candidates=(), right=())
    confidences, right = figures_of([three, nothing], weights)
    assert confidences.tolist() == [0.5, 0]
    assert right.tolist() == [1, 0]


# A library that is really read


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "owls.txt").write_text("Owls see well. They hunt in the dark night.\n")
    (tmp_path / "texts" / "bats.txt").write_text("Bats hang upside down. They eat moths.\n")
    rows = [
        {"id": "1", "question": "Who sees well?", "answers": ["Owls"], "document": "owls.txt",
         "quote": "Owls see well."},
        {"id": "2", "question": "What do bats eat?", "answers": ["moths"], "document": "bats.txt",
         "quote": "They eat moths."},
        {"id": "3", "question": "Who won?"},
        {"id": "4", "question": "And bats?", "kind": "follow-up", "answers": ["moths"],
         "document": "bats.txt", "quote": "They eat moths.",
         "previous": {"question": "What do owls eat?", "answer": "mice"}},
    ]  # fmt: skip
    return write_lines(tmp_path / "mine.jsonl", rows)


def test_asking_says_what_is_right_and_goes_on_where_it_was(
    questions: Path, tmp_path: Path, encoder: OnnxEncoder
) -> None:
    _, model = export(tmp_path)
    reader = SpanReader(SpanFinder.from_files(model, TOKENIZER), encoder, UNFITTED)
    dataset = own_dataset(questions, [tmp_path / "texts"])
    library = Library.from_dataset(dataset, tmp_path / "run", reader)
    chosen = with_and_without(dataset.questions(library.documents))
    assert [each.id for each in chosen] == ["1", "2", "3", "1-removed", "2-removed"]
    said: list[str] = []
    path = tmp_path / "asked.jsonl"
    asked = library.ask_rest(chosen, "mine", path, said.append)
    texts = {document.source: document.text for document in library.documents}
    for each in asked:
        quotes = [_quotes(texts)[c.end - c.start] for c in each.candidates]
        wanted = {"1": "Owls see well.", "2": "They eat moths."}.get(each.id)
        assert [quote == wanted for quote in quotes] == list(each.right), each.id
        assert len(each.candidates) in ({2} if each.id.endswith("removed") else {3, 4})
        assert Case.from_line(each.to_line()) == each
    whole = path.read_text()
    path.write_text(whole[: len(whole) // 2])  # in the middle of a line
    again = Library.from_dataset(dataset, tmp_path / "run", reader)
    assert again.ask_rest(chosen, "mine", path, said.append) == asked
    assert path.read_text() == whole
    assert again.ask_rest(chosen[:2], "mine", path, said.append) == asked[:2]


def _quotes(texts: dict[str, str]) -> dict[int, str]:
    """The sentences by their lengths, which all differ."""
    sentences = [each.strip() + "." for text in texts.values() for each in text.split(".")[:-1]]
    assert len({len(each) for each in sentences}) == len(sentences) == 4
    return {len(each): each for each in sentences}
