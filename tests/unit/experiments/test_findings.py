"""Sentences say what the tables say, and no more than their intervals allow."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest

from carepath_sim.experiments.compare import COMPARISON_COLUMNS
from carepath_sim.experiments.findings import COUNTS, STABILITY, SUFFICIENCY, write
from carepath_sim.experiments.leads import how_many
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


NAMES = (*STABILITY, *COUNTS.values(), *SUFFICIENCY, "cost", "cost_per_year")
YEARS = 5
"""Length of the study: a cost over all of it is so many times that of a year."""


def complete(*rows: dict[str, object], names: tuple[str, ...] = NAMES) -> pd.DataFrame:
    """The rows and, where they leave out a figure that is always there, one that does not differ."""
    given = {(each["metric"], each["setting"]) for each in rows}
    per_year = next((each for each in rows if each["metric"] == "cost_per_year"), row("cost_per_year", 0.0))
    others = [row(name, 0.0) for name in names if (name, "all") not in given]
    for each in others:
        if each["metric"] == "cost":
            each |= {name: YEARS * float(str(per_year[name])) for name in ("baseline", "value", "difference")}
    return pd.DataFrame([*rows, *others])


def told(
    *rows: dict[str, object],
    contrasts: pd.DataFrame = NO_CONTRASTS,
    titles: dict[str, str] = TITLES,
    kept_free: tuple[str, ...] = (),
) -> str:
    """The sentences that follow the first one of the scenario."""
    return "\n".join(found(*rows, contrasts=contrasts, titles=titles, kept_free=kept_free)[1:])


def found(
    *rows: dict[str, object],
    contrasts: pd.DataFrame = NO_CONTRASTS,
    titles: dict[str, str] = TITLES,
    kept_free: tuple[str, ...] = (),
) -> tuple[str, ...]:
    return write(titles, complete(*rows), contrasts, NO_PATHWAYS, LABELS, kept_free)


def test_a_clear_difference_in_cost_is_told_with_its_interval_and_reasons_all_of_them_per_year() -> None:
    text = told(
        row("cost_per_year", -1_234_567.0, 200_000.0, baseline=2e7),
        row("cost_by_setting", -9e6, 1e6, setting="children_home"),
        row("cost_by_setting", 3e6, 1e6, setting="hub"),
        row("cost_by_heading", -2e6, 1e6, setting="moves"),
        row("cost_by_heading", 5.0, 1.0, setting="fixed: training"),
    )
    assert text.startswith(
        "Two hubs costs £1.23 million a year less than baseline (95% interval £1.03 million to £1.43 million). "
        "Each year more is spent on: hub (£600,000); less on: children's home (£1.80 million) and the process of moves "
        "(£400,000).\n"
    )
    assert "over the whole study" not in text


def test_placements_and_key_workers_are_told_by_setting_and_team_and_not_twice() -> None:
    text = told(
        row("cost_per_year", 1e6, 1e5),
        row("cost_by_setting", 4e6, setting="hub"),
        row("cost_by_team", 2e6, setting="hub"),
        row("cost_by_team", 1e6, setting="social_work"),
        row("cost_by_heading", 4e6, setting="services_used"),
        row("cost_by_heading", 3e6, setting="key_workers_permanent"),
    )
    assert (
        "Each year more is spent on: hub and its team (£1.20 million) and key workers in social work (£200,000)."
        in text
    )
    assert "staffed services" not in text
    assert "permanent" not in text


def test_a_team_stands_alone_where_its_setting_costs_the_same() -> None:
    rows = (row("cost_by_setting", 0.0, setting="hub"), row("cost_by_team", 5e6, setting="hub"))
    text = told(row("cost_per_year", 1e6, 1e5), *rows)
    assert "more is spent on: key workers in hub (£1.00 million)." in text


def test_a_reason_that_is_not_clear_or_too_small_is_not_given() -> None:
    text = told(
        row("cost_per_year", 1e6, 1e5),
        row("cost_by_setting", 9e6, 1e7, setting="children_home"),
        row("cost_by_heading", 1e5, 1.0, setting="moves"),
    )
    assert "spent on" not in text


def test_an_interval_that_holds_zero_is_not_called_a_difference() -> None:
    text = told(row("cost_per_year", -50_000.0, 80_000.0))
    assert text.startswith(
        "It is not clear whether two hubs costs more or less than baseline: £50,000 a year less (95% interval "
        "£130,000 less to £30,000 more).\n"
    )


def test_one_replication_gives_its_own_reasons() -> None:
    text = told(row("cost_per_year", 1e6, nan, precise=False), row("cost_by_setting", 5e6, nan, setting="hub"))
    assert text.startswith(
        "Two hubs costs £1.00 million a year more than baseline in the one replication that was run. Each year more is "
        "spent on: hub (£1.00 million). Not yet precise: one replication has no interval."
    )


def test_what_is_not_yet_precise_says_so_and_once_how_many_replications_it_would_take() -> None:
    loose = row("cost_per_year", -90_000.0, 20_000.0, baseline=1e6, precise=False, replications=10)
    contrast = row("cost_per_year", 9_000.0, 30_000.0, baseline=1e6, precise=False, replications=10, against="plain")
    text = told(loose, contrasts=complete(contrast).assign(against="plain"))
    assert text.count("Not yet precise: the interval is wider than 1% of the cost either way.") == 2
    assert text.endswith("\nAbout 89 replications would make every difference in cost precise.")
    precise = told(row("cost_per_year", -90_000.0, 1_000.0, baseline=1e6))
    assert "precise" not in precise
    assert "replications" not in precise.splitlines()[-1]


def test_equal_costs_beside_other_differences() -> None:
    assert told(row("moves_rate", 0.5, 0.1)).startswith(
        "Two hubs costs exactly as much as baseline in every replication."
    )


def test_nothing_differs() -> None:
    assert found() == ("Two hubs and baseline do not differ in any figure, in any replication.",)


def test_figures_give_both_values_and_what_the_interval_allows() -> None:
    text = told(
        row("breakdown_rate", -0.05, 0.01, baseline=0.2),
        row("breakdowns", -60.0, 9.0, baseline=240.0),
        row("moves_rate", 0.05, 0.10, baseline=0.6, precise=False),
        row("moves", 10.0, 20.0, baseline=700.0),
        row("three_placements", -0.021, 0.004, baseline=0.1, precise=False),
    )
    assert (
        "breakdowns per person-year (narrow) 0.150 against 0.200 (difference −0.060 to −0.040; 180 against 240 in "
        "number)" in text
    )
    assert (
        "moves per person-year 0.650 against 0.600 (difference −0.050 to +0.150, no clear difference yet; 710 against "
        "700 in number)" in text
    )
    assert "in the year 7.9% against 10.0% (difference −2.5 points to −1.7 points, not yet precise)" in text


@pytest.mark.parametrize(("change", "half"), [(5.0, 20.0), (50.0, 9.0), (0.0, 0.0)])
def test_a_rate_that_falls_while_the_number_does_not_is_no_clear_difference(change: float, half: float) -> None:
    rows = (row("breakdown_rate", -0.05, 0.01, baseline=0.2), row("breakdowns", change, half, baseline=240.0))
    assert "(difference −0.060 to −0.040, no clear difference; " in told(*rows)


def test_emergencies_are_told_where_places_are_kept_free_or_their_number_differs() -> None:
    rows = (
        row("unplanned_arrivals", 1.0, 2.0, setting="hub"),
        row("unplanned_arrivals", 1.0, 2.0, setting="foster"),
        row("unplanned_arrivals", -11.0, 2.0, setting="children_home"),
    )
    text = told(row("cost_per_year", 1.0), *rows, kept_free=("hub",))
    assert "emergencies placed in hub 101 against 100 (difference −1.00 to +3.00, no clear difference); " in text
    assert "emergencies placed in children's home 89.0 against 100 (difference −13.0 to −9.00)." in text
    assert "foster" not in text


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
    assert "Children's home" not in text


def test_settings_that_keep_places_free_are_told_as_well() -> None:
    text = told(
        row("cost_per_year", 1e5),
        *(row(name, 0.1, 0.01, "children_home", 0.5) for name in ("occupancy", "emergency_availability")),
        *(row(name, -0.3, 0.01, "hub", 0.5) for name in ("occupancy", "emergency_availability")),
        kept_free=("children_home",),
    )
    assert "Hub, two hubs against baseline: occupancy" in text
    assert "Children's home, two hubs against baseline: occupancy" in text


def test_two_scenarios_with_the_same_settings_are_told_the_emergencies_placed_there() -> None:
    pooled = ("occupancy", "emergency_availability", "unplanned_arrivals")
    rows = [row(name, 0.3, 0.1, "hub", 0.5) for name in pooled] + [row("cost_per_year", 1.0)]
    contrasts = complete(*rows).assign(against="hub", scenario="other")
    titles = TITLES | {"other": "Three hubs"}
    both = pd.concat([complete().assign(scenario=name) for name in ("hub", "other")])
    text = "\n".join(write(titles, both, contrasts, NO_PATHWAYS, LABELS))
    assert "Hub, three hubs against two hubs: occupancy" in text
    assert (
        "; emergencies placed over the 5 years of the study 0.800 against 0.500 (difference +0.200 to +0.400)." in text
    )


def test_numbers_over_the_study_say_so() -> None:
    text = told(row("cost_per_year", 1e5, 1e4))
    assert "Stability, two hubs against baseline (numbers over the 5 years of the study): " in text
    assert "Places, two hubs against baseline (over the 5 years of the study): " in text


def test_other_lives_are_counted_with_their_spread() -> None:
    counts = {name: number for number, name in enumerate(MEASURES, start=10)}
    pathways = pd.DataFrame(
        [("hub", name, 412.0, float(value), value - 5.0, value + 5.0) for name, value in counts.items()],
        columns=list(PATHWAYS_COLUMNS),
    )
    comparison = pd.DataFrame([row(name, 1.0) for name in NAMES])
    text = "\n".join(write(TITLES, comparison, NO_CONTRASTS, pathways, {}))
    assert (
        "Of 412 young people in one future, 10 (5 to 15) live a different pathway under two hubs: 11 (6 to 16)" in text
    )
    assert "avoid a move and 12 (7 to 17) gain one; 13 (8 to 18) avoid a breakdown and 14 (9 to 19) gain one" in text
    assert text.endswith("(mean, and 10th to 90th percentile of one future).")
    once = "\n".join(write(TITLES, comparison, NO_CONTRASTS, pathways.assign(low=nan, high=nan), {}))
    assert once.endswith("13 avoid a breakdown and 14 gain one (in the one replication that was run).")


@pytest.mark.parametrize(("pairs", "expected"), [(1, 2), (3, 3), (4, 0)])
def test_other_scenarios_are_set_against_each_other_while_they_are_few(pairs: int, expected: int) -> None:
    titles = {"plain": "Baseline", "hub": "Two hubs"} | {f"s{number}": f"Plan {number}" for number in range(pairs)}
    contrasts = pd.concat(
        complete(row("cost_per_year", -5_000.0, 100.0)).assign(scenario=f"s{number}", against="hub")
        for number in range(pairs)
    )
    comparison = pd.DataFrame([row(name, 0.0, scenario=scenario) for name in NAMES for scenario in list(titles)[1:]])
    found = write(titles, comparison, contrasts, NO_PATHWAYS, {})
    assert sum("a year less than two hubs" in sentence for sentence in found) == expected
    leads = found[: len(titles) - 1]
    assert [sentence.split(" and ")[0] for sentence in leads] == list(titles.values())[1:]


def test_two_scenarios_beside_the_baseline_lead_with_what_lies_between_them() -> None:
    titles = TITLES | {"other": "Three hubs"}
    both = pd.concat([complete().assign(scenario=name) for name in ("hub", "other")])
    rows = [row("cost_per_year", -5_000.0, 100.0), row("supply_induced_admissions", -75.0, 5.0, baseline=80.0)]
    contrasts = complete(*rows).assign(against="hub", scenario="other")
    *_, between = write(titles, both, contrasts, NO_PATHWAYS, LABELS)[: how_many(3)]
    assert between.startswith("Three hubs costs £5,000 a year less than two hubs (£4,900 to £5,100), and ")
    assert between.endswith(". Admissions to fill a place: 1.00 against 16.0 a year.")
    assert [how_many(scenarios) for scenarios in (1, 2, 3, 4)] == [0, 1, 3, 3]


def test_an_initialism_keeps_its_capitals() -> None:
    text = told(row("cost_per_year", -5_000.0, 100.0), titles={"plain": "NWD hub", "hub": "Two hubs"})
    assert "less than NWD hub" in text
