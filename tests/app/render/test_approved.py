"""Each thing shown, whole, beside what was looked at and approved, in the folder ``approved``.

After a wanted change, ``FOOTNOTE_APPROVE=1 python -m pytest tests/app/render/test_approved.py``
writes the files anew; their difference is then to be read before it is committed.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.answers import Change, Declined, Member, Outdated, Part, Problem, Risk, Shape
from app.jobs.job import Job, Kind, State, Step
from app.keeping.kept import KeptQuotation
from app.reading.reader import Cut
from app.render.card import history_html, risk_html
from app.render.citations import FORMATS
from app.render.claims import claims_csv, claims_json, claims_text
from app.render.claims_html import claims_html, claims_progress_html
from app.render.doors import Endpoint, api_html, login_html
from app.render.html import asset
from app.render.jobs import jobs_html, jobs_place_html
from app.render.kept import kept_html, marks_html
from app.render.library import adding_html, message_html, table_html
from app.render.pack import pack_html
from app.render.pack_entries import entries_from_claims, entries_from_turns
from app.render.pages import pages_html
from app.render.shell import download_html, pane_html, title_html
from app.render.source import missing_html, source_html, source_page
from app.render.text import answer_json, answer_text
from index.schema import DocumentSummary
from ingest.readers.pdf_contents import Entry
from ingest.report import Entry as Reported
from ingest.report import Outcome, Report
from tests.app.render.samples import (
    ADDED,
    ANSWER,
    CLAIMS,
    FIRST,
    GAS,
    HOSTILE,
    LAMPS,
    LAYOUT,
    MIXED,
    NOON,
    OIL,
    PLAIN,
    SMOKES,
    UNSURE,
    answer,
    cite,
    cited,
    differing,
    hostile_citation,
)
from tests.approval import check_approved

APPROVED = Path(__file__).with_name("approved")
SAME_PLACE = replace(
    cited("[6,000] was paid.", 2, 0.8), document_id="1", start=900, end=915, answer=(900, 905)
)
WEB = replace(FIRST, source="https://owls.org/a_b?x=1&copy=2", section=(), page=None)
METADATA = {"author": "Ann Lee, R&D", "publisher": "Owl Press", "date": "2024-05-01"}
DIFFERING = differing()
METALS = [
    cited("They trade in [tin, lead and Zinc]."),
    cited("[zinc and copper] are sold.", 2, 0.8),
]
ANSWERS = {
    "short, three documents, one says otherwise": answer(
        "How much did it cost?", cited("It cost [6,000] crowns."),
        cited("[Six thousand] was paid.", 2, 0.8), cited("The roof cost [900].", 3, 0.7),
    ),
    "two places of one document": answer("How much?", cited("It cost [6,000]."), SAME_PLACE),
    "understood otherwise, of some documents": replace(
        ANSWER, risk=Risk.ONE_IN_20, documents=("0123456789abcdef",)
    ),
    "of two documents": replace(PLAIN, documents=("a", "b")),
    "the sources differ": DIFFERING,
    "differing, unsure": replace(
        DIFFERING, short=None, quote=None, declined_because=Declined.UNCERTAIN
    ),
    "differing, off": replace(
        DIFFERING, short=None, quote=None, declined_because=Declined.NO_ANSWER
    ),
    "several things": answer("Which metals do they trade in?", *METALS),
    "a list": replace(
        answer("Which metals?", *METALS), short=None, shape=Shape.LIST, unread=True,
        parts=(Part("", (1, 2)),),
        members=(Member(1, 114, 117), Member(1, 119, 123), Member(2, 100, 104)),
    ),
    "compared": replace(
        answer("Compare tin and gold.", METALS[0]), short=None, shape=Shape.COMPARE,
        parts=(Part("tin", (1,)), Part("gold")),
    ),
    "about": replace(
        answer("What is zinc?", *METALS), short=None, shape=Shape.ABOUT,
        parts=(Part("", (1, 2)),),
    ),
    "decided": replace(
        answer("Is zinc sold?", METALS[1]), short=None, shape=Shape.YES_NO,
        parts=(Part("", (1,)),), citations=(replace(METALS[1], number=1, answer=None),),
    ),
    "one thing": answer("What metal do they trade in?", METALS[0]),
    "unsure": replace(UNSURE, confidence=0.01),
    "nothing found": replace(UNSURE, declined_because=Declined.NOTHING_FOUND),
    "empty library": replace(UNSURE, citations=(), declined_because=Declined.EMPTY_LIBRARY),
}  # fmt: skip
CUT = Cut(0.7, questions=870, answerable=400, answered=0.414, answers=190, right=0.9)


def parts(named: dict[str, str]) -> str:
    return "\n".join(f"[{name}]\n{text}\n" for name, text in named.items())


def history() -> str:
    hostile = answer(HOSTILE, hostile_citation(), declined_because=Declined.UNCERTAIN)
    turns = [*ANSWERS.values(), Problem("a=b?", "It broke."), hostile]
    return parts(
        {
            "empty": history_html([]),
            "a conversation": history_html(turns, status="Opened.", left=True),
            "waiting": history_html([Problem(HOSTILE, HOSTILE)], "Next?", HOSTILE),
            "risk": risk_html(CUT),
            "risk of none": risk_html(replace(CUT, answers=0)),
        }
    )


def kept() -> str:
    now = replace(FIRST, quote="It hears a vole.")
    changed = Outdated(ANSWER, (Change(FIRST, now),))
    gone = replace(FIRST, title="", section=(), quote="", before="", after="")
    removed = Outdated(ANSWER, (Change(gone, is_gone=True),))
    turns = [ANSWER, changed, removed, Problem(HOSTILE, HOSTILE)]
    quotations = [KeptQuotation(f"{n}", NOON, HOSTILE, turn) for n, turn in enumerate(turns)]
    return parts(
        {
            "none": kept_html([], NOON.date()),
            "none found": kept_html([], NOON.date(), search="x"),
            "all": kept_html(quotations, NOON.date(), removed="4"),
            "places": marks_html(["a:1-2", "b:3-4"]),
        }
    )


def source() -> str:
    no_pages, no_headings = replace(LAMPS, pages=()), replace(LAMPS, sections=())
    left_out = json.dumps({HOSTILE: {"characters": 1_200, "text": HOSTILE}})
    contents = [Entry("Oil <b>lamps</b>", 0, 1), Entry("Gas", 1, 2), Entry("Scanned", 0, 3)]
    hostile = replace(LAMPS, id=HOSTILE, title=HOSTILE, source=HOSTILE, text=HOSTILE * 2,
                      pages=(), sections=(), metadata={"licence": HOSTILE})  # fmt: skip
    over_all = (0, len(hostile.text))
    return parts(
        {
            "text, three marks": source_html(LAMPS, [GAS, SMOKES, OIL], kept=True),
            "one mark over everything": source_html(LAMPS, [(18, 45)]),
            "no pages": source_html(no_pages, []),
            "no headings": source_html(no_headings, [OIL]),
            "a PDF's own contents": source_html(no_headings, [], contents=contents),
            "left out": source_html(replace(no_pages, metadata={"left_out": left_out}), []),
            "neither": source_html(replace(no_pages, sections=()), []),
            "changed": source_html(LAMPS, [OIL], "another hash"),
            "hostile": source_page(source_html(hostile, [over_all]), HOSTILE, "b > i {}"),
            "missing": missing_html(HOSTILE),
            "pages": pages_html(LAMPS, [SMOKES, OIL], LAYOUT),
            "pages with contents": pages_html(LAMPS, [OIL], LAYOUT, contents=contents),
            "pages, changed": pages_html(LAMPS, [OIL], LAYOUT, "another hash"),
        }
    )


def claims() -> str:
    return parts(
        {
            "none": claims_html([]),
            "all": claims_html(CLAIMS),
            "progress": claims_progress_html(3, 20),
            "file": download_html(HOSTILE, "text/csv", HOSTILE),
        }
    )


def library() -> str:
    rows = [
        DocumentSummary(f"{n}", f"uploaded/{n}.txt", f"Title {n}", "", 1, 1_000 * n, "", "")
        for n in range(1, 3)
    ]
    hostile = DocumentSummary(HOSTILE, HOSTILE, HOSTILE, "", 1, 1, "2026-11-28T16:00", "3, 4")
    built_in = DocumentSummary("b", "built-in/b.md", "Built in", "", 1, 1, "", "")
    return parts(
        {
            "message": message_html(HOSTILE),
            "adding": adding_html(100_000_000),
            "table": table_html([*rows, hostile, built_in], leaving={"2"}),
            "table to look at": table_html(rows, "TITLE 2", removable=False),
            "found in the text": table_html(rows, "owls", {"1": 3}),
            "nothing found": table_html(rows, "nowhere"),
            "read before": table_html([replace(each, read_by=0) for each in rows]),
            "empty": table_html([]),
            "empty to look at": table_html([], removable=False),
        }
    )


def jobs() -> str:
    entries = (
        Reported("uploaded/a.txt", Outcome.ADDED, "", 9, 1),
        Reported("/b.pdf", Outcome.CHANGED, "", 9, 2, (3, 4), left_out={HOSTILE: 40}, document="b"),
        Reported("uploaded/c.bin", Outcome.SKIPPED, "uploaded/c.bin is damaged."),
        Reported("uploaded/d.txt", Outcome.DUPLICATE, "The same is there as uploaded/e.txt."),
        Reported("uploaded/f.txt", Outcome.UNCHANGED),
    )
    many = Report(tuple(replace(entries[0], source=str(n)) for n in range(1_070)), 1_070, 4.0)
    files, one = ("a.txt", "b.pdf", "c.bin"), (HOSTILE,)
    step = Step(2, 3, "uploaded/b.pdf", "encoding", 30, 60, 0.25)
    running = Job("r", Kind.ADDING, files, state=State.RUNNING, began=10.0, step=step)
    removing = Job("u", Kind.REMOVING, one, ("1",), due=27.6)
    begun = {
        "waiting": Job("w", Kind.ADDING, one),
        "starting": replace(running, step=None),
        "running": running,
        "early": replace(running, began=19.0),
        "gone on with": replace(running, resumed=True, step=Step(1, 3, HOSTILE, "reading")),
        "evaluating": Job("e", Kind.EVALUATING, ("the questions",), state=State.RUNNING, began=10.0,
                          step=Step(3, 4, "", "asking", fraction=0.5)),
        "locked": replace(removing, due=21.0, sentence="Another process is changing it."),
        "to be undone": removing,
    }  # fmt: skip
    ended = {
        "done": replace(running, state=State.DONE, report=Report(entries, 3, 4.0)),
        "slow": replace(running, state=State.DONE, report=Report(entries[:1], 1, 4.0)),
        "nothing": replace(running, state=State.DONE, report=Report((), 0, 0.0)),
        "cancelled": replace(running, state=State.CANCELLED, report=Report(entries[:1], 0, 4.0)),
        "undone": replace(removing, state=State.CANCELLED),
        "failed": replace(running, state=State.FAILED, sentence=HOSTILE),
        "evaluated": replace(begun["evaluating"], state=State.DONE),
    }
    long = replace(running, state=State.DONE, report=many)
    shortened = re.sub(
        r'(?s)(<li class="added">1: .*)(?=<li class="added">49: )', "", jobs_html([long], "", 20.0)
    )
    html = {name: jobs_html([job], "s:1", 20.0) for name, job in (begun | ended).items()}
    return parts({"place": jobs_place_html(), **html, "long": shortened})


def pack() -> str:
    found = cite(LAMPS, *OIL, answer=(7, 10))
    gone = cite(LAMPS, *GAS, document_id="gone", title="A lost book")
    web = replace(LAMPS, id="web", source="https://a.example/?x=1&y=2", added_at="", sha256="")
    turns = [
        answer("What burns?", found, cite(web, *GAS)),
        replace(answer("And coal?", gone, cite(LAMPS, *SMOKES)), understood_as="What of coal?",
                declined_because=Declined.NO_ANSWER),
        Problem(HOSTILE, HOSTILE),
    ]  # fmt: skip
    documents = {each.id: each for each in (LAMPS, web)}
    html = pack_html("Lamps & oil", NOON, entries_from_turns(turns), documents)
    for name in ("colours.css", "evidence_pack.css", "evidence_pack.js"):
        html = html.replace(asset(name), f"({name})")
    return re.sub("sha256-[^;&]+(?=&)", "(hash)", html)


def shell() -> str:
    endpoints = [Endpoint("POST", "/api/ask", "Ask a <question>."), Endpoint("GET", "/a", "b")]
    return parts(
        {
            "title": title_html(signed_in=False),
            "title and sign out": title_html(signed_in=True),
            "pane": pane_html(),
            "login": login_html(),
            "login again": login_html('/?q="x"&r=1', HOSTILE),
            "api": api_html(endpoints, "http://127.0.0.1:7860/"),
        }
    )


def citations() -> str:
    return parts(
        {
            f"{name}, {where}": form.write(citation, metadata, added)
            for where, citation, metadata, added in
            (("file", FIRST, METADATA, ADDED), ("web", WEB, {}, ""))
            for name, form in FORMATS.items()
        }
    )  # fmt: skip


def answers() -> str:
    texts = {name: answer_text(each) for name, each in ANSWERS.items()}
    made = {"answer as JSON": ANSWERS["the sources differ"], "declined as JSON": UNSURE}
    return parts(texts | {name: as_json(answer_json(each)) for name, each in made.items()})


def claims_said() -> str:
    return parts(
        {
            "text": claims_text(CLAIMS),
            "table": claims_csv(CLAIMS),
            "JSON": as_json(claims_json([MIXED, CLAIMS[-1]])),
            "in a pack": "\n".join(map(repr, entries_from_claims(CLAIMS[:3]))),
        }
    )


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def lines(html: str) -> str:
    """Markup with a line for each tag; the line ends that it has itself are to be seen."""
    return html.replace("\n", "¶\n").replace("><", ">\n<")


SHOWN: dict[str, Callable[[], str]] = {
    "history.html": history,
    "kept.html": kept,
    "source.html": source,
    "claims.html": claims,
    "library.html": library,
    "jobs.html": jobs,
    "pack.html": pack,
    "shell.html": shell,
    "citations.txt": citations,
    "answers.txt": answers,
    "claims.txt": claims_said,
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_is_what_was_approved(name: str) -> None:
    made = SHOWN[name]()
    text = (lines(made) if name.endswith(".html") else made).replace("\r", "␍")
    check_approved(text, APPROVED / name)
