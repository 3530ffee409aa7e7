"""How often a council's social workers leave and how long posts stay vacant, from two published rates."""

from __future__ import annotations

import math
from typing import Any

from carepath_sim.catalogue.councils import Council
from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.scaling import Written, nearest, spread, wholes
from carepath_sim.scenario.schema import Team


def posts(team: Team, council: Council, source: str) -> dict[KeyPath, Written]:
    """Rates at which posts change hands, with which as many are vacant on average as were published.

    The council's turnover and vacancies must be above nothing. A post is filled by a
    permanent worker for a share r / (r + leaving) of the time, where r is recruitment a
    year; agency workers cover the share of vacancies that they cover in the catalogue.
    """
    turnover, vacancies = council.figures["turnover"], council.figures["vacancies"]
    leaving, vacant = -math.log1p(-turnover.value / 100), vacancies.value / 100
    recruiting = leaving * (1 - vacant) / vacant
    covered = _covered(team)
    covering = covered / (1 - covered) * (DAYS_PER_YEAR / team.agency_stay.amount + recruiting)
    as_read = {"status": "sourced", "evidence": "READ-DATA", "source": source}
    derived = {**as_read, "evidence": "DERIVED"}
    permanent = f"permanent share {1 - vacant:.3f} = r / (r + {leaving:.4f}), so r = {recruiting:.3g} a year."
    return {
        ("leave_rate",): _leaving(team, turnover.value, as_read, turnover.year),
        ("time_to_recruit",): _time(
            team.time_to_recruit,
            recruiting,
            derived,
            f"From a vacancy rate of {vacancies.value:g}% ({vacancies.year}): {permanent}",
        ),
        ("time_to_cover",): _time(
            team.time_to_cover,
            covering,
            {"status": "assumed"},
            f"So that {covered:.1%} of vacancies are covered by agency workers, as in the typical council: with the "
            f"recruitment above, {covering:.3g} a year.",
        ),
        **_start(vacancies.value, covered, as_read, derived),
    }


def _covered(team: Team) -> float:
    """The share of vacancies that agency workers cover in the catalogue."""
    start = team.start_shares
    return start.agency.amount / (start.agency.amount + start.vacant.amount)


def _leaving(team: Team, turnover: float, said: Written, year: str) -> Written:
    rate, usual = f"{turnover:g}% per year", team.leave_rate.rate
    factor = 1.0 if usual is None else -math.log1p(-turnover / 100) / (usual.amount * DAYS_PER_YEAR)
    note = f"Turnover of children and family social workers, as published ({year})."
    return {"rate": rate, **said, **spread(team.leave_rate, factor, rate), "note": note}


def _time(usual: Parameter[Any], rate: float, said: Written, note: str) -> Written:
    """A mean time from a rate a year, in whole days, with a range as wide for its size as the usual one's."""
    days = max(1, nearest(DAYS_PER_YEAR / rate))
    value = wholes(days, "days")
    return {"value": value, **said, **spread(usual, days / usual.amount, value), "note": note}


def _start(vacancies: float, covered: float, as_read: Written, derived: Written) -> dict[KeyPath, Written]:
    """States of posts on the first day: what the rates lead to."""
    agency = round(covered * vacancies, 1)
    notes = {
        "permanent": (100 - vacancies, as_read, f"100% less {vacancies:g}% vacancies."),
        "agency": (agency, derived, f"{covered:.1%} of the vacancies, as in the typical council."),
        "vacant": (vacancies - agency, derived, "The rest of the vacancies."),
    }
    return {
        ("start_shares", state): {"value": f"{share:.1f}%", **said, "note": note}
        for state, (share, said, note) in notes.items()
    }
