"""Mails (EML), mailboxes (MBOX) and saved web pages (MHTML)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from itertools import groupby

from ingest.errors import UnreadableError
from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason, clean, collapse
from ingest.readers.decoding import decode
from ingest.readers.html import read_styled_html
from ingest.readers.nested import MOST_NESTED, Nest, ReadInside
from ingest.readers.original import Original
from ingest.readers.wrapping import unwrap

_HEADERS = ("From", "To", "Cc", "Date")
_NO_SUBJECT = "(no subject)"
_QUOTED, _GOES_ON = "Quoted", "Reply"
_TOO_DEEP = "is nested too deeply to be read: take the parts out and add them by themselves."
_NO_PAGE = "is not a saved web page, or damaged: save it again, as HTML or PDF."

_QUOTE = re.compile(r"(?:>[ \t]?)+")
_LEADS_TO_QUOTE = re.compile(
    r"(?:\n|\A)([^\n]*(?:\n[^\n]+)?:)[ \t]*\n*\Z"
)  # "On Monday Ann wrote:"
_SAYS_WHO_WROTE = re.compile(r"(?=[^:]*\d)(?=[^@]*@|.*\d:\d\d)[^\n]{10,200}[^\W\d_] ?:")
_LONGEST_LEAD = 200  # characters
_MESSAGE_START = re.compile(rb"^From [^\n]*\n(?=[!-9;-~]+:)", re.MULTILINE)
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
# The head of a mail that an answer has below it, as Outlook writes it: who, when, to whom, on what.
_MAIL_BELOW = re.compile(
    r"(?:^[ \t]*(?:-{2,}[^\n-]{3,40}-{2,}|_{10,})[ \t]*\n+)?"
    r"^(?:From|Von|De|Da)[ \u00a0]?:[^\n]+\n"
    r"(?=(?:[^\n]+\n){0,2}?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato)[ \u00a0]?:)"
    r"(?:[^\W\d_][\w-]{0,11}[ \u00a0]?:[^\n]*(?:\n|\Z)){1,5}",
    re.MULTILINE,
)
_RULE = re.compile(r"\A[ \t]*[-_][^\n]*\n+")
_SOFT_BREAK = re.compile(r"(?<=\S)(?<!^--) \n(?!>|\n|-- ?\n)", re.MULTILINE)


def read_mail(original: Original, read: ReadInside) -> DocumentBuilder:
    """Read a mail: who, to whom and when, its words, what it quotes, and its attachments.

    Quoted lines stand under a heading of their own, and so does each attachment.

    Raises:
        UnreadableError: none of its words can be read.
        TooLargeError: its attachments expand to more than the limit.
    """
    builder = DocumentBuilder()
    nest = Nest.of(original, builder, read)
    message = _parse(original, original.data)
    _add_message(nest, message, 1)
    builder.title = _header(message, "Subject")
    builder.metadata["author"] = _header(message, "From")
    return builder


def read_mailbox(original: Original, read: ReadInside) -> DocumentBuilder:
    """Read the mails of a mailbox, each under its subject.

    Raises:
        UnreadableError: none of its words can be read.
        TooLargeError: its attachments expand to more than the limit.
    """
    builder = DocumentBuilder()
    nest = Nest.of(original, builder, read)
    data = original.data.replace(b"\r\n", b"\n")
    starts = list(_MESSAGE_START.finditer(data))
    if not starts:
        return read_mail(original, read)
    ends = [*(found.start() for found in starts[1:]), len(data)]
    for found, end in zip(starts, ends, strict=True):
        mail = _ESCAPED_FROM.sub(rb"\1", data[found.end() : end])
        _add_message(nest, _parse(original, mail), 1)
    return builder


def read_saved_page(original: Original) -> DocumentBuilder:
    """Read the web page that a browser saved as one file.

    Raises:
        UnreadableError: there is no page in it.
    """
    message = _parse(original, original.data)
    sheets = (part for part in message.walk() if part.get_content_type() == "text/css")
    styles = "\n".join(_payload(sheet).decode("utf-8", "replace") for sheet in sheets)
    for part in message.walk():
        if part.get_content_type() == "text/html" or not part.is_multipart():
            payload = _payload(part)
            if part.get_content_maintype() in {"text", "multipart"} and payload.strip():
                builder = _read_html(original, part, styles)
                builder.title = builder.title or _header(message, "Subject")
                return builder
    raise original.unreadable(_NO_PAGE)


def _parse(original: Original, data: bytes) -> Message:
    try:
        return message_from_bytes(data.lstrip(b"\r\n"), policy=policy.compat32)
    except RecursionError as error:  # parts in parts in parts
        raise original.unreadable(_TOO_DEEP) from error


def _add_message(nest: Nest, message: Message, level: int) -> None:
    builder = nest.builder
    builder.add_heading(_header(message, "Subject") or _NO_SUBJECT, level)
    lines = ((name, _header(message, name)) for name in _HEADERS)
    builder.add_block(LINE_BREAK.join(f"{name}: {value}" for name, value in lines if value))
    bodies, attachments = _parts(message)
    for part in bodies:
        _add_body(nest, part, level)
    for part in attachments:
        _add_attachment(nest, part, level)


def _add_attachment(nest: Nest, part: Message, level: int) -> None:
    inner = part.get_payload()
    if part.get_content_type() != "message/rfc822" or not isinstance(inner, list):
        kind = part.get_content_type()
        name = _header_text(part.get_filename() or "") or f"attachment of the type {kind}"
        nest.add(_payload(part), name, level + 1)
        return
    for message in inner:
        if isinstance(message, Message) and level <= MOST_NESTED:
            _add_message(nest, message, level + 1)
        else:
            nest.builder.leave_out(_header(part, "Subject") or _NO_SUBJECT, Reason.UNREADABLE)


def _parts(message: Message) -> tuple[list[Message], list[Message]]:
    """The parts with the words of a mail, and its attachments; of alternatives the plain text."""
    bodies: list[Message] = []
    attachments: list[Message] = []
    pending = [message]
    while pending:
        part = pending.pop(0)
        payload = part.get_payload()
        kind = part.get_content_type()
        is_attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        if kind == "message/rfc822" or (is_attached and not part.is_multipart()):
            attachments.append(part)
        elif isinstance(payload, list):
            inner = [each for each in payload if isinstance(each, Message)]
            pending = [*_chosen(kind, inner), *pending]
        elif part.get_content_maintype() in {"text", "multipart"}:
            bodies.append(part)
        else:
            attachments.append(part)
    return bodies, attachments


def _chosen(kind: str, parts: list[Message]) -> list[Message]:
    if kind != "multipart/alternative":
        return parts
    plain = [
        each for each in parts if each.get_content_type() == "text/plain" and _payload(each).strip()
    ]
    return plain[:1] or parts[-1:]


def _add_body(nest: Nest, part: Message, level: int) -> None:
    original = replace(nest.outer, data=_payload(part))
    if not original.data.strip():
        return
    try:
        if part.get_content_type() == "text/html":
            inner = _read_html(original, part)
            _add_thread(nest.builder, inner.build("", "", "").text, level, _add_blocks)
            for reason, words in inner.left_out.items():
                for each in words:
                    nest.builder.leave_out(each, reason)
        else:
            text, _ = decode(original, _charset(part))
            if str(part.get_param("format", "")).lower() == "flowed":
                text = _SOFT_BREAK.sub(" ", clean(text))
            _add_thread(nest.builder, unwrap(clean(text)), level, _add_text)
    except UnreadableError as error:
        nest.builder.leave_out(str(error), Reason.UNREADABLE)


def _add_thread(
    builder: DocumentBuilder,
    text: str,
    level: int,
    add: Callable[[DocumentBuilder, str, int], None],
) -> None:
    """Write a mail's own words, and the mails below them, each under the line that says whose it is."""
    below = list(_MAIL_BELOW.finditer(text))
    add(builder, text[: below[0].start()] if below else text, level)
    ends = [*(found.start() for found in below[1:]), len(text)]
    for found, end in zip(below, ends, strict=False):
        author, _, others = _RULE.sub("", found[0]).strip().partition(LINE_BREAK)
        builder.add_heading(author, level + 1)
        builder.add_block(others)
        add(builder, text[found.end() : end], level + 1)


def _add_blocks(builder: DocumentBuilder, text: str, level: int) -> None:
    """Write the paragraphs of a mail; below the line that says whose they are stand older ones."""
    for block in text.split(BLOCK_BREAK):
        if _SAYS_WHO_WROTE.fullmatch(block):
            builder.add_heading(collapse(block), level + 1)
        else:
            builder.add_block(block)


def _add_text(builder: DocumentBuilder, text: str, level: int) -> None:
    """Write the lines of a mail; what is quoted, and what follows that, each under a heading."""
    parts = groupby(text.split(LINE_BREAK), key=lambda line: line.startswith(">"))
    pieces = [(quoted, LINE_BREAK.join(lines)) for quoted, lines in parts]
    lead, was_quoted = "", False
    for number, (quoted, piece) in enumerate(pieces):
        if quoted:
            lines = piece.split(LINE_BREAK)
            builder.add_heading(lead or _QUOTED, level + 1)
            builder.add_block(LINE_BREAK.join(_QUOTE.sub("", line, count=1) for line in lines))
            lead, was_quoted = "", True
            continue
        own = piece
        if number + 1 < len(pieces):
            found = _LEADS_TO_QUOTE.search(piece)
            if found and len(found[1]) <= _LONGEST_LEAD:
                lead, own = collapse(found[1]), piece[: found.start()]
        if own.strip():
            if was_quoted:
                builder.add_heading(_GOES_ON, level + 1)
            builder.add_verbatim(own.strip(LINE_BREAK).rstrip(), BLOCK_BREAK)
            was_quoted = False


def _read_html(original: Original, part: Message, styles: str = "") -> DocumentBuilder:
    """Read a part as a page; its own header names the encoding."""
    data = _payload(part)
    charset = _charset(part)
    if charset and not data.startswith(codecs.BOM_UTF8):
        text, _ = decode(replace(original, data=data), charset)
        data = codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    return read_styled_html(replace(original, data=data), styles)


def _payload(part: Message) -> bytes:
    """The bytes of a part, unpacked."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    whole = part.get_payload()
    return whole.encode("utf-8", "surrogateescape") if isinstance(whole, str) else b""


def _charset(part: Message) -> str:
    return str(part.get_content_charset(""))


def _header(message: Message, name: str) -> str:
    value = message.get(name, "")
    return _header_text(str(value))


def _header_text(value: str) -> str:
    """A header's text, its encoded words decoded."""
    try:
        text = str(make_header(decode_header(value)))
    except (MessageError, LookupError, ValueError):
        text = value
    return collapse(clean(text.encode("utf-8", "replace").decode())).strip()
