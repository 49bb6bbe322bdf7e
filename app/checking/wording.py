"""What a claim asserts against what a quotation asserts, beyond the values in both.

Whether one of them denies, whether it is said of all or of some, as a fact or as a wish, who does it
to whom, and whether each word of the claim is in the quotation or over it. A difference here keeps a
claim from agreeing whose values all agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

from app.answers import Citation, Span
from app.checking.comparison import Aspect, Compared, Verdict, beside_alike, counts_alike
from app.checking.relations import Relation, relation
from app.language.assertions import (
    CLASSED,
    DENIALS,
    KINDS,
    SAYS_LITTLE,
    acting_verbs,
    classed,
    denials,
    segments,
)
from app.language.forms import WORD, lemma
from app.language.grammar import words
from app.language.mentions import Kind, Mention, find_mentions, without
from app.language.names import find_name
from app.language.statements import PASSIVE, STANDS_FOR, topic
from app.language.values import Number
from index.words import content_words

# How much more of what stands beside two values must be the same crosswise than straight, out of 4,
# for them to have changed places.
EXCHANGED = 0.2
# A name behind one of these need not be who acts, wherever it stands.
BESIDES = words("in at from by of to on with for near")


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
        *_roles(claim, said, citation.quote),
        *_others(claim, said, citation.quote, quoted),
        *_exchanged(claim, said, citation.quote, quoted),
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
        (start, end) for start, end in spans if any(low <= start and end <= top for low, top in parts)
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
    mine, theirs = dict(reversed(classed(claim, kind))), classed(quote, kind)
    if kind != "degree":  # those are looked for in all of the quotation
        theirs = [(name, span) for name, span in theirs if _within([span], parts)]
    there = dict(reversed(theirs))
    if kind == "strength" and denials(claim) and denials(quote):  # "may not" is "must not"
        mine, there = _denied(mine), _denied(there)
    classes = {each.name: each for each in KINDS[kind]}
    new = [name for name in mine if name not in there]
    extra = [name for name in there if name not in mine]
    for name in new:
        if extra and kind != "degree":
            yield Compared(Aspect.STRENGTH, mine[name], Verdict.DIFFERS, there[extra[0]])
        elif classes[name].added:
            yield Compared(Aspect.STRENGTH, mine[name], Verdict.ABSENT)
    for name in () if new else extra:
        if classes[name].dropped:
            yield Compared(Aspect.STRENGTH, (0, 0), Verdict.DIFFERS, there[name])


def _denied(classes: dict[str, Span]) -> dict[str, Span]:
    return {("must" if name == "may" else name): span for name, span in classes.items()}


def _others(
    claim: str, said: Sequence[Mention], quote: str, quoted: Sequence[Mention]
) -> Iterator[Compared]:
    """Words of the claim that the quotation has only where it speaks of another value of that kind.

    Of "80% were male and 20% were female", the 80% were not female.
    """
    parts = list(segments(quote))
    held = [
        [m for m in quoted if start <= m.start and m.end <= end] for start, end in parts
    ]
    values = [m for m in said if m.kind is not Kind.NAME]
    for found in WORD.finditer(without(claim, said)):
        words = topic(found[0]) - SAYS_LITTLE
        having = [n for n, span in enumerate(parts) if words & topic(quote[slice(*span)])]
        if not words or not having or not values:
            continue
        if all(_of_another(held[n], values) for n in having):
            start, end = parts[having[0]]
            place = next(
                w for w in WORD.finditer(quote, start, end) if topic(w[0]) & words
            )
            yield Compared(Aspect.ROLE, found.span(), Verdict.DIFFERS, place.span())


def _of_another(held: Sequence[Mention], said: Sequence[Mention]) -> bool:
    """Whether a stretch has values of a kind that is said, but none of those that are."""
    rivals = [
        m for m in held if m.kind is not Kind.NAME and any(_one_kind(m, each) for each in said)
    ]
    return bool(rivals) and not any(_same_value(m, each) for m in rivals for each in said)


def _one_kind(one: Mention, other: Mention) -> bool:
    if isinstance(one.value, Number) and isinstance(other.value, Number):
        return one.value.unit == other.value.unit and counts_alike(one, other)
    return one.kind is other.kind


def _same_value(one: Mention, other: Mention) -> bool:
    return one.kind is other.kind and (
        not isinstance(one.value, Number)
        or not isinstance(other.value, Number)
        or relation((other.said, other.value), (one.said, one.value), exactly=False)
        is Relation.AGREES
    )


def _exchanged(
    claim: str, said: Sequence[Mention], quote: str, quoted: Sequence[Mention]
) -> Iterator[Compared]:
    """Two values of one kind that have changed places: each stands beside the other's words."""
    mine, theirs = without(claim, said), without(quote, quoted)

    def alike(one: Mention, other: Mention) -> float:
        next_to = _next_to(mine, one) & _next_to(theirs, other)
        return beside_alike(one, other) + len(next_to) / 2

    there: dict[Mention, Mention] = {}
    for mention in said:
        same = [each for each in quoted if _means(mention, each)]
        if same:
            there[mention] = max(same, key=partial(alike, mention))
    for one, other in combinations(there, 2):
        if one.kind is not other.kind or one.role != other.role or there[one] is there[other]:
            continue
        straight = alike(one, there[one]) + alike(other, there[other])
        crossed = alike(one, there[other]) + alike(other, there[one])
        if crossed > straight + EXCHANGED:
            for mention in (one, other):
                place = there[mention].start, there[mention].end
                yield Compared(Aspect.ROLE, (mention.start, mention.end), Verdict.DIFFERS, place)


def _next_to(text: str, mention: Mention) -> frozenset[tuple[str, str]]:
    """The next words of content on either side of a value, each with its side."""
    before = [word for word in WORD.findall(text[: mention.start]) if content_words(word)][-1:]
    behind = [word for word in WORD.findall(text[mention.end :]) if content_words(word)][:1]
    sides = (("before", word) for word in before), (("behind", word) for word in behind)
    return frozenset((side, *content_words(word)) for each in sides for side, word in each)


def _means(one: Mention, other: Mention) -> bool:
    if one.kind is Kind.NAME:
        return other.kind is Kind.NAME and find_name(one.said, other.said) is not None
    return one.kind is other.kind and one.value == other.value


def _roles(claim: str, said: Sequence[Mention], quote: str) -> Iterator[Compared]:
    """Who does it to whom: what stands before the verb in the one and behind it in the other."""
    if PASSIVE.search(claim) or PASSIVE.search(quote):
        return
    for verb in acting_verbs(claim):
        there = [other for other in acting_verbs(quote) if lemma(other[0]) == lemma(verb[0])]
        if len(there) != 1:
            continue
        (other,) = there
        for mention in said:
            if mention.kind is not Kind.NAME or mention.role in BESIDES:
                continue
            span = find_name(mention.said, quote)
            if span and (mention.start < verb.start()) != (span[0] < other.start()):
                yield Compared(Aspect.ROLE, (mention.start, mention.end), Verdict.DIFFERS, span)


def _words(claim: str, citation: Citation) -> Iterator[Compared]:
    """Words of the claim that neither the quotation nor what stands over it has."""
    over = [citation.quote, *citation.section, citation.title]
    if STANDS_FOR.match(citation.quote):
        over.append(citation.before)
    there = topic(" ".join(over))
    for found in WORD.finditer(claim):
        small = found[0].casefold()
        if small in CLASSED or small in DENIALS or lemma(small) in DENIALS:
            continue
        words = topic(found[0]) - SAYS_LITTLE
        if words and not words & there:
            yield Compared(Aspect.WORD, found.span(), Verdict.ABSENT)
