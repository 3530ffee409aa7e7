"""Made-up sweeps as an explorer carries them. No figure in them describes a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.explorer.sweep_data import Sweeping
from carepath_sim.report.experimenting.gathering import swept
from tests.unit.report.experimenting import made_up

HOSTILE = '</script><img src=x onerror="alert(1)">%{x}'
OUTCOMES = ("cost_per_year", "moves_rate", "same_placement_two_years")
made_up.SIZES.setdefault("same_placement_two_years", (0.6, 0.05))
made_up.SIZES.setdefault("moves", (300.0, 400.0))


def sweeping(factors: Sequence[Factor], **changes: Any) -> Sweeping:
    """The explorer's sweep over some factors."""
    found = made_up.sweep(factors, **{"outcomes": OUTCOMES, "replications": 7, **changes})
    return Sweeping(found.design.title, "Made up", swept(found.design, found.results, found.titles))


def grid(**changes: Any) -> Sweeping:
    """Two levers of numbers and one of policies."""
    levers = (made_up.places(6.0, 12.0, 18.0), made_up.turnover(10.0, 29.0), made_up.policies())
    return sweeping(levers, scenarios=("baseline", "hub", "no_heads_on_beds"), **changes)


def counted() -> Sweeping:
    """The grid with the number behind the rate, which varies so much that it seldom bears the rate out."""
    return grid(outcomes=(*OUTCOMES, "moves"))


def drawn(**changes: Any) -> Sweeping:
    """A lever over plausible worlds."""
    return sweeping((made_up.places(8.0, 12.0), made_up.breakdowns(), made_up.price()), worlds=9, **changes)


def hostile() -> Sweeping:
    """Names that would act if a page let them."""
    lever = made_up.factor("settings.hub.places", label=HOSTILE, unit=HOSTILE, values=(6.0, 12.0))
    found = made_up.sweep([lever, made_up.policies()], outcomes=OUTCOMES, replications=3)
    titles = {"baseline": "Baseline", "hub": HOSTILE}
    return Sweeping(HOSTILE, HOSTILE, swept(found.design, found.results, titles), (HOSTILE,))
