"""A claim -> its parts, and whether what each says is said in the evidence that is closest to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.answers import Citation
from app.asking.ask import PASSAGES_READ
from app.checking.closest import cited_closest, closest_sentences, is_close
from app.checking.comparison import FAR, Aspect, Compared, Verdict, Where, compare_values
from app.checking.quoting import find_exactly, find_nearly, quotations
from app.checking.statements import cut
from app.checking.verdicts import Checked, Part, Standing, standing_of
from app.checking.wording import compare_wording
from app.language.assertions import refers_back
from app.language.clauses import subject_of
from app.language.mentions import Kind, lower_words
from app.language.tongues import DECIMAL_COMMA, with_english_figures
from index.retriever import Hit, Retriever
from ingest.languages import ENGLISH, likeliest

# Below it the quotation may speak of something else that happens to have a number or a date: it did
# for 18 of the 31 tune claims on the topic that the collection does not speak of.
ALIKE = 0.55


def check(
    claim: str,
    retriever: Retriever,
    *,
    k: int = PASSAGES_READ,
    documents: Sequence[str] | None = None,
) -> Checked:
    """Cut a claim at its clauses, and hold each against the evidence that is closest to it.

    Raises:
        MisquoteError: the library's text is not what was indexed.
    """
    texts = cut(claim)
    # A clause that leaves something unsaid may be found by what the others say.
    around = retriever.search(claim, k, documents) if len(texts) > 1 else []
    parts = [
        check_part(text, [*retriever.search(text, k, documents), *around], retriever)
        for text in texts
    ]
    return Checked.of(claim, parts)


def check_part(text: str, hits: Sequence[Hit], retriever: Retriever) -> Part:
    """Hold one statement against the sentences that are closest to it; the best of them is its evidence.

    Raises:
        MisquoteError: the library's text is not what was indexed.
    """
    places = closest_sentences(text, hits, retriever.encoder)
    if not places or not any(is_close(text, place) for place in places):
        return Part(text, None, closeness=places[0].closeness if places else 0.0)
    ordinary = lower_words("\n".join([text, *(hit.chunk.text for hit in hits)]))
    parts: list[Part] = []
    for citation, closeness in cited_closest(text, places, hits, retriever.store):
        language = retriever.language(citation.document_id)
        compared = compare(
            *_in_english_figures(text, citation, language), ordinary, alike=closeness >= ALIKE
        )
        parts.append(
            Part(text, citation, compared, closeness, standing_of(text, compared, citation.quote))
        )
        if parts[-1].standing is Standing.AGREES:
            return parts[-1]
    return parts[0] if parts else Part(text, None)


def _in_english_figures(claim: str, citation: Citation, language: str) -> tuple[str, Citation]:
    """A claim and its evidence, whose document is in a language; no offset changes."""
    if language not in DECIMAL_COMMA:
        return claim, citation
    said = with_english_figures(claim, likeliest(claim, (ENGLISH, language)))
    return said, replace(citation, quote=with_english_figures(citation.quote, language))


def compare(
    text: str, citation: Citation, ordinary: frozenset[str], *, alike: bool
) -> tuple[Compared, ...]:
    """All that is compared of a statement and a quotation, in the order of the statement."""
    values = compare_values(text, citation, ordinary, alike=alike)
    wording = [*compare_wording(text, citation, ordinary), *_unmeant(values, citation)]
    if not same_thing(values, wording):
        wording = [each for each in wording if each.kind is Aspect.WORD]
    found: dict[tuple[object, ...], Compared] = {}
    for each in (*values, *compare_quoted(text, citation), *wording):
        key = (each.said, each.verdict) if any(each.said) else (each.kind, each.found)
        found.setdefault(key, each)
    return tuple(sorted(found.values(), key=lambda each: each.said))


def same_thing(values: Sequence[Compared], wording: Sequence[Compared]) -> bool:
    """Whether a quotation speaks of what a statement speaks of: it has its names, and all words but one.

    Only then does it tell anything that they deny, or say of others, what the other does not.
    """
    names = any(each.kind is Kind.NAME and each.verdict is Verdict.ABSENT for each in values)
    return not names and sum(each.kind is Aspect.WORD for each in wording) <= 1


def _unmeant(values: Sequence[Compared], citation: Citation) -> Iterator[Compared]:
    """Names that only the sentence before or after has, which the quotation does not go on about.

    A pronoun stands for the subject of the sentence before.
    """
    before = subject_of(citation.before, 0, len(citation.before)) or (0, 0)
    for each in values:
        if each.kind is not Kind.NAME or each.found is None or each.where not in FAR:
            continue
        is_subject = each.where is Where.BEFORE and each.found[1] <= before[1]
        if not (refers_back(citation.quote) and is_subject):
            yield Compared(Aspect.ROLE, each.said, Verdict.ABSENT)


def compare_quoted(text: str, citation: Citation) -> Iterator[Compared]:
    """What became of the words that a statement has in quotation marks."""
    for start, end in quotations(text):
        quoted = text[start:end]
        exactly = find_exactly(quoted, citation.quote)
        nearly = exactly or find_nearly(quoted, citation.quote)
        verdict = Verdict.AGREES if exactly else Verdict.DIFFERS if nearly else Verdict.ABSENT
        yield Compared(Aspect.QUOTED, (start, end), verdict, nearly)


def check_all(
    claims: Sequence[str],
    retriever: Retriever,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    documents: Sequence[str] | None = None,
) -> list[Checked]:
    """Check claims one after the other; ``on_progress`` is told how many are done of how many."""
    checked: list[Checked] = []
    for claim in claims:
        on_progress(len(checked), len(claims))
        checked.append(check(claim, retriever, documents=documents))
    return checked
