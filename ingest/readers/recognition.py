"""Text recognition (OCR): the lines of a picture, by the models of rapidocr on ONNX Runtime.

The library brings its models with it and comes with the extra ``ocr``; it is loaded only where a
picture is read.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image
    from rapidocr import RapidOCR

INSTALL = "pip install 'footnote-qa[ocr]'"
LONGEST_SIDE = 2_000  # pixels: what the models are shown of a page of A4 at 170 dots an inch
LEAST_SIDE = 8  # pixels: nothing lower or narrower holds a letter
LEAST_SURE = 0.5  # of a line; below this it is mostly no text

_LOCK = Lock()  # the models take one picture at a time, with all cores


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was recognised: its text, how sure (0-1), and its box.

    The box counts from the top left of the picture, in fractions of its width and height.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


def is_installed() -> bool:
    """Whether text recognition is at hand; nothing is loaded to find out."""
    return find_spec("rapidocr") is not None


def recognise(picture: Image) -> list[Line]:
    """The lines of text in a picture, in no order; none in one of a single colour."""
    if min(picture.size) < LEAST_SIDE or not _has_ink(picture):
        return []
    picture = picture.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    width, height = picture.size
    with _LOCK:
        found: Any = _engine()(picture)  # of a kind for each step it may be asked for
    if found.txts is None or found.boxes is None or found.scores is None:
        return []
    lines = []
    for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True):
        across = [min(max(float(x) / width, 0), 1) for x, _ in corners]
        down = [min(max(float(y) / height, 0), 1) for _, y in corners]
        box = min(across), min(down), max(across), max(down)
        lines.append(Line(text, float(score), *(round(side, 4) for side in box)))
    return lines


def _has_ink(picture: Image) -> bool:
    low, high = picture.convert("L").getextrema()
    return low != high


@functools.cache
def _engine() -> RapidOCR:
    """The models, from the package's own files: named one by one, so that none is ever fetched."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    paths = {
        f"{part}.model_path": str(next(models.glob(f"*_{part.lower()}_*.onnx")))
        for part in ("Det", "Cls", "Rec")
    }
    settings = {"Global.log_level": "critical", "Global.text_score": LEAST_SURE}
    return rapidocr.RapidOCR(params=paths | settings)
