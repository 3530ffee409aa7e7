"""Paired runs of practice models against the same council without them, and figures read from logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.eventlog import CONTINUED, ENTERED, LOST, MOVED, EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.metrics.uncertainty import paired
from carepath_sim.model import Model
from carepath_sim.scenario import Resolved
from carepath_sim.scenario.vary import with_values
from tests.laws.short_study import scenario
from tests.theory.agreement import SEED

WITH_HUBS = {"settings": {name: {"in_use": True} for name in ("hub", "hub_placement", "hub_community_family")}}
WITHOUT_HUBS = {"settings": {name: {"in_use": False} for name in ("hub", "hub_placement")}}
"""A study of `short_study` has hubs unless it is told otherwise."""


def practice_models() -> dict[str, Any]:
    """What the files of the practice models say, by name."""
    cards: dict[str, Any] = read_catalogue().document.data["practice_models"]
    return cards


def council(folder: Path, name: str, horizon: str, hubs: bool = False, **keys: Any) -> Resolved:
    """The catalogue's council, with hubs or without."""
    return scenario(folder, name, horizon, **(WITH_HUBS if hubs else WITHOUT_HUBS), **keys)


def use(name: str, only: Sequence[str] | None = None, **keys: Any) -> dict[str, Any]:
    """A practice model put to use, with the levers named in full and no others, or with all as they stand."""
    if only is None:
        return {"practice_models": [{"practice_model": name, **keys}]}
    levers = dict.fromkeys(only, "100%")
    return {"practice_models": [{"practice_model": name, "fidelity": "0%", "levers": levers, **keys}]}


def with_lever_at(resolved: Resolved, lever: str, *values: str) -> Resolved:
    """The study with the multipliers of one lever at a value, or each at its own."""
    paths = [
        f"effects[{index + 1}].{effect.verb}.by"
        for index, effect in enumerate(resolved.study.effects)
        if effect.lever == lever and getattr(effect.action, "by", None) is not None
    ]
    assert paths, lever
    return with_values(resolved, dict(zip(paths, values if len(values) > 1 else values * len(paths), strict=True)))


Figure = Callable[[Model, EventLog], float]


def difference(base: Model, other: Model, figure: Figure, replications: int) -> tuple[float, float]:
    """The 95% interval of a figure's mean difference under the same luck."""
    values = [
        np.array([figure(model, simulate(model, SEED, number)) for number in range(replications)])
        for model in (base, other)
    ]
    found = paired(values[0], values[1], "neither", 0.0, 0.0)
    assert found.low is not None
    assert found.high is not None
    return float(found.low), float(found.high)


def stays_begun(setting: str) -> Figure:
    """How many stays in a setting began by coming or moving in."""

    def count(model: Model, log: EventLog) -> float:
        where = model.settings.index(setting)
        came = (log.kind == ENTERED) & (log.a == where)
        moved = np.isin(log.kind, (MOVED, CONTINUED)) & (log.b == where)
        return float((came | moved).sum())

    return count


def moves(sources: Sequence[str], destinations: Sequence[str]) -> Figure:
    """How many moves led from some settings to others."""

    def count(model: Model, log: EventLog) -> float:
        left = [model.settings.index(name) for name in sources]
        entered = [model.settings.index(name) for name in destinations]
        return float(((log.kind == MOVED) & np.isin(log.a, left) & np.isin(log.b, entered)).sum())

    return count


def workers_lost(team: str, cause: int) -> Figure:
    """How many young people lost a worker of a team for a reason."""

    def count(model: Model, log: EventLog) -> float:
        return float(((log.kind == LOST) & (log.a == model.teams.index(team)) & (log.cause == cause)).sum())

    return count


def unplanned_endings(setting: str) -> Figure:
    """How many stays in a setting ended unplanned."""

    def count(model: Model, log: EventLog) -> float:
        left = (log.kind == MOVED) & (log.a == model.settings.index(setting)) & (log.cause >= 0)
        return float((~model.is_planned[log.cause[left]]).sum())

    return count
