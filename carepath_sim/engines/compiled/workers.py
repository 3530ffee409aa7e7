"""Who works with whom: responsible teams, needs queues, allocation, settling and handover (rules 36 to 43)."""

from __future__ import annotations

from carepath_sim.clock import NEVER
from carepath_sim.engines.compiled import chains
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.layout import (
    AGENCY_BONDS,
    BOND,
    CASELOAD,
    CASELOAD_LIMIT,
    FIRST_PERSON,
    FIRST_POST,
    GROUP,
    HANDOVER,
    HANDOVERS,
    HANDS_OVER,
    ID,
    INDEX,
    KEEP_ENDS,
    KEEPS_AT,
    LAST_POST,
    LUCK,
    NEEDED_SINCE,
    NEEDING_FIRST,
    NO_ROOM,
    NOW,
    NUMBER,
    PLAN,
    POST_SIZE,
    POST_TEAM,
    POSTS_OPEN,
    RELATIONSHIP,
    RUNNING,
    SCRATCH_AT,
    SETTING,
    SETTING_COUNT,
    SETTLES,
    START,
    START_SHARE_AT,
    STATE,
    STOP,
    TEAM,
    TEAM_NEXT,
    TEAM_OF,
    TEAM_SIZE,
    TEAMS_AT,
    TEAMS_END,
    TENURE,
    WORKER,
    Words,
)
from carepath_sim.engines.compiled.luck import pick, uniform
from carepath_sim.engines.compiled.posts import first_to_close, note_caseload, roomiest, set_state, team_clock
from carepath_sim.engines.compiled.record import OVER_LIMIT, fault, write
from carepath_sim.engines.compiled.spells import refresh, use_up
from carepath_sim.eventlog import (
    ALLOCATED,
    BY_CALENDAR,
    BY_ENTRY,
    BY_HANDOVER,
    BY_POST,
    BY_TEAM,
    LOST,
    NEEDS,
    POST,
    SETTLED_ROW,
)
from carepath_sim.model import (
    CLOSED,
    FOR_EVER,
    NEW,
    NO_TIME,
    NO_WORKER,
    NOT_SERVED,
    NOWHERE,
    PERMANENT,
    SETTLED,
    VACANT,
    Floats,
    Ints,
)

# Who is responsible


@jit
def team_of(m: Ints, person: int) -> int:
    """The team that serves a person's setting."""
    return m[m[TEAM_OF] + m[person + GROUP] * m[SETTING_COUNT] + m[m[person + SETTING] + INDEX]]


@jit
def keeps(m: Ints, person: int, team: int) -> int:
    """How long a team keeps somebody in the setting they are in: ticks, 0 or FOR_EVER."""
    return m[m[team + KEEPS_AT] + m[person + GROUP] * m[SETTING_COUNT] + m[m[person + SETTING] + INDEX]]


@jit
def responsible_team(m: Ints, person: int) -> int:
    """The present team if it keeps people in this setting, else the setting's own (rule 37)."""
    team = m[person + TEAM]
    if team != NOWHERE and m[team + POSTS_OPEN] > 0 and keeps(m, person, team) != 0:
        return team
    return team_of(m, person)


# Turning to a team or a worker


@jit
def let_go(m: Ints, person: int) -> None:
    """End a relationship, or a place in a needs queue."""
    team, post = m[person + TEAM], m[person + WORKER]
    if post != NOWHERE:
        chains.remove(m, post + FIRST_PERSON, TEAM_NEXT, person)
        m[post + CASELOAD] -= 1
        note_caseload(m, post, m[post + CASELOAD] if m[post + STATE] >= PERMANENT else NO_ROOM)
        m[person + WORKER] = NOWHERE
        m[person + PLAN + SETTLES], m[person + PLAN + HANDS_OVER] = NEVER, NEVER
    elif team != NOWHERE:
        chains.remove(m, team + NEEDING_FIRST, TEAM_NEXT, person)


@jit
def turn(m: Ints, f: Floats, luck: Words, person: int, team: int, post: int, cause: int, is_loss: bool) -> None:
    """Let go of whom somebody has, and turn to a post, to a team's queue, or to nobody (rules 37, 38, 40, 41, 43).

    `is_loss` where a row says what was lost. Whoever calls it refreshes the person afterwards.
    """
    before, old = m[person + TEAM], m[person + WORKER]
    if is_loss and before != NOWHERE:
        number = NOWHERE if old == NOWHERE else m[old + ID]
        write(m, LOST, m[person + ID], m[before + INDEX], number, cause)
    let_go(m, person)
    if team != before:
        m[person + PLAN + KEEP_ENDS] = NEVER
    m[person + TEAM] = team
    if post != NOWHERE:
        allocate(m, f, luck, person, post, cause, m[NOW])
    elif team == NOWHERE:
        relate(m, f, person, NOT_SERVED)
    else:
        m[person + NEEDED_SINCE] = m[NOW]
        write(m, NEEDS, m[person + ID], m[team + INDEX], -1, cause)
        chains.insert(m, team + NEEDING_FIRST, TEAM_NEXT, person, NEEDED_SINCE, False)
        relate(m, f, person, NO_WORKER)


@jit
def allocate(m: Ints, f: Floats, luck: Words, person: int, post: int, cause: int, began: int) -> None:
    """Begin a relationship with the holder of a post, or carry on one that began before the start (rules 14, 42)."""
    team = m[post + POST_TEAM]
    if m[post + CASELOAD] >= m[team + CASELOAD_LIMIT]:
        fault(m, 47, OVER_LIMIT, m[person + ID])
    m[person + WORKER], m[person + TEAM], m[person + NEEDED_SINCE] = post, team, m[NOW]
    chains.insert(m, post + FIRST_PERSON, TEAM_NEXT, person, NEEDED_SINCE, False)
    m[post + CASELOAD] += 1
    note_caseload(m, post, m[post + CASELOAD])
    write(m, ALLOCATED, m[person + ID], m[team + INDEX], m[post + ID], cause)
    settles = began + m[team + BOND] if m[post + STATE] == PERMANENT or m[team + AGENCY_BONDS] != 0 else NEVER
    is_settled = cause == BY_ENTRY and settles <= m[NOW]
    m[person + PLAN + SETTLES] = NEVER if is_settled else settles
    relate(m, f, person, SETTLED if is_settled else NEW)
    plan_handover(m, f, luck, person)


@jit
def relate(m: Ints, f: Floats, person: int, relationship: int) -> None:
    """Change a relationship, and what it does to the hazards of the spell (rule 17)."""
    before = m[person + RELATIONSHIP]
    if before != relationship:
        m[person + RELATIONSHIP] = relationship
        use_up(m, f, person, before, relationship)


@jit
def plan_handover(m: Ints, f: Floats, luck: Words, person: int) -> None:
    """Start the next handover clock of this person with this team (rules 9, 43)."""
    team = m[person + TEAM]
    started = person + m[HANDOVERS] + m[team + INDEX]
    m[person + PLAN + HANDS_OVER] = team_clock(m, f, luck, team, HANDOVER, m[person + ID], m[started])
    m[started] += 1


# What happens


@jit
def arrive(m: Ints, f: Floats, luck: Words, person: int, worker_since: int) -> None:
    """Give somebody who has just entered a team to turn to, or the worker they already have (rules 14, 38)."""
    team = team_of(m, person)
    post = roomiest(m, team) if team != NOWHERE and worker_since != NO_TIME else NOWHERE
    if post != NOWHERE:
        allocate(m, f, luck, person, post, BY_ENTRY, worker_since)
    elif team != NOWHERE:
        turn(m, f, luck, person, team, NOWHERE, BY_ENTRY, False)


@jit
def follow(m: Ints, f: Floats, luck: Words, person: int) -> None:
    """After a move: keep the worker, or the place in the needs queue, if the same team is responsible (rule 38)."""
    team = responsible_team(m, person)
    m[person + PLAN + KEEP_ENDS] = NEVER
    if team != NOWHERE and team != team_of(m, person) and keeps(m, person, team) != FOR_EVER:
        m[person + PLAN + KEEP_ENDS] = m[NOW] + keeps(m, person, team)
    if team != m[person + TEAM]:
        turn(m, f, luck, person, team, NOWHERE, BY_TEAM, True)


@jit
def settle(m: Ints, f: Floats, person: int) -> None:
    """The bonding period is over (rule 42)."""
    relate(m, f, person, SETTLED)
    write(m, SETTLED_ROW, m[person + ID], m[m[person + TEAM] + INDEX], m[m[person + WORKER] + ID], BY_TEAM)


@jit
def hand_over(m: Ints, f: Floats, luck: Words, person: int) -> None:
    """Pass somebody to another worker of the same team, if any has room; else try again later (rule 43)."""
    post, team = m[person + WORKER], m[person + TEAM]
    note_caseload(m, post, NO_ROOM)
    other = roomiest(m, team)
    note_caseload(m, post, m[post + CASELOAD])
    if other == NOWHERE:
        plan_handover(m, f, luck, person)
    else:
        turn(m, f, luck, person, team, other, BY_HANDOVER, True)


@jit
def allocate_all(m: Ints, f: Floats, luck: Words) -> None:
    """Serve the needs queues, team by team, while a worker has room (rules 40, 44)."""
    for team in range(m[TEAMS_AT], m[TEAMS_END], TEAM_SIZE):
        while m[team + NEEDING_FIRST] != NOWHERE and m[STOP] == RUNNING:
            post = roomiest(m, team)
            if post == NOWHERE:
                break
            person = m[team + NEEDING_FIRST]
            turn(m, f, luck, person, team, post, BY_TEAM, False)
            refresh(m, f, person)


# Posts


@jit
def establish(m: Ints, f: Floats, luck: Words, cause: int) -> None:
    """Open or close posts, team by team, until each has as many as its table says (rules 30, 41)."""
    for team in range(m[TEAMS_AT], m[TEAMS_END], TEAM_SIZE):
        missing = m[team + POSTS_OPEN]
        for post in range(m[team + FIRST_POST], m[team + LAST_POST], POST_SIZE):
            missing -= int(m[post + STATE] != CLOSED)
        post = m[team + FIRST_POST]
        while missing != 0:
            state = CLOSED
            if missing < 0:
                post = first_to_close(m, team)
                missing += 1
            else:
                while m[post + STATE] != CLOSED:
                    post += POST_SIZE
                u = uniform(luck, m[team + LUCK] + START, m[post + NUMBER], m[post + TENURE])
                state = VACANT + pick(u, f, m[team + START_SHARE_AT], 3)
                missing -= 1
            change_post(m, f, luck, post, state, cause)


@jit
def change_post(m: Ints, f: Floats, luck: Words, post: int, state: int, cause: int) -> None:
    """A post changes hands: whoever its holder worked with loses them, in order of id (rule 41)."""
    set_state(m, f, luck, post, state)
    write(m, POST, -1, m[post + ID], state, cause)
    for number in range(_caseload_by_id(m, post)):
        person = m[m[SCRATCH_AT] + number]
        turn(m, f, luck, person, responsible_team(m, person), NOWHERE, BY_POST, True)
        refresh(m, f, person)


@jit
def _caseload_by_id(m: Ints, post: int) -> int:
    """Copy a caseload into the scratch room in order of id (a shell sort); returns how many there are."""
    scratch, count = m[SCRATCH_AT], 0
    person = m[post + FIRST_PERSON]
    while person != NOWHERE:
        m[scratch + count] = person
        count += 1
        person = m[person + TEAM_NEXT]
    gap = count // 2
    while gap > 0:
        for place in range(gap, count):
            person, at = m[scratch + place], place
            while at >= gap and m[m[scratch + at - gap] + ID] > m[person + ID]:
                m[scratch + at] = m[scratch + at - gap]
                at -= gap
            m[scratch + at] = person
        gap //= 2
    return count


@jit
def reread_queues(m: Ints, f: Floats, luck: Words) -> None:
    """At a boundary, see whether those who wait for a worker should wait for another team (rule 30).

    Team by team, and of each those who queue before its turn: who joins a later queue is read again there,
    and finds the team responsible that they have just turned to.
    """
    for team in range(m[TEAMS_AT], m[TEAMS_END], TEAM_SIZE):
        count, person = 0, m[team + NEEDING_FIRST]
        while person != NOWHERE:
            m[m[SCRATCH_AT] + count] = person
            count += 1
            person = m[person + TEAM_NEXT]
        for number in range(count):
            person = m[m[SCRATCH_AT] + number]
            responsible = responsible_team(m, person)
            if responsible != team:
                turn(m, f, luck, person, responsible, NOWHERE, BY_CALENDAR, True)
                refresh(m, f, person)
