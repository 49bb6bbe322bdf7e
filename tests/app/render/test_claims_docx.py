"""The Word report: all that was compared, a person's verdicts, and a citation for each quotation."""

import io

from docx import Document

from app.checking.verdicts import Judged, Ruling
from app.render.citations import footnote_text
from app.render.claims import claims_csv
from app.render.claims_docx import HEAD, claims_docx
from tests.app.render.samples import CLAIMS, HOSTILE, NOON


def test_the_report_has_every_statement_its_quotations_verdict_and_sources():
    judged = {CLAIMS[0].claim: Judged(Ruling.NOT_RIGHT, HOSTILE + "\x00")}
    file = Document(io.BytesIO(claims_docx(CLAIMS, NOON, judged)))
    (table,) = file.tables
    head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert tuple(head) == HEAD
    assert [row[1] for row in rows] == [each.claim for each in CLAIMS]
    assert rows[0][3].endswith("[1]")
    assert rows[0][4] == "not right"
    assert rows[0][5].startswith("</mark><script>")
    assert {row[4] for row in rows[1:]} == {""}
    said = [paragraph.text for paragraph in file.paragraphs]
    assert f"[1] {footnote_text(CLAIMS[0].parts[0].citation)}" in said
    assert f"Your verdict: 1 of {len(CLAIMS)} (1 not right)." in said


def test_the_table_has_the_citation_and_the_verdict():
    judged = {CLAIMS[0].claim: Judged(Ruling.NOT_RIGHT, "=1+1")}
    first = claims_csv(CLAIMS, judged).splitlines()[1]
    assert footnote_text(CLAIMS[0].parts[0].citation) in first.replace('""', '"')
    assert first.endswith(",not right,'=1+1")
