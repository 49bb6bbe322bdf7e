"""Intervals that cover as often as they say, and p-values that are what counting gives."""

from itertools import product

import numpy as np
import pytest

from eval.intervals import Estimate, Rows, mean_estimate, paired_randomisation, statistic_estimate
from eval.metrics import auroc


def p_by_counting(differences: list[float]) -> float:
    """The share of all sign flips that leave a sum at least as far from 0."""
    flips = np.array(list(product([-1, 1], repeat=len(differences))))
    sums = np.abs(flips @ np.array(differences))
    return float(np.mean(sums >= abs(sum(differences)) - 1e-12))


def test_the_bootstrap_covers_the_true_mean_about_95_times_in_100() -> None:
    generator = np.random.default_rng(3)
    samples = generator.beta(2, 3, size=(200, 60))  # the true mean is 2 / (2 + 3)
    found = [mean_estimate(sample, seed) for seed, sample in enumerate(samples)]
    covered = [each.low <= 2 / 5 <= each.high for each in found]
    assert 0.90 <= np.mean(covered) <= 0.99


def test_the_interval_of_a_mean_is_about_two_standard_errors_either_side() -> None:
    values = [1.0] * 300 + [0.0] * 100
    found = mean_estimate(values, seed=1)
    error = (3 / 4 * 1 / 4 / 400) ** 0.5
    assert (found.value, found.n) == (3 / 4, 400)
    assert found.low == pytest.approx(3 / 4 - 1.96 * error, abs=0.2 * error)
    assert found.high == pytest.approx(3 / 4 + 1.96 * error, abs=0.2 * error)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).random(80)

    def mean(rows: Rows) -> float:
        return float(values[rows].mean())

    assert mean_estimate(values, 7) == mean_estimate(values, 7) != mean_estimate(values, 8)
    assert statistic_estimate(mean, 80, 7) == statistic_estimate(mean, 80, 7)
    assert statistic_estimate(mean, 80, 7) != statistic_estimate(mean, 80, 8)


def test_shares_of_none_and_all_get_wilsons_interval() -> None:
    # Wilson (1927) with 10 of 10: the lower end is n / (n + z^2), and with 0 of 10 its mirror image.
    low = 10 / (10 + 1.959964**2)
    assert mean_estimate([1.0] * 10, 0) == Estimate(1.0, pytest.approx(low), pytest.approx(1.0), 10)
    assert mean_estimate([0.0] * 10, 0) == Estimate(
        0.0, pytest.approx(0.0), pytest.approx(1 - low), 10
    )


def test_other_equal_values_have_no_width_and_one_value_has_no_interval() -> None:
    assert mean_estimate([0.25] * 3, 0) == Estimate(0.25, 0.25, 0.25, 3)
    assert mean_estimate([1.0], 0) == Estimate(1.0, None, None, 1)
    assert statistic_estimate(lambda rows: float(rows.size), 1, 0) == Estimate(1.0, None, None, 1)
    with pytest.raises(ValueError, match="no values"):
        mean_estimate([], 0)


def test_a_mean_as_a_statistic_gets_the_interval_of_a_mean() -> None:
    values = np.random.default_rng(5).exponential(size=200)
    error = values.std() / 200**0.5
    one, other = (
        mean_estimate(values, 1),
        statistic_estimate(lambda rows: float(values[rows].mean()), 200, 2),
    )
    assert other is not None
    assert other.value == one.value
    assert other.low == pytest.approx(one.low, abs=0.25 * error)
    assert other.high == pytest.approx(one.high, abs=0.25 * error)


def test_the_interval_of_auroc_is_as_wide_as_theory_says() -> None:
    generator = np.random.default_rng(6)
    positive = np.arange(400) < 200
    scores = generator.normal(size=400) + positive
    found = statistic_estimate(lambda rows: auroc(scores[rows], positive[rows]), 400, 0)
    assert found is not None
    # Hanley and McNeil (1982), equation 1, with their approximations of Q1 and Q2.
    area = found.value
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + 199 * (q1 - area**2) + 199 * (q2 - area**2)
    error = (variance / 200**2) ** 0.5
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.15)


def test_resamples_without_the_statistic_are_left_out() -> None:
    positive = np.array([True, False])
    # Of two questions, half the resamples are of one class; the rest are perfect.
    found = statistic_estimate(lambda rows: auroc(1.0 * positive[rows], positive[rows]), 2, 0)
    assert found == Estimate(1.0, 1.0, 1.0, 2)
    assert statistic_estimate(lambda rows: auroc(rows, np.ones(rows.size)), 5, 0) is None


@pytest.mark.parametrize(
    ("differences", "p_value"),
    [
        ([], 1.0),
        ([0.0, 0.0], 1.0),
        ([0.5], 1.0),
        ([1, 1], 2 / 4),
        # Of 8 ways only all plus and all minus come as far as 2.
        ([0.5, 0.5, 1], 2 / 8),
        # Sums of four signs: 4 twice, 2 in 8 ways, 0 in 6; zeros do not count.
        ([1, 1, 1, -1], 10 / 16),
        ([1, 0, 1, 1, 0, -1], 10 / 16),
        ([1] * 10, 2 / 1024),
        # However many did not change, all ways to swap the others are tried.
        ([0] * 40 + [1] * 10, 2 / 1024),
    ],
)
def test_randomisation_by_hand(differences: list[float], p_value: float) -> None:
    assert paired_randomisation(differences, 0) == pytest.approx(p_value)


def test_randomisation_of_few_questions_is_counting() -> None:
    generator = np.random.default_rng(8)
    for seed in range(10):
        differences = (generator.integers(-10, 12, size=9) / 10).tolist()  # ties in floats
        assert paired_randomisation(differences, seed) == pytest.approx(p_by_counting(differences))
        negated = [-each for each in differences]
        assert paired_randomisation(negated, seed) == paired_randomisation(differences, seed)


def test_randomisation_of_more_questions_comes_near_counting() -> None:
    differences = np.random.default_rng(9).normal(0.3, size=16).tolist()
    found = paired_randomisation(differences, 1)
    assert found == pytest.approx(p_by_counting(differences), abs=0.015)
    assert found == paired_randomisation(differences, 1)
    # None of 9,999 random ways comes as far as 40 equal differences, but p is never 0.
    assert paired_randomisation([1.0] * 40, 0) == 1 / 10_000


def test_p_values_are_spread_evenly_where_nothing_changed() -> None:
    generator = np.random.default_rng(10)
    found = np.array([paired_randomisation(row, 0) for row in generator.normal(size=(200, 10))])
    for level in (0.05, 0.25, 0.5, 0.75):
        spread = (level * (1 - level) / len(found)) ** 0.5
        assert np.mean(found <= level) == pytest.approx(level, abs=3 * spread)
