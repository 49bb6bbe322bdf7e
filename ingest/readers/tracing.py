"""A text that is being cleaned, each of its characters with the place that it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# A pattern and what takes the place of each match, as ``re.Pattern.sub`` understands them.
Step = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


@dataclass(frozen=True, slots=True)
class Traced:
    """A text; ``places[i]`` is where its character i came from, None where that is not known."""

    text: str
    places: tuple[int | None, ...]

    def after(self, step: Step) -> Traced:
        """The text after ``pattern.sub``; what is put in comes from where its match began."""
        pattern, replacement = step
        parts: list[str] = []
        places: list[int | None] = []
        position = 0
        for match in pattern.finditer(self.text):
            put_in = replacement if isinstance(replacement, str) else replacement(match)
            parts += [self.text[position : match.start()], put_in]
            places += self.places[position : match.start()]
            places += [self.places[match.start()] if match[0] else None] * len(put_in)
            position = match.end()
        parts.append(self.text[position:])
        return Traced("".join(parts), (*places, *self.places[position:]))

    def strip(self) -> Traced:
        """The text without white space around it."""
        start = len(self.text) - len(self.text.lstrip())
        end = max(start, len(self.text.rstrip()))
        return Traced(self.text[start:end], self.places[start:end])
