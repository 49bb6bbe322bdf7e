"""Subtitles (SRT, VTT): what is said, under the time at which it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.builder import LINE_BREAK, DocumentBuilder, Reason, clean, collapse
from ingest.readers.decoding import decode
from ingest.readers.original import Original

LEAST_SECONDS = 30  # between two times: a passage is about as long
MOST_SECONDS = 60  # where no sentence ends, as in what a machine has heard

_NOT_SUBTITLES = "has no times in the form of subtitles: check that it was saved whole."
_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}"
_TIMES = re.compile(rf"[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}[^\n]*")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s{1,9}([^>\n]{1,100})>")
_TAG = re.compile(r"</?[a-z][^<>\n]*>|<\d[\d:.]*>|\{\\[^}\n]{0,100}\}", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n")
_ENDS = re.compile(r"[.!?…。\uff1f\uff01♪\])]['\"”\u2019)]*\Z")
_NEW_SPEAKER = re.compile(r"[-\u2013\u2014]\s?\S|[^:]{1,30}: ")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from a second on."""

    seconds: int
    text: str


def read_subtitles(original: Original) -> DocumentBuilder:
    """Read subtitles as running text, a heading with the time about every half minute.

    Raises:
        UnreadableError: the file is not text, or holds no times.
    """
    text, guess = decode(original)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    cues = list(_cues(clean(text), builder))
    if not cues:
        raise original.unreadable(_NOT_SUBTITLES)
    begun, said = cues[0].seconds, ""
    for cue in cues:
        passed = cue.seconds - begun
        if said and (passed >= MOST_SECONDS or (passed >= LEAST_SECONDS and _ENDS.search(said))):
            _add(builder, begun, said)
            begun, said = cue.seconds, ""
        starts_line = _ENDS.search(said) or _NEW_SPEAKER.match(cue.text)
        said += f"{(LINE_BREAK if starts_line else ' ') if said else ''}{cue.text}"
    _add(builder, begun, said)
    return builder


def _add(builder: DocumentBuilder, seconds: int, said: str) -> None:
    builder.add_heading(clock(seconds), 1)
    builder.add_block(said)


def clock(seconds: int) -> str:
    """Hours, minutes and seconds: ``01:02:03``."""
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _cues(text: str, builder: DocumentBuilder) -> Iterator[Cue]:
    """The cues; a line that stays from the one before, as in rolling captions, is said once."""
    before: list[str] = []
    for block in _BLANK.split(text):
        lines = block.strip(LINE_BREAK).split(LINE_BREAK)
        times = next((number for number, line in enumerate(lines[:3]) if _TIMES.match(line)), None)
        if times is None:
            if lines[0].startswith("NOTE"):
                builder.leave_out(block.strip().removeprefix("NOTE"), Reason.COMMENT)
            continue
        found = _TIMES.match(lines[times])
        if found is None:
            continue
        hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
        said = [line for raw in lines[times + 1 :] if (line := _plain(raw))]
        new = [line for line in said if line not in before]
        before = said
        if new:
            yield Cue(3600 * hours + 60 * minutes + seconds, _joined(new))


def _plain(line: str) -> str:
    named = _VOICE.sub(lambda voice: f"{voice[1].strip()}: ", line)
    return collapse(html.unescape(_TAG.sub("", named))).strip()


def _joined(lines: list[str]) -> str:
    """The lines of a cue in one, but a line for each who speaks."""
    text = lines[0]
    for line in lines[1:]:
        text += f"{LINE_BREAK if _NEW_SPEAKER.match(line) else ' '}{line}"
    return text
