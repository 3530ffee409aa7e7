"""Puts the tables together, and takes out every edge at which nothing changes."""

from __future__ import annotations

import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from carepath_sim.build import demand, effects, key_workers, moves, places, prices
from carepath_sim.build.axes import Axes
from carepath_sim.clock import DAY
from carepath_sim.errors import BadInput, Gathering, Problem
from carepath_sim.model import Model, Prices
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import LAST_AGE

PIECE_AXIS = {
    "leaving_age": 1,
    "places": 1,
    "closes_by_moving": 1,
    "keep_free": 1,
    "fill_to": 1,
    "hold_limit": 1,
    "panel_min_stay": 1,
    "fill_from": 1,
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
    "night": 1,
    "service": 1,
    "empty_place": 1,
}
"""Which axis of a table is the calendar."""

MOVES_AT_ONCE = 20
EVENTS_PER_PERSON = 400
ROWS_PER_EVENT = 6


def build_model(resolved: Resolved) -> tuple[Model, Prices]:
    """The Model and Prices of a complete study; raises BadInput where its effects do not fit together."""
    try:
        return _tables(resolved)
    except BadInput as error:
        raise BadInput([_shown(problem, resolved.folder) for problem in error.problems]) from None


def _shown(problem: Problem, folder: Path) -> Problem:
    """A problem with its file named as the person who wrote it would, where it is still there."""
    path = folder / problem.file
    return replace(problem, file=os.path.normpath(path)) if problem.line and path.exists() else problem


def _tables(resolved: Resolved) -> tuple[Model, Prices]:
    axes = Axes(resolved.study, resolved.used_at)
    changes = effects.collect(axes)
    rows = resolved.caseload()
    tables: dict[str, Any] = {}
    gathering = Gathering()
    for of in (moves.settings, places.tables, moves.transitions, key_workers.tables, demand.streams):
        with gathering.step():
            tables |= of(axes, changes)
    with gathering.step():
        tables |= demand.caseload(axes, rows)
    with gathering.step():
        costs = prices.tables(axes, changes)
    gathering.end()
    tables["piece_start"] = np.array(axes.pieces, dtype=np.int64)
    tables["age_band"] = np.array(axes.ages, dtype=np.int64)
    tables["hazard"], tables["age_band"] = _without_idle_ages(tables["hazard"], tables["age_band"])
    tables["hazard"], tables["duration_band"] = _without_idle_stays(
        tables["hazard"], np.array(axes.stays, dtype=np.int64)
    )
    _drop_idle_pieces(tables, costs)
    practices = _without_idle_practices(tables, costs, list(axes.practices))
    model = Model(
        settings=axes.settings,
        pools=axes.pools,
        transitions=axes.transitions,
        teams=axes.teams,
        entry_streams=axes.streams,
        needs=axes.needs,
        practices=practices,
        start_day=axes.start_day,
        horizon=axes.horizon,
        last_age=LAST_AGE,
        **tables,
        **_guards(axes, tables, len(rows)),
    )
    return model, Prices(**costs)


def _without_idle_ages(hazard: Any, ages: Any) -> tuple[Any, Any]:
    """The hazard table without age bands that are like the one before."""
    kept = [0] + [a for a in range(1, len(ages)) if not np.array_equal(hazard[:, :, a], hazard[:, :, a - 1])]
    return np.ascontiguousarray(hazard[:, :, kept]), ages[kept]


def _without_idle_stays(hazard: Any, stays: Any) -> tuple[Any, Any]:
    """The hazard table without duration bands that are like the one before."""
    kept = [0] + [d for d in range(1, len(stays)) if not np.array_equal(hazard[:, :, :, d], hazard[:, :, :, d - 1])]
    return np.ascontiguousarray(hazard[:, :, :, kept]), stays[kept]


def _drop_idle_pieces(tables: dict[str, Any], costs: dict[str, Any]) -> None:
    """Take out, in place, every piece that is like the one before: an effect that changes nothing leaves no trace."""
    where = [(source, key, axis) for key, axis in PIECE_AXIS.items() for source in (tables, costs) if key in source]
    where += [(costs["fixed"], heading, 0) for heading in costs["fixed"]]
    where += [(costs["stay"], heading, 2) for heading in costs["stay"]]
    kept = [0]
    for piece in range(1, len(tables["piece_start"])):
        if any(
            not np.array_equal(source[key].take(piece, axis), source[key].take(piece - 1, axis))
            for source, key, axis in where
        ):
            kept.append(piece)
    for source, key, axis in where:
        source[key] = np.ascontiguousarray(source[key].take(kept, axis))
    tables["piece_start"] = tables["piece_start"][kept]


def _without_idle_practices(tables: dict[str, Any], costs: dict[str, Any], practices: list[str]) -> tuple[str, ...]:
    """The practices that change something for those who take them up; the others leave the tables, in place."""
    where = [(tables, "hazard", 1), (tables, "keeps", 0), (tables, "team_of", 0)]
    where += [(costs["stay"], heading, 1) for heading in costs["stay"]]
    for practice in reversed(range(len(practices))):
        groups = np.arange(tables["keeps"].shape[0])
        without = groups[groups >> practice & 1 == 0]
        having = without + (1 << practice)
        if all(np.array_equal(of[key].take(without, axis), of[key].take(having, axis)) for of, key, axis in where):
            for of, key, axis in where:
                of[key] = np.ascontiguousarray(of[key].take(without, axis))
            for key in ("uptake", "practice_stream"):
                tables[key] = np.delete(tables[key], practice, axis=0)
            del practices[practice]
    return tuple(practices)


def _guards(axes: Axes, tables: dict[str, Any], caseload: int) -> dict[str, Any]:
    """Bounds no honest run comes near: many times the expected numbers."""
    days = axes.horizon / DAY
    people = caseload + math.ceil(2 * days * float(tables["entry_ceiling"].sum())) + 1000
    posts = len(tables["post_team"])
    events = EVENTS_PER_PERSON * people + math.ceil(days * (posts + len(axes.pools))) + 100_000
    return {
        "max_events": events,
        "max_people": people,
        "max_moves_at_once": MOVES_AT_ONCE,
        "max_rows": ROWS_PER_EVENT * events,
    }
