"""What stands in the cells of a table of questions, in which order its rows can be, and the files to keep."""

import csv
import io

import openpyxl
import pytest

from app.answers import Answer, Citation, Declined, Disagreement, Member, Part, Problem, Shape, Side
from app.render.table_files import table_csv, table_json, table_page, table_xlsx
from app.table.table import MOST_CELLS, NOT_FOUND, Table, begin, cell_of, read_questions
from index.schema import DocumentSummary
from ingest.errors import QuestionError
from tests.app.render.samples import NOON

QUESTION = "How long is it?"


def citation(quote: str, short: str = "", number: int = 1) -> Citation:
    start = quote.index(short) if short else 0
    answer = (100 + start, 100 + start + len(short)) if short else None
    return Citation(
        number, "d", "Rivers", "/texts/rivers.txt", (), None, 100, 100 + len(quote), quote, "", "",
        0.9, "0" * 64, answer,
    )  # fmt: skip


def answer(*citations: Citation, **more: object) -> Answer:
    first = citations[0] if citations else None
    short, quote = (first.short, first.quote) if first else (None, None)
    return Answer(QUESTION, QUESTION, short, quote, 0.9, citations, **more)


def document(
    number: int, title: str = "Rivers", source: str = "/texts/rivers.txt"
) -> DocumentSummary:
    return DocumentSummary(str(number), source, title, "", 1, 1, "", "")


def filled(*answers: Answer | Problem) -> Table:
    """A table of one question, a row for each answer."""
    table = begin([QUESTION], [document(number) for number in range(len(answers))])
    for row, each in enumerate(answers):
        table = table.with_cell((row, 0), each)
    return table


def long(short: str) -> Answer:
    return answer(citation(f"It is {short} long.", short))


DECLINED = answer(declined_because=Declined.NOTHING_FOUND)
DIFFERS = answer(
    citation("It is 6 km long.", "6 km"),
    citation("It is 7 km long.", "7 km", 2),
    disagreement=Disagreement(
        (
            Side(citation("It is 6 km long.", "6 km"), ""),
            Side(citation("It is 7 km long.", "7 km", 2), ""),
        )
    ),
)
LIST = answer(
    citation("The Rhine and the Elbe are long."),
    shape=Shape.LIST,
    parts=(Part("", (1,)),),
    members=(Member(1, 104, 109), Member(1, 118, 122)),
)


@pytest.mark.parametrize(
    ("given", "values", "note", "differs"),
    [
        (long("6 km"), ["6 km"], "", False),
        (DIFFERS, ["6 km", "7 km"], "", True),
        (LIST, ["Rhine", "Elbe"], "", False),
        (answer(citation("It is long.")), [""], "", False),
        (DECLINED, [], NOT_FOUND, False),
        (Problem(QUESTION, "It was removed."), [], "It was removed.", False),
    ],
)
def test_a_cell_says_what_the_answer_does(given, values, note, differs):
    cell = cell_of(given)
    assert ([each.value for each in cell.said], cell.note, cell.differs) == (values, note, differs)


def test_rows_are_in_order_by_what_a_value_means():
    said = ["1.5 million", "nine", "5 May 2014", "1,200", "2013", "a lot", "A bit", "12 km", "3 km"]
    table = filled(*(long(each) for each in said), DECLINED)
    ranks = table.ranks(0)
    assert ranks[-1] is None
    order = [value for _, value in sorted(zip(ranks[:-1], said, strict=True))]
    assert order == ["nine", "1,200", "2013", "1.5 million", "3 km", "12 km", "5 May 2014", "A bit", "a lot"]  # fmt: skip
    assert filled(long("6 km"), long("6 km")).ranks(0) == [0, 0]


def test_what_cannot_be_a_table_is_said():
    assert read_questions(" Who  is it?\n\nWhen?\nWho is it?\n") == ("Who is it?", "When?")
    for text in ("", " \n", "\n".join(f"Who is {n}?" for n in range(21))):
        with pytest.raises(QuestionError):
            read_questions(text)
    with pytest.raises(QuestionError, match="empty"):
        begin(["Who?"], [])
    with pytest.raises(QuestionError, match="3,001 cells"):
        begin(["Who?"], [document(n) for n in range(MOST_CELLS + 1)])


def test_every_file_has_the_same_values_and_quotations():
    table = filled(long("6 km"), DIFFERS, LIST, DECLINED)
    rows = list(csv.reader(io.StringIO(table_csv(table))))
    assert [row[2] for row in rows] == [QUESTION, "6 km", "6 km / 7 km", "Rhine; Elbe", NOT_FOUND]
    assert rows[2][3] == "It is 6 km long.\nIt is 7 km long."
    assert rows[1][4].startswith("Rivers, characters 100-116")
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(table))).active
    kept = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert kept == rows
    assert sheet["A2"].hyperlink.target == "file:///texts/rivers.txt"
    page = table_page(table, NOON)
    for text in ("It is 7 km long.", "Rhine", NOT_FOUND, "values that differ", "SHA-256"):
        assert text in page
    assert "<script" not in page
    assert [row["cells"][0]["note"] for row in table_json(table)] == ["", "", "", NOT_FOUND]


def test_no_file_runs_what_a_document_says():
    hostile = '=HYPERLINK("http://evil.example")<script>\x07'
    table = begin([hostile], [document(0, hostile, "javascript:alert(1)")])
    table = table.with_cell((0, 0), answer(citation(hostile, hostile)))
    assert all(
        not cell.startswith("=")
        for row in csv.reader(io.StringIO(table_csv(table)))
        for cell in row
    )
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(table))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["A2"].hyperlink is None
    page = table_page(table, NOON)
    assert "<script" not in page
    assert "javascript:" not in page
