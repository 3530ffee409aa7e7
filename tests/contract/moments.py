"""Times as the micro-scenarios write them: ``day 3 12:30`` is a moment, ``2 days 01:00`` a length of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from carepath_sim.clock import DAY, MINUTES_PER_HOUR

MOMENT = re.compile(r"day (-?\d+)(?: (\d\d):(\d\d))?")
LENGTH = re.compile(r"(?:(\d+) days?)?\s*(?:(\d\d):(\d\d))?\s*(?:(\d+) minutes?)?")


def tick(text: str) -> int:
    """Ticks from 00:00 on day 0 to a moment; days before the start are negative."""
    match = MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a moment such as 'day 3' or 'day 3 12:30'")
    day, hours, minutes = match.groups(default="0")
    return int(day) * DAY + int(hours) * MINUTES_PER_HOUR + int(minutes)


def ticks(text: str | int) -> int:
    """Ticks in a length of time."""
    match = LENGTH.fullmatch(str(text))
    if match is None or not any(match.groups()):
        raise ValueError(f"{text!r} is not a length of time such as '2 days', '2 days 01:00' or '5 minutes'")
    days, hours, clock_minutes, minutes = (int(group) for group in match.groups(default="0"))
    return days * DAY + hours * MINUTES_PER_HOUR + clock_minutes + minutes


def moment(when: int) -> str:
    """A tick as a moment in words."""
    minute = when % DAY
    return f"day {when // DAY} {minute // MINUTES_PER_HOUR:02}:{minute % MINUTES_PER_HOUR:02}"


def as_list(value: Any) -> list[Any]:
    """A value that may be missing, single or already a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def moments_in(value: Any) -> Iterator[int]:
    """The tick of every mapping key that is a moment, at any depth: where a calendar piece has to begin."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(key, str) and MOMENT.fullmatch(key):
                yield tick(key)
            yield from moments_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from moments_in(inner)


def at_moment(value: Any, when: int) -> Any:
    """What a value is at a tick: itself, or the latest entry of a mapping from moments to values."""
    if not isinstance(value, dict) or not any(MOMENT.fullmatch(str(key)) for key in value):
        return value
    begun = [(tick(key), inner) for key, inner in value.items() if tick(key) <= when]
    return max(begun, key=lambda pair: pair[0])[1] if begun else None
