"""A practice model without a measured effect costs what it says and changes nothing else, to the byte."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from carepath_sim.build import build_model
from carepath_sim.experiments.engines import simulate
from carepath_sim.experiments.run import Run, run_all
from carepath_sim.experiments.tables import to_csv
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.scenario import Resolved
from carepath_sim.scenario.facts import amount_of, uptake_of
from tests.laws.practice_directions import council, practice_models, stays_begun, use
from tests.laws.short_study import study
from tests.theory.agreement import SEED

NO_MEASURED_EFFECT = (
    "direct_work_intensity",
    "family_valued",
    "growing_futures",
    "multisystemic_therapy",
    "signs_of_safety",
    "staying_close",
    "staying_put",
)
WITH_AN_EFFECT = (
    "family_group_conferences",
    "family_safeguarding",
    "mockingbird",
    "no_wrong_door",
    "step_down_fostering",
)
REPLICATIONS = 2
HORIZON = "400 days"
DAYS = 400


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Resolved]:
    folder = tmp_path_factory.mktemp("practice_models")
    found = {"baseline": council(folder, "baseline", HORIZON)}
    return found | {name: council(folder, name, HORIZON, **use(name)) for name in NO_MEASURED_EFFECT}


@pytest.fixture(scope="module")
def runs(studies: dict[str, Resolved]) -> dict[str, Run]:
    found = run_all([study(each) for each in studies.values()], REPLICATIONS, SEED, workers=1)
    return dict(zip(studies, found, strict=True))


def test_each_practice_model_is_of_one_sort_or_the_other() -> None:
    assert sorted((*NO_MEASURED_EFFECT, *WITH_AN_EFFECT)) == sorted(practice_models())


def without_names_and_money(frame: pd.DataFrame) -> str:
    """A frame as CSV, without the name of the scenario and without what prices decide."""
    money = [name for name, item in METRICS.items() if item.needs_prices]
    kept = frame[~frame["metric"].isin(money)] if "metric" in frame else frame
    assert len(kept) > 50
    return to_csv(kept.drop(columns="scenario"))


@pytest.mark.parametrize("name", NO_MEASURED_EFFECT)
def test_it_changes_nothing_but_what_it_costs(runs: dict[str, Run], name: str) -> None:
    for frame in ("metrics", "survival"):
        ours, theirs = (without_names_and_money(getattr(runs[each], frame)) for each in (name, "baseline"))
        assert ours == theirs, frame


def total(run: Run) -> np.ndarray:
    """The total cost of each replication, £."""
    frame = run.metrics
    rows = frame[(frame["metric"] == "cost") & (frame["period"] == ALL) & (frame["setting"] == ALL)]
    return rows.sort_values("replication")["value"].to_numpy()


def stated_cost(resolved: Resolved, replication: int) -> float:
    """What the files say it costs: so much a year, and so much for each stay that begins of those who take it up."""
    model = build_model(resolved)[0]
    log = simulate(model, SEED, replication)
    found = 0.0
    for effect in resolved.study.effects:
        action = effect.add_cost
        if action is None:
            continue
        amount = amount_of(resolved.study, action.cost)
        if action.setting is None:
            found += amount * DAYS
        else:
            assert set(uptake_of(resolved.study, effect).values()) <= {0.0, 1.0}, "counted for everybody or nobody here"
            found += amount * stays_begun(str(action.setting))(model, log)
    return found


@pytest.mark.parametrize(
    "name", [name for name in NO_MEASURED_EFFECT if name not in ("multisystemic_therapy", "staying_close")]
)
def test_it_costs_exactly_what_it_says(studies: dict[str, Resolved], runs: dict[str, Run], name: str) -> None:
    more = total(runs[name]) - total(runs["baseline"])
    expected = [stated_cost(studies[name], replication) for replication in range(REPLICATIONS)]
    assert min(expected) > 0
    assert more == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "setting"), [("multisystemic_therapy", "edge_of_care"), ("staying_close", "independence")]
)
def test_with_uptake_it_is_paid_for_those_who_take_it_up(
    studies: dict[str, Resolved], runs: dict[str, Run], name: str, setting: str
) -> None:
    """The bill is a whole number of stays, about the stated share of all that begin."""
    resolved = studies[name]
    effect = next(effect for effect in resolved.study.effects if effect.add_cost is not None)
    assert effect.add_cost is not None
    each = amount_of(resolved.study, effect.add_cost.cost)
    more = (total(runs[name]) - total(runs["baseline"])) / each
    assert more == pytest.approx(np.rint(more), abs=1e-4)
    model = build_model(resolved)[0]
    begun = sum(stays_begun(setting)(model, simulate(model, SEED, number)) for number in range(REPLICATIONS))
    share = max(uptake_of(resolved.study, effect).values())
    assert 0 < share < 1
    spread = 4 * (begun * share * (1 - share)) ** 0.5
    assert abs(more.sum() - begun * share) < spread
