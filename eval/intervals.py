"""How sure a figure is: intervals by resampling, and a test of a difference between two runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rows = NDArray[np.int64]

CONFIDENCE = 0.95
# Another seed then moves an end of an interval by about 0.06 standard errors of the figure.
RESAMPLES = 2_000
# With the observed one 10,000, so that p comes in steps of 0.0001; near 0.05 it is sure to 0.002.
FLIPS = 9_999
_BATCH = 500  # resamples at a time: 3,200 questions then take some 13 MB, and no longer


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over n questions, and its interval; no interval (None) where n is too small for one."""

    value: float
    low: float | None
    high: float | None
    n: int


def mean_estimate(values: ArrayLike, seed: int) -> Estimate:
    """The mean of one value for each question, and its percentile bootstrap interval.

    Efron (1979), "Bootstrap methods: another look at the jackknife". Resampling values that are all
    0 or all 1 would give an interval of no width, as if no other value were possible, so these get
    Wilson's score interval (1927) of a share. Other values that are all equal do get no width. One
    value has no interval.

    Raises:
        ValueError: there are no values.
    """
    from scipy.stats import bootstrap

    sample = np.asarray(values, dtype=float)
    if not sample.size:
        message = "there is no mean of no values"
        raise ValueError(message)
    value, n = float(sample.mean()), sample.size
    if n == 1:
        return Estimate(value, None, None, n)
    if np.all(sample == sample[0]):
        return _estimate_of_equals(float(sample[0]), n)
    found = bootstrap(
        (sample,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Estimate(value, float(found.low), float(found.high), n)


def _estimate_of_equals(value: float, n: int) -> Estimate:
    if value not in {0.0, 1.0}:
        return Estimate(value, value, value, n)
    return Estimate(value, *wilson_interval(n if value else 0, n), n)


def wilson_interval(count: int, n: int) -> tuple[float, float]:
    """Wilson's score interval (1927) of the share that ``count`` of n things are."""
    from scipy.stats import binomtest

    share = binomtest(count, n).proportion_ci(CONFIDENCE, method="wilson")
    return float(share.low), float(share.high)


def statistic_estimate(
    statistic: Callable[[Rows], float | None], n: int, seed: int
) -> Estimate | None:
    """A statistic of n questions that is no mean, and its percentile bootstrap interval.

    The statistic takes the indices of a resample, each from 0 to below n, and gives None where it
    is not defined: such resamples are left out, and if it is not defined for all questions there is
    no estimate. One question has no interval. If all resamples agree the interval has no width.
    """
    value = statistic(np.arange(n))
    if value is None:
        return None
    generator = np.random.default_rng(seed)
    resampled = (statistic(generator.integers(n, size=n)) for _ in range(RESAMPLES if n > 1 else 0))
    defined = [each for each in resampled if each is not None]
    if not defined:
        return Estimate(value, None, None, n)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Estimate(value, float(low), float(high), n)


def paired_randomisation(differences: ArrayLike, seed: int) -> float:
    """The two-sided p-value of a mean difference of 0, from one difference for each question.

    The share of the ways to swap the two runs question by question, which flips signs, that leave a
    mean at least as far from 0 as the observed one: Fisher (1935), "The design of experiments";
    Smucker, Allan and Carterette (2007), "A comparison of statistical significance tests for
    information retrieval evaluation". All ways are tried if at most 13 questions differ; otherwise
    ``FLIPS`` random ones, and the observed one counts too. 1.0 if no question differs.
    """
    from scipy.stats import permutation_test

    sample = np.asarray(differences, dtype=float)
    differing = sample[sample != 0]  # flipping a 0 changes nothing, and takes time
    if differing.size < 2:  # noqa: PLR2004 - either sign is as far from 0
        return 1.0
    found = permutation_test(
        (differing,),
        lambda flipped, axis: np.abs(flipped.sum(axis=axis)),
        permutation_type="samples",
        alternative="greater",
        vectorized=True,
        n_resamples=FLIPS,
        batch=_BATCH,
        rng=np.random.default_rng(seed),
    )
    return float(found.pvalue)
