"""The built-in collection: pages in our own words, each naming its source."""

from __future__ import annotations

from importlib.resources import files

from ingest.sources import BUILT_IN, Kind, Skipped, Source


def built_in_sources() -> list[Source | Skipped]:
    """The built-in pages as sources, by name."""
    names = sorted(
        page.name for page in files("ingest.library").iterdir() if page.name.endswith(".md")
    )
    return [Source(BUILT_IN + name, ".md", Kind.BUILT_IN) for name in names]
