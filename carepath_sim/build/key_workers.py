"""Tables of teams: posts and how they change hands, who serves whom, and whom a worker stays with."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from carepath_sim.build import hazards
from carepath_sim.build.axes import Axes, ticks
from carepath_sim.build.changes import Changes, numbers, problem_at
from carepath_sim.draws import named_stream
from carepath_sim.errors import BadInput
from carepath_sim.model import FOR_EVER, Floats, Ints
from carepath_sim.scenario.facts import kept_in

CLOCKS = ("start", "leave", "recruit", "cover", "agency_end", "handover")


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
    return np.tile(serving[None, :, None], (axes.n_groups, 1, len(axes.pieces)))


def _keeps(axes: Axes, changes: Changes) -> Ints:
    """[G, M, S]; what only a share of young people take up, only their groups have."""
    table = np.zeros((axes.n_groups, len(axes.teams), len(axes.settings)), dtype=np.int64)
    for m, team in enumerate(axes.teams):
        kept = kept_in(axes.study, axes.team(team).keeps)
        for s, setting in enumerate(axes.settings):
            stated = kept.get(setting)
            table[:, m, s] = 0 if stated is None else _kept(stated.amount)
            for change in changes.of("keeps", team, setting):
                if any(change.strength):
                    table[change.where, m, s] = _kept(change.amount)
    return table


def _kept(days: float) -> int:
    return FOR_EVER if math.isinf(days) else ticks(days)


def _uptake(axes: Axes) -> Floats:
    """[K, N]: the share of each need group who take up each practice."""
    rows = [[practice.shares[need] for need in axes.needs] for practice in axes.taken_up.values()]
    return np.array(rows, dtype=np.float64).reshape(len(axes.practices), len(axes.needs))
