"""Plain and wiki text: encodings, exactness, sections."""

import codecs
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, Section
from ingest.errors import UnreadableError
from ingest.readers import read_document
from ingest.readers.builder import CLEANING, clean, clean_block

FRENCH = (
    "Les élèves ont été très surpris par la décision du ministère, où l’on a dit que la mesure "
    "coûterait 5 € par an. Ça ne va pas."
)
JAPANESE = "これは日本語の文章です。東京は日本の首都であり、人口は約千四百万人です。"
RUSSIAN = "Москва - столица России, и в ней живут тринадцать миллионов человек."
POLISH = "Zażółć gęślą jaźń. Łódź jest trzecim miastem w Polsce."
CHINESE = (
    "北京是中华人民共和国的首都，人口约两千万。它位于华北平原的北部边缘，是全国的政治、文化中心。"
    "北京有三千多年的建城史和八百多年的建都史，历史上有五个朝代在此定都。"
)


def read(text: str | bytes) -> Document:
    return read_document(text if isinstance(text, bytes) else text.encode(), "notes.txt", ".txt")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        ("Café déjà vu", "cp1252"),
        ("It’s", "cp1252"),
        ("He said “don’t” – and paid €5 at the café.", "cp1252"),
        ("São Paulo é a maior cidade do Brasil; não há dúvidas.", "cp1252"),
        (JAPANESE, "cp932"),
        ("The word 東京 (Tokyo) means eastern capital, which is 京都 reversed.", "cp932"),
        ("The city of 서울 (Seoul) is the capital of 대한민국.", "cp949"),
        (RUSSIAN, "cp1251"),
        ("The word Москва means Moscow, and столица means capital.", "cp1251"),
        (RUSSIAN, "koi8_r"),
        (POLISH, "cp1250"),
        (CHINESE, "gb18030"),
        ("Łódź jest piękna.", "cp1250"),
        ("Petr Dvořák napsal dopis.", "cp1250"),
        ("Kőszeg városa régi.", "cp1250"),
        ("Zoran Janković je župan.", "cp1250"),
        ("Rīga ir Latvijas galvaspilsēta.", "cp1257"),
        ("Η Αθήνα είναι μεγάλη πόλη.", "cp1253"),
        ("המוזיאון נוסד בשנת 1887.", "cp1255"),
        ("図書館は午前九時に開館する。", "euc_jp"),
        ("£20 or €25", "cp1252"),
        ("İstanbul Türkiye'nin en kalabalık şehridir.", "cp1254"),
    ],
)
def test_a_guessed_encoding_is_right_and_noted(text, encoding):
    document = read(text.encode(encoding))
    assert document.text == text
    assert document.metadata == {"guessed_encoding": encoding}


@pytest.mark.parametrize("text", [FRENCH, JAPANESE, "plain", "🙂 astral"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_unicode_is_never_guessed(text, mark, encoding):
    document = read(mark + text.encode(encoding))
    assert document.text == text
    assert document.metadata == {}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_shows_by_its_nul_bytes(encoding):
    assert read("The fee is 12 €.".encode(encoding)).text == "The fee is 12 €."


CONTROLS = "".join(map(chr, range(0x7F, 0xA0)))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  indented\n\n\n\ttabbed  \n\xa0no-break\nE = mc²\n\n", None),
        ("a\r\nb\rc\x0cd\u2028e\x1b", "a\nb\nc\nd\ne"),
        # Control characters are dropped but for the line end among them.
        (f"a{CONTROLS}{'x' * 4000}", f"a\n{'x' * 4000}"),
        # What is not wiki text: ornaments, and signs without a heading.
        ("One line\n== between signs ==\nis an ornament", None),
        ("====\n== ==\n= a ==\n=== b ==\n======= c =======\n== d", None),
        ("x = 1\n=\nTotal =", None),
        # Long runs take no time.
        ("= " + "=" * 100_000 + " x" + " " * 100_000, None),
    ],
    ids=lambda text: repr(text)[:30],
)
def test_plain_text_is_kept_but_for_cleaning(text, kept):
    document = read(text)
    assert document.text == (kept or text)
    assert (document.title, document.sections) == ("notes", ())


@settings(deadline=None)  # the first example imports the library
@given(st.text(st.characters(codec="utf-8", exclude_characters="\f"), min_size=1))
def test_any_text_without_wiki_headings_is_kept_but_for_cleaning(text):
    try:
        document = read(text)
    except UnreadableError:
        return
    if not document.sections:
        assert document.text == clean(text.removeprefix("\ufeff"))


WIKI = """= The Port =

Built in 1901.
== Trade ==
Coal and   timber.

===Ships===\t
Two == three.
== Sources and E = mc² ==
"""


def test_wiki_headings_become_sections_without_their_marks():
    document = read(WIKI)
    assert document.text == (
        "The Port\n\nBuilt in 1901.\nTrade\nCoal and   timber.\n\nShips\nTwo == three.\n"
        "Sources and E = mc²\n"
    )
    assert document.title == "The Port"
    assert document.sections == (
        Section(0, 1, "The Port"),
        Section(25, 2, "Trade"),
        Section(51, 3, "Ships"),
        Section(71, 2, "Sources and E = mc²"),
    )
    assert document.heading_path(document.text.index("Coal")) == ("The Port", "Trade")
    assert document.heading_path(document.text.index("Two")) == ("The Port", "Trade", "Ships")
    assert document.heading_path(80) == ("The Port", "Sources and E = mc²")
    assert document.page_at(30) is None


def test_two_headings_without_a_title_are_wiki_text():
    document = read("Intro\n== A ==\n=== B ===")
    assert document.text == "Intro\nA\nB"
    assert document.title == "notes"
    assert document.heading_path(8) == ("A", "B")


def test_a_long_run_of_spaces_takes_no_time():
    spaces = " " * 1_000_000
    assert clean_block(f"a{spaces}b{spaces}\n\n{spaces}\nc") == f"a{spaces}b\nc"


def read_bytes(data: bytes) -> tuple[str, dict[str, str]]:
    document = read(data)
    return document.text, dict(document.metadata)


ENGLISH = "The café owner, Zoë Müller, paid €250 for the “naïve” painting.\n" * 9


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "mac_roman"])
@pytest.mark.parametrize(
    "text",
    [
        "The café in Malmö sold 40 crêpes.",
        "Les élèves ont été très surpris par la décision du ministère.",
        "Die Bäckerei in Köln verkauft süße Brötchen für große Gäste.",
        "El niño comió la piña en el camión.",
    ],
)
def test_older_encodings_are_told_by_what_stands_in_words(text, encoding):
    found, metadata = read_bytes(text.encode(encoding))
    assert found == text
    assert metadata["guessed_encoding"] in {"cp437", encoding}  # these letters may be alike in both


@pytest.mark.parametrize(
    ("data", "text", "lines"),
    [
        (ENGLISH.encode() + b"Noor \xff.", f"{ENGLISH}Noor \ufffd.", {10: 1}),
        (ENGLISH.encode() + "The end: €".encode()[:-1], f"{ENGLISH}The end: \ufffd", {10: 1}),
        (f"\ufeff{ENGLISH}".encode("utf-16-le") + b"a", f"{ENGLISH}\ufffd", {10: 1}),
        (ENGLISH.encode("utf-16-be") + b"a", f"{ENGLISH}\ufffd", {10: 1}),
        (ENGLISH.encode() + b"\0The end.", f"{ENGLISH}The end.", {}),
        # A line of another encoding is read by it.
        (ENGLISH.encode() + "Zoë has £30".encode("cp1252"), f"{ENGLISH}Zoë has £30", {}),
        (
            "北京是中国的首都。\n3 万人。\n".encode("utf-16-le"),
            "北京是中国的首都。\n3 万人。\n",
            {},
        ),
    ],
)
def test_a_bad_byte_costs_one_character_and_its_line_is_said(data, text, lines):
    found, metadata = read_bytes(data)
    assert found == text
    noted = json.loads(metadata.get("left_out", "{}")).get("unreadable", {})
    assert noted.get("characters", 0) == sum(lines.values())
    assert noted.get("text", "") == "\n".join(f"in line {number}" for number in lines)


def test_letters_are_written_one_way():
    assert (
        read("He\u0301le\u0300ne, o\ufb03ce, \u212bngstr\u00f6m, x\u0301").text
        == "Hélène, office, Ångström, x\u0301"
    )


NOT_NFC = st.text(
    st.sampled_from(
        "aeo \n\u0301\u0327\u0323\u1100\u1161\u11a8\u0958\u09c7\u09be\u212b\u2126\uf900\u3099か\ufb03’—🙂"
    )
)


@given(NOT_NFC)
def test_the_steps_of_cleaning_give_what_clean_gives(text):
    stepped = text
    for pattern, replacement in CLEANING:
        stepped = pattern.sub(replacement, stepped)
    assert stepped == clean(text) == unicodedata.normalize("NFC", clean(text))


@pytest.mark.parametrize("mark", ["", "Q: ", "**"])
def test_a_question_by_itself_heads_its_answer(mark: str) -> None:
    end = "**" if mark == "**" else ""
    questions = ("Who is the warden?", "How much is the fee?")
    break_ = "\n" if mark == "Q: " else "\n\n"
    data = "\n\n".join(f"{mark}{q}{end}{break_}It is so." for q in questions).encode()
    document = read_document(data, "a", ".md" if mark == "**" else ".txt")
    shown = mark.removesuffix("**")
    assert [section.heading for section in document.sections] == [f"{shown}{q}" for q in questions]


def test_a_question_to_choose_at_heads_what_is_to_be_chosen_from() -> None:
    text = "1. When was it built? (2 points)\n   a) 1874\n   b) 1901\n\n2. It stands. Who asks?\n"
    document = read_document(text.encode(), "a", ".txt")
    assert [s.heading for s in document.sections] == ["1. When was it built? (2 points)"]


def test_a_question_in_a_text_or_at_its_end_is_no_heading() -> None:
    text = "When did it open? In 1994.\n\nWho goes there?\nA friend.\n\nAnd then?"
    assert read_document(text.encode(), "a", ".txt").sections == ()
