"""Training the span reader, on a tiny model and a handful of questions."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from app.reading.compressing import compress
from app.reading.span_finder import Found, Passage, SpanFinder
from app.reading.span_models import Scores
from app.reading.windows import Window
from eval.training import train as training
from eval.training.batches import QUESTIONS_PER_BATCH, Round, Row, careless, mistype, pad
from eval.training.check import GoldQuestion, read_gold, same_spans, score
from eval.training.examples import HELD_OUT_FILES, MAIN_FILES, Example, read_main_examples
from eval.training.model import load_average, span_loss, taught_loss
from eval.training.near_misses import make_near_misses
from eval.training.negatives import mine_negatives
from eval.training.release import Card, release
from eval.training.rounding import RoundedLinear, prepare_rounding, set_rounding
from eval.training.train import CHECKPOINT, TrainingRun, batches_from, train
from index.encoder import OnnxEncoder
from index.sessions import padded
from ingest.documents import hash_bytes
from tests.app.reading.tiny_reader import TOKENIZER, export, tiny_model, tokens
from tests.eval.samples import article, asked, write_lines, write_squad


def example(passage: str, answer: str = "", question: str = "What is it?") -> Example:
    start = passage.index(answer)
    spans = ((start, start + len(answer)),) if answer else ()
    return Example(question, "Heading", passage, spans, "made up")


LIGHTHOUSE = "The lighthouse was built of limestone in 1871 by Ada Brandt."
LONG = " ".join(f"In {1300 + n} the harbour took {n + 40} ships." for n in range(60))
EXAMPLES = [
    example(LIGHTHOUSE, "1871", "When was the lighthouse built?"),
    example(LIGHTHOUSE, "Ada Brandt", "Who built the lighthouse?"),
    example(LIGHTHOUSE, "", "How high is it?"),
    example(LONG, "the harbour took 85 ships", "What happened in 1345?"),
]
NEGATIVES = [[3], [3], [], [0]]


def one_round(seed: str = "1") -> Round:
    return Round(EXAMPLES, NEGATIVES, tokens(), seed, passages=0.5)


# Batches


@pytest.mark.parametrize("seed", range(8))
def test_the_marked_tokens_are_the_answer(seed: int) -> None:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    for batch in one_round(str(seed)).batches(0):
        assert batch.ids.shape == batch.mask.shape == batch.types.shape == batch.body.shape
        answers = 0
        for row in range(len(batch.start)):
            start, end = int(batch.start[row]), int(batch.end[row])
            assert (start == 0) == (end == 0)
            if not start:
                continue
            answers += 1
            assert batch.body[row, [start, end]].all()
            words = tokenizer.decode(batch.ids[row, start : end + 1].tolist())
            assert words in {"1871", "ada brandt", "the harbour took 85 ships"}
        assert answers == 3
        assert batch.group.tolist() == sorted(batch.group.tolist())


def test_the_same_seed_gives_the_same_batches() -> None:
    first, again, other = (list(one_round(seed).batches(0)) for seed in ("1", "1", "2"))
    assert all(torch.equal(a.ids, b.ids) for a, b in zip(first, again, strict=True))
    assert any(a.ids.shape != b.ids.shape or not torch.equal(a.ids, b.ids)
               for a, b in zip(first, other, strict=True))  # fmt: skip


def test_a_round_has_every_example_once() -> None:
    many = [example(f"The number is {n}.", str(n), f"Which number is {n}?") for n in range(100)]
    rounds = Round(many, [[]] * 100, tokens(), "1")
    groups = [int(batch.group.max()) + 1 for batch in rounds.batches(0)]
    assert len(groups) == len(rounds) == math.ceil(100 / QUESTIONS_PER_BATCH)
    assert sum(groups) == 100


def test_batches_go_on_behind_a_step() -> None:
    many = [example(f"The number is {n}.", str(n)) for n in range(60)]
    passes = [Round(many, [[]] * 60, tokens(), str(number)) for number in range(3)]
    whole = [batch.ids for batch in batches_from(passes, 0, 10)]
    assert len(whole) == 10  # 4 + 4 + 2
    for step in (0, 3, 4, 9, 10):
        rest = [batch.ids for batch in batches_from(passes, step, 10)]
        assert len(rest) == 10 - step
        assert all(torch.equal(a, b) for a, b in zip(rest, whole[step:], strict=True))


def test_so_many_negatives_stand_beside_an_answer() -> None:
    (batch,) = Round(EXAMPLES, [[3, 2], [3], [], [0, 1, 2]], tokens(), "1", passages=2).batches(0)
    assert torch.bincount(batch.group).sort().values.tolist() == [1, 2, 3, 3]
    (alone,) = Round(EXAMPLES, NEGATIVES, tokens(), "1").batches(0)
    assert len(alone.start) == len(EXAMPLES)


@pytest.mark.parametrize("seed", range(20))
def test_a_careless_question_still_asks_and_a_slip_of_the_finger_is_a_small_one(seed: int) -> None:
    text = "When was the lighthouse built?"
    slipped = mistype(text, random.Random(seed))
    assert slipped != text or len(slipped) == len(text)
    assert abs(len(slipped) - len(text)) <= 1
    assert mistype("1 2", random.Random(seed)) == "1 2"
    assert 1 <= len(careless(text, random.Random(seed))) <= len(text) + 3
    assert careless("Who?", random.Random(seed)).strip()


# The loss


def test_the_loss_is_normalised_over_the_passages_of_a_question() -> None:
    """Two questions: one with an answer in its first passage of two, one without an answer."""
    window = Window([0, 1, 2, 3], [0] * 4, body=1, first=0)  # tokens 1 and 2 are the passage's
    groups = [[Row(window, 2, 2), Row(window, 0, 0)], [Row(window, 0, 0)]]
    batch = pad(groups)
    scores = torch.tensor([[0.5, 1.0, 2.0, 9.0], [1.0, 0.0, 3.0, 9.0], [0.0, -1.0, 1.0, 9.0]])
    relative = [(0.5, 1.5), (-1.0, 2.0), (-1.0, 1.0)]  # less each row's own no-answer score
    first = math.log(1 + sum(math.exp(s) for s in relative[0] + relative[1])) - 1.5
    second = math.log(1 + sum(math.exp(s) for s in relative[2])) - 0.0
    loss = span_loss(scores, scores, batch)
    assert loss.item() == pytest.approx((first + second) / 2, abs=1e-5)


# Training


def losses(folder: Path) -> list[float]:
    return [json.loads(line)["loss"] for line in (folder / "log.jsonl").read_text().splitlines()]


def rounds() -> list[Round]:
    return [one_round(str(number)) for number in range(60)]


def test_training_learns(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(training, "WARM_UP_STEPS", 5)
    monkeypatch.setattr(training, "LEARNING_RATE", 5e-3)
    run = TrainingRun.from_model(tiny_model(dropout=0.0, scale=0.1))
    train(run, [one_round(str(number)) for number in range(120)], 120, tmp_path, seed=1)
    found = losses(tmp_path)
    assert found[-1] < found[0] / 2


def test_a_run_that_was_stopped_ends_as_one_that_was_not(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(training, "STEPS_PER_CHECKPOINT", 5)
    whole = TrainingRun.from_model(tiny_model())
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    train(whole, rounds(), 12, tmp_path / "whole", seed=1)
    cut = TrainingRun.from_model(tiny_model())
    real, steps = training.training_step, []

    def stop_after_seven(run, batch, teacher):
        if len(steps) == 7:
            raise KeyboardInterrupt
        steps.append(run.step)
        return real(run, batch, teacher)

    monkeypatch.setattr(training, "training_step", stop_after_seven)
    with pytest.raises(KeyboardInterrupt):
        train(cut, rounds(), 12, tmp_path / "cut", seed=1)
    monkeypatch.setattr(training, "training_step", real)
    again = TrainingRun.from_model(tiny_model(seed=7))  # its first weights do not matter
    train(again, rounds(), 12, tmp_path / "cut", seed=1)
    assert again.step == whole.step == 12
    for name, weights in whole.average.items():
        assert torch.allclose(weights, again.average[name], atol=1e-6), name


def test_word_vectors_stay_as_they_are(tmp_path: Path) -> None:
    run = TrainingRun.from_model(tiny_model())
    before = run.model.transformer.embeddings.word_embeddings.weight.clone()
    head = run.model.head.weight.clone()
    train(run, rounds(), 3, tmp_path, seed=1)
    assert torch.equal(before, run.model.transformer.embeddings.word_embeddings.weight)
    assert not torch.equal(head, run.model.head.weight)


def test_rounding_is_that_of_the_shipped_file_and_lets_gradients_through() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(4, 3))
    prepare_rounding(model)
    (layer,) = model
    assert isinstance(layer, RoundedLinear)
    values = torch.tensor([[0.1, -0.5, 2.0, 0.33]])
    exact = model(values)
    set_rounding(model, on=True)
    row = layer.weight[0].detach().tolist()
    step, span = max(map(abs, row)) / 63, (2.0 + 0.5) / 255
    zero = round(0.5 / span)
    by_hand = layer.bias[0].item() + sum(
        round(weight / step) * step * (round(value / span + zero) - zero) * span
        for weight, value in zip(row, values[0].tolist(), strict=True)
    )
    rounded = model(values)
    assert rounded[0, 0].item() == pytest.approx(by_hand, abs=1e-5)
    assert torch.allclose(exact, rounded, atol=0.05)
    rounded.sum().backward()
    assert layer.weight.grad is not None
    assert layer.weight.grad.abs().min() > 0


# Data


def test_a_near_miss_asks_what_the_passage_does_not_answer() -> None:
    passage = "Voss sold the mill to Ode in 1871. It was 12 metres high before the fire."
    asked = [
        example(passage, "Ode", "To whom did Voss sell the mill in the year 1871?"),
        example(passage, "12 metres", "How high was the mill before the fire?"),
        example(
            "Kestrel lies in Osk.", "Osk", "Where does Kestrel lie during the northern winter?"
        ),
        example("Oil burns there.", "Oil", "What burns there?"),
    ]
    made = [each for seed in range(40) for each in make_near_misses(asked, seed)]
    ways = {each.data_set for each in made}
    assert ways >= {f"made: {name}" for name in ("other_year", "swapped", "restricted", "reversed_",
                                                "other_measure", "qualified", "asked")}  # fmt: skip
    for each in made:
        if each.data_set == "made: asked":
            (span,) = each.answers
            assert each.passage[slice(*span)] in {"Ode", "12 metres", "Osk", "Oil"}
            assert f"{each.question}\n" in each.passage
        else:
            assert each.answers == ()
            assert each.question not in {one.question for one in asked}
    assert make_near_misses([replace(asked[0], answers=())], 1) == []


def write_texts(path: Path, *paragraphs: str) -> Path:
    """Each paragraph with a question, whose answer is its first word."""
    of_split = {"is_impossible": False, "squad_split": "train", "variant": "dev_para"}
    return write_squad(path, article("A_title", {
        text: [asked(f"{n}", f"Question {n}?", text, text.split()[0]) | of_split]
        for n, text in enumerate(paragraphs)
    }))  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in MAIN_FILES:
        write_texts(tmp_path / name, f"Text of {name}.")
    for name in HELD_OUT_FILES:
        write_texts(tmp_path / name, "A held-out paragraph.")
    rows = [{"question": "Q?", "context": "Some text.", "answerable": False},
            {"question": "Q?", "context": "A HELD-OUT paragraph!", "answerable": False}]  # fmt: skip
    write_lines(tmp_path / "answerability_adversarialqa.jsonl", rows)
    return tmp_path


def test_held_out_articles_are_never_trained_on(data: Path) -> None:
    passages = {each.passage for each in read_main_examples(data, seed=1)}
    assert "Some text." in passages
    assert not any("HELD-OUT" in passage for passage in passages)
    write_texts(data / MAIN_FILES[1], "Another.", "A held-out Paragraph!")
    with pytest.raises(ValueError, match="held-out article"):
        read_main_examples(data, seed=1)


def test_negatives_are_near_and_hold_no_answer(tmp_path: Path, encoder: OnnxEncoder) -> None:
    texts = [
        "The lighthouse of Kestrel was built in 1871.",
        "The lighthouse of Vellmar was built in 1904.",
        "The lighthouse of Osk is older than that of 1871.",
        "Bats sleep upside down.",
    ]
    examples = [
        example(texts[0], "1871", "When was the lighthouse of Kestrel built?"),
        *(example(text, text.split()[0]) for text in texts[1:3]),
        example(texts[3]),
    ]
    said: list[str] = []
    found = mine_negatives(examples, encoder, tmp_path / "cache.json", said.append)
    assert found[0][0] == 1  # the most alike without 1871
    assert 0 not in found[0]
    assert 2 not in found[0]
    assert found[3] == []
    assert mine_negatives(examples, encoder, tmp_path / "cache.json", said.append) == found
    assert len(said) == 1  # the second time it was at hand


# A teacher


class SaysEverywhere:
    """A teacher that takes one token, wherever it stands, for every answer."""

    def __init__(self, word: str) -> None:
        (self._token,) = tokens().pieces(word, "", "").question

    def scores(self, windows: Sequence[Window]) -> tuple[Scores, Scores]:
        ids = padded([window.ids for window in windows], 0)
        scores = np.where(ids == self._token, 9.0, 0.0).astype(np.float32)
        return scores, scores


def test_a_model_comes_nearer_to_its_teacher(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(training, "WARM_UP_STEPS", 5)
    monkeypatch.setattr(training, "LEARNING_RATE", 5e-3)
    monkeypatch.setattr(
        training, "TAUGHT", 1.0
    )  # the answers of this teacher are not the right ones
    run = TrainingRun.from_model(tiny_model(dropout=0.0, scale=0.1))
    teacher = SaysEverywhere("built")
    train(run, [one_round(str(number)) for number in range(60)], 60, tmp_path, 1, teacher)
    found = losses(tmp_path)
    assert found[-1] < 0.75 * found[0]


def test_the_loss_is_least_where_a_model_thinks_what_its_teacher_thinks() -> None:
    batch = next(one_round().batches(0))
    chance = torch.Generator().manual_seed(2)
    ours, theirs = (
        tuple(torch.randn(batch.ids.shape, generator=chance) for _ in range(2)) for _ in range(2)
    )
    same, other = taught_loss(*ours, batch, ours), taught_loss(*theirs, batch, ours)
    assert 0 < same < other
    masked = tuple(scores.masked_fill(~batch.body, 9.0) for scores in ours)
    masked = tuple(
        scores.index_copy(1, torch.tensor([0]), raw[:, :1])
        for scores, raw in zip(masked, ours, strict=True)
    )
    assert taught_loss(*masked, batch, ours) == pytest.approx(
        same
    )  # what is no choice does not count


# Export and check


def test_the_small_file_reads_as_the_full_one(tmp_path: Path) -> None:
    _, full = export(tmp_path)
    compress(full, tmp_path / "small.onnx")
    assert (tmp_path / "small.onnx").stat().st_size < full.stat().st_size / 3
    passages = [Passage("Heading", LIGHTHOUSE), Passage("", LONG)]
    finders = [SpanFinder.from_files(path, TOKENIZER) for path in (full, tmp_path / "small.onnx")]
    for question in ("When?", "Who built it?", "What happened in 1345?"):
        ours, theirs = (finder.find(question, passages) for finder in finders)
        for (one,), (other,) in zip(ours, theirs, strict=True):
            assert one.score == pytest.approx(other.score, abs=0.3)


def test_the_averaged_weights_are_what_is_exported(tmp_path: Path) -> None:
    run = TrainingRun.from_model(tiny_model())
    train(run, rounds(), 3, tmp_path, seed=1)
    kept = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    loaded = tiny_model(seed=3)
    load_average(loaded, tmp_path / CHECKPOINT)
    for name, weights in loaded.named_parameters():
        wanted = kept["average"].get(name, kept["model"][name])
        assert torch.equal(weights, wanted), name


def test_scores_by_hand(tmp_path: Path) -> None:
    passage = "Ada Brandt built it in 1871."
    golds = [GoldQuestion("Who?", "", passage, ("Ada Brandt",)), GoldQuestion("When?", "", passage, ("1871",)),
             GoldQuestion("Why?", "", passage, ())]  # fmt: skip
    year = passage.index("1871")
    found = [Found(0, 3, 2.0), Found(year, year + 4, -1.0), Found(0, 3, -2.0)]
    figures = {name: each.value for name, each in score(golds, found, seed=1).items()}
    assert figures == pytest.approx({
        "exact match": 1 / 2,
        "F1": (2 / 3 + 1) / 2,
        "F1 over all": (2 / 3 + 0 + 1) / 3,
        "AUROC of has an answer": 1.0,
    })  # fmt: skip
    assert same_spans(found, [Found(0, 3, 9.0), Found(0, 4, 1.0), Found(0, 3, 0.0)]) == 2 / 3
    write_texts(tmp_path / "a.json", "One.", "Two.", "Three.")
    assert [gold.passage for gold in read_gold(tmp_path / "a.json", None, 1)] == [
        "One.",
        "Two.",
        "Three.",
    ]
    assert len(read_gold(tmp_path / "a.json", 2, 1)) == 2


def test_a_release_has_a_card_that_is_true(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    train(TrainingRun.from_model(tiny_model()), rounds(), 2, folder, seed=1)
    write_texts(data / HELD_OUT_FILES[0], LIGHTHOUSE, LONG)
    card = release(tiny_model(seed=5), folder, data, None)
    shipped = (folder / "reader.onnx").read_bytes()
    assert (card.sha256, card.megabytes) == (hash_bytes(shipped), round(len(shipped) / 1e6, 1))
    assert json.loads((folder / "reader.json").read_text())["sha256"] == card.sha256
    assert set(card.scores) == {*HELD_OUT_FILES}
    assert card.scores[HELD_OUT_FILES[0]]["F1"].n == 2
    assert card.same_spans in {0, 1 / 2, 1}


@pytest.mark.parametrize(
    ("full", "small", "good"), [(0.8, 0.796, True), (0.8, 0.79, False), (0.7, 0.8, True)]
)
def test_what_may_be_shipped(full: float, small: float, good: bool) -> None:
    assert Card("", 25.0, 0.95, full, small, {}).is_good is good
