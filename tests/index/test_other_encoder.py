"""Any other sentence-transformers model, here a tiny one with random weights, by its folder."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from app.assemble import Footnote, encoder_for, load_encoder
from app.command.cli import main
from app.command.output import Exit
from index.encoder import TorchEncoder
from index.retriever import Retriever
from index.store import Store
from index.sync import reindex
from index.verify import verify
from ingest.errors import EncoderMismatchError, ModelError
from tests.tiny_library import TINY, add_folder, write_texts

LANGUAGES = Path(__file__).parent / "languages"
DIMENSION = 16
MAX_TOKENS = 30
SYMBOLS = "[PAD] [UNK] [CLS] [SEP] [MASK] the capybara weigh ##s kilograms a b c . ?"
VOCABULARY = SYMBOLS.split()
TEXTS = {"a.txt": "The capybara weighs kilograms.", "b.txt": "A b c. C b a."}


def make_model(folder: Path, seed: int) -> Path:
    """A BERT of one layer, saved as sentence-transformers saves its models."""
    torch.manual_seed(seed)
    bert = folder / "bert"
    bert.mkdir(parents=True)
    (bert / "vocab.txt").write_text("\n".join(VOCABULARY))
    BertTokenizerFast(str(bert / "vocab.txt")).save_pretrained(bert)
    shape = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=DIMENSION, num_hidden_layers=1,
        num_attention_heads=2, intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(shape).save_pretrained(bert)
    words = Transformer(str(bert), max_seq_length=MAX_TOKENS)
    model = SentenceTransformer(modules=[words, Pooling(DIMENSION)], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("tiny-bert"), seed=1)


@pytest.fixture(scope="module")
def tiny_bert(model_folder: Path) -> TorchEncoder:
    return TorchEncoder.from_name(str(model_folder))


def test_a_model_is_known_by_its_folder_and_its_weights(
    tiny_bert: TorchEncoder, model_folder: Path, tmp_path: Path
) -> None:
    assert (tiny_bert.name, tiny_bert.dimension) == (str(model_folder), DIMENSION)
    assert tiny_bert.max_tokens == MAX_TOKENS - 2
    assert tiny_bert.count_tokens("The capybara weighs kilograms.") == 6  # weigh ##s
    assert tiny_bert.count_tokens("a " * 500) == 500
    again = TorchEncoder.from_name(str(model_folder))
    assert again.fingerprint == tiny_bert.fingerprint
    other = TorchEncoder.from_name(str(make_model(tmp_path, seed=2)))
    assert other.fingerprint.partition("@")[2] != tiny_bert.fingerprint.partition("@")[2]


def test_its_rows_are_unit_vectors_in_order(tiny_bert: TorchEncoder) -> None:
    texts = ["a", "", "a b c", "the capybara", "c " * 100]
    vectors = tiny_bert.encode(texts)
    assert (vectors.shape, vectors.dtype) == ((5, DIMENSION), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        np.testing.assert_allclose(tiny_bert.encode([text])[0], vector, atol=1e-5)
    assert tiny_bert.encode([]).shape == (0, DIMENSION)


def test_a_library_is_made_with_it_searched_and_opened_again(
    tiny_bert: TorchEncoder, model_folder: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    report = add_folder(library, write_texts(library, TEXTS), tiny_bert)
    assert report.encoded == 2
    store = Store(library)
    assert store.settings.dimension == DIMENSION
    for chunk in store.chunks(store.chunk_ids()).values():
        hit = Retriever.from_store(store, tiny_bert).search(chunk.text, 1)[0]
        assert (hit.chunk, hit.dense_rank, hit.lexical_rank) == (chunk, 1, 1)
    footnote = Footnote.from_folder(library, print)
    assert footnote.retriever.encoder.fingerprint == tiny_bert.fingerprint
    assert footnote.answer("The capybara weighs?").citations[0].quote == TEXTS["a.txt"]
    assert encoder_for(library, None, print).name == str(model_folder)


def test_documents_in_another_language_are_added_asked_and_read_again_with_it(
    model_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As with a multilingual model: its library needs no more naming of it."""
    library = ("--library", str(tmp_path / "library"))
    german, english = LANGUAGES / "sandholm.md", tmp_path / "a.txt"
    english.write_text(TEXTS["a.txt"])
    added = ["add", "--encoder", str(model_folder), str(german), str(english), *library]
    assert main(added) == 0
    assert "2 added; " in capsys.readouterr().out
    question = "Wie viele Einwohner hat Sandholm?"
    assert main(["ask", question, "--in", "sandholm.md", *library]) == Exit.DECLINED
    shown = capsys.readouterr()
    assert "This document is in German; the nearest passages are shown." in shown.out
    assert "How often an answer is right was not measured" in shown.err
    main(["ask", "The capybara weighs?", "--in", "a.txt", *library])
    assert TEXTS["a.txt"] in capsys.readouterr().out
    assert main(["read-again", "--all", *library]) == 0
    assert "2 unchanged" in capsys.readouterr().out


def test_a_library_goes_over_to_it_by_the_command_that_the_refusal_names(
    tiny_bert: TorchEncoder, model_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    sources = write_texts(library, TEXTS)
    add_folder(library, sources)
    store = Store(library)
    with pytest.raises(EncoderMismatchError) as caught:
        add_folder(library, sources, tiny_bert)
    sentence = str(caught.value)
    assert TINY.fingerprint in sentence
    assert tiny_bert.fingerprint in sentence
    command = sentence.rpartition("Re-encode it with: footnote ")[2].split()
    assert command == ["reindex", "--encoder", str(model_folder)]

    assert main([*command, "--library", str(library)]) == 0
    assert capsys.readouterr().out == f"2 passages encoded with {model_folder}.\n"
    assert store.settings.encoder_fingerprint == tiny_bert.fingerprint
    assert verify(store).faults == verify(store).repairs == ()
    ids, vectors = store.all_vectors()
    texts = [chunk.encoder_text for chunk in store.chunks(ids).values()]
    np.testing.assert_allclose(vectors, tiny_bert.encode(texts), atol=1e-5)
    assert reindex(store, TINY) == 2
    assert store.settings.encoder_fingerprint == TINY.fingerprint


def test_weights_that_change_in_their_folder_are_noticed(tmp_path: Path) -> None:
    library = tmp_path / "library"
    model = make_model(tmp_path / "first", seed=3)
    add_folder(library, write_texts(library, TEXTS), TorchEncoder.from_name(str(model)))
    other = make_model(tmp_path / "second", seed=4)
    (model / "model.safetensors").write_bytes((other / "model.safetensors").read_bytes())
    with pytest.raises(EncoderMismatchError, match="footnote reindex --encoder"):
        Footnote.from_folder(library, print)


def test_a_name_that_is_no_model_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without a model; and, without a network, a name that no hub has."""
    (tmp_path / "empty").mkdir()
    for name in (str(tmp_path / "empty"), str(tmp_path / "missing" / "model")):
        with pytest.raises(ModelError, match="No sentence-transformers model can be loaded"):
            load_encoder(name, print)


def test_what_other_encoders_need_is_named_where_it_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'footnote-qa\[encoders\]'"):
        load_encoder("another/model", print)
