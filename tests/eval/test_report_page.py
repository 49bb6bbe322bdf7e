"""The report of a run: what stands in it, that it is whole and safe, and how it works in a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from eval.intervals import Estimate
from eval.manifest import Manifest
from eval.metrics import Bin, Curve
from eval.plots import calibration_plot, kinds_plot, latency_plot, risk_coverage_plot
from eval.report import manifest_html, report_html, summary_html
from eval.report_questions import questions_html
from eval.results import Gold, Quoted, Result, Verdict
from eval.summary import Latency, Summary, summarise
from eval.two_runs import Change, Difference, TwoRuns
from tests.browser import NARROW, is_too_wide

pytest_plugins = ["tests.browser_fixtures"]

HOSTILE = (
    "<script>alert(1)</script> ${x} {{x}} \"double\" 'single' <img src=http://afar.example/x> &amp;"
)
VOID = {"meta", "input", "br", "img"}

MANIFEST = Manifest(
    dataset="Made-up questions",
    questions=4,
    data_sha256="a" * 64,
    library_sha256="b" * 64,
    documents=3,
    passages=120,
    encoder="made-up-encoder",
    settings={"passages read": 5, "threshold": 0.5},
    seed=7,
    versions={"python": "3.11"},
    machine={"cores": "4"},
    started="2026-03-04T05:06:07+00:00",
    adding_seconds=8.0,
    library_bytes=2_500_000,
)


def made(name: str, kind: str, verdict: Verdict, confidence: float, *, hostile: str = "") -> Result:
    answerable = verdict not in {Verdict.RIGHTLY_DECLINED, Verdict.FALSE_ANSWER}
    right = verdict in {Verdict.RIGHT, Verdict.DECLINED}
    answered = verdict not in {Verdict.RIGHTLY_DECLINED, Verdict.DECLINED}
    quote = f"The quotation of {name}.{hostile}"
    return Result(
        id=name,
        question=f"Question {name}?{hostile}",
        kind=kind,
        answerable=answerable,
        expected=((f"gold {name}", "another form"),) if answerable else (),
        gold=(Gold("page.md", 10, 30, f"The gold quote of {name}."),) if answerable else (),
        answered=answered,
        confidence=confidence,
        quotes=(Quoted(f"Title{hostile}", ("Part",), "page.md", 10, 1040, quote, right, verbatim=True),),
        right_rank=3 if answerable and verdict is not Verdict.NOT_RETRIEVED else None,
        candidate_right=right,
        verdict=verdict,
        declined_because=None if answered else "uncertain",
        scores={"mrr": 1 / 3} if answerable else {},
        seconds={"whole": 0.25, "read": 0.125},
    )  # fmt: skip


RESULTS = [
    made("one", "number", Verdict.RIGHT, 0.9),
    made("two", "number", Verdict.NOT_RETRIEVED, 0.4),
    replace(made("three", "why", Verdict.READ_WRONG, 0.8), previous="And before that?"),
    made("four", "unanswerable-though-near-the-subject", Verdict.RIGHTLY_DECLINED, 0.1),
]


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summarise(RESULTS, seed=1)


COMPARISON = TwoRuns(
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
def report(summary: Summary) -> str:
    return report_html(MANIFEST, summary, RESULTS, COMPARISON)


class Balance(HTMLParser):
    """Notes every tag that is closed out of turn, or never, and every attribute that is given twice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()
        self.faults += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"{tag} {names}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It is closed at once."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")


def text_of(html: str, selector: str = "*") -> str:
    found = LexborHTMLParser(html).css_first(selector)
    return re.sub(r"\s+", " ", found.text()).strip()


def cells(html: str, name: str) -> list[str]:
    """The cells of the row with this name."""
    for row in LexborHTMLParser(html).css("tr"):
        head = row.css_first("th[scope=row]")
        if head and head.text(deep=False).strip() == name:
            return [cell.text().replace("\xa0", " ") for cell in row.css("td")]
    return []


# The page


def test_every_tag_is_closed_in_turn(report: str) -> None:
    assert Balance("<p><b>x</p>").faults != []
    assert Balance(report).faults == []


def test_no_name_stands_twice_in_the_page(report: str) -> None:
    names = re.findall(r'\sid="([^"]+)"', report)
    assert names
    assert len(names) == len(set(names))


def test_parts_come_in_reading_order(report: str) -> None:
    headings = [node.text() for node in LexborHTMLParser(report).css("h2, h3")]
    assert headings == [
        "Made-up questions", "Figures", "In pictures", "Where it went wrong",
        "Compared with yesterday", "Every question", "How it was made",
    ]  # fmt: skip


def test_same_input_same_bytes(summary: Summary, report: str) -> None:
    assert report_html(MANIFEST, summary, RESULTS, COMPARISON) == report


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


def test_hostile_text_stays_text(summary: Summary) -> None:
    hostile = made("evil", HOSTILE, Verdict.RIGHT, 0.7, hostile=HOSTILE)
    hostile = replace(
        hostile, short=HOSTILE, previous=HOSTILE, expected=((HOSTILE,),),
        gold=(Gold(HOSTILE, 0, 5, HOSTILE),), seconds={HOSTILE: 1.0},
    )  # fmt: skip
    manifest = replace(
        MANIFEST, dataset=HOSTILE, machine={HOSTILE: HOSTILE}, settings={HOSTILE: HOSTILE}
    )
    comparison = replace(COMPARISON, before=HOSTILE, changes=(Change("x", HOSTILE, Verdict.RIGHT, Verdict.DECLINED),))  # fmt: skip
    html = report_html(manifest, summarise([hostile], seed=1), [hostile], comparison)
    page = LexborHTMLParser(html)
    assert len(page.css("script")) == 1
    assert page.css("img") == []
    assert Balance(html).faults == []
    assert page.css_first("h2").text() == HOSTILE
    assert page.css_first("blockquote").text() == f"The quotation of evil.{HOSTILE}"
    assert page.css_first(".asked").text() == f"{HOSTILE} Question evil?{HOSTILE}"
    assert page.css_first(".questions > li").attributes["data-kind"] == HOSTILE
    assert f"Title{HOSTILE}, Part, characters" in page.css_first(".place").text()


# Figures


def test_the_sentence_says_the_result(summary: Summary) -> None:
    low, high = summary.estimates["right"].low, summary.estimates["right"].high
    assert text_of(summary_html(summary, MANIFEST), ".result") == (
        f"Right on 2 of 4 questions (50 %, 95 % interval {100 * low:.0f}–{100 * high:.0f} %): "
        "a right quotation for 1 of the 3 with an answer, and rightly none for 1 of the 1 without."
    )


def test_a_run_of_retrieval_alone_does_not_speak_of_answers() -> None:
    results = [
        replace(result, read=False, answered=False, quotes=(), verdict=verdict)
        for result, verdict in zip(RESULTS, [Verdict.RIGHT, Verdict.NOT_RETRIEVED], strict=False)
    ]
    sentence = text_of(summary_html(summarise(results, seed=1), MANIFEST), ".result")
    assert sentence.startswith("A right passage came high enough to be read for 1 of 2 questions (")
    assert "Declined" not in questions_html(results)
    assert "<dt>Quoted</dt>" not in questions_html(results)


def test_an_unfinished_run_says_so(summary: Summary) -> None:
    html = summary_html(summary, replace(MANIFEST, questions=9))
    assert "4 of 9 questions so far, 4 March 2026, 05:06 UTC" in html


def test_no_figure_without_its_interval(summary: Summary) -> None:
    estimates = {
        "right": Estimate(0.5, 0.25, 0.75, 4),
        "mrr": Estimate(1 / 3, None, None, 1),
        "verbatim": Estimate(0.99996, 0.999, 1.0, 25_000),
    }
    html = summary_html(replace(summary, estimates=estimates), MANIFEST)
    assert cells(html, "right") == ["50.0 %", "25.0 to 75.0 %", "4"]
    assert cells(html, "MRR") == ["0.333", "no interval (n = 1)", "1"]
    # Not quite all is not written as all.
    assert cells(html, "quotations found at their offsets") == [
        "99.9 %",
        "99.9 to 100.0 %",
        "25,000",
    ]


def test_an_absent_measure_is_left_out(summary: Summary) -> None:
    html = summary_html(summary, MANIFEST)
    assert cells(html, "MRR") != []
    assert cells(html, "nDCG@10") == []
    assert "nDCG@10" not in html


def test_verdicts_are_counted(summary: Summary) -> None:
    html = summary_html(summary, MANIFEST)
    rows = {
        name: cells(html, name) for name in ("right", "not retrieved", "read wrong", "ranked low")
    }
    assert rows["not retrieved"] == ["1"]
    assert rows["read wrong"] == ["1"]
    assert rows["ranked low"] == []


def test_a_comparison_says_what_is_better_and_what_worse(report: str) -> None:
    section = LexborHTMLParser(report).css_first("section[aria-label=Comparison]").html
    assert cells(section, "right") == ["25.0 %", "50.0 %", "+25.0 points", "+5.0 to +45.0 points", "0.030", "2 of 4"]  # fmt: skip
    # The minus is a true one; p is never written as nothing.
    assert cells(section, "MRR")[2:5] == ["−0.100", "−0.300 to +0.100", "0.400"]
    assert cells(section, "false answers, of the unanswerable")[4] == "< 0.001"
    words = [node.text() for node in LexborHTMLParser(section).css("th .about")]
    assert words == ["better", "worse", "no clear difference"]
    lists = LexborHTMLParser(section).css("h4, .changes")
    assert [node.text().replace("→", "to") for node in lists] == [
        "Better: 1", "Better <one>?ranked low to right",
        "Worse: 1", "Worse two?right to not retrieved",
        "Otherwise different: 1", "Other three?ranked low to read wrong",
    ]  # fmt: skip


def test_the_manifest_says_what_it_cost_as_far_as_it_is_known() -> None:
    html = manifest_html(MANIFEST)
    assert cells(html, "Making the library") == ["8.0 s, 15.0 passages per second"]
    assert cells(html, "Library on disk") == ["2.5 MB"]
    assert cells(html, "Peak memory") == []
    assert cells(html, "Finished") == ["not yet"]
    assert cells(html, "Library, SHA-256") == ["b" * 64]
    assert cells(manifest_html(replace(MANIFEST, adding_seconds=0.0)), "Making the library") == []


# Every question


def test_every_question_is_there_once() -> None:
    many = [replace(made(f"q{i}", "number", Verdict.RIGHT, 0.5), id=str(i)) for i in range(300)]
    asked = [node.text() for node in LexborHTMLParser(questions_html(many)).css(".asked")]
    assert asked == [result.question for result in many]


def test_a_question_shows_what_was_found_quoted_and_expected() -> None:
    first, second, third, last = LexborHTMLParser(questions_html(RESULTS)).css(".questions > li")
    words = first.text()
    for part in (
        "came at rank 3.",
        "The quotation of one.right: Title, Part, characters 10–1,040 of page.md",
        "gold one or another form",
        "The gold quote of one.characters 10–30 of page.md",
        "0.90",
        "whole 250.0\xa0ms, read 125.0\xa0ms",
    ):
        assert part in words
    assert "No right passage was among those found." in second.text()
    assert "The quotation of three.wrong: Title" in third.text()
    assert third.css_first(".asked").text() == "And before that? Question three?"
    assert "Declined: uncertain. What came nearest:" in last.text()
    assert "That it is declined." in last.text()


def test_a_quotation_that_is_not_in_its_document_is_called_out() -> None:
    result = made("one", "number", Verdict.RIGHT, 0.9)
    broken = replace(result, quotes=(replace(result.quotes[0], verbatim=False),))
    assert "not in the document at this place" not in questions_html([result])
    assert "not in the document at this place" in questions_html([broken])


# Drawings


def labels(svg: str) -> list[str]:
    return [node.text() for node in LexborHTMLParser(svg).css("text")]


def described(svg: str) -> str:
    return LexborHTMLParser(svg).css_first("desc").text()


def test_the_risk_plot_has_its_lines_and_the_dot_of_the_run() -> None:
    curve = Curve((0.25, 0.5, 1.0), (0.0, 0.25, 0.5), (0.9, 0.6, 0.2))
    assert "this run" not in labels(risk_coverage_plot(curve))
    svg = risk_coverage_plot(curve, 0.5)
    assert {"share answered", "5 % risk", "10 % risk", "this run"} <= set(labels(svg))
    assert described(svg) == (
        "If all are answered, 50% are wrong. "
        "At the run's threshold 50% are answered and 25% of these are wrong."
    )
    # Nothing is as sure as that, so nothing is answered and there is no dot.
    assert "this run" not in labels(risk_coverage_plot(curve, 0.95))


def test_the_calibration_plot_has_the_number_of_each_bin() -> None:
    svg = calibration_plot([Bin(0.1, 0.2, 17, 0.15, 0.0), Bin(0.8, 0.9, 1234, 0.85, 0.9)])
    assert {"confidence", "right", "17", "1,234"} <= set(labels(svg))
    assert described(svg).endswith("Confidence 85%: 90% right of 1,234.")


def test_the_latency_plot_has_the_stages_in_their_order() -> None:
    svg = latency_plot({"whole": Latency(120.4, 301.6), "fuse": Latency(0.24, 0.31)})
    found = labels(svg)
    assert found.index("whole") < found.index("fuse")
    assert {"120 / 302", "0.2 / 0.3"} <= set(found)


def test_the_kinds_plot_keeps_any_name() -> None:
    kinds = {
        "$x$ & <b>": Estimate(0.5, 0.25, 0.75, 12),
        "日本語": Estimate(1.0, None, None, 1),
        "a name that is much too long to be set\nbeside a drawing": Estimate(0.0, 0.0, 0.3, 9),
        "#010203\x00": Estimate(0.5, 0.5, 0.5, 2),
    }
    svg = kinds_plot(kinds)
    assert {"$x$ & <b> (12)", "日本語 (1)", "a name that is much too lon… (9)"} <= set(labels(svg))
    assert any(label.startswith("#010203") for label in labels(svg))
    assert "日本語: 100% (no interval), n = 1." in described(svg)


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
