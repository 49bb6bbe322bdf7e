"""Following a long job from the page: its progress again and again, and never a wait for its end.

Gradio closes a generator on the event loop when its page is left or loaded again; one that waited
there for its job would stop every other page as long.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, TypeVar

PROGRESS_SECONDS = 0.2  # between two looks at a job: often enough for an eye
Step = TypeVar("Step")
Done = TypeVar("Done")
Updates = tuple[Any, ...]  # one value for each output; what they may be is Gradio's affair


def follow(work: Callable[[Callable[[Step], None]], Done]) -> Iterator[Step | Done]:
    """Do the work in another thread: its latest step again and again, then what it returns.

    What the work raises is raised here. Whoever stops listening neither stops the work, which goes
    on to its end, nor waits for it.
    """
    latest: deque[Step] = deque(maxlen=1)
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="footnote-job")
    job = worker.submit(work, latest.append)
    worker.shutdown(wait=False)
    while not job.done():
        wait([job], timeout=PROGRESS_SECONDS)
        if latest:
            yield latest.pop()
    yield job.result()
