"""What the money goes on: parts that sum to the total in each replication, so that scenarios can be paired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.metrics.cost import SPLIT_BY_SETTING, SPLIT_BY_TEAM
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.report.data import ReportData
from carepath_sim.report.dots import between
from carepath_sim.report.words import Scale, fit

TOTAL, REST = "Total", "All other"
SPLITS = {"Heading": "cost_by_heading", "Setting": "cost_by_setting", "Team": "cost_by_team"}
"""Every way in which the total is split. Headings sum to it; settings and teams leave out what is neither."""

NOTICEABLE = 0.03
"""A part is named if it is at least this share of the largest."""
Table = Mapping[str, pd.DataFrame]
"""£ a year for each scenario: a row a replication, a column a part."""


@dataclass(frozen=True)
class Change:
    """What one scenario spends on a part beside the baseline, in £ a year; NaN bounds where there is no interval."""

    part: str
    baseline: float
    value: float
    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    @property
    def is_unclear(self) -> bool:
        """Whether the interval holds zero; without an interval nothing is known either way."""
        return self.low <= 0 <= self.high


def split(data: ReportData, metric: str) -> dict[str, pd.DataFrame]:
    """One split of the cost by scenario, £ a year: a row a replication, a column a name; the absent costs nothing."""
    rows = data.measured(metric)
    rows = rows[rows["setting"] != "all"]
    wide = rows.pivot_table(index=["scenario", "replication"], columns="setting", values="value", sort=False)
    wide = wide.fillna(0.0) / _years(data)
    levels = wide.index.get_level_values("scenario")
    known = [card.name for card in data.scenarios if card.name in levels]
    return {name: wide[levels == name].droplevel("scenario") for name in known}


def _years(data: ReportData) -> float:
    """The length of the study as the cost per year has it."""
    study, year = (float(data.measured(name)["value"].sum()) for name in ("cost", "cost_per_year"))
    return study / year if study and year else data.years


def parts(data: ReportData) -> dict[str, pd.DataFrame]:
    """What sums to the total, by name and scenario: settings, each with the team of its name, other teams, the rest.

    Headings alone where nothing is known by setting or team. Empty if the baseline has no figures.
    """
    found = [split(data, metric) for metric in SPLITS.values()]
    scenarios = [card.name for card in data.scenarios if card.name in found[0]]
    if data.scenarios[0].name not in scenarios:
        return {}
    empty = pd.DataFrame()
    headings, settings, teams = ({name: each.get(name, empty) for name in scenarios} for each in found)
    grouped = list(_groups(data, headings, settings, teams))
    return {
        name: pd.DataFrame(
            {
                label: sum((each[name].get(part, 0.0) for each, part in members), pd.Series(0.0, headings[name].index))
                for label, members in grouped
            }
        )
        for name in scenarios
    }


def _groups(
    data: ReportData, headings: Table, settings: Table, teams: Table
) -> Iterator[tuple[str, list[tuple[Table, str]]]]:
    """Each part by its printed name, and the columns it is the sum of; what costs nothing anywhere is left out."""
    taken = {REST, TOTAL}

    def named(label: str) -> str:
        name = next(each for each in (label, *(f"{label} ({n})" for n in range(2, 999))) if each not in taken)
        taken.add(name)
        return name

    paid = {kind: _paid(each) for kind, each in (("setting", settings), ("team", teams), ("heading", headings))}
    for name in paid["setting"]:
        if name in paid["team"]:
            yield named(f"{data.label(name)} and its team"), [(settings, name), (teams, name)]
        else:
            yield named(data.label(name)), [(settings, name)]
    for name in paid["team"]:
        if name not in paid["setting"]:
            yield named(f"Key workers: {in_sentence(data.label(name))}"), [(teams, name)]
    covered = (SPLIT_BY_SETTING if paid["setting"] else ()) + (SPLIT_BY_TEAM if paid["team"] else ())
    for name in paid["heading"]:
        if name not in covered:
            yield named(data.label(name)), [(headings, name)]


def _paid(table: Table) -> list[str]:
    """What is paid for in some scenario, by name."""
    return list(dict.fromkeys(str(name) for frame in table.values() for name in frame.columns[(frame != 0).any()]))


def merged(found: Table, base: str, shown: int) -> dict[str, pd.DataFrame]:
    """The parts that change most in some scenario (if there is one alone: the largest), and the rest together.

    What rises most comes first.
    """
    means = pd.DataFrame({name: frame.mean() for name, frame in found.items()})
    change = means.sub(means[base], axis=0) if len(found) > 1 else means
    sizes = change.abs().max(axis=1).sort_values(ascending=False, kind="stable")
    shown = min(shown, int((sizes >= NOTICEABLE * sizes.max()).sum()))
    kept, rest = list(sizes.index[:shown]), list(sizes.index[shown:])
    if len(rest) == 1:
        kept, rest = [*kept, *rest], []
    kept = list(change.loc[kept].sum(axis=1).sort_values(ascending=False, kind="stable").index)
    added = {name: {REST: frame[rest].sum(axis=1)} if rest else {} for name, frame in found.items()}
    return {name: frame[kept].assign(**added[name]) for name, frame in found.items()}


def changes(found: Table, base: str, scenario: str) -> list[Change]:
    """Each part beside the baseline's, in order, paired replication by replication."""
    one, other = found[base], found[scenario]
    return [_change(str(part), one.iloc[:, at], other.iloc[:, at]) for at, part in enumerate(one.columns)]


def total(found: Table, base: str, scenario: str) -> Change:
    """The whole cost beside the baseline's."""
    return _change(TOTAL, found[base].sum(axis=1), found[scenario].sum(axis=1))


def _change(part: str, one: pd.Series, other: pd.Series) -> Change:
    """The mean of the paired differences with its 95% interval; of the means alone where no replication is shared."""
    paired = (other - one).dropna()
    difference = float(paired.mean()) if len(paired) else float(other.mean() - one.mean())
    half = half_width(paired.to_numpy(dtype=float))
    return Change(part, float(one.mean()), float(other.mean()), difference, difference - half, difference + half)


def table(data: ReportData, drawn: Table) -> pd.DataFrame:
    """The steps that are drawn and every heading, setting and team, £ a year, beside the baseline if there is one."""
    base = data.scenarios[0].name
    splits = {"Step": drawn} | {kind: _labelled(data, split(data, metric)) for kind, metric in SPLITS.items()}
    rows = []
    for kind, each in splits.items():
        if base not in each:
            continue
        of = {name: changes(each, base, name) for name in each if name != base}
        for place, part in enumerate(each[base].columns):
            rows += [(kind, part, name, of[name][place]) for name in of] or [
                (kind, part, base, _change(str(part), each[base].iloc[:, place], each[base].iloc[:, place]))
            ]
    rows += [(TOTAL, TOTAL, name, total(drawn, base, name)) for name in drawn if name != base or len(drawn) == 1]
    return _printed(data, [row for row in rows if row[3].baseline or row[3].value])


def _labelled(data: ReportData, each: Table) -> dict[str, pd.DataFrame]:
    """The same with printed names, the most costly in the baseline first."""
    found = {}
    for name, frame in each.items():
        order = next(iter(each.values())).mean().sort_values(ascending=False, kind="stable").index
        found[name] = frame[order].rename(columns=data.label)
    return found


def _printed(data: ReportData, rows: list[tuple[str, str, str, Change]]) -> pd.DataFrame:
    scale = fit([size for *_, change in rows for size in (change.baseline, change.value)], "£")
    exact = Scale(scale.divisor, "£", scale.suffix, 2 if scale.divisor > 1 else 0)
    compares = len(data.scenarios) > 1
    return pd.DataFrame(
        {
            "Split": [kind for kind, *_ in rows],
            "What is paid for": [part for _, part, *_ in rows],
            "Scenario": [data.scenario_label(name) for *_, name, _ in rows],
            **({"Baseline": [exact.write(change.baseline) for *_, change in rows]} if compares else {}),
            "A year": [exact.write(change.value) for *_, change in rows],
            **(
                {
                    "Difference": [exact.write(change.difference, True) for *_, change in rows],
                    "95% interval": [between(exact, change.low, change.high, True) for *_, change in rows],
                }
                if compares
                else {}
            ),
        }
    )
