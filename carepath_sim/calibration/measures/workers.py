"""How many different key workers young people have."""

from __future__ import annotations

from carepath_sim.calibration.measures.register import measure, metric_in_window
from carepath_sim.calibration.view import View
from carepath_sim.model import Floats


@measure
def worker_changed(view: View) -> Floats:
    """Of those looked after on 31 March, the share with two or more different key workers in the year to it.

    The metric of the report. A worker before care counts, as the social worker before care did in the publication.
    """
    return metric_in_window(view, "worker_changed")


@measure
def three_workers(view: View) -> Floats:
    """Of those looked after on 31 March, the share with three or more different key workers in the year to it.

    The metric of the report.
    """
    return metric_in_window(view, "three_workers")
