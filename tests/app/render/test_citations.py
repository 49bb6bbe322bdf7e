"""Citations to copy, read back by programs that did not write them; as written, they are approved."""

import json
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pybtex.database import parse_string
from selectolax.lexbor import LexborHTMLParser

from app.answers import Citation
from app.render.citations import FORMATS, bibtex, csl_json, html, markdown, place_link, ris
from tests.app.render.samples import ADDED, FIRST
from tests.tables import read_lines, read_table

QUOTE = "Its bill is short, hooked & non-serrated."
WEB = replace(
    FIRST, source="https://owls.org/a_b?x=1&copy=2", section=(), page=None, quote=QUOTE, end=1245
)
DIRECTIVE = ":~:text=Its%20bill%20is%20short%2C%20hooked%20%26%20non%2Dserrated."
KEY = "footnote-0123456789abcdef-1204"
# Every character that a document's text can hold, and those that mean something here more often.
TEXTS = st.text(
    st.sampled_from("ab1 \n{}\\&%$#_~^<>|`'\"-,@=*[]()!:.")
    | st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff"),
    min_size=1,
).filter(str.strip)


@pytest.mark.parametrize(("said", "parts"), [("", ""), *read_table(__file__, "dates")])
def test_a_date_goes_as_far_as_it_is_known(said: str, parts: str) -> None:
    (item,) = json.loads(csl_json(FIRST, {"date": said}, ""))
    known = {"date-parts": [[int(part) for part in parts.split()]]}
    assert item.get("issued") == (known if parts else None)
    first = json.loads(csl_json(FIRST, {"published": "1999", "date": said}, ""))
    assert first[0]["issued"] == {"date-parts": [[1999]]}


def link(source: str, quote: str = "An owl.") -> str | None:
    return place_link(replace(WEB, source=source, quote=quote))


def test_a_link_finds_the_quotation_by_its_text() -> None:
    assert place_link(WEB) == f"https://owls.org/a_b?x=1&copy=2#{DIRECTIVE}"
    assert link("HTTP://owls.org/#top") == "HTTP://owls.org/#top:~:text=An%20owl."
    assert link("http://owls.org/#a:~:text=b") == "http://owls.org/#a:~:text=An%20owl."
    assert link("http://owls.org", "Eulenvögel\u00a0 - \tja") == (
        "http://owls.org#:~:text=Eulenv%C3%B6gel%C2%A0%20%2D%20ja"
    )
    assert link("http://owls.org/5%25=5%") == "http://owls.org/5%25=5%25#:~:text=An%20owl."
    assert link("http://[::1]/ö <\"'>\n{}\\") == (
        "http://[::1]/%C3%B6%20%3C%22'%3E%20%7B%7D%5C#:~:text=An%20owl."
    )


def test_a_long_link_holds_both_ends() -> None:
    exact, longer = " ".join(["owls"] * 60), " ".join(f"w{number}" for number in range(100))
    assert len(exact) == 299
    assert link("http://a.b", exact) == f"http://a.b#:~:text={exact.replace(' ', '%20')}"
    assert link("http://a.b", longer) == (
        "http://a.b#:~:text=w0%20w1%20w2%20w3%20w4%20w5%20w6%20w7"
        ",w92%20w93%20w94%20w95%20w96%20w97%20w98%20w99"
    )
    unspaced = "梟" * 301  # where words are not set apart there is nothing to cut at
    assert link("http://a.b", unspaced) == f"http://a.b#:~:text={'%E6%A2%9F' * 301}"


def test_a_link_over_several_blocks_holds_both_ends() -> None:
    assert link("http://a.b", "Owls\n\n\nsee well.\n") == "http://a.b#:~:text=Owls,see%20well."


@pytest.mark.parametrize("source", ["", *read_lines(__file__, "no web page")])
def test_what_is_no_web_page_has_no_link(source: str) -> None:
    citation = replace(FIRST, source=source)
    assert place_link(citation) is None
    assert "href" not in html(citation)
    assert "](" not in markdown(citation)
    assert "url =" not in bibtex(citation, {}, "")


def test_the_folders_of_a_file_are_not_told() -> None:
    for form in FORMATS.values():
        copied = form.write(FIRST, {}, ADDED)
        assert "owls" in copied
        assert "ann/" not in copied


def test_a_name_that_is_not_utf_8_can_still_be_written() -> None:
    citation = replace(FIRST, title="\udcff", source="/a/\udcfe.txt")
    for form in FORMATS.values():
        assert b"udcff" in form.write(citation, {"author": "\ud800"}, ADDED).encode()


def test_a_format_has_a_name_a_suffix_and_a_label_of_its_own() -> None:
    for field in ("label", "suffix", "media_type"):
        assert len({getattr(form, field) for form in FORMATS.values()}) == len(FORMATS)


def test_two_quotations_have_two_keys_of_letters_and_digits() -> None:
    hostile = replace(FIRST, document_id="a},]b")
    assert bibtex(hostile, {}, "").startswith("@misc{footnote-ab-1204,\n")
    assert bibtex(replace(hostile, start=5), {}, "").startswith("@misc{footnote-ab-5,\n")


# Read back by other programs: hostile texts, then any text.


def hostile(quote: str, title: str) -> Citation:
    source = f"https://owls.org/{title}"
    return replace(WEB, quote=quote, title=title, section=(title, quote), source=source)


def lines_joined(text: str) -> str:
    return " ".join(text.split())


TEX_NAMES = {
    "backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^",
    "asciigrave": "`", "less": "<", "greater": ">", "bar": "|",
}  # fmt: skip


def untex(text: str) -> str:
    """What TeX prints; a sign that it would obey instead is a fault."""
    pattern = r"\{\\text(\w+)\}|\\([&%$#_])|\{\}|([\\{}~^`<>|&%$#_]|--|''|,,)"

    def printed(found: re.Match[str]) -> str:
        assert not found[3], found[3]
        return TEX_NAMES[found[1]] if found[1] else found[2] or ""

    return re.sub(pattern, printed, text)


def check_bibtex(citation: Citation, author: str) -> None:
    made = bibtex(citation, {"author": author}, ADDED)
    entries = parse_string(made, "bibtex").entries
    assert list(entries) == [KEY]
    fields = entries[KEY].fields
    assert set(fields) == {"title", "url", "urldate", "annote"}
    assert fields["title"][0] + fields["title"][-1] == "{}"
    assert lines_joined(untex(fields["title"][1:-1])) == lines_joined(citation.title)
    assert lines_joined(untex(fields["annote"])).startswith(
        lines_joined(f"“{' '.join(citation.quote.splitlines())}” {citation.title.strip()},")
    )
    assert re.fullmatch(r"https://[^\s{}\\]*", fields["url"])
    (person,) = entries[KEY].persons["author"]
    assert lines_joined(untex(str(person)[1:-1])) == lines_joined(author)


def check_ris(citation: Citation, author: str) -> None:
    made = ris(citation, {"author": author}, ADDED)
    assert made.endswith("\r\nER  - \r\n")
    lines = made.removesuffix("\r\n").split("\r\n")
    assert [line[:6] for line in lines] == [
        f"{tag}  - " for tag in ("TY", "AU", "TI", "UR", "Y2", "N1", "ER")
    ]
    assert all(len(line.splitlines()) == 1 for line in lines)
    (record,) = rispy.loads(made)
    assert lines_joined(record["title"]) == lines_joined(citation.title)
    assert lines_joined(record["authors"][0]) == lines_joined(author)
    assert lines_joined(record["notes"][0]).startswith(lines_joined(f"“{citation.quote}”"[:-1]))


def check_csl_json(citation: Citation, author: str) -> None:
    (item,) = json.loads(csl_json(citation, {"author": author}, ADDED))
    assert lines_joined(item["title"]) == lines_joined(citation.title)
    assert lines_joined(item["author"][0]["literal"]) == lines_joined(author)
    assert item["annote"].startswith(f"“{' '.join(citation.quote.splitlines())}”")


def check_html(citation: Citation) -> None:
    tree = LexborHTMLParser(html(citation))
    assert tree.body is not None
    assert [node.tag for node in tree.body.traverse()][1:] == [
        *("figure", "blockquote", "figcaption", "cite", "a")
    ]
    quoted, where = tree.css_first("blockquote"), tree.css_first("a")
    assert quoted.text() == citation.quote
    assert lines_joined(tree.css_first("cite").text()) == lines_joined(citation.title)
    assert where.attributes["href"] == place_link(citation)
    assert (where.attributes["href"] or "").startswith(quoted.attributes["cite"] or "?")


def check_markdown(citation: Citation) -> None:
    made = markdown(citation)
    assert len(made.splitlines()) == 3
    renderer = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tree = LexborHTMLParser(renderer.render(made))
    assert tree.body is not None
    assert [node.tag for node in tree.body.traverse()][1:] == ["blockquote", "p", "p", "em", "a"]
    quoted = f"“{' '.join(citation.quote.splitlines())}”[^{KEY}]"
    assert tree.css_first("blockquote").text().strip() == quoted
    assert lines_joined(tree.css_first("em").text()) == lines_joined(citation.title)
    href = tree.css_first("a").attributes["href"] or ""
    assert unquote(href) == unquote(place_link(citation) or "?")  # it encodes brackets as well


def check_link(citation: Citation) -> None:
    address, _, directive = (place_link(citation) or "").partition("#")
    texts = directive.partition(":~:text=")[2].split(",")
    assert address.isascii()
    assert re.fullmatch(r"[\w.~%]+", "".join(texts), re.ASCII)
    found = 0
    for text in map(unquote, texts):
        found = re.sub("[ \t]+", " ", citation.quote).index(text, found)


def check_all(citation: Citation, author: str) -> None:
    check_bibtex(citation, author)
    check_ris(citation, author)
    check_csl_json(citation, author)
    check_html(citation)
    check_markdown(citation)
    check_link(citation)


@pytest.mark.parametrize("text", read_lines(__file__, "hostile"))
def test_no_text_breaks_out_of_its_place(text: str) -> None:
    check_all(hostile(f"{text}{text}", text), text)


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None)
def test_any_text_is_read_back_as_it_was(quote: str, title: str, author: str) -> None:
    check_all(hostile(quote, title), author)
