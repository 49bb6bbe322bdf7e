"""Work done by another process, for tests of what two processes do to one library.

Processes are forked from a server that has imported the program and done nothing else: forking
this process would not do after FAISS has run, and starting a new one takes half a second.
"""

import multiprocessing
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

SECONDS = 30  # a test that waits longer has failed

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["pytest", "index.retriever", "index.sync", "index.verify"])


class Other:
    """Another process at work; it and the test tell each other how far they are."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self._connection = connection

    def hears(self) -> str:
        """What the other process says next; it is waited for."""
        assert self._connection.poll(SECONDS), "waited in vain"
        return self._connection.recv()

    def wait_for(self, *messages: str) -> None:
        """Wait until the other process says these, one after another."""
        for message in messages:
            assert self.hears() == message

    def has_said(self, message: str) -> bool:
        """Whether the other process, which is no more, had said this last."""
        try:
            return self._connection.poll() and self._connection.recv() == message
        except EOFError:
            return False

    def says_something(self) -> bool:
        """Whether the other process has said something that was not waited for yet."""
        return self._connection.poll()

    def go_on(self) -> None:
        """Let the other process go on from where it called ``wait``."""
        self._connection.send("go on")


class Tell:
    """The other process's end: ``tell(message)`` says something, ``wait()`` waits for the test."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, message: str) -> None:
        self._connection.send(message)

    def wait(self) -> None:
        self._connection.recv()


@contextmanager
def other_process(work: Callable[..., None], *arguments: Any) -> Iterator[Other]:
    """Run ``work(tell, *arguments)`` in another process; it says "done" in the end."""
    here, there = _context.Pipe()
    process = _context.Process(target=_run, args=(there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        yield Other(process, here)
    finally:
        process.kill()
        process.join()
        here.close()


def _run(connection: Connection, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    tell = Tell(connection)
    try:
        work(tell, *arguments)
        tell("done")
    except Exception:
        tell(traceback.format_exc())
        raise
