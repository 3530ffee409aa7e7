"""What happens to a young person: transitions, waits, holds, moves and birthdays (rules 15, 20 to 29, 33).

Handlers decide; `move` acts. A handler that wants somebody moved notes who, where to and why
in the header (`MOVER`), and the loop carries it out before anything else happens.
"""

from __future__ import annotations

from carepath_sim.clock import NEVER
from carepath_sim.engines.compiled import chains
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.diary import enter
from carepath_sim.engines.compiled.layout import (
    AGE,
    AGE_SAME_AT,
    AGE_SHARE_AT,
    AGE_TO_AT,
    AGE_TO_COUNT,
    BIRTHDAY,
    BORN_DAY,
    BORN_MONTH,
    BORN_YEAR,
    DESTINATION,
    FREE_RECORD,
    GONE,
    HELD_FIRST,
    HOLD_FOR,
    HOLD_LIMIT,
    HOLDS,
    ID,
    INDEX,
    IS_LIMITED,
    IS_PLANNED,
    IS_SAME_PLACE,
    LAST_AGE,
    LEAVING_AGE,
    LIMIT,
    LUCK,
    MAX_MOVES,
    MOVE_CAUSE,
    MOVE_STAYS,
    MOVE_TO,
    MOVED_AT,
    MOVER,
    MOVES,
    NOW,
    OCCASION,
    OCCUPIED,
    OR_ELSE_AT,
    OR_ELSE_END,
    PLAN,
    QUEUE_NEXT,
    SETTING,
    SETTING_POOL,
    SETTLES,
    SINCE,
    START_DAY,
    TEAM,
    TEAM_NEXT,
    TO_AT,
    TO_END,
    WAIT_FOR,
    WAIT_LIMIT,
    WAITERS,
    WAITING,
    WAITS,
    Words,
)
from carepath_sim.engines.compiled.layout import HELD as HELD_PEOPLE
from carepath_sim.engines.compiled.luck import birthday_in, pick, tick_of, uniform
from carepath_sim.engines.compiled.places import (
    admits_planned,
    admits_unplanned,
    free,
    holds_back,
    list_home,
    may_live_in,
    queue_of,
    release,
)
from carepath_sim.engines.compiled.record import (
    NO_DESTINATION,
    NO_DESTINATION_BY_AGE,
    NO_PLACE,
    TOO_MANY_MOVES,
    fault,
    write,
)
from carepath_sim.engines.compiled.spells import begin_spell, refresh, spend_first_due
from carepath_sim.engines.compiled.workers import follow, let_go
from carepath_sim.eventlog import (
    BY_AGE,
    BY_LIMIT,
    CONTINUED,
    DECLINED,
    HELD,
    HOLD_ENDED,
    LEFT,
    MOVED,
    WAIT_ENDED,
    WAITED,
)
from carepath_sim.model import NOWHERE, OUT, Floats, Ints

# Moving


@jit
def intend(m: Ints, person: int, setting: int, cause: int, stays: int) -> None:
    """Note that a person moves next; `stays` where place and carer stay the same (rule 28)."""
    m[MOVER], m[MOVE_TO], m[MOVE_CAUSE], m[MOVE_STAYS] = person, setting, cause, stays


@jit
def move(m: Ints, f: Floats, luck: Words) -> None:
    """Carry out the move that is noted, in the order of rule 29: the old place is given up last (rule 22)."""
    person, setting, cause, stays = m[MOVER], m[MOVE_TO], m[MOVE_CAUSE], m[MOVE_STAYS]
    m[MOVER] = NOWHERE
    end_wait_or_hold(m, person, cause)
    origin = m[person + SETTING]
    if setting == OUT:
        write(m, LEFT, m[person + ID], m[origin + INDEX], -1, cause)
        _leave(m, person)
        return
    if m[person + MOVED_AT] != m[NOW]:
        m[person + MOVED_AT], m[person + MOVES] = m[NOW], 0
    m[person + MOVES] += 1
    if m[person + MOVES] > m[MAX_MOVES]:
        fault(m, 48, TOO_MANY_MOVES, m[person + ID])
    pool = m[setting + SETTING_POOL]
    if stays == 0 and m[pool + IS_LIMITED] != 0 and free(m, pool) <= 0:
        fault(m, 47, NO_PLACE, m[person + ID])
    m[pool + OCCUPIED] += 1
    release(m, person)
    write(m, MOVED if stays == 0 else CONTINUED, m[person + ID], m[origin + INDEX], m[setting + INDEX], cause)
    begin_spell(m, f, luck, person, setting, m[NOW])
    list_home(m, person)
    follow(m, f, luck, person)
    refresh(m, f, person)


@jit
def _leave(m: Ints, person: int) -> None:
    """Be gone for good; the record is free for somebody else (rule 15)."""
    release(m, person)
    let_go(m, person)
    enter(m, person, NEVER, SETTLES)
    m[person + SETTING], m[person + TEAM] = NOWHERE, NOWHERE
    m[person + TEAM_NEXT] = m[FREE_RECORD]
    m[FREE_RECORD] = person
    m[GONE] += 1


# Transitions


@jit
def transition_due(m: Ints, person: int) -> None:
    """The earliest of a spell's competing transitions comes due (rules 23 to 25, 28)."""
    transition = spend_first_due(m, person)
    cause = m[transition + INDEX]
    destination = m[m[transition + TO_AT]] if m[transition + IS_PLANNED] != 0 else m[m[transition + TO_END] - 1]
    if not may_live_in(m, person, destination):
        _decline(m, person, destination, cause)
    elif m[transition + IS_PLANNED] == 0:
        intend(m, person, first_admissible(m, person, m[transition + TO_AT], m[transition + TO_END]), cause, 0)
    elif m[transition + IS_SAME_PLACE] != 0:
        intend(m, person, destination, cause, 1)
    elif m[person + WAITS] != NOWHERE or m[person + HOLDS] != NOWHERE:
        if admits_planned(m, destination):
            intend(m, person, destination, cause, 0)
        else:
            _decline(m, person, destination, cause)
    elif holds_back(m, person, destination):
        _hold(m, person, destination, transition)
    else:
        _ask(m, person, destination, transition)


@jit
def first_admissible(m: Ints, person: int, start: int, end: int) -> int:
    """The first destination of a list that is allowed and has a place for somebody who cannot wait (rule 25)."""
    for at in range(start, end):
        if may_live_in(m, person, m[at]) and admits_unplanned(m, m[at]):
            return m[at]
    fault(m, 49, NO_DESTINATION, m[person + ID])
    return NOWHERE


@jit
def _decline(m: Ints, person: int, setting: int, cause: int) -> None:
    write(m, DECLINED, m[person + ID], m[setting + INDEX], -1, cause)


@jit
def _ask(m: Ints, person: int, setting: int, transition: int) -> None:
    """Ask for a destination as planned: move in, or join its queue (rule 23)."""
    if admits_planned(m, setting):
        intend(m, person, setting, m[transition + INDEX], 0)
        return
    limit, pool = m[transition + WAIT_FOR], m[setting + SETTING_POOL]
    m[person + WAITS], m[person + DESTINATION] = transition, setting
    m[person + SINCE], m[person + LIMIT] = m[NOW], limit
    m[person + PLAN + WAIT_LIMIT] = m[NOW] + limit if limit != 0 else NEVER
    m[pool + WAITING] += 1
    m[WAITERS] += 1
    chains.insert(m, queue_of(m, person), QUEUE_NEXT, person, SINCE, False)
    write(m, WAITED, m[person + ID], m[setting + INDEX], m[pool + ID], m[transition + INDEX])


@jit
def _hold(m: Ints, person: int, destination: int, transition: int) -> None:
    """Keep a planned move-on back, because the pool would fall below its target (rule 33)."""
    setting = m[person + SETTING]
    pool = m[setting + SETTING_POOL]
    m[person + HOLDS], m[person + DESTINATION], m[person + SINCE] = transition, destination, m[NOW]
    m[person + PLAN + HOLD_LIMIT] = m[NOW] + m[pool + HOLD_FOR]
    m[HELD_PEOPLE] += 1
    chains.insert(m, pool + HELD_FIRST, QUEUE_NEXT, person, SINCE, False)
    write(m, HELD, m[person + ID], m[setting + INDEX], m[pool + ID], m[transition + INDEX])


@jit
def end_wait_or_hold(m: Ints, person: int, cause: int) -> None:
    """Wait or be held no longer."""
    if m[person + WAITS] != NOWHERE:
        setting = m[person + DESTINATION]
        pool = m[setting + SETTING_POOL]
        chains.remove(m, queue_of(m, person), QUEUE_NEXT, person)
        m[pool + WAITING] -= 1
        m[WAITERS] -= 1
        m[person + WAITS], m[person + PLAN + WAIT_LIMIT] = NOWHERE, NEVER
        write(m, WAIT_ENDED, m[person + ID], m[setting + INDEX], m[pool + ID], cause)
    elif m[person + HOLDS] != NOWHERE:
        setting = m[person + SETTING]
        pool = m[setting + SETTING_POOL]
        chains.remove(m, pool + HELD_FIRST, QUEUE_NEXT, person)
        m[HELD_PEOPLE] -= 1
        m[person + HOLDS], m[person + PLAN + HOLD_LIMIT] = NOWHERE, NEVER
        write(m, HOLD_ENDED, m[person + ID], m[setting + INDEX], m[pool + ID], cause)


@jit
def wait_limit(m: Ints, person: int) -> None:
    """The wait has lasted long enough: something else if it is open, else the same place in the queue (rule 26)."""
    transition = m[person + WAITS]
    m[person + PLAN + WAIT_LIMIT] = m[NOW] + m[person + LIMIT]
    for at in range(m[transition + OR_ELSE_AT], m[transition + OR_ELSE_END]):
        if may_live_in(m, person, m[at]) and admits_planned(m, m[at]):
            end_wait_or_hold(m, person, BY_LIMIT)
            intend(m, person, m[at], m[transition + INDEX], 0)
            return


@jit
def release_hold(m: Ints, person: int, cause: int) -> None:
    """The person asks for the destination they were kept from, if it is still allowed."""
    transition, destination = m[person + HOLDS], m[person + DESTINATION]
    end_wait_or_hold(m, person, cause)
    if may_live_in(m, person, destination):
        _ask(m, person, destination, transition)
    else:
        _decline(m, person, destination, m[transition + INDEX])


# Birthdays


@jit
def have_birthday(m: Ints, f: Floats, luck: Words, person: int) -> None:
    """A year older: perhaps a setting must be left, perhaps what was waited for is no longer open (rule 27)."""
    m[person + AGE] += 1
    if m[person + AGE] >= m[LAST_AGE]:
        intend(m, person, OUT, BY_AGE, 0)
        return
    plan_birthday(m, person)
    if m[m[person + SETTING] + LEAVING_AGE] == m[person + AGE]:
        _leave_by_age(m, f, luck, person)
    elif m[person + WAITS] != NOWHERE and not may_live_in(m, person, m[person + DESTINATION]):
        end_wait_or_hold(m, person, BY_AGE)


@jit
def plan_birthday(m: Ints, person: int) -> None:
    """Plan the next birthday."""
    year = m[person + BORN_YEAR] + m[person + AGE] + 1
    day = birthday_in(year, m[person + BORN_MONTH], m[person + BORN_DAY])
    m[person + PLAN + BIRTHDAY] = tick_of(m[START_DAY], day)


@jit
def _leave_by_age(m: Ints, f: Floats, luck: Words, person: int) -> None:
    """Draw where to go by the setting's shares; if that is full, the rest in order, for age cannot wait."""
    setting = m[person + SETTING]
    count = m[setting + AGE_TO_COUNT]
    u = uniform(luck, m[setting + LUCK], m[person + ID], m[person + OCCASION])
    drawn = pick(u, f, m[setting + AGE_SHARE_AT], count)
    for turn in range(count):
        # The one drawn first, then the others as they stand.
        choice = drawn if turn == 0 else (turn - 1 if turn <= drawn else turn)
        destination, stays = m[m[setting + AGE_TO_AT] + choice], m[m[setting + AGE_SAME_AT] + choice]
        if may_live_in(m, person, destination) and (stays != 0 or admits_unplanned(m, destination)):
            intend(m, person, destination, BY_AGE, stays)
            return
    fault(m, 49, NO_DESTINATION_BY_AGE, m[person + ID])
