"""Comparisons: exact zeros, absent settings, contrasts and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments import findings
from carepath_sim.experiments.compare import COMPARISON_COLUMNS, Comparison, compare
from carepath_sim.experiments.findings import CONTRASTED
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import METRICS
from tests.unit.experiments.small_studies import small_study, some_prices

STUDY = small_study("plain")
FIGURES = ["difference", "low", "high", "p10", "p90"]


def priced(name: str, night: float) -> Study:
    return replace(STUDY, name=name, prices=some_prices(STUDY.model, night))


@pytest.fixture(scope="module")
def found() -> Comparison:
    busier = small_study("busier", entry_rate=STUDY.model.entry_rate * 0.3)
    return compare([STUDY, priced("dear", 130.0), busier], replications=5, seed=1, workers=1)


def test_two_identical_scenarios_differ_by_exactly_zero_in_every_metric() -> None:
    twins = compare([STUDY, replace(STUDY, name="twin")], replications=4, seed=1, workers=1)
    defined = twins.comparison[twins.comparison["replications"] > 0]
    assert len(defined) > 80
    counted = defined["replications"] > 1
    assert (defined.loc[counted, FIGURES] == 0).all(axis=None)
    assert (defined.loc[defined["better"] != "neither", "probability_better"] == 0.5).all()
    assert defined.loc[counted, "precise"].all()
    assert (twins.pathways["value"] == 0).all()
    assert twins.findings[0] == "Twin and plain do not differ in any figure, in any replication."


def test_the_frame_has_every_metric_of_every_other_scenario_once(found: Comparison) -> None:
    assert tuple(found.comparison.columns) == COMPARISON_COLUMNS
    assert set(found.comparison["scenario"]) == {"dear", "busier"}
    assert set(found.comparison["metric"]) == set(METRICS)
    assert not found.comparison.duplicated(["scenario", "metric", "period", "setting"]).any()


def test_a_price_changes_money_alone(found: Comparison) -> None:
    dear = found.comparison[(found.comparison["scenario"] == "dear") & (found.comparison["replications"] > 0)]
    changed = set(dear.loc[dear["difference"] != 0, "metric"])
    assert changed == {
        "cost",
        "cost_per_year",
        "cost_per_care_week",
        "cost_per_person",
        "cost_by_heading",
        "cost_by_setting",
        "cost_discounted",
        "cost_cash",
        "cost_by_payer",
        "cost_to_council",
    }
    pathways = found.pathways[found.pathways["scenario"] == "dear"]
    assert (pathways["value"] == 0).all()


def test_the_difference_is_that_of_the_means_of_pairs(found: Comparison) -> None:
    rows = found.metrics[(found.metrics["period"] == "all") & (found.metrics["metric"] == "entries")]
    values = rows.pivot_table(index="replication", columns="scenario", values="value")
    row = found.comparison.query("scenario == 'busier' and metric == 'entries' and period == 'all'").iloc[0]
    assert row["difference"] == pytest.approx((values["busier"] - values["plain"]).mean())
    assert row["baseline"] == pytest.approx(values["plain"].mean())
    assert row["replications"] == 5


def test_the_others_are_set_against_each_other_too(found: Comparison) -> None:
    contrasts = found.contrasts
    assert set(zip(contrasts["scenario"], contrasts["against"], strict=True)) == {("busier", "dear")}
    assert {item.name for item in METRICS.values() if item.headline} <= set(contrasts["metric"])
    assert set(contrasts["period"]) == {"all"}
    assert set(CONTRASTED) <= set(contrasts["metric"])


def test_pools_in_which_places_are_kept_free_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = int(np.flatnonzero(STUDY.model.is_limited)[0])
    keep_free = np.zeros_like(STUDY.model.keep_free)
    keep_free[limited, -1] = 1
    given: list[object] = []
    monkeypatch.setattr(findings, "write", lambda *arguments: tuple(given.append(each) for each in arguments))
    neutral = replace(STUDY, model=replace(STUDY.model, keep_free=np.zeros_like(keep_free)))
    keeping = replace(neutral, name="keeping", model=replace(STUDY.model, keep_free=keep_free))
    compare([neutral, keeping], replications=2, seed=1, workers=1)
    assert given[-1] == {STUDY.model.pools[limited]}


def test_facts_say_what_was_run(found: Comparison) -> None:
    assert [facts.name for facts in found.scenarios] == ["plain", "dear", "busier"]
    plain, dear, busier = found.scenarios
    assert plain.model == dear.model != busier.model
    assert plain.prices != dear.prices
    assert found.events_per_second > 0
    assert sum(facts.events for facts in found.scenarios) > 0


def test_a_setting_that_the_baseline_lacks_is_none_there_and_no_ratio() -> None:
    old = STUDY.model.settings[0]
    renamed = small_study("renamed", settings=("another", *STUDY.model.settings[1:]))
    changed = {"caseload_setting": renamed.model.caseload_setting, "placed_setting": renamed.model.placed_setting}
    keep = STUDY.model.caseload_setting != 0
    columns = ("setting", "born", "entered", "in_care", "need", "worker_since")
    changed = {f"caseload_{column}": getattr(STUDY.model, f"caseload_{column}")[keep] for column in columns}
    here, there = (replace(study, model=replace(study.model, **changed)) for study in (STUDY, renamed))
    if (STUDY.model.placed_setting == 0).any():
        pytest.skip("the random model lets people arrive in the setting")
    rows = compare([here, there], replications=2, seed=1, workers=1).comparison
    people = rows[(rows["metric"] == "people") & (rows["period"] == "all")].set_index("setting")
    assert people.loc["another", "baseline"] == 0
    assert people.loc[old, "value"] == 0
    assert people.loc["another", "difference"] == -people.loc[old, "difference"] > 0


def test_one_scenario_is_compared_with_nothing() -> None:
    alone = compare([STUDY], replications=2, seed=1, workers=1)
    assert alone.comparison.empty
    assert alone.pathways.empty
    cost, figures = alone.findings
    assert cost.startswith("Plain: cost per year £")
    assert "breakdowns per person-year" in figures
    assert list(alone.comparison.columns) == list(COMPARISON_COLUMNS)


def test_one_replication_has_no_interval_and_says_so() -> None:
    one = compare([STUDY, priced("dear", 130.0)], replications=1, seed=1, workers=1)
    row = one.comparison.query("metric == 'cost' and period == 'all'").iloc[0]
    assert row["difference"] > 0
    assert np.isnan(row["low"])
    assert not row["precise"]
    assert "in the one replication that was run" in one.findings[0]


def test_other_people_are_refused_before_anything_is_run() -> None:
    with pytest.raises(UsageError, match="the starting caseload"):
        compare([STUDY, small_study("other", caseload_born=STUDY.model.caseload_born + 1)], replications=1)
