"""The points of a design as a table: their levels, and what leads of their outcomes."""

from __future__ import annotations

from math import isfinite

import numpy as np
import pandas as pd

from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.model import Floats
from carepath_sim.report.experimenting.contrasting import outcomes_drawn
from carepath_sim.report.experimenting.swept import Swept, level_words
from carepath_sim.report.experimenting.widening import estimate
from carepath_sim.report.words import Scale, fit

MOST = 100
"""Points that a page shows; the files of the sweep have them all."""
MOST_COLUMNS = 12
LEAST_OUTCOMES = 2


def points(swept: Swept) -> pd.DataFrame:
    """The first points in order: the value of each factor, and the mean of each outcome that leads with its interval.

    A row a point and scenario. As many outcomes as leave the table readable.
    """
    chosen = outcomes_drawn(swept)[: max(LEAST_OUTCOMES, MOST_COLUMNS - len(swept.design.factors))]
    scales = {each: _scale(swept, each) for each in chosen}
    return pd.DataFrame(
        [
            {
                "Point": str(point.number + 1),
                **({} if swept.is_alone else {"Scenario": swept.title(scenario)}),
                **{
                    factor.label: level_words(factor, value)
                    for factor, value in zip(swept.design.factors, point.values, strict=True)
                },
                **{
                    f"{each.label} ({each.unit})": _written(swept.values[scenario][place, :, swept.place(each)], scale)
                    for each, scale in scales.items()
                },
            }
            for place, point in enumerate(swept.design.points[:MOST])
            for scenario in swept.design.scenarios
        ]
    )


def _scale(swept: Swept, outcome: OutcomePath) -> Scale:
    """One scale for a column, as fine as its largest value asks for."""
    place = swept.place(outcome)
    most = [
        float(np.nanmax(np.abs(own[..., place]))) for own in swept.values.values() if np.isfinite(own[..., place]).any()
    ]
    return fit(most, outcome.unit)


def _written(values: Floats, scale: Scale) -> str:
    own = estimate(values[None, :])
    if not isfinite(own.mean):
        return "not known"
    between = f" ({scale.between(own.low, own.high)})" if isfinite(own.low) else ""
    return f"{scale.write(own.mean)}{between}"
