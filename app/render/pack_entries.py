"""A conversation or checked claims -> what stands in an evidence pack, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.answers import Answer, Citation, Declined, Outdated, Problem, Turn
from app.checking.verdicts import Checked, Judged
from app.keeping.evidence_pack import Entry, Quotation, Range
from app.keeping.kept import KeptQuotation
from app.render.claims import NONE_JUDGED, compared_words, found_spans, parts_words, value_words
from app.render.marks import marked_spans
from app.render.shapes import groups, lead, named
from app.render.text import (
    NEAREST,
    declined_sentence,
    disagreement_words,
    short_answer,
    sure_words,
)

OUTDATED = "What this answer quoted was changed or removed since; what stands there now is quoted."


def entries_from_turns(turns: Sequence[Turn]) -> tuple[Entry, ...]:
    """A conversation as it is to stand in a pack."""
    return tuple(map(entry_from_turn, turns))


def entry_from_turn(turn: Turn) -> Entry:
    """A question as it is to stand in a pack; of what was changed since, what stands there now."""
    if isinstance(turn, Problem):
        return Entry(turn.question, (turn.sentence,))
    if isinstance(turn, Outdated):
        now = tuple(Quotation(each.now) for each in turn.changes if each.now)
        return Entry(turn.question, (OUTDATED,), now)
    return _entry(turn)


def entries_from_kept(kept: Sequence[KeptQuotation]) -> tuple[Entry, ...]:
    """Kept quotations as they are to stand in a pack, each under its question and with its note."""
    return tuple(map(_kept_entry, kept))


def _kept_entry(kept: KeptQuotation) -> Entry:
    entry = entry_from_turn(kept.turn)
    return replace(entry, notes=(*_note_lines(kept.note), *entry.notes), sure="", short=None)


def entries_from_claims(
    all_checked: Sequence[Checked], judged: Mapping[str, Judged] = NONE_JUDGED
) -> tuple[Entry, ...]:
    """Checked claims as they are to stand in a pack: what was compared is marked in the quotation."""
    return tuple(
        Entry(
            checked.claim,
            (*_part_notes(checked), *_own_words(judged.get(checked.claim, Judged()))),
            tuple(
                _quotation(part.citation, found_spans(part))
                for part in checked.parts
                if part.citation
            ),
        )
        for checked in all_checked
    )


def _own_words(judged: Judged) -> list[str]:
    """What a person said of a claim."""
    said = [f"Verdict: {judged.ruled}."] if judged.ruling else []
    return said + _note_lines(judged.note)


def _note_lines(note: str) -> list[str]:
    return [f"Note: {line.strip()}" for line in note.splitlines() if line.strip()]


def _part_notes(checked: Checked) -> Iterator[str]:
    """What became of a claim, part by part."""
    parted = parts_words(checked)
    yield from [parted] if parted else []
    for part in checked.parts:
        yield f"“{part.text}” {compared_words(part)}" if parted else compared_words(part)
        yield from (value_words(part, compared) for compared in part.compared)


def _quotation(citation: Citation, marked: Iterable[tuple[Range, object]]) -> Quotation:
    start = citation.start
    return Quotation(citation, tuple((start + begin, start + end) for (begin, end), _ in marked))


def _entry(answer: Answer) -> Entry:
    notes = []
    if answer.understood_as != answer.question:
        notes.append(f"Understood as “{answer.understood_as}”.")
    declined = declined_sentence(answer)
    if declined:
        notes.append(declined)
        notes += [NEAREST] if answer.citations else []
    # Where no answer was found, nothing is marked as one.
    marked = answer.declined_because in {None, Declined.UNCERTAIN}
    if answer.disagreement and marked:
        notes.append(disagreement_words(answer.disagreement))
    notes += _shape_notes(answer)
    return Entry(
        heading=answer.question,
        notes=tuple(notes),
        quotations=tuple(
            _quotation(citation, marked_spans(answer, citation) if marked else ())
            for citation in answer.citations
        ),
        sure="" if declined else sure_words(answer),
        short=answer.citations[0].answer if short_answer(answer) else None,
    )


def _shape_notes(answer: Answer) -> list[str]:
    """What leads to an answer of several quotations, what a list found, and of what nothing is said."""
    if answer.shape is None:
        return []
    members = "; ".join(each.text for each in named(answer))
    headings = [each.heading for each in groups(answer) if each.is_ours and each.numbers]
    listed = members or "; ".join(filter(None, headings))
    silent = [each.note for each in groups(answer) if each.note]
    return [f"{lead(answer)} {listed}".strip(), *silent]
