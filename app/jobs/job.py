"""What a job is: who asked for what, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ingest.report import Report


class Kind(StrEnum):
    """What is done."""

    ADDING = "adding"
    REMOVING = "removing"
    EVALUATING = "evaluating"
    FOLLOWING = "following"  # a folder that is kept current


class State(StrEnum):
    """What has become of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    LEFT = "left undone"  # by a server that was stopped


ENDED = frozenset({State.DONE, State.CANCELLED, State.FAILED, State.LEFT})


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is: at which of its things, what is being done with it, and the part that is done.

    ``fraction`` is in [0, 1]; ``done`` and ``whole`` count what the thing consists of, such as its
    passages, and are 0 where there is nothing to count.
    """

    number: int
    total: int
    name: str = ""
    stage: str = ""
    done: int = 0
    whole: int = 0
    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is now.

    ``names`` are the things it is about: files, addresses or titles; ``ids`` those of the documents to
    be removed. ``began`` and ``since`` are seconds of the clock that only goes forward: when its work
    began, and when it came into this state; ``due`` when it may begin. ``report`` is what became of
    each source so far, ``sentence`` what went wrong, ``result`` what evaluating gave. One that is
    ``quiet`` is not shown any more when it has found nothing new.
    """

    id: str
    kind: Kind
    names: tuple[str, ...]
    ids: tuple[str, ...] = ()
    state: State = State.WAITING
    resumed: bool = False
    quiet: bool = False
    began: float = 0.0
    since: float = 0.0
    due: float = 0.0
    step: Step | None = None
    report: Report | None = None
    sentence: str = ""
    result: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ENDED

    @property
    def left(self) -> int:
        """How many of its things are not finished."""
        if self.ended:
            return 0
        return self.step.total - self.step.number + 1 if self.step else len(self.names)


Show = Callable[[object], None]  # is told a Step, or an Entry of what is finished
Work = Callable[[Show], object]  # done in another process, so it can be sent there
