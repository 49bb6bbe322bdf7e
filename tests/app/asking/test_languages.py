"""Documents in other languages: what a question in theirs finds, and what is said where nothing can be read."""

from pathlib import Path

import pytest

from app.answers import Declined, Shape
from app.assemble import Footnote
from app.render.replies import Reply
from app.render.text import answer_text
from index.encoder import OnnxEncoder
from index.store import Store
from index.sync import add_sources
from ingest.sources import Limits, find_sources
from tests.paths import ROOT

LANGUAGES = ROOT / "tests" / "index" / "languages"
ENOUGH = 0.85  # of a language's questions, with the passage that answers among the first three


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Footnote:
    """Four documents in German, French, Spanish and Russian, and one in English."""
    folder = tmp_path_factory.mktemp("languages") / "library"
    english = ROOT / "eval" / "questions" / "everyday" / "ferry-timetable.md"
    found = find_sources([*sorted(LANGUAGES.glob("*.md")), english], Limits())
    add_sources(folder, list(found), encoder, Limits())
    return Footnote.from_store(Store(folder), encoder)


def test_the_language_of_each_document_is_told(library):
    assert {Path(s.source).stem: s.language for s in library.store.summaries()} == {
        "sandholm": "de", "valmont": "fr", "penalta": "es", "berezovka": "ru",
        "ferry-timetable": "en",
    }  # fmt: skip


def test_a_question_in_a_documents_language_finds_its_passage(library):
    found: dict[str, list[bool]] = {}
    for line in (LANGUAGES / "questions.tsv").read_text("utf-8").splitlines():
        document, question, said = line.split("\t")
        hits = library.retriever.search(question, 3)
        right = any(said in " ".join(hit.chunk.text.split()) for hit in hits)
        found.setdefault(document, []).append(right)
    assert {name: len(each) for name, each in found.items()} == dict.fromkeys(found, 10)
    assert {name: sum(each) / len(each) >= ENOUGH for name, each in found.items()} == dict.fromkeys(
        found, True
    )


@pytest.mark.parametrize(
    ("question", "named", "document", "said"),
    [
        ("Wie hoch ist der Leuchtturm?", "German", "sandholm", "41,5 Meter hoch"),
        ("Qui a construit le moulin à eau ?", "French", "valmont", "Étienne Garnier"),
        ("Кто главный врач больницы?", "Russian", "berezovka", "Ольга Николаевна Сомова"),
        ("Who was Heinrich Petersen?", "German", "sandholm", "Heinrich Petersen"),
    ],
)
def test_what_cannot_be_read_is_shown_and_not_answered(library, question, named, document, said):
    answer = library.answer(question)
    assert answer.declined_because is Declined.LANGUAGE
    assert (answer.short, answer.quote) == (None, None)
    first = answer.citations[0]
    assert Path(first.source).stem == document
    assert said in first.quote
    text = answer_text(answer)
    assert f"in {named}; the nearest passages are shown." in text
    assert said in text
    assert Reply.from_answer(answer).language == library.retriever.language(first.document_id)


def test_an_english_question_is_answered_from_the_english_documents(library):
    answer = library.answer("What time does the ferry from Hestvik leave on Friday evenings?")
    assert answer.answered
    assert library.retriever.language(answer.citations[0].document_id) == "en"


def test_a_list_is_not_made_of_what_cannot_be_read(library):
    answer = library.answer("Which documents speak of Jette Brodersen and Annegret Lüders?")
    assert answer.shape is not Shape.LIST
    languages = {library.retriever.language(each.document_id) for each in answer.citations}
    assert not answer.answered or languages == {"en"}
