"""The chart of key workers: how often they change and are missing, beside vacancies and turnover."""

from __future__ import annotations

import pandas as pd

from carepath_sim.report.canvas import Chart, Key, mark
from carepath_sim.report.contrasts import alike, largest, those
from carepath_sim.report.data import ReportData
from carepath_sim.report.dots import sure
from carepath_sim.report.measuring import SPREAD, Found, Measure, apart, clear, found, overall, summary, table, title
from carepath_sim.report.words import message

TEAMS = (
    Measure("vacancy_share", "Posts with nobody in them"),
    Measure("turnover", "Permanent workers leaving, a year"),
    Measure("unallocated_days", "Days without a key worker", "days without a key worker"),
)
CONTINUITY = (
    Measure("key_workers", "Key workers in a year", "key workers a year"),
    Measure("worker_changed", "A change of key worker in a year", "young people who change key worker"),
    Measure("three_workers", "Three or more key workers in a year", "young people with three key workers"),
)
SUMMED_UP = (*CONTINUITY, TEAMS[0], TEAMS[2])
"""What the summary has; turnover of all teams together would mix very different ones."""
AGENCY = Measure("agency_share", "Filled posts held by agency workers")


def key_workers(data: ReportData) -> list[Chart]:
    """Continuity of key workers and days without one, beside vacancies and turnover by team."""
    told, posts = found(data, CONTINUITY), found(data, TEAMS)
    if not (told or posts):
        return []
    panels = [
        panel
        for each, rows in posts.items()
        for panel in apart(data, each, ranked=False) or [overall(data, each, rows)]
    ]
    return [
        Chart(
            key="key-workers",
            title=_title(data, told, posts),
            subtitle="By scenario: of the young people looked after on 31 March, over the year to that day. By team: "
            f"whole study. {sure(data, f'{SPREAD} By team: the 95% interval.')} Scales may not start at zero.",
            panels=(*(overall(data, measure, rows) for measure, rows in told.items()), *panels),
            table=table(data, (*CONTINUITY, *TEAMS, AGENCY), "Team"),
            summary=summary(data, {each: rows for each, rows in {**told, **posts}.items() if each in SUMMED_UP}),
            legend=tuple(Key(card.label, mark(place), "point") for place, card in enumerate(data.scenarios)),
            notes=(
                "Days without a key worker are summed over young people, by the team that should have had one free.",
            ),
        )
    ]


def _title(data: ReportData, told: Found, posts: Found) -> str:
    """Whether key workers change more often, and whether there are more days without one."""
    nothing = "No clear difference in key workers or their changes"
    changed, missing = CONTINUITY[1], TEAMS[2]
    rows, days = (clear(data, measure) for measure in (changed, missing))
    if len(data.scenarios) == 1 or rows.empty or changed not in told:
        return title(data, {**told, **posts}, nothing, "Key workers, vacancies and turnover")
    row = largest(rows)
    more = "more" if row["difference"] > 0 else "fewer"
    both = days[days["scenario"].isin(rows["scenario"])]
    label = data.scenario_label(row["scenario"])
    who = alike(rows, len(data.scenarios) - 1) or label
    also = _also(both, rows, row)
    return message(
        f"{who}: {more} key-worker changes{also}",
        f"{who}: {more} changes of key worker",
        f"{those(rows, row, len(data.scenarios) - 1)}: {more} changes of key worker",
    )


def _also(days: pd.DataFrame, rows: pd.DataFrame, row: pd.Series) -> str:
    """What may be said of days without a key worker in the same scenarios, or nothing."""
    own = days[days["scenario"] == row["scenario"]]
    if own.empty or len(days) < len(rows) or (days["low"] > 0).nunique() > 1:
        return ""
    return f", {'more' if own['low'].iloc[0] > 0 else 'fewer'} days without one"
