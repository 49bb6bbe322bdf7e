"""Files that came through the browser, read and deleted at once, or from another program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.jobs.kept import UPLOADED
from app.web import UPLOADS
from ingest.documents import hash_bytes
from ingest.errors import SourceError
from ingest.files import read_file
from ingest.sources import Kind, Limits, Loaded, Skipped, Source

LIMITS = Limits()


def read_uploads(files: Sequence[dict[str, Any]]) -> Iterator[Loaded | Skipped]:
    """The bytes of uploaded files under the names that the user knows; the files are deleted.

    ``files`` are what the browser says of them: nothing in it is to be trusted.
    """
    names: set[str] = set()
    for file in files:
        path = Path(str(file.get("path") or "")).resolve()
        name = original_name(str(file.get("orig_name") or path.name))
        # Gradio refuses a path that was never uploaded before we are asked; we look again.
        if not path.is_relative_to(UPLOADS) or path.is_dir():
            yield Skipped(UPLOADED + name, f"{name} was not uploaded here; choose the file again.")
            continue
        if name in names:
            reason = f"{name} was chosen twice, from different folders; rename one of the files."
            path.unlink(missing_ok=True)
            yield Skipped(UPLOADED + name, reason)
            continue
        names.add(name)
        yield _read_upload(path, name)


def original_name(name: str) -> str:
    """A file's name without folders, control characters and what UTF-8 cannot hold."""
    last = name.replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else " " for c in last).strip() or "unnamed"


def relative_name(name: str) -> str:
    """A file's name with the folders that it was sent in, none of which leads out of another."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return "/".join(map(original_name, parts)) or "unnamed"


def _read_upload(path: Path, name: str) -> Loaded | Skipped:
    try:
        data = read_file(path, LIMITS.max_bytes)
    except SourceError as error:
        return Skipped(UPLOADED + name, str(error).replace(str(path), name))
    finally:
        path.unlink(missing_ok=True)
    return loaded(name, data)


def loaded(name: str, data: bytes) -> Loaded:
    """The bytes of a file that came under this name."""
    suffix = Path(name).suffix.lower()
    return Loaded(Source(UPLOADED + name, suffix, Kind.FILE), data, suffix, hash_bytes(data))
