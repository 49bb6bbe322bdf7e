"""Fetching addresses, against real servers on this machine; nothing is sent anywhere else."""

from __future__ import annotations

import gzip
import ipaddress
import shutil
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.addresses import Fetched, Limits, fetch
from ingest.content_types import as_utf8
from ingest.errors import AddressError, TooLargeError
from ingest.networks import is_public
from tests.paths import ROOT

HERE = Limits(max_bytes=100_000, allow_private=True, deadline_seconds=20.0)
HTML = "text/html; charset=utf-8"

connections: list[str] = []
lookups: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        connections.append(str(arguments[1][0]))
    elif event == "socket.getaddrinfo":
        lookups.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _only_loopback() -> Iterator[None]:
    connections.clear()
    lookups.clear()
    yield
    for address in map(ipaddress.ip_address, connections):
        assert (getattr(address, "ipv4_mapped", None) or address).is_loopback


class Handler(BaseHTTPRequestHandler):
    """Answers a path by the function of that name."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.requests.append((self.path, dict(self.headers)))
        self.close_connection = True
        ROUTES[self.path.partition("?")[0]](self)

    def log_message(self, *arguments: object) -> None:
        pass

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content_Type": HTML, "Content_Length": str(len(body))} | headers
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def drip(self, first: bytes, block: bytes, pause: float = 0.0, blocks: int = 2000) -> None:
        with suppress(OSError):  # the client leaves, as it should
            self.wfile.write(first)
            for _ in range(blocks):
                self.wfile.write(block)
                self.wfile.flush()
                time.sleep(pause)


def _to(location: str, status: int = 302) -> Callable[[Handler], None]:
    return lambda handler: handler.reply(b"", status, Location=location)


def _typed(content_type: str) -> Callable[[Handler], None]:
    return lambda handler: handler.reply(b"content", Content_Type=content_type)


def _status(status: int) -> Callable[[Handler], None]:
    return lambda handler: handler.reply(b"sorry", status)


def _dripping(first: str, block: bytes, pause: float = 0.0) -> Callable[[Handler], None]:
    return lambda handler: handler.drip(first.encode(), block, pause)


def _bounce(handler: Handler) -> None:
    left = int(handler.path.partition("?")[2])
    _to(f"/bounce?{left - 1}" if left else "/page")(handler)


def _with_cookie(handler: Handler) -> None:
    port = handler.server.server_address[1]
    handler.reply(b"", 302, Location=f"http://127.0.0.1:{port}/page", Set_Cookie="a=b; Path=/")


OK_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = gzip.compress(bytes(50_000_000))
ROUTES: dict[str, Callable[[Handler], None]] = {
    "/page": lambda handler: handler.reply("<p>Grüße</p>".encode()),
    "/packed": lambda handler: handler.reply(gzip.compress(b"packed"), Content_Encoding="gzip"),
    "/bomb": lambda handler: handler.reply(BOMB, Content_Encoding="gzip"),
    "/twice": lambda handler: handler.reply(b"x", Content_Encoding="gzip, gzip"),
    "/brotli": lambda handler: handler.reply(b"x", Content_Encoding="br"),
    "/notgzip": lambda handler: handler.reply(b"plain", Content_Encoding="gzip"),
    "/empty": lambda handler: handler.reply(b""),
    "/latin": lambda handler: handler.reply(
        "“Grüße”".encode("cp1252"), Content_Type="text/plain; charset=ISO-8859-1"
    ),
    "/bounce": _bounce,
    "/cookie": _with_cookie,
    "/for-ever": _to("/for-ever"),
    "/relative": _to("page?x=1#part", 308),
    "/to-ftp": _to("ftp://127.0.0.1/file"),
    "/to-file": _to("file:///etc/passwd"),
    "/to-secret": _to("http://user:secret@127.0.0.1/"),
    "/to-nonsense": _to("http://[::1"),
    "/to-half": _to("x:y"),
    "/to-idna": _to("http://xn--/"),
    "/404": _status(404),
    "/500": _status(500),
    "/799": _status(799),
    "/304": _status(304),
    "/much": lambda handler: handler.reply(bytes(100_001)),
    "/just-enough": lambda handler: handler.reply(bytes(100_000)),
    "/endless": _dripping(OK_HEAD + "\r\n", bytes(10_000)),
    "/says-huge": _dripping(OK_HEAD + "Content-Length: 999999999999\r\n\r\n", bytes(10_000)),
    "/says-little": _dripping(OK_HEAD + "Content-Length: 10\r\n\r\n", b"0123456789"),
    "/chunked": _dripping(
        OK_HEAD + "Transfer-Encoding: chunked\r\n\r\n", b"2710\r\n" + bytes(10_000) + b"\r\n"
    ),
    "/broken": lambda handler: handler.drip(
        f"{OK_HEAD}Content-Length: 100\r\n\r\n".encode(), b"half", blocks=1
    ),
    "/garbage": lambda handler: handler.drip(b"what is HTTP?\r\n\r\n", b"", blocks=1),
    "/drips-head": _dripping(OK_HEAD + "X-Slow: ", b"x", 0.02),
    "/drips-body": _dripping(OK_HEAD + "\r\n", b"x", 0.02),
    "/silent": _dripping("", b"", 0.02),
    "/a.pdf": _typed("application/pdf"),
    "/notes.md": _typed("text/plain; charset=utf-8"),
    "/BOOK.EPUB": _typed("application/octet-stream"),
    "/plain": _typed("text/plain"),
    "/xhtml": _typed("Application/XHTML+XML"),
    "/photo.txt": _typed("image/png"),
    "/unnamed": _typed(""),
}


@dataclass
class Site:
    """A running server and what it was asked."""

    port: int
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serve(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.site = Site(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.site  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    running.requests.clear()
    return running


def test_a_page_is_fetched_with_an_honest_name(site: Site) -> None:
    assert fetch(site.at("/page"), HERE) == Fetched("<p>Grüße</p>".encode(), ".html")
    [(_, headers)] = site.requests
    assert headers["User-Agent"] == "Footnote/0.1 (+quoting question answering)"
    assert headers["Host"] == f"127.0.0.1:{site.port}"


def test_a_host_is_looked_up_once_and_reached_by_the_address_found(site: Site) -> None:
    fetch(site.at("/page", "localhost"), HERE)
    assert lookups == ["localhost"]
    assert connections[-1] == "127.0.0.1"
    assert site.requests[0][1]["Host"] == f"localhost:{site.port}"


PRIVATE_HOSTS = [
    *("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1"),
    *("0.0.0.0", "0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.192", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[2002:7f00:1::]", "[2001:0:7f00:1::]", "[ff0e::1]", "[fec0::1]", "[2001:db8::1]"),
]


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_private_addresses_are_refused_before_any_connection(site: Site, host: str) -> None:
    with pytest.raises(AddressError, match="not a public address; `footnote add --allow-private"):
        fetch(site.at("/page", host), Limits())
    assert connections == []
    assert site.requests == []


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_public_addresses_are_known_as_such(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433"])
def test_with_the_flag_private_addresses_are_fetched(site: Site, host: str) -> None:
    assert fetch(site.at("/page", host), HERE).suffix == ".html"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://127.0.0.1/x", "not a valid http or https address"),
        ("file:///etc/passwd", "not a valid http or https address"),
        ("//127.0.0.1/x", "not a valid http or https address"),
        ("http:///x", "not a valid http or https address"),
        ("http://127.0.0.1:99999/", "not a valid http or https address"),
        ("http://127.0.0.1:0/", "does not accept connections"),
        ("http://127.0.0.1:x/", "cannot be read as an address"),
        ("http://0177.0.0.1/", "cannot be read as an address"),
        ("http://[::1/", "cannot be read as an address"),
        ("http://127.0.0.1/\x00", "cannot be read as an address"),
        ("http://a..b/", "was not found"),
        ("http://xn--/", "was not found"),
        (f"http://{'a' * 64}.example/", "was not found"),
        ("http://public.example\\@127.0.0.1/", "user name or password"),
        ("http://127.0.0.1:9/", "does not accept connections"),
    ],
)
def test_what_is_no_address_is_a_sentence(url: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        fetch(url, HERE)


def test_credentials_are_refused_and_not_repeated(site: Site) -> None:
    for url in (f"http://user:secret@127.0.0.1:{site.port}/page", site.at("/to-secret")):
        with pytest.raises(AddressError, match="user name or password") as caught:
            fetch(url, HERE)
        assert "secret" not in str(caught.value).replace("to-secret", "")
    assert [path for path, _ in site.requests] == ["/to-secret"]


def test_five_redirects_are_followed(site: Site) -> None:
    fetch(site.at("/bounce?4"), HERE)
    assert len(site.requests) == 6
    assert site.requests[-1][0] == "/page"
    fetch(site.at("/relative"), HERE)
    assert site.requests[-1][0] == "/page?x=1"


@pytest.mark.parametrize("path", ["/bounce?5", "/for-ever"])
def test_a_sixth_redirect_is_one_too_many(site: Site, path: str) -> None:
    with pytest.raises(AddressError, match="redirects too often"):
        fetch(site.at(path), HERE)
    assert len(site.requests) == 6


@pytest.mark.parametrize("path", ["/to-ftp", "/to-file", "/to-nonsense", "/to-half", "/to-idna"])
def test_every_redirect_is_checked_like_the_first_address(site: Site, path: str) -> None:
    words = r"not a valid http or https address|cannot be read as an address|was not found"
    with pytest.raises(AddressError, match=words):
        fetch(site.at(path), HERE)


def test_hosts_share_no_cookies(site: Site) -> None:
    fetch(site.at("/cookie", "localhost"), HERE)
    assert [path for path, _ in site.requests] == ["/cookie", "/page"]
    assert "Cookie" not in site.requests[1][1]


NAMESPACE_SETUP = """
ip link set lo up && ip addr add 8.8.8.8/32 dev lo && mount --bind "$1" /etc/hosts &&
exec "$2" "$3"
"""
NAMESPACE_HOSTS = """
8.8.8.8 public.test
8.8.8.8 mixed.test
127.0.0.1 mixed.test
10.0.0.1 inward.test
"""
NAMESPACE_SCRIPT = """
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from ingest.addresses import Limits, fetch
from ingest.errors import AddressError

TARGETS = {"/by-number": "http://127.0.0.1:8000/", "/by-name": "http://inward.test:8000/"}
served = []

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        served.append(self.headers["Host"] + self.path)
        self.send_response(302 if self.path in TARGETS else 200)
        self.send_header("Location", TARGETS.get(self.path, ""))
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"hello")
    def log_message(self, *arguments):
        pass

server = HTTPServer(("0.0.0.0", 8000), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
for url in ("public.test:8000/", "public.test:8000/by-number", "public.test:8000/by-name",
            "mixed.test:8000/", "nowhere.test/"):
    try:
        print(fetch("http://" + url, Limits()).data.decode())
    except AddressError as error:
        print(error)
print(*served)
"""


def test_a_public_host_cannot_lead_inwards(tmp_path: Path) -> None:
    """In a network namespace of its own this machine owns a public address, and nothing else."""
    (tmp_path / "hosts").write_text(NAMESPACE_HOSTS)
    (tmp_path / "script.py").write_text(NAMESPACE_SCRIPT)
    files = [str(tmp_path / "hosts"), sys.executable, str(tmp_path / "script.py")]
    isolated = ["unshare", "--map-root-user", "--net", "--mount"]
    try:
        subprocess.run([*isolated, "ip", "link"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system gives no network namespace")
    done = subprocess.run(
        [*isolated, "sh", "-c", NAMESPACE_SETUP, "sh", *files],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
    )
    refused = "not a public address; `footnote add --allow-private` fetches it."
    advice = "check the name and the network."
    assert done.stdout.splitlines() == [
        "hello",
        f"http://127.0.0.1:8000/ leads to 127.0.0.1, {refused}",
        f"http://inward.test:8000/ leads to 10.0.0.1, {refused}",
        f"http://mixed.test:8000/ leads to 127.0.0.1, {refused}",
        f"http://nowhere.test/: the host nowhere.test was not found; {advice}",
        "public.test:8000/ public.test:8000/by-number public.test:8000/by-name",
    ], done.stderr


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/404", r"/404 answered 404 \(not found\)\."),
        ("/500", r"answered 500 \(internal server error\)"),
        ("/304", r"answered 304 \(not modified\)"),
        ("/799", r"answered 799 \(no known status\)"),
        ("/empty", "without any content"),
        ("/broken", "did not answer as it should"),
        ("/garbage", "did not answer as it should"),
        ("/notgzip", "did not answer as it should"),
        ("/twice", "compressed as gzip, gzip"),
        ("/brotli", "compressed as br"),
        ("/photo.txt", "of the type image/png; what can be read is"),
        ("/unnamed", "of the type unknown"),
    ],
)
def test_an_answer_that_is_no_document_is_a_sentence(site: Site, path: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        fetch(site.at(path), HERE)


@pytest.mark.parametrize("path", ["/much", "/endless", "/says-huge", "/chunked"])
def test_reading_stops_at_the_limit_whatever_the_length_claimed(site: Site, path: str) -> None:
    with pytest.raises(
        TooLargeError, match=r"limit of 100,000 bytes; `footnote add --max-megabytes`"
    ):
        fetch(site.at(path), HERE)


def test_the_limit_itself_is_allowed_and_a_small_claim_is_held_to(site: Site) -> None:
    assert len(fetch(site.at("/just-enough"), HERE).data) == 100_000
    assert fetch(site.at("/says-little"), HERE).data == b"0123456789"


def test_compressed_answers_are_opened_but_bombs_are_not(site: Site) -> None:
    assert fetch(site.at("/packed"), HERE).data == b"packed"
    with pytest.raises(TooLargeError):
        fetch(site.at("/bomb"), HERE)


@pytest.mark.parametrize("path", ["/drips-head", "/drips-body", "/silent"])
def test_a_slow_server_meets_the_deadline(site: Site, path: str) -> None:
    begun = time.monotonic()
    with pytest.raises(AddressError, match=r"did not answer in full within 0\.4 seconds"):
        fetch(site.at(path), Limits(allow_private=True, deadline_seconds=0.4))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        ("/a.pdf", ".pdf"),
        ("/notes.md", ".md"),
        ("/BOOK.EPUB", ".epub"),
        ("/plain", ".txt"),
        ("/xhtml", ".xhtml"),
    ],
)
def test_the_type_names_the_suffix_and_a_vague_one_leaves_it_to_the_path(
    site: Site, path: str, suffix: str
) -> None:
    assert fetch(site.at(path), HERE).suffix == suffix


def test_a_charset_named_by_the_header_alone_is_kept(site: Site) -> None:
    assert fetch(site.at("/latin"), HERE).data.decode("utf-8-sig") == "“Grüße”"


@pytest.mark.parametrize(
    ("data", "suffix", "charset"),
    [
        ("Grüße".encode(), ".html", "iso-8859-1"),  # valid UTF-8, whatever the header claims
        (b"\xff\xfea\x00", ".txt", "iso-8859-1"),  # marked as UTF-16
        (b"\x80\x81", ".txt", "shift_jis"),  # not what the header claims
        (b"\xe4", ".txt", "no-such-charset"),
        (b"\xe4", ".txt", "hex"),
        (b"\xe4", ".pdf", "iso-8859-1"),
        (b"\xe4", ".txt", None),
    ],
)
def test_other_bytes_stay_as_they_came(data: bytes, suffix: str, charset: str | None) -> None:
    assert as_utf8(data, suffix, charset) == data


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key, good for the name ``localhost`` only."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", path, "-out", path.with_suffix(".crt")]
    subprocess.run(
        ["openssl", "req", "-x509", "-days", "2", *key, *subject], check=True, capture_output=True
    )
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serve(context) as site:
        yield site


def test_a_certificate_that_nobody_trusts_is_refused(secure_site: Site) -> None:
    with pytest.raises(AddressError, match="no certificate that can be trusted"):
        fetch(f"https://localhost:{secure_site.port}/page", HERE)
    assert secure_site.requests == []


def test_a_certificate_must_be_for_the_name_though_the_address_is_dialled(
    secure_site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certifi.where", lambda: str(certificate.with_suffix(".crt")))
    assert fetch(f"https://localhost:{secure_site.port}/page", HERE).suffix == ".html"
    with pytest.raises(AddressError, match="no certificate that can be trusted"):
        fetch(f"https://127.0.0.1:{secure_site.port}/page", HERE)
