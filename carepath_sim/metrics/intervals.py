"""Everything else that lasts: key-worker relationships, waits, holds, posts and places, read from a block of logs once.

Tables as in `spells`: frozen dataclasses of equally long arrays, times in ticks, ends at the horizon if open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath_sim.eventlog import (
    ALLOCATED,
    BY_POST,
    CONTINUED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    LOST,
    MOVED,
    NEEDS,
    PLACES,
    POST,
    PRESENT,
    WAIT_ENDED,
    WAITED,
)
from carepath_sim.metrics.block import Block, grouped
from carepath_sim.metrics.spells import before
from carepath_sim.model import PERMANENT, Bools, Ints


@dataclass(frozen=True, eq=False)
class Relationships:
    """A young person and a key worker; `worker` numbers holders of posts, so a new holder is another worker."""

    run: Ints
    who: Ints
    worker: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class Stays:
    """A plain interval of a person; `what` is a team or a pool."""

    run: Ints
    who: Ints
    what: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class PostStates:
    """A post in one state; `before` is the state it changed from, or -1 for the first."""

    run: Ints
    post: Ints
    team: Ints
    state: Ints
    before: Ints
    cause: NDArray[np.int32]
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class PoolRows:
    """Every change of a pool, one by one, with what it left; ordered by run and pool, and as they stand in the log."""

    row: Ints  # of the block, or -1 for the start
    cell: Ints  # run and pool as one number: run * pools + pool
    people: Ints  # who came, less who went
    occupied: Ints
    open: Ints


@dataclass(frozen=True, eq=False)
class PoolSteps:
    """A pool while neither its people nor its open places change."""

    run: Ints
    pool: Ints
    start: Ints
    end: Ints
    occupied: Ints
    open: Ints


def _ends(group: Ints, tick: Ints, horizon: int) -> Ints:
    """For rows sorted by group: the tick of the next row of the same group, or the horizon if there is none."""
    end = np.full(len(group), horizon)
    end[:-1] = np.where(group[1:] == group[:-1], tick[1:], horizon)
    return end


def stays(block: Block, opens: int, closes: tuple[int, ...]) -> Stays:
    """Intervals that a row of the kind `opens` begins and the person's next row of that or a closing kind ends."""
    rows = block.by_person(opens, *closes)
    who = block.who[rows]
    began = np.flatnonzero(block.kind[rows] == opens)
    # Teams stand in column a; pools, which waits and holds are counted by, in column b.
    what = block.a if opens == NEEDS else block.b
    return Stays(
        run=block.run_of_person[who[began]],
        who=who[began],
        what=what[rows[began]].astype(np.int64),
        start=block.tick[rows[began]],
        end=_ends(who, block.tick[rows], block.vocabulary.horizon)[began],
    )


def needs(block: Block) -> Stays:
    """Time spent needing a key worker and having none, by team."""
    return stays(block, NEEDS, (ALLOCATED, LOST, LEFT))


def waits(block: Block) -> Stays:
    """Time spent waiting for a place, by the pool waited for."""
    return stays(block, WAITED, (WAIT_ENDED, LEFT))


def holds(block: Block) -> Stays:
    """Time spent held back from a planned move, by the pool held in."""
    return stays(block, HELD, (HOLD_ENDED, LEFT))


def relationships(block: Block) -> Relationships:
    """Who worked with whom."""
    rows = block.by_person(ALLOCATED, LOST, LEFT)
    who = block.who[rows]
    began = np.flatnonzero(block.kind[rows] == ALLOCATED)
    return Relationships(
        run=block.run_of_person[who[began]],
        who=who[began],
        worker=_workers(block, rows[began]),
        start=block.tick[rows[began]],
        end=_ends(who, block.tick[rows], block.vocabulary.horizon)[began],
    )


def _workers(block: Block, allocations: Ints) -> Ints:
    """A number for the holder of the post at each allocation: it grows with every change of a post's state."""
    n_posts = len(block.vocabulary.post_team)
    rows = block.where(POST, ALLOCATED)
    is_change = block.kind[rows] == POST
    post = block.run_of(rows) * n_posts + np.where(is_change, block.a[rows], block.b[rows])
    order = grouped(post, block.n_runs * n_posts)
    # The post's own number is added, so that posts never share a holder, not even one without any change.
    holder = np.empty(len(block.tick), dtype=np.int64)
    holder[rows[order]] = np.cumsum(is_change[order]) + post[order]
    return holder[allocations]


def post_states(block: Block) -> PostStates:
    """The history of every post."""
    words = block.vocabulary
    n_posts = len(words.post_team)
    rows = block.where(POST)
    of_block = block.run_of(rows) * n_posts + block.a[rows]
    order = grouped(of_block, block.n_runs * n_posts)
    rows, of_block = rows[order], of_block[order]
    run, post = np.divmod(of_block, max(n_posts, 1))
    state = block.b[rows].astype(np.int64)
    return PostStates(
        run=run,
        post=post,
        team=words.post_team[post],
        state=state,
        before=np.where(of_block == before(of_block, -1), before(state, -1), -1),
        cause=block.cause[rows],
        start=block.tick[rows],
        end=_ends(of_block, block.tick[rows], words.horizon),
    )


def recruited(posts: PostStates) -> Bools:
    """Which rows are the recruitment of a permanent worker: not a post's first state, nor one the calendar opened."""
    found: Bools = (posts.state == PERMANENT) & (posts.cause == BY_POST)
    return found


def departed(posts: PostStates) -> Bools:
    """Which rows are a permanent worker's leaving, whether the post fell vacant or closed."""
    found: Bools = (posts.before == PERMANENT) & (posts.state != PERMANENT)
    return found


def pool_rows(block: Block, is_wanted: Bools) -> PoolRows:
    """Every change of the people or the open places of the pools wanted."""
    changes = (_beginnings(block, is_wanted), *_comings_and_goings(block, is_wanted), _openings(block, is_wanted))
    row, cell, people, places = (np.concatenate(column) for column in zip(*changes, strict=True))
    order = np.argsort(row, kind="stable")
    order = order[grouped(cell[order], block.n_runs * len(block.vocabulary.pools))]
    row, cell, people = row[order], cell[order], people[order]
    return PoolRows(row, cell, people, _running_total(cell, people), _running_total(cell, places[order]))


def pool_steps(block: Block, rows: PoolRows) -> PoolSteps:
    """Occupied and open places of pools, by every change of either; the first step starts at tick 0."""
    start = np.append(block.tick, 0)[rows.row]
    end = _ends(rows.cell, start, block.vocabulary.horizon)
    keep = np.flatnonzero(end > start)
    run, pool = np.divmod(rows.cell[keep], max(len(block.vocabulary.pools), 1))
    return PoolSteps(
        run=run,
        pool=pool,
        start=start[keep],
        end=end[keep],
        occupied=rows.occupied[keep],
        open=rows.open[keep],
    )


Changes = tuple[Ints, Ints, Ints, Ints]
"""Row of the block, or -1 for the start; run and pool as one number; change of the people there and of open places."""


def _beginnings(block: Block, is_wanted: Bools) -> Changes:
    """Nobody and nothing, at the start of every run."""
    cell = np.flatnonzero(np.tile(is_wanted, block.n_runs))
    nothing = np.zeros(len(cell), dtype=np.int64)
    return nothing - 1, cell, nothing, nothing


def _comings_and_goings(block: Block, is_wanted: Bools) -> tuple[Changes, Changes]:
    """People who come to another pool than they left, and people who leave one."""
    rows = block.where(PRESENT, ENTERED, MOVED, CONTINUED, LEFT)
    kind, pool_of = block.kind[rows], block.vocabulary.setting_pool
    arriving = (kind == PRESENT) | (kind == ENTERED)
    old = np.where(arriving, -1, pool_of[block.a[rows]])
    new = np.where(kind == LEFT, -1, pool_of[np.where(arriving, block.a[rows], block.b[rows])])
    wanted = np.append(is_wanted, False)  # -1, which is no pool, is looked up as the last of these
    cell = block.run_of(rows) * len(block.vocabulary.pools)
    came, went = (np.flatnonzero((old != new) & wanted[pool]) for pool in (new, old))
    return (
        (rows[came], (cell + new)[came], np.ones_like(came), np.zeros_like(came)),
        (rows[went], (cell + old)[went], -np.ones_like(went), np.zeros_like(went)),
    )


def _openings(block: Block, is_wanted: Bools) -> Changes:
    """Changes of the open places."""
    n_pools = len(block.vocabulary.pools)
    row = block.where(PLACES)
    row = row[is_wanted[block.a[row]]]
    cell, level = block.run_of(row) * n_pools + block.a[row], block.b[row].astype(np.int64)
    order = grouped(cell, block.n_runs * n_pools)
    same = cell[order] == before(cell[order], -1)
    change = np.empty_like(level)
    change[order] = level[order] - np.where(same, before(level[order], 0), 0)
    return row, cell, np.zeros(len(row), dtype=np.int64), change


def _running_total(group: Ints, change: Ints) -> Ints:
    """Cumulative sums that start again with each group."""
    total = np.cumsum(change)
    first = np.flatnonzero(group != before(group, -1))
    base = total[first] - change[first]
    return total - np.repeat(base, np.diff(np.append(first, len(group))))
