"""Tables of who comes: streams of entry, and the starting caseload."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from carepath_sim.build.axes import Axes, ticks
from carepath_sim.build.changes import Changes, numbers, problem_at
from carepath_sim.build.moves import padded
from carepath_sim.catalogue.caseload import Row
from carepath_sim.clock import DAY
from carepath_sim.errors import BadInput
from carepath_sim.model import NO_TIME, NOWHERE, Floats
from carepath_sim.scenario.schema import LAST_AGE, EntryList, Stream
from carepath_sim.scenario.units import ceiling_per_day


def streams(axes: Axes, changes: Changes) -> dict[str, Any]:
    """The entry fields of a Model; raises BadInput where a rate passes its ceiling."""
    found = [axes.study.demand.streams[name] for name in axes.streams]
    ceilings = np.array(
        [ceiling_per_day(stream.ceiling.value, stream.rate.value) for stream in found], dtype=np.float64
    )
    served = [sorted(stream.already_placed, key=_order) for stream in found]
    rows = [row for table in served for row in table]
    return {
        "entry_rate": _rates(axes, changes, found, ceilings),
        "entry_ceiling": ceilings,
        "entry_age_share": np.array([_ages(stream) for stream in found], dtype=np.float64),
        "entry_need_share": np.array([_needs(stream, axes.needs) for stream in found], dtype=np.float64),
        **_lists(axes, found),
        "already_placed": np.array([bool(stream.already_placed) for stream in found], dtype=bool),
        "placed_first": np.cumsum([0, *(len(table) for table in served)], dtype=np.int64),
        "placed_setting": np.array([axes.settings.index(row.setting) for row in rows], dtype=np.int64),
        "placed_served": np.array([ticks(row.placed.amount) for row in rows], dtype=np.int64),
        "placed_in_care": np.array([ticks(row.in_care.amount) for row in rows], dtype=np.int64),
    }


def _order(row: Any) -> tuple[str, float, float]:
    return row.setting, row.placed.amount, row.in_care.amount


def _rates(axes: Axes, changes: Changes, found: list[Stream], ceilings: Floats) -> Floats:
    table = np.zeros((len(found), len(axes.pieces)), dtype=np.float64)
    problems = []
    for index, (name, stream) in enumerate(zip(axes.streams, found, strict=True)):
        table[index] = numbers(stream.rate.amount, changes.of("entries", name), len(axes.pieces))
        if (table[index] > ceilings[index] * (1 + 1e-12)).any():
            origin = changes.of("entries", name)[0].origin
            what = f"Entries by {name} would pass their ceiling of {stream.ceiling.value}"
            problems.append(problem_at(origin, what, f"raise demand.streams.{name}.ceiling in every scenario compared"))
    if problems:
        raise BadInput(problems)
    return np.minimum(table, ceilings[:, None])


def _ages(stream: Stream) -> list[float]:
    shares = {int(age): share.amount for age, share in stream.ages.shares.items()}
    total = math.fsum(shares.values())
    return [shares.get(age, 0.0) / total for age in range(LAST_AGE)]


def _needs(stream: Stream, needs: tuple[str, ...]) -> list[float]:
    shares = {need: share.amount for need, share in stream.needs.shares.items()}
    total = math.fsum(shares.values())
    return [shares.get(need, 0.0) / total for need in needs]


def _destinations(entry: EntryList | None) -> list[str]:
    return entry.to if entry else []


def _lists(axes: Axes, found: list[Stream]) -> dict[str, Any]:
    """[E, V, .] and [E, V]: the lists of each stream in the order of their destinations, not of the file."""
    ordered: list[list[EntryList | None]] = [sorted(stream.enters, key=_destinations) for stream in found]
    most = max([len(entries) for entries in ordered] + [1])
    nobody: list[EntryList | None] = [None]
    rows = [list(entries) + nobody * (most - len(entries)) for entries in ordered]
    flat = [[axes.setting_index(name) for name in _destinations(entry)] for row in rows for entry in row]
    shares = [[entry.share.amount if entry else 0.0 for entry in row] for row in rows]
    totals = [math.fsum(row) or 1.0 for row in shares]
    return {
        "entry_list": padded(flat, NOWHERE, np.int64).reshape(len(found), most, -1),
        "entry_list_share": np.array(
            [[share / total for share in row] for row, total in zip(shares, totals, strict=True)], dtype=np.float64
        ),
    }


def caseload(axes: Axes, rows: list[Row]) -> dict[str, Any]:
    """The starting-caseload fields of a Model; row order is kept, since it numbers the people."""

    def before(days: list[int | None]) -> Any:
        return np.array([NO_TIME if day is None else -day * DAY for day in days], dtype=np.int64)

    return {
        "caseload_setting": np.array([axes.settings.index(row.setting) for row in rows], dtype=np.int64),
        "caseload_born": np.array([axes.start_day - row.born_days for row in rows], dtype=np.int64),
        "caseload_entered": before([row.placed_days for row in rows]),
        "caseload_in_care": before([row.in_care_days for row in rows]),
        "caseload_need": np.array([axes.needs.index(row.need) for row in rows], dtype=np.int64),
        "caseload_worker_since": before([row.worker_days for row in rows]),
    }
