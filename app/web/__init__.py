"""What the browser fetches besides the page: sources, citations, signing in, uploads.

In: requests of HTTP and uploaded files. Out: pages and files that allow the browser nothing else. It may
import doors and render; page and API import it.

Gradio and the model hub read these variables when they are imported, so they are set here, which
runs before any module of this room and of the page's. Without them Gradio asks two servers about itself.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from index.lock import write_lock
from ingest.errors import LibraryError

PREFIX, WHAT = "footnote-uploads-", "uploads"


def _sweep() -> None:
    """Remove what processes have left that were killed: those that live hold their folder's lock."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(LibraryError), write_lock(left, 0, what=WHAT):
            shutil.rmtree(left, ignore_errors=True)


_sweep()
_ours = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
_held = ExitStack()
_held.enter_context(write_lock(_ours, 0, what=WHAT))
# A folder of our own: whatever lies in it was uploaded to this process, and goes when it ends.
UPLOADS = _ours / "files"
UPLOADS.mkdir()
atexit.register(shutil.rmtree, _ours, ignore_errors=True)

os.environ["GRADIO_TEMP_DIR"] = str(UPLOADS)
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"  # else a summary after every event
os.environ["HF_HUB_OFFLINE"] = "1"
