"""The addresses of sources, by HTTP: several quotations, a PDF's pages, images, and what is not there."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.render.html import source_address
from app.render.outline import NOT_KEPT
from app.render.pages import UNPLACED
from app.render.source import CHANGED
from app.web.sources import GONE, MOST_MARKS, NO_PAGES, SOURCE_POLICY, source_routes
from index.store import Store
from ingest.documents import Document, hash_text
from tests.html import texts
from tests.index.conftest import tamper
from tests.ingest.readers_samples import make_pdf
from tests.tiny_library import add_texts, id_of

PDF = make_pdf(
    [["Oil burns in lamps.", "Gas burns as well."], [], ["The third page ends it."]],
    contents=[(b"(Of oil)", 1), (b"(The end)", 3)],
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    add_texts(
        tmp_path / "library", {"lamps.pdf": PDF, "gas.md": "# Gas\n\nGas.\n\n## Mains\n\nOld."}
    )
    return Store(tmp_path / "library")


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(Starlette(routes=source_routes(lambda _: store)))


def document_of(store: Store, name: str = "lamps.pdf") -> Document:
    document = store.document(id_of(store, name))
    assert document is not None
    return document


def address_of(document: Document, *quotes: str, pages: bool = False) -> str:
    starts = [document.text.index(quote) for quote in quotes]
    spans = [(start, start + len(quote)) for start, quote in zip(starts, quotes, strict=True)]
    start, end = spans[0] if spans else (0, 0)
    return source_address(document.id, start, end, spans[1:], pages=pages)


def test_all_the_quotations_of_an_address_are_marked(client: TestClient, store: Store) -> None:
    document = document_of(store)
    html = client.get(address_of(document, "third", "Oil", "Gas")).text
    assert texts(html, "mark") == ["Oil", "Gas", "third"]
    assert texts(html, "mark#quotation.current") == ["third"]
    assert texts(html, ".body") == [document.text]


def test_each_pair_is_checked_and_only_so_many_are_taken(client: TestClient, store: Store) -> None:
    identifier = document_of(store).id
    bad = (
        "start=9&end=2&start=-1&end=3&start=x&end=y&start=0&end=99999999&start=1&end=" + "9" * 5000
    )
    html = client.get(f"/source/{identifier}?{bad}&start=0&end=3").text
    assert texts(html, "mark") == ["Oil"]
    html = client.get(f"/source/{identifier}?start=0&end=3&start=4").text  # half a pair
    assert texts(html, "mark") == ["Oil"]
    many = "&".join(f"start={at}&end={at + 1}" for at in range(MOST_MARKS + 1))
    assert len(texts(client.get(f"/source/{identifier}?{many}").text, "mark")) == MOST_MARKS


def test_the_pages_of_a_pdf_have_the_quotation_on_them(client: TestClient, store: Store) -> None:
    answer = client.get(address_of(document_of(store), "The third page", "Oil", pages=True))
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == SOURCE_POLICY
    assert "img-src 'self';" in SOURCE_POLICY
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "<script" not in answer.text
    parsed = LexborHTMLParser(answer.text)
    assert [node.id for node in parsed.css("figure")] == ["page-1", "page-2", "page-3"]
    assert [node.id for node in parsed.css("#page-1 .paper span")] == ["quotation-1"]
    assert [node.id for node in parsed.css("#page-3 .paper span")] == ["quotation"]
    assert UNPLACED not in answer.text


def test_the_image_of_a_page_is_the_page_without_marks(client: TestClient, store: Store) -> None:
    document = document_of(store)
    answer = client.get(f"/source/{document.id}/page/3.png?start=0&end=9")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    image = Image.open(BytesIO(answer.content)).convert("RGB")
    assert image.size == (1_400, 1_812)
    colours = [colour for _, colour in image.getcolors(1_000)]
    assert all(red == green == blue for red, green, blue in colours)  # black on white, no mark


@pytest.mark.parametrize(
    "number", ["0", "4", "999999", "9999999", "-1", "1_0", "x", "１", "%31%2e"]
)
def test_a_page_that_is_not_there_is_said_in_words(
    client: TestClient, store: Store, number: str
) -> None:
    answer = client.get(f"/source/{document_of(store).id}/page/{number}.png")
    assert answer.status_code == 404
    known = f"{document_of(store).source} has no page {number}."
    assert answer.text in {known, NO_PAGES}


def test_what_is_no_pdf_or_not_there_has_no_pages(client: TestClient, store: Store) -> None:
    gas = document_of(store, "gas.md")
    answer = client.get(f"/source/{gas.id}/pages")
    assert (answer.status_code, texts(answer.text, ".missing")) == (404, [NO_PAGES])
    assert client.get(f"/source/{gas.id}/page/1.png").text == NO_PAGES
    for path in ("/source/unknown%3Cb%3E", "/source/unknown/pages"):
        answer = client.get(path)
        assert (answer.status_code, texts(answer.text, ".missing")) == (404, [GONE])
    assert client.get("/source/unknown/page/1.png").status_code == 404


def test_an_older_library_says_that_it_has_only_the_text(client: TestClient, store: Store) -> None:
    document = document_of(store)
    assert texts(client.get(f"/source/{document.id}").text, ".views a") == ["Text", "Pages"]
    tamper(store, "DELETE FROM originals")
    html = client.get(address_of(document, "Oil")).text
    assert (texts(html, ".not-kept"), texts(html, "mark")) == ([NOT_KEPT], ["Oil"])
    assert client.get(f"/source/{document.id}/pages").status_code == 404
    assert client.get(f"/source/{document.id}/page/1.png").status_code == 404


def test_a_kept_file_that_is_another_is_never_shown(client: TestClient, store: Store) -> None:
    document = document_of(store)
    tamper(store, "UPDATE originals SET data = ?", make_pdf([["Something else."]]))
    answer = client.get(f"/source/{document.id}/pages")
    assert (answer.status_code, texts(answer.text, ".missing")) == (404, [NO_PAGES])
    assert client.get(f"/source/{document.id}/page/1.png").text == NO_PAGES


def test_nothing_is_marked_in_a_text_that_was_changed(client: TestClient, store: Store) -> None:
    addresses = [address_of(document_of(store), "Oil", pages=pages) for pages in (False, True)]
    tamper(
        store, "UPDATE documents SET text = replace(text, 'Gas b', 'Gus b') WHERE title != 'Gas'"
    )
    text, pages = (client.get(address).text for address in addresses)
    for html in (text, pages):
        assert texts(html, ".changed") == [CHANGED]
        assert texts(html, "mark") == texts(html, "[data-mark]") == []
    assert len(texts(pages, "figure")) == 3


def test_a_text_that_another_reading_gave_is_not_marked_on_the_page(
    client: TestClient, store: Store
) -> None:
    """As when a document was read by an earlier PDFium: the file is the same, its text is not."""
    identifier = document_of(store).id
    other = document_of(store).text.replace("Gas", "Gus")
    query = "UPDATE documents SET text = ?, text_sha256 = ? WHERE id = ?"
    tamper(store, query, other, hash_text(other), identifier)
    document = document_of(store)
    html = client.get(address_of(document, "Oil", "third", pages=True)).text
    assert texts(html, "#page-1 > p") == [UNPLACED]
    assert len(texts(html, "#page-1 .paper span")) == 0
    assert len(texts(html, "#page-3 .paper span")) == 1


def test_an_unexpected_error_is_a_page_that_says_so(
    client: TestClient, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    document = document_of(store)
    tamper(store, f"UPDATE documents SET pages = '[[1' WHERE id = '{document.id}'")
    for path in (f"/source/{document.id}", f"/source/{document.id}/pages"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert texts(answer.text, ".missing")[0].startswith("Something went wrong in Footnote")
    assert "JSONDecodeError" in capsys.readouterr().err
