"""The built-in pages: every fact is there, in our own words, with its source named."""

import re
from functools import cache
from pathlib import Path

import pytest

from ingest.documents import Document
from ingest.library import built_in_sources
from ingest.readers import read_document
from ingest.sentences import split_sentences
from ingest.sources import Limits, Source, read_source
from tests.paths import SHARED

FACTS = Path(__file__).with_name("library_facts.txt")
ARTICLE = SHARED / "corpus/foreign-fighters-in-the-iraqi-conflict.txt"
MIN_FACTS = 250
COPIED_WORDS = 9  # a run this long is copying, not chance

MONTHS = "January February March April May June July August September October November December"
MONTH = f"(?:{'|'.join(MONTHS.split())})"
DAY_FIRST = re.compile(rf"\b(?:(\d{{1,2}}) )?({MONTH}) (\d{{4}})\b")
MONTH_FIRST = re.compile(rf"\b({MONTH}) (\d{{1,2}}), (\d{{4}})\b")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

needs_article = pytest.mark.skipif(
    not ARTICLE.exists(), reason="The source article is not in ../shared, so it is not compared."
)


@cache
def pages() -> dict[str, Document]:
    """The pages by file name, as Footnote reads them."""
    read = {}
    for source in built_in_sources():
        assert isinstance(source, Source), source
        loaded = read_source(source, Limits())
        page = read_document(loaded.data, source.name, loaded.suffix)
        read[source.name.removeprefix("built-in/")] = page
    return read


@cache
def article() -> str:
    """The article without its headings."""
    lines = ARTICLE.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith("="))


def paragraphs(page: Document) -> list[str]:
    """Paragraphs and list items; headings are none."""
    headings = {section.heading for section in page.sections}
    return [line for line in page.text.split("\n") if line and line not in headings]


def holds(paragraph: str, part: str) -> bool:
    """Whether a paragraph has a string; a number counts only whole, so 300 is not in 2,300."""
    before = r"(?<!\d)(?<!\d[.,])" if part[0].isdigit() else ""
    behind = r"(?!\d)(?![.,]\d)" if part[-1].isdigit() else ""
    return re.search(before + re.escape(part) + behind, paragraph, re.IGNORECASE) is not None


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + COPIED_WORDS]) for i in range(len(found) - COPIED_WORDS + 1)}


def unquoted(text: str) -> list[str]:
    """The stretches of a text outside double quotation marks."""
    return re.split(r'"[^"]*"|“[^”]*”', text)


def dates(text: str) -> set[tuple[str, ...]]:
    """Days and months of a year, whichever way they are written: ("1", "October", "2020")."""
    found = {tuple(part or "" for part in match.groups()) for match in DAY_FIRST.finditer(text)}
    return found | {(m[2], m[1], m[3]) for m in MONTH_FIRST.finditer(text)}


def numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in NUMBER.findall(text)}


def test_a_number_is_found_only_whole():
    assert holds("about 2,300 men", "2,300")
    assert holds("from 300–400 men.", "300")
    assert not holds("about 2,300 men", "300")
    assert not holds("7.65", "7.6")
    assert holds("60% of them", "60%")


def test_every_fact_of_the_checklist_stands_in_one_paragraph_of_its_page():
    lines = FACTS.read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines) >= MIN_FACTS
    facts = [line.split(": ", 1) for line in lines]
    assert {name for name, _ in facts} == set(pages())
    missing = [
        f"{name}: {fact}"
        for name, fact in facts
        if not any(
            all(holds(paragraph, part) for part in fact.split(" + "))
            for paragraph in paragraphs(pages()[name])
        )
    ]
    assert missing == []


def test_every_page_names_its_title_source_section_and_licence():
    for name, page in pages().items():
        assert page.metadata["section"], name
        assert page.metadata["source"].startswith("Wikipedia: "), name
        assert "Apache-2.0" in page.metadata["licence"], name
        assert "CC BY-SA 4.0" in page.metadata["licence"], name
        assert (page.title, 1) == (page.sections[0].heading, page.sections[0].level), name
    assert len({page.title for page in pages().values()}) == len(pages())


@needs_article
def test_no_page_copies_a_run_of_words_from_the_article():
    copied = runs(article())
    for name, page in pages().items():
        for paragraph in paragraphs(page):
            for stretch in unquoted(paragraph):
                assert runs(stretch) & copied == set(), name


@needs_article
def test_no_page_has_a_sentence_of_the_article():
    theirs = {tuple(words(article()[slice(*span)])) for span in split_sentences(article())}
    for name, page in pages().items():
        ours = {tuple(words(page.text[slice(*span)])) for span in split_sentences(page.text)}
        assert ours & theirs == set(), name


@needs_article
def test_every_number_and_date_of_the_article_occurs_in_a_page():
    ours = "\n".join(page.text for page in pages().values())
    theirs = article().replace("7 thousand", "7,000")
    assert dates(theirs) - dates(ours) == set()
    assert numbers(theirs) - numbers(ours) == set()
    assert len(dates(theirs)) > 30
    assert len(numbers(theirs)) > 90
