"""Practice models and the verbs of stays, on the simulation: who is touched, when, by how much, and nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAY, birthday
from carepath_sim.eventlog import ENTERED, MOVED, PRESENT, EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.metrics import Reading, measure
from carepath_sim.model import Model, Prices
from carepath_sim.scenario import load, resolve
from carepath_sim.stockflow import expected
from tests.laws.in_names import in_names, lives

CATALOGUE = Path(__file__).parents[1] / "broken" / "catalogue"
HEAD = {"question": "What if?", "kind": "strategic", "start": "2026-04-01", "horizon": "3 years"}
NOBODY_COMES = {"streams": {name: {"rate": "0 per year"} for name in ("direct", "turning_10")}}
STILL = {"hazard": {"never": True}}
NOTHING_HAPPENS = {
    "foster": {"places": "unlimited", "endings": dict.fromkeys(("return_home", "breakdown"), STILL)},
    "staying_put": {"endings": {"move_on": STILL}},
    "home": {"endings": {"returns": STILL}},
    "edge": {"endings": dict.fromkeys(("ended", "comes_into_care"), STILL)},
}
NOBODY_IN_THE_WAY = {
    "settings": {"foster": {"places": "unlimited"}},
    "teams": {"social_work": {"link": {"none": 1, "new": 1}}},
}
HOUR = DAY // 24
LIVING = ("present", "entered", "moved", "continued", "left")
"""Kinds of rows that say where someone lives, whatever room their key workers have."""
BORN_14_YEARS_AGO = 14 * 365 + 20


def council(folder: Path, *rows: tuple[str, str, int, int], **keys: Any) -> tuple[Model, Prices]:
    """A study over the small catalogue; rows are setting, need, days since birth and days in the placement."""
    text = "setting,need,born_days,placed_days,in_care_days,worker_days\n"
    for setting, need, born, placed in rows:
        text += f"{setting},{need},{born},{placed},{placed if setting in ('foster', 'hub') else ''},\n"
    (folder / "rows.csv").write_text(text)
    path = folder / "study.yaml"
    path.write_text(json.dumps(HEAD | {"starting_caseload": "rows.csv" if rows else "none"} | keys))
    return build_model(resolve(load(path), CATALOGUE))


def still(folder: Path, *rows: tuple[str, str, int, int], **keys: Any) -> tuple[Model, Prices]:
    """A council into which nobody comes and in which nothing happens, but for birthdays and what `keys` do."""
    return council(folder, *rows, demand=NOBODY_COMES, settings=NOTHING_HAPPENS, **keys)


def moved(log: EventLog) -> dict[int, int]:
    """When each person of the starting caseload moved or left."""
    rows = np.flatnonzero(np.isin(log.kind, [MOVED]))
    return dict(zip(log.person[rows].tolist(), log.tick[rows].tolist(), strict=True))


def test_a_capped_stay_ends_at_its_limit(tmp_path: Path) -> None:
    """At 24 a day: within 9 hours all but for one in 10,000; those beyond the limit go at once."""
    rows = [("foster", "general", BORN_14_YEARS_AGO, days) for days in (0, 50, 100)]
    cap = {"cap_stay": {"setting": "foster", "ending": "return_home", "limit": "12 weeks"}}
    found = moved(simulate(still(tmp_path, *rows, effects=[cap])[0], 1, 0))
    assert found.keys() == {0, 1, 2}
    for person, due in ((0, 84), (1, 34), (2, 0)):
        assert due * DAY < found[person] < due * DAY + 9 * HOUR
    assert moved(simulate(still(tmp_path, *rows)[0], 1, 0)) == {}


def test_a_cap_holds_between_its_dates_and_at_its_ages(tmp_path: Path) -> None:
    rows = [("foster", "general", born, 100) for born in (BORN_14_YEARS_AGO, BORN_14_YEARS_AGO - 2 * 365)]
    cap = {"setting": "foster", "ending": "return_home", "limit": "12 weeks", "ages": "14 to 17", "from": "2027-04-01"}
    found = moved(simulate(still(tmp_path, *rows, effects=[{"cap_stay": cap}])[0], 1, 0))
    turns_14 = 14 * 365 - (BORN_14_YEARS_AGO - 2 * 365) + 3
    assert 365 * DAY < found[0] < 365 * DAY + 9 * HOUR
    assert abs(found[1] / DAY - turns_14) < 2


def test_a_cap_waits_for_a_place_like_any_planned_move(tmp_path: Path) -> None:
    """Foster care is full of those who never leave, so that the hub's stays go on to the limit of the wait."""
    settings = NOTHING_HAPPENS | {
        "foster": {**NOTHING_HAPPENS["foster"], "places": "1 places"},
        "hub": {"in_use": True, "endings": {"move_on": STILL}},
    }
    rows = [("foster", "general", BORN_14_YEARS_AGO, 10), ("hub", "general", BORN_14_YEARS_AGO, 0)]
    cap = {"cap_stay": {"setting": "hub", "ending": "move_on", "limit": "8 weeks"}}
    model, _ = council(tmp_path, *rows, demand=NOBODY_COMES, settings=settings, effects=[cap])
    found = moved(simulate(model, 1, 0))
    assert (56 + 28) * DAY < found[1] < (56 + 28) * DAY + 9 * HOUR, "after a wait of 28 days, by or_else"


@pytest.mark.parametrize(("need", "share"), [("general", 0.3), ("alone", 0.0)])
def test_uptake_is_a_share_of_those_it_is_offered_to(tmp_path: Path, need: str, share: float) -> None:
    """A cap carried out in full for the 30% who take it up: they leave, and nobody else does."""
    rows = [("foster", need, BORN_14_YEARS_AGO, 0)] * 800
    use = {"practice_model": "visits", "uptake": "30%", "levers": {"sooner_home": "100%", "hub_stays": "0%"}}
    model, _ = still(tmp_path, *rows, practice_models=[use])
    log = simulate(model, 1, 0)
    assert model.practices == ("visits",)
    taken = {int(person) for person, group in zip(log.people["person"], log.people["group"], strict=True) if group & 1}
    assert set(moved(log)) == taken
    assert len(taken) == pytest.approx(800 * share, abs=3.5 * np.sqrt(800 * share * (1 - share)))


def test_stock_and_flow_expects_the_same_shares(tmp_path: Path) -> None:
    rows = [("foster", "general", BORN_14_YEARS_AGO, 0)] * 100
    use = {"practice_model": "visits", "uptake": "60%", "levers": {"sooner_home": "50%", "hub_stays": "0%"}}
    model, _ = still(tmp_path, *rows, practice_models=[use])
    stocks = expected(model).stocks(np.array([30.0, 150.0]) * DAY)
    foster, home = (model.settings.index(name) for name in ("foster", "home"))
    assert stocks[:, [foster, home]] == pytest.approx(np.array([[100, 0], [70, 30]]), abs=0.01)


def test_a_lever_in_part_is_a_share_of_those_who_take_up_the_whole(tmp_path: Path) -> None:
    rows = [("foster", "general", BORN_14_YEARS_AGO, 0)] * 800
    use = {"practice_model": "visits", "uptake": "60%", "levers": {"sooner_home": "50%", "hub_stays": "0%"}}
    found = moved(simulate(still(tmp_path, *rows, practice_models=[use])[0], 1, 0))
    assert len(found) == pytest.approx(240, abs=3.5 * np.sqrt(800 * 0.3 * 0.7))


def test_who_does_not_take_it_up_lives_the_same_life(tmp_path: Path) -> None:
    """Nobody is in anybody's way, so that a practice model reaches those who take it up alone."""
    use = {"practice_model": "visits", "levers": {"hub_stays": "0%"}}
    before = simulate(council(tmp_path, **NOBODY_IN_THE_WAY)[0], 1, 0)
    after = simulate(council(tmp_path, **NOBODY_IN_THE_WAY, practice_models=[use])[0], 1, 0)
    taken = dict(zip(after.people["person"].tolist(), (after.people["group"] & 1).tolist(), strict=True))
    one, other = (
        {who: [row for row in life if row[1] in LIVING] for who, life in lives(log).items()} for log in (before, after)
    )
    assert one.keys() == other.keys()
    changed = {person for person in one if one[person] != other[person]}
    assert changed
    assert all(taken[person] for person in changed)
    assert 0.5 < np.mean(list(taken.values())) < 0.6, "60% of the nine in ten it is offered to"


def test_a_practice_model_that_only_costs_changes_nobody(tmp_path: Path) -> None:
    use = {"practice_model": "visits", "fidelity": "0%"}
    before = simulate(council(tmp_path)[0], 1, 0)
    assert in_names(simulate(council(tmp_path, practice_models=[use])[0], 1, 0)) == in_names(before)


def test_each_stay_that_begins_is_paid_for(tmp_path: Path) -> None:
    """Arrivals and moves in from elsewhere, for those who took it up; not those present on the first day."""
    rows = [("foster", "general", BORN_14_YEARS_AGO, 30)] * 6
    use = {"practice_model": "visits", "levers": {"hub_stays": "0%"}}
    model, prices = council(tmp_path, *rows, practice_models=[use])
    log = simulate(model, 1, 0)
    foster = model.settings.index("foster")
    group = dict(zip(log.people["person"].tolist(), log.people["group"].tolist(), strict=True))
    begun = [
        int(person)
        for kind, person, a, b in zip(log.kind, log.person, log.a, log.b, strict=True)
        if (kind == ENTERED and a == foster) or (kind == MOVED and b == foster and a != foster)
    ]
    taken = sum(group[person] & 1 for person in begun)
    assert 10 < taken < len(begun)
    assert (log.kind == PRESENT).sum() == 6
    costs = {key: value for key, value in measure(Reading(log, prices)).items() if key[0] == "all"}
    visits = costs["all", "fixed: Visits", "cost_by_heading"]
    assert visits == pytest.approx(1000 * taken + 20_000 / 365.25 * model.horizon / DAY)
    headings = [value for key, value in costs.items() if key[2] == "cost_by_heading"]
    assert costs["all", "all", "cost"] == pytest.approx(sum(headings))


def test_support_lasts_to_the_later_birthday(tmp_path: Path) -> None:
    """Two who turn 21 in the first and in the second year; support to 22 begins with the second."""
    born = [20 * 365 + 200, 19 * 365 + 200]
    rows = [("staying_put", "general", days, 100) for days in born]
    longer = {"extend_support": {"setting": "staying_put", "until_age": 22, "from": "2027-04-01"}}
    model, _ = still(tmp_path, *rows, effects=[longer])
    found = moved(simulate(model, 1, 0))

    def turns(person: int, age: int) -> int:
        return (birthday(model.start_day - born[person], age) - model.start_day) * DAY

    assert found == {0: turns(0, 21), 1: turns(1, 22)}
    assert moved(simulate(still(tmp_path, *rows)[0], 1, 0)) == {0: turns(0, 21), 1: turns(1, 21)}
