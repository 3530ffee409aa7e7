"""The page of a sensitivity analysis: what was varied, what could change the decision, and what could not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from carepath_sim.report.experimenting import asked, paper, turning
from carepath_sim.report.experimenting.indexing import index_charts
from carepath_sim.report.experimenting.numbering import relabelled, titled
from carepath_sim.report.experimenting.screening import screening_charts
from carepath_sim.report.experimenting.spreading import variance_chart
from carepath_sim.report.experimenting.tornado_charts import tornado_charts
from carepath_sim.report.words import plain
from carepath_sim.scenario.resolved import Resolved

if TYPE_CHECKING:
    from carepath_sim.experiments.sensitivity.study import Sensitivity

LEADING = 4
"""How many sentences of what was found stand on the first screen, beside the tornado."""
DRAWN = 1
"""The place of the sentence that says what the tornado below it shows."""
COUNTED = ("points", "runs", "seconds")
"""What of the timing is no length of one step."""


def render(sensitivity: Sensitivity, resolved: Sequence[Resolved] = ()) -> str:
    """The page as the text of one HTML file; the same analysis gives the same text.

    `resolved` are the scenarios made complete, for their sources and what they assume. Raises ResourceError if the
    page would be larger than it may be.
    """
    titles = {name: plain(title) for name, title in sensitivity.scenarios.items()}
    base, *others = titles.values()

    def title(name: str) -> str:
        return titles.get(name, plain(name))

    sources = paper.sources(resolved)
    screening, indices = (
        relabelled(frame, {each.name: each.unit for each in sensitivity.factors})
        for frame in (sensitivity.screening, sensitivity.indices)
    )
    factors = [replace(each, label=titled(each.label, each.unit)) for each in sensitivity.factors]
    notes = sensitivity.notes
    leading = [note for place, note in enumerate(notes) if place != DRAWN][:LEADING]
    return paper.page(
        "templates/sensitivity.html.j2",
        charts=[
            *tornado_charts(sensitivity.tornado, sensitivity.switching, title, base),
            *screening_charts(screening, title),
            *index_charts(indices, title),
            *variance_chart(sensitivity.variance, title),
        ],
        found=sensitivity,
        base=base,
        others=others,
        counts=_counts(sensitivity),
        levers=asked.levers(factors, sources),
        uncertainties=asked.uncertainties(factors, sources),
        constants=asked.constants({}, {}),
        constants_line=asked.constants_words(0, sensitivity.constants_count),
        statuses=asked.statuses(sensitivity.factors),
        outcomes=asked.outcomes(sensitivity.outcomes),
        many_numbers=len(sensitivity.factors),
        assumes=paper.assumes(resolved),
        leads=leading,
        more=[note for note in notes if note not in leading],
        failures=paper.failures(sensitivity.failures),
        turns=turning.sentences(sensitivity.switching),
        turning=turning.table(sensitivity.switching, sensitivity.tornado, title),
        timing=[("Seed", str(sensitivity.seed)), *paper.facts(_steps(sensitivity.timing))],
    )


def write(sensitivity: Sensitivity, path: Path, resolved: Sequence[Resolved] = ()) -> int:
    """Write the page and return its size in bytes. Raises ResourceError if it cannot be written."""
    return paper.write(render(sensitivity, resolved), path)


def _steps(timing: Mapping[str, float]) -> dict[str, float]:
    """The timing with its steps named as lengths of time."""
    return {name if name in COUNTED else f"{name}_seconds": value for name, value in timing.items()}


def _counts(found: Sensitivity) -> list[tuple[str, str]]:
    """The tally of the first screen."""
    counts = [
        (f"{len(found.factors):,}", "numbers varied over their own ranges"),
        (f"{found.constants_count:,}", "numbers held as they are, without a range or decided by a council"),
        (f"{found.replications:,}", "replications of each bar of the tornado"),
    ]
    if "runs" in found.timing:
        counts.append((f"{int(found.timing['runs']):,}", "simulated futures"))
    return counts
