"""What is known of English stands in ``app/language/`` alone: no other module of ``app/`` lists words.

Read from the source: a pattern with a word in it, or five and more small words in one place.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

# Where wording is shown to people; the rest has English in lists that are not about English.
EXEMPT = ("language", "render", "command")
FUNCTIONS = {
    "compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer",
}  # fmt: skip
FEWEST = 5  # words that are a list
NOT_A_WORD = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:P[<=]\w+[>)]|[aiLmsux-]+[:)])|\{[^}]*\}")
WORD = re.compile(r"[A-Za-z]{3}")
SMALL = re.compile(r"[a-z]+(?:[ -][a-z]+)*")


def words_and_patterns(source: str) -> Iterator[int]:
    """The lines in which a pattern or a list has English words."""
    tree = ast.parse(source)
    fields = {
        ast.unparse(node.target) for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, name = ast.unparse(node.func.value), node.func.attr
            if owner == "re" and name in FUNCTIONS and node.args and has_word(node.args[0]):
                yield node.lineno
            if name == "split" and len(ast.unparse(node.func.value).split()) >= FEWEST:
                yield from [node.lineno] * isinstance(node.func.value, ast.Constant)
        elif isinstance(node, ast.Set | ast.Tuple | ast.List):
            texts = [each.value for each in node.elts if isinstance(each, ast.Constant)]
            small = [text for text in texts if isinstance(text, str) and SMALL.fullmatch(text)]
            small = [text for text in small if text not in fields]
            if len(small) >= FEWEST:
                yield node.lineno


def has_word(pattern: ast.expr) -> bool:
    """Whether a regular expression has letters that stand for themselves."""
    texts = [node.value for node in ast.walk(pattern) if isinstance(node, ast.Constant)]
    return any(WORD.search(NOT_A_WORD.sub(" ", str(text))) for text in texts)


def modules() -> list[Path]:
    return [
        path
        for path in sorted((ROOT / "app").rglob("*.py"))
        if path.relative_to(ROOT / "app").parts[0] not in EXEMPT
    ]


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_no_english_outside_of_its_room(path: Path) -> None:
    assert list(words_and_patterns(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ('re.compile(r"(?i)how many")', True),
        ('re.sub(rf"{x} the$", "", text)', True),
        ('re.compile(r"(?P<word>[a-z]+)\\s*\\d{1,3}")', False),
        ('"in on at by to".split()', True),
        ('"a,b".split(",")', False),
        ('X = {"in", "on", "at", "by", "to"}', True),
        ('X = ("in", "on", "at", "by")', False),
        ("class A:\n    x: a\n    y: a\nX = ('x', 'y', 'in', 'on', 'at')", False),
        ('X = ["A", "B", "C", "D", "E", "F"]', False),
    ],
)
def test_what_is_a_list_of_words(source: str, is_found: bool) -> None:
    assert bool(list(words_and_patterns(source))) is is_found
