"""What is known and not read, each with a sentence that says how to get at its text."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.readers.sniffing import PICTURE

_PICTURE = "is a picture of a kind that is not read: save it as PNG, JPEG or TIFF, then add that."
_ARCHIVE = "is an archive of a kind that is not read: unpack it and add its files."
_SOUND = (
    "is a recording, which is not read: add a transcript or subtitles of it (.srt, .vtt, .txt)."
)
_BOOK = "is an e-book of a kind that is not read: convert it to EPUB, for example with Calibre."


def _old(kind: str, suffix: str) -> str:
    return f"is an old {kind} file, which is not read: open it and save it as {suffix}."


UNREAD: Mapping[str, str] = {
    **dict.fromkeys((".doc", ".dot"), _old("Word", ".docx")),
    **dict.fromkeys((".xls", ".xlt"), _old("Excel", ".xlsx")),
    **dict.fromkeys((".ppt", ".pps"), _old("PowerPoint", ".pptx")),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".prc", ".fb2", ".lit", ".djvu"), _BOOK),
    **dict.fromkeys((".gif", ".bmp", ".webp", ".heic", ".svg", PICTURE), _PICTURE),
    **dict.fromkeys((".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst"), _ARCHIVE),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".ogg", ".mp4", ".mov", ".mkv", ".avi"), _SOUND),
    ".msg": "is a mail in Outlook's own form, which is not read: save it as .eml.",
    ".pst": "is a mailbox in Outlook's own form, which is not read: export it as .mbox or .eml.",
    ".pages": "is a file of Pages, which is not read: export it as .docx or PDF.",
    ".numbers": "is a file of Numbers, which is not read: export it as .xlsx or CSV.",
    ".key": "is a file of Keynote, which is not read: export it as .pptx or PDF.",
    ".xlsb": "is a binary Excel file, which is not read: open it and save it as .xlsx.",
    ".wpd": "is a WordPerfect file, which is not read: open it and save it as .docx or PDF.",
    ".ps": "is a PostScript file, which is not read: convert it to PDF, for example with ps2pdf.",
}
