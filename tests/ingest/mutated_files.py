"""Files of every format, damaged by chance, read one after another: ``python -m`` this, with a count.

Prints, as JSON, how many were read and how many refused, the longest time that one took, the most
memory, and what should not have happened. Each file follows from its number alone.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import time
import zipfile
from collections import Counter
from io import BytesIO
from types import FrameType

from eval.memory import peak_memory_bytes
from ingest.errors import FootnoteError
from ingest.readers import read_document
from tests.ingest.formats_samples import SAMPLES
from tests.ingest.readers_samples import make_zip
from tests.ingest.written_pages import WRITERS, pages

LONGEST = 10.0  # seconds of the processor for one file
SIGNS = b"<>{}[]()\"'\\&|*#:-0123456789\n\t %$=/"


class Hang(BaseException):
    """A file took longer than it may; no reader catches this."""


def files() -> list[tuple[str, bytes]]:
    """A small file of each format, and a real-looking one of most."""
    page = min(pages(), key=lambda each: sum(len(words) for _, words in each.blocks))
    return [*SAMPLES.items(), *((suffix, write(page)) for suffix, write in WRITERS.items())]


def damaged(chance: random.Random, data: bytes) -> bytes:
    """A copy that is changed by chance; of an archive, mostly one of its members is."""
    if not data.startswith(b"PK") or chance.random() < 0.2:
        return mutated(chance, data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    return make_zip({**members, name: mutated(chance, members[name])})


def mutated(chance: random.Random, data: bytes) -> bytes:
    """A copy with a few bytes changed, left out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        start = chance.randrange(len(changed) + 1)
        end = min(len(changed), start + chance.choice((1, 2, 10, 100)))
        piece = changed[start:end]
        how = chance.randrange(5)
        if how == 0:
            changed[start:end] = bytes(chance.randrange(256) for _ in piece)
        elif how == 1:
            del changed[start:end]
        elif how == 2:
            changed[start:start] = piece * chance.choice((1, 2, 50))
        elif how == 3:
            changed[start:start] = bytes(chance.choices(SIGNS, k=chance.choice((1, 5))))
        else:
            del changed[start:]
    return bytes(changed) or b"x"


def _stop(_: int, frame: FrameType | None) -> None:
    raise Hang


def read_all(count: int) -> dict[str, object]:
    """Read so many damaged files, each format in its turn."""
    signal.signal(signal.SIGPROF, _stop)
    originals = files()
    outcomes, faults, longest = Counter[str](), [], 0.0
    for number in range(count):
        suffix, data = originals[number % len(originals)]
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        try:
            read_document(damaged(random.Random(number), data), f"a{suffix}", suffix)
            outcomes["read"] += 1
        except FootnoteError as error:
            outcomes["refused"] += 1
            if not str(error).endswith(".") or "\n" in str(error):
                faults.append(f"{number} {suffix}: {error}")
        except (Exception, Hang) as error:
            faults.append(f"{number} {suffix}: {error!r}")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        longest = max(longest, time.process_time() - begun)
    return {
        **outcomes,
        "seconds": round(longest, 2),
        "bytes": peak_memory_bytes(),
        "faults": faults,
    }


if __name__ == "__main__":
    print(json.dumps(read_all(int(sys.argv[1]))))
