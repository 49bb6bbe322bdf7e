"""HTML and Markdown: what a reader of the page sees, and nothing else."""

import time

import pytest

from ingest.documents import Document, Section
from ingest.readers import read_document

RUSSIAN = "Москва, столица +AGE-"


def read(html: str | bytes, suffix: str = ".html") -> Document:
    data = html if isinstance(html, bytes) else html.encode()
    return read_document(data, f"page{suffix}", suffix)


def text_of(body: str) -> str:
    return read(f"<meta charset=utf-8><body>{body}").text


PAGE = "<header>head</header><nav>nav</nav>{}<aside>aside</aside><footer>foot</footer>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a  \n b\t<b> c</b> <i>d</i>\n</p>", "a b c d"),
        ("<p>un<b>break</b>able<!-- no --> word</p>", "unbreakable word"),
        ("<p>10&nbsp;km &nbsp; away</p>", "10\xa0km \xa0 away"),
        ("<p>one<br>two <br/> three</p>", "one\ntwo\nthree"),
        ("one<br><br>two<br>\n<br>three", "one\n\ntwo\n\nthree"),
        (
            "bare<div>in a div<div>nested</div>tail</div>end",
            "bare\n\nin a div\n\nnested\n\ntail\n\nend",
        ),
        ("<p>&amp;lt; &lt;b&gt; &#8364; &eacute; &amp;amp;</p>", "&lt; <b> € é &amp;"),
        ("<blockquote>said<p>he</p></blockquote>", "said\n\nhe"),
        ("<p>a</p><hr><p>b</p><p> </p><p>&nbsp;</p>c", "a\n\nb\n\nc"),
        ("<p>x<sup>2</sup> + H<sub>2</sub>O</p>", "x² + H₂O"),
        ("a<figure><img alt=no><figcaption>Fig. 1</figcaption></figure>b", "a\n\nFig. 1\n\nb"),
        ("<details><summary>Why?</summary>Because.</details>", "Why?\n\nBecause."),
        # The items of a list are set off by one line end.
        ("<p>Buy</p><ul>\n<li>eggs</li>\n<li>milk</li></ul><p>Go</p>", "Buy\n\neggs\nmilk\n\nGo"),
        ("<ol><li>a<ul><li>b<li>c</ul><li>d</ol><ul><li>e</ul>", "1. a\n  b\n  c\n2. d\n\ne"),
        ("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "a\n\nb\nc"),
        ("<ul><li></li><li>a</li><li></li></ul>z", "a\n\nz"),
        ("<dl><dt>Fee</dt><dd>12</dd><dt>Term</dt><dd>May</dd></dl>", "Fee: 12\nTerm: May"),
        # Tables that lay out a page are read as blocks.
        (
            "<table><tr><td>Menu<td><h2>N</h2><p>One</p><table><tr><td>a<td>b</table></table>",
            "Menu\n\nN\n\nOne\n\na | b",
        ),
        ("<table><tr><td><p>a</p><p>b</p><tr><td>c</table>", "a\n\nb\n\nc"),
        # Preformatted text keeps its spaces and blank lines.
        ("<p>Run:<pre>\n  if a:\n\n    b\t\n\n</pre><p>End", "Run:\n\n  if a:\n\n    b\n\nEnd"),
        # The main text of a web page.
        (PAGE.format("<main><p>main</p></main>"), "main"),
        (PAGE.format("<div role=main>main</div>"), "main"),
        (PAGE.format("out<article><header>by</header>story</article>"), "by\n\nstory"),
        (
            PAGE.format("<article><header>by</header>1</article><article>2</article>"),
            "by\n\n1\n\n2",
        ),
        (PAGE.format("<p>body</p>"), "body"),
        (PAGE.format("<main></main><p>body</p>"), "body"),
        # A page may nest deeper than Python calls.
        ("<div>" * 5000 + "deep" + "<b>" * 5000 + "er", "deeper"),
    ],
    ids=lambda part: repr(part[:40]),
)
def test_what_a_reader_of_the_page_sees(body, text):
    assert text_of(body) == text


TABLE = (
    "<p>Before</p><table><caption>Prices</caption><thead><tr><th>Town<th>2010<th>2020</tr></thead>"
    "<tr><td>Oslo<br>(east)<td><p>5</p><p>m</p><td>6<td></tr><tr><td>Bergen<td><td>7</table>After"
)


def test_table_rows_are_lines_and_no_figure_changes_column():
    assert text_of(TABLE) == (
        "Before\n\nPrices\nTown | 2010 | 2020\nOslo (east) | 5 m | 6\nBergen |  | 7\n\nAfter"
    )


def test_what_a_browser_does_not_show_is_dropped():
    hidden = (
        "<script>1</script><style>2</style><noscript>3</noscript><template>4</template>"
        "<nav>5</nav><p hidden>6</p><p style='color: red; Display : none'>7</p><svg><text>8</text>"
        "</svg><select><option>9</select><div role=navigation>10</div><dialog>11</dialog>"
        "<textarea>12</textarea><span style='visibility:hidden'>13</span><iframe>14</iframe>"
    )
    assert text_of(f"<p>a{hidden}b") == "a\n\nb"
    assert text_of("<p>a<span hidden>6</span>b<script>1</script>c") == "abc"


def test_headings_become_sections():
    document = read("<h1>A <em>title</em></h1><p>x<h3>Deep<br>er</h3>y<h2>Next</h2>z<h2> </h2>")
    assert document.text == "A title\n\nx\n\nDeep er\n\ny\n\nNext\n\nz"
    assert document.sections == (
        Section(0, 1, "A title"),
        Section(12, 3, "Deep er"),
        Section(24, 2, "Next"),
    )
    assert document.heading_path(21) == ("A title", "Deep er")
    assert document.heading_path(30) == ("A title", "Next")
    assert document.title == "A title"


def test_a_page_names_its_title_author_and_language():
    document = read(
        "<html lang=en-GB><head><title> The\n Port &amp; More </title><meta name=Author content='A. B.'>"
        "</head><body><svg><title>no</title></svg><h1>Port</h1>"
    )
    assert document.title == "The Port & More"
    assert document.metadata == {"author": "A. B.", "language": "en-GB"}


@pytest.mark.parametrize(
    ("declaration", "encoding", "text"),
    [
        ("<meta charset='windows-1251'>", "cp1251", RUSSIAN),
        ("<META http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r", RUSSIAN),
        ("<meta charset=shift_jis>", "cp932", RUSSIAN),
        ("<meta charset=utf-8>", "utf-8", RUSSIAN),
        ("<meta charset=utf-8>", "utf-16", RUSSIAN),
        ("<meta charset=utf-7>", "utf-8", RUSSIAN),
        ("<meta charset=nonsense>", "utf-8", RUSSIAN),
        ("<meta charset=iso-8859-1>", "cp1252", "“5 €”"),  # means Windows-1252
    ],
)
def test_the_encoding_is_marked_or_declared(declaration, encoding, text):
    document = read(f"{declaration}<p>{text}".encode(encoding))
    assert (document.text, document.metadata) == (text, {})


def test_a_wrong_declaration_is_passed_over():
    wrong = read("<meta charset=utf-8><p>Le café à côté".encode("cp1252"))
    assert wrong.text == "Le café à côté"
    assert wrong.metadata == {"guessed_encoding": "cp1252"}


@pytest.mark.parametrize("opening", ["<table><tr><td>", "<table><caption>"])
def test_nested_tables_take_no_more_than_their_share_of_time(opening):
    begun = time.process_time()
    assert text_of(opening * 8000 + "deep") == "deep"
    assert time.process_time() - begun < 2  # 0.3 s; 3 to 8 s where each searches all those inside


XHTML = """<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html [<!ENTITY own "secret"><!ENTITY file SYSTEM "file:///etc/passwd">]>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>
<body><h1><a id="x"/>Caf\xe9</h1><p/>a<br/>b &lt;&amp;amp; &own;&file; <![CDATA[<i>]]></body></html>"""


def test_xhtml_is_read_as_xml_and_its_entities_are_not_expanded():
    document = read(XHTML.encode("latin-1"), ".xhtml")
    assert document.text == "Café\n\na\nb <&amp; &own;&file; <i>"
    assert document.title == "Café"


def test_xhtml_that_is_not_well_formed_is_read_as_html():
    assert read("<p>a<p>b &nbsp;c", ".xhtml").text == "a\n\nb \xa0c"
    assert read("<title/><script src='x'/><p>a<p>b", ".xhtml").text == "a\n\nb"


MARKDOWN = """---
title: "The port: a history"
country: NO
version: 1.10
date: 2024-05-01
tags: [sea, trade]
nested: {a: b}
nothing:
---
Intro *with* **marks**, a [link](https://example.org) and
a soft line\\
and a hard one.

# History
## Trade
- coal
- timber `a  b`
  1. oak

> Quoted ~~not~~

| Year | Tons |
|------|-----:|
| 1901 | 5    |

```python
def f():

    return "`${x}` {{y}} \\n"
```
"""


def test_markdown_reads_as_it_is_rendered():
    document = read(MARKDOWN, ".md")
    assert document.text == (
        "Intro with marks, a link and a soft line\nand a hard one.\n\nHistory\n\nTrade\n\n"
        "coal\ntimber a b\n  1. oak\n\nQuoted\n\nYear | Tons\n1901 | 5\n\n"
        'def f():\n\n    return "`${x}` {{y}} \\n"'
    )
    assert document.title == "The port: a history"
    assert document.metadata == {
        "country": "NO",
        "version": "1.10",
        "date": "2024-05-01",
        "tags": "sea, trade",
        "nested.a": "b",
        "front_matter": "country, version, date, tags, nested.a",
        "left_out": '{"struck out": {"characters": 3, "text": "not"}}',
    }
    assert document.heading_path(document.text.index("oak")) == ("History", "Trade")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<script>alert(1)</script> ${a} {{b}}", "${a} {{b}}"),
        ("<div>\n*a*\n\n*b*\n</div>", "*a*\n\nb"),
        ("a <!-- c --> &lt; &amp;lt; `&lt;`", "a < &lt; &lt;"),
        ("Call <name> at <br>once, <Tab>now</Tab>.", "Call <name> at\nonce, now."),
        ("H<sub>2</sub>O, 30<br/>or 35", "H₂O, 30\nor 35"),
        (
            "<details><summary>Cooling</summary>\n\nIt *cools*.\n\n</details>",
            "Cooling\n\nIt cools.",
        ),
        ("![Plan of the crypt](a.png) ![x](b.png)", "[Picture: Plan of the crypt]"),
        ("Term\n: its *meaning*\n", "Term: its meaning"),
        ("See [the manual][m].\n\n[m]: https://a.b 'c'", "See the manual."),
        ("3) three\n4) four", "3. three\n4. four"),
        ("> [!WARNING]\n> It is hot.", "Warning\nIt is hot."),
        ('!!! note "Mind"\n    The step.', "Mind\n\nThe step."),
        ("::: tip\nUse *oak*.\n:::\nNext", "Tip\n\nUse oak.\n\nNext"),
        ("```{warning} Heat\n:class: wide\nIt is *hot*.\n```", "Heat\n\nIt is hot."),
        ("```py\n[^1]: x <b> # y\n```", "[^1]: x <b> # y"),
        ("six {--nine--}{++ten++} {~~a~>b~~}{>>Why?<<}", "six ten b"),
        ("a %% not\nsaid %% b, 50%% and 60%% c", "a b, 50%% and 60%% c"),
        ("C:\\temp\\new \\* \\\\ \\`", "C:\\temp\\new * \\ `"),
        ("`` a`b\\ ``", "a`b\\"),
        ("[x](javascript:alert(1)) <https://a.b>", "[x](javascript:alert(1)) https://a.b"),
        (">" * 90 + " deep", "deep"),
    ],
)
def test_markdown_text_comes_out_as_its_reader_sees_it(source, text):
    assert read(source, ".md").text == text


def test_front_matter_cannot_pass_for_what_a_reader_found():
    keys = ("pages_without_text", "guessed_encoding", '"guessed_\\u0007encoding "')
    matter = "".join(f"{key}: none\n" for key in (*keys, "author"))
    document = read(f"---\n{matter}---\nText", ".md")
    assert document.metadata == {"author": "none", "front_matter": "author"}
    guessed = f"---\n{matter}---\nLe café à côté".encode("cp1252")
    assert read(guessed, ".md").metadata["guessed_encoding"] == "cp1252"


def test_front_matter_may_be_toml():
    matter = '+++\ntitle = "Loom"\ndraft = true\nweight = 12\ndate = 2024-05-01\ntags = ["a", "b"]\n+++\n'
    document = read(f"{matter}It has 24 shafts.", ".md")
    assert (document.title, document.text) == ("Loom", "It has 24 shafts.")
    values = {"draft": "true", "weight": "12", "date": "2024-05-01", "tags": "a, b"}
    values["front_matter"] = "draft, weight, date, tags"
    assert document.metadata == values


NOTES_MD = "# Kiln\n\nFired to 1,240 degrees.[^7] It cools.[^hot]\n\n[^7]: By a probe.\n\n[^hot]: Slowly.\n\n    For a day."


def test_the_notes_of_markdown_stand_under_headings_that_tell_their_place():
    document = read(NOTES_MD, ".md")
    assert document.text == (
        "Kiln\n\nFired to 1,240 degrees.[7] It cools.[2]\n\n"
        "Note 7 to “Fired to 1,240 degrees.”\n\nBy a probe.\n\n"
        "Note 2 to “It cools.”\n\nSlowly.\n\nFor a day."
    )
    path = document.heading_path(document.text.index("For a day"))
    assert path == ("Kiln", "Note 2 to “It cools.”")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("---\n\nNot closed", "Not closed"),
        ("+++\na = \n+++\nText", "+++ a = +++ Text"),
        ("---\njust words\n---\nText", "just words\n\nText"),
        ("---\na: [b\n---\nText", "a: [b\n\nText"),
        ("text\n\n---\n\na: b", "text\n\na: b"),
        ('---\na: "\\UFFFFFFFF"\n---\nText', 'a: "\\UFFFFFFFF"\n\nText'),
        ('---\na: "\\U00110000"\n---\nText', 'a: "\\U00110000"\n\nText'),
        ("---\n" + "[" * 1500 + "\n---\nText", "[" * 1500 + "\n\nText"),
    ],
)
def test_what_is_no_front_matter_is_text(source, text):
    document = read(source, ".md")
    assert (document.text, document.title, document.metadata) == (text, "page", {})


def test_the_first_top_heading_is_the_title_of_markdown():
    assert read("## Sub\n# Top *one*\n# Other", ".md").title == "Top one"
