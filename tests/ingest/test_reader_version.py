"""What the readers make of some files is as approved: where it changes, libraries are to be read again."""

from pathlib import Path

from ingest.documents import hash_text
from ingest.readers import VERSION, read_document
from tests.approval import check_approved
from tests.ingest.mutated_files import files

READ = Path(__file__).parent / "data" / "read_by.txt"


def test_the_version_goes_up_when_a_reader_makes_another_text() -> None:
    """Raise ``VERSION`` before the change is approved, unless the last release had a lower one."""
    lines = [f"version {VERSION}"]
    for suffix, data in files():
        document = read_document(data, f"a{suffix}", suffix)
        lines.append(f"{suffix} {hash_text(document.text)[:16]}")
    check_approved("\n".join(lines) + "\n", READ)
