"""Tables of teams: posts and how they change hands, who serves whom, and whom a worker stays with."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from carepath_sim.build import hazards
from carepath_sim.build.axes import Axes, is_shared, practice_name, ticks
from carepath_sim.build.changes import Changes, numbers, problem_at
from carepath_sim.draws import named_stream
from carepath_sim.errors import BadInput
from carepath_sim.model import FOR_EVER, Floats, Ints
from carepath_sim.scenario.effects import SetKeyWorker
from carepath_sim.scenario.names import as_list

CLOCKS = ("start", "leave", "recruit", "cover", "agency_end", "handover")
MOST_PRACTICES = 6


def tables(axes: Axes, changes: Changes) -> dict[str, Any]:
    """The team, practice and relationship fields of a Model."""
    teams = [axes.team(name) for name in axes.teams]
    posts = _whole(axes, changes, "posts", [team.posts.amount for team in teams])
    starts = [team.start_shares for team in teams]
    return {
        "posts_open": posts,
        "post_team": np.repeat(np.arange(len(teams)), posts.max(axis=1) if len(teams) else 0).astype(np.int64),
        "team_stream": np.array(
            [[named_stream("team", name, clock) for clock in CLOCKS] for name in axes.teams], dtype=np.int64
        ).reshape(len(teams), len(CLOCKS)),
        "start_share": np.array(
            [[start.vacant.amount, start.permanent.amount, start.agency.amount] for start in starts], dtype=np.float64
        ).reshape(len(teams), 3),
        "leave_rate": _per_piece(axes, changes, "leave", [hazards.constant(team.leave_rate) for team in teams]),
        "recruit_rate": _per_piece(
            axes, changes, "time_to_recruit", [1 / team.time_to_recruit.amount for team in teams]
        ),
        "cover_rate": _per_piece(axes, changes, "time_to_cover", [1 / team.time_to_cover.amount for team in teams]),
        "agency_end_rate": _per_piece(axes, changes, "agency_stay", [1 / team.agency_stay.amount for team in teams]),
        "handover_rate": _per_piece(axes, changes, "handover_rate", [team.handover_rate.amount for team in teams]),
        "caseload_limit": _whole(axes, changes, "caseload_limit", [team.caseload_limit.amount for team in teams]),
        "bond": np.array(
            [ticks(_lasting(axes, changes, "bonding_period", name)) for name in axes.teams], dtype=np.int64
        ),
        "agency_bonds": np.array(
            [_lasting(axes, changes, "agency_bonds", name) > 0 for name in axes.teams], dtype=bool
        ),
        "team_of": _team_of(axes),
        "keeps": _keeps(axes, changes),
        "practice_stream": np.array([named_stream("practice", name) for name in axes.practices], dtype=np.int64),
        "uptake": _uptake(axes),
    }


def n_groups(axes: Axes) -> int:
    """Need x practice groups; raises BadInput beyond 64 combinations of practices."""
    if len(axes.practices) > MOST_PRACTICES:
        what = (
            f"{len(axes.practices)} key-worker effects act for a share of young people; a model holds {MOST_PRACTICES}"
        )
        origin = next(effect.origin or "" for effect in axes.study.effects if is_shared(effect.action))
        raise BadInput([problem_at(origin, what, "carry some of them out in full, or leave them out")])
    return len(axes.needs) << len(axes.practices)


def _per_piece(axes: Axes, changes: Changes, key: str, bases: list[float]) -> Floats:
    rows = [
        numbers(base, changes.of(key, name), len(axes.pieces)) for name, base in zip(axes.teams, bases, strict=True)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(axes.teams), len(axes.pieces))


def _whole(axes: Axes, changes: Changes, key: str, bases: list[float]) -> Ints:
    found = np.floor(_per_piece(axes, changes, key, bases) + 0.5).astype(np.int64)
    least = 1 if key == "caseload_limit" else 0
    for name, row in zip(axes.teams, found, strict=True):
        if (row < least).any():
            origin = changes.of(key, name)[0].origin
            what = f"The team {name} " + ("could take nobody on" if least else f"would have {row.min()} {key}")
            fix = "at least 1 young person" if least else "take fewer away"
            raise BadInput([problem_at(origin, what, fix)])
    return found


def _lasting(axes: Axes, changes: Changes, key: str, team: str) -> float:
    value = getattr(axes.team(team), key)
    base = float(value) if isinstance(value, bool) else value.amount
    return float(numbers(base, changes.of(key, team), 1)[0])


def _team_of(axes: Axes) -> Ints:
    serving = np.array([axes.team_index(name) for name in axes.settings], dtype=np.int64)
    return np.tile(serving[None, :, None], (n_groups(axes), 1, len(axes.pieces)))


def _keeps(axes: Axes, changes: Changes) -> Ints:
    """[G, M, S]; where a lever acts for a share of young people, only groups that took it up have it."""
    table = np.zeros((n_groups(axes), len(axes.teams), len(axes.settings)), dtype=np.int64)
    for m, team in enumerate(axes.teams):
        for s, setting in enumerate(axes.settings):
            stated = axes.team(team).keeps.get(setting)
            table[:, m, s] = 0 if stated is None else _kept(stated.amount)
            for change in changes.of("keeps", team, setting):
                table[_groups_with(axes, change.lever), m, s] = _kept(change.amount)
    return table


def _kept(days: float) -> int:
    return FOR_EVER if math.isinf(days) else ticks(days)


def _groups_with(axes: Axes, lever: str) -> list[int]:
    """Groups whose members took up a lever; every group for one that is carried out in full."""
    if not lever:
        return list(range(n_groups(axes)))
    bit = 1 << axes.practices.index(lever)
    return [group for group in range(n_groups(axes)) if group % 2 ** len(axes.practices) & bit]


def _uptake(axes: Axes) -> Floats:
    """[K, N]: the fidelity of each yes/no lever, the same for every need."""
    table = np.zeros((len(axes.practices), len(axes.needs)), dtype=np.float64)
    for effect in axes.study.effects:
        action = effect.action
        if is_shared(action):
            assert isinstance(action, SetKeyWorker)
            assert action.fidelity is not None
            row = axes.practices.index(practice_name(effect.policy, action))
            if table[row].any() and float(table[row, 0]) != action.fidelity.amount:
                teams = ", ".join(as_list(action.team, []))
                what = f"{axes.practices[row]} has two fidelities for the key workers of {teams}"
                raise BadInput([problem_at(effect.origin or "", what, "give its effects one fidelity")])
            table[row] = action.fidelity.amount
    return table
