"""What a claim asserts against what a quotation asserts, beyond the values in both.

Whether one of them denies, whether it is said of all or of some, as a fact or as a wish, who does it
to whom, and whether each word of the claim is in the quotation or over it. A difference here keeps a
claim from agreeing whose values all agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from app.answers import Citation, Span
from app.checking.comparison import Aspect, Compared, Verdict, counts_alike
from app.checking.relations import Relation, relation
from app.language.assertions import (
    CLASSED,
    CONDITION,
    DENIALS,
    EXCEPTION,
    KINDS,
    PASSIVE,
    PIVOTS,
    SAME,
    SAYS_LITTLE,
    classed,
    denials,
    segments,
)
from app.language.clauses import QUOTED, cut_clauses, verbs_in
from app.language.forms import WORD, lemma
from app.language.grammar import RELATIVE
from app.language.mentions import Kind, Mention, find_mentions, without
from app.language.statements import ANYONE, STANDS_FOR, topic
from app.language.values import Number
from index.words import content_words

# Verbs with which the one who acts may stand on either side: “...,” said the mayor.
MAY_TURN = topic("say write ask add reply report")


def compare_wording(
    claim: str, citation: Citation, ordinary: frozenset[str] = frozenset()
) -> tuple[Compared, ...]:
    """What the wording of a claim and of its quotation have that the other has not.

    ``ordinary`` are words that are written small elsewhere; see ``find_mentions``.
    """
    said, quoted = find_mentions(claim, ordinary), find_mentions(citation.quote, ordinary)
    mine, theirs = without(claim, said), without(citation.quote, quoted)
    parts = _that_speak_of(claim, citation.quote)
    return (
        *_denials(mine, theirs, parts),
        *(each for kind in KINDS for each in _classes(mine, theirs, parts, kind)),
        *_subjects(claim, citation.quote),
        *_elsewhere(mine, theirs),
        *_turned(claim, citation.quote, parts),
        *_excepted(claim, citation.quote),
        *_conditions(mine, theirs),
        *_others(claim, said, citation.quote, quoted),
        *_words(mine, citation),
    )


def _that_speak_of(claim: str, quote: str) -> list[Span]:
    """The stretches of a quotation that have the claim's words, the fewest that have all it has."""
    wanted = topic(claim)
    left = [(span, topic(quote[slice(*span)]) & wanted) for span in segments(quote)]
    taken: list[Span] = []
    while left:
        span, words = max(left, key=lambda each: len(each[1] & wanted))
        if not words & wanted:
            break
        taken.append(span)
        wanted -= words
        left = [each for each in left if each[0] != span]
    return sorted(taken) or [(0, len(quote))]


def _within(spans: Sequence[Span], parts: Sequence[Span]) -> list[Span]:
    return [
        (start, end)
        for start, end in spans
        if any(low <= start and end <= top for low, top in parts)
    ]


def _denials(claim: str, quote: str, parts: Sequence[Span]) -> Iterator[Compared]:
    """A denial that only one of the two has; two denials in one are none."""
    mine, theirs = denials(claim), _within(denials(quote), parts)
    if len(mine) % 2 == len(theirs) % 2:
        return
    if len(mine) > len(theirs):
        yield Compared(Aspect.DENIAL, mine[-1], Verdict.DIFFERS)
    else:
        yield Compared(Aspect.DENIAL, (0, 0), Verdict.DIFFERS, theirs[-1])


def _classes(claim: str, quote: str, parts: Sequence[Span], kind: str) -> Iterator[Compared]:
    """Words of one kind, such as "all" and "must", that one has and the other has not."""
    mine, theirs = classed(claim, kind), classed(quote, kind)
    if kind != "degree":  # those are looked for in all of the quotation
        theirs = [(name, span) for name, span in theirs if _within([span], parts)]
    if kind == "strength" and denials(claim) and denials(quote):  # "may not" is "must not"
        mine, theirs = _denied(mine), _denied(theirs)
    by_quantity = kind == "quantity"

    def same(one: tuple[str, Span], other: tuple[str, Span]) -> bool:
        return one[0] == other[0] and (
            not by_quantity or _of_same(claim, one[1], quote, other[1])  # "all lanes", "all times"
        )

    classes = {each.name: each for each in KINDS[kind]}
    new = [one for one in mine if not any(same(one, other) for other in theirs)]
    names = {name for name, _ in mine}
    extra = [other for other in theirs if other[0] not in names]
    for name, span in new:
        if extra and kind != "degree":
            yield Compared(Aspect.STRENGTH, span, Verdict.DIFFERS, extra[0][1])
        elif classes[name].added:
            yield Compared(Aspect.STRENGTH, span, Verdict.ABSENT)
    for name, span in () if new else extra:
        if classes[name].dropped:
            yield Compared(Aspect.STRENGTH, (0, 0), Verdict.DIFFERS, span)


def _denied(classes: Sequence[tuple[str, Span]]) -> list[tuple[str, Span]]:
    return [("must" if name == "may" else name, span) for name, span in classes]


def _of_same(claim: str, said: Span, quote: str, found: Span) -> bool:
    """Whether two words such as "all" stand before the same word of content."""
    words = [
        next((topic(word) for word in WORD.findall(text[end:]) if topic(word)), frozenset())
        for text, (_, end) in ((claim, said), (quote, found))
    ]
    return not all(words) or bool(words[0] & words[1]) or bool(words[0] & ANYONE)


def _others(
    claim: str, said: Sequence[Mention], quote: str, quoted: Sequence[Mention]
) -> Iterator[Compared]:
    """Words of the claim that the quotation has only where it speaks of another value of that kind.

    Of "80% were male and 20% were female", the 80% were not female.
    """
    parts = list(segments(quote))
    held = [[m for m in quoted if start <= m.start and m.end <= end] for start, end in parts]
    values = [m for m in said if m.kind is not Kind.NAME]
    # Where the very figure is there, no other is it, though "up to 7" holds for 3 as well.
    values = [next((q for q in quoted if _same_figure(q, m)), m) for m in values]
    for found in WORD.finditer(without(claim, said)):
        words = topic(found[0]) - SAYS_LITTLE
        having = [n for n, span in enumerate(parts) if words & topic(quote[slice(*span)])]
        if not words or not having or not values:
            continue
        if any(all(_of_another(held[n], each, values) for n in having) for each in values):
            start, end = parts[having[0]]
            place = next(w for w in WORD.finditer(quote, start, end) if topic(w[0]) & words)
            yield Compared(Aspect.ROLE, found.span(), Verdict.DIFFERS, place.span())


def _of_another(held: Sequence[Mention], said: Mention, all_said: Sequence[Mention]) -> bool:
    """Whether a stretch has not this value but one in its place that the claim nowhere has."""
    if any(_same_value(m, said) for m in held):
        return False
    return any(
        _one_kind(m, said) and not any(_same_value(m, each) for each in all_said) for m in held
    )


def _elsewhere(claim: str, quote: str) -> Iterator[Compared]:
    """Words of the claim that only another clause of the quotation has than the one that has most."""
    clauses = [topic(clause.text(quote)) for clause in cut_clauses(quote, 0, len(quote))]
    wanted = topic(claim) - SAYS_LITTLE
    best = max(clauses, key=lambda words: len(words & wanted), default=frozenset())
    others = frozenset().union(*clauses) - best
    for found in WORD.finditer(claim):
        if topic(found[0]) & wanted & others:
            yield Compared(Aspect.ROLE, found.span(), Verdict.ABSENT)


def _same_figure(one: Mention, other: Mention) -> bool:
    if not isinstance(one.value, Number) or not isinstance(other.value, Number):
        return False
    mine, theirs = one.value, other.value
    return (mine.low, mine.high, mine.unit) == (theirs.low, theirs.high, theirs.unit)


def _one_kind(one: Mention, other: Mention) -> bool:
    if isinstance(one.value, Number) and isinstance(other.value, Number):
        return one.value.unit == other.value.unit and counts_alike(one, other)
    return one.kind is other.kind


def _same_value(one: Mention, other: Mention) -> bool:
    if one is other:
        return True
    if isinstance(one.value, Number) and isinstance(other.value, Number):
        return (one.value.low, one.value.high) == (other.value.low, other.value.high) or (
            not other.value.ceiling
            and relation((other.said, other.value), (one.said, one.value), exactly=False)
            is Relation.AGREES
        )
    return one.kind is other.kind


def _turned(claim: str, quote: str, parts: Sequence[Span]) -> Iterator[Compared]:
    """Three words that the quotation has in the opposite order, as where two have changed places.

    Moving a phrase turns no three words round; saying it in the passive does, and a sentence that
    says who says it may begin or end with that.
    """
    if bool(PASSIVE.search(claim)) != bool(PASSIVE.search(quote)):
        return
    mine, theirs = _places(claim, [(0, len(claim))]), _places(quote, parts)
    shared = sorted((word for word in mine if word in theirs), key=lambda word: mine[word])
    for one, pivot, other in combinations(shared, 3):
        if {one, other} & PIVOTS or pivot in MAY_TURN:
            continue
        if theirs[one] > theirs[pivot] > theirs[other]:
            yield Compared(Aspect.ROLE, mine[one], Verdict.DIFFERS, theirs[one])
            yield Compared(Aspect.ROLE, mine[other], Verdict.DIFFERS, theirs[other])
            return


def _places(text: str, parts: Sequence[Span]) -> dict[str, Span]:
    """Where each word of content stands that a text has once, and each small word that sets apart."""
    places: dict[str, list[Span]] = {}
    for low, top in parts:
        for found in WORD.finditer(text, low, top):
            small = found[0].casefold()
            for word in {small} if small in PIVOTS else topic(found[0]):
                places.setdefault(word, []).append(found.span())
    return {word: spans[0] for word, spans in places.items() if len(spans) == 1}


def _subjects(claim: str, quote: str) -> Iterator[Compared]:
    """Another subject of the same verb, where the quotation has it with a subject of its own."""
    if bool(PASSIVE.search(claim)) != bool(PASSIVE.search(quote)):
        return
    theirs = [(verb, topic(text)) for verb, _, text in _acting(quote)]
    for verb, span, text in _acting(claim):
        mine = topic(text) - ANYONE
        others = [words for name, words in theirs if name == verb and words]
        if others and all(mine - words and words - mine for words in others):
            lacking = min((mine - words for words in others), key=len)
            for found in WORD.finditer(claim, *span):
                if topic(found[0]) & lacking:
                    yield Compared(Aspect.ROLE, found.span(), Verdict.ABSENT)


def _acting(text: str) -> Iterator[tuple[str, Span, str]]:
    """The first verb of each stretch of a text, and what stands before it: its subject, as span and text.

    A stretch without a verb belongs to the subject of the next one; what is relative has none.
    """
    plain = without(text, [m for m in find_mentions(text) if m.kind is not Kind.NAME])
    plain = QUOTED.sub(lambda found: " " * len(found[0]), plain)
    begin = None
    for start, end in segments(plain):
        verb = next(verbs_in(plain, start, end, sure=True), None)
        begin = start if begin is None else begin
        if verb is None:
            continue
        first = WORD.search(plain, begin)
        if first and first[0].casefold() not in RELATIVE:
            rest = (w for w in WORD.findall(plain[verb.start() : end]) if content_words(w))
            span = begin, verb.start()
            yield lemma(next(rest, verb[0])), span, plain[slice(*span)]
        begin = None


def _excepted(claim: str, quote: str) -> Iterator[Compared]:
    """Words of the claim that the quotation has only as what it does not speak of."""
    spans = [found.span(1) for found in EXCEPTION.finditer(quote)]
    mine = topic(" ".join(found[1] for found in EXCEPTION.finditer(claim)))
    rest = quote
    for start, end in spans:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    elsewhere = topic(rest)
    for found in WORD.finditer(claim):
        words = topic(found[0]) - elsewhere - mine
        for start, end in spans:
            if words & topic(quote[start:end]):
                yield Compared(Aspect.ROLE, found.span(), Verdict.DIFFERS, (start, end))


def _conditions(claim: str, quote: str) -> Iterator[Compared]:
    """A condition that the quotation sets on what the claim says without one."""
    found = CONDITION.search(quote)
    if found and not CONDITION.search(claim):
        yield Compared(Aspect.STRENGTH, (0, 0), Verdict.DIFFERS, found.span())


def _words(claim: str, citation: Citation) -> Iterator[Compared]:
    """Words of the claim that neither the quotation nor what stands over it has."""
    over = [citation.quote, *citation.section, citation.title]
    if STANDS_FOR.match(citation.quote):
        over.append(citation.before)
    there = topic(" ".join(over))
    there |= topic(" ".join(SAME.get(lemma(word), "") for word in WORD.findall(" ".join(over))))
    for found in WORD.finditer(claim):
        small = found[0].casefold()
        if small in CLASSED or small in DENIALS or lemma(small) in DENIALS:
            continue
        words = topic(found[0]) - SAYS_LITTLE
        same = topic(SAME.get(lemma(found[0]), ""))
        if words and not (words | same) & there:
            yield Compared(Aspect.WORD, found.span(), Verdict.ABSENT)
