"""Another process that does one piece of work after another, and can be ended at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

from app.jobs.job import Show, Work
from ingest.errors import FootnoteError, JobError

NICENESS = 10  # of 19: a question is answered first

BROKEN = (
    "Something went wrong in Footnote itself; what was finished is kept. "
    "What happened stands in the terminal where Footnote was started."
)
ENDED = "The work ended before it was done; what was finished is kept. Start it again."


class Worker:
    """A process of ours; it starts in about two seconds, and ends with ours whatever happens."""

    def __init__(self) -> None:
        """Start it. The process is begun anew, not forked: FAISS does not survive that."""
        context = multiprocessing.get_context("spawn")
        self._connection, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        there.close()

    def run(self, work: Work, show: Show) -> object:
        """Do the work there, and return what it returns.

        Raises:
            FootnoteError: what the work raised; JobError where the process ended.
        """
        try:
            self._connection.send(work)
            while True:
                kind, value = self._connection.recv()
                if kind == "shown":
                    show(value)
                elif kind == "raised":
                    raise value
                else:
                    return value
        except (EOFError, OSError) as error:
            raise JobError(ENDED) from error

    @property
    def is_alive(self) -> bool:
        """Whether it can do more."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End it at once; a library is left in the last state that was whole."""
        self._process.kill()
        self._process.join()
        with suppress(OSError):
            self._connection.close()


def _serve(connection: Connection) -> None:
    """What the process does: work that comes in, until nobody is there to send any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches it too; our process ends it
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            work: Work = connection.recv()
            connection.send(_do(work, connection))
        except (EOFError, OSError):
            return


def _do(work: Work, connection: Connection) -> tuple[str, object]:
    try:
        return "returned", work(lambda shown: connection.send(("shown", shown)))
    except FootnoteError as error:
        return "raised", error
    except Exception as error:
        traceback.print_exception(error)
        return "raised", JobError(BROKEN)


def _end_with_parent() -> None:
    """A process that was killed cannot end those it began, and the lock of a library must be free."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
