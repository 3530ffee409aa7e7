"""What has to add up in every replication, counted from its log rather than taken from the engine that wrote it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath_sim.draws import splitmix64
from carepath_sim.eventlog import CONTINUED, ENTERED, KINDS, LEFT, MOVED, OVERRIDE, PRESENT
from carepath_sim.metrics import Reading
from carepath_sim.metrics.arrays import sums
from carepath_sim.metrics.spells import STILL_OPEN, before
from carepath_sim.model import Ints

WHEREABOUTS = (PRESENT, ENTERED, MOVED, CONTINUED, LEFT)


@dataclass(frozen=True)
class Tally:
    """The counts of one replication; times are ticks."""

    present: int  # rows of people who were there at the start
    entered: int
    left: int
    still_there: int  # people who live somewhere at the horizon
    people: int  # in the people table
    changes: int  # rows of people who come, move, stay on otherwise or leave
    misplaced: int  # comings and goings that do not begin where the person was
    full_told: int  # arrivals where no place was free, that the log tells of as such
    full_untold: int  # others, and those told of where a place was free
    horizon: int
    last: int  # the latest tick in which anything happened, -1 if nothing did


def tallies(reading: Reading) -> list[Tally]:
    """One for each run."""
    log, spells = reading.log, reading.spells
    still = np.bincount(spells.run[spells.end_kind == STILL_OPEN], minlength=reading.n_runs).tolist()
    misplaced, (told, untold) = _misplaced(reading), _full(reading)
    found = []
    for run, each in enumerate(log.logs):
        rows = np.bincount(each.kind, minlength=len(KINDS)).tolist()
        found.append(
            Tally(
                present=rows[PRESENT],
                entered=rows[ENTERED],
                left=rows[LEFT],
                still_there=still[run],
                people=len(each.people["person"]),
                changes=sum(rows[kind] for kind in WHEREABOUTS),
                misplaced=misplaced[run],
                full_told=told[run],
                full_untold=untold[run],
                horizon=reading.words.horizon,
                last=int(each.tick[-1]) if len(each) else -1,
            )
        )
    return found


def _misplaced(reading: Reading) -> list[int]:
    """How many rows of each run say that someone leaves a place they are not in, comes twice or out of order.

    Someone who never comes counts too.
    """
    log = reading.log
    rows = log.whereabouts
    who, kind, tick = log.who[rows], log.kind[rows], log.tick[rows]
    arriving = (kind == PRESENT) | (kind == ENTERED)
    left = kind == LEFT
    after = np.where(left, -1, np.where(arriving, log.a[rows], log.b[rows]))
    first = who != before(who, -1)
    wrong = np.where(first, ~arriving, arriving | (log.a[rows] != before(after, -1)) | (tick < before(tick, 0)))
    counts = np.bincount(log.run_of(rows[wrong]), minlength=reading.n_runs)
    came = np.bincount(log.run_of_person[who[first & (who >= 0)]], minlength=reading.n_runs)
    missing: Ints = np.diff(log.first_person) - came
    found: list[int] = (counts + missing).tolist()
    return found


def _full(reading: Reading) -> tuple[list[int], list[int]]:
    """Arrivals in a limited pool that had no place free, told of by a row and not: each by run."""
    log, rows, n_pools = reading.log, reading.pool_rows, max(len(reading.words.pools), 1)
    beyond = (rows.people > 0) & (rows.occupied > rows.open) & reading.words.is_limited[rows.cell % n_pools]
    override = log.where(OVERRIDE)
    span = reading.words.horizon + 1
    arrived = rows.cell[beyond] * span + log.tick[rows.row[beyond]]
    told = (log.run_of(override) * n_pools + log.b[override]) * span + log.tick[override]
    both, counts = np.unique(np.concatenate([arrived, told]), return_inverse=True)
    arrivals, tellings = (np.bincount(part, minlength=len(both)) for part in np.split(counts, [len(arrived)]))
    run = both // (span * n_pools)
    agree = sums((run,), (reading.n_runs,), np.minimum(arrivals, tellings))
    differ = sums((run,), (reading.n_runs,), np.abs(arrivals - tellings))
    return agree.astype(np.int64).tolist(), differ.astype(np.int64).tolist()


def arrivals(reading: Reading) -> NDArray[np.uint64]:
    """For each person a hash of what luck brings them with: when they come, when born, with which need and history."""
    people, spells = reading.log.people, reading.spells
    came = np.full(reading.log.n_people, -1)
    first = spells.previous < 0
    came[spells.who[first]] = spells.start[first]
    found = np.zeros(reading.log.n_people, dtype=np.uint64)
    for column in (came, people["born"], people["need"], people["in_care_since"], people["placed_since"]):
        found = mixed(found ^ column.astype(np.int64).view(np.uint64))
    return found


def mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`splitmix64` word by word: it works on whole arrays as it stands."""
    found: NDArray[np.uint64] = splitmix64(words)  # type: ignore[arg-type, assignment]
    return found
