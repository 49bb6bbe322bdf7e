"""Articles through the site's API, against a local server that answers as MediaWiki does."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from ingest.addresses import Limits
from ingest.errors import AddressError, TooLargeError
from ingest.readers import read_document
from ingest.wikipedia import fetch_article, is_article
from tests.ingest.conftest import QuietHandler, serving
from tests.tables import data_path, read_lines, read_table

HERE = Limits(allow_private=True)
EINSTEIN = "https://en.wikipedia.org/wiki/Albert_Einstein"
UNKNOWN_PROP = {"query": {"warnings": 'Unrecognized value for parameter "prop": extracts.'}}
MISSING_PAGE = {"code": "missingtitle", "info": "The page you specified doesn't exist."}
WIKI = json.loads(data_path(__file__, "wikipedia.json").read_text("utf-8"))
BROKEN = {"/notjson": b"<busy>", "/list": b"[[]]", "/deep": b"[" * 100_000}


class Api(QuietHandler):
    """``/w/api.php`` of a wiki; other folders fail in other ways."""

    asked: list[dict[str, str]]

    def answer(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(query)
        folder = parts.path.removesuffix("/w/api.php")
        body = BROKEN.get(folder) or json.dumps(self.look_up(query)).encode()
        self.send(body, 429 if folder == "/busy" else 200, Content_Type="application/json")

    def look_up(self, query: dict[str, str]) -> dict[str, object]:
        if query["action"] == "query":
            page = WIKI["pages"][query["titles"]]
            warnings = {} if "extract" in page else {"warnings": UNKNOWN_PROP}
            return {"batchcomplete": True, "query": {"pages": [page]}} | warnings
        found = WIKI["rendered"].get(query["page"])
        return {"parse": found} if found else {"error": MISSING_PAGE}


@pytest.fixture
def base():
    Api.asked = []
    with serving(Api) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("url", read_lines(__file__, "articles"))
def test_articles_of_every_edition_are_known(url):
    assert is_article(url)


@pytest.mark.parametrize("url", read_lines(__file__, "others"))
def test_other_addresses_are_not_articles(url):
    assert not is_article(url)
    with pytest.raises(AddressError, match="not the address of a Wikipedia article"):
        fetch_article(url, HERE)


def test_an_article_is_text_with_its_headings(base):
    fetched = fetch_article("https://en.m.wikipedia.org/wiki/Albert_Einstein", HERE, base)
    extract = WIKI["pages"]["Albert Einstein"]["extract"]
    assert fetched.data.decode() == f"= Albert Einstein =\n\n{extract}\n"
    assert (fetched.suffix, fetched.title) == (".txt", "Albert Einstein")
    wanted = {"action": "query", "prop": "extracts", "titles": "Albert Einstein", "redirects": "1"}
    form = {"explaintext": "1", "exsectionformat": "wiki", "format": "json", "formatversion": "2"}
    assert Api.asked == [wanted | form]
    document = read_document(fetched.data, "article", fetched.suffix)
    assert document.title == "Albert Einstein"
    path = document.heading_path(document.text.index("compass"))
    assert path == ("Albert Einstein", "Life", "Childhood")


def test_odd_titles_reach_the_api_as_they_are(base):
    url = "https://en.wikipedia.org/wiki/AC/DC_+_C%2B%2B_%26_M%C3%BCller%3F"
    assert fetch_article(url, HERE, base).title == "AC/DC + C++ & Müller?"


@pytest.mark.parametrize(("folder", "title", "words"), read_table(__file__, "no text"))
def test_what_gives_no_text_is_a_sentence(base, folder, title, words):
    with pytest.raises(AddressError, match=words):
        fetch_article(f"https://en.wikipedia.org/wiki/{title}", HERE, base + folder)


def test_a_wiki_without_extracts_gives_the_page_as_html(base):
    fetched = fetch_article("https://en.wikipedia.org/wiki/Bare", HERE, base)
    assert (fetched.suffix, fetched.title) == (".html", "Bare <wiki>")
    html = fetched.data.decode()
    assert "<title>Bare &lt;wiki&gt;</title>" in html
    assert "<p>Shown as a page.</p>" in html
    assert Api.asked[-1]["action"] == "parse"
    document = read_document(fetched.data, "article", fetched.suffix)
    assert document.title == "Bare <wiki>"
    assert "Shown as a page." in document.text


def test_the_limits_hold_for_articles_too(base):
    with pytest.raises(TooLargeError, match="over the limit of 50 bytes"):
        fetch_article(EINSTEIN, Limits(max_bytes=50, allow_private=True), base)
    with pytest.raises(AddressError, match="--allow-private"):
        fetch_article(EINSTEIN, Limits(), base)
    assert len(Api.asked) == 1
