"""Finding and reading sources, on real files, folders, links and pipes."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import AddressError, SourceError, TooLargeError, UnreadableError
from ingest.sources import Kind, Limits, Skipped, Source, find_sources, read_source

LIMITS = Limits(max_bytes=1000)
NOBODY = 65534


def find(*targets: str | Path) -> list[Source | Skipped]:
    return list(find_sources(targets, LIMITS))


def names(*targets: str | Path) -> list[str]:
    return [found.name for found in find(*targets) if isinstance(found, Source)]


def reasons(*targets: str | Path) -> list[str]:
    """Why things were skipped; each reason names what it speaks of."""
    skipped = [found for found in find(*targets) if isinstance(found, Skipped)]
    assert all(found.name in found.reason for found in skipped)
    return [found.reason for found in skipped]


def write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    paths = ["B.txt", "a.md", "a/z.txt", "a/b/c.PDF", "a.txt", "b.html"]
    for path in reversed(paths):
        write(tmp_path / path)
    expected = ["B.txt", "a/b/c.PDF", "a/z.txt", "a.md", "a.txt", "b.html"]
    assert names(tmp_path) == [str(tmp_path / path) for path in expected]
    assert find(tmp_path)[1] == Source(str(tmp_path / "a/b/c.PDF"), ".pdf", Kind.FILE)


def test_names_are_absolute_and_parents_are_followed_really(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "real/deep/x.txt")
    write(tmp_path / "real/y.txt")
    write(tmp_path / "y.txt")
    (tmp_path / "link").symlink_to("real/deep")
    monkeypatch.chdir(tmp_path)
    assert names("real/deep") == [str(tmp_path / "real/deep/x.txt")]
    assert names("link/../y.txt") == [str(tmp_path / "real/y.txt")]


def test_hidden_entries_are_passed_over_unless_named(tmp_path: Path) -> None:
    hidden = write(tmp_path / ".notes.md")
    write(tmp_path / ".git/readme.txt")
    assert find(tmp_path) == []
    assert names(hidden, tmp_path / ".git") == [str(hidden), str(tmp_path / ".git/readme.txt")]


def test_unknown_suffixes_are_skipped_with_the_known_ones_named(tmp_path: Path) -> None:
    write(tmp_path / "Makefile")
    write(tmp_path / "photo.JPG")
    known = ".docx, .epub, .htm, .html, .markdown, .md, .pdf, .text, .txt, .xhtml"
    assert reasons(tmp_path) == [
        f"{tmp_path}/Makefile has no suffix; known are {known}.",
        f"{tmp_path}/photo.JPG has the unknown suffix .jpg; known are {known}.",
    ]


def test_what_is_named_twice_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "sub/a.txt")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").symlink_to("sub")
    assert names(path, str(path), "sub/a.txt", "sub/../sub", tmp_path, "other") == [str(path)]
    assert reasons(path, tmp_path / "sub", tmp_path / "sub") == []
    page = "https://example.com/a?b=c"
    assert find(page, f"{page}#part", f" {page} ") == [Source(page, "", Kind.PAGE)]


def test_addresses_are_told_apart_without_being_fetched() -> None:
    assert find(
        "HTTP://example.com", "http://[::1#x", "https://en.wikipedia.org/wiki/Owl#Diet"
    ) == [
        Source("HTTP://example.com", "", Kind.PAGE),
        Source("http://[::1", "", Kind.PAGE),
        Source("https://en.wikipedia.org/wiki/Owl", "", Kind.ARTICLE),
    ]
    assert reasons("ftp://example.com/x") == [
        "ftp://example.com/x is neither a file nor an http or https address."
    ]


def test_files_are_known_by_their_own_names_rather_than_by_links(tmp_path: Path) -> None:
    write(tmp_path / "in/z.txt")
    outside = write(tmp_path / "out/blob")
    (tmp_path / "in/a.txt").symlink_to("z.txt")
    (tmp_path / "in/b.txt").symlink_to(outside)
    (tmp_path / "in/c.txt").symlink_to("b.txt")
    assert find(tmp_path / "in") == [
        Source(f"{tmp_path}/in/z.txt", ".txt", Kind.FILE),
        Source(f"{tmp_path}/in/b.txt", ".txt", Kind.FILE),
    ]


def test_a_link_may_give_a_suffix_to_a_file_that_has_none(tmp_path: Path) -> None:
    write(tmp_path / "blob")
    (tmp_path / "notes.txt").symlink_to("blob")
    assert names(tmp_path) == [f"{tmp_path}/notes.txt"]
    assert len(reasons(tmp_path)) == 1


def test_links_between_folders_never_end_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path / "a/x.txt")
    write(tmp_path / "b/y.txt")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to(".")
    (tmp_path / "b/to-a").symlink_to("../a")
    (tmp_path / "mirror").symlink_to("mirror")
    (tmp_path / "nowhere.txt").symlink_to("gone.txt")
    assert names(tmp_path) == [f"{tmp_path}/a/x.txt", f"{tmp_path}/b/y.txt"]
    assert sorted(reasons(tmp_path)) == [
        f"{tmp_path}/a/loop is a link to a folder read already, {tmp_path}.",
        f"{tmp_path}/a/self is a link to a folder read already, {tmp_path}/a.",
        f"{tmp_path}/b/to-a is a link to a folder read already, {tmp_path}/a.",
        f"{tmp_path}/mirror is a link that leads back to itself.",
        f"{tmp_path}/nowhere.txt is a link to gone.txt, which does not exist.",
    ]


def test_a_link_out_of_the_folder_is_followed_but_not_to_what_surrounds_it(tmp_path: Path) -> None:
    write(tmp_path / "in/deep/x.txt")
    write(tmp_path / "out/y.txt")
    (tmp_path / "in/deep/up").symlink_to(tmp_path)
    (tmp_path / "in/out").symlink_to("../out")
    (tmp_path / "out/back").symlink_to("../in")
    assert names(tmp_path / "in") == [f"{tmp_path}/in/deep/x.txt", f"{tmp_path}/in/out/y.txt"]
    assert sorted(reasons(tmp_path / "in")) == [
        f"{tmp_path}/in/deep/up is a link to a folder read already, {tmp_path}.",
        f"{tmp_path}/in/out/back is a link to a folder read already, {tmp_path}/in.",
    ]


def test_a_folder_deeper_than_the_stack_of_calls_is_walked() -> None:
    folders = [tempfile.mkdtemp(dir="/tmp")]
    folders += [f"{folders[0]}{'/d' * depth}" for depth in range(1, 1100)]
    for folder in folders[1:]:
        Path(folder).mkdir()
    path = write(Path(folders[-1], "x.txt"))
    assert names(folders[0]) == [str(path)]
    path.unlink()
    for folder in reversed(folders):  # shutil.rmtree would call itself for every level
        Path(folder).rmdir()


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[Path]:
    """A folder with a pipe, a listening socket and a link to a device."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "null.txt").symlink_to("/dev/null")
    listener = socket.socket(socket.AF_UNIX)
    before = Path.cwd()
    os.chdir(tmp_path)  # a socket's path must be short
    listener.bind("socket.txt")
    os.chdir(before)
    yield tmp_path
    listener.close()


def test_what_is_not_a_regular_file_is_never_opened(odd: Path) -> None:
    assert reasons(odd) == [
        f"{odd}/pipe.txt is not a regular file but a named pipe, and was not opened.",
        f"{odd}/socket.txt is not a regular file but a socket, and was not opened.",
        f"{odd}/null.txt is not a regular file but a device, and was not opened.",
    ]
    for name in ("pipe.txt", "socket.txt", "null.txt"):
        with pytest.raises(UnreadableError, match="not a regular file"):
            read_source(Source(str(odd / name), ".txt", Kind.FILE), LIMITS)


def test_the_size_is_checked_before_reading_and_while_reading(tmp_path: Path) -> None:
    enough, much = write(tmp_path / "enough.txt", "x" * 1000), tmp_path / "much.txt"
    with much.open("wb") as file:
        file.truncate(10**12)  # a sparse file: reading it would take minutes
    assert names(tmp_path) == [str(enough)]
    assert reasons(tmp_path) == [
        f"{much} is over the limit of 1,000 bytes; `footnote add --max-megabytes` raises it."
    ]
    write(enough, "x" * 1001)
    with pytest.raises(TooLargeError, match=r"enough\.txt is over the limit"):
        read_source(Source(str(enough), ".txt", Kind.FILE), LIMITS)


def test_what_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    gone = tmp_path / "gone.txt"
    assert reasons(gone, gone / "below") == [
        f"{gone} does not exist; check the name.",
        f"{gone / 'below'} does not exist; check the name.",
    ]
    with pytest.raises(SourceError, match="does not exist"):
        read_source(Source(str(gone), ".txt", Kind.FILE), LIMITS)
    assert [found.reason for found in find("", "a\0b")] == [
        "'' names nothing; name a file, folder or address.",
        "'a\\x00b' names nothing; name a file, folder or address.",
    ]
    assert "File name too long" in reasons("x" * 300)[0]


def test_a_name_that_is_not_utf_8_is_skipped_and_spelt_out(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_text("x")
    except OSError:
        pytest.skip("this file system takes valid UTF-8 only")
    [found] = find(tmp_path)
    assert found == Skipped(
        f"{tmp_path}/caf\\xe9.txt",
        f"{tmp_path}/caf\\xe9.txt has a name that is not valid UTF-8; rename it.",
    )


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Permissions do not bind root, so root becomes nobody for a while."""
    if os.getuid():
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own ones are for their owner alone."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for path in folder.iterdir():
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_missing_permissions_are_a_sentence_each(open_folder: Path) -> None:
    write(open_folder / "shut/x.txt")
    write(open_folder / "listed/x.txt")
    shut_file = write(open_folder / "y.txt")
    write(open_folder / "z.txt")
    for name, mode in (("shut", 0), ("listed", 0o444), ("y.txt", 0)):
        (open_folder / name).chmod(mode)
    with ordinary_user():
        assert names(open_folder) == [f"{open_folder}/z.txt"]
        assert reasons(open_folder) == [
            f"{open_folder}/{name} may not be read: you have no permission for it."
            for name in ("listed/x.txt", "shut", "y.txt")
        ]
        with pytest.raises(UnreadableError, match=r"y\.txt may not be read"):
            read_source(Source(str(shut_file), ".txt", Kind.FILE), LIMITS)


def test_a_file_is_read_with_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\x00 bytes\r\n")
    [source] = find(path)
    assert isinstance(source, Source)
    loaded = read_source(source, LIMITS)
    assert (loaded.source, loaded.data, loaded.suffix) == (source, b"\xff\x00 bytes\r\n", ".txt")
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert loaded.title is None


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>page</p>")

    def log_message(self, *arguments: object) -> None:
        pass


def test_a_page_is_read_by_the_same_door() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        [source] = find(url)
        assert isinstance(source, Source)
        try:
            loaded = read_source(source, Limits(allow_private=True))
            with pytest.raises(AddressError, match="--allow-private"):
                read_source(source, LIMITS)
        finally:
            server.shutdown()
            thread.join()
    assert (loaded.data, loaded.suffix) == (b"<p>page</p>", ".html")
    assert loaded.sha256 == hashlib.sha256(b"<p>page</p>").hexdigest()


PLACES = st.lists(st.sampled_from(["a", "b", ".c"]), max_size=3).map("/".join)
FILES = st.tuples(PLACES, st.sampled_from(["x.txt", "y.md", "z.bin"]))
LINKS = st.tuples(PLACES, st.sampled_from(["k", "l.txt"]), PLACES | FILES.map("/".join))


@settings(max_examples=60, deadline=None)
@given(st.lists(FILES, max_size=6), st.lists(LINKS, max_size=6))
def test_any_tangle_of_links_gives_every_file_once(
    files: list[tuple[str, str]], links: list[tuple[str, str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder).resolve()
        for place, name in files:
            write(top / place / name)
        for place, name, target in links:
            (top / place).mkdir(parents=True, exist_ok=True)
            if not (top / place / name).is_symlink():
                (top / place / name).symlink_to(top / target)
        found = names(top)
        real = [os.path.realpath(name) for name in found]
        assert len(set(real)) == len(real)
        wanted = {top / place / name for place, name in files if not name.endswith(".bin")}
        shown = {path for path in wanted if "/." not in str(path.relative_to(top.parent))}
        assert {str(path) for path in shown} <= set(real)
        assert find(top) == find(top)
