"""Where the sources differ: planted pairs, told and not told."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.asking.disagreement import differing, rivals
from app.render.text import disagreement_words
from tests.app.asking.planted_differences import (
    DIFFER,
    FRANCE,
    GOVERNMENT,
    HOW_MANY,
    ICCT,
    QUIET,
    SOUFAN,
    UNTOLD,
    Case,
)
from tests.ingest.bracketed import cite, passage


def told(question: str, *marked: str, section: tuple[str, ...] = ("Notes",)) -> str | None:
    """What is told when the first sentence is the answer and all of them were read."""
    sides = [cite(marked[0], section=section)]
    for each in rivals(question, sides[0], [passage(*marked, section=section)]):
        text, (start, end), (begin, stop) = each.hit.chunk.text, each.sentence, each.figure
        marks = f"{text[start:begin]}[{text[begin:stop]}]{text[stop:end]}"
        sides.append(cite(marks, len(sides) + 1, section=section))
    return disagreement_words(differing(sides, question)) if sides[1:] else None


@pytest.mark.parametrize(
    ("case", "is_told"),
    [*product(DIFFER, [True]), *product(UNTOLD, [False]), *product(QUIET, [False])],
    ids=lambda case: " / ".join(case[:3])[:90] if isinstance(case, tuple) else None,
)
def test_sources_that_differ_are_told_and_no_others(case: Case, is_told: bool) -> None:
    question, one, other, section = case
    for pair in ((one, other), (other, one)):
        assert (told(question, *pair, section=section) is not None) is is_told


def test_france_in_one_told() -> None:
    """1,700 and over 900 can both hold; 689 fits neither, and then all three are shown."""
    assert told(HOW_MANY, SOUFAN, ICCT, GOVERNMENT, section=FRANCE) == (
        "The figures differ, as do their dates: 1,700 (Soufan Group, 7 December 2015); "
        "more than 900 (ICCT, October 2015); around 689 (French government, 2017)."
    )
    assert told(HOW_MANY, SOUFAN, ICCT, section=FRANCE) is None


def test_without_two_dates_the_sources_differ() -> None:
    question = "How many people live in Norby?"
    census = "The census of 2011 found that [2,900] people live in Norby."
    some = "Some [2,500] people live in Norby."
    same = "In 2011, [2,100] people live in Norby."
    assert told(question, some, census) == "The sources differ: Some 2,500; 2,900 (2011)."
    assert told(question, same, census) == "The sources differ: 2,100 (2011); 2,900 (2011)."


def test_what_is_shown_are_slices_of_the_quotations() -> None:
    sides = [cite(m, n, 0.9, FRANCE) for n, m in enumerate((SOUFAN, ICCT, GOVERNMENT), 1)]
    for side in differing(sides, HOW_MANY).sides:
        assert all(part in side.citation.quote for part in (side.said, side.who, side.when))
        assert side.said


def test_an_answer_that_is_no_figure_differs_from_nothing() -> None:
    read = [passage(SOUFAN, GOVERNMENT, section=FRANCE)]
    assert len(rivals(HOW_MANY, cite(SOUFAN, section=FRANCE), read)) == 1
    assert rivals("Who came from France?", cite(SOUFAN, section=FRANCE), read) == []
    assert rivals(HOW_MANY, cite("It was [many].", section=FRANCE), read) == []
    assert rivals(HOW_MANY, cite(SOUFAN, section=FRANCE), []) == []


def test_an_answer_is_compared_in_the_words_of_any_sentence_that_gives_it() -> None:
    """The best 1,700 says less of where they fought than 689; the next says the same."""
    bare = "The Soufan Group estimated [1,700] foreign fighters from France."
    assert told(HOW_MANY, bare, GOVERNMENT, section=FRANCE) is None
    assert told(HOW_MANY, bare, SOUFAN, GOVERNMENT, section=FRANCE) is not None


@settings(deadline=None)  # the first example waits for the dictionary
@given(st.lists(st.text(max_size=30) | st.sampled_from([SOUFAN, ICCT, GOVERNMENT]), max_size=4))
def test_no_text_is_too_odd(read: list[str]) -> None:
    first = cite(SOUFAN, section=FRANCE)
    hits = [passage(*read, section=FRANCE)]
    for each in rivals(HOW_MANY, first, hits):
        (start, end), (begin, stop) = each.sentence, each.figure
        assert start <= begin < stop <= end <= len(each.hit.chunk.text)


def test_many_figures_are_a_list_and_no_disagreement() -> None:
    some = [f"Fighters from Ruritania: [{100 * n}]." for n in range(1, 9)]
    question = "How many fighters from Ruritania were there?"
    assert told(question, *some[:3]) is not None
    assert told(question, *some) is None


def test_a_letter_that_only_looks_the_same_is_no_number() -> None:
    read = [passage(SOUFAN, "F\u0131ve people came from France, m\u0131llion.", section=FRANCE)]
    assert rivals(HOW_MANY, cite(SOUFAN, section=FRANCE), read) == []


def test_a_citation_without_an_answer_is_no_side() -> None:
    sides = [cite(SOUFAN, 1), replace(cite(ICCT, 2), answer=None), cite(GOVERNMENT, 3)]
    assert [side.citation.number for side in differing(sides, HOW_MANY).sides] == [1, 3]
