"""What it takes to be a metric."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from carepath_sim.catalogue.outcomes import SERVICE, read_outcomes
from carepath_sim.metrics import METRICS, Reading, headlines, measure, metric
from carepath_sim.model import Floats
from tests.unit.metrics.made_logs import FOSTER, Made, prices, vocabulary


@pytest.fixture
def _restored() -> Iterator[None]:
    before = dict(METRICS)
    yield
    METRICS.clear()
    METRICS.update(before)


@pytest.mark.usefixtures("_restored")
def test_adding_a_metric_is_adding_one_function() -> None:
    @metric("Rows", unit="rows", better="neither", principle="service", note="Of every kind.")
    def rows(reading: Reading) -> Floats:
        """Rows of the log in the window."""
        log = reading.log
        return reading.count(log.run_of(np.arange(len(log.tick))), log.tick)

    assert METRICS["rows"].definition == "Rows of the log in the window. Of every kind."
    found = measure(Reading(Made(vocabulary(800)).entered(1, 400, FOSTER).log()))
    assert [found[period, "all", "rows"] for period in ("all", "year 1", "year 2")] == [1, 0, 1]


@pytest.mark.usefixtures("_restored")
def test_a_name_is_taken_once() -> None:
    def moves(reading: Reading) -> Floats:
        """Again."""
        return np.zeros((reading.n_runs, len(reading.windows)))

    with pytest.raises(ValueError, match="two metrics are called moves"):
        metric("Moves", unit="moves", better="lower", principle="service")(moves)


@pytest.mark.usefixtures("_restored")
def test_a_metric_without_words_is_refused() -> None:
    def wordless(reading: Reading) -> Floats:
        return np.zeros((reading.n_runs, len(reading.windows)))

    with pytest.raises(ValueError, match="no docstring"):
        metric("Wordless", unit="", better="lower", principle="service")(wordless)


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_says_what_it_is(name: str) -> None:
    item = METRICS[name]
    assert item.label
    assert item.unit
    assert item.better in ("lower", "higher", "neither")
    assert item.principle in {each.name for each in read_outcomes().principles}
    assert item.definition.endswith(".")
    assert item.tolerance > 0


def test_every_principle_has_figures_except_participation_which_is_listed_as_not_modelled() -> None:
    framework, spoken_to = read_outcomes(), {item.principle for item in METRICS.values()}
    silent = {each.name for each in framework.principles} - spoken_to
    assert silent == {"participation"}
    assert silent <= {each.principle for each in framework.not_modelled}


def test_money_speaks_to_no_principle() -> None:
    assert {item.principle for item in METRICS.values() if item.needs_prices} == {SERVICE}


def test_headlines_have_a_figure_for_the_whole() -> None:
    found = measure(Reading(Made().entered(1, 0, FOSTER).log(), prices()))
    assert len(headlines()) >= 8
    for item in headlines():
        assert ("all", "all", item.name) in found, item.name


def test_no_headline_falls_or_rises_for_reasons_that_are_no_merit() -> None:
    """More nights in care make a week cheaper; one key worker at a time and averages over unlike places mislead."""
    no_headlines = {"cost_per_care_week", "key_workers", "unallocated_days", "occupancy", "emergency_availability"}
    assert not no_headlines & {item.name for item in headlines()}
    assert METRICS["cost_per_care_week"].better == "neither"


def test_the_keys_depend_on_the_names_and_not_on_what_happened() -> None:
    quiet, busy = Made(), Made().entered(1, 0, FOSTER)
    assert list(measure(Reading(quiet.log(), prices()))) == list(measure(Reading(busy.log(), prices())))


def test_whole_years_only_are_periods() -> None:
    periods = {key[0] for key in measure(Reading(Made(vocabulary(horizon_days=800)).log()))}
    assert periods == {"all", "year 1", "year 2"}


def test_several_logs_are_tabulated_and_not_measured() -> None:
    log = Made().log()
    with pytest.raises(ValueError, match="2 logs to measure"):
        measure(Reading([log, log]))
