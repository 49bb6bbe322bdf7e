"""The one place that picks the parts: which encoder, which searches, which reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.answers import DEFAULT_RISK, Answer, Citation, Risk
from app.asking.ask import PASSAGES_READ, ask
from app.reading.own_cuts import read_own_cuts
from app.reading.reader import Cut, Reader
from app.reading.span_reader import load_reader, reader_fingerprint
from app.reading.thorough import Thorough
from index.encoder import (
    DEFAULT_ENCODER,
    FULL_FINGERPRINT,
    Encoder,
    TorchEncoder,
    load_default,
    load_published,
)
from index.joined import Joined, Part
from index.kept_vectors import KeptVectors
from index.retriever import Retriever, Texts
from index.schema import DocumentSummary
from index.status import read_again_words
from index.store import DATABASE, Store
from index.tags import LIBRARY, Tags, meant_by
from ingest.errors import QuestionError

Say = Callable[[str], None]

SHORT_ID = 8  # of an id's characters: what lists show, and the least that names a document


class Others(Protocol):
    """The libraries that may be asked together with the one at hand, itself among them."""

    def part(self, name: str, home: Retriever) -> Part:
        """The library of this name, open; ``home`` is the one at hand.

        Raises:
            NoLibraryError: there is none.
            EncoderMismatchError: it was made with another encoder.
        """

    def texts(self, home: Store) -> Texts:
        """The documents of all of them, those of the one at hand first."""

    def offered(self, home: Store) -> list[tuple[str, str, int]]:
        """The short name, name and number of documents of each, the one at hand first."""


@dataclass(frozen=True)
class Footnote:
    """A library that is open, with the reader that answers from it, and the libraries beside it."""

    retriever: Retriever
    reader: Reader
    thorough: Thorough | None = None
    others: Others | None = None

    @classmethod
    def from_folder(cls, folder: Path, say: Say) -> Footnote:
        """Open a library with the encoder it was made with, to be read thoroughly where that is quick.

        Raises:
            NoLibraryError: there is none in the folder.
            EncoderMismatchError: its encoder's weights have changed.
            ModelError: a model's files are missing or damaged.
        """
        store = Store(folder)
        if count := store.count_of_outdated():
            say(read_again_words(count))
        encoder = encoder_of(store, say)
        if encoder.name != DEFAULT_ENCODER:
            say(
                f"How often an answer is right was not measured with {encoder.name}: take it as a guess."
            )
        footnote = cls.from_store(store, encoder)
        return replace(footnote, thorough=Thorough(footnote.retriever.encoder, folder))

    @classmethod
    def from_store(cls, store: Store, encoder: Encoder) -> Footnote:
        """Take an open library and the encoder it was made with.

        Raises:
            EncoderMismatchError: it was made with another one.
            ModelError: the reader's files are damaged.
        """
        cuts = read_own_cuts(store.folder, reader_fingerprint())
        kept = KeptVectors(encoder)
        return cls(Retriever.from_store(store, kept), load_reader(kept, cuts=cuts))

    @property
    def store(self) -> Store:
        """The library's file."""
        return self.retriever.store

    def answer(  # noqa: PLR0913 - as ask has it, and of several libraries
        self,
        question: str,
        *,
        k: int = PASSAGES_READ,
        documents: list[str] | None = None,
        risk: Risk = DEFAULT_RISK,
        earlier: Sequence[Answer] = (),
        thorough: bool | None = None,
        among: Joined | None = None,
    ) -> Answer:
        """Answer a question, from several libraries if they are given; see ``app.asking.ask.ask`` and ``reader_for``."""
        answer = ask(
            question,
            among or self.retriever,
            self.reader_for(thorough),
            k=k,
            documents=documents,
            risk=risk,
            earlier=earlier,
        )
        return _of_libraries(answer, among) if among else answer

    def texts(self, answers: Iterable[Answer]) -> Texts:
        """What answers quote from: this library, or where several were asked all of them."""
        named = any(citation.library for answer in answers for citation in answer.citations)
        return self.others.texts(self.store) if self.others and named else self.store

    def among(self, wanted: Sequence[str] | None) -> tuple[Joined | None, list[str] | None]:
        """What a user names: the libraries, where there are any, and else the ids of the documents, None for all.

        "library:NAME" is all of a library; documents, tags and folders are those of the one at hand.

        Raises:
            QuestionError: nothing is called that, or several documents are.
            NoLibraryError: there is no such library.
            EncoderMismatchError: the libraries were made with several encoders.
        """
        names = [name.removeprefix(LIBRARY) for name in wanted or () if name.startswith(LIBRARY)]
        ids = self.ids_of([name for name in wanted or () if not name.startswith(LIBRARY)])
        if not names:
            return None, ids
        if self.others is None:
            message = "Only this library can be asked here."
            raise QuestionError(message)
        found = {part.id: part for part in (self.others.part(n, self.retriever) for n in names)}
        here = [part for part in found.values() if part.retriever is self.retriever]
        if ids is not None and not here:
            here = [Part("", "", self.retriever, tuple(ids))]
        return Joined([*here, *(p for p in found.values() if p not in here)]), None

    def reader_for(self, thorough: bool | None) -> Reader:
        """The reader with both models if it is ``thorough``, or where nobody says and it is quick.

        Raises:
            QuestionError: it is wanted and was not fetched.
        """
        larger = self._larger(thorough)
        return larger.reader if larger else self.reader

    def cuts_for(self, thorough: bool | None) -> Mapping[Risk, Cut]:
        """What the answers of ``reader_for`` are worth at each risk; opens no model for it."""
        larger = self._larger(thorough)
        return larger.cuts if larger else self.reader.cuts

    def _larger(self, thorough: bool | None) -> Thorough | None:
        wanted = self.thorough and (self.thorough.by_default if thorough is None else thorough)
        return self.thorough if wanted else None

    def ids_of(self, wanted: Sequence[str] | None) -> list[str] | None:
        """The ids of the documents that a user names, by part of a title, a tag or a folder; None for all.

        Raises:
            QuestionError: nothing is called that, or several documents are.
        """
        if not wanted:
            return None
        summaries, tags = self.store.summaries(), Tags(self.store.folder).by_source()
        found = [
            summary
            for name in dict.fromkeys(wanted)
            for summary in meant_by(name, summaries, tags)
            or find_documents(summaries, [name], by_part=True)
        ]
        return list(dict.fromkeys(summary.id for summary in found))


def _of_libraries(answer: Answer, among: Joined) -> Answer:
    """An answer that says which libraries were asked, and from which each quotation is."""

    def named(citation: Citation) -> Citation:
        return replace(citation, library=among.library_of(citation.document_id))

    differ = answer.disagreement and replace(
        answer.disagreement,
        sides=tuple(replace(s, citation=named(s.citation)) for s in answer.disagreement.sides),
    )
    return replace(
        answer,
        citations=tuple(map(named, answer.citations)),
        disagreement=differ,
        documents=next((part.documents for part in among.parts if part.documents), ()),
        libraries=tuple((part.id, part.name) for part in among.parts if part.documents is None),
    )


def load_encoder(name: str, say: Say, *, may_fetch: bool = False) -> Encoder:
    """The encoder of that name.

    Raises:
        ModelError: there is none, or its weights are not the published ones.
    """
    if name == DEFAULT_ENCODER:
        return load_default()
    say(f"Loading {name} ...")
    return TorchEncoder.from_name(name, may_fetch=may_fetch)


def encoder_for(folder: Path, name: str | None, say: Say) -> Encoder:
    """The encoder asked for, else that of the library in the folder, else the default."""
    if name is not None:
        return load_encoder(name, say, may_fetch=True)  # the user names it
    return encoder_of(Store(folder), say) if (folder / DATABASE).exists() else load_default()


def encoder_of(store: Store, say: Say) -> Encoder:
    """The encoder that a library was made with, also where the default is another by now.

    Raises:
        ModelError: there is none, or its weights are not the published ones.
    """
    settings = store.settings
    if settings.encoder_fingerprint == FULL_FINGERPRINT:
        return load_published()
    return load_encoder(settings.encoder_name, say)


def default_folder() -> Path:
    """Where a user's library is kept unless told otherwise."""
    import platformdirs

    return Path(platformdirs.user_data_dir("footnote", appauthor=False)) / "library"


def search_documents(summaries: list[DocumentSummary], search: str) -> list[DocumentSummary]:
    """The documents that have a text in their title, their source or what is said about them, in any case.

    All for an empty one.
    """
    wanted = search.casefold()
    return [s for s in summaries if wanted in f"{s.title}\n{s.source}\n{s.about}".casefold()]


def find_documents(
    summaries: list[DocumentSummary], wanted: list[str], *, by_part: bool
) -> list[DocumentSummary]:
    """The documents meant by titles, sources, file names, paths, or ids; each once.

    An id may be shortened to ``SHORT_ID`` characters, a title to any part of it if ``by_part``.

    Raises:
        QuestionError: nothing is called that, or several documents are.
    """
    found = (_find_document(summaries, text, by_part=by_part) for text in wanted)
    return list(dict.fromkeys(found))


def _find_document(
    summaries: list[DocumentSummary], text: str, *, by_part: bool
) -> DocumentSummary:
    for matches in _matches(summaries, text, by_part=by_part) if text.strip() else ():
        if len(matches) == 1:
            return matches[0]
        if matches:
            some = "; ".join(f"{s.title} ({s.id[:SHORT_ID]})" for s in matches[:5])
            message = f"{text!r} could mean {len(matches)} documents: {some}. Name one by its source or its id."
            raise QuestionError(message)
    message = f"No document in the library is called {text!r}. See them with: footnote list"
    raise QuestionError(message)


def _matches(
    summaries: list[DocumentSummary], text: str, *, by_part: bool
) -> Iterator[list[DocumentSummary]]:
    """What a text may mean, the surest first."""
    folded, path = text.casefold(), _absolute(text)
    yield [s for s in summaries if text in {s.id, s.source}]
    yield [s for s in summaries if folded in {s.title.casefold(), Path(s.source).name.casefold()}]
    yield [s for s in summaries if s.source == path]
    if len(text) >= SHORT_ID:
        yield [s for s in summaries if s.id.startswith(folded)]
    if by_part:
        yield [s for s in summaries if folded in s.title.casefold()]


def _absolute(text: str) -> str:
    try:
        return str(Path(text).expanduser().absolute())
    except RuntimeError:  # "~" with a name that no user has
        return text
