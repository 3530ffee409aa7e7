"""`collect`: the values of a comparison, laid out by key, scenario and replication."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.experiments.compare import Comparison
from carepath_sim.experiments.verdicts import COUNTS
from carepath_sim.explorer.data import Exploration, Key, Measure, Offered
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.registry import Metric
from carepath_sim.model import Floats
from carepath_sim.report.collecting import labels_of
from carepath_sim.scenario.resolved import Resolved

NAMED_IN_TITLE = 3
GROUPS = {
    "cost": "Money",
    "payers": "Money",
    "worth": "Money",
    "spending": "Money",
    "stability": "Stability",
    "equality": "Young people by need",
    "ages": "Young people by age",
    "sufficiency": "Places, waits and overflow",
    "worst_days": "Places, waits and overflow",
    "workforce": "Key workers",
    "population": "Young people",
}
"""The module a metric lives in, as a reader would ask for it."""
ORDER = tuple(dict.fromkeys(GROUPS.values()))


def collect(
    comparison: Comparison,
    resolved_of: Callable[[str], Resolved],
    parameters: Mapping[str, Mapping[str, str]] | None = None,
) -> Exploration:
    """Everything the page carries. `resolved_of` reads the resolved scenario of a name, which takes its time.

    `parameters` gives for a scenario what a sweep set it to.
    """
    names = [facts.name for facts in comparison.scenarios]
    given = parameters or {}
    keys, values, present = arrays(comparison.metrics, names)
    resolved = [resolved_of(names[place]) for place in _worth_reading(keys, present)]
    return Exploration(
        title=_title([facts.title for facts in comparison.scenarios]),
        subtitle=_subtitle(resolved[0], len(names), comparison.replications),
        scenarios=tuple(Offered(facts.name, facts.title, given.get(facts.name, {})) for facts in comparison.scenarios),
        measures=measures({key.metric for key in keys}),
        periods=period_words(
            dict.fromkeys(key.period for key in keys), date.fromisoformat(str(resolved[0].study.start))
        ),
        keys=keys,
        values=values,
        present=present,
        labels=labels_of(resolved),
    )


def _worth_reading(keys: Sequence[Key], present: np.ndarray) -> list[int]:
    """The first scenario, and each that has a part which none of these has: together they name every part."""
    known: set[str] = set()
    found: list[int] = []
    for place in range(present.shape[1]):
        own = {key.setting for key, has in zip(keys, present[:, place], strict=True) if has}
        if not found or own - known:
            found.append(place)
            known |= own
    return found


def arrays(metrics: pd.DataFrame, names: Sequence[str]) -> tuple[tuple[Key, ...], Floats, np.ndarray]:
    """The tidy frame as keys, values [keys, scenarios, replications] and who has which key.

    The rows of a scenario stand replication by replication, in one order of keys; ValueError if they do not.
    """
    replications = int(metrics["replication"].nunique())
    found: dict[Key, dict[int, Floats]] = {}
    for place, name in enumerate(names):
        rows = metrics[metrics["scenario"] == name]
        _check_order(name, rows, replications)
        one = rows.iloc[: len(rows) // replications]
        table = rows["value"].to_numpy(np.float64).reshape(replications, -1).T
        for metric, setting, period, values in zip(one["metric"], one["setting"], one["period"], table, strict=True):
            found.setdefault(Key(metric, setting, period), {})[place] = values
    values = np.full((len(found), len(names), replications), np.nan)
    present = np.zeros((len(found), len(names)), dtype=bool)
    for row, held in enumerate(found.values()):
        for place, each in held.items():
            values[row, place] = each
            present[row, place] = True
    return tuple(found), values, present


def _check_order(name: str, rows: pd.DataFrame, replications: int) -> None:
    """Raise ValueError unless the same keys stand in the same order in every replication."""
    whole = len(rows) % replications == 0
    columns = ("metric", "setting", "period") if whole else ()
    tables = [pd.factorize(rows[column])[0].reshape(replications, -1) for column in columns]
    runs = rows["replication"].to_numpy().reshape(replications, -1) if whole else np.zeros((0, 0))
    if not whole or any((table != table[0]).any() for table in tables) or (runs != runs[:, :1]).any():
        raise ValueError(f"the metrics of {name} do not stand in one order in every replication")


def measures(names: set[str]) -> tuple[Measure, ...]:
    """The registered metrics among some names, by group and within it in the order of the registry."""
    found = [_measure(metric) for metric in METRICS.values() if metric.name in names]
    last = len(ORDER)
    return tuple(sorted(found, key=lambda each: ORDER.index(each.group) if each.group in ORDER else last))


def _measure(metric: Metric) -> Measure:
    return Measure(
        metric.name,
        metric.label,
        metric.unit,
        metric.better,
        metric.definition,
        GROUPS.get(metric.function.__module__.rpartition(".")[2], "Other measures"),
        metric.headline,
        metric.absent,
        metric.tolerance,
        metric.floor,
        COUNTS.get(metric.name, ""),
    )


def period_words(names: Sequence[str] | Mapping[str, None], start: date) -> dict[str, str]:
    """Each period as a reader knows it: a year with its first and last day."""
    return {name: _period(name, start) for name in sorted(names, key=_period_order)}


def _period_order(name: str) -> tuple[int, str]:
    number = name.rpartition(" ")[2]
    return (0, "") if name == ALL else (int(number), name) if number.isdigit() else (10**6, name)


def _period(name: str, start: date) -> str:
    if name == ALL:
        return "Whole study"
    number = name.rpartition(" ")[2]
    if not number.isdigit():
        return name
    first = _years_after(start, int(number) - 1)
    last = _years_after(start, int(number)) - timedelta(days=1)
    return f"Year {number}: {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def _years_after(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, month=3, day=1)


def _title(titles: Sequence[str]) -> str:
    first, *others = titles
    if not others:
        return first
    if len(others) > NAMED_IN_TITLE:
        return f"{len(others)} scenarios and {in_sentence(first)}"
    return listed([first, *map(in_sentence, others)])


def _subtitle(resolved: Resolved, scenarios: int, replications: int) -> str:
    start = date.fromisoformat(str(resolved.study.start))
    told = [resolved.study.council, f"{resolved.study.horizon} from {start.day} {start:%B %Y}"]
    told += [counted(scenarios, "scenario"), f"{counted(replications, 'replication')} of each"]
    words = " · ".join(each for each in told if each)
    return words[:1].upper() + words[1:]
