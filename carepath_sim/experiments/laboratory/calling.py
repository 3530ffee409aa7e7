"""One call to the laboratory: what is known of its cells, who waits for which block, and what to hand out next.

A group of cells is begun when somebody is free for it. Blocks are put into the store as they come, in any order;
a group whose blocks are all there is done, or takes its next step.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.engines import chosen, make_ready
from carepath_sim.experiments.laboratory.blocks import Span, lacking
from carepath_sim.experiments.laboratory.growing import Extent, Group, Name, Record
from carepath_sim.experiments.laboratory.working import Done, Work, perform
from carepath_sim.experiments.study import Study
from carepath_sim.experiments.tasks import Failure
from carepath_sim.model import Floats

if TYPE_CHECKING:
    from carepath_sim.experiments.designs.cells import Cell
    from carepath_sim.experiments.laboratory.laboratory import Laboratory

Blocked = tuple[str, Span]
"""A key, and the block of it that somebody waits for."""


Take = Callable[[dict[Name, Floats]], None]
"""Given the values of the cells of a group that is done."""


class Call:
    """One call: what is known, who waits for what, and what to hand out next."""

    def __init__(
        self,
        laboratory: Laboratory,
        extent: Extent,
        count: int,
        take: Take | None,
        already: int,
    ) -> None:
        self.laboratory, self.extent, self.count, self.take = laboratory, extent, count, take
        self.setup = laboratory.setup
        self.engine = chosen(self.setup.engine)
        self.records: dict[str, Record] = {}
        self.waiting: defaultdict[Blocked, list[Group]] = defaultdict(list)
        self.queue: deque[Work] = deque()
        self.done, self.begun, self.targets = already, 0, 0
        self.already = already

    def run(self, groups: Iterable[Sequence[Cell]]) -> None:
        """Run whatever is lacking."""
        make_ready(self.engine)
        crew, workers = self.setup.crew(self.engine)
        self._tell()
        # Closed at once whatever happens here, so that an interrupt or a fault stops the workers too.
        with closing(crew.results(perform, _Tasks(self, iter(groups)))) as results:
            for work, done in results:
                self._arrive(work, done, workers)
        if self.waiting:
            raise ResourceError(f"{len(self.waiting)} blocks were handed out and never came back; run it again")

    def begin(self, cells: Sequence[Cell]) -> None:
        """Queue what a group of cells lacks."""
        group = Group({(cell.scenario, cell.point): (self.laboratory.key(cell), cell.study) for cell in cells})
        store, at_most, names = self.laboratory.store, self.extent.at_most, self.setup.names
        for key in group.keys:
            if key not in self.records:
                self.records[key] = Record(*store.values(key, at_most, names))
            self.records[key].groups += 1
        self.begun += len(group.cells)
        there = min(self.records[key].unbroken for key in group.keys)
        self._ask(group, self.extent.first(there))
        self._tell()

    def _ask(self, group: Group, target: int) -> None:
        """Queue the blocks that a group lacks; go on with it if there is none."""
        self.targets += (target - group.target) * len(group.cells)
        group.target = target
        for name, (key, study) in group.cells.items():
            for span in lacking(self.records[key].has[:target]):
                blocked = (key, span)
                if blocked not in group.waits_for:
                    group.waits_for.add(blocked)
                    if blocked not in self.waiting:
                        self.queue.append(self._work(name, key, span, study))
                    self.waiting[blocked].append(group)
        self._count(group)
        if not group.waits_for:
            self._go_on(group)

    def _work(self, name: Name, key: str, span: Span, study: Study) -> Work:
        words = f"scenario {name[0]}, point {name[1] + 1}, replications {span.first + 1} to {span.last + 1}"
        return Work(words, key, span, study, self.setup.seed, self.engine, self.setup.outcomes)

    def _arrive(self, work: Work, done: Done | Failure, workers: int) -> None:
        """Keep what came of a block, and let those go on who waited for it."""
        if isinstance(done, Failure):
            self.records[work.key].fail(work.span, str(done.error))
        else:
            self.laboratory.keep(work, done, workers)
            self.records[work.key].put(work.span, done.values)
        for group in self.waiting.pop((work.key, work.span)):
            group.waits_for.discard((work.key, work.span))
            self._count(group)
            if not group.waits_for:
                self._go_on(group)
        self._tell()

    def _go_on(self, group: Group) -> None:
        """A group has all it asked for: it is done, or takes its next step."""
        records = [self.records[key] for key in group.keys]
        if any(record.fault for record in records):
            self._end(group, group.target)
            return
        enough = self.extent.enough([record.values[: group.target] for record in records])
        if enough is None:
            self._ask(group, self.extent.after(group.target))
        else:
            self._end(group, enough)

    def _end(self, group: Group, count: int) -> None:
        found = {}
        for name, (key, _) in group.cells.items():
            record = self.records[key]
            if record.fault is not None:
                self.laboratory.failures[name] = record.fault[1]
            self.laboratory.read[key] = max(count, self.laboratory.read.get(key, 0))
            found[name] = np.full_like(record.values[:count], np.nan) if record.fault else record.values[:count]
        if self.take is not None:
            self.take(found)
        for key in group.keys:
            self.records[key].groups -= 1
            if not self.records[key].groups:
                del self.records[key]
        group.cells.clear()

    def _count(self, group: Group) -> None:
        """Count what is there of a group."""
        there = sum(int(self.records[key].has[: group.target].sum()) for key in group.keys)
        self.done += there - group.there
        group.there = there

    def _tell(self) -> None:
        if self.laboratory.on_progress is not None:
            least = self.extent.first(0)
            total = self.already + self.targets + max(0, self.count - self.begun) * least
            self.laboratory.on_progress(self.done, total)


class _Tasks:
    """What to do next: more of a group that is under way before another is begun.

    It may come to an end and go on: the last of the groups may want more after everything has been handed out.
    """

    def __init__(self, call: Call, groups: Iterator[Sequence[Cell]]) -> None:
        self.call, self.groups = call, groups

    def __iter__(self) -> _Tasks:
        return self

    def __next__(self) -> Work:
        while not self.call.queue:
            self.call.begin(next(self.groups))
        return self.call.queue.popleft()
