"""The page of a sweep: what was asked, what it rests on, what was found, and every point."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carepath_sim.catalogue.wording import counted
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.experiments.search.frontier import COST, STABILITY, frontier
from carepath_sim.experiments.search.lengths import Days, days_of
from carepath_sim.experiments.search.levels import Level
from carepath_sim.report.canvas import Chart
from carepath_sim.report.experimenting import asked, paper
from carepath_sim.report.experimenting.fronting import Frontier, frontier_chart
from carepath_sim.report.experimenting.gathering import swept as gathered
from carepath_sim.report.experimenting.heatmaps import heatmaps
from carepath_sim.report.experimenting.leading import leads
from carepath_sim.report.experimenting.lining import lines
from carepath_sim.report.experimenting.points import MOST, points
from carepath_sim.report.experimenting.requiring import requiring
from carepath_sim.report.experimenting.swept import Swept
from carepath_sim.report.experimenting.worlds import worlds
from carepath_sim.scenario.resolved import Resolved

if TYPE_CHECKING:
    from carepath_sim.experiments.sweeps.sweep import Sweep
    from carepath_sim.experiments.sweeps.tally import Tally

STABILITIES = (STABILITY, "breakdown_rate", "breakdowns")
KINDS = {
    "grid": "Every combination of the values named",
    "latin hypercube": "A Latin hypercube sample",
    "sobol": "A Sobol' sample",
    "listed": "The points listed in the file",
}


def render(sweep: Sweep, resolved: Sequence[Resolved] = (), levels: Sequence[Level] = ()) -> str:
    """The page as the text of one HTML file; the same sweep gives the same text.

    `resolved` are the scenarios made complete, in any order, for their sources and what they assume; service `levels`
    are held against the outcomes they name. Raises ResourceError if the page would be larger than it may be.
    """
    found = _swept(sweep)
    design = found.design
    sources = paper.sources(resolved)
    return paper.page(
        "templates/sweep.html.j2",
        charts=[*heatmaps(found, levels, _days(resolved)), *lines(found), *worlds(found), *_frontier(found, sweep)],
        design=design,
        question=design.title,
        names=[found.title(name) for name in design.scenarios],
        kind=KINDS.get(design.kind, design.kind),
        counts=_counts(found, sweep.tally),
        sides=found.looked_at,
        levers=asked.levers(design.factors, sources),
        uncertainties=asked.uncertainties(design.factors, sources),
        constants=asked.constants(design.constants, {}),
        constants_line=asked.constants_words(len(design.constants), 0),
        brief={role: asked.brief([each for each in design.factors if each.role == role]) for role in asked.ROLES},
        measured=[each.label for each in design.outcomes],
        statuses=asked.statuses(design.factors),
        outcomes=asked.outcomes(design.outcomes),
        assumes=paper.assumes(resolved),
        leads=findings(sweep, resolved, levels),
        remarks=sweep.beforehand.remarks,
        against=found.against,
        failures=paper.failures(sweep.failures),
        points=points(found),
        unseen=max(0, len(design.points) - MOST),
        timing=paper.facts(sweep.timing),
    )


def findings(sweep: Sweep, resolved: Sequence[Resolved] = (), levels: Sequence[Level] = ()) -> tuple[str, ...]:
    """What was found, in the words of the page: which points keep the service levels first, where some are stated."""
    found = _swept(sweep)
    return (*requiring(found, levels, _days(resolved)), *leads(found))


def _swept(sweep: Sweep) -> Swept:
    return gathered(sweep.design, sweep.results, sweep.titles, sweep.beforehand.lacking)


def write(sweep: Sweep, path: Path, resolved: Sequence[Resolved] = (), levels: Sequence[Level] = ()) -> int:
    """Write the page and return its size in bytes. Raises ResourceError if it cannot be written."""
    return paper.write(render(sweep, resolved, levels), path)


def _counts(found: Swept, tally: Tally | None) -> list[tuple[str, str]]:
    """The tally of the first screen: a figure and what it counts."""
    design = found.design
    many = next(iter(found.values.values())).shape[1]
    counts = [(f"{len(design.points):,}", "points of the design" if len(design.points) > 1 else "point")]
    if found.worlds > 1:
        counts.append((f"{found.worlds:,}", "plausible worlds, drawn from the ranges"))
    counts.append((f"{many:,}", "replications of each scenario at each point"))
    runs = len(design.points) * many * len(design.scenarios) if tally is None else tally.runs
    words = counted(runs, "simulated future").split(" ", 1)[1]
    if tally is not None and tally.different < tally.cells:
        words += f": {tally.different:,} of {counted(tally.cells, 'cell')} differ, and the others were not run again"
    return [*counts, (f"{runs:,}", words)]


def _days(resolved: Sequence[Resolved]) -> Days:
    """The length in days of the period of an outcome."""
    if not resolved:
        return lambda _: DAYS_PER_YEAR
    study = resolved[0].study
    return lambda outcome: days_of(outcome, float(study.horizon.amount), study.start.toordinal())


def _frontier(found: Swept, sweep: Sweep) -> list[Chart]:
    """The frontier over the levers; none where cost or stability was not measured or there is nothing to choose."""
    measured = {each.name: each for each in found.design.outcomes}
    stability = next((measured[name] for name in STABILITIES if name in measured), None)
    choices = len(found.combinations) * len(found.design.scenarios)
    if COST not in measured or stability is None or choices < 2:
        return []
    levers = [each.name for each in found.levers]
    frame = frontier(sweep.results, levers, found.design.seed, COST, stability.name)
    return frontier_chart(Frontier(frame, found.levers, measured[COST], stability, found.title))
