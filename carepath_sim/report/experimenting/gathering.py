"""From a sweep, as it was run or read back, to what its page is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from carepath_sim.experiments.designs.comparable import NOTHING, Lacks
from carepath_sim.experiments.designs.design import Design
from carepath_sim.model import Floats
from carepath_sim.report.experimenting.swept import Swept


def swept(design: Design, results: pd.DataFrame, titles: Mapping[str, str], lacking: Lacks = NOTHING) -> Swept:
    """A sweep by its points; `results` has a row a scenario, point and replication. What is missing there is NaN."""
    values = {name: _values(design, results[results["scenario"] == name]) for name in design.scenarios}
    return Swept(design, titles, values, lacking)


def _values(design: Design, rows: pd.DataFrame) -> Floats:
    """Outcomes of one scenario [points, replications, outcomes]."""
    many = int(rows["replication"].max()) + 1 if len(rows) else 1
    found = np.full((len(design.points), many, len(design.outcomes)), np.nan)
    places = {point.number: row for row, point in enumerate(design.points)}
    at = rows["point"].map(places).to_numpy(dtype=np.int64)
    columns: Sequence[str] = [each.name for each in design.outcomes]
    found[at, rows["replication"].to_numpy(dtype=np.int64)] = rows[list(columns)].to_numpy(dtype=np.float64)
    return found
