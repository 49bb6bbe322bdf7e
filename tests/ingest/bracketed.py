"""Sentences with the short answer in [brackets], as citations and as passages."""

from app.answers import Citation
from index.retriever import Hit
from ingest.documents import Chunk


def cite(
    marked: str, number: int = 1, confidence: float = 0.9, section: tuple[str, ...] = ("Notes",)
) -> Citation:
    """A citation of a sentence in which the short answer stands in brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    quote = marked.replace("[", "").replace("]", "")
    return Citation(
        number=number, document_id=str(number), title=section[0], source=f"{number}.txt",
        section=section, page=None, start=100, end=100 + len(quote), quote=quote, before="",
        after="", confidence=confidence, sha256="", answer=(100 + start, 100 + end),
    )  # fmt: skip


def passage(*marked: str, section: tuple[str, ...] = ("Notes",)) -> Hit:
    """A passage of some such sentences, without their brackets."""
    text, sentences = "", []
    for sentence in marked:
        plain = sentence.replace("[", "").replace("]", "")
        sentences.append((len(text), len(text) + len(plain)))
        text += f"{plain} "
    chunk = Chunk("1", 0, 0, len(text), text, section, sentences=tuple(sentences))
    return Hit(chunk, 1.0, 1, 1, 1)
