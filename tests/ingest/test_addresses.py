"""Fetching addresses, against real servers on this machine; nothing is sent anywhere else."""

import gzip
import ipaddress
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest

from ingest.addresses import Fetched, Limits, fetch
from ingest.content_types import SUFFIX_OF_TYPE, as_utf8, suffix_of
from ingest.errors import AddressError, TooLargeError
from ingest.networks import is_public
from tests.ingest.conftest import QuietHandler, serving
from tests.paths import ROOT
from tests.tables import read_table

HERE = Limits(max_bytes=100_000, allow_private=True, deadline_seconds=20.0)

connections: list[str] = []
lookups: list[str] = []
requests: list[tuple[str, dict[str, str]]] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        connections.append(str(arguments[1][0]))
    elif event == "socket.getaddrinfo":
        lookups.append(str(arguments[0]))


sys.addaudithook(watch)


@pytest.fixture(autouse=True)
def only_loopback():
    for seen in (connections, lookups, requests):
        seen.clear()
    yield
    for address in map(ipaddress.ip_address, connections):
        assert (getattr(address, "ipv4_mapped", None) or address).is_loopback


class Handler(QuietHandler):
    """Answers a path by the function of that name."""

    def answer(self) -> None:
        requests.append((self.path, dict(self.headers)))
        with suppress(OSError):  # the client leaves, as it should
            ROUTES[self.path.partition("?")[0]](self)

    def drip(self, first: bytes, block: bytes, pause: float, blocks: int) -> None:
        self.wfile.write(first)
        for _ in range(blocks):
            self.wfile.write(block)
            self.wfile.flush()
            time.sleep(pause)


Answer = Callable[[Handler], None]


def reply(body: bytes = b"content", status: int = 200, **headers: str) -> Answer:
    typed = {"Content_Type": "text/html; charset=utf-8"} | headers
    return lambda handler: handler.send(body, status, **typed)


def to(location: str, status: int = 302, **headers: str) -> Answer:
    """A redirection; ``{port}`` in the location is this server's."""
    return lambda handler: handler.send(
        b"", status, Location=location.format(port=handler.server.server_address[1]), **headers
    )


def dripping(first: str, block: bytes, pause: float = 0.0, blocks: int = 2000) -> Answer:
    return lambda handler: handler.drip(first.encode(), block, pause, blocks)


def bounce(handler: Handler) -> None:
    left = int(handler.path.partition("?")[2])
    to(f"/bounce?{left - 1}" if left else "/page")(handler)


INVALID = "not a valid http or https address"
UNREADABLE = "cannot be read as an address"
OK_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNK = b"2710\r\n" + bytes(10_000) + b"\r\n"
# What gives no document, and the words that say why; a redirection is checked like an address.
REFUSED: dict[str, tuple[Answer, str]] = {
    "/to-ftp": (to("ftp://127.0.0.1/file"), INVALID),
    "/to-file": (to("file:///etc/passwd"), INVALID),
    "/to-nonsense": (to("http://[::1"), UNREADABLE),
    "/to-half": (to("x:y"), INVALID),
    "/to-idna": (to("http://xn--/"), "was not found"),
    "/404": (reply(status=404), r"/404 answered 404 \(not found\)\."),
    "/500": (reply(status=500), r"answered 500 \(internal server error\)"),
    "/304": (reply(status=304), r"answered 304 \(not modified\)"),
    "/799": (reply(status=799), r"answered 799 \(no known status\)"),
    "/empty": (reply(b""), "without any content"),
    "/broken": (
        dripping(OK_HEAD + "Content-Length: 100\r\n\r\n", b"half", blocks=1),
        "did not answer as it should",
    ),
    "/garbage": (dripping("what is HTTP?\r\n\r\n", b"", blocks=1), "did not answer as it should"),
    "/notgzip": (reply(Content_Encoding="gzip"), "did not answer as it should"),
    "/twice": (reply(Content_Encoding="gzip, gzip"), "compressed as gzip, gzip"),
    "/brotli": (reply(Content_Encoding="br"), "compressed as br"),
    "/photo.txt": (reply(Content_Type="image/png"), "of the type image/png; what can be read is"),
    "/unnamed": (reply(Content_Type=""), "of the type unknown"),
}
ROUTES: dict[str, Answer] = {
    **{path: answer for path, (answer, _) in REFUSED.items()},
    "/page": reply("<p>Grüße</p>".encode()),
    "/packed": reply(gzip.compress(b"packed"), Content_Encoding="gzip"),
    "/bomb": reply(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
    "/latin": reply("“Grüße”".encode("cp1252"), Content_Type="text/plain; charset=ISO-8859-1"),
    "/bounce": bounce,
    "/cookie": to("http://127.0.0.1:{port}/page", Set_Cookie="a=b; Path=/"),
    "/relative": to("page?x=1#part", 308),
    "/to-secret": to("http://user:secret@127.0.0.1/"),
    "/much": reply(bytes(100_001)),
    "/just-enough": reply(bytes(100_000)),
    "/endless": dripping(OK_HEAD + "\r\n", bytes(10_000)),
    "/says-huge": dripping(OK_HEAD + "Content-Length: 999999999999\r\n\r\n", bytes(10_000)),
    "/says-little": dripping(OK_HEAD + "Content-Length: 10\r\n\r\n", b"0123456789"),
    "/chunked": dripping(OK_HEAD + "Transfer-Encoding: chunked\r\n\r\n", CHUNK),
    "/drips-head": dripping(OK_HEAD + "X-Slow: ", b"x", 0.02),
    "/drips-body": dripping(OK_HEAD + "\r\n", b"x", 0.02),
    "/silent": dripping("", b"", 0.02),
}


@dataclass(frozen=True)
class Site:
    port: int

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="module")
def site():
    with serving(Handler) as port:
        yield Site(port)


def test_a_page_is_fetched_with_an_honest_name(site):
    assert fetch(site.at("/page"), HERE) == Fetched("<p>Grüße</p>".encode(), ".html")
    [(_, headers)] = requests
    assert headers["User-Agent"] == "Footnote/0.1 (+quoting question answering)"
    assert headers["Host"] == f"127.0.0.1:{site.port}"


def test_a_host_is_looked_up_once_and_reached_by_the_address_found(site):
    fetch(site.at("/page", "localhost"), HERE)
    assert lookups == ["localhost"]
    assert connections[-1] == "127.0.0.1"
    assert requests[0][1]["Host"] == f"localhost:{site.port}"


PRIVATE_HOSTS = [
    *("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1"),
    *("0.0.0.0", "0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.192", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[2002:7f00:1::]", "[2001:0:7f00:1::]", "[ff0e::1]", "[fec0::1]", "[2001:db8::1]"),
]
PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_private_addresses_are_refused_before_any_connection(site, host):
    with pytest.raises(AddressError, match="not a public address; `footnote add --allow-private"):
        fetch(site.at("/page", host), Limits())
    assert connections == requests == []


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_known_as_such(address):
    assert is_public(address)


@pytest.mark.parametrize("host", PRIVATE_HOSTS[:4])
def test_with_the_flag_private_addresses_are_fetched(site, host):
    assert fetch(site.at("/page", host), HERE).suffix == ".html"


@pytest.mark.parametrize(("address", "words"), read_table(__file__, "no address"))
def test_what_is_no_address_is_a_sentence(address, words):
    with pytest.raises(AddressError, match=words):
        fetch(address, HERE)


@pytest.mark.parametrize("path", REFUSED)
def test_an_answer_that_is_no_document_is_a_sentence(site, path):
    with pytest.raises(AddressError, match=REFUSED[path][1]):
        fetch(site.at(path), HERE)


def test_credentials_are_refused_and_not_repeated(site):
    for url in (f"http://user:secret@127.0.0.1:{site.port}/page", site.at("/to-secret")):
        with pytest.raises(AddressError, match="user name or password") as caught:
            fetch(url, HERE)
        assert "secret" not in str(caught.value).replace("to-secret", "")
    assert [path for path, _ in requests] == ["/to-secret"]


def test_five_redirects_are_followed_and_no_sixth(site):
    fetch(site.at("/bounce?4"), HERE)
    assert len(requests) == 6
    assert requests[-1][0] == "/page"
    fetch(site.at("/relative"), HERE)
    assert requests[-1][0] == "/page?x=1"
    requests.clear()
    with pytest.raises(AddressError, match="redirects too often"):
        fetch(site.at("/bounce?5"), HERE)
    assert len(requests) == 6


def test_hosts_share_no_cookies(site):
    fetch(site.at("/cookie", "localhost"), HERE)
    assert [path for path, _ in requests] == ["/cookie", "/page"]
    assert "Cookie" not in requests[1][1]


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


def test_a_public_host_cannot_lead_inwards(tmp_path):
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


@pytest.mark.parametrize("path", ["/much", "/endless", "/says-huge", "/chunked", "/bomb"])
def test_reading_stops_at_the_limit_whatever_the_length_claimed(site, path):
    with pytest.raises(TooLargeError, match="100,000 bytes; `footnote add --max-megabytes` raises"):
        fetch(site.at(path), HERE)


def test_the_limit_itself_is_allowed_a_small_claim_is_held_to_and_what_is_packed_is_opened(site):
    assert len(fetch(site.at("/just-enough"), HERE).data) == 100_000
    assert fetch(site.at("/says-little"), HERE).data == b"0123456789"
    assert fetch(site.at("/packed"), HERE).data == b"packed"


@pytest.mark.parametrize("path", ["/drips-head", "/drips-body", "/silent"])
def test_a_slow_server_meets_the_deadline(site, path):
    begun = time.monotonic()
    with pytest.raises(AddressError, match=r"did not answer in full within 0\.4 seconds"):
        fetch(site.at(path), Limits(allow_private=True, deadline_seconds=0.4))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(("path", "content_type", "suffix"), read_table(__file__, "types"))
def test_the_type_names_the_suffix_and_a_vague_one_leaves_it_to_the_path(
    path, content_type, suffix
):
    assert suffix_of(content_type, f"http://example.com{path}?x.html", SUFFIX_OF_TYPE) == suffix


def test_a_charset_named_by_the_header_alone_is_kept(site):
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
def test_other_bytes_stay_as_they_came(data, suffix, charset):
    assert as_utf8(data, suffix, charset) == data


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
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


def test_a_certificate_must_be_trusted_and_for_the_name_though_the_address_is_dialled(
    certificate, monkeypatch
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(Handler, context) as port:
        with pytest.raises(AddressError, match="no certificate that can be trusted"):
            fetch(f"https://localhost:{port}/page", HERE)
        assert requests == []
        monkeypatch.setattr("certifi.where", lambda: str(certificate.with_suffix(".crt")))
        assert fetch(f"https://localhost:{port}/page", HERE).suffix == ".html"
        with pytest.raises(AddressError, match="no certificate that can be trusted"):
            fetch(f"https://127.0.0.1:{port}/page", HERE)
