"""Finding what there is to read, and reading its bytes: files, folders and addresses."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from pathlib import Path, PurePath

from ingest.addresses import Limits, fetch
from ingest.documents import hash_bytes
from ingest.errors import SourceError, UnreadableError
from ingest.files import check_file, failure, read_file, status_of
from ingest.readers import OPENED, why_unread
from ingest.wikipedia import fetch_article, is_article

__all__ = [
    "Found", "Kind", "Limits", "Loaded", "Skipped", "Source", "find_sources", "read_source", "source_named",
]  # fmt: skip


# How the pages that come with Footnote are called, wherever they are installed.
BUILT_IN = "built-in/"
ADDRESS = ("http://", "https://")


class Kind(StrEnum):
    """Where a source is read from."""

    FILE = "file"
    PAGE = "page"
    ARTICLE = "article"
    BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: ``name`` is an absolute path or a URL, and becomes ``Document.source``.

    The suffix of an address is empty until it has answered. ``kept`` is where the bytes of a file lie
    that its name does not lead to, as of one that was uploaded.
    """

    name: str
    suffix: str
    kind: Kind
    kept: Path | None = None

    @property
    def path(self) -> Path:
        """Where the bytes of a file lie."""
        return self.kept or Path(self.name)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that is not read, and the sentence that says why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A source's bytes, their sha256, the suffix that names the reader, and a title if known."""

    source: Source
    data: bytes
    suffix: str
    sha256: str
    title: str | None = None


Found = Sequence[Source | Skipped | Loaded]


def find_sources(targets: Iterable[str | Path], limits: Limits) -> Iterator[Source | Skipped]:
    """The sources behind files, folders and addresses: each once, a folder's sorted by name.

    Hidden entries of a folder are passed over. Links found in folders are looked at last, so that
    a file is known by its own name rather than by a link's.
    """
    search = _Search(limits)
    for target in dict.fromkeys(os.fspath(target) for target in targets):
        if target.strip().lower().startswith(ADDRESS):
            yield from search.address(target.strip().partition("#")[0])
        elif "://" in target:
            yield _skipped(target, f"{target} is neither a file nor an http or https address.")
        elif not target.strip() or "\0" in target:
            yield _skipped(target, f"{target!r} names nothing; name a file, folder or address.")
        else:
            yield from search.walk(_absolute(Path(target)))
    yield from search.follow_links()


def read_source(source: Source, limits: Limits) -> Loaded:
    """Read a source's bytes.

    Raises:
        SourceError: the file is gone.
        UnreadableError: the file may not be read, or is not a regular file.
        TooLargeError: the source is over ``limits.max_bytes``.
        AddressError: the address is refused, does not answer, or answers with something else.
    """
    if source.kind is Kind.BUILT_IN:
        page = files("ingest.library") / source.name.removeprefix(BUILT_IN)
        try:
            data = page.read_bytes()
        except OSError as error:  # it came with another version
            raise failure(Path(source.name), error) from error
        return Loaded(source, data, source.suffix, hash_bytes(data))
    if source.kind is Kind.FILE:
        data = _read_under_its_name(source, limits)
        return Loaded(source, data, source.suffix, hash_bytes(data))
    get = fetch_article if source.kind is Kind.ARTICLE else fetch
    fetched = get(source.name, limits)
    return Loaded(source, fetched.data, fetched.suffix, hash_bytes(fetched.data), fetched.title)


def source_named(name: str) -> Source:
    """The source of a document, by the name that the document has of it."""
    if name.lower().startswith(ADDRESS):
        return Source(name, "", Kind.ARTICLE if is_article(name) else Kind.PAGE)
    kind = Kind.BUILT_IN if name.startswith(BUILT_IN) else Kind.FILE
    return Source(name, PurePath(name).suffix.lower(), kind)


def _read_under_its_name(source: Source, limits: Limits) -> bytes:
    try:
        return read_file(source.path, limits.max_bytes)
    except SourceError as error:
        raise type(error)(str(error).replace(str(source.path), source.name)) from error


@dataclass
class _Search:
    """What one run has come across: addresses, real paths, and links still to be looked at."""

    limits: Limits
    seen: set[str] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)
    links: deque[Path] = field(default_factory=deque)

    def address(self, url: str) -> Iterator[Source]:
        if url not in self.seen:
            self.seen.add(url)
            yield source_named(url)

    def walk(self, top: Path) -> Iterator[Source | Skipped]:
        # A stack, not recursion: folders may be nested deeper than Python likes to call.
        pending = [(top, os.path.realpath(top))]
        while pending:
            path, real = pending.pop()
            try:
                status = status_of(path)
                if real in self.seen:
                    continue
                if stat.S_ISDIR(status.st_mode):
                    self.seen.add(real)
                    self.folders.add(Path(real))
                    pending += self._children(path, real)
                else:
                    yield _file_source(path, status, self.limits)
                    self.seen.add(real)
            except SourceError as error:
                yield _skipped(path, str(error))

    def follow_links(self) -> Iterator[Source | Skipped]:
        while self.links:
            link = self.links.popleft()
            target = Path(os.path.realpath(link))
            around = Path(os.path.realpath(link.parent)).is_relative_to(target)
            if around or target in self.folders:
                yield _skipped(link, f"{link} is a link to a folder read already, {target}.")
            else:
                yield from self.walk(link)

    def _children(self, folder: Path, real: str) -> list[tuple[Path, str]]:
        """A folder's entries with their real paths, last name first; links are put off."""
        try:
            with os.scandir(folder) as entries:
                shown = sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name)
                self.links += [Path(entry) for entry in shown if entry.is_symlink()]
                own = [entry for entry in reversed(shown) if not entry.is_symlink()]
                return [(Path(entry), str(Path(real, entry.name))) for entry in own]
        except OSError as error:
            raise failure(folder, error) from error


def _absolute(path: Path) -> Path:
    # ".." after a link leads out of the link's target: only the real path can be shortened.
    return Path(os.path.realpath(path)) if ".." in path.parts else path.absolute()


def _skipped(target: str | Path, reason: str) -> Skipped:
    """A name that is not valid UTF-8 can be neither stored nor printed, so it is spelt out."""
    name, shown = (
        text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        for text in (str(target), reason)
    )
    return Skipped(name, shown)


def _file_source(path: Path, status: os.stat_result, limits: Limits) -> Source:
    check_file(path, status, limits.max_bytes)
    suffix = path.suffix.lower()
    if suffix not in OPENED:
        message = f"{path} {why_unread(suffix)}"
        raise UnreadableError(message)
    if not os.access(path, os.R_OK):
        raise failure(path, PermissionError())
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        message = f"{path} has a name that is not valid UTF-8; rename it."
        raise UnreadableError(message) from error
    return Source(str(path), suffix, Kind.FILE)
