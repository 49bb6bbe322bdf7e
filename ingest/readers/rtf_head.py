"""What the words of RTF mean, and what the head of a file says of its fonts and styles."""

from __future__ import annotations

import re

from ingest.readers.builder import LINE_BREAK, collapse

CHARACTERS = {
    "line": LINE_BREAK, "tab": "\t", "emdash": "\u2014", "endash": "\u2013", "bullet": "•",
    "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ", "softline": LINE_BREAK,
}  # fmt: skip
SIGNS = {
    "~": "\u00a0", "_": "\u2011", LINE_BREAK: LINE_BREAK, "\r": LINE_BREAK, "{": "{",
    "}": "}", "\\": "\\",
}  # fmt: skip
# Groups without text of the document: tables of fonts and styles, pictures, fields' instructions.
_SKIPPED_WORDS = (
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator info pict "
    "object objdata themedata colorschememapping datastore latentstyles fldinst xmlnstbl "
    "mmathPr template filetbl revtbl bkmkstart bkmkend datafield nonshppict sp docvar "
    "userprops tc xe atnid atnauthor atnref atndate atnicn atntime panose falt ftnsep "
    "ftnsepc ftncn aftnsep aftnsepc aftncn wgrffmtfilter"
)
SKIPPED = frozenset(_SKIPPED_WORDS.split())
_FURNITURE_WORDS = "header headerl headerr headerf footer footerl footerr footerf"
FURNITURE = frozenset(_FURNITURE_WORDS.split())
# Behind \* only these are read: what else a reader does not know, it shall pass over.
_KNOWN_ANYHOW_WORDS = "shpinst shptxt shppict annotation footnote fldrslt listtext nesttableprops"
KNOWN_ANYHOW = frozenset(_KNOWN_ANYHOW_WORDS.split())
_ENCODING_OF_CHARSET = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)


def _group(data: bytes, name: bytes) -> bytes:
    """The inside of the first group that begins with a word, up to where its braces close."""
    start = data.find(b"{\\" + name)
    if start < 0:
        return b""
    depth = 0
    for brace in re.finditer(rb"\\.|[{}]", data[start:], re.DOTALL):
        depth += {b"{": 1, b"}": -1}.get(brace[0], 0)
        if not depth and brace[0] == b"}":
            return data[start + 1 : start + brace.start()]
    return b""


def font_encodings(data: bytes) -> dict[int, str]:
    """The encoding of each font by its number, where the font names one."""
    found = re.findall(rb"\\f(\d{1,5})\b[^{}]{0,300}?\\fcharset(\d{1,3})", _group(data, b"fonttbl"))
    return {int(number): _ENCODING_OF_CHARSET.get(int(charset), "") for number, charset in found}


def style_levels(data: bytes) -> dict[int, int]:
    """The heading level of each style by its number, where it has one."""
    levels = {}
    for style in re.findall(rb"\{([^{}]*)", _group(data, b"stylesheet")):
        number = re.search(rb"\\s(\d{1,5})\b", style)
        outline = re.search(rb"\\outlinelevel([0-8])\b", style)
        name = _HEADING_NAME.search(style.decode("latin-1"))
        if number and (outline or name):
            levels[int(number[1])] = int(outline[1]) + 1 if outline else int(name[1] if name else 1)
    return levels


def described(data: bytes, name: bytes) -> str:
    """A field of the file's own description, where it is plain."""
    text = _group(_group(data, b"info") + b"}", name).removeprefix(b"\\" + name)
    return (
        "" if b"\\" in text or b"{" in text else collapse(text.decode("cp1252", "replace")).strip()
    )
