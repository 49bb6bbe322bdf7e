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
from pathlib import Path

# A folder of our own: whatever lies in it was uploaded to this process, and goes when it ends.
UPLOADS = Path(tempfile.mkdtemp(prefix="footnote-uploads-")).resolve()
atexit.register(shutil.rmtree, UPLOADS, ignore_errors=True)

os.environ["GRADIO_TEMP_DIR"] = str(UPLOADS)
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"  # else a summary after every event
os.environ["HF_HUB_OFFLINE"] = "1"
