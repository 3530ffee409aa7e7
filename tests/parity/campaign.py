"""Many random models on both engines: how much was compared, and everything needed to look into what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from carepath_sim.experiments.parity import compare
from carepath_sim.model import Model
from tests.parity.faulty_models import faulty_model
from tests.parity.random_models import random_model
from tests.parity.shrinking import Pair, shrink
from tests.parity.ties import ties

MAKERS: dict[str, Callable[[int], Model]] = {"random_model": random_model, "faulty_model": faulty_model}


@dataclass
class Tally:
    """What has been compared so far; `mismatches` are explanations, one a model."""

    models: int = 0
    stopped: int = 0  # models that the same guard stopped in both engines
    events: int = 0
    rows: int = 0
    ties: int = 0  # events in the same minute as an earlier one
    mismatches: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.models:,} models ({self.stopped:,} stopped by a guard), {self.events:,} events, "
            f"{self.rows:,} rows, {self.ties:,} ties, {len(self.mismatches):,} mismatches"
        )


def compare_models(
    numbers: Iterable[int], pair: Pair, maker: str = "random_model", count_ties: bool = False, seconds: float = 30.0
) -> Tally:
    """Both engines on each model; a mismatch is shrunk for so many seconds."""
    tally = Tally()
    for number in numbers:
        model = MAKERS[maker](number)
        one, other = pair.endings(model)
        tally.models += 1
        if compare(one, other, pair.names, pair.replication) is not None:
            tally.mismatches.append(explain(number, model, pair, maker, seconds))
        elif one.log is None:
            tally.stopped += 1
        else:
            tally.events += one.log.events
            tally.rows += len(one.log)
            tally.ties += ties(model, one.log) if count_ties else 0
    return tally


def explain(number: int, model: Model, pair: Pair, maker: str, seconds: float) -> str:
    """The difference on the smallest model that shows it, that model as Python, and the command that runs the whole."""
    shrunk = shrink(model, pair, seconds)
    ending = pair.endings(shrunk.model)[0]
    rows = "no log" if ending.log is None else f"{len(ending.log)} rows"
    address = f"seed={pair.seed}, replication={pair.replication}"
    which = " --faulty" if maker == "faulty_model" else ""
    run = (
        f"python -m tests.parity{which} --from {number} --models 1 --seed {pair.seed} --replication {pair.replication}"
    )
    return (
        f"{maker}({number}), {address}. On the smallest model found ({rows}):\n{shrunk.difference}\n\n"
        f"from tests.parity.campaign import {maker}\nfrom tests.parity.reductions import reduced\n"
        f"{shrunk.as_python(f'{maker}({number})')}\nTo see it again: {run}"
    )
