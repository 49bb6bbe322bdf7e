"""Articles through the site's API, against a local server that answers as MediaWiki does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from ingest.addresses import Limits
from ingest.errors import AddressError, TooLargeError
from ingest.readers import read_document
from ingest.wikipedia import fetch_article, is_article

HERE = Limits(allow_private=True)
EINSTEIN = "https://en.wikipedia.org/wiki/Albert_Einstein"
EXTRACT = """Albert Einstein was a physicist.


== Life ==
He was born in Ulm.


=== Childhood ===
He was given a compass."""
UNKNOWN_PROP = {"query": {"warnings": 'Unrecognized value for parameter "prop": extracts.'}}
MISSING_PAGE = {"code": "missingtitle", "info": "The page you specified doesn't exist."}

PAGES: dict[str, dict[str, object]] = {
    "Albert Einstein": {
        "pageid": 736,
        "ns": 0,
        "title": "Albert Einstein",
        "extract": EXTRACT,
    },
    "Nobody": {"ns": 0, "title": "Nobody", "missing": True},
    "A<b": {"title": "A<b", "invalidreason": "The title has invalid characters.", "invalid": True},
    "Special:Random": {"ns": -1, "title": "Special:Random", "special": True},
    "Blank": {"pageid": 1, "ns": 0, "title": "Blank", "extract": "  \n"},
    "AC/DC + C++ & Müller?": {"pageid": 2, "title": "AC/DC + C++ & Müller?", "extract": "Rock."},
    "Bare": {"pageid": 3, "ns": 0, "title": "Bare <wiki>"},
    "Gone": {"pageid": 4, "ns": 0, "title": "Gone"},
}
RENDERED = {"Bare": {"title": "Bare <wiki>", "pageid": 3, "text": "<p>Shown as a page.</p>"}}


class Api(BaseHTTPRequestHandler):
    """``/w/api.php`` of a wiki; other folders fail in other ways."""

    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(query)
        if parts.path == "/notjson/w/api.php":
            self.answer(b"<busy>")
        elif parts.path == "/list/w/api.php":
            self.answer(b"[[]]")
        elif parts.path == "/deep/w/api.php":
            self.answer(b"[" * 100_000)
        elif parts.path == "/w/api.php":
            self.answer(json.dumps(self.look_up(query)).encode())
        else:
            self.send_error(429)

    def look_up(self, query: dict[str, str]) -> dict[str, object]:
        if query["action"] == "query":
            page = PAGES[query["titles"]]
            warnings = {} if "extract" in page else {"warnings": UNKNOWN_PROP}
            return {"batchcomplete": True, "query": {"pages": [page]}} | warnings
        found = RENDERED.get(query["page"])
        return {"parse": found} if found else {"error": MISSING_PAGE}

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def base() -> Iterator[str]:
    Api.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        EINSTEIN,
        "http://de.m.wikipedia.org/wiki/Albert_Einstein",
        "https://zh-min-nan.wikipedia.org/wiki/X",
        "https://EN.Wikipedia.org/wiki/C%2B%2B?useskin=vector#History",
        "https://simple.wikipedia.org/wiki/AC/DC",
        "https://ja.wikipedia.org/wiki/アインシュタイン",
    ],
)
def test_articles_of_every_edition_are_known(url: str) -> None:
    assert is_article(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org/wiki/",
        "https://en.wikipedia.org/",
        "https://www.wikipedia.org/wiki/X",
        "https://m.wikipedia.org/wiki/X",
        "https://en.wikipedia.org.example.com/wiki/X",
        "https://example.com/en.wikipedia.org/wiki/X",
        "https://user@en.wikipedia.org/wiki/X",
        "https://en.wikipedia.org:444/wiki/X",
        "https://en.wikipedia.org/w/index.php?title=X",
        "https://en.wikipedia.org/wiki/X?oldid=12",
        "https://en.wikipedia.org/wiki/X?action=edit",
        "https://en.wikipedia.org/wiki/A|B",
        "https://en.wikipedia.org/wiki/A%7CB",
        "ftp://en.wikipedia.org/wiki/X",
        "https://[en.wikipedia.org/wiki/X",
        "Albert Einstein",
    ],
)
def test_other_addresses_are_not_articles(url: str) -> None:
    assert not is_article(url)
    with pytest.raises(AddressError, match="not the address of a Wikipedia article"):
        fetch_article(url, HERE)


def test_an_article_is_text_with_its_headings(base: str) -> None:
    fetched = fetch_article("https://en.m.wikipedia.org/wiki/Albert_Einstein", HERE, base)
    assert fetched.data.decode() == f"= Albert Einstein =\n\n{EXTRACT}\n"
    assert (fetched.suffix, fetched.title) == (".txt", "Albert Einstein")
    assert Api.asked == [
        {
            "action": "query",
            "prop": "extracts",
            "explaintext": "1",
            "exsectionformat": "wiki",
            "redirects": "1",
            "format": "json",
            "formatversion": "2",
            "titles": "Albert Einstein",
        }
    ]


def test_the_text_reader_finds_the_headings(base: str) -> None:
    fetched = fetch_article(EINSTEIN, HERE, base)
    document = read_document(fetched.data, "article", fetched.suffix)
    assert document.title == "Albert Einstein"
    assert document.heading_path(document.text.index("compass")) == (
        *("Albert Einstein", "Life", "Childhood"),
    )


def test_odd_titles_reach_the_api_as_they_are(base: str) -> None:
    url = "https://en.wikipedia.org/wiki/AC/DC_+_C%2B%2B_%26_M%C3%BCller%3F"
    assert fetch_article(url, HERE, base).title == "AC/DC + C++ & Müller?"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Nobody", "no article at https://en.wikipedia.org/wiki/Nobody; check the spelling"),
        ("A%3Cb", "no article at"),
        ("Special:Random", "no article at"),
        ("Blank", "the article at .* has no text"),
        ("Gone", "did not answer with an article"),
    ],
)
def test_what_has_no_text_is_a_sentence(base: str, title: str, words: str) -> None:
    with pytest.raises(AddressError, match=f"(?i){words}"):
        fetch_article(f"https://en.wikipedia.org/wiki/{title}", HERE, base)


def test_a_wiki_without_extracts_gives_the_page_as_html(base: str) -> None:
    fetched = fetch_article("https://en.wikipedia.org/wiki/Bare", HERE, base)
    assert (fetched.suffix, fetched.title) == (".html", "Bare <wiki>")
    html = fetched.data.decode()
    assert "<title>Bare &lt;wiki&gt;</title>" in html
    assert "<p>Shown as a page.</p>" in html
    assert Api.asked[-1]["action"] == "parse"
    document = read_document(fetched.data, "article", fetched.suffix)
    assert document.title == "Bare <wiki>"
    assert "Shown as a page." in document.text


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("/notjson", "did not answer with an article"),
        ("/list", "did not answer with an article"),
        ("/deep", "did not answer with an article"),
        ("/busy", r"answered 429 \(too many requests\)"),
    ],
)
def test_a_failing_site_is_a_sentence(base: str, folder: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        fetch_article(EINSTEIN, HERE, base + folder)


def test_the_limits_hold_for_articles_too(base: str) -> None:
    with pytest.raises(TooLargeError, match="over the limit of 50 bytes"):
        fetch_article(EINSTEIN, Limits(max_bytes=50, allow_private=True), base)
    with pytest.raises(AddressError, match="--allow-private"):
        fetch_article(EINSTEIN, Limits(), base)
    assert len(Api.asked) == 1
