"""Rows and their names: when the first row names the columns, and how values are shown."""

import pytest

from ingest.readers import read_document
from ingest.readers.delimited import delimiter_of
from ingest.readers.named_rows import names_columns
from ingest.readers.xlsx import number_text


def rows(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.split("\n")]


NAMED = {
    "figures under words": "Station,Height\nArlen,412\nHolm,3",
    "years as names": "Region,2019,2020\nNorth,5,6\nSouth,7,8",
    "a nameless first column": ",Fare\nSkarn,12.50\nHolm,3",
    "dates": "Name,Born\nAnn,1990-01-31\nBen,31.12.1988",
    "addresses": "Name,Page\nAnn,https://a.example\nBen,b@example.org",
    "names as programs write them": "first_name,city\nAnna,Paris\nBen,Rome",
    "a longer text": "Name,Remark\nAnn,She has lived at the lighthouse since it was built.",
}
NOT_NAMED = {
    "words all over": "Anna,Paris\nBen,Rome\nCarl,Rome",
    "figures first": "1,Arlen\n2,Holm",
    "a name twice": "Fare,Fare\n1,2",
    "a name among its values": "Name,Fare\nName,12\nBen,3",
    "a column without a name": "Name,,Fare\nAnn,x,12",
    "one row": "Station,Height",
    "one column": "Height\n412\n3",
    "years of figures": "1999,2000\n5,6",
}


@pytest.mark.parametrize("name", NAMED)
def test_a_first_row_that_clearly_names_the_columns_is_taken_so(name):
    assert names_columns(rows(NAMED[name]))


@pytest.mark.parametrize("name", NOT_NAMED)
def test_a_row_that_may_be_of_values_is_left_as_it_is(name):
    assert not names_columns(rows(NOT_NAMED[name]))


def test_names_go_on_below_an_empty_row_and_a_title_stands_above():
    text = "Fares of 2024,\n,\nRoute,Fare\nSkarn,12\n,\nHolm,3\n"
    document = read_document(text.encode(), "a.csv", ".csv")
    assert document.text == "Fares of 2024\n\nRoute: Skarn | Fare: 12\n\nRoute: Holm | Fare: 3"


GROUPED = (
    "Fares of 2024,,,,as of 1 May\nRoute,2019,,2020,\n,Men,Women,Men,Women\n"
    "Skarn,12,13,14,15\nTotal,12,13,14,15"
)


def test_names_in_two_rows_are_of_a_group_and_its_columns():
    row = "2019 - Men: 12 | 2019 - Women: 13 | 2020 - Men: 14 | 2020 - Women: 15"
    for text in (GROUPED, GROUPED.replace(",2019,,2020,", ",2019,2019,2020,2020")):
        assert read_document(text.encode(), "a.csv", ".csv").text == (
            f"Fares of 2024 |  |  |  | as of 1 May\n\nRoute: Skarn | {row}\nRoute: Total | {row}"
        )


@pytest.mark.parametrize(
    "text",
    ["Ferry,Price,\nHeron,cheap,daily\nGull,dear,weekly", "Ferry,Price,\nHeron,12,\nGull,14,day"],
)
def test_a_row_of_values_is_no_row_of_names(text):
    document = read_document(text.encode(), "a.csv", ".csv")
    assert document.text.startswith("Ferry | Price\nHeron |")


def test_units_below_the_names_belong_to_them_and_empty_columns_and_rows_go():
    text = ",,\n,Station,Height,Cost\n,,(m),kr\n,Arlen,412,5\n,Cray,7,6"
    document = read_document(text.encode(), "a.csv", ".csv")
    assert document.text == (
        "Station: Arlen | Height (m): 412 | Cost (kr): 5\nStation: Cray | Height (m): 7 | Cost (kr): 6"
    )


def test_a_second_table_does_not_take_the_names_of_the_first():
    first = "Station,Height\nArlen,412\nCray,7\n\n"
    for below in ("Warden,Ida Lund\nKeeper,Piet Maas", "Prices\n\nAdult,12\nChild,6"):
        document = read_document((first + below).encode(), "a.csv", ".csv")
        assert document.text.endswith(below.replace(",", " | "))


def test_empty_cells_keep_the_place_of_the_others_where_nothing_is_named():
    document = read_document(b"Anna,,Rome\nBen,Paris,Rome\n", "a.csv", ".csv")
    assert document.text == "Anna |  | Rome\nBen | Paris | Rome"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2", ","),
        ("a;b\n1,5;2,5", ";"),
        ("a\tb, c\n1\t2", "\t"),
        ("a|b\n1|2", "|"),
        ('"a,b";c\n"1,2";3', ";"),
    ],
)
def test_the_delimiter_is_told_by_how_evenly_it_parts_the_lines(text, delimiter):
    assert delimiter_of(text) == delimiter


def test_quotation_marks_hold_delimiters_and_line_ends_and_may_be_missing():
    quoted = read_document(b'Name,Age\n"Ann, the\nelder",40\n', "a.csv", ".csv")
    assert quoted.text == "Name: Ann, the elder | Age: 40"
    lines = "".join(f"Ann,{number}\n" for number in range(300))
    unclosed = read_document(f'Name,Age\n"Ben,3\n{lines}'.encode(), "a.csv", ".csv")
    assert unclosed.text.endswith("Name: Ann | Age: 299")


def test_other_encodings_and_excels_own_first_line():
    document = read_document("sep=;\nName;Alter\nÄnne Groß;12\n".encode("cp1252"), "a.csv", ".csv")
    assert document.text == "Name: Änne Groß | Alter: 12"
    unmarked = "Name\tAlter\nÄnne\t12\n".encode("utf-16")
    assert read_document(unmarked, "a.tsv", ".tsv").text == "Name: Änne | Alter: 12"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (412.0, "General", "412"),
        (0.1 + 0.2, "General", "0.3"),
        (0.155, "0.0%", "15.5%"),
        (1250, "#,##0", "1250"),
        (3, "0.00", "3.00"),
        (-3, "[$$-409]#,##0.00;[Red]-[$$-409]#,##0.00", "-$3.00"),
        (3.5, '0.00" €"', "3.50 €"),
    ],
)
def test_a_number_is_written_as_it_is_shown(value, form, text):
    assert number_text(value, form) == text
