"""The competing hazards of one spell (rules 16 to 19).

A hazard clock says when its transition comes due only as far as somebody needs to know: up
to what will come first anyway, a transition already found, the next birthday, or the day
the relationship settles. Whatever is due later is looked for when that day comes, with the same
amount from the same tick, and so with the same answer.
"""

from __future__ import annotations

from carepath_sim.clock import DAY, NEVER
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.diary import enter
from carepath_sim.engines.compiled.layout import (
    AGE_EDGES,
    CAN_HAPPEN_AT,
    CEILING_OF_AT,
    CLOCK,
    CLOCK_AMOUNT,
    CLOCK_COUNT,
    CLOCK_DUE,
    CLOCK_PASSED,
    CLOCK_SEEN,
    CLOCK_SINCE,
    CLOCK_TRANSITION,
    CLOCKS,
    DURATIONS_AT,
    DURATIONS_END,
    EDGES_AT,
    ENTERED,
    EXITS_AT,
    EXITS_END,
    GROUP,
    HAZARD_AT,
    HOLD_LIMIT,
    HORIZON,
    ID,
    INDEX,
    LUCK,
    NOW,
    OCCASION,
    PIECES_AT,
    PIECES_END,
    PLAN,
    RELATION_AT,
    RELATIONSHIP,
    SETTING,
    SETTLES,
    STRIDE,
    TRANSITION_DUE,
    VISITS,
    Words,
)
from carepath_sim.engines.compiled.luck import due, threshold, uniform, used
from carepath_sim.engines.compiled.pointers import window
from carepath_sim.model import NOWHERE, Floats, Ints

SURELY = 1.000001
"""A sum of hazards is no larger than this many times itself, however it was rounded."""


@jit
def begin_spell(m: Ints, f: Floats, luck: Words, person: int, setting: int, entered: int) -> None:
    """Draw a threshold for every transition out of the setting; `refresh` sees which comes due first."""
    m[person + SETTING], m[person + ENTERED] = setting, entered
    visits = person + m[VISITS] + m[setting + INDEX]
    occasion, identity = m[visits], m[person + ID]
    m[visits] = occasion + 1
    m[person + OCCASION] = occasion
    clock, count, passed = person + m[CLOCKS], 0, _band(m, m[NOW] - entered)
    for exit_at in range(m[setting + EXITS_AT], m[setting + EXITS_END]):
        transition = m[exit_at]
        if m[m[transition + CAN_HAPPEN_AT] + m[person + GROUP]] != 0:
            f[m[clock + CLOCK_AMOUNT]] = threshold(uniform(luck, m[transition + LUCK], identity, occasion))
            m[clock + CLOCK_TRANSITION], m[clock + CLOCK_SINCE] = transition, m[NOW]
            m[clock + CLOCK_DUE], m[clock + CLOCK_SEEN] = NEVER, -1
            m[clock + CLOCK_PASSED] = passed
            count += 1
            clock += CLOCK
    m[person + CLOCK_COUNT] = count


@jit
def use_up(m: Ints, f: Floats, person: int, before: int, after: int) -> None:
    """Take from each threshold what was used under the old relationship; the rest runs under the new (rule 17)."""
    clock, has_edges = person + m[CLOCKS], False
    for _ in range(m[person + CLOCK_COUNT]):
        transition, since = m[clock + CLOCK_TRANSITION], m[clock + CLOCK_SINCE]
        if transition != NOWHERE:
            relation, amount = m[transition + RELATION_AT], m[clock + CLOCK_AMOUNT]
            multiplier = f[relation + before]
            if f[relation + after] != multiplier:
                m[clock + CLOCK_DUE], m[clock + CLOCK_SEEN] = NEVER, -1
                if since < m[NOW]:
                    if not has_edges:
                        _lay_durations(m, m[person + ENTERED])
                        has_edges = True
                    gone = used(
                        since,
                        m[NOW],
                        multiplier,
                        f,
                        m[transition + HAZARD_AT] + m[STRIDE] * m[person + GROUP],
                        window(m, person + m[AGE_EDGES], person + m[CLOCKS]),
                        window(m, m[EDGES_AT], m[EDGES_AT] + m[DURATIONS_END] - m[DURATIONS_AT]),
                        window(m, m[PIECES_AT], m[PIECES_END]),
                    )
                    f[amount] = max(0.0, f[amount] - gone)
                    m[clock + CLOCK_SINCE] = m[NOW]
                    m[clock + CLOCK_PASSED] = _band(m, m[NOW] - m[person + ENTERED])
        clock += CLOCK


@jit
def refresh(m: Ints, f: Floats, person: int) -> None:
    """See which transition comes due first, and put the person where the earliest of their plans belongs.

    Known before the call is every due tick that is no later than its clock has seen.
    """
    limit = min(m[person + PLAN + SETTLES], m[HORIZON])
    earliest, is_open = limit, False
    first, last = person + m[CLOCKS], person + m[CLOCKS] + CLOCK * m[person + CLOCK_COUNT]
    for clock in range(first, last, CLOCK):
        earliest = min(earliest, m[clock + CLOCK_DUE])
        is_open = is_open or m[clock + CLOCK_SEEN] < limit
    if is_open:
        entered, has_edges = m[person + ENTERED], False
        last_band = _band(m, earliest - entered)
        for clock in range(first, last, CLOCK):
            if m[clock + CLOCK_SEEN] >= earliest:
                continue
            transition, since = m[clock + CLOCK_TRANSITION], m[clock + CLOCK_SINCE]
            amount = f[m[clock + CLOCK_AMOUNT]]
            multiplier = f[m[transition + RELATION_AT] + m[person + RELATIONSHIP]]
            most = _most_hazard(m, f, person, clock, last_band, earliest)
            m[clock + CLOCK_SEEN] = earliest
            if amount * DAY > multiplier * most:
                continue
            if not has_edges:
                _lay_durations(m, entered)
                has_edges = True
            tick = due(
                amount,
                since,
                min(earliest + 1, m[HORIZON]),
                multiplier,
                f,
                m[transition + HAZARD_AT] + m[STRIDE] * m[person + GROUP],
                window(m, person + m[AGE_EDGES], first),
                window(m, m[EDGES_AT], m[EDGES_AT] + m[DURATIONS_END] - m[DURATIONS_AT]),
                window(m, m[PIECES_AT], m[PIECES_END]),
            )
            tick = max(tick, entered + 1)
            if tick <= earliest:
                m[clock + CLOCK_DUE] = earliest = tick
                last_band = _band(m, earliest - entered)
    m[person + PLAN + TRANSITION_DUE] = earliest if earliest < limit else NEVER
    tick, rank = NEVER, SETTLES
    for other in range(SETTLES, HOLD_LIMIT + 1):
        if m[person + PLAN + other] < tick:
            tick, rank = m[person + PLAN + other], other
    enter(m, person, tick, rank)


@jit
def spend_first_due(m: Ints, person: int) -> int:
    """The transition that has come due, spent for the rest of the spell; of several, the one of lowest index."""
    clock = person + m[CLOCKS]
    while m[clock + CLOCK_DUE] != m[NOW]:
        clock += CLOCK
    transition = m[clock + CLOCK_TRANSITION]
    m[clock + CLOCK_TRANSITION], m[clock + CLOCK_DUE], m[clock + CLOCK_SEEN] = NOWHERE, NEVER, NEVER
    return transition


@jit
def _most_hazard(m: Ints, f: Floats, person: int, clock: int, band: int, end: int) -> float:
    """No less than the hazard that a transition can give from CLOCK_SINCE to a tick in a band of duration."""
    transition, since, entered = m[clock + CLOCK_TRANSITION], m[clock + CLOCK_SINCE], m[person + ENTERED]
    age, bands = 0, m[DURATIONS_END] - m[DURATIONS_AT] + 1
    for edge in range(person + m[AGE_EDGES], person + m[CLOCKS]):
        age += int(m[edge] <= since)
    ages = m[CLOCKS] - m[AGE_EDGES] + 1
    row = m[transition + CEILING_OF_AT] + 2 * bands * (m[person + GROUP] * ages + age)
    run_already = _ceiling(m, f, row, m[clock + CLOCK_PASSED], since - entered)
    return _ceiling(m, f, row, band, end - entered) * SURELY - run_already


@jit
def _ceiling(m: Ints, f: Floats, row: int, band: int, duration: int) -> float:
    """The highest hazard that can have run by a duration in a band."""
    start = m[m[DURATIONS_AT] + band - 1] if band > 0 else 0
    return f[row + 2 * band] + f[row + 2 * band + 1] * (duration - start)


@jit
def _band(m: Ints, duration: int) -> int:
    """The band that a duration lies in."""
    edge = m[DURATIONS_AT]
    while edge < m[DURATIONS_END] and m[edge] <= duration:
        edge += 1
    return edge - m[DURATIONS_AT]


@jit
def _lay_durations(m: Ints, entered: int) -> None:
    """Lay the edges of the duration bands along a spell that began at `entered`."""
    for band in range(m[DURATIONS_END] - m[DURATIONS_AT]):
        m[m[EDGES_AT] + band] = entered + m[m[DURATIONS_AT] + band]
