"""The gate: how many questions are answered at once, over all doors together, and how many wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from ingest.errors import BusyError

AT_ONCE = 2  # one question keeps about one core busy
WAITING = 64  # the last of them waits for about 5 seconds on two cores

Done = TypeVar("Done")


class Gate:
    """Does work in turn: ``at_once`` pieces at once, up to ``waiting`` more in line.

    Whoever waits holds no thread, so that many may wait without stopping other requests.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self.at_once = at_once
        self.waiting = waiting
        self._workers = ThreadPoolExecutor(at_once, "footnote-gate")
        self._lock = Lock()
        self._taken = 0

    @property
    def places(self) -> int:
        """How many there is room for, at work and in line."""
        return self.at_once + self.waiting

    @property
    def in_line(self) -> int:
        """How many are waiting now."""
        return max(0, self._taken - self.at_once)

    async def run(self, work: Callable[[], Done]) -> Done:
        """Wait for a turn, then do the work in another thread.

        Raises:
            BusyError: the line is full.
        """
        return await asyncio.wrap_future(self._submit(work))

    def close(self) -> None:
        """Let nobody in any more; whoever is waiting is sent away."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _submit(self, work: Callable[[], Done]) -> Future[Done]:
        with self._lock:
            if self._taken >= self.places:
                waiting = (
                    "1 question is" if self.waiting == 1 else f"{self.waiting:,} questions are"
                )
                message = (
                    f"Many people are asking just now; {waiting} waiting. Try again in a moment."
                )
                raise BusyError(message)
            self._taken += 1
        future = self._workers.submit(work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: Future[Done]) -> None:
        with self._lock:
            self._taken -= 1
