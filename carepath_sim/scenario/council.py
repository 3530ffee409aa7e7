"""A council's own numbers: those of the catalogue's council made as large as it is, with its prices and its workforce.

What grows with a council is found in the catalogue itself, so that a new setting, team or
stream is sized without a word here. A number keeps the status it has in the catalogue:
what was assumed there is assumed here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from carepath_sim.catalogue import councils
from carepath_sim.catalogue.caseload import Row
from carepath_sim.catalogue.councils import Council
from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.scenario.council_posts import posts
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.resolve import resolve
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.scaling import Written, amount, enlarged, resized, wholes
from carepath_sim.scenario.schema import LeavingShare, Setting, Study
from carepath_sim.scenario.walk import numbers

TYPICAL = "question: What happens?\nkind: strategic\nstart: 2026-04-01\nhorizon: 5 years\n"

GROWING = (
    ("settings", "*", "places"),
    ("settings", "*", "service"),
    ("settings", "*", "staffed_by", "posts_needed"),
    ("teams", "*", "posts"),
    ("demand", "streams", "*", "rate"),
)
"""The numbers that are in proportion to the size of a council."""

MOST_STAY = 95.0
"""Per cent who stay put at 18 at most: a published share of a handful of care leavers may suggest any number."""


@dataclass(frozen=True)
class Local:
    """How a council differs from the catalogue's: its size beside it, its numbers, its caseload, what stays typical."""

    council: Council
    scale: float
    numbers: dict[KeyPath, Written]
    shares: dict[KeyPath, list[dict[str, Any]]]  # lists of destinations at a leaving age, by the list's path
    caseload: list[Row]
    kept: list[str] = field(default_factory=list)  # what is not published for it, so that the typical figure stands


def typical() -> Resolved:
    """The council that the catalogue describes, as it is when a scenario changes nothing."""
    return resolve(from_text(TYPICAL, "typical"))


def source() -> str:
    """The key under which the catalogue names the source of the table of councils."""
    return councils.about()["source"]


def local(council: Council, base: Resolved) -> Local:
    """A council's numbers, made from its published figures and the catalogue's council."""
    scale = council.looked_after / councils.typical_size()
    found = Local(council, scale, {}, {}, resized(base.caseload(), scale))
    _grow(found, base.study)
    _make_room(found, base)
    _set_prices(found, base.study)
    _set_posts(found, base.study)
    _set_staying_put(found, base.study)
    return found


def growing(study: Study) -> Iterator[tuple[KeyPath, Parameter[Any]]]:
    """Every number of a study that is in proportion to the size of a council, and is not unlimited or nothing."""
    for path, number in numbers(study):
        if isinstance(number, Parameter) and any(_has_shape(path, shape) for shape in GROWING) and _counts(number):
            yield path, number


def _counts(number: Parameter[Any]) -> bool:
    return math.isfinite(number.amount) and number.amount > 0


def _has_shape(path: KeyPath, shape: tuple[str, ...]) -> bool:
    return len(path) == len(shape) and all(part in ("*", key) for key, part in zip(path, shape, strict=True))


def _grow(found: Local, study: Study) -> None:
    """Put every number that grows with a council, so many times as large."""
    ratio = f"{found.council.looked_after:,.0f} / {councils.typical_size():.0f}"
    for path, number in growing(study):
        note = f"{number.value} in the typical council, times {ratio} children looked after."
        found.numbers[path] = enlarged(number, found.scale, note, least=1)


def _make_room(found: Local, base: Resolved) -> None:
    """Let rounding put nobody on the first day where there is no place for them, if there is in the typical council."""
    usual, here = (living_in(rows, base.study) for rows in (base.caseload(), found.caseload))
    places = {path: number.amount for path, number in growing(base.study)}
    for name, present in here.items():
        path: KeyPath = ("settings", name, "places")
        number = found.numbers.get(path)
        if number is not None and usual[name] <= places[path] and present > amount(number["value"]):
            number["value"] = wholes(present, "places")
            number["note"] += " No fewer than live there on the first day."
            if "range" in number:
                number["range"]["high"] = max(number["range"]["high"], number["value"], key=amount)


def living_in(rows: Sequence[Row], study: Study) -> Counter[str]:
    """How many of a caseload live in the places that each setting owns."""
    return Counter(study.settings[row.setting].shares_places_with or row.setting for row in rows)


def _beside_england(found: Local, series: str, what: str) -> tuple[float, float, str] | None:
    """A council's figure, England's and their year; if there is none to learn from, a note of what stays typical."""
    figure = found.council.get(series)
    if figure is None or figure.value == 0:
        if what not in found.kept:
            found.kept.append(what)
        return None
    return figure.value, councils.table().of_england(series, figure.year), figure.year


def _set_prices(found: Local, study: Study) -> None:
    """Put the prices of placements: in proportion to what a week in the family costs the council, and England."""
    for series, family, what in (
        ("homes_per_week", "childrens_home", "children's homes"),
        ("fostering_per_week", "foster", "foster care"),
    ):
        beside = _beside_england(found, series, f"the price of {what}")
        if beside is None:
            continue
        here, england, year = beside
        for name, price in _prices_of(study, family):
            note = f"{price.value} in the typical council, times {here:,.0f} / {england:,.0f}, what a week in {what} "
            note += f"costs here and in England ({year}); all ages."
            number = {**enlarged(price, here / england, note), "source": source()}
            if amount(str(price.value)) == england:
                number |= {"evidence": price.evidence, "note": f"As published ({year}); children of all ages."}
            found.numbers["settings", name, "price"] = number


def _prices_of(study: Study, family: str) -> Iterator[tuple[str, Parameter[Any]]]:
    """The prices that a family's published cost is about: all foster care, and homes priced from the same series."""
    for name, setting in study.settings.items():
        price = setting.price
        if price is None or price.amount == 0 or setting.family != family or not setting.looked_after:
            continue
        if family == "foster" or price.source == source():
            yield name, price


def _set_posts(found: Local, study: Study) -> None:
    """Put turnover and vacancies of the teams that the published rates are about: theirs come from the same series."""
    turnover = _beside_england(found, "turnover", "social workers' turnover and vacancies")
    vacancies = _beside_england(found, "vacancies", "social workers' turnover and vacancies")
    if turnover is None or vacancies is None:
        return
    for name, team in study.teams.items():
        if team.leave_rate.source == source() and team.leave_rate.status == "sourced":
            for path, number in posts(team, found.council, source()).items():
                found.numbers["teams", name, *path] = number


def _set_staying_put(found: Local, study: Study) -> None:
    """Put who stays with foster carers at 18: in proportion to those still there at 19 and 20, and England's."""
    beside = _beside_england(found, "staying_put", "the share who stay put at 18")
    for name, setting in study.settings.items():
        stay = _staying(setting)
        if beside is not None and stay is not None and setting.leaving_age is not None:
            path = ("settings", name, "leaving_age", "shares")
            found.shares[path] = _shares(setting.leaving_age.shares, stay, beside)


def _staying(setting: Setting) -> LeavingShare | None:
    """The share of a foster setting that stays in the same place at its leaving age, if there is one alone."""
    if setting.family != "foster" or not setting.looked_after or setting.leaving_age is None:
        return None
    stay = [each for each in setting.leaving_age.shares if each.same_place]
    return stay[0] if len(stay) == 1 and stay[0].share.amount < 1 else None


def _shares(leaving: list[LeavingShare], stay: LeavingShare, beside: tuple[float, float, str]) -> list[dict[str, Any]]:
    """Where those who reach a leaving age go, with more or fewer of them staying in the same place."""
    here, england, year = beside
    before = 100 * stay.share.amount
    after = round(min(before * here / england, MOST_STAY), 1)
    note = f"{before:.3g}% in the typical council, times {here:g} / {england:g}, the share still there at 19 and 20 "
    note += f"here and in England ({year})" + (f", {MOST_STAY:g}% at most." if after == MOST_STAY else ".")
    share = {**enlarged(stay.share, after / before, note), "source": source()}
    found = [{"to": stay.to, "same_place": True, "share": share}]
    others = [each for each in leaving if each is not stay]
    left = 100 - after
    for number, each in enumerate(others):
        note = f"{each.share.value} in the typical council, times {100 - after:.1f} / {100 - before:.1f} who move on."
        share = enlarged(each.share, (100 - after) / (100 - before), note)
        if number == len(others) - 1:
            share["value"] = f"{left:.1f}%"
            share.update(_holding(share, share["value"]))
        left -= amount(share["value"])
        found.append({"to": each.to, "share": share})
    return found


def _holding(share: Written, value: str) -> Written:
    """The range of a share made wide enough for a value."""
    if "range" not in share:
        return {}
    ends = share["range"]
    low, high = min(ends["low"], value, key=amount), max(ends["high"], value, key=amount)
    return {"range": {**ends, "low": low, "high": high}}
