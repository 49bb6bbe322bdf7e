"""Two rankings -> one: the weighted mean of the two searches' scores, each scaled to [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence

Ranked = Sequence[tuple[int, float]]

DENSE_WEIGHT = 0.6  # people's own words are seldom the document's


def fuse(dense: Ranked, lexical: Ranked) -> list[tuple[int, float]]:
    """Convex combination of min-max scaled scores (Bruch, Gai & Ingber 2023).

    A passage that only one search found scores 0 in the other. Best first, equal scores by id.

    Measured on SQuAD: 3,207 questions about 12 articles, asked over the 2,067 paragraphs of 48,
    cut into 4,257 passages; a passage is right when it holds the gold answer in its place.

    ==================================  ========  ========  =========  =====
    method                              recall@1  recall@5  recall@20  MRR
    ==================================  ========  ========  =========  =====
    dense alone                         0.576     0.828     0.945      0.688
    BM25 alone                          0.736     0.909     0.964      0.812
    reciprocal ranks, constant 60       0.692     0.919     0.982      0.791
    reciprocal ranks, constant 10       0.696     0.938     0.985      0.799
    min-max, dense weight 0.7           0.712     0.915     0.980      0.802
    min-max, dense weight 0.5           0.763     0.940     0.985      0.840
    min-max, dense weight 0.3           0.764     0.931     0.981      0.838
    cosine and BM25 over its best, 0.7  0.768     0.943     0.981      0.842
    ==================================  ========  ========  =========  =====

    The last two differ from equal weights by less than the noise of 3,207 questions. People's own words
    are another matter: of 353 everyday questions the right passage was among the first six for .881,
    .915, .938 and .943 with dense weights of 0.4 to 0.7, of 1,000 of SQuAD's for .946, .952, .945, .938.
    """
    scores: dict[int, float] = {}
    for ranking, weight in ((dense, DENSE_WEIGHT), (lexical, 1 - DENSE_WEIGHT)):
        for identifier, score in _scaled(ranking):
            scores[identifier] = scores.get(identifier, 0.0) + weight * score
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _scaled(ranking: Ranked) -> list[tuple[int, float]]:
    """Scores from 0 for the last to 1 for the first; all 1 where they are equal."""
    if not ranking:
        return []
    scores = [score for _, score in ranking]
    low, high = min(scores), max(scores)
    if low == high:
        return [(identifier, 1.0) for identifier, _ in ranking]
    return [(identifier, (score - low) / (high - low)) for identifier, score in ranking]
