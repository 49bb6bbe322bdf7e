"""Follow-up questions: what is carried over, and that a question of its own is left alone."""

import json
import random
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answers import Answer, Declined, Member
from app.assemble import Footnote
from app.follow_ups.asked import take_apart
from app.follow_ups.conversation import understand
from eval.asking import Asker
from eval.own_form import built_in_dataset, read_built_in_questions
from tests.app.render.samples import ANSWER
from tests.tables import read_table

DIALOGUES = [
    json.loads(line)
    for line in (Path(__file__).parent / "follow_ups.jsonl").read_text("utf-8").splitlines()
]
FOLLOW_UPS = [row for row in DIALOGUES if not row["stands"]]
STANDING = [row for row in DIALOGUES if row["stands"]]


def earlier(question: str, short: str | None = None, quote: str | None = None) -> Answer:
    """An answer to a question; declined where there is no quotation."""
    declined = None if quote else Declined.NO_ANSWER
    return replace(
        ANSWER, question=question, understood_as=question, short=short, quote=quote,
        declined_because=declined,
    )  # fmt: skip


def before(row: dict[str, Any]) -> Answer:
    quote = None if row["declined"] else row["quote"]
    return earlier(row["question"], row["short"] if quote else None, quote)


@pytest.mark.parametrize("row", FOLLOW_UPS, ids=lambda row: row["follow_up"])
def test_a_follow_up_is_understood(row: dict[str, Any]) -> None:
    understood = understand(row["follow_up"], [before(row)]).casefold()
    for forms in row["must"]:
        assert any(form.casefold() in understood for form in forms.split("|")), understood
    assert not any(part.casefold() in understood for part in row["must_not"]), understood


@pytest.mark.parametrize("row", STANDING, ids=lambda row: row["follow_up"])
def test_a_question_of_its_own_is_left_as_it_is(row: dict[str, Any]) -> None:
    assert understand(row["follow_up"], [before(row)]) == row["follow_up"]


def test_built_in_questions_stand_by_themselves_after_any_other() -> None:
    folder = files("eval.questions")
    names = ("library-a.jsonl", "library-b.jsonl")
    lines = [line for name in names for line in (folder / name).read_text("utf-8").splitlines()]
    rows = [row for row in map(json.loads, lines) if row["kind"] != "follow-up"]
    pick = random.Random(11)
    changed = []
    for row in rows:
        for other in pick.sample([each for each in rows if each is not row], 5):
            turn = earlier(other["question"], None, other["quote"])
            if understand(row["question"], [turn]) != row["question"]:
                changed.append((row["question"], other["question"]))
    assert len(rows) > 250
    assert len(changed) <= 5 * len(rows) / 100, changed


def test_without_a_turn_before_nothing_is_carried_over() -> None:
    assert understand("When was he born?", []) == "When was he born?"


@pytest.mark.parametrize(("question", "follow_up", "expected"), read_table(__file__, "follow-ups"))
def test_word_for_word(question: str, follow_up: str, expected: str) -> None:
    assert understand(follow_up, [earlier(question)]) == expected


def test_what_was_understood_is_carried_on() -> None:
    first = earlier("How many tourists visited Norway in 2014?", "5", "5 tourists came.")
    second = earlier(understand("And Sweden?", [first]), "6", "6 tourists came.")
    assert understand("And in 2018?", [second]) == "How many tourists visited Sweden in 2018?"


@pytest.mark.parametrize("row", read_table(__file__, "conversations"), ids=lambda row: row[-2])
def test_a_conversation_is_looked_back_into(row: tuple[str, ...]) -> None:
    """Each row has turns, "question > short answer", then a question and what it is understood as."""
    *before, question, expected = row
    turns: list[Answer] = []
    for turn in before:
        typed, _, short = (part.strip() for part in turn.partition(" > "))
        understood = earlier(understand(typed, turns), short, f"It was {short}.")
        turns.append(replace(understood, question=typed))
    assert understand(question, turns) == expected


def test_one_of_a_list_that_was_shown_is_meant() -> None:
    quote = "Trains go to Ayr, Bath and Crewe."
    cited = replace(ANSWER.citations[0], number=1, start=0, end=len(quote), quote=quote)
    members = tuple(Member(1, quote.find(name), quote.find(name) + len(name))
                    for name in ("Ayr", "Bath", "Crewe"))  # fmt: skip
    shown = replace(
        earlier("Where do trains go?", None, quote), citations=(cited,), members=members
    )
    assert understand("How far is the second one?", [shown]) == "How far is Bath?"
    second = replace(earlier("How far is Bath?", "9 km", "It is 9 km."), question="How far is it?")
    assert understand("And the last one?", [shown, second]) == "How far is Crewe?"


def test_typographic_apostrophes_are_understood_and_kept() -> None:
    turn = earlier("Who was Marie Curie’s husband?", "Pierre Curie", "He was Pierre Curie.")
    assert understand("How did he die?", [turn]) == "How did Pierre Curie die?"
    alone = "What did Lincoln’s mother cook?"
    assert understand(alone, [turn]) == alone


def test_a_declined_answer_tells_only_its_question() -> None:
    row = earlier("Who painted the ceiling?")
    told = replace(row, citations=(replace(ANSWER.citations[0], title="Michelangelo"),))
    assert "Michelangelo" not in understand("When was it finished?", [told])
    assert "the ceiling" in understand("When was it finished?", [told])


@settings(deadline=None)  # the first has the dictionary of word forms read
@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60), st.booleans())
def test_odd_questions_do_no_harm(question: str, other: str, answered: bool) -> None:
    turn = earlier(other, other if answered else None, other if answered else None)
    for text in (question, f"And {question}?", f"When did he {question}?", "Why?", "How many?"):
        assert understand(text, [turn]).strip() or not text.strip()


WORDS = "And Who What how many which did were of them he their it there those in from 2014 , Chad Swedes"


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9),
       st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9))  # fmt: skip
def test_odd_dialogues_do_no_harm(words: list[str], others: list[str]) -> None:
    turn = earlier(" ".join(others), "Chad", "In 2014 it was Chad.")
    assert understand(" ".join(words), [turn])


@pytest.mark.parametrize(("question", "noun", "rest"), read_table(__file__, "taken apart"))
def test_a_question_taken_apart(question: str, noun: str, rest: str) -> None:
    asked = take_apart(question)
    assert (asked.noun, asked.rest) == (noun, rest)


# With the real library


def test_a_follow_up_is_answered(open_footnote: Footnote) -> None:
    first = open_footnote.answer("How many foreign fighters came from Tunisia?")
    second = open_footnote.answer("And from Saudi Arabia?", earlier=[first])
    assert second.question == "And from Saudi Arabia?"
    assert second.understood_as == "How many foreign fighters came from Saudi Arabia?"
    assert second.short == "2,500"
    third = open_footnote.answer(
        "Who introduced the Expatriate Terrorist Act?", earlier=[first, second]
    )
    assert third.understood_as == third.question
    assert third.short is not None
    assert third.short.endswith("Ted Cruz")  # with "US Senator" or without: processors differ


def test_a_follow_up_is_not_answered_with_the_same_words(open_footnote: Footnote) -> None:
    first = open_footnote.answer("How many people went from Norway to Syria or Iraq?")
    second = open_footnote.answer("How many of them came back?", earlier=[first])
    assert first.short == "About 70"
    told, new = first.citations[0], second.citations[0]
    assert (told.document_id, told.answer) != (new.document_id, new.answer)
    again = open_footnote.answer(first.question, earlier=[first])  # no follow-up: the same answer
    assert again.citations == first.citations


def test_a_gold_follow_up_is_asked_after_its_turn_before(open_footnote: Footnote) -> None:
    asker = Asker(open_footnote, built_in_dataset("tune"), closed=False)
    questions = {q.id: q for q in read_built_in_questions(asker.documents.values())}
    asked = asker.collect(questions["f001"])
    assert asked.answer is not None
    assert asked.answer.understood_as == (
        "How many foreign fighters did the Soufan Group count from Saudi Arabia?"
    )
    alone = asker.collect(replace(questions["f001"], previous=None))
    assert alone.answer is not None
    assert alone.answer.understood_as == "And from Saudi Arabia?"
    assert asked.ranking != alone.ranking
