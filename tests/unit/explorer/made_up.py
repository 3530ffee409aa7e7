"""A made-up study with everything that is awkward: nothing in common, not defined, always the same, hostile names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from carepath_sim.explorer import Exploration, Measure, Offered
from carepath_sim.explorer.data import Key

HOSTILE = '<img src=x onerror="document.title=1">=HYPERLINK("javascript:alert(1)")%{x}</script>'
SCENARIOS = ("first", "second", "third")
PERIODS = {"all": "Whole study", "year 1": "Year 1: 1 April 2026 to 31 March 2027", "year 2": "Year 2: from then on"}
MEASURES = (
    Measure("cost_per_year", "Cost per year", "£ per year", "lower", "All of it.", "Money", True, 0.0, 0.01, 0.0),
    Measure("people", "Young people", "young people", "neither", "Who lives there.", "Young people", False, 0.0),
    Measure("moves", "Moves", "moves", "lower", "New placements.", "Stability", True, 0.0, 0.1, 5.0),
    Measure(
        "moves_rate", "Moves per person-year", "moves per person-year", "lower", "A rate.", "Stability", True,
        tolerance=0.1, count="moves",
    ),
    Measure("occupancy", "Occupancy", "share", "higher", "Occupied by open places.", "Places", False),
    Measure("never", "Never defined", "share", "lower", "Nobody to count.", "Places", False),
)  # fmt: skip
PARTS = {"people": ("hub", "10 to 15"), "moves_rate": ("all", "hub"), "occupancy": ("hub",)}


def exploration(replications: int = 7) -> Exploration:
    """Three scenarios; the first has no hub, some occupancies are not defined, and one measure never is."""
    luck = np.random.default_rng(5)
    keys = tuple(
        Key(measure.name, part, period)
        for measure in MEASURES
        for part in PARTS.get(measure.name, ("all",))
        for period in PERIODS
    )
    values = luck.gamma(9.0, 0.1, size=(len(keys), len(SCENARIOS), replications))
    values += 0.05 * np.arange(len(SCENARIOS))[None, :, None]
    present = np.ones((len(keys), len(SCENARIOS)), dtype=bool)
    for row, key in enumerate(keys):
        if key.metric == "cost_per_year":
            values[row] *= 1.2e8
        if key.metric == "moves":
            values[row] = np.round(values[row] * 4)
        if key.setting == "hub":
            present[row, 0] = False
            values[row, 0] = np.nan
        if key.metric == "occupancy":
            values[row, 1, ::3] = np.nan
        if key.metric == "never":
            values[row] = np.nan
        if key.metric == "people" and key.period == "year 2":
            values[row, 2] = values[row, 1]
    return Exploration(
        "Three made-up scenarios",
        "Nowhere",
        tuple(Offered(name, name.capitalize(), {"Places": str(place)}) for place, name in enumerate(SCENARIOS)),
        MEASURES,
        PERIODS,
        keys,
        values,
        present,
        {"hub": "Hub"},
    )


def hostile() -> Exploration:
    """The same with a hostile text in every place that a person can write."""
    data = exploration()
    return replace(
        data,
        title=HOSTILE,
        subtitle=HOSTILE,
        scenarios=tuple(
            Offered(f"{each.name}{HOSTILE}", f"{place}{HOSTILE}", {HOSTILE: HOSTILE})
            for place, each in enumerate(data.scenarios)
        ),
        measures=tuple(
            replace(each, label=HOSTILE, definition=HOSTILE, unit=HOSTILE, group=HOSTILE) for each in data.measures
        ),
        periods=dict.fromkeys(data.periods, HOSTILE),
        labels={"hub": HOSTILE},
    )
