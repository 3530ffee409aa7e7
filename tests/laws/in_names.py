"""A log in names, for comparing runs whose numbers stand for different things."""

from __future__ import annotations

from carepath_sim.eventlog import (
    ALLOCATED,
    CONTINUED,
    ENTERED,
    KINDS,
    LOST,
    MOVED,
    NEEDS,
    PLACES,
    POST,
    SETTLED_ROW,
    EventLog,
    cause_name,
)
from carepath_sim.model import POST_STATES
from tests.theory.reading import rows

NamedRow = tuple[int, str, int, str, str, str]


def in_names(log: EventLog) -> list[NamedRow]:
    """Every row with names for its numbers; a post is its number within its team."""
    words = log.vocabulary
    posts = words.post_team.tolist()

    def post(number: int) -> str:
        return f"{words.teams[posts[number]]} {number - posts.index(posts[number])}" if number >= 0 else "nobody"

    def named(kind: int, a: int, b: int) -> tuple[str, str]:
        if kind in (NEEDS, ALLOCATED, LOST, SETTLED_ROW):
            return words.teams[a], post(b)
        if kind == POST:
            return post(a), POST_STATES[b]
        if kind == PLACES:
            return words.pools[a], str(b)
        if kind in (MOVED, CONTINUED):
            return words.settings[a], words.settings[b]
        if kind == ENTERED:
            return words.settings[a], words.entry_streams[b]
        return words.settings[a], words.pools[b] if b >= 0 else ""

    return [
        (tick, KINDS[kind], person, *named(kind, a, b), cause_name(words, cause))
        for tick, kind, person, a, b, cause in rows(log)
    ]


def lives(log: EventLog) -> dict[int, list[NamedRow]]:
    """The rows of each person."""
    of_person: dict[int, list[NamedRow]] = {int(person): [] for person in log.people["person"]}
    for row in in_names(log):
        if row[2] >= 0:
            of_person[row[2]].append(row)
    return of_person
