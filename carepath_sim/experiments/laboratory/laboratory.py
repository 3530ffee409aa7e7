"""The laboratory: what are the outcomes of these cells? Only what the store lacks is run.

Cells may be built while others are simulated: they are asked for one by one, a few blocks ahead of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import length_hint
from time import perf_counter
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from carepath_sim.errors import UsageError
from carepath_sim.experiments import circumstances
from carepath_sim.experiments.crews import Crew, crew_for
from carepath_sim.experiments.engines import AUTO, chosen
from carepath_sim.experiments.laboratory.calling import Call, Take
from carepath_sim.experiments.laboratory.growing import Extent, Name, Rule
from carepath_sim.experiments.laboratory.store import BlockStore, key_of
from carepath_sim.experiments.laboratory.timing import peak_memory
from carepath_sim.experiments.laboratory.working import Done, Work
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.study import Study
from carepath_sim.experiments.workers import Progress, available_cores
from carepath_sim.model import Floats

if TYPE_CHECKING:
    from carepath_sim.experiments.designs.cells import Cell


@dataclass(frozen=True)
class Setup:
    """How cells are run: the luck, what is measured, and by whom."""

    seed: int
    outcomes: tuple[OutcomePath, ...]
    engine: str = AUTO
    workers: int | None = None
    cluster: str | None = None

    @property
    def names(self) -> list[str]:
        """The names of the outcomes."""
        return [outcome.name for outcome in self.outcomes]

    def check(self) -> None:
        """Raise UsageError for what makes no sense, or an engine that is not there."""
        if not self.outcomes:
            raise UsageError("nothing is to be measured: name at least one outcome")
        if self.seed < 0:
            raise UsageError(f"the seed must be 0 or more, not {self.seed}")
        if self.workers is not None and self.workers < 1:
            raise UsageError(f"there must be at least 1 worker, not {self.workers}")
        chosen(self.engine)
        if self.cluster is not None:
            from carepath_sim.experiments.scheduler import check_address

            check_address(self.cluster)

    def crew(self, engine: str) -> tuple[Crew, int]:
        """Who does the work, and how many they are (0 where nobody here knows)."""
        if self.cluster is not None:
            from carepath_sim.experiments.cluster import on_cluster

            return on_cluster(self.cluster), 0
        count = self.workers or available_cores()
        return crew_for(engine, count), count


class Laboratory:
    """Runs cells; `failures` says in words what stopped those of which no values could be had, by cell.

    `keys` are those of the cells met, `read` says of how many replications of each key values were given, and `ran`
    counts those that were run for it and not found in the store.
    """

    def __init__(self, store: BlockStore, setup: Setup, on_progress: Progress | None = None) -> None:
        setup.check()
        self.store, self.setup, self.on_progress = store, setup, on_progress
        self.failures: dict[Name, str] = {}
        self.keys: dict[Name, str] = {}
        self.read: dict[str, int] = {}
        self.ran = 0
        self._known: WeakKeyDictionary[Study, str] = WeakKeyDictionary()
        self._began = perf_counter()

    def values(self, cells: Iterable[Cell], replications: int, count: int | None = None) -> dict[Name, Floats]:
        """The outcomes of every cell, [replications, outcomes]; all NaN, and in `failures`, where a run was stopped.

        Cells of the same key are run once. `count` is how many cells there are, for progress,
        where their iterable does not know. Raises UsageError if there is less than one
        replication, and ResourceError if the disk or every worker fails.
        """
        found: dict[Name, Floats] = {}
        many = length_hint(cells) if count is None else count
        self.run(([cell] for cell in cells), Extent(replications), many, found.update)
        return found

    def values_until(
        self, groups: Iterable[Sequence[Cell]], rule: Rule, at_most: int, count: int = 0
    ) -> dict[Name, Floats]:
        """The outcomes of cells in groups, each group with as many replications as `rule` finds enough for it.

        Independent of the size of blocks, of what was there before and of who ran it; `count`
        is of the cells. Errors as `values`.
        """
        found: dict[Name, Floats] = {}
        self.run(groups, Extent(at_most, rule), count, found.update)
        return found

    def run(
        self,
        groups: Iterable[Sequence[Cell]],
        extent: Extent,
        count: int,
        take: Take | None = None,
        already: int = 0,
    ) -> None:
        """Put into the store what it lacks of some groups of cells; `take` is given the values of each that is done.

        Nothing else is kept in memory. `already` counts replications, for progress, that
        need not be asked for. Errors as `values`.
        """
        if extent.at_most < 1:
            raise UsageError(f"there must be at least 1 replication, not {extent.at_most}")
        Call(self, extent, count, take, already).run(groups)

    def key(self, cell: Cell) -> str:
        """The key of a cell, which is then known by its name."""
        key = self._known.get(cell.study)
        if key is None:
            key = self._known[cell.study] = key_of(cell.study, self.setup.seed, self.setup.outcomes)
        self.keys[cell.scenario, cell.point] = key
        return key

    def keep(self, work: Work, done: Done, workers: int) -> None:
        """A block into the store, and what it took into the journal."""
        self.store.write(work.key, work.span, done.values, self.setup.names)
        if not self.ran:
            self.store.note({"start": circumstances.now().written, "workers": workers})
        self.ran += len(work.span)
        facts = {"key": work.key, "first": work.span.first, "last": work.span.last, "worker": done.worker}
        self.store.note({**facts, "seconds": round(done.seconds, 4), "at": self.seconds})

    def end(self) -> None:
        """Say in the journal that all is done, and how much memory it took; nothing if nothing was run."""
        if self.ran:
            self.store.note({"ended": True, "at": self.seconds, "peak_memory": peak_memory()})

    @property
    def seconds(self) -> float:
        """Since it was set up, by the clock on the wall."""
        return round(perf_counter() - self._began, 4)
