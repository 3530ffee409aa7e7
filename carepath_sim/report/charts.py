"""The charts of the page by the question they answer, in reading order. A new chart is one function, added here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from carepath_sim.report.bridging import spending
from carepath_sim.report.budgeting import budgeting
from carepath_sim.report.canvas import Chart
from carepath_sim.report.contrasts import changes
from carepath_sim.report.data import ReportData
from carepath_sim.report.experimenting.tornado_charts import tornado
from carepath_sim.report.filling import occupancy
from carepath_sim.report.flowing import flowing
from carepath_sim.report.journeying import journeying
from carepath_sim.report.lasting import survival
from carepath_sim.report.living import people
from carepath_sim.report.meeting import meeting
from carepath_sim.report.queueing import overflow, waiting
from carepath_sim.report.reaching import places_needed
from carepath_sim.report.repaying import repaying
from carepath_sim.report.settling import moves_and_breakdowns
from carepath_sim.report.sharing import sharing
from carepath_sim.report.staffing import key_workers
from carepath_sim.report.trading import cost_against_stability

OVERVIEW, MONEY, STABILITY, PLACES, WORKERS, PATHWAYS, TRUST = (
    "Cost and stability together",
    "Money",
    "Stability",
    "Places and queues",
    "Key workers",
    "Pathways and young people",
    "Published beside simulated",
)
GROUPS: dict[str, tuple[Callable[[ReportData], list[Chart]], ...]] = {
    OVERVIEW: (cost_against_stability, changes, tornado),
    MONEY: (spending, budgeting, repaying),
    STABILITY: (survival, moves_and_breakdowns),
    PLACES: (occupancy, places_needed, waiting, overflow, people),
    WORKERS: (key_workers,),
    PATHWAYS: (sharing, flowing, journeying),
    TRUST: (meeting,),
}
"""Each function gives no chart where its frames hold nothing to draw; a group without charts has no heading."""


@dataclass(frozen=True, eq=False)
class Group:
    """The charts that answer one question, under its heading."""

    heading: str
    charts: tuple[Chart, ...]


def grouped(data: ReportData) -> list[Group]:
    """Every chart the data allow, by group; groups without any are left out."""
    drawn = [
        Group(heading, tuple(each for make in makers for each in make(data))) for heading, makers in GROUPS.items()
    ]
    return [group for group in drawn if group.charts]


def draw(data: ReportData) -> list[Chart]:
    """Every chart the data allow, in reading order."""
    return [chart for group in grouped(data) for chart in group.charts]
