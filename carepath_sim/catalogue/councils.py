"""Every council's published figures, from a small table made of open data, and which council a name means."""

from __future__ import annotations

import csv
import difflib
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.published import amount
from carepath_sim.errors import BadInput, UsageError

HERE = Path(__file__).parent
TABLE = HERE / "councils.csv"
ABOUT = HERE / "councils.yaml"

COUNTRY, REGION, COUNCIL, FORMER = "country", "region", "council", "no figures"
"""What a row of the table is about; regions and those without figures are there so that they can be named."""

ENGLAND = "England"

SERIES = (
    "spend",
    "cost_per_week",
    "homes_per_week",
    "fostering_per_week",
    "staying_put",
    "turnover",
    "vacancies",
    "agency",
    "starts",
    "ceased",
    "three_placements",
    "same_placement",
    "far_away",
    "foster_places",
    "foster_places_filled",
)
HEADER = ("name", "kind", "region", *(column for name in SERIES for column in (name, f"{name}_year")))

_HOW = "`carepath init --list-councils` lists those there are."

WEEKS = 52.14
"""Weeks of a year, as the published unit costs count them."""

FORM = ("council", "corporation", "authority")
"""Words of an organisation's name that say nothing of where it is, and those that say what sort of place it is."""
TITLES = ("county", "city", "borough", "metropolitan", "district", "unitary", "london", "royal", "of", "the", *FORM)


@dataclass(frozen=True)
class Figure:
    """A published figure and the year it belongs to, as published: `2025` at 31 March, `2024-25` for spending."""

    value: float
    year: str


@dataclass(frozen=True)
class Council:
    """A council, or England, with the newest figure of each series that is published for it."""

    name: str
    region: str
    figures: dict[str, Figure] = field(default_factory=dict)

    def get(self, series: str) -> Figure | None:
        """The newest figure of a series, or None where none is published."""
        return self.figures.get(series)

    @property
    def looked_after(self) -> float:
        """Children looked after: spending over the cost of one in a week, over the weeks of a year."""
        return self.figures["spend"].value / self.figures["cost_per_week"].value / WEEKS


@dataclass(frozen=True)
class Table:
    """The whole table: councils by name, England by year, and names that are no councils or have no figures."""

    councils: dict[str, Council]
    england: tuple[Council, ...]
    regions: tuple[str, ...]
    former: tuple[str, ...]

    def of_england(self, series: str, year: str) -> float:
        """England's figure of a series in a year; raises KeyError where there is none."""
        for row in self.england:
            found = row.get(series)
            if found is not None and found.year == year:
                return found.value
        raise KeyError(f"{series} {year}")


@functools.cache
def table(file: Path = TABLE) -> Table:
    """The table that comes with the package."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    kinds: dict[str, list[Council]] = {COUNTRY: [], REGION: [], COUNCIL: [], FORMER: []}
    for row in rows:
        kinds[row["kind"]].append(Council(row["name"], row["region"], _figures(row)))
    return Table(
        councils={each.name: each for each in kinds[COUNCIL]},
        england=tuple(kinds[COUNTRY]),
        regions=tuple(each.name for each in kinds[REGION]),
        former=tuple(each.name for each in kinds[FORMER]),
    )


def _figures(row: dict[str, str]) -> dict[str, Figure]:
    return {name: Figure(float(row[name]), row[f"{name}_year"]) for name in SERIES if row[name]}


@functools.cache
def _account() -> dict[str, Any]:
    document, problems = read(ABOUT, "catalogue/councils.yaml")
    if problems:
        raise BadInput(problems)
    return document.data


def about() -> dict[str, str]:
    """What the table is, where it comes from, and what must be said wherever its figures are shown."""
    return {key: str(value) for key, value in _account().items() if not isinstance(value, dict)}


def typical_share() -> float:
    """The share of England that the catalogue's council is: the median council's share of its starts."""
    return amount(_account()["typical_starts"]["value"])


def typical_size() -> float:
    """How many children the catalogue's council looks after."""
    return amount(_account()["typical_looked_after"]["value"])


def find(name: str) -> Council:
    """The council a name means, as in the table or as the council calls itself; raises UsageError with the nearest."""
    known = table()
    for names, why in (
        ((*known.regions, ENGLAND), "is not one council but many; a scenario is of one"),
        (known.former, "has no figures in the newest years that were published"),
    ):
        if _without_titles(name) in map(_without_titles, names):
            raise UsageError(f"{name.strip()!r} {why}. {_HOW}")
    for key in (_plain, _without_form, _without_titles):
        found = [each for each in known.councils.values() if key(each.name) == key(name)]
        if len(found) == 1:
            return found[0]
    near = _nearest(name, known)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"There is no council {name.strip()!r}.{meant} {_HOW}")


def _nearest(name: str, known: Table) -> list[str]:
    """Up to three names that are spelled much like one, or have its words among theirs."""
    by_key = {_without_titles(each): each for each in known.councils}
    wanted = _without_titles(name)
    spelled = difflib.get_close_matches(wanted, by_key, n=3, cutoff=0.6)
    within = [key for key in by_key if wanted and set(wanted.split()) <= set(key.split())]
    return [by_key[key] for key in dict.fromkeys([*within, *spelled])][:3]


def _plain(name: str) -> str:
    """A name in small letters, without punctuation."""
    return " ".join(re.sub(r"[^\w ]", " ", name.casefold().replace("&", " and ").replace("'", "")).split())


def _without(name: str, words: tuple[str, ...]) -> str:
    return " ".join(word for word in _plain(name).split() if word not in words) or _plain(name)


def _without_form(name: str) -> str:
    return _without(name, FORM)


def _without_titles(name: str) -> str:
    return _without(name, TITLES)
