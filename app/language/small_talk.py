"""What is typed into a question's box and asks for nothing that a sentence of a document could answer."""

from __future__ import annotations

import re

SMALL_TALK = re.compile(
    r"\W*(?:hello|hi|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|bye|goodbye|test"
    r"|help(?: me)?|(?:please )?(?:summari[sz]e|sum up)(?: (?:it|this|that|these|them|everything|all|all of (?:it|them)"
    r"|(?:this|the|my|these) (?:documents?|files?|texts?|librar(?:y|ies)|pdfs?)))?"
    r"|(?:what|how) can (?:i|you) (?:ask|do)(?: (?:you|here|for me))?|who are you|what are you|how are you)"
    r"(?:\s+(?:there|footnote|again|everyone|all|please))?\W*",
    re.IGNORECASE,
)


def is_small_talk(text: str) -> bool:
    """Whether a text is a greeting, a call for help, or a wish for a summary of everything."""
    return bool(SMALL_TALK.fullmatch(text))
