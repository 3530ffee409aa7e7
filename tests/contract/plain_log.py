"""A log as lines a person can read, one a row, with nothing of a row left out."""

from __future__ import annotations

from carepath_sim.eventlog import (
    ALLOCATED,
    CONTINUED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    KINDS,
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
    Vocabulary,
    cause_name,
)
from carepath_sim.model import POST_STATES, STREAM_SHIFT
from tests.contract.moments import moment

COLUMNS = ("tick", "kind", "person", "a", "b", "cause")


def plain(log: EventLog) -> list[str]:
    """Every row of a log, a line each."""
    words = log.vocabulary
    rows = zip(*(getattr(log, name).tolist() for name in COLUMNS), strict=True)
    return [line(words, *row) for row in rows]


def line(words: Vocabulary, tick: int, kind: int, person: int, a: int, b: int, cause: int) -> str:
    """One row: moment, kind, who, what, cause; everything the row holds, so that equal lines mean equal rows."""
    if kind == POST:
        who, what = post_name(words, a), POST_STATES[b]
    elif kind == PLACES:
        who, what = words.pools[a], f"{b} open"
    else:
        who, what = person_name(words, person), deed(words, kind, a, b)
    if kind in (POST, PLACES) and person != -1:
        who += f" and person {person}"
    return f"{moment(tick)} {KINDS[kind]} {who} {what} ({cause_name(words, cause)})"


def deed(words: Vocabulary, kind: int, a: int, b: int) -> str:
    """What `a` and `b` of a person's row say."""
    if kind in (MOVED, CONTINUED):
        return f"{words.settings[a]} -> {words.settings[b]}"
    if kind == ENTERED:
        return f"{words.settings[a]} by {words.entry_streams[b]}"
    if kind in (PRESENT, WAITED, WAIT_ENDED, HELD, HOLD_ENDED, OVERRIDE):
        own_pool = words.pools[b] == words.settings[a]
        return words.settings[a] if own_pool else f"{words.settings[a]} in {words.pools[b]}"
    if kind in (ALLOCATED, LOST, SETTLED_ROW) and b >= 0:
        own_team = words.post_team[b] == a
        return post_name(words, b) if own_team else f"{post_name(words, b)} as {words.teams[a]}"
    if kind == LOST:
        return f"{words.teams[a]} queue"
    return (words.teams if kind == NEEDS else words.settings)[a] + ("" if b == -1 else f" and {b}")


def post_name(words: Vocabulary, post: int) -> str:
    """A post by its team and its number within it."""
    team = int(words.post_team[post])
    return f"{words.teams[team]} {post - words.post_team.tolist().index(team)}"


def person_name(words: Vocabulary, person: int) -> str:
    """A person of the starting caseload by row, an entrant by stream and candidate."""
    stream, number = person >> STREAM_SHIFT, person & ((1 << STREAM_SHIFT) - 1)
    return f"person {number}" if stream == 0 else f"{words.entry_streams[stream - 1]} {number}"
