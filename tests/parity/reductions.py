"""Ways of making a model smaller: each takes a model and whole numbers and returns a valid model with less in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from carepath_sim.model import NOWHERE, Model

Reduction = tuple[str, *tuple[int, ...]]
"""The name of a reduction and its numbers, e.g. ("without_piece", 2)."""

PIECE_AXIS = {
    "piece_start": 0,
    "leaving_age": 1,
    "places": 1,
    "closes_by_moving": 1,
    "keep_free": 1,
    "fill_to": 1,
    "hold_limit": 1,
    "fill_from": 1,
    "panel_min_stay": 1,
    "or_else": 1,
    "wait_limit": 1,
    "hazard": 4,
    "posts_open": 1,
    "leave_rate": 1,
    "recruit_rate": 1,
    "cover_rate": 1,
    "agency_end_rate": 1,
    "handover_rate": 1,
    "caseload_limit": 1,
    "team_of": 2,
    "entry_rate": 1,
}


def reduced(model: Model, reductions: Sequence[Reduction]) -> Model:
    """A model after some reductions, one upon the other."""
    for name, *numbers in reductions:
        model = REDUCTIONS[name](model, *numbers)
    return model


def until(model: Model, horizon: int) -> Model:
    """The same study, shorter."""
    return replace(model, horizon=min(model.horizon, horizon))


def without_people(model: Model, first: int, count: int) -> Model:
    """The starting caseload without some rows; those after them move up."""
    rows = slice(first, first + count)
    names = ("setting", "born", "entered", "in_care", "need", "worker_since")
    columns = (f"caseload_{name}" for name in names)
    return replace(model, **{name: np.delete(getattr(model, name), rows) for name in columns})


def without_piece(model: Model, piece: int) -> Model:
    """The piece before lasts on instead."""
    tables = {name: np.delete(getattr(model, name), piece, axis) for name, axis in PIECE_AXIS.items()}
    return _with_posts(replace(model, **tables))


def without_stream(model: Model, stream: int) -> Model:
    """Nobody comes by a stream."""
    return _set(model, stream, entry_rate=0.0, entry_ceiling=0.0)


def without_transition(model: Model, transition: int) -> Model:
    """Nobody is ever moved by a transition."""
    return _set(model, transition, hazard=0.0)


def without_other_destinations(model: Model, transition: int) -> Model:
    """Only the last destination of a list is left."""
    destinations = model.to[transition]
    last = destinations[destinations != NOWHERE][-1]
    to = model.to.copy()
    to[transition] = [last, *[NOWHERE] * (len(destinations) - 1)]
    return replace(model, to=to)


def without_wait_limit(model: Model, transition: int) -> Model:
    return _set(model, transition, wait_limit=0, or_else=NOWHERE)


def without_relation(model: Model, transition: int) -> Model:
    return _set(model, transition, relation=1.0)


def without_limit(model: Model, pool: int) -> Model:
    """Room for everybody."""
    free = _set(model, pool, is_limited=False, places=0, closes_by_moving=False, keep_free=0, pool_team=NOWHERE)
    return without_target(free, pool)


def without_target(model: Model, pool: int) -> Model:
    """No holds and no panel."""
    fill_to = model.fill_to.copy()
    fill_to[pool] = (0, 1)
    return replace(model, fill_to=fill_to)


def without_hold(model: Model, pool: int) -> Model:
    return _set(model, pool, hold_limit=0)


def without_panel(model: Model, pool: int) -> Model:
    return _set(model, pool, panel_to=NOWHERE)


def without_keeping_free(model: Model, pool: int) -> Model:
    return _set(model, pool, keep_free=0)


def without_closing(model: Model, pool: int) -> Model:
    return _set(model, pool, closes_by_moving=False)


def without_staffing(model: Model, pool: int) -> Model:
    return _set(model, pool, pool_team=NOWHERE)


def without_leaving_age(model: Model, setting: int) -> Model:
    return _set(model, setting, leaving_age=0)


def without_conditions(model: Model, setting: int) -> Model:
    """Everybody may live there."""
    return _set(model, setting, allowed=True)


def without_clients(model: Model, team: int) -> Model:
    """A team serves nobody."""
    return replace(without_keeps(model, team), team_of=np.where(model.team_of == team, NOWHERE, model.team_of))


def without_keeps(model: Model, team: int) -> Model:
    keeps = model.keeps.copy()
    keeps[:, team] = 0
    return replace(model, keeps=keeps)


def without_handover(model: Model, team: int) -> Model:
    return _set(model, team, handover_rate=0.0)


def without_turnover(model: Model, team: int) -> Model:
    return _set(model, team, leave_rate=0.0, recruit_rate=0.0, cover_rate=0.0, agency_end_rate=0.0)


def without_posts(model: Model, team: int, most: int) -> Model:
    """A team of so many posts at the most."""
    posts = model.posts_open.copy()
    posts[team] = np.minimum(posts[team], most)
    return _with_posts(replace(model, posts_open=posts))


def without_practice(model: Model, practice: int) -> Model:
    """Nobody takes a practice up."""
    return _set(model, practice, uptake=0.0)


def candidates(model: Model) -> Iterator[Reduction]:
    """Every reduction that would change this model, the larger ones first."""
    yield from _people(len(model.caseload_born))
    for piece in reversed(range(1, len(model.piece_start))):
        yield "without_piece", piece
    yield from _that_change(model)
    for team, posts in enumerate(model.posts_open.max(axis=1).tolist()):
        yield from (("without_posts", team, most) for most in range(posts))


def _people(count: int) -> Iterator[Reduction]:
    """Half of them, a quarter, down to one by one."""
    size = count
    while size:
        for first in reversed(range(0, count, size)):
            yield "without_people", first, min(size, count - first)
        size //= 2


def _that_change(model: Model) -> Iterator[tuple[str, int]]:
    axes = {
        "stream": ("without_stream",),
        "team": ("without_clients", "without_keeps", "without_handover", "without_turnover"),
        "transition": (
            "without_transition",
            "without_other_destinations",
            "without_wait_limit",
            "without_relation",
        ),
        "pool": (
            "without_limit",
            "without_target",
            "without_hold",
            "without_panel",
            "without_keeping_free",
            "without_closing",
            "without_staffing",
        ),
        "setting": ("without_leaving_age", "without_conditions"),
        "practice": ("without_practice",),
    }
    counts = {
        "stream": len(model.entry_streams),
        "team": len(model.teams),
        "transition": len(model.transitions),
        "pool": len(model.pools),
        "setting": len(model.settings),
        "practice": len(model.practices),
    }
    before = model.fingerprint()
    for axis, names in axes.items():
        for name in names:
            for index in range(counts[axis]):
                if REDUCTIONS[name](model, index).fingerprint() != before:
                    yield name, index


def _set(model: Model, row: int, **values: Any) -> Model:
    """A model with one row of some tables set to a value."""
    tables = {}
    for name, value in values.items():
        tables[name] = getattr(model, name).copy()
        tables[name][row] = value
    return replace(model, **tables)


def _with_posts(model: Model) -> Model:
    """Each team's posts number the most it ever has open."""
    most = model.posts_open.max(axis=1)
    return replace(model, post_team=np.repeat(np.arange(len(most)), most).astype(np.int64))


REDUCTIONS: dict[str, Callable[..., Model]] = {
    function.__name__: function
    for function in (
        until,
        without_people,
        without_piece,
        without_stream,
        without_transition,
        without_other_destinations,
        without_wait_limit,
        without_relation,
        without_limit,
        without_target,
        without_hold,
        without_panel,
        without_keeping_free,
        without_closing,
        without_staffing,
        without_leaving_age,
        without_conditions,
        without_clients,
        without_keeps,
        without_handover,
        without_turnover,
        without_posts,
        without_practice,
    )
}
