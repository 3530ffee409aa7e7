"""Shipped scenarios and small ones of our own, on a horizon short enough to run many times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carepath_sim.build import build_model
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.experiments.study import Study
from carepath_sim.scenario import Resolved, load, resolve
from tests.theory.agreement import SEED

Effects = Sequence[dict[str, dict[str, Any]]]
HUB = {"settings": {"hub": {"in_use": True}, "hub_placement": {"in_use": True}}}


def scenario(folder: Path, name: str = "study", horizon: str = "240 days", **keys: Any) -> Resolved:
    """A scenario with hubs, written to a file (JSON is YAML) and read from it."""
    document = {"question": "Is the law kept?", "kind": "strategic", "start": "2026-04-01", "horizon": horizon}
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps(document | HUB | keys))
    return resolve(load(path))


def study(resolved: Resolved, name: str = "") -> Study:
    return Study(name or resolved.name, *build_model(resolved))


def log_of(resolved: Resolved) -> EventLog:
    return simulate(build_model(resolved)[0], SEED, 0)


def log_bytes(log: EventLog) -> list[bytes]:
    """Everything in a log, as it lies in memory."""
    rows = [getattr(log, name).tobytes() for name in ("tick", "kind", "person", "a", "b", "cause")]
    return [*rows, *(log.people[name].tobytes() for name in sorted(log.people)), str(log.events).encode()]
