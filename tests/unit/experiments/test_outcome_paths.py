"""Outcomes: how they are written, and that they are the very figures a comparison has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.experiments.outcome_paths import (
    DEFAULT_OUTCOMES,
    OutcomePath,
    check_parts,
    measured,
    outcome_path,
    outcome_paths,
)
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import METRICS, Metric, Reading, headlines, tabulate
from carepath_sim.metrics.registry import Values
from tests.unit.experiments.small_studies import small_study
from tests.unit.experiments.sweeps.small_sweeps import small_bases, small_studies


@pytest.fixture(scope="module")
def study() -> Study:
    return small_studies(small_bases())[0]


@pytest.fixture(scope="module")
def logs(study: Study) -> list[EventLog]:
    return [simulate(study.model, 3, replication) for replication in range(4)]


def test_every_outcome_is_bit_for_bit_what_a_comparison_has(study: Study, logs: list[EventLog]) -> None:
    keys, values = tabulate(Reading(logs, study.prices))
    paths = [OutcomePath(metric, part, period) for period, part, metric in keys]
    assert len({path.name for path in paths}) == len(keys) > 100
    assert np.array_equal(measured(logs, study.prices, paths), values, equal_nan=True)
    assert [outcome_path(path.name) for path in paths] == paths
    assert check_parts(paths, [study]) == []


def test_only_what_is_asked_for_is_worked_out_and_once(
    study: Study, logs: list[EventLog], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    for name, item in list(METRICS.items()):

        def function(reading: Reading, item: Metric = item) -> Values:
            asked.append(item.name)
            return item.function(reading)

        monkeypatch.setitem(METRICS, name, replace(item, function=function))
    paths = outcome_paths(["entries", "days_full.foster", "entries@year 1"])
    assert measured(logs, study.prices, paths).shape == (4, 3)
    assert asked == ["entries", "days_full"]


def test_what_a_study_has_no_part_for_is_absent(study: Study, logs: list[EventLog]) -> None:
    nights, share = outcome_path("waiting_nights.hub"), outcome_path("occupancy.hub")
    assert np.array_equal(measured(logs, study.prices, [nights]), np.zeros((4, 1)))
    assert np.isnan(measured(logs, study.prices, [share])).all()


def test_paths_are_read_as_people_write_them() -> None:
    assert outcome_path(" looked_after @ year 5 ") == OutcomePath("looked_after", "all", "year 5")
    assert outcome_path("looked_after@5").name == "looked_after@year 5"
    assert outcome_path("cost_by_heading.fixed: training").part == "fixed: training"
    assert outcome_path("cost_per_year@all").name == "cost_per_year"
    path = outcome_path("days_full.in_house@year 2")
    assert (path.label, path.unit, path.better) == (
        f"{METRICS['days_full'].label}, in house, year 2",
        METRICS["days_full"].unit,
        METRICS["days_full"].better,
    )
    assert outcome_paths(["moves", "entries", "moves@all"]) == (OutcomePath("moves"), OutcomePath("entries"))
    assert [path.metric for path in DEFAULT_OUTCOMES] == [item.name for item in headlines()]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "cost_per_yer@year 2",
            r"no metric called 'cost_per_yer'. Did you mean cost_per_year@year 2\? Allowed: agency",
        ),
        ("moves@spring", "'spring' is no period. Allowed: all .* year 1"),
        ("moves@year 0", "is no period"),
        ("moves.", "'moves.' is no outcome. Allowed: METRIC"),
        ("", "'' is no outcome"),
    ],
)
def test_what_is_no_outcome_is_told_with_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        outcome_path(text)


def test_every_slip_is_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        outcome_paths(["cost_per_yer", "moves", "moves@spring"])
    assert len(str(caught.value).splitlines()) == 2


def test_parts_and_periods_that_no_study_has_are_told_with_the_nearest(study: Study) -> None:
    wrong = outcome_paths(["days_full.foste", "cost.hub", "cost_by_heading", "moves@year 2", "moves@year 1"])
    told = check_parts(wrong, [study])
    assert told == [
        "days_full.foste: days_full has no part called 'foste'. Did you mean days_full.foster? It has foster",
        "cost.hub: cost is one figure for the whole council and has no parts",
        told[2],
        "moves@year 2: the study has no year 2. Allowed: moves@year 1 (whole years from the start date), or moves of "
        "the whole study",
    ]
    assert told[2].startswith("cost_by_heading: cost_by_heading needs a part; it has ")
    assert check_parts(outcome_paths(["days_full.foste"]), [small_study()]) != []
