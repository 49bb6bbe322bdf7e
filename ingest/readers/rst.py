"""reStructuredText: the page that docutils makes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason, clean
from ingest.readers.decoding import decode
from ingest.readers.original import Original
from ingest.readers.verbatim import read_verbatim
from ingest.readers.walker import add_tree

if TYPE_CHECKING:
    from docutils.nodes import document

# What Sphinx adds: :ref:`the text <target>` is shown as its text.
_ROLE = re.compile(r":(?!math|sub|sup|raw|title)[a-z:+-]{2,30}:`~?([^`<]{1,300}?)(?:\s*<[^`>]*>)?`")
_DIRECTIVE = re.compile(r"\.\. (?:\|[^|]+\| )?[\w:+-]+::[ \t]*")
_OPTION = re.compile(r"[ \t]*:[\w-]+:.*")
_LONGEST_BLOCK = 20_000  # characters: docutils takes a second for as many unclosed marks, and
# four times as long for twice as many
_SETTINGS: dict[str, object] = {
    "file_insertion_enabled": False,  # a text may not open other files
    "raw_enabled": False,
    "_disable_config": True,
    "halt_level": 5,
    "report_level": 3,
    "warning_stream": False,
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "syntax_highlight": "none",
    "math_output": "LaTeX",
    "output_encoding": "unicode",
    "input_encoding": "unicode",
    "line_length_limit": 1_000_000,
    "smart_quotes": False,
    "doctitle_xform": False,
    "initial_header_level": "1",
    "toc_backlinks": False,
}


def read_rst(original: Original) -> DocumentBuilder:
    """Read a text as a reader of the rendered page sees it; comments are left out.

    Directives that only Sphinx knows are read as the text in them. A text with a block that is
    too long for docutils is read as it is written.

    Raises:
        UnreadableError: the file is not text, or nested too deeply.
    """
    from docutils import nodes
    from docutils.core import publish_doctree, publish_from_doctree
    from selectolax.lexbor import LexborHTMLParser

    text, guess = decode(original)
    if any(len(block) > _LONGEST_BLOCK for block in clean(text).split(BLOCK_BREAK)):
        return read_verbatim(original)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    try:
        tree = publish_doctree(_ROLE.sub(r"\1", clean(text)), settings_overrides=_SETTINGS)
        for comment in list(tree.findall(nodes.comment)):
            builder.leave_out(comment.astext(), Reason.COMMENT)
            comment.parent.remove(comment)
        _replace_messages(tree)
        page = publish_from_doctree(tree, writer="html5", settings_overrides=_SETTINGS)
    except RecursionError as error:
        reason = "is nested too deeply to be read: take out the part with the text."
        raise original.unreadable(reason) from error
    body = LexborHTMLParser(page).body
    if body is not None:
        add_tree(builder, body)
    builder.title = builder.top_heading
    return builder


def _replace_messages(tree: document) -> None:
    """Put the text of what docutils does not know in the place of its complaint."""
    from docutils import nodes

    for message in list(tree.findall(nodes.system_message)):
        unknown = next(iter(message.findall(nodes.literal_block)), None)
        lines = [] if unknown is None else unknown.astext().split(LINE_BREAK)
        kept = [_DIRECTIVE.sub("", line) for line in lines if not _OPTION.fullmatch(line)]
        texts = "\n".join(line.strip() for line in kept).split("\n\n")
        blocks = [nodes.paragraph("", text.strip()) for text in texts if text.strip()]
        message.parent.replace(message, blocks)
