"""Figures typed a second time from the publications, and how each is set against the catalogue.

`second_entry.csv` holds what was typed: a figure, its unit as the publication prints it, the publication, its year and
how it was read. Nothing here is copied from the catalogue; what the catalogue derives is worked out again from
the typed figures.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from carepath_sim.scenario import units
from carepath_sim.scenario.parameters import Parameter, Provenance
from carepath_sim.scenario.units import Quantity, Unit
from carepath_sim.scenario.walk import find, split

from .whole import practice_models, study

FILE = Path(__file__).with_name("second_entry.csv")

WRITTEN = {
    "%": ("{}%", units.SHARE),
    "% per year": ("{}% per year", units.HAZARD),
    "% fewer": ("{}% fewer", units.MULTIPLIER),
    "times": ("{}", units.MULTIPLIER),
    "shape": ("{}", units.PLAIN),
    "£ per week": ("£{} per week", units.PRICE),
    "£ per night": ("£{} per night", units.PRICE),
    "£ per year": ("£{} per year", units.PRICE),
    "£ each": ("£{} each", units.PRICE_EACH),
    "per year": ("{} per year", units.RATE),
    "hazard per year": ("{} per year", units.HAZARD),
    "days": ("{} days", units.DURATION),
    "weeks": ("{} weeks", units.DURATION),
    "months": ("{} months", units.DURATION),
    "years": ("{} years", units.DURATION),
    "places": ("{} places", units.PLACES),
    "posts": ("{} posts", units.POSTS),
    "young people": ("{} young people", units.PEOPLE),
    "index": ("{}", Unit("a price level", "a plain number", units.number, high=1e6)),
}
"""How a unit of the publications is written in the catalogue, and which unit reads it there."""


@dataclass(frozen=True)
class Typed:
    """One figure as it was typed."""

    key: str
    figure: str
    value: float
    unit: str
    publication: str
    year: str
    evidence: str


def typed() -> dict[str, Typed]:
    """Every figure by its key."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {row["key"]: Typed(**{**row, "value": float(row["value"])}) for row in rows}  # type: ignore[arg-type]
    assert len(found) == len(rows), "a key stands twice"
    return found


TYPED = typed()
F = SimpleNamespace(**{key: each.value for key, each in TYPED.items()})


@dataclass(frozen=True)
class Entry:
    """A place in the catalogue, the number that should stand there, its unit there and how it was read."""

    path: str
    amount: float
    unit: str
    evidence: str
    derived: bool
    nearest: float = 0.0

    @property
    def reader(self) -> Unit:
        """The unit that reads it."""
        return WRITTEN[self.unit][1]

    @property
    def expected(self) -> float:
        """The number in the base of its unit."""
        return self.reader.parse(WRITTEN[self.unit][0].format(repr(round(self.amount, 12)))).amount


def same(path: str, key: str) -> Entry:
    """The catalogue repeats a typed figure."""
    each = TYPED[key]
    return Entry(path, each.value, each.unit, each.evidence, derived=False)


def worked_out(path: str, amount: float, unit: str, nearest: float = 0.0) -> Entry:
    """The catalogue derives the number, and may round it: to the last digit it writes, or to the `nearest` so many."""
    return Entry(path, amount, unit, "DERIVED", True, nearest)


def _steps(path: str) -> Iterator[object]:
    """What stands at each step of a path, of the study or of the practice models; the last is what it names."""
    node: object = practice_models() if path.startswith("practice_models.") else study()
    for key in split(path.removeprefix("practice_models.")):
        node = find(node, (key,))
        yield node


def holder(path: str) -> Provenance:
    """The number of the catalogue in which a path ends, or through which it passes."""
    return next(node for node in _steps(path) if isinstance(node, Provenance))


def stands(path: str) -> str:
    """What the catalogue says at a path, in its own words."""
    *_, found = _steps(path)
    found = found.value if isinstance(found, Parameter) else found
    return str(found.written if isinstance(found, Quantity) else found)


NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")


def rounding(text: str, unit: Unit, nearest: float = 0.0) -> float:
    """Half of the last digit written, or of `nearest`, in the base of the unit."""
    found = NUMBER.search(text)
    assert found, text
    step = nearest or 10.0 ** -len(found[1] or "")
    stepped = f"{text[: found.start()]}{float(found[0].replace(',', '')) + step:.10g}{text[found.end() :]}"
    return abs(unit.parse(stepped).amount - unit.parse(text).amount) / 2
