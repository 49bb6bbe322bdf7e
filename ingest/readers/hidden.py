"""What of a page is not shown to its reader, and why: by its elements, attributes and styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.builder import Reason

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# What is no text of the page at all, so that nobody misses it.
_NO_TEXT = (
    "annotation, annotation-xml, audio, canvas, datalist, embed, head, iframe, noscript, object, "
    "rp, script, select, style, svg, template, textarea, video, .headerlink, .line-numbers-rows, "
    "pre .lineno, pre .linenos, pre .ln, td.linenos, td.gutter"
)
_STRUCK = "del, s, strike"
_NAVIGATION = (
    "nav, [role=navigation], .mw-editsection, .navbox, .catlinks, #toc, "
    "[role=doc-pagebreak], [epub\\:type~=pagebreak]"
)
_HIDDEN = "[hidden]:not([hidden=until-found]), dialog:not([open])"
_FURNITURE = (  # of a web page
    "aside, [role=contentinfo], [role=search], footer:not(article *, section *), "
    "header:not(article *, section *, :has(h1))"
)
# Class names and ids that pages use for nothing but what stands around their text.
_AROUND = re.compile(
    r"(?<![\w-])(breadcrumbs?|cookies?-?(banner|consent|notice|bar|popup|message|modal)?|pagination"
    r"|(\w+-)?newsletter(-(sign-?up|form|box|popup|banner|promo|cta|widget|subscribe|block))?"
    r"|(social|shar(e|ing))(-(links|buttons|icons|bar|list|tools|widget|menu))?"
    r"|advert(s|isements?|ising)?|ad-(slot|unit|banner|container|wrapper|placeholder|label)"
    r"|related(-(posts|articles|links|products|stories|content|pages|items|news))?"
    r"|skip-(link|to-content)|back-to-top|paywall|sponsored)(?![\w-])",
    re.IGNORECASE,
)
# A button that opens a part of the page is its heading; what another says is no text.
_OPENS = "aria-controls", "aria-expanded", "data-target", "data-bs-target", "data-toggle"
_OPENER = re.compile(r"accordion|collaps|expand|toggle|tab", re.IGNORECASE)
_IN_TEXT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "p", "td", "th"})
_MOST_AROUND = 0.5  # of a page's text: an element with more than this is its text

_GONE = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*(?:\.0+)?"
    r"|content-visibility\s*:\s*hidden|font-size\s*:\s*0+(?:\.0+)?(?:px|pt|r?em|%)?"
    r"|text-indent\s*:\s*-\d{3,}(?:px|em|%)?|(?:left|top|right)\s*:\s*-\d{4,}(?:px|em)?"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%\s*\))\s*(?:!\s*important\s*)?(?=;|$)",
    re.IGNORECASE,
)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through", re.IGNORECASE)
_SHOWN = re.compile(
    r"(?<![\w-])(?:display\s*:\s*(?!none)\w|visibility\s*:\s*visible|opacity\s*:\s*[1.])",
    re.IGNORECASE,
)
SHIFT = re.compile(r"vertical-align\s*:\s*(super|sub)(?![\w-])", re.IGNORECASE)
_COLOURS = re.compile(r"(?<![\w-])(color|background(?:-color)?)\s*:\s*([^;!]+)", re.IGNORECASE)

_CSS_NOISE = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_CSS_TEXT = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
_CSS_PIECE = re.compile(r"[^{};]*[{};]")
_ON_A_SCREEN = re.compile(
    r"@media\s+(?:only\s+)?(?:screen|all)\s*$|@layer\b|@supports\b", re.IGNORECASE
)
_ON_PAPER = re.compile(r"@media\s+(?:only\s+)?print\b", re.IGNORECASE)
_DYNAMIC = re.compile(r":(?!not\(|is\(|where\(|root|first-child|last-child|nth-)")
_LAST_PART = re.compile(r"[^\s>+~]+$")
_MOST_RULES = 500  # of a page that hide something; each is looked up in the whole page

# What a click opens is a part of the page: tabs, accordions, what a button names.
_OPENED = (
    "[role=tabpanel], [aria-labelledby][role=region], [class*=accordion-body], "
    "[class*=accordion-content], [class*=accordion-panel], [class*=collapsible-content], "
    "[class*=expand-content], [class*=expander-content], [class*=tab-content], "
    "[class*=tab-pane], [class*=toggle-content]"
)
_OPENERS = (
    ("[aria-controls]", "aria-controls"),
    ("[data-target]", "data-target"),
    ("[data-bs-target]", "data-bs-target"),
    ("[role=tab][href], [data-toggle][href], [data-bs-toggle][href], a[href^='#']", "href"),
)
_DECORATION = 0.3  # of the text: what is marked as decoration and is more than this is none


def not_shown(
    root: LexborNode, styles: str = "", *, web_page: bool = False
) -> dict[int, Reason | None]:
    """The elements under a node that its reader does not see, by ``mem_id``, each with the reason.

    ``styles`` are the style sheets that come with the page beside its own. What was never text,
    as a script, has no reason. A ``web_page`` loses what stands around its text.
    """
    found: dict[int, Reason | None] = {}
    if web_page:
        found |= dict.fromkeys(_ids(root, _FURNITURE), Reason.FURNITURE)
        found |= dict.fromkeys(around(root), Reason.FURNITURE)
    found |= dict.fromkeys(_decoration(root), Reason.HIDDEN)
    found |= dict.fromkeys(_hidden(root, styles), Reason.HIDDEN)
    found |= dict.fromkeys(_ids(root, _NAVIGATION), Reason.FURNITURE)
    found |= dict.fromkeys(_struck(root, styles), Reason.STRUCK)
    return found | dict.fromkeys(_ids(root, _NO_TEXT))


def _ids(root: LexborNode, selector: str) -> Iterator[int]:
    return (node.mem_id for node in root.css(selector))


def _struck(root: LexborNode, styles: str) -> Iterator[int]:
    yield from _ids(root, _STRUCK)
    yield from (node.mem_id for node in root.css("[style]") if _STRUCK_STYLE.search(_style(node)))
    for rule in _rules(root, styles):
        if rule.is_for_any_screen and _STRUCK_STYLE.search(rule.said):
            yield from (node.mem_id for node in _select(root, rule.selector))


def _hidden(root: LexborNode, styles: str) -> Iterator[int]:
    opened = _opened(root)
    candidates = [*root.css(_HIDDEN), *_hidden_by_rule(root, styles)]
    yield from (node.mem_id for node in candidates if node.mem_id not in opened)
    for node in root.css("[style]"):
        if node.mem_id not in opened and _is_gone(_style(node)):
            yield node.mem_id


def _hidden_by_rule(root: LexborNode, styles: str) -> list[LexborNode]:
    """What a rule hides, unless another shows it in some state of the page."""
    rules = _rules(root, styles)
    shown = " ".join(_last_part(rule.selector) for rule in rules if _SHOWN.search(rule.said))
    hiding = [rule.selector for rule in rules if rule.is_for_any_screen and _is_gone(rule.said)]
    return [
        node
        for selector in dict.fromkeys(hiding[:_MOST_RULES])
        if not re.search(rf"{re.escape(_last_part(selector))}(?![\w-])", shown)
        if not _DYNAMIC.search(selector)
        for node in _select(root, selector)
        if not _beside_decoration(node) and not _SHOWN.search(_style(node))
    ]


def _beside_decoration(node: LexborNode) -> bool:
    """Whether the words stand for a sign beside them: for ears what the sign is for eyes."""
    siblings = list(node.parent.iter()) if node.parent is not None else []
    place = next((n for n, each in enumerate(siblings) if each.mem_id == node.mem_id), 0)
    near = siblings[max(place - 1, 0) : place + 2]
    return node.tag != "p" and any(
        each.is_element_node and each.attributes.get("aria-hidden") == "true" for each in near
    )


def _opened(root: LexborNode) -> set[int]:
    found = set(_ids(root, _OPENED))
    targets = {
        name.lstrip("#")
        for selector, attribute in _OPENERS
        for node in root.css(selector)
        for name in (node.attributes.get(attribute) or "").split()
    }
    if targets:
        found |= {node.mem_id for node in root.css("[id]") if node.attributes["id"] in targets}
    return found


def _decoration(root: LexborNode) -> list[int]:
    """What is marked as no text, unless so much is that it must be."""
    marked = root.css("[aria-hidden=true]")
    if not marked:
        return []
    whole = len(root.text())
    return [node.mem_id for node in marked if len(node.text()) <= _DECORATION * whole]


def around(root: LexborNode) -> list[int]:
    """What stands around the text under a node by its name, as banners do; and mere buttons."""
    named = [
        node
        for node in root.css("[class], [id]")
        if node.tag not in {"html", "body", "main", "article"}
        and _AROUND.search(f"{node.attributes.get('class')} {node.attributes.get('id')}")
    ]
    buttons = [node.mem_id for node in root.css("button") if not _is_of_text(node)]
    if not named:
        return buttons
    whole = len(root.text())
    return [n.mem_id for n in named if len(n.text()) <= _MOST_AROUND * whole] + buttons


def _is_of_text(button: LexborNode) -> bool:
    names = button.attributes
    parent = button.parent
    return (
        any(each in names for each in _OPENS)
        or _OPENER.search(names.get("class") or "") is not None
        or (parent is not None and parent.tag in _IN_TEXT)
    )


def shift_by_rules(root: LexborNode, styles: str = "") -> None:
    """Write into elements' own styles that the page's style sheets raise or lower them."""
    for rule in _rules(root, styles):
        if (shift := SHIFT.search(rule.said)) and rule.is_for_any_screen:
            for node in _select(root, rule.selector):
                node.attrs["style"] = f"{_style(node)};{shift[0]}"


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or ""


def _is_gone(rule: str) -> bool:
    if _GONE.search(rule):
        return True
    colours = {name[:5].lower(): value.strip().lower() for name, value in _COLOURS.findall(rule)}
    return "color" in colours and colours["color"] in {colours.get("backg"), "transparent"}


def _select(root: LexborNode, selector: str) -> list[LexborNode]:
    from selectolax.lexbor import SelectolaxError

    try:
        return list(root.css(selector))
    except SelectolaxError:  # of a newer CSS than is known here
        return []


def _last_part(selector: str) -> str:
    found = _LAST_PART.search(selector)
    return found[0] if found else selector


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector of a style sheet, and what is said of it; not only on some screens, or is it?"""

    selector: str
    said: str
    is_for_any_screen: bool


def _rules(root: LexborNode, styles: str) -> list[_Rule]:
    """The rules of a page's style sheets, but for those that are for paper."""
    top = root
    while top.parent is not None and top.parent.is_element_node:
        top = top.parent
    sheets = [node.text() for node in top.css("style") if _is_for_screens(node)]
    text = _CSS_TEXT.sub("''", _CSS_NOISE.sub(" ", "\n".join([styles, *sheets])))
    found: list[_Rule] = []
    around: list[str] = []
    said: list[str] = []
    for piece in _CSS_PIECE.findall(text):
        content, end = piece[:-1].strip(), piece[-1]
        if end == "{":
            around.append(content)
            said = []
            continue
        said += [content] if content else []
        if end == "}" and around:
            found += _ended_rules(around.pop(), around, ";".join(said))
            said = []
    return found


def _ended_rules(selectors: str, around: list[str], said: str) -> Iterator[_Rule]:
    if selectors.startswith("@") or any(_ON_PAPER.match(outer) for outer in around):
        return
    is_for_any_screen = all(map(_ON_A_SCREEN.match, around))
    for selector in selectors.split(","):
        yield _Rule(selector.strip(), said, is_for_any_screen)


def _is_for_screens(sheet: LexborNode) -> bool:
    media = (sheet.attributes.get("media") or "all").lower()
    return media.strip() in {"all", "screen"}
