"""A model on which two engines differ, made as small as it can be made while they still do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.parity import Difference, Ending, compare, ended
from carepath_sim.model import Model
from tests.parity.reductions import Reduction, candidates, reduced

Simulate = Callable[[Model, int, int], EventLog]
NAMES = ("reference", "compiled")


@dataclass(frozen=True)
class Pair:
    """Two engines, and the address of the luck they are given."""

    one: Simulate
    other: Simulate
    seed: int = 1
    replication: int = 0
    names: tuple[str, str] = NAMES

    def endings(self, model: Model) -> tuple[Ending, Ending]:
        return ended(self.one, model, self.seed, self.replication), ended(
            self.other, model, self.seed, self.replication
        )

    def difference(self, model: Model) -> Difference | None:
        return compare(*self.endings(model), self.names, self.replication)


@dataclass
class Shrunk:
    """The smaller model, what made it so, and how the engines differ on it."""

    model: Model
    difference: Difference
    reductions: list[Reduction] = field(default_factory=list)

    def as_python(self, original: str) -> str:
        """Lines that make the model again; `original` is the expression for the model it came from."""
        lines = "".join(f"    {reduction!r},\n" for reduction in self.reductions)
        return f"model = reduced({original}, [\n{lines}])\n"


def shrink(model: Model, pair: Pair, seconds: float = 30.0) -> Shrunk:
    """Take things away, one after another and again from the start, while the engines still differ.

    Raises ValueError if they do not differ on the model as it is. Ends after so many
    seconds with what has been reached by then.
    """
    difference = pair.difference(model)
    if difference is None:
        raise ValueError("the engines do not differ on this model")
    end = monotonic() + seconds
    shrunk = Shrunk(model, difference)
    _end_after_difference(shrunk, pair)
    while monotonic() < end and _one_round(shrunk, pair, end):
        pass
    return shrunk


def _one_round(shrunk: Shrunk, pair: Pair, end: float) -> bool:
    """Try every reduction once; whether any could be had."""
    got = False
    for reduction in list(candidates(shrunk.model)):
        if monotonic() > end:
            break
        if _still_there(shrunk.model, reduction):
            got = _take(shrunk, pair, reduction) or got
    return got


def _still_there(model: Model, reduction: Reduction) -> bool:
    """Whether what is to be taken away has not gone already."""
    name, *numbers = reduction
    if name == "without_people":
        return numbers[0] < len(model.caseload_born)
    if name == "without_piece":
        return numbers[0] < len(model.piece_start)
    return True


def _take(shrunk: Shrunk, pair: Pair, reduction: Reduction) -> bool:
    """Reduce if the engines still differ afterwards."""
    smaller = reduced(shrunk.model, [reduction])
    difference = pair.difference(smaller)
    if difference is None:
        return False
    shrunk.model, shrunk.difference = smaller, difference
    shrunk.reductions.append(reduction)
    _end_after_difference(shrunk, pair)
    return True


def _end_after_difference(shrunk: Shrunk, pair: Pair) -> None:
    """End the study in the minute after the first row that differs."""
    row = shrunk.difference.row
    if row is None:
        return
    logs = [ending.log for ending in pair.endings(shrunk.model)]
    ticks = [int(log.tick[row]) for log in logs if log is not None and row < len(log)]
    horizon = min([shrunk.model.horizon, *(tick + 1 for tick in ticks)])
    if horizon < shrunk.model.horizon:
        _take(shrunk, pair, ("until", horizon))
