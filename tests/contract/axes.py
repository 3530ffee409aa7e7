"""The names and edges that the tables of a small model are laid out on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from carepath_sim.model import NOWHERE, OUT, Ints
from tests.contract.moments import as_list, moments_in, tick, ticks

CLOCKS_OF_TEAMS = ("leave", "recruit", "cover", "agency ends", "handover")
Description = dict[str, Any]


@dataclass(frozen=True)
class Axes:
    """Every axis of a `Model`, by name or by edge."""

    settings: list[str]
    pools: list[str]
    transitions: list[str]
    teams: list[str]
    streams: list[str]
    needs: list[str]
    practices: list[str]
    start: date
    horizon: int
    last_age: int
    ages: list[int]
    durations: list[int]
    pieces: list[int]

    @property
    def groups(self) -> int:
        return len(self.needs) << len(self.practices)

    def need_of_group(self, group: int) -> str:
        return self.needs[group >> len(self.practices)]

    def takes_up(self, group: int, practice: str) -> bool:
        return bool(group >> self.practices.index(practice) & 1)

    def destination(self, name: str) -> int:
        return OUT if name == "out" else self.settings.index(name)

    def padded(self, lists: list[list[str]]) -> Ints:
        """Destination lists as one rectangle of setting numbers."""
        width = max([1, *(len(names) for names in lists)])
        rows = [[self.destination(name) for name in names] + [NOWHERE] * (width - len(names)) for names in lists]
        return np.array(rows, dtype=np.int64).reshape(len(lists), width)


def axes_of(description: Description) -> Axes:
    """Read every axis off a description."""
    settings = description["settings"]
    transitions = description.get("transitions") or {}
    practices = description.get("practices") or {}
    return Axes(
        settings=list(settings),
        pools=list(dict.fromkeys((options or {}).get("pool", name) for name, options in settings.items())),
        transitions=list(transitions),
        teams=list(description.get("teams") or {}),
        streams=sorted(description.get("entries") or {}),
        needs=list(description.get("needs", ["any"])),
        practices=list(practices),
        start=date.fromisoformat(str(description.get("start", "2026-04-01"))),
        horizon=ticks(description.get("horizon", "10 days")),
        last_age=description.get("last age", 25),
        ages=sorted({0, *(options["from age"] for options in transitions.values() if "from age" in options)}),
        durations=_durations(transitions),
        pieces=_pieces(description),
    )


def _durations(transitions: Description) -> list[int]:
    """A transition due `after` some time is certain from the minute before."""
    edges = {0}
    for options in transitions.values():
        after = options.get("after")
        for length in after.values() if isinstance(after, dict) else as_list(after):
            edges.add(ticks(length) - 1)
    return sorted(edges)


def _pieces(description: Description) -> list[int]:
    """Pieces begin where a value changes, and one minute before and at each moment at which a clock has to ring."""
    edges = {0, *moments_in(description)}
    for options in (description.get("transitions") or {}).values():
        on = options.get("on")
        for value in on.values() if isinstance(on, dict) else [on]:
            for moment in as_list(value):
                edges |= {tick(moment) - 1, tick(moment)}
        if "from" in options:
            edges.add(tick(options["from"]))
    for options in (description.get("teams") or {}).values():
        for name in CLOCKS_OF_TEAMS:
            for moment in as_list(options.get(name)):
                edges |= {tick(moment) - 1, tick(moment)}
    for options in (description.get("entries") or {}).values():
        for moment in as_list(options.get("arrive")):
            edges |= {tick(moment), tick(moment) + 1}
    for options in (description.get("pools") or {}).values():
        for moment in as_list(options.get("closes")):
            edges.add(tick(moment))
    return sorted(edges)
