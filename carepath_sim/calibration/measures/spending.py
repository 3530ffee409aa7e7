"""What a week in care costs."""

from __future__ import annotations

import numpy as np

from carepath_sim.calibration.measures.register import measure, metric_in_window
from carepath_sim.calibration.view import View
from carepath_sim.metrics.arrays import ratios
from carepath_sim.metrics.registry import METRICS
from carepath_sim.model import Floats


@measure
def cost_of_a_care_week(view: View) -> Floats:
    """£ of the settings in which young people are looked after, for each week looked after; no other cost.

    Places that are paid for whoever lives there are paid for empty as well.
    """
    if view.reading.prices is None:
        return np.full(view.reading.n_runs, np.nan)
    by_setting = METRICS["cost_by_setting"].function(view.reading)
    assert isinstance(by_setting, dict)
    words = view.reading.words
    inside = [name for name, is_care in zip(words.settings, words.is_looked_after, strict=True) if is_care]
    spent = sum((by_setting[name][:, 0] for name in inside), np.zeros(view.reading.n_runs))
    return ratios(spent, metric_in_window(view, "care_nights") / 7)
