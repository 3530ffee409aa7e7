"""What was found, in sentences made from the tables alone: no figure here comes from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from math import floor, isnan, log10

import pandas as pd

from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.cost import HEADINGS
from carepath_sim.metrics.uncertainty import Difference, replications_needed

COST = "cost_per_year"
REASONS = ("cost_by_setting", "cost_by_heading")
SPLIT_BY_SETTING = ("placements", "services_used", "services_empty")
STABILITY = ("breakdown_rate", "moves_rate", "three_placements")
SUFFICIENCY = ("overflow_nights", "waiting_nights", "supply_induced_admissions")
POOLED = ("occupancy", "emergency_availability")
NOTICEABLE = 0.25
"""A cost that runs against the difference is named if it is at least this share of it."""
PAIRS_TOLD = 3
"""Scenarios other than the baseline are set against each other in words while there are no more pairs than this."""


def write(
    titles: Mapping[str, str],
    comparison: pd.DataFrame,
    contrasts: pd.DataFrame,
    pathways: pd.DataFrame,
    labels: Mapping[str, str],
) -> tuple[str, ...]:
    """Sentences about each scenario against the baseline (the first of `titles`), then about the others' costs.

    `comparison` and `contrasts` as in `compare.Comparison`, `comparison` with a column `against` too.
    """
    names = list(titles)
    found: list[str] = []
    for name in names[1:]:
        rows = _Rows(comparison[comparison["scenario"] == name], titles[name], titles[names[0]], labels)
        found.extend(rows.sentences())
        found.extend(_other_lives(titles[name], pathways[pathways["scenario"] == name]))
    pairs = dict.fromkeys(zip(contrasts["scenario"].tolist(), contrasts["against"].tolist(), strict=True))
    for later, earlier in pairs if len(pairs) <= PAIRS_TOLD else ():
        chosen = contrasts[(contrasts["scenario"] == later) & (contrasts["against"] == earlier)]
        rows = _Rows(chosen, titles[later], titles[earlier], labels)
        found.append(rows.cost())
        found.extend(rows.most_changed_setting())
    return tuple(found)


class _Rows:
    """The differences of one scenario from another, over the whole study, as sentences."""

    def __init__(self, rows: pd.DataFrame, title: str, base: str, labels: Mapping[str, str]) -> None:
        chosen = rows[rows["period"] == ALL]
        columns = (chosen[item.name].tolist() for item in fields(Difference))
        differences = (Difference(*row) for row in zip(*columns, strict=True))
        keys = zip(chosen["metric"].tolist(), chosen["setting"].tolist(), strict=True)
        self.found: dict[tuple[str, str], Difference] = dict(zip(keys, differences, strict=True))
        self.title, self.base, self.labels = title, base, labels

    def sentences(self) -> Iterator[str]:
        if all(_is_nil(row) for row in self.found.values()):
            yield f"{self.title} and {in_sentence(self.base)} do not differ in any figure, in any replication."
            return
        yield self.cost()
        for metrics, opening in ((STABILITY, "Stability"), (SUFFICIENCY, "Places")):
            yield f"{opening}, {in_sentence(self.title)} against {in_sentence(self.base)}: " + self._listed(metrics)
        yield from self.most_changed_setting()

    def cost(self) -> str:
        """Which costs more, by how much and why; or that this is not clear."""
        row = self.found[COST, ALL]
        title, base = in_sentence(self.title), in_sentence(self.base)
        if _is_nil(row):
            return f"{self.title} costs exactly as much as {base} in every replication."
        way, amount = _way(row.difference), _pounds(row.difference)
        low, high = sorted((row.low, row.high), key=abs)
        if isnan(row.low):
            start = f"{self.title} costs {amount} a year {way} than {base} in the one replication that was run"
        elif row.low <= 0 <= row.high:
            return (
                f"It is not clear whether {title} costs more or less than {base}: {amount} a year {way}, with a 95% "
                f"interval from {_pounds(row.low)} {_way(row.low)} to {_pounds(row.high)} {_way(row.high)}."
                + _caution(row, COST)
            )
        else:
            start = (
                f"{self.title} costs {amount} a year {way} than {base} (95% interval {_pounds(low)} to {_pounds(high)})"
            )
        return f"{start}{self._because(way)}.{_caution(row, COST)}"

    def _because(self, way: str) -> str:
        """The two cost changes that carry most of the difference, and the largest that runs against it."""
        changes = sorted(self._cost_changes().items(), key=lambda change: change[1], reverse=way == "more")
        total = sum(change for _, change in changes)
        carrying = [(name, change) for name, change in changes if _way(change) == way and change][:2]
        against = [(name, change) for name, change in changes[-1:] if change * total < 0]
        against = [(name, change) for name, change in against if abs(change) >= NOTICEABLE * abs(total)]
        if not carrying:
            return ""
        words = " and ".join(f"{_pounds(change)} {_way(change)} is spent on {name}" for name, change in carrying)
        but = "".join(f", although {_pounds(change)} {_way(change)} is spent on {name}" for name, change in against)
        return f", because over the whole study {words}{but}"

    def _cost_changes(self) -> dict[str, float]:
        """Differences in £ over the whole study, which sum to the total: by setting if any, else by heading."""
        changes = {}
        for (metric, name), row in self.found.items():
            if metric == "cost_by_setting":
                changes[in_sentence(self._label(name))] = row.difference
            elif metric == "cost_by_heading" and name not in SPLIT_BY_SETTING:
                changes[in_sentence(HEADINGS.get(name, name.removeprefix("fixed: ")))] = row.difference
        return changes

    def _listed(self, metrics: tuple[str, ...]) -> str:
        return "; ".join(self._figure(metric) for metric in metrics) + "."

    def _figure(self, metric: str, setting: str = ALL) -> str:
        """One measure: the values, and what the interval of their difference allows one to say."""
        row, item = self.found[metric, setting], METRICS[metric]
        name = in_sentence(item.label)
        if row.replications == 0:
            return f"{name} is not defined in so short a study"
        if isnan(row.low):
            return f"{name} {_plain(row.value, item.unit)} against {_plain(row.baseline, item.unit)}"
        if _is_nil(row):
            return f"{name} the same ({_plain(row.value, item.unit)})"
        clear = row.low > 0 or row.high < 0
        verdict = "" if clear else ", no clear difference"
        interval = f"{_plain(row.low, item.unit, True)} to {_plain(row.high, item.unit, True)}"
        values = f"{name} {_plain(row.value, item.unit)} against {_plain(row.baseline, item.unit)}"
        hint = "" if row.precise else ", not yet precise"
        return f"{values} (difference {interval}{verdict}{hint})"

    def most_changed_setting(self) -> Iterator[str]:
        """Occupancy and emergency availability of settings new here, else of the one that changes most."""
        pools = {name: row for (metric, name), row in self.found.items() if metric == POOLED[0] and name != ALL}
        new = [name for name, row in pools.items() if isnan(row.baseline) and not isnan(row.value)]
        for pool in new:
            figures = "; ".join(self._own_figure(metric, pool) for metric in POOLED)
            yield f"{self._label(pool)}, only under {in_sentence(self.title)}: {figures}."
        changed = {name: abs(row.difference) for name, row in pools.items() if row.replications and row.difference}
        if changed and not new:
            pool = max(changed, key=lambda name: changed[name])
            figures = "; ".join(self._figure(metric, pool) for metric in POOLED)
            yield f"{self._label(pool)}, {in_sentence(self.title)} against {in_sentence(self.base)}: {figures}."

    def _own_figure(self, metric: str, setting: str) -> str:
        item = METRICS[metric]
        return f"{in_sentence(item.label)} {_plain(self.found[metric, setting].value, item.unit)}"

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
        return f"{value:,.0f} ({low:,.0f} to {high:,.0f})"

    yield (
        f"Of {everyone:,.0f} young people in one future, {counted('different')} live a different pathway under "
        f"{in_sentence(title)}: "
        f"{counted('avoid_move')} avoid a move and {counted('gain_move')} gain one; "
        f"{counted('avoid_breakdown')} avoid a breakdown and {counted('gain_breakdown')} gain one "
        "(mean, and 10th to 90th percentile of one future)."
    )


def _caution(row: Difference, metric: str) -> str:
    item = METRICS[metric]
    if row.precise:
        return ""
    needed = replications_needed(row, item.tolerance, item.floor)
    width = f"the interval is wider than {item.tolerance:.0%} of the cost either way"
    if needed > row.replications:
        return f" Not yet precise: {width}; about {_round_up(needed):,} replications would do."
    return f" Not yet precise: {width}." if not isnan(row.low) else " Not yet precise: one replication has no interval."


def _round_up(number: int) -> int:
    """To two significant figures, upwards."""
    unit: int = 10 ** max(0, floor(log10(number)) - 1)
    return -(-number // unit) * unit


def _is_nil(row: Difference) -> bool:
    """Whether a difference is exactly zero in every replication, or defined in none."""
    return row.replications == 0 or (row.difference == 0 and row.p10 == 0 and row.p90 == 0 and row.low == row.high == 0)


def _way(amount: float) -> str:
    return "less" if amount < 0 else "more"


def _pounds(amount: float) -> str:
    """An amount without its sign, to three significant figures."""
    size = abs(amount)
    if size >= 999_500:
        return f"£{_three(size / 1e6)} million"
    return f"£{_three(size)}"


def _three(size: float) -> str:
    """Three significant figures, or the whole number if that is longer."""
    if size == 0:
        return "0"
    decimals = max(0, 2 - floor(log10(size)))
    rounded = round(size, 2 - floor(log10(size)))
    return f"{rounded:,.{min(decimals, 3)}f}"


def _plain(value: float, unit: str, signed: bool = False) -> str:
    """A figure in its unit, with a sign if it is a change."""
    sign = "" if not signed else "−" if value < 0 else "+"
    size = abs(value) if signed else value
    if unit == "share":
        decimals = 1 if size >= 0.001 or size == 0 else 2
        return f"{sign}{size * 100:.{decimals}f}" + ("%" if not signed else " points")
    return f"{sign}{_three(size)}" if size >= 0 else f"−{_three(-size)}"


def in_sentence(title: str) -> str:
    """A title within a sentence: its first letter small, unless other capitals make it a proper name."""
    return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title
