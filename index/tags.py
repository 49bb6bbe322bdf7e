"""Tags on documents, and how a question names all documents of a tag or a folder.

A tag belongs to what a document came from, so that it stays when the document is read anew. Tags lie
in a file of their own: nothing that is derived from the library depends on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from index.database import Database
from index.schema import DocumentSummary
from ingest.errors import QuestionError
from ingest.sources import ADDRESS

FILE = "tags.db"  # in the library's folder
# Before a tag, a folder or a library that stands for its documents.
TAG, FOLDER, LIBRARY = "tag:", "folder:", "library:"
LONGEST_TAG = 50  # characters

TABLES = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tags (source TEXT, tag TEXT, PRIMARY KEY (source, tag)) WITHOUT ROWID;
"""


class Tags:
    """The tags in one library's folder; usable from many threads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._database = Database(self.path)

    def by_source(self) -> dict[str, tuple[str, ...]]:
        """The tags of each source that has any, by name."""
        found: dict[str, tuple[str, ...]] = {}
        query = "SELECT source, tag FROM tags ORDER BY tag COLLATE NOCASE"
        for source, tag in self._database.rows(query) if self.path.exists() else []:
            found[source] = (*found.get(source, ()), tag)
        return found

    def add(self, sources: Iterable[str], tag: str) -> None:
        """Give sources a tag.

        Raises:
            QuestionError: it has no letters or digits.
        """
        tag = " ".join(tag.encode("utf-8", "replace").decode().split()).lstrip("# ")[:LONGEST_TAG]
        if not any(character.isalnum() for character in tag):
            message = "A tag is a word or a few."
            raise QuestionError(message)
        self._change("INSERT OR IGNORE INTO tags VALUES (?, ?)", [(s, tag) for s in sources])

    def remove(self, sources: Iterable[str], tag: str) -> None:
        """Take a tag off sources."""
        self._change("DELETE FROM tags WHERE source = ? AND tag = ?", [(s, tag) for s in sources])

    def keep_only(self, sources: Collection[str]) -> None:
        """Forget the tags of sources that are no longer in the library."""
        gone = [source for source in self.by_source() if source not in sources]
        if gone:
            self._change("DELETE FROM tags WHERE source = ?", [(source,) for source in gone])

    def copy_to(self, folder: Path) -> None:
        """Write them into the folder of a copy of the library."""
        if self.path.exists():
            self._database.rows("VACUUM INTO ?", (str(folder / FILE),))

    def _change(self, query: str, rows: Sequence[tuple[str, ...]]) -> None:
        self._database.make(TABLES)
        with self._database.change(deletes=False) as connection:
            connection.executemany(query, rows)


def folders(summaries: Sequence[DocumentSummary]) -> dict[str, int]:
    """The folders that documents came from, those around them too, and how many are within each."""
    counted: dict[str, int] = {}
    for summary in summaries:
        if not summary.source.lower().startswith(ADDRESS):
            for folder in PurePosixPath(summary.source).parents:
                counted[str(folder)] = counted.get(str(folder), 0) + 1
    return {folder: counted[folder] for folder in sorted(counted)}


def meant_by(
    name: str, summaries: Sequence[DocumentSummary], tags: Mapping[str, Sequence[str]]
) -> list[DocumentSummary] | None:
    """The documents that "tag:rivers" or "folder:/home/ada/papers" stands for; None where a name is neither.

    Raises:
        QuestionError: none has the tag, or is in the folder.
    """
    kind = next((kind for kind in (TAG, FOLDER) if name.startswith(kind)), None)
    wanted = name.removeprefix(kind).strip() if kind else ""
    if kind == TAG:
        tagged = {s for s, its in tags.items() if wanted.casefold() in map(str.casefold, its)}
        found = [each for each in summaries if each.source in tagged]
    elif kind == FOLDER:
        within = PurePosixPath(wanted)
        found = [each for each in summaries if within in PurePosixPath(each.source).parents]
    else:
        return None
    if not found:
        message = (
            f"No document {'has the tag' if kind == TAG else 'came from the folder'} {wanted!r}."
        )
        raise QuestionError(message)
    return found
