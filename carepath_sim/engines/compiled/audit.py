"""The guards of rule 47, worked out afresh from the records of people rather than from the kernel's own counts."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import NEVER
from carepath_sim.engines.compiled import layout as at
from carepath_sim.model import NOT_SERVED, NOWHERE, PERMANENT, Ints, Model

Broken = tuple[str, int]
"""What does not add up, and the id of the person it concerns or -1."""


def audit(model: Model, m: Ints) -> Broken | None:
    """The first thing that does not add up, or None."""
    people = m[m[at.PEOPLE_AT] :][: m[at.PEOPLE_USED] * m[at.PERSON_SIZE]].reshape(-1, int(m[at.PERSON_SIZE]))
    present = people[people[:, at.SETTING] != NOWHERE, : at.PERSON]
    for guard in (_people_add_up, _places_add_up, _queues_add_up, _caseloads_add_up, _drain_is_complete):
        broken = guard(model, m, present)
        if broken is not None:
            return broken
    return None


def records(m: Ints, begin: int, end: int, size: int) -> Ints:
    """All records of a kind as [record, field]."""
    return m[m[begin] : m[end]].reshape(-1, size)


def _people_add_up(_model: Model, m: Ints, present: Ints) -> Broken | None:
    if m[at.ARRIVED] != len(present) + m[at.GONE]:
        return f"{m[at.ARRIVED]} came, {len(present)} are present and {m[at.GONE]} left", -1
    plans = present[:, at.PLAN + at.SETTLES : at.PLAN + at.HOLD_LIMIT + 1].min(axis=1, initial=NEVER)
    forgotten = (present[:, at.POSITION] == NOWHERE) != (plans >= m[at.HORIZON])
    if forgotten.any():
        return "somebody's plans are not what the diary says", int(present[forgotten][0, at.ID])
    diary = m[m[at.DIARY_AT] :][: 2 * m[at.DIARY_SIZE]].reshape(-1, 2)
    if (m[diary[:, 1] + at.POSITION] != np.arange(len(diary))).any():
        return "the diary has somebody in two places", -1
    above = (np.arange(1, len(diary)) - 1) >> 2
    if (diary[1:, 0] < diary[above, 0]).any():
        return "the diary is out of order", -1
    return None


def _places_add_up(model: Model, m: Ints, present: Ints) -> Broken | None:
    counted = records(m, at.POOLS_AT, at.POOLS_END, at.POOL)[:, at.OCCUPIED]
    living = np.bincount(_pool_numbers(m, present[:, at.SETTING]), minlength=len(counted))
    for pool in np.flatnonzero(living != counted):
        return f"{living[pool]} live in pool {model.pools[pool]}, which counts {counted[pool]}", -1
    return None


def _queues_add_up(model: Model, m: Ints, present: Ints) -> Broken | None:
    waiting = present[present[:, at.WAITS] != NOWHERE]
    if len(waiting) != m[at.WAITERS]:
        return f"{len(waiting)} wait, but the queues hold {m[at.WAITERS]}", -1
    if np.count_nonzero(present[:, at.HOLDS] != NOWHERE) != m[at.HELD]:
        return "somebody is held without being listed, or listed twice", -1
    counted = records(m, at.POOLS_AT, at.POOLS_END, at.POOL)[:, at.WAITING]
    queueing = np.bincount(_pool_numbers(m, waiting[:, at.DESTINATION]), minlength=len(counted))
    for pool in np.flatnonzero(queueing != counted):
        return f"the queue of pool {model.pools[pool]} does not hold those who wait for it", -1
    settings = m[waiting[:, at.DESTINATION] + at.INDEX]
    allowed = model.allowed[settings, waiting[:, at.AGE], waiting[:, at.NEED]]
    if not allowed.all():
        return "somebody queues for a setting not allowed to them", int(waiting[~allowed][0, at.ID])
    return None


def _pool_numbers(m: Ints, settings: Ints) -> Ints:
    """The numbers of the pools of some settings."""
    return m[m[settings + at.SETTING_POOL] + at.ID]


def _caseloads_add_up(_model: Model, m: Ints, present: Ints) -> Broken | None:
    workers = present[present[:, at.WORKER] != NOWHERE, at.WORKER]
    posts = records(m, at.POSTS_AT, at.POSTS_END, at.POST_SIZE)
    caseloads = np.bincount(m[workers + at.ID], minlength=len(posts))
    for post in np.flatnonzero(caseloads != posts[:, at.CASELOAD]):
        return f"post {post} counts people who are not its own", -1
    for post in np.flatnonzero((caseloads > 0) & (posts[:, at.STATE] < PERMANENT)):
        return f"post {post} has people but no holder", -1
    needing = present[(present[:, at.RELATIONSHIP] != NOT_SERVED) & (present[:, at.WORKER] == NOWHERE)]
    teams = records(m, at.TEAMS_AT, at.TEAMS_END, at.TEAM_SIZE)
    counted = np.bincount(m[needing[:, at.TEAM] + at.INDEX], minlength=len(teams))
    for team, count in zip(teams, counted, strict=True):
        if count != _length(m, int(team[at.NEEDING_FIRST]), at.TEAM_NEXT):
            return "somebody needs a worker outside the queue, or queues without need", -1
    return None


def _length(m: Ints, person: int, next_field: int) -> int:
    count = 0
    while person != NOWHERE:
        person = int(m[person + next_field])
        count += 1
    return count


def _drain_is_complete(model: Model, m: Ints, present: Ints) -> Broken | None:
    pools = records(m, at.POOLS_AT, at.POOLS_END, at.POOL)
    free = pools[:, at.OPEN] - pools[:, at.OCCUPIED]
    idle = (pools[:, at.WAITING] > 0) & (free > pools[:, at.KEEP_FREE])
    if idle.any():
        return f"pool {model.pools[int(np.argmax(idle))]} has room and a queue", -1
    target = pools[:, at.FILL_SHARE] * np.maximum(pools[:, at.OPEN], 0) // np.maximum(pools[:, at.FILL_WHOLE], 1)
    may_hold = (pools[:, at.HOLD_FOR] > 0) & (pools[:, at.WAITING] == 0) & (pools[:, at.OCCUPIED] - 1 < target)
    held = present[present[:, at.HOLDS] != NOWHERE]
    wrongly = ~may_hold[m[m[held[:, at.SETTING] + at.SETTING_POOL] + at.ID]]
    if wrongly.any():
        return "somebody is held without reason", int(held[wrongly][0, at.ID])
    for team in records(m, at.TEAMS_AT, at.TEAMS_END, at.TEAM_SIZE):
        if team[at.NEEDING_FIRST] != NOWHERE and m[team[at.TREE_AT] + 1] < team[at.CASELOAD_LIMIT]:
            return f"team {model.teams[team[at.INDEX]]} has room and a queue", -1
    return None
