"""The report of a run: what stands in it, that it is whole and safe, and how it works in a browser."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from eval.intervals import Estimate
from eval.manifest import Manifest
from eval.metrics import Bin, Curve
from eval.plots import calibration_plot, kinds_plot, latency_plot, risk_coverage_plot
from eval.report import report_html, summary_html
from eval.report_questions import questions_html
from eval.results import Gold, Quoted, Result, Verdict
from eval.summary import Latency, summarise
from eval.two_runs import Change, Difference, TwoRuns
from tests.approval import check_approved
from tests.browser import NARROW, is_too_wide
from tests.eval.samples import result

HOSTILE = (
    "<script>alert(1)</script> ${x} {{x}} \"double\" 'single' <img src=http://afar.example/x> &amp;"
)
APPROVED = Path(__file__).with_name("approved")

MANIFEST = Manifest(
    dataset="Made-up questions", questions=4, data_sha256="a" * 64, library_sha256="b" * 64,
    documents=3, passages=120, encoder="made-up-encoder",
    settings={"passages read": 5, "threshold": 0.5}, seed=7, versions={"python": "3.11"},
    machine={"cores": "4"}, started="2026-03-04T05:06:07+00:00", adding_seconds=8.0,
    library_bytes=2_500_000,
)  # fmt: skip


def made(name: str, kind: str, verdict: Verdict, confidence: float, hostile: str = "") -> Result:
    bare = result(verdict, id=name, question=f"Question {name}?{hostile}", kind=kind)
    quote = f"The quotation of {name}.{hostile}"
    right = bare.candidate_right
    return replace(
        bare,
        expected=((f"gold {name}", "another form"),) if bare.answerable else (),
        gold=(Gold("page.md", 10, 30, f"The gold quote of {name}."),) if bare.answerable else (),
        confidence=confidence,
        quotes=(Quoted(f"Title{hostile}", ("Part",), "page.md", 10, 1040, quote, right, verbatim=True),),
        right_rank=3 if bare.answerable and verdict is not Verdict.NOT_RETRIEVED else None,
        declined_because=None if bare.answered else "uncertain",
        scores={"mrr": 1 / 3} if bare.answerable else {},
        seconds={"whole": 0.25, "read": 0.125},
    )  # fmt: skip


RESULTS = [
    made("one", "number", Verdict.RIGHT, 0.9),
    made("two", "number", Verdict.NOT_RETRIEVED, 0.4),
    replace(made("three", "why", Verdict.READ_WRONG, 0.8), previous="And before that?"),
    made("four", "unanswerable-though-near-the-subject", Verdict.RIGHTLY_DECLINED, 0.1),
]


TWO_RUNS = TwoRuns(
    before="yesterday",
    after="today",
    shared=4,
    only_before=1,
    only_after=0,
    differences=(
        Difference("right", 0.25, 0.5, Estimate(0.25, 0.05, 0.45, 4), 0.03, 2),
        Difference("false_answers", 0.2, 0.3, Estimate(0.1, 0.02, 0.2, 4), 0.0004, 1),
        Difference("mrr", 0.5, 0.4, Estimate(-0.1, -0.3, 0.1, 3), 0.4, 3),
    ),
    changes=(
        Change("one", "Better <one>?", Verdict.RANKED_LOW, Verdict.RIGHT),
        Change("two", "Worse two?", Verdict.RIGHT, Verdict.NOT_RETRIEVED),
        Change("three", "Other three?", Verdict.RANKED_LOW, Verdict.READ_WRONG),
    ),
)


@pytest.fixture(scope="module")
def report() -> str:
    return PAGES["report"]()


# The page


def test_no_name_stands_twice_in_the_page(report: str) -> None:
    names = re.findall(r'\sid="([^"]+)"', report)
    assert names
    assert len(names) == len(set(names))


def assert_approved(name: str, shown: str) -> None:
    check_approved(shown, APPROVED / name)


def without_drawings(page: str) -> str:
    """A page as lines, without what matplotlib, our style and our script put there."""
    for tag in ("style", "script", "svg"):
        page = re.sub(rf"(<{tag})\b.*?(</{tag}>)", r"\1>\2", page, flags=re.DOTALL)
    return re.sub(r"sha256-[^&]+", "sha256-...", page).replace("><", ">\n<")


def odd_ones() -> list[Result]:
    """A quotation that is not in its document; nothing quoted; and retrieval alone."""
    one, two, three, _ = RESULTS
    return [
        replace(one, quotes=(replace(one.quotes[0], verbatim=False),), short="In short"),
        replace(two, quotes=(), answered=False, declined_because=None, seconds={}),
        replace(three, read=False, answered=False, quotes=()),
    ]


PAGES: dict[str, Callable[[], str]] = {
    "report": lambda: report_html(MANIFEST, summarise(RESULTS, 1), RESULTS, TWO_RUNS),
    "questions": lambda: questions_html(odd_ones(), "/?q="),
    "retrieval": lambda: summary_html(
        summarise([replace(each, read=False, answered=False) for each in RESULTS[:2]], 1), MANIFEST
    ),
    "empty": lambda: report_html(
        replace(MANIFEST, finished="now", adding_seconds=0, library_bytes=0, peak_memory_bytes=5_000_000),
        summarise([], 1), [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_approved(name: str) -> None:
    assert_approved(f"{name}.html", without_drawings(PAGES[name]()))


def test_same_input_same_bytes(report: str) -> None:
    assert PAGES["report"]() == report


def test_nothing_is_loaded_from_elsewhere(report: str) -> None:
    page = LexborHTMLParser(report)
    for node in page.css("[src], [href], [action], [data], link, iframe, object"):
        address = node.attributes.get("href") or ""
        assert address.startswith("#"), node.html
    assert re.findall(r"url\((?!#)", report) == []
    assert "@import" not in report
    policy = page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")


def test_hostile_text_stays_text() -> None:
    hostile = made("evil", HOSTILE, Verdict.RIGHT, 0.7, HOSTILE)
    hostile = replace(
        hostile, short=HOSTILE, previous=HOSTILE, expected=((HOSTILE,),),
        gold=(Gold(HOSTILE, 0, 5, HOSTILE),), seconds={HOSTILE: 1.0},
    )  # fmt: skip
    manifest = replace(
        MANIFEST, dataset=HOSTILE, machine={HOSTILE: HOSTILE}, settings={HOSTILE: HOSTILE}
    )
    runs = replace(TWO_RUNS, before=HOSTILE, changes=(Change("x", HOSTILE, Verdict.RIGHT, Verdict.DECLINED),))  # fmt: skip
    html = report_html(manifest, summarise([hostile], seed=1), [hostile], runs)
    page = LexborHTMLParser(html)
    assert len(page.css("script")) == 1
    assert page.css("img") == []
    assert page.css_first("h2").text() == HOSTILE
    assert page.css_first("blockquote").text() == f"The quotation of evil.{HOSTILE}"
    assert page.css_first(".asked").text() == f"{HOSTILE} Question evil?{HOSTILE}"
    assert page.css_first(".questions > li").attributes["data-kind"] == HOSTILE
    assert f"Title{HOSTILE}, Part, characters" in page.css_first(".place").text()


# Figures


def cells(html: str) -> dict[str, list[str]]:
    """The cells of each row of the first table, by its name."""
    first_table = LexborHTMLParser(html).css_first("table")
    rows = [row for row in first_table.css("tr") if row.css("th[scope=row]")]
    return {
        row.css_first("th").text(deep=False).strip(): [cell.text() for cell in row.css("td")]
        for row in rows
    }


def test_no_figure_without_its_interval() -> None:
    estimates = {
        "right": Estimate(0.5, 0.25, 0.75, 4),
        "mrr": Estimate(1 / 3, None, None, 1),
        "verbatim": Estimate(0.99996, 0.999, 1.0, 25_000),
    }
    found = cells(summary_html(replace(summarise(RESULTS, 1), estimates=estimates), MANIFEST))
    assert found["right"] == ["50.0 %", "25.0 to 75.0 %", "4"]
    assert found["MRR"] == ["0.333", "no interval (n = 1)", "1"]
    # Not quite all is not written as all.
    verbatim = found["quotations found at their offsets"]
    assert verbatim == ["99.9 %", "99.9 to 100.0 %", "25,000"]
    assert "nDCG@10" not in found


def test_an_unfinished_run_says_so() -> None:
    html = summary_html(summarise(RESULTS, 1), replace(MANIFEST, questions=9))
    assert "4 of 9 questions so far, 4 March 2026, 05:06 UTC" in html


# Drawings


CURVE = Curve((0.25, 0.5, 1.0), (0.0, 0.25, 0.5), (0.9, 0.6, 0.2))
BINS = [Bin(0.1, 0.2, 17, 0.15, 0.0), Bin(0.8, 0.9, 1234, 0.85, 0.9)]
KINDS = {
    "$x$ & <b>": Estimate(0.5, 0.25, 0.75, 12),
    "日本語": Estimate(1.0, None, None, 1),
    "a name that is much too long to be set\nbeside a drawing": Estimate(0.0, 0.0, 0.3, 9),
    "#010203\x00": Estimate(0.5, 0.5, 0.5, 2),
}


def test_what_stands_in_a_drawing_is_as_approved() -> None:
    drawings = {
        "risk": risk_coverage_plot(CURVE),
        "risk, with the dot of the run": risk_coverage_plot(CURVE, 0.5),
        "risk, where nothing is as sure as that": risk_coverage_plot(CURVE, 0.95),
        "calibration": calibration_plot(BINS),
        "latency": latency_plot({"whole": Latency(120.4, 301.6), "fuse": Latency(0.24, 0.31)}),
        "kinds": kinds_plot(KINDS),
    }
    shown = "".join(
        f"{name}: {svg.css_first('desc').text()}\n"
        f"    {' | '.join(node.text() for node in svg.css('text'))}\n"
        for name, drawing in drawings.items()
        for svg in [LexborHTMLParser(drawing)]
    )
    assert_approved("drawings.txt", shown)


def test_drawings_take_their_colours_and_font_from_the_page(report: str) -> None:
    drawings = LexborHTMLParser(report).css("svg")
    assert len(drawings) == 4
    for drawing in drawings:
        svg = drawing.html
        assert drawing.attributes["role"] == "img"
        assert drawing.attributes["aria-label"] == drawing.css_first("title").text()
        colours = set(re.findall(r"(?:fill|stroke): ([^;\"]+)", svg))
        assert {colour for colour in colours if not colour.startswith(("var(--", "currentColor", "none"))} == set()  # fmt: skip
        assert "DejaVu" not in svg
        assert "<style" not in svg


def test_what_is_empty_is_not_drawn() -> None:
    assert risk_coverage_plot(Curve((), (), ())) == calibration_plot([]) == ""
    assert latency_plot({}) == kinds_plot({}) == ""


# In a browser


def test_the_report_works_from_a_file_on_a_narrow_screen(
    chromium: Browser, report: str, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(report, encoding="utf-8")
    complaints, requests = [], []
    context = chromium.new_context(viewport=NARROW)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    items = page.locator(".questions > li")
    expect(items.filter(visible=True)).to_have_count(4)
    filters = page.locator(".filter")

    filters.get_by_label("Verdict").select_option("read wrong")
    expect(items.filter(visible=True)).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("1 of 4 questions")
    filters.get_by_label("Verdict").select_option("wrong")
    expect(items.filter(visible=True)).to_have_count(2)
    filters.get_by_label("Kind").select_option("number")
    expect(items.filter(visible=True)).to_have_count(1)
    filters.get_by_label("Verdict").select_option("")
    filters.get_by_label("Kind").select_option("")
    filters.get_by_label("Text").fill("GOLD three")
    page.keyboard.press("Enter")
    expect(items.filter(visible=True)).to_have_count(1)

    quotation = page.get_by_text("The quotation of three.")
    expect(quotation).not_to_be_visible()
    page.get_by_text("Question three?").click()
    expect(quotation).to_be_visible()
    assert not is_too_wide(page)
    context.close()
    assert complaints == []
    assert requests == [path.as_uri()]


def test_without_scripts_every_question_is_there_and_no_filter(
    chromium: Browser, report: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(report)
    expect(page.locator(".questions > li").filter(visible=True)).to_have_count(4)
    expect(page.locator(".filter")).to_be_hidden()
    page.get_by_text("Question three?").click()
    expect(page.get_by_text("The quotation of three.")).to_be_visible()
    context.close()
