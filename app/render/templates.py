"""HTML from Jinja's templates: what a template says is markup, and every value in it is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

# A template's line ends and indentation: in a sentence or in a tag they stand for a space, and
# beside a tag, of HTML's or of Jinja's, for nothing.
_BETWEEN_WORDS = re.compile(r"(?<=[^>\s])\s*\n\s*(?=[^<\s])")
_LAYOUT = re.compile(r"\s*\n\s*")


class Compact(Extension):
    """Takes a template's own line ends and indentation away, so that no space is shown by chance.

    What is shown character for character comes from values, which are never touched.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The tokens of a template, its markup without layout."""
        for token in stream:
            if token.type == "data":
                value = _LAYOUT.sub("", _BETWEEN_WORDS.sub(" ", token.value))
                yield Token(token.lineno, token.type, value)
            else:
                yield token


class Templates:
    """The templates of a room: the files of its folder ``templates``, then those of this one.

    Values are text, escaped and shown character for character; only one that is Markup, made by a
    template, stays as it is. A name without a value is an error.
    """

    def __init__(self, package: str) -> None:
        packages = dict.fromkeys((package, "app.render"))
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(each) for each in packages]),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=[Compact],
            auto_reload=False,
        )

    @classmethod
    @cache
    def of(cls, package: str) -> Templates:
        """The templates of a room by its name, such as "eval"; made once."""
        return cls(package)

    def render(self, name: str, /, **values: object) -> Markup:
        """A whole template with its values."""
        return _exactly(self._environment.get_template(name).render(values))

    def piece(self, name: str, macro: str, /, *values: object, **named: object) -> Markup:
        """One macro of a template, called with these values."""
        return _exactly(
            getattr(self._environment.get_template(name).module, macro)(*values, **named)
        )


def _exactly(html: str) -> Markup:
    """What a template made; a bare CR in it, which a browser would make LF of, is escaped, too."""
    return Markup(str(html).replace("\r", "&#13;"))  # noqa: S704 - values are escaped by now


def render(name: str, /, **values: object) -> Markup:
    """A template of this room with its values."""
    return Templates.of("app.render").render(name, **values)


def piece(name: str, macro: str, /, *values: object, **named: object) -> Markup:
    """One macro of a template of this room, called with these values."""
    return Templates.of("app.render").piece(name, macro, *values, **named)
