"""Running what is asynchronous where the browser's driver has a loop of its own already."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Done = TypeVar("Done")


def run(coroutine: Coroutine[Any, Any, Done]) -> Done:
    """Run it to its end in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
