"""Saved conversations: they come back as they were, and nothing changed in them is shown."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answers import (
    Answer,
    Citation,
    Considered,
    Declined,
    Disagreement,
    Problem,
    Risk,
    Side,
    Turn,
)
from app.asking.ask import ask
from app.assemble import Footnote
from app.keeping.saved import (
    BROKEN,
    HAD_NO_ANSWER,
    LONGEST_FILE,
    NEWER,
    NOT_OURS,
    TOO_LARGE,
    VERSION,
    open_text,
    recheck,
    save_text,
)
from index.retriever import Hit
from index.store import Store
from index.sync import remove_documents
from ingest.documents import Chunk, check_slice
from ingest.errors import ConversationError
from tests.tiny_library import add_texts, id_of

TEXTS = st.text()
CHANCES = st.floats(0, 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def some(each: st.SearchStrategy[Any], fewest: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(each, min_size=fewest, max_size=2).map(tuple)


# What is not named here follows from the types.
CITATIONS = st.builds(Citation, confidence=CHANCES, answer=...)
HITS = st.builds(Hit, chunk=st.builds(Chunk, sentences=...), score=FLOATS)
CONSIDERED = st.builds(Considered, hit=HITS, score=FLOATS, confidence=CHANCES)
SIDES = st.builds(Side, citation=CITATIONS, who=..., when=...)
ANSWERS = st.builds(
    Answer, question=TEXTS, understood_as=TEXTS, short=st.none() | TEXTS, quote=st.none() | TEXTS,
    confidence=CHANCES, citations=some(CITATIONS, 1), considered=some(CONSIDERED),
    declined_because=st.none() | st.sampled_from(Declined), min_confidence=CHANCES,
    timings=st.dictionaries(TEXTS, FLOATS, max_size=2), risk=st.sampled_from(Risk),
    disagreement=st.none() | st.builds(Disagreement, sides=some(SIDES)), documents=some(TEXTS),
)  # fmt: skip
TURNS = st.lists(ANSWERS | st.builds(Problem), max_size=3)


@pytest.fixture(scope="module")
def turns(open_footnote: Footnote) -> list[Turn]:
    """Answered, answered with a footnote that shows no short answer, declined twice, and a problem."""
    asked = {
        "How many foreign fighters came from Tunisia?": Risk.ONE_IN_10,
        "What are the motives of foreign fighters?": Risk.ALWAYS,
        "How many died in the year 2033?": Risk.ONE_IN_20,
        "What is the boiling point of water?": Risk.ONE_IN_10,
    }
    answers = [
        ask(question, open_footnote.retriever, open_footnote.reader, risk=risk)
        for question, risk in asked.items()
    ]
    assert [answer.answered for answer in answers] == [True, True, False, False]
    return [*answers, Problem("?", "Nothing is asked.")]


@pytest.fixture
def bees(tmp_path: Path) -> Iterator[Store]:
    """A library of two small documents."""
    add_texts(tmp_path / "library", {"bees.txt": "Bees hum. Bees sting.", "cats.txt": "Cats purr."})
    store = Store(tmp_path / "library")
    yield store
    store.close()


def bees_answer(store: Store, **changes: Any) -> Answer:
    """What a question about bees would get: "hum" is the short answer."""
    document = store.document(id_of(store, "bees.txt"))
    citation = Citation(
        1, document.id, document.title, document.source, (), None, 0, 9, "Bees hum.", "",
        "Bees sting.", 0.8, document.sha256, (5, 8),
    )  # fmt: skip
    chunk = store.document_chunks(document.id)[0]
    return Answer(
        "What do bees do?", "What do bees do?", "hum", "Bees hum.", 0.8,
        (replace(citation, **changes),), (Considered(Hit(chunk, 0.5, 1, 1, None), 2.0, 0.5),),
    )  # fmt: skip


def saved(**changes: Any) -> str:
    """The file of an empty conversation, changed."""
    return json.dumps(json.loads(save_text([])) | changes)


# The file


@given(TURNS)
def test_what_is_saved_is_opened_again_as_it_was(turns):
    assert open_text(save_text(turns)) == turns


def test_a_real_conversation_comes_back_and_all_of_it_holds(turns, open_footnote):
    again = open_text(save_text(turns))
    assert again == turns
    opened = recheck(again, open_footnote.store)
    assert opened.turns[:-1] == tuple(turns[:-1])
    assert opened.turns[-1] == Problem(
        turns[-1].question, HAD_NO_ANSWER
    )  # a file could say anything
    assert opened.unchecked == 0
    assert opened.sentence == "Opened. All that it quotes stands in this library."


def test_half_of_a_pair_in_a_question_is_replaced():
    text = save_text([Problem("a\ud800b", "c")])
    assert open_text(text) == [Problem("a?b", "c")]


REFUSED = {
    NOT_OURS: [
        "", "Bees hum.", "null", "[]", '{"turns": []}', "[" * 100_000, "\ud800",
        saved(format="another"), saved(version=0), saved(version="one"),
    ],
    NEWER: [saved(version=VERSION + 1), saved(version=VERSION + 1, turns={"now": "otherwise"})],
    BROKEN: [
        saved(turns=None), saved(more=1), saved(turns=[{"question": "?"}]),
        saved(turns=[{"question": "?", "sentence": 1}]),
        saved(turns=[{"question": "?", "sentence": "!", "more": 1}]),
    ],
    TOO_LARGE: [save_text([]) + " " * LONGEST_FILE],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"), [(text, why) for why, texts in REFUSED.items() for text in texts]
)
def test_what_cannot_be_opened_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(ConversationError) as refused:
        open_text(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "changes",
    [{"confidence": 1.5}, {"confidence": float("nan")}, {"confidence": "0.5"}, {"citations": []},
     {"declined_because": "bored"}, {"short": 6}, {"more": 1}],
)  # fmt: skip
def test_an_answer_that_could_not_have_been_given_is_refused(turns, changes):
    plain = json.loads(save_text(turns[:1]))["turns"][0]
    with pytest.raises(ConversationError, match="damaged or changed"):
        open_text(saved(turns=[plain | changes]))


def test_a_file_of_before_a_field_was_added_is_opened(turns):
    plain = json.loads(save_text(turns[:1]))["turns"][0]
    del plain["timings"], plain["considered"]
    assert open_text(saved(turns=[plain])) == [replace(turns[0], timings={}, considered=())]


def test_a_file_that_was_cut_off_is_refused(turns):
    text = save_text(turns).rstrip()
    for length in range(0, len(text), 97):
        with pytest.raises(ConversationError):
            open_text(text[:length])


# The distrust


@pytest.mark.parametrize(
    "changes",
    [{"quote": "Bees bum."}, {"quote": "Bees hum"}, {"start": 1}, {"end": 10},
     {"start": -21, "end": -12}, {"start": 10**30, "end": 10**30 + 9}, {"answer": (0, 10)},
     {"answer": (-2, 3)}, {"answer": (8, 5)}, {"answer": (5, 5)}],
)  # fmt: skip
def test_what_does_not_stand_there_is_not_shown(bees, changes):
    changed = bees_answer(bees, **changes)
    opened = recheck(open_text(save_text([bees_answer(bees), changed])), bees)
    sentence = (
        "What the file quotes from bees is not what stands there, so the answer is not shown."
    )
    assert opened.turns == (bees_answer(bees), Problem("What do bees do?", sentence))
    assert opened.unchecked == 1
    assert opened.sentence == (
        "Opened. 1 of 2 answers is not shown, because what is quoted could not be found at its "
        "place in this library."
    )


def test_one_quotation_that_does_not_hold_is_enough(bees):
    good, bad = bees_answer(bees), bees_answer(bees, quote="Bees bum.")
    both = replace(good, citations=good.citations + bad.citations)
    assert recheck([both], bees).unchecked == 1


def test_what_is_no_longer_in_the_library_is_not_shown(bees):
    answer = bees_answer(bees)
    gone = answer.citations[0].document_id
    remove_documents(bees, [each for each in bees.summaries() if each.id == gone])
    opened = recheck([answer], bees)
    sentence = (
        "The answer quotes bees, which is not in this library, so it could not be checked and is "
        "not shown."
    )
    assert opened.turns == (Problem(answer.question, sentence),)
    assert opened.sentence.startswith("Opened. 1 of 1 answers is not shown, because ")


def test_what_is_said_beside_a_quotation_comes_from_the_library(bees):
    changed = bees_answer(
        bees, title="Ants", source="https://ants.example/", section=("Ants",), page=3, number=7,
        before="Ants hum.", after="Ants sting.", sha256="0",
    )  # fmt: skip
    assert recheck([changed], bees).turns == (bees_answer(bees),)


def test_an_answer_s_own_words_are_those_of_its_first_quotation(bees):
    answer = bees_answer(bees)
    changed = replace(answer, short="fly", quote="Bees fly.", confidence=0.9)
    assert recheck([changed], bees).turns == (answer,)
    declined = replace(changed, declined_because=Declined.UNCERTAIN)
    (turn,) = recheck([declined], bees).turns
    assert (turn.short, turn.quote) == (None, None)


@pytest.mark.parametrize(
    "change",
    [{"text": "Bees bum. Bees sting."}, {"document_id": "gone"}, {"heading_path": ("Ants",)}],
)
def test_a_passage_that_is_not_the_library_s_is_left_out(bees, change):
    answer = bees_answer(bees)
    (read,) = answer.considered
    changed_hit = replace(read.hit, chunk=replace(read.hit.chunk, **change))
    changed = replace(answer, considered=(replace(read, hit=changed_hit), read))
    assert recheck([changed], bees).turns == (answer,)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything in plain JSON."""
    yield path
    inner = list(value.items()) if isinstance(value, dict) else []
    inner += enumerate(value) if isinstance(value, list) else []
    for key, each in inner:
        yield from leaves(each, (*path, key))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.data(),
    st.recursive(
        st.none() | st.booleans() | st.integers(-30, 30) | st.integers() | FLOATS | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=4,
    ),
)
def test_whatever_is_changed_in_a_file_only_what_holds_is_shown(bees, data, value):
    plain = json.loads(save_text([bees_answer(bees), bees_answer(bees, start=10, end=21,
                                  quote="Bees sting.", answer=None)]))  # fmt: skip
    *path, last = data.draw(st.sampled_from([path for path in leaves(plain) if path]))
    place = plain
    for key in path:
        place = place[key]
    place[last] = value
    try:
        turns = open_text(json.dumps(plain))
    except ConversationError:
        return
    for turn in recheck(turns, bees).turns:
        if isinstance(turn, Problem):
            continue
        for citation in turn.citations:
            document = bees.document(citation.document_id)
            check_slice(document.text, citation.start, citation.end, citation.quote, "")
            assert citation.short is None or citation.short in citation.quote
            assert citation.title == document.title
        first = turn.citations[0] if turn.answered else None
        assert (turn.quote, turn.short) == (first and first.quote, first and first.short)


def test_how_the_sources_differ_is_read_anew_from_what_stands_there(open_footnote):
    answer = open_footnote.answer("How many foreign fighters came from France?")
    assert answer.disagreement is not None
    sides = tuple(replace(side, said="12", who="Nobody") for side in answer.disagreement.sides)
    changed = replace(answer, disagreement=Disagreement(sides))
    assert recheck([changed], open_footnote.store).turns == (answer,)
    (turn,) = recheck([answer], open_footnote.store).turns
    assert turn == answer
