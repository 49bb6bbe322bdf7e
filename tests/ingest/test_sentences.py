"""Sentences: a rule for any text, and cases worked by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sentences import split_sentences

# All that readers let through (no lone surrogates), rich in what decides about sentences.
LETTERS = st.one_of(
    st.sampled_from("abAB19. .!?…。！,;:'\"“”()[]-–|\n\t \u00a0\u200b\u2028\x1c"),
    st.characters(exclude_categories=["Cs"]),
)
WORDS = st.sampled_from(
    ["Dr.", "5", "p.m.", "Friday", "(a)", "b)", "1.", "U.S.", "vol.", "the", "The", "end.", "\n"]
)
TEXTS = st.one_of(st.text(LETTERS, max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def check_spans(text: str, spans: list[tuple[int, int]], start: int, end: int) -> None:
    """Ordered, apart, trimmed, and every visible character of the stretch in exactly one."""
    position = start
    for first, last in spans:
        assert position <= first < last <= end
        assert text[position:first].strip() == ""
        assert text[first:last] == text[first:last].strip()
        position = last
    assert text[position:end].strip() == ""


@given(TEXTS)
@settings(max_examples=1500, deadline=None)
def test_every_visible_character_is_in_exactly_one_sentence(text):
    check_spans(text, split_sentences(text), 0, len(text))


@given(TEXTS, st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=300, deadline=None)
def test_a_stretch_is_split_in_the_offsets_of_its_text(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    spans = split_sentences(text, start, end)
    check_spans(text, spans, start, end)
    alone = split_sentences(text[start:end])
    assert spans == [(first + start, last + start) for first, last in alone]


@pytest.mark.parametrize(
    "expected",
    [
        ["We meet at 5 p.m. Friday.", "Then we go."],
        ["He came at 5 p.m.", "The shop was closed."],
        ["Trains leave at 9 a.m. ET on weekdays.", "None runs at night."],
        ["Dr. Smith met Mr. Jones.", "They talked."],
        ["U.S. Senator Ted Cruz spoke.", "He left."],
        ["He lives in the U.S.", "She does not."],
        ["See No. 5 of the list.", "It is long."],
        ["He said no.", "Then he left."],
        ["Is it true?", "No.", "It is not."],
        ["See vol. 3 and approx. 50 pages more.", "It is long."],
        ["I like modern art.", "She likes music."],
        ["Eat fruit, e.g. apples, i.e. what grows.", "Not stones."],
        ["J. R. R. Tolkien wrote it.", "It is long."],
        ["St. Petersburg is cold in Jan. and Feb. this year.", "Moscow too."],
        # A quotation stays whole.
        ['He said: "It is worrisome, yes. If they wanted, they could."', "Then he left."],
        ["It was the end.", '"Why?" he asked.', "Nobody knew."],
        ['The flow was "relatively flat."', "It grew later."],
        ["“We won. It is over.”", "She smiled."],
        ['He said "Stop!" and left.', "All stopped."],
        # Points that end nothing.
        ["Wait... what?", "Yes."],
        ["Really?!", "Yes!", "No."],
        ["Pi is 3.14.", "It costs $5.50 today.", "Version 2.0.1 is out."],
        ["There were 2,500 in 1939.", "2,600 came later."],
        ["Read https://example.com/a.b?c=d.e#f now.", "It is there."],
        ["Write to a.b@example.com.", "They answer."],
        ["(1) One is here.", "Two is here.", "Three is here."],
        ["a) One is here.", "Two is here.", "b) Three is here.", "Four is here."],
        ["1. One is here.", "Two is here."],
    ],
)
def test_sentences_of_one_line(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [["今天天气很好。", "我们去公园吧！", "你来吗？"], ["これは本です。", "あれは猫です。"]],
)
def test_chinese_and_japanese(expected):
    assert sentences("".join(expected)) == expected


def test_a_hard_wrapped_paragraph_is_joined():
    text = (
        "The delegation met the foreign minister of France and the President of the\n"
        "United States in Geneva, where they talked for two days about Syria and\n"
        "Iraq. Nothing was signed. As it turned out, the talks had failed. (The\n"
        "minister left early.)\n"
        "\n"
        "Another meeting followed in May."
    )
    assert sentences(text) == [
        text[: text.index(" Nothing")],
        "Nothing was signed.",
        "As it turned out, the talks had failed.",
        "(The\nminister left early.)",
        "Another meeting followed in May.",
    ]


def test_a_title_and_an_endless_line_do_not_keep_wrapped_lines_apart():
    address = "https://example.com/" + "very/long/" * 20
    prose = (
        "They talked in Geneva for two days about the war in Syria and\n"
        "Iraq, and about the fighters from abroad, as is told at\n"
        f"{address}\n"
        "by the hosts, the guests, and the papers of the next day, as well as by\n"
        "President Obama, who had not been there at all."
    )
    assert sentences(f"The Talks\n{prose}") == ["The Talks", prose]


@pytest.mark.parametrize(
    "text",
    [
        # Printed letters differ in width, so that full lines differ in the number of characters.
        (
            "Womack, Mommy's mammoth, swam home warmly and\n"
            "Lily still fills it till all is little, illicit, ill-lit,\n"
            "filled, so that at last it is so\n"
            "each line is as wide as the other."
        ),
        # Before a capital, where the line is long; before a bracket; where all is in capitals.
        "They met the foreign minister of France and President of the\nUnited States.",
        "He owned a farm beside the river that runs through the town\n(the Tigris) and sold it.",
        (
            "THERE IS NO WARRANTY FOR THE PROGRAM, TO THE EXTENT PERMITTED\n"
            "BY APPLICABLE LAW, EXCEPT WHEN OTHERWISE STATED IN WRITING THE\n"
            "COPYRIGHT HOLDERS."
        ),
    ],
)
def test_wrapped_lines_are_joined(text):
    assert sentences(text) == [text]


ITEMS = [
    "Portable water filter for long walks in the wild",
    "Tent",
    "Stove with two burners and gas",
]


@pytest.mark.parametrize(
    "lines",
    [
        ["The complete works of William Shakespeare", "The complete works of Homer"],
        [
            "Shall I compare thee to a summer's day?",
            "Thou art more lovely and more temperate:",
            "Rough winds do shake the darling buds of May,",
            "And summer's lease hath all too short a date;",
        ],
        ["so much depends", "upon", "a red wheel", "barrow"],
        ITEMS,
        [f"- {item.lower()}" for item in ITEMS],
        [f"{number}. {item}" for number, item in enumerate(ITEMS, start=1)],
        [
            "name | year of birth | place of origin | age",
            "john smith | 1950 | London | 34 years or so",
            "ann jones | 1951 | Paris | 33 years or so",
        ],
    ],
)
def test_verse_lists_and_tables_are_kept_apart_line_by_line(lines):
    assert sentences("\n".join(lines)) == lines


def test_nothing_visible_is_no_sentence():
    assert split_sentences("") == []
    assert split_sentences(" \n\t\n\u00a0\u2028 ") == []


def test_time_grows_with_the_text_and_not_with_its_square():
    text = "See vol. 5 " * 20_000  # every candidate end is merged here, which once took minutes
    started = time.process_time()
    assert sentences(text) == [text.strip()]
    assert time.process_time() - started < 10
