"""Fetching a URL so that neither the address nor the answer can harm the machine.

Each hop is resolved once, refused if it leads into a private network, and connected to by the very
address that was checked: a second look-up might answer differently (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ingest.content_types import SUFFIX_OF_TYPE, as_utf8, suffix_of
from ingest.errors import AddressError, TooLargeError
from ingest.networks import is_public

if TYPE_CHECKING:
    import httpx

HEADERS: Mapping[str, str] = {
    "User-Agent": "Footnote/0.1 (+quoting question answering)",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
}
MOST_REDIRECTS = 5
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0  # how long a server may send nothing: slow archives think for a while
LAST_PORT = 65535
# These open 64 KiB into 66 MB at most; brotli, zstd, or two of them in a row, into far more.
ENCODINGS = frozenset({"identity", "gzip", "deflate"})
STATUS_PHRASES: Mapping[int, str] = {int(status): status.phrase.lower() for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source may cost, in bytes and seconds, and whether it may lie in a private network."""

    max_bytes: int = 100_000_000
    allow_private: bool = False
    deadline_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: the bytes, how to read them, and a title if known."""

    data: bytes
    suffix: str
    title: str | None = None


def fetch(url: str, limits: Limits, types: Mapping[str, str] = SUFFIX_OF_TYPE) -> Fetched:
    """Fetch an http or https address; ``types`` maps the content types wanted to suffixes.

    Raises:
        AddressError: the address is refused, does not answer, or answers with something else.
        TooLargeError: the answer is over ``limits.max_bytes``.
    """
    try:
        # In a thread of its own, because the caller's may have an event loop already.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(lambda: asyncio.run(_follow(url, limits, types))).result()
    except TimeoutError as error:
        message = f"{url} did not answer in full within {limits.deadline_seconds:g} seconds."
        raise AddressError(message) from error


async def _follow(address: str, limits: Limits, types: Mapping[str, str]) -> Fetched:
    # A deadline around everything: of a server that drips bytes, each single read is in time.
    async with asyncio.timeout(limits.deadline_seconds):
        url = _checked_url(address)
        for _ in range(MOST_REDIRECTS + 1):
            step = await _step(url, limits, types)
            if isinstance(step, Fetched):
                return step
            url = step
    message = f"{address} redirects too often (more than {MOST_REDIRECTS} times)."
    raise AddressError(message)


def _checked_url(address: str, base: str = "") -> httpx.URL:
    import httpx

    try:
        url = httpx.URL(urljoin(base, address.strip())).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        message = f"{address!r} cannot be read as an address: {error}."
        raise AddressError(message) from error
    if url.userinfo:
        message = "The address holds a user name or password; remove it."
        raise AddressError(message)
    if url.scheme not in {"http", "https"} or not url.raw_host or (url.port or 0) > LAST_PORT:
        message = f"{url} is not a valid http or https address."
        raise AddressError(message)
    return url


async def _step(url: httpx.URL, limits: Limits, types: Mapping[str, str]) -> Fetched | httpx.URL:
    """One hop: the document, or the URL to look for it next."""
    import httpx

    hosts = await _resolve(url, limits)
    # The bare transport, new for each hop: no cookies, and no connection that two hosts share.
    async with httpx.AsyncHTTPTransport(trust_env=False) as transport:
        try:
            response = await _open(transport, url, hosts)
            if response.has_redirect_location:
                return _checked_url(response.headers["location"], base=str(url))
            return await _read(response, url, limits, types)
        except httpx.HTTPError as error:
            message = f"{url} {_in_words(error)}."
            raise AddressError(message) from error


async def _resolve(url: httpx.URL, limits: Limits) -> list[str]:
    """Every IP address of the host, all of them public unless private ones are allowed."""
    host = url.raw_host.decode("ascii")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = f"{url}: the host {host} was not found; check the name and the network."
        raise AddressError(message) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    private = [address for address in addresses if not is_public(address)]
    if private and not limits.allow_private:
        message = f"{url} leads to {private[0]}, not a public address; `footnote add --allow-private` fetches it."
        raise AddressError(message)
    return addresses


async def _open(
    transport: httpx.AsyncHTTPTransport, url: httpx.URL, hosts: Sequence[str]
) -> httpx.Response:
    """The beginning of the answer, from the first host that accepts a connection."""
    import httpx

    timeout = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS).as_dict()
    headers = {**HEADERS, "Host": url.netloc.decode("ascii")}
    extensions = {"timeout": timeout, "sni_hostname": url.raw_host.decode("ascii")}
    requests = [
        httpx.Request("GET", url.copy_with(host=host), headers=headers, extensions=extensions)
        for host in hosts
    ]
    for request in requests[:-1]:
        with suppress(httpx.ConnectError, httpx.ConnectTimeout):
            return await transport.handle_async_request(request)
    return await transport.handle_async_request(requests[-1])


async def _read(
    response: httpx.Response, url: httpx.URL, limits: Limits, types: Mapping[str, str]
) -> Fetched:
    if not response.is_success:
        status = response.status_code
        message = f"{url} answered {status} ({STATUS_PHRASES.get(status, 'no known status')})."
        raise AddressError(message)
    suffix = suffix_of(response.headers.get("content-type", ""), str(url), types)
    data = await _body(response, url, limits.max_bytes)
    return Fetched(as_utf8(data, suffix, response.charset_encoding), suffix)


async def _body(response: httpx.Response, url: httpx.URL, max_bytes: int) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ENCODINGS:
        message = f"{url} answered compressed as {encoding}, which cannot be read."
        raise AddressError(message)
    # Content-Length may be missing, or count compressed bytes: what arrives is counted instead.
    data = bytearray()
    async for block in response.aiter_bytes():
        data += block
        if len(data) > max_bytes:
            message = f"{url} is over the limit of {max_bytes:,} bytes; `footnote add --max-megabytes` raises it."
            raise TooLargeError(message)
    if not data:
        message = f"{url} answered without any content."
        raise AddressError(message)
    return bytes(data)


def _in_words(error: httpx.HTTPError) -> str:
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        return f"did not accept a connection within {CONNECT_SECONDS:g} seconds"
    if isinstance(error, httpx.TimeoutException):
        return f"sent nothing for {SILENCE_SECONDS:g} seconds"
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "has no certificate that can be trusted"
    if isinstance(error, httpx.ConnectError):
        return "does not accept connections"
    return f"did not answer as it should ({error})"
