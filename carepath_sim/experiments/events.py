"""Event logs as one table in words, with the columns that the animation package vidigi reads.

`event_type` is `arrival_departure` (an arrival or a departure), `queue` (now living in the
setting that `event` names), `resource_use` and `resource_use_end` (a key worker, whose
post is `resource_id`), or the kind of row for everything else (`waited`, `held`, `post`,
`places`, ...). vidigi draws one replication at a time: select a scenario and a
replication, and the event types to be seen, usually `arrival_departure` and `queue`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from carepath_sim.eventlog import (
    ALLOCATED,
    CONTINUED,
    ENTERED,
    KINDS,
    LEFT,
    LOST,
    MOVED,
    NEEDS,
    PLACES,
    POST,
    PRESENT,
    SETTLED_ROW,
    EventLog,
    cause_name,
)
from carepath_sim.model import POST_STATES, Ints

SCHEMA = pa.schema(
    [
        ("scenario", pa.string()),
        ("replication", pa.int64()),
        ("entity_id", pa.int64()),  # the young person; empty for posts and places
        ("pathway", pa.string()),  # entry stream, or the starting caseload
        ("event_type", pa.string()),
        ("event", pa.string()),
        ("time", pa.int64()),  # minutes since 00:00 on the start date
        ("resource_id", pa.int64()),  # the post, numbered from 1
        ("kind", pa.string()),  # the kind of row in the log
        ("cause", pa.string()),
    ]
)
STARTING_CASELOAD = "starting caseload"


def write_events(path: Path, logs: Iterable[tuple[str, int, EventLog]]) -> None:
    """Write logs, given as (scenario, replication, log), to one Parquet file, a row group each."""
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for scenario, replication, log in logs:
            writer.write_table(table(scenario, replication, log))


def table(scenario: str, replication: int, log: EventLog) -> pa.Table:
    """Every row of a log in words; whoever arrives has a row for arriving and one for where they live."""
    arriving = np.isin(log.kind, (PRESENT, ENTERED))
    # The extra row goes just before the one it was made from.
    source = np.repeat(np.arange(len(log)), 1 + arriving)
    is_arrival = np.zeros(len(source), dtype=np.bool_)
    is_arrival[:-1] = source[1:] == source[:-1]
    person, post = log.person[source], _posts(log)[source]
    event_type, event = _types(log)[source], _events(log)[source]
    event_type[is_arrival], event[is_arrival] = "arrival_departure", "arrival"
    causes = {cause: cause_name(log.vocabulary, int(cause)) for cause in np.unique(log.cause)}
    return pa.table(
        {
            "scenario": pa.array([scenario] * len(source), pa.string()),
            "replication": pa.array(np.full(len(source), replication)),
            "entity_id": pa.array(person, mask=person < 0),
            "pathway": pa.array(_pathways(log)[source], pa.string()),
            "event_type": pa.array(event_type, pa.string()),
            "event": pa.array(event, pa.string()),
            "time": pa.array(log.tick[source]),
            "resource_id": pa.array(post + 1, mask=post < 0),
            "kind": pa.array(np.array(KINDS, dtype=object)[log.kind][source], pa.string()),
            "cause": pa.array([causes[cause] for cause in log.cause[source]], pa.string()),
        },
        schema=SCHEMA,
    )


def _posts(log: EventLog) -> Ints:
    """The post a row is about, or -1."""
    by_person = np.isin(log.kind, (ALLOCATED, LOST, SETTLED_ROW))
    return np.where(log.kind == POST, log.a, np.where(by_person, log.b, -1)).astype(np.int64)


def _types(log: EventLog) -> np.ndarray:
    found = np.array(KINDS, dtype=object)[log.kind]
    found[np.isin(log.kind, (PRESENT, ENTERED, MOVED, CONTINUED))] = "queue"
    found[log.kind == LEFT] = "arrival_departure"
    found[log.kind == ALLOCATED] = "resource_use"
    found[(log.kind == LOST) & (log.b >= 0)] = "resource_use_end"
    return found


def _events(log: EventLog) -> np.ndarray:
    """The setting, team, pool or post state that a row names."""
    words = log.vocabulary
    settings, teams, pools = (np.array(names, dtype=object) for names in (words.settings, words.teams, words.pools))
    found = np.full(len(log), "depart", dtype=object)
    entering, moving = np.isin(log.kind, (MOVED, CONTINUED)), np.isin(log.kind, (NEEDS, ALLOCATED, LOST, SETTLED_ROW))
    found[entering] = settings[log.b[entering]]
    found[moving] = teams[log.a[moving]]
    found[log.kind == PLACES] = pools[log.a[log.kind == PLACES]]
    found[log.kind == POST] = np.array(POST_STATES, dtype=object)[log.b[log.kind == POST]]
    rest = ~(entering | moving | np.isin(log.kind, (PLACES, POST, LEFT)))
    found[rest] = settings[log.a[rest]]
    return found


def _pathways(log: EventLog) -> np.ndarray:
    streams = (*log.vocabulary.entry_streams, STARTING_CASELOAD)
    by_person = {
        int(person): streams[stream] for person, stream in zip(log.people["person"], log.people["stream"], strict=True)
    }
    return np.array([by_person.get(int(person)) for person in log.person], dtype=object)
