"""A citation as one copies it: text, Markdown, HTML, BibTeX, RIS, CSL-JSON; and a link to the place.

Pure functions. What the document does not say of itself is left out, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from app.answers import Citation
from app.render.templates import render
from app.render.text import one_line, place

DIGITS_SHOWN = 12  # of the sha256: 48 bits tell originals apart, and an eye can compare them
LONGEST_EXACT = 300  # characters; of a longer quotation a link holds only both ends
WORDS_AT_END = 8  # how many words of an end: enough to be the only such place on most pages
ISSUED_KEYS = ("issued", "published", "date")  # what front matter calls the date of publication
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9-])")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URL_CHARACTERS = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986, section 2; all others are encoded
# What can begin inline markup in CommonMark, GitHub's or Pandoc's Markdown; a colon begins an emoji
# or an address only before a character, and two hyphens become a dash.
_MARKDOWN = re.compile(r"[\\`*_\[\]{}<>&#~|$^=!]|:(?=\S)|-(?=-)")
# Braces have names because BibTeX counts them even behind a backslash.
_TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {"\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
    | {"~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "`": r"{\textasciigrave}"}
    | {"<": r"{\textless}", ">": r"{\textgreater}", "|": r"{\textbar}"}
)
_TEX_LIGATURE = re.compile(r"(?<=-)-|(?<=')'|(?<=,),")  # TeX makes one sign of two


@dataclass(frozen=True, slots=True)
class Reference:
    """What a bibliography says of a document: each in one line, and empty where it is unknown.

    ``issued`` and ``accessed`` are year, month and day, as far as they are known; ``url`` or
    ``file_name`` is empty; ``note`` is the quotation with its footnote.
    """

    key: str
    title: str
    author: str
    publisher: str
    issued: tuple[int, ...]
    accessed: tuple[int, ...]
    url: str
    file_name: str
    page: str
    note: str

    @classmethod
    def from_citation(
        cls, citation: Citation, metadata: Mapping[str, str], added_at: str
    ) -> Reference:
        """The reference for a quotation's document, from its metadata and when it was added."""
        url = _address(citation.source)
        dates = (_date(metadata[key]) for key in ISSUED_KEYS if key in metadata)
        return cls(
            key=_key(citation),
            title=_title(citation),
            author=_line(metadata.get("author", "")),
            publisher=_line(metadata.get("publisher", "")),
            issued=next(filter(None, dates), ()),
            accessed=_date(added_at),
            url=url,
            file_name="" if url else _source(citation),
            page="" if citation.page is None else str(citation.page),
            note=f"{_quotation(citation)} {footnote_text(citation)}",
        )


def plain_text(citation: Citation) -> str:
    """The quotation in a line, and its footnote."""
    return f"{_quotation(citation)}\n\n{footnote_text(citation)}\n"


def markdown(citation: Citation) -> str:
    """The quotation as a block, with a Markdown footnote."""
    label = f"[^{_key(citation)}]"
    source, link = markdown_text(_source(citation)), place_link(citation)
    if link is not None:
        address = link.replace("&", r"\&")
        source = f"[{source}](<{address}>)"
    where = f"*{markdown_text(_title(citation))}*{markdown_text(_where(citation))}"
    return f"> {markdown_text(_quotation(citation))}{label}\n\n{label}: {where}, {source}, {_sha256(citation)}\n"


def html(citation: Citation) -> str:
    """The quotation as a block, character for character, and its footnote as a caption."""
    return render(
        "citation.html",
        quote=citation.quote,
        cite=_address(citation.source),
        title=_title(citation),
        where=_where(citation),
        link=place_link(citation),
        source=_source(citation),
        sha256=_sha256(citation),
    )


def bibtex(citation: Citation, metadata: Mapping[str, str], added_at: str) -> str:
    """A BibTeX entry in UTF-8; a second pair of braces keeps a title's capitals and a name whole."""
    reference = Reference.from_citation(citation, metadata, added_at)
    year, month, _ = (*reference.issued, 0, 0, 0)[:3]
    fields = {
        "author": reference.author and f"{{{_tex(reference.author)}}}",
        "title": f"{{{_tex(reference.title)}}}",
        "publisher": _tex(reference.publisher),
        "year": year and f"{year:04}",
        "month": month and MONTHS[month - 1],
        "pages": reference.page,
        "howpublished": _tex(reference.file_name),
        "url": reference.url,  # read verbatim, so it is not escaped
        "urldate": _digits(reference.accessed, "-"),
        "annote": _tex(reference.note),
    }
    lines = [
        # A month's name is a macro of the style's.
        f",\n  {name} = {value if name == 'month' else f'{{{value}}}'}"
        for name, value in fields.items()
        if value
    ]
    return f"@misc{{{reference.key}{''.join(lines)}\n}}\n"


def ris(citation: Citation, metadata: Mapping[str, str], added_at: str) -> str:
    """A RIS record in UTF-8: one line a field, each ended by CR and LF as the format demands."""
    reference = Reference.from_citation(citation, metadata, added_at)
    fields = {
        "TY": "ELEC" if reference.url else "GEN",
        "AU": reference.author,
        "TI": reference.title,
        "PB": reference.publisher,
        "PY": _digits(reference.issued[:1], "/"),
        "DA": _digits(reference.issued, "/"),
        "SP": reference.page,
        "UR": reference.url,
        "Y2": _digits(reference.accessed, "/"),
        "N1": reference.note,
    }
    lines = [f"{tag}  - {value}\r\n" for tag, value in fields.items() if value]
    return f"{''.join(lines)}ER  - \r\n"


def csl_json(citation: Citation, metadata: Mapping[str, str], added_at: str) -> str:
    """A list of one item for a citation processor; a name stays as it is written."""
    reference = Reference.from_citation(citation, metadata, added_at)
    item = {
        "id": reference.key,
        "type": "webpage" if reference.url else "document",
        "title": reference.title,
        "author": reference.author and [{"literal": reference.author}],
        "publisher": reference.publisher,
        "issued": reference.issued and {"date-parts": [reference.issued]},
        "accessed": reference.accessed and {"date-parts": [reference.accessed]},
        "URL": reference.url,
        "source": reference.file_name,
        "page": reference.page,
        "annote": reference.note,
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2) + "\n"


def place_link(citation: Citation) -> str | None:
    """The address of a quotation on its web page, which a browser finds by its text; None for a file.

    A text directive (WICG, Scroll To Text Fragment): the whole quotation, or where it is long or runs
    over several blocks, which one text may not, its first and its last words.
    """
    url = _address(citation.source)
    page, _, fragment = url.partition("#")
    blocks = [re.findall(r"[^ \t]+", line) for line in citation.quote.splitlines()]
    blocks = [words for words in blocks if words]
    if not url or not blocks:
        return url or None
    first, last = blocks[0], blocks[-1]
    texts = [first]
    too_long = len(citation.quote) > LONGEST_EXACT and len(first) > 2 * WORDS_AT_END
    if len(blocks) > 1 or too_long:
        texts = [first[:WORDS_AT_END], last[-WORDS_AT_END:]]
    directive = ",".join(percent_encoded(" ".join(words), safe="") for words in texts)
    kept = fragment.partition(":~:")[0]
    return f"{page}#{kept}:~:text={directive.replace('-', '%2D')}"


@dataclass(frozen=True, slots=True)
class Format:
    """A form to copy a citation in: a button's label, a file's suffix, a media type.

    ``write`` makes it from a citation, its document's metadata, and when it was added (ISO 8601).
    """

    label: str
    suffix: str
    media_type: str
    write: Callable[[Citation, Mapping[str, str], str], str]


# By the name a command line takes, in the order in which they are offered.
FORMATS = {
    "text": Format("Text", ".txt", "text/plain", lambda citation, *_: plain_text(citation)),
    "markdown": Format("Markdown", ".md", "text/markdown", lambda citation, *_: markdown(citation)),
    "html": Format("HTML", ".html", "text/html", lambda citation, *_: html(citation)),
    "bibtex": Format("BibTeX", ".bib", "application/x-bibtex", bibtex),
    "ris": Format("RIS", ".ris", "application/x-research-info-systems", ris),
    "csl-json": Format("CSL-JSON", ".json", "application/vnd.citationstyles.csl+json", csl_json),
}


def _line(text: str) -> str:
    """Text in one line that UTF-8 can hold, which a file's name need not be."""
    return one_line(text).strip().encode("utf-8", "backslashreplace").decode()


def _quotation(citation: Citation) -> str:
    return f"“{one_line(citation.quote)}”"


def footnote_text(citation: Citation) -> str:
    """Where a quotation stands, in one line: title, place, source, hash."""
    parts = (_title(citation) + _where(citation), _source(citation), _sha256(citation))
    return ", ".join(parts)


def _title(citation: Citation) -> str:
    return _line(citation.title) or _source(citation)


def _where(citation: Citation) -> str:
    """The place behind the title."""
    return one_line(place(citation).removeprefix(citation.title))


def _source(citation: Citation) -> str:
    """The address, or a file's name: its folders are nobody else's business."""
    path = citation.source
    return _line(path if _address(path) else PurePath(path).name or path)


def _sha256(citation: Citation) -> str:
    return f"SHA-256 {citation.sha256[:DIGITS_SHOWN]}"


def _key(citation: Citation) -> str:
    """A name for the entry that another quotation of the document does not have."""
    return f"footnote-{re.sub('[^0-9A-Za-z]', '', citation.document_id)}-{citation.start}"


def _address(source: str) -> str:
    """An http or https address in ASCII; an empty string where the source is a file."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return percent_encoded(_LONE_PERCENT.sub("%25", _line(source)), safe=_URL_CHARACTERS)


def _date(text: str) -> tuple[int, ...]:
    """The year, month and day at the beginning of an ISO 8601 date, as far as it goes."""
    found = _ISO_DATE.match(text)
    parts = [int(part) for part in found.groups() if part] if found else []
    try:
        date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError):  # nothing found; a thirteenth month
        return ()
    return tuple(parts)


def _digits(parts: tuple[int, ...], separator: str) -> str:
    return separator.join(f"{part:04}" if n == 0 else f"{part:02}" for n, part in enumerate(parts))


def markdown_text(text: str) -> str:
    """Text that Markdown shows character for character."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def _tex(text: str) -> str:
    return _TEX_LIGATURE.sub(r"{}\g<0>", text.translate(_TEX))
