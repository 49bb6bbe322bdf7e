"""MediaWiki's markup: what a reader of the page sees, and nothing of how it is made."""

import json

import pytest

from ingest.documents import Document
from ingest.readers import read_document
from ingest.readers.wiki import is_wiki_text

WIKI = """{{Infobox lighthouse
| name = Leck Light
| built = {{start date|1874|5}}
| keepers =
* [[Ivo Stam]]
* Piet
}}
'''Leck Light''' is a [[lighthouse]] in [[Leck, Norway|Leck]].<ref name="a">{{cite book|title=Lights|author=M. Quill|url=x}}</ref>
It was built in 1874<ref>Town records.</ref> and is {{convert|41|m|ft}} high.{{citation needed|date=May 2020}}<ref name="a" />
[[File:Leck.jpg|thumb|The light in [[winter]]]]

== History ==
* First keeper: ''Ivo Stam''
** His son Piet
# one
# two
; Dean : Ola Berg

{| class="wikitable"
! Season !! Ferry
|-
| rowspan="2" | Summer || 05:40
|-
| 06:30
|}
<!-- dull --> H<sub>2</sub>O, see [https://x.org the site]. <nowiki>[[plain]]</nowiki>
[[Category:Lights]]
{{Reflist}}
"""


def read(text: str, suffix: str) -> Document:
    return read_document(text.encode(), f"a{suffix}", suffix)


def test_a_page_of_a_wiki_reads_as_it_is_shown() -> None:
    document = read(WIKI, ".txt")
    assert document.text == (
        "name: Leck Light\nbuilt: 1874-5\nkeepers: Ivo Stam, Piet\n\n"
        "Leck Light is a lighthouse in Leck.[1] It was built in 1874[2] and is 41 m high.[1]\n\n"
        "The light in winter\n\nHistory\n\nFirst keeper: Ivo Stam\n  His son Piet\n\n"
        "1. one\n2. two\n\nDean: Ola Berg\n\nSeason | Ferry\nSummer | 05:40\nSummer | 06:30\n\n"
        "H₂O, see the site. [[plain]]\n\n"
        "Note 1 to “Leck Light is a lighthouse in Leck.”\n\nLights, M. Quill\n\n"
        "Note 2 to “It was built in 1874”\n\nTown records."
    )
    left_out = json.loads(document.metadata["left_out"])
    assert left_out["templates, categories"]["text"].split("\n") == [
        "{{citation needed|date=May 2020}}", "[[Category:Lights]]", "{{Reflist}}",
    ]  # fmt: skip
    assert left_out["comments"]["text"] == "dull"


def test_an_export_is_read_page_by_page() -> None:
    pages = "".join(
        f"<page><title>{title}</title><revision><text>old</text></revision>"
        f"<revision><text>It is a [[{title}]].\n== Use ==\n'''Much'''.</text></revision></page>"
        for title in ("Lamp", "Wick")
    )
    xml = f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/">{pages}</mediawiki>'
    document = read(xml, ".xml")
    assert (
        document.text
        == "Lamp\n\nIt is a Lamp.\n\nUse\n\nMuch.\n\nWick\n\nIt is a Wick.\n\nUse\n\nMuch."
    )
    assert document.heading_path(len(document.text) - 1) == ("Wick", "Use")


@pytest.mark.parametrize(
    "text",
    [
        "Hello {{ name }}, your order of {{ date }} is sent.",
        "if [[ -f x ]]; then\n  echo '''\nfi",
        "== Heading ==\nText of the first.\n== Other ==\nText.",
        "It's 'quoted' and ''emphasised'' text.",
    ],
)
def test_what_has_one_such_mark_is_text(text: str) -> None:
    assert not is_wiki_text(text)
