"""What a row shows of pools, waits, holds, panels, closures and the leaving ages (rules 2, 12, 20 to 35)."""

from __future__ import annotations

from collections.abc import Iterator

from carepath_sim.clock import year_and_day
from carepath_sim.draws import pick, uniform
from carepath_sim.eventlog import (
    BY_AGE,
    BY_CALENDAR,
    BY_CLOSURE,
    BY_LIMIT,
    BY_PANEL,
    BY_RELEASE,
    CONTINUED,
    DECLINED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    MOVED,
    OVERRIDE,
    PLACES,
    WAIT_ENDED,
    WAITED,
)
from carepath_sim.model import NOWHERE, OUT, VACANT
from tests.parity.dice import DURATION_BAND
from tests.parity.random_moves import CAP
from tests.parity.reading import Council, Life, Row

NAMES = (
    "a move within a setting",
    "a move within a pool",
    "an unplanned ending passes over what is full",
    "an unplanned ending passes over what is not allowed",
    "an unplanned ending takes a place kept free",
    "an unplanned ending passes the queue",
    "an entrant passes over a destination",
    "an entrant already placed finds a place",
    "an entrant already placed finds none",
    "waiting while places are kept free",
    "waiting behind a queue",
    "waiting where nothing is open",
    "waiting for the pool one lives in",
    "waiting without a limit",
    "a queue outlasts its places",
    "admitted from a queue",
    "admitted before somebody who has waited longer",
    "a wait limit finds something",
    "a wait limit finds something at a later attempt",
    "a wait limit finds nothing",
    "or_else has changed since the wait began",
    "a wait limit has changed since the wait began",
    "another planned move is taken while waiting",
    "another planned move is taken while held",
    "declined while waiting",
    "declined while held",
    "declined as not allowed",
    "declined when a hold ends",
    "an unplanned ending while waiting",
    "an unplanned ending while held",
    "held from leaving for good",
    "released because a queue has formed",
    "a hold is released and the move happens",
    "a hold is released and a wait begins",
    "a hold limit and the move happens",
    "a hold limit and a wait begins",
    "left for good when a hold ends",
    "closed into the same pool",
    "closed beyond what does not fit",
    "a closure ends a wait",
    "a closure ends a hold",
    "fewer places and nobody moves",
    "posts limit the open places",
    "more filled posts than the staffing table has",
    "a panel pulls two in one minute",
    "the drain runs between two pulls",
    "a panel short of the whole pool",
    "a leaving age",
    "a leaving age overflows to another destination",
    "a leaving age that changed by date",
    "a leaving age ends a wait",
    "a leaving age ends a hold",
    "a birthday ends a wait and no more",
    "a birthday while held and no more",
    "the last birthday",
    "stayed in place at a leaving age",
    "stayed in place by a transition",
    "stayed in place while waiting",
    "born on 29 February and moved by a birthday",
    "a cap on stay",
    "a cap on stay that has to wait",
    "two moves of one person in a minute",
)


def features(council: Council, row: Row, following: Row | None) -> Iterator[str]:
    """Names of what this row, told what is known before it, is an example of."""
    life = council.lives.get(row.person)
    if row.kind == PLACES:
        yield from _places(council, row)
    if life is None:
        return
    if row.kind in (MOVED, CONTINUED, LEFT):
        yield from _move(council, life, row)
        yield from _by_age(council, life, row)
    elif row.kind == ENTERED:
        yield from _entry(council, row, following)
    elif row.kind in (WAITED, HELD, DECLINED):
        yield from _wish(council, life, row)
    elif row.kind == WAIT_ENDED:
        yield from _wait_ended(council, life, row, following)
    elif row.kind == HOLD_ENDED:
        yield from _hold_ended(council, life, row, following)


def _places(council: Council, row: Row) -> Iterator[str]:
    model, pool = council.model, row.a
    if row.b < council.occupied[pool] and row.cause == BY_CALENDAR and not model.closes_by_moving[pool, council.piece]:
        yield "fewer places and nobody moves"
    if row.b <= 0 and council.queue(pool):
        yield "a queue outlasts its places"
    team = int(model.pool_team[pool])
    if team == NOWHERE:
        return
    if row.b < model.places[pool, council.piece]:
        yield "posts limit the open places"
    filled = sum(state > VACANT for post, state in council.posts.items() if model.post_team[post] == team)
    if filled >= model.staffed.shape[1]:
        yield "more filled posts than the staffing table has"


def _move(council: Council, life: Life, row: Row) -> Iterator[str]:
    model, kind = council.model, row.kind
    if life.last and life.last.tick == row.tick and life.last.kind == MOVED:
        yield "two moves of one person in a minute"
    if kind == CONTINUED:
        yield "stayed in place at a leaving age" if row.cause == BY_AGE else "stayed in place by a transition"
        if life.last and life.last.kind == WAIT_ENDED and life.last.tick == row.tick:
            yield "stayed in place while waiting"
    if kind != MOVED:
        return
    same_pool = council.pool_of[row.a] == council.pool_of[row.b]
    if row.a == row.b:
        yield "a move within a setting"
    elif same_pool:
        yield "a move within a pool"
    if row.cause == BY_CLOSURE and same_pool:
        yield "closed into the same pool"
    if row.cause == BY_CLOSURE and council.occupied[council.pool_of[row.a]] <= council.open[council.pool_of[row.a]]:
        yield "closed beyond what does not fit"
    if row.cause == BY_PANEL:
        yield from _panel(council, row)
    if row.cause >= 0 and not model.is_planned[row.cause]:
        yield from _unplanned(council, life, row)
    elif row.cause >= 0:
        hazard = model.hazard[row.cause, life.group]
        if (hazard == CAP).any() and row.tick - life.entered >= DURATION_BAND[1]:
            yield "a cap on stay"


def _panel(council: Council, row: Row) -> Iterator[str]:
    share, whole = council.model.fill_to[council.pool_of[row.b], council.piece]
    if share < whole:
        yield "a panel short of the whole pool"
    earlier = [before for before in council.this_minute if before.cause == BY_PANEL and before.b == row.b]
    if earlier:
        yield "a panel pulls two in one minute"
        between = [before for before in council.this_minute if before.number > earlier[-1].number]
        if any(before.kind in (WAIT_ENDED, HOLD_ENDED) for before in between):
            yield "the drain runs between two pulls"


def _unplanned(council: Council, life: Life, row: Row) -> Iterator[str]:
    pool = council.pool_of[row.b]
    if council.is_limited(pool):
        if council.queue(pool):
            yield "an unplanned ending passes the queue"
        if council.free(pool) <= council.model.keep_free[pool, council.piece]:
            yield "an unplanned ending takes a place kept free"
    for setting in council.model.to[row.cause]:
        if setting == row.b:
            return
        if council.allowed(life, setting):
            yield "an unplanned ending passes over what is full"
        else:
            yield "an unplanned ending passes over what is not allowed"


def _entry(council: Council, row: Row, following: Row | None) -> Iterator[str]:
    model = council.model
    if model.already_placed[row.b]:
        full = following is not None and following.kind == OVERRIDE
        yield f"an entrant already placed finds {'none' if full else 'a place'}"
    elif row.a not in model.entry_list[row.b][:, 0]:
        yield "an entrant passes over a destination"


def _wish(council: Council, life: Life, row: Row) -> Iterator[str]:
    if row.kind == HELD and council.model.to[row.cause, 0] == OUT:
        yield "held from leaving for good"
    if row.kind == DECLINED:
        if life.last and life.last.kind == HOLD_ENDED and life.last.number == row.number - 1:
            yield "declined when a hold ends"
        elif not council.allowed(life, row.a):
            yield "declined as not allowed"
        elif life.wait:
            yield "declined while waiting"
        elif life.hold:
            yield "declined while held"
    if row.kind == WAITED:
        pool = row.b
        if council.free(pool) > 0 and council.free(pool) <= council.model.keep_free[pool, council.piece]:
            yield "waiting while places are kept free"
        if council.queue(pool):
            yield "waiting behind a queue"
        if council.open[pool] <= 0:
            yield "waiting where nothing is open"
        if council.pool_of[life.setting] == pool:
            yield "waiting for the pool one lives in"
        if council.model.wait_limit[row.cause, council.piece] == 0:
            yield "waiting without a limit"
        if (council.model.hazard[row.cause] == CAP).any():
            yield "a cap on stay that has to wait"


def _wait_ended(council: Council, life: Life, row: Row, following: Row | None) -> Iterator[str]:
    model, wait = council.model, life.wait
    assert wait is not None
    yield from _limits_passed(council, row, life)
    moves = following is not None and following.person == row.person and following.kind in (MOVED, CONTINUED, LEFT)
    if row.cause == BY_AGE:
        yield "a leaving age ends a wait" if moves else "a birthday ends a wait and no more"
    elif row.cause == BY_CLOSURE:
        yield "a closure ends a wait"
    elif row.cause == wait.transition:
        yield "admitted from a queue"
        mine = model.priority[wait.transition], wait.since
        others = [other.wait for other in council.queue(council.pool_of[wait.setting]) if other is not life]
        if any(other and other.since < wait.since and model.priority[other.transition] > mine[0] for other in others):
            yield "admitted before somebody who has waited longer"
    elif row.cause >= 0:
        planned = model.is_planned[row.cause]
        yield "another planned move is taken while waiting" if planned else "an unplanned ending while waiting"


def _limits_passed(council: Council, row: Row, life: Life) -> Iterator[str]:
    model, wait = council.model, life.wait
    assert wait is not None
    began = sum(start <= wait.since for start in council.starts) - 1
    limit = int(model.wait_limit[wait.transition, began])
    if limit and row.tick - wait.since > limit:
        yield "a wait limit finds nothing"
    if row.cause != BY_LIMIT:
        return
    yield "a wait limit finds something"
    if row.tick - wait.since >= 2 * limit:
        yield "a wait limit finds something at a later attempt"
    if model.wait_limit[wait.transition, council.piece] != limit:
        yield "a wait limit has changed since the wait began"
    lists = model.or_else[wait.transition]
    if (lists[began] != lists[council.piece]).any():
        yield "or_else has changed since the wait began"


def _hold_ended(council: Council, life: Life, row: Row, following: Row | None) -> Iterator[str]:
    hold = life.hold
    assert hold is not None
    if row.cause != BY_AGE and council.age(life) > council.age_at(life, hold.since):
        yield "a birthday while held and no more"
    after = following.kind if following is not None and following.person == row.person else NOWHERE
    if row.cause == BY_CLOSURE:
        yield "a closure ends a hold"
    elif row.cause == BY_AGE:
        yield "a leaving age ends a hold"
    elif row.cause >= 0:
        planned = council.model.is_planned[row.cause]
        yield "another planned move is taken while held" if planned else "an unplanned ending while held"
    else:
        why = "a hold is released" if row.cause == BY_RELEASE else "a hold limit"
        if after == MOVED:
            yield f"{why} and the move happens"
        elif after == WAITED:
            yield f"{why} and a wait begins"
        elif after == LEFT:
            yield "left for good when a hold ends"
        if row.cause == BY_RELEASE and council.queue(council.pool_of[hold.setting]):
            yield "released because a queue has formed"


def _by_age(council: Council, life: Life, row: Row) -> Iterator[str]:
    if row.cause != BY_AGE:
        return
    model = council.model
    if row.kind == LEFT:
        yield "the last birthday"
        return
    yield "a leaving age"
    leaving = model.leaving_age[row.a]
    if leaving[council.piece] != leaving[0]:
        yield "a leaving age that changed by date"
    if year_and_day(life.born)[1:] == (2, 29):
        yield "born on 29 February and moved by a birthday"
    u = uniform(*council.address, int(model.setting_stream[row.a]), row.person, life.visits[row.a] - 1)
    destinations = [destination for destination in model.age_to[row.a].tolist() if destination != NOWHERE]
    if destinations[pick(u, model.age_share[row.a].tolist(), 0, len(destinations))] != row.b:
        yield "a leaving age overflows to another destination"
