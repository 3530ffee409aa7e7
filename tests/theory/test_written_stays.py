"""What a person writes about a length of stay, as bands, against scipy's closed forms."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, gamma, log
from typing import Any

import numpy as np
import pytest
from scipy import stats

from carepath_sim.build.hazards import bands
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.scenario.hazards import Hazard

EDGES = (0.0, 1.0, 7.0, 30.0, 91.0, 182.0, 365.0, 800.0, 2000.0)
ASSUMED = {"status": "assumed", "note": "Made for a test."}
Survival = Callable[[float], float]


def exponential(mean: float) -> Survival:
    return stats.expon(scale=mean).sf


WRITTEN: dict[str, tuple[dict[str, Any], Survival]] = {
    "rate": ({"rate": "0.5 per year"}, exponential(2 * DAYS_PER_YEAR)),
    "share a year": ({"rate": "29% per year"}, exponential(-DAYS_PER_YEAR / log(0.71))),
    "mean": ({"mean": "200 days"}, exponential(200.0)),
    "median": ({"median": "200 days"}, exponential(200.0 / log(2))),
    "mean, Weibull": (
        {"mean": "200 days", "weibull_shape": 0.58},
        stats.weibull_min(0.58, scale=200 / gamma(1 + 1 / 0.58)).sf,
    ),
    "median, Weibull": (
        {"median": "200 days", "weibull_shape": 1.6},
        stats.weibull_min(1.6, scale=200 / log(2) ** (1 / 1.6)).sf,
    ),
    "Weibull": ({"weibull": {"shape": 0.38, "scale": "4 years"}}, stats.weibull_min(0.38, scale=4 * DAYS_PER_YEAR).sf),
    "median, log-normal": ({"median": "120 days", "log_normal_sigma": 0.9}, stats.lognorm(0.9, scale=120).sf),
    "mean, gamma": ({"mean": "150 days", "gamma_shape": 0.6}, stats.gamma(0.6, scale=150 / 0.6).sf),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_survival_at_every_band_edge_is_that_of_the_form_written(form: str) -> None:
    written, survival = WRITTEN[form]
    rates = bands(Hazard.model_validate(written | ASSUMED), EDGES)
    used = np.cumsum(rates[:-1] * np.diff(EDGES))
    for edge, amount in zip(EDGES[1:], used, strict=True):
        assert exp(-amount) == pytest.approx(survival(edge), rel=1e-9), f"{edge} days"
    assert rates[-1] > 0, "every stay ends"


def test_the_mean_and_the_median_written_are_those_of_the_stay() -> None:
    """The closed forms above are right only if their own mean and median are the ones written."""
    assert stats.weibull_min(0.58, scale=200 / gamma(1 + 1 / 0.58)).mean() == pytest.approx(200)
    assert stats.weibull_min(1.6, scale=200 / log(2) ** (1 / 1.6)).median() == pytest.approx(200)
    assert stats.gamma(0.6, scale=150 / 0.6).mean() == pytest.approx(150)
    assert stats.lognorm(0.9, scale=120).median() == pytest.approx(120)


def test_shares_at_dates_are_kept_at_those_dates() -> None:
    written = {"survival": {"91 days": "88%", "365 days": "80%", "2000 days": "65%"}}
    rates = bands(Hazard.model_validate(written | ASSUMED), EDGES)
    used = dict(zip(EDGES[1:], np.cumsum(rates[:-1] * np.diff(EDGES)), strict=True))
    for edge, share in ((91.0, 0.88), (365.0, 0.80), (2000.0, 0.65)):
        assert exp(-used[edge]) == pytest.approx(share, rel=1e-12)
