"""Switching values: found where they are, told only if the answer flips, and put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath_sim.errors import BadInput, Problem
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.sensitivity import figures
from carepath_sim.experiments.sensitivity.crossings import to_figures
from carepath_sim.experiments.sensitivity.decision import Decision
from carepath_sim.experiments.sensitivity.switching import SWITCHING_COLUMNS, switching
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.report.experimenting.numbering import turn_words

REPLICATIONS = 40
TITLES = {"baseline": "Baseline", "new": "No heads on beds"}
STAY = Factor(
    name="settings.hub.endings.move_on.hazard",
    paths=("settings.hub.endings.move_on.hazard",),
    role="uncertainty",
    label="Stay in the hub",
    unit="months",
    before="",
    after=" months",
    whole=False,
    default=4.0,
    low=2.0,
    high=8.0,
    distribution="uniform",
    values=(),
    choices=(),
    status="assumed",
    source="",
)
PLACES = replace(STAY, name="settings.hub.places", label="Places, hub", unit="places", after=" places", whole=True)
Truth = Callable[[float], float]


@dataclass
class World:
    """A laboratory and workshop in one: the difference is a function of one number, with luck that all points share."""

    truth: Truth
    noise: float = 1.0
    allowed: tuple[float, float] = (-1e9, 1e9)
    default: float = 4.0
    failing: frozenset[float] = frozenset()
    ran: list[float] = field(default_factory=list)

    def cell(self, scenario: str, point: Any) -> Any:
        number = next((value for value in point.values if not isinstance(value, str)), self.default)
        if not self.allowed[0] <= number <= self.allowed[1]:
            raise BadInput([Problem("scenario", 0, 0, "", f"{number} is too much")])
        return SimpleNamespace(scenario=scenario, point=point.number, value=number)

    def values(self, cells: Iterable[Any], replications: int) -> dict[tuple[str, int], np.ndarray]:
        luck = np.random.default_rng(7).normal(size=replications)
        luck -= luck.mean()
        found = {}
        for cell in cells:
            if cell.scenario != "baseline":
                self.ran.append(cell.value)
            if cell.value in self.failing:
                found[cell.scenario, cell.point] = np.full((replications, 1), np.nan)
                continue
            extra = 0.0 if cell.scenario == "baseline" else self.truth(cell.value) + self.noise * luck
            found[cell.scenario, cell.point] = (100.0 + luck + extra)[:, None]
        return found


def found(world: World, factor: Factor = STAY, outcome: str = "cost_per_year") -> pd.Series:
    decision = Decision(("baseline", "new"), (factor,), (outcome_path(outcome),), world, world, seed=1)
    frame = switching(decision, [factor], REPLICATIONS, TITLES)
    assert tuple(frame.columns) == SWITCHING_COLUMNS
    assert len(frame) == 1
    return frame.iloc[0]


def interval(noise: float) -> float:
    luck = np.random.default_rng(7).normal(size=REPLICATIONS)
    return half_width(noise * luck)


@pytest.mark.parametrize("step", [5.377, 6.123, 7.611])
def test_a_value_has_no_more_figures_than_its_bracket_bears_out_however_the_answer_turns(step: float) -> None:
    row = found(World(lambda value: 10.0 if value > step else -10.0))
    assert f"{row['value']:.3g}" == f"{row['value']:g}"
    assert row["value"] == pytest.approx(step, abs=0.15)
    assert row["value"] < step, "up to there the answer was seen to stay"


def test_a_value_within_the_range_is_found_checked_and_told() -> None:
    world = World(lambda value: 10.0 * (value - 6.0))
    row = found(world)
    assert row["value"] == pytest.approx(6.0, abs=0.1)
    assert row["within_range"]
    assert row["before"] < row["value"] < row["beyond"]
    assert row["difference_before"] < 0 < row["difference_beyond"]
    assert world.ran.count(row["beyond"]) == 1, "it was run past the value, and at a value of its own"
    assert row["unclear_from"] == pytest.approx(6.0 - interval(1.0) / 10.0, abs=0.1)
    assert row["sentence"] == (
        f"No heads on beds stays cheaper than baseline unless the stay in the hub is above {row['value']:g} months "
        "(assumed to be 4 months; range 2 to 8 months). "
        f"It is no longer clear above {row['unclear_from']:g} months."
    )


def test_the_side_below_is_looked_at_as_well() -> None:
    row = found(World(lambda value: 10.0 * (3.0 - value)))
    assert row["value"] == pytest.approx(3.0, abs=0.1)
    assert row["beyond"] < row["value"] < row["before"]
    assert "stays cheaper than baseline unless the stay in the hub is below 3 months" in row["sentence"]


def test_a_value_beyond_the_range_is_told_as_such() -> None:
    row = found(World(lambda value: 5.0 * (value - 13.0)))
    assert row["value"] == pytest.approx(13.0, abs=0.2)
    assert not row["within_range"]
    assert row["sentence"].startswith(
        "Within its range of 2 to 8 months, tried at 5 values, the stay in the hub did not turn it: "
        "No heads on beds stays cheaper than baseline. Beyond that, above 13"
    )


def test_a_number_that_never_turns_it_is_told_with_how_far_was_looked() -> None:
    row = found(World(lambda value: 100.0 + value))
    assert np.isnan(row["value"])
    assert (row["looked_low"], row["looked_high"]) == (0.0, 32.0)
    assert row["sentence"] == (
        "Whatever the stay in the hub, at each of 5 values tried from 2 to 8 months, No heads on beds stays dearer "
        "than baseline. Nor did it turn further out: 10 values from 0 to 32 months were tried."
    )


def test_it_is_looked_for_as_far_as_the_model_allows() -> None:
    row = found(World(lambda value: 5.0 * (value - 10.4), allowed=(1.5, 10.9)))
    assert row["value"] == pytest.approx(10.4, abs=0.2)
    assert row["value"] < row["beyond"] <= 10.9
    none = found(World(lambda value: 5.0 * (value - 11.5), allowed=(1.5, 10.9)))
    assert np.isnan(none["value"])
    assert 10.5 <= none["looked_high"] <= 10.9


def test_a_percentage_is_tried_up_to_the_whole() -> None:
    share = replace(STAY, label="Share", after="%", default=60.0, low=50.0, high=90.0)
    world = World(lambda value: -100.0 + value / 2, default=60.0, allowed=(0.0, 100.0))
    row = found(world, share)
    assert np.isnan(row["value"])
    assert row["looked_high"] == 100.0


def test_of_whole_numbers_the_first_that_flips_is_told() -> None:
    world = World(lambda value: 10.0 * (value - 6.5))
    row = found(world, PLACES)
    assert (row["before"], row["value"], row["beyond"]) == (6.0, 7.0, 8.0)
    assert "unless the places (hub) are 7 places or more" in row["sentence"]
    assert all(value == round(value) for value in world.ran)


def test_a_jump_that_is_gone_when_looked_at_again_is_not_claimed() -> None:
    row = found(World(lambda value: 20.0 if value == 8.0 else -20.0))
    assert np.isnan(row["value"])
    assert not row["within_range"]
    assert "too near nothing" in row["sentence"]
    assert "unless" not in row["sentence"]


def test_an_answer_that_comes_back_is_told() -> None:
    row = found(World(lambda value: 20.0 if 5.5 < value < 7.0 else -20.0))
    assert row["value"] == pytest.approx(5.5, abs=0.2)
    assert "That does not hold throughout: at 8 months it is as it was." in row["sentence"]


def test_doubt_without_a_turn_is_told() -> None:
    row = found(World(lambda value: -1.0 - 100.0 / (value + 0.1) ** 2, noise=20.0))
    assert np.isnan(row["value"])
    assert 4.0 < row["unclear_from"] < 8.0
    assert f"It is no longer clear above {row['unclear_from']:g} months." in row["sentence"]


def test_where_there_is_no_clear_answer_there_is_none_to_turn() -> None:
    row = found(World(lambda value: 3.0 * (value - 4.0), noise=10.0))
    assert np.isnan(row["value"])
    assert np.isnan(row["unclear_from"])
    assert abs(row["clear_from"] - 4.0) > 0.5
    assert row["sentence"].startswith(
        "There is no clear answer to turn: it is not clear whether No heads on beds is cheaper than baseline or not. "
        "It would be clear that it is "
    )
    never = found(World(lambda _: 0.0, noise=10.0))
    assert never["sentence"].endswith(
        "none of the 10 values of the stay in the hub tried from 0 to 32 months makes it clear."
    )


def test_other_outcomes_are_told_by_their_names() -> None:
    row = found(World(lambda value: 10.0 * (value - 6.0)), outcome="moves_rate")
    assert row["sentence"].startswith(
        "No heads on beds keeps moves per person-year lower than baseline unless the stay in the hub is above 6"
    )


def test_a_model_that_cannot_be_run_is_told() -> None:
    row = found(World(lambda value: value, failing=frozenset([4.0])))
    assert "could not be run" in row["sentence"]
    assert np.isnan(row["value"])


def test_the_key_worker_links_always_go_along_and_together() -> None:
    link = replace(
        STAY,
        label="Key-worker link, hub",
        after="",
        unit="times",
        default=1.2,
        low=1.0,
        high=1.46,
        name="teams.hub.link.none",
    )
    links = [replace(link, paths=(path,), name=path) for path in ("teams.hub.link.none", "teams.east.link.none")]
    seen = []

    class Both(World):
        def cell(self, scenario: str, point: Any) -> Any:
            seen.append(point.values)
            return super().cell(scenario, point)

    world = Both(lambda _: -50.0, default=1.2)
    decision = Decision(("baseline", "new"), tuple(links), (outcome_path("cost_per_year"),), world, world, seed=1)
    frame = switching(decision, [], REPLICATIONS, TITLES)
    assert (
        frame["sentence"]
        .item()
        .startswith(
            "Whatever the key-worker link (all teams together), at each of 5 values tried from 1 to 1.46, No heads on "
            "beds stays cheaper"
        )
    )
    assert (1.46, 1.46) in seen


def test_a_link_is_not_tried_where_losing_a_key_worker_would_protect() -> None:
    link = replace(
        STAY,
        label="Key-worker link, hub",
        after="",
        unit="times",
        default=1.2,
        low=1.0,
        high=1.46,
        name="teams.hub.link.none",
        paths=("teams.hub.link.none",),
    )
    world = World(lambda value: 10.0 * (value - 0.9), default=1.2)
    row = found(world, link)
    assert row["factor"] == "teams.*.link"
    assert min(world.ran) == row["looked_low"] == 1.0
    assert np.isnan(row["value"])


def test_doubt_further_out_than_the_range_is_told_as_such() -> None:
    row = found(World(lambda value: -1.0 - 300.0 / (value + 0.1) ** 2, noise=12.0))
    assert row["unclear_from"] > 8.0
    assert f"Further out it is no longer clear above {row['unclear_from']:g} months." in row["sentence"]


def test_more_weeks_of_a_hazard_are_a_longer_time() -> None:
    back = replace(STAY, label="Hazard of going back to family, No Wrong Door hub", unit="weeks", after=" weeks")
    row = found(World(lambda value: 10.0 * (value - 6.0)), back)
    assert "unless the time until going back to family (No Wrong Door hub) is above 6 weeks" in row["sentence"]


@settings(max_examples=80, deadline=None)
@given(
    root=st.floats(-5.0, 40.0),
    allowed=st.tuples(st.floats(-10.0, 3.9), st.floats(4.1, 60.0)),
    default=st.none() | st.just(4.0),
    has_range=st.booleans(),
    whole=st.booleans(),
    hole=st.floats(0.0, 30.0),
)
def test_whatever_the_model_refuses_what_is_told_was_run(
    root: float, allowed: tuple[float, float], default: float | None, has_range: bool, whole: bool, hole: float
) -> None:
    """A number may lack a value or a range, the model may allow little, and have a gap in the middle of it."""
    factor = replace(PLACES if whole else STAY, default=default)
    if default is not None and not has_range:
        factor = replace(factor, low=None, high=None)

    class Gap(World):
        def cell(self, scenario: str, point: Any) -> Any:
            cell = super().cell(scenario, point)
            if cell.value != 4.0 and hole < cell.value < hole + 0.5:
                raise BadInput([Problem("scenario", 0, 0, "", "a gap")])
            return cell

    world = Gap(lambda value: 7.0 * (value - root), allowed=allowed)
    row = found(world, factor)
    ran = set(world.ran)
    assert all(allowed[0] <= value <= allowed[1] for value in ran)
    if not np.isnan(row["value"]):
        assert {row["before"], row["beyond"]} <= ran
        assert (row["before"] - root) * (row["beyond"] - root) <= 0 != row["beyond"] - root
        assert not whole or row["value"] == round(row["value"])
    assert row["sentence"].endswith(".")


def test_many_searches_share_their_rounds() -> None:
    other = replace(STAY, name="other", label="Other")
    world = World(lambda value: 10.0 * (value - 6.0))
    rounds = []

    class Counting(World):
        def values(self, cells: Iterable[Any], replications: int) -> dict[tuple[str, int], np.ndarray]:
            rounds.append(1)
            return super().values(cells, replications)

    alone = Counting(world.truth)
    found(alone)
    one = len(rounds)
    rounds.clear()
    both = Counting(world.truth)
    decision = Decision(("baseline", "new"), (STAY, other), (outcome_path("cost_per_year"),), both, both, seed=1)
    frame = switching(decision, [STAY, other], REPLICATIONS, TITLES)
    assert len(frame) == 2
    assert len(rounds) == one


@settings(max_examples=60, deadline=None)
@given(
    root=st.floats(0.3, 30.0),
    slope=st.floats(0.5, 50.0),
    falls=st.booleans(),
    noise=st.floats(0.0, 5.0),
)
def test_every_value_told_is_where_the_truth_turns(root: float, slope: float, falls: bool, noise: float) -> None:
    def truth(value: float) -> float:
        return (-slope if falls else slope) * (value - root)

    row = found(World(truth, noise=noise))
    if not np.isnan(row["value"]):
        assert row["value"] == pytest.approx(root, abs=0.2)
        assert np.sign(row["difference_beyond"]) == np.sign(truth(row["beyond"])) == -np.sign(truth(4.0))
    else:
        default = truth(4.0)
        assert abs(default) <= interval(noise) + 1e-9 or abs(root - 4.0) < 0.2


@settings(max_examples=60, deadline=None)
@given(heights=st.lists(st.floats(-20, 20).filter(lambda height: abs(height) > 0.1), min_size=3, max_size=40))
def test_nothing_is_claimed_that_did_not_flip(heights: list[float]) -> None:
    """An answer that jumps about: whatever is told held before the value and not past it."""

    def truth(value: float) -> float:
        return heights[int(value * 3.7) % len(heights)]

    row = found(World(truth, noise=0.01))
    if not np.isnan(row["value"]):
        assert np.sign(truth(row["before"])) == np.sign(truth(4.0)) != np.sign(truth(row["beyond"]))
        assert np.sign(row["difference_before"]) == -np.sign(row["difference_beyond"])


TABLED = replace(
    STAY,
    name="settings.hub.service",
    label="Price of the service, hub",
    unit="£ per year",
    before="£",
    after=" per year",
    default=1_234_000.0,
    low=200_000.0,
    high=1_600_000.0,
)


@pytest.mark.parametrize("crossing", [348_520.0, 350_001.0, 349_999.0, 999_500.0, 1_000_000.0])
def test_what_is_said_is_so_at_the_very_number_that_is_printed(crossing: float) -> None:
    """Of £348,520, `below £360,000` is wrong: £350,000 is on the near side."""

    def truth(value: float) -> float:
        return (value - crossing) / 1e3

    row = found(World(truth, default=1_234_000.0, noise=100.0), TABLED)
    half = interval(100.0)
    turn = _printed(row["sentence"], "unless the price of the service (hub) is below £")
    assert turn == row["value"]
    assert truth(turn) >= 0, "down to the number that is printed the answer stays"
    assert turn == pytest.approx(crossing, rel=0.01)
    doubt = _printed(row["sentence"], "It is no longer clear below £")
    assert doubt == row["unclear_from"]
    assert truth(doubt) - half <= 0, "below the number that is printed it is not clear"
    assert doubt == pytest.approx(crossing + 1e3 * half, rel=0.01)


def _printed(sentence: str, before: str) -> float:
    return float(sentence.partition(before)[2].partition(" ")[0].replace(",", ""))


@settings(max_examples=60, deadline=None)
@given(root=st.floats(-200.0, 200.0), curve=st.floats(0.5, 3.0), noise=st.floats(0.0, 20.0))
def test_printed_numbers_are_on_the_right_side_wherever_the_answer_turns(
    root: float, curve: float, noise: float
) -> None:
    """Along a curve, where a straight line through two values misses where it turns."""

    def truth(value: float) -> float:
        gap = value - root
        return float(np.sign(gap) * abs(gap) ** curve)

    wide = replace(STAY, default=4.0, low=-70.0, high=90.0)
    row = found(World(truth, noise=noise), wide)
    sign = np.sign(truth(4.0))
    half = interval(noise)
    if not np.isnan(row["value"]):
        stays = sign * truth(row["value"])
        assert stays >= -1e-9 if row["within_range"] else stays <= 1e-9
    if not np.isnan(row["unclear_from"]):
        assert sign * truth(row["unclear_from"]) <= half + 1e-9
    if not np.isnan(row["clear_from"]):
        assert abs(truth(row["clear_from"])) >= half - 1e-9


@given(value=st.floats(-1e7, 1e7), resolution=st.floats(1e-3, 1e6))
def test_a_value_is_rounded_to_the_side_that_is_asked_for_and_to_three_figures_at_least(
    value: float, resolution: float
) -> None:
    up, down = to_figures(value, resolution, 1), to_figures(value, resolution, -1)
    slip = 1e-8 * max(abs(value), resolution)
    assert down - slip <= value <= up + slip
    assert up - down <= resolution * (1 + 1e-6)
    if abs(value) > 1e-6 * resolution:
        assert up - down <= abs(value) / 100 * (1 + 1e-6)


def test_one_value_tried_is_told_as_one() -> None:
    fixed = replace(STAY, low=4.0, high=4.0)
    row = found(World(lambda _: -5.0, allowed=(4.0, 4.0)), fixed)
    assert "at 1 value tried" in row["sentence"]
    assert "values" not in row["sentence"]


def test_ends_of_a_range_are_not_rounded_beyond_where_it_was_tried() -> None:
    row = found(World(lambda _: -5.0), replace(STAY, low=2.00006, high=7.99994))
    assert "tried from 2.001 to 7.999 months" in row["sentence"]


def test_a_table_says_a_switching_value_in_the_figures_of_its_sentence() -> None:
    """Rounded otherwise, one of the two would say that the answer turns where it does not."""
    for turn, factor in ((5.4321, STAY), (5.4, PLACES), (31.2345, replace(STAY, default=30.0, low=20.0, high=60.0))):
        row = found(World(lambda value, turn=turn: 10.0 * (value - turn), default=factor.default or 0.0), factor)
        assert turn_words(row["value"], row["unit"]) in row["sentence"]
    assert turn_words(float("nan"), "months") == ""


@pytest.mark.parametrize("unit", ["£ per week", "£ each", "places", "% per year", "%", "per year", "days"])
def test_a_unit_says_what_stands_round_a_number(unit: str) -> None:
    before, after = figures.ends_of(unit)
    assert f"{before}{after}".strip() == unit
    assert figures.ends_of("times") == figures.ends_of("") == ("", "")
