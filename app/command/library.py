"""The commands that add to a library, look at it and change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.command.flags import Options
from app.command.output import Exit, library_folder, read_line, say, show, show_json
from ingest.errors import FootnoteError

if TYPE_CHECKING:
    from ingest.report import Report
    from ingest.sources import Limits, Skipped, Source


def add_command(options: Options) -> int:
    """Add sources and report on each."""
    from ingest.library import built_in_sources
    from ingest.sources import Limits, find_sources

    if not options.targets and not options.built_in:
        say("footnote: Name a file, a folder or an address to add, or give --built-in.")
        return Exit.ERROR
    limits = Limits(int(options.max_megabytes * 1_000_000), options.allow_private)
    found = built_in_sources() if options.built_in else []
    found += find_sources(options.targets, limits)
    report = _add(library_folder(options), found, limits, options.encoder)
    _show_report(report, as_json=options.json)
    return Exit.SKIPPED if report.has_skipped else Exit.OK


def follow_command(options: Options) -> int:
    """Keep folders current: what was added, changed or removed in them is so in the library, too."""
    from app.assemble import encoder_for
    from app.command.terminal import progress_bar
    from app.keeping.kept import Kept
    from index.following import follow, followed, forget
    from index.store import Store
    from ingest.report import joined

    library = library_folder(options)
    path = options.folder or Path()
    folder = str(path.resolve() if ".." in path.parts else path) if options.folder else ""
    if options.stop:
        was = forget(library, folder)
        show("It is kept current no longer; its documents stay." if was else "It is not followed.")
        return Exit.OK if was else Exit.ERROR
    folders = [folder] if folder else [each.folder for each in followed(library)]
    if not folders:
        show("No folder is followed. Name one: footnote follow ~/papers")
        return Exit.OK
    encoder = encoder_for(library, None, say)
    reports = []
    for each in folders:
        with progress_bar() as on_progress, _remembered(library, each, options.every):
            reports.append(follow(library, each, encoder, on_progress))
    Kept(Store(library)).sweep()
    report = joined(reports)
    _show_report(report, as_json=options.json)
    return Exit.SKIPPED if report.has_skipped else Exit.OK


@contextmanager
def _remembered(library: Path, folder: str, every: int | None) -> Iterator[None]:
    """Follow a folder; one that could not be read, and was not followed before, is forgotten again."""
    from index.following import followed, forget, remember

    was = any(each.folder == folder for each in followed(library))
    remember(library, folder, **({"every": every} if every else {}))
    try:
        yield
    except FootnoteError:
        if not was:
            forget(library, folder)
        raise


def read_again_command(options: Options) -> int:
    """Read documents again that an earlier version read, from their files or what was kept of them."""
    from app.assemble import encoder_of, find_documents
    from app.command.terminal import progress_bar
    from index.rereading import read_again
    from index.store import Store

    store = Store(library_folder(options))
    summaries = store.summaries()
    if options.documents:
        chosen = find_documents(summaries, options.documents, by_part=False)
    else:
        chosen = [each for each in summaries if options.all or each.is_outdated]
    if not chosen:
        show("Every document was read by this version. --all reads them once more.")
        return Exit.OK
    encoder = encoder_of(store, say)
    with progress_bar() as on_progress:
        report = read_again(
            store.folder,
            [each.id for each in chosen],
            encoder,
            on_progress,
            fetch=bool(options.documents),
        )
    _show_report(report, as_json=options.json)
    return Exit.SKIPPED if report.has_skipped else Exit.OK


def tag_command(options: Options) -> int:
    """Give documents a tag, by which a question can be asked of them only (--in tag:TAG)."""
    from collections import Counter

    from app.assemble import find_documents
    from index.store import Store
    from index.tags import Tags

    store = Store(library_folder(options))
    tags, summaries = Tags(store.folder), store.summaries()
    if options.tag:
        chosen = find_documents(summaries, options.documents, by_part=False)
        change = tags.remove if options.off else tags.add
        change([each.source for each in chosen], options.tag)
    there, its = {each.source for each in summaries}, tags.by_source()
    counts = Counter(tag for source in there for tag in its.get(source, ()))
    if options.json:
        show_json(counts)
    for tag, count in sorted(counts.items()) if not options.json else ():
        show(f"{tag}: {count:,} {'document' if count == 1 else 'documents'}")
    return Exit.OK


def list_command(options: Options) -> int:
    """List documents."""
    from app.assemble import search_documents
    from app.command.terminal import documents_table, show_table
    from index.store import Store

    summaries = search_documents(Store(library_folder(options)).summaries(), options.search)
    if options.json:
        show_json([asdict(summary) for summary in summaries])
    elif summaries:
        show_table(documents_table(summaries))
    elif options.search:
        show("No document has this in its title or source.")
    else:
        show("The library is empty.")
    return Exit.OK


def show_command(options: Options) -> int:
    """Show the stored text of a document, with page and heading marks, and what was left out of it."""
    from app.assemble import find_documents
    from app.render.stored import stored_text
    from index.store import Store
    from ingest.errors import QuestionError

    store = Store(library_folder(options))
    (summary,) = find_documents(store.summaries(), [options.document], by_part=True)
    document = store.document(summary.id)
    if document is None:
        message = f"{summary.title} was removed a moment ago."
        raise QuestionError(message)
    if options.json:
        show_json(asdict(document))
    else:
        show(stored_text(document, text=not options.left_out))
    return Exit.OK


def remove_command(options: Options) -> int:
    """Remove documents, after a question."""
    from app.assemble import find_documents
    from app.keeping.kept import Kept
    from index.store import Store
    from index.sync import remove_documents

    store = Store(library_folder(options))
    doomed = find_documents(store.summaries(), options.documents, by_part=False)
    if not options.yes:
        for summary in doomed:
            say(f"{summary.title} ({summary.source})")
        question = f"Remove {len(doomed)} from the library? Your files are not touched. [y/N] "
        if read_line(question).casefold() not in {"y", "yes"}:
            say("Nothing was removed.")
            return Exit.ERROR
    report = remove_documents(store, doomed)
    Kept(store).sweep()
    _show_report(report, as_json=options.json)
    return Exit.OK


def formats_command(options: Options) -> int:
    """List the kinds of files that are read."""
    from app.command.terminal import formats_table, show_table
    from ingest.readers import FORMATS

    if options.json:
        show_json([{"suffixes": each.suffixes, "read": each.what} for each in FORMATS])
    else:
        show_table(formats_table(FORMATS))
        show("A file without a suffix, or with a wrong one, is read as what its content is.")
    return Exit.OK


def status_command(options: Options) -> int:
    """Show what the library holds."""
    from app.command.terminal import show_table, status_table
    from index.status import read_status

    status = read_status(library_folder(options))
    if options.json:
        show_json(asdict(status))
    else:
        show_table(status_table(status))
    return Exit.OK


def verify_command(options: Options) -> int:
    """Verify the library."""
    from index.store import Store
    from index.verify import verify

    result = verify(Store(library_folder(options)))
    if options.json:
        show_json(asdict(result))
    else:
        for line in (*result.faults, *result.repairs):
            show(line)
        verdict = f"{len(result.faults)} faults" if result.faults else "all as they were added"
        show(f"{result.documents:,} documents, {result.passages:,} passages: {verdict}.")
    return Exit.ERROR if result.faults else Exit.OK


def reindex_command(options: Options) -> int:
    """Cut and encode every document anew."""
    from app.assemble import encoder_for
    from app.command.terminal import progress_bar
    from index.store import Store
    from index.sync import reindex

    store = Store(library_folder(options))
    before = store.stamp
    try:
        encoder = encoder_for(store.folder, options.encoder, say)
        with progress_bar() as on_progress:
            passages = reindex(store, encoder, on_progress=on_progress)
    except KeyboardInterrupt:
        if store.stamp != before:
            raise
        say("Stopped. Nothing was changed.")
        return Exit.INTERRUPTED
    show(f"{passages:,} passages encoded with {encoder.name}.")
    return Exit.OK


def make_built_in(folder: Path) -> None:
    """Make the built-in library beside its folder, which it becomes when it is whole."""
    from ingest.library import built_in_sources
    from ingest.sources import Limits

    taken = folder.exists() and any(folder.iterdir())  # by other files: it cannot be replaced
    part = folder if taken else folder.with_name(f"{folder.name}.part")
    _add(part, built_in_sources(), Limits(), None)
    part.replace(folder)


def make_empty(folder: Path) -> None:
    """Make a library without documents."""
    from app.assemble import encoder_for
    from index.sync import add_sources
    from ingest.sources import Limits

    add_sources(folder, [], encoder_for(folder, None, say), Limits())


def _add(
    folder: Path, found: list[Source | Skipped], limits: Limits, encoder_name: str | None
) -> Report:
    from app.assemble import encoder_for
    from app.command.terminal import progress_bar
    from index.sync import add_sources

    encoder = encoder_for(folder, encoder_name, say)
    with progress_bar() as on_progress:
        return add_sources(folder, found, encoder, limits, on_progress)


def _show_report(report: Report, *, as_json: bool) -> None:
    from app.command.terminal import report_table, show_table
    from ingest.report import summary_line

    if as_json:
        show_json(report.to_json())
    else:
        show_table(report_table(report))
        show(summary_line(report))
