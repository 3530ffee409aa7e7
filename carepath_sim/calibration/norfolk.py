"""A published service beside the model: the two hubs of New Roads, Norfolk, in the autumn of 2022.

Published were 145 referrals accepted in the year to August 2022, two hubs with 12 places,
and 94 young people worked with on one day: 8 in the hubs, 16 with outreach where they
were placed and 70 at the edge of care.

Put in are the referrals, the places, the ages and the rule that places are kept free.
Fitted is the time that support lasts, so that 94 are worked with: by Little's law a
caseload is referrals times mean duration, and 94 over 145 a year is 7.8 months. How the
94 divide, and how full the hubs are, is not fitted, though two of the catalogue's
assumptions were made with that day in view. All else is the catalogue's council, which is
not Norfolk: nothing else that was published of Norfolk's service is a number the model
could take.

`python -m carepath_sim.calibration.norfolk FILES` fits again, after a change to the
catalogue, and rewrites the two fitted numbers in its own file and in the files named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from carepath_sim.calibration import studies
from carepath_sim.calibration.measures.services import (
    at_edge_of_care,
    begun_by_year,
    episodes,
    in_hubs,
    on_days,
    visited_in_placement,
)
from carepath_sim.calibration.rewriting import put
from carepath_sim.calibration.view import View
from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.published import by_key
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.experiments.study import DEFAULT_SEED
from carepath_sim.metrics.reading import Window
from carepath_sim.model import Floats, Model
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.vary import with_values

SCENARIO = Path(__file__).with_name("norfolk_2022.yaml")
PLACES = 12
"""In the two hubs."""
SETTLING_IN = 2
"""Years until the service has as many young people as it is going to have."""

REFERRED = "demand.streams.edge_of_care.rate"
LASTS = "settings.edge_of_care.endings.support_ends.hazard"


def study() -> Resolved:
    """The catalogue's council with the published service."""
    return resolve(from_text(SCENARIO.read_text(encoding="utf-8"), SCENARIO.stem))


def settled(model: Model) -> Window:
    """The part of the study in which the service is pictured."""
    return Window("settled", studies.anniversary(model.start_day, SETTLING_IN), model.horizon)


# The picture, by day or year of every run.


def caseload(view: View) -> Floats:
    """Everyone the service works with, at each midnight: [runs, days]."""
    return (
        on_days(view, in_hubs(view)) + on_days(view, visited_in_placement(view)) + on_days(view, at_edge_of_care(view))
    )


PICTURE: dict[str, Callable[[View], Floats]] = {
    "service_referrals": lambda view: begun_by_year(view, episodes(view)),
    "service_caseload": caseload,
    "service_in_hubs": lambda view: on_days(view, in_hubs(view)),
    "service_outreach": lambda view: on_days(view, visited_in_placement(view)),
    "service_edge_of_care": lambda view: on_days(view, at_edge_of_care(view)),
    "service_occupancy": lambda view: on_days(view, in_hubs(view)) / PLACES,
}
"""What is seen of the service, as published.yaml names it: [runs, days], and referrals [runs, years]."""


# The fit.


def fit(rounds: int, replications: int, seed: int = DEFAULT_SEED) -> tuple[float, float]:
    """Referrals a year to the edge of care, and months that support lasts, with which the totals are as published.

    The model itself brings some young people into the hubs from placements; they are
    referrals as well, so fewer than 145 come by way of the stream.
    """
    fitted, published = study(), by_key()
    rate = fitted.study.demand.streams["edge_of_care"].rate.amount * DAYS_PER_YEAR
    months = _months(fitted)
    for _ in range(rounds):
        referrals, people = _seen(with_values(fitted, _numbers(rate, months)), replications, seed)
        print(
            f"{rate:.1f} a year, {months:.2f} months: {referrals:.1f} referrals, {people:.1f} people", file=sys.stderr
        )
        rate += published["norfolk_referrals"].value - referrals
        months *= published["norfolk_caseload"].value / people
    return rate, months


def _numbers(rate: float, months: float) -> dict[str, str]:
    return {REFERRED: f"{rate:.1f} per year", LASTS: f"{months:.2f} months"}


def _seen(fitted: Resolved, replications: int, seed: int) -> tuple[float, float]:
    """Referrals a year and people on the average day."""
    views = list(studies.views(fitted, settled, replications, seed))
    names = ("service_referrals", "service_caseload")
    referrals, people = (float(np.mean([PICTURE[name](view).mean() for view in views])) for name in names)
    return referrals, people


def _months(fitted: Resolved) -> float:
    mean = fitted.study.settings["edge_of_care"].endings["support_ends"].hazard.mean
    assert mean is not None
    return mean.amount / DAYS_PER_YEAR * 12


def write(rate: float, months: float, files: Sequence[Path]) -> None:
    """Put the fitted numbers into files, leaving every other character of them alone."""
    for file in files:
        marks = read(file, str(file))[0].marks
        for path, text in _numbers(rate, months).items():
            put(file, marks[(*path.split("."), "mean" if path == LASTS else "value")], text)


def main() -> None:
    """Fit and rewrite."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="other files that hold the two numbers")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--replications", type=int, default=40)
    options = parser.parse_args()
    write(*fit(options.rounds, options.replications), [SCENARIO, *options.files])


if __name__ == "__main__":
    main()
