"""The Ishigami function through our own pipeline, against its indices on paper."""

from __future__ import annotations

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.sensitivity.indices import Saltelli, indices
from carepath_sim.experiments.sensitivity.needing import salib
from carepath_sim.experiments.sensitivity.screening import screening
from tests.unit.experiments.sensitivity.stand_ins import (
    FIRST_INDICES,
    TOTAL_INDICES,
    VARIANCE,
    decision,
    ishigami,
    ishigami_factors,
)

SAMPLES = 256
FACTORS = ishigami_factors()


def rough(values, draws):
    """Luck that differs from point to point, with a standard deviation of 9 at each."""
    angle = 2.7 * sum(values.values())
    return [9 * (draws[0] * np.cos(angle) + draws[1] * np.sin(angle))]


def found(luck=None, method="sobol", replications=2, samples=SAMPLES):
    frame = indices(decision(ishigami, FACTORS, luck), FACTORS, method, samples, replications)
    return frame.set_index("factor")


@pytest.fixture(scope="module")
def plain():
    return found()


@pytest.fixture(scope="module")
def noisy():
    return found(rough, replications=4)


def test_the_indices_on_paper_are_those_of_the_literature():
    # Saltelli and others, Global Sensitivity Analysis: The Primer (2008), for a = 7 and b = 0.1.
    assert [round(FIRST_INDICES[name], 4) for name in "xyz"] == [0.3139, 0.4424, 0.0]
    assert [round(TOTAL_INDICES[name], 4) for name in "xyz"] == [0.5576, 0.4424, 0.2437]
    assert round(VARIANCE, 3) == 13.845


@pytest.mark.parametrize("name", ["x", "y", "z"])
def test_first_and_total_indices_are_those_on_paper(plain, name):
    row = plain.loc[name]
    assert row["first"] == pytest.approx(FIRST_INDICES[name], abs=0.02)
    assert row["total"] == pytest.approx(TOTAL_INDICES[name], abs=0.02)
    assert row["first_low"] < FIRST_INDICES[name] < row["first_high"]
    assert row["total_low"] < TOTAL_INDICES[name] < row["total_high"]
    assert row["noise"] == pytest.approx(0, abs=1e-12)


def test_without_luck_there_is_nothing_to_correct(plain):
    assert np.allclose(plain["first"], plain["first_uncorrected"])
    assert np.allclose(plain["total"], plain["total_uncorrected"])


def test_the_uncorrected_indices_are_those_of_salib():
    random = np.random.default_rng(1)
    values = random.normal(size=(64 * 5, 3))
    sample, every = Saltelli.of(values, 3), np.arange(64)
    problem = {"num_vars": 3, "names": ["x", "y", "z"], "bounds": [[0, 1]] * 3}
    theirs = salib("analyze.sobol").analyze(problem, values.mean(axis=1), calc_second_order=False, seed=1)
    variance = sample.variance(False, every)
    # SALib centres all points, which is what is done here.
    assert np.allclose(sample.first(False, every) / variance, theirs["S1"])
    assert np.allclose(sample.total(False, every) / variance, theirs["ST"])


def test_luck_makes_every_number_seem_to_matter(noisy):
    assert (noisy["total_uncorrected"] > [TOTAL_INDICES[name] + 0.1 for name in "xyz"]).all()
    assert (noisy["noise"] > 0.25).all()


def test_taking_luck_off_brings_the_indices_back(noisy):
    for kind, truth in (("first", FIRST_INDICES), ("total", TOTAL_INDICES)):
        corrected, uncorrected = (
            np.abs([noisy.loc[name, column] - truth[name] for name in "xyz"]).mean()
            for column in (kind, f"{kind}_uncorrected")
        )
        assert corrected < 0.5 * uncorrected
        assert corrected < 0.08


def test_the_correction_is_free_of_bias():
    """Over many lots of luck the corrected parts of the variance come to those without it, and the others do not."""
    random = np.random.default_rng(2)
    true = np.array([random.normal(size=(32, 1)), random.normal(size=(32, 1))])
    mixed = np.stack([0.8 * true[0] + 0.6 * true[1], true[0]], axis=1)
    every = np.arange(32)

    def parts(corrected, luck):
        sample = Saltelli(true[0] + luck[0], true[1] + luck[1], mixed + luck[2:4].transpose(1, 0, 2))
        return np.r_[sample.variance(corrected, every), sample.first(corrected, every), sample.total(corrected, every)]

    lots = [random.normal(0, 2, (4, 32, 3)) + random.normal(0, 1, 3) for _ in range(1_500)]
    truth = parts(False, np.zeros((4, 32, 1)))
    corrected, uncorrected = (np.array([parts(which, luck) for luck in lots]) for which in (True, False))
    error = corrected.std(axis=0) / np.sqrt(len(lots))
    assert (np.abs(corrected.mean(axis=0) - truth) < 4 * error).all()
    assert (uncorrected.mean(axis=0) - truth)[[0, 3, 4]] == pytest.approx(4 / 3, rel=0.15)


def test_luck_that_all_points_share_changes_no_index(plain):
    shared = found(lambda _values, draws: [6 * draws[0]], replications=4)
    for column in ("first", "total", "first_uncorrected", "total_uncorrected"):
        assert np.allclose(shared[column], plain[column], atol=1e-9)


def test_screening_finds_that_all_three_matter_and_which_most():
    frame = screening(decision(ishigami, FACTORS, rough), 20, 4).set_index("factor")
    clean = screening(decision(ishigami, FACTORS), 20, 2).set_index("factor")
    assert clean["mu_star"].idxmax() == "y"
    assert clean["stands_out"].all()
    # The third acts only together with the first, now up and now down.
    assert clean.loc["z", "sigma"] > clean.loc["z", "mu_star"] > 0
    # From -π to π at levels of a third the sine of the second is plus or minus the root of 3/4, or nothing.
    assert clean.loc["y", "mu_star"] == pytest.approx(7 * 0.75 / (2 / 3), rel=1e-5)
    assert (frame["noise"] > 2).all()


def test_pawn_ranks_them():
    frame = found(method="pawn")
    assert frame["total"].sort_values(ascending=False).index.tolist() == ["y", "x", "z"]
    assert frame["first"].isna().all()
    assert (frame["total"] > frame["noise"]).all()


def test_pawn_tells_what_a_number_without_effect_would_get():
    frame = indices(decision(lambda values: values["x"], FACTORS), FACTORS, "pawn", SAMPLES, 2).set_index("factor")
    assert frame.loc["x", "total"] > 3 * frame.loc["x", "noise"]
    assert frame.loc["y", "total"] == pytest.approx(frame.loc["y", "noise"], rel=0.35)


def test_the_same_seed_gives_the_same_indices_and_another_others(plain):
    again = found()
    assert again.equals(plain)
    other = indices(decision(ishigami, FACTORS, seed=7), FACTORS, "sobol", SAMPLES, 2)
    assert not np.allclose(other["first"], plain["first"])


@pytest.mark.parametrize(
    ("method", "samples", "replications", "words"),
    [
        ("sobol", 100, 2, "a power of two as their number of samples, such as 128, not 100"),
        ("pawn", 20, 2, "at least 80 samples, not 20"),
        ("fast", 64, 2, "there is no method 'fast'. Allowed: sobol, pawn"),
        ("sobol", 64, 1, "at least 2 replications"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_before_anything_runs(method, samples, replications, words):
    asked = decision(ishigami, FACTORS)
    with pytest.raises(UsageError, match=words):
        indices(asked, FACTORS, method, samples, replications)
    assert asked.laboratory.asked == []


def test_of_no_factor_there_are_no_indices():
    assert len(indices(decision(ishigami, FACTORS), [], "sobol", 64, 2)) == 0


def test_a_difference_that_never_changes_has_no_indices():
    frame = indices(decision(lambda _values: 1.0, FACTORS), FACTORS, "sobol", 8, 2)
    assert frame[["first", "total"]].isna().all(axis=None)


def test_where_all_is_luck_no_index_is_given():
    frame = indices(decision(lambda _values: 0.0, FACTORS, rough), FACTORS, "sobol", 64, 4)
    assert frame[["first", "total", "first_low", "total_high"]].isna().all(axis=None)
    assert frame["noise"].min() > 0.7
