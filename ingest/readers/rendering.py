"""Markdown to HTML: CommonMark with what its users have added to it."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from ingest.readers.dialects import mark_inline, usual_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

_MOST_NESTED = 100  # markdown-it leaves out what is nested deeper; its own 20 is soon reached
_ALERT = re.compile(r"\[!(\w+)\][-+]?[ \t]*([^\n]*)\n?")  # > [!NOTE]
_DIRECTIVE = re.compile(r"\{(\w+)\}\s*(.*)")  # ```{note} Title
_NAMES_OF_BOXES = (
    "admonition attention caution danger details error hint important info note seealso tip todo "
    "warning"
)
_ADMONITIONS = frozenset(_NAMES_OF_BOXES.split())
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:\s[^<>]*)?/?)>")
# The elements of HTML; another name between angle brackets is what a writer leaves to fill in.
_NAMES_OF_ELEMENTS = (
    "a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button "
    "canvas caption center cite code col colgroup data datalist dd del details dfn dialog div dl "
    "dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu "
    "meta meter nav noscript object ol optgroup option output p param picture pre progress q rp rt "
    "ruby s samp script search section select slot small source span strike strong style sub "
    "summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul "
    "var video wbr"
)
_ELEMENTS = frozenset(_NAMES_OF_ELEMENTS.split())


def render_markdown(text: str) -> str:
    """The HTML of a text, with its raw HTML; a name in angle brackets that is no element is text."""
    text = usual_lines(text)
    return str(_make_renderer(text).render(text))


def _make_renderer(text: str) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    options = {"html": True, "maxNesting": _MOST_NESTED}
    renderer = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    renderer.use(footnote_plugin).use(deflist_plugin).use(admon_plugin)
    renderer.use(container_plugin, "box", validate=_is_box, render=_render_box)
    renderer.core.ruler.before("inline", "alerts", _name_alerts)
    renderer.core.ruler.before("inline", "edits", _mark_edits)
    closed = frozenset(name.lower() for end, name, _ in _TAG.findall(text) if end)
    renderer.add_render_rule("html_inline", _raw_html(closed))
    renderer.add_render_rule("html_block", _raw_html(closed))
    renderer.add_render_rule("footnote_caption", _render_caption)
    renderer.add_render_rule("fence", _render_fence)
    return renderer


RenderRule = Callable[..., str]


def _raw_html(closed: frozenset[str]) -> RenderRule:
    def render(
        _: RendererHTML,
        tokens: Sequence[Token],
        index: int,
        _options: OptionsDict,
        _env: MutableMapping[str, Any],
    ) -> str:
        content = tokens[index].content
        return content if content.startswith("<!--") else _TAG.sub(known_or_literal, content)

    def known_or_literal(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        return tag[0] if name in _ELEMENTS or name in closed else escape(tag[0], quote=False)

    return render


def _render_caption(
    _: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    """The mark of a note as its writer has it, or its number where that is a word."""
    meta = tokens[index].meta
    label = str(meta.get("label") or "")
    return f"[{label if label.isdigit() else meta['id'] + 1}]"


def _render_fence(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    """A block of code; one that is called an admonition holds Markdown."""
    token = tokens[index]
    directive = _DIRECTIVE.fullmatch(token.info.strip())
    if directive is None or directive[1] not in _ADMONITIONS:
        return f"<pre>\n{escape(token.content, quote=False)}</pre>\n"
    lines = token.content.split("\n")
    while lines and re.match(r":\w+:", lines[0]):  # its options
        lines.pop(0)
    title = directive[2] or directive[1].capitalize()
    return (
        f"<div><p>{escape(title, quote=False)}</p>\n{render_markdown(chr(10).join(lines))}</div>\n"
    )


def _is_box(name: str, *_: object) -> bool:
    return bool(name.strip())


def _render_box(
    _: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    """What stands between lines of three colons, below its title."""
    token = tokens[index]
    if token.nesting < 0:
        return "</div>\n"
    name = token.info.split()[0].strip("{}").lower()
    title = token.info.strip().partition(" ")[2]
    shown = title.strip() or (name.capitalize() if name in _ADMONITIONS else "")
    return f"<div><p>{escape(shown, quote=False)}</p>\n"


def _mark_edits(state: StateCore) -> None:
    """Write as HTML what only some dialects know."""
    for token in state.tokens:
        if token.type == "inline":
            token.content = mark_inline(token.content)


def _name_alerts(state: StateCore) -> None:
    """Write the kind of a quoted block as its first line: ``> [!NOTE]``."""
    for before, token in zip(state.tokens, state.tokens[2:], strict=False):
        alert = _ALERT.match(token.content) if token.type == "inline" else None
        if alert and before.type == "blockquote_open":
            title = alert[2].strip() or alert[1].capitalize()
            token.content = f"{title}\\\n{token.content[alert.end() :]}".removesuffix("\\\n")
