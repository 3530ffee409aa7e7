"""For whom moves and breakdowns differ: by age, need and setting, allowing for how many groups are looked at.

Looking at 30 groups, chance alone makes one or two of them differ by a 95% interval. So a
group is named only if its rate differs by an interval widened for the number of all groups looked
at (`verdicts.among`), and if the number behind the rate differs the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan

from carepath_sim.catalogue.wording import counted, in_sentence, label_of
from carepath_sim.experiments.verdicts import COUNTS, Found, clear_among, clear_way, is_nil, sign, study_years
from carepath_sim.experiments.wording import listed, plain
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.uncertainty import CONFIDENCE, Difference

MOVES, BREAKDOWNS = "moves_rate", "breakdown_rate"
BY_AGE, BY_NEED, BY_SETTING = "By age", "By need", "By setting left"
SPLITS = {
    BY_AGE: ("moves_by_age", "breakdowns_by_age"),
    BY_NEED: ("moves_by_need", "breakdowns_by_need"),
    BY_SETTING: (MOVES, BREAKDOWNS),
}
"""Rates of moves and of breakdowns by each kind of group."""
TOLD = 3
"""At most so many groups of a kind are named for moves, and for breakdowns: those that differ most."""
NAMED = 6
"""At most so many groups are named in one row."""
NEEDS_ASSUMED = "; need groups differ only by what is assumed about them"


@dataclass(frozen=True)
class Group:
    """A rate of one group that differs clearly among all that were looked at."""

    split: str
    metric: str
    name: str
    row: Difference

    @property
    def more(self) -> bool:
        """Whether it is higher than the baseline's."""
        return self.row.difference > 0


def overall(found: Found) -> str:
    """Moves and breakdowns of all young people together, in one sentence."""
    told = {MOVES: "moves", BREAKDOWNS: "breakdowns"}
    parts = [_overall(found[metric, ALL], found.get((COUNTS[metric], ALL)), told[metric]) for metric in told]
    return f"All young people, for each year looked after: {'; '.join(parts)}."


def differs_overall(found: Found) -> bool:
    """Whether moves or breakdowns of all young people together differ clearly."""
    return any(clear_way(found[metric, ALL], found.get((COUNTS[metric], ALL))) for metric in (MOVES, BREAKDOWNS))


def _overall(row: Difference, number: Difference | None, what: str) -> str:
    if row.replications == 0:
        return f"{what} are not defined in so short a study"
    if is_nil(row):
        return f"{what} the same ({plain(row.value, '')})"
    values = f"{plain(row.value, '')} against {plain(row.baseline, '')}"
    if isnan(row.low):
        return f"{what} {values} in the one replication that was run"
    interval = f"{plain(row.low, '', True)} to {plain(row.high, '', True)}"
    if clear_way(row, number):
        return f"{'more' if row.difference > 0 else 'fewer'} {what}, {values} ({interval})"
    if sign(row) and number is not None:
        counts = f"{plain(number.value, '')} against {plain(number.baseline, '')}"
        return f"no clear difference in {what}, {values} ({interval}, but their number does not follow: {counts})"
    return f"no clear difference in {what}, {values} ({interval})"


def where(found: Found, labels: Mapping[str, str]) -> Iterator[str]:
    """How many groups differ clearly; which, a sentence for each kind; and by how strict a rule."""
    looked = list(looked_at(found))
    if not looked:
        yield "One replication cannot tell groups apart."
        return
    clear = list(clear_groups(found))
    rates = f"{counted(len(looked), 'rate')} by age, need and setting"
    if clear:
        caution = NEEDS_ASSUMED if any(group.split == BY_NEED for group in clear) else ""
        yield f"{_steadier(clear, labels)} ({rates} looked at{caution})."
    else:
        yield f"No group shows a clear difference ({rates} looked at)."
    for split in SPLITS if clear else ():
        yield _split(split, [group for group in clear if group.split == split], labels)
    yield from _new(found, labels)
    if len(looked) == 1:
        yield "It is clear only if its 95% interval and that of the number behind it leave out zero on the same side."
        return
    level = f"{100 * (1 - (1 - CONFIDENCE) / len(looked)):.2f}%"
    yield (
        f"In brackets are 95% intervals, but the test is stricter: because {len(looked)} were looked at, a difference "
        f"is clear only by an interval of {level}, so that chance alone would make one in at most 5 of 100 such "
        "comparisons, and only if the number behind the rate goes the same way."
    )


def _steadier(clear: list[Group], labels: Mapping[str, str]) -> str:
    """Those with fewer moves or breakdowns, those with more, and those with both, by name."""
    ways: dict[str, set[bool]] = {}
    for group in clear:
        name = in_sentence(label_of(labels, group.name))
        ways.setdefault(f"ages {name}" if group.split == BY_AGE else name, set()).add(group.more)
    steadier, less, both = (
        [name for name, way in ways.items() if way == one] for one in ({False}, {True}, {False, True})
    )
    parts = [f"Clearly steadier: {_names(steadier)}", f"clearly less steady: {_names(less)}"]
    return "; ".join(parts + [f"fewer of one and more of the other: {_names(both)}"] * bool(both))


def _names(names: list[str]) -> str:
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return listed(names[:NAMED] + more) or "no group"


def _new(found: Found, labels: Mapping[str, str]) -> Iterator[str]:
    """Moves from settings that the baseline does not have, which no rate of its own can be held against."""
    years = study_years(found)
    for metric, name in found:
        row = found[metric, name]
        if metric == MOVES and isnan(row.baseline) and not isnan(row.value) and years:
            number = found[COUNTS[MOVES], name].value / years
            yield (
                f"{label_of(labels, name)} is new here, and {plain(number, '')} moves a year are moves on from it "
                f"({plain(row.value, '')} for each year lived there)."
            )


def looked_at(found: Found) -> Iterator[tuple[str, str, str]]:
    """Split, metric and group of each rate that can be compared."""
    for split, metrics in SPLITS.items():
        for metric in metrics:
            for name in (name for key, name in found if key == metric and name != ALL):
                if found[metric, name].replications > 1 and (COUNTS[metric], name) in found:
                    yield split, metric, name


def clear_groups(found: Found) -> Iterator[Group]:
    """Those that differ clearly among all that are looked at."""
    looked = list(looked_at(found))
    for split, metric, name in looked:
        row, number = found[metric, name], found[COUNTS[metric], name]
        if clear_among(row, len(looked)) and clear_way(row, number):
            yield Group(split, metric, name, row)


def _split(split: str, groups: list[Group], labels: Mapping[str, str]) -> str:
    parts = []
    for metric, what in zip(SPLITS[split], ("moves", "breakdowns"), strict=True):
        of_metric = sorted((each for each in groups if each.metric == metric), key=_size, reverse=True)
        for more in (True, False):
            named = [_named(each, labels) for each in of_metric[:TOLD] if each.more == more]
            if named:
                parts.append(f"{'more' if more else 'fewer'} {what} for {listed(named)}")
        if len(of_metric) > TOLD:
            parts.append(f"{what} of {len(of_metric) - TOLD} more groups differ clearly")
    return f"{split}: {'; '.join(parts) or 'no clear difference'}."


def _size(group: Group) -> float:
    return abs(group.row.difference)


def _named(group: Group, labels: Mapping[str, str]) -> str:
    row, unit = group.row, METRICS[group.metric].unit
    interval = f"{plain(row.low, unit, True)} to {plain(row.high, unit, True)}"
    label = in_sentence(label_of(labels, group.name))
    return f"{label} ({plain(row.value, unit)} against {plain(row.baseline, unit)}; {interval})"
