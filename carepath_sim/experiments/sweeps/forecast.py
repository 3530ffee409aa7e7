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
from carepath_sim.experiments.engines import chosen, make_ready
from carepath_sim.experiments.sweeps.blocks import SIZE, Span, to_bytes
from carepath_sim.experiments.sweeps.cells import Base, Cell, Workshop
from carepath_sim.experiments.sweeps.design import Design, Point
from carepath_sim.experiments.sweeps.laboratory import Setup
from carepath_sim.experiments.sweeps.parts import Part, points_of
from carepath_sim.experiments.sweeps.working import Work, perform
from carepath_sim.experiments.workers import available_cores

TRIED = 3
"""Points of the design, spread evenly over it."""
TRIAL = Span(0, 4)
"""Replications of each cell that is tried."""
OVERHEAD = 1.15
"""What is written, gathered and waited for beside the work itself: measured on sweeps of a hundred points and more."""


@dataclass(frozen=True)
class Forecast:
    """`runs` are replications of cells; with `at_most` a rule may end it sooner.

    Seconds are those of the clock on the wall; of a cluster, whose `workers` are not known
    beforehand and count as 0, those of one worker of this machine.
    """

    points: int
    scenarios: int
    replications: int
    runs: int
    workers: int
    seconds: float
    bytes: int
    at_most: bool

    def facts(self) -> dict[str, Any]:
        """It as plain data."""
        return asdict(self)

    @property
    def lines(self) -> list[str]:
        """It in words."""
        most = "at most " if self.at_most else ""
        who = (
            f"with {counted(self.workers, 'worker')}"
            if self.workers
            else "of one worker's work, which a cluster shares"
        )
        return [
            f"{counted(self.points, 'point')} × {counted(self.scenarios, 'scenario')} × {most}"
            f"{counted(self.replications, 'replication')} = {most}{counted(self.runs, 'run')}",
            f"Time: {most}about {time_words(self.seconds)} {who}, from a trial on this machine",
            f"Disk: {most}about {disk_words(self.bytes)}",
            "Nothing was run into any folder. What a folder holds already is not run again.",
        ]


def forecast(design: Design, bases: Sequence[Base], setup: Setup, part: Part | None = None) -> Forecast:
    """The size of a sweep, or of a part of it.

    Scenarios that are the same at several points are counted at each, so that it may take
    less. Raises UsageError and BadInput as a sweep does.
    """
    points = points_of(design, part)
    engine = chosen(setup.engine)
    workers = 0 if setup.cluster else setup.workers or available_cores()
    make_ready(engine)
    building, running, block = _trial(design, bases, points, engine, setup)
    cells = len(points) * len(design.scenarios)
    runs = cells * design.replications
    blocks = cells * math.ceil(design.replications / SIZE)
    rows = runs * 8 * (3 + len(design.factors) + len(design.outcomes))
    return Forecast(
        points=len(points),
        scenarios=len(design.scenarios),
        replications=design.replications,
        runs=runs,
        workers=workers,
        seconds=OVERHEAD * (cells * building + runs * running) / max(workers, 1),
        bytes=blocks * block + rows,
        at_most=design.until is not None,
    )


def _trial(
    design: Design, bases: Sequence[Base], points: Sequence[Point], engine: str, setup: Setup
) -> tuple[float, float, int]:
    """Seconds to build a cell, seconds to run a replication of one, and bytes of a block."""
    steps = np.linspace(0, len(points) - 1, min(TRIED, len(points))).astype(int)
    began = perf_counter()
    workshop = Workshop(design, bases)
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
