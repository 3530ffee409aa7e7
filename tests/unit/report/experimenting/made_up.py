"""Made-up sweeps, large enough to fill every part of a page. No figure in them describes a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from carepath_sim.experiments.designs.beforehand import NOTHING_KNOWN, Beforehand
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.sweeps.tally import Tally

TITLES = {"baseline": "Baseline", "hub": "Hub, neutral", "no_heads_on_beds": "No heads on beds"}
OUTCOMES = ("looked_after", "cost_per_year", "moves_rate", "breakdown_rate", "days_full.hub", "overflow_placements")
SIZES = {
    "looked_after": (415.0, 4.0),
    "cost_per_year": (3.05e7, 4e5),
    "moves_rate": (0.64, 0.02),
    "breakdown_rate": (0.21, 0.012),
    "days_full.hub": (300.0, 60.0),
    "overflow_placements": (11.0, 2.5),
}


def factor(name: str, **changes: Any) -> Factor:
    """A lever of places, unless told otherwise."""
    facts: dict[str, Any] = {
        "name": name,
        "paths": (name,),
        "role": "lever",
        "label": "Places of the hub",
        "unit": "places",
        "before": "",
        "after": " places",
        "whole": True,
        "default": 12.0,
        "low": 6.0,
        "high": 18.0,
        "distribution": "uniform",
        "values": (),
        "choices": (),
        "status": "assumed",
        "source": "",
    }
    return Factor(**facts | changes)


def places(*values: float) -> Factor:
    """Places of the hub as a lever."""
    return factor("settings.hub.places", values=values or (6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0))


def turnover(*values: float) -> Factor:
    """Turnover of hub workers as a lever."""
    return factor(
        "teams.hub.leave_rate",
        label="Leave rate of hub workers",
        unit="% per year",
        after="% per year",
        whole=False,
        default=29.0,
        low=10.0,
        high=50.0,
        values=values or (10.0, 20.0, 30.0, 40.0, 50.0),
        status="sourced",
        source="dfe_csww_2024",
    )


def policies() -> Factor:
    """Policies as a lever."""
    return factor(
        "policies",
        paths=(),
        label="Policies",
        unit="",
        after="",
        whole=False,
        default=None,
        low=None,
        high=None,
        distribution=None,
        choices=("none", "no_heads_on_beds", "heads_on_beds"),
        status="local",
    )


def breakdowns() -> Factor:
    """An uncertain hazard, drawn."""
    return factor(
        "settings.foster_in_house.endings.breakdown.hazard",
        role="uncertainty",
        label="Hazard of breakdown, foster care in-house",
        unit="per year",
        after=" per year",
        whole=False,
        default=0.17,
        low=0.1,
        high=0.3,
        distribution="triangular",
    )


def link() -> Factor:
    """The key-worker link, drawn."""
    return factor(
        "teams.hub.link.none",
        role="uncertainty",
        label="Key-worker link of the hub without a settled worker",
        unit="times",
        after="",
        whole=False,
        default=1.2,
        low=1.0,
        high=1.46,
        distribution="uniform",
    )


def price() -> Factor:
    """A price, drawn."""
    return factor(
        "settings.childrens_home.price",
        role="uncertainty",
        label="Price of a children's home",
        unit="£ per week",
        before="£",
        after=" per week",
        whole=False,
        default=5200.0,
        low=4100.0,
        high=7400.0,
        distribution="lognormal",
        status="sourced",
        source="s251_2024",
    )


@dataclass
class MadeUp:
    """What a page reads of a sweep."""

    design: Design
    results: pd.DataFrame
    failures: Mapping[Any, Any] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=lambda: dict(TITLES))
    timing: Mapping[str, Any] = field(default_factory=lambda: {"seconds": 41.2, "blocks": 105, "workers": 2})
    beforehand: Beforehand = NOTHING_KNOWN
    tally: Tally | None = None


def sweep(
    factors: Sequence[Factor],
    scenarios: Sequence[str] = ("baseline", "hub"),
    worlds: int = 0,
    replications: int = 20,
    outcomes: Sequence[str] = OUTCOMES,
    seed: int = 1,
) -> MadeUp:
    """A sweep whose levers matter to some outcomes: more places cost more and settle more."""
    luck = np.random.default_rng(seed)
    gridded = [each for each in factors if not each.is_drawn]
    drawn = [each for each in factors if each.is_drawn]
    samples = [tuple(each.at(float(luck.uniform())) for each in drawn) for _ in range(max(worlds, 1))]
    values = []
    for levels in product(*(each.levels for each in gridded)):
        for sample in samples:
            by_name = dict(zip([each.name for each in [*gridded, *drawn]], (*levels, *sample), strict=True))
            values.append(tuple(by_name[each.name] for each in factors))
    design = Design(
        title="How many places should the hub have, and for whom?",
        scenarios=tuple(scenarios),
        factors=tuple(factors),
        constants={"demand.streams.community.rate": "45 per year"},
        outcomes=tuple(outcome_path(name) for name in outcomes),
        kind="grid" if not drawn else "latin hypercube",
        points=tuple(Point(number, point) for number, point in enumerate(values)),
        replications=replications,
        seed=7,
    )
    return MadeUp(design, _results(design, luck))


def _results(design: Design, luck: np.random.Generator) -> pd.DataFrame:
    names = [each.name for each in design.factors]
    shared = {each.name: luck.normal(0, SIZES[each.name][1], design.replications) for each in design.outcomes}
    rows = []
    for point in design.points:
        at = _pull(design, point)
        for place, scenario in enumerate(design.scenarios):
            for replication in range(design.replications):
                row: dict[str, Any] = {"scenario": scenario, "point": point.number, "replication": replication}
                row |= dict(zip(names, point.values, strict=True))
                for outcome in design.outcomes:
                    level, size = SIZES[outcome.name]
                    own = 0.35 * size * float(luck.normal()) if place else 0.0
                    moved = at if outcome.name == "cost_per_year" else -0.6 * at
                    moved = 0.0 if outcome.name == "looked_after" else moved
                    effect = (moved if place or len(design.scenarios) == 1 else 0.0) + 0.25 * (place > 1)
                    row[outcome.name] = level + shared[outcome.name][replication] + own + size * effect
                rows.append(row)
    return pd.DataFrame(rows)


def _pull(design: Design, point: Point) -> float:
    """How far a point pulls, in spreads of an outcome: around nothing at its own values."""
    total = 0.0
    for factor, value in zip(design.factors, point.values, strict=True):
        if isinstance(value, str):
            total += {"none": 0.0, "no_heads_on_beds": 0.5, "heads_on_beds": -0.4}.get(value, 0.0)
        elif factor.default is not None and factor.low is not None and factor.high is not None:
            total += 1.4 * (value - factor.default) / (factor.high - factor.low)
    return total
