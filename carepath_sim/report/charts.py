"""The charts of the page, in reading order. A new chart is one function of the data, added here."""

from __future__ import annotations

from collections.abc import Callable

from carepath_sim.report.canvas import Chart
from carepath_sim.report.contrasts import changes
from carepath_sim.report.data import ReportData
from carepath_sim.report.filling import occupancy
from carepath_sim.report.lasting import survival
from carepath_sim.report.living import people
from carepath_sim.report.spending import by_heading, by_setting
from carepath_sim.report.trading import cost_against_stability

CHARTS: tuple[Callable[[ReportData], list[Chart]], ...] = (
    cost_against_stability,
    changes,
    survival,
    occupancy,
    people,
    by_heading,
    by_setting,
)
"""Each gives no chart where its frames hold nothing to draw."""


def draw(data: ReportData) -> list[Chart]:
    """Every chart the data allow."""
    return [chart for make in CHARTS for chart in make(data)]
