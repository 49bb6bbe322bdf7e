"""One Wikipedia article by its address, as the clean text that the site's own API gives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from ingest.addresses import Fetched, Limits, fetch
from ingest.errors import AddressError

API_PATH = "/w/api.php"
JSON_TYPES: Mapping[str, str] = {"application/json": ".json"}

_HOST = re.compile(r"(?!www\.|m\.)([a-z][a-z0-9-]*)(?:\.m)?\.wikipedia\.org")
_PATH = re.compile(r"/wiki/([^|]+)")  # the API would take "a|b" for two titles
# With one of these, the address means something else than the article as it stands now.
_OTHER_VIEWS = frozenset({"action", "curid", "diff", "oldid"})


def is_article(url: str) -> bool:
    """Whether the address is an article's, in any language edition, for desktops or mobiles."""
    return _site_and_title(url) is not None


def fetch_article(url: str, limits: Limits, api_base: str | None = None) -> Fetched:
    """An article as text with ``== headings ==``, or as HTML where the site extracts no text.

    ``api_base`` stands in for the site's own ``https://xx.wikipedia.org``.

    Raises:
        AddressError: it is not an article's address, the article does not exist or has no text,
            or the site does not answer.
        TooLargeError: the answer is over ``limits.max_bytes``.
    """
    found = _site_and_title(url)
    if found is None:
        message = f"{url} is not the address of a Wikipedia article."
        raise AddressError(message)
    site, title = found
    api = (api_base or site) + API_PATH
    # A wiki without the TextExtracts extension has no text to give, only the page as shown.
    return _extracted(api, title, url, limits) or _rendered(api, title, limits)


def _site_and_title(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host, path = _HOST.fullmatch(parts.netloc.lower()), _PATH.fullmatch(unquote(parts.path))
    other_view = _OTHER_VIEWS.intersection(parse_qs(parts.query, keep_blank_values=True))
    if not host or not path or other_view or parts.scheme not in {"http", "https"}:
        return None
    return f"https://{host[1]}.wikipedia.org", path[1].replace("_", " ")


def _extracted(api: str, title: str, url: str, limits: Limits) -> Fetched | None:
    wanted = {"prop": "extracts", "titles": title}
    form = {"explaintext": "1", "exsectionformat": "wiki"}
    match _request(api, {"action": "query", **wanted, **form}, limits):
        case {"query": {"pages": [{"missing": True} | {"invalid": True} | {"special": True}]}}:
            message = f"There is no article at {url}; check the spelling of its title."
            raise AddressError(message)
        case {"query": {"pages": [{"title": str(name), "extract": str(text)}]}}:
            if not text.strip():
                message = f"The article at {url} has no text."
                raise AddressError(message)
            data = f"= {name} =\n\n{text.strip()}\n".encode(errors="replace")
            return Fetched(data, ".txt", name)
        case {"query": {"pages": [{"title": str()}]}}:
            return None
    raise _unexpected(api)


def _rendered(api: str, title: str, limits: Limits) -> Fetched:
    match _request(api, {"action": "parse", "prop": "text", "page": title}, limits):
        case {"parse": {"title": str(name), "text": str(body)}} if body.strip():
            head = f'<meta charset="utf-8"><title>{escape(name)}</title>'
            html = f"<!DOCTYPE html>{head}<body><h1>{escape(name)}</h1>{body}</body>\n"
            return Fetched(html.encode(errors="replace"), ".html", name)
    raise _unexpected(api)


def _request(api: str, parameters: Mapping[str, str], limits: Limits) -> object:
    common = {"format": "json", "formatversion": "2", "redirects": "1"}
    answer = fetch(f"{api}?{urlencode({**parameters, **common})}", limits, JSON_TYPES)
    try:
        return json.loads(answer.data)
    except (ValueError, RecursionError) as error:
        raise _unexpected(api) from error


def _unexpected(api: str) -> AddressError:
    return AddressError(f"{api} did not answer with an article; try again later.")
