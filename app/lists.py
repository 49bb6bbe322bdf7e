"""Questions that ask for several things, and the several things in an answer: pure functions."""

from __future__ import annotations

import re

# A verb in s may be taken for a plural ("Which bus goes"), which does no harm: one item is no list.
# "Which groups ...", "What were the reasons ...", "Name three ...", "Who were ...".
_SMALL = r"(?:is|was|does|has|this|his|its|as|us|of|in|on|at|for|to|did|do|are|were|can|could|will|had|have)\b"
ASKS_SEVERAL = re.compile(
    r"^\W*(?:(?:and|in|from|by|to|of|with|for|on|at|can you|could you|please)\s+)*(?:"
    rf"(?:which|what)\s+(?:(?!{_SMALL})[\w-]+\s+){{0,2}}?(?!{_SMALL})[\w-]+(?<![isu])s\b"
    r"|(?:what|who|which)\s+(?:are|were)\b"
    r"|(?:name|list|give|tell)\s+(?!the\s+\w+\s+(?:of|who|which|that)\b|me\b)"
    r")",
    re.IGNORECASE,
)
# Between two items: a comma that is not within a number, a semicolon, "and", "or".
BETWEEN = re.compile(
    r"\s*(?:[,;](?=\s)\s*(?:(?:and|or|as well as)\s+)?|\s(?:and|or|as well as)\s)\s*"
)


def asks_several(question: str) -> bool:
    """Whether a question asks for several things."""
    return bool(ASKS_SEVERAL.match(question))


def items(text: str) -> list[tuple[int, int]]:
    """The items of a list in words, as spans of it; the whole text if it is no list."""
    spans, start = [], 0
    for between in BETWEEN.finditer(text):
        spans.append((start, between.start()))
        start = between.end()
    spans.append((start, len(text)))
    return [(begin, end) for begin, end in spans if any(c.isalnum() for c in text[begin:end])]
