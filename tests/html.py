"""What stands in markup, as a reader of the page finds it."""

from selectolax.lexbor import LexborHTMLParser


def texts(html: str, selector: str) -> list[str]:
    """The texts of the elements that a selector finds."""
    return [node.text() for node in LexborHTMLParser(html).css(selector)]
