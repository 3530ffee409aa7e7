"""What a preview says in figures: tables for a terminal, and the same for a page or a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR, date_of
from carepath_sim.model import Floats
from carepath_sim.stockflow import Expected, Loop, limits, loops

COLUMN_WIDTH = 6
MOST_DATES = 6
"""Dates side by side: the start, four between and the end."""
LINE = 79
YEAR = DAYS_PER_YEAR * DAY


@dataclass(frozen=True)
class Row:
    """One setting: people at the dates, and what happens in a year on average over the study.

    `places` and `occupancy` (0 to 1) are those of its pool at the end, None where it is unlimited.
    """

    name: str
    label: str
    places: float | None
    people: tuple[float, ...]
    arrive: float
    leave: float
    move_within: float
    waiting: float
    occupancy: float | None

    @property
    def drift(self) -> float:
        """People more, or fewer, at the end than at the start."""
        return self.people[-1] - self.people[0]


@dataclass(frozen=True, eq=False)
class Preview:
    """The expected course of one scenario, ready to be shown."""

    title: str
    question: str
    expected: Expected
    dates: tuple[str, ...]
    rows: tuple[Row, ...]
    looked_after: tuple[float, ...]
    loops: tuple[Loop, ...]
    limits: tuple[str, ...]
    labels: Mapping[str, str]

    def label(self, name: str) -> str:
        """The printed name of a setting or pool."""
        return self.labels.get(name, name.replace("_", " ").capitalize())


def preview(title: str, question: str, expected: Expected, labels: Mapping[str, str]) -> Preview:
    """Read the expected stocks and flows of a scenario at its start, year ends and end."""
    model = expected.model
    ends = expected.year_ends()
    if len(ends) > MOST_DATES:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, MOST_DATES).round().astype(int))]
    people = expected.stocks(ends)
    rows = tuple(_row(expected, setting, people, labels) for setting in range(len(model.settings)))
    return Preview(
        title,
        question,
        expected,
        tuple(date_of(model.start_day, round(float(end))).isoformat() for end in ends),
        tuple(row for row in rows if max(row.people) > 0.005 or row.arrive > 0.005),
        tuple(float(each) for each in people[:, model.is_looked_after].sum(axis=1)),
        loops(model),
        limits(model),
        labels,
    )


def _row(expected: Expected, setting: int, people: Floats, labels: Mapping[str, str]) -> Row:
    model, record = expected.model, expected.record
    ends = expected.year_ends()
    years = float(ends[-1]) / YEAR
    flow = expected.flows(ends).sum(axis=0) / years
    within = float(flow[setting, setting])
    pool = int(model.setting_pool[setting])
    limited, name = bool(model.is_limited[pool]), model.settings[setting]
    living = float(people[-1, model.setting_pool == pool].sum())
    places = float(record.open[-1, pool])
    return Row(
        name,
        labels.get(name, name.replace("_", " ").capitalize()),
        places if limited else None,
        tuple(float(each) for each in people[:, setting]),
        float(flow[:, setting].sum()) - within,
        float(flow[setting].sum()) - within,
        within,
        float(record.waiting[:, model.transition_from == setting].sum(axis=1).mean()),
        living / places if limited and places > 0 else None,
    )


def lines(found: Preview) -> list[str]:
    """The preview for a terminal of 80 columns: what it rests on, and last, where it stays in view, what it found."""
    return [
        f"{found.title}: what to expect, without chance",
        "",
        *(["Only near"] if found.limits else []),
        *(line for sentence in found.limits for line in _wrapped(sentence, "  ")),
        *([""] if found.limits else []),
        "Feedback loops",
        *(line for loop in found.loops for line in _wrapped(loop_words(found, loop), "  ")),
        "",
        *_table("Young people", ["places", *_short(found.dates), "change"], _people(found)),
        "",
        *_table(
            "On average in a year",
            ["in", "out", "within", "waiting", "full"],
            [(row.label, _year(row)) for row in found.rows],
        ),
        "",
        *_wrapped(
            "In, out: arrivals and departures. Within: moves to another placement of the same kind. Waiting: people "
            "who live there and wait for a planned move. Full: people for each place at the end, by stock of places."
        ),
        *_wrapped(caseload_words(found)),
    ]


def caseload_words(found: Preview) -> str:
    """How far the starting caseload is from one that would stay as it is."""
    first, last = found.looked_after[0], found.looked_after[-1]
    change = f"{_signed(100 * (last / first - 1))}%" if first > 0 else _signed(last - first)
    most = max(found.rows, key=lambda row: abs(row.drift), default=None)
    if most is None:
        return "Nobody lives anywhere in this scenario."
    return (
        f"The starting caseload: the number looked after changes by {change} to the end of the study, and no setting "
        f"by more than {abs(most.drift):.1f} young people ({most.label})."
    )


def loop_words(found: Preview, loop: Loop) -> str:
    """One feedback loop in a sentence or two."""
    if not loop.is_modelled:
        return f"{loop.name}. {loop.carried_by}"
    where = "; ".join(found.label(name) for name in loop.at_work)
    return f"{loop.name}. {loop.carried_by} {f'At work here: {where}.' if where else 'Switched off in this scenario.'}"


def facts(found: Preview) -> dict[str, Any]:
    """The preview for a program."""
    return {
        "scenario": found.title,
        "dates": list(found.dates),
        "looked_after": [round(each, 3) for each in found.looked_after],
        "settings": [
            {
                "setting": row.name,
                "label": row.label,
                "places": None if row.places is None else round(row.places, 3),
                "people": [round(each, 3) for each in row.people],
                "arrive_per_year": round(row.arrive, 3),
                "leave_per_year": round(row.leave, 3),
                "move_within_per_year": round(row.move_within, 3),
                "waiting": round(row.waiting, 3),
                "people_per_place": None if row.occupancy is None else round(row.occupancy, 4),
            }
            for row in found.rows
        ],
        "loops": [
            {"loop": loop.name, "modelled": loop.is_modelled, "how": loop.carried_by, "at_work": list(loop.at_work)}
            for loop in found.loops
        ],
        "limits": list(found.limits),
    }


def _people(found: Preview) -> list[tuple[str, list[str]]]:
    rows = [
        (row.label, [_count(row.places, 0), *(f"{each:.1f}" for each in row.people), _signed(row.drift)])
        for row in found.rows
    ]
    total = found.looked_after
    return [*rows, ("Looked after", ["", *(f"{each:.1f}" for each in total), _signed(total[-1] - total[0])])]


def _year(row: Row) -> list[str]:
    full = "" if row.occupancy is None else f"{100 * row.occupancy:.0f}%"
    return [f"{row.arrive:.1f}", f"{row.leave:.1f}", f"{row.move_within:.1f}", f"{row.waiting:.1f}", full]


def _short(dates: Sequence[str]) -> list[str]:
    """Years, which fit a narrow column; months beside them where a year stands twice."""
    years = [date[:4] for date in dates]
    return years if len(set(years)) == len(years) else [f"{date[5:7]}/{date[2:4]}" for date in dates]


def _count(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:.{decimals}f}"


def _table(head: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    widths = [max(COLUMN_WIDTH, len(column) + 2) for column in columns]
    name_width = LINE - sum(widths)
    titles = "".join(column.rjust(width) for column, width in zip(columns, widths, strict=True))
    found = [head.ljust(name_width) + titles, "-" * LINE]
    for label, cells in rows:
        name = label if len(label) < name_width else label[: name_width - 2] + "…"
        figures = "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        found.append(name.ljust(name_width) + figures)
    return found


def _wrapped(sentence: str, indent: str = "") -> list[str]:
    found, line = [], indent
    for word in sentence.split():
        if len(line) + len(word) + 1 > LINE and line.strip():
            found.append(line.rstrip())
            line = indent
        line += word + " "
    return [*found, line.rstrip()]


def _signed(number: float) -> str:
    """A change to one decimal, with its sign unless it is nothing."""
    return f"{round(number, 1):+.1f}" if round(number, 1) else "0.0"
