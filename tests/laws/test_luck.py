"""The same person meets the same luck: what may change a life, and what may not."""

from __future__ import annotations

import numpy as np
import pytest

from carepath_sim.clock import DAY
from carepath_sim.eventlog import COLUMNS, ENTERED, EventLog, first_difference
from carepath_sim.experiments.engines import simulate
from carepath_sim.model import Model
from tests.laws.busy_council import busy_council
from tests.laws.in_names import in_names, lives
from tests.theory.agreement import SEED
from tests.theory.council import Exit, Stream, Team, council


def same_bytes(one: EventLog, other: EventLog) -> bool:
    columns = all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in COLUMNS)
    people = all(one.people[name].tobytes() == other.people[name].tobytes() for name in one.people)
    return columns and people and one.events == other.events


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert same_bytes(simulate(busy_council(), 7, 3), simulate(busy_council(), 7, 3))


@pytest.mark.parametrize(("seed", "replication"), [(8, 3), (7, 4), (3, 7)])
def test_another_seed_or_replication_gives_another_log(seed: int, replication: int) -> None:
    one, other = simulate(busy_council(), 7, 3), simulate(busy_council(), seed, replication)
    assert first_difference(one, other) is not None
    assert set(one.people["person"].tolist()) != set(other.people["person"].tolist())


@pytest.mark.parametrize("numbers", [0, 1, 2])
def test_what_nobody_meets_changes_nobody(numbers: int) -> None:
    """A setting, transition, team, need and practice put in front renumber everything and rename no luck."""
    plain, extended = busy_council(numbers), busy_council(numbers, unused=True)
    assert extended.settings.index("hub") != plain.settings.index("hub")
    assert extended.transitions.index("edge.home") != plain.transitions.index("edge.home")
    assert extended.teams.index("hub team") != plain.teams.index("hub team")
    rows = in_names(simulate(extended, SEED, 0))
    of_others = [row for row in rows if not (row[1] == "post" and row[3].startswith("unused team"))]
    assert len(of_others) < len(rows)
    assert of_others == in_names(simulate(plain, SEED, 0))


@pytest.mark.parametrize("numbers", [0, 1, 2])
def test_a_longer_run_begins_with_the_shorter(numbers: int) -> None:
    short, long = (simulate(busy_council(numbers, years=years), SEED, 0) for years in (1.2, 2.0))
    assert len(short) < len(long)
    assert first_difference(short, long) == len(short)
    arrived = len(short.people["person"])
    assert all(np.array_equal(short.people[name], long.people[name][:arrived]) for name in short.people)


def without_limits(entries: float) -> Model:
    """Nobody can be in anybody's way: places without end, and one worker with time for everybody."""
    link = (1.0, 2.0, 1.5, 1.0)
    return council(
        ["edge", "foster", "lodgings", "home"],
        [
            Exit("edge", "home", 0.010),
            Exit("edge", ["foster"], 0.010, planned=False, name="broken", link=link),
            Exit("foster", ["foster"], 0.004, planned=False, name="broken", link=link),
            Exit("foster", "lodgings", 0.003),
            Exit("lodgings", "out", 0.004),
            Exit("lodgings", ["foster"], 0.004, planned=False, name="broken", link=link),
            Exit("home", "edge", 0.004),
        ],
        {
            "direct": Stream(0.1 * entries, ["foster"], ceiling=0.3, age=14, needs=(0.5, 0.5)),
            "referrals": Stream(0.3 * entries, ["edge"], ceiling=0.9, age=16, needs=(0.8, 0.2)),
        },
        needs=("some", "many"),
        practices={"outreach": 0.4},
        leaving={"foster": (18, {"lodgings": 0.5, "home": 0.5})},
        teams={"social work": Team(1, serves=["edge", "foster", "lodgings"])},
        horizon=1500 * DAY,
    )


def test_with_entries_cut_by_a_fifth_everybody_kept_lives_the_same_life() -> None:
    before, after = (lives(simulate(without_limits(entries), SEED, 0)) for entries in (1.0, 0.8))
    assert after.keys() < before.keys()
    assert 0.7 < len(after) / len(before) < 0.9
    assert all(after[person] == before[person] for person in after)
    assert max(len(rows) for rows in after.values()) > 20, "these are lives to compare"


def test_a_practice_without_an_effect_changes_nobody() -> None:
    """Taking it up is a draw of its own, and puts people in another group with the same hazards."""
    exits = [Exit("foster", "out", 0.01), Exit("foster", ["foster"], 0.02, planned=False, name="broken")]
    streams = {"direct": Stream(0.5, ["foster"], age=15)}
    alone = simulate(council(["foster"], exits, streams, horizon=800 * DAY), SEED, 0)
    offered = council(["foster"], exits, streams, horizon=800 * DAY, practices={"outreach": 0.4, "hub": 0.7})
    log = simulate(offered, SEED, 0)
    assert in_names(log) == in_names(alone)
    assert sorted(set(log.people["group"].tolist())) == [0, 1, 2, 3]


def test_who_enters_is_the_same_whatever_happens_to_them() -> None:
    """Places, hazards and workers decide where people live and never who comes, or when."""

    def entrants(log: EventLog) -> list[tuple[int, int, int, int]]:
        ticks = log.tick[log.kind == ENTERED].tolist()
        people = [log.people[name][-len(ticks) :].tolist() for name in ("person", "born", "need")]
        return list(zip(ticks, *people, strict=True))

    logs = [simulate(busy_council(numbers), SEED, 0) for numbers in (0, 1, 2)]
    assert entrants(logs[0]) == entrants(logs[1]) == entrants(logs[2])
    assert first_difference(logs[0], logs[1]) is not None
