"""The page of a search: the levels that were stated, what keeps them at the least, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.search.frontier import COST, STABILITY
from carepath_sim.report.experimenting import asked, paper
from carepath_sim.report.experimenting.capacities import capacity_chart
from carepath_sim.report.experimenting.fronting import Frontier, frontier_chart
from carepath_sim.report.words import plain
from carepath_sim.scenario.resolved import Resolved

if TYPE_CHECKING:
    from carepath_sim.experiments.search.study import Search


def render(search: Search, resolved: Sequence[Resolved] = ()) -> str:
    """The page as the text of one HTML file; the same search gives the same text.

    `resolved` is the scenario made complete, for its sources and what it assumes. Raises ResourceError if the page
    would be larger than it may be.
    """
    title = plain(search.title)
    outcomes = tuple(
        dict.fromkeys([*(level.outcome for level in search.levels), *map(outcome_path, (COST, STABILITY))])
    )
    sources = paper.sources(resolved)
    chosen = Frontier(search.frontier, search.factors, outcome_path(COST), outcome_path(STABILITY), lambda _: title)
    return paper.page(
        "templates/search.html.j2",
        charts=[
            *capacity_chart(search.capacity, search.factors, search.levels, search.answer, search.breach),
            *frontier_chart(chosen),
        ],
        found=search,
        title=title,
        counts=_counts(search),
        stated=[level.words for level in search.levels],
        levers=asked.levers(search.factors, sources),
        uncertainties=asked.uncertainties(search.factors, sources),
        constants=asked.constants({}, {}),
        constants_line=asked.constants_words(0, 0),
        statuses=asked.statuses(search.factors),
        outcomes=asked.outcomes(outcomes),
        brief={"lever": asked.brief(search.factors), "uncertainty": []},
        measured=[each.label for each in outcomes],
        assumes=paper.assumes(resolved),
        failures=paper.failures(search.failures),
        timing=[("Seed", str(search.seed)), *paper.facts(search.timing)],
    )


def write(search: Search, path: Path, resolved: Sequence[Resolved] = ()) -> int:
    """Write the page and return its size in bytes. Raises ResourceError if it cannot be written."""
    return paper.write(render(search, resolved), path)


def _counts(search: Search) -> list[tuple[str, str]]:
    """The tally of the first screen."""
    looked_at = len(search.frontier)
    return [
        (f"{search.combinations:,}", "choices named" if search.combinations != 1 else "choice named"),
        (f"{looked_at:,}", "of them run: more need not be"),
        (f"{search.replications:,}", "replications of each"),
    ]
