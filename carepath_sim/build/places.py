"""Tables of pools: places, who staffs them, and the occupancy culture."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from carepath_sim.build.axes import Axes, ticks
from carepath_sim.build.changes import Changes, chosen, numbers, problem_at
from carepath_sim.errors import BadInput
from carepath_sim.model import NOWHERE, Bools, Floats, Ints
from carepath_sim.scenario.facts import is_limited, pool_of
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.units import FILL, Quantity, fill_target

PANEL_MIN_STAY_DAYS = 28.0
FULL = 10_000
"""Blends of two occupancy targets are kept to a ten-thousandth."""


def tables(axes: Axes, changes: Changes) -> dict[str, Any]:
    """The pool fields of a Model; raises BadInput where targets do not fit the places."""
    n_pools, n_pieces, n_settings = len(axes.pools), len(axes.pieces), len(axes.settings)
    places = np.zeros((n_pools, n_pieces), dtype=np.int64)
    fill_to = np.tile(np.array([0, 1], dtype=np.int64), (n_pools, n_pieces, 1))
    fill_from = np.zeros((n_pools, n_pieces, n_settings), dtype=bool)
    numbers_of = {key: np.zeros((n_pools, n_pieces), dtype=np.int64) for key in ("keep_free", "hold", "panel_min_stay")}
    for index, pool in enumerate(axes.pools):
        culture = axes.setting(pool).occupancy
        if not is_limited(axes.study, pool):
            continue
        places[index] = _places(axes, changes, pool)
        keep = _numbers(culture.keep_free, 0.0, axes, changes, "keep_free", pool)
        numbers_of["keep_free"][index] = [math.floor(value + 0.5) for value in keep]
        for key, default in (("hold", 0.0), ("panel_min_stay", PANEL_MIN_STAY_DAYS)):
            days = _numbers(getattr(culture, key), default, axes, changes, key, pool)
            numbers_of[key][index] = [ticks(day) for day in days]
        fill_to[index] = _fill_to(axes, changes, pool, places[index])
        fill_from[index] = _fill_from(axes, changes, pool)
    _refuse_overfull(axes, changes, places, fill_to, numbers_of["keep_free"])
    _refuse_idle_cultures(axes, changes, fill_to, fill_from, numbers_of["hold"])
    return {
        "is_limited": np.array([is_limited(axes.study, pool) for pool in axes.pools], dtype=bool),
        "places": places,
        "closes_by_moving": _closes_by_moving(axes, changes, places),
        "keep_free": numbers_of["keep_free"],
        "fill_to": fill_to,
        "hold_limit": numbers_of["hold"],
        "panel_min_stay": numbers_of["panel_min_stay"],
        "panel_to": _panel_to(axes, changes, fill_to),
        "fill_from": fill_from,
        **_staffing(axes),
    }


def _numbers(number: Parameter[Quantity] | None, default: float, axes: Axes, changes: Changes, *cell: str) -> Floats:
    base = default if number is None else number.amount
    return numbers(base, changes.of(*cell), len(axes.pieces))


def _places(axes: Axes, changes: Changes, pool: str) -> Ints:
    stated = axes.setting(pool).places
    assert stated is not None
    found = numbers(stated.amount, changes.of("places", pool), len(axes.pieces))
    if (found < 0).any():
        origin = next(change.origin for change in changes.of("places", pool))
        what = f"{pool} would have {found.min():g} places"
        raise BadInput([problem_at(origin, what, "take fewer places away")])
    return np.floor(found + 0.5).astype(np.int64)


def _closes_by_moving(axes: Axes, changes: Changes, places: Ints) -> Bools:
    """Where a piece begins with fewer places because an effect closes them by moving people."""
    closes = np.zeros(places.shape, dtype=bool)
    for index, pool in enumerate(axes.pools):
        stated = axes.setting(pool).places
        before = [int(stated.amount) if stated and math.isfinite(stated.amount) else 0, *places[index, :-1]]
        for change in changes.of("moving", pool):
            grows = np.diff([0.0, *change.strength]) != 0
            closes[index] |= grows & (places[index] < before)
    return closes


def _fill_to(axes: Axes, changes: Changes, pool: str, places: Ints) -> Ints:
    stated = axes.setting(pool).occupancy.fill_to
    found = np.zeros((len(axes.pieces), 2), dtype=np.int64)
    for piece, open_places in enumerate(places):
        base = fill_target(stated.value, int(open_places)) if stated else (0, 1)
        change = chosen(changes.of("fill_to", pool), piece)
        if change is None:
            found[piece] = base
            continue
        target = fill_target(FILL.parse(change.amount), int(open_places))
        found[piece] = _blend(base, target, change.strength[piece])
    return found


def _blend(base: tuple[int, int], target: tuple[int, int], strength: float) -> tuple[int, int]:
    if strength == 1:
        return target
    from_share, to_share = base[0] / base[1], target[0] / target[1]
    return math.floor(FULL * (from_share + strength * (to_share - from_share)) + 0.5), FULL


def _fill_from(axes: Axes, changes: Changes, pool: str) -> Bools:
    stated = axes.setting(pool).occupancy.fill_from
    found = np.zeros((len(axes.pieces), len(axes.settings)), dtype=bool)
    for piece in range(len(axes.pieces)):
        change = chosen(changes.of("fill_from", pool), piece)
        for name in stated if change is None else change.amount:
            if pool_of(axes.study, name) == pool:
                assert change is not None
                what = f"{pool} cannot be filled from {name}, which has the same places"
                raise BadInput([problem_at(change.origin, what, "name settings with other places")])
            found[piece, axes.settings.index(name)] = True
    return found


def _panel_to(axes: Axes, changes: Changes, fill_to: Ints) -> Ints:
    """The setting each panel puts young people in: one for the whole study."""
    found = np.full(len(axes.pools), NOWHERE, dtype=np.int64)
    for index, pool in enumerate(axes.pools):
        if not (fill_to[index, :, 0] > 0).any():
            continue
        change = next(iter(changes.of("fill_into", pool)), None)
        into = (axes.setting(pool).occupancy.fill_into or pool) if change is None else change.amount
        if pool_of(axes.study, into) != pool:
            origin = axes.study.name if change is None else change.origin
            raise BadInput(
                [problem_at(origin, f"{into} does not have the places of {pool}", "name a setting that does")]
            )
        found[index] = axes.settings.index(into)
    return found


def _refuse_overfull(axes: Axes, changes: Changes, places: Ints, fill_to: Ints, keep_free: Ints) -> None:
    target = fill_to[:, :, 0] * places // fill_to[:, :, 1]
    problems = []
    for index, piece in np.argwhere((target + keep_free > places) & (target > 0)):
        pool = axes.pools[index]
        cells = [change for key in ("fill_to", "keep_free", "places") for change in changes.of(key, pool)]
        origin = next((change.origin for change in cells if change.strength[piece] > 0), axes.study.name)
        what = (
            f"Filling {pool} to {target[index, piece]} and keeping {keep_free[index, piece]} free "
            f"is more than its {places[index, piece]} places"
        )
        problems.append(problem_at(origin, what, "lower fill_to or keep_free"))
    if problems:
        raise BadInput(list(dict.fromkeys(problems)))


def _refuse_idle_cultures(axes: Axes, changes: Changes, fill_to: Ints, fill_from: Bools, hold: Ints) -> None:
    """A hold works towards a target, and a target by a hold or a panel: raises BadInput where one stands alone."""
    is_filled = fill_to[:, :, 0] > 0
    alone = {
        "hold": ((hold > 0) & ~is_filled, "A hold at {} without fill_to holds nobody", "set fill_to, or hold: 0 days"),
        "fill_to": (
            is_filled & ~fill_from.any(axis=2) & (hold == 0),
            "Nothing fills {} up to fill_to",
            "set fill_from, a hold, or fill_to: 0 places",
        ),
    }
    problems = []
    for key, (where, what, fix) in alone.items():
        for index, piece in np.argwhere(where):
            pool = axes.pools[index]
            cells = [change for name in (key, "hold", "fill_to", "fill_from") for change in changes.of(name, pool)]
            stated = getattr(axes.setting(pool).occupancy, key)
            base = (stated.origin if stated else None) or axes.study.name
            origin = next((change.origin for change in cells if change.strength[piece] > 0), base)
            problems.append(problem_at(origin, what.format(pool), fix))
    if problems:
        raise BadInput(list(dict.fromkeys(problems)))


def _staffing(axes: Axes) -> dict[str, Ints]:
    """Places kept open by posts, in proportion to the places as stated: effects on places leave that alone."""
    team_of = np.full(len(axes.pools), NOWHERE, dtype=np.int64)
    rows: list[list[int]] = []
    for index, pool in enumerate(axes.pools):
        setting = axes.setting(pool)
        if setting.staffed_by is None or setting.places is None:
            rows.append([UNSTAFFED])
            continue
        team_of[index] = axes.teams.index(setting.staffed_by.team)
        places, needed = int(setting.places.amount), int(setting.staffed_by.posts_needed.amount)
        rows.append([places * filled // needed for filled in range(needed)] + [UNSTAFFED])
    width = max(len(row) for row in rows)
    return {
        "pool_team": team_of,
        "staffed": np.array([row + [row[-1]] * (width - len(row)) for row in rows], dtype=np.int64),
    }


UNSTAFFED = 1 << 40
"""More places than any pool has: posts set no limit."""
