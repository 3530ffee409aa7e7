"""Rules about single numbers: where they come from, their ranges, hazards and shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.errors import Problem
from carepath_sim.scenario.hazards import Hazard, times
from carepath_sim.scenario.parameters import Parameter, Provenance
from carepath_sim.scenario.problems import at
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.shares import wholes
from carepath_sim.scenario.units import Quantity, parse_ages
from carepath_sim.scenario.walk import numbers

LONGEST_HORIZON_DAYS = 36525
MOST_ENTRIES = 1_000_000
"""About thirty times as many as enter care in England in a year."""
SLACK = 1e-6
SHORTEST_DAYS = 1 / 24
"""Shorter mean times would be faster than the clock can follow."""


def the_name_is_a_plain_word(study: Study, document: Document) -> Iterator[Problem]:
    """A scenario's name becomes that of files."""
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}", study.name):
        is_written = bool(document.data.get("name"))
        what = f"{study.name[:90]!r} cannot be the name of a scenario" + (
            "" if is_written else ", as its file is called"
        )
        allowed = "up to 80 letters (A to Z), digits and _ - . in one word that does not begin with a point"
        yield at(document, ("name",), what, allowed, fix="" if is_written else "rename the file, or add `name:`")


def horizon_is_a_time(study: Study, document: Document) -> Iterator[Problem]:
    """A study lasts at least a day and at most a century."""
    if not 1 <= study.horizon.amount <= LONGEST_HORIZON_DAYS:
        yield at(document, ("horizon",), f"{study.horizon} is no time to study", "from 1 day to 100 years")


def entries_are_a_population(study: Study, document: Document) -> Iterator[Problem]:
    """No more young people enter than a computer holds; the rates alone, whatever effects make of them."""
    days = min(study.horizon.amount, LONGEST_HORIZON_DAYS)
    entering = {name: stream.rate.amount * days for name, stream in study.demand.streams.items()}
    if sum(entering.values()) > MOST_ENTRIES:
        most = max(entering, key=lambda name: entering[name])
        what = f"About {sum(entering.values()):,.0f} young people would enter within the study"
        allowed = f"rates and a horizon that make {MOST_ENTRIES:,} or fewer"
        yield at(document, ("demand", "streams", most, "rate"), what, allowed)


def numbers_say_where_they_come_from(study: Study, document: Document) -> Iterator[Problem]:
    """A catalogue number has a status, a sourced one a source, an assumed or calibrated one a note."""
    for path, number in numbers(study):
        from_catalogue = document.mark(path).is_catalogue
        is_word = isinstance(number, Parameter) and str(number.value) in ("unlimited", "never", "for ever")
        if number.status == "local" and from_catalogue and not is_word:
            yield at(document, path, "A number of the catalogue has no status", "sourced, calibrated or assumed")
        if number.status == "sourced" and number.source is None:
            yield at(document, path, "A sourced number names no source", "a key of sources.yaml", fix="add `source:`")
        if number.status in ("assumed", "calibrated") and not number.note:
            what = f"A number that is {number.status} does not say how it was derived"
            yield at(document, path, what, fix="add `note:`")


def ranges_hold_their_values(study: Study, document: Document) -> Iterator[Problem]:
    """The low end, the value and the high end of a range stand in this order."""
    for path, number in numbers(study):
        found = ends(number)
        if found is None:
            continue
        low, value, high = found
        if not low <= value <= high:
            words = f"The range does not hold the value: {number.range.low} to {number.range.high}"  # type: ignore[attr-defined]
            yield at(document, (*path, "range"), words, "low <= value <= high")


def ends(number: Provenance) -> tuple[float, float, float] | None:
    """The low end, the value and the high end of a range, in one unit; None without a range."""
    spread = getattr(number, "range", None)
    if spread is None:
        return None
    if isinstance(number, Parameter):
        assert isinstance(spread.low, Quantity)
        assert isinstance(spread.high, Quantity)
        return spread.low.amount, number.amount, spread.high.amount
    assert isinstance(number, Hazard)
    unit = number.range_unit(number.form)
    main = getattr(number, number.form) if number.form in ("rate", "mean", "median") else None
    value = main.amount if isinstance(main, Quantity) else 1.0
    return unit.parse(spread.low).amount, value, unit.parse(spread.high).amount


def hazards_can_be_read(study: Study, document: Document) -> Iterator[Problem]:
    """Times are above nothing, survival falls, bands begin at once, and ages overlap nowhere."""
    for path, number in numbers(study):
        if isinstance(number, Hazard):
            yield from hazard_can_be_read(number, path, document)


def hazard_can_be_read(hazard: Hazard, path: KeyPath, document: Document) -> Iterator[Problem]:
    """The rule for one hazard."""
    for name in ("mean", "median"):
        time = getattr(hazard, name)
        if time is not None and time.amount < SHORTEST_DAYS:
            yield at(document, (*path, name), f"{time} is no length of stay", "at least 1 hour")
    if hazard.weibull and hazard.weibull.scale.amount < SHORTEST_DAYS:
        yield at(document, (*path, "weibull", "scale"), f"{hazard.weibull.scale} is no scale", "at least 1 hour")
    if hazard.survival is not None:
        points = times(hazard.survival)
        shares = [1.0, *(share for _, share in points)]
        falls = all(later <= earlier for earlier, later in pairwise(shares))
        if not points or points[0][0] <= 0 or not falls or shares[-1] <= 0:
            allowed = "times above 0, and shares that fall with time and stay above 0%"
            yield at(document, (*path, "survival"), "This is no survival", allowed)
        yield from _one_time_each(points, (*path, "survival"), document)
    if hazard.bands is not None:
        points = times(hazard.bands)
        if not points or points[0][0] != 0:
            yield at(document, (*path, "bands"), "The bands do not begin with the stay", fix="begin with `0 days:`")
        yield from _one_time_each(points, (*path, "bands"), document)
    ages = sorted(parse_ages(key) for key in hazard.by_age or ())
    if any(later[0] <= earlier[1] for earlier, later in pairwise(ages)):
        allowed = "completed years, both included, each age once, such as 10 to 13 and 14 to 17"
        yield at(document, (*path, "by_age"), "The ages overlap", allowed)


def _one_time_each(points: list[tuple[float, float]], path: KeyPath, document: Document) -> Iterator[Problem]:
    if len({time for time, _ in points}) < len(points):
        yield at(document, path, "The same time stands here twice", fix="keep one")


def shares_add_up(study: Study, document: Document) -> Iterator[Problem]:
    """Shares of one whole sum to 100%."""
    for path, shares in wholes(study):
        total = sum(share.amount for share in shares.values())
        if abs(total - 1) > SLACK:
            yield at(document, path, f"The shares add up to {100 * total:.6g}%", "shares that add up to 100%")


def teams_take_time(study: Study, document: Document) -> Iterator[Problem]:
    """Posts change hands at constant rates, after times above nothing, and hold at least one young person."""
    for name, team in study.teams.items():
        path: KeyPath = ("teams", name)
        for key in ("time_to_recruit", "time_to_cover", "agency_stay"):
            time = getattr(team, key)
            if time.amount < SHORTEST_DAYS:
                yield at(document, (*path, key), f"{time.value} is no time", "at least 1 hour, or never")
        yield from constant(team.leave_rate, (*path, "leave_rate"), document)
        if team.caseload_limit.amount < 1:
            yield at(document, (*path, "caseload_limit"), "Nobody may be taken on", "at least 1 young person")


def constant(hazard: Hazard, path: KeyPath, document: Document) -> Iterator[Problem]:
    """A hazard of leaving a job does not change with time, age or need."""
    varies = hazard.form not in ("rate", "mean", "never") or hazard.weibull_shape or hazard.gamma_shape
    if varies or hazard.by_age or hazard.by_need:
        yield at(document, path, "Workers leave at a constant rate", "a rate such as 29% per year, or a mean stay")
