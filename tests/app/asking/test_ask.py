"""Asking the built-in library: what is quoted, what is declined, and what holds for every answer."""

import re
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from app.answers import DEFAULT_RISK, Answer, Declined, Risk
from app.asking.ask import PASSAGES_READ, ask, check_question, choose
from app.asking.citing import CITATIONS_SHOWN, neighbours
from app.assemble import Footnote
from app.reading.reader import Cut, Reading, Told
from index.encoder import OnnxEncoder
from index.retriever import Hit
from index.store import DATABASE, Store
from index.sync import add_sources, remove_documents
from ingest.documents import Document, Section
from ingest.errors import MisquoteError, QuestionError
from ingest.sentences import split_sentences
from ingest.sources import Limits, find_sources
from tests.ingest.bracketed import cite

ANSWERED = {
    "How many inhabitants does the Lisleby district of Fredrikstad have?": "6,000",
    "Who headed the recruiting network in Melilla?": "Mustafa Maya Amaya",
    "How old was Umar, the son of Salahuddin al-Uzbeki, when he died in Aleppo?": "16-year-old",
    "How many Barelvi clerics issued a fatwa against Islamic State?": "70,000",
    "In which month did the Security Council adopt Resolution 2178?": "November 2014",
    "Which mosque did the 22 people who left Aarhus come from?": "Grimhøj",
    "What was the average age of the foreign fighters from Belgium?": "25.7",
    "What is the name of the Islamic State video about Kazakh children?": "Race Toward Good",
    "Who introduced the Expatriate Terrorist Act?": "Ted Cruz",
    "Which parties supported the Countering Terrorist Fighters Legislation Act?": "United Future",
    "Who confirmed the return of 11 Malaysians?": "Ayob Khan Mydin Pitchay",
    "How many residence permits did Norway revoke in September 2019?": "15",
    "How many ethnic Albanians were killed in September 2014?": "48",
}
FAR_OFF = [
    "How do I bake sourdough bread?", "Who wrote Pride and Prejudice?",
    "What is the boiling point of water?", "Which planet is the largest in the solar system?",
    "When was the Eiffel Tower built?", "¿Quién pintó La Gioconda?", "asdf qwer zxcv",
]  # fmt: skip


def check_answer(answer: Answer, footnote: Footnote, risk: Risk = DEFAULT_RISK) -> None:
    """What is promised of every answer, whatever was asked."""
    store, min_confidence = footnote.store, footnote.reader.cuts[risk].min_confidence
    assert answer.answered is (answer.quote is not None) is (answer.declined_because is None)
    differing = [side.citation for side in answer.disagreement.sides] if answer.disagreement else []
    chosen = [c for c in answer.citations if c not in differing[1:]]
    assert len(chosen) <= CITATIONS_SHOWN or answer.shape
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    confidences = [citation.confidence for citation in chosen]
    assert confidences == sorted(confidences, reverse=True) or answer.shape
    if answer.answered:
        assert answer.quote == answer.citations[0].quote
        assert min(confidences) >= min_confidence or answer.disagreement or answer.shape
    for member in answer.members:
        cited = answer.cited(member.number)
        assert cited.start <= member.start < member.end <= cited.end
    for citation in answer.citations:
        document = store.document(citation.document_id)
        assert document is not None
        assert document.text[citation.start : citation.end] == citation.quote
        assert (citation.title, citation.source) == (document.title, document.source)
        assert citation.sha256 == document.sha256
        assert citation.section == document.heading_path(citation.start)
        assert (citation.before, citation.after) == around(document, citation.start, citation.end)
    for one, other in combinations(answer.citations, 2):
        same = one.document_id == other.document_id
        assert not (same and one.start < other.end and other.start < one.end)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert set(answer.timings) == {"encode", "dense", "lexical", "fuse", "read", "cite"}


def sentences_of(document: Document) -> list[tuple[int, int]]:
    """All sentences of a document in order; a heading is a sentence of its own."""
    spans, position = [], 0
    for section in document.sections:
        spans += split_sentences(document.text, position, section.start)
        spans.append((section.start, section.body_start))
        position = section.body_start
    return spans + split_sentences(document.text, position)


def around(document: Document, start: int, end: int) -> tuple[str, str]:
    """The sentences beside one, by the sentences of the whole document; headings stop them."""
    spans = sentences_of(document)
    index = spans.index((start, end))
    headings = {(section.start, section.body_start) for section in document.sections}
    found = []
    for beside in (index - 1, index + 1):
        inside = 0 <= beside < len(spans) and spans[beside] not in headings
        found.append(document.text[slice(*spans[beside])] if inside else "")
    return found[0], found[1]


@pytest.mark.parametrize(("question", "answer"), ANSWERED.items())
def test_a_quotation_holds_the_answer(open_footnote: Footnote, question: str, answer: str) -> None:
    given = open_footnote.answer(question)
    check_answer(given, open_footnote)
    assert answer in (given.quote or "")
    assert len(given.hits) == PASSAGES_READ


@pytest.mark.parametrize("question", FAR_OFF)
def test_what_the_library_does_not_say_is_declined(open_footnote: Footnote, question: str) -> None:
    given = open_footnote.answer(question)
    check_answer(given, open_footnote)
    assert given.quote is None
    assert given.declined_because in {Declined.NOTHING_FOUND, Declined.NO_ANSWER}
    assert given.citations != ()


def test_how_sure_it_must_be_is_the_callers_choice(open_footnote: Footnote) -> None:
    question = "How many foreign fighters came from Jordan?"
    bold = open_footnote.answer(FAR_OFF[0], risk=Risk.ALWAYS)
    check_answer(bold, open_footnote, Risk.ALWAYS)
    assert bold.answered
    shy = open_footnote.answer(question, risk=Risk.ONE_IN_20)
    check_answer(shy, open_footnote, Risk.ONE_IN_20)
    assert open_footnote.answer(question).answered
    assert shy.declined_because is Declined.UNCERTAIN
    assert "2,000" in shy.citations[0].quote


def test_a_question_may_be_asked_of_some_documents_only(open_footnote: Footnote) -> None:
    ids = {s.title: s.id for s in open_footnote.store.summaries()}
    question = "How many foreign fighters came from Germany?"
    free = open_footnote.answer(question)
    assert "Germany" in free.citations[0].quote
    wanted = [ids["Foreign fighters from Finland"], ids["Foreign fighters and Italy"]]
    bound = open_footnote.answer(question, documents=wanted, risk=Risk.ALWAYS)
    check_answer(bound, open_footnote, Risk.ALWAYS)
    assert {hit.chunk.document_id for hit in bound.hits} == set(wanted)
    assert {citation.document_id for citation in bound.citations} <= set(wanted)


@pytest.mark.parametrize("documents", [[], ["0123456789abcdef"]])
def test_asked_of_no_document_nothing_is_found(
    open_footnote: Footnote, documents: list[str]
) -> None:
    given = open_footnote.answer("How many came from Tunisia?", documents=documents)
    check_answer(given, open_footnote)
    assert (given.hits, given.citations) == ((), ())
    assert given.declined_because is Declined.NOTHING_FOUND


@pytest.mark.parametrize("k", [1, 3, 1000])
def test_no_more_passages_are_read_than_asked_for_or_than_exist(
    open_footnote: Footnote, k: int
) -> None:
    given = open_footnote.answer("How many came from Tunisia?", k=k)
    check_answer(given, open_footnote)
    exist = len(open_footnote.store.chunk_ids())
    assert len(given.hits) <= min(k, exist)
    assert len(given.hits) >= min(k, 100)


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "?!", "…"])
def test_an_empty_question_is_an_error(open_footnote: Footnote, question: str) -> None:
    with pytest.raises(QuestionError, match="Nothing is asked"):
        open_footnote.answer(question)


def test_a_question_is_brought_into_one_line(open_footnote: Footnote) -> None:
    assert check_question("  How\nmany\t came ? ") == "How many came ?"
    given = open_footnote.answer("Who introduced\n the  Expatriate Terrorist Act?")
    assert given.question == given.understood_as == "Who introduced the Expatriate Terrorist Act?"
    assert "Ted Cruz" in (given.quote or "")


def test_an_endless_question_is_answered_all_the_same(open_footnote: Footnote) -> None:
    check_answer(open_footnote.answer("Tunisia " * 20_000), open_footnote)
    check_answer(open_footnote.answer("a" * 100_000), open_footnote)


def test_an_empty_library_says_that_it_is_empty(tmp_path: Path, encoder: OnnxEncoder) -> None:
    (tmp_path / "owls.txt").write_text("Owls see well.", encoding="utf-8")
    folder = tmp_path / "library"
    add_sources(folder, list(find_sources([tmp_path / "owls.txt"], Limits())), encoder, Limits())
    store = Store(folder)
    footnote = Footnote.from_store(store, encoder)
    assert footnote.answer("Who sees well?", risk=Risk.ALWAYS).quote == "Owls see well."
    remove_documents(store, store.summaries())
    given = footnote.answer("Who sees well?")
    check_answer(given, footnote)
    assert (given.declined_because, given.citations) == (Declined.EMPTY_LIBRARY, ())


def test_a_text_that_was_tampered_with_is_not_quoted(
    tmp_path: Path, built_in_folder: Path, encoder: OnnxEncoder
) -> None:
    shutil.copytree(built_in_folder, tmp_path / "library")
    store = Store(tmp_path / "library")
    footnote = Footnote.from_store(store, encoder)
    with sqlite3.connect(tmp_path / "library" / DATABASE) as connection:
        connection.execute("UPDATE documents SET text = replace(text, '70,000', '90,000')")
    connection.close()
    with pytest.raises(MisquoteError, match="india"):
        footnote.answer("How many Barelvi clerics issued a fatwa against Islamic State?")


def test_neighbours_stay_within_the_section() -> None:
    text = "Owls\n\nOne is here. Two is here. Three is here.\n\nBats\n\nFour is here."
    sections = (Section(0, 1, "Owls"), Section(text.index("Bats"), 1, "Bats"))
    document = Document.from_text("a.md", "a", text, "", sections=sections)

    def beside(quote: str) -> tuple[str, str]:
        start = text.index(quote)
        return neighbours(document, start, start + len(quote))

    assert beside("One is here.") == ("", "Two is here.")
    assert beside("Two is here.") == ("One is here.", "Three is here.")
    assert beside("Three is here.") == ("Two is here.", "")
    assert beside("Four is here.") == ("", "")


class FirstWord:
    """A reader that quotes each passage's first sentence, and names a word of the passage."""

    cuts = dict.fromkeys(Risk, Cut(0.5, 2, 1, 1.0, 2, 0.5))
    languages = frozenset({"en"})

    def __init__(self, word: int) -> None:
        self._word = word

    def read(self, question: str, hits: Sequence[Hit], told: Told | None = None) -> list[Reading]:
        spans = []
        for hit in hits:
            start, end = hit.chunk.sentences[0]
            words = [found.span() for found in re.finditer(r"\S+", hit.chunk.text)]
            spans.append(Reading(start, end, 1 / hit.rank, 0.9, words[self._word]))
        return spans


def test_the_short_answer_stands_in_its_quotation(open_footnote: Footnote) -> None:
    answer = ask("How many came from Finland?", open_footnote.retriever, FirstWord(0))
    first = answer.citations[0]
    document = open_footnote.store.document(first.document_id)
    assert answer.short == first.short == first.quote.split()[0]
    assert document.text[slice(*first.answer)] == answer.short


def test_a_short_answer_beside_its_quotation_is_refused(open_footnote: Footnote) -> None:
    with pytest.raises(MisquoteError):
        ask("How many came from Finland?", open_footnote.retriever, FirstWord(-1))


def test_where_the_sources_differ_all_are_quoted(open_footnote: Footnote) -> None:
    answer = open_footnote.answer("How many foreign fighters came from France?")
    check_answer(answer, open_footnote)
    said = [side.said for side in answer.disagreement.sides]
    assert said == ["around 689", "1,700", "more than 900"]
    assert answer.answered  # though none of the sides alone is sure enough
    assert answer.citations[0].confidence < answer.min_confidence
    assert {side.citation for side in answer.disagreement.sides} <= set(answer.citations)
    assert open_footnote.answer("How many foreign fighters came from Tunisia?").disagreement is None


def test_a_sentence_that_is_quoted_for_other_words_is_no_side() -> None:
    """Where the reader quotes the name in the sentence of the rival figure, the name is not set against it."""
    quoted = cite("It [grew] to 42 then.")  # from character 100 on
    assert quoted.names("1", 103, 104)
    assert quoted.names("1", 106, 110)
    assert not quoted.names("1", 111, 113)
    assert not quoted.names("2", 103, 104)
    assert not replace(quoted, answer=None).names("1", 103, 104)


def test_a_declined_question_says_what_is_nowhere_and_is_answered_by_its_users_choice(
    open_footnote: Footnote,
) -> None:
    declined = open_footnote.answer("How many astronauts came from Tunisia?", risk=Risk.ONE_IN_20)
    assert not declined.answered
    assert declined.lacking == ("astronauts",)
    misspelt = open_footnote.answer("How many astronauts came from Tunesia?", risk=Risk.ONE_IN_20)
    assert (misspelt.lacking, misspelt.nearest) == (("astronauts", "Tunesia"), ("", "Tunisia"))
    second = declined.citations[1]
    chosen = choose(declined, 2)
    assert (chosen.answered, chosen.chosen, chosen.quote) == (True, True, second.quote)
    assert chosen.citations == (replace(second, number=1),)
    for answer, number in ((declined, 9), (chosen, 1)):
        with pytest.raises(ValueError, match="no quotation"):
            choose(answer, number)
