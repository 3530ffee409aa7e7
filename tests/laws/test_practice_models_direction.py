"""What a practice model says it moves, it moves that way in the simulation, under the same luck and with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from carepath_sim.eventlog import BY_HANDOVER, BY_KEEP, BY_TEAM
from carepath_sim.experiments.compare import compare
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import ALL
from carepath_sim.scenario import load, resolve
from tests.laws.practice_directions import (
    Figure,
    council,
    difference,
    moves,
    practice_models,
    stays_begun,
    unplanned_endings,
    use,
    with_lever_at,
    workers_lost,
)
from tests.laws.short_study import log_bytes, log_of, study
from tests.theory.agreement import SEED

REPLICATIONS = 8
IN_THE_LOG = 16
"""Replications where a figure is read from logs alone, which takes no metrics."""
HORIZON = "900 days"
LOWER, HIGHER = "lower", "higher"


@dataclass(frozen=True)
class Said:
    """A practice model with one lever tried (at a value, or in full), a metric, and the way it is said to go."""

    practice_model: str
    lever: str
    metric: str
    way: str
    setting: str = ALL
    value: str = ""

    def __str__(self) -> str:
        return f"{self.practice_model}.{self.lever}{' at ' * bool(self.value)}{self.value}"


SAID = (
    Said("family_group_conferences", "fewer_enter_care", "entries", LOWER),
    Said("family_safeguarding", "fewer_enter_care", "entries", LOWER),
    Said("mockingbird", "carers_stay", "places_open", HIGHER, "foster_in_house"),
    Said("mockingbird", "carers_stay", "people", HIGHER, "foster_in_house"),
    Said("signs_of_safety", "less_kinship_care", "people", LOWER, "foster_family_and_friends"),
    Said("family_valued", "fewer_enter_care", "entries", LOWER, value="0.76 times"),
    Said("multisystemic_therapy", "fewer_enter_care", "entries", HIGHER, value="2.05 times"),
    Said("direct_work_intensity", "intensity", "entries", LOWER, value="0.8 times"),
    Said("staying_put", "they_stay_longer", "people", HIGHER, "staying_put_in_house", "0.5 times"),
)
SAID_OF_HUBS = (
    Said("no_wrong_door", "low_turnover", "turnover", LOWER, "hub"),
    Said("no_wrong_door", "no_heads_on_beds", "emergency_availability", HIGHER, "hub"),
    Said("no_wrong_door", "residential_short_term", "people", HIGHER, "foster_step_down"),
    Said("no_wrong_door", "supported_lodgings", "days_full", LOWER, "supported_lodgings"),
    Said("no_wrong_door", "fewer_enter_care", "entries", LOWER, value="0.72 times"),
)


def interval(frame: pd.DataFrame, said: Said) -> tuple[float, float]:
    """The 95% interval of the paired difference of what is said, over the whole study."""
    rows = frame[
        (frame["scenario"] == str(said))
        & (frame["metric"] == said.metric)
        & (frame["setting"] == said.setting)
        & (frame["period"] == ALL)
    ]
    assert len(rows) == 1, said
    return float(rows["low"].iloc[0]), float(rows["high"].iloc[0])


def compared(folder: Path, sayings: tuple[Said, ...], hubs: bool) -> pd.DataFrame:
    """Each lever tried alone against the same council without the practice model."""
    resolved: dict[str, Any] = {"baseline": council(folder, "baseline", HORIZON, hubs)}
    for number, said in enumerate(sayings):
        tried = council(folder, f"tried{number}", HORIZON, hubs, **use(said.practice_model, [said.lever]))
        resolved[str(said)] = with_lever_at(tried, said.lever, said.value) if said.value else tried
    studies = [study(each, name) for name, each in resolved.items()]
    return compare(studies, REPLICATIONS, SEED, workers=1).comparison


@pytest.fixture(scope="module")
def without_hubs(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return compared(tmp_path_factory.mktemp("without"), SAID, hubs=False)


@pytest.fixture(scope="module")
def with_hubs(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return compared(tmp_path_factory.mktemp("with"), SAID_OF_HUBS, hubs=True)


def assert_way(low: float, high: float, way: str) -> None:
    assert high < 0 if way == LOWER else low > 0, f"{low:.4g} to {high:.4g} is not {way}"


@pytest.mark.parametrize("said", SAID, ids=str)
def test_it_moves_what_it_says(without_hubs: pd.DataFrame, said: Said) -> None:
    assert_way(*interval(without_hubs, said), said.way)


@pytest.mark.parametrize("said", SAID_OF_HUBS, ids=str)
def test_no_wrong_door_moves_what_it_says(with_hubs: pd.DataFrame, said: Said) -> None:
    assert_way(*interval(with_hubs, said), said.way)


HUBS = ("hub_community_family", "hub_placement")
FAMILIES = ("foster_agency", "foster_in_house", "foster_step_down", "supported_lodgings")
CHILDRENS_HOMES = ("childrens_home", "childrens_home_out_of_area")


SEEN_IN_THE_LOG: tuple[tuple[Said, Figure], ...] = (
    (
        Said("step_down_fostering", "more_step_down", "moves to foster care", HIGHER),
        moves(CHILDRENS_HOMES, ("foster_agency", "foster_step_down")),
    ),
    (Said("growing_futures", "targets_met", "referrals", LOWER), stays_begun("edge_of_care")),
    (
        Said("multisystemic_therapy", "fewer_enter_care", "entries from the edge of care", LOWER, value="0.77 times"),
        unplanned_endings("edge_of_care"),
    ),
    (
        Said("mockingbird", "fewer_breakdowns", "unplanned endings", LOWER, value="0.85 times"),
        unplanned_endings("foster_in_house"),
    ),
)


@pytest.mark.parametrize(
    ("said", "figure"), SEEN_IN_THE_LOG, ids=lambda item: str(item) if isinstance(item, Said) else ""
)
def test_it_moves_what_it_says_in_the_log(tmp_path: Path, said: Said, figure: Figure) -> None:
    base = study(council(tmp_path, "baseline", HORIZON)).model
    with_it = council(tmp_path, "tried", HORIZON, **use(said.practice_model, [said.lever]))
    model = study(with_lever_at(with_it, said.lever, said.value) if said.value else with_it).model
    assert_way(*difference(base, model, figure, IN_THE_LOG), said.way)


Levers = tuple[str, ...]
TRIED: tuple[Levers, ...] = (
    (),
    ("fewer_referrals",),
    ("in_quickly_on_slowly",),
    ("in_quickly_on_slowly", "same_key_worker"),
    ("outreach", "same_key_worker"),
    ("progressing_to_permanence",),
    ("same_key_worker",),
    ("stay_close",),
)
AT = {("progressing_to_permanence",): ("2 times", "0.5 times")}
"""What levers that are set to no effect are tried at: moves to families, and to children's homes."""


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[Levers, Study]:
    """No Wrong Door with some levers and no others."""
    folder = tmp_path_factory.mktemp("levers")
    found = {}
    for levers in TRIED:
        resolved = council(folder, "_and_".join(levers) or "none", HORIZON, True, **use("no_wrong_door", levers))
        found[levers] = study(with_lever_at(resolved, levers[0], *AT[levers]) if levers in AT else resolved)
    return found


@pytest.mark.parametrize(
    ("lever", "figure", "way"),
    [
        ("progressing_to_permanence", moves(HUBS, FAMILIES), HIGHER),
        ("progressing_to_permanence", moves(HUBS, CHILDRENS_HOMES), LOWER),
        ("fewer_referrals", workers_lost("edge_of_care", BY_HANDOVER), LOWER),
        ("same_key_worker", workers_lost("edge_of_care", BY_TEAM), LOWER),
        ("stay_close", workers_lost("hub", BY_KEEP), HIGHER),
        ("in_quickly_on_slowly", workers_lost("edge_of_care", BY_KEEP), HIGHER),
    ],
    ids=["to_families", "not_to_homes", "fewer_referrals", "same_worker", "stay_close", "on_slowly"],
)
def test_levers_seen_in_the_log(tried: dict[Levers, Study], lever: str, figure: Figure, way: str) -> None:
    assert_way(*difference(tried[()].model, tried[(lever,)].model, figure, IN_THE_LOG), way)


@pytest.mark.parametrize("lever", ["outreach", "in_quickly_on_slowly"])
def test_a_worker_who_stays_needs_room_for_those_who_come(tried: dict[Levers, Study], lever: str) -> None:
    """Workers who stay fill outreach up; with more posts, or more room with each, people are taken on sooner."""
    levers = tuple(sorted(("same_key_worker", lever)))
    found = compare([tried[("same_key_worker",)], tried[levers]], REPLICATIONS, SEED, workers=1).comparison
    rows = found[(found["metric"] == "unallocated_days") & (found["setting"] == "edge_of_care")]
    row = rows[rows["period"] == ALL].iloc[0]
    assert_way(float(row["low"]), float(row["high"]), LOWER)


def test_with_every_lever_off_no_wrong_door_is_the_hubs_and_its_training(tmp_path: Path) -> None:
    nothing = council(tmp_path, "nothing", "200 days", True, **use("no_wrong_door", []))
    hubs = council(tmp_path, "hubs", "200 days", True)
    assert log_bytes(log_of(nothing)) == log_bytes(log_of(hubs))


def test_every_lever_is_tried() -> None:
    """A lever without a direction that was seen has no place in a practice model."""
    seen = {
        (said.practice_model, said.lever) for said in (*SAID, *SAID_OF_HUBS, *(said for said, _ in SEEN_IN_THE_LOG))
    }
    seen |= {("no_wrong_door", lever) for levers in TRIED for lever in levers}
    assert seen == {(name, lever) for name, card in practice_models().items() for lever in card["levers"]}


@pytest.mark.parametrize(
    ("name", "lever"),
    [
        ("family_group_conferences", "fewer_enter_care"),
        ("family_safeguarding", "fewer_enter_care"),
        ("step_down_fostering", "more_step_down"),
    ],
)
def test_at_the_end_of_its_range_that_is_no_effect_nobody_lives_otherwise(
    tmp_path: Path, name: str, lever: str
) -> None:
    base = council(tmp_path, "baseline", "300 days")
    none = with_lever_at(council(tmp_path, "none", "300 days", **use(name)), lever, "1 times")
    assert log_bytes(log_of(none)) == log_bytes(log_of(base))


SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.mark.slow
def test_the_shipped_roll_outs_of_no_wrong_door_in_full() -> None:
    """Five years, forty futures: what the design says of workers and places holds, and less of it where it is hard."""
    names = ("hub", "no_wrong_door", "no_wrong_door_pilot_difficulties")
    frame = compare([study(resolve(load(SHIPPED / f"{name}.yaml"))) for name in names], 40, SEED).comparison
    frame = frame[frame["period"] == ALL].set_index(["scenario", "metric", "setting"])
    for metric, setting, way in (
        ("key_workers", ALL, LOWER),
        ("worker_changed", ALL, LOWER),
        ("turnover", "hub", LOWER),
        ("emergency_availability", "hub", HIGHER),
        ("waiting_nights", "hub", HIGHER),
    ):
        for name in names[1:]:
            row = frame.loc[(name, metric, setting)]
            assert_way(float(row["low"]), float(row["high"]), way)
    for metric, setting in (("key_workers", ALL), ("emergency_availability", "hub"), ("waiting_nights", "hub")):
        full, part = (abs(frame.loc[(name, metric, setting), "difference"]) for name in names[1:])
        assert part < full, metric
    entries = frame.loc[("no_wrong_door", "entries", ALL)]
    assert abs(entries["difference"]) < 0.02 * entries["baseline"], (
        "nobody is prevented from entering care by assumption"
    )
