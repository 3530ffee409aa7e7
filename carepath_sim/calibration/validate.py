"""Sets a simulated council beside published figures: which it meets, which it misses, and what else is known.

A comparable figure is met if the simulated mean lies within 15% of what was published and,
where the spread between councils was published, between the 10th and the 90th percentile
of councils. Any other figure is shown for context and not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from carepath_sim.build import build_model
from carepath_sim.calibration import norfolk, studies
from carepath_sim.calibration.measures import MEASURES
from carepath_sim.calibration.view import View
from carepath_sim.catalogue import councils
from carepath_sim.catalogue.published import FILE, Figure, read_published
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import BadInput, Problem
from carepath_sim.experiments.engines import AUTO
from carepath_sim.experiments.study import DEFAULT_SEED, VALIDATED_REPLICATIONS
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.metrics.windows import Window
from carepath_sim.model import Floats, Model
from carepath_sim.scenario.resolved import Resolved

TOLERANCE = 0.15
"""How far from the published figure a comparable one may lie, as a share of it."""

TYPICAL = "The typical council"
MET, MISSED, CONTEXT, UNSEEN = "met", "missed", "", "not seen"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Row:
    """One figure, published and simulated; NaN where there is none."""

    figure: Figure
    published: float  # scaled to the council
    allowed_low: float  # between these a comparable figure is met
    allowed_high: float
    simulated: float  # mean
    low: float  # 95% interval of the mean; of a published service, the 10th and 90th percentile of single days
    high: float
    verdict: str


@dataclass(frozen=True)
class Validation:
    """What was found, and what is needed to find it again."""

    rows: tuple[Row, ...]
    scenario: str
    share: float  # of England, that numbers for England are scaled by
    replications: int
    seed: int
    fingerprints: Mapping[str, str]  # of the model of each study

    @property
    def missed(self) -> tuple[Row, ...]:
        """The comparable figures that are not met."""
        return tuple(row for row in self.rows if row.verdict == MISSED)

    @property
    def judged(self) -> int:
        """How many comparable figures could be seen, and so are met or missed."""
        return sum(row.verdict in (MET, MISSED) for row in self.rows)

    @property
    def is_met(self) -> bool:
        """Whether some comparable figure could be judged, and none is missed."""
        return self.judged > 0 and not self.missed


def validate(
    scenario: Resolved | None = None,
    replications: int = VALIDATED_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = AUTO,
    on_progress: Progress | None = None,
) -> Validation:
    """Published figures beside those of a scenario's council, or of the catalogue's own and of a published service.

    Numbers for England are scaled to the catalogue's council by the share it stands for, and
    to another by the figures that scale: its simulated starts over England's. Raises BadInput
    where published.yaml names no measure, and as `simulate` does.
    """
    figures = known(read_published())
    plan = _plan(scenario)
    tell = _teller(on_progress, replications * len(plan))
    found: dict[str, list[Floats]] = {}
    for name, (study, window) in plan.items():
        mine = [figure for figure in figures if figure.study == name]
        for view in studies.views(study, window, replications, seed, engine, tell):
            for key, measured in _measured(view, name, mine).items():
                found.setdefault(key, []).append(measured)
    values = {key: np.concatenate(parts) for key, parts in found.items()}
    share = councils.typical_share() if scenario is None else _share_of_england(figures, values)
    rows = tuple(_row(figure, values[figure.key], share) for figure in figures if figure.key in values)
    fingerprints = {name: build_model(study)[0].fingerprint() for name, (study, _) in plan.items()}
    return Validation(rows, TYPICAL if scenario is None else scenario.name, share, replications, seed, fingerprints)


def runs(scenario: Resolved | None, replications: int) -> int:
    """How many runs all studies take together."""
    return replications * len(_plan(scenario))


def _plan(scenario: Resolved | None) -> dict[str, tuple[Resolved, Callable[[Model], Window]]]:
    """What is simulated for each study, and the part of it that is looked at."""
    council = scenario or studies.council()
    plan: dict[str, tuple[Resolved, Callable[[Model], Window]]] = {
        "five_years": (council, studies.all_of_it),
        "long_run": (studies.in_the_long_run(council), studies.once_filled),
    }
    if scenario is None:
        plan["norfolk"] = (norfolk.study(), norfolk.settled)
    return plan


def known(figures: Sequence[Figure]) -> Sequence[Figure]:
    """Figures whose measures exist; raises BadInput for the others."""
    measures = {*MEASURES, *norfolk.PICTURE}
    problems = [
        Problem(
            f"catalogue/{FILE}",
            0,
            0,
            f"{figure.key}.measure",
            f"There is no measure called {figure.measure!r}",
            ", ".join(sorted(measures)),
            nearest(figure.measure, measures),
        )
        for figure in figures
        if figure.measure not in measures
    ]
    if problems:
        raise BadInput(problems)
    return figures


def _measured(view: View, study: str, figures: Sequence[Figure]) -> dict[str, Floats]:
    """Each figure in each run of a view: [runs], or [runs, days] where a service is pictured day by day."""
    if study == "norfolk":
        return {figure.key: norfolk.PICTURE[figure.measure](view) for figure in figures}
    return {figure.key: MEASURES[figure.measure](view, **figure.arguments) for figure in figures}


def _share_of_england(figures: Sequence[Figure], values: Mapping[str, Floats]) -> float:
    """How much of England a council is by the figures that say so: simulated over published."""
    scale = [figure for figure in figures if figure.scales]
    return float(sum(values[figure.key].mean() for figure in scale) / sum(figure.value for figure in scale))


def _row(figure: Figure, values: Floats, share: float) -> Row:
    published = figure.value * (share if figure.scaled else 1.0)
    simulated, low, high = days_of(values) if values.ndim > 1 else mean_of(values)
    if not figure.comparable:
        return Row(figure, published, nan, nan, simulated, low, high, CONTEXT)
    lowest, highest = allowed(published, figure)
    verdict = UNSEEN if not isfinite(simulated) else MET if lowest <= simulated <= highest else MISSED
    return Row(figure, published, lowest, highest, simulated, low, high, verdict)


def allowed(published: float, figure: Figure) -> tuple[float, float]:
    """Between what values a comparable figure is met."""
    low, high = published * (1 - TOLERANCE), published * (1 + TOLERANCE)
    if figure.low is None or figure.high is None:
        return low, high
    return max(low, figure.low), min(high, figure.high)


def mean_of(values: Floats) -> tuple[float, float, float]:
    """The mean of runs and its 95% interval; runs in which a figure is not defined are left out."""
    kept = values[np.isfinite(values)]
    if len(kept) == 0:
        return nan, nan, nan
    mean, half = float(kept.mean()), half_width(kept)
    return mean, mean - half, mean + half


def days_of(values: Floats) -> tuple[float, float, float]:
    """The mean of single days, and the 10th and 90th percentile of them."""
    low, high = np.percentile(values, [10, 90])
    return float(values.mean()), float(low), float(high)


def _teller(on_progress: Progress | None, total: int) -> Callable[[], None] | None:
    """Counts runs for somebody who watches."""
    if on_progress is None:
        return None
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        on_progress(done, total)

    return tell
