"""What only some dialects of Markdown, wikis and web pages have."""

import pytest

from ingest.documents import Document
from ingest.readers import read_document
from ingest.readers.raised import raised, settle


def read(text: str, suffix: str) -> Document:
    return read_document(text.encode(), f"a{suffix}", suffix)


GRID = "+---+---+\n| A | B |\n+===+===+\n| 1 | 2 |\n+---+---+"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See [[Page|the page]] and [[Other#Part]]. ![[x.png]]", "See the page and Other > Part."),
        ("==marked== H~2~O x^2^ ~gone~ here", "marked H₂O x² here"),
        ("`[[code]] ~x~` a ~ b", "[[code]] ~x~ a ~ b"),
        ("A rule. ^rule1", "A rule."),
        ("| Roses\n| Violets", "Roses\nViolets"),
        (GRID, "A | B\n1 | 2"),
        ("Right  Left\n-----  ----\n12     ab", "Right | Left\n12 | ab"),
        ('=== "Go"\n\n    Run it.', "Go\n\nRun it."),
        ("#. one\n#. two", "1. one\n2. two"),
        ("{{< youtube x >}} [word]{.red}", "word"),
        ("a | b\n---|---\n1 | x \\| y", "a | b\n1 | x|y"),
        ("```\n[[x]]\n#. a\n```", "[[x]]\n#. a"),
        ("Q: What is it? A: A dyke.", "Q: What is it?\nA: A dyke."),
    ],
)
def test_dialects_of_markdown_are_read_as_their_pages_show_them(text: str, shown: str):
    assert read(text, ".md").text == shown


def test_the_title_block_of_pandoc_is_front_matter():
    document = read("% The title\n% Ann\n\nText.\n", ".qmd")
    assert (document.title, document.metadata["author"]) == ("The title", "Ann")
    assert document.text == "Text."


def test_captions_verdicts_numbers_and_quotes_of_a_wiki_are_shown():
    table = "{|\n|+ Ferries\n! A !! B\n|-\n| {{yes}} || {{formatnum:1234}}\n|}\n"
    document = read(table + "{{quote|Said it.|Ann}} ~~~~\n", ".wiki")
    assert document.text == "Ferries\nA | B\nYes | 1234\n\nSaid it.\n\nAnn"


def test_buttons_are_left_out_but_those_that_open_a_part():
    page = (
        "<main><p>Text of the page, which is longer than the rest.</p><button>Share</button>"
        "<h2><button>Opening hours</button></h2><div class=newsletter-signup>Sign up</div>"
        "<button class=tab>One</button><button class=tab>Two</button></main>"
    )
    text = read(page, ".html").text
    assert text.endswith("Opening hours\n\nOne\nTwo")
    assert "Share" not in text
    assert "Sign up" not in text


def test_line_numbers_of_code_are_no_text():
    code = "<p>Run:</p><pre><span class=lineno>1</span>go</pre>"
    assert read(code, ".html").text == "Run:\n\ngo"


@pytest.mark.parametrize(
    ("before", "mark", "after", "shown"),
    [
        ("by ", "14", "C dating", "by ¹⁴C dating"),
        ("Smith", "a,b", "", "Smith[a,b]"),
        ("costs $4.", "50", " now", "costs $4.50 now"),
    ],
)
def test_masses_of_atoms_marks_of_several_notes_and_cents(before, mark, after, shown):
    assert settle(before + raised(mark) + after) == shown
