"""Who comes, and with what already behind them: the starting caseload and the entry streams (rules 3, 9 to 14)."""

from __future__ import annotations

from carepath_sim.clock import DAY, NEVER
from carepath_sim.draws import ENTRY_AGE, ENTRY_GAP, ENTRY_IS_REAL, ENTRY_NEED, ENTRY_SETTING
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.diary import enter
from carepath_sim.engines.compiled.layout import (
    AGE,
    AGE_BANDS_AT,
    AGE_BANDS_END,
    AGE_EDGES,
    AGE_SHARES_AT,
    AGE_SHARES_END,
    AMOUNTS_AT,
    AMOUNTS_SIZE,
    BORN_DAY,
    BORN_MONTH,
    BORN_YEAR,
    CANDIDATE,
    CANDIDATES,
    CASE,
    CASE_BORN,
    CASE_ENTERED,
    CASE_IN_CARE,
    CASE_NEED,
    CASE_SETTING,
    CASE_WORKER_SINCE,
    CASELOAD_AT,
    CASELOAD_ROWS,
    CEILING_AT,
    CLOCK,
    CLOCK_AMOUNT,
    CLOCKS,
    FREE_RECORD,
    FULL,
    GROUP,
    HOLD_LIMIT,
    HOLDS,
    HORIZON,
    ID,
    INDEX,
    IS_LIMITED,
    IS_PLACED,
    LIST_COUNT,
    LIST_SHARES_AT,
    LISTS_AT,
    LUCK_PRACTICES,
    MOVED_AT,
    MOVES,
    NEED,
    NEED_SHARES_AT,
    NEEDS,
    NOW,
    OCCUPIED,
    PEOPLE_AT,
    PEOPLE_ROOM,
    PEOPLE_USED,
    PERSON_SIZE,
    PIECE,
    PLACED,
    PLACED_AT,
    PLACED_COUNT,
    PLACED_FIRST,
    PLACED_IN_CARE,
    PLACED_SERVED,
    PLACED_SETTING,
    PLAN,
    POSITION,
    PRACTICES,
    RATE_AT,
    RELATIONSHIP,
    RUNNING,
    SEATING_AT,
    SETTING,
    SETTING_POOL,
    SETTLES,
    START_DAY,
    STOP,
    STREAM_INDEX,
    TEAM,
    TEAM_NEXT,
    UPTAKE_AT,
    VISITS,
    WAITS,
    WORKER,
    Words,
)
from carepath_sim.engines.compiled.luck import (
    age_at_entry,
    birthday_in,
    entry_gap,
    pick,
    tick_of,
    uniform,
    year_and_day,
    years_before,
)
from carepath_sim.engines.compiled.moves import first_admissible, plan_birthday
from carepath_sim.engines.compiled.places import free, list_home
from carepath_sim.engines.compiled.pointers import window
from carepath_sim.engines.compiled.record import introduce, write
from carepath_sim.engines.compiled.spells import begin_spell, refresh
from carepath_sim.engines.compiled.workers import arrive
from carepath_sim.eventlog import BY_ENTRY, ENTERED, OVERRIDE, PRESENT
from carepath_sim.model import NO_TIME, NOT_SERVED, NOWHERE, STREAM_SHIFT, Floats, Ints


@jit
def seat_starting_caseload(m: Ints, f: Floats, luck: Words) -> None:
    """Row by row, everybody present on the first day, with the time they have already served (rule 14)."""
    for row in range(m[CASELOAD_ROWS]):
        case = m[CASELOAD_AT] + CASE * row
        setting, entered = m[case + CASE_SETTING], m[case + CASE_ENTERED]
        person = _newcomer(
            m, f, luck, row, m[case + CASE_BORN], m[case + CASE_NEED], NOWHERE, m[case + CASE_IN_CARE], entered
        )
        if person == NOWHERE:
            return
        pool = m[m[setting + SETTING_POOL] + ID]
        _take_up(m, f, luck, person, setting, entered, PRESENT, pool, m[case + CASE_WORKER_SINCE])
    for row in range(m[CASELOAD_ROWS]):  # in the order of the lists, so that each is at the end of its own
        list_home(m, m[PEOPLE_AT] + m[PERSON_SIZE] * m[m[SEATING_AT] + row])


@jit
def next_candidate(m: Ints, f: Floats, luck: Words, stream: int, after: int) -> None:
    """Plan the next candidate of a stream (rules 10, 11)."""
    identity = ((m[stream + STREAM_INDEX] + 1) << STREAM_SHIFT) + m[stream + CANDIDATES]
    m[stream + CANDIDATES] += 1
    m[stream + ID] = identity
    tick = after + entry_gap(uniform(luck, ENTRY_GAP, identity, 0), f[m[stream + CEILING_AT]])
    enter(m, stream, tick if tick < m[HORIZON] else NEVER, CANDIDATE)


@jit
def candidate(m: Ints, f: Floats, luck: Words, stream: int) -> None:
    """Somebody may enter: if real, draw who they are and where they go (rules 11, 12)."""
    identity, number, now = m[stream + ID], m[stream + STREAM_INDEX], m[NOW]
    real = uniform(luck, ENTRY_IS_REAL, identity, 0) * f[m[stream + CEILING_AT]]
    if real >= f[m[stream + RATE_AT] + m[PIECE]]:
        return
    shares = window(f, m[stream + AGE_SHARES_AT], m[stream + AGE_SHARES_END])
    years, days = age_at_entry(uniform(luck, ENTRY_AGE, identity, 0), shares)
    born = years_before(m[START_DAY] + now // DAY, years)
    need = pick(uniform(luck, ENTRY_NEED, identity, 0), f, m[stream + NEED_SHARES_AT], m[NEEDS])
    u = uniform(luck, ENTRY_SETTING, identity, 0)
    if m[stream + IS_PLACED] != 0:
        # A placement that already exists, place or no place, on the birthday itself.
        placed = m[PLACED_AT] + PLACED * (m[stream + PLACED_FIRST] + int(u * m[stream + PLACED_COUNT]))
        setting, entered = m[placed + PLACED_SETTING], now - m[placed + PLACED_SERVED]
        person = _newcomer(m, f, luck, identity, born, need, number, now - m[placed + PLACED_IN_CARE], entered)
    else:
        chosen = m[stream + LISTS_AT] + 2 * pick(u, f, m[stream + LIST_SHARES_AT], m[stream + LIST_COUNT])
        setting, entered = NOWHERE, now
        person = _newcomer(m, f, luck, identity, born - days, need, number, NO_TIME, now)
        if person != NOWHERE:
            setting = first_admissible(m, person, m[chosen], m[chosen + 1])
    if person != NOWHERE and setting != NOWHERE:
        _take_up(m, f, luck, person, setting, entered, ENTERED, number, NO_TIME)


@jit
def _take_up(
    m: Ints, f: Floats, luck: Words, person: int, setting: int, entered: int, kind: int, b: int, worker_since: int
) -> None:
    """Begin the first spell of somebody new, over the number of places if it must be."""
    pool = m[setting + SETTING_POOL]
    had_place = m[pool + IS_LIMITED] == 0 or free(m, pool) > 0
    m[pool + OCCUPIED] += 1
    write(m, kind, m[person + ID], m[setting + INDEX], b, BY_ENTRY)
    if not had_place:
        write(m, OVERRIDE, m[person + ID], m[setting + INDEX], m[pool + ID], BY_ENTRY)
    begin_spell(m, f, luck, person, setting, entered)
    if kind == ENTERED:
        list_home(m, person)
    arrive(m, f, luck, person, worker_since)
    refresh(m, f, person)


@jit
def _newcomer(
    m: Ints,
    f: Floats,
    luck: Words,
    identity: int,
    born: int,
    need: int,
    stream: int,
    in_care_since: int,
    placed_since: int,
) -> int:
    """The record of someone new, with their group for life and their next birthday (rules 3, 13); NOWHERE if full."""
    group = need << m[PRACTICES]
    for practice in range(m[PRACTICES]):
        u = uniform(luck, m[LUCK_PRACTICES] + practice, identity, 0)
        if u < f[m[UPTAKE_AT] + practice * m[NEEDS] + need]:
            group |= 1 << practice
    introduce(m, identity, born, need, group, stream, in_care_since, placed_since)
    if m[STOP] != RUNNING:
        return NOWHERE
    person = _fresh_record(m)
    if person == NOWHERE:
        m[STOP] = FULL
        return NOWHERE
    year, month, day = year_and_day(born)
    m[person + ID], m[person + NEED], m[person + GROUP] = identity, need, group
    m[person + BORN_YEAR], m[person + BORN_MONTH], m[person + BORN_DAY] = year, month, day
    today = m[START_DAY] + m[NOW] // DAY
    this_year, _, _ = year_and_day(today)
    m[person + AGE] = this_year - year - int(birthday_in(this_year, month, day) > today)
    edges = person + m[AGE_EDGES]
    for band in range(m[AGE_BANDS_END] - m[AGE_BANDS_AT]):
        m[edges + band] = tick_of(m[START_DAY], birthday_in(year + m[m[AGE_BANDS_AT] + band], month, day))
    plan_birthday(m, person)
    return person


@jit
def _fresh_record(m: Ints) -> int:
    """A record for somebody who lives nowhere yet; NOWHERE if there is no more room."""
    person = m[FREE_RECORD]
    if person != NOWHERE:
        m[FREE_RECORD] = m[person + TEAM_NEXT]
    elif m[PEOPLE_USED] < m[PEOPLE_ROOM]:
        person = m[PEOPLE_AT] + m[PERSON_SIZE] * m[PEOPLE_USED]
        amounts = m[AMOUNTS_AT] + m[AMOUNTS_SIZE] * m[PEOPLE_USED]
        for number in range(m[AMOUNTS_SIZE]):
            m[person + m[CLOCKS] + CLOCK * number + CLOCK_AMOUNT] = amounts + number
        m[PEOPLE_USED] += 1
    else:
        return NOWHERE
    m[person + POSITION] = NOWHERE
    for rank in range(SETTLES, HOLD_LIMIT + 1):
        m[person + PLAN + rank] = NEVER
    m[person + SETTING], m[person + TEAM], m[person + WORKER] = NOWHERE, NOWHERE, NOWHERE
    m[person + WAITS], m[person + HOLDS] = NOWHERE, NOWHERE
    m[person + RELATIONSHIP] = NOT_SERVED
    m[person + MOVED_AT], m[person + MOVES] = -1, 0
    for place in range(person + m[VISITS], person + m[AGE_EDGES]):  # earlier spells and handovers
        m[place] = 0
    return person
