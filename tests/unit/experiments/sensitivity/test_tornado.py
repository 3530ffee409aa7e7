"""The tornado: bars of one number at a time, and the key-worker link whatever it does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS, is_link, links, together
from carepath_sim.experiments.sensitivity.tornado import TORNADO_COLUMNS, tornado
from tests.unit.experiments.sensitivity.stand_ins import SHARED, decision, factor

LINKS = [
    factor(f"teams.{team}.link.{state}", 1.0, 1.46, 1.2) for team in ("hub", "social_work") for state in ("none", "new")
]
FACTORS = [factor("a", 0, 10, 4), factor("b", 1, 2, 1.5), *LINKS]


def function(values):
    return -10 + 3 * values["a"] + 100 * (values["teams.hub.link.none"] - 1.2) * (values["teams.hub.link.new"] - 1.2)


def luck(_values, draws):
    return [draws[0], 2 * draws[1]]


@pytest.fixture(scope="module")
def bars():
    return tornado(decision(function, FACTORS, luck, outcomes=2), FACTORS[:2], 12)


def of(bars, outcome="cost_per_year"):
    return bars[bars["outcome"] == outcome].set_index("factor")


def test_a_bar_reaches_from_one_end_of_the_range_to_the_other(bars):
    row = of(bars).loc["a"]
    default = row["at_default"]
    assert (row["low_value"], row["high_value"], row["default"]) == (0, 10, 4)
    assert row["at_low"] == pytest.approx(default - 12)
    assert row["at_high"] == pytest.approx(default + 18)
    assert row["swing"] == pytest.approx(30)


def test_its_interval_is_that_of_paired_differences(bars):
    from tests.unit.experiments.sensitivity.stand_ins import DRAWS

    row, differences = of(bars).loc["a"], 2 + DRAWS[:12, 0]
    expected = stats.t.interval(0.95, 11, differences.mean(), stats.sem(differences))
    assert (row["at_default_low"], row["at_default_high"]) == pytest.approx(expected)
    # All points meet the same luck, of which a swing has nothing.
    assert row["swing_low"] == pytest.approx(row["swing_high"]) == pytest.approx(30)
    assert SHARED[0] != 0


def test_the_link_of_every_team_is_there_even_if_it_does_nothing(bars):
    rows = of(bars)
    assert set(rows.index) == {"a", "b", ALL_TEAMS, *(item.name for item in LINKS)}
    assert rows.loc["teams.social_work.link.none", "swing"] == 0
    assert rows.loc[ALL_TEAMS, ["low_value", "high_value", "default"]].tolist() == [1.0, 1.46, 1.2]


def test_all_links_together_are_set_at_once(bars):
    row = of(bars).loc[ALL_TEAMS]
    assert row["at_low"] - row["at_default"] == pytest.approx(100 * 0.2**2)
    assert row["at_high"] - row["at_default"] == pytest.approx(100 * 0.26**2)


def test_the_longest_bars_come_first_in_every_outcome(bars):
    for outcome in ("cost_per_year", "moves_rate"):
        swings = of(bars, outcome)["swing"].abs()
        assert (np.diff(swings) <= 1e-12).all()
    assert bars["outcome"].drop_duplicates().tolist() == ["cost_per_year", "moves_rate"]
    assert tuple(bars.columns) == TORNADO_COLUMNS


def test_without_teams_there_is_no_link():
    frame = tornado(decision(lambda values: values["a"], FACTORS[:2]), [], 3)
    assert len(frame) == 0
    assert tuple(frame.columns) == TORNADO_COLUMNS
    assert together(FACTORS[:2]) is None


def test_a_link_is_known_by_its_path():
    assert [is_link(item) for item in FACTORS] == [False, False, True, True, True, True]
    assert not is_link(factor("teams.hub.leave_rate"))
    wider = together([*LINKS[:1], factor("teams.x.link.new", 1.1, 1.8, 1.3)])
    assert (wider.low, wider.high, wider.default) == (1.0, 1.8, None)
    assert len(links(FACTORS)) == 4
