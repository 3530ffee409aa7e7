"""How large a sweep is, and how long it would take on this machine, from a trial of a few of its cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import numpy as np

from carepath_sim.catalogue.wording import counted
from carepath_sim.errors import ModelFault
from carepath_sim.experiments.designs import scope
from carepath_sim.experiments.designs.cells import Base, Cell, Workshop
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.designs.numbers import numbers_of
from carepath_sim.experiments.engines import chosen, make_ready
from carepath_sim.experiments.laboratory.blocks import SIZE, Span, to_bytes
from carepath_sim.experiments.laboratory.laboratory import Setup
from carepath_sim.experiments.laboratory.working import Work, perform
from carepath_sim.experiments.sweeps.parts import Part, points_of
from carepath_sim.experiments.workers import available_cores

TRIED = 3
"""Points of the design, spread evenly over it."""
TRIAL = Span(0, 4)
"""Replications of each cell that is tried."""
OVERHEAD = 1.15
"""What is written, gathered and waited for beside the work itself: measured on sweeps of a hundred points and more."""


@dataclass(frozen=True)
class Forecast:
    """`cells` are scenarios at points, of which `different` are run; with `at_most` a rule may end it sooner.

    `varied` says what varies, in words.

    Seconds are those of the clock on the wall; of a cluster, whose `workers` are not known
    beforehand and count as 0, those of one worker of this machine.
    """

    points: int
    scenarios: int
    replications: int
    cells: int
    different: int
    runs: int
    workers: int
    seconds: float
    bytes: int
    at_most: bool
    varied: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """It as plain data."""
        return asdict(self)

    @property
    def _most(self) -> str:
        return "at most " if self.at_most else ""

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return size_words(self.points, self.scenarios, self.replications, self.at_most, self.different)

    @property
    def lines(self) -> list[str]:
        """It in words."""
        who = (
            f"with {counted(self.workers, 'worker')}"
            if self.workers
            else "of one worker's work, which a cluster shares"
        )
        most = self._most
        return [
            self.size,
            *(f"  {line}" for line in self.varied),
            f"Time: {most}about {time_words(self.seconds)} {who}, from a trial on this machine",
            f"Disk: {most}about {disk_words(self.bytes)}",
            "Nothing was run into any folder. What a folder holds already is not run again.",
        ]


def size_words(points: int, scenarios: int, replications: int, at_most: bool, different: int | None = None) -> str:
    """How large a sweep is; with `at_most` a rule may end it sooner.

    Of its cells only those that are `different` are run, which takes a look at the models and may not be known.
    """
    most, every = "at most " if at_most else "", points * scenarios
    runs = counted((every if different is None else different) * replications, "run")
    cells = f"{counted(points, 'point')} × {counted(scenarios, 'scenario')}"
    if different is not None and different < every:
        are = "differs and is" if different == 1 else "differ and are"
        cells += f" = {counted(every, 'cell')}, of which {different:,} {are} run: {different:,}"
    return f"{cells} × {most}{counted(replications, 'replication')} = {most}{runs}"


def forecast(design: Design, bases: Sequence[Base], setup: Setup, part: Part | None = None) -> Forecast:
    """The size of a sweep, or of a part of it. Raises UsageError and BadInput as a sweep does."""
    points = points_of(design, part)
    engine = chosen(setup.engine)
    workers = 0 if setup.cluster else setup.workers or available_cores()
    make_ready(engine)
    workshop = Workshop(design, bases)
    building, running, block = _trial(workshop, points, engine, setup)
    cells, different = len(points) * len(design.scenarios), workshop.different(points)
    runs = different * design.replications
    blocks = different * math.ceil(design.replications / SIZE)
    rows = cells * design.replications * 8 * (3 + len(design.factors) + len(design.outcomes))
    return Forecast(
        points=len(points),
        scenarios=len(design.scenarios),
        replications=design.replications,
        cells=cells,
        different=different,
        runs=runs,
        workers=workers,
        seconds=OVERHEAD * (different * building + runs * running) / max(workers, 1),
        bytes=blocks * block + rows,
        at_most=design.until is not None,
        varied=tuple(scope.lines(design.factors, [numbers_of(base.resolved) for base in bases])),
    )


def _trial(workshop: Workshop, points: Sequence[Point], engine: str, setup: Setup) -> tuple[float, float, int]:
    """Seconds to build a cell, seconds to run a replication of one, and bytes of a block."""
    steps = np.linspace(0, len(points) - 1, min(TRIED, len(points))).astype(int)
    began, design = perf_counter(), workshop.design
    cells = [workshop.cell(scenario, points[step]) for step in steps for scenario in design.scenarios]
    building = (perf_counter() - began) / len(cells)
    # The first one fills what is kept between runs.
    seconds = [_seconds(cell, engine, setup) for cell in [cells[0], *cells]][1:]
    values = np.random.default_rng(setup.seed).random((SIZE, len(design.outcomes)))
    return building, float(np.mean(seconds)) / len(TRIAL), len(to_bytes(Span(0, SIZE - 1), values, setup.names))


def _seconds(cell: Cell, engine: str, setup: Setup) -> float:
    work = Work("a trial", "", TRIAL, cell.study, setup.seed, engine, setup.outcomes)
    began = perf_counter()
    try:
        perform(work)
    except ModelFault:
        return perf_counter() - began  # the sweep itself will tell of it
    return perf_counter() - began


def time_words(seconds: float) -> str:
    """A length of time as one would plan with it."""
    if seconds < 100:
        return counted(max(1, round(seconds)), "second")
    if seconds < 100 * 60:
        return counted(round(seconds / 60), "minute")
    return f"{seconds / 3600:.1f} hours" if seconds < 100 * 3600 else counted(round(seconds / 86400), "day")


def disk_words(size: float) -> str:
    """A number of bytes."""
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 1000:
            return f"{size:.2g} {unit}" if size < 10 else f"{size:.0f} {unit}"
    return f"{size / 1000:.1f} TB"
