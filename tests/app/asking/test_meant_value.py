"""Of several values of a kind in one sentence, the one whose words the question has is marked."""

from __future__ import annotations

import pytest

from app.answers import Citation
from app.asking.citing import citation_at
from app.asking.meant_value import as_meant
from ingest.documents import Document

PROFIT = (
    "The company made a profit of 6.1 million euros, after a loss of 2.3 million the year before."
)
RETURNED = "Of 366 people, 127 returned and 80 were killed."
LEFT = "About 80% of the people who left the island were male and about 20% were female."


def cited(quote: str, marked: str) -> Citation:
    """A sentence quoted, some words of it as the short answer."""
    start = quote.index(marked)
    document = Document.from_text("notes.md", "Notes", quote, "")
    return citation_at(document, 0, len(quote), answer=(start, start + len(marked)))


@pytest.mark.parametrize(
    ("quote", "marked", "question", "meant"),
    [
        (PROFIT, "6.1 million euros", "How big was the loss of the company?", "2.3 million"),
        (PROFIT, "2.3 million", "What was the profit of the company?", "6.1 million euros"),
        (RETURNED, "127", "How many were killed?", "80"),
        ("The yard has 18 workshops, and 11 of them have water.", "18",
         "How many workshops in the yard have water?", "11"),
        ("She was born in 1904 in Lyon and died in 1977 in Nice.", "1904", "When did she die?", "1977"),
        ("From 1948 until 1960 she taught at the college.", "1948 until 1960",
         "Until what year did she teach?", "1960"),
        ("Adults pay £12, children £6 and families £30.", "£12", "What do families pay?", "£30"),
        ("It costs 3.50 euros a month or 35 euros a year.", "3.50 euros a month or 35 euros",
         "What does it cost for a year?", "35 euros"),
    ],
)  # fmt: skip
def test_the_value_that_the_question_has_the_words_of_is_marked(
    quote: str, marked: str, question: str, meant: str
) -> None:
    assert as_meant(question, cited(quote, marked)).short == meant


@pytest.mark.parametrize(
    ("quote", "marked", "question"),
    [
        (LEFT, "about 20%", "What percentage of those who left the island were women?"),
        ("Lessons end at 3.15 except on Wednesday, when they end at 2.25.", "2.25",
         "When do lessons end on Wednesdays?"),
        ("The six papers were chosen out of 57 that were sent in.", "57", "How many papers were submitted?"),
        ("Each plot may have one shed with a floor of up to six square metres.", "six square metres",
         "How big may a shed be?"),
        ("An estimated 2,000 came from Jordan, given as 2,000+.", "2,000+", "How many came from Jordan?"),
        ("18 had been killed and 12 wounded by March 2016.", "18", "How many had been killed by March 2016?"),
        (PROFIT, "company", "Who made a loss?"),
    ],
)  # fmt: skip
def test_what_the_words_do_not_decide_stays_as_it_was_read(
    quote: str, marked: str, question: str
) -> None:
    assert as_meant(question, cited(quote, marked)).short == marked
