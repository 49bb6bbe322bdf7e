"""Finding and reading sources, on real files, folders, links and pipes."""

import hashlib
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import AddressError, SourceError, TooLargeError, UnreadableError
from ingest.sources import Kind, Limits, Loaded, Skipped, Source, find_sources, read_source
from tests.ingest.conftest import QuietHandler, serving

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


def make(folder: Path, files: str, links: dict[str, str | Path] | None = None) -> None:
    """Write files of a few letters, and links by their names with what each leads to."""
    for name in files.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text", encoding="utf-8")
    for name, target in (links or {}).items():
        (folder / name).symlink_to(target)


def test_a_folder_is_walked_in_the_order_of_names(tmp_path):
    make(tmp_path, "b.html a.txt a/b/c.PDF a/z.txt a.md B.txt")
    expected = ["B.txt", "a/b/c.PDF", "a/z.txt", "a.md", "a.txt", "b.html"]
    assert names(tmp_path) == [str(tmp_path / path) for path in expected]
    assert find(tmp_path)[1] == Source(str(tmp_path / "a/b/c.PDF"), ".pdf", Kind.FILE)


def test_names_are_absolute_and_parents_are_followed_really(tmp_path, monkeypatch):
    make(tmp_path, "real/deep/x.txt real/y.txt y.txt", {"link": "real/deep"})
    monkeypatch.chdir(tmp_path)
    assert names("real/deep") == [str(tmp_path / "real/deep/x.txt")]
    assert names("link/../y.txt") == [str(tmp_path / "real/y.txt")]


def test_hidden_entries_are_passed_over_unless_named(tmp_path):
    make(tmp_path, ".notes.md .git/readme.txt")
    assert find(tmp_path) == []
    hidden = [str(tmp_path / ".notes.md"), str(tmp_path / ".git/readme.txt")]
    assert names(hidden[0], tmp_path / ".git") == hidden


def test_what_is_not_read_is_skipped_with_a_sentence_that_says_what_to_do(tmp_path):
    make(tmp_path, "a.xyz old.MOBI photo.GIF")
    assert reasons(tmp_path) == [
        f"{tmp_path}/a.xyz has the unknown suffix .xyz: `footnote formats` lists what is read.",
        f"{tmp_path}/old.MOBI is an e-book of a kind that is not read: convert it to EPUB, for example with Calibre.",
        f"{tmp_path}/photo.GIF is a picture of a kind that is not read: save it as PNG, JPEG or TIFF, then add that.",
    ]


def test_what_its_content_tells_is_opened(tmp_path):
    make(tmp_path, "Makefile page.doc")
    assert names(tmp_path) == [f"{tmp_path}/Makefile", f"{tmp_path}/page.doc"]


def test_what_is_named_twice_is_found_once(tmp_path, monkeypatch):
    make(tmp_path, "sub/a.txt", {"other": "sub"})
    path = tmp_path / "sub/a.txt"
    monkeypatch.chdir(tmp_path)
    assert names(path, str(path), "sub/a.txt", "sub/../sub", tmp_path, "other") == [str(path)]
    assert reasons(path, tmp_path / "sub", tmp_path / "sub") == []
    page = "https://example.com/a?b=c"
    assert find(page, f"{page}#part", f" {page} ") == [Source(page, "", Kind.PAGE)]


def test_addresses_are_told_apart_without_being_fetched():
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


def test_files_are_known_by_their_own_names_rather_than_by_links(tmp_path):
    # A blob.bin is passed over by this name, but not by that of a link to it.
    links = {"a": "z.txt", "b": tmp_path / "out/blob.bin", "c": "b.txt", "d": "blob.bin"}
    links = {f"in/{name}.txt": target for name, target in links.items()}
    make(tmp_path, "in/z.txt in/blob.bin out/blob.bin", links)
    assert names(tmp_path / "in") == [f"{tmp_path}/in/{name}.txt" for name in "zbd"]


def test_links_between_folders_never_end_in_a_circle(tmp_path):
    links = {"a/loop": tmp_path, "a/self": ".", "b/to-a": "../a"}
    links |= {"mirror": "mirror", "nowhere.txt": "gone.txt"}
    make(tmp_path, "a/x.txt b/y.txt", links)
    assert names(tmp_path) == [f"{tmp_path}/a/x.txt", f"{tmp_path}/b/y.txt"]
    assert sorted(reasons(tmp_path)) == [
        f"{tmp_path}/a/loop is a link to a folder read already, {tmp_path}.",
        f"{tmp_path}/a/self is a link to a folder read already, {tmp_path}/a.",
        f"{tmp_path}/b/to-a is a link to a folder read already, {tmp_path}/a.",
        f"{tmp_path}/mirror is a link that leads back to itself.",
        f"{tmp_path}/nowhere.txt is a link to gone.txt, which does not exist.",
    ]


def test_a_link_out_of_the_folder_is_followed_but_not_to_what_surrounds_it(tmp_path):
    links = {"in/deep/up": tmp_path, "in/out": "../out", "out/back": "../in"}
    make(tmp_path, "in/deep/x.txt out/y.txt", links)
    assert names(tmp_path / "in") == [f"{tmp_path}/in/deep/x.txt", f"{tmp_path}/in/out/y.txt"]
    assert sorted(reasons(tmp_path / "in")) == [
        f"{tmp_path}/in/deep/up is a link to a folder read already, {tmp_path}.",
        f"{tmp_path}/in/out/back is a link to a folder read already, {tmp_path}/in.",
    ]


def test_a_folder_deeper_than_the_stack_of_calls_is_walked():
    folders = [tempfile.mkdtemp(dir="/tmp")]
    folders += [f"{folders[0]}{'/d' * depth}" for depth in range(1, 1100)]
    for folder in folders[1:]:
        Path(folder).mkdir()
    path = Path(folders[-1], "x.txt")
    path.touch()
    assert names(folders[0]) == [str(path)]
    path.unlink()
    for folder in reversed(folders):  # shutil.rmtree would call itself for every level
        Path(folder).rmdir()


def test_what_is_not_a_regular_file_is_never_opened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "null.txt").symlink_to("/dev/null")
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        kinds = {"pipe.txt": "a named pipe", "socket.txt": "a socket", "null.txt": "a device"}
        assert reasons(tmp_path) == [
            f"{tmp_path / name} is not a regular file but {kind}, and was not opened."
            for name, kind in kinds.items()
        ]
        for name in kinds:
            with pytest.raises(UnreadableError, match="not a regular file"):
                read_source(Source(str(tmp_path / name), ".txt", Kind.FILE), LIMITS)


def test_the_size_is_checked_before_reading_and_while_reading(tmp_path):
    enough, much = tmp_path / "enough.txt", tmp_path / "much.txt"
    enough.write_text("x" * 1000)
    with much.open("wb") as file:
        file.truncate(10**12)  # a sparse file: reading it would take minutes
    assert names(tmp_path) == [str(enough)]
    assert reasons(tmp_path) == [
        f"{much} is over the limit of 1,000 bytes; `footnote add --max-megabytes` raises it."
    ]
    enough.write_text("x" * 1001)
    with pytest.raises(TooLargeError, match=r"enough\.txt is over the limit"):
        read_source(Source(str(enough), ".txt", Kind.FILE), LIMITS)


def test_what_does_not_exist_is_a_sentence(tmp_path):
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


def test_a_name_that_is_not_utf_8_is_skipped_and_spelt_out(tmp_path):
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


@pytest.fixture
def open_folder():
    """A folder that everybody may enter; pytest's own ones are for their owner alone."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for path in folder.iterdir():
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def as_nobody(open_folder):
    """Permissions do not bind root, so root can become nobody, until the folder is cleared."""
    root = os.getuid() == 0
    yield lambda: os.setresuid(NOBODY, NOBODY, 0) if root else None
    if root:
        os.setresuid(0, 0, 0)


def test_missing_permissions_are_a_sentence_each(open_folder, as_nobody):
    make(open_folder, "shut/x.txt listed/x.txt y.txt z.txt")
    for name, mode in (("shut", 0), ("listed", 0o444), ("y.txt", 0)):
        (open_folder / name).chmod(mode)
    as_nobody()
    assert names(open_folder) == [f"{open_folder}/z.txt"]
    assert reasons(open_folder) == [
        f"{open_folder}/{name} may not be read: you have no permission for it."
        for name in ("listed/x.txt", "shut", "y.txt")
    ]
    with pytest.raises(UnreadableError, match=r"y\.txt may not be read"):
        read_source(Source(str(open_folder / "y.txt"), ".txt", Kind.FILE), LIMITS)


def test_a_file_is_read_with_the_hash_of_its_bytes(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\x00 bytes\r\n")
    [source] = find(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_source(source, LIMITS) == Loaded(source, path.read_bytes(), ".txt", sha256, None)


class Page(QuietHandler):
    def answer(self) -> None:
        self.send(b"<p>page</p>", Content_Type="text/html")


def test_a_page_is_read_by_the_same_door():
    with serving(Page) as port:
        [source] = find(f"http://127.0.0.1:{port}/")
        loaded = read_source(source, Limits(allow_private=True))
        with pytest.raises(AddressError, match="--allow-private"):
            read_source(source, LIMITS)
    assert (loaded.data, loaded.suffix) == (b"<p>page</p>", ".html")
    assert loaded.sha256 == hashlib.sha256(b"<p>page</p>").hexdigest()


PLACES = st.lists(st.sampled_from(["a", "b", ".c"]), max_size=3).map("/".join)
FILES = st.tuples(PLACES, st.sampled_from(["x.txt", "y.md", "z.bin"]))
LINKS = st.tuples(PLACES, st.sampled_from(["k", "l.txt"]), PLACES | FILES.map("/".join))


@settings(max_examples=60, deadline=None)
@given(st.lists(FILES, max_size=6), st.lists(LINKS, max_size=6))
def test_any_tangle_of_links_gives_every_file_once(files, links):
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder).resolve()
        make(top, " ".join(str(Path(*file)) for file in files))
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
