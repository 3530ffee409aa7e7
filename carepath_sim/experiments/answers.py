"""The three questions that are put to a scenario first, answered in sentences from the tables of differences.

Does it cost more or less; for whom are lives steadier; what happens on the worst days. Each
is an `Answer`, so that a page can set one row a scenario and one column a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan

import pandas as pd

from carepath_sim.catalogue.wording import in_sentence, label_of
from carepath_sim.experiments import leads
from carepath_sim.experiments.groups import differs_overall, overall, where
from carepath_sim.experiments.reasons import SPLITS, reasons
from carepath_sim.experiments.verdicts import Found, clear_among, differences, is_nil, sign, study_years
from carepath_sim.experiments.wording import listed, percent, plain, pounds, tenths, way
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.uncertainty import Difference

COST, STEADIER, WORST_DAYS = "Cost", "For whom it is steadier", "The worst days"
QUESTIONS = (COST, STEADIER, WORST_DAYS)
"""Every scenario but the baseline has an answer to each, in this order; they are short enough to head a column."""
MEANING = {
    COST: "Does it cost more or less?",
    STEADIER: "For whom are lives steadier?",
    WORST_DAYS: "What happens on the worst days?",
}
"""The questions as they are asked."""

AT_ONCE = {
    "overflow_worst_days": "young people at once are in unregistered or emergency placements",
    "waiting_worst_days": "wait for a place",
}
A_YEAR = {
    "overflow_nights": "Nights in unregistered or emergency placements",
    "delayed_moves": "Planned moves that had to wait for a place",
}
POOLS_TOLD = 2
"""At most so many of the settings whose emergency availability differs clearly are named."""


@dataclass(frozen=True)
class Answer:
    """What the tables answer to one of `QUESTIONS`: some short sentences, the most telling first.

    `clear` says whether the first sentence reports a difference that is more than the spread of the simulation.
    Sentences are plain text (to be escaped) and hold their own intervals, units and length of the study.
    """

    question: str
    sentences: tuple[str, ...]
    clear: bool


def answers(
    titles: Mapping[str, str], comparison: pd.DataFrame, labels: Mapping[str, str]
) -> dict[str, tuple[Answer, ...]]:
    """The answers of each scenario but the first of `titles`, with which `comparison` compares the others."""
    [baseline, *others] = titles.values()
    rows = dict(iter(comparison.groupby("scenario", sort=False)))
    names = list(titles)[1:]
    return {
        name: _answers(differences(rows[name]), title, in_sentence(baseline), labels)
        for name, title in zip(names, others, strict=True)
    }


def _answers(found: Found, title: str, base: str, labels: Mapping[str, str]) -> tuple[Answer, ...]:
    if all(is_nil(row) for row in found.values()):
        nothing = f"No figure differs from {base} in any replication."
        return tuple(Answer(question, (nothing,), clear=False) for question in QUESTIONS)
    worst = found.get(("overflow_worst_days", ALL))
    return (
        Answer(COST, tuple(_cost(found, title, base, labels)), bool(sign(found[leads.COST, ALL]))),
        Answer(STEADIER, (overall(found), *where(found, labels)), differs_overall(found)),
        Answer(WORST_DAYS, tuple(_worst_days(found, base, labels)), worst is not None and bool(sign(worst))),
    )


def _cost(found: Found, title: str, base: str, labels: Mapping[str, str]) -> Iterator[str]:
    """How much, what part of the whole it is, how sure, and why."""
    row = found[leads.COST, ALL]
    yield f"{leads.cost(row, title, base, '95% interval ')}."
    if row.baseline and row.difference:
        part = f"{percent(row.difference / row.baseline)} of the {pounds(row.baseline)} of {base}"
        said = sign(row) or isnan(row.low)
        yield f"The difference is {part}." if said else f"{_change(row.difference)} a year on average, {part}."
    if not isnan(row.low) and not is_nil(row):
        yield (
            f"It costs less in {_count(row)} futures; one future may bring {_change(row.p10)} to {_change(row.p90)} a "
            "year (10th to 90th percentile)."
        )
    if all(any(metric == split for metric, _ in found) for split in SPLITS):
        yield from filter(None, [reasons(found, lambda name: label_of(labels, name)).strip()])


def _change(amount: float) -> str:
    return f"{pounds(amount)} {way(amount)}"


def _count(row: Difference) -> str:
    """In how many of the futures simulated a scenario is better; a future that is equal counts half."""
    return f"{row.probability_better * row.replications:,.0f} of {row.replications:,}"


def _worst_days(found: Found, base: str, labels: Mapping[str, str]) -> Iterator[str]:
    """How many at once, whether there is room in an emergency, and how often it happens in a year."""
    years = study_years(found)
    at_once = [_at_once(found[metric, ALL], what, base) for metric, what in AT_ONCE.items() if (metric, ALL) in found]
    if at_once:
        yield f"On 19 days of 20 at most {listed(at_once)}."
    yield from _room(found, labels, years)
    for metric, what in A_YEAR.items():
        if (metric, ALL) in found and years:
            yield f"{what}: {_figures(_per(found[metric, ALL], years), METRICS[metric].unit, ' a year')}."


def _at_once(row: Difference, what: str, base: str) -> str:
    if is_nil(row):
        return f"{tenths(row.value)} {what} (as under {base})"
    interval = "" if isnan(row.low) else f"; {_open(row)}{tenths(row.low, True)} to {tenths(row.high, True)}"
    return f"{tenths(row.value)} {what} ({tenths(row.baseline)} under {base}{interval})"


def _figures(row: Difference, unit: str, what: str) -> str:
    """Both values, and the interval of their difference in brackets."""
    if is_nil(row):
        return f"{plain(row.value, unit)}{what}, the same"
    both = f"{plain(row.value, unit)}{what} against {plain(row.baseline, unit)}"
    if isnan(row.low):
        return both
    return f"{both} ({_open(row)}{plain(row.low, unit, True)} to {plain(row.high, unit, True)})"


def _open(row: Difference) -> str:
    """What stands before an interval that leaves the difference open."""
    return "" if sign(row) else "no clear difference, "


def _per(row: Difference, years: float) -> Difference:
    """A total over the study as it is in a year."""
    parts = ("baseline", "value", "difference", "low", "high", "p10", "p90")
    return Difference(
        **{name: getattr(row, name) / years for name in parts},
        probability_better=row.probability_better,
        precise=row.precise,
        replications=row.replications,
    )


def _room(found: Found, labels: Mapping[str, str], years: float) -> Iterator[str]:
    """Days full and the share of time with a place free: of settings new here, and where it differs most."""
    free = {name: row for (metric, name), row in found.items() if metric == "emergency_availability"}
    for name in [name for name, row in free.items() if isnan(row.baseline) and not isnan(row.value)]:
        full = found["days_full", name].value / years if years else found["days_full", name].value
        days = f"{plain(full, '')} days{' a year' if years else ''}"
        share = plain(free[name].value, "share")
        yield f"{label_of(labels, name)} is new here: it is full on {days} and has a place free {share} of the time."
    both = {name: row for name, row in free.items() if row.replications > 1}
    clear = [name for name, row in both.items() if clear_among(row, len(both))]
    for name in sorted(clear, key=lambda name: -abs(both[name].difference))[:POOLS_TOLD]:
        share = _figures(both[name], "share", " of the time")
        yield f"A place is free in {in_sentence(label_of(labels, name))} {share}."
