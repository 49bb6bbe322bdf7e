"""One's own questions: each owner's own, kept by their places, and open where no answer is known."""

import pytest

from app.keeping.own_questions import OwnQuestions, Place, find_words
from index.store import Store
from index.sync import remove_documents
from ingest.errors import QuestionError
from tests.tiny_library import add_texts, id_of

TEXT = "Bees hum at noon.\nBees sting. Ants\nmarch."


@pytest.fixture
def store(tmp_path):
    add_texts(tmp_path / "library", {"bees.txt": TEXT})
    store = Store(tmp_path / "library")
    yield store
    store.close()


def test_questions_come_back_with_the_words_of_the_document_which_are_not_kept(store):
    questions, document = OwnQuestions(store), store.document(id_of(store, "bees.txt"))
    assert questions.all("ada") == []
    assert not questions.path.exists()
    questions.put("ada", "When do  bees hum?", "date", place=find_words(document, "noon"))
    questions.put("ada", "Do bees sing?", unanswerable=True)
    questions.put("ada", "What do ants do?")
    questions.put("bob", "What do ants do?")
    unknown, when, sing = OwnQuestions(store).all("ada")
    assert (unknown.question, unknown.is_open) == ("What do ants do?", True)
    assert (when.question, when.kind, when.answer) == ("When do bees hum?", "date", "noon")
    assert document.text[slice(*when.sentences)] == "Bees hum at noon."
    assert (sing.kind, sing.unanswerable, sing.is_open) == ("unanswerable", True, False)
    assert b"noon" not in questions.path.read_bytes()
    questions.put("ada", "What do ants do?", place=find_words(document, "Ants march"))
    assert [each.is_open for each in questions.all("ada")] == [False] * 3
    questions.remove("bob", when.id)  # which is not his
    questions.remove("ada", when.id)
    assert len(questions.all("ada")) == 2
    questions.remove("ada", when.id, undo=True)
    assert len(questions.all("ada")) == 3
    remove_documents(store, store.summaries())
    assert [each.is_open for each in questions.all("ada")] == [True, True, False]
    with pytest.raises(QuestionError, match="Nothing is asked"):
        questions.put("ada", "?")


@pytest.mark.parametrize(
    ("words", "said"),
    [("Bees", "stand 2 times in"), ("wasps", "do not stand"), (" ", "do not stand")],
)
def test_words_have_one_place(store, words, said):
    document = store.document(id_of(store, "bees.txt"))
    with pytest.raises(QuestionError, match=said):
        find_words(document, words)
    assert find_words(document, "Ants march") == Place(document.id, 30, 40)
