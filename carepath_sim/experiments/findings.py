"""What was found, in sentences made from the tables alone: no figure here comes from anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from math import isnan

import pandas as pd

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments import reasons
from carepath_sim.experiments.leads import COST, lead, pulled_in
from carepath_sim.experiments.verdicts import COUNTS, clear_way, differences, is_nil, sign, study_years
from carepath_sim.experiments.wording import plain, pounds, round_up, signed_pounds, span, way
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.uncertainty import Difference, replications_needed

__all__ = ["CONTRASTED", "COUNTS", "alone", "write"]

STABILITY = ("breakdown_rate", "moves_rate", "three_placements")
SUFFICIENCY = ("overflow_nights", "waiting_nights", "supply_induced_admissions")
POOLED = ("occupancy", "emergency_availability")
EMERGENCIES = "unplanned_arrivals"
POOLS_TOLD = 3
"""At most so many of the settings whose emergencies differ clearly are named."""
PAIRS_TOLD = 3
"""Scenarios other than the baseline are set against each other in words while there are no more pairs than this."""
CONTRASTED = ("cost", *reasons.SPLITS, *(COUNTS[rate] for rate in STABILITY if rate in COUNTS), *POOLED, EMERGENCIES)
"""What is told of two such scenarios beside the headline figures."""


def write(
    titles: Mapping[str, str],
    comparison: pd.DataFrame,
    contrasts: pd.DataFrame,
    pathways: pd.DataFrame,
    labels: Mapping[str, str],
    kept_free: Collection[str] = (),
) -> tuple[str, ...]:
    """Findings about each scenario against the baseline (the first of `titles`), then about the others' costs.

    First come the leads: one for each scenario other than the baseline, in their order, with cost and stability, and
    where there are two such scenarios, one that sets the later against the earlier.
    `comparison` and `contrasts` as in `compare.Comparison`, `comparison` with a column
    `against` too; `kept_free` are the pools in which some scenario keeps places free.
    """
    names = list(titles)
    leading: list[str] = []
    found: list[str] = []
    costs: list[Difference] = []
    for name in names[1:]:
        chosen = comparison[comparison["scenario"] == name]
        rows = _Rows(chosen, titles[name], titles[names[0]], labels, kept_free)
        leading.append(lead(rows.found, rows.title, rows.base))
        found.extend(rows.sentences())
        found.extend(_other_lives(titles[name], pathways[pathways["scenario"] == name]))
        costs.append(rows.found[COST, ALL])
    pairs = dict.fromkeys(zip(contrasts["scenario"].tolist(), contrasts["against"].tolist(), strict=True))
    for later, earlier in pairs if len(pairs) <= PAIRS_TOLD else ():
        chosen = contrasts[(contrasts["scenario"] == later) & (contrasts["against"] == earlier)]
        rows = _Rows(chosen, titles[later], titles[earlier], labels, kept_free)
        if len(pairs) == 1:
            leading.append(f"{lead(rows.found, rows.title, rows.base)}{pulled_in(rows.found)}")
        found.append(rows.cost())
        found.extend(rows.pools(emergencies=True))
        costs.append(rows.found[COST, ALL])
    return (*leading, *found, *_advice(costs))


def alone(title: str, metrics: pd.DataFrame) -> tuple[str, ...]:
    """Findings of a scenario run by itself: its headline figures, with the spread of one future."""
    whole = metrics[(metrics["period"] == ALL) & (metrics["setting"] == ALL)]
    values = {name: rows["value"].dropna() for name, rows in whole.groupby("metric")}
    told = [item for item in METRICS.values() if item.headline and item.name != COST and len(values.get(item.name, ()))]
    spread = [_spread(in_sentence(item.label), values[item.name], partial(plain, unit=item.unit)) for item in told]
    shown = ", mean and 10th to 90th percentile of one future" if len(values[COST]) > 1 else " in one replication"
    return (
        _spread(f"{title}: cost per year", values[COST], signed_pounds) + f"{shown}.",
        f"{title}: {'; '.join(spread)}.",
    )


def _spread(name: str, values: pd.Series, written: Callable[[float], str]) -> str:
    if len(values) == 1:
        return f"{name} {written(float(values.iloc[0]))}"
    low, high = values.quantile([0.1, 0.9])
    return f"{name} {written(float(values.mean()))} ({written(float(low))} to {written(float(high))})"


class _Rows:
    """The differences of one scenario from another, over the whole study, as sentences."""

    def __init__(
        self, rows: pd.DataFrame, title: str, base: str, labels: Mapping[str, str], kept_free: Collection[str]
    ) -> None:
        self.found = differences(rows)
        self.title, self.base, self.labels, self.kept_free = title, base, labels, kept_free

    def sentences(self) -> Iterator[str]:
        """Cost, stability, places; nothing where nothing differs."""
        if all(is_nil(row) for row in self.found.values()):
            return
        yield self.cost()
        over = span(study_years(self.found))
        stability = (self._figure(metric) for metric in STABILITY)
        yield self._against("Stability", stability, f" (numbers over {over})")
        places = [*(self._figure(metric) for metric in SUFFICIENCY), *self._emergencies()]
        yield self._against("Places", places, f" (over {over})")
        yield from self.pools()

    def cost(self) -> str:
        """Which costs more and by how much, or that this is not clear; then why, and whether it is precise."""
        row = self.found[COST, ALL]
        title, base = in_sentence(self.title), in_sentence(self.base)
        if is_nil(row):
            return f"{self.title} costs exactly as much as {base} in every replication."
        amount = f"{pounds(row.difference)} a year {way(row.difference)}"
        low, high = sorted((row.low, row.high), key=abs)
        if isnan(row.low):
            result = f"{self.title} costs {amount} than {base} in the one replication that was run."
        elif row.low <= 0 <= row.high:
            interval = f"95% interval {pounds(row.low)} {way(row.low)} to {pounds(row.high)} {way(row.high)}"
            result = f"It is not clear whether {title} costs more or less than {base}: {amount} ({interval})."
        else:
            result = f"{self.title} costs {amount} than {base} (95% interval {pounds(low)} to {pounds(high)})."
        return result + reasons.reasons(self.found, self._label) + _caution(row)

    def _against(self, opening: str, figures: Iterable[str], over: str = "") -> str:
        both = f"{in_sentence(self.title)} against {in_sentence(self.base)}"
        return f"{opening}, {both}{over}: {'; '.join(figures)}."

    def _figure(self, metric: str, setting: str = ALL, where: str = "") -> str:
        """One measure: the values, what the interval of their difference allows one to say, and the number behind."""
        row, item = self.found[metric, setting], METRICS[metric]
        name = in_sentence(item.label) + where
        if row.replications == 0:
            return f"{name} is not defined in so short a study"
        if is_nil(row):
            return f"{name} the same ({plain(row.value, item.unit)})"
        values = f"{name} {plain(row.value, item.unit)} against {plain(row.baseline, item.unit)}"
        count = self.found[COUNTS[metric], setting] if metric in COUNTS else None
        number = "" if count is None else f"{plain(count.value, '')} against {plain(count.baseline, '')} in number"
        if isnan(row.low):
            return f"{values} ({number})" if number else values
        interval = f"difference {plain(row.low, item.unit, True)} to {plain(row.high, item.unit, True)}"
        return f"{values} ({interval}{_verdict(row, count)}{number and '; ' + number})"

    def _emergencies(self) -> Iterator[str]:
        """Emergencies placed where places are kept free, and where their number differs clearly."""
        placed = {name: row for (metric, name), row in self.found.items() if metric == EMERGENCIES and name != ALL}
        kept = [name for name in placed if name in self.kept_free]
        differing = [name for name, row in placed.items() if name not in kept and sign(row)]
        largest = sorted(differing, key=lambda name: -abs(placed[name].difference))
        for name in [*kept, *largest[:POOLS_TOLD]]:
            yield self._figure(EMERGENCIES, name, f" in {in_sentence(self._label(name))}")

    def pools(self, emergencies: bool = False) -> Iterator[str]:
        """Occupancy and emergency availability where places are kept free, and of settings new here.

        If none are new, also of the setting that changes most. `emergencies` adds those placed there.
        """
        occupied = {name: row for (metric, name), row in self.found.items() if metric == POOLED[0]}
        new = [name for name, row in occupied.items() if isnan(row.baseline) and not isnan(row.value)]
        for pool in new:
            figures = "; ".join(self._own_figure(metric, pool) for metric in POOLED)
            yield f"{self._label(pool)}, only under {in_sentence(self.title)}: {figures}."
        changed = {name: abs(row.difference) for name, row in occupied.items() if row.replications and row.difference}
        named = {name for name in changed if name in self.kept_free}
        if changed and not new:
            named.add(max(changed, key=lambda name: changed[name]))
        for pool in (name for name in changed if name in named):
            told = [self._figure(metric, pool) for metric in POOLED]
            if emergencies:
                told.append(self._figure(EMERGENCIES, pool, f" over {span(study_years(self.found))}"))
            yield self._against(self._label(pool), told)

    def _own_figure(self, metric: str, setting: str) -> str:
        item = METRICS[metric]
        return f"{in_sentence(item.label)} {plain(self.found[metric, setting].value, item.unit)}"

    def _label(self, name: str) -> str:
        return self.labels.get(name, name.replace("_", " ").capitalize())


def _other_lives(title: str, rows: pd.DataFrame) -> Iterator[str]:
    if rows.empty:
        return
    figures = zip(*(rows[name].tolist() for name in ("value", "low", "high")), strict=True)
    found = dict(zip(rows["measure"].tolist(), figures, strict=True))
    everyone = float(rows["of"].iloc[0])

    def counted(measure: str) -> str:
        value, low, high = found[measure]
        return f"{value:,.0f}" if isnan(low) else f"{value:,.0f} ({low:,.0f} to {high:,.0f})"

    once = isnan(next(iter(found.values()))[1])
    spread = "in the one replication that was run" if once else "mean, and 10th to 90th percentile of one future"

    yield (
        f"Of {everyone:,.0f} young people in one future, {counted('different')} live a different pathway under "
        f"{in_sentence(title)}: "
        f"{counted('avoid_move')} avoid a move and {counted('gain_move')} gain one; "
        f"{counted('avoid_breakdown')} avoid a breakdown and {counted('gain_breakdown')} gain one "
        f"({spread})."
    )


def _verdict(row: Difference, count: Difference | None) -> str:
    """What may be said of a difference; a rate differs clearly only if the number behind it does so the same way."""
    if clear_way(row, count):
        return "" if row.precise else ", not yet precise"
    return ", no clear difference" if row.precise else ", no clear difference yet"


def _caution(row: Difference) -> str:
    if row.precise:
        return ""
    if isnan(row.low):
        return " Not yet precise: one replication has no interval."
    return f" Not yet precise: the interval is wider than {METRICS[COST].tolerance:.0%} of the cost either way."


def _advice(costs: Iterable[Difference]) -> Iterator[str]:
    """How many replications would make every cost told precise, if that is known and more than were run."""
    item = METRICS[COST]
    open_costs = [row for row in costs if not row.precise]
    needed = max((replications_needed(row, item.tolerance, item.floor) for row in open_costs), default=0)
    if open_costs and needed > open_costs[0].replications:
        yield f"About {round_up(needed):,} replications would make every difference in cost precise."
