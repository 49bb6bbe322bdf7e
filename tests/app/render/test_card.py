"""Cards of answers that agree, differ, list several things, or were understood otherwise."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

from selectolax.lexbor import LexborHTMLParser

from app.answers import Answer, Citation, Considered, Declined, Problem, Risk
from app.asking.disagreement import differing
from app.render.card import history_html, turn_html
from tests.app.asking.planted_differences import FRANCE, GOVERNMENT, HOW_MANY, ICCT, SOUFAN
from tests.ingest.bracketed import cite, passage


def answer(question: str, *citations: Citation, declined: Declined | None = None, **more) -> Answer:
    first = citations[0]
    return Answer(
        question, question, None if declined else first.short, None if declined else first.quote,
        first.confidence, citations, declined_because=declined, **more,
    )  # fmt: skip


def texts(html: str, selector: str) -> list[str]:
    return [node.text() for node in LexborHTMLParser(html).css(selector)]


def test_answers_that_mean_the_same_stand_together_and_it_is_said() -> None:
    one, same = cite("It cost [6,000] crowns."), cite("[Six thousand] was paid.", 2, 0.8)
    other = cite("The roof cost [900].", 3, 0.7)
    html = turn_html(answer("How much did it cost?", one, same, other))
    assert texts(html, ".short") == ["6,000"]
    assert texts(html, ".sure") == [
        "The quotation is right about 9 times in 10 on questions like this. 2 documents say the same."
    ]
    assert texts(html, ".other") == [
        "Another answer, right about 7 times in 10 on questions like this:"
    ]
    assert texts(html, ".quote") == [one.quote, same.quote, other.quote]


def test_two_places_of_one_document_are_not_two_documents() -> None:
    one = cite("It cost [6,000] crowns.")
    same = replace(
        cite("[6,000] was paid.", 2, 0.8),
        document_id=one.document_id,
        start=900,
        end=915,
        answer=(900, 905),
    )
    html = turn_html(answer("How much did it cost?", one, same))
    assert "2 places of the document say the same." in texts(html, ".sure")[0]


def test_sources_that_differ_stand_side_by_side() -> None:
    sides = [
        cite(text, n, 0.9 if n == 1 else 0.0, FRANCE)
        for n, text in enumerate((SOUFAN, ICCT, GOVERNMENT), 1)
    ]
    found = answer(HOW_MANY, *sides, disagreement=differing(sides, HOW_MANY))
    html = turn_html(found)
    assert texts(html, ".side .short") == ["1,700", "more than 900", "around 689"]
    assert texts(html, ".side .quote") == texts(html, ".quote") == [side.quote for side in sides]
    assert texts(html, ".side .by") == [
        "Soufan Group, 7 December 2015", "ICCT, October 2015", "French government, 2017"
    ]  # fmt: skip
    assert texts(html, ".differ")[0].startswith("The figures differ, as do their dates: 1,700 (")
    assert texts(html, ".notes .number") == ["1.", "2.", "3."]
    unsure = replace(found, short=None, quote=None, declined_because=Declined.UNCERTAIN)
    assert texts(turn_html(unsure), "details .side .short") == [
        "1,700",
        "more than 900",
        "around 689",
    ]
    off = replace(unsure, declined_because=Declined.NO_ANSWER)
    assert texts(turn_html(off), ".side") == []


def test_several_things_are_listed_and_marked_each() -> None:
    one = cite("They trade in [tin, lead and Zinc].")
    two = cite("[zinc and copper] are sold.", 2, 0.8)
    html = turn_html(answer("Which metals do they trade in?", one, two))
    assert texts(html, "ul.short li") == ["tin", "lead", "Zinc", "copper"]
    assert texts(html, ".quote mark") == ["tin", "lead", "Zinc", "zinc", "copper"]
    assert texts(html, ".quote") == [one.quote, two.quote]
    alone = turn_html(answer("What metal do they trade in?", one))
    assert texts(alone, ".quote mark") == ["tin, lead and Zinc"]
    assert texts(alone, "ul.short") == []


def test_what_a_question_was_understood_as_can_be_edited_or_undone() -> None:
    found = replace(answer("And tin?", cite("[Tin] is sold.")), understood_as='Is "tin" sold?')
    html = turn_html(found, place=3)
    assert texts(html, ".understood")[0].startswith('Understood as “Is "tin" sold?”')
    edit, literally = LexborHTMLParser(html).css(".understood button")
    assert edit.attributes["data-text"] == 'Is "tin" sold?'
    assert (literally.attributes["data-event"], literally.attributes["data-place"]) == (
        "literally",
        "3",
    )
    assert texts(turn_html(replace(found, understood_as=found.question)), ".understood") == []


def test_the_address_of_a_card_asks_the_same_again() -> None:
    found = replace(
        answer("And tin?", cite("[Tin] is sold.")), understood_as="Is tin sold & why?",
        risk=Risk.ONE_IN_20, documents=("ab", "cd"),
    )  # fmt: skip
    card = LexborHTMLParser(turn_html(found)).css_first("article").attributes
    assert parse_qs(card["data-address"][1:]) == {
        "q": ["Is tin sold & why?"], "risk": ["1/20"], "in": ["ab", "cd"]
    }  # fmt: skip
    problem = LexborHTMLParser(turn_html(Problem("a=b?", "It broke."))).css_first("article")
    assert parse_qs(problem.attributes["data-address"][1:]) == {"q": ["a=b?"]}


def test_why_this_answer_shows_each_passage_read() -> None:
    hit = replace(
        passage("[Tin] is sold.", section=("Metals", "<Tin>")), lexical_rank=None, dense_rank=7
    )
    found = answer("Is tin sold?", cite("[Tin] is sold."), considered=(Considered(hit, 3.25, 0.62),),
                   timings={"encode": 0.0042, "read": 0.1404})  # fmt: skip
    html = turn_html(found)
    assert texts(html, ".why tbody tr > *") == ["Metals > <Tin>", "-", "7", "3.2", "62%"]
    assert "understanding the question 4 ms, reading 140 ms." in texts(html, ".why p")[1]
    assert texts(turn_html(replace(found, considered=())), ".why") == []


def test_a_citation_is_copied_in_every_form() -> None:
    html = turn_html(answer("Is tin sold?", cite("[Tin] is sold.")))
    links = LexborHTMLParser(html).css("a.copy")
    assert [link.text() for link in links] == [
        "Text", "Markdown", "HTML", "BibTeX", "RIS", "CSL-JSON", "Link"
    ]  # fmt: skip
    assert links[3].attributes["href"] == "/cite/1?start=100&end=112&form=bibtex"
    assert links[6].attributes["href"].startswith("/source/1?start=100&end=112")


def test_a_chat_that_was_put_away_can_be_brought_back() -> None:
    assert texts(history_html([], left=True), "button") == ["Bring it back"]
    assert texts(history_html([]), "button") == []
