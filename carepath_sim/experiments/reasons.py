"""Why one scenario costs more than another: the largest clear changes in what is paid for, in £ a year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import isnan

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.verdicts import Found, study_years
from carepath_sim.experiments.wording import pounds
from carepath_sim.metrics import ALL
from carepath_sim.metrics.cost import HEADINGS, SPLIT_BY_SETTING, SPLIT_BY_TEAM
from carepath_sim.metrics.uncertainty import Difference

SPLITS = ("cost_by_setting", "cost_by_team", "cost_by_heading")
NOTICEABLE = 0.25
"""A change that runs against the difference is named if it is at least this share of it."""
WORTH_NAMING = 0.1
"""A change that carries the difference is named if it is at least this share of it and of the largest such change."""

Label = Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """What is spent more (or less, below 0) on one thing, in £ over the whole study, with bounds or NaN."""

    name: str
    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero; one replication has no interval and is taken as it is."""
        return self.difference != 0 and (isnan(self.low) or self.low > 0 or self.high < 0)


def reasons(found: Found, label: Label) -> str:
    """A sentence that names the changes which carry most of the difference and the largest against it, or nothing."""
    years = study_years(found)
    per_year = 1 / years if years else 0.0
    total = found["cost_per_year", ALL].difference
    clear = [change for change in changes(found, label) if change.is_clear]
    carrying = sorted((each for each in clear if each.difference * total > 0), key=_size, reverse=True)[:2]
    carrying = [each for each in carrying if _size(each) >= WORTH_NAMING * _size(carrying[0])]
    carrying = [each for each in carrying if _size(each) * per_year >= WORTH_NAMING * abs(total)]
    against = [each for each in clear if each.difference * total < 0]
    against = [each for each in against if _size(each) * per_year >= NOTICEABLE * abs(total)]
    named = [*carrying, *sorted(against, key=_size, reverse=True)[:1]]
    more = _list(per_year, (each for each in named if each.difference > 0))
    less = _list(per_year, (each for each in named if each.difference < 0))
    if more and less:
        return f" Each year more is spent on: {more}; less on: {less}."
    return f" Each year {'more' if more else 'less'} is spent on: {more or less}." if named else ""


def changes(found: Found, label: Label) -> Iterator[Change]:
    """Every change in cost once, so that they sum to the change in the total.

    By setting, with the team of the same name if there is one; by other team; by other heading.
    """
    settings, teams, headings = ({name: row for (m, name), row in found.items() if m == split} for split in SPLITS)
    for name, row in settings.items():
        team = teams.pop(name, None)
        if team is None or not team.difference:
            yield _sum(in_sentence(label(name)), row)
        elif not row.difference:
            yield _sum(f"key workers in {in_sentence(label(name))}", team)
        else:
            yield _sum(f"{in_sentence(label(name))} and its team", row, team)
    for name, row in teams.items():
        yield _sum(f"key workers in {in_sentence(label(name))}", row)
    for name, row in headings.items():
        if name not in (*SPLIT_BY_SETTING, *SPLIT_BY_TEAM):
            yield _sum(in_sentence(HEADINGS.get(name, name.removeprefix("fixed: "))), row)


def _sum(name: str, *rows: Difference) -> Change:
    """Several changes as one; its bounds are the sums of theirs, which is never too narrow."""
    return Change(name, *(sum(getattr(row, part) for row in rows) for part in ("difference", "low", "high")))


def _size(change: Change) -> float:
    return abs(change.difference)


def _list(per_year: float, named: Iterable[Change]) -> str:
    return " and ".join(f"{change.name} ({pounds(change.difference * per_year)})" for change in named)
