"""Plain text that was laid out to be printed: form feeds part its sheets."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Document
from ingest.readers import read_document

HEAD = "Harbour rules"
SHEETS = (
    f"{HEAD}\n\nThe ferry sails at eight\n\n               Page 1\n",
    f"{HEAD}\n\nand calls at the quay\n\n               Page 2\n",
    f"{HEAD}\n\nof Skarn.\n\nDay 3 is free.\n\n               Page 3\n",
)


def read(text: str) -> Document:
    return read_document(text.encode(), "rules.txt", ".txt")


def test_what_stands_around_the_text_of_sheets_is_left_out_and_a_sentence_runs_over():
    document = read("\f".join(SHEETS))
    assert " ".join(document.text.split()) == (
        "The ferry sails at eight and calls at the quay of Skarn. Day 3 is free."
    )
    left_out = json.loads(document.metadata["left_out"])
    assert left_out["around the text"]["text"].split("\n") == [
        *[HEAD] * 3, "Page 1", "Page 2", "Page 3",
    ]  # fmt: skip


def test_each_sheet_is_a_page():
    document = read("\f".join(SHEETS))
    begins = [document.text[page.start :].split()[0] for page in document.pages]
    assert begins == ["The", "and", "of"]


def test_a_sheet_without_a_running_head_is_whole():
    assert read("First.\n\nOne\f\fSecond.\n\nTwo\n").text == "First.\n\nOne\n\nSecond.\n\nTwo"


LINES = st.text(st.sampled_from("ab.- \n\fB1"), min_size=3, max_size=60)


@given(LINES)
def test_no_word_of_a_sheet_is_lost(text: str):
    document = read(f"x{text}x\f.")
    left_out = json.loads(document.metadata.get("left_out", "{}"))
    said = "".join(each["text"] for each in left_out.values()) + document.text
    kept = sorted(letter for letter in said if letter.isalnum())
    if len(left_out.get("around the text", {}).get("text", "")) < 1_000:
        assert kept == sorted(letter for letter in f"x{text}x" if letter.isalnum())
