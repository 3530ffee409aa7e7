"""Sentences say what the tables say, and no more than their intervals allow."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest

from carepath_sim.experiments.compare import COMPARISON_COLUMNS
from carepath_sim.experiments.findings import STABILITY, SUFFICIENCY, write
from carepath_sim.experiments.pathways import MEASURES, PATHWAYS_COLUMNS

TITLES = {"plain": "Baseline", "hub": "Two hubs"}
LABELS = {"children_home": "Children's home"}
NO_PATHWAYS = pd.DataFrame(columns=list(PATHWAYS_COLUMNS))
NO_CONTRASTS = pd.DataFrame(columns=[*COMPARISON_COLUMNS, "against"])


def row(
    metric: str,
    difference: float,
    half: float = 0.0,
    setting: str = "all",
    baseline: float = 100.0,
    precise: bool = True,
    replications: int = 40,
    scenario: str = "hub",
    against: str = "",
) -> dict[str, object]:
    return {
        "scenario": scenario,
        "metric": metric,
        "period": "all",
        "setting": setting,
        "unit": "",
        "better": "lower",
        "baseline": baseline,
        "value": baseline + difference,
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "p10": difference,
        "p90": difference,
        "probability_better": 0.5,
        "precise": precise,
        "replications": replications,
        "against": against,
    }


def told(*rows: dict[str, object], contrasts: pd.DataFrame = NO_CONTRASTS, titles: dict[str, str] = TITLES) -> str:
    given = {(each["metric"], each["setting"]) for each in rows}
    others = [row(name, 0.0) for name in (*STABILITY, *SUFFICIENCY, "cost_per_year") if (name, "all") not in given]
    return "\n".join(write(titles, pd.DataFrame([*rows, *others]), contrasts, NO_PATHWAYS, LABELS))


def test_a_clear_difference_in_cost_is_told_with_its_interval_and_reasons() -> None:
    text = told(
        row("cost_per_year", -1_234_567.0, 200_000.0, baseline=2e7),
        row("cost_by_setting", -9e6, setting="children_home"),
        row("cost_by_setting", 3e6, setting="hub"),
        row("cost_by_heading", -100.0, setting="moves"),
        row("cost_by_heading", 5.0, setting="fixed: training"),
    )
    assert text.startswith(
        "Two hubs costs £1.23 million a year less than baseline (95% interval £1.03 million to £1.43 million), because "
        "over the whole study £9.00 million less is spent on children's home and £100 less is spent on the process of "
        "moves, although £3.00 million more is spent on hub."
    )


def test_placements_are_told_by_setting_and_not_twice() -> None:
    text = told(
        row("cost_per_year", 1e6, 1e5),
        row("cost_by_setting", 4e6, setting="hub"),
        row("cost_by_heading", 4e6, setting="services_used"),
        row("cost_by_heading", 1e6, setting="key_workers_agency"),
    )
    assert "£4.00 million more is spent on hub and £1.00 million more is spent on agency key workers." in text
    assert "staffed services" not in text


def test_an_interval_that_holds_zero_is_not_called_a_difference() -> None:
    text = told(row("cost_per_year", -50_000.0, 80_000.0), row("cost_by_setting", -1.0, setting="hub"))
    assert text.startswith(
        "It is not clear whether two hubs costs more or less than baseline: £50,000 a year less, with a 95% interval "
        "from £130,000 less to £30,000 more."
    )
    assert "because" not in text


def test_what_is_not_yet_precise_says_so_and_how_many_replications_it_would_take() -> None:
    text = told(row("cost_per_year", -90_000.0, 20_000.0, baseline=1e6, precise=False, replications=10))
    assert (
        "Not yet precise: the interval is wider than 1% of the cost either way; about 40 replications would do." in text
    )
    assert "Not yet precise" not in told(row("cost_per_year", -90_000.0, 1_000.0, baseline=1e6))


def test_equal_costs_beside_other_differences() -> None:
    assert told(row("moves_rate", 0.5, 0.1)).startswith(
        "Two hubs costs exactly as much as baseline in every replication."
    )


def test_nothing_differs() -> None:
    assert told() == "Two hubs and baseline do not differ in any figure, in any replication."


def test_figures_give_both_values_and_what_the_interval_allows() -> None:
    text = told(
        row("breakdown_rate", -0.05, 0.01, baseline=0.2),
        row("moves_rate", 0.05, 0.10, baseline=0.6),
        row("three_placements", -0.021, 0.004, baseline=0.1, precise=False),
    )
    assert "breakdowns per person-year (narrow) 0.150 against 0.200 (difference −0.060 to −0.040)" in text
    assert "moves per person-year 0.650 against 0.600 (difference −0.050 to +0.150, no clear difference)" in text
    assert "in the year 7.9% against 10.0% (difference −2.5 points to −1.7 points, not yet precise)" in text


def test_a_figure_that_no_replication_has_is_said_to_be_undefined() -> None:
    assert "in the year is not defined in so short a study" in told(
        row("cost_per_year", 1.0), row("three_placements", nan, replications=0)
    )


def test_a_setting_only_the_scenario_has_stands_alone() -> None:
    text = told(
        row("cost_per_year", 1e5),
        row("occupancy", nan, setting="hub", baseline=nan, replications=0) | {"value": 0.8},
        row("emergency_availability", nan, setting="hub", baseline=nan, replications=0) | {"value": 0.95},
        row("occupancy", 0.1, setting="children_home", baseline=0.5),
        row("emergency_availability", 0.1, setting="children_home", baseline=0.5),
    )
    assert "Hub, only under two hubs: occupancy 80.0%; emergency availability 95.0%." in text
    assert "Children's home" not in text


def test_the_setting_that_changes_most_is_told() -> None:
    text = told(
        row("cost_per_year", 1e5),
        *(row(name, 0.1, 0.01, "children_home", 0.5) for name in ("occupancy", "emergency_availability")),
        *(row(name, -0.3, 0.01, "hub", 0.5) for name in ("occupancy", "emergency_availability")),
    )
    assert (
        "Hub, two hubs against baseline: occupancy 20.0% against 50.0% (difference −31.0 points to −29.0 points)"
        in text
    )


def test_other_lives_are_counted_with_their_spread() -> None:
    counts = {name: number for number, name in enumerate(MEASURES, start=10)}
    pathways = pd.DataFrame(
        [("hub", name, 412.0, float(value), value - 5.0, value + 5.0) for name, value in counts.items()],
        columns=list(PATHWAYS_COLUMNS),
    )
    comparison = pd.DataFrame([row(name, 1.0) for name in (*STABILITY, *SUFFICIENCY, "cost_per_year")])
    text = "\n".join(write(TITLES, comparison, NO_CONTRASTS, pathways, {}))
    assert (
        "Of 412 young people in one future, 10 (5 to 15) live a different pathway under two hubs: 11 (6 to 16)" in text
    )
    assert "avoid a move and 12 (7 to 17) gain one; 13 (8 to 18) avoid a breakdown and 14 (9 to 19) gain one" in text


@pytest.mark.parametrize(("pairs", "expected"), [(1, 1), (3, 3), (4, 0)])
def test_other_scenarios_are_set_against_each_other_while_they_are_few(pairs: int, expected: int) -> None:
    titles = {"plain": "Baseline", "hub": "Two hubs"} | {f"s{number}": f"Plan {number}" for number in range(pairs)}
    contrasts = pd.DataFrame(
        [row("cost_per_year", -5_000.0, 100.0, scenario=f"s{number}", against="hub") for number in range(pairs)]
    )
    names = (*STABILITY, *SUFFICIENCY, "cost_per_year")
    comparison = pd.DataFrame([row(name, 0.0, scenario=scenario) for name in names for scenario in list(titles)[1:]])
    found = write(titles, comparison, contrasts, NO_PATHWAYS, {})
    assert sum("a year less than two hubs" in sentence for sentence in found) == expected


def test_an_initialism_keeps_its_capitals() -> None:
    text = told(row("cost_per_year", -5_000.0, 100.0), titles={"plain": "NWD hub", "hub": "Two hubs"})
    assert "less than NWD hub" in text
