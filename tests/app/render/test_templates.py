"""Templates: every value escaped and shown exactly, a template's layout never shown."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, UndefinedError

from app.render.templates import Compact, Templates
from tests.paths import ROOT
from tests.tables import read_table


def compact(source: str) -> str:
    environment = Environment(loader=DictLoader({"t": source}), extensions=[Compact])
    return environment.get_template("t").render(name="x\n  y")


@pytest.mark.parametrize(("source", "shown"), read_table(__file__, "line ends"))
def test_a_templates_line_ends_are_a_space_between_words_and_nothing_beside_a_tag(
    source: str, shown: str
) -> None:
    assert compact(source) == shown


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Templates:
    folder = tmp_path / "another_room" / "templates"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    text = "{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}"
    (folder / "pieces.html").write_text(text, encoding="utf-8")
    page = "{% from 'pieces.html' import b %}<p>{{ b(words) }}{{ made }}</p>\n"
    (folder / "page.html").write_text(page, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return Templates.of("another_room")


def test_values_are_text_and_shown_character_for_character(room: Templates) -> None:
    made = room.piece("pieces.html", "b", "\r\n ")
    assert made == "<b>&#13;\n </b>"
    page = room.render("page.html", words="<i>\r\"'&", made=made)
    assert page == "<p><b>&lt;i&gt;&#13;&#34;&#39;&amp;</b><b>&#13;\n </b></p>"


def test_a_value_that_is_missing_is_an_error(room: Templates) -> None:
    with pytest.raises(UndefinedError, match="'made' is undefined"):
        room.render("page.html", words="")


def test_markup_stands_in_templates_only() -> None:
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        described = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and isinstance(node.body[0], ast.Expr)
        }
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in described and re.search(r"(?<!\(\?)(?<!\(\?P)<[a-z/!]", node.value)
        ]
    assert found == []
