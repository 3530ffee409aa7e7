"""The event loop: the next event, its handler, the drain (rules 5 to 7, 30, 31, 34, 44)."""

from __future__ import annotations

from carepath_sim.clock import NEVER, WEEK
from carepath_sim.engines.compiled.arrivals import candidate, next_candidate, seat_starting_caseload
from carepath_sim.engines.compiled.compiling import entry, jit
from carepath_sim.engines.compiled.diary import enter, open_page
from carepath_sim.engines.compiled.layout import (
    BIRTHDAY,
    BOUNDARY,
    CALENDAR,
    CANDIDATE,
    CEILING_AT,
    CLOSES,
    CLOSURE_AT,
    CLOSURE_END,
    CURSOR,
    DESTINATION,
    DIARY_AT,
    DIARY_SIZE,
    ENTERED,
    EVENTS,
    FILL_FROM_AT,
    GROUPS,
    HANDS_OVER,
    HELD,
    HELD_FIRST,
    HOLDS,
    HOME_BEFORE,
    HOME_FIRST,
    HOME_LAST,
    HOME_NEXT,
    HORIZON,
    ID,
    INDEX,
    IS_LIMITED,
    KEEP_ENDS,
    LEAVING_AGE,
    LEAVING_AGES_AT,
    MAX_EVENTS,
    MOVER,
    NEXT_STATE,
    NOW,
    OCCUPIED,
    OR_ELSE_AT,
    PANEL,
    PANEL_STAY,
    PANEL_TO,
    PIECE,
    PIECE_FILL_SHARE,
    PIECES_AT,
    PIECES_END,
    PLACES,
    PLAN,
    POOL,
    POOL_PIECE,
    POOL_PIECES_AT,
    POOL_TEAM,
    POOLS_AT,
    POOLS_END,
    POST_CHANGE,
    POST_TEAM,
    POSTS_OPEN,
    RANKS,
    ROWS,
    RUNNING,
    SCRATCH_AT,
    SETTING,
    SETTING_COUNT,
    SETTING_POOL,
    SETTING_SIZE,
    SETTINGS_AT,
    SETTINGS_END,
    SETTLES,
    SINCE,
    STOP,
    STREAM,
    STREAMS_AT,
    STREAMS_END,
    TEAM,
    TEAM_OF,
    TEAM_OF_AT,
    TEAM_PIECE,
    TEAM_PIECES_AT,
    TEAM_SIZE,
    TEAMS_AT,
    TEAMS_END,
    TOMORROW,
    TRANSITION,
    TRANSITION_DUE,
    TRANSITION_PIECE,
    TRANSITION_PIECES_AT,
    TRANSITIONS_AT,
    TRANSITIONS_END,
    TURNS,
    WAIT_LIMIT,
    WAITERS,
    WAITING,
    WAITS,
    Words,
)
from carepath_sim.engines.compiled.luck import begin_streams
from carepath_sim.engines.compiled.moves import (
    first_admissible,
    have_birthday,
    intend,
    move,
    release_hold,
    transition_due,
    wait_limit,
)
from carepath_sim.engines.compiled.places import (
    can_serve_queue,
    first_in_queue,
    holds,
    may_live_in,
    reopen,
    wants_filling,
)
from carepath_sim.engines.compiled.pointers import raw
from carepath_sim.engines.compiled.record import TOO_MANY_EVENTS, fault
from carepath_sim.engines.compiled.spells import refresh
from carepath_sim.engines.compiled.workers import (
    allocate_all,
    change_post,
    establish,
    hand_over,
    reread_queues,
    settle,
    team_of,
    turn,
)
from carepath_sim.eventlog import BY_CALENDAR, BY_CLOSURE, BY_ENTRY, BY_KEEP, BY_LIMIT, BY_PANEL, BY_POST, BY_RELEASE
from carepath_sim.model import NOWHERE, Floats, Ints


@entry
def advance(whole: Ints, floats: Floats, hashes: Words, turns: int) -> None:
    """Run until the horizon, a reason to stop, or so many turns from now; a run at NOW = -1 is begun first."""
    m, f, luck = raw(whole), raw(floats), raw(hashes)
    if m[NOW] < 0:
        m[NOW] = 0
        begin_streams(m, luck)
        _turn_page(m, f, luck, 0)
        _settle_down(m, f, luck, NOWHERE)
        _plan_ahead(m, f, luck)
    last = m[TURNS] + turns
    while m[STOP] == RUNNING and m[TURNS] < last:
        while m[DIARY_SIZE] == 0:
            if m[TOMORROW] >= m[HORIZON]:
                return
            open_page(m)
        key, actor = m[m[DIARY_AT]], m[m[DIARY_AT] + 1]
        m[NOW] = key // RANKS
        rank, rows, who = key % RANKS, m[ROWS], NOWHERE
        if rank == CANDIDATE:
            candidate(m, f, luck, actor)
        elif rank == BOUNDARY:
            _turn_page(m, f, luck, m[actor + ID])
        elif rank == POST_CHANGE:
            change_post(m, f, luck, actor, m[actor + NEXT_STATE], BY_POST)
            reopen_places(m, BY_POST, m[actor + POST_TEAM], False)
        elif rank != PANEL:
            who = m[actor + ID]
            m[actor + PLAN + rank] = NEVER
            _happen_to_person(m, f, luck, rank, actor)
            if m[MOVER] == NOWHERE:
                refresh(m, f, actor)
        _settle_down(m, f, luck, actor if rank == PANEL else NOWHERE)
        if rank == CANDIDATE:
            next_candidate(m, f, luck, actor, m[NOW])
        elif rank == BOUNDARY:
            _plan_boundary(m, m[actor + ID] + 1)
        elif rank == PANEL:
            enter(m, actor, m[NOW] + WEEK, PANEL)
        m[TURNS] += 1
        m[EVENTS] += int(m[ROWS] > rows)
        if m[TURNS] > m[MAX_EVENTS]:
            fault(m, 48, TOO_MANY_EVENTS, who)


@jit
def _happen_to_person(m: Ints, f: Floats, luck: Words, rank: int, person: int) -> None:
    """The handlers of what happens to one person; a move is noted, not made."""
    if rank == TRANSITION_DUE:
        transition_due(m, person)
    elif rank == BIRTHDAY:
        have_birthday(m, f, luck, person)
    elif rank == SETTLES:
        settle(m, f, person)
    elif rank == HANDS_OVER:
        hand_over(m, f, luck, person)
    elif rank == KEEP_ENDS:
        team = team_of(m, person)
        if team != m[person + TEAM]:
            turn(m, f, luck, person, team, NOWHERE, BY_KEEP, True)
    elif rank == WAIT_LIMIT:
        wait_limit(m, person)
    else:
        release_hold(m, person, BY_LIMIT)


@jit
def _settle_down(m: Ints, f: Floats, luck: Words, panel: int) -> None:
    """Move whoever is to move, then drain: serve holds and queues, then needs queues (rule 44).

    First whom the handler named; with a pool for a panel, one more for it after each drain (rule 34).
    """
    while m[STOP] == RUNNING:
        if m[MOVER] == NOWHERE:
            _serve(m, f)
        if m[MOVER] == NOWHERE:
            allocate_all(m, f, luck)
            if panel != NOWHERE and wants_filling(m, panel):
                _pull(m, panel)
            if m[MOVER] == NOWHERE:
                return
        if m[STOP] == RUNNING:
            move(m, f, luck)


# The drain


@jit
def _serve(m: Ints, f: Floats) -> None:
    """Of holds without reason the earliest is released; then the first queue with room sends its head."""
    while m[HELD] > 0 and m[MOVER] == NOWHERE:
        person = _first_released(m)
        if person == NOWHERE:
            break
        release_hold(m, person, BY_RELEASE)
        if m[MOVER] == NOWHERE:
            refresh(m, f, person)
    if m[WAITERS] > 0 and m[MOVER] == NOWHERE:
        for pool in range(m[POOLS_AT], m[POOLS_END], POOL):
            if m[pool + WAITING] > 0 and can_serve_queue(m, pool):
                person = first_in_queue(m, pool)
                intend(m, person, m[person + DESTINATION], m[m[person + WAITS] + INDEX], 0)
                return


@jit
def _first_released(m: Ints) -> int:
    """The earliest held, by (tick, id), whose hold no longer applies; a hold lasts as long as its pool's reason."""
    found = NOWHERE
    for pool in range(m[POOLS_AT], m[POOLS_END], POOL):
        person = m[pool + HELD_FIRST]
        is_free = person != NOWHERE and not holds(m, pool)
        if is_free and (found == NOWHERE or _is_earlier(m, person, found, SINCE)):
            found = person
    return found


@jit
def _is_earlier(m: Ints, one: int, other: int, field: int) -> bool:
    """Whether one person comes before another by (field, id)."""
    if m[one + field] != m[other + field]:
        return m[one + field] < m[other + field]
    return m[one + ID] < m[other + ID]


# The calendar


@jit
def _plan_ahead(m: Ints, f: Floats, luck: Words) -> None:
    """Plan what lies ahead of everybody but people and posts."""
    _plan_boundary(m, 1)
    for stream in range(m[STREAMS_AT], m[STREAMS_END], STREAM):
        if f[m[stream + CEILING_AT]] > 0:
            next_candidate(m, f, luck, stream, 0)
    for pool in range(m[POOLS_AT], m[POOLS_END], POOL):
        if m[pool + IS_LIMITED] != 0 and m[pool + PANEL_TO] != NOWHERE:
            row, targets = m[pool + POOL_PIECES_AT] + PIECE_FILL_SHARE, 0
            for _ in range(m[PIECES_END] - m[PIECES_AT] + 1):
                targets += m[row]
                row += POOL_PIECE + m[SETTING_COUNT]
            if targets > 0:
                enter(m, pool, WEEK, PANEL)


@jit
def _plan_boundary(m: Ints, piece: int) -> None:
    """Plan the beginning of a piece, if there is one of that number."""
    m[m[CALENDAR] + ID] = piece
    at = m[PIECES_AT] + piece - 1
    enter(m, m[CALENDAR], m[at] if at < m[PIECES_END] else NEVER, BOUNDARY)


@jit
def _turn_page(m: Ints, f: Floats, luck: Words, piece: int) -> None:
    """A date at which tables change: posts, then places, then needs queues, then closures (rule 30).

    At the start people are seated instead (rule 14).
    """
    _read_piece(m, piece)
    cause = BY_ENTRY if piece == 0 else BY_CALENDAR
    establish(m, f, luck, cause)
    reopen_places(m, cause, NOWHERE, piece == 0)
    if piece == 0:
        seat_starting_caseload(m, f, luck)
        return
    reread_queues(m, f, luck)
    for pool in range(m[POOLS_AT], m[POOLS_END], POOL):
        if m[pool + IS_LIMITED] != 0 and m[pool + CLOSES] != 0:
            for number in range(_close(m, pool)):
                person = m[m[SCRATCH_AT] + number]
                setting = m[person + SETTING]
                to = first_admissible(m, person, m[setting + CLOSURE_AT], m[setting + CLOSURE_END])
                intend(m, person, to, BY_CLOSURE, 0)
                if m[STOP] == RUNNING:
                    move(m, f, luck)


@jit
def reopen_places(m: Ints, cause: int, team: int, always: bool) -> None:
    """Recompute the open places of every limited pool, or of those that one team staffs (rule 2)."""
    for pool in range(m[POOLS_AT], m[POOLS_END], POOL):
        if m[pool + IS_LIMITED] != 0 and (team == NOWHERE or m[pool + POOL_TEAM] == team):
            reopen(m, pool, cause, always)


@jit
def _read_piece(m: Ints, piece: int) -> None:
    """Put the values of a calendar piece in force."""
    m[PIECE] = piece
    m[TEAM_OF] = m[TEAM_OF_AT] + piece * m[GROUPS] * m[SETTING_COUNT]
    for pool in range(m[POOLS_AT], m[POOLS_END], POOL):
        row = m[pool + POOL_PIECES_AT] + piece * (POOL_PIECE + m[SETTING_COUNT])
        for field in range(POOL_PIECE):
            m[pool + PLACES + field] = m[row + field]
        m[pool + FILL_FROM_AT] = row + POOL_PIECE
    for setting in range(m[SETTINGS_AT], m[SETTINGS_END], SETTING_SIZE):
        m[setting + LEAVING_AGE] = m[m[setting + LEAVING_AGES_AT] + piece]
    for transition in range(m[TRANSITIONS_AT], m[TRANSITIONS_END], TRANSITION):
        row = m[transition + TRANSITION_PIECES_AT] + TRANSITION_PIECE * piece
        for field in range(TRANSITION_PIECE):
            m[transition + OR_ELSE_AT + field] = m[row + field]
    for team in range(m[TEAMS_AT], m[TEAMS_END], TEAM_SIZE):
        row = m[team + TEAM_PIECES_AT] + TEAM_PIECE * piece
        for field in range(TEAM_PIECE):
            m[team + POSTS_OPEN + field] = m[row + field]


# Closures


@jit
def _close(m: Ints, pool: int) -> int:
    """A home has closed: put those who lived there into the scratch room, the latest to enter first (rule 31).

    They are the closed places' share of the people in the pool, to the nearest; at least those beyond its
    places. Returns how many there are.
    """
    row = m[pool + POOL_PIECES_AT] + (m[PIECE] - 1) * (POOL_PIECE + m[SETTING_COUNT])
    before, after, occupied = m[row], m[pool + PLACES], m[pool + OCCUPIED]
    wanted = max(occupied - after, 0)
    if before > 0:
        wanted = max(wanted, (2 * max(0, before - after) * min(occupied, before) + before) // (2 * before))
    for setting in range(m[SETTINGS_AT], m[SETTINGS_END], SETTING_SIZE):
        m[setting + CURSOR] = m[setting + HOME_LAST]
    for number in range(wanted):
        latest, home = NOWHERE, NOWHERE
        for setting in range(m[SETTINGS_AT], m[SETTINGS_END], SETTING_SIZE):
            person = m[setting + CURSOR]
            lives_here = m[setting + SETTING_POOL] == pool and person != NOWHERE
            if lives_here and (latest == NOWHERE or _is_earlier(m, latest, person, ENTERED)):
                latest, home = person, setting
        if latest == NOWHERE:
            return number
        m[m[SCRATCH_AT] + number] = latest
        m[home + CURSOR] = m[latest + HOME_BEFORE]
    return wanted


# The panel


@jit
def _pull(m: Ints, pool: int) -> None:
    """Of those whom a panel may pull in, name the one who entered their spell earliest (rule 34)."""
    found, to = NOWHERE, m[pool + PANEL_TO]
    for setting in range(m[SETTINGS_AT], m[SETTINGS_END], SETTING_SIZE):
        if m[m[pool + FILL_FROM_AT] + m[setting + INDEX]] != 0:
            person = m[setting + HOME_FIRST]
            while person != NOWHERE and (
                m[person + WAITS] != NOWHERE or m[person + HOLDS] != NOWHERE or not may_live_in(m, person, to)
            ):
                person = m[person + HOME_NEXT]
            if person != NOWHERE and (found == NOWHERE or _is_earlier(m, person, found, ENTERED)):
                found = person
    if found != NOWHERE and m[found + ENTERED] <= m[NOW] - m[pool + PANEL_STAY]:
        intend(m, found, to, BY_PANEL, 0)
