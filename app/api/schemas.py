"""What the REST API is sent and sends, where no other dataclass says it."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ConfigDict

from app.answers import DEFAULT_RISK, Risk
from index.schema import DocumentSummary
from ingest.report import Outcome


@dataclass(frozen=True)
class Question:
    """A question; ``documents`` restricts it to some, each named by its id, source or title.

    "tag:NAME" and "folder:PATH" name all documents of a tag or a folder, "library:NAME" all of a library:
    several are asked together, and each citation says its ``library``.
    ``risk`` is how many answers may be wrong: what is less certain is declined. ``thorough`` says
    whether the larger reader reads too; unsaid, it does where it is here and quick enough.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")  # a misspelt name is told, not passed over

    question: str
    documents: list[str] | None = None
    risk: Risk = DEFAULT_RISK
    thorough: bool | None = None


@dataclass(frozen=True)
class Claims:
    """Statements to check; ``documents`` restricts the evidence as it restricts a question."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    claims: list[str]
    documents: list[str] | None = None


@dataclass(frozen=True)
class Added:
    """What became of an upload, and the document it is in now; ``reason`` says why, where one is needed."""

    outcome: Outcome
    reason: str
    document: DocumentSummary | None


@dataclass(frozen=True)
class State:
    """The library and its server at a glance; ``bytes`` is what the library takes on disk."""

    version: str
    documents: int
    passages: int
    characters: int
    bytes: int
    encoder: str
    chunking: str
    search_indexes_current: bool
    read_only: bool
    questions_at_once: int
    questions_waiting: int


@dataclass(frozen=True)
class LibraryEntry:
    """One of several libraries: ``id`` is its short name, ``address`` where this server has it."""

    id: str
    name: str
    description: str
    documents: int
    address: str


@dataclass(frozen=True)
class NewLibrary:
    """A library to be made: empty, or with the documents of the one that ``copy_of`` names."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    description: str = ""
    copy_of: str = ""


@dataclass(frozen=True)
class OtherName:
    """What a library is to be called from now on; what is not given stays."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class ErrorSentence:
    """What went wrong, in a sentence."""

    error: str
