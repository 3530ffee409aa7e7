"""Tables of settings and transitions: who may live where, where endings lead, and how often they happen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from carepath_sim.build import hazards
from carepath_sim.build.axes import Axes, ticks
from carepath_sim.build.changes import Changes, chosen, numbers, problem_at
from carepath_sim.draws import named_stream
from carepath_sim.errors import BadInput
from carepath_sim.model import NEW, NO_WORKER, NOWHERE, Bools, Floats, Ints
from carepath_sim.scenario.facts import ages_of, needs_of, pool_of
from carepath_sim.scenario.names import OUT as OUT_WORD
from carepath_sim.scenario.schema import LAST_AGE

BREAKDOWNS = ("none", "broad", "narrow")


def padded(rows: Sequence[Sequence[float]], fill: float, dtype: type) -> Any:
    """Rows of different lengths as one array, at least one wide."""
    width = max([len(row) for row in rows] + [1])
    return np.array([[*row, *[fill] * (width - len(row))] for row in rows], dtype=dtype).reshape(len(rows), width)


def settings(axes: Axes, changes: Changes) -> dict[str, Any]:
    """The setting fields of a Model."""
    found = [axes.setting(name) for name in axes.settings]
    leaving = [setting.leaving_age.shares if setting.leaving_age else [] for setting in found]
    return {
        "setting_pool": np.array(
            [axes.pools.index(pool_of(axes.study, name)) for name in axes.settings], dtype=np.int64
        ),
        "setting_stream": np.array([named_stream("setting", name) for name in axes.settings], dtype=np.int64),
        "is_looked_after": np.array([setting.looked_after for setting in found], dtype=bool),
        "is_overflow": np.array([setting.family == "overflow" for setting in found], dtype=bool),
        "allowed": axes.allowed.copy(),
        "leaving_age": np.array([_leaving_ages(axes, changes, name) for name in axes.settings], dtype=np.int64),
        "age_to": padded([[axes.setting_index(share.to) for share in shares] for shares in leaving], NOWHERE, np.int64),
        "age_share": padded([_whole([share.share.amount for share in shares]) for shares in leaving], 0.0, np.float64),
        "age_same_place": padded([[share.same_place for share in shares] for shares in leaving], False, bool),
        "closure_to": padded(
            [[axes.setting_index(name) for name in setting.when_closed] for setting in found], NOWHERE, np.int64
        ),
    }


def _leaving_ages(axes: Axes, changes: Changes, name: str) -> Ints:
    """[P] the birthday that ends a stay, 0 for none: the last one of all ends it by itself."""
    stated = axes.setting(name).leaving_age
    ages = numbers(0.0 if stated is None else stated.age, changes.of("leaving_age", name), len(axes.pieces))
    return np.where(ages < LAST_AGE, ages, 0).astype(np.int64)


def _whole(shares: list[float]) -> list[float]:
    total = math.fsum(shares)
    return [share / total for share in shares]


def transitions(axes: Axes, changes: Changes) -> dict[str, Any]:
    """The transition fields of a Model."""
    endings = [axes.ending(name) for name in axes.transitions]
    return {
        "transition_from": np.array([axes.settings.index(_setting(name)) for name in axes.transitions], dtype=np.int64),
        "transition_stream": np.array(
            [named_stream("transition", *name.split(".")) for name in axes.transitions], dtype=np.int64
        ),
        "is_planned": np.array([ending.planned for ending in endings], dtype=bool),
        "is_same_place": np.array([ending.same_place for ending in endings], dtype=bool),
        "breakdown": np.array([BREAKDOWNS.index(ending.breakdown) for ending in endings], dtype=np.int64),
        "to": padded([[axes.setting_index(name) for name in ending.to] for ending in endings], NOWHERE, np.int64),
        "or_else": _or_else(axes, changes),
        "wait_limit": _wait_limits(axes, changes),
        "priority": np.array([_priority(axes, name) for name in axes.transitions], dtype=np.int64),
        "hazard": _hazards(axes, changes),
        "relation": _relations(axes, changes),
    }


def _setting(transition: str) -> str:
    return transition.partition(".")[0]


def _priority(axes: Axes, transition: str) -> int:
    """Those who live where there was no place are served before everybody else (rule 23 of the engine contract)."""
    return 0 if axes.setting(_setting(transition)).family == "overflow" else 1


def _or_else(axes: Axes, changes: Changes) -> Ints:
    rows = []
    for name in axes.transitions:
        wait = axes.ending(name).wait
        for piece in range(len(axes.pieces)):
            change = chosen(changes.of("or_else", name), piece)
            to = change.amount if change else wait.or_else if wait else []
            rows.append([axes.setting_index(setting) for setting in to])
    table: Ints = padded(rows, NOWHERE, np.int64)
    return table.reshape(len(axes.transitions), len(axes.pieces), -1)


def _wait_limits(axes: Axes, changes: Changes) -> Ints:
    table = np.zeros((len(axes.transitions), len(axes.pieces)), dtype=np.int64)
    for index, name in enumerate(axes.transitions):
        wait = axes.ending(name).wait
        base = math.inf if wait is None else wait.limit.amount
        limits = numbers(base, changes.of("wait_limit", name), len(axes.pieces))
        table[index] = [ticks(limit) if math.isfinite(limit) else 0 for limit in limits]
    return table


def _hazards(axes: Axes, changes: Changes) -> Floats:
    """[T, G, A, D, P]; a combination of practices has the hazards of its need, but for what acts on them."""
    shape = (len(axes.transitions), axes.n_groups, len(axes.ages), len(axes.stays), len(axes.pieces))
    table = np.empty(shape, dtype=np.float64)
    for index, name in enumerate(axes.transitions):
        base = axes.by_group(hazards.table(axes.ending(name).hazard, axes))
        table[index] = numbers(base, changes.of("hazard", name), len(axes.pieces))
    np.minimum(table, hazards.FASTEST_PER_DAY, out=table)
    _refuse_nowhere_to_go(axes, changes, table)
    return table


def _refuse_nowhere_to_go(axes: Axes, changes: Changes, table: Floats) -> None:
    """An effect may make an unplanned ending possible for someone whom the last of its list does not take."""
    problems = []
    for index, name in enumerate(axes.transitions):
        stuck = next(_stuck(axes, changes, name, table[index]), None)
        if stuck is not None:
            age, need = stuck
            change = next(iter(changes.of("hazard", name)), None)
            what = f"{name} may happen at {age} in the group {need}, whom {axes.ending(name).to[-1]} does not take"
            fix = "limit the effect to other ages or needs"
            problems.append(problem_at(change.origin if change else axes.study.name, what, fix))
    if problems:
        raise BadInput(problems)


def _stuck(axes: Axes, changes: Changes, transition: str, table: Floats) -> Iterator[tuple[int, str]]:
    """Age and need of those to whom an unplanned ending may happen, and whom the last of its list does not take."""
    ending, name = axes.ending(transition), _setting(transition)
    if ending.planned or ending.to[-1] == OUT_WORD:
        return
    here = axes.setting(name)
    leaves = max(int(age) or LAST_AGE for age in _leaving_ages(axes, changes, name))
    ages = np.arange(ages_of(here)[0], leaves)
    happens: Bools = np.any(table.reshape(len(axes.needs), -1, *table.shape[1:]), axis=(1, 3, 4))
    lives_here = np.array([need in needs_of(here, axes.study) for need in axes.needs])
    bands = np.searchsorted(axes.ages, ages, side="right") - 1
    finds_room = axes.allowed[axes.settings.index(ending.to[-1])][ages]
    for age, need in np.argwhere(happens[:, bands].T & lives_here & ~finds_room):
        yield int(ages[age]), axes.needs[need]


def _relations(axes: Axes, changes: Changes) -> Floats:
    """Planned endings happen as they do; unplanned ones by the link of the team that serves the setting."""
    table = np.ones((len(axes.transitions), 4), dtype=np.float64)
    for index, name in enumerate(axes.transitions):
        team = axes.team_serving(_setting(name))
        if team is None or axes.ending(name).planned:
            continue
        link = axes.team(team).link
        for column, key, base in ((NO_WORKER, "none", link.none), (NEW, "new", link.new)):
            table[index, column] = numbers(base.amount, changes.of(key, team), len(axes.pieces))[0]
    return table
