"""Everything else that lasts: key-worker relationships, waits, holds, posts and places, read from a log once.

Tables as in `spells`: frozen dataclasses of equally long arrays, times in ticks, ends at the horizon if open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
    SETTLED_ROW,
    WAIT_ENDED,
    WAITED,
    EventLog,
)
from carepath_sim.model import PERMANENT, Bools, Ints

NEVER_SETTLED = -1


@dataclass(frozen=True, eq=False)
class Relationships:
    """A young person and a key worker; `worker` numbers holders of posts, so a new holder is another worker."""

    who: Ints
    team: Ints
    post: Ints
    worker: Ints
    start: Ints
    end: Ints
    settled: Ints  # tick, or NEVER_SETTLED


@dataclass(frozen=True, eq=False)
class Stays:
    """A plain interval of a person: `what` is a team or a pool, `cause` began it and `end_cause` ended it."""

    who: Ints
    what: Ints
    start: Ints
    end: Ints
    cause: Ints
    end_cause: Ints
    ended: Bools


@dataclass(frozen=True, eq=False)
class PostStates:
    """A post in one state; `before` is the state it changed from, or -1 for the first."""

    post: Ints
    team: Ints
    state: Ints
    before: Ints
    cause: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class PoolSteps:
    """A limited pool while neither its people nor its open places change."""

    pool: Ints
    start: Ints
    end: Ints
    occupied: Ints
    open: Ints


def _next_in_run(run: Ints, tick: Ints, horizon: int) -> tuple[Ints, Bools]:
    """For rows sorted by run: the tick of the next row of the same run (or the horizon), and whether there is one."""
    more = np.zeros(len(run), dtype=np.bool_)
    more[:-1] = run[1:] == run[:-1]
    return np.where(more, np.roll(tick, -1), horizon), more


def stays(log: EventLog, who: Ints, opens: tuple[int, ...], closes: tuple[int, ...]) -> Stays:
    """Intervals that a row of a kind in `opens` begins and the person's next row of either list ends."""
    rows = log.where(*opens, *closes)
    rows = rows[np.argsort(who[rows], kind="stable")]
    end, ended = _next_in_run(who[rows], log.tick[rows], log.vocabulary.horizon)
    cause = log.cause[rows].astype(np.int64)
    keep = np.isin(log.kind[rows], opens)
    # Teams stand in column a; pools, which waits and holds are counted by, in column b.
    what = log.a if NEEDS in opens else log.b
    return Stays(
        who=who[rows][keep],
        what=what[rows][keep].astype(np.int64),
        start=log.tick[rows][keep],
        end=end[keep],
        cause=cause[keep],
        end_cause=np.roll(cause, -1)[keep],
        ended=ended[keep],
    )


def needs(log: EventLog, who: Ints) -> Stays:
    """Time spent needing a key worker and having none, by team."""
    return stays(log, who, (NEEDS,), (ALLOCATED, LOST, LEFT))


def waits(log: EventLog, who: Ints) -> Stays:
    """Time spent waiting for a place, by the pool waited for."""
    return stays(log, who, (WAITED,), (WAIT_ENDED, LEFT))


def holds(log: EventLog, who: Ints) -> Stays:
    """Time spent held back from a planned move, by the pool held in."""
    return stays(log, who, (HELD,), (HOLD_ENDED, LEFT))


def relationships(log: EventLog, who: Ints) -> Relationships:
    """Who worked with whom."""
    rows = log.where(ALLOCATED, LOST, LEFT)
    rows = rows[np.argsort(who[rows], kind="stable")]
    end, _ = _next_in_run(who[rows], log.tick[rows], log.vocabulary.horizon)
    keep = log.kind[rows] == ALLOCATED
    began = rows[keep]
    return Relationships(
        who=who[began],
        team=log.a[began].astype(np.int64),
        post=log.b[began].astype(np.int64),
        worker=_workers(log, began),
        start=log.tick[began],
        end=end[keep],
        settled=_settled(log, who, began),
    )


def _workers(log: EventLog, allocations: Ints) -> Ints:
    """A number for the holder of the post at each allocation: it grows with every change of the post's state."""
    changes = log.where(POST)
    rows = np.concatenate([changes, allocations])
    post = np.concatenate([log.a[changes], log.b[allocations]])
    is_change = np.concatenate([np.ones(len(changes), dtype=np.bool_), np.zeros(len(allocations), dtype=np.bool_)])
    order = np.lexsort((rows, post))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = post[order][1:] != post[order][:-1]
    # A post's first row starts a new number even if it is no change, so posts never share a holder.
    number = np.cumsum(is_change[order] | first)
    holder = np.empty(len(order), dtype=np.int64)
    holder[order] = number
    return holder[len(changes) :]


def _settled(log: EventLog, who: Ints, allocations: Ints) -> Ints:
    rows = np.concatenate([allocations, log.where(SETTLED_ROW)])
    order = np.lexsort((rows, who[rows]))
    ordered = rows[order]
    settled = np.full(len(order), NEVER_SETTLED, dtype=np.int64)
    same = np.zeros(len(order), dtype=np.bool_)
    same[:-1] = (who[ordered][1:] == who[ordered][:-1]) & (log.kind[ordered][1:] == SETTLED_ROW)
    settled[order] = np.where(same, np.roll(log.tick[ordered], -1), NEVER_SETTLED)
    return settled[: len(allocations)]


def post_states(log: EventLog) -> PostStates:
    """The history of every post."""
    rows = log.where(POST)
    rows = rows[np.argsort(log.a[rows], kind="stable")]
    post, state = log.a[rows].astype(np.int64), log.b[rows].astype(np.int64)
    end, _ = _next_in_run(post, log.tick[rows], log.vocabulary.horizon)
    first = np.ones(len(post), dtype=np.bool_)
    first[1:] = post[1:] != post[:-1]
    return PostStates(
        post=post,
        team=log.vocabulary.post_team[post],
        state=state,
        before=np.where(first, -1, np.roll(state, 1)),
        cause=log.cause[rows].astype(np.int64),
        start=log.tick[rows],
        end=end,
    )


def recruited(posts: PostStates) -> Bools:
    """Which rows are the recruitment of a permanent worker: not a post's first state, nor one the calendar opened."""
    found: Bools = (posts.state == PERMANENT) & (posts.cause == BY_POST)
    return found


def departed(posts: PostStates) -> Bools:
    """Which rows are a permanent worker's leaving, whether the post fell vacant or closed."""
    found: Bools = (posts.before == PERMANENT) & (posts.state != PERMANENT)
    return found


def pool_steps(log: EventLog) -> PoolSteps:
    """Occupied and open places of the limited pools, by every change of either."""
    words = log.vocabulary
    rows = log.where(PRESENT, ENTERED, MOVED, CONTINUED, LEFT)
    kind = log.kind[rows]
    arriving = (kind == PRESENT) | (kind == ENTERED)
    entered = np.where(arriving, log.a[rows], log.b[rows])
    into, out = rows[kind != LEFT], rows[~arriving]
    into_pool = words.setting_pool[entered[kind != LEFT]]
    out_pool = words.setting_pool[log.a[out]]
    levels = log.where(PLACES)
    levels = levels[np.argsort(log.a[levels], kind="stable")]
    level_pool, level = log.a[levels].astype(np.int64), log.b[levels].astype(np.int64)
    before = np.where(np.append(False, level_pool[1:] == level_pool[:-1])[: len(levels)], np.roll(level, 1), 0)

    row = np.concatenate([into, out, levels])
    pool = np.concatenate([into_pool, out_pool, level_pool])
    people = np.concatenate([np.ones(len(into)), -np.ones(len(out)), np.zeros(len(levels))]).astype(np.int64)
    places = np.concatenate([np.zeros(len(into) + len(out), dtype=np.int64), level - before])
    order = np.lexsort((row, pool))
    row, pool, people, places = row[order], pool[order], people[order], places[order]
    end, _ = _next_in_run(pool, log.tick[row], words.horizon)
    start = log.tick[row]
    keep = (end > start) & words.is_limited[pool]
    return PoolSteps(
        pool=pool[keep],
        start=start[keep],
        end=end[keep],
        occupied=_running_total(pool, people)[keep],
        open=_running_total(pool, places)[keep],
    )


def _running_total(run: Ints, change: Ints) -> Ints:
    """Cumulative sums that start again with each run."""
    total = np.cumsum(change)
    first = np.ones(len(run), dtype=np.bool_)
    first[1:] = run[1:] != run[:-1]
    starts = np.flatnonzero(first)
    base = total[starts] - change[starts]
    return total - np.repeat(base, np.diff(np.append(starts, len(run))))
