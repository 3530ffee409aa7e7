"""A log read again from the outside: who lives where, and whether rule 47 held at every row."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from carepath_sim.eventlog import (
    ALLOCATED,
    CONTINUED,
    DECLINED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    LOST,
    MOVED,
    NEEDS,
    OVERRIDE,
    PLACES,
    POST,
    PRESENT,
    SETTLED_ROW,
    WAIT_ENDED,
    WAITED,
    EventLog,
)
from carepath_sim.model import AGENCY, PERMANENT, Model

ARRIVALS = (PRESENT, ENTERED)


@dataclass
class Council:
    """What a reader of the log knows at a row."""

    lives_in: dict[int, int] = field(default_factory=dict)
    occupied: Counter[int] = field(default_factory=Counter)
    open_places: dict[int, int] = field(default_factory=dict)
    waits_for: dict[int, int] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    needs: dict[int, int] = field(default_factory=dict)
    worker: dict[int, int] = field(default_factory=dict)
    post: dict[int, int] = field(default_factory=dict)
    caseload: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def replay(model: Model, log: EventLog) -> Council:
    """Read a log row by row and assert rule 47 all along; returns the state at the end."""
    council = Council()
    kinds = log.kind.tolist()
    columns = (log.tick.tolist(), kinds, log.person.tolist(), log.a.tolist(), log.b.tolist())
    for row, (tick, kind, person, a, b) in enumerate(zip(*columns, strict=True)):
        overridden = kind in ARRIVALS and row + 1 < len(kinds) and kinds[row + 1] == OVERRIDE
        if kind == PLACES:
            council.open_places[a] = b
        elif kind == POST:
            council.post[a] = b
        elif kind in (*ARRIVALS, MOVED, CONTINUED, LEFT):
            _changes_home(model, council, kind, person, a, b, overridden)
        elif kind in (WAITED, WAIT_ENDED, HELD, HOLD_ENDED, DECLINED):
            _asks(council, kind, person, a)
        elif kind in (NEEDS, ALLOCATED, LOST, SETTLED_ROW):
            _has_worker(model, council, kind, person, a, b, tick)
    assert council.occupied == Counter(int(model.setting_pool[setting]) for setting in council.lives_in.values())
    assert all(council.post[post] in (PERMANENT, AGENCY) for post in council.worker.values())
    return council


def _changes_home(model: Model, council: Council, kind: int, person: int, a: int, b: int, overridden: bool) -> None:
    was_at = council.lives_in.get(person)
    assert (was_at is None) == (kind in ARRIVALS), "people arrive once, and nobody who is absent moves"
    _neither_waits_nor_is_held(council, person)
    goes_to = {LEFT: None, MOVED: b, CONTINUED: b}.get(kind, a)
    if was_at is not None:
        assert was_at == a
    if goes_to is None:
        del council.lives_in[person]
        council.caseload[council.worker.pop(person, -1)].discard(person)
        council.needs.pop(person, None)
    else:
        council.lives_in[person] = goes_to
    old = None if was_at is None else int(model.setting_pool[was_at])
    new = None if goes_to is None else int(model.setting_pool[goes_to])
    if kind == CONTINUED:
        assert old == new, "the same place is in the same pool"
        return
    if new is not None:
        council.occupied[new] += 1
        is_full = model.is_limited[new] and council.occupied[new] > council.open_places[new]
        assert is_full == overridden if kind in ARRIVALS else not is_full, "no admission without a place"
    if old is not None:
        council.occupied[old] -= 1


def _neither_waits_nor_is_held(council: Council, person: int) -> None:
    assert person not in council.waits_for
    assert person not in council.held


def _asks(council: Council, kind: int, person: int, setting: int) -> None:
    assert person in council.lives_in
    if kind == WAITED:
        _neither_waits_nor_is_held(council, person)
        council.waits_for[person] = setting
    elif kind == WAIT_ENDED:
        assert council.waits_for.pop(person) == setting
    elif kind == HELD:
        _neither_waits_nor_is_held(council, person)
        assert council.lives_in[person] == setting
        council.held.add(person)
    elif kind == HOLD_ENDED:
        council.held.remove(person)


def _has_worker(model: Model, council: Council, kind: int, person: int, team: int, post: int, tick: int) -> None:
    assert person in council.lives_in
    if kind == NEEDS:
        assert person not in council.needs
        assert person not in council.worker
        council.needs[person] = team
    elif kind == ALLOCATED:
        council.needs.pop(person, None)
        assert person not in council.worker
        assert model.post_team[post] == team
        council.worker[person] = post
        council.caseload[post].add(person)
        piece = bisect_right(model.piece_start.tolist(), tick) - 1
        assert len(council.caseload[post]) <= model.caseload_limit[team, piece], "no allocation above the limit"
        assert council.post[post] in (PERMANENT, AGENCY), "only a filled post has people"
    elif kind == LOST and post < 0:
        assert council.needs.pop(person) == team
    elif kind == LOST:
        assert council.worker.pop(person) == post
        council.caseload[post].remove(person)
    else:
        assert council.worker[person] == post
