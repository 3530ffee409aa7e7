"""Everything that logs of random models are expected to show, by name, and who shows it."""

from __future__ import annotations

import re
from collections import Counter

from carepath_sim import eventlog
from carepath_sim.eventlog import CAUSES, KINDS, EventLog
from carepath_sim.model import Model
from tests.parity import features_places, features_workers
from tests.parity.reading import read

NAMES = features_places.NAMES + features_workers.NAMES


def features(model: Model, log: EventLog, seed: int, replication: int) -> Counter[str]:
    """How often each feature is shown by one log."""
    found: Counter[str] = Counter()
    for council, row, following in read(model, log, (seed, replication)):
        found.update(features_places.features(council, row, following))
        found.update(features_workers.features(council, row, following))
    return found


def kinds_and_causes(log: EventLog) -> Counter[tuple[str, str]]:
    """How often each kind of row has each cause; all transitions count as one."""
    pairs = zip(log.kind.tolist(), log.cause.tolist(), strict=True)
    return Counter((KINDS[kind], "transition" if cause >= 0 else CAUSES[-1 - cause]) for kind, cause in pairs)


def documented_kinds_and_causes() -> set[tuple[str, str]]:
    """Every combination that the table in the docstring of `eventlog` allows."""
    assert eventlog.__doc__ is not None
    rows = re.findall(rf"^({'|'.join(KINDS)}) .*$", eventlog.__doc__, re.MULTILINE)
    lines = [line for line in eventlog.__doc__.splitlines() if line.split(" ")[0] in rows]
    told = {line.split()[0]: re.split(r"  +", line.strip())[-1] for line in lines}
    words = re.compile("|".join(("transition", *CAUSES)))
    return {(kind, cause) for kind, causes in told.items() for cause in words.findall(re.sub(r"\(.*?\)", "", causes))}
