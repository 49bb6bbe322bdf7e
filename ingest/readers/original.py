"""What every reader is given, and the two sentences with which it may refuse."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import TooLargeError, UnreadableError

SPLIT = "split it into smaller files."


@dataclass(frozen=True, slots=True)
class Original:
    """A source as it came: its bytes, its path or URL, and the most it may expand to.

    ``depth`` counts the files around it: 1 for an attachment of a mail.
    """

    data: bytes
    source: str
    max_expanded_bytes: int
    depth: int = 0

    def unreadable(self, reason: str) -> UnreadableError:
        """The error to raise: the source's name, then what happened and what to do."""
        return UnreadableError(f"{self.source} {reason}")

    def too_large(self, allowed: str = "", remedy: str = SPLIT) -> TooLargeError:
        """The error to raise where the content is more than is ``allowed``: by default, in bytes."""
        allowed = allowed or f"{self.max_expanded_bytes:,} bytes"
        return TooLargeError(f"{self.source} expands to more than the {allowed} allowed: {remedy}")
