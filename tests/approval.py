"""What was looked at and approved, in files beside the tests."""

import os
from pathlib import Path


def check_approved(text: str, path: Path) -> None:
    """See that a text is the approved one.

    With ``FOOTNOTE_APPROVE=1`` in the environment the file is written anew; its difference is then
    to be read before it is committed.
    """
    if os.environ.get("FOOTNOTE_APPROVE"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
